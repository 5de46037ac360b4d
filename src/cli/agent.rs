//! `hutbook agent`: asks a running supervisor, and shows what it answers.
//! Never starts or ends a process itself.

use super::{AgentCommand, agent_set, fault::Fault, init, say};
use crate::{
    clock::Stopwatch,
    portal,
    supervisor::{
        config,
        control::{self, Answer, BoardLine, Line, Question},
        ending::Ending,
        post,
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
        AgentCommand::MailTest => mail_test(path),
        AgentCommand::Password(_) => password(path),
        AgentCommand::Reload => print(&supervisor()?.ask(&Question::Reload)?),
    }
}

/// Sends a mail to everybody the board writes to, and says how it went. Needs no supervisor.
fn mail_test(path: &Path) -> Result<(), Fault> {
    let config = config::read(path).map_err(Fault::Config)?;
    let mail = config.mail.ok_or_else(|| {
        let path = path.display();
        Fault::Refused(format!("{path} has no section [mail]; write one"))
    })?;
    let (sent, failed): (Vec<_>, Vec<_>) = post::try_out(&mail)
        .into_iter()
        .partition(|(_, sent)| sent.is_ok());
    for (to, _) in sent {
        say(format_args!("{to}: the mail server has taken a mail"))?;
    }
    let failed = failed.into_iter().map(|(to, why)| Some((to, why.err()?)));
    match failed.flatten().collect::<Vec<_>>() {
        failed if failed.is_empty() => Ok(()),
        failed => Err(Fault::Mail(failed)),
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
                let reason = line.last_end.map_or_else(
                    || "it has not answered yet".to_owned(),
                    |ending| ending.to_string(),
                );
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
        "{:>3}  {:width$}  {:11}  {:>8}  {:>8}  {:>7}  {:>3}  {:>6}  {:>5}  {}",
        "no.", "name", "state", "process", "memory", "cpu", "pri", "starts", "kills", "served at"
    ))?;
    for line in lines {
        let processor = line.processor_permille.map_or("-".to_owned(), |it| {
            format!("{:.1} %", f32::from(it) / 10.0)
        });
        let process = line.process.map_or("-".to_owned(), |id| id.to_string());
        // Of one that runs again, only what should not happen again is told.
        let end = line
            .last_end
            .as_ref()
            .filter(|end| line.state != "healthy" || **end == Ending::OutOfMemory);
        say(format_args!(
            "{:>3}  {:width$}  {:11}  {process:>8}  {:>8}  {processor:>7}  {:>3}  {:>6}  {:>5}  http://{}{}",
            line.number,
            line.name,
            line.state,
            mib(line.memory_bytes),
            line.priority,
            line.starts,
            line.oom_kills,
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
    if let Some(percent) = board.processor_percent {
        say(format_args!("processor    {percent} % in use"))?;
    }
    if let Some(sentence) = pressures(board) {
        say(format_args!("waiting      {sentence} of the time"))?;
    }
    if let Some((free, all)) = board.disk {
        let read_only = if board.disk_read_only {
            ", only readable"
        } else {
            ""
        };
        let errors = board
            .disk_errors
            .map_or(String::new(), |it| format!(", {it} errors"));
        say(format_args!(
            "disk         {} of {} free{read_only}{errors}",
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
    for worry in &board.worries {
        say(format_args!("{worry}"))?;
    }
    Ok(())
}

/// For what something had to wait within the last ten seconds, where the kernel tells.
fn pressures(board: &BoardLine) -> Option<String> {
    let told = [
        ("memory", board.memory_pressure),
        ("the processor", board.processor_pressure),
        ("the disk", board.io_pressure),
    ];
    let told = told.map(|(what, share)| Some(format!("for {what} {:.0} %", share?)));
    let told: Vec<String> = told.into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join(", "))
}

fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}
