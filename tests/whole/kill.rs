//! The process is killed under load again and again. Whatever was acknowledged must be there afterwards, exactly once;
//! whatever was sent without an answer must be there once or not at all, and exactly once after it is sent again.

use super::{EMAIL, PASSWORD, founded};
use crate::process::Running;
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

const ROUNDS: u32 = 12;
const CLIENTS: usize = 8;

/// What became of a key, as far as its sender knows.
#[derive(Clone, Debug, PartialEq)]
enum Sent {
    Acknowledged(String),
    Unknown,
}

type Ledger = Arc<Mutex<BTreeMap<String, Sent>>>;

fn body(number: u32) -> String {
    let day = number % 28 + 1;
    let year = 2030 + number / 28 % 100;
    format!(
        r#"{{"arrival": "{year}-03-{day:02}", "departure": "{year}-04-01", "items": [{{"accommodationId": "a1", "persons": 1}}], "override": ["capacity", "length"], "note": "number {number}"}}"#
    )
}

/// Books as fast as it can until the process is gone.
fn book_until_killed(
    running: &Running,
    token: &str,
    numbers: &AtomicU32,
    ledger: &Ledger,
    stop: &AtomicBool,
) {
    let Ok(mut client) = crate::client::Client::new(running.address) else {
        return;
    };
    client.token = Some(token.to_owned());
    while !stop.load(Ordering::Relaxed) {
        let number = numbers.fetch_add(1, Ordering::Relaxed);
        let key = format!("key-{number}");
        ledger.lock().unwrap().insert(key.clone(), Sent::Unknown);
        match client.send(
            "POST",
            "/api/bookings",
            &[("Idempotency-Key", &key)],
            Some(&body(number)),
        ) {
            Ok(answer) if answer.status == 201 => {
                let id = answer.json()["id"]
                    .as_str()
                    .expect("a booking has an id")
                    .to_owned();
                ledger.lock().unwrap().insert(key, Sent::Acknowledged(id));
            }
            Ok(answer) => panic!(
                "{}: {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            ),
            Err(_) => return,
        }
    }
}

/// Sends every key again, in order: what was acknowledged must give the same booking, the rest becomes known.
fn settle(running: &Running, token: &str, ledger: &Ledger) {
    let mut client = running.client();
    client.token = Some(token.to_owned());
    let mut ledger = ledger.lock().unwrap();
    for (key, sent) in ledger.iter_mut() {
        let number: u32 = key.trim_start_matches("key-").parse().unwrap();
        let answer = client
            .send(
                "POST",
                "/api/bookings",
                &[("Idempotency-Key", key)],
                Some(&body(number)),
            )
            .unwrap();
        assert_eq!(
            answer.status,
            201,
            "{key}: {}",
            String::from_utf8_lossy(&answer.body)
        );
        let id = answer.json()["id"].as_str().unwrap().to_owned();
        if let Sent::Acknowledged(before) = sent {
            assert_eq!(*before, id, "{key} was acknowledged as {before}");
        }
        *sent = Sent::Acknowledged(id);
    }
}

#[test]
fn no_acknowledged_booking_is_lost_or_doubled_by_kill() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("house.hutbook");
    let mut running = founded(&file);
    let token = {
        let mut client = running.client();
        client.sign_in(EMAIL, PASSWORD);
        client.token.unwrap()
    };
    let (ledger, numbers) = (Ledger::default(), AtomicU32::new(0));
    for round in 0..ROUNDS {
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| book_until_killed(&running, &token, &numbers, &ledger, &stop));
            }
            std::thread::sleep(Duration::from_millis(60 + u64::from(round) * 23));
            let id = rustix::process::Pid::from_raw(i32::try_from(running.id()).unwrap()).unwrap();
            rustix::process::kill_process(id, rustix::process::Signal::KILL).unwrap();
            stop.store(true, Ordering::Relaxed);
        });
        drop(running);
        running = Running::start(&["serve", file.to_str().unwrap()]);
        settle(&running, &token, &ledger);
    }
    let ledger = ledger.lock().unwrap();
    let mut ids: Vec<_> = ledger.values().cloned().collect();
    ids.sort_by_key(|sent| format!("{sent:?}"));
    ids.dedup();
    assert_eq!(ids.len(), ledger.len(), "no two keys share a booking");
    assert!(ledger.len() > 50, "the load was real: {}", ledger.len());
    assert_eq!(
        count_bookings(&running, &token),
        ledger.len(),
        "every booking has its key"
    );
}

fn count_bookings(running: &Running, token: &str) -> usize {
    let mut client = running.client();
    client.token = Some(token.to_owned());
    let (mut count, mut cursor) = (0, String::new());
    loop {
        let answer = client
            .send(
                "GET",
                &format!("/api/bookings?limit=100{cursor}"),
                &[],
                None,
            )
            .unwrap();
        assert_eq!(answer.status, 200);
        let page = answer.json();
        count += page["items"].as_array().unwrap().len();
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return count,
        }
    }
}
