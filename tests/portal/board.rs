//! How the board is, as pages and programs are told it: from the last look, as things happen, and in the format that
//! Prometheus reads.

use crate::{
    client::Client,
    supervisor::board::{Board, Supervising, free_ports, wait_until},
};
use hutbook::{
    supervisor::control::{Answer, Question},
    web::limits::{MOST_CHANGE_STREAMS, STREAMS_COME_AGAIN_SECONDS},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead as _, BufReader, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// How long is waited for a line that must come.
const PATIENCE: Duration = Duration::from_secs(30);

fn get(portal: SocketAddr, path: &str) -> crate::client::Answer {
    let mut client = Client::new(portal).unwrap();
    client.send("GET", path, &[], None).unwrap()
}

fn text(portal: SocketAddr, path: &str) -> String {
    let answer = get(portal, path);
    assert_eq!(answer.status, 200, "{path}");
    String::from_utf8(answer.body).unwrap()
}

fn two_houses() -> (Board, Supervising) {
    let board = Board::new();
    let [one, other] = free_ports();
    board.tell(&[("huette", one, ""), ("garten", other, "")]);
    let supervising = board.supervise();
    board.wait_healthy("huette");
    board.wait_healthy("garten");
    (board, supervising)
}

/// Figures by name and labels, read as strictly as the format is described: each name has its kind before its first
/// figure, all figures of a name stand together, none stands twice, and all are numbers.
fn figures(text: &str) -> BTreeMap<String, f64> {
    let (mut kinds, mut found) = (BTreeMap::new(), BTreeMap::new());
    let (mut done, mut last) = (BTreeSet::new(), String::new());
    assert!(text.ends_with('\n'), "the last line ends as all do");
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# ") {
            let mut words = rest.splitn(3, ' ');
            let (what, name, more) = (words.next(), words.next(), words.next());
            let (name, more) = (name.unwrap(), more.unwrap());
            if what == Some("TYPE") {
                assert!(["gauge", "counter"].contains(&more), "{line}");
                assert!(
                    kinds.insert(name.to_owned(), more.to_owned()).is_none(),
                    "{line}"
                );
            } else {
                assert_eq!(what, Some("HELP"), "{line}");
                assert!(more.len() > 5, "{line}");
            }
            continue;
        }
        let (key, value) = line.rsplit_once(' ').unwrap();
        let name = key.split('{').next().unwrap();
        let kind = kinds
            .get(name)
            .unwrap_or_else(|| panic!("{line} has no kind"));
        assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
        if name != last {
            assert!(done.insert(name.to_owned()), "{line} stands apart");
            last = name.to_owned();
        }
        let value: f64 = value.parse().unwrap();
        assert!(value.is_finite() && value >= 0.0, "{line}");
        assert!(
            found.insert(key.to_owned(), value).is_none(),
            "{line} stands twice"
        );
    }
    found
}

