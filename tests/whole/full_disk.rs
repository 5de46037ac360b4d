//! A house on a disk that really fills up: a small file system of its own, full of something else. It says so, goes on
//! showing everything, loses nothing, and writes again by itself once there is room.

use super::{EMAIL, PASSWORD};
use crate::process::Running;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

/// Size of the small file system.
const DISK: &str = "size=16m";
/// How long it may take until the house notices that there is room again.
const PATIENCE: Duration = Duration::from_secs(20);

/// A founded house in a file system of its own, which only its own process and those who look through it can see.
fn on_a_small_disk(folder: &Path) -> (Running, PathBuf) {
    let program = env!("CARGO_BIN_EXE_hutbook");
    let script = format!(
        "mount -t tmpfs -o {DISK} none {folder} && printf %s '{PASSWORD}' | {program} init {folder}/house.hutbook --house Testhaus \
            --timezone Europe/Berlin --admin-email {EMAIL} --admin-name 'Anna Huber' --password-stdin >/dev/null && \
            exec {program} serve {folder}/house.hutbook --listen 127.0.0.1:0",
        folder = folder.display(),
    );
    // Whoever is not root needs a name space in which to be root.
    let root = rustix::process::geteuid().is_root();
    let mut command = Command::new("unshare");
    command
        .arg(if root { "--mount" } else { "-Urm" })
        .args(["sh", "-c", &script]);
    let running = Running::start_by(&mut command);
    let seen = PathBuf::from(format!("/proc/{}/root{}", running.id(), folder.display()));
    (running, seen)
}

#[test]
fn a_full_disk_makes_the_house_read_only_until_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let (running, disk) = on_a_small_disk(folder.path());
    let mut client = running.client();
    client.sign_in(EMAIL, PASSWORD);
    let add = |client: &mut crate::client::Client, name: &str| {
        let body = format!(r#"{{"name": "{name}", "kind": "room", "capacity": 10}}"#);
        client
            .send("POST", "/api/accommodations", &[], Some(&body))
            .unwrap()
    };
    assert_eq!(add(&mut client, "Before").status, 201);
    fs::write(disk.join("something else"), vec![7; 12 << 20]).unwrap();
    let full = add(&mut client, "During");
    assert_eq!(full.status, 507, "{:?}", full.json());
    assert_eq!(status(&running), "readOnly");
    let shown = client
        .send("GET", "/api/accommodations", &[], None)
        .unwrap();
    assert_eq!(
        (shown.status, shown.json()["items"][0]["name"].as_str()),
        (200, Some("Before"))
    );
    let page = client.send("GET", "/sign-in", &[], None).unwrap();
    assert!(String::from_utf8_lossy(&page.body).contains("Der Speicher des Hauses ist voll"));

    fs::remove_file(disk.join("something else")).unwrap();
    let since = Instant::now();
    while status(&running) != "ok" {
        assert!(since.elapsed() < PATIENCE, "still {}", status(&running));
        sleep(Duration::from_millis(100));
    }
    assert_eq!(add(&mut client, "After").status, 201);
    let names = client
        .send("GET", "/api/accommodations", &[], None)
        .unwrap()
        .json();
    assert_eq!(names["items"].as_array().map(Vec::len), Some(2), "{names}");
}

fn status(running: &Running) -> String {
    let health = running
        .client()
        .send("GET", "/api/health", &[], None)
        .unwrap();
    health.json()["status"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}
