//! Being told of changes over real connections: in time, from where one left off, by whom it is allowed, and not for
//! longer than that.

use super::{
    client::{Ask, Connection},
    house::{ADMIN, ANNA, BEN, House, MORNING, order, wish},
};
use hutbook::{
    app::tokens,
    domain::{
        command::{Command, PersonCommand},
        ids::{Actor, PersonId},
    },
    web::limits::{HEARTBEAT, Limits, SHUTDOWN_TIME, STREAMS_COME_AGAIN_SECONDS},
};
use serde_json::{Value, json};
use std::{
    io::BufRead as _,
    time::{Duration, Instant},
};

/// How soon somebody must be told.
const A_SECOND: Duration = Duration::from_secs(1);
/// How long nothing must come to say that nothing does.
const A_WHILE: Duration = Duration::from_millis(300);

/// A stream of changes.
struct Stream(Connection);

/// One event of it: its id, its kind, its data.
type Event = (u64, String, Value);

impl Stream {
    /// Opens one, which must be let in.
    fn open(house: &House, token: &str, query: &str, last: Option<&str>) -> Self {
        let mut ask =
            Ask::new("GET", format!("/api/changes{query}")).header("Authorization", token);
        if let Some(last) = last {
            ask = ask.header("Last-Event-ID", last);
        }
        let mut connection = house.connect();
        connection.send(&ask.bytes());
        let mut stream = Self(connection);
        assert_eq!(stream.line().as_deref(), Some("HTTP/1.1 200 OK"));
        let head: Vec<String> = core::iter::from_fn(|| stream.line())
            .take_while(|line| !line.is_empty())
            .map(|line| line.to_lowercase())
            .collect();
        for header in ["content-type: text/event-stream", "cache-control: no-store"] {
            assert!(head.iter().any(|line| line == header), "{head:?}");
        }
        assert!(!head.iter().any(|line| line.starts_with("content-encoding")));
        stream
    }

    fn of(house: &House, person: PersonId) -> Self {
        Self::open(house, &house.token(person), "", None)
    }

    /// The next line; `None` when the stream has ended.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.0.0.read_line(&mut line).expect("a line in time");
        (read > 0).then(|| line.trim_end().to_owned())
    }

    /// The value of the next line with this name; `None` when the stream ends before. Lengths of pieces and lines without
    /// meaning are passed over.
    fn value(&mut self, name: &str) -> Option<String> {
        loop {
            let line = self.line()?;
            // The piece of length 0 is the end of the answer.
            if line == "0" {
                return None;
            }
            if let Some(value) = line.strip_prefix(name) {
                return Some(value.trim().to_owned());
            }
        }
    }

    /// The next event.
    fn event(&mut self) -> Option<Event> {
        let id = self.value("id:")?.parse().unwrap();
        let kind = self.value("event:")?;
        let data = self.value("data:")?;
        Some((id, kind, serde_json::from_str(&data).unwrap()))
    }

    /// Whether nothing comes for a while.
    fn is_quiet(&mut self) -> bool {
        let socket = self.0.0.get_ref().try_clone().unwrap();
        socket.set_read_timeout(Some(A_WHILE)).unwrap();
        // What is left of the last event are ends of lines.
        let quiet = loop {
            match self.0.0.fill_buf() {
                Err(_) => break true,
                Ok(left) if left.is_empty() || !left.iter().all(u8::is_ascii_whitespace) => {
                    break false;
                }
                Ok(left) => {
                    let bytes = left.len();
                    self.0.0.consume(bytes);
                }
            }
        };
        socket
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        quiet
    }
}

fn change(sequence: u64, streams: &Value) -> Event {
    let data = json!({"sequence": sequence, "streams": streams});
    (sequence, "change".to_owned(), data)
}

fn sequence(house: &House) -> u64 {
    house.app.book().sequence
}

fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < A_SECOND, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn streams_open(house: &House) -> usize {
    let metrics = house.ask(Ask::new("GET", "/metrics"));
    let line = metrics
        .text()
        .lines()
        .find(|line| line.starts_with("hutbook_change_streams "));
    line.unwrap().split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn everybody_is_told_of_anothers_booking_within_a_second() {
    let house = House::new();
    let anna = house.someone(ANNA);
    let mut streams: Vec<Stream> = [ADMIN, BEN].map(|who| Stream::of(&house, who)).into();
    for stream in &mut streams {
        assert_eq!(stream.value("retry:").as_deref(), Some("2000"));
        let (id, kind, data) = stream.event().unwrap();
        assert_eq!((kind.as_str(), &data["sequence"]), ("here", &json!(id)));
    }
    let booking = anna.books("2026-07-01", "2026-07-03", "a1", 1);
    let began = Instant::now();
    for stream in &mut streams {
        let told = stream.event().unwrap();
        assert_eq!(told, change(sequence(&house), &json!([booking["id"]])));
    }
    assert!(began.elapsed() < A_SECOND, "{:?}", began.elapsed());
    let path = format!("/api/bookings/{}/confirm", booking["id"].as_str().unwrap());
    assert_eq!(house.someone(ADMIN).post(path, &json!({})).status, 200);
    for stream in &mut streams {
        let (_, kind, data) = stream.event().unwrap();
        assert_eq!(
            (kind.as_str(), &data["streams"]),
            ("change", &json!([booking["id"]]))
        );
    }
}

#[test]
fn who_only_comes_or_goes_is_no_news() {
    let house = House::new();
    let mut stream = Stream::of(&house, ANNA);
    stream.event().unwrap();
    let before = sequence(&house);
    let _ = house.token(BEN);
    assert!(sequence(&house) > before, "it is in the log all the same");
    assert!(stream.is_quiet());
    house
        .someone(BEN)
        .books("2026-07-01", "2026-07-02", "a2", 1);
    assert_eq!(
        stream.event().unwrap(),
        change(sequence(&house), &json!(["b1"]))
    );
}

#[test]
fn a_stream_goes_on_where_another_broke_off() {
    let house = House::new();
    let anna = house.someone(ANNA);
    anna.books("2026-07-01", "2026-07-02", "a2", 1);
    let seen = sequence(&house);
    anna.books("2026-07-02", "2026-07-03", "a2", 1);
    let now = sequence(&house);
    let token = house.token(BEN);
    let first = |query: &str, last: Option<&str>| {
        let event = Stream::open(&house, &token, query, last).event();
        event.map(|(id, kind, data)| (id, kind, data["streams"].clone()))
    };
    let told = |kind: &str, streams: Value| Some((now, kind.to_owned(), streams));
    let behind = seen.to_string();
    assert_eq!(first("", Some(&behind)), told("change", json!(["b2"])));
    assert_eq!(first("?after=1", None), told("change", Value::Null));
    assert_eq!(first("", Some("whatever")), told("change", Value::Null));
    assert_eq!(first("", Some(&now.to_string())), told("here", json!([])));
    let ahead = (sequence(&house) + 1).to_string();
    assert_eq!(first("", Some(&ahead)), told("reset", Value::Null));
    // What a browser says when it comes again counts more than the address it once asked for.
    assert_eq!(
        first(&format!("?after={ahead}"), Some(&behind)),
        told("change", json!(["b2"]))
    );
    let refused = house.someone(BEN).get("/api/changes?after=x");
    assert_eq!(refused.status, 400, "{refused:?}");
}

#[test]
fn who_was_slow_is_told_once_that_anything_may_have_changed() {
    let house = House::new();
    let anna = house.someone(ANNA);
    let token = house.token(BEN);
    let seen = sequence(&house);
    for day in 1..=20 {
        anna.books(
            &format!("2026-07-{day:02}"),
            &format!("2026-07-{:02}", day + 1),
            "a2",
            1,
        );
    }
    let mut stream = Stream::open(&house, &token, &format!("?after={seen}"), None);
    assert_eq!(
        stream.event().unwrap(),
        change(sequence(&house), &Value::Null)
    );
    assert!(stream.is_quiet(), "twenty changes are one piece of news");
}

#[test]
fn only_who_is_signed_in_is_told() {
    let house = House::new();
    assert_eq!(house.ask(Ask::new("GET", "/api/changes")).status, 401);
}

#[test]
fn there_is_room_for_so_many_and_who_leaves_makes_room_at_once() {
    let limits = Limits {
        change_streams: 2,
        ..Limits::USUAL
    };
    let house = House::with_limits(&[], limits);
    let anna = house.someone(ANNA);
    let first = Stream::of(&house, ANNA);
    let _second = Stream::of(&house, BEN);
    let refused = anna.get("/api/changes");
    assert_eq!(
        (refused.status, refused.problem()),
        (503, "busy".to_owned())
    );
    let after = refused.header("retry-after").unwrap();
    assert_eq!(after, STREAMS_COME_AGAIN_SECONDS.to_string());
    assert_eq!(streams_open(&house), 2);
    drop(first);
    eventually("who has gone still takes a place", || {
        streams_open(&house) == 1
    });
    assert_eq!(Stream::of(&house, ANNA).event().unwrap().1, "here");
}

#[test]
fn who_leaves_among_many_changes_leaves_nothing_behind() {
    let house = House::new();
    let anna = house.someone(ANNA);
    for day in 1..=9 {
        let stream = Stream::of(&house, BEN);
        anna.books(
            &format!("2026-07-0{day}"),
            &format!("2026-07-{:02}", day + 1),
            "a2",
            1,
        );
        drop(stream);
    }
    eventually("a stream without a reader goes on", || {
        streams_open(&house) == 0
    });
}

#[test]
fn a_stream_ends_with_its_session_and_no_other_does() {
    let house = House::new();
    let token = house.token(ANNA);
    let mut signs_out = Stream::open(&house, &token, "", None);
    let mut shut_out = Stream::of(&house, BEN);
    let mut stays = Stream::of(&house, ANNA);
    for stream in [&mut signs_out, &mut shut_out, &mut stays] {
        stream.event().unwrap();
    }
    let session = tokens::digest(token.strip_prefix("Bearer ").unwrap());
    let began = Instant::now();
    let person = ANNA;
    let leave = PersonCommand::SignOut { person, session };
    let _ = order(&house.app, Actor::Person(ANNA), Command::Person(leave));
    assert_eq!(signs_out.event(), None);
    let answer = house
        .someone(ADMIN)
        .post(format!("/api/people/{BEN}/deactivate"), &json!({}));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(
        shut_out.event(),
        None,
        "who may not come in any more is not told that either"
    );
    assert!(began.elapsed() < A_SECOND, "{:?}", began.elapsed());
    assert_eq!(
        stays.event().unwrap().2["streams"],
        json!([BEN.to_string()])
    );
}

#[test]
fn a_silent_stream_beats_and_ends_when_its_session_runs_out() {
    let limits = Limits {
        heartbeat: A_WHILE,
        ..Limits::USUAL
    };
    let house = House::with_limits(&[], limits);
    let mut stream = Stream::of(&house, ANNA);
    stream.event().unwrap();
    let began = Instant::now();
    for _ in 0..2 {
        assert!(stream.value(":").is_some());
    }
    assert!(began.elapsed() >= A_WHILE && began.elapsed() < A_WHILE * 4);
    house.hands.set(MORNING.plus_millis(400 * 24 * 3600 * 1000));
    let began = Instant::now();
    assert_eq!(stream.event(), None);
    assert!(began.elapsed() < A_SECOND);
    assert!(
        HEARTBEAT < Limits::USUAL.head_time * 2,
        "long before those in between lose patience"
    );
}

#[test]
fn streams_end_at_once_when_the_server_does() {
    let mut house = House::new();
    let mut streams: Vec<Stream> = (0..5).map(|_| Stream::of(&house, ANNA)).collect();
    for stream in &mut streams {
        stream.event().unwrap();
    }
    let began = Instant::now();
    house.stop();
    assert!(began.elapsed() < SHUTDOWN_TIME / 5, "{:?}", began.elapsed());
    for stream in &mut streams {
        assert_eq!(stream.event(), None);
    }
}

#[test]
fn a_repeated_order_tells_nothing_twice() {
    let house = House::new();
    let mut stream = Stream::of(&house, BEN);
    stream.event().unwrap();
    let anna = house.someone(ANNA);
    let ask = Ask::new("POST", "/api/bookings")
        .json(&wish("2026-07-01", "2026-07-02", "a1", 1))
        .header("Idempotency-Key", "once");
    assert_eq!(anna.ask(ask.clone()).status, 201);
    assert_eq!(stream.event().unwrap().1, "change");
    assert_eq!(anna.ask(ask).status, 201);
    assert!(stream.is_quiet());
}

#[test]
fn nobody_is_told_that_somebody_else_asked_for_a_letter() {
    let house = House::new();
    let mut stream = Stream::of(&house, BEN);
    assert_eq!(stream.event().unwrap().1, "here");
    for command in [
        PersonCommand::AskAccess { person: ANNA },
        PersonCommand::IssueAccessLink {
            person: ANNA,
            digest: [7; 16],
            expires: MORNING.plus_millis(1000),
        },
    ] {
        let before = sequence(&house);
        let _ = order(&house.app, Actor::System, Command::Person(command));
        assert_eq!(sequence(&house), before + 1);
    }
    assert!(stream.is_quiet());
}
