//! Backups from outside: made while people book, restored over what is there, salvaged from what is broken, downloaded,
//! made by the house itself, and what is left when any of it is killed.

use super::{
    EMAIL, PASSWORD,
    command_line::{hutbook, text},
    founded,
};
use crate::{client::Client, process::Running};
use std::{
    fs,
    io::Write as _,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

/// How long a test waits for something the house does by itself.
const PATIENCE: Duration = Duration::from_secs(40);
/// How often a restore is killed.
const KILLS: u64 = 40;

fn signed_in(running: &Running) -> Client {
    let mut client = running.client();
    client.sign_in(EMAIL, PASSWORD);
    client
}

fn book(client: &mut Client, number: u32) {
    let (day, year) = (number % 28 + 1, 2030 + number / 28 % 100);
    let body = format!(
        r#"{{"arrival": "{year}-03-{day:02}", "departure": "{year}-03-30", "items": [{{"accommodationId": "a1", "persons": 1}}], "override": ["capacity"], "note": "number {number}"}}"#
    );
    let answer = client
        .send("POST", "/api/bookings", &[], Some(&body))
        .unwrap();
    assert_eq!(answer.status, 201, "{}", text(&answer.body));
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn events(file: &Path) -> usize {
    let exported = hutbook(&["export", path(file)]);
    assert!(exported.status.success(), "{}", text(&exported.stderr));
    text(&exported.stdout).lines().count()
}

#[test]
fn a_house_is_backed_up_while_it_is_served_and_restored_when_it_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (file, copy) = (
        folder.path().join("house.hutbook"),
        folder.path().join("copy.hutbook"),
    );
    let running = founded(&file);
    let mut client = signed_in(&running);
    (0..5).for_each(|number| book(&mut client, number));
    let made = hutbook(&["backup", path(&file), path(&copy)]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert!(
        text(&made.stdout).contains("is a whole copy"),
        "{}",
        text(&made.stdout)
    );
    let again = hutbook(&["backup", path(&file), path(&copy)]);
    assert_eq!(again.status.code(), Some(3), "nothing is overwritten");
    let kept = events(&copy);
    (5..9).for_each(|number| book(&mut client, number));

    let refused = hutbook(&["restore", path(&copy), path(&file)]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(
        text(&refused.stderr).contains("is being served"),
        "{}",
        text(&refused.stderr)
    );
    drop(running);
    let restored = hutbook(&["restore", path(&copy), path(&file)]);
    let said = text(&restored.stdout);
    assert!(restored.status.success(), "{}", text(&restored.stderr));
    assert!(
        said.contains(&format!("{kept} events, the last one of 20")),
        "{said}"
    );
    assert!(
        said.contains("It has 4 events that are not in the backup"),
        "{said}"
    );
    assert_eq!(events(&file), kept);
    let aside = names(folder.path())
        .into_iter()
        .find(|name| name.contains(".before-restore-2"));
    assert_eq!(events(&folder.path().join(aside.unwrap())), kept + 4);
    let running = Running::start(&["serve", path(&file)]);
    let mut client = signed_in(&running);
    assert_eq!(
        client
            .send("GET", "/api/bookings", &[], None)
            .unwrap()
            .json()["items"]
            .as_array()
            .unwrap()
            .len(),
        5
    );
}

#[test]
fn backups_under_load_are_whole_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("house.hutbook");
    let running = founded(&file);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut client = signed_in(&running);
            let mut number = 0;
            while !stop.load(Ordering::Relaxed) {
                book(&mut client, number);
                number += 1;
                std::thread::sleep(Duration::from_millis(3));
            }
        });
        for number in 0..6 {
            let copy = folder.path().join(format!("copy-{number}.hutbook"));
            let made = hutbook(&["backup", path(&file), path(&copy)]);
            assert_eq!(
                made.status.success(),
                copy.exists(),
                "{}",
                text(&made.stderr)
            );
            if made.status.success() {
                assert!(hutbook(&["verify", path(&copy)]).status.success());
            } else {
                assert!(
                    text(&made.stderr).contains("changed while it was copied"),
                    "{}",
                    text(&made.stderr)
                );
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(
        names(folder.path())
            .iter()
            .all(|name| !name.ends_with(".new"))
    );
}

#[test]
fn what_cannot_be_restored_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (file, copy) = (
        folder.path().join("house.hutbook"),
        folder.path().join("copy.hutbook"),
    );
    drop(founded(&file));
    assert!(
        hutbook(&["backup", path(&file), path(&copy)])
            .status
            .success()
    );
    let before = fs::read(&file).unwrap();
    let mut damaged = fs::read(&copy).unwrap();
    damaged[8_192..].fill(0x5a);
    let broken = folder.path().join("broken.hutbook");
    fs::write(&broken, &damaged).unwrap();
    let missing = folder.path().join("missing.hutbook");
    for (backup, words) in [
        (&broken, "broken.hutbook"),
        (&missing, "no such file"),
        (&file, "the very file"),
    ] {
        let refused = hutbook(&["restore", path(backup), path(&file)]);
        assert_eq!(refused.status.code(), Some(3));
        assert!(
            text(&refused.stderr).contains(words),
            "{}",
            text(&refused.stderr)
        );
        assert!(fs::read(&file).unwrap() == before);
    }
    let left: Vec<_> = names(folder.path())
        .into_iter()
        .filter(|name| name != "backups")
        .collect();
    assert_eq!(left, ["broken.hutbook", "copy.hutbook", "house.hutbook"]);
    // A damaged file in the place is no hindrance.
    let restored = hutbook(&["restore", path(&copy), path(&broken)]);
    assert!(
        text(&restored.stdout).contains("It cannot be read"),
        "{}",
        text(&restored.stdout)
    );
    assert!(hutbook(&["verify", path(&broken)]).status.success());
    let new = folder.path().join("new.hutbook");
    assert!(
        hutbook(&["restore", path(&copy), path(&new)])
            .status
            .success()
    );
    assert!(hutbook(&["verify", path(&new)]).status.success());
}

#[test]
fn a_restore_that_is_killed_leaves_the_old_file_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let (file, copy) = (
        folder.path().join("house.hutbook"),
        folder.path().join("copy.hutbook"),
    );
    let running = founded(&file);
    assert!(
        hutbook(&["backup", path(&file), path(&copy)])
            .status
            .success()
    );
    book(&mut signed_in(&running), 1);
    drop(running);
    let old = folder.path().join("old");
    fs::copy(&file, &old).unwrap();
    let (newer, older) = (events(&file), events(&copy));
    let (mut olds, mut news) = (0, 0);
    for round in 0..KILLS {
        fs::copy(&old, &file).unwrap();
        let mut restore = Command::new(env!("CARGO_BIN_EXE_hutbook"))
            .args(["restore", path(&copy), path(&file)])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(round * 900));
        restore.kill().unwrap();
        restore.wait().unwrap();
        match events(&file) {
            there if there == newer => olds += 1,
            there => {
                assert_eq!(there, older, "round {round}");
                news += 1;
            }
        }
    }
    println!("{olds} old, {news} restored");
    assert!(olds > 0, "no restore was killed in time");
}

