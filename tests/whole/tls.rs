//! A house over HTTPS: with a certificate it makes itself and with one it is given, and whoever comes without.

use super::{EMAIL, PASSWORD, founded};
use crate::{
    client::{Answer, read_answer},
    process::Running,
};
use hutbook::web::tls;
use std::{
    fs,
    io::{BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};

/// What a browser that trusts this certificate alone is told by the house; `None` when it does not trust the house.
fn ask(address: SocketAddr, trusted: &[u8], request: &str) -> Option<Answer> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(trusted).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(address).unwrap());
    stream.write_all(request.as_bytes()).ok()?;
    let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        answer.extend_from_slice(&piece[..read]);
    }
    Some(parsed(&answer))
}

/// An answer that has been read to its end.
fn parsed(bytes: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n").expect("an answer has a head");
    let mut lines = head.lines();
    let status = lines
        .next()
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
    Answer {
        status,
        headers: headers.collect(),
        body: body.as_bytes().to_vec(),
    }
}

fn sign_in() -> String {
    let body = serde_json::json!({"email": EMAIL, "password": PASSWORD}).to_string();
    format!(
        "POST /api/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// What whoever comes without TLS is told.
fn in_the_open(address: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    read_answer(&mut BufReader::new(stream), false).unwrap()
}

fn house(folder: &Path) -> String {
    let file = folder.join("huette.hutbook");
    drop(founded(&file));
    file.to_str().unwrap().to_owned()
}

#[test]
fn a_house_makes_its_own_certificate_once_and_keeps_the_key_to_itself() {
    let folder = tempfile::tempdir().unwrap();
    let file = house(folder.path());
    let start = || Running::start(&["serve", &file, "--backups", "off", "--tls", "self-made"]);
    let running = start();
    let kept = folder.path().join("huette.hutbook.tls.pem");
    let made = fs::read(&kept).unwrap();
    assert_eq!(
        fs::metadata(&kept).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let answer = ask(running.address, &made, &sign_in()).expect("it is trusted");
    assert_eq!(answer.status, 200, "{answer:?}");
    for (_, cookie) in answer
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie")
    {
        assert!(cookie.ends_with("; Secure"), "{cookie}");
    }
    assert_eq!(
        answer.header("cross-origin-opener-policy"),
        Some("same-origin")
    );
    assert_eq!(
        answer.header("strict-transport-security"),
        None,
        "it would lock people out"
    );
    let other = tls::self_made(
        &["localhost".to_owned()],
        jiff::civil::date(2020, 1, 1),
        jiff::civil::date(2090, 1, 1),
    );
    assert!(ask(running.address, other.unwrap().as_bytes(), &sign_in()).is_none());
    let memory = running.memory("Pss_Anon:");
    println!("{memory} bytes at rest with TLS");
    drop(running);
    let again = start();
    assert_eq!(fs::read(&kept).unwrap(), made, "it stays the same");
    assert!(ask(again.address, &made, &sign_in()).is_some());
}

#[test]
fn one_that_ends_soon_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let file = house(folder.path());
    let kept = folder.path().join("huette.hutbook.tls.pem");
    fs::write(
        &kept,
        "Made by Hutbook for the local network, good until 2020-01-01\nold",
    )
    .unwrap();
    let running = Running::start(&["serve", &file, "--backups", "off", "--tls", "self-made"]);
    let made = fs::read(&kept).unwrap();
    assert!(ask(running.address, &made, &sign_in()).is_some());
}

#[test]
fn whoever_comes_in_the_open_is_led_to_https_and_what_they_send_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let file = house(folder.path());
    let running = Running::start(&["serve", &file, "--backups", "off", "--tls", "self-made"]);
    let host = running.address;
    let led = in_the_open(
        host,
        &format!("GET /plan?date=2026-09-01 HTTP/1.1\r\nHost: {host}\r\n\r\n"),
    );
    let there = format!("https://{host}/plan?date=2026-09-01");
    assert_eq!((led.status, led.header("location")), (307, Some(&*there)));
    let refused = in_the_open(host, &sign_in());
    assert_eq!(refused.status, 400);
    assert_eq!(refused.header("set-cookie"), None);
    // Whoever says nothing, or nonsense, holds nobody up.
    let _silent = TcpStream::connect(host).unwrap();
    let mut nonsense = TcpStream::connect(host).unwrap();
    nonsense
        .write_all(&[22, 3, 1, 0, 5, 0, 0, 0, 0, 0])
        .unwrap();
    let made = fs::read(folder.path().join("huette.hutbook.tls.pem")).unwrap();
    assert!(ask(host, &made, &sign_in()).is_some());
}

#[test]
fn a_given_certificate_binds_browsers_and_is_read_again_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = house(folder.path());
    let (certificate, key) = (
        folder.path().join("chain.pem"),
        folder.path().join("key.pem"),
    );
    let renew = || {
        let both = tls::self_made(
            &["localhost".to_owned()],
            jiff::civil::date(2020, 1, 1),
            jiff::civil::date(2090, 1, 1),
        );
        let both = both.unwrap();
        let at = both.find("-----BEGIN PRIVATE").unwrap();
        fs::write(&certificate, &both[..at]).unwrap();
        fs::write(&key, &both[at..]).unwrap();
        both.as_bytes()[..at].to_vec()
    };
    let first = renew();
    let arguments = |certificate: &Path, key: &Path| {
        [
            "--tls-certificate",
            certificate.to_str().unwrap(),
            "--tls-key",
            key.to_str().unwrap(),
        ]
        .map(str::to_owned)
    };
    let arguments = arguments(&certificate, &key);
    let mut all = vec!["serve", &*file, "--backups", "off"];
    all.extend(arguments.iter().map(String::as_str));
    let running = Running::start(&all);
    // The usual port is what a name without one means, whatever leads from there to here.
    let binds = |host: &str| {
        let page = format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = ask(running.address, &first, &page).unwrap();
        let said = answer.header("strict-transport-security");
        said.is_some_and(|said| said.starts_with("max-age="))
    };
    assert!(binds("hut.example"));
    assert!(
        !binds(&running.address.to_string()),
        "other ports of the name would be bound, too"
    );
    let second = renew();
    let process = rustix::process::Pid::from_raw(i32::try_from(running.id()).unwrap()).unwrap();
    rustix::process::kill_process(process, rustix::process::Signal::HUP).unwrap();
    let begun = Instant::now();
    while ask(running.address, &second, &sign_in()).is_none() {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "it is never read again"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    // What cannot be used changes nothing, and is said at the start.
    fs::write(&key, "no key").unwrap();
    rustix::process::kill_process(process, rustix::process::Signal::HUP).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(ask(running.address, &second, &sign_in()).is_some());
    drop(running);
    let mut failing = Command::new(env!("CARGO_BIN_EXE_hutbook"));
    let failed = failing
        .args(&all)
        .args(["--listen", "127.0.0.1:0"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(failed.status.code(), Some(4));
    let said = String::from_utf8_lossy(&failed.stderr).into_owned();
    assert!(said.contains("no private key"), "{said}");
}
