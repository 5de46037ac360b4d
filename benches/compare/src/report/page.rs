//! The text of `benches/RESULTS.md`, from its first line to its last.

use super::{
    charts::Chart,
    figures::{DISK, Figures, HUTBOOK},
    table::{Better, NOT_MEASURED, markdown, times},
    targets::Targets,
    unit::{Unit, digits},
    work::{PIECES, Piece},
};
use crate::{peer::Fallible, results::what};
use std::collections::BTreeSet;

/// Writes it.
///
/// # Errors
/// If the targets cannot be read.
pub fn write(figures: &Figures, charts: &[Chart]) -> Fallible<String> {
    let mut better = Vec::new();
    let pieces: String = PIECES
        .iter()
        .map(|piece| tell(figures, charts, piece, &mut better))
        .collect();
    let (targets, count) = Targets::read()?.write(figures);
    let mut text = beginning(figures);
    text += &format!(
        "Of {} targets {} are met, {} missed and {} not measured: [Targets](#targets).\n\n",
        count.met + count.missed + count.unknown,
        count.met,
        count.missed,
        count.unknown
    );
    text += &where_peers_are_better(&better);
    text += &pieces;
    text += &growth(figures, charts);
    text += &format!("## Targets\n\n{targets}");
    text += &left_out(&figures.0.notes);
    Ok(text)
}

fn beginning(figures: &Figures) -> String {
    let results = figures.0;
    let or_unknown = |text: String| {
        if text.is_empty() {
            "not kept".into()
        } else {
            text
        }
    };
    let machine = or_unknown(results.machine.join("; "));
    let versions = results.versions.iter();
    let versions: Vec<String> = versions.map(|(name, it)| format!("{name} {it}")).collect();
    let rounds = match results.rounds {
        1 => "1 round".into(),
        more => format!("{more} rounds"),
    };
    format!(
        "# Hutbook beside its peers

The same house, the same questions and the same answers, asked of Hutbook, PostgreSQL, SQLite and PocketBase in turn, on one
machine in one run. This file and its charts are written by that run:

    benches/compare/run

installs what is missing, fills each system, measures and writes; `benches/compare/run --report-only` writes this again from the
figures that were kept, and changes none.

| | |
| --- | --- |
| machine | {machine} |
| versions | {} |
| date, rounds | {}, {rounds}, the systems in another order in each |

**How to read it.** A cell holds the median of all rounds and, in brackets, the least and the most; below it, how that compares with
Hutbook in the same run: `3.4 × slower`, `4.3 × as much`. What lies within 5 % is about the same. Where a peer is better than
Hutbook, it says **better**. p50 and p99 are what the middle answer and the slowest hundredth took. MB are 10⁶ bytes. The load
generator runs on the same processor: ratios carry over to other machines better than rates.

",
        or_unknown(versions.join(", ")),
        or_unknown(results.date.clone()),
    )
}

/// What the run could not measure, and why.
fn left_out(notes: &[String]) -> String {
    let lines: String = notes.iter().map(|it| format!("- {it}\n")).collect();
    if lines.is_empty() {
        return lines;
    }
    format!("\n## What could not be measured\n\n{lines}")
}

fn where_peers_are_better(better: &[(&str, Better)]) -> String {
    let mut text = String::from("## Where a peer is better\n\n");
    if better.is_empty() {
        return text + "Nowhere, among what was measured in this run.\n\n";
    }
    // One line for each piece of work and system.
    let mut lines: Vec<(&str, &str, Vec<String>)> = Vec::new();
    for (title, it) in better {
        let place = if it.row.is_empty() {
            it.by.clone()
        } else {
            format!("{}: {}", it.row, it.by)
        };
        match lines
            .iter_mut()
            .find(|line| line.0 == *title && line.1 == it.system)
        {
            Some(line) => line.2.push(place),
            None => lines.push((title, &it.system, vec![place])),
        }
    }
    for (title, system, places) in lines {
        text += &format!("- **{title}, {system}** – {}\n", places.join("; "));
    }
    text + "\n"
}

fn tell<'a>(
    figures: &Figures,
    charts: &[Chart],
    piece: &'a Piece,
    better: &mut Vec<(&'a str, Better)>,
) -> String {
    let mut text = format!("## {}\n\n{}\n\n", piece.title, piece.done);
    text += &picture(charts, piece.chart);
    for table in piece.tables {
        let (lines, those) = table.write(figures);
        text += &lines;
        if !lines.is_empty() {
            text += "\n";
        }
        better.extend(those.into_iter().map(|it| (piece.title, it)));
    }
    if piece.chart == "create" {
        text += &beside_the_disk(figures);
    }
    text += &format!("{}\n\n", piece.honest);
    text
}

