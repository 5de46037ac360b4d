//! The agents of one supervisor as all its tasks see them: wished to start and rest, added, ended, told anew by the
//! configuration, and asked about. Never listens anywhere and never waits for a signal.

use super::{
    agent::{Agent, Launch, Status},
    board::{self, Kernel, Look},
    config::{self, AgentConfig, Config, ConfigError},
    control::{Answer, BoardLine, Line, Question},
    edit::Told,
    ending::Kills,
    health,
    lifecycle::{Event, State},
    mail_config::MailConfig,
    measure::{self, Taken},
    overview::Overview,
    watch::{self, Judgement, Running, Shortage},
    worry::Worry,
};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{Mutex, watch as channel},
    task::JoinSet,
};

/// Lines of a log at most in one answer.
const MOST_LINES: usize = 500;

/// See the head of this file.
#[derive(Debug)]
pub struct Agents {
    path: PathBuf,
    /// The folder of houses whose file lies nowhere else.
    folder: PathBuf,
    launch: Launch,
    /// By name.
    pub(super) agents: Mutex<BTreeMap<String, Agent>>,
    pub(super) overview: Mutex<Overview>,
    news: channel::Sender<News>,
    /// Where mails about the board go, if anywhere.
    pub(super) mail: Mutex<Option<MailConfig>>,
    kernel: Kernel,
    kills: Arc<Kills>,
    /// Held while the configuration is being read again.
    reloading: Mutex<()>,
    /// Those that are still to be started for the first time, the next one first: nobody has wished anything of them
    /// since the supervisor was started.
    waiting: Mutex<VecDeque<String>>,
    /// The names the configuration says, also of agents that are just being replaced.
    names: channel::Sender<BTreeSet<String>>,
}

/// Where an agent is found, and how it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// The address at which this machine reaches it.
    pub address: SocketAddr,
    /// Where it is in its life.
    pub state: State,
}

/// What everybody is told who wants to know that something has changed.
#[derive(Debug, Clone)]
pub struct News {
    /// Rises with every look at the board and every change of an agent.
    pub number: u64,
    /// What the last look was worried about.
    pub worries: Arc<[Worry]>,
}

/// The board and its agents as they were seen last: made from memory, whoever asks and however often.
#[derive(Debug, Clone, PartialEq)]
pub struct Sight {
    /// The board; `None` when it has not been looked at yet, or cannot be.
    pub board: Option<BoardLine>,
    /// How long ago the board was looked at.
    pub age: Duration,
    /// The agents by their number: their states of this moment, their memory as of the last look, or a minute old at most
    /// while nobody follows the news.
    pub agents: Vec<Line>,
}

impl Agents {
    /// Those a configuration names, at rest.
    pub(super) async fn new(path: PathBuf, launch: Launch, config: &Config) -> Self {
        let kernel = Kernel::default();
        let agents = Self {
            path,
            folder: config.folder.clone(),
            launch,
            agents: Mutex::default(),
            overview: Mutex::new(Overview::new(kernel.clone(), config.folder.clone())),
            news: channel::Sender::new(News {
                number: 1,
                worries: Arc::default(),
            }),
            mail: Mutex::new(config.mail.clone()),
            kills: Arc::new(Kills::from_now(kernel.clone())),
            kernel,
            reloading: Mutex::default(),
            waiting: Mutex::new(begun_with(config).map(str::to_owned).collect()),
            names: channel::Sender::new(names_of(config)),
        };
        for agent in &config.agents {
            agents.add(agent).await;
        }
        agents
    }

    /// Ends all of them, also those a change that is under way is about to begin.
    pub(super) async fn end(&self) {
        let _no_change = self.reloading.lock().await;
        let all = core::mem::take(&mut *self.agents.lock().await);
        retire(all.into_values()).await;
    }

