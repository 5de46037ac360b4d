//! Golden bytes: what every schema version of every event type looks like on disk, for good.
//! Lines may be added, never changed or removed: files in the world are made of them.

use super::{
    decode, encode,
    samples::{FIRST_MOMENT, every_type},
    schema,
    types::code,
};
use crate::domain::{event::Recorded, time::Moment};
use std::collections::BTreeSet;

const FILE: &str = include_str!("../../../tests/golden/events.txt");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

/// Samples with the moment each one's distance in time is counted from.
fn chained() -> Vec<(Moment, Recorded)> {
    let mut before = FIRST_MOMENT;
    let step = |recorded: Recorded| (core::mem::replace(&mut before, recorded.at), recorded);
    every_type().into_iter().map(step).collect()
}

fn lines() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    FILE.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, bytes)| (name, unhex(bytes)))
}

#[test]
fn every_event_is_written_as_the_golden_bytes_say() {
    let lines: Vec<_> = lines().collect();
    let (mut newest, mut missing) = (BTreeSet::new(), Vec::new());
    for (at, (before, recorded)) in chained().into_iter().enumerate() {
        let mut bytes = Vec::new();
        encode(&recorded, before, &mut bytes).unwrap();
        let (name, schema) = (recorded.event.name(), code(&recorded.event).1);
        let written = format!("{name} {schema}: {}", hex(&bytes));
        let Some((golden, bytes)) = lines.get(at) else {
            missing.push(written);
            continue;
        };
        if *golden == format!("{name} {schema}") {
            assert_eq!(format!("{golden}: {}", hex(bytes)), written);
            newest.insert(name);
        } else {
            // An old shape is read and no more written.
            let old = golden
                .strip_prefix(name)
                .and_then(|it| it.trim().parse().ok());
            assert!(
                old.is_some_and(|old: u8| old < schema),
                "{golden} for {written}"
            );
        }
    }
    assert!(
        missing.is_empty(),
        "lines to be added:\n{}",
        missing.join("\n")
    );
    let every: BTreeSet<_> = chained().iter().map(|(_, it)| it.event.name()).collect();
    assert_eq!(
        (newest.len(), &newest),
        (42, &every),
        "a type without a line of its newest shape"
    );
}

#[test]
fn the_golden_bytes_are_read_as_the_events_they_were() {
    let lines: Vec<_> = lines().collect();
    assert_eq!(lines.len(), chained().len(), "one line for every sample");
    for ((before, recorded), (name, bytes)) in chained().into_iter().zip(lines) {
        let mut rest = &bytes[..];
        let read = decode(recorded.sequence, before, &mut rest);
        assert_eq!(read, Ok(recorded), "{name}");
        assert!(rest.is_empty(), "{name}: bytes left over");
        let written = name.rsplit(' ').next().unwrap().parse();
        assert_eq!(schema(&bytes).ok(), written.ok(), "{name}");
    }
}

#[test]
fn golden_bytes_cut_short_anywhere_are_refused() {
    for (name, bytes) in lines() {
        for end in 0..bytes.len() {
            assert!(
                decode(1, FIRST_MOMENT, &mut &bytes[..end]).is_err(),
                "{name} {end}"
            );
        }
    }
}
