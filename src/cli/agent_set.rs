//! `hutbook agent create | clone | remove`: changes which agents a configuration names, and lets a running supervisor
//! know. Never ends a process itself.

use super::{Clone, Create, Named, agent, fault::Fault, say};
use crate::{
    store::backup,
    supervisor::{
        aside,
        config::{self, Config},
        control::{self, Answer, Question},
        edit::{self, NewAgent},
    },
};
use std::{fs, io, path::Path};

/// Priority of a clone: it is there for trying things.
const CLONE_PRIORITY: u8 = 10;

pub(super) fn create(path: &Path, args: &Create) -> Result<(), Fault> {
    let config = read_or_empty(path)?;
    let agent = NewAgent {
        name: args.name.clone(),
        number: number(&config, args.number)?,
        file: args.file.clone(),
        listen: args.listen,
        priority: args.priority,
    };
    add(path, &agent)?;
    say(format_args!(
        "{} is agent number {} of {}",
        agent.name,
        agent.number,
        path.display()
    ))?;
    tell(&config)
}

pub(super) fn clone(path: &Path, args: &Clone) -> Result<(), Fault> {
    let config = config::read(path).map_err(Fault::Config)?;
    let original = find(&config, &args.name)?;
    if !config::is_name(&args.new) {
        return Err(Fault::Refused(
            config::Wrong::Name(args.new.clone()).to_string(),
        ));
    }
    let file = config::usual_file(&config.folder, &args.new);
    let agent = NewAgent {
        name: args.new.clone(),
        number: number(&config, None)?,
        file: None,
        listen: None,
        priority: Some(CLONE_PRIORITY),
    };
    if config.agents.iter().any(|other| other.name == agent.name) {
        return Err(Fault::Refused(format!(
            "there is an agent called {} already; choose another name",
            agent.name
        )));
    }
    let folder = file.parent().unwrap_or(&config.folder);
    fs::create_dir_all(folder).map_err(|error| Fault::Write(folder.to_owned(), error))?;
    backup::copy(&original.file, &file).map_err(Fault::Backup)?;
    if let Err(fault) = add(path, &agent) {
        super::house::remove(&file);
        return Err(fault);
    }
    say(format_args!(
        "{} is a copy of {} as it is now, agent number {}; what is done there changes nothing here",
        agent.name, original.name, agent.number
    ))?;
    tell(&config)
}

pub(super) fn remove(path: &Path, args: &Named) -> Result<(), Fault> {
    let config = config::read(path).map_err(Fault::Config)?;
    let agent = find(&config, &args.name)?;
    let text = read_text(path)?;
    let text = edit::without_agent(&text, &agent.name);
    let text = text.map_err(|error| Fault::Refused(error.to_string()))?;
    edit::replace(path, &text).map_err(|error| Fault::Write(path.to_owned(), error))?;
    // The supervisor ends the agent before it answers: from then on nobody writes to the file.
    tell(&config)?;
    match aside::put_aside(&agent.file, &config.folder) {
        Ok(aside) => say(format_args!(
            "{} is removed; its file is kept as {} for {} days",
            agent.name,
            aside.display(),
            aside::KEPT_DAYS
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            say(format_args!("{} is removed; it had no file", agent.name))
        }
        Err(error) => Err(Fault::Write(agent.file.clone(), error)),
    }
}

fn find<'a>(config: &'a Config, name: &str) -> Result<&'a config::AgentConfig, Fault> {
    let found = config.agents.iter().find(|agent| agent.name == name);
    found.ok_or_else(|| Fault::Refused(format!("the configuration names no agent {name:?}")))
}

fn number(config: &Config, wished: Option<u16>) -> Result<u16, Fault> {
    wished
        .or_else(|| edit::free_number(&config.agents))
        .ok_or_else(|| Fault::Refused("all numbers are taken; remove an agent first".to_owned()))
}

/// Adds an agent to the configuration if it says what can be afterwards.
fn add(path: &Path, agent: &NewAgent) -> Result<(), Fault> {
    let text = edit::with_agent(&read_text(path)?, agent);
    let text = text.map_err(|error| Fault::Refused(error.to_string()))?;
    config::check(&text, path).map_err(Fault::Config)?;
    edit::replace(path, &text).map_err(|error| Fault::Write(path.to_owned(), error))
}

fn read_or_empty(path: &Path) -> Result<Config, Fault> {
    config::check(&read_text(path)?, path).map_err(Fault::Config)
}

/// The text of a configuration; one that is not there yet is empty.
fn read_text(path: &Path) -> Result<String, Fault> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        text => text.map_err(|error| Fault::Read(path.to_owned(), error)),
    }
}

/// Lets a supervisor know, if one runs.
fn tell(config: &Config) -> Result<(), Fault> {
    match control::ask(&config.socket, &Question::Reload) {
        Ok(Answer::Refused(reason)) => Err(Fault::Refused(reason)),
        Ok(answer) => agent::print(&answer),
        Err(_) => say(format_args!(
            "No supervisor runs; it will be so with the next \"hutbook supervise\""
        )),
    }
}
