//! The pages about a board that the program itself looks after, over a first process that only this test plays: what is
//! asked arrives as it was meant, what is refused is said, and whoever may not see any of it does not.

use super::looked_after::{Browser, LookedAfter, PASSWORD, leads_to, text};
use crate::client::Answer as Page;
use hutbook::supervisor::host::{
    self, MOST_UPDATE_BYTES,
    ask::{Answer, Ask, BadUpdate, Refusal},
    status::{
        ClockSource, FailedStep, Heard, Interface, InterfaceKind, NotHealthy, Outcome, Program,
        Radio, Status, Stick, Update, Wifi, WifiState,
    },
};
use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    os::unix::net::UnixListener,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(60);
const RESTING: &str = "[[agent]]\nname = \"huette\"\nnumber = 1\nautostart = false\n";

/// A first process: it tells what it is told to, keeps what it is asked, and answers as it is told to.
struct First {
    folder: TempDir,
    asked: Arc<Mutex<Vec<String>>>,
    answer: Arc<Mutex<Option<Answer>>>,
}

impl First {
    fn new(status: &Status) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(host::SOCKET)).unwrap();
        let (asked, answer) = (Arc::default(), Arc::new(Mutex::new(Some(Answer::Noted))));
        let first = Self {
            folder,
            asked: Arc::clone(&asked),
            answer: Arc::clone(&answer),
        };
        first.tell(status);
        thread::spawn(move || {
            for connection in listener.incoming() {
                let mut connection = connection.unwrap();
                let mut line = String::new();
                BufReader::new(&connection).read_line(&mut line).unwrap();
                // As the real one does: what it does not understand it does not answer.
                let Ok(_) = serde_json::from_str::<Ask>(&line) else {
                    continue;
                };
                asked.lock().unwrap().push(line.trim_end().to_owned());
                if let Some(answer) = &*answer.lock().unwrap() {
                    let line = serde_json::to_string(answer).unwrap();
                    let _ = writeln!(connection, "{line}");
                }
            }
        });
        first
    }

    fn tell(&self, status: &Status) {
        let beside = self.folder.path().join("status.new");
        fs::write(&beside, serde_json::to_vec(status).unwrap()).unwrap();
        fs::rename(&beside, self.folder.path().join(host::STATUS)).unwrap();
    }

    /// What it answers from now on; nothing for hanging up.
    fn answer(&self, answer: Option<Answer>) {
        *self.answer.lock().unwrap() = answer;
    }

    fn refuse(&self, refusal: Refusal) {
        self.answer(Some(Answer::Refused(refusal)));
    }

    /// What it was asked since the last time.
    fn asked(&self) -> Vec<String> {
        core::mem::take(&mut *self.asked.lock().unwrap())
    }

    fn board(&self, agents: &str) -> LookedAfter {
        LookedAfter::with_host(agents, |_| {}, Some(self.folder.path()))
    }
}

/// A device that is well, in a network, with a stick.
fn well() -> Status {
    let program = |version: &str, built| Program {
        version: version.to_owned(),
        built,
        ..Program::default()
    };
    let mut status = Status {
        version: "0.1.0".to_owned(),
        interfaces: vec![Interface {
            name: "wlan0".to_owned(),
            kind: InterfaceKind::Wifi,
            connected: true,
            address: Some("192.0.2.7/24".to_owned()),
        }],
        wifi: Wifi {
            radio: Radio::Ready,
            country: Some("AT".to_owned()),
            network: Some("Hof".to_owned()),
            state: WifiState::Connected,
            signal_dbm: Some(-61),
            heard: vec![Heard {
                name: "Alm <b>".to_owned(),
                signal_dbm: -70,
                secured: true,
            }],
            access_point: None,
        },
        update: Update {
            has_key: true,
            running: program("1.2.0", 1_764_000_000),
            previous: Some(program("1.1.0", 1_763_000_000)),
            ..Update::default()
        },
        stick: Stick::Found {
            free: 7_000_000_000,
            for_backups: true,
        },
        ..Status::default()
    };
    status.clock.source = ClockSource::Network;
    status
}

fn looked_after(status: &Status) -> (First, LookedAfter, Browser) {
    let first = First::new(status);
    let board = first.board(RESTING);
    let keeper = board.keeper();
    (first, board, keeper)
}

