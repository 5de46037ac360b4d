//! Forgetting people for good. An erasure is durable as an event; then their key has to vanish from the bytes of the log.
//! Both cannot happen in one step, so whoever is erased and whose key is still there is owed the second one: it is made
//! up for at the next start or, after a failure, with one of the next rounds.
//! Backups made before an erasure still hold the key: whoever restores one asks for the erasure again.

use super::{
    App,
    order::{Answer, Order},
    rebuild, tokens,
};
use crate::{
    domain::{
        command::{Command, PersonCommand},
        ids::{Actor, PersonId},
        refusal::{Missing, Refusal},
        time::Moment,
    },
    projections::book::Book,
    store::{Failure, LogReader, Vault},
};
use std::collections::BTreeSet;

/// How long to wait after a failure before the log is written anew once more, in milliseconds: a minute.
const RETRY_MILLIS: i64 = 60 * 1000;

/// Somebody who has been erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Who they were.
    pub person: PersonId,
    /// When they were erased.
    pub at: Moment,
}

/// Everybody who has been erased, in order of their ids.
pub fn erased(book: &Book) -> Vec<Erased> {
    let all = book.state.erased();
    all.map(|(person, at)| Erased { person, at }).collect()
}

/// People who have been erased and whose keys are still in the log.
///
/// # Errors
/// When the log cannot be read, is damaged, or contradicts itself.
pub fn outstanding(log: &dyn LogReader) -> Result<Vec<PersonId>, Failure> {
    let book = rebuild::replay(log, &Vault::new([]), None)?;
    let vault = Vault::new(log.keys()?);
    let all = book.state.erased().map(|(person, _)| person);
    Ok(all.filter(|person| vault.holds(*person)).collect())
}

/// What erasing somebody again came to.
#[derive(Debug)]
pub enum Again {
    /// They are erased, now or already before.
    Erased,
    /// This house has not heard of them yet: the backup is from before they came.
    Unknown,
    /// They could not be erased; the answer says why. The last administrator of the backup is one reason.
    NotErased(Answer),
}

/// Erases people again in a house that has been restored from a backup made before they were erased. Stays they still
/// have ahead there are cancelled. Ask before the restored house is served: numbers of people who came after the backup
/// are given out anew, to others.
///
/// The keys are gone from the file when this returns, unless [`App::erasure_outstanding`] says otherwise.
///
/// # Errors
/// When the machine has no randomness to give; who comes after that in the list has not been erased.
pub fn erase_again(
    app: &App,
    people: &[PersonId],
) -> Result<Vec<(PersonId, Again)>, getrandom::Error> {
    let again = |person: &PersonId| {
        let erase = PersonCommand::Erase {
            person: *person,
            cancel_stays: true,
        };
        let answer = app.submit_and_wait(Order {
            actor: Actor::System,
            id: tokens::unique_command_id()?,
            command: Command::Person(erase),
        });
        let again = match answer {
            Answer::Done(_) => Again::Erased,
            Answer::Refused(Refusal::NotFound(Missing::Person)) => Again::Unknown,
            other => Again::NotErased(other),
        };
        Ok((*person, again))
    };
    people.iter().map(again).collect()
}

/// Keys that have been taken off the ring and must still vanish from the log.
#[derive(Debug, Default)]
pub(super) struct Owed {
    people: BTreeSet<PersonId>,
    /// After a failure: when to try again.
    not_before: Option<Moment>,
}

impl Owed {
    /// Takes the keys of everybody who has been erased off the ring. Whether there were any.
    pub(super) fn gather(&mut self, book: &Book, vault: &Vault) -> bool {
        let before = self.people.len();
        for (person, _) in book.state.erased() {
            if vault.holds(person) {
                vault.forget(person);
                self.people.insert(person);
            }
        }
        self.people.len() > before
    }

    /// Whose keys.
    pub(super) fn people(&self) -> Vec<PersonId> {
        self.people.iter().copied().collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Whether it is time to try, as far as earlier failures are concerned.
    pub(super) fn is_due(&self, now: Moment) -> bool {
        self.not_before.is_none_or(|at| now >= at)
    }

    /// It failed.
    pub(super) fn postpone(&mut self, now: Moment) {
        self.not_before = Some(now.plus_millis(RETRY_MILLIS));
    }

    /// It is done, or what is owed has to be found out anew.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
