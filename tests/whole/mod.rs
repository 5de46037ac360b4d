//! The program as a whole, from outside: what it keeps when it is killed, what it takes of memory, what it says.

mod backup;
mod bytes;
mod command_line;
mod copies;
mod descriptors;
mod flood;
mod full_disk;
mod kill;
mod memory;
mod pages;
mod tls;
mod tokens;
mod wakeups;

use crate::process::Running;
use std::{path::Path, process::Command};

pub(crate) const EMAIL: &str = "anna@example.org";
pub(crate) const PASSWORD: &str = "a long enough password";

/// A made-up house, served as it would be after a restart: what making it up took is not counted.
pub(crate) fn demo(bookings: u32, folder: &Path) -> Running {
    let file = folder.join(format!("{bookings}.hutbook"));
    let file = file.to_str().unwrap();
    drop(Running::start(&[
        "demo",
        "--bookings",
        &bookings.to_string(),
        "--keep",
        file,
    ]));
    // The backup it would make ten seconds after its start takes memory once, and at a moment of its own.
    Running::start(&["serve", file, "--backups", "off"])
}

/// A founded house in a new file, with one accommodation of 100 places.
pub(crate) fn founded(file: &Path) -> Running {
    let file = file.to_str().expect("a path of plain letters");
    let mut init = Command::new(env!("CARGO_BIN_EXE_hutbook"))
        .args([
            "init",
            file,
            "--house",
            "Testhaus",
            "--timezone",
            "Europe/Berlin",
        ])
        .args([
            "--admin-email",
            EMAIL,
            "--admin-name",
            "Anna Huber",
            "--password-stdin",
        ])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("the program starts");
    std::io::Write::write_all(
        &mut init.stdin.take().expect("its input is piped"),
        PASSWORD.as_bytes(),
    )
    .expect("it reads");
    assert!(init.wait().expect("it ends").success());
    let running = Running::start(&["serve", file]);
    let mut client = running.client();
    client.sign_in(EMAIL, PASSWORD);
    let body = r#"{"name": "Lager", "kind": "room", "capacity": 100}"#;
    assert_eq!(
        client
            .send("POST", "/api/accommodations", &[], Some(body))
            .unwrap()
            .status,
        201
    );
    running
}
