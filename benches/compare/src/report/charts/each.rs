//! The charts in which Hutbook stands beside others, and what all charts have in common.

use super::{
    Chart,
    bars::{Bar, Bars, Group},
    card::{Card, FOOT, Mark, SIDE, TOP, WIDTH, colour, mark},
    lines::{Area, Band, Curve, Level, Plot},
};
use crate::{
    report::{
        figures::{DISK, Figures, HUTBOOK, SYSTEMS, Spread},
        unit::{Unit, digits},
    },
    results::what,
};

/// What one of the old stack needs at rest, in bytes, by its own documentation.
const OLD_STACK: (f64, f64) = (270e6, 388e6);
/// What a board of 512 MB has for agents, in bytes.
const BOARD: f64 = 448.0 * 1_048_576.0;
/// A cold answer within this time feels like none, in milliseconds; also the aim.
const FIRST_ANSWER: f64 = 100.0;

/// Memory at rest by bookings.
pub fn memory(figures: &Figures) -> Chart {
    let curves = of_systems(&SYSTEMS, |it| figures.over_sizes(what::IDLE_MEMORY, it, 0));
    let across = places(&curves);
    let title = match figures.at(what::IDLE_MEMORY, HUTBOOK, 10_000, 0) {
        Some(it) => format!(
            "A house of 10,000 bookings rests in {}",
            Unit::Bytes.show(it.median)
        ),
        None => "Memory of a house at rest".into(),
    };
    let bands = match (across.first(), across.last()) {
        (Some(first), Some(last)) => vec![Band {
            name: "Old stack".into(),
            points: [first, last]
                .map(|it| (*it, OLD_STACK.0, OLD_STACK.1))
                .to_vec(),
        }],
        _ => Vec::new(),
    };
    let plot = Plot {
        head: String::new(),
        across,
        across_name: "bookings in the house",
        unit: Unit::Bytes,
        logarithmic: true,
        curves,
        bands,
        levels: Vec::new(),
        last_values: true,
    };
    let subtitle = "Memory (PSS) of all processes of each system, at rest; both scales logarithmic";
    one_plot("memory", title, subtitle, &foot(figures), &plot)
}

/// Durable bookings by clients.
pub fn create(figures: &Figures) -> Chart {
    let size = figures.usual_size("create").unwrap_or(10_000);
    let groups = [1, 8, 64].map(|clients| Group {
        title: format!(
            "{clients} {}",
            if clients == 1 { "client" } else { "clients" }
        ),
        bars: bars(
            |it| figures.at("create", it, size, clients),
            |it| (it == "PocketBase").then_some("unchecked, not durable"),
        ),
    });
    let title = match figures.at("create", HUTBOOK, size, 64) {
        Some(it) => format!(
            "64 clients make {} durable bookings a second",
            digits(rounded(it.median))
        ),
        None => "Durable bookings a second".into(),
    };
    let disk = figures.select(what::DISK, DISK, None, None);
    let chart = Bars {
        title: title.clone(),
        subtitle: "Bookings a second, each checked against free places and synced to the disk; linear scale".into(),
        foot: foot(figures),
        unit: Unit::PerSecond,
        groups: groups.into(),
        level: disk.map(|it| (it, "the disk's own syncs, one writer:")),
    };
    Chart {
        name: "create",
        title,
        picture: chart.draw(),
    }
}

/// Reads with eight clients.
pub fn reads(figures: &Figures) -> Chart {
    let size = figures.usual_size("list").unwrap_or(10_000);
    let kinds = [
        ("list", "the next 50 bookings"),
        ("month", "all bookings of a month"),
        ("availability", "free places for a stay"),
    ];
    let groups = kinds.map(|(kind, title)| Group {
        title: title.into(),
        bars: bars(|it| figures.at(kind, it, size, 8), |_| None),
    });
    let title = match figures.at("month", HUTBOOK, size, 8) {
        Some(it) => format!(
            "8 clients read {} months a second",
            digits(rounded(it.median))
        ),
        None => "Reads a second".into(),
    };
    let chart = Bars {
        title: title.clone(),
        subtitle: format!(
            "Answers a second, decoded by the client, {} bookings in the house, 8 clients; linear scale",
            digits(size as f64)
        ),
        foot: foot(figures),
        unit: Unit::PerSecond,
        groups: groups.into(),
        level: None,
    };
    Chart {
        name: "reads",
        title,
        picture: chart.draw(),
    }
}

/// Start to the first answer, by events.
pub fn start(figures: &Figures) -> Chart {
    let mut curves = of_systems(&SYSTEMS, |it| figures.over_sizes(what::START, it, 0));
    curves.push(Curve {
        name: "with snapshot".into(),
        colour: colour(HUTBOOK),
        mark: Mark::Triangle,
        mine: false,
        points: figures.over_sizes(what::START_SNAPSHOT, HUTBOOK, 0),
    });
    let title = match figures.at(what::START, HUTBOOK, 100_000, 0) {
        Some(it) => format!(
            "100,000 events: the first answer after {}",
            Unit::Milliseconds.show(it.median)
        ),
        None => "From start to first answer".into(),
    };
    let plot = Plot {
        head: String::new(),
        across: places(&curves),
        across_name: "events in the log",
        unit: Unit::Milliseconds,
        logarithmic: true,
        curves,
        bands: Vec::new(),
        levels: vec![Level {
            name: "aim: 100 ms".into(),
            value: FIRST_ANSWER,
        }],
        last_values: true,
    };
    let subtitle =
        "From the start of the process to the first month answered; both scales logarithmic";
    one_plot("start", title, subtitle, &foot(figures), &plot)
}

