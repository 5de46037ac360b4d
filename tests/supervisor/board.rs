//! A board with agents on it, as tests see it: a folder, a configuration, and a supervisor of this very program.

use hutbook::{
    portal::{self, Gate, Portal},
    supervisor::{
        agent::Launch,
        agents::Agents,
        cgroup::Cgroups,
        config,
        control::{Answer, Line, Question, ask},
        lifecycle::Policy,
        post::Patience,
        run::{Supervisor, Told},
        turn::SharedTurn,
    },
};
use std::{
    fmt::Write as _,
    fs,
    net::{SocketAddr, TcpListener},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::sync::mpsc;

/// How long anything may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Held by whoever kills an agent behind its supervisor's back: the kernel counts kills for want of memory for all of the
/// machine, and one of another test would explain what it has nothing to do with.
pub(crate) static KILLING: Mutex<()> = Mutex::new(());

/// As [`Policy::USUAL`], in a hurry.
pub(crate) const HASTY: Policy = Policy {
    start_time: Duration::from_secs(20),
    end_time: Duration::from_secs(2),
    most_misses: 2,
    first_pause: Duration::from_millis(50),
    longest_pause: Duration::from_millis(200),
    most_failures: 4,
    calm: Duration::from_secs(5),
    ask_starting: Duration::from_millis(50),
    ask_healthy: Duration::from_millis(200),
    ask_unhealthy: Duration::from_millis(100),
    answer_time: Duration::from_millis(500),
};

/// As [`HASTY`], without taking a machine that has much to do for an agent that hangs.
const QUIET: Policy = Policy {
    most_misses: 10,
    ask_healthy: Duration::from_secs(1),
    answer_time: Duration::from_secs(10),
    ..HASTY
};

/// As [`Patience::USUAL`], in a hurry.
pub(crate) const HURRY: Patience = Patience {
    first: Duration::from_millis(100),
    longest: Duration::from_millis(400),
    whole: Duration::from_secs(60),
};

/// A folder with a configuration.
pub(crate) struct Board {
    folder: TempDir,
}

impl Board {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // As the folder of a service is: agents that run as users of their own get through it.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.path("hutbook.toml")
    }

    /// The file of an agent that is told none; its folder is there.
    pub(crate) fn house(&self, name: &str) -> PathBuf {
        let folder = self.path(name);
        fs::create_dir_all(&folder).unwrap();
        folder.join(format!("{name}.hutbook"))
    }

    /// Writes a configuration of these agents: name, port, and further lines.
    pub(crate) fn tell(&self, agents: &[(&str, u16, &str)]) {
        let mut text = String::new();
        for (number, (name, port, more)) in (1..).zip(agents) {
            write!(
                text,
                "[[agent]]\nname = \"{name}\"\nnumber = {number}\nlisten = \"127.0.0.1:{port}\"\n{more}\n"
            )
            .unwrap();
        }
        fs::write(self.config(), text).unwrap();
    }

    /// Writes this configuration.
    pub(crate) fn tell_text(&self, text: &str) {
        fs::write(self.config(), text).unwrap();
    }

    pub(crate) fn ask(&self, question: &Question) -> Answer {
        ask(&self.path("hutbook.sock"), question).unwrap()
    }

    pub(crate) fn lines(&self) -> Vec<Line> {
        match self.ask(&Question::List) {
            Answer::Agents(lines) => lines,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn line(&self, name: &str) -> Line {
        let mut lines = self.lines().into_iter();
        lines.find(|line| line.name == name).unwrap()
    }

    /// Waits until an agent is as it should be.
    pub(crate) fn wait(&self, name: &str, mut is: impl FnMut(&Line) -> bool) -> Line {
        let start = Instant::now();
        loop {
            let line = self.line(name);
            if is(&line) {
                return line;
            }
            assert!(start.elapsed() < PATIENCE, "{line:?}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn wait_healthy(&self, name: &str) -> Line {
        self.wait(name, |line| line.state == "healthy")
    }

    /// A supervisor in a thread of this process.
    pub(crate) fn supervise(&self) -> Supervising {
        self.supervise_as(HASTY, None)
    }

    /// As [`Board::supervise`], as patient as this, and with these control groups.
    pub(crate) fn supervise_as(&self, policy: Policy, groups: Option<Cgroups>) -> Supervising {
        self.supervise_beside(policy, groups, |_, _| async {})
    }

    /// The same, with a portal beside it on a free port of this machine, which is told.
    pub(crate) fn supervise_with_portal(&self) -> (Supervising, SocketAddr) {
        let (tell, told) = std::sync::mpsc::channel();
        let supervising = self.supervise_beside(QUIET, None, move |agents, config| async move {
            let doors = portal::doors(&[([127, 0, 0, 1], 0).into()]).await;
            tell.send(doors[0].local_addr().unwrap()).unwrap();
            let gate = Gate::new(config.password_file.clone(), "a code".to_owned());
            portal::serve(doors, Portal::new(agents, gate, None), config).await;
        });
        (supervising, told.recv().unwrap())
    }

    fn supervise_beside<F>(
        &self,
        policy: Policy,
        groups: Option<Cgroups>,
        beside: impl FnOnce(Arc<Agents>, config::Portal) -> F + Send + 'static,
    ) -> Supervising
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let launch = Launch {
            program: env!("CARGO_BIN_EXE_hutbook").into(),
            policy,
            groups,
            patience: HURRY,
            turn: Some(SharedTurn::new().unwrap()),
        };
        let supervisor = Supervisor::new(&self.config(), launch).unwrap();
        let socket = supervisor.socket().to_owned();
        let (tell, told) = mpsc::channel(1);
        let thread = thread::spawn(move || {
            let runtime = hutbook::web::server::runtime().unwrap();
            let portal = supervisor.config().portal.clone();
            let served = supervisor.run(told, |agents| beside(agents, portal));
            runtime.block_on(served).unwrap();
        });
        wait_for(&socket);
        Supervising {
            tell,
            thread: Some(thread),
        }
    }
}

/// A supervisor that runs; it ends when this goes.
pub(crate) struct Supervising {
    tell: mpsc::Sender<Told>,
    thread: Option<JoinHandle<()>>,
}

impl Supervising {
    /// Ends it in order.
    pub(crate) fn end(mut self) {
        self.finish().unwrap();
    }

    fn finish(&mut self) -> thread::Result<()> {
        let _ = self.tell.blocking_send(Told::End);
        self.thread.take().map_or(Ok(()), JoinHandle::join)
    }
}

impl Drop for Supervising {
    fn drop(&mut self) {
        let _ = self.finish();
    }
}

/// Waits until a supervisor answers there.
pub(crate) fn wait_for(socket: &Path) {
    let start = Instant::now();
    while ask(socket, &Question::List).is_err() {
        assert!(start.elapsed() < PATIENCE, "nobody answers");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Ports that nobody listens on at the moment.
pub(crate) fn free_ports<const NUMBER: usize>() -> [u16; NUMBER] {
    let listeners = [(); NUMBER].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

/// Whether a process is there and has not ended.
pub(crate) fn runs(process: u32) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat"))
        .is_ok_and(|stat| !stat.rsplit(") ").next().unwrap().starts_with('Z'))
}

pub(crate) fn wait_until(is: impl FnMut() -> bool, what: &str) {
    wait_at_most(PATIENCE, is, what);
}

/// As [`wait_until`], for as long as this at most.
pub(crate) fn wait_at_most(patience: Duration, mut is: impl FnMut() -> bool, what: &str) {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < patience, "{what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Sends a signal to a process.
pub(crate) fn signal(process: u32, signal: rustix::process::Signal) {
    let process = rustix::process::Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
    rustix::process::kill_process(process, signal).unwrap();
}
