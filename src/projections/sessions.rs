//! What opens the door without a password: sessions of browsers, and tokens of programs. A session ends when it is
//! closed, when its person loses or changes their way in, when it was not used for long, or with time; a token when it is
//! revoked, when its person may not come in any more, or with its own time.
//! Never sees the secret of a session or a token, only its digest.

use crate::domain::{
    event::{Event, Recorded},
    ids::{PersonId, Stream},
    parts::Size,
    people::{Digest, Scope},
    text::PersonalText,
    time::Moment,
};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// How long a session lasts at most, in milliseconds: 30 days.
pub const LONGEST_SESSION_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;
/// How long a session lasts without being used, in milliseconds: 14 days. Its use is written down once a day, so after a
/// restart of the program it can be up to a day less.
pub const IDLE_SESSION_MILLIS: i64 = 14 * 24 * 60 * 60 * 1000;
/// How many sessions one person can have at a time; the oldest one makes way.
pub const SESSIONS_PER_PERSON: usize = 20;

/// What opened the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Key {
    /// A password, in a browser; on what, sealed.
    Session(Option<PersonalText>),
    /// A token, and what it may be used for.
    Token(Scope),
}

/// One session, or one token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Whose.
    pub person: PersonId,
    /// Since when.
    pub opened: Moment,
    /// When it was last written down that it is used.
    pub used: Option<Moment>,
    /// When it ends by itself; `None` for never.
    pub ends: Option<Moment>,
    /// What opened the door.
    pub key: Key,
}

impl Session {
    /// Whether it has ended; `used` is when it was last used, if more is known of that than is written down.
    pub fn has_ended(&self, now: Moment, used: Option<Moment>) -> bool {
        let used = used.or(self.used).unwrap_or(self.opened);
        let idle = now >= used.plus_millis(IDLE_SESSION_MILLIS);
        self.ends.is_some_and(|ends| now >= ends) || (self.is_of_browser() && idle)
    }

    /// Whether it is a session of a browser, and not a token.
    pub const fn is_of_browser(&self) -> bool {
        matches!(self.key, Key::Session(_))
    }
}

/// All of them. Copies share what they have in common.
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
                let ends = recorded.at.plus_millis(LONGEST_SESSION_MILLIS);
                let key = Key::Session(event.device.clone());
                self.open(event.session, person, recorded.at, Some(ends), key);
            }
            Event::TokenIssued(event) => {
                let key = Key::Token(event.scope);
                self.open(event.digest, person, recorded.at, event.expires, key);
            }
            // Only its own person closes a session.
            Event::SignedOut(event) => self.close(&event.session, person),
            Event::TokenRevoked(event) => self.close(&event.digest, person),
            Event::InUse(event) => {
                for digest in &event.digests {
                    if let Some(session) = self.by_digest.get_mut(digest)
                        && session.person == person
                    {
                        session.used = Some(recorded.at);
                    }
                }
            }
            // Whoever could get in by an older password, factor or role has to come in anew.
            Event::PasswordSet(_)
            | Event::RoleChanged(_)
            | Event::SecondFactorSet(_)
            | Event::SecondFactorRemoved => {
                self.forget(|session| session.person == person && session.is_of_browser());
            }
            Event::PersonDeactivated | Event::PersonRejected(_) | Event::PersonErased => {
                self.forget(|session| session.person == person);
                if matches!(recorded.event, Event::PersonErased) {
                    self.last.remove(&person);
                }
            }
            _ => {}
        }
    }

    fn open(
        &mut self,
        digest: Digest,
        person: PersonId,
        opened: Moment,
        ends: Option<Moment>,
        key: Key,
    ) {
        let session = Session {
            person,
            opened,
            used: None,
            ends,
            key,
        };
        self.by_digest.insert(digest, session);
    }

    fn close(&mut self, digest: &Digest, person: PersonId) {
        let session = self.by_digest.get(digest);
        if session.is_some_and(|session| session.person == person) {
            self.by_digest.remove(digest);
        }
    }

    /// The session or token, if it has not ended by what is written down of it.
    pub fn get(&self, digest: &Digest, now: Moment) -> Option<&Session> {
        self.by_digest
            .get(digest)
            .filter(|session| !session.has_ended(now, None))
    }

    /// Whose session or token this is, if it has not ended by what is written down of it.
    pub fn person(&self, digest: &Digest, now: Moment) -> Option<PersonId> {
        self.get(digest, now).map(|session| session.person)
    }

    /// The sessions and tokens of somebody, with their digests.
    pub fn of(&self, person: PersonId) -> impl Iterator<Item = (&Digest, &Session)> {
        self.by_digest
            .iter()
            .filter(move |(_, session)| session.person == person)
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
        // What is used without its being written down ends by its own time only.
        self.forget(|session| session.ends.is_some_and(|ends| now >= ends));
        let own = || {
            self.of(person)
                .filter(|(_, session)| session.is_of_browser())
        };
        if own().count() >= SESSIONS_PER_PERSON {
            let oldest = own().min_by_key(|(_, session)| session.opened);
            if let Some(oldest) = oldest.map(|(digest, _)| *digest) {
                self.by_digest.remove(&oldest);
            }
        }
    }

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
