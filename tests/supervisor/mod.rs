//! Agents as real processes: what becomes of them when they die, hang, are wished to rest or told otherwise, and when
//! whoever looks after them dies. Never the rules of the state machine: those are tested beside it.

pub(crate) mod board;
mod disk;
mod limits;
pub(crate) mod mail;
mod oom;
mod turns;

use board::{Board, KILLING, free_ports, runs, signal, wait_for, wait_until};
use hutbook::supervisor::{
    agent::Launch,
    control::{Answer, Question},
    ending::Ending,
    run::{RunError, Supervisor},
};
use rustix::process::Signal;
use std::{
    fs, os::unix::fs::MetadataExt as _, process::Command, sync::PoisonError, thread::sleep,
    time::Duration,
};

#[test]
fn a_dead_agent_comes_back_with_all_it_had_and_its_neighbour_notices_nothing() {
    let _nobody_else = KILLING.lock().unwrap_or_else(PoisonError::into_inner);
    let board = Board::new();
    let [one, other] = free_ports();
    drop(crate::whole::founded(&board.house("huette")));
    board.tell(&[("huette", one, ""), ("garten", other, "")]);
    let _supervising = board.supervise();
    let (before, neighbour) = (board.wait_healthy("huette"), board.wait_healthy("garten"));
    let mut client = crate::client::Client::new(([127, 0, 0, 1], one).into()).unwrap();
    client.sign_in(crate::whole::EMAIL, crate::whole::PASSWORD);
    let body = r#"{"name": "Dach", "kind": "room", "capacity": 3}"#;
    let answer = client.send("POST", "/api/accommodations", &[], Some(body));
    assert_eq!(answer.unwrap().status, 201);
    signal(before.process.unwrap(), Signal::KILL);
    let after = board.wait("huette", |line| line.state == "healthy" && line.starts == 2);
    assert_ne!(after.process, before.process);
    assert_eq!(after.last_end, Some(Ending::Signal(9)));
    let mut client = crate::client::Client::new(([127, 0, 0, 1], one).into()).unwrap();
    client.sign_in(crate::whole::EMAIL, crate::whole::PASSWORD);
    let all = client
        .send("GET", "/api/accommodations", &[], None)
        .unwrap();
    assert!(all.json().to_string().contains("Dach"), "{:?}", all.json());
    assert_eq!(board.line("garten").process, neighbour.process);
    assert_eq!(board.line("garten").starts, 1);
}

#[test]
fn a_hanging_agent_is_noticed_killed_and_started_anew() {
    let board = Board::new();
    let [port] = free_ports();
    board.tell(&[("huette", port, "")]);
    let _supervising = board.supervise();
    let before = board.wait_healthy("huette").process.unwrap();
    signal(before, Signal::STOP);
    board.wait("huette", |line| line.state == "unhealthy");
    // It does not take the friendly signal either.
    board.wait("huette", |line| line.state == "stopping");
    let after = board.wait("huette", |line| line.state == "healthy" && line.starts == 2);
    assert_eq!(after.last_end, Some(Ending::Signal(9)));
    assert!(!runs(before), "it is not left as a zombie either");
}

#[test]
fn an_agent_that_cannot_run_is_given_up_with_its_last_words() {
    let board = Board::new();
    let [bad, good] = free_ports();
    fs::write(
        board.path("letter.txt"),
        "Dear diary, this is no house at all.",
    )
    .unwrap();
    board.tell(&[("bad", bad, "file = \"letter.txt\""), ("good", good, "")]);
    let _supervising = board.supervise();
    let line = board.wait("bad", |line| line.state == "given up");
    assert_eq!(line.starts, u32::from(board::HASTY.most_failures));
    assert_eq!(line.last_end, Some(Ending::Code(3)));
    let Answer::Lines(last) = board.ask(&Question::Logs("bad".to_owned(), 5)) else {
        panic!("a log has lines");
    };
    assert!(
        last.iter().any(|line| line.contains("not a Hutbook file")),
        "{last:?}"
    );
    board.wait_healthy("good");
    // Whoever has put it right says so.
    fs::remove_file(board.path("letter.txt")).unwrap();
    assert_eq!(
        board.ask(&Question::Start("bad".to_owned(), true)),
        Answer::Noted
    );
    board.wait_healthy("bad");
}

