//! The outbox: which mails events have brought about and what became of them. It follows from the log alone: a mail is
//! in it from the commit on that brought it about, and out of it when an event says what became of it. So none is lost
//! by a power cut, and none is sent twice but when the machine ends between a server's word and its being written down.
//! Never says what a mail says, and holds nothing of houses that send no mails.

use crate::domain::{
    booking::Status,
    event::{Event, Recorded},
    ids::{Actor, BookingId, PersonId, Sequence, Stream},
    mail::{Cause, Mail, MailKind, MailOutcome},
    parts::Size,
    people::{Person, Standing},
    state::State,
    text::PersonalText,
    time::{Moment, Stay},
};
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

/// Mails that are done with and are still told of, the newest.
pub const MOST_SETTLED: usize = 100;
/// How long a link to choose a password is not replaced because somebody unknown asks for one, in milliseconds: ten
/// minutes, in which whoever it was made for can use it.
const FRESH_MILLIS: i64 = 10 * 60 * 1000;

/// A mail that waits to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The event that brought it about.
    pub sequence: Sequence,
    /// To whom it goes.
    pub to: PersonId,
    /// Which one.
    pub kind: MailKind,
    /// Since when it waits.
    pub since: Moment,
}

impl Waiting {
    /// Its name for good.
    pub const fn mail(&self) -> Mail {
        Mail {
            kind: self.kind,
            cause: Cause::Event(self.sequence),
        }
    }
}

/// A mail that is done with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// To whom it went.
    pub to: PersonId,
    /// Which one.
    pub mail: Mail,
    /// When.
    pub at: Moment,
    /// Whether it was given up and not sent.
    pub given_up: bool,
    /// Why it was given up, in the words of the server or the machine; sealed.
    pub why: Option<PersonalText>,
}

/// What identifies a mail that waits: they are sent in this order.
type Key = (Sequence, PersonId, MailKind);

/// What is known of a mail that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    since: Moment,
    /// The stay it is about, where it is about one.
    booking: Option<BookingId>,
}

/// See the head of this file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox {
    waiting: OrdMap<Key, Known>,
    /// When the link was made by which somebody can choose a password; until they have chosen one.
    links: OrdMap<PersonId, Moment>,
    /// For which dates of a stay its guest has been reminded; as long as they lie ahead.
    reminded: OrdMap<BookingId, Stay>,
    /// When each administrator was last told of everything since the time before.
    digests: OrdMap<PersonId, Moment>,
    /// The newest last.
    settled: Vector<Settled>,
}

/// What an event may say about a person that can be known only before it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Before {
    /// They had a password.
    password: bool,
}

impl Before {
    /// What has to be remembered of a person.
    pub(super) fn of(person: Option<&Person>) -> Self {
        Self {
            password: person.is_some_and(|person| person.password.is_some()),
        }
    }
}

impl Outbox {
    /// Takes in an event; `state` is what it led to.
    pub(super) fn put(&mut self, recorded: &Recorded, before: Before, state: &State) {
        match (&recorded.event, recorded.stream) {
            (Event::MailSettled(event), Stream::Person(to)) => {
                self.settle(to, event.mail, &event.outcome, recorded.at);
            }
            (Event::PersonErased | Event::PersonDeactivated, Stream::Person(person)) => {
                self.forget(person, recorded);
            }
            (Event::MailSettingsChanged(event), _) if event.mail.is_none() => {
                self.waiting.clear();
                self.links.clear();
            }
            _ => {}
        }
        if state.mail.is_none() {
            return;
        }
        match recorded.stream {
            Stream::Person(person) => self.about_person(person, recorded, before, state),
            Stream::Booking(booking) => self.about_booking(booking, recorded, state),
            Stream::House | Stream::Accommodation(_) => {}
        }
    }

    fn forget(&mut self, person: PersonId, recorded: &Recorded) {
        self.retain(|(_, to, _), _| *to != person);
        self.links.remove(&person);
        if matches!(recorded.event, Event::PersonErased) {
            self.digests.remove(&person);
            self.settled.retain(|it| it.to != person);
        }
    }

