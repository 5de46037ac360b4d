//! The charts of Hutbook alone: how its costs grow. All curves have its colour, in two shades, and a mark each.

use super::{
    Chart,
    card::{Card, FOOT, Mark, SIDE, TOP, WIDTH},
    each::{foot, foot_of_counts, one_plot, places},
    lines::{Area, Curve, Plot},
};
use crate::{
    report::{
        figures::{Figures, HUTBOOK, Spread},
        table::times,
        unit::{Unit, digits},
    },
    results::what,
};
use std::collections::BTreeSet;

/// Instructions of a request by bookings.
pub fn instructions(figures: &Figures) -> Chart {
    let curves = KINDS.map(|(kind, colour, mark)| {
        let name = format!("{}{kind}", what::INSTRUCTIONS);
        let sizes: BTreeSet<u64> = figures
            .places(&name, &[HUTBOOK])
            .into_iter()
            .map(|it| it.0)
            .collect();
        let points = sizes.into_iter().filter_map(|size| {
            Some((
                size as f64,
                figures.select(&name, HUTBOOK, Some(size), None)?,
            ))
        });
        curve(kind, colour, mark, points.collect())
    });
    let list = curves[1].points.first().zip(curves[1].points.last());
    let title = match list {
        Some((first, last)) if last.0 > first.0 => format!(
            "{} × the bookings: a list costs {} × the instructions",
            digits(last.0 / first.0),
            times(last.1.median / first.1.median)
        ),
        _ => "Instructions of a request".into(),
    };
    let plot = Plot {
        head: String::new(),
        across: places(&curves),
        across_name: "bookings in the house",
        unit: Unit::Number,
        logarithmic: false,
        curves: curves.into(),
        bands: Vec::new(),
        levels: Vec::new(),
        last_values: true,
    };
    let subtitle = "Instructions of Hutbook for each request, counted by callgrind; bookings on a logarithmic scale";
    one_plot(
        "instructions",
        title,
        subtitle,
        &foot_of_counts(figures),
        &plot,
    )
}

/// Rates and waiting by clients.
pub fn clients(figures: &Figures) -> Chart {
    let size = figures.usual_size("create").unwrap_or(10_000);
    let of = |ending: &'static str| {
        let pair = [KINDS[0], KINDS[1]];
        let curves = pair.map(|(kind, colour, mark)| {
            let points = figures.over_clients(&format!("{kind}{ending}"), HUTBOOK, size);
            curve(kind, colour, mark, points)
        });
        Vec::from(curves)
    };
    let rates = of("");
    let most = rates[0]
        .points
        .iter()
        .max_by(|one, other| one.1.median.total_cmp(&other.1.median));
    let single = rates[0].points.first().filter(|it| it.0 == 1.0);
    let title = match (single, most) {
        (Some(single), Some(most)) if most.0 > 1.0 => format!(
            "{} clients book {} × as fast as one",
            digits(most.0),
            times(most.1.median / single.1.median)
        ),
        _ => "What many clients cost".into(),
    };
    let plot = |head: &str, unit, curves: Vec<Curve>| Plot {
        head: head.into(),
        across: places(&curves),
        across_name: "clients at once",
        unit,
        logarithmic: true,
        curves,
        bands: Vec::new(),
        levels: Vec::new(),
        last_values: false,
    };
    let (top, bottom) = (TOP + 40.0, TOP + 306.0);
    let subtitle = "Bookings made and lists read, by clients that each wait for their answer; all scales logarithmic";
    let mut card = Card::new(bottom + 52.0 + FOOT, &title, subtitle, &foot(figures));
    let area = |left: f64| Area {
        left,
        top,
        right: left + 244.0,
        bottom,
    };
    plot("answers a second", Unit::PerSecond, rates).draw(&mut card, area(SIDE + 58.0));
    let slow = plot(
        "the slowest hundredth waits (p99)",
        Unit::Microseconds,
        of("-p99"),
    );
    slow.draw(&mut card, area(WIDTH / 2.0 + 58.0));
    Chart {
        name: "clients",
        title,
        picture: card.finish(),
    }
}

/// Kinds of requests, where a chart is of Hutbook alone: a colour and a mark each.
const KINDS: [(&str, &str, Mark); 4] = [
    ("create", "hutbook", Mark::Diamond),
    ("list", "shade", Mark::Disc),
    ("month", "hutbook", Mark::Square),
    ("availability", "shade", Mark::Triangle),
];

fn curve(kind: &str, colour: &'static str, mark: Mark, points: Vec<(f64, Spread)>) -> Curve {
    Curve {
        name: kind.into(),
        colour,
        mark,
        mine: false,
        points,
    }
}
