//! One agent: its process, its state, its last lines. A task of its own owns the process and lets `lifecycle` decide;
//! everybody else sends wishes and looks at what it publishes. Never opens the house's file.

use super::{
    cgroup::{Cgroups, Limits},
    config::AgentConfig,
    ending::{Ending, Kills},
    health,
    lifecycle::{Action, End, Event, Policy, State},
    logs::{Lines, LogRing},
    measure::Measured,
    owner,
    post::Patience,
    turn::SharedTurn,
};
use crate::clock::Stopwatch;
use std::{
    io::Write as _,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    io::AsyncReadExt as _,
    net::unix::pipe,
    process::{Child, Command},
    sync::{mpsc, watch},
    task::JoinHandle,
    time::sleep,
};

/// Wishes that may wait for an agent.
const MOST_WISHES: usize = 16;
/// Bytes of an agent's output that are read at a time.
const PIECE_BYTES: usize = 1024;
/// Exit code of a program whose command line is wrong: no other try can help.
const WRONG_COMMAND_LINE: i32 = 2;
/// How a process ends that is killed, by whomever.
const KILLED: Ending = Ending::Signal(rustix::process::Signal::KILL.as_raw());

/// How agents are started.
#[derive(Debug, Clone)]
pub struct Launch {
    /// The program: this one.
    pub program: PathBuf,
    /// How patient the supervisor is.
    pub policy: Policy,
    /// The control groups agents are put into, where there are any.
    pub groups: Option<Cgroups>,
    /// How patient the supervisor is with the mail server it writes by.
    pub patience: Patience,
    /// What agents take turns by at what takes much memory, where there is one.
    pub turn: Option<SharedTurn>,
}

/// What is known about an agent at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Where it is in its life.
    pub state: State,
    /// Its process, while there is one.
    pub process: Option<u32>,
    /// How often a process was started since the supervisor was.
    pub starts: u32,
    /// How its last process ended.
    pub last_end: Option<Ending>,
    /// How often the kernel killed its process for want of memory since the supervisor was started.
    pub oom_kills: u32,
}

/// What an agent's task shares with everybody who looks at it.
#[derive(Debug)]
pub struct Agent {
    /// What it was told.
    pub config: AgentConfig,
    status: watch::Receiver<Status>,
    wishes: mpsc::Sender<Event>,
    log: Arc<Mutex<LogRing>>,
    measured: Mutex<Measured>,
    task: JoinHandle<()>,
}

impl Agent {
    /// An agent that rests. Must be called within the supervisor's runtime.
    pub(super) fn new(config: AgentConfig, launch: Launch, kills: Arc<Kills>) -> Self {
        let (publish, status) = watch::channel(Status {
            state: State::Stopped,
            process: None,
            starts: 0,
            last_end: None,
            oom_kills: 0,
        });
        let (wishes, wished) = mpsc::channel(MOST_WISHES);
        let log = Arc::default();
        let life = Life {
            config: config.clone(),
            launch,
            since: Stopwatch::start(),
            publish,
            log: Arc::clone(&log),
            child: None,
            kills,
            group_kills: 0,
            question: None,
            random: fastrand::Rng::with_seed(u64::from(config.number)),
        };
        Self {
            config,
            status,
            wishes,
            log,
            measured: Mutex::default(),
            task: tokio::spawn(life.live(wished)),
        }
    }

    /// What is known about it.
    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    /// Its status from now on.
    pub fn watch(&self) -> watch::Receiver<Status> {
        self.status.clone()
    }

    /// Where it is told what somebody wishes: to start, to rest, to start anew.
    pub(super) fn wishes(&self) -> mpsc::Sender<Event> {
        self.wishes.clone()
    }

    /// Its last lines, the oldest first.
    pub fn last_lines(&self, most: usize) -> Vec<String> {
        lock(&self.log).last(most).map(str::to_owned).collect()
    }

