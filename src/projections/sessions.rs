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
        let used = used.max(self.used).unwrap_or(self.opened);
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
            // Whoever could get in without the second factor has to come in anew.
            Event::SecondFactorSet(_) | Event::SecondFactorRemoved => {
                self.forget(|session| session.person == person && session.is_of_browser());
            }
            // What was opened or made with an older password or role is worth nothing any more.
            Event::PasswordSet(_)
            | Event::RoleChanged(_)
            | Event::PersonDeactivated
            | Event::PersonRejected(_)
            | Event::PersonErased => {
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

    /// The session or token, also if it has ended by itself.
    pub fn find(&self, digest: &Digest) -> Option<&Session> {
        self.by_digest.get(digest)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        event::{
            InUse, PasswordSet, RoleChanged, SecondFactorSet, SignedIn, SignedOut, TokenIssued,
        },
        ids::{Actor, CommandId},
        people::Role,
    };

    const ANNA: PersonId = PersonId::new(1);
    const BEN: PersonId = PersonId::new(2);
    const START: Moment = Moment::from_millis(1_000_000);
    const DAY: i64 = 24 * 60 * 60 * 1000;
    const BROWSER: Digest = [1; 16];
    const PROGRAM: Digest = [2; 16];
    const OF_BEN: Digest = [3; 16];

    fn put(sessions: &mut Sessions, person: PersonId, at: Moment, event: Event) {
        sessions.put(&Recorded {
            sequence: 1,
            stream: Stream::Person(person),
            version: 1,
            at,
            command: CommandId::from_halves(1, 0),
            actor: Actor::Person(person),
            event,
        });
    }

    fn signed_in(session: Digest) -> Event {
        Event::SignedIn(SignedIn {
            session,
            device: None,
        })
    }

    fn in_use(digest: Digest) -> Event {
        let digests = [digest].into_iter().collect();
        Event::InUse(InUse { digests })
    }

    /// Anna has a session and a token, Ben a session.
    fn some() -> Sessions {
        let mut sessions = Sessions::default();
        put(&mut sessions, ANNA, START, signed_in(BROWSER));
        let issued = TokenIssued {
            digest: PROGRAM,
            name: PersonalText::clear(ANNA, "script"),
            scope: Scope::Read,
            expires: None,
        };
        put(&mut sessions, ANNA, START, Event::TokenIssued(issued));
        put(&mut sessions, BEN, START, signed_in(OF_BEN));
        sessions
    }

    /// Which of the three are open after so many milliseconds.
    fn open(sessions: &Sessions, millis: i64) -> [bool; 3] {
        let now = START.plus_millis(millis);
        [BROWSER, PROGRAM, OF_BEN].map(|digest| sessions.get(&digest, now).is_some())
    }

    #[test]
    fn a_new_factor_closes_sessions_and_another_password_or_role_closes_tokens_too() {
        let hash = PersonalText::clear(ANNA, "hash");
        let factor = SecondFactorSet {
            secret: PersonalText::clear(ANNA, "secret"),
            codes: heapless::Vec::new(),
        };
        let role = Role::Administrator;
        for (event, left) in [
            (
                Event::PasswordSet(PasswordSet { hash }),
                [false, false, true],
            ),
            (
                Event::RoleChanged(RoleChanged { role }),
                [false, false, true],
            ),
            (Event::SecondFactorSet(factor), [false, true, true]),
            (Event::SecondFactorRemoved, [false, true, true]),
            (Event::PersonDeactivated, [false, false, true]),
            (Event::PersonErased, [false, false, true]),
        ] {
            let mut sessions = some();
            put(&mut sessions, ANNA, START, event.clone());
            assert_eq!(open(&sessions, 1), left, "{event:?}");
        }
    }

    #[test]
    fn only_its_own_person_closes_or_keeps_a_session() {
        let mut sessions = some();
        let signed_out = Event::SignedOut(SignedOut { session: BROWSER });
        put(&mut sessions, BEN, START, signed_out.clone());
        let later = START.plus_millis(10 * DAY);
        put(&mut sessions, BEN, later, in_use(BROWSER));
        assert_eq!(open(&sessions, 0), [true; 3]);
        assert_eq!(sessions.find(&BROWSER).unwrap().used, None);
        put(&mut sessions, ANNA, START, signed_out);
        assert_eq!(open(&sessions, 0), [false, true, true]);
    }

    #[test]
    fn idle_and_absolute_ends_are_held_to_the_millisecond() {
        let mut sessions = some();
        assert_eq!(open(&sessions, 14 * DAY - 1), [true; 3]);
        assert_eq!(open(&sessions, 14 * DAY), [false, true, false]);
        for day in [13, 26] {
            let at = START.plus_millis(day * DAY);
            put(&mut sessions, ANNA, at, in_use(BROWSER));
        }
        assert!(open(&sessions, 30 * DAY - 1)[0]);
        assert_eq!(open(&sessions, 30 * DAY), [false, true, false]);
    }

    #[test]
    fn what_is_known_of_a_use_and_not_written_down_counts_and_an_older_use_does_not() {
        let mut sessions = some();
        let at = |days: i64| START.plus_millis(days * DAY);
        put(&mut sessions, ANNA, at(10), in_use(BROWSER));
        let session = sessions.find(&BROWSER).unwrap();
        assert!(session.has_ended(at(24), None));
        assert!(!session.has_ended(at(24), Some(at(11))));
        assert!(
            !session.has_ended(at(23), Some(at(5))),
            "less than is written down"
        );
        assert!(session.has_ended(at(30), Some(at(29))), "the absolute end");
    }

    #[test]
    fn the_oldest_session_makes_way_and_tokens_take_no_place() {
        let mut sessions = some();
        for number in 0..SESSIONS_PER_PERSON {
            let digest = [u8::try_from(100 + number).unwrap(); 16];
            let at = START.plus_millis(1 + i64::try_from(number).unwrap());
            put(&mut sessions, ANNA, at, signed_in(digest));
        }
        assert_eq!(open(&sessions, 100), [false, true, true]);
        assert_eq!(sessions.of(ANNA).count(), SESSIONS_PER_PERSON + 1);
    }
}
