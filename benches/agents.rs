//! Agents against memory, as the program is shipped: a supervisor with more and more houses of 1,000 bookings each, in a
//! control group of what a board of 512 MB has left, without swap, where this machine lets one be made. Prints a table, with
//! what as many of the stack it replaces would need beside it. The board's page is asked for at the same moment as a page of
//! each house.
//!
//!     cargo bench --bench agents

#[expect(dead_code, reason = "tests use more of it")]
#[path = "../tests/client.rs"]
mod client;
#[expect(dead_code, reason = "tests use more of it")]
#[path = "../tests/process.rs"]
mod process;

use client::Client;
use hutbook::supervisor::control::{Answer, Line, Question, ask};
use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Barrier,
    thread::{self, sleep},
    time::{Duration, Instant},
};

/// What a board of 512 MB has for agents.
const BOARD_BYTES: u64 = 448 << 20;
/// How long idle agents are watched.
const IDLE: Duration = Duration::from_secs(60);
/// Memory of one instance of the old stack when it idles, in bytes, at least and at most: database, two servers and a page
/// for the database, as its own documentation says.
const OLD_STACK_BYTES: (u64, u64) = (270_000_000, 388_000_000);

fn main() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let house = folder.path().join("model.hutbook");
    let path = house.to_str().expect("a plain path");
    drop(process::Running::start(&[
        "demo",
        "--bookings",
        "1000",
        "--keep",
        path,
    ]));
    println!(
        "| agents | all healthy after | memory together (PSS) | each | supervisor | group | page, all asked at once (median, worst) | board's page meanwhile | processor idle, supervisor included | wake-ups/s | as many of the old stack |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for agents in [1, 8, 16, 32, 64] {
        let board = Board::new(folder.path(), &house, agents);
        println!("{}", board.row());
    }
}

/// A supervisor with its agents.
struct Board {
    folder: PathBuf,
    portal: SocketAddr,
    group: Option<PathBuf>,
    supervisor: Child,
    begun: Instant,
    agents: usize,
}

impl Board {
    fn new(within: &Path, house: &Path, agents: usize) -> Self {
        let folder = within.join(format!("board-{agents}"));
        fs::create_dir(&folder).expect("a folder");
        let port = || TcpListener::bind("127.0.0.1:0").expect("a port");
        let ports: Vec<TcpListener> = (0..agents).map(|_| port()).collect();
        let (portal, mut config) = (port(), String::new());
        let front = portal.local_addr().expect("it has an address");
        writeln!(config, "[portal]\nlisten = [\"{front}\"]\nannounce = false").expect("text");
        for (number, port) in (1..).zip(&ports) {
            let listen = port.local_addr().expect("it has an address");
            let own = folder.join(format!("h{number}"));
            fs::create_dir(&own).expect("a folder");
            fs::copy(house, own.join(format!("h{number}.hutbook"))).expect("a house at rest");
            writeln!(
                config,
                "[[agent]]\nname = \"h{number}\"\nnumber = {number}\nlisten = \"{listen}\""
            )
            .expect("text");
        }
        drop((ports, portal));
        fs::write(folder.join("hutbook.toml"), config).expect("a configuration");
        let group = group();
        let enter = group.as_ref().map_or(String::new(), |group| {
            format!("echo $$ > {}/cgroup.procs; ", group.display())
        });
        let supervisor = Command::new("sh")
            .arg("-c")
            .arg(format!(
                "{enter}exec {} supervise --config {}/hutbook.toml",
                env!("CARGO_BIN_EXE_hutbook"),
                folder.display()
            ))
            .env("HUTBOOK_LOG", "error")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a supervisor");
        Self {
            folder,
            portal: front,
            group,
            supervisor,
            begun: Instant::now(),
            agents,
        }
    }

