//! A house that never was: people, rooms and plausible stays, made from a seed. For a first look, for tests that need
//! much of everything, and for measurements. Never made up outside the rules: every event was decided like a real one.

mod cast;

use crate::{
    clock,
    domain::{
        self,
        booking::{Booking, Item, Items, MAX_ITEMS, Overrides, Status},
        command::{
            AccommodationCommand, BookingCommand, Command, HouseCommand, NoteWish, PersonCommand,
            Wish,
        },
        context::Context,
        event::{Event, Recorded},
        ids::{AccommodationId, Actor, BookingId, CommandId, PersonId, Stream},
        people::Role,
        time::Moment,
    },
    projections::book::Book,
};
use fastrand::Rng;
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use std::{cmp::Reverse, collections::BinaryHeap};

/// Milliseconds of an hour and of a day.
const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;
/// How far ahead people book, in days.
const DAYS_AHEAD: i64 = 150;
/// Refused wishes in a row after which the house counts as full and the story goes on to another day.
const PATIENCE: u32 = 40;

/// What to make up.
#[derive(Debug, Clone)]
pub struct Story {
    /// The same seed tells the same story.
    pub seed: u64,
    /// Now: the story ends here, with stays ahead.
    pub now: Moment,
    /// How many bookings.
    pub bookings: u32,
    /// How many accommodations; the first ones have names of their own.
    pub accommodations: u16,
    /// How many people besides the administrator.
    pub members: u16,
    /// Days between the first booking and now.
    pub days: u32,
    /// Hash of everybody's password, if they shall have one.
    pub password: Option<Box<str>>,
}

impl Story {
    /// A house as one would find it: a year of life, and bookings for the months to come.
    pub fn first_look(now: Moment, password: Option<Box<str>>) -> Self {
        Self {
            seed: 7,
            now,
            bookings: 110,
            accommodations: 6,
            members: 9,
            days: 300,
            password,
        }
    }

    /// A house with so many bookings, as dense as a well-loved one: about three a day for ten accommodations.
    pub fn of_size(bookings: u32, now: Moment) -> Self {
        let days = bookings.div_ceil(3).max(30);
        Self {
            seed: 1,
            now,
            bookings,
            accommodations: 10,
            members: 40,
            days,
            password: None,
        }
    }

    /// Everything that happened, in order, personal text readable. A new log takes it as it is.
    pub fn events(&self) -> Vec<Recorded> {
        let mut teller = Teller::new(self);
        teller.found(self);
        teller.live(self);
        teller.events
    }

    /// E-mail address of the administrator.
    pub const fn administrator_email() -> &'static str {
        cast::PEOPLE[0].email
    }

    /// E-mail address of a member.
    pub const fn member_email() -> &'static str {
        cast::PEOPLE[1].email
    }
}

/// Something somebody will do later.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Later {
    at: Moment,
    booking: BookingId,
    what: Deed,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Confirm,
    Decline,
    Cancel,
    Change,
    Undo,
}

struct Teller {
    rng: Rng,
    book: Book,
    zone: TimeZone,
    now: Moment,
    later: BinaryHeap<Reverse<Later>>,
    events: Vec<Recorded>,
}

impl Teller {
    fn new(story: &Story) -> Self {
        Self {
            rng: Rng::with_seed(story.seed),
            book: Book::default(),
            zone: TimeZone::get(cast::ZONE).unwrap_or(TimeZone::UTC),
            now: story.now.plus_millis(-i64::from(story.days) * DAY),
            later: BinaryHeap::new(),
            events: Vec::new(),
        }
    }

    /// Does what a command comes to; whether the rules agreed.
    fn act(&mut self, actor: Actor, command: &Command) -> Option<Stream> {
        let today = self.today();
        let context = Context {
            actor,
            now: self.now,
            today,
            zone_known: true,
        };
        let decision = domain::decide(&self.book.state, command, &context).ok()?;
        let id = CommandId::unique(self.rng.u128(..).to_be_bytes());
        let mut first = None;
        for (stream, event) in decision.into_events() {
            first.get_or_insert(stream);
            self.record(id, actor, stream, event)?;
        }
        first
    }

    fn record(
        &mut self,
        command: CommandId,
        actor: Actor,
        stream: Stream,
        event: Event,
    ) -> Option<()> {
        let version = self.book.state.version_of(stream) + 1;
        let sequence = self.book.sequence + 1;
        let recorded = Recorded {
            sequence,
            stream,
            version,
            at: self.now,
            command,
            actor,
            event,
        };
        self.book.apply(&recorded).ok()?;
        self.events.push(recorded);
        Some(())
    }

    fn today(&self) -> Date {
        self.zone.to_datetime(clock::timestamp(self.now)).date()
    }