#[test]
fn rest_and_restart_are_as_wished_and_leave_no_process() {
    let board = Board::new();
    let [port] = free_ports();
    board.tell(&[("huette", port, "autostart = false")]);
    let supervising = board.supervise();
    sleep(Duration::from_millis(300));
    assert_eq!(board.line("huette").state, "stopped");
    let name = || "huette".to_owned();
    board.ask(&Question::Start(name(), true));
    let first = board.wait_healthy("huette").process.unwrap();
    board.ask(&Question::Restart(name()));
    let second = board.wait("huette", |line| line.state == "healthy" && line.starts == 2);
    assert!(!runs(first));
    board.ask(&Question::Stop(name()));
    let line = board.wait("huette", |line| line.state == "stopped");
    assert_eq!((line.process, line.last_end), (None, Some(Ending::InOrder)));
    assert!(!runs(second.process.unwrap()));
    let unknown = board.ask(&Question::Stop("nobody".to_owned()));
    assert!(matches!(unknown, Answer::Refused(_)), "{unknown:?}");
    board.ask(&Question::Start(name(), true));
    let last = board.wait_healthy("huette").process.unwrap();
    supervising.end();
    assert!(!runs(last));
    assert!(!board.path("hutbook.sock").exists());
}

#[test]
fn a_new_configuration_touches_only_what_it_changes() {
    let board = Board::new();
    let [same, moved, gone, new, elsewhere] = free_ports();
    board.tell(&[("same", same, ""), ("moved", moved, ""), ("gone", gone, "")]);
    let _supervising = board.supervise();
    let names = ["same", "moved", "gone"];
    let before = names.map(|name| board.wait_healthy(name).process.unwrap());
    board.tell(&[
        ("same", same, ""),
        ("moved", elsewhere, ""),
        ("new", new, ""),
    ]);
    let answer = board.ask(&Question::Reload);
    let done = ["gone: ended", "moved: changed", "new: new"].map(str::to_owned);
    assert_eq!(answer, Answer::Lines(done.to_vec()));
    let after = board.wait_healthy("moved");
    assert_eq!(after.listen, format!("127.0.0.1:{elsewhere}"));
    board.wait_healthy("new");
    assert_eq!(board.line("same").process, Some(before[0]));
    assert!(!runs(before[1]) && !runs(before[2]));
    assert!(board.lines().iter().all(|line| line.name != "gone"));
    let agents = fs::read_to_string(board.config()).unwrap();
    let mail = "[mail]\nhost = \"localhost\"\nfrom = \"b@example.org\"\nto = [\"a@example.org\"]\n";
    fs::write(board.config(), format!("{mail}{agents}")).unwrap();
    let changed = Answer::Lines(vec!["mail: changed".to_owned()]);
    assert_eq!(board.ask(&Question::Reload), changed);
    assert_eq!(board.line("same").process, Some(before[0]));
    fs::write(board.config(), "[[agent]]\nname = \"Ä\"\nnumber = 1").unwrap();
    let refused = board.ask(&Question::Reload);
    assert!(matches!(refused, Answer::Refused(_)), "{refused:?}");
    assert_eq!(board.line("same").process, Some(before[0]));
}

