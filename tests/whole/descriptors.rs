//! Running out of file descriptors: the program neither ends nor turns in a circle, goes on with whom it has, and takes
//! others again as soon as it can.

use crate::{client::Client, process::Running};
use std::{
    fs,
    process::Command,
    time::{Duration, Instant},
};

/// File descriptors the program may have: enough to start with.
const MOST_FILES: u32 = 32;
/// Connections that are more than that.
const CONNECTIONS: usize = 48;
/// How long the program is watched while it has none left.
const WATCHED: Duration = Duration::from_secs(3);
/// Ticks of processor time in a second, as the kernel tells them to programs.
const TICKS: u64 = 100;

/// Processor time the program has used so far.
fn used(running: &Running) -> Duration {
    let line = fs::read_to_string(format!("/proc/{}/stat", running.id())).unwrap();
    // The name, in brackets, may hold blanks; user and system time are the 12th and 13th field after it.
    let fields: Vec<&str> = line
        .rsplit_once(')')
        .unwrap()
        .1
        .split_whitespace()
        .collect();
    let ticks: u64 = fields[11..13]
        .iter()
        .map(|ticks| ticks.parse::<u64>().unwrap())
        .sum();
    Duration::from_millis(ticks * 1000 / TICKS)
}

fn is_well(client: &mut Client) -> bool {
    let answer = client.send("GET", "/api/health", &[], None);
    answer.is_ok_and(|answer| answer.status == 200)
}

#[test]
fn without_file_descriptors_the_program_waits_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("few.hutbook");
    let few = format!(r#"ulimit -n {MOST_FILES}; exec "$0" "$@""#);
    let mut command = Command::new("sh");
    command.args(["-c", &few, env!("CARGO_BIN_EXE_hutbook"), "serve"]);
    let running = Running::run(command.arg(&file));
    let mut first = running.client();
    assert!(is_well(&mut first));

    let others: Vec<Client> = (0..CONNECTIONS).map(|_| running.client()).collect();
    std::thread::sleep(Duration::from_millis(500));
    let open = fs::read_dir(format!("/proc/{}/fd", running.id()))
        .unwrap()
        .count();
    assert!(
        open < CONNECTIONS,
        "{open} are open: it has not run out of them"
    );

    let before = used(&running);
    std::thread::sleep(WATCHED);
    let busy = used(&running) - before;
    assert!(busy < WATCHED / 10, "busy for {busy:?} of {WATCHED:?}");
    assert!(is_well(&mut first), "whom it has it serves");

    drop(others);
    let began = Instant::now();
    assert!(is_well(&mut running.client()), "and others again");
    assert!(began.elapsed() < Duration::from_secs(5));
}