    /// What it has taken of memory and processor.
    pub(super) fn measured(&self) -> MutexGuard<'_, Measured> {
        lock(&self.measured)
    }

    /// Ends it for good; ready when no process of it is left.
    pub async fn retire(self) {
        drop(self.wishes);
        let _ = self.task.await;
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the task of an agent owns.
struct Life {
    config: AgentConfig,
    launch: Launch,
    since: Stopwatch,
    publish: watch::Sender<Status>,
    log: Arc<Mutex<LogRing>>,
    child: Option<Child>,
    kills: Arc<Kills>,
    /// Kills its control group had counted when its process was started.
    group_kills: u64,
    /// The question how it is, while it waits for its time or its answer.
    question: Option<JoinHandle<bool>>,
    random: fastrand::Rng,
}

impl Life {
    async fn live(mut self, mut wished: mpsc::Receiver<Event>) {
        let mut wanted = true;
        while wanted || self.state().has_process() {
            self.ask_in_time();
            let deadline = self.state().deadline(&self.launch.policy);
            let left = deadline.map(|deadline| deadline.saturating_sub(self.since.elapsed()));
            let event = tokio::select! {
                wish = wished.recv(), if wanted => wish.unwrap_or_else(|| {
                    wanted = false;
                    Event::Stop
                }),
                status = ended(&mut self.child) => self.ended(status),
                well = answered(&mut self.question) => {
                    self.question = None;
                    if well { Event::Answered } else { Event::Silent }
                }
                () = sleep(left.unwrap_or(Duration::MAX)), if left.is_some() => Event::Tick,
            };
            self.take(event);
        }
        if let Some(groups) = &self.launch.groups {
            groups.remove(&self.config.name);
        }
    }

    fn state(&self) -> State {
        self.publish.borrow().state
    }

    fn take(&mut self, event: Event) {
        let before = self.state();
        let chance = self.random.u8(..);
        let (state, action) =
            before.after(event, self.since.elapsed(), &self.launch.policy, chance);
        if core::mem::discriminant(&state) != core::mem::discriminant(&before) {
            tracing::info!(agent = %self.config.name, "{} → {}", before.name(), state.name());
            // An answer to a question of before would be about another time.
            if let Some(question) = self.question.take() {
                question.abort();
            }
        }
        self.publish.send_if_modified(|status| {
            let changed = status.state != state;
            status.state = state;
            changed
        });
        if state == State::GivenUp && before != state {
            self.tell_given_up();
        }
        match action {
            Some(Action::Spawn) => self.spawn(),
            Some(Action::Terminate) => self.signal(rustix::process::Signal::TERM),
            Some(Action::Kill) => self.signal(rustix::process::Signal::KILL),
            None => {}
        }
    }

    fn tell_given_up(&self) {
        let (name, end) = (&self.config.name, self.publish.borrow().last_end.clone());
        let end = end.map_or(String::new(), |end| format!(" ({end})"));
        tracing::error!(
            agent = %name,
            "given up{end}, its house is not served; see \"hutbook agent logs {name}\", put it right, then \"hutbook \
             agent start {name}\""
        );
    }

    /// Sees to it that an agent that can answer is asked, each time a while after the last answer.
    fn ask_in_time(&mut self) {
        if self.question.is_some() || !self.state().is_asked() {
            return;
        }
        let policy = self.launch.policy;
        let pause = match self.state() {
            State::Starting { .. } => policy.ask_starting,
            State::Healthy { .. } => policy.ask_healthy,
            _ => policy.ask_unhealthy,
        };
        let address = self.config.listen;
        self.question = Some(tokio::spawn(async move {
            sleep(pause).await;
            health::is_well(address, policy.answer_time).await
        }));
    }

    fn spawn(&mut self) {
        match self.try_spawn() {
            Ok(child) => {
                let process = child.id();
                self.child = Some(child);
                self.publish.send_modify(|status| {
                    status.process = process;
                    status.starts = status.starts.saturating_add(1);
                });
            }
            Err(error) => {
                self.remember_end(Ending::NotStarted(error.to_string()));
                self.take(Event::Ended(End::Other));
            }
        }
    }

    fn try_spawn(&mut self) -> std::io::Result<Child> {
        let (output, input) = std::io::pipe()?;
        let output = pipe::Receiver::from_owned_fd(output.into())?;
        let mut command = Command::new(&self.launch.program);
        if let Some(user) = owner::user_of(&self.config, &self.launch.program)? {
            command.uid(user).gid(user);
        }
        self.limit()?;
        self.group_kills = self.kills_of_group();
        let turn = self
            .launch
            .turn
            .as_ref()
            .map(SharedTurn::open)
            .transpose()?;
        let child = command
            .arg("serve")
            .arg(&self.config.file)
            .args(["--listen", &self.config.listen.to_string()])
            .args(["--supervised-by", &std::process::id().to_string()])
            .args(self.own_limit())
            .args(turn.as_ref().map(|_| "--turn-on-stdin"))
            .stdin(turn.map_or_else(Stdio::null, Stdio::from))
            .stdout(input.try_clone()?)
            .stderr(input)
            // A key pressed at the supervisor's terminal is for the supervisor.
            .process_group(0)
            .spawn()?;
        self.put_into_group(&child);
        tokio::spawn(listen(
            output,
            Arc::clone(&self.log),
            self.config.name.clone(),
        ));
        Ok(child)
    }

    fn limit(&self) -> std::io::Result<()> {
        let Some(groups) = &self.launch.groups else {
            return Ok(());
        };
        let limits = Limits {
            memory_bytes: self.config.memory_bytes,
            cpu_weight: u16::from(self.config.priority) * 2 + 1,
        };
        groups.limit(&self.config.name, &limits)
    }

    /// A process is put into its group as soon as there is one: until then it has done next to nothing.
    fn put_into_group(&self, child: &Child) {
        let put = match (&self.launch.groups, child.id()) {
            (Some(groups), Some(process)) => groups.put(&self.config.name, process),
            _ => Ok(()),
        };
        if let Err(error) = put {
            tracing::warn!(agent = %self.config.name, %error, "the process could not be limited");
        }
    }

    fn signal(&self, signal: rustix::process::Signal) {
        let process = self.child.as_ref().and_then(Child::id);
        let process = process.and_then(|id| i32::try_from(id).ok());
        let process = process.and_then(rustix::process::Pid::from_raw);
        // Until its end has been seen here, the number belongs to nobody else.
        if let Some(Err(error)) = process.map(|it| rustix::process::kill_process(it, signal)) {
            tracing::warn!(agent = %self.config.name, %error, "the process could not be signalled");
        }
    }

    /// Where no control group limits its memory, it does so itself.
    fn own_limit(&self) -> Option<String> {
        let mib = self.config.memory_bytes >> 20;
        self.launch
            .groups
            .is_none()
            .then(|| format!("--memory-mib={mib}"))
    }

    fn kills_of_group(&self) -> u64 {
        let groups = self.launch.groups.as_ref();
        groups.map_or(0, |groups| groups.usage(&self.config.name).oom_kills)
    }

    fn ended(&mut self, status: std::io::Result<ExitStatus>) -> Event {
        self.child = None;
        let ending = match status {
            Ok(status) => Ending::of(status),
            Err(error) => Ending::Unseen(error.to_string()),
        };
        let ending = if ending == KILLED && self.was_for_want_of_memory() {
            Ending::OutOfMemory
        } else {
            ending
        };
        let end = match ending {
            Ending::Code(WRONG_COMMAND_LINE) => End::ForGood,
            _ => End::Other,
        };
        self.remember_end(ending);
        Event::Ended(end)
    }

    /// Whether it was the kernel that killed the process: its control group says so, or nobody here did and the kernel
    /// has just killed something.
    fn was_for_want_of_memory(&self) -> bool {
        if matches!(self.state(), State::Stopping { killed: true, .. }) {
            return false;
        }
        let is_explained = self.kills.explain_one();
        match self.launch.groups {
            Some(_) => self.kills_of_group() > self.group_kills,
            None => is_explained,
        }
    }

    fn remember_end(&self, ending: Ending) {
        lock(&self.log).push(&format!("({ending})"));
        let is_kill = ending == Ending::OutOfMemory;
        if is_kill {
            tracing::error!(agent = %self.config.name, "{ending}; give it more memory with memory-mib, or stop another");
        }
        self.publish.send_modify(|status| {
            status.process = None;
            status.oom_kills = status.oom_kills.saturating_add(is_kill.into());
            status.last_end = Some(ending);
        });
    }
}

/// Ready when the process has ended; never, without one.
async fn ended(child: &mut Option<Child>) -> std::io::Result<ExitStatus> {
    match child {
        Some(child) => child.wait().await,
        None => core::future::pending().await,
    }
}

/// Ready when a question has its answer; never, without one.
async fn answered(question: &mut Option<JoinHandle<bool>>) -> bool {
    match question {
        Some(question) => question.await.unwrap_or(false),
        None => core::future::pending().await,
    }
}

/// Keeps what an agent writes, and passes it on to whoever reads the supervisor's own log.
async fn listen(mut output: pipe::Receiver, log: Arc<Mutex<LogRing>>, name: String) {
    let (mut lines, mut piece) = (Lines::default(), [0; PIECE_BYTES]);
    let keep = |line: &str| {
        lock(&log).push(line);
        // Where the supervisor's own log cannot be written to, a full disk say, its agents go on all the same.
        let _ = writeln!(std::io::stderr(), "{name}: {line}");
    };
    while let Ok(read @ 1..) = output.read(&mut piece).await {
        lines.take(&piece[..read], keep);
    }
    lines.end(keep);
}
