//! The document about security against the tests it names: every requirement is there once, each "yes" names tests that
//! exist, and whatever has none says why. Never judges whether a test shows what it is named for.

use std::{collections::BTreeSet, fs, path::Path};

/// The requirements of level 1 of the standard, by chapter: how many there are. Of the 131 that version 4.0 began with, 4.0.3
/// has taken out 3 as duplicates.
const REQUIREMENTS: [(&str, usize); 13] = [
    ("2", 27),
    ("3", 12),
    ("4", 8),
    ("5", 27),
    ("6", 1),
    ("7", 3),
    ("8", 7),
    ("9", 3),
    ("10", 3),
    ("11", 5),
    ("12", 11),
    ("13", 6),
    ("14", 15),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names of all functions below a folder.
fn functions(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            functions(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let names = text.split("fn ").skip(1);
            found.extend(names.filter_map(|rest| Some(rest.split_once('(')?.0.to_owned())));
        }
    }
}

/// What stands in backticks.
fn named(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_requirement_is_answered_by_tests_that_exist_or_by_a_reason() {
    let text = fs::read_to_string(root().join("assets/security.md")).unwrap();
    let mut tests = BTreeSet::new();
    functions(&root().join("tests"), &mut tests);
    functions(&root().join("src"), &mut tests);
    let table = text.split("## OWASP ASVS").nth(1).unwrap();
    let lines = table.lines().filter(|line| line.starts_with("| "));
    let lines: Vec<Vec<&str>> = lines
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .filter(|cells: &Vec<&str>| cells[0].contains('.'))
        .collect();
    let mut seen = BTreeSet::new();
    for cells in &lines {
        let [id, _, answer, why] = cells[..] else {
            panic!("{cells:?}");
        };
        assert!(seen.insert(id), "{id} stands there twice");
        let names = named(why);
        for name in &names {
            assert!(tests.contains(*name), "{id}: there is no test {name}");
        }
        match answer {
            "yes" => assert!(!names.is_empty(), "{id} is shown by nothing"),
            "no" | "n/a" => assert!(why.len() >= 10, "{id} says not why"),
            other => panic!("{id}: {other}"),
        }
    }
    for (chapter, count) in REQUIREMENTS {
        let of_it = seen
            .iter()
            .filter(|id| id.split('.').next() == Some(chapter));
        assert_eq!(of_it.count(), count, "chapter {chapter}");
    }
    let all: usize = REQUIREMENTS.iter().map(|(_, count)| count).sum();
    assert_eq!(lines.len(), all);
}