    fn about_person(&mut self, id: PersonId, recorded: &Recorded, before: Before, state: &State) {
        let Some(person) = state.person(id) else {
            return;
        };
        let by_somebody = recorded.actor.person().is_some_and(|actor| actor != id);
        match &recorded.event {
            Event::EmailCheckAsked => self.add(MailKind::ConfirmAddress, id, recorded),
            Event::EmailChangeAsked(_) => match person.wanted_email {
                Some(_) => {
                    self.add(MailKind::ConfirmAddress, id, recorded);
                    self.add(MailKind::AddressChanges, id, recorded);
                }
                None => self.drop_older(MailKind::ConfirmAddress, id),
            },
            Event::EmailVerified if person.standing == Standing::Awaiting => {
                self.tell_administrators(MailKind::SomebodyWaits, recorded, state);
            }
            Event::RegistrationRepeated => self.add(MailKind::RegisteredAlready, id, recorded),
            Event::PersonAdded(event) if event.standing == Standing::Active && by_somebody => {
                self.add(MailKind::Invited, id, recorded);
            }
            // Whoever comes by an invitation is there already; whoever has no password yet needs a link.
            Event::PersonApproved if recorded.actor != Actor::Unknown => {
                let kind = match person.password {
                    Some(_) => MailKind::Approved,
                    None => MailKind::Invited,
                };
                self.add(kind, id, recorded);
            }
            Event::PersonRejected(_) if person.verified => {
                self.add(MailKind::Rejected, id, recorded);
            }
            Event::AccessAsked if !self.comes_in_anyway(person, recorded.at) => {
                self.add(MailKind::NewPassword, id, recorded);
            }
            Event::AccessLinkIssued(_) => self.link_issued(id, recorded),
            Event::PasswordSet(_) => {
                self.links.remove(&id);
                if before.password && person.standing == Standing::Active {
                    self.add(MailKind::PasswordChanged, id, recorded);
                }
            }
            Event::SecondFactorSet(_) | Event::SecondFactorRemoved => {
                self.add(MailKind::SecondFactorChanged, id, recorded);
            }
            _ => {}
        }
    }

    /// Whether somebody has a link that is fresh, or is about to get one: another one would void it, and anybody can ask.
    fn comes_in_anyway(&self, person: &Person, now: Moment) -> bool {
        let open = person.access_link.is_some_and(|link| now < link.expires);
        let age = self
            .links
            .get(&person.id)
            .map(|made| now.millis().saturating_sub(made.millis()));
        let fresh = age.is_some_and(|age| (0..FRESH_MILLIS).contains(&age));
        let invited = |(_, to, kind): &Key| *to == person.id && *kind == MailKind::Invited;
        (open && fresh) || (person.password.is_none() && self.waiting.keys().any(invited))
    }

    /// A link that somebody hands out is as good as one in a mail, and each would void the other.
    fn link_issued(&mut self, id: PersonId, recorded: &Recorded) {
        self.links.insert(id, recorded.at);
        if recorded.actor.person().is_some() {
            self.drop_older(MailKind::Invited, id);
            self.drop_older(MailKind::NewPassword, id);
        }
    }

    fn about_booking(&mut self, id: BookingId, recorded: &Recorded, state: &State) {
        let Some(booking) = state.booking(id) else {
            return;
        };
        let member = booking.member;
        let by_guest = recorded.actor == Actor::Person(member);
        let (to_guest, to_administrators) = match &recorded.event {
            Event::BookingRequested(_) => {
                (Some(MailKind::StayEntered), Some(MailKind::StayRequested))
            }
            Event::BookingChanged(_) | Event::BookingUndone(_) => (
                Some(MailKind::Changed),
                (booking.status == Status::Pending).then_some(MailKind::RequestChanged),
            ),
            Event::BookingConfirmed(_) => (Some(MailKind::Confirmed), None),
            Event::BookingDeclined(_) => (Some(MailKind::Declined), None),
            Event::BookingCancelled(_) => (Some(MailKind::Cancelled), Some(MailKind::CalledOff)),
            _ => (None, None),
        };
        if let Some(kind) = to_guest
            && !by_guest
        {
            self.add(kind, member, recorded);
        }
        if let Some(kind) = to_administrators
            && by_guest
        {
            self.tell_administrators(kind, recorded, state);
        }
    }

    /// A mail for each administrator but whoever did it.
    fn tell_administrators(&mut self, kind: MailKind, recorded: &Recorded, state: &State) {
        let others = |person: &&Person| {
            person.is_active_administrator() && recorded.actor != Actor::Person(person.id)
        };
        for person in state.people.iter().filter(others) {
            self.add(kind, person.id, recorded);
        }
    }

    fn add(&mut self, kind: MailKind, to: PersonId, recorded: &Recorded) {
        let booking = match recorded.stream {
            Stream::Booking(id) => Some(id),
            _ => None,
        };
        if replaces_older(kind) {
            self.retain(|(_, other, of), known| {
                *other != to || *of != kind || known.booking != booking
            });
        }
        let since = recorded.at;
        self.waiting
            .insert((recorded.sequence, to, kind), Known { since, booking });
    }

