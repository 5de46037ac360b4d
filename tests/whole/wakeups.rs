//! How often an idle house wakes the processor: a count, so it may be asserted. What nobody asks shall cost a small board
//! next to no power.

use super::demo;
use std::{collections::BTreeMap, ffi::OsString, fs, thread::sleep, time::Duration};

/// How long a house is left alone before it is watched, and for how long it is.
const SETTLING: Duration = Duration::from_secs(3);
const WATCHED: Duration = Duration::from_secs(10);
/// How often it may wake in that time: less than once a second. One wake-up was seen.
const MOST_WAKEUPS: u64 = 8;

/// How often each thread of a process gave up the processor or had it taken away.
fn wakeups(process: u32) -> BTreeMap<OsString, u64> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let count = |task: fs::DirEntry| {
        // A thread may end in this moment; then it wakes nothing any more.
        let status = fs::read_to_string(task.path().join("status")).ok()?;
        let lines = status.lines();
        let counts = lines.filter_map(|line| line.split_once("voluntary_ctxt_switches:"));
        let counts = counts.map(|(_, count)| count.trim().parse::<u64>().unwrap());
        Some((task.file_name(), counts.sum()))
    };
    tasks.filter_map(|task| count(task.unwrap())).collect()
}

#[test]
fn an_idle_house_sleeps() {
    let folder = tempfile::tempdir().unwrap();
    let running = demo(1_000, folder.path());
    let mut client = running.client();
    client.sign_in("katharina@example.org", hutbook::cli::DEMO_PASSWORD);
    let answer = client.send("GET", "/plan", &[], None).unwrap();
    assert_eq!(answer.status, 200);
    // The connection stays open, as that of a browser does.
    sleep(SETTLING);
    let before = wakeups(running.id());
    sleep(WATCHED);
    let after = wakeups(running.id()).into_iter();
    let since = |(thread, count)| count - before.get(&thread).copied().unwrap_or(0);
    let woken: u64 = after.map(since).sum();
    println!("{woken} wake-ups in {} s", WATCHED.as_secs());
    assert!(woken <= MOST_WAKEUPS, "{woken} wake-ups");
}
