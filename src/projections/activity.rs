//! Every step every booking has taken, in the order it happened: a booking's history, and what is new in the house.
//! Never holds readable notes or reasons: they stay sealed until somebody looks.

use crate::domain::{
    booking::{Before, Booking, Overrides, Status},
    event::{Event, Recorded},
    ids::{Actor, BookingId, PersonId, Sequence, Stream, Version},
    text::PersonalText,
    time::Moment,
};
use imbl::Vector;

/// One step of one booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Moment,
    /// Which booking.
    pub booking: BookingId,
    /// What.
    pub what: What,
    /// Place (from 1) of the booking's step before this one in the list of all steps; 0 when it is the first.
    before: u32,
    /// Who, packed: there are many steps.
    actor: u32,
    /// Place in the log. No log of a house comes near the end of this: it would have 200 GB.
    sequence: u32,
}

/// How an [`Actor`] is packed beside the numbers of people, which end below.
const SYSTEM: u32 = u32::MAX;
const UNKNOWN: u32 = u32::MAX - 1;

impl Step {
    /// Who.
    pub const fn actor(&self) -> Actor {
        match self.actor {
            SYSTEM => Actor::System,
            UNKNOWN => Actor::Unknown,
            number => Actor::Person(PersonId::new(number)),
        }
    }

    /// Its place in the log.
    pub fn sequence(&self) -> Sequence {
        Sequence::from(self.sequence)
    }
}

const fn packed(actor: Actor) -> u32 {
    match actor {
        Actor::System => SYSTEM,
        Actor::Unknown => UNKNOWN,
        Actor::Person(id) => id.number(),
    }
}

/// What a step was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The request.
    Requested(Overrides),
    /// Dates, items or note changed.
    Changed(Box<Change>),
    /// An administrator said yes.
    Confirmed(Overrides),
    /// An administrator said no, with a reason or without.
    Declined(Option<Box<PersonalText>>),
    /// It was called off, with a reason or without.
    Cancelled(Option<Box<PersonalText>>),
    /// The step before was taken back.
    Undone(Box<Change>),
}

/// What a booking was before a change, and what it was after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Before.
    pub from: Before,
    /// After.
    pub to: Before,
    /// Rules that were set aside on purpose.
    pub overrides: Overrides,
}

/// All steps of all bookings. Copies share what they have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Activity {
    steps: Vector<Step>,
    /// Place (from 1) of each booking's last step.
    last: Vector<u32>,
}

impl Activity {
    /// Takes in an event about a booking, which is given as it was before and as it is after.
    pub(super) fn put(
        &mut self,
        recorded: &Recorded,
        before: Option<&Booking>,
        after: &Booking,
    ) -> Option<()> {
        let Stream::Booking(booking) = recorded.stream else {
            return None;
        };
        let what = what(&recorded.event, before, after)?;
        let index = booking.index()?;
        let earlier = self.last.get(index).copied();
        let step = Step {
            at: recorded.at,
            actor: packed(recorded.actor),
            sequence: u32::try_from(recorded.sequence).ok()?,
            booking,
            what,
            before: earlier.unwrap_or(0),
        };
        self.steps.push_back(step);
        let place = u32::try_from(self.steps.len()).ok()?;
        match earlier {
            Some(_) => {
                self.last.set(index, place);
            }
            None => self.last.push_back(place),
        }
        Some(())
    }

    /// The steps of one booking, the newest first, each with the version of the booking it led to.
    pub fn of(&self, booking: &Booking) -> impl Iterator<Item = (Version, &Step)> {
        let last = booking
            .id
            .index()
            .and_then(|index| self.last.get(index))
            .copied();
        let step_at = |place: u32| self.steps.get(usize::try_from(place).ok()?.checked_sub(1)?);
        let steps =
            core::iter::successors(last.and_then(step_at), move |step| step_at(step.before));
        (1..=booking.version).rev().zip(steps)
    }

    /// The steps of all bookings, the newest first.
    pub fn newest(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().rev()
    }

    /// How many steps there are.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether nothing has happened yet.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

fn what(event: &Event, before: Option<&Booking>, after: &Booking) -> Option<What> {
    Some(match event {
        Event::BookingRequested(event) => What::Requested(event.overrides),
        Event::BookingConfirmed(event) => What::Confirmed(event.overrides),
        Event::BookingDeclined(event) => What::Declined(event.reason.clone().map(Box::new)),
        Event::BookingCancelled(event) => What::Cancelled(event.reason.clone().map(Box::new)),
        Event::BookingChanged(event) => What::Changed(change(before?, after, event.overrides)),
        Event::BookingUndone(_) => What::Undone(change(before?, after, Overrides::NONE)),
        _ => return None,
    })
}

fn change(before: &Booking, after: &Booking, overrides: Overrides) -> Box<Change> {
    Box::new(Change {
        from: content(before),
        to: content(after),
        overrides,
    })
}

fn content(booking: &Booking) -> Before {
    Before {
        stay: booking.stay,
        items: booking.items.clone(),
        note: booking.note.clone(),
        status: booking.status,
    }
}

impl What {
    /// The status the booking had after this step.
    pub fn status_after(&self) -> Status {
        match self {
            Self::Requested(_) => Status::Pending,
            Self::Changed(change) | Self::Undone(change) => change.to.status,
            Self::Confirmed(_) => Status::Confirmed,
            Self::Declined(_) => Status::Declined,
            Self::Cancelled(_) => Status::Cancelled,
        }
    }
}