/// The chart as a page shows it, with what it says for those who do not see it.
fn picture(charts: &[Chart], name: &str) -> String {
    let chart = charts.iter().find(|it| it.name == name);
    chart.map_or(String::new(), |it| {
        format!("![{}](charts/{}.svg)\n\n", it.title, it.name)
    })
}

fn beside_the_disk(figures: &Figures) -> String {
    let Some(disk) = figures.select(what::DISK, DISK, None, None) else {
        return format!("The disk's own rate: {NOT_MEASURED}.\n\n");
    };
    let mut text = format!(
        "The disk itself, 4 KiB appended and synced by one writer: {}",
        Unit::PerSecond.show_range(disk.median, disk.least, disk.most)
    );
    let size = figures.usual_size("create").unwrap_or_default();
    let ours = figures.over_clients("create", HUTBOOK, size);
    let ours: Vec<String> = ours
        .iter()
        .filter(|(clients, _)| [1.0, 8.0, 64.0].contains(clients))
        .map(|(clients, it)| {
            let ratio = times(it.median / disk.median);
            format!(
                "{ratio} × that with {} {}",
                digits(*clients),
                if *clients == 1.0 { "client" } else { "clients" }
            )
        })
        .collect();
    if !ours.is_empty() {
        text += &format!("; Hutbook books {}", ours.join(", "));
    }
    text + ".\n\n"
}

/// Curves of Hutbook alone: what a request costs in ever larger houses, and with ever more clients.
fn growth(figures: &Figures, charts: &[Chart]) -> String {
    let mut text = String::from(
        "## Growth\n\nWhat a request costs Hutbook, by bookings in the house: instructions, counted by callgrind, the start not among them.\n\n",
    );
    text += &picture(charts, "instructions");
    text += &instructions(figures);
    text += "\nA count is the same on every machine of this kind and does not depend on what runs beside it, so it needs no rounds.\n\n";
    text += "By clients at once, with the load generator on the same processor:\n\n";
    text += &picture(charts, "clients");
    text += &by_clients(figures);
    text += "\nEach client waits for its answer before it asks again. Bookings of many clients share a commit, so their rate grows with the clients; reads are bound by the processor, so more clients only wait for one another.\n\n";
    text
}

fn instructions(figures: &Figures) -> String {
    let name = |kind: &str| format!("{}{kind}", what::INSTRUCTIONS);
    let mut sizes: BTreeSet<u64> = [1_000, 10_000, 100_000].into();
    for kind in what::RATES {
        let there = figures.places(&name(kind), &[HUTBOOK]);
        sizes.extend(there.iter().map(|(size, _)| *size));
    }
    let lines = what::RATES.map(|kind| {
        let counts: Vec<Option<f64>> = sizes
            .iter()
            .map(|size| figures.select(&name(kind), HUTBOOK, Some(*size), None))
            .map(|it| it.map(|it| it.median))
            .collect();
        let shown = counts
            .iter()
            .map(|it| it.map_or(NOT_MEASURED.into(), |it| Unit::Number.show(it)));
        let growth = match (counts.first(), counts.last()) {
            (Some(Some(first)), Some(Some(last))) => format!("{} ×", times(last / first)),
            _ => NOT_MEASURED.into(),
        };
        let mut line = vec![kind.to_owned()];
        line.extend(shown);
        line.push(growth);
        line
    });
    let mut head = vec!["bookings".to_owned()];
    head.extend(sizes.iter().map(|size| digits(*size as f64)));
    head.push("the last beside the first".into());
    markdown(&head, &lines)
}

fn by_clients(figures: &Figures) -> String {
    let kinds = ["create", "list"];
    let size = figures.usual_size("create").unwrap_or_default();
    let mut clients = BTreeSet::new();
    for kind in kinds {
        let there = figures.places(kind, &[HUTBOOK]);
        clients.extend(there.iter().filter(|it| it.0 == size).map(|it| it.1));
    }
    if clients.is_empty() {
        clients.insert(1);
    }
    let lines: Vec<Vec<String>> = clients
        .into_iter()
        .map(|clients| {
            let mut line = vec![digits(f64::from(clients))];
            for kind in kinds {
                for (ending, unit) in [
                    ("", Unit::PerSecond),
                    ("-p50", Unit::Microseconds),
                    ("-p99", Unit::Microseconds),
                ] {
                    let it = figures.at(&format!("{kind}{ending}"), HUTBOOK, size, clients);
                    line.push(it.map_or(NOT_MEASURED.into(), |it| unit.show(it.median)));
                }
            }
            line
        })
        .collect();
    let head = ["clients", "create", "p50", "p99", "list", "p50", "p99"];
    markdown(&head, &lines)
}