    /// The house, its people and its accommodations.
    fn found(&mut self, story: &Story) {
        let found = HouseCommand::Found {
            settings: cast::settings(),
            administrator: cast::person(0, Role::Administrator),
            password: story.password.clone(),
        };
        self.act(Actor::System, &Command::House(found));
        let administrator = Actor::Person(PersonId::new(1));
        for number in 1..=story.members {
            let person = cast::person(usize::from(number), Role::Member);
            self.act(
                administrator,
                &Command::Person(PersonCommand::Add { person }),
            );
        }
        if let Some(password) = &story.password {
            self.let_in(PersonId::new(2), password);
        }
        for number in 0..story.accommodations {
            let description = cast::accommodation(usize::from(number));
            self.act(
                administrator,
                &Command::Accommodation(AccommodationCommand::Add { description }),
            );
        }
    }

    /// Gives somebody a password by way of a link, as an administrator would.
    fn let_in(&mut self, person: PersonId, password: &str) {
        let digest = self.rng.u128(..).to_be_bytes();
        let issue = PersonCommand::IssueAccessLink {
            person,
            digest,
            expires: self.now.plus_millis(DAY),
        };
        self.act(Actor::Person(PersonId::new(1)), &Command::Person(issue));
        let password = password.into();
        self.act(
            Actor::Person(person),
            &Command::Person(PersonCommand::UseAccessLink { digest, password }),
        );
    }

    /// Days pass, people ask, change their minds, and get answers.
    fn live(&mut self, story: &Story) {
        let step = i64::from(story.days) * DAY / i64::from(story.bookings.max(1));
        let begin = self.now;
        let mut refused = 0;
        let mut asked = 0;
        while asked < story.bookings {
            let due = begin.plus_millis(step * i64::from(asked)).plus_millis(HOUR);
            self.catch_up(due.min(story.now));
            if self.ask(story) {
                (asked, refused) = (asked + 1, 0);
            } else if refused < PATIENCE {
                refused += 1;
            } else {
                (asked, refused) = (asked + 1, 0);
            }
        }
        self.catch_up(story.now);
    }

    /// Does what is due until then.
    fn catch_up(&mut self, until: Moment) {
        while let Some(Reverse(next)) = self.later.pop() {
            if next.at > until {
                self.later.push(Reverse(next));
                break;
            }
            self.now = self.now.max(next.at);
            self.do_later(&next);
        }
        self.now = self.now.max(until);
    }

    fn ask(&mut self, story: &Story) -> bool {
        let member = PersonId::new(self.rng.u32(1..=u32::from(story.members) + 1));
        let Some(wish) = self.wish(story) else {
            return false;
        };
        let request = BookingCommand::Request {
            wish,
            on_behalf_of: None,
        };
        let Some(Stream::Booking(booking)) =
            self.act(Actor::Person(member), &Command::Booking(request))
        else {
            return false;
        };
        self.plan_ahead(booking);
        true
    }

    /// What will become of a booking. Most are confirmed within days; some are changed or called off.
    fn plan_ahead(&mut self, booking: BookingId) {
        let mut after = |what, hours| {
            let at = self.now.plus_millis(HOUR * self.rng.i64(1..=hours));
            self.later.push(Reverse(Later { at, booking, what }));
        };
        match after_what(booking, 20) {
            0 => after(Deed::Decline, 72),
            1 | 2 => after(Deed::Cancel, 20 * 24),
            3 => (),
            4 | 5 => {
                after(Deed::Confirm, 48);
                after(Deed::Change, 10 * 24);
            }
            6 => {
                after(Deed::Change, 24);
                after(Deed::Undo, 48);
                after(Deed::Confirm, 96);
            }
            7 => {
                after(Deed::Confirm, 48);
                after(Deed::Cancel, 20 * 24);
            }
            _ => after(Deed::Confirm, 72),
        }
    }

    fn do_later(&mut self, later: &Later) {
        let Some(booking) = self.book.state.booking(later.booking).cloned() else {
            return;
        };
        let id = booking.id;
        let (administrator, member) = (
            Actor::Person(PersonId::new(1)),
            Actor::Person(booking.member),
        );
        let (actor, command) = match later.what {
            Deed::Confirm => (
                administrator,
                BookingCommand::Confirm {
                    id,
                    allow: Overrides::NONE,
                    expected: None,
                },
            ),
            Deed::Decline => {
                let reason = Some(self.one_of(&cast::REFUSALS).into());
                (
                    administrator,
                    BookingCommand::Decline {
                        id,
                        reason,
                        expected: None,
                    },
                )
            }
            Deed::Cancel => {
                let reason = self.rng.bool().then(|| self.one_of(&cast::REASONS).into());
                (
                    member,
                    BookingCommand::Cancel {
                        id,
                        reason,
                        expected: None,
                    },
                )
            }
            Deed::Change => (
                member,
                BookingCommand::Change {
                    id,
                    wish: self.longer(&booking),
                    expected: None,
                },
            ),
            Deed::Undo => (member, BookingCommand::Undo { id, expected: None }),
        };
        let done = self.act(actor, &Command::Booking(command)).is_some();
        let waits = self
            .book
            .state
            .booking(id)
            .is_some_and(|booking| booking.status == Status::Pending);
        if done && waits && matches!(later.what, Deed::Change) {
            let at = self.now.plus_millis(30 * HOUR);
            self.later.push(Reverse(Later {
                at,
                booking: id,
                what: Deed::Confirm,
            }));
        }
    }