#[test]
fn figures_are_told_as_prometheus_reads_them() {
    let (board, supervising) = two_houses();
    let answer = get(supervising.portal, "/metrics");
    assert_eq!(
        answer.header("content-type"),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    // What an agent has is known when it has been looked at.
    let looked = || figures(&text(supervising.portal, "/metrics"));
    let of_huette = "hutbook_agent_memory_bytes{agent=\"huette\"}";
    wait_until(|| looked().contains_key(of_huette), "agents are looked at");
    let told = looked();
    assert!(told[of_huette] > 500_000.0 && told[of_huette] < 1e9);
    for (key, value) in [
        ("hutbook_agent_up{agent=\"huette\"}", 1.0),
        ("hutbook_agent_up{agent=\"garten\"}", 1.0),
        ("hutbook_agent_starts_total{agent=\"garten\"}", 1.0),
        (
            "hutbook_agent_state{agent=\"garten\",state=\"healthy\"}",
            1.0,
        ),
        (
            "hutbook_agent_state{agent=\"garten\",state=\"given up\"}",
            0.0,
        ),
        ("hutbook_agent_oom_kills_total{agent=\"garten\"}", 0.0),
        ("hutbook_portal_change_streams", 0.0),
    ] {
        assert_eq!(told.get(key), Some(&value), "{key}");
    }
    let all = told["hutbook_board_memory_bytes"];
    assert!(all > told["hutbook_board_memory_available_bytes"]);
    assert!(told["hutbook_board_processor_seconds_total{mode=\"idle\"}"] > 0.0);
    assert!(told["hutbook_board_disk_bytes"] >= told["hutbook_board_disk_free_bytes"]);
    board.ask(&Question::Stop("garten".to_owned()));
    board.wait("garten", |line| line.state == "stopped");
    let told = looked();
    assert_eq!(told["hutbook_agent_up{agent=\"garten\"}"], 0.0);
    assert_eq!(
        told["hutbook_agent_state{agent=\"garten\",state=\"stopped\"}"],
        1.0
    );
    assert!(!told.contains_key("hutbook_agent_memory_bytes{agent=\"garten\"}"));
}

#[test]
fn programs_and_people_are_told_the_same() {
    let (board, supervising) = two_houses();
    let portal = supervising.portal;
    let told = get(portal, "/api/board").json();
    assert!(told["memory"]["totalBytes"].as_u64().unwrap() > 1 << 20);
    assert!(told["samples"][0]["at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(
        told["lookedAt"],
        told["samples"].as_array().unwrap().last().unwrap()["at"]
    );
    let agents = get(portal, "/api/agents").json();
    let names: Vec<_> = agents["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["huette", "garten"]);
    assert_eq!(
        agents["items"][0]["process"],
        board.line("huette").process.unwrap()
    );
    let health = get(portal, "/api/health").json();
    assert_eq!(
        (&health["agents"], &health["healthyAgents"]),
        (&2.into(), &2.into())
    );
    for (language, words) in [
        ("de", ["Häuser nach Arbeitsspeicher", "läuft"]),
        ("en", ["Houses by memory", "running"]),
    ] {
        let mut client = Client::new(portal).unwrap();
        let page = client
            .send("GET", "/board", &[("Accept-Language", language)], None)
            .unwrap();
        let page = String::from_utf8(page.body).unwrap();
        for text in words.iter().chain(&["huette", "garten", "</html>"]) {
            assert!(page.contains(text), "{text} on the page in {language}");
        }
        assert!(
            !page.contains("http-equiv"),
            "nothing renews itself unasked"
        );
    }
    assert!(text(portal, "/board?renew=1").contains("http-equiv=\"refresh\" content=\"30\""));
}

#[test]
fn many_who_look_cost_no_further_look() {
    let (_board, supervising) = two_houses();
    let samples = |told: &serde_json::Value| told["samples"].as_array().unwrap().len();
    let told: Vec<_> = (0..200)
        .map(|_| get(supervising.portal, "/api/board").json())
        .collect();
    let looks: BTreeSet<String> = told.iter().map(|it| it["lookedAt"].to_string()).collect();
    let more = samples(told.last().unwrap()) - samples(&told[0]);
    assert!(
        looks.len() <= more + 1,
        "{} looks for {more} samples",
        looks.len()
    );
    // Between two looks nothing is read anew, so nothing differs.
    for pair in told
        .windows(2)
        .filter(|pair| pair[0]["lookedAt"] == pair[1]["lookedAt"])
    {
        assert_eq!(pair[0], pair[1]);
    }
}

/// A stream of changes.
struct Stream(BufReader<TcpStream>);

impl Stream {
    /// Opens one; answers with the head as well.
    fn open(portal: SocketAddr, query: &str, header: &str) -> (Self, Vec<String>) {
        let mut connection = TcpStream::connect(portal).unwrap();
        connection.set_read_timeout(Some(PATIENCE)).unwrap();
        let ask =
            format!("GET /api/board/changes{query} HTTP/1.1\r\nHost: hut.local\r\n{header}\r\n");
        connection.write_all(ask.as_bytes()).unwrap();
        let mut stream = Self(BufReader::new(connection));
        let head = core::iter::from_fn(|| Some(stream.line())).take_while(|line| !line.is_empty());
        let head = head.map(|line| line.to_lowercase()).collect();
        (stream, head)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The next event: its kind and its number.
    fn event(&mut self) -> (String, u64) {
        let mut value = |name: &str| {
            loop {
                if let Some(value) = self.line().strip_prefix(name) {
                    return value.trim().to_owned();
                }
            }
        };
        let (id, kind) = (value("id:"), value("event:"));
        (kind, id.parse().unwrap())
    }
}

#[test]
fn whoever_looks_is_told_of_each_change_and_from_where_they_left_off() {
    let (board, supervising) = two_houses();
    let portal = supervising.portal;
    let (mut stream, head) = Stream::open(portal, "", "");
    assert_eq!(head[0], "http/1.1 200 ok");
    for header in ["content-type: text/event-stream", "cache-control: no-store"] {
        assert!(head.iter().any(|line| line == header), "{head:?}");
    }
    let (kind, begun) = stream.event();
    assert_eq!(kind, "here");
    board.ask(&Question::Stop("garten".to_owned()));
    let mut last = begun;
    let state = || get(portal, "/api/agents").json()["items"][1]["state"].clone();
    // Stopping, stopped, and now and then a look: whoever asks after each event knows in the end.
    while state() != "stopped" {
        let (kind, number) = stream.event();
        assert!(
            kind == "change" && number > last,
            "{kind} {number} after {last}"
        );
        last = number;
    }
    let (mut again, _) = Stream::open(portal, &format!("?after={begun}"), "");
    assert_eq!(again.event().0, "change");
    let (mut header, _) = Stream::open(
        portal,
        "?after=999999",
        &format!("Last-Event-ID: {begun}\r\n"),
    );
    assert_eq!(header.event().0, "change", "the header goes first");
    let (mut other, _) = Stream::open(portal, "?after=999999", "");
    assert_eq!(other.event().0, "reset", "that was another supervisor's");
    assert_eq!(get(portal, "/api/board/changes?after=-1").status, 400);
}

#[test]
fn streams_are_bounded_and_their_places_come_back() {
    let (_board, supervising) = two_houses();
    let portal = supervising.portal;
    let mut streams: Vec<Stream> = (0..MOST_CHANGE_STREAMS)
        .map(|_| Stream::open(portal, "", "").0)
        .collect();
    let refused = get(portal, "/api/board/changes");
    assert_eq!(refused.status, 503);
    assert_eq!(
        refused.header("retry-after"),
        Some(&*STREAMS_COME_AGAIN_SECONDS.to_string())
    );
    // Others are still answered.
    assert_eq!(get(portal, "/board").status, 200);
    let open = || figures(&text(portal, "/metrics"))["hutbook_portal_change_streams"];
    assert_eq!(open(), MOST_CHANGE_STREAMS as f64);
    streams.truncate(3);
    wait_until(|| open() == 3.0, "places come back");
    assert_eq!(Stream::open(portal, "", "").1[0], "http/1.1 200 ok");
}

#[test]
fn what_commands_are_told_is_read_anew() {
    let (board, _supervising) = two_houses();
    let Answer::Board(told) = board.ask(&Question::Board) else {
        panic!("the board is told");
    };
    assert!(told.memory_total > told.memory_available);
    assert!(board.line("huette").memory_bytes > 500_000);
}
