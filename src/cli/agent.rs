//! `hutbook agent`: asks a running supervisor, and shows what it answers.
//! Never starts or ends a process itself.

use super::{AgentCommand, agent_set, fault::Fault, init, say};
use crate::{
    clock::Stopwatch,
    portal,
    supervisor::{
        config,
        control::{self, Answer, BoardLine, Line, Question},
    },
};
use std::{
    path::{Path, PathBuf},
    thread::sleep,
    time::Duration,
};

/// How long an agent may take to do what was wished, before the command no longer waits for it.
const PATIENCE: Duration = Duration::from_secs(90);
/// How often is looked whether it has.
const LOOK: Duration = Duration::from_millis(100);

pub(super) fn agent(path: &Path, what: &AgentCommand) -> Result<(), Fault> {
    let supervisor = || Supervisor::of(path);
    match what {
        AgentCommand::Create(args) => agent_set::create(path, args),
        AgentCommand::Clone(args) => agent_set::clone(path, args),
        AgentCommand::Remove(args) => agent_set::remove(path, args),
        AgentCommand::Removed => agent_set::removed(path),
        AgentCommand::Restore(args) => agent_set::restore(path, args),
        AgentCommand::List => print(&supervisor()?.ask(&Question::List)?),
        AgentCommand::Start(args) => supervisor()?.start(&args.name, args.force),
        AgentCommand::Board => print(&supervisor()?.ask(&Question::Board)?),
        AgentCommand::Stop(args) => supervisor()?.stop(&args.name),
        AgentCommand::Restart(args) => supervisor()?.restart(&args.name),
        AgentCommand::Logs(args) => {
            let question = Question::Logs(args.name.clone(), args.lines);
            print(&supervisor()?.ask(&question)?)
        }
        AgentCommand::Password(_) => password(path),
        AgentCommand::Reload => print(&supervisor()?.ask(&Question::Reload)?),
    }
}

/// Sets the portal's password, whether or not a supervisor runs: it reads the file anew each time.
fn password(path: &Path) -> Result<(), Fault> {
    let config = config::read(path).map_err(Fault::Config)?;
    let typed = init::read_password()?;
    portal::set_password(&config.portal.password_file, &typed).map_err(Fault::Portal)?;
    say(format_args!(
        "The portal has a new password; whoever was signed in has to sign in again"
    ))
}

/// A supervisor that can be asked.
struct Supervisor {
    socket: PathBuf,
}

impl Supervisor {
    fn of(path: &Path) -> Result<Self, Fault> {
        let config = config::read(path).map_err(Fault::Config)?;
        let socket = config.socket;
        Ok(Self { socket })
    }

    fn ask(&self, question: &Question) -> Result<Answer, Fault> {
        match control::ask(&self.socket, question) {
            Ok(Answer::Refused(reason)) => Err(Fault::Refused(reason)),
            Ok(answer) => Ok(answer),
            Err(error) => Err(Fault::NoSupervisor(self.socket.clone(), error)),
        }
    }

    fn start(&self, name: &str, force: bool) -> Result<(), Fault> {
        self.ask(&Question::Start(name.to_owned(), force))?;
        self.wait(name, |line| line.state == "healthy")
    }

    fn stop(&self, name: &str) -> Result<(), Fault> {
        self.ask(&Question::Stop(name.to_owned()))?;
        self.wait(name, |line| line.state == "stopped")
    }

    fn restart(&self, name: &str) -> Result<(), Fault> {
        let before = self.line(name)?.map_or(0, |line| line.starts);
        self.ask(&Question::Restart(name.to_owned()))?;
        self.wait(name, |line| line.starts > before && line.state == "healthy")
    }

    fn line(&self, name: &str) -> Result<Option<Line>, Fault> {
        Ok(match self.ask(&Question::One(name.to_owned()))? {
            Answer::Agents(lines) => lines.into_iter().next(),
            _ => None,
        })
    }

    /// Waits until an agent is as was wished; says why when it cannot become so.
    fn wait(&self, name: &str, as_wished: impl Fn(&Line) -> bool) -> Result<(), Fault> {
        let begun = Stopwatch::start();
        loop {
            let Some(line) = self.line(name)? else {
                return Err(Fault::Refused(format!(
                    "there is no agent called {name:?} any more"
                )));
            };
            if as_wished(&line) {
                return say(format_args!("{name}: {}", line.state));
            }
            if line.state == "given up" || begun.elapsed() > PATIENCE {
                let reason = line
                    .last_end
                    .as_deref()
                    .unwrap_or("it has not answered yet");
                return Err(Fault::Refused(format!(
                    "{name} is {}: {reason}; see \"hutbook agent logs {name}\"",
                    line.state
                )));
            }
            sleep(LOOK);
        }
    }
}

pub(super) fn print(answer: &Answer) -> Result<(), Fault> {
    match answer {
        Answer::Agents(lines) => table(lines),
        Answer::Board(board) => board_lines(board),
        Answer::Lines(lines) => lines
            .iter()
            .try_for_each(|line| say(format_args!("{line}"))),
        Answer::Noted | Answer::Refused(_) => Ok(()),
    }
}

fn table(lines: &[Line]) -> Result<(), Fault> {
    let width = lines
        .iter()
        .map(|line| line.name.len())
        .max()
        .unwrap_or(0)
        .max(4);
    say(format_args!(
        "{:>3}  {:width$}  {:11}  {:>8}  {:>8}  {:>3}  {:>6}  {}",
        "no.", "name", "state", "process", "memory", "pri", "starts", "served at"
    ))?;
    for line in lines {
        let process = line.process.map_or("-".to_owned(), |id| id.to_string());
        let end = line.last_end.as_deref().filter(|_| line.state != "healthy");
        say(format_args!(
            "{:>3}  {:width$}  {:11}  {process:>8}  {:>8}  {:>3}  {:>6}  http://{}{}",
            line.number,
            line.name,
            line.state,
            mib(line.memory_bytes),
            line.priority,
            line.starts,
            line.listen,
            end.map_or(String::new(), |end| format!("  ({end})")),
        ))?;
    }
    Ok(())
}

fn board_lines(board: &BoardLine) -> Result<(), Fault> {
    say(format_args!(
        "memory       {} % of {} in use, {} available; {} swapped out",
        board.memory_percent,
        mib(board.memory_total),
        mib(board.memory_available),
        mib(board.swap_used)
    ))?;
    say(format_args!(
        "processor    {} % in use",
        board.processor_percent
    ))?;
    if let Some((free, all)) = board.disk {
        say(format_args!(
            "disk         {} of {} free",
            mib(free),
            mib(all)
        ))?;
    }
    if let Some(millidegrees) = board.millidegrees {
        say(format_args!("temperature  {} °C", millidegrees / 1000))?;
    }
    say(format_args!(
        "killed       {} processes for want of memory",
        board.oom_kills
    ))?;
    for (level, _, sentence) in &board.worries {
        say(format_args!("{level}: {sentence}"))?;
    }
    Ok(())
}

fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}