#[test]
fn what_is_left_of_a_damaged_file_is_salvaged() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (
        folder.path().join("garden.hutbook"),
        folder.path().join("out.hutbook"),
    );
    drop(Running::start(&[
        "demo",
        "--bookings",
        "300",
        "--keep",
        path(&file),
    ]));
    let all = events(&file);
    let mut bytes = fs::read(&file).unwrap();
    bytes[..4096].fill(0);
    let pages = bytes.len() / 4096;
    bytes[pages / 2 * 4096..(pages / 2 + 2) * 4096].fill(0);
    fs::write(&file, &bytes).unwrap();
    let salvaged = hutbook(&["salvage", path(&file), path(&out)]);
    let said = text(&salvaged.stdout);
    assert!(salvaged.status.success(), "{}", text(&salvaged.stderr));
    assert!(said.contains("Missing: events "), "{said}");
    let rest = folder.path().join("out.hutbook.rest.ndjson");
    let rest = fs::read_to_string(rest).unwrap();
    let (before, after) = (events(&out), rest.lines().count());
    assert!(
        before + after < all && before + after > all / 2,
        "{before} + {after} of {all}"
    );
    assert!(rest.lines().all(|line| line.starts_with("{\"sequence\":")));
    assert!(
        rest.contains("@example.org") || rest.contains("\"note\":\""),
        "texts are readable"
    );
    let again = hutbook(&["salvage", path(&file), path(&out)]);
    assert!(!again.status.success(), "nothing is overwritten");
    drop(Running::start(&["serve", path(&out)]));
    assert!(
        fs::read(&file).unwrap() == bytes,
        "the damaged file is left alone"
    );
}

