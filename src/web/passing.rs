//! Sessions of administrators while the log cannot take down that they came: somebody must be able to look at a house
//! whose disk is full. They live in memory only, are few, and end with the hour or with any change of the person.

use super::limits::{MOST_PASSING_SESSIONS, PASSING_SESSION_MILLIS};
use crate::{
    app::views::Book,
    domain::{
        ids::{PersonId, Version},
        people::{Digest, Person},
        time::Moment,
    },
};
use std::sync::{Mutex, PoisonError};

#[derive(Debug, Clone, Copy)]
struct Session {
    digest: Digest,
    person: PersonId,
    version: Version,
    opened: Moment,
}

/// The sessions, oldest first.
#[derive(Debug, Default)]
pub(super) struct Passing(Mutex<heapless::Deque<Session, MOST_PASSING_SESSIONS>>);

impl Passing {
    /// Lets an administrator in whose password has been checked; answers whether this is one.
    pub(super) fn open(&self, person: &Person, digest: Digest, now: Moment) -> bool {
        if !person.is_active_administrator() {
            return false;
        }
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.is_full() {
            sessions.pop_front();
        }
        let session = Session {
            digest,
            person: person.id,
            version: person.version,
            opened: now,
        };
        sessions.push_back(session).is_ok()
    }

    /// Whose session this is, if it has not ended.
    pub(super) fn person(&self, book: &Book, digest: &Digest, now: Moment) -> Option<PersonId> {
        let sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let session = sessions.iter().find(|session| session.digest == *digest)?;
        let person = book.state.person(session.person)?;
        let lasts = now < session.opened.plus_millis(PASSING_SESSION_MILLIS)
            && person.version == session.version
            && person.is_active_administrator();
        lasts.then_some(session.person)
    }

    /// Ends a session; answers whether there was one.
    pub(super) fn close(&self, digest: &Digest) -> bool {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = sessions
            .iter_mut()
            .find(|session| session.digest == *digest);
        found.is_some_and(|session| {
            session.opened = Moment::from_millis(i64::MIN);
            true
        })
    }
}
