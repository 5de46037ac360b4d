//! `hutbook agent`: asks a running supervisor, and shows what it answers.
//! Never starts or ends a process itself.

use super::{AgentCommand, fault::Fault, say};
use crate::{
    clock::Stopwatch,
    supervisor::{
        config,
        control::{self, Answer, Line, Question},
    },
};
use std::{path::Path, thread::sleep, time::Duration};

/// How long an agent may take to do what was wished, before the command no longer waits for it.
const PATIENCE: Duration = Duration::from_secs(90);
/// How often is looked whether it has.
const LOOK: Duration = Duration::from_millis(100);

pub(super) fn agent(path: &Path, what: &AgentCommand) -> Result<(), Fault> {
    let config = config::read(path).map_err(Fault::Config)?;
    let ask = |question| -> Result<Answer, Fault> {
        match control::ask(&config.socket, &question) {
            Ok(Answer::Refused(reason)) => Err(Fault::Refused(reason)),
            Ok(answer) => Ok(answer),
            Err(error) => Err(Fault::NoSupervisor(config.socket.clone(), error)),
        }
    };
    match what {
        AgentCommand::List => print(&ask(Question::List)?),
        AgentCommand::Start(args) => {
            ask(Question::Start(args.name.clone()))?;
            wait_for(&args.name, "healthy", &ask)
        }
        AgentCommand::Stop(args) => {
            ask(Question::Stop(args.name.clone()))?;
            wait_for(&args.name, "stopped", &ask)
        }
        AgentCommand::Restart(args) => {
            let before = starts(&args.name, &ask(Question::List)?);
            ask(Question::Restart(args.name.clone()))?;
            let begun = |line: &Line| line.starts > before && line.state == "healthy";
            wait_until(&args.name, begun, &ask)
        }
        AgentCommand::Logs(args) => print(&ask(Question::Logs(args.name.clone(), args.lines))?),
        AgentCommand::Reload => print(&ask(Question::Reload)?),
    }
}

fn starts(name: &str, answer: &Answer) -> u32 {
    find(name, answer).map_or(0, |line| line.starts)
}

fn find<'a>(name: &str, answer: &'a Answer) -> Option<&'a Line> {
    match answer {
        Answer::Agents(lines) => lines.iter().find(|line| line.name == name),
        _ => None,
    }
}

fn wait_for(
    name: &str,
    state: &str,
    ask: &impl Fn(Question) -> Result<Answer, Fault>,
) -> Result<(), Fault> {
    wait_until(name, |line| line.state == state, ask)
}

/// Waits until an agent is as was wished; says why when it cannot become so.
fn wait_until(
    name: &str,
    as_wished: impl Fn(&Line) -> bool,
    ask: &impl Fn(Question) -> Result<Answer, Fault>,
) -> Result<(), Fault> {
    let begun = Stopwatch::start();
    loop {
        let answer = ask(Question::List)?;
        let Some(line) = find(name, &answer) else {
            return Err(Fault::Refused(format!(
                "there is no agent called {name:?} any more"
            )));
        };
        if as_wished(line) {
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

fn print(answer: &Answer) -> Result<(), Fault> {
    match answer {
        Answer::Agents(lines) => table(lines),
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
        "{:>3}  {:width$}  {:11}  {:>8}  {:>3}  {:>6}  {}",
        "no.", "name", "state", "process", "pri", "starts", "served at"
    ))?;
    for line in lines {
        let process = line.process.map_or("-".to_owned(), |id| id.to_string());
        let end = line.last_end.as_deref().filter(|_| line.state != "healthy");
        say(format_args!(
            "{:>3}  {:width$}  {:11}  {process:>8}  {:>3}  {:>6}  http://{}{}",
            line.number,
            line.name,
            line.state,
            line.priority,
            line.starts,
            line.listen,
            end.map_or(String::new(), |end| format!("  ({end})")),
        ))?;
    }
    Ok(())
}
