//! The program itself, killed in the middle of a mail: what has been sent is sent once more at most, under the same name.

use crate::{
    process::Running,
    supervisor::mail::MailServer,
    whole::{EMAIL, PASSWORD, founded},
};
use serde_json::json;
use std::{
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

fn wait_for(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
        sleep(Duration::from_millis(50));
    }
}

/// A house with a guest, that sends its mails to this server.
fn house(file: &Path, port: u16) -> Running {
    let running = founded(file);
    let mut client = running.client();
    client.sign_in(EMAIL, PASSWORD);
    let guest = json!({"email": "gast@example.org", "firstName": "Gero", "lastName": "Gast"});
    let settings = json!({
        "host": "localhost", "port": port, "security": "none", "fromAddress": "hut@example.org",
        "address": "http://hut.local",
    });
    for (method, path, body, status) in [
        ("POST", "/api/people", guest, 201),
        ("PUT", "/api/admin/email-settings", settings, 200),
    ] {
        let answer = client.send(method, path, &[], Some(&body.to_string()));
        assert_eq!(answer.unwrap().status, status, "{path}");
    }
    running
}

/// A stay that the administrator enters for the guest, who gets a mail about it.
fn enter_a_stay(running: &Running) {
    let mut client = running.client();
    client.sign_in(EMAIL, PASSWORD);
    let stay = json!({
        "arrival": "2031-03-01", "departure": "2031-03-03", "onBehalfOf": "p2",
        "items": [{"accommodationId": "a1", "persons": 1}],
    });
    let answer = client.send("POST", "/api/bookings", &[], Some(&stay.to_string()));
    assert_eq!(answer.unwrap().status, 201);
}

/// Whether no mail waits any more, as the program itself says.
fn is_settled(running: &Running) -> bool {
    let metrics = running.client().send("GET", "/metrics", &[], None);
    let text = String::from_utf8(metrics.unwrap().body).unwrap();
    text.contains("hutbook_mails_waiting 0\n")
}

fn names(server: &MailServer) -> Vec<String> {
    let mails = server.mails();
    let name = |mail: &String| {
        let line = mail.lines().find(|line| line.starts_with("Message-ID: "));
        line.unwrap().to_owned()
    };
    mails.iter().map(name).collect()
}

#[test]
fn smtp_a_mail_goes_out_right_after_the_booking_and_not_again_after_a_start() {
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(folder.path(), &["take"]);
    let file = folder.path().join("hut.hutbook");
    let running = house(&file, server.port);
    enter_a_stay(&running);
    wait_for("a mail arrives", || !server.mails().is_empty());
    wait_for("it is written down", || is_settled(&running));
    drop(running);
    let running = Running::start(&["serve", file.to_str().unwrap()]);
    let begun = Instant::now();
    enter_a_stay(&running);
    wait_for("another mail arrives", || server.mails().len() >= 2);
    // It had word of the booking: without, it looks every thirty seconds only.
    assert!(begun.elapsed() < Duration::from_secs(10));
    let names = names(&server);
    assert!(names.len() == 2 && names[0] != names[1], "{names:?}");
}

#[test]
fn a_copy_of_the_file_has_no_key_and_calls_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let file = folder.path().join("hut.hutbook");
    drop(house(&file, server.local_addr().unwrap().port()));
    assert!(folder.path().join("hut.hutbook.key").exists());
    let copy = folder.path().join("copy.hutbook");
    let mut backup = Command::new(env!("CARGO_BIN_EXE_hutbook"));
    let backup = backup
        .arg("backup")
        .args([&file, &copy])
        .stdout(Stdio::null());
    assert!(backup.status().unwrap().success());
    let running = Running::start(&["serve", copy.to_str().unwrap()]);
    enter_a_stay(&running);
    let mut client = running.client();
    client.sign_in(EMAIL, PASSWORD);
    let mut look = |path| client.send("GET", path, &[], None).unwrap();
    assert_eq!(look("/api/admin/email-settings").json()["hasKey"], false);
    let begun = Instant::now();
    let says_why = |page: &[u8]| String::from_utf8_lossy(page).contains("Kopie des Hauses");
    while !says_why(&look("/mail").body) {
        assert!(begun.elapsed() < Duration::from_secs(30));
        sleep(Duration::from_millis(50));
    }
    assert!(server.accept().is_err(), "nobody was called");
    assert!(!folder.path().join("copy.hutbook.key").exists());
}

#[test]
fn smtp_a_mail_that_was_taken_when_the_program_was_killed_comes_once_more_under_the_same_name() {
    let folder = tempfile::tempdir().unwrap();
    // It takes the first mail, and the program dies before it hears so.
    let server = MailServer::start(folder.path(), &["hold", "1"]);
    let file = folder.path().join("hut.hutbook");
    let running = house(&file, server.port);
    enter_a_stay(&running);
    wait_for("a mail arrives", || !server.mails().is_empty());
    drop(running);
    let running = Running::start(&["serve", file.to_str().unwrap()]);
    wait_for("it comes again", || server.mails().len() == 2);
    let both = names(&server);
    assert_eq!(both[0], both[1]);
    // And never again.
    wait_for("it is written down", || is_settled(&running));
    drop(running);
    let _running = Running::start(&["serve", file.to_str().unwrap()]);
    sleep(Duration::from_secs(2));
    assert_eq!(server.mails().len(), 2);
}
