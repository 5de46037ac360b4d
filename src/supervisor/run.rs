//! All agents together: started in the order of their importance, looked after until the supervisor is asked to end,
//! and changed when the configuration has. Never two supervisors of one configuration.

use super::{
    agent::{Agent, Launch},
    aside,
    board::Kernel,
    config::{self, AgentConfig, Config, ConfigError},
    control::{Answer, BoardLine, Line, QUESTION_BYTES, Question},
    lifecycle::{Event, State},
    overview::{self, Overview},
    watch::{self, Running, STOP_PAUSE, Worry},
};
use core::fmt;
use std::{
    collections::BTreeMap,
    fs::{File, Permissions, TryLockError},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{UnixListener, UnixStream},
    sync::{Mutex, mpsc, watch::Receiver},
    task::JoinSet,
    time::{sleep, timeout},
};

/// How long the next agent waits for the one before it to be ready: a board that starts all at once is busy for long.
const TURN_TIME: Duration = Duration::from_secs(10);
/// How long a question may take to come.
const QUESTION_TIME: Duration = Duration::from_secs(5);
/// How often is looked what was removed long enough ago.
const SWEEP: Duration = Duration::from_secs(24 * 60 * 60);
/// Lines of a log at most in one answer.
const MOST_LINES: usize = 500;

/// Why a supervisor cannot run.
#[derive(Debug)]
pub enum RunError {
    /// The configuration cannot be used.
    Config(ConfigError),
    /// Another supervisor runs with this configuration.
    Another(PathBuf),
    /// The socket cannot be made.
    Socket(PathBuf, std::io::Error),
    /// The configuration cannot be locked.
    Lock(PathBuf, std::io::Error),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Another(path) => write!(
                f,
                "{}: another supervisor runs with this configuration; end it first",
                path.display()
            ),
            Self::Socket(path, error) => write!(
                f,
                "{}: the socket for commands cannot be made: {error}; choose another with \"socket\"",
                path.display()
            ),
            Self::Lock(path, error) => {
                write!(f, "{}: it cannot be locked: {error}", path.display())
            }
        }
    }
}

impl core::error::Error for RunError {}

/// A supervisor that has what it needs: nobody else has the same.
#[derive(Debug)]
pub struct Supervisor {
    path: PathBuf,
    launch: Launch,
    config: Config,
    /// Held for as long as the supervisor lives.
    _lock: File,
}

impl Supervisor {
    /// A supervisor for this configuration.
    ///
    /// # Errors
    /// When it cannot be used, or another one runs with it.
    pub fn new(path: &Path, launch: Launch) -> Result<Self, RunError> {
        let config = config::read(path).map_err(RunError::Config)?;
        let failed = |error| RunError::Lock(path.to_owned(), error);
        // Not the configuration itself: an editor may put another file in its place.
        let lock = config.socket.with_extension("lock");
        let lock = File::create(lock).map_err(failed)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => RunError::Another(path.to_owned()),
            TryLockError::Error(error) => failed(error),
        })?;
        Ok(Self {
            path: path.to_owned(),
            launch,
            config,
            _lock: lock,
        })
    }

    /// Where it is reached.
    pub fn socket(&self) -> &Path {
        &self.config.socket
    }

    /// Looks after all agents until it is told to end, or nobody is left to tell it; then ends them.
    ///
    /// # Errors
    /// When the socket cannot be made.
    pub async fn run(self, mut told: mpsc::Receiver<Told>) -> Result<(), RunError> {
        let listener = listen(&self.config.socket)
            .map_err(|error| RunError::Socket(self.config.socket.clone(), error))?;
        let shared = Arc::new(Shared {
            path: self.path.clone(),
            launch: self.launch.clone(),
            agents: Mutex::default(),
            overview: Mutex::new(Overview::new(Kernel::default(), self.config.folder.clone())),
            reloading: Mutex::default(),
        });
        for config in &self.config.agents {
            shared.add(config).await;
        }
        let mut tasks = JoinSet::new();
        tasks.spawn(start_in_turn(
            Arc::clone(&shared),
            self.config.agents.clone(),
        ));
        tasks.spawn(look_after(Arc::clone(&shared)));
        tasks.spawn(sweep_daily(self.config.folder.clone()));
        loop {
            tokio::select! {
                told = told.recv() => match told {
                    Some(Told::Reload) => {
                        let shared = Arc::clone(&shared);
                        tasks.spawn(async move { shared.reload_and_tell().await });
                    }
                    Some(Told::End) | None => break,
                },
                accepted = listener.accept() => if let Ok((connection, _)) = accepted {
                    tasks.spawn(serve(Arc::clone(&shared), connection));
                },
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
            }
        }
        tasks.shutdown().await;
        let all = core::mem::take(&mut *shared.agents.lock().await);
        retire(all.into_values()).await;
        let _ = std::fs::remove_file(&self.config.socket);
        Ok(())
    }
}

