//! Made-up but plausible events in any number, the same for the same seed: for tests and benchmarks of a log.
//! They only look like a house's life; they are not checked by its rules. What a seed gives never changes: golden files
//! hold it.

use crate::domain::{
    booking::{Item, Items, Overrides},
    event::{
        BookingCancelled, BookingConfirmed, BookingDeclined, BookingRequested, Event, Recorded,
    },
    ids::{AccommodationId, Actor, BookingId, CommandId, PersonId, Sequence, Stream},
    text::{PersonalText, Words},
    time::{Moment, Stay},
};
use jiff::{ToSpan as _, civil::date};

/// Numbers that look random and are the same on every machine (SplitMix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall as this seed says.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// The next number, below a bound.
    pub const fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound
    }
}

/// People who book in the made-up house.
const MEMBERS: u64 = 40;
/// Places they book.
const PLACES: u64 = 12;
/// Every so many requests carry a note.
const NOTE_EVERY: u64 = 5;

/// Events about bookings, numbered after a sequence: two of three requests are answered, each by a command of its own.
#[derive(Debug, Clone)]
pub struct Workload {
    dice: Dice,
    sequence: Sequence,
    booking: u32,
    millis: i64,
    unanswered: bool,
}

impl Workload {
    /// Events after `after`, as this seed says.
    pub const fn new(seed: u64, after: Sequence) -> Self {
        Self {
            dice: Dice::new(seed ^ after),
            sequence: after,
            booking: after as u32,
            millis: 1_767_225_600_000 + after as i64 * 1_000,
            unanswered: false,
        }
    }

    fn text(&mut self, about: PersonId) -> PersonalText {
        let bytes = 40 + self.dice.below(60);
        let sealed = (0..bytes).map(|_| self.dice.roll() as u8).collect();
        PersonalText {
            about,
            words: Words::Sealed(sealed),
        }
    }

    fn request(&mut self) -> Event {
        let member = PersonId::new(1 + self.dice.below(MEMBERS) as u32);
        let arrival = date(2026, 1, 1).saturating_add((self.dice.below(700) as i64).days());
        let departure = arrival.saturating_add((1 + self.dice.below(9) as i64).days());
        let items: Items = (0..1 + self.dice.below(3))
            .map(|_| Item {
                accommodation: AccommodationId::new(1 + self.dice.below(PLACES) as u16),
                persons: 1 + self.dice.below(4) as u8,
            })
            .collect();
        let note = self.dice.below(NOTE_EVERY) == 0;
        Event::BookingRequested(BookingRequested {
            member,
            stay: Stay::new(arrival, departure).expect("nights lie between these dates"),
            items,
            note: note.then(|| self.text(member)),
            overrides: Overrides::NONE,
        })
    }

    fn answer(&mut self) -> Event {
        match self.dice.below(10) {
            0 => Event::BookingDeclined(BookingDeclined {
                reason: Some(self.text(PersonId::new(1))),
            }),
            1 => Event::BookingCancelled(BookingCancelled { reason: None }),
            _ => Event::BookingConfirmed(BookingConfirmed {
                overrides: Overrides::NONE,
            }),
        }
    }
}

impl Iterator for Workload {
    type Item = Recorded;

    fn next(&mut self) -> Option<Recorded> {
        self.sequence += 1;
        self.millis += self.dice.below(3_600_000) as i64;
        let answering = self.unanswered && self.dice.below(3) > 0;
        let (event, version) = if answering {
            (self.answer(), 2)
        } else {
            self.booking += 1;
            (self.request(), 1)
        };
        self.unanswered = !answering;
        Some(Recorded {
            sequence: self.sequence,
            stream: Stream::Booking(BookingId::new(self.booking)),
            version,
            at: Moment::from_millis(self.millis),
            command: CommandId::from_halves(self.dice.roll(), self.dice.roll()),
            actor: Actor::Person(PersonId::new(1 + self.dice.below(MEMBERS) as u32)),
            event,
        })
    }
}
