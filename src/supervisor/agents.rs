//! The agents of one supervisor as all its tasks see them: wished to start and rest, added, ended, told anew by the
//! configuration, and asked about. Never listens anywhere and never waits for a signal.

use super::{
    agent::{Agent, Launch},
    board::Kernel,
    config::{self, AgentConfig, Config, ConfigError},
    control::{Answer, BoardLine, Line, Question},
    health,
    lifecycle::{Event, State},
    overview::{self, Overview},
    watch::{self, Running, Worry},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    path::PathBuf,
};
use tokio::{
    sync::{Mutex, watch::Receiver, watch::Sender},
    task::JoinSet,
};

/// Lines of a log at most in one answer.
const MOST_LINES: usize = 500;

/// See the head of this file.
#[derive(Debug)]
pub struct Agents {
    path: PathBuf,
    launch: Launch,
    /// By name.
    pub(super) agents: Mutex<BTreeMap<String, Agent>>,
    pub(super) overview: Mutex<Overview>,
    /// Held while the configuration is being read again.
    reloading: Mutex<()>,
    /// The names the configuration says, also of agents that are just being replaced.
    names: Sender<BTreeSet<String>>,
}

/// Where an agent is found, and how it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// The address at which this machine reaches it.
    pub address: SocketAddr,
    /// Where it is in its life.
    pub state: State,
}

impl Agents {
    /// Those a configuration names, at rest.
    pub(super) async fn new(path: PathBuf, launch: Launch, config: &Config) -> Self {
        let agents = Self {
            path,
            launch,
            agents: Mutex::default(),
            overview: Mutex::new(Overview::new(Kernel::default(), config.folder.clone())),
            reloading: Mutex::default(),
            names: Sender::new(names_of(config)),
        };
        for agent in &config.agents {
            agents.add(agent).await;
        }
        agents
    }

    /// Ends all of them.
    pub(super) async fn end(&self) {
        let all = core::mem::take(&mut *self.agents.lock().await);
        retire(all.into_values()).await;
    }

    /// The names of all agents, as the configuration says them from now on.
    pub fn names(&self) -> Receiver<BTreeSet<String>> {
        self.names.subscribe()
    }

    /// Whether the configuration names one so.
    pub fn has(&self, name: &str) -> bool {
        self.names.borrow().contains(name)
    }

    /// Where one is found; `None` where there is none of this name, or it is just being replaced. It is known without
    /// asking anybody, so that it can be wanted for every request.
    pub async fn door(&self, name: &str) -> Option<Door> {
        let agents = self.agents.lock().await;
        agents.get(name).map(|agent| Door {
            address: health::reachable(agent.config.listen),
            state: agent.status().state,
        })
    }

    /// Answers a question, and does what it asks.
    pub async fn answer(&self, question: Question) -> Answer {
        match question {
            Question::List => {
                let agents = self.agents.lock().await;
                let mut lines: Vec<Line> = agents.values().map(line).collect();
                lines.sort_by_key(|line| line.number);
                Answer::Agents(lines)
            }
            Question::One(name) => {
                let agents = self.agents.lock().await;
                Answer::Agents(agents.get(&name).map(line).into_iter().collect())
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
    pub(super) async fn running(&self) -> Vec<Running> {
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
        let runs = |agent: &Agent| agent.status().process.is_some();
        let runs = self.agents.lock().await.get(name).is_some_and(runs);
        if force || runs {
            return self.wish(name, Event::Start).await;
        }
        let running = self.running().await;
        let now = self.overview.lock().await.now();
        match now
            .ok()
            .and_then(|look| watch::does_not_fit(&look, &running))
        {
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

    pub(super) async fn wish(&self, name: &str, wish: Event) -> Answer {
        match self.agents.lock().await.get(name) {
            Some(agent) => {
                agent.wish(wish);
                Answer::Noted
            }
            None => unknown(name),
        }
    }

    pub(super) async fn reload_and_tell(&self) {
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
        let names = names_of(&config);
        self.names.send_if_modified(|said| {
            let changed = *said != names;
            *said = names;
            changed
        });
        if done.is_empty() {
            done.push("nothing has changed".to_owned());
        }
        Ok(done)
    }
}

fn names_of(config: &Config) -> BTreeSet<String> {
    config
        .agents
        .iter()
        .map(|agent| agent.name.clone())
        .collect()
}

/// Ends some agents at the same time; ready when no process of theirs is left.
async fn retire(agents: impl Iterator<Item = Agent>) {
    let mut ending: JoinSet<()> = agents.map(Agent::retire).collect();
    while ending.join_next().await.is_some() {}
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
