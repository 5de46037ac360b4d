//! The page about the board as it is rendered: what it says, in both languages, and what it does not invent.

use super::*;
use crate::{
    domain::house::Language,
    supervisor::{
        control::Line,
        overview::Sample,
        worry::{Matter, Worry},
    },
};
use jiff::civil::date;
use std::time::Duration;

/// Looks of an hour, ten seconds between them.
const LOOKS: u32 = 360;

/// A board that tells everything and is not well.
pub(super) fn talkative() -> BoardLine {
    let sample = |look: u32| {
        let wave = (f64::from(look) / 40.0).sin();
        let at = |middle: f64, swing: f64| (middle + swing * wave).round() as u8;
        Sample {
            seconds: look * 10,
            memory_percent: at(70.0 + f64::from(look) / 24.0, 4.0),
            processor_percent: (look > 0).then(|| at(25.0, 20.0)),
            swap_mib: look / 7,
            memory_pressure: Some(at(4.0, 4.0)),
            io_pressure: Some(at(9.0, 8.0)),
            processor_pressure: Some(at(20.0, 15.0)),
            disk_percent: Some(91),
            degrees: Some(i16::from(at(70.0, 9.0))),
            undervoltage: Some((120..126).contains(&look)),
            kills: u8::from(look == 200),
            agents: 3,
        }
    };
    BoardLine {
        looked_millis: 1_796_000_709_000,
        memory_total: 447_262_720,
        memory_available: 67_089_408,
        memory_percent: 85,
        swap_total: 104_853_504,
        swap_used: 53_477_376,
        memory_pressure: Some(3.4),
        io_pressure: Some(9.6),
        processor_pressure: Some(22.0),
        processor_percent: Some(31),
        processor_seconds: (1234.5, 9876.25),
        oom_kills: 2,
        millidegrees: Some(61_298),
        undervoltage: Some(false),
        disk: Some((2_600_000_000, 29_000_000_000)),
        disk_read_only: false,
        disk_errors: Some(3),
        level: Level::Critical,
        worries: vec![
            worry(Level::Critical, Matter::Swap { bytes: 53_477_376 }),
            worry(
                Level::Warning,
                Matter::Memory {
                    percent: 85,
                    available: 67_089_408,
                    largest: Some(("huette".to_owned(), 21_000_000)),
                },
            ),
        ],
        samples: (0..LOOKS).map(sample).collect(),
    }
}

/// A board that tells nothing but its memory, and has been looked at once.
fn silent() -> BoardLine {
    BoardLine {
        swap_total: 0,
        swap_used: 0,
        memory_pressure: None,
        io_pressure: None,
        processor_pressure: None,
        processor_percent: None,
        oom_kills: 0,
        millidegrees: None,
        undervoltage: None,
        disk: None,
        disk_errors: None,
        level: Level::Fine,
        worries: Vec::new(),
        samples: vec![Sample {
            seconds: 0,
            memory_percent: 42,
            processor_percent: None,
            swap_mib: 0,
            memory_pressure: None,
            io_pressure: None,
            processor_pressure: None,
            disk_percent: None,
            degrees: None,
            undervoltage: None,
            kills: 0,
            agents: 0,
        }],
        ..talkative()
    }
}

fn worry(level: Level, matter: Matter) -> Worry {
    Worry { level, matter }
}

fn agent(name: &str, state: &str, memory_bytes: u64) -> Line {
    let runs = memory_bytes > 0;
    Line {
        name: name.to_owned(),
        number: 1,
        state: state.to_owned(),
        listen: "127.0.0.1:60101".to_owned(),
        process: runs.then_some(4711),
        priority: 50,
        starts: 2,
        last_end: None,
        oom_kills: u32::from(name == "huette"),
        file: String::new(),
        memory_bytes,
        most_memory_bytes: 24 << 20,
        processor_permille: runs.then_some(4),
        processor_millis: runs.then_some(250),
        memory_samples: (0..60).map(|minute| 100 + (minute * 7) % 31).collect(),
    }
}

pub(super) fn page(board: Option<BoardLine>, language: Language) -> BoardPage {
    BoardPage {
        frame: Frame::of_keeper(language, "/board"),
        sight: Sight {
            board,
            age: Duration::from_secs(4),
            agents: vec![
                agent("garten", "healthy", 5_200_000),
                agent("alm", "stopped", 0),
                agent("huette", "healthy", 21_000_000),
            ],
        },
        looked: date(2026, 12, 3).at(14, 5, 9, 0),
    }
}

fn rendered(board: Option<BoardLine>, language: Language) -> String {
    page(board, language).render().into_string()
}

fn read(page: &str, parts: &[&str]) {
    let pieces = page.split('<').filter_map(|it| it.split_once('>'));
    let text: Vec<&str> = pieces
        .map(|(_, text)| text)
        .filter(|it| !it.is_empty())
        .collect();
    for part in parts {
        assert!(
            page.contains(part),
            "{part:?} is not to be read in {text:?}"
        );
    }
}

