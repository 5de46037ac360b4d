//! What passes through the portal is what the house answers, byte for byte and as it comes; and no request can hide in
//! another.

use super::Open;
use crate::client::{Answer, read_answer};
use hutbook::supervisor::control::Question;
use rustix::process::Signal;
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    thread,
    time::Duration,
};

const LATE: Duration = Duration::from_secs(60);

/// A connection over which bytes go as they are.
fn wire(to: SocketAddr) -> BufReader<TcpStream> {
    let stream = TcpStream::connect(to).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(LATE)).unwrap();
    BufReader::new(stream)
}

/// All that is answered to these bytes until the connection ends.
fn converse(to: SocketAddr, sent: &str) -> String {
    let mut wire = wire(to);
    wire.get_mut().write_all(sent.as_bytes()).unwrap();
    let mut answered = Vec::new();
    // A connection that is cut off after a refusal is one that has ended.
    let _ = wire.read_to_end(&mut answered);
    String::from_utf8_lossy(&answered).into_owned()
}

/// An answer without what is of its moment.
fn lasting(mut answer: Answer) -> Answer {
    let passing = ["date"];
    answer
        .headers
        .retain(|(name, _)| !passing.contains(&name.as_str()));
    answer.headers.sort();
    answer
}

#[test]
fn what_comes_through_is_what_the_house_answers() {
    let open = Open::new();
    let mut through = open.signed_in("huette.local");
    let mut direct = crate::client::Client::new(open.huette).unwrap();
    direct.token.clone_from(&through.token);
    // Pages have keys that are used once, so no two are the same: what they load stands for them.
    let page = direct.send("GET", "/people", &[], None).unwrap();
    let page = String::from_utf8(page.body).unwrap();
    let style = page.split('"').find(|part| part.ends_with(".css"));
    let style = style.unwrap();
    let tag = direct
        .send("GET", "/api/accommodations", &[], None)
        .unwrap();
    let tag = tag.header("etag").unwrap().to_owned();
    let long = format!(r#"{{"name": "{}"}}"#, "a".repeat(64 * 1024));
    let most = format!(r#"{{"name": "{}"}}"#, "a".repeat(64 * 1024 - 12));
    for (method, path, header, body) in [
        ("GET", style, ("Accept-Encoding", "gzip"), None),
        ("GET", "/api/openapi.json", ("Accept-Language", "en"), None),
        ("GET", "/api/accommodations", ("If-None-Match", &*tag), None),
        ("HEAD", "/api/accommodations", ("Accept", "*/*"), None),
        ("HEAD", "/api/events", ("Accept", "*/*"), None),
        ("GET", "/api/events", ("Accept", "*/*"), None),
        ("OPTIONS", "/api/bookings", ("Accept", "*/*"), None),
        ("PATCH", "/api/bookings", ("Accept", "*/*"), None),
        ("GET", "/api/nothing", ("Accept", "*/*"), None),
        (
            "POST",
            "/api/accommodations",
            ("Accept", "*/*"),
            Some(&*most),
        ),
        (
            "POST",
            "/api/accommodations",
            ("Expect", "100-continue"),
            Some("{}"),
        ),
    ] {
        let ask = |client: &mut crate::client::Client| {
            let mut answer = client.send(method, path, &[header], body).unwrap();
            // Of some things the house does few at a time, and the one before may not have ended yet.
            while answer.status == 503 && answer.header("retry-after") == Some("2") {
                thread::sleep(Duration::from_millis(20));
                answer = client.send(method, path, &[header], body).unwrap();
            }
            lasting(answer)
        };
        let expected = ask(&mut direct);
        let came = ask(&mut through);
        assert_eq!(came.headers, expected.headers, "{method} {path} {header:?}");
        assert!(
            came == expected,
            "{method} {path} {header:?}: another body or status"
        );
        let status = expected.status;
        assert!(status != 503 && status != 502, "{method} {path}: {status}");
    }
    let refused = through.send("POST", "/api/accommodations", &[], Some(&long));
    assert_eq!(refused.unwrap().status, 413);
    let token = through.token.as_deref().unwrap();
    let mut wire = wire(open.portal);
    let head = format!(
        "POST /api/accommodations HTTP/1.1\r\nHost: huette.local\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    let piece = format!("{:x}\r\n{long}\r\n", long.len());
    wire.get_mut()
        .write_all((head + &piece).as_bytes())
        .unwrap();
    assert_eq!(read_answer(&mut wire, false).unwrap().status, 413);
}

#[test]
fn a_whole_house_comes_through_byte_for_byte_also_to_who_is_slow() {
    let open = Open::new();
    let mut client = open.signed_in("huette.local");
    for number in 0..200 {
        let body = format!(r#"{{"name": "Zimmer {number}", "kind": "room", "capacity": 3}}"#);
        let made = client.send("POST", "/api/accommodations", &[], Some(&body));
        assert_eq!(made.unwrap().status, 201);
    }
    let mut direct = crate::client::Client::new(open.huette).unwrap();
    direct.token.clone_from(&client.token);
    // One is made at a time, and the one before may not have gone yet.
    let backup = |client: &mut crate::client::Client| loop {
        let copy = client.send("GET", "/api/admin/backup", &[], None).unwrap();
        if copy.status == 200 {
            break copy;
        }
        assert_eq!(copy.status, 503);
    };
    // The file may still be settling: it is the same when it was before and after.
    let (copy, expected) = loop {
        let before = backup(&mut direct);
        let copy = backup(&mut client);
        if backup(&mut direct).body == before.body {
            break (copy, before);
        }
    };
    assert!(expected.body.len() > 64 * 1024, "{}", expected.body.len());
    assert!(copy.body == expected.body, "another copy came through");
    assert_eq!(
        copy.header("content-length"),
        expected.header("content-length")
    );

    let token = client.token.as_deref().unwrap();
    let mut slow = wire(open.portal);
    let asked = format!(
        "GET /api/admin/backup HTTP/1.1\r\nHost: huette.local\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    for piece in asked.as_bytes().chunks(7) {
        slow.get_mut().write_all(piece).unwrap();
        thread::sleep(Duration::from_millis(2));
    }
    let (mut came, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        match slow.get_mut().read(&mut piece).unwrap() {
            0 => break,
            read => came.extend_from_slice(&piece[..read]),
        }
        thread::sleep(Duration::from_millis(2));
    }
    let body = came.windows(4).position(|it| it == b"\r\n\r\n").unwrap() + 4;
    assert!(
        came[body..] == expected.body,
        "{} bytes came",
        came.len() - body
    );
}

#[test]
fn a_body_that_comes_in_pieces_arrives_whole() {
    let open = Open::new();
    let mut client = open.signed_in("huette.local");
    let token = client.token.clone().unwrap();
    let body = r#"{"name": "In Stücken", "kind": "room", "capacity": 3}"#;
    for head in [
        format!("Content-Length: {}", body.len()),
        "Transfer-Encoding: chunked".to_owned(),
    ] {
        let mut wire = wire(open.portal);
        let chunked = head.ends_with("chunked");
        let mut send = |bytes: &[u8]| wire.get_mut().write_all(bytes).unwrap();
        send(
            format!(
                "POST /api/accommodations HTTP/1.1\r\nHost: huette.local\r\nAuthorization: Bearer {token}\r\n\
                 Content-Type: application/json\r\n{head}\r\n\r\n"
            )
            .as_bytes(),
        );
        for piece in body.as_bytes().chunks(9) {
            thread::sleep(Duration::from_millis(5));
            if chunked {
                send(format!("{:x}\r\n", piece.len()).as_bytes());
            }
            send(piece);
            if chunked {
                send(b"\r\n");
            }
        }
        if chunked {
            send(b"0\r\n\r\n");
        }
        let answer = read_answer(&mut wire, false).unwrap();
        assert!([201, 409, 422].contains(&answer.status), "{answer:?}");
    }
    let all = client
        .send("GET", "/api/accommodations", &[], None)
        .unwrap();
    assert!(String::from_utf8(all.body).unwrap().contains("In Stücken"));
}

/// How many are told of changes at the moment.
fn listeners(client: &mut crate::client::Client) -> String {
    let metrics = client.send("GET", "/metrics", &[], None).unwrap();
    let text = String::from_utf8(metrics.body).unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("hutbook_change_streams "));
    line.unwrap().rsplit(' ').next().unwrap().to_owned()
}

#[test]
fn changes_are_told_as_they_happen_until_the_browser_goes() {
    let open = Open::new();
    let mut client = open.signed_in("huette.local");
    let token = client.token.clone().unwrap();
    let mut stream = wire(open.portal);
    let asked = format!(
        "GET /api/changes HTTP/1.1\r\nHost: huette.local\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    stream.get_mut().write_all(asked.as_bytes()).unwrap();
    assert_eq!(read_answer(&mut stream, false).unwrap().status, 200);
    let mut next = |kind: &str| {
        let wanted = format!("event: {kind}\n");
        let mut line = String::new();
        while line != wanted {
            line.clear();
            assert!(
                stream.read_line(&mut line).unwrap() > 0,
                "it ended before {kind}"
            );
        }
    };
    next("here");
    let body = r#"{"name": "Dach", "kind": "room", "capacity": 3}"#;
    let made = client.send("POST", "/api/accommodations", &[], Some(body));
    assert_eq!(made.unwrap().status, 201);
    next("change");
    let mut direct = crate::client::Client::new(open.huette).unwrap();
    direct.token = Some(token);
    assert_eq!(listeners(&mut direct), "1");
    // Only its own side is closed: a browser that has gone looks no other way.
    stream
        .get_mut()
        .shutdown(std::net::Shutdown::Write)
        .unwrap();
    crate::supervisor::board::wait_until(
        || listeners(&mut direct) == "0",
        "the house goes on telling somebody who has gone",
    );
}

#[test]
fn a_kept_connection_lives_through_a_new_start_of_the_house() {
    let open = Open::new();
    let mut client = open.signed_in("huette.local");
    for round in 1..=3 {
        let before = open.board.line("huette");
        if round == 2 {
            crate::supervisor::board::signal(before.process.unwrap(), Signal::KILL);
        } else {
            open.board.ask(&Question::Restart("huette".to_owned()));
        }
        open.board.wait("huette", |line| {
            line.state == "healthy" && line.process != before.process
        });
        // What changes something finds its way as well as what only asks.
        let (method, body) = if round == 3 {
            let room = r#"{"name": "Danach", "kind": "room", "capacity": 3}"#;
            ("POST", Some(room))
        } else {
            ("GET", None)
        };
        let answer = client
            .send(method, "/api/accommodations", &[], body)
            .unwrap();
        assert!(
            [200, 201].contains(&answer.status),
            "round {round}: {answer:?}"
        );
    }
}

#[test]
fn a_house_that_dies_in_the_middle_is_not_taken_for_one_that_has_finished() {
    let open = Open::new();
    let token = open.signed_in("huette.local").token.unwrap();
    let mut stream = wire(open.portal);
    let asked = format!(
        "GET /api/changes HTTP/1.1\r\nHost: huette.local\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    stream.get_mut().write_all(asked.as_bytes()).unwrap();
    assert_eq!(read_answer(&mut stream, false).unwrap().status, 200);
    let process = open.board.line("huette").process.unwrap();
    crate::supervisor::board::signal(process, Signal::KILL);
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(
        !rest.ends_with(b"0\r\n\r\n"),
        "it ends as if all had been said"
    );
}

#[test]
fn no_request_hides_in_another() {
    let open = Open::new();
    let hidden = "GET /api/openapi.json HTTP/1.1\r\nHost: huette.local\r\n\r\n";
    let head =
        "POST /api/session HTTP/1.1\r\nHost: huette.local\r\nContent-Type: application/json\r\n";
    let size = hidden.len() + 5;
    for framing in [
        format!("Content-Length: {size}\r\nTransfer-Encoding: chunked\r\n"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {size}\r\n"),
        format!("Content-Length: {size}\r\nTransfer-Encoding: xchunked\r\n"),
        format!("Content-Length: {size}\r\nTransfer-Encoding : chunked\r\n"),
        format!("Content-Length: {size}\r\nTransfer-Encoding: chunked, identity\r\n"),
        format!("Content-Length: {size}\r\nTransfer-Encoding:\u{b}chunked\r\n"),
        format!("Content-Length: 0\r\nContent-Length: {size}\r\n"),
        format!("Content-Length: 0, {size}\r\n"),
        format!("Content-Length: +{size}\r\n"),
        format!("Connection: Content-Length\r\nContent-Length: {size}\r\n"),
        format!(
            "Connection: close, Transfer-Encoding\r\nTransfer-Encoding: chunked\r\nContent-Length: {size}\r\n"
        ),
    ] {
        let sent = format!("{head}{framing}\r\n0\r\n\r\n{hidden}");
        let closing = "GET /api/health HTTP/1.1\r\nHost: huette.local\r\nConnection: close\r\n\r\n";
        let through = converse(open.portal, &format!("{sent}{closing}"));
        let direct = converse(open.huette, &format!("{sent}{closing}"));
        // The document is only in the answer where the house takes it for a request too, and says so itself.
        let seen = |answer: &str| answer.matches("\"openapi\":").count();
        assert!(seen(&through) <= seen(&direct), "{framing:?}: {through}");
        let statuses = |answer: &str| answer.matches("HTTP/1.1 ").count();
        assert!(
            statuses(&through) <= statuses(&direct),
            "{framing:?}: {through}"
        );
    }
    // Of two lengths one counts, and nothing that comes after it on that connection is a request.
    for two in [
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 3",
    ] {
        let answer = converse(
            open.portal,
            &format!("{head}{two}\r\n\r\n0\r\n\r\n{hidden}"),
        );
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
        assert!(!answer.contains("\"openapi\":"), "{answer}");
    }
}

#[test]
fn nobody_is_led_to_speak_something_else_and_no_target_hides_a_house() {
    let open = Open::new();
    let once = |request: &str| converse(open.portal, request);
    let upgrade = once(
        "GET /api/health HTTP/1.1\r\nHost: huette.local\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n",
    );
    assert!(upgrade.starts_with("HTTP/1.1 200 "), "{upgrade}");
    let tunnel = once(
        "CONNECT huette.local:80 HTTP/1.1\r\nHost: huette.local:80\r\nConnection: close\r\n\r\n",
    );
    assert!(tunnel.starts_with("HTTP/1.1 4"), "{tunnel}");
    let two = once(
        "GET http://garten.local/api/health HTTP/1.1\r\nHost: huette.local\r\nConnection: close\r\n\r\n",
    );
    assert!(
        two.starts_with("HTTP/1.1 400 ") && two.contains("two-hosts"),
        "{two}"
    );
    let one = once(
        "GET http://huette.local/api/health HTTP/1.1\r\nHost: huette.local\r\nConnection: close\r\n\r\n",
    );
    assert!(one.starts_with("HTTP/1.1 200 "), "{one}");
    for hosts in ["", "Host: huette.local\r\nHost: garten.local\r\n"] {
        let none = once(&format!(
            "GET /api/health HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"
        ));
        assert!(none.starts_with("HTTP/1.1 400 "), "{none}");
    }
    let old = once("GET /api/health HTTP/1.0\r\nHost: huette.local\r\n\r\n");
    assert!(
        old.starts_with("HTTP/1.0 200 ") && !old.contains("chunked"),
        "{old}"
    );
}