/// Memory of many agents.
pub fn agents(figures: &Figures) -> Chart {
    let mut curves = of_systems(&SYSTEMS, |it| {
        figures.over_sizes(what::AGENTS_MEMORY, it, 0)
    });
    curves.retain(|it| it.mine || !it.points.is_empty());
    let across = places(&curves);
    let title = match figures.at(what::AGENTS_MEMORY, HUTBOOK, 64, 0) {
        Some(it) => format!("64 houses together take {}", Unit::Bytes.show(it.median)),
        None => "Memory of many houses".into(),
    };
    let bands = (!across.is_empty()).then(|| Band {
        name: "Old stack".into(),
        points: across
            .iter()
            .map(|it| (*it, it * OLD_STACK.0, it * OLD_STACK.1))
            .collect(),
    });
    let plot = Plot {
        head: String::new(),
        across,
        across_name: "houses of 1,000 bookings, a system of its own for each",
        unit: Unit::Bytes,
        logarithmic: true,
        curves,
        bands: bands.into_iter().collect(),
        levels: vec![Level {
            name: "a board has 448 MiB for houses".into(),
            value: BOARD,
        }],
        last_values: true,
    };
    let subtitle = "Memory (PSS) of all processes together, at rest; both scales logarithmic";
    one_plot("agents", title, subtitle, &foot(figures), &plot)
}

/// Bytes of an event on the disk.
pub fn event_bytes(figures: &Figures) -> Chart {
    let of = |it: &str| figures.select(what::EVENT_BYTES, it, None, None);
    let title = match of(HUTBOOK) {
        Some(it) => format!("An event takes {} on the disk", Unit::Bytes.show(it.median)),
        None => "Bytes of an event on the disk".into(),
    };
    let chart = Bars {
        title: title.clone(),
        subtitle: "Bytes of an event with what is needed to find it; linear scale".into(),
        foot: foot_of_counts(figures),
        unit: Unit::Bytes,
        groups: vec![Group {
            title: String::new(),
            bars: bars(of, |it| (it == "PocketBase").then_some("of a record")),
        }],
        level: None,
    };
    Chart {
        name: "event-bytes",
        title,
        picture: chart.draw(),
    }
}

fn of_systems(systems: &[&'static str], points: impl Fn(&str) -> Vec<(f64, Spread)>) -> Vec<Curve> {
    let curves = systems.iter().map(|system| Curve {
        name: (*system).into(),
        colour: colour(system),
        mark: mark(system),
        mine: *system == HUTBOOK,
        points: points(system),
    });
    curves.collect()
}

fn bars(
    value: impl Fn(&str) -> Option<Spread>,
    less: impl Fn(&str) -> Option<&'static str>,
) -> Vec<Bar> {
    let bars = SYSTEMS.iter().map(|system| Bar {
        system,
        value: value(system),
        less: less(system),
    });
    bars.collect()
}

/// All places any of the curves has a point at.
pub(super) fn places(curves: &[Curve]) -> Vec<f64> {
    let mut all: Vec<f64> = curves
        .iter()
        .flat_map(|it| &it.points)
        .map(|it| it.0)
        .collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

/// Three digits, for a title.
fn rounded(value: f64) -> f64 {
    let unit = 10f64.powf((value.abs().max(1.0).log10().floor() - 2.0).max(0.0));
    (value / unit).round() * unit
}

/// What is counted is the same in each round.
pub(super) fn foot_of_counts(figures: &Figures) -> String {
    format!(
        "Counted, not timed · {} · tables and machine: benches/RESULTS.md",
        figures.0.date
    )
}

/// How it was measured, and when.
pub(super) fn foot(figures: &Figures) -> String {
    let rounds = match figures.0.rounds {
        0 | 1 => "One round".into(),
        more => format!("Median of {more} rounds, whiskers from the least to the most"),
    };
    format!(
        "{rounds} · {} · tables and machine: benches/RESULTS.md",
        figures.0.date
    )
}

/// A card with one plot on it.
pub(super) fn one_plot(
    name: &'static str,
    title: String,
    subtitle: &str,
    foot: &str,
    plot: &Plot,
) -> Chart {
    let bottom = TOP + 320.0;
    let mut card = Card::new(bottom + 52.0 + FOOT, &title, subtitle, foot);
    let area = Area {
        left: SIDE + 58.0,
        top: TOP + 6.0,
        right: WIDTH - SIDE - 172.0,
        bottom,
    };
    plot.draw(&mut card, area);
    Chart {
        name,
        title,
        picture: card.finish(),
    }
}
