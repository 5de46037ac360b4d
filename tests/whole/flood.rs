//! Many sign-ins at once, from outside: what they take of the memory of the program while they last, and what is left of it.
//! Memory is a count, so it may be asserted; no time is.

use super::{EMAIL, PASSWORD, founded};
use crate::{client::Client, process::Running};
use std::{
    collections::BTreeMap,
    fs,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

/// Sign-ins at the same time.
const FLOOD: usize = 400;
/// What 256 connections and their requests may need beside, in bytes; they were seen to need 6.3 MB. A second hash at the
/// same time would be 7 MB more.
const CONNECTIONS: u64 = 9 << 20;
/// What may be left of one after the other, in bytes.
const LEFT: u64 = 1 << 20;

/// From now on [`peak`] tells the most since now (`proc_pid_clear_refs(5)`, 5).
fn forget_peak(process: u32) {
    fs::write(format!("/proc/{process}/clear_refs"), "5").unwrap();
}

/// The most memory a process has had since its start, or since its peak was forgotten, in bytes: with the pages of the
/// program itself that were needed.
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
    kib.unwrap().trim().parse::<u64>().unwrap() * 1024
}

/// One sign-in by form or JSON with the right or a wrong password; its status, and whether it says when to come again.
fn sign_in(running: &Running, number: usize, known: &str) -> (u16, bool) {
    let mut client = running.client();
    let known = [("Cookie", known)];
    let (password, headers) = match number % 4 {
        0 => ("wrong password", &known[..0]),
        _ => (PASSWORD, &known[..]),
    };
    let answer = if number.is_multiple_of(2) {
        let body = serde_json::json!({"email": EMAIL, "password": password}).to_string();
        client.send("POST", "/api/session", headers, Some(&body))
    } else {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("email", EMAIL), ("password", password)])
            .finish();
        client.send("POST", "/sign-in", headers, Some(&form))
    };
    let answer = answer.expect("every one is answered");
    (answer.status, answer.header("retry-after").is_some())
}

/// Signs in and gives back the cookie by which the browser is known.
fn known(client: &mut Client) -> String {
    let body = serde_json::json!({"email": EMAIL, "password": PASSWORD}).to_string();
    let answer = client
        .send("POST", "/api/session", &[], Some(&body))
        .unwrap();
    assert_eq!(answer.status, 200);
    let set = answer
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie");
    let known = set.map(|(_, value)| value.split(';').next().unwrap());
    known
        .into_iter()
        .find(|it| it.contains("_known="))
        .unwrap()
        .to_owned()
}

#[test]
fn a_flood_of_sign_ins_takes_the_memory_of_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("flood.hutbook");
    drop(founded(&file));
    let file = file.to_str().unwrap();
    let known = known(&mut Running::start(&["serve", file, "--backups", "off"]).client());
    let running = Running::start(&["serve", file, "--backups", "off"]);
    // What is made once is made, and what the program needs of itself is read, by every way the flood takes.
    for number in 0..4 {
        sign_in(&running, number, &known);
    }
    let before = running.memory("Pss_Anon:");
    forget_peak(running.id());
    sign_in(&running, 1, &known);
    let peak_of_one = peak(running.id());
    forget_peak(running.id());
    let over = AtomicBool::new(false);
    let (answers, healthy) = thread::scope(|scope| {
        let health = scope.spawn(|| {
            let mut times = 0;
            while !over.load(Ordering::Relaxed) {
                let health = running.client().send("GET", "/api/health", &[], None);
                assert_eq!(health.unwrap().status, 200);
                times += 1;
            }
            times
        });
        let (running, known) = (&running, &known);
        let all: Vec<_> = (0..FLOOD)
            .map(|number| {
                let thread = thread::Builder::new().stack_size(256 * 1024);
                let sign_in = move || sign_in(running, number, known);
                thread.spawn_scoped(scope, sign_in).unwrap()
            })
            .collect();
        let mut answers = BTreeMap::<u16, usize>::new();
        for one in all {
            let (status, comes_again) = one.join().unwrap();
            assert!(
                !matches!(status, 429 | 503) || comes_again,
                "{status} without Retry-After"
            );
            *answers.entry(status).or_default() += 1;
        }
        over.store(true, Ordering::Relaxed);
        (answers, health.join().unwrap())
    });
    let (after, peak_after) = (running.memory("Pss_Anon:"), peak(running.id()));
    println!(
        "{answers:?}, healthy {healthy} times, peak with one {peak_of_one}, in the flood {peak_after}, at rest {before} to {after}"
    );
    let expected = [200, 303, 401, 429, 503];
    assert!(
        answers.keys().all(|status| expected.contains(status)),
        "{answers:?}"
    );
    assert_eq!(answers.values().sum::<usize>(), FLOOD);
    assert!(answers[&503] > 0, "it was no flood: {answers:?}");
    assert!(healthy > 0);
    assert!(
        peak_after <= peak_of_one + CONNECTIONS,
        "at most {peak_of_one} bytes with one sign-in, {peak_after} in the flood"
    );
    // The memory of connections is kept for the next ones; that of a hash would be more than that.
    assert!(
        after <= before + CONNECTIONS,
        "{before} bytes before, {after} after"
    );
    // Of one address so many requests a minute are taken, and the next a quarter of a second later; wrong passwords would
    // count for 15 minutes.
    let body = serde_json::json!({"email": EMAIL, "password": PASSWORD}).to_string();
    let again = || {
        let known = [("Cookie", known.as_str())];
        let mut client = running.client();
        let answer = client.send("POST", "/api/session", &known, Some(&body));
        answer.unwrap().status
    };
    let comes_in = (0..40).any(|_| {
        thread::sleep(Duration::from_millis(250));
        again() == 200
    });
    assert!(
        comes_in,
        "whoever is known comes in, whatever others were wrong about"
    );
}

#[test]
fn what_a_password_took_is_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("back.hutbook");
    drop(founded(&file));
    let running = Running::start(&["serve", file.to_str().unwrap(), "--backups", "off"]);
    assert_eq!(
        running
            .client()
            .send("GET", "/sign-in", &[], None)
            .unwrap()
            .status,
        200
    );
    let before = running.memory("Pss_Anon:");
    for _ in 0..5 {
        running.client().sign_in(EMAIL, PASSWORD);
    }
    let after = running.memory("Pss_Anon:");
    println!("{before} bytes before five sign-ins, {after} after");
    assert!(
        after <= before + LEFT,
        "{before} bytes before, {after} after"
    );
}
