//! The style of the house as a test: which room may import which, headers and sizes of files, the top level, and words
//! that have no place here. It reads the sources as text and knows nothing of what they do.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Which rooms each room of `src/` may import; see the map in `src/lib.rs`.
const ROOMS: [(&str, &[&str]); 14] = [
    ("domain", &[]),
    ("clock", &["domain"]),
    ("store", &["domain", "clock"]),
    ("projections", &["domain"]),
    ("app", &["domain", "store", "projections", "clock"]),
    ("words", &["domain"]),
    ("exchange", &["domain", "app", "clock"]),
    ("mail", &["domain", "app", "exchange", "words", "clock"]),
    (
        "web",
        &["app", "domain", "exchange", "mail", "words", "clock"],
    ),
    (
        "cli",
        &[
            "app",
            "appliance",
            "clock",
            "domain",
            "exchange",
            "mail",
            "portal",
            "store",
            "supervisor",
            "web",
            "words",
        ],
    ),
    (
        "portal",
        &["app", "clock", "domain", "supervisor", "web", "words"],
    ),
    ("supervisor", &["clock", "mail"]),
    ("appliance", &["clock", "supervisor"]),
    ("lib", &[]),
];

/// Crates that only some rooms may name.
const OWNED_CRATES: [(&str, &[&str]); 14] = [
    ("redb", &["store"]),
    ("lz4_flex", &["store"]),
    ("chacha20poly1305", &["store"]),
    ("argon2", &["app"]),
    ("hyper", &["web", "portal"]),
    ("flate2", &["web"]),
    ("maud", &["web", "portal", "mail"]),
    ("lettre", &["mail"]),
    ("clap", &["cli"]),
    ("mdns_sd", &["portal"]),
    ("toml_edit", &["appliance", "supervisor"]),
    ("ring", &["app", "appliance"]),
    ("rcgen", &["web"]),
    ("tokio_rustls", &["web"]),
];

/// What may stand at the top level, and nothing else.
const TOP_LEVEL: [&str; 13] = [
    ".cargo",
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "assets",
    "benches",
    "image",
    "src",
    "tests",
];

/// Production lines a file may have at most, and what half of all files must stay under.
const MOST_LINES: usize = 700;
const MEDIAN_LINES: usize = 150;
/// Lines a function may have at most, from its first to its last.
const MOST_FUNCTION_LINES: usize = 70;
/// Lines a file's header has.
const HEADER_LINES: std::ops::RangeInclusive<usize> = 1..=24;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(below: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(below)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs")
                && !holds_only_tests(&path)
            {
                found.push((
                    path.strip_prefix(root()).unwrap().to_owned(),
                    fs::read_to_string(&path).unwrap(),
                ));
            }
        }
    }
    found.sort();
    found
}

/// Files beside the code that hold nothing but its tests.
fn holds_only_tests(path: &Path) -> bool {
    let inside = path
        .strip_prefix(root().join("src"))
        .unwrap_or(Path::new(""));
    let mut names = inside.iter().map(|name| name.to_string_lossy());
    names.any(|name| {
        ["tests", "tests.rs", "samples.rs"].contains(&&*name) || name.ends_with("_tests.rs")
    })
}

/// The room a file of `src/` belongs to: its folder, or its own name.
fn room(path: &Path) -> String {
    let name = path
        .components()
        .nth(1)
        .unwrap()
        .as_os_str()
        .to_string_lossy()
        .into_owned();
    name.trim_end_matches(".rs").to_owned()
}

/// The part of a file that is not its tests.
fn production(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap()
}

