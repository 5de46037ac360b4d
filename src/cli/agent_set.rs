//! `hutbook agent create | clone | remove | removed | restore`: changes which agents a configuration names, and lets a
//! running supervisor know. Never ends a process itself.

use super::{Clone, Create, Named, Restored, agent, fault::Fault, say};
use crate::supervisor::{
    aside::KEPT_DAYS,
    change::{Changing, Kept, Refusal, Wish},
    config::Config,
    control::{self, Answer, Question},
};
use std::{
    io::{self, ErrorKind},
    path::Path,
};

pub(super) fn create(path: &Path, args: &Create) -> Result<(), Fault> {
    let mut changing = begin(path)?;
    let wish = Wish {
        name: args.name.clone(),
        number: args.number,
        file: args.file.clone(),
        listen: args.listen,
        priority: args.priority,
    };
    let agent = changing.create(wish).map_err(Fault::Change)?;
    say(format_args!(
        "{} is agent number {} of {}",
        agent.name,
        agent.number,
        path.display()
    ))?;
    tell(changing.config())
}

pub(super) fn clone(path: &Path, args: &Clone) -> Result<(), Fault> {
    let program = std::env::current_exe().map_err(Fault::Serve)?;
    let mut changing = begin(path)?;
    let agent = changing.clone(&program, &args.name, &args.new);
    let agent = agent.map_err(Fault::Change)?;
    say(format_args!(
        "{} is a copy of {} as it is now, agent number {}; what is done there changes nothing here",
        agent.name, args.name, agent.number
    ))?;
    tell(changing.config())
}

pub(super) fn remove(path: &Path, args: &Named) -> Result<(), Fault> {
    let changing = begin(path)?;
    let config = changing.config().clone();
    let taken_out = changing.take_out(&args.name).map_err(Fault::Change)?;
    // The supervisor ends the agent before it answers: from then on nobody writes to the file.
    tell(&config)?;
    let name = &args.name;
    match taken_out.put_aside() {
        Kept::Aside(aside) => say(format_args!(
            "{name} is removed; it is kept as {} for {KEPT_DAYS} days",
            aside.display()
        )),
        Kept::Nothing => say(format_args!("{name} is removed; it had no file")),
        Kept::Stays(file, error) => Err(Fault::Write(file, error)),
    }
}

pub(super) fn removed(path: &Path) -> Result<(), Fault> {
    let removed = begin(path)?.removed().map_err(Fault::Change)?;
    if removed.is_empty() {
        return say(format_args!("No removed house is kept"));
    }
    removed.iter().try_for_each(|it| {
        let until = it.until.strftime("%Y-%m-%d %H:%M");
        say(format_args!("{}  kept until {until}", it.file))
    })
}

pub(super) fn restore(path: &Path, args: &Restored) -> Result<(), Fault> {
    let mut changing = begin(path)?;
    let agent = changing.bring_back(&args.file, &args.name);
    let agent = agent.map_err(Fault::Change)?;
    say(format_args!(
        "{} is brought back as {}, agent number {}",
        args.file, agent.name, agent.number
    ))?;
    tell(changing.config())
}

fn begin(path: &Path) -> Result<Changing, Fault> {
    Changing::begin(path).map_err(Fault::Change)
}

/// Lets a supervisor know, if one runs.
fn tell(config: &Config) -> Result<(), Fault> {
    match control::ask(&config.socket, &Question::Reload) {
        Ok(Answer::Refused(reason)) => Err(Fault::Refused(reason)),
        Ok(answer) => agent::print(&answer),
        Err(error) if is_nobody(&error) => say(format_args!(
            "No supervisor runs; it will be so with the next \"hutbook supervise\""
        )),
        Err(error) => Err(Fault::Refused(format!(
            "the configuration is changed, but the supervisor at {} has not said that it follows it ({error}); let it \
             with \"hutbook agent reload\"",
            config.socket.display()
        ))),
    }
}

/// Whether nobody is there who could be asked. Whoever is there and does not answer may serve houses all the same.
fn is_nobody(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::ConnectionRefused
    )
}

/// The code a command ends with whose change was refused.
pub(super) fn exit_code(refusal: &Refusal) -> u8 {
    match refusal {
        Refusal::Config(_) | Refusal::Malformed(..) | Refusal::Form(_) => 2,
        Refusal::Unreadable(..) | Refusal::Unwritable(..) => 1,
        Refusal::NotCopied(code, _) => code.and_then(|code| code.try_into().ok()).unwrap_or(1),
        Refusal::FileThere(_) | Refusal::NoHouse(_) => 3,
        Refusal::Unknown(_) | Refusal::Taken(_) | Refusal::NoNumber | Refusal::NotKept(_) => 4,
    }
}