#[test]
fn what_a_board_tells_is_shown_with_its_last_hour() {
    let page = rendered(Some(talkative()), Language::English);
    read(
        &page,
        &[
            "Last looked at 14:05:09.",
            "<p class=\"reading\">85%</p>",
            "380.1\u{a0}MB of 447.2\u{a0}MB in use, 67.0\u{a0}MB available.",
            "Warning from 80% (dashed), critical from 90% (solid).",
            "Last hour: 70% to 87%.",
            "53.4\u{a0}MB",
            "Critical from 50\u{a0}MB (solid).",
            "61\u{a0}°C",
            "Warning from 75\u{a0}°C (dashed), critical from 82\u{a0}°C (solid).",
            "2.6\u{a0}GB of 29.0\u{a0}GB free. 3 errors counted.",
            "Last hour: always 91%.",
            "Too low at 6 of 360 measurements in the last hour.",
            "In the last hour: 1.",
        ],
    );
    assert!(!page.contains("NaN") && !page.contains("inf "), "{page}");
}

#[test]
fn worries_are_told_whole_in_both_languages_the_worst_first() {
    let german = rendered(Some(talkative()), Language::German);
    read(
        &german,
        &[
            "Kritisch: Es wird viel ausgelagert",
            "53,4\u{a0}MB sind ausgelagert",
            "Achtung: Der Arbeitsspeicher wird knapp",
            "Am meisten hat huette: 21,0\u{a0}MB.",
            "Schließen Sie ein Haus, das gerade nicht gebraucht wird.",
        ],
    );
    let place = |text: &str| german.find(text).unwrap();
    assert!(place("role=\"alert\"") < place("role=\"status\""));
    assert!(!german.contains("Alles in Ordnung"));
    let fine = rendered(Some(silent()), Language::English);
    read(&fine, &["All is well", "Last looked at 14:05:09."]);
}

#[test]
fn what_a_board_does_not_tell_is_said_and_no_zero() {
    let page = rendered(Some(silent()), Language::English);
    read(
        &page,
        &[
            "This board does not tell its temperature.",
            "This board does not tell whether its voltage is enough.",
            "This board does not tell how long things wait for memory.",
            "This board does not tell how long things wait for the disk.",
            "This board does not tell how long things wait for the processor.",
            "This board swaps nothing out",
            "That takes two measurements",
            "does not tell how much is free",
        ],
    );
    assert!(!page.contains("0\u{a0}°C"), "{page}");
    // The table has no column for them either.
    let table = page.split("<table").nth(1).unwrap();
    assert!(!table.contains("Temperature") && table.contains("Memory"));
    read(
        &rendered(None, Language::German),
        &["Das Board gibt gerade keine Auskunft", "huette"],
    );
}

#[test]
fn houses_stand_by_memory_with_what_they_may_have() {
    let page = rendered(Some(talkative()), Language::German);
    let place = |name: &str| {
        page.find(&format!("<h3><a href=\"/agents/{name}\">{name}</a></h3>"))
            .unwrap()
    };
    assert!(place("huette") < place("garten") && place("garten") < place("alm"));
    read(
        &page,
        &[
            "20,0 MiB von höchstens 24 MiB",
            "0,4\u{a0}%",
            "rect class=\"warn\"",
            "ruht",
            "Letzte Stunde: 6,2 MiB bis 8,1 MiB.",
        ],
    );
}

#[test]
fn every_row_of_the_table_is_the_highest_of_five_minutes() {
    let mut board = talkative();
    for sample in &mut board.samples {
        sample.memory_percent = 10;
    }
    let last = board.samples.len() - 1;
    board.samples[last - 40].memory_percent = 77;
    let page = rendered(Some(board), Language::English);
    let rows: Vec<&str> = page.split("<th scope=\"row\">").skip(1).collect();
    assert_eq!(rows.len(), 12);
    // 404 seconds ago is in the second row, which begins ten minutes before now.
    for (place, begins, most) in [
        (0, "14:00", "10%"),
        (1, "13:55", "77%"),
        (2, "13:50", "10%"),
    ] {
        assert!(
            rows[place].starts_with(&format!("{begins}</th><td class=\"number\">{most}</td>")),
            "{}",
            rows[place]
        );
    }
}

#[test]
fn every_id_is_there_once_and_whatever_points_at_one_finds_it() {
    for board in [Some(talkative()), Some(silent()), None] {
        let page = rendered(board, Language::German);
        let values = |name: &str| -> Vec<String> {
            let begin = format!(" {name}=\"");
            let pieces = page.split(&begin).skip(1);
            pieces
                .map(|it| it.split('"').next().unwrap().to_owned())
                .collect()
        };
        let mut ids = values("id");
        ids.sort();
        let number = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), number, "{ids:?}");
        for pointer in ["aria-labelledby", "aria-describedby"] {
            for id in values(pointer) {
                assert!(ids.contains(&id), "{pointer} {id}");
            }
        }
    }
}