    /// One night more.
    fn longer(&self, booking: &Booking) -> Wish {
        Wish {
            arrival: booking.stay.arrival(),
            departure: booking.stay.departure().saturating_add(1.days()),
            items: Items::from_slice(&booking.items).unwrap_or_default(),
            note: NoteWish::Keep,
            allow: Overrides::NONE,
        }
    }

    fn wish(&mut self, story: &Story) -> Option<Wish> {
        let ahead = self.rng.i64(0..=DAYS_AHEAD);
        let mut arrival = self.today().checked_add(ahead.days()).ok()?;
        let mut nights = i64::from(self.rng.u8(2..=7));
        if self.rng.u8(0..3) > 0 {
            // Two of three come for the weekend.
            while arrival.weekday().to_monday_zero_offset() < 4 {
                arrival = arrival.tomorrow().ok()?;
            }
            nights = i64::from(self.rng.u8(1..=3));
        }
        let mut items = Items::new();
        let first = self.rng.u16(1..=story.accommodations);
        for place in 0..self
            .rng
            .u16(1..=2)
            .min(story.accommodations)
            .min(MAX_ITEMS as u16)
        {
            let accommodation =
                AccommodationId::new((first + place - 1) % story.accommodations + 1);
            let capacity = self
                .book
                .state
                .accommodation(accommodation)?
                .description
                .capacity;
            items
                .push(Item {
                    accommodation,
                    persons: self.rng.u8(1..=capacity),
                })
                .ok()?;
        }
        let words = self.rng.u8(0..3) == 0;
        let note = if words {
            NoteWish::Say(self.one_of(&cast::NOTES).into())
        } else {
            NoteWish::Nothing
        };
        let departure = arrival.checked_add(nights.days()).ok()?;
        Some(Wish {
            arrival,
            departure,
            items,
            note,
            allow: Overrides::NONE,
        })
    }

    fn one_of(&mut self, texts: &[&'static str]) -> &'static str {
        self.rng.choice(texts).copied().unwrap_or_default()
    }
}

/// The fate of a booking, spread evenly over numbers so that it does not depend on the order of dice.
fn after_what(booking: BookingId, fates: u32) -> u32 {
    booking.number().wrapping_mul(2_654_435_761) / 65_536 % fates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(bookings: u32) -> Vec<Recorded> {
        Story::of_size(bookings, Moment::from_millis(1_790_000_000_000)).events()
    }

    #[test]
    fn the_same_seed_tells_the_same_story() {
        assert_eq!(story(50), story(50));
    }

    #[test]
    fn what_waits_for_an_answer_is_known_without_looking_at_all_bookings() {
        let mut book = Book::default();
        for (index, event) in story(2_000).iter().enumerate() {
            book.apply(event).unwrap();
            if index % 50 != 0 {
                continue;
            }
            let bookings = book.state.bookings.iter();
            let waits = bookings.filter(|booking| booking.status == Status::Pending);
            let waits: Vec<BookingId> = waits.map(|booking| booking.id).collect();
            assert_eq!(book.agenda.pending().collect::<Vec<_>>(), waits);
        }
        assert!(book.agenda.pending().count() > 20);
    }

    #[test]
    fn a_story_has_nearly_as_many_bookings_as_asked_for_and_all_kinds_of_fates() {
        let events = story(2_000);
        let mut book = Book::default();
        for event in &events {
            book.apply(event).unwrap();
        }
        assert!(
            book.state.bookings.len() > 1_900,
            "{}",
            book.state.bookings.len()
        );
        for status in Status::ALL {
            let count = book
                .state
                .bookings
                .iter()
                .filter(|booking| booking.status == status)
                .count();
            assert!(count > 20, "{status:?}: {count}");
        }
        for name in ["BookingChanged", "BookingUndone"] {
            assert!(
                events.iter().any(|event| event.event.name() == name),
                "{name}"
            );
        }
        for booking in book.state.bookings.iter() {
            for item in &booking.items {
                let place = book.state.accommodation(item.accommodation).unwrap();
                let nights = (booking.stay.arrival(), booking.stay.departure());
                let taken = book
                    .state
                    .occupancy
                    .taken_per_night(place.id, nights.0, nights.1);
                assert!(
                    taken.max() <= Some(place.description.capacity.into()),
                    "{booking:?}"
                );
            }
        }
    }
}
