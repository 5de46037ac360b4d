//! The report as a whole, written from a run that was made up.

use super::{
    charts::{self, MOST_TITLE},
    figures::Figures,
    fixture, page,
    work::PIECES,
    write,
};
use crate::results::Results;
use std::path::{Path, PathBuf};

/// A folder below the build's, to look at what was written there.
fn folder(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join("target/compare/made-up").join(name)
}

fn told(results: &Results) -> String {
    let figures = Figures(results);
    page::write(&figures, &charts::all(&figures)).unwrap()
}

#[test]
fn a_whole_run_is_told_and_drawn() {
    let folder = folder("whole");
    write(&fixture::made_up_run(), &folder).unwrap();
    let text = std::fs::read_to_string(folder.join("benches/RESULTS.md")).unwrap();
    for piece in PIECES {
        assert!(
            text.contains(&format!("## {}\n", piece.title)),
            "{}",
            piece.title
        );
        assert!(text.contains(piece.honest), "{}", piece.title);
    }
    for line in [
        "| clients | Hutbook | PostgreSQL | SQLite | PocketBase |",
        "| 1 client, 10,000 bookings | 1,783/s (1,730–1,854)<br>p50 561 µs, p99 1.35 ms | 524/s (509–545)<br>p50 1.91 ms, p99 4.58 ms<br>3.4 × slower |",
        "- **Durable bookings, SQLite** – 1 client, 1,000 bookings: 1.4 × faster; 1 client, 10,000",
        "**better: 0.80 × as much**",
        "(unchecked, not durable one by one)",
        "| list | 310 k | 335 k | 356 k | 1.1 × |",
        "The disk itself, 4 KiB appended and synced by one writer: 4,900/s (4,240–5,291); Hutbook books 0.36 × that with 1 client",
        "## Targets",
        "## What could not be measured\n\n- nothing with nobody",
        "| from a snapshot, 1,000,000 events | 300 ms (291–312) |",
        "| replay | – | ≥ 1 M events/s | 1.04 M/s (1.01–1.08) | met | `replay` |",
        "| durable bookings, 1 client, beside the disk's own rate | – | ≥ 0.7 × | 0.36 ×",
        "**missed**: 0.52 × the aim",
    ] {
        let start: String = line.chars().take(40).collect();
        let near: Vec<&str> = text.lines().filter(|it| it.contains(&start)).collect();
        assert!(text.contains(line), "{line}\n{near:#?}");
    }
    for chart in text.lines().filter(|it| it.starts_with("![")) {
        let path = chart.split(['(', ')']).nth(1).unwrap();
        assert!(folder.join("benches").join(path).exists(), "{chart}");
    }
}

#[test]
fn a_run_without_figures_says_so_everywhere() {
    let folder = folder("empty");
    write(&Results::default(), &folder).unwrap();
    let text = told(&Results::default());
    for piece in PIECES {
        let from = text.split(&format!("## {}\n", piece.title)).nth(1).unwrap();
        let its = from.split("\n## ").next().unwrap();
        assert!(its.contains("not measured"), "{}", piece.title);
    }
    assert!(text.contains("Nowhere, among what was measured"));
    assert!(!text.contains("NaN") && !text.contains("inf"));
}

#[test]
fn peers_that_are_missing_hide_nothing_of_the_others() {
    let mut results = fixture::made_up_run();
    results
        .figures
        .retain(|it| ["Hutbook", "SQLite"].contains(&it.system.as_str()));
    results
        .figures
        .retain(|it| it.system == "Hutbook" || it.what == "list");
    let text = told(&results);
    for line in [
        "| at rest, 1,000 bookings | 3.90 MB (3.78–4.06) | not measured | not measured | not measured |",
        "| wake-ups a second at rest | 0.40 (0.39–0.42) | not measured | not measured | not measured |",
        "p50 71.4 µs, p99 171 µs | not measured | 1,167/s (1,132–1,213)",
    ] {
        assert!(text.contains(line), "{line}");
    }
    assert!(
        !text.contains("| 16 clients, 10,000 bookings |"),
        "a point of Hutbook's own curve"
    );
}

#[test]
fn each_figure_can_be_missing() {
    let whole = fixture::made_up_run();
    let names: std::collections::BTreeSet<(String, String)> = whole
        .figures
        .iter()
        .map(|it| (it.what.clone(), it.system.clone()))
        .collect();
    for (what, system) in names {
        let mut results = whole.clone();
        results
            .figures
            .retain(|it| (&it.what, &it.system) != (&what, &system));
        let text = told(&results);
        assert!(
            !text.contains("NaN") && !text.contains("inf"),
            "{what} of {system}"
        );
        // The same with a figure that has no values: a work that was broken off.
        let mut results = whole.clone();
        for it in &mut results.figures {
            if it.what == what && it.system == system {
                it.values.clear();
            }
        }
        assert_eq!(text, told(&results), "{what} of {system}");
    }
}

#[test]
fn charts_are_well_formed_and_hold_their_words() {
    for results in [fixture::made_up_run(), Results::default()] {
        for chart in charts::all(&Figures(&results)) {
            let picture = roxmltree::Document::parse(&chart.picture)
                .unwrap_or_else(|error| panic!("{}: {error}", chart.name));
            let root = picture.root_element();
            let title = root.first_element_child().unwrap();
            assert_eq!(title.text(), Some(chart.title.as_str()));
            let letters = chart.title.chars().count();
            assert!(letters <= MOST_TITLE, "{}: {letters}", chart.title);
            let frame: Vec<f64> = root
                .attribute("viewBox")
                .unwrap()
                .split(' ')
                .map(|it| it.parse().unwrap())
                .collect();
            for text in root.descendants().filter(|it| it.has_tag_name("text")) {
                inside(chart.name, &text, frame[2], frame[3]);
            }
            assert!(!chart.picture.contains("NaN"), "{}", chart.name);
        }
    }
}

/// That a text lies on the card, by a generous guess of how wide its letters are.
fn inside(chart: &str, text: &roxmltree::Node, width: f64, height: f64) {
    let number = |name| text.attribute(name).unwrap().parse::<f64>().unwrap();
    let (x, y) = (number("x"), number("y"));
    let words = text.text().unwrap_or_default().trim();
    let each = match text.attribute("class") {
        Some("title") => 11.2,
        Some("foot") => 6.9,
        Some(it) if it.contains("small") || it.contains("subtitle") => 7.4,
        Some(it) if it.contains("strong") => 8.7,
        _ => 8.0,
    };
    let wide = each * words.chars().count() as f64;
    let (from, to) = match text.attribute("text-anchor") {
        Some("end") => (x - wide, x),
        Some("middle") => (x - wide / 2.0, x + wide / 2.0),
        _ => (x, x + wide),
    };
    assert!(
        from >= 0.0 && to <= width && y > 10.0 && y < height,
        "{chart}: {words}: {from} to {to}"
    );
}

#[test]
fn what_was_kept_is_told_the_same_again() {
    let results = fixture::made_up_run();
    let kept = serde_json::to_string(&results).unwrap();
    let again: Results = serde_json::from_str(&kept).unwrap();
    assert_eq!(told(&again), told(&results));
}
