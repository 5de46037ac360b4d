//! Files of every format there has been: each `house-N.lz4` is opened by today's program, compared event by event with
//! `house-N.expected`, written to, closed, and verified. A new format adds the two files and nothing else here.
//! Never changes a golden file: files in the world are made of the same bytes.

use hutbook::{
    domain::{event::Recorded, text::Words},
    exchange::events::write_line,
    store::{Appended, EventLog, RedbLog, simulated::Workload, verify},
};
use sha2::{Digest as _, Sha256};
use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

/// Most bytes a golden file has when it is not compressed.
const MOST_BYTES: usize = 1024 * 1024;

/// The golden files, oldest format first.
fn houses() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut houses: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "lz4"))
        .collect();
    houses.sort();
    houses
}

fn unpacked(golden: &Path, folder: &Path) -> PathBuf {
    let mut bytes = vec![0; MOST_BYTES];
    let length = lz4_flex::block::decompress_into(&fs::read(golden).unwrap(), &mut bytes).unwrap();
    let path = folder.join("house.hutbook");
    fs::write(&path, &bytes[..length]).unwrap();
    path
}

/// An event in one short line: its place, its name, and a digest of its export and its sealed texts.
fn line(mut recorded: Recorded) -> String {
    let mut bytes = Vec::new();
    write_line(&recorded, &mut bytes).unwrap();
    recorded.event.each_text(&mut |text| {
        bytes.extend_from_slice(text.about.to_string().as_bytes());
        if let Words::Sealed(sealed) = &text.words {
            bytes.extend_from_slice(sealed);
        }
    });
    let digest = Sha256::digest(&bytes);
    let digest: String = digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{} {} {digest}", recorded.sequence, recorded.event.name())
}

/// What a house is expected to hold: its keys, then a line for each event.
fn content(log: &RedbLog) -> String {
    let reader = log.reader();
    let keys = reader.keys().unwrap();
    let people: Vec<_> = keys.iter().map(|(person, _)| person.to_string()).collect();
    let mut content = format!("keys {}\n", people.join(" "));
    let mut each = |recorded| {
        content.push_str(&line(recorded));
        content.push('\n');
        ControlFlow::Continue(())
    };
    reader.replay(0, &mut each).unwrap();
    content
}

#[test]
fn a_file_of_every_format_is_read_written_and_verified_by_todays_program() {
    let houses = houses();
    assert!(!houses.is_empty());
    for golden in houses {
        let folder = tempfile::tempdir().unwrap();
        let path = unpacked(&golden, folder.path());
        let expected = fs::read_to_string(golden.with_extension("expected")).unwrap();
        let events = expected.lines().count() as u64 - 1;
        assert_eq!(verify(&path).unwrap().events, events, "{golden:?}");

        let mut log = RedbLog::open(&path).unwrap();
        for (is, should) in content(&log).lines().zip(expected.lines()) {
            assert_eq!(is, should, "{golden:?}");
        }
        let more: Vec<_> = Workload::new(8, events).take(100).collect();
        assert!(matches!(log.append(events, &more, &[]), Appended::Ok));
        let grown = content(&log);
        assert!(grown.starts_with(&expected), "{golden:?}");
        drop(log);

        assert_eq!(verify(&path).unwrap().events, events + 100, "{golden:?}");
        assert_eq!(content(&RedbLog::open(&path).unwrap()), grown, "{golden:?}");
    }
}

#[test]
#[ignore = "writes what is expected of golden files that are new"]
fn write_what_is_expected() {
    for golden in houses() {
        let expected = golden.with_extension("expected");
        if !expected.exists() {
            let folder = tempfile::tempdir().unwrap();
            let path = unpacked(&golden, folder.path());
            fs::write(expected, content(&RedbLog::open(&path).unwrap())).unwrap();
        }
    }
}
