//! The file of a house that is served is copied with plain `cp` while clients book all the time. Every copy must pass
//! the full check, hold what was acknowledged before it began, and be a house that can be served.
//! Many more copies, of larger files and by other means, are made of the log alone, in `src/store/copies_tests.rs`.

use super::{EMAIL, PASSWORD, founded};
use crate::{client::Client, process::Running};
use hutbook::store::verify;
use rustix::process::{Pid, Signal, kill_process};
use std::{
    fs::{self, File},
    io::Read as _,
    path::Path,
    process::Command,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    time::{Duration, Instant},
};

const CLIENTS: usize = 4;
const COPIES: u32 = 60;
/// Restarts in the middle of a copy, of each kind.
const RESTARTS: u32 = 4;

fn book(client: &mut Client, number: u32) {
    let (year, day) = (2030 + number / 28 % 100, number % 28 + 1);
    let body = format!(
        r#"{{"arrival": "{year}-03-{day:02}", "departure": "{year}-04-01", "items": [{{"accommodationId": "a1", "persons": 1}}], "override": ["capacity", "length"], "note": "number {number}"}}"#
    );
    let answer = client
        .send("POST", "/api/bookings", &[], Some(&body))
        .unwrap();
    assert_eq!(answer.status, 201);
}

fn signed_in(running: &Running) -> Client {
    let mut client = running.client();
    client.sign_in(EMAIL, PASSWORD);
    client
}

fn sequence(client: &mut Client) -> u64 {
    let health = client.send("GET", "/api/health", &[], None).unwrap();
    health.json()["sequence"].as_u64().unwrap()
}

fn figures(client: &mut Client) -> serde_json::Value {
    let storage = client.send("GET", "/api/admin/storage", &[], None).unwrap();
    storage.json()["copies"].clone()
}

/// Serves the house with clients who book all the time until `meanwhile` is done.
fn while_booking(running: &Running, meanwhile: impl FnOnce()) {
    let (stop, numbers) = (AtomicBool::new(false), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            let mut client = signed_in(running);
            let (stop, numbers) = (&stop, &numbers);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    book(&mut client, numbers.fetch_add(1, Ordering::Relaxed));
                }
            });
        }
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(meanwhile));
        stop.store(true, Ordering::Relaxed);
        if let Err(panic) = ended {
            std::panic::resume_unwind(panic);
        }
    });
}

#[test]
fn plain_copies_of_a_served_house_are_houses() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("house.hutbook");
    let running = founded(&file);
    let mut client = signed_in(&running);
    let copies: Vec<_> = (0..COPIES)
        .map(|number| folder.path().join(format!("copy-{number}.hutbook")))
        .collect();
    while_booking(&running, || {
        // Two at a time.
        for pair in copies.chunks(2) {
            let before = sequence(&mut client);
            let programs: Vec<_> = pair
                .iter()
                .map(|copy| Command::new("cp").arg(&file).arg(copy).spawn().unwrap())
                .collect();
            for mut program in programs {
                assert!(program.wait().unwrap().success());
            }
            for copy in pair {
                let verified = verify(copy).unwrap_or_else(|error| panic!("{error}"));
                assert!(verified.events >= before, "{} of {before}", verified.events);
            }
        }
    });
    let copying = figures(&mut client);
    assert_eq!(copying["protected"], true, "{copying}");
    assert_eq!(copying["givenUp"], 0, "{copying}");
    assert_eq!(copying["open"], 0, "{copying}");
    // Two that open the file between two looks can be one event to the kernel, but no pair goes unseen.
    assert!(
        copying["seen"].as_u64().unwrap() >= u64::from(COPIES / 2),
        "{copying}"
    );
    let copy = Running::start(&["serve", copies[0].to_str().unwrap()]);
    book(&mut signed_in(&copy), 1);
}

#[test]
fn bookings_do_not_wait_long_for_a_copy_and_not_at_all_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("house.hutbook");
    let running = founded(&file);
    let mut client = signed_in(&running);
    let mut took = |times: u32| {
        let mut took: Vec<_> = (0..times)
            .map(|number| {
                let start = Instant::now();
                book(&mut client, number);
                start.elapsed()
            })
            .collect();
        took.sort();
        took[took.len() / 2]
    };
    let before = took(60);
    let copying = File::open(&file).unwrap();
    let during = took(60);
    drop(copying);
    std::thread::sleep(Duration::from_millis(300));
    took(1);
    let after = took(60);
    println!(
        "half of all bookings take {before:?} before, {during:?} during, {after:?} after a copy"
    );
    assert!(
        during >= Duration::from_millis(15),
        "commits are paced: {during:?}"
    );
    assert!(
        during <= Duration::from_millis(20) + 3 * before.max(after) + Duration::from_millis(20)
    );
    assert!(after < during, "{after:?} after, {during:?} during");
}

/// Asks it to end, and waits until it has.
fn stop(running: Running) {
    end(running, Signal::TERM);
}

fn kill(running: Running) {
    end(running, Signal::KILL);
}

fn end(running: Running, signal: Signal) {
    let id = i32::try_from(running.id())
        .ok()
        .and_then(Pid::from_raw)
        .unwrap();
    kill_process(id, signal).unwrap();
    let state = || fs::read_to_string(format!("/proc/{}/stat", running.id())).unwrap();
    let start = Instant::now();
    while !state().contains(") Z ") {
        assert!(start.elapsed() < Duration::from_secs(30), "it ends");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Stops the house in the middle of a copy, and starts it again if wanted; whether the copy is valid then.
fn interrupted(folder: &Path, end: fn(Running), again: bool) -> bool {
    let file = folder.join("house.hutbook");
    let _ = fs::remove_file(&file);
    let running = founded(&file);
    let mut client = signed_in(&running);
    (0..40).for_each(|number| book(&mut client, number));
    let mut copier = File::open(&file).unwrap();
    let mut copy = vec![0; 32 * 1024];
    copier.read_exact(&mut copy).unwrap();
    (0..20).for_each(|number| book(&mut client, number));
    let acknowledged = sequence(&mut client);
    end(running);
    let running = again.then(|| Running::start(&["serve", file.to_str().unwrap()]));
    if let Some(running) = &running {
        let mut client = signed_in(running);
        assert!(sequence(&mut client) >= acknowledged, "nothing is lost");
        (0..40).for_each(|number| book(&mut client, number));
    }
    copier.read_to_end(&mut copy).unwrap();
    let path = folder.join("copy.hutbook");
    fs::write(&path, copy).unwrap();
    match verify(&path) {
        Ok(verified) => {
            assert!(verified.events >= acknowledged - 20);
            true
        }
        Err(_) => false,
    }
}

#[test]
fn a_copy_during_which_the_house_is_stopped_is_valid() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..RESTARTS {
        assert!(interrupted(folder.path(), stop, false));
        assert!(interrupted(folder.path(), kill, false));
    }
}

/// What was held is forgotten by a restart; what is promised is that a broken copy is recognized.
#[test]
fn a_copy_during_which_the_house_is_started_anew_is_valid_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (how, end) in [("stopped", stop as fn(Running)), ("killed", kill)] {
        let valid = (0..RESTARTS)
            .filter(|_| interrupted(folder.path(), end, true))
            .count();
        println!(
            "{how} and started anew: {valid} of {RESTARTS} copies are valid, the others are refused"
        );
    }
}
