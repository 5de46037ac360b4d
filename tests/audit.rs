//! What the program is built of: licences that may be shipped, versions that are fixed, nothing twice without a reason.
//! It asks cargo for what really goes into the binary. Known vulnerabilities are not looked up here: the list of them is
//! not on the package registry; `cargo audit` does it wherever that list can be fetched.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

/// Licences that allow shipping a binary under the project's own terms. MPL-2.0 asks for the source of the files it
/// covers, which the registry has unchanged; CDLA-Permissive-2.0, under which the certificates that vouch for the web come,
/// asks for nothing of what is made with the data.
const LICENCES: [&str; 12] = [
    "MIT",
    "Apache-2.0",
    "0BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unlicense",
    "MPL-2.0+",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
];

/// Crates that may be there in more than one version, and why.
const TWICE: [(&str, &str); 2] = [
    (
        "syn",
        "derive macros of two ages use it while building; it does not go into the binary",
    ),
    (
        "getrandom",
        "the cryptography behind TLS still asks for randomness by the old one: a few hundred bytes",
    ),
];

/// Most crates the binary may be made of, build tools not counted. 22 of them speak SMTP over TLS, and 11 more
/// let a house be served over it, with a certificate it can make.
const MOST_CRATES: usize = 167;

fn cargo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Name, version and licence of every crate that goes into the binary.
fn crates() -> BTreeSet<(String, String, String)> {
    let target = ["--target", "x86_64-unknown-linux-gnu"];
    let format = [
        "tree",
        "--locked",
        "--offline",
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}|{l}",
    ];
    let listed = cargo(&[&format[..], &target[..]].concat());
    let line = |line: &str| {
        let (package, licence) = line.trim_end_matches(" (*)").split_once('|')?;
        let mut words = package.split_whitespace();
        Some((
            words.next()?.to_owned(),
            words.next()?.trim_start_matches('v').to_owned(),
            licence.to_owned(),
        ))
    };
    listed
        .lines()
        .filter_map(line)
        .filter(|(name, ..)| name != "hutbook")
        .collect()
}

/// Whether a licence expression leaves a choice that is allowed.
fn may_be_shipped(expression: &str) -> bool {
    let plain = expression.replace('/', " OR ").replace(['(', ')'], "");
    plain.split(" OR ").any(|choice| {
        choice
            .split(" AND ")
            .all(|one| LICENCES.contains(&one.split(" WITH ").next().unwrap_or_default().trim()))
    })
}

#[test]
fn every_licence_may_be_shipped() {
    let wrong: Vec<_> = crates()
        .into_iter()
        .filter(|(_, _, licence)| !may_be_shipped(licence))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(
        !may_be_shipped("GPL-3.0-only")
            && !may_be_shipped("MIT AND GPL-2.0")
            && !may_be_shipped("")
    );
}

#[test]
fn no_crate_is_there_twice_without_a_reason() {
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, version, _) in crates() {
        versions.entry(name).or_default().push(version);
    }
    let twice: Vec<_> = versions
        .iter()
        .filter(|(name, versions)| {
            versions.len() > 1 && !TWICE.iter().any(|(allowed, _)| allowed == name)
        })
        .collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn the_binary_is_made_of_few_crates() {
    let count = crates().len();
    assert!(count <= MOST_CRATES, "{count} crates");
}

#[test]
fn the_engine_of_the_log_is_fixed_to_the_digit() {
    let manifest =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    assert!(
        manifest.contains("redb = \"=4.6.0\""),
        "another engine needs its crash and copy tests run first"
    );
    let metadata: Value = serde_json::from_str(&cargo(&[
        "metadata",
        "--locked",
        "--offline",
        "--format-version",
        "1",
    ]))
    .unwrap();
    let elsewhere = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|package| {
            package["source"]
                .as_str()
                .is_some_and(|source| !source.starts_with("registry+"))
        });
    assert_eq!(elsewhere.count(), 0, "every crate comes from the registry");
}