#[test]
fn an_administrator_downloads_a_copy_and_nothing_of_it_stays() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mein haus.hutbook");
    let running = founded(&file);
    let answer = running
        .client()
        .send("GET", "/api/admin/backup", &[], None)
        .unwrap();
    assert_eq!(answer.status, 401);
    let mut client = signed_in(&running);
    book(&mut client, 1);
    let answer = client.send("GET", "/api/admin/backup", &[], None).unwrap();
    assert_eq!(answer.status, 200);
    let length = answer
        .header("content-length")
        .unwrap()
        .parse::<usize>()
        .unwrap();
    assert_eq!(length, answer.body.len());
    let disposition = answer.header("content-disposition").unwrap();
    assert!(
        disposition.starts_with("attachment; filename=\"mein-haus-20"),
        "{disposition}"
    );
    let copy = folder.path().join("copy");
    fs::write(&copy, &answer.body).unwrap();
    assert!(hutbook(&["verify", path(&copy)]).status.success());
    fs::remove_file(&copy).unwrap();
    // One who goes away in the middle leaves nothing behind either, and the place free.
    for _ in 0..3 {
        let token = client.token.as_deref().unwrap();
        let request = format!(
            "GET /api/admin/backup HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n",
            running.address
        );
        let mut leaves = TcpStream::connect(running.address).unwrap();
        leaves.write_all(request.as_bytes()).unwrap();
    }
    let deadline = Instant::now() + PATIENCE;
    while client
        .send("GET", "/api/admin/backup", &[], None)
        .unwrap()
        .status
        != 200
    {
        assert!(Instant::now() < deadline, "the place stays taken");
        std::thread::sleep(Duration::from_millis(50));
    }
    let left = || -> Vec<String> {
        let names = names(folder.path()).into_iter();
        names.filter(|name| name != "backups").collect()
    };
    // What is not sent any more is removed a moment after the last of it.
    while left() != ["mein haus.hutbook"] {
        assert!(Instant::now() < deadline, "{:?}", left());
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_served_house_makes_backups_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("house.hutbook");
    drop(founded(&file));
    let backups: PathBuf = folder.path().join("stick");
    let leftover = backups.join(".house-20200101-0200.hutbook.0123abcd.new");
    fs::create_dir(&backups).unwrap();
    fs::write(&leftover, "half a backup").unwrap();
    let beside = folder.path().join(".house.hutbook.0123abcd.new");
    fs::write(&beside, "half a download").unwrap();
    let running = Running::start(&["serve", path(&file), "--backups", path(&backups)]);
    let mut client = signed_in(&running);
    let deadline = Instant::now() + PATIENCE;
    let storage = loop {
        let storage = client
            .send("GET", "/api/admin/storage", &[], None)
            .unwrap()
            .json();
        if storage["backups"]["last"].is_string() {
            break storage;
        }
        assert!(
            storage["backups"]["old"] == true && Instant::now() < deadline,
            "{storage}"
        );
        std::thread::sleep(Duration::from_millis(200));
    };
    assert_eq!(storage["backups"]["old"], false, "{storage}");
    let made = names(&backups);
    assert!(
        made.len() == 1 && made[0].starts_with("house-20"),
        "{made:?}"
    );
    assert!(
        hutbook(&["verify", path(&backups.join(&made[0]))])
            .status
            .success()
    );
    assert!(!beside.exists());
    let metrics = text(&client.send("GET", "/metrics", &[], None).unwrap().body);
    assert!(metrics.contains("hutbook_backup_old 0"), "{metrics}");
    let page = text(&client.send("GET", "/storage", &[], None).unwrap().body);
    assert!(
        page.contains("Letzte gute Sicherung") || page.contains("Last good backup"),
        "{page}"
    );
}