    /// The cookie of somebody who looks after the board.
    fn keeper(&self) -> String {
        const PASSWORD: &str = "a long enough password";
        let mut command = Command::new(env!("CARGO_BIN_EXE_hutbook"));
        command
            .args(["agent", "password", "--password-stdin", "--config"])
            .arg(self.folder.join("hutbook.toml"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let mut setting = command.spawn().expect("the program");
        let mut typed = setting.stdin.take().expect("its input is piped");
        typed.write_all(PASSWORD.as_bytes()).expect("it reads");
        drop(typed);
        assert!(setting.wait().expect("it ends").success());
        let mut client = Client::new(self.portal).expect("the portal");
        let form = format!("password={}", PASSWORD.replace(' ', "+"));
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let answer = client.send("POST", "/sign-in", &headers, Some(&form));
        let answer = answer.expect("it answers");
        let cookie = answer.header("set-cookie").expect("it lets in");
        cookie.split(';').next().unwrap_or("").to_owned()
    }

    fn lines(&self) -> Vec<Line> {
        match ask(&self.folder.join("hutbook.sock"), &Question::List) {
            Ok(Answer::Agents(lines)) => lines,
            _ => Vec::new(),
        }
    }

    fn row(&self) -> String {
        let healthy = |lines: &[Line]| lines.iter().filter(|line| line.state == "healthy").count();
        while healthy(&self.lines()) < self.agents {
            assert!(
                self.begun.elapsed() < Duration::from_secs(300),
                "{:?}",
                self.lines()
            );
            sleep(Duration::from_millis(20));
        }
        let ready = self.begun.elapsed();
        let lines = self.lines();
        let processes: Vec<u32> = lines.iter().filter_map(|line| line.process).collect();
        let keeper = self.keeper();
        let (mut pages, board) = asked_at_once(&lines, self.portal, &keeper);
        pages.sort_unstable();
        sleep(Duration::from_secs(2));
        let all = [&processes[..], &[self.supervisor.id()]].concat();
        let before = work(&all);
        sleep(IDLE);
        let after = work(&all);
        let seconds = IDLE.as_secs_f64();
        let each: u64 = processes.iter().map(|process| pss(*process)).sum();
        let own = pss(self.supervisor.id());
        assert_eq!(
            healthy(&self.lines()),
            self.agents,
            "one did not stay healthy"
        );
        assert!(
            self.lines().iter().all(|line| line.starts == 1),
            "one had to be started anew"
        );
        format!(
            "| {} | {:.1} s | {} | {} | {} | {} | {} ms, {} ms | {} ms | {:.2} % of one core | {:.0} | {} to {} |",
            self.agents,
            ready.as_secs_f64(),
            mb(each),
            mb(each / self.agents as u64),
            mb(own),
            self.group
                .as_ref()
                .map_or("none here".to_owned(), |group| mb(used(group))),
            pages[pages.len() / 2].as_millis(),
            pages[pages.len() - 1].as_millis(),
            board.as_millis(),
            (after.0 - before.0) as f64 / seconds,
            (after.1 - before.1) as f64 / seconds,
            mb(OLD_STACK_BYTES.0 * self.agents as u64),
            mb(OLD_STACK_BYTES.1 * self.agents as u64),
        )
    }
}

impl Drop for Board {
    fn drop(&mut self) {
        let process = i32::try_from(self.supervisor.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw);
        let _ = process.map(|it| rustix::process::kill_process(it, rustix::process::Signal::TERM));
        let _ = self.supervisor.wait();
        if let Some(group) = &self.group {
            let _ = fs::remove_dir(group);
        }
    }
}

/// A control group with the memory of a small board and no swap, where one can be made: of version 1 or 2.
fn group() -> Option<PathBuf> {
    let name = format!("hutbook-bench-{}", std::process::id());
    let one = Path::new("/sys/fs/cgroup/memory").join(&name);
    if fs::create_dir(&one).is_ok() {
        fs::write(one.join("memory.limit_in_bytes"), BOARD_BYTES.to_string()).ok()?;
        let _ = fs::write(one.join("memory.swappiness"), "0");
        return Some(one);
    }
    let two = Path::new("/sys/fs/cgroup").join(&name);
    fs::create_dir(&two).ok()?;
    if fs::write(two.join("memory.max"), BOARD_BYTES.to_string()).is_err() {
        let _ = fs::remove_dir(&two);
        return None;
    }
    let _ = fs::write(two.join("memory.swap.max"), "0");
    Some(two)
}

fn used(group: &Path) -> u64 {
    let read = |file: &str| {
        fs::read_to_string(group.join(file))
            .ok()?
            .trim()
            .parse()
            .ok()
    };
    read("memory.usage_in_bytes")
        .or_else(|| read("memory.current"))
        .unwrap_or(0)
}

/// How long each agent takes for its page when all are asked in the same moment, connecting included, and how long the
/// portal takes for the board's page meanwhile.
fn asked_at_once(lines: &[Line], portal: SocketAddr, keeper: &str) -> (Vec<Duration>, Duration) {
    let start = Barrier::new(lines.len() + 1);
    let ask = |address: SocketAddr, path: &str, headers: &[(&str, &str)]| {
        start.wait();
        let begun = Instant::now();
        let mut client = Client::new(address).expect("it takes connections");
        let page = client.send("GET", path, headers, None).expect("it answers");
        assert_eq!(page.status, 200, "{path}");
        begun.elapsed()
    };
    thread::scope(|scope| {
        let board = scope.spawn(|| ask(portal, "/board", &[("Cookie", keeper)]));
        let asking = lines.iter().map(|line| {
            let address: SocketAddr = line.listen.parse().expect("an address");
            let ask = &ask;
            scope.spawn(move || ask(address, "/sign-in", &[]))
        });
        let asking: Vec<_> = asking.collect();
        let pages = asking.into_iter().map(|it| it.join().expect("it asks"));
        (pages.collect(), board.join().expect("it asks"))
    })
}

/// Ticks of the processor (hundredths of a second) and times the processes gave it up, all together.
fn work(processes: &[u32]) -> (u64, u64) {
    let mut work = (0, 0);
    for process in processes {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let times = stat
            .rsplit(") ")
            .next()
            .unwrap_or("")
            .split(' ')
            .skip(11)
            .take(2);
        work.0 += times
            .filter_map(|time| time.parse::<u64>().ok())
            .sum::<u64>();
        for task in fs::read_dir(format!("/proc/{process}/task"))
            .into_iter()
            .flatten()
            .flatten()
        {
            let status = fs::read_to_string(task.path().join("status")).unwrap_or_default();
            let switches = status
                .lines()
                .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
            work.1 += switches
                .and_then(|it| it.trim().parse::<u64>().ok())
                .unwrap_or(0);
        }
    }
    work
}

fn pss(process: u32) -> u64 {
    process::memory_of(process, "Pss:")
}

fn mb(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
