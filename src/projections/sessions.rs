//! Who is signed in. A session ends when it is closed, when its person loses or changes their way in, or with time.
//! Never sees the secret of a session, only its digest.

use crate::domain::{
    event::{Event, Recorded},
    ids::{PersonId, Stream},
    parts::Size,
    people::Digest,
    time::Moment,
};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// How long a session lasts at most, in milliseconds: 30 days.
pub const LONGEST_SESSION_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;
/// How many sessions one person can have at a time; the oldest one makes way.
pub const SESSIONS_PER_PERSON: usize = 20;

/// One session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Whose.
    pub person: PersonId,
    /// Since when.
    pub opened: Moment,
}

/// All sessions. Copies share what they have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sessions {
    by_digest: OrdMap<Digest, Session>,
    /// When each person signed in last, whatever has become of that session.
    last: OrdMap<PersonId, Moment>,
}

impl Sessions {
    /// Takes in an event about a person.
    pub(super) fn put(&mut self, recorded: &Recorded) {
        let Stream::Person(person) = recorded.stream else {
            return;
        };
        match &recorded.event {
            Event::SignedIn(event) => {
                self.make_room(person, recorded.at);
                self.last.insert(person, recorded.at);
                self.by_digest.insert(
                    event.session,
                    Session {
                        person,
                        opened: recorded.at,
                    },
                );
            }
            // Only its own person closes a session.
            Event::SignedOut(event) if self.is_of(&event.session, person) => {
                self.by_digest.remove(&event.session);
            }
            // Whoever could get in by an older password or role has to come in anew.
            Event::PasswordSet(_)
            | Event::RoleChanged(_)
            | Event::PersonDeactivated
            | Event::PersonErased => {
                self.forget(|session| session.person == person);
                if matches!(recorded.event, Event::PersonErased) {
                    self.last.remove(&person);
                }
            }
            _ => {}
        }
    }

    fn is_of(&self, digest: &Digest, person: PersonId) -> bool {
        let session = self.by_digest.get(digest);
        session.is_some_and(|session| session.person == person)
    }

    /// Whose session this is, if it has not ended.
    pub fn person(&self, digest: &Digest, now: Moment) -> Option<PersonId> {
        self.by_digest
            .get(digest)
            .filter(|session| !has_ended(session, now))
            .map(|session| session.person)
    }

    /// When somebody signed in last, if they ever did.
    pub fn last_sign_in(&self, person: PersonId) -> Option<Moment> {
        self.last.get(&person).copied()
    }

    /// How many sessions are remembered, and how many bytes of memory they take with the times of the last ones.
    pub(super) fn size(&self) -> Size {
        let sessions = self.by_digest.len() * size_of::<(Digest, Session)>();
        let last = self.last.len() * size_of::<(PersonId, Moment)>();
        Size::new(self.by_digest.len(), sessions + last)
    }

    /// How many sessions are remembered.
    pub fn len(&self) -> usize {
        self.by_digest.len()
    }

    /// Whether nobody is signed in.
    pub fn is_empty(&self) -> bool {
        self.by_digest.is_empty()
    }

    /// Forgets what has ended by now, and the person's oldest session if they have as many as one can have.
    fn make_room(&mut self, person: PersonId, now: Moment) {
        self.forget(|session| has_ended(session, now));
        let own = || {
            self.by_digest
                .iter()
                .filter(|(_, session)| session.person == person)
        };
        if own().count() >= SESSIONS_PER_PERSON {
            let oldest = own()
                .min_by_key(|(_, session)| session.opened)
                .map(|(digest, _)| *digest);
            if let Some(oldest) = oldest {
                self.by_digest.remove(&oldest);
            }
        }
    }
}

impl Sessions {
    fn forget(&mut self, which: impl Fn(&Session) -> bool) {
        let gone: Vec<_> = self
            .by_digest
            .iter()
            .filter(|(_, s)| which(s))
            .map(|(digest, _)| *digest)
            .collect();
        for digest in gone {
            self.by_digest.remove(&digest);
        }
    }
}

fn has_ended(session: &Session, now: Moment) -> bool {
    now >= session.opened.plus_millis(LONGEST_SESSION_MILLIS)
}