/// What a supervisor can be told from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// To read its configuration again.
    Reload,
    /// To end.
    End,
}

fn listen(socket: &Path) -> std::io::Result<UnixListener> {
    // What an earlier supervisor left there; none can be listening, or the lock would not be ours.
    match std::fs::remove_file(socket) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(socket)?;
    std::fs::set_permissions(socket, Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Starts the agents one after another, the most important first.
async fn start_in_turn(shared: Arc<Shared>, order: Vec<AgentConfig>) {
    for config in order.iter().filter(|config| config.autostart) {
        let status = match shared.agents.lock().await.get(&config.name) {
            Some(agent) => {
                agent.wish(Event::Start);
                agent.watch()
            }
            None => continue,
        };
        let _ = timeout(TURN_TIME, settled(status)).await;
    }
}

/// Looks at the board again and again, and stops the least important agent when the others cannot go on otherwise.
async fn look_after(shared: Arc<Shared>) {
    loop {
        let running = shared.running().await;
        let stop = shared.overview.lock().await.look(&running).stop.clone();
        let pause = match stop {
            Some(name) => {
                tracing::error!(agent = %name, "stopped, so that the others have memory enough");
                shared.wish(&name, Event::Stop).await;
                STOP_PAUSE
            }
            None => overview::PAUSE,
        };
        sleep(pause).await;
    }
}

/// Deletes what was removed long enough ago.
async fn sweep_daily(folder: PathBuf) {
    loop {
        match aside::sweep(&folder) {
            Ok(swept) => swept.iter().for_each(|file| {
                tracing::info!(file = %file.display(), "a removed house was kept long enough");
            }),
            Err(error) => tracing::warn!(%error, folder = %folder.display(), "not swept"),
        }
        sleep(SWEEP).await;
    }
}

/// Ready when an agent has been started and is ready, or has failed.
async fn settled(mut status: Receiver<super::agent::Status>) {
    let begun = |state: State| !matches!(state, State::Stopped | State::Starting { .. });
    let _ = status.wait_for(|status| begun(status.state)).await;
}

/// Ends some agents at the same time; ready when no process of theirs is left.
async fn retire(agents: impl Iterator<Item = Agent>) {
    let mut ending: JoinSet<()> = agents.map(Agent::retire).collect();
    while ending.join_next().await.is_some() {}
}

/// What those share who answer questions.
struct Shared {
    path: PathBuf,
    launch: Launch,
    /// By name.
    agents: Mutex<BTreeMap<String, Agent>>,
    overview: Mutex<Overview>,
    /// Held while the configuration is being read again.
    reloading: Mutex<()>,
}

async fn serve(shared: Arc<Shared>, mut connection: UnixStream) {
    let mut line = String::new();
    let (read, mut write) = connection.split();
    let mut read = BufReader::new(read.take(QUESTION_BYTES as u64));
    let came = timeout(QUESTION_TIME, read.read_line(&mut line)).await;
    if !matches!(came, Ok(Ok(1..))) {
        return;
    }
    let answer = match serde_json::from_str(&line) {
        Ok(question) => shared.answer(question).await,
        Err(error) => Answer::Refused(format!("the question is not understood: {error}")),
    };
    if let Ok(mut line) = serde_json::to_vec(&answer) {
        line.push(b'\n');
        // Who does not wait for the answer does not get it.
        let _ = write.write_all(&line).await;
    }
}

impl Shared {
    async fn answer(&self, question: Question) -> Answer {
        match question {
            Question::List => {
                let agents = self.agents.lock().await;
                let mut lines: Vec<Line> = agents.values().map(line).collect();
                lines.sort_by_key(|line| line.number);
                Answer::Agents(lines)
            }
            Question::Board => self.board().await,
            Question::Start(name, force) => self.start(&name, force).await,
            Question::Stop(name) => self.wish(&name, Event::Stop).await,
            Question::Restart(name) => self.wish(&name, Event::Restart).await,
            Question::Logs(name, most) => match self.agents.lock().await.get(&name) {
                Some(agent) => Answer::Lines(agent.last_lines(most.min(MOST_LINES))),
                None => unknown(&name),
            },
            Question::Reload => match self.reload().await {
                Ok(done) => Answer::Lines(done),
                Err(error) => Answer::Refused(format!("nothing was changed: {error}")),
            },
        }
    }

    /// The agents whose process runs.
    async fn running(&self) -> Vec<Running> {
        let agents = self.agents.lock().await;
        let running = agents.values().filter_map(|agent| {
            Some(Running {
                name: agent.config.name.clone(),
                number: agent.config.number,
                priority: agent.config.priority,
                memory_bytes: overview::memory_of(agent.status().process?),
            })
        });
        running.collect()
    }

    /// Starts an agent that fits on the board, or whoever asks insists.
    async fn start(&self, name: &str, force: bool) -> Answer {
        let running = self.running().await;
        let is_new = running.iter().all(|agent| agent.name != name);
        let now = self.overview.lock().await.now();
        let reason = now
            .ok()
            .and_then(|look| watch::does_not_fit(&look, &running));
        match reason.filter(|_| is_new && !force) {
            Some(reason) => Answer::Refused(format!("{name} was not started: {reason}")),
            None => self.wish(name, Event::Start).await,
        }
    }

    async fn board(&self) -> Answer {
        let overview = self.overview.lock().await;
        let Ok(look) = overview.now() else {
            return Answer::Refused("the board cannot be looked at".to_owned());
        };
        let samples: Vec<_> = overview.samples().collect();
        let judgement = overview.judgement();
        let worry = |it: &Worry| {
            let words = (it.level.name().to_owned(), it.about.to_owned());
            (words.0, words.1, it.sentence.clone())
        };
        Answer::Board(Box::new(BoardLine {
            memory_total: look.memory.total,
            memory_available: look.memory.available,
            memory_percent: look.memory.used_percent(),
            swap_total: look.memory.swap_total,
            swap_used: look.memory.swap_used,
            memory_pressure: look.memory_pressure,
            io_pressure: look.io_pressure,
            processor_percent: samples.last().map_or(0, |sample| sample.processor_percent),
            oom_kills: look.oom_kills,
            millidegrees: look.millidegrees,
            undervoltage: look.undervoltage,
            disk: overview.disk(),
            level: judgement.level().name().to_owned(),
            worries: judgement.worries.iter().map(worry).collect(),
            samples,
        }))
    }

    async fn wish(&self, name: &str, wish: Event) -> Answer {
        match self.agents.lock().await.get(name) {
            Some(agent) => {
                agent.wish(wish);
                Answer::Noted
            }
            None => unknown(name),
        }
    }

    async fn reload_and_tell(&self) {
        match self.reload().await {
            Ok(done) => done.iter().for_each(|line| tracing::info!("{line}")),
            Err(error) => tracing::error!("the configuration stays as it was: {error}"),
        }
    }

    async fn add(&self, config: &AgentConfig) {
        let agent = Agent::new(config.clone(), self.launch.clone());
        self.agents.lock().await.insert(config.name.clone(), agent);
    }

    /// Does what the configuration says now; agents it says the same of as before are not touched. Answers with what
    /// was done, in words.
    async fn reload(&self) -> Result<Vec<String>, ConfigError> {
        let _one_at_a_time = self.reloading.lock().await;
        let config = config::read(&self.path)?;
        let told_otherwise = |_: &String, agent: &mut Agent| !config.agents.contains(&agent.config);
        let gone: BTreeMap<String, Agent> = self
            .agents
            .lock()
            .await
            .extract_if(.., told_otherwise)
            .collect();
        let rested: Vec<String> = gone
            .iter()
            .filter(|(_, agent)| agent.status().state == State::Stopped)
            .map(|(name, _)| name.clone())
            .collect();
        let names: Vec<String> = gone.keys().cloned().collect();
        // Two agents of one file would stand in each other's way: the old ones end before the new ones begin.
        retire(gone.into_values()).await;
        let is_named = |name: &&String| config.agents.iter().any(|agent| agent.name == **name);
        let ended = names.iter().filter(|name| !is_named(name));
        let mut done: Vec<String> = ended.map(|name| format!("{name}: ended")).collect();
        for told in &config.agents {
            if self.agents.lock().await.contains_key(&told.name) {
                continue;
            }
            let changed = names.contains(&told.name);
            self.add(told).await;
            // One that rests because somebody wished it goes on resting.
            let wanted = changed || told.autostart;
            if wanted && !rested.contains(&told.name) {
                self.wish(&told.name, Event::Start).await;
            }
            let what = if changed { "changed" } else { "new" };
            done.push(format!("{}: {what}", told.name));
        }
        if done.is_empty() {
            done.push("nothing has changed".to_owned());
        }
        Ok(done)
    }
}

fn unknown(name: &str) -> Answer {
    Answer::Refused(format!(
        "there is no agent called {name:?}; see \"hutbook agent list\""
    ))
}

fn line(agent: &Agent) -> Line {
    let status = agent.status();
    Line {
        name: agent.config.name.clone(),
        number: agent.config.number,
        state: status.state.name().to_owned(),
        listen: agent.config.listen.to_string(),
        process: status.process,
        priority: agent.config.priority,
        starts: status.starts,
        last_end: status.last_end,
        file: agent.config.file.display().to_string(),
        memory_bytes: status.process.map_or(0, overview::memory_of),
        most_memory_bytes: agent.config.memory_bytes,
    }
}
