//! Replays what fuzzing has found, and the corpus it starts from: every file in `found/TARGET` and `corpus/TARGET` goes
//! through the very function that the fuzzer of that name throws bytes at. Never searches: `tests/fuzz/run` does.

mod targets;

use std::{fs, path::Path};

/// What takes the bytes of an input.
type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 5] = [
    ("block", targets::block),
    ("event", targets::event),
    ("dump", targets::dump),
    ("request", targets::request),
    ("body", targets::body),
];

/// Inputs below a folder by target.
fn inputs(folder: &str, target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fuzz")
        .join(folder)
        .join(target);
    let Ok(files) = fs::read_dir(&folder) else {
        return Vec::new();
    };
    let read = |file: std::io::Result<fs::DirEntry>| {
        let path = file.unwrap().path();
        (path.display().to_string(), fs::read(&path).unwrap())
    };
    files.map(read).collect()
}

#[test]
fn what_was_found_once_is_found_no_more() {
    for (name, target) in TARGETS {
        for (path, bytes) in inputs("found", name) {
            println!("{path}");
            target(&bytes);
        }
    }
}

#[test]
fn every_target_starts_from_inputs_that_mean_something() {
    for (name, target) in TARGETS {
        let inputs = inputs("corpus", name);
        assert!(!inputs.is_empty(), "{name} has no corpus");
        for (path, bytes) in inputs {
            println!("{path}");
            target(&bytes);
        }
    }
}
