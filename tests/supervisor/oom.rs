//! An agent that is really killed by the kernel for want of memory, while bookings are written to it. Needs a memory
//! controller of control groups that may be used: version 2 by the supervisor's own limits, or version 1 by a group of the
//! test's own. Where there is neither, it says "not run". Never touches a group it did not make.

use super::board::{Board, KILLING, free_ports, wait_until};
use crate::{
    client::Client,
    whole::{EMAIL, PASSWORD, founded},
};
use hutbook::supervisor::{
    cgroup::Cgroups,
    control::{Answer, Line, Question},
    ending::Ending,
    lifecycle::Policy,
};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Instant,
};

/// Where version 1 has its memory controller.
const VERSION_1: &str = "/sys/fs/cgroup/memory";
/// What is left to the agent: less than one sign-in takes.
const LITTLE: &str = "6291456";
/// Bookings that are acknowledged before it is killed, at least.
const BEFORE: usize = 50;

/// A way to make an agent short of memory.
enum Shortage {
    /// By the limit of the group the supervisor has put it into.
    Limit(Cgroups),
    /// By a group of the test's own.
    Group(PathBuf),
}

impl Shortage {
    /// The one this machine has, if it has one.
    fn here() -> Option<Self> {
        if let Ok(groups) = Cgroups::here() {
            return Some(Self::Limit(groups));
        }
        let group = Path::new(VERSION_1).join(format!("hutbook-test-{}", std::process::id()));
        let made = fs::create_dir(&group).is_ok() && group.join("memory.limit_in_bytes").exists();
        made.then_some(Self::Group(group))
    }

    fn groups(&self) -> Option<Cgroups> {
        match self {
            Self::Limit(groups) => Some(groups.clone()),
            Self::Group(_) => None,
        }
    }

    /// Leaves an agent next to nothing from now on.
    fn begin(&self, agent: &str, process: u32) {
        match self {
            Self::Limit(groups) => fs::write(groups.file(agent, "memory.max"), LITTLE).unwrap(),
            Self::Group(group) => {
                fs::write(group.join("memory.limit_in_bytes"), LITTLE).unwrap();
                fs::write(group.join("cgroup.procs"), process.to_string()).unwrap();
            }
        }
    }
}

impl Drop for Shortage {
    fn drop(&mut self) {
        if let Self::Group(group) = self {
            let _ = fs::remove_dir(group);
        }
    }
}

/// Books until the agent is gone, and keeps the ids of what was acknowledged.
fn book(address: &str, token: &str, stop: &AtomicBool, acknowledged: &Mutex<Vec<String>>) {
    let mut client = Client::new(address.parse().unwrap()).unwrap();
    client.token = Some(token.to_owned());
    for number in 0.. {
        let (year, day) = (2030 + number / 28 % 60, number % 28 + 1);
        let body = format!(
            r#"{{"arrival": "{year}-03-{day:02}", "departure": "{year}-03-{:02}", "items": [{{"accommodationId": "a1", "persons": 1}}], "override": ["capacity"]}}"#,
            day + 1
        );
        match client.send("POST", "/api/bookings", &[], Some(&body)) {
            Ok(answer) => {
                assert_eq!(answer.status, 201, "{:?}", answer.json());
                let id = answer.json()["id"].as_str().unwrap().to_owned();
                acknowledged.lock().unwrap().push(id);
            }
            Err(_) => return,
        }
        if stop.load(Ordering::Relaxed) {
            return;
        }
    }
}

/// Signs in at the same time as others, which takes memory, until the agent is gone.
fn sign_in(address: &str) {
    let Ok(mut client) = Client::new(address.parse().unwrap()) else {
        return;
    };
    let body = format!(r#"{{"email": "{EMAIL}", "password": "{PASSWORD}"}}"#);
    while client
        .send("POST", "/api/session", &[], Some(&body))
        .is_ok()
    {}
}

fn token(address: &str) -> String {
    let mut client = Client::new(address.parse().unwrap()).unwrap();
    client.sign_in(EMAIL, PASSWORD);
    client.token.unwrap()
}

#[test]
fn an_agent_killed_for_want_of_memory_comes_back_with_all_that_was_acknowledged() {
    let Some(shortage) = Shortage::here() else {
        // Past what the runner of tests holds back of one that passes.
        let _ = writeln!(
            std::io::stderr(),
            "not run: no memory controller of control groups may be used here, so the kernel kills nobody"
        );
        return;
    };
    let _nobody_else = KILLING.lock().unwrap_or_else(PoisonError::into_inner);
    let (board, [one, other]) = (Board::new(), free_ports());
    drop(founded(&board.house("huette")));
    board.tell(&[("huette", one, ""), ("garten", other, "")]);
    let _supervising = board.supervise_as(Policy::USUAL, shortage.groups());
    let (before, neighbour) = (board.wait_healthy("huette"), board.wait_healthy("garten"));
    let token = token(&before.listen);
    let (stop, acknowledged) = (AtomicBool::new(false), Mutex::default());
    let (dead, after) = thread::scope(|scope| {
        scope.spawn(|| book(&before.listen, &token, &stop, &acknowledged));
        wait_until(
            || acknowledged.lock().unwrap().len() >= BEFORE,
            "nothing is booked",
        );
        shortage.begin("huette", before.process.unwrap());
        scope.spawn(|| sign_in(&before.listen));
        let is_gone = |line: &Line| line.process != before.process;
        board.wait("huette", is_gone);
        let dead = Instant::now();
        let after = board.wait("huette", |line| line.state == "healthy" && is_gone(line));
        let back = dead.elapsed();
        stop.store(true, Ordering::Relaxed);
        (back, after)
    });
    let acknowledged = acknowledged.into_inner().unwrap();
    let _ = writeln!(
        std::io::stderr(),
        "killed after {} bookings, healthy again after {dead:.2?}",
        acknowledged.len()
    );
    assert_eq!(after.last_end, Some(Ending::OutOfMemory));
    assert_eq!((after.oom_kills, after.starts), (1, 2));
    assert_eq!(board.line("garten").process, neighbour.process);
    assert_eq!(
        (board.line("garten").starts, board.line("garten").oom_kills),
        (1, 0)
    );
    let mut client = Client::new(after.listen.parse().unwrap()).unwrap();
    client.sign_in(EMAIL, PASSWORD);
    for id in &acknowledged {
        let found = client.send("GET", &format!("/api/bookings/{id}"), &[], None);
        assert_eq!(found.unwrap().status, 200, "{id} was acknowledged");
    }
    // What nobody's memory was short for is told apart, and the count stays over another start.
    super::board::signal(after.process.unwrap(), rustix::process::Signal::KILL);
    let again = board.wait("huette", |line| line.state == "healthy" && line.starts == 3);
    assert_eq!(
        (again.oom_kills, again.last_end),
        (1, Some(Ending::Signal(9)))
    );
    let Answer::Lines(log) = board.ask(&Question::Logs("huette".to_owned(), 50)) else {
        panic!("a log has lines");
    };
    assert!(
        log.iter().any(|line| line.contains("for want of memory")),
        "{log:?}"
    );
}
