//! Memory is a count, so it may be asserted: what one more booking costs an idle house, and that serving costs nothing
//! that stays. The size of the whole program is measured where it is built as it is shipped, in `benches/`.

use super::demo;
use crate::process::Running;
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

/// Bytes of memory one booking with its history may take.
const BYTES_PER_BOOKING: u64 = 210;
/// How much of the memory of projections must be in what they are said to take, in percent.
const LEAST_COUNTED_PERCENT: u64 = 60;
/// Bytes of memory a house with 1,000 bookings may take besides the program's own file. A program that was built to be
/// looked into takes some more than one that is shipped, and one that can speak TLS some more for its tables of functions.
const BYTES_AT_REST: u64 = 2_400_000;
/// Bytes by which a house may have grown after many requests.
const GROWTH: u64 = 256 * 1024;
/// Bytes of memory one who waits to be told of changes may take.
const BYTES_PER_STREAM: u64 = 24 * 1024;
/// How many wait.
const STREAMS: u64 = 100;

#[test]
fn a_booking_takes_few_bytes_of_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (small, large) = (
        demo(1_000, folder.path()).memory("Pss_Anon:"),
        demo(11_000, folder.path()).memory("Pss_Anon:"),
    );
    let each = large.saturating_sub(small) / 10_000;
    println!("{small} bytes with 1,000 bookings, {large} with 11,000: {each} for each");
    assert!(small <= BYTES_AT_REST, "{small} bytes with 1,000 bookings");
    assert!(each <= BYTES_PER_BOOKING, "{each} bytes for each booking");
}

#[test]
fn serving_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let running = demo(1_000, folder.path());
    let mut client = running.client();
    client.sign_in("katharina@example.org", hutbook::cli::DEMO_PASSWORD);
    let mut ask = |times: u32| {
        for _ in 0..times {
            for path in [
                "/api/bookings?limit=50",
                "/api/calendar?from=2026-09-01&to=2026-10-01",
                "/api/health",
                "/",
            ] {
                let status = client.send("GET", path, &[], None).unwrap().status;
                assert!(status < 400, "{path}: {status}");
            }
        }
    };
    ask(500);
    let before = running.memory("Pss_Anon:");
    ask(5_000);
    let after = running.memory("Pss_Anon:");
    assert!(
        after <= before + GROWTH,
        "{before} bytes before, {after} after 20,000 requests more"
    );
}

/// Somebody who is told of changes from now on.
fn listener(running: &Running, token: &str) -> TcpStream {
    let mut stream = TcpStream::connect(running.address).unwrap();
    let ask =
        format!("GET /api/changes HTTP/1.1\r\nHost: hut\r\nAuthorization: Bearer {token}\r\n\r\n");
    stream.write_all(ask.as_bytes()).unwrap();
    let (mut said, mut piece) = (Vec::new(), [0; 1024]);
    while !String::from_utf8_lossy(&said).contains("event: here") {
        let read = stream.read(&mut piece).unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&said));
        said.extend_from_slice(&piece[..read]);
    }
    stream
}

#[test]
fn who_waits_to_be_told_of_changes_costs_little() {
    let folder = tempfile::tempdir().unwrap();
    let signing_in = demo(1_000, folder.path());
    let mut client = signing_in.client();
    client.sign_in("katharina@example.org", hutbook::cli::DEMO_PASSWORD);
    let token = client.token.clone().unwrap();
    drop(signing_in);
    // Started again: checking a password leaves room in which many streams would go unnoticed.
    let file = folder.path().join("1000.hutbook");
    let running = Running::start(&["serve", file.to_str().unwrap(), "--backups", "off"]);
    // The first one takes what is made once.
    drop(listener(&running, &token));
    let before = running.memory("Pss_Anon:");
    let streams: Vec<TcpStream> = (0..STREAMS).map(|_| listener(&running, &token)).collect();
    let each = running.memory("Pss_Anon:").saturating_sub(before) / STREAMS;
    drop(streams);
    println!("{each} bytes for each of {STREAMS} streams");
    assert!(each <= BYTES_PER_STREAM, "{each} bytes for each stream");
}

#[test]
fn what_projections_are_said_to_take_is_most_of_what_they_take() {
    let folder = tempfile::tempdir().unwrap();
    let measured = |bookings: u32| {
        let running = demo(bookings, folder.path());
        let idle = running.memory("Pss_Anon:");
        let mut client = running.client();
        client.sign_in("katharina@example.org", hutbook::cli::DEMO_PASSWORD);
        let storage = client.send("GET", "/api/admin/storage", &[], None).unwrap();
        let storage = storage.json();
        let sizes = storage["projections"].as_array().unwrap().iter();
        (
            idle,
            sizes.map(|it| it["bytes"].as_u64().unwrap()).sum::<u64>(),
        )
    };
    let (small, large) = (measured(1_000), measured(11_000));
    let (taken, said) = (large.0 - small.0, large.1 - small.1);
    println!("10,000 bookings more take {taken} bytes of memory; {said} of them are counted");
    // What is not counted are the trees that hold the entries, and what the allocator rounds up.
    assert!(said <= taken && said * 100 >= taken * LEAST_COUNTED_PERCENT);
}