    /// The names of all agents, as the configuration says them from now on.
    pub fn names(&self) -> channel::Receiver<BTreeSet<String>> {
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
            Question::List => Answer::Agents(self.lines(memory_now).await),
            Question::One(name) => {
                let agents = self.agents.lock().await;
                let line = |agent| line(agent, memory_now);
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

    /// Everything as it was seen last. Reads nothing of the kernel's.
    pub async fn sight(&self) -> Sight {
        let overview = self.overview.lock().await;
        let board = overview.last().map(|look| board_line(look, &overview));
        let age = overview.age().unwrap_or_default();
        drop(overview);
        let memory = |agent: &Agent, process| agent.measured().memory_of(process);
        Sight {
            board,
            age,
            agents: self.lines(memory).await,
        }
    }

    /// What changes from now on.
    pub fn news(&self) -> channel::Receiver<News> {
        self.news.subscribe()
    }

    /// Tells everybody who follows the news that something else about the board has changed.
    pub fn tell_news(&self) {
        self.news.send_modify(|news| news.number += 1);
    }

    /// Looks at the board and its agents, remembers that, and tells everybody.
    pub(super) async fn look(&self) -> Judgement {
        let running = self.measure().await;
        let judgement = self.overview.lock().await.look(&running).clone();
        self.news.send_modify(|news| {
            news.number += 1;
            if *news.worries != *judgement.worries {
                news.worries = judgement.worries.as_slice().into();
            }
        });
        judgement
    }

    /// All agents by their number.
    async fn lines(&self, memory: impl Fn(&Agent, u32) -> u64) -> Vec<Line> {
        let agents = self.agents.lock().await;
        let mut lines: Vec<Line> = agents.values().map(|it| line(it, &memory)).collect();
        lines.sort_by_key(|line| line.number);
        lines
    }

    /// Starts the one whose turn it is among those nobody has wished anything of yet; answers with its status from then
    /// on, or with nothing when none is left.
    pub(super) async fn start_next(&self) -> Option<channel::Receiver<Status>> {
        // One that is just being replaced has its turn as what it will be.
        let _no_change = self.reloading.lock().await;
        // Held until the wish is sent: whoever wishes otherwise meanwhile is heard after it.
        let mut waiting = self.waiting.lock().await;
        while let Some(name) = waiting.pop_front() {
            let agents = self.agents.lock().await;
            let found = agents.get(&name).map(|it| (it.wishes(), it.watch()));
            drop(agents);
            if let Some((wishes, status)) = found
                && wishes.send(Event::Start).await.is_ok()
            {
                return Some(status);
            }
        }
        None
    }

    /// The agents whose process runs.
    pub(super) async fn running(&self) -> Vec<Running> {
        let agents = self.agents.lock().await;
        let running = agents.values().filter_map(|agent| {
            let process = agent.status().process?;
            Some(running(agent, measure::of(process)))
        });
        running.collect()
    }

    /// As [`Agents::running`], and each agent keeps in mind what it takes.
    async fn measure(&self) -> Vec<Running> {
        self.kills.look();
        let (board, followed) = (self.kernel.processor(), self.news.receiver_count() > 0);
        let agents = self.agents.lock().await;
        let mut found = Vec::new();
        for agent in agents.values() {
            let process = agent.status().process;
            let look = |it| agent.measured().look_at(it, followed);
            let taken = process.map_or(Taken::default(), look);
            agent.measured().take(process, taken, board);
            if process.is_some() {
                found.push(running(agent, taken));
            }
        }
        found
    }

    /// Starts an agent that fits on the board, or whoever asks insists.
    async fn start(&self, name: &str, force: bool) -> Answer {
        if !force && let Some(shortage) = self.shortage(name).await {
            return Answer::Refused(format!("{name} was not started: {shortage}"));
        }
        self.wish(name, Event::Start).await
    }

    /// Why an agent cannot be started now unless somebody insists. One whose process runs has its place already.
    pub async fn shortage(&self, name: &str) -> Option<Shortage> {
        let runs = |agent: &Agent| agent.status().process.is_some();
        if self.agents.lock().await.get(name).is_some_and(runs) {
            return None;
        }
        let running = self.running().await;
        let look = self.overview.lock().await.now().ok()?;
        watch::does_not_fit(&look, &running)
    }

    /// The configuration its agents are told by.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of houses whose file lies nowhere else.
    pub fn houses(&self) -> &Path {
        &self.folder
    }

    /// What one of them is told at the moment.
    pub async fn told(&self, name: &str) -> Option<Told> {
        let agents = self.agents.lock().await;
        agents.get(name).map(|agent| Told::of(&agent.config))
    }

    /// The program agents are processes of.
    pub fn program(&self) -> &Path {
        &self.launch.program
    }

    async fn board(&self) -> Answer {
        let overview = self.overview.lock().await;
        let Ok(look) = overview.now() else {
            return Answer::Refused("the board cannot be looked at".to_owned());
        };
        Answer::Board(Box::new(board_line(&look, &overview)))
    }

    pub(super) async fn wish(&self, name: &str, wish: Event) -> Answer {
        let wishes = self.agents.lock().await.get(name).map(Agent::wishes);
        if wishes.is_some() {
            self.waiting.lock().await.retain(|it| it != name);
        }
        // Nobody else waits for an agent that is wished much at once, and nothing of it gets lost.
        match wishes {
            Some(wishes) if wishes.send(wish).await.is_ok() => Answer::Noted,
            _ => unknown(name),
        }
    }

    pub(super) async fn reload_and_tell(&self) {
        match self.reload().await {
            Ok(done) => done.iter().for_each(|line| tracing::info!("{line}")),
            Err(error) => tracing::error!("the configuration stays as it was: {error}"),
        }
    }

    /// Whether mails go elsewhere from now on.
    async fn change_mail(&self, told: Option<MailConfig>) -> bool {
        let mut mail = self.mail.lock().await;
        let changed = *mail != told;
        *mail = told;
        changed
    }

    async fn add(&self, config: &AgentConfig) {
        let kills = Arc::clone(&self.kills);
        let agent = Agent::new(config.clone(), self.launch.clone(), kills);
        tokio::spawn(pass_on(agent.watch(), self.news.clone()));
        self.agents.lock().await.insert(config.name.clone(), agent);
    }

    /// Does what the configuration says now; agents it says the same of as before are not touched. Answers with what
    /// was done, in words.
    async fn reload(&self) -> Result<Vec<String>, ConfigError> {
        let _one_at_a_time = self.reloading.lock().await;
        let config = config::read(&self.path)?;
        let begun_with: BTreeSet<&str> = begun_with(&config).collect();
        let mut waiting = self.waiting.lock().await;
        waiting.retain(|name| begun_with.contains(&**name));
        drop(waiting);
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
        let all = names_of(&config);
        if self.change_mail(config.mail).await {
            done.push("mail: changed".to_owned());
        }
        for told in &config.agents {
            if self.agents.lock().await.contains_key(&told.name) {
                continue;
            }
            let changed = names.contains(&told.name);
            self.add(told).await;
            // One that rests because somebody wished it goes on resting.
            let wanted = changed || told.autostart;
            let what = if changed { "changed" } else { "new" };
            let mut line = format!("{}: {what}", told.name);
            if wanted && !rested.contains(&told.name) {
                // One that ran before had its place; a new one gets one only if there is room.
                if let Answer::Refused(reason) = self.start(&told.name, changed).await {
                    line.push_str(&format!("; {reason}"));
                }
            }
            done.push(line);
        }
        self.names.send_if_modified(|said| {
            let changed = *said != all;
            *said = all;
            changed
        });
        if done.is_empty() {
            done.push("nothing has changed".to_owned());
        }
        Ok(done)
    }
}

/// The names of the agents that are started with the supervisor, the most important one first.
fn begun_with(config: &Config) -> impl Iterator<Item = &str> {
    let all = config.agents.iter().filter(|agent| agent.autostart);
    all.map(|agent| &*agent.name)
}

fn names_of(config: &Config) -> BTreeSet<String> {
    let names = config.agents.iter().map(|agent| agent.name.clone());
    names.collect()
}

fn running(agent: &Agent, taken: Taken) -> Running {
    Running {
        name: agent.config.name.clone(),
        number: agent.config.number,
        priority: agent.config.priority,
        memory_bytes: taken.memory_bytes,
    }
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

/// Tells everybody of each change of an agent, its end included.
async fn pass_on(mut status: channel::Receiver<Status>, news: channel::Sender<News>) {
    let mut is_there = true;
    while is_there {
        is_there = status.changed().await.is_ok();
        news.send_modify(|news| news.number += 1);
    }
}

fn board_line(look: &Look, overview: &Overview) -> BoardLine {
    let samples: Vec<_> = overview.samples().collect();
    let (judgement, disk) = (overview.judgement(), overview.disk());
    BoardLine {
        looked_millis: overview.last_millis(),
        memory_total: look.memory.total,
        memory_available: look.memory.available,
        memory_percent: look.memory.used_percent(),
        swap_total: look.memory.swap_total,
        swap_used: look.memory.swap_used,
        memory_pressure: look.memory_pressure,
        io_pressure: look.io_pressure,
        processor_pressure: look.processor_pressure,
        processor_percent: samples.last().and_then(|sample| sample.processor_percent),
        processor_seconds: look.processor.seconds(),
        oom_kills: look.oom_kills,
        millidegrees: look.millidegrees,
        undervoltage: look.undervoltage,
        disk: disk.map(|disk| (disk.free, disk.all)),
        disk_read_only: disk.is_some_and(|disk| disk.read_only),
        disk_errors: disk.and_then(|disk| disk.errors),
        level: judgement.level(),
        worries: judgement.worries.clone(),
        samples,
    }
}

/// Bytes of memory an agent has right now: the kernel goes through all its pages to tell.
fn memory_now(_: &Agent, process: u32) -> u64 {
    measure::of(process).memory_bytes
}

fn line(agent: &Agent, memory: impl Fn(&Agent, u32) -> u64) -> Line {
    let status = agent.status();
    let memory_bytes = status.process.map_or(0, |it| memory(agent, it));
    let measured = agent.measured();
    let ticks = status.process.and_then(|it| measured.ticks_of(it));
    Line {
        name: agent.config.name.clone(),
        number: agent.config.number,
        state: status.state.name().to_owned(),
        listen: agent.config.listen.to_string(),
        process: status.process,
        priority: agent.config.priority,
        starts: status.starts,
        last_end: status.last_end,
        oom_kills: status.oom_kills,
        file: agent.config.file.display().to_string(),
        memory_bytes,
        most_memory_bytes: agent.config.memory_bytes,
        processor_permille: measured.permille(),
        processor_millis: ticks.map(board::millis),
        memory_samples: measured.samples(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervisor::{lifecycle::Policy, post::Patience};
    use core::{future::poll_fn, pin::pin, task::Poll};
    use tokio::runtime::Builder;

    async fn agents(folder: &Path, text: &str) -> Agents {
        let path = folder.join("hutbook.toml");
        let config = config::check(text, &path).unwrap();
        let launch = Launch {
            program: folder.join("nothing"),
            policy: Policy::USUAL,
            groups: None,
            patience: Patience::USUAL,
            turn: None,
        };
        Agents::new(path, launch, &config).await
    }

    #[test]
    fn of_all_that_is_wished_at_once_nothing_gets_lost() {
        let folder = tempfile::tempdir().unwrap();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let text = "[[agent]]\nname = \"huette\"\nnumber = 1\n";
            let agents = Arc::new(agents(folder.path(), text).await);
            let status = agents.agents.lock().await["huette"].watch();
            let mut wishing = JoinSet::new();
            for wish in [Event::Stop; 40].into_iter().chain([Event::Start]) {
                let agents = Arc::clone(&agents);
                wishing.spawn(async move { agents.wish("huette", wish).await });
            }
            assert_eq!(wishing.join_all().await, vec![Answer::Noted; 41]);
            agents.end().await;
            let end = status.borrow().last_end.clone();
            assert!(end.is_some(), "nobody has tried to start it");
        });
    }

    #[test]
    fn the_end_waits_for_a_change_that_is_under_way() {
        let folder = tempfile::tempdir().unwrap();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let agents = agents(folder.path(), "").await;
            let change = agents.reloading.lock().await;
            let mut end = pin!(agents.end());
            let waits = poll_fn(|context| Poll::Ready(end.as_mut().poll(context).is_pending()));
            assert!(waits.await);
            drop(change);
            end.await;
        });
    }
}