#[test]
fn agents_are_created_cloned_from_the_live_house_and_removed_with_their_file_kept() {
    let board = Board::new();
    let [port] = free_ports();
    drop(crate::whole::founded(&board.house("huette")));
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hutbook"));
        command
            .arg("agent")
            .args(arguments)
            .arg("--config")
            .arg(board.config());
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.code().unwrap(),
            String::from_utf8(said).unwrap(),
        )
    };
    let listen = format!("127.0.0.1:{port}");
    let (code, said) = run(&["create", "huette", "--listen", &listen]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("number 1") && said.contains("No supervisor runs"),
        "{said}"
    );
    let _supervising = board.supervise();
    let original = board.wait_healthy("huette").process;
    assert_eq!(run(&["create", "huette"]).0, 4, "the name is taken");
    assert_eq!(run(&["create", "../etc"]).0, 2, "that is no name");

    let (code, said) = run(&["clone", "huette", "probe"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(run(&["clone", "huette", "probe"]).0, 4, "the name is taken");
    let clone = board.wait_healthy("probe");
    let mut client = crate::client::Client::new(clone.listen.parse().unwrap()).unwrap();
    client.sign_in(crate::whole::EMAIL, crate::whole::PASSWORD);
    let all = client
        .send("GET", "/api/accommodations", &[], None)
        .unwrap();
    assert!(all.json().to_string().contains("Lager"));

    // What the agent has made may be there; this is beside it.
    fs::create_dir_all(board.path("probe/backups")).unwrap();
    fs::write(board.path("probe/backups/one"), "1").unwrap();
    let (code, said) = run(&["remove", "probe"]);
    assert_eq!(code, 0, "{said}");
    assert!(!runs(clone.process.unwrap()) && !board.path("probe").exists());
    let kept: Vec<_> = fs::read_dir(board.path("removed")).unwrap().collect();
    assert_eq!(kept.len(), 1);
    let kept = kept[0].as_ref().unwrap();
    let (name, file) = (kept.file_name(), kept.path().join("probe.hutbook"));
    assert!(hutbook::store::verify(&file).is_ok(), "{}", file.display());
    assert_eq!(fs::read(kept.path().join("backups/one")).unwrap(), b"1");
    let private = fs::metadata(board.path("removed")).unwrap();
    assert_eq!(private.mode() & 0o777, 0o700);
    let (code, said) = run(&["removed"]);
    let name = name.to_str().unwrap();
    assert!(code == 0 && said.contains(name), "{said}");
    let (code, said) = run(&["restore", name, "wieder"]);
    assert_eq!(code, 0, "{said}");
    board.wait_healthy("wieder");
    assert_eq!(fs::read(board.path("wieder/backups/one")).unwrap(), b"1");
    let left = fs::read_dir(board.path("removed")).unwrap().count();
    assert!(left == 0 && !board.path("wieder/probe.hutbook").exists());
    assert_eq!(run(&["remove", "probe"]).0, 4, "it is not there any more");
    assert_eq!(
        board.line("huette").process,
        original,
        "its neighbour was left alone"
    );
    let (code, said) = run(&["list"]);
    assert!(
        code == 0 && said.contains("huette") && !said.contains("probe"),
        "{said}"
    );
}

#[test]
fn a_house_is_not_put_aside_while_a_supervisor_may_serve_it() {
    let board = Board::new();
    let [port] = free_ports();
    board.tell(&[("huette", port, "")]);
    fs::write(board.house("huette"), "a house").unwrap();
    // Somebody is there, and never says a word.
    let socket = std::os::unix::net::UnixListener::bind(board.path("hutbook.sock")).unwrap();
    let silent = std::thread::spawn(move || drop(socket.accept()));
    let mut command = Command::new(env!("CARGO_BIN_EXE_hutbook"));
    command.args(["agent", "remove", "huette", "--config"]);
    let output = command.arg(board.config()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("hutbook agent reload"), "{said}");
    assert!(board.house("huette").exists() && !board.path("removed").exists());
    silent.join().unwrap();
}

#[test]
fn an_agent_cannot_reach_the_house_of_another() {
    let board = Board::new();
    let [one, other] = free_ports();
    drop(crate::whole::founded(&board.house("theirs")));
    // Even if it is told to: its own file leads to that of the other.
    std::os::unix::fs::symlink(board.house("theirs"), board.house("mine")).unwrap();
    board.tell(&[("mine", one, ""), ("theirs", other, "autostart = false")]);
    let _supervising = board.supervise();
    let line = board.wait("mine", |line| line.state == "given up");
    assert_eq!(line.last_end, Some(Ending::Code(3)));
    let Answer::Lines(last) = board.ask(&Question::Logs("mine".to_owned(), 5)) else {
        panic!("a log has lines");
    };
    assert!(
        last.iter().any(|line| line.contains("ermission")),
        "{last:?}"
    );
    board.ask(&Question::Start("theirs".to_owned(), true));
    let theirs = board.wait_healthy("theirs").process.unwrap();
    let status = fs::read_to_string(format!("/proc/{theirs}/status")).unwrap();
    assert!(status.contains("NoNewPrivs:\t1"), "{status}");
    if rustix::process::geteuid().is_root() {
        assert!(
            status.contains("Uid:\t59002\t59002\t59002\t59002"),
            "{status}"
        );
        let folder = fs::metadata(board.path("theirs")).unwrap();
        assert_eq!((folder.uid(), folder.mode() & 0o777), (59_002, 0o700));
    }
}

#[test]
fn the_board_and_the_memory_of_agents_are_told() {
    let board = Board::new();
    let [port] = free_ports();
    board.tell(&[("huette", port, "memory-mib = 40")]);
    let _supervising = board.supervise();
    let line = board.wait_healthy("huette");
    assert_eq!(line.most_memory_bytes, 40 << 20);
    assert!(
        (1 << 20..40 << 20).contains(&line.memory_bytes),
        "{}",
        line.memory_bytes
    );
    // Also where there are no control groups, it is limited: 40 MiB and the stacks of its threads.
    let limits = fs::read_to_string(format!("/proc/{}/limits", line.process.unwrap())).unwrap();
    let of = |name: &str| {
        let line = limits.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap().split_whitespace().nth(1).unwrap().to_owned()
    };
    assert_eq!(of("Max data size"), (56 << 20).to_string());
    assert_eq!(of("Max core file size"), "0");
    assert_eq!(of("Max open files"), "1024");
    wait_until(
        || match board.ask(&Question::Board) {
            Answer::Board(told) => {
                assert!(told.memory_total > told.memory_available && told.memory_available > 0);
                !told.samples.is_empty() && told.disk.is_some_and(|(free, all)| free <= all)
            }
            other => panic!("{other:?}"),
        },
        "the board is never looked at",
    );
}

#[test]
fn there_is_one_supervisor_of_a_configuration() {
    let board = Board::new();
    board.tell(&[]);
    let first = board.supervise();
    let launch = Launch {
        program: env!("CARGO_BIN_EXE_hutbook").into(),
        policy: board::HASTY,
        groups: None,
        patience: board::HURRY,
        turn: None,
    };
    let second = Supervisor::new(&board.config(), launch.clone());
    assert!(matches!(second, Err(RunError::Another(_))), "{second:?}");
    first.end();
    assert!(Supervisor::new(&board.config(), launch).is_ok());
}

#[test]
fn agents_end_with_a_killed_supervisor_and_the_next_one_takes_their_files() {
    let board = Board::new();
    let ports: [u16; 2] = free_ports();
    board.tell(&[("huette", ports[0], ""), ("garten", ports[1], "")]);
    let supervise = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hutbook"));
        command.arg("supervise").arg("--config").arg(board.config());
        command
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        command.spawn().unwrap()
    };
    let mut first = supervise();
    wait_for(&board.path("hutbook.sock"));
    let before = ["huette", "garten"].map(|name| board.wait_healthy(name).process.unwrap());
    first.kill().unwrap();
    first.wait().unwrap();
    let mut second = supervise();
    wait_for(&board.path("hutbook.sock"));
    wait_until(
        || !before.iter().any(|process| runs(*process)),
        "an orphan is left",
    );
    let after = ["huette", "garten"].map(|name| board.wait_healthy(name).process.unwrap());
    assert!(after.iter().all(|process| !before.contains(process)));
    signal(second.id(), Signal::TERM);
    assert!(second.wait().unwrap().success());
    assert!(!after.iter().any(|process| runs(*process)));
}