    /// Drops mails of a kind that still wait: they are of no use once there is a newer one.
    fn drop_older(&mut self, kind: MailKind, to: PersonId) {
        self.retain(|(_, other, of), _| *other != to || *of != kind);
    }

    fn retain(&mut self, keep: impl Fn(&Key, &Known) -> bool) {
        let gone: Vec<Key> = self
            .waiting
            .iter()
            .filter(|(key, known)| !keep(key, known))
            .map(|(key, _)| *key)
            .collect();
        for key in gone {
            self.waiting.remove(&key);
        }
    }

    fn settle(&mut self, to: PersonId, mail: Mail, outcome: &MailOutcome, at: Moment) {
        match mail.cause {
            Cause::Event(sequence) => {
                self.waiting.remove(&(sequence, to, mail.kind));
            }
            Cause::Stay(booking, stay) => {
                self.reminded.insert(booking, stay);
                self.forget_old_reminders(at);
            }
            Cause::Until(last) => {
                self.retain(|(sequence, other, kind), _| {
                    *other != to || *sequence > last || !kind.is_for_administrators()
                });
                self.digests.insert(to, at);
            }
        }
        let (given_up, why) = match outcome {
            MailOutcome::Sent => (false, None),
            MailOutcome::GivenUp(why) => (true, why.clone()),
            MailOutcome::Dropped => return,
        };
        if self.settled.len() == MOST_SETTLED {
            self.settled.pop_front();
        }
        self.settled.push_back(Settled {
            to,
            mail,
            at,
            given_up,
            why,
        });
    }

    /// Forgets for which stays was reminded that have ended for long: nobody is reminded of them again.
    fn forget_old_reminders(&mut self, at: Moment) {
        /// Two days: whatever time zone the house stands in, the stay is over.
        const LONG_MILLIS: i64 = 2 * 24 * 60 * 60 * 1000;
        let days = at
            .plus_millis(-LONG_MILLIS)
            .millis()
            .div_euclid(24 * 60 * 60 * 1000);
        let over = |stay: &Stay| stay.departure().duration_since(EPOCH).as_hours() / 24 < days;
        let gone: Vec<BookingId> = self
            .reminded
            .iter()
            .filter(|(_, stay)| over(stay))
            .map(|(booking, _)| *booking)
            .collect();
        for booking in gone {
            self.reminded.remove(&booking);
        }
    }

    /// Mails that wait, the oldest first.
    pub fn waiting(&self) -> impl Iterator<Item = Waiting> {
        self.waiting.iter().map(|(key, known)| Waiting {
            sequence: key.0,
            to: key.1,
            kind: key.2,
            since: known.since,
        })
    }

    /// Whether a mail still waits.
    pub fn waits(&self, to: PersonId, kind: MailKind, sequence: Sequence) -> bool {
        self.waiting.contains_key(&(sequence, to, kind))
    }

    /// Whether a guest has been reminded of a stay on these dates.
    pub fn has_reminded(&self, booking: BookingId, stay: Stay) -> bool {
        self.reminded.get(&booking) == Some(&stay)
    }

    /// When an administrator last got a daily mail.
    pub fn last_digest(&self, person: PersonId) -> Option<Moment> {
        self.digests.get(&person).copied()
    }

    /// Mails that are done with, the newest first; at most [`MOST_SETTLED`].
    pub fn settled(&self) -> impl Iterator<Item = &Settled> {
        self.settled.iter().rev()
    }

    /// How many mails wait, and how many bytes of memory all of it takes.
    pub(super) fn size(&self) -> Size {
        let bytes = self.waiting.len() * size_of::<(Key, Known)>()
            + self.links.len() * size_of::<(PersonId, Moment)>()
            + self.reminded.len() * size_of::<(BookingId, Stay)>()
            + self.digests.len() * size_of::<(PersonId, Moment)>()
            + self.settled.len() * size_of::<Settled>();
        Size::new(self.waiting.len(), bytes)
    }
}

/// The day that days are counted from.
const EPOCH: jiff::civil::Date = jiff::civil::date(1970, 1, 1);

/// Whether only the newest mail of a kind is of use: to whom it goes, and about a stay where it is about one.
const fn replaces_older(kind: MailKind) -> bool {
    matches!(
        kind,
        MailKind::ConfirmAddress
            | MailKind::AddressChanges
            | MailKind::RegisteredAlready
            | MailKind::NewPassword
            | MailKind::Invited
            | MailKind::PasswordChanged
            | MailKind::SecondFactorChanged
            | MailKind::RequestChanged
            | MailKind::Changed
    )
}