/// Names of the rooms a line imports, whether by `crate::room` or in a `use crate::{room::…, room::…}` group.
fn imported_rooms(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => rooms.push(word(rest)),
            Some(group) => {
                let mut depth = 0;
                let mut begin = true;
                for (place, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => begin = true,
                        c if begin && c.is_alphabetic() => {
                            rooms.push(word(&group[place..]));
                            begin = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    rooms
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

#[test]
fn rooms_import_only_what_the_map_allows() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.into();
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let room = room(&path);
        if room == "main" || room == "lib" {
            continue;
        }
        let may = allowed
            .get(room.as_str())
            .unwrap_or_else(|| panic!("{path:?}: the room {room} is not on the map"));
        for import in imported_rooms(production(&text)) {
            if import != room && !may.contains(&import.as_str()) {
                wrong.push(format!("{}: {room} imports {import}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_import_reader_sees_groups_and_single_paths() {
    let text = "use crate::{\n app::{order::Order, views},\n domain::ids,\n};\nfn f() { crate::store::open() }\n// crate::web";
    assert_eq!(imported_rooms(text), ["app", "domain", "store"]);
}

#[test]
fn a_crate_with_an_owner_is_named_in_its_room_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let code: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        for (name, owners) in OWNED_CRATES {
            let path_of_it = format!("{name}::");
            let named = code.iter().any(|line| {
                line.contains(&format!("use {name}"))
                    || line.match_indices(&path_of_it).any(|(at, _)| {
                        // "String::new" names no crate "ring".
                        !line[..at]
                            .ends_with(|before: char| before.is_alphanumeric() || before == '_')
                    })
            });
            if named && !owners.contains(&&*room(&path)) {
                wrong.push(format!(
                    "{}: names {name}, which belongs to {owners:?}",
                    path.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_clock_asks_for_now() {
    for (path, text) in sources("src") {
        if room(&path) == "clock" {
            continue;
        }
        for asking in [
            "SystemTime::now",
            "Instant::now",
            "Timestamp::now",
            "Zoned::now",
        ] {
            assert!(
                !production(&text).contains(asking),
                "{}: {asking}",
                path.display()
            );
        }
    }
}

#[test]
fn below_the_web_nothing_is_async_but_sending_mails() {
    for (path, text) in sources("src") {
        if !["mail", "web", "portal", "supervisor", "appliance", "cli"]
            .contains(&room(&path).as_str())
        {
            for sign in [
                "async fn",
                ".await;",
                ".await?",
                ".await)",
                "async move",
                "tokio::",
            ] {
                assert!(
                    !production(&text).contains(sign),
                    "{}: {sign}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is() {
    for (path, text) in sources("src")
        .into_iter()
        .chain(sources("tests"))
        .chain(sources("benches"))
    {
        let header = text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .count();
        assert!(
            HEADER_LINES.contains(&header),
            "{}: a header of {header} lines",
            path.display()
        );
    }
}

#[test]
fn files_are_small() {
    let mut sizes: Vec<(usize, PathBuf)> = sources("src")
        .into_iter()
        .map(|(path, text)| (production(&text).lines().count(), path))
        .collect();
    sizes.sort();
    let (largest, path) = sizes.last().unwrap();
    assert!(
        *largest <= MOST_LINES,
        "{}: {largest} lines",
        path.display()
    );
    let median = sizes[sizes.len() / 2].0;
    assert!(
        median <= MEDIAN_LINES,
        "half of all files have more than {median} lines"
    );
}

#[test]
fn functions_fit_a_screen() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let lines: Vec<&str> = production(&text).lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let code = line.trim_start();
            let is_function = [
                "fn ",
                "pub fn ",
                "async fn ",
                "pub async fn ",
                "const fn ",
                "pub const fn ",
            ]
            .iter()
            .any(|sign| code.starts_with(sign))
                || (code.starts_with("pub(") && code.contains(") fn "));
            if !is_function {
                continue;
            }
            let indent = line.len() - code.len();
            let closing = format!("{}}}", " ".repeat(indent));
            let length = lines[start..]
                .iter()
                .position(|line| *line == closing)
                .map_or(1, |end| end + 1);
            if length > MOST_FUNCTION_LINES {
                wrong.push(format!("{}:{}: {length} lines", path.display(), start + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_top_level_holds_what_it_should() {
    let git = std::process::Command::new("git")
        .arg("-C")
        .arg(root())
        .args(["ls-files"])
        .output();
    let listed =
        String::from_utf8(git.expect("git lists the files of the project").stdout).unwrap();
    for file in listed.lines() {
        let top = file.split('/').next().unwrap();
        assert!(
            TOP_LEVEL.contains(&top),
            "{file} has no place at the top level"
        );
    }
}

/// The function of this crate that a name in the linker's layout stands for, if it is a function of a module, a method of a
/// plain type, or a closure in one: each part of its path stands behind its own length, a type's path begins anew with
/// "NtB", and which closure it is comes last (symbol names of version 0). Others are too tangled to tell.
fn function_of(line: &str) -> Option<&str> {
    let name = line.split_once(".text._R")?.1.split([' ', ')']).next()?;
    let (kind, mut rest) = name.split_once("Cs*_7hutbook")?;
    let kind = kind.trim_start_matches("NC").strip_prefix("Nv")?;
    if !kind.chars().all(|c| "NtMs_0123456789".contains(c)) {
        return None;
    }
    let mut function = None;
    loop {
        rest = rest.strip_prefix("NtB*_").unwrap_or(rest);
        let digits = rest.find(|c: char| !c.is_ascii_digit());
        let (length, behind) = rest.split_at(digits.unwrap_or(rest.len()));
        let Some(length) = length.parse().ok().filter(|length| *length > 0) else {
            let is_end = ["", "B*_", "*"].contains(&rest) || rest.starts_with('0');
            return function.filter(|_| is_end);
        };
        function = Some(behind.get(..length)?);
        rest = &behind[length..];
    }
}

#[test]
fn the_layout_names_functions_that_there_are() {
    let layout = fs::read_to_string(root().join(".cargo/layout.ld")).unwrap();
    let code: String = sources("src").into_iter().map(|(_, text)| text).collect();
    let named: Vec<&str> = layout.lines().filter_map(function_of).collect();
    let is_there = |name: &&&str| {
        ["(", "<"]
            .iter()
            .any(|next| code.contains(&format!("fn {name}{next}")))
    };
    let there = named.iter().filter(is_there).count();
    assert!(named.len() > 50, "hardly a function is named");
    assert!(
        there * 10 >= named.len() * 9,
        "only {there} of {} functions are still there: run benches/layout.py, so that a house at rest stays small",
        named.len()
    );
}

#[test]
fn the_layout_reader_finds_the_function_in_a_name() {
    for (name, function) in [
        (
            "    *(.text._RNvMs_NtCs*_7hutbook3appNtB*_3App5close .text.unlikely._RNvMs_NtCs*_7hutbook3appNtB*_3App5close)",
            Some("close"),
        ),
        (
            "    *(.text._RNCNvNtNtCs*_7hutbook3cli5serve3run0B*_ .text.unlikely._RNCNvNtNtCs*_7hutbook3cli5serve3run0B*_)",
            Some("run"),
        ),
        ("    *(.text._RNvNtCs*_4redb2db5close)", None),
        (
            "    *(.text._RNvXs_NtNtCs*_7hutbook5store8attachedNtB*_8AttachedNtNtCs*_4redb2db14StorageBackend7set_len)",
            None,
        ),
    ] {
        assert_eq!(function_of(name), function, "{name}");
    }
}

#[test]
fn nothing_is_left_to_do_and_nothing_is_unwrapped() {
    for (path, text) in sources("src") {
        for (number, line) in production(&text).lines().enumerate() {
            for sign in [
                concat!("TO", "DO"),
                concat!("FIX", "ME"),
                ".unwrap()",
                "todo!(",
                "unimplemented!(",
            ] {
                assert!(
                    !line.contains(sign),
                    "{}:{}: {sign}",
                    path.display(),
                    number + 1
                );
            }
        }
    }
}

#[test]
fn what_npm_installs_is_fixed_and_names_no_host() {
    let git = std::process::Command::new("git")
        .arg("-C")
        .arg(root())
        .args(["ls-files", "*package.json", "*package-lock.json"])
        .output();
    let listed =
        String::from_utf8(git.expect("git lists the files of the project").stdout).unwrap();
    let mut locks = 0;
    for file in listed.lines() {
        let text = fs::read_to_string(root().join(file)).unwrap();
        if file.ends_with("-lock.json") {
            locks += 1;
            assert!(!text.contains("\"resolved\""), "{file} names a host");
        } else {
            let lock = file.replace("package.json", "package-lock.json");
            assert!(
                listed.lines().any(|other| other == lock),
                "{lock} is missing"
            );
            assert!(!text.contains("\": \"^"), "{file}: a version is not fixed");
        }
    }
    assert!(locks > 0, "no lock file was seen");
}
