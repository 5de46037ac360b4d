//! Requests nobody should send, as raw bytes: each is answered or cut off, and the house goes on.

use super::{
    client::Ask,
    house::{ANNA, House, wish},
};
use hutbook::web::limits::{ADDRESS_BYTES, BODY_BYTES, HEADER_BYTES, MOST_HEADERS};

/// The status that raw bytes are answered with; `None` when the connection is closed without an answer.
fn status(house: &House, bytes: &[u8]) -> Option<u16> {
    let mut connection = house.connect();
    connection.send(bytes);
    let answer = connection.read(false)?;
    Some(answer.status)
}

fn is_well(house: &House) -> bool {
    house.ask(Ask::new("GET", "/api/health")).status == 200
}

#[test]
fn garbage_is_refused() {
    let house = House::new();
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET /api/health HTTP/9.9\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost: x\r\nBad Header: x\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
        b"GET /api/he\0alth HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\n: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 2\r\n\r\nab",
        b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /api/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    ] {
        let answered = status(&house, bytes);
        assert!(matches!(answered, None | Some(400)), "{answered:?}: {}", String::from_utf8_lossy(bytes));
    }
    assert!(is_well(&house));
}

#[test]
fn what_is_too_large_is_told_what_is_allowed() {
    let house = House::new();
    let long = format!("/api/health?{}", "x".repeat(ADDRESS_BYTES));
    let answer = house.ask(Ask::new("GET", long));
    assert_eq!(
        (answer.status, answer.problem()),
        (414, "address-too-long".to_owned())
    );
    let large =
        house.ask(Ask::new("GET", "/api/health").header("X-Large", "x".repeat(HEADER_BYTES)));
    assert_eq!(
        (large.status, large.problem()),
        (431, "headers-too-large".to_owned())
    );
    let many = (0..MOST_HEADERS).fold(Ask::new("GET", "/api/health"), |ask, number| {
        ask.header(&format!("X-{number}"), "x")
    });
    assert_eq!(house.ask(many).status, 431);
    let huge = house.ask(Ask::new("GET", "/api/health").header("X-Huge", "x".repeat(100_000)));
    assert_eq!(huge.status, 431);
    let anna = house.someone(ANNA);
    let body = Ask::new("POST", "/api/bookings")
        .header("Content-Type", "application/json")
        .body("x".repeat(BODY_BYTES + 1));
    let answer = anna.ask(body);
    assert_eq!(
        (answer.status, answer.problem()),
        (413, "body-too-large".to_owned())
    );
    let fits = Ask::new("POST", "/api/bookings")
        .header("Content-Type", "application/json")
        .body(" ".repeat(BODY_BYTES));
    assert_eq!(anna.ask(fits).problem(), "not-json");
    assert!(is_well(&house));
}

#[test]
fn a_body_that_only_says_it_is_small_meets_the_limit_too() {
    let house = House::new();
    let token = house.token(ANNA);
    let head = format!(
        "POST /api/bookings HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    let mut endless = head.clone().into_bytes();
    for _ in 0..=(BODY_BYTES / 1024) {
        endless.extend_from_slice(b"400\r\n");
        endless.extend_from_slice(&[b' '; 1024]);
        endless.extend_from_slice(b"\r\n");
    }
    endless.extend_from_slice(b"0\r\n\r\n");
    assert_eq!(status(&house, &endless), Some(413));
    for chunk in [
        "zz\r\n",
        "-1\r\n",
        "fffffffffffffffffff\r\n",
        "5\r\nab\r\n0\r\n\r\n",
    ] {
        let bytes = [head.as_bytes(), chunk.as_bytes()].concat();
        assert!(
            matches!(status(&house, &bytes), None | Some(400)),
            "{chunk:?}"
        );
    }
    assert!(is_well(&house));
}

#[test]
fn a_body_with_two_lengths_cannot_smuggle_a_request() {
    let house = House::new();
    let token = house.token(ANNA);
    let smuggling = format!(
        "POST /api/bookings/validate HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nContent-Type: application/json\r\n\
         Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/health HTTP/1.1\r\nHost: x\r\n\r\n"
    );
    let mut connection = house.connect();
    connection.send(smuggling.as_bytes());
    let first = connection.read(false).unwrap();
    assert_eq!(first.status, 400, "{first:?}");
    assert_eq!(
        connection.read(false),
        None,
        "what follows such a body is not taken for a request"
    );
}

#[test]
fn requests_that_come_at_once_are_answered_in_order() {
    let house = House::new();
    let mut connection = house.connect();
    let health = Ask::new("GET", "/api/health").bytes();
    let missing = Ask::new("GET", "/api/nothing").bytes();
    connection.send(&[health.as_slice(), &missing, &health].concat());
    let statuses = [(); 3].map(|()| connection.read(false).unwrap().status);
    assert_eq!(statuses, [200, 404, 200]);
}

#[test]
fn bodies_that_are_not_what_they_should_be_are_told_apart() {
    let house = House::new();
    let anna = house.someone(ANNA);
    let good = wish("2026-07-01", "2026-07-03", "a1", 1).to_string();
    let post = |kind: &str, body: &[u8]| {
        let answer = anna.ask(
            Ask::new("POST", "/api/bookings")
                .header("Content-Type", kind)
                .body(body),
        );
        (answer.status, answer.problem())
    };
    let json = "application/json";
    let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    for (kind, body, status, problem) in [
        ("text/plain", good.as_bytes(), 415, "not-json"),
        (
            "application/json; charset=latin1",
            good.as_bytes(),
            415,
            "not-json",
        ),
        (json, b"", 400, "not-json"),
        (json, b"{", 400, "not-json"),
        (json, b"{} {}", 400, "not-json"),
        (json, b"{\"a\":1e999}", 400, "not-json"),
        (json, b"{'a':1}", 400, "not-json"),
        (json, b"NaN", 400, "not-json"),
        (json, b"{\"note\":\"\xff\"}", 400, "not-utf-8"),
        (json, b"\"\\ud800\"", 400, "not-json"),
        (json, deep.as_bytes(), 400, "not-json"),
        (json, b"null", 422, "invalid"),
        (json, b"[]", 422, "invalid"),
    ] {
        assert_eq!(
            post(kind, body),
            (status, problem.to_owned()),
            "{}",
            String::from_utf8_lossy(body)
        );
    }
    let none = anna.ask(Ask::new("POST", "/api/bookings").body(good));
    assert_eq!(none.status, 415);
    let undo = anna.ask(Ask::new("POST", "/api/bookings").header("Content-Length", "0"));
    assert_eq!(undo.status, 415);
}
