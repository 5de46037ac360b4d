//! How the board is, as pages and programs are told it: from the last look, as things happen, and in the format that
//! Prometheus reads.

use super::looked_after::{Browser, LookedAfter, text};
use hutbook::web::limits::{MOST_CHANGE_STREAMS, STREAMS_COME_AGAIN_SECONDS};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

/// How long is waited for what must come.
const PATIENCE: Duration = Duration::from_secs(60);
/// Lines of a stream that are still read after it should have ended: those of a few events.
const MOST_LINES: usize = 24;
const TWO_HOUSES: &str =
    "[[agent]]\nname = \"huette\"\nnumber = 1\n[[agent]]\nname = \"garten\"\nnumber = 2\n";

fn wait_until(mut is: impl FnMut() -> bool, what: &str) {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A board with two open houses, and the browser of who looks after it.
fn two_houses() -> (LookedAfter, Browser) {
    let board = LookedAfter::with(TWO_HOUSES, |_| {});
    board.wait_open("huette");
    board.wait_open("garten");
    let keeper = board.keeper();
    (board, keeper)
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
    let (board, _) = two_houses();
    let stranger = board.stranger();
    let answer = stranger.get("/metrics");
    assert_eq!(
        answer.header("content-type"),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    // What an agent has is known when it has been looked at.
    let looked = || figures(&text(&stranger.get("/metrics")));
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
    assert!(board.agent(&["stop", "garten"], ""));
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
    let (board, keeper) = two_houses();
    let told = keeper.get("/api/board").json();
    assert!(told["memory"]["totalBytes"].as_u64().unwrap() > 1 << 20);
    assert!(told["samples"][0]["at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(
        told["lookedAt"],
        told["samples"].as_array().unwrap().last().unwrap()["at"]
    );
    let agents = keeper.get("/api/agents").json();
    let items = agents["items"].as_array().unwrap();
    let names: Vec<_> = items
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["huette", "garten"]);
    let huette = board.wait_open("huette");
    assert_eq!(agents["items"][0]["process"], huette.process.unwrap());
    for (language, words) in [
        ("de", ["Häuser nach Arbeitsspeicher", "offen"]),
        ("en", ["Houses by memory", "open"]),
    ] {
        let page = keeper.send("GET", "/board", &[("Accept-Language", language)], None);
        let page = text(&page);
        for text in words.iter().chain(&["huette", "garten", "</html>"]) {
            assert!(page.contains(text), "{text} on the page in {language}");
        }
        assert!(
            !page.contains("http-equiv"),
            "nothing renews itself unasked"
        );
    }
    let renewed = text(&keeper.get("/board?renew=1"));
    assert!(renewed.contains("http-equiv=\"refresh\" content=\"30\""));
}

#[test]
fn strangers_are_told_whether_the_board_is_well_and_no_more() {
    let (board, _) = two_houses();
    let stranger = board.stranger();
    let health = stranger.get("/api/health").json();
    assert_eq!(
        (&health["agents"], &health["healthyAgents"]),
        (&2.into(), &2.into())
    );
    assert!(["ok", "warning", "critical"].contains(&health["status"].as_str().unwrap()));
    for path in ["/api/board", "/api/agents", "/api/board/changes"] {
        let answer = stranger.get(path);
        assert_eq!(answer.status, 401, "{path}");
        assert_eq!(answer.json()["status"], 401, "{path}");
    }
    assert_eq!(stranger.get("/board").status, 303);
}

#[test]
fn many_who_look_cost_no_further_look() {
    let (_board, keeper) = two_houses();
    let samples = |told: &serde_json::Value| told["samples"].as_array().unwrap().len();
    let told: Vec<_> = (0..200).map(|_| keeper.get("/api/board").json()).collect();
    let looks: BTreeSet<String> = told.iter().map(|it| it["lookedAt"].to_string()).collect();
    let more = samples(told.last().unwrap()) - samples(&told[0]);
    assert!(
        looks.len() <= more + 1,
        "{} looks for {more} samples",
        looks.len()
    );
    // Between two looks nothing is read anew, so nothing differs.
    for pair in told.windows(2) {
        if pair[0]["lookedAt"] == pair[1]["lookedAt"] {
            assert_eq!(pair[0], pair[1]);
        }
    }
}

/// A stream of changes.
struct Stream(BufReader<TcpStream>);

impl Stream {
    /// Opens one; answers with the head as well.
    fn open(
        board: &LookedAfter,
        keeper: &Browser,
        query: &str,
        header: &str,
    ) -> (Self, Vec<String>) {
        let mut connection = TcpStream::connect(board.address).unwrap();
        connection.set_read_timeout(Some(PATIENCE)).unwrap();
        let ask = format!(
            "GET /api/board/changes{query} HTTP/1.1\r\nHost: hut.local\r\nCookie: {}\r\n{header}\r\n",
            keeper.cookie
        );
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
    let (board, keeper) = two_houses();
    let open = |query: &str, header: &str| Stream::open(&board, &keeper, query, header);
    let (mut stream, head) = open("", "");
    assert_eq!(head[0], "http/1.1 200 ok");
    for header in ["content-type: text/event-stream", "cache-control: no-store"] {
        assert!(head.iter().any(|line| line == header), "{head:?}");
    }
    let (kind, begun) = stream.event();
    assert_eq!(kind, "here");
    assert!(board.agent(&["stop", "garten"], ""));
    let (kind, number) = stream.event();
    assert!(
        kind == "change" && number > begun,
        "{kind} {number} after {begun}"
    );
    let (mut again, _) = open(&format!("?after={begun}"), "");
    assert_eq!(again.event().0, "change");
    let header = format!("Last-Event-ID: {begun}\r\n");
    let (mut again, _) = open("?after=999999", &header);
    assert_eq!(again.event().0, "change", "the header goes first");
    let (mut other, _) = open("?after=999999", "");
    assert_eq!(other.event().0, "reset", "that was another supervisor's");
    assert_eq!(keeper.get("/api/board/changes?after=-1").status, 400);
}

#[test]
fn an_agent_that_changes_is_told_without_waiting_for_the_next_look() {
    let (board, keeper) = two_houses();
    let looked = || keeper.get("/api/board").json()["lookedAt"].to_string();
    // Some of these come together with a look, by chance; not all of them.
    let told = (0..3).any(|_| {
        let (mut stream, _) = Stream::open(&board, &keeper, "", "");
        let _ = stream.event();
        let before = looked();
        let runs = board.wait("garten", |_| true).state == "healthy";
        let what: &[&str] = if runs {
            &["stop", "garten"]
        } else {
            &["start", "garten", "--force"]
        };
        assert!(board.agent(what, ""));
        stream.event().0 == "change" && looked() == before
    });
    assert!(told, "changes are only told with looks");
}

#[test]
fn a_stream_ends_with_its_session_and_streams_are_bounded() {
    let (board, mut keeper) = two_houses();
    let open = |keeper: &Browser| Stream::open(&board, keeper, "", "");
    let mut streams: Vec<Stream> = (0..MOST_CHANGE_STREAMS).map(|_| open(&keeper).0).collect();
    let refused = keeper.get("/api/board/changes");
    assert_eq!(refused.status, 503);
    assert_eq!(
        refused.header("retry-after"),
        Some(&*STREAMS_COME_AGAIN_SECONDS.to_string())
    );
    // Others are still answered.
    assert_eq!(keeper.get("/board").status, 200);
    let stranger = board.stranger();
    let number = || figures(&text(&stranger.get("/metrics")))["hutbook_portal_change_streams"];
    assert_eq!(number(), MOST_CHANGE_STREAMS as f64);
    streams.truncate(2);
    wait_until(|| number() == 2.0, "places come back");
    assert_eq!(open(&keeper).1[0], "http/1.1 200 ok");
    let answer = keeper.post("/sign-out", &[]);
    assert_eq!(answer.status, 303);
    // A few events may have been on their way; an answer in pieces ends with one of no length.
    let ended = (0..MOST_LINES).any(|_| streams[0].line() == "0");
    assert!(ended, "a stream outlives its session");
    wait_until(|| number() == 0.0, "a stream outlives its session");
}