#[test]
fn the_most_important_agent_is_started_first() {
    let board = Board::new();
    let ports: [u16; 3] = free_ports();
    board.tell(&[
        ("last", ports[0], "priority = 1"),
        ("first", ports[1], "priority = 99"),
        ("middle", ports[2], ""),
    ]);
    let _supervising = board.supervise();
    let names = ["first", "middle", "last"];
    let begun = names.map(|name| began(board.wait_healthy(name).process.unwrap()));
    assert!(begun.is_sorted(), "{begun:?}");
    assert!(begun[0] < begun[2], "not all at once");
}

#[test]
fn an_agent_that_was_told_otherwise_before_its_turn_is_not_started() {
    let board = Board::new();
    let ports: [u16; 6] = free_ports();
    let names = ["first", "stopped", "resting", "gone", "moved", "last"];
    let tell = |more: [&str; 6]| {
        let agents = [0, 1, 2, 3, 4, 5].map(|at| {
            let more = format!("priority = {}\n{}", 90 - at, more[at]);
            (names[at], ports[at], more)
        });
        board.tell(
            &agents
                .each_ref()
                .map(|(name, port, more)| (*name, *port, &**more)),
        );
    };
    tell([""; 6]);
    // Nobody is ever asked how they are: the turn of one that is starting ends when it is told to stop.
    let never = Duration::from_secs(3600);
    let policy = hutbook::supervisor::lifecycle::Policy {
        start_time: never,
        ask_starting: never,
        ..board::HASTY
    };
    let _supervising = board.supervise_as(policy, None);
    board.wait("first", |line| line.starts == 1);
    let stop = |name: &str| board.ask(&Question::Stop(name.to_owned()));
    stop("stopped");
    let rest = "autostart = false";
    // One is named no more, and named anew to rest; one is told otherwise, and to be started all the same.
    fs::rename(board.config(), board.path("whole.toml")).unwrap();
    let text = fs::read_to_string(board.path("whole.toml")).unwrap();
    let without = text
        .split("[[agent]]")
        .filter(|it| !it.contains("\"gone\""));
    board.tell_text(&without.collect::<Vec<_>>().join("[[agent]]"));
    board.ask(&Question::Reload);
    assert!(board.lines().iter().all(|line| line.name != "gone"));
    tell(["", "memory-mib = 40", rest, rest, "memory-mib = 40", ""]);
    board.ask(&Question::Reload);
    let starts = || names.map(|name| board.line(name).starts);
    assert_eq!(
        starts(),
        [1, 0, 0, 0, 0, 0],
        "it is still the turn of the first"
    );
    stop("first");
    board.wait("moved", |line| line.starts == 1);
    stop("moved");
    board.wait("last", |line| line.starts == 1);
    assert_eq!(starts(), [1, 0, 0, 0, 1, 1]);
}

/// When a process began, in ticks since the machine did.
fn began(process: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    stat.rsplit(") ")
        .next()
        .unwrap()
        .split(' ')
        .nth(19)
        .unwrap()
        .parse()
        .unwrap()
}