fn wait_until(mut is: impl FnMut() -> bool, what: &str) {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_device_tells_how_it_is_in_both_languages_and_as_data() {
    let (first, board, keeper) = looked_after(&well());
    let page = |language: &str| {
        text(&keeper.send("GET", "/device", &[("Accept-Language", language)], None))
    };
    let shown = page("de");
    for part in [
        "Seit dem Start ist nichts fehlgeschlagen",
        "http://192.0.2.7/",
        "„Hof“ verbunden",
        "gut <small>\u{2212}61",
        "Österreich",
        "Alm &lt;b&gt;",
        "1.2.0, gebaut am 24. Nov. 2025",
        "7,0 GB",
        "action=\"/device/go-back\"",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let mut ill = well();
    ill.read_only = true;
    ill.was_cut = true;
    ill.failed = vec![FailedStep {
        step: "interface eth0".to_owned(),
        error: "no such <device>".to_owned(),
        seconds: 12,
    }];
    ill.wifi.radio = Radio::NoFirmware(vec!["brcm.bin".to_owned()]);
    ill.update.has_key = false;
    ill.update.tries_left = Some(2);
    let houses = NotHealthy::Houses(vec!["huette".to_owned()]);
    ill.update.outcome = Some(Outcome::RolledBack(Program::default(), houses));
    ill.stick = Stick::Failed("the stick was pulled out".to_owned());
    first.tell(&ill);
    for (language, parts) in [
        (
            "de",
            [
                "nicht beschreiben",
                "nicht ordentlich ausgeschaltet",
                "Stecken Sie Kabel und Adapter",
                "brcm.bin",
                "keine Updates an",
                "auf Probe",
                "gingen mit ihm nicht mehr auf: huette",
            ],
        ),
        (
            "en",
            [
                "cannot be written",
                "not been switched off in order",
                "Plug cable and adapter",
                "brcm.bin",
                "takes no updates",
                "on trial",
                "did not open with it any more: huette",
            ],
        ),
    ] {
        let shown = page(language);
        for part in parts.iter().chain(&[
            "interface eth0",
            "no such &lt;device&gt;",
            "the stick was pulled out",
        ]) {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(!shown.contains("type=\"file\""));
    }
    let told = keeper.get("/api/device").json();
    assert_eq!(serde_json::from_value::<Status>(told).unwrap(), ill);
    let figures = text(&board.stranger().get("/metrics"));
    for line in [
        "hutbook_device_clock_source{source=\"network\"} 1",
        "hutbook_device_clock_source{source=\"saved\"} 0",
        "hutbook_device_failed_steps 1",
        "hutbook_device_wifi_signal_dbm -61",
        "hutbook_device_update_on_trial 1",
    ] {
        assert!(figures.contains(line), "{line}: {figures}");
    }
    assert!(first.asked().is_empty(), "whoever looks asks for nothing");
}

#[test]
fn every_page_warns_whoever_looks_after_it_and_strangers_only_of_what_concerns_them() {
    let (first, board, keeper) = looked_after(&well());
    let seen = |browser: &Browser| text(&browser.get("/"));
    assert!(
        !seen(&keeper).contains("class=\"notice") && seen(&keeper).contains("href=\"/device\"")
    );
    let mut ill = well();
    ill.failed = vec![FailedStep {
        step: "watchdog".to_owned(),
        error: "secret reason".to_owned(),
        seconds: 1,
    }];
    first.tell(&ill);
    assert!(seen(&keeper).contains("Auf dem Gerät ist etwas fehlgeschlagen"));
    let stranger = board.stranger();
    assert!(!seen(&stranger).contains("class=\"notice") && !seen(&stranger).contains("/device"));
    ill.read_only = true;
    first.tell(&ill);
    let page = seen(&stranger);
    assert!(
        page.contains("Buchungen und Änderungen sind zurzeit nicht möglich"),
        "{page}"
    );
    assert!(
        !page.contains("fehlgeschlagen") && !page.contains("/device") && !page.contains("secret")
    );
    for path in [
        "/device",
        "/device/journal.txt",
        "/device/off",
        "/set-up-network",
    ] {
        assert!(
            leads_to(&stranger.get(path)).starts_with("/sign-in"),
            "{path}"
        );
    }
    assert_eq!(stranger.get("/api/device").status, 401);
}

#[test]
fn a_board_that_the_program_does_not_look_after_has_none_of_it() {
    let board = LookedAfter::with(RESTING, |_| {});
    let mut keeper = board.keeper();
    assert!(!text(&keeper.get("/")).contains("/device"));
    for path in [
        "/device",
        "/api/device",
        "/device/journal",
        "/device/off",
        "/set-up-network",
    ] {
        assert_eq!(keeper.get(path).status, 404, "{path}");
    }
    for path in [
        "/device/off",
        "/device/join",
        "/device/update",
        "/set-up-network",
    ] {
        assert_eq!(keeper.post(path, &[]).status, 404, "{path}");
    }
    assert!(!text(&board.stranger().get("/metrics")).contains("hutbook_device"));
}

#[test]
fn everything_that_is_asked_arrives_as_it_was_meant() {
    let (first, _board, mut keeper) = looked_after(&well());
    let mut post = |path: &str, form: &[(&str, &str)]| {
        let answer = keeper.post(path, form);
        (answer, first.asked())
    };
    let join = [
        ("network", " Hof "),
        ("other-network", "x"),
        ("password", " geheim, \"ja\" "),
        ("country", "CH"),
        ("hidden", "yes"),
    ];
    let (answer, asked) = post("/device/join", &join);
    assert_eq!(leads_to(&answer), "/device?done=joining");
    assert_eq!(
        asked,
        [
            r#"{"join":{"network":" Hof ","password":" geheim, \"ja\" ","hidden":true,"country":"CH"}}"#
        ]
    );
    for (path, form, ask, done) in [
        (
            "/device/clock",
            &[("millis", "1800000000000")][..],
            r#"{"setTime":1800000000000}"#,
            "clock-set",
        ),
        (
            "/device/clock",
            &[("date", "2027-01-15"), ("time", "08:00")],
            r#"{"setTime":1800000000000}"#,
            "clock-set",
        ),
        ("/device/leave", &[], r#""leave""#, "left"),
        ("/device/listen", &[], r#""listen""#, "listening"),
        ("/device/back-up", &[], r#""backUp""#, "backing-up"),
    ] {
        let (answer, asked) = post(path, form);
        assert_eq!(leads_to(&answer), format!("/device?done={done}"));
        assert_eq!(asked, [ask], "{path}");
    }
    for (path, ask, comes_back) in [
        ("/device/restart", "\"restart\"", true),
        ("/device/off", "\"off\"", false),
        ("/device/go-back", "\"goBack\"", true),
    ] {
        let (answer, asked) = post(path, &[]);
        assert_eq!(
            (answer.status, asked),
            (200, vec![ask.to_owned()]),
            "{path}"
        );
        let page = text(&answer);
        assert_eq!(page.contains("data-back=\"/device\""), comes_back, "{page}");
        assert_eq!(
            page.contains("<noscript><meta http-equiv=\"refresh\""),
            comes_back,
            "{page}"
        );
    }
    for (path, words) in [
        ("/device/restart", "eine Minute lang nicht zu erreichen"),
        ("/device/off", "aus der Ferne geht das nicht"),
    ] {
        assert!(text(&keeper.get(path)).contains(words), "{path}");
    }
    assert!(
        first.asked().is_empty(),
        "whoever is asked once more has asked for nothing"
    );
}

#[test]
fn journal_and_incidents_are_shown_and_can_be_kept() {
    let (first, _board, keeper) = looked_after(&well());
    first.answer(Some(Answer::Lines(vec![
        "one <b>".to_owned(),
        "two".to_owned(),
    ])));
    for (name, ask) in [("journal", "\"journal\""), ("incidents", "\"incidents\"")] {
        assert!(text(&keeper.get(&format!("/device/{name}"))).contains("one &lt;b&gt;\ntwo\n"));
        let file = keeper.get(&format!("/device/{name}.txt"));
        assert_eq!(text(&file), "one <b>\ntwo\n");
        let kept = format!("attachment; filename=\"hutbook-{name}.txt\"");
        assert_eq!(file.header("content-disposition"), Some(&*kept));
        assert_eq!(first.asked(), [ask, ask]);
    }
    first.answer(None);
    assert_eq!(keeper.get("/device/journal").status, 502);
    assert_eq!(keeper.get("/device/journal.txt").status, 502);
}

#[test]
fn what_is_refused_is_said_beside_its_field_and_what_was_typed_is_kept_but_no_password() {
    let (first, _board, mut keeper) = looked_after(&well());
    let join = [
        ("network", "Alm <b>"),
        ("password", "geheimes Wort"),
        ("country", "CH"),
        ("hidden", "yes"),
    ];
    for (refusal, field) in [
        (Refusal::NetworkName, Some("network")),
        (Refusal::NetworkPassword, Some("password")),
        (Refusal::Country, Some("country")),
        (Refusal::NoRadio, None),
        (Refusal::Busy, None),
    ] {
        first.refuse(refusal.clone());
        let answer = keeper.post("/device/join", &join);
        let page = text(&answer);
        if let Some(field) = field {
            assert_eq!(answer.status, 422, "{page}");
            assert!(
                page.contains(&format!("id=\"{field}-wrong\""))
                    && page.contains(&format!("href=\"#{field}\"")),
                "{page}"
            );
        } else {
            assert_eq!(answer.status, 409);
            assert!(page.contains("notice bad"), "{page}");
        }
        assert!(
            page.contains("value=\"Alm &lt;b&gt;\" checked")
                && page.contains("value=\"CH\" selected")
        );
        assert!(page.contains("name=\"hidden\" value=\"yes\" checked"));
        assert!(!page.contains("geheimes Wort"), "{page}");
    }
    first.refuse(Refusal::NoSuchTime);
    let answer = keeper.post(
        "/device/clock",
        &[("date", "2069-01-01"), ("time", "10:00")],
    );
    assert!(answer.status == 422 && text(&answer).contains("id=\"time-wrong\""));
    assert!(text(&answer).contains("value=\"2069-01-01\""));
    first.asked();
    let answer = keeper.post("/device/clock", &[("date", "gestern"), ("time", "")]);
    assert!(answer.status == 422 && text(&answer).contains("id=\"time-wrong\""));
    assert!(first.asked().is_empty(), "what is no time is not asked for");
    for (answer, status, words) in [
        (
            Some(Answer::Failed("no <room>".to_owned())),
            500,
            "no &lt;room&gt;",
        ),
        (None, 502, "ist nicht bekannt"),
        (
            Some(Answer::Refused(Refusal::NoStick)),
            409,
            "Es steckt kein Stick",
        ),
        (
            Some(Answer::Refused(Refusal::StickFull(5_000_000, 1_000_000))),
            409,
            "5,0 MB",
        ),
    ] {
        first.answer(answer);
        let page = keeper.post("/device/back-up", &[]);
        assert_eq!(page.status, status);
        assert!(text(&page).contains(words), "{words}: {}", text(&page));
    }
    first.refuse(Refusal::NothingBefore);
    assert_eq!(keeper.post("/device/go-back", &[]).status, 409);
    first.refuse(Refusal::NoData);
    assert_eq!(keeper.post("/device/off", &[]).status, 409);
}

#[test]
fn what_comes_of_a_step_is_followed_without_a_script() {
    let (first, _board, keeper) = looked_after(&well());
    let mut status = well();
    status.wifi.state = WifiState::Connecting;
    first.tell(&status);
    let page = text(&keeper.get("/device?done=joining"));
    assert!(
        page.contains("http-equiv=\"refresh\" content=\"2\"") && page.contains("versucht, „Hof“"),
        "{page}"
    );
    assert!(
        !page.contains("name=\"password\""),
        "what would be typed would be lost"
    );
    status.wifi.state = WifiState::WrongPassword;
    first.tell(&status);
    let page = text(&keeper.get("/device?done=joining"));
    assert!(!page.contains("http-equiv") && page.contains("nimmt das Passwort nicht an"));
    assert!(page.contains("name=\"password\""));
}

#[test]
fn whoever_follows_is_told_that_the_device_has_changed() {
    let (first, board, keeper) = looked_after(&well());
    let mut connection = TcpStream::connect(board.address).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    let ask = format!(
        "GET /api/board/changes HTTP/1.1\r\nHost: hut.local\r\nCookie: {}\r\n\r\n",
        keeper.cookie
    );
    connection.write_all(ask.as_bytes()).unwrap();
    let mut lines = BufReader::new(connection).lines().map(Result::unwrap);
    let mut changes = 0;
    // The board is looked at every ten seconds as well: more is told than those looks.
    let start = Instant::now();
    let mut status = well();
    for number in 0..8 {
        status.wifi.signal_dbm = Some(-40 - number);
        first.tell(&status);
        while lines.next().unwrap() != "event: change" {}
        changes += 1;
    }
    let looks = start.elapsed().as_secs() / 10 + 1;
    assert!(
        changes > looks,
        "{changes} changes in {:?}",
        start.elapsed()
    );
}

/// The body of a form with this file, and its content type.
fn form_of(file: &[u8]) -> (String, Vec<u8>) {
    let head = "--XyZ\r\nContent-Disposition: form-data; name=\"update\"; filename=\"a.hutbundle\"\r\n\r\n";
    let body = [head.as_bytes(), file, b"\r\n--XyZ--\r\n"].concat();
    ("multipart/form-data; boundary=XyZ".to_owned(), body)
}

/// Begins to send an update of this length.
fn begin(board: &LookedAfter, keeper: &Browser, kind: &str, length: u64) -> TcpStream {
    let mut connection = TcpStream::connect(board.address).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = format!(
        "POST /device/update HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n",
        board.address, keeper.cookie
    );
    connection.write_all(head.as_bytes()).unwrap();
    connection
}

fn sent(board: &LookedAfter, keeper: &Browser, file: &[u8]) -> String {
    let (kind, body) = form_of(file);
    let mut connection = begin(board, keeper, &kind, body.len() as u64);
    connection.write_all(&body).unwrap();
    answer(connection)
}

fn answer(mut connection: TcpStream) -> String {
    // Whatever is left to be said ends with the connection.
    connection.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    let _ = connection.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn uploads(board: &LookedAfter) -> Vec<PathBuf> {
    let folder = fs::read_dir(board.path(".upload"));
    folder.map_or_else(
        |_| Vec::new(),
        |it| it.map(|it| it.unwrap().path()).collect(),
    )
}

fn asked_file(ask: &str) -> PathBuf {
    match serde_json::from_str(ask).unwrap() {
        Ask::Update(path) => path,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_update_is_handed_over_as_a_file_and_refusals_leave_nothing() {
    let (first, board, keeper) = looked_after(&well());
    let file: Vec<u8> = (0..3_000_000_u32).map(|it| (it % 251) as u8).collect();
    let page = sent(&board, &keeper, &file);
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("Das Update ist angenommen"),
        "{page}"
    );
    let [asked] = &first.asked()[..] else {
        panic!("asked once")
    };
    let handed = asked_file(asked);
    assert_eq!(fs::read(&handed).unwrap(), file);
    assert_eq!(uploads(&board), [handed.as_path()]);
    // The first process takes it away.
    fs::remove_file(&handed).unwrap();
    for (bad, words) in [
        (BadUpdate::NotOne, "kein Update für dieses Board"),
        (
            BadUpdate::Length(9_000_000, 3_000_000),
            "9,0 MB sollten es sein",
        ),
        (BadUpdate::Signature, "Die Unterschrift passt nicht"),
        (
            BadUpdate::NotNewer {
                update: 1_700_000_000,
                running: 1_764_000_000,
            },
            "nicht neuer als",
        ),
        (BadUpdate::NoRoom(9_000_000, 3_000_000), "3,0 MB sind frei"),
        (BadUpdate::NewerImage, "neueres Abbild"),
    ] {
        first.refuse(Refusal::Update(bad.clone()));
        let page = sent(&board, &keeper, b"something");
        assert!(
            page.starts_with("HTTP/1.1 422")
                && page.contains(words)
                && page.contains("id=\"update-wrong\""),
            "{page}"
        );
        assert!(uploads(&board).is_empty(), "{bad:?} leaves something");
    }
    first.refuse(Refusal::Update(BadUpdate::NoKey));
    assert!(sent(&board, &keeper, b"x").starts_with("HTTP/1.1 409"));
    first.asked();
    let page = sent(&board, &keeper, b"");
    assert!(
        page.starts_with("HTTP/1.1 422") && page.contains("Bitte wählen Sie die Datei"),
        "{page}"
    );
    assert!(first.asked().is_empty() && uploads(&board).is_empty());
    // Who does not answer may still need it.
    first.answer(None);
    assert!(sent(&board, &keeper, b"x").starts_with("HTTP/1.1 502"));
    assert_eq!(uploads(&board).len(), 1);
}

#[test]
fn an_update_that_is_cut_off_or_framed_otherwise_leaves_nothing_and_is_not_asked_for() {
    let (first, board, keeper) = looked_after(&well());
    let (kind, body) = form_of(&[7; 500_000]);
    let mut connection = begin(&board, &keeper, &kind, body.len() as u64);
    connection.write_all(&body[..300_000]).unwrap();
    wait_until(|| !uploads(&board).is_empty(), "the upload has begun");
    // Somebody else has to wait meanwhile.
    let page = sent(&board, &keeper, b"x");
    assert!(page.starts_with("HTTP/1.1 409"), "{page}");
    drop(connection);
    wait_until(
        || uploads(&board).is_empty(),
        "an upload that was cut off is left there",
    );
    let whole = b"nothing like a form".to_vec();
    for (kind, body) in [
        (&*kind, &whole),
        (&kind, &body[..1000].to_vec()),
        ("text/plain", &whole),
    ] {
        let mut connection = begin(&board, &keeper, kind, body.len() as u64);
        connection.write_all(body).unwrap();
        let page = answer(connection);
        assert!(
            page.starts_with("HTTP/1.1 400") && page.contains("kam nicht vollständig an"),
            "{page}"
        );
        assert!(uploads(&board).is_empty());
    }
    assert!(first.asked().is_empty());
}

#[test]
fn too_large_an_update_is_refused_and_none_is_held_in_memory() {
    let (first, board, keeper) = looked_after(&well());
    let resident = || {
        let status = fs::read_to_string(format!("/proc/{}/status", board.process())).unwrap();
        let line = status.lines().find(|it| it.starts_with("VmHWM:")).unwrap();
        let kib = line.split_whitespace().nth(1).unwrap();
        kib.parse::<u64>().unwrap()
    };
    // Its most until now was while a password was chosen: that shall not cover anything.
    fs::write(format!("/proc/{}/clear_refs", board.process()), "5").unwrap();
    let before = resident();
    // One that says so is refused at once, whatever comes of it.
    let (kind, _) = form_of(b"");
    let connection = begin(&board, &keeper, &kind, MOST_UPDATE_BYTES * 2);
    let page = answer(connection);
    assert!(
        page.starts_with("HTTP/1.1 413") && page.contains("67,1 MB"),
        "{page}"
    );
    // One in pieces is as soon as it is.
    let mut connection = TcpStream::connect(board.address).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = format!(
        "POST /device/update HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n",
        board.address, keeper.cookie
    );
    connection.write_all(head.as_bytes()).unwrap();
    let piece = [b"100000\r\n".as_slice(), &[7; 1 << 20], b"\r\n"].concat();
    let (_, form) = form_of(b"");
    let begins = &form[..form.len() - 11];
    connection
        .write_all(format!("{:x}\r\n", begins.len()).as_bytes())
        .unwrap();
    connection.write_all(&[begins, b"\r\n"].concat()).unwrap();
    for _ in 0..=MOST_UPDATE_BYTES >> 20 {
        connection.write_all(&piece).unwrap();
    }
    connection.write_all(b"0\r\n\r\n").unwrap();
    let page = answer(connection);
    assert!(page.starts_with("HTTP/1.1 413"), "{page}");
    assert!(uploads(&board).is_empty() && first.asked().is_empty());
    let grown = resident().saturating_sub(before);
    println!("64 MiB came; the supervisor grew by {grown} KiB at most");
    assert!(grown < 8 * 1024, "{grown} KiB more for an upload");
}

/// A board with a network of its own, at whose other end somebody is.
fn beside(kind: InterfaceKind) -> impl Fn(SocketAddr) -> Status {
    move |address| {
        let mut status = well();
        status.interfaces = vec![Interface {
            name: "ap0".to_owned(),
            kind,
            connected: true,
            address: Some(format!("{}/24", address.ip())),
        }];
        status.wifi.state = WifiState::NotWanted;
        status.wifi.network = None;
        if kind == InterfaceKind::AccessPoint {
            status.wifi.access_point = Some("Hutbook-12AB".to_owned());
        }
        status
    }
}

/// Asks from an address in the subnet of the board, or from one that is not.
fn ask_from(
    own: Ipv4Addr,
    board: &LookedAfter,
    method: &str,
    path: &str,
    host: &str,
    cookie: &str,
    body: &str,
) -> Page {
    let stream = super::trust::from(own, board.address);
    let mut client = crate::client::Client::over(stream, host).unwrap();
    let headers = [("Cookie", cookie)];
    let headers = if cookie.is_empty() { &[][..] } else { &headers };
    client
        .send(method, path, headers, (method == "POST").then_some(body))
        .unwrap()
}

fn neighbour(board: &LookedAfter) -> Ipv4Addr {
    let SocketAddr::V4(address) = board.address else {
        panic!("{}", board.address)
    };
    let [a, b, c, _] = address.ip().octets();
    [a, b, c, 250].into()
}

#[test]
fn a_forgotten_password_is_forgotten_by_a_file_where_nobody_can_type_a_command() {
    let (_first, board, _keeper) = looked_after(&well());
    let host = board.address.ip().to_string();
    let page = text(&ask_from(
        neighbour(&board),
        &board,
        "GET",
        "/sign-in",
        &host,
        "",
        "",
    ));
    assert!(
        page.contains("forget-password.txt") && !page.contains("--password-stdin"),
        "{page}"
    );
}

#[test]
fn a_board_without_its_data_says_so_to_everybody_and_is_not_taken_for_a_new_one() {
    let mut status = Status {
        no_data: true,
        ..Status::default()
    };
    let first = First::new(&status);
    let board = first.board("");
    let near = neighbour(&board);
    let host = board.address.ip().to_string();
    let get = |path: &str| text(&ask_from(near, &board, "GET", path, &host, "", ""));
    let page = get("/");
    assert!(page.contains("Die Karte lässt sich nicht lesen"), "{page}");
    assert!(!page.contains("/set-up\""), "{page}");
    status = beside(InterfaceKind::Computer)(board.address);
    status.no_data = true;
    first.tell(&status);
    assert!(get("/set-up").contains("name=\"code\""));
    status.no_data = false;
    first.tell(&status);
    assert!(!get("/set-up").contains("name=\"code\""));
    assert!(get("/").contains("/set-up\""));
}

#[test]
fn phones_in_the_boards_own_network_find_it_and_whoever_stands_beside_it_needs_no_code() {
    let first = First::new(&Status::default());
    let board = first.board("");
    first.tell(&beside(InterfaceKind::AccessPoint)(board.address));
    let (near, far) = (neighbour(&board), Ipv4Addr::new(127, 0, 0, 77));
    let host = board.address.ip().to_string();
    for (name, path) in [
        ("connectivitycheck.gstatic.com", "/generate_204"),
        ("captive.apple.com", "/hotspot-detect.html"),
        ("www.msftconnecttest.com", "/connecttest.txt"),
    ] {
        let answer = ask_from(near, &board, "GET", path, name, "", "");
        assert_eq!(answer.status, 302, "{name}");
        assert_eq!(
            answer.header("location"),
            Some(&*format!("http://{host}/set-up-network"))
        );
        assert_eq!(
            ask_from(far, &board, "GET", path, name, "", "").status,
            404,
            "{name} from elsewhere"
        );
    }
    let get = |own, path: &str, host: &str| ask_from(own, &board, "GET", path, host, "", "");
    assert_eq!(leads_to(&get(near, "/set-up-network", &host)), "/set-up");
    let needs_code = |own, host: &str| text(&get(own, "/set-up", host)).contains("name=\"code\"");
    assert!(!needs_code(near, &host));
    assert!(
        needs_code(near, "evil.local"),
        "whoever answers for a name in another network may have led them here"
    );
    assert!(
        needs_code(far, &host),
        "whoever is elsewhere needs the code"
    );
    let form =
        super::looked_after::encoded(&[("password", PASSWORD), ("password-again", PASSWORD)]);
    let set_up = |own, host: &str| ask_from(own, &board, "POST", "/set-up", host, "", &form);
    assert_eq!(set_up(far, &host).status, 422);
    assert_eq!(set_up(near, "evil.example").status, 422);
    assert!(!board.path("hutbook.password").exists());
    let answer = set_up(near, &host);
    assert_eq!(leads_to(&answer), "/set-up-network");
    let cookie = answer
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let page = text(&ask_from(
        near,
        &board,
        "GET",
        "/set-up-network",
        &host,
        &cookie,
        "",
    ));
    assert!(
        page.contains("Hutbook-12AB") && page.contains("Alm &lt;b&gt;"),
        "{page}"
    );
    let form = super::looked_after::encoded(&[
        ("network", ""),
        ("other-network", "Hof"),
        ("password", "lang genug"),
        ("country", "AT"),
    ]);
    let join = || {
        ask_from(
            near,
            &board,
            "POST",
            "/set-up-network",
            &host,
            &cookie,
            &form,
        )
    };
    first.refuse(Refusal::NetworkPassword);
    let refused = join();
    assert!(
        refused.status == 422
            && text(&refused).contains("value=\"Hof\"")
            && !text(&refused).contains("lang genug")
    );
    first.answer(Some(Answer::Noted));
    first.asked();
    let page = text(&join());
    assert!(
        page.contains("„Hof“") && page.contains("Verbinden Sie auch dieses Gerät"),
        "{page}"
    );
    assert_eq!(
        first.asked(),
        [r#"{"join":{"network":"Hof","password":"lang genug","hidden":false,"country":"AT"}}"#]
    );
    // From now on there is somebody who looks after it.
    let answer = set_up(near, &host);
    assert!(leads_to(&answer) == "/" && answer.header("set-cookie").is_none());
    assert!(leads_to(&get(near, "/set-up-network", &host)).starts_with("/sign-in"));
}

#[test]
fn a_board_in_use_does_not_open_itself_to_the_neighbours_but_to_whoever_holds_its_cable() {
    let first = First::new(&Status::default());
    let open = "[[agent]]\nname = \"huette\"\nnumber = 1\n";
    let board = LookedAfter::with_host(
        open,
        |folder| {
            fs::create_dir(folder.path().join("huette")).unwrap();
            drop(crate::whole::founded(
                &folder.path().join("huette/huette.hutbook"),
            ));
        },
        Some(Path::new(first.folder.path())),
    );
    board.wait_open("huette");
    let near = neighbour(&board);
    let asked_by = |host: &str| {
        text(&ask_from(near, &board, "GET", "/set-up", host, "", "")).contains("name=\"code\"")
    };
    let needs_code = || asked_by(&board.address.ip().to_string());
    first.tell(&beside(InterfaceKind::AccessPoint)(board.address));
    assert!(needs_code(), "over the radio");
    first.tell(&beside(InterfaceKind::Computer)(board.address));
    assert!(!needs_code(), "over the cable");
    assert!(asked_by("evil.example:80"), "a name of somebody else's");
    let mut ambiguous = beside(InterfaceKind::Computer)(board.address);
    ambiguous.interfaces.push(Interface {
        name: "eth0".to_owned(),
        kind: InterfaceKind::Cable,
        connected: true,
        address: Some(near.to_string()),
    });
    first.tell(&ambiguous);
    assert!(
        needs_code(),
        "somebody else's network may have the same addresses"
    );
    first.tell(&well());
    assert!(needs_code());
}

#[test]
fn a_house_that_is_new_is_set_up_by_a_link_with_its_code() {
    let board = LookedAfter::with("[[agent]]\nname = \"neu\"\nnumber = 1\n", |_| {});
    let keeper = board.keeper();
    let line = board.wait_open("neu");
    let page = text(&keeper.get("/agents/neu"));
    let link = format!("href=\"http://{}/set-up?code=", line.listen);
    let code = page
        .split(&*link)
        .nth(1)
        .unwrap_or_else(|| panic!("{page}"));
    let code = code.split('"').next().unwrap();
    assert_eq!(code.len(), 9, "{code}");
    let mut house = crate::client::Client::new(line.listen.parse().unwrap()).unwrap();
    let answer = house
        .send("GET", &format!("/set-up?code={code}"), &[], None)
        .unwrap();
    assert!(text(&answer).contains(&format!("value=\"{code}\"")));
    assert!(!text(&board.stranger().get("/")).contains(code));
}
