//! Limits of connections at work: whoever sends nothing, sends slowly or takes nothing is cut off in time and gives
//! their place to others. The limits are those of the program but for their length.

use super::{
    client::{Ask, Connection},
    house::{ANNA, House},
};
use hutbook::web::{
    limits::Limits,
    reply,
    table::{Access, Route},
};
use hyper::StatusCode;
use std::{
    io::Read as _,
    time::{Duration, Instant},
};

/// Bytes of an answer that no buffer of the operating system takes whole.
const LARGE_BYTES: usize = 64 * 1024 * 1024;

const LARGE: &[Route] = &[Route::get("/large", Access::Open, |_| {
    Ok(reply::html(StatusCode::OK, "x".repeat(LARGE_BYTES)))
})];

/// A time that is soon over, and one that is not while a test runs.
const SOON: Duration = Duration::from_millis(600);
const NEVER: Duration = Duration::from_secs(600);

/// Limits none of which is met while a test runs.
const WIDE: Limits = Limits {
    connections: 100,
    head_time: NEVER,
    body_time: NEVER,
    write_stall_time: NEVER,
    change_streams: 100,
    heartbeat: NEVER,
    uses_time: NEVER,
    writes_per_minute: u32::MAX,
};

/// Reads until the house closes the connection; answers with how many bytes came and how long it took since `began`.
fn rest(mut connection: Connection, began: Instant) -> (usize, Duration) {
    let mut rest = Vec::new();
    // Cut off is closed as well.
    let _ = connection.0.read_to_end(&mut rest);
    (rest.len(), began.elapsed())
}

fn is_about(took: Duration, limit: Duration) -> bool {
    took >= limit && took < limit * 5
}

#[test]
fn a_head_that_never_ends_is_cut_off_in_time() {
    let house = House::with_limits(
        &[],
        Limits {
            head_time: SOON,
            ..WIDE
        },
    );
    for begun in [
        &b""[..],
        b"G",
        b"GET /api/health HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    ] {
        let began = Instant::now();
        let mut connection = house.connect();
        connection.send(begun);
        let (bytes, took) = rest(connection, began);
        assert_eq!(bytes, 0);
        assert!(is_about(took, SOON), "{took:?}");
    }
}

#[test]
fn a_head_that_drips_is_cut_off_as_well() {
    let house = House::with_limits(
        &[],
        Limits {
            head_time: SOON,
            ..WIDE
        },
    );
    let began = Instant::now();
    let mut connection = house.connect();
    connection.send(b"GET /api/health HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    let mut dripping = connection.0.get_ref().try_clone().unwrap();
    std::thread::spawn(move || {
        while std::io::Write::write_all(&mut dripping, b"x").is_ok() {
            std::thread::sleep(SOON / 10);
        }
    });
    let (bytes, took) = rest(connection, began);
    assert_eq!(bytes, 0);
    assert!(is_about(took, SOON), "{took:?}");
}

#[test]
fn who_has_been_answered_may_stay_idle_for_as_long_as_a_head_may_take() {
    let house = House::with_limits(
        &[],
        Limits {
            head_time: SOON,
            ..WIDE
        },
    );
    let mut connection = house.connect();
    for _ in 0..2 {
        std::thread::sleep(SOON / 2);
        assert_eq!(
            Ask::new("GET", "/api/health").over(&mut connection).status,
            200,
            "the time begins anew with each answer"
        );
    }
    let (bytes, took) = rest(connection, Instant::now());
    assert_eq!(bytes, 0);
    assert!(is_about(took + SOON / 10, SOON), "{took:?}");
}

#[test]
fn a_body_that_drips_is_told_so_and_does_nothing() {
    let house = House::with_limits(
        &[],
        Limits {
            body_time: SOON,
            ..WIDE
        },
    );
    let mut connection = house.connect();
    let head = format!(
        "POST /api/bookings HTTP/1.1\r\nHost: x\r\nAuthorization: {}\r\nContent-Type: application/json\r\nContent-Length: 200\r\n\r\n",
        house.token(ANNA)
    );
    let began = Instant::now();
    connection.send(head.as_bytes());
    let mut dripping = connection.0.get_ref().try_clone().unwrap();
    std::thread::spawn(move || {
        while std::io::Write::write_all(&mut dripping, b"{").is_ok() {
            std::thread::sleep(SOON / 10);
        }
    });
    let answer = connection.read(false).expect("it is told");
    let took = began.elapsed();
    assert_eq!(
        (answer.status, answer.problem()),
        (408, "body-too-slow".to_owned())
    );
    assert!(is_about(took, SOON), "{took:?}");
    assert!(house.app.book().state.bookings.is_empty());
}

#[test]
fn who_takes_nothing_is_cut_off_and_gives_their_place_to_others() {
    let limits = Limits {
        connections: 1,
        write_stall_time: SOON,
        ..WIDE
    };
    let house = House::with_limits(LARGE, limits);
    let mut greedy = house.connect();
    greedy.send(&Ask::new("GET", "/large").bytes());
    let began = Instant::now();
    let mut next = house.connect();
    assert_eq!(Ask::new("GET", "/api/health").over(&mut next).status, 200);
    assert!(is_about(began.elapsed(), SOON), "{:?}", began.elapsed());
    let (bytes, _) = rest(greedy, began);
    assert!(
        bytes < LARGE_BYTES,
        "{bytes} bytes were waiting to be taken"
    );
}

#[test]
fn who_takes_slowly_but_steadily_gets_everything() {
    let house = House::with_limits(
        LARGE,
        Limits {
            write_stall_time: SOON,
            ..WIDE
        },
    );
    let mut slow = house.connect();
    slow.send(&Ask::new("GET", "/large").bytes());
    let began = Instant::now();
    let mut taken = 0;
    let mut piece = vec![0; LARGE_BYTES / 32];
    // Steps that are shorter than the limit, and together longer.
    while taken < LARGE_BYTES {
        slow.0.read_exact(&mut piece).unwrap();
        taken += piece.len();
        std::thread::sleep(SOON / 12);
    }
    assert!(began.elapsed() > SOON * 2);
}

#[test]
fn only_so_many_are_served_at_a_time() {
    let house = House::with_limits(
        &[],
        Limits {
            connections: 2,
            ..WIDE
        },
    );
    let (mut one, mut other) = (house.connect(), house.connect());
    for connection in [&mut one, &mut other] {
        assert_eq!(Ask::new("GET", "/api/health").over(connection).status, 200);
    }
    let mut late = house.connect();
    late.send(&Ask::new("GET", "/api/health").bytes());
    let patience = |time| late.0.get_ref().set_read_timeout(Some(time)).unwrap();
    patience(SOON);
    assert!(late.0.get_ref().peek(&mut [0]).is_err(), "it has to wait");
    patience(NEVER);
    drop(one);
    assert_eq!(late.read(false).map(|answer| answer.status), Some(200));
}
