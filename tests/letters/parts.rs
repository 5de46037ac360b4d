//! What becomes of letters on the way through a real mail server (aiosmtpd), as another program takes them apart: see
//! `takes_apart.py`. `tests/run --fast` leaves these out by their name, which begins with `smtp`.

use super::{LANGUAGES, house::all};
use hutbook::{
    domain::time::Moment,
    mail::{Account, Message, Security, send},
};
use serde_json::Value;
use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// A server that takes mails apart into a folder; it goes when it is dropped.
struct Server {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(root.join("target/python/bin/python"))
            .arg(root.join("tests/letters/takes_apart.py"))
            .arg(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("tests/run makes target/python");
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let port = line.trim().parse().expect("it says its port");
        Self {
            child,
            port,
            folder,
        }
    }

    fn account(&self, name: &str) -> Account {
        Account {
            host: "localhost".to_owned(),
            port: self.port,
            security: Security::None,
            login: None,
            from: format!("{} <haus@example.org>", quoted(name)),
            hello: "board".to_owned(),
            authorities: None,
            patience: Duration::from_secs(20),
        }
    }

    /// What became of a mail that has been sent.
    #[track_caller]
    fn sent(&self, name: &str, message: &Message) -> Value {
        assert_eq!(send(&self.account(name), message), Ok(()));
        let path = self.folder.path().join(format!("{}.json", message.id));
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A name as it stands before an address, whatever is in it.
fn quoted(name: &str) -> String {
    let plain = name.replace(char::is_control, " ");
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

fn message(id: String) -> Message {
    Message {
        to: "jonas@example.org".to_owned(),
        subject: String::new(),
        body: String::new(),
        html: None,
        calendar: None,
        written: Moment::from_millis(1_790_000_000_000),
        id,
    }
}

fn types(mail: &Value) -> Vec<String> {
    let parts = mail["parts"].as_array().unwrap().iter();
    parts
        .map(|part| part["type"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn smtp_every_letter_arrives_as_it_was_written() {
    let server = Server::start();
    for (language, code) in LANGUAGES {
        for (kind, letter, _) in all(language) {
            let mut message = message(format!("{kind:?}-{code}"));
            (message.subject, message.body) = (letter.subject, letter.text);
            (message.html, message.calendar) = (letter.html, letter.calendar);
            let mail = server.sent("Haus am See", &message);
            assert_eq!(mail["wrong"], Value::Array(Vec::new()), "{}", message.id);
            assert_eq!(mail["subject"], *message.subject);
            let shown = ["multipart/alternative", "text/plain", "text/html"];
            let expected: Vec<&str> = match message.calendar {
                Some(_) => ["multipart/mixed"]
                    .into_iter()
                    .chain(shown)
                    .chain(["text/calendar"])
                    .collect(),
                None => shown.into(),
            };
            assert_eq!(types(&mail), expected, "{}", message.id);
            for part in mail["parts"].as_array().unwrap() {
                let written = match part["type"].as_str().unwrap() {
                    "text/plain" => &message.body,
                    "text/html" => message.html.as_ref().unwrap(),
                    "text/calendar" => {
                        assert_eq!(part["name"], "stay.ics");
                        assert_eq!(part["disposition"], "attachment");
                        assert_eq!(part["method"], "PUBLISH");
                        message.calendar.as_ref().unwrap()
                    }
                    _ => continue,
                };
                assert_eq!(part["charset"], "utf-8", "{}", message.id);
                let text = part["text"].as_str().unwrap();
                assert_eq!(text, written.replace("\r\n", "\n"), "{}", message.id);
            }
        }
    }
}

#[test]
fn smtp_names_arrive_whole_whatever_stands_in_them() {
    let server = Server::start();
    for (number, name) in [
        "Haus am See",
        "Hütte „Grüner Ast“",
        "O'Brien \"Söhne\" & Co., GmbH; (alt) <x@y.example>",
        "🏡 Ferienhaus 🏔️",
        "a\\b@c: d",
        "Ein sehr langer Name für ein Haus, der nicht in eine Zeile passt und trotzdem ganz ankommen soll",
    ]
    .into_iter()
    .enumerate()
    {
        let mut message = message(format!("name-{number}"));
        message.subject = format!("{name}: Buchung b7 bestätigt (7.–9. Sept. 2026)");
        message.body = "Text\n".to_owned();
        let mail = server.sent(name, &message);
        assert_eq!(mail["wrong"], Value::Array(Vec::new()), "{name}");
        assert_eq!(mail["from"], serde_json::json!([name, "haus@example.org"]));
        assert_eq!(mail["subject"], *message.subject);
        assert_eq!(types(&mail), ["text/plain"]);
    }
}

#[test]
fn smtp_nobody_can_smuggle_a_header_or_a_second_mail() {
    let server = Server::start();
    for (number, evil) in [
        "a\r\nBcc: eve@example.org",
        "a\nX-Evil: 1\n\nbody",
        "a\r\n.\r\nMAIL FROM:<eve@example.org>",
    ]
    .into_iter()
    .enumerate()
    {
        let mut message = message(format!("evil-{number}"));
        message.subject = evil.to_owned();
        message.body = format!("{evil}\r\n.\r\nQUIT\n.\n..\nEnde\n");
        message.html = Some(format!("<p>{evil}</p>\r.\r\n"));
        let mail = server.sent(evil, &message);
        assert_eq!(mail["wrong"], Value::Array(Vec::new()), "{evil:?}");
        assert_eq!(mail["to"], serde_json::json!(["jonas@example.org"]));
        let names: Vec<&str> = mail["headers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it.as_str().unwrap())
            .collect();
        for name in ["bcc", "x-evil"] {
            assert!(!names.contains(&name), "{names:?}");
        }
        let text = mail["parts"][1]["text"].as_str().unwrap();
        assert!(text.ends_with(".\n..\nEnde\n"), "{text:?}");
    }
    assert_eq!(fs::read_dir(server.folder.path()).unwrap().count(), 3);
}
