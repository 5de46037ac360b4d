//! What the program says on the command line, and with which code it ends.

use std::{
    path::Path,
    process::{Command, Output},
};

pub(super) fn hutbook(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hutbook"))
        .args(arguments)
        .output()
        .expect("the program starts")
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn dump() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/legacy-garden.sql")
        .to_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_dump_is_taken_over_once_and_every_command_can_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("garden.hutbook");
    let file = file.to_str().unwrap();
    let first = hutbook(&["import", file, "--pg-dump", &dump()]);
    assert!(first.status.success(), "{}", text(&first.stderr));
    assert!(
        text(&first.stdout).contains("1251"),
        "{}",
        text(&first.stdout)
    );
    assert!(
        text(&first.stdout).contains("/access/"),
        "administrators get a way in: {}",
        text(&first.stdout)
    );
    let verified = text(&hutbook(&["verify", file]).stdout);
    assert!(verified.contains("is whole"), "{verified}");
    let before = text(&hutbook(&["export", file]).stdout);

    let again = hutbook(&["import", file, "--pg-dump", &dump()]);
    assert!(again.status.success(), "{}", text(&again.stderr));
    let exported = text(&hutbook(&["export", file]).stdout);
    assert!(exported == before, "the second import changes nothing");

    let lines: Vec<serde_json::Value> = exported
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let requested = lines
        .iter()
        .filter(|line| line["type"] == "BookingRequested")
        .count();
    assert_eq!(requested, 620);
    assert!(
        !exported.contains("$argon2id$") && !exported.contains("$2a$"),
        "no password leaves the house"
    );

    let replayed = hutbook(&["replay", file, "--at", "200"]);
    assert!(
        text(&replayed.stdout).contains("after event 200"),
        "{}",
        text(&replayed.stdout)
    );
    let beyond = hutbook(&["replay", file, "--at", "999999"]);
    assert_eq!(beyond.status.code(), Some(4));
}

#[test]
fn a_broken_dump_leaves_no_file_behind() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.sql");
    let whole = std::fs::read_to_string(dump()).unwrap();
    std::fs::write(&broken, &whole[..whole.len() / 2]).unwrap();
    let file = folder.path().join("garden.hutbook");
    let output = hutbook(&[
        "import",
        file.to_str().unwrap(),
        "--pg-dump",
        broken.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).contains("nothing was imported"),
        "{}",
        text(&output.stderr)
    );
    assert!(!file.exists());
}

#[test]
fn a_file_that_cannot_be_served_is_named_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let strange = folder.path().join("strange.hutbook");
    std::fs::write(&strange, "a letter, not a house").unwrap();
    for command in ["verify", "serve", "export"] {
        let output = hutbook(&[command, strange.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(3), "{command}");
        assert!(
            text(&output.stderr).contains("strange.hutbook"),
            "{}",
            text(&output.stderr)
        );
    }
    assert_eq!(
        std::fs::read_to_string(&strange).unwrap(),
        "a letter, not a house"
    );
    let missing = folder.path().join("missing.hutbook");
    assert_eq!(
        hutbook(&["verify", missing.to_str().unwrap()])
            .status
            .code(),
        Some(3)
    );
}

#[test]
fn a_house_is_served_once_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("house.hutbook");
    let running = super::founded(&file);
    let second = hutbook(&["verify", file.to_str().unwrap()]);
    assert_eq!(second.status.code(), Some(3));
    assert!(
        text(&second.stderr).contains("another process has the file open"),
        "{}",
        text(&second.stderr)
    );
    drop(running);
}

#[test]
fn init_refuses_what_breaks_a_rule_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("house.hutbook");
    let path = file.to_str().unwrap();
    let arguments = [
        "init",
        path,
        "--house",
        "H",
        "--admin-email",
        "a@example.org",
        "--admin-name",
        "Anna Huber",
    ];
    let output = hutbook(&[&arguments[..], &["--timezone", "Europe/Atlantis"]].concat());
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(!file.exists());
    let output = hutbook(&[&arguments[..], &["--timezone", "Europe/Vienna"]].concat());
    assert!(
        output.status.success() && text(&output.stdout).contains("/access/"),
        "{}",
        text(&output.stderr)
    );
    let again = hutbook(&[&arguments[..], &["--timezone", "Europe/Vienna"]].concat());
    assert_eq!(again.status.code(), Some(4), "{}", text(&again.stderr));
    assert!(file.exists());
}

#[test]
fn help_names_every_command() {
    let help = text(&hutbook(&["--help"]).stdout);
    for command in [
        "serve", "demo", "init", "import", "link", "verify", "backup", "restore", "salvage",
        "export", "replay",
    ] {
        assert!(help.contains(&format!("  {command} ")), "{command}");
    }
    assert_eq!(hutbook(&["fly"]).status.code(), Some(2));
}

#[test]
fn a_demo_says_how_many_bookings_it_can_make_up() {
    let too_many = hutbook(&["demo", "--bookings", "60001"]);
    assert_eq!(too_many.status.code(), Some(2));
    let said = text(&too_many.stderr);
    assert!(
        said.contains("60001") && said.contains("1..=60000"),
        "{said}"
    );
}

#[test]
fn a_house_is_written_anew_into_a_file_that_holds_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let name = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (file, out) = (name("garden.hutbook"), name("small.hutbook"));
    assert!(
        hutbook(&["import", &file, "--pg-dump", &dump()])
            .status
            .success()
    );
    let made = hutbook(&["rewrite", &file, &out]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert!(
        text(&made.stdout).contains("the same 1266 events"),
        "{}",
        text(&made.stdout)
    );
    let exported = |file: &str| hutbook(&["export", file]).stdout;
    assert!(exported(&file) == exported(&out) && !exported(&out).is_empty());

    let before = std::fs::read(&out).unwrap();
    let again = hutbook(&["rewrite", &file, &out]);
    assert_eq!(again.status.code(), Some(3));
    assert!(
        text(&again.stderr).contains("not overwritten"),
        "{}",
        text(&again.stderr)
    );
    assert!(std::fs::read(&out).unwrap() == before);
    let nowhere = hutbook(&["rewrite", &name("missing.hutbook"), &name("other.hutbook")]);
    assert_eq!(nowhere.status.code(), Some(3));
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        2,
        "nothing is left over"
    );
}
