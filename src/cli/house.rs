//! What several commands need: opening a house without serving it, and giving orders as the program itself.

use super::fault::Fault;
use crate::{
    app::{
        App,
        order::{Answer, Order},
        snapshot, tokens,
    },
    clock::Clock,
    domain::{
        accent::Accent,
        command::Command,
        house::{DEFAULT_LONGEST_STAY, Language, Settings, Visitors},
        ids::{Actor, PersonId},
        people::normal_email,
        refusal::Refusal,
        text::Name,
    },
    store::RedbLog,
    words,
};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The file of the program that is running, whatever has become of its name since.
const THIS_PROGRAM: &str = "/proc/self/exe";

/// Opens the house in a file that must be there.
pub(super) fn open(file: &Path) -> Result<Arc<App>, Fault> {
    start(file, RedbLog::open(file).map_err(Fault::Open)?)
}

/// Opens the house in a file, or creates an empty one. The second value says whether it was created.
pub(super) fn open_or_create(file: &Path) -> Result<(Arc<App>, bool), Fault> {
    if file.exists() {
        return Ok((open(file)?, false));
    }
    let log = RedbLog::create(file, Clock::System.now()).map_err(Fault::Create)?;
    Ok((start(file, log)?, true))
}

fn start(file: &Path, log: RedbLog) -> Result<Arc<App>, Fault> {
    let snapshots = snapshot::Place::new(beside(file), THIS_PROGRAM.into());
    App::start_with(Box::new(log), Clock::System, Some(snapshots))
        .map_err(|failure| Fault::Log(file.to_owned(), failure))
}

/// Where a house's snapshot lies: `.NAME.snapshot` beside its file.
fn beside(file: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(".snapshot");
    file.with_file_name(name)
}

/// Gives an order as the program itself.
pub(super) fn order(app: &App, command: Command) -> Result<Answer, Fault> {
    let id = tokens::unique_command_id().map_err(Fault::Randomness)?;
    Ok(app.submit_and_wait(Order {
        actor: Actor::System,
        id,
        command,
    }))
}

/// Who has this address.
pub(super) fn person(app: &App, email: &str) -> Result<PersonId, Fault> {
    let book = app.book();
    let person = book.state.person_by_email(&normal_email(email));
    person
        .map(|person| person.id)
        .ok_or_else(|| Fault::Refused(format!("nobody in this house has the address {email}")))
}

/// Settings of a new house.
pub(super) fn settings(name: &str, zone: &str, language: Language) -> Result<Settings, Fault> {
    let too_long =
        |what: &str| Fault::Refused(format!("the {what} is too long: give a shorter one"));
    Ok(Settings {
        name: Name::try_from(name).map_err(|_| too_long("name of the house"))?,
        zone: heapless::String::try_from(zone).map_err(|_| too_long("time zone"))?,
        language,
        longest_stay: DEFAULT_LONGEST_STAY,
        region: None,
        accent: Accent::default(),
        registration: true,
        visitors: Visitors::Nothing,
    })
}

/// A refusal in words, for whoever sits at the command line.
pub(super) fn sentence(refusal: &Refusal) -> String {
    words::refusals::refusal(Language::English, refusal, &|id| id.to_string())
}

/// Takes back a file this very command has created, so that the next try finds nothing half done.
pub(super) fn remove(file: &Path) {
    if let Err(error) = std::fs::remove_file(file) {
        tracing::warn!(%error, file = %file.display(), "the new file could not be removed");
    }
}
