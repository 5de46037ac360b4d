//! Every step every booking has taken, in the order it happened: a booking's history, and what is new in the house.
//! Never holds readable notes or reasons: they stay sealed until somebody looks.

use crate::domain::{
    booking::{Before, Booking, Item, Overrides, Status},
    event::{Event, Recorded},
    ids::{Actor, Sequence, Stream, Version},
    packed::Packed,
    parts::Size,
    text::{self, PersonalText},
    time::{Moment, Stay},
};
use imbl::Vector;
use serde::{Deserialize, Serialize};

/// One step of one booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Moment,
    /// Its place in the log.
    pub sequence: Sequence,
    /// Who.
    pub actor: Actor,
    /// What.
    pub what: What,
}

/// The steps next to a place in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Around {
    /// The last place up to which bookings were different from what they are at that place.
    pub earlier: Option<Sequence>,
    /// The first place at which they are different again.
    pub later: Option<Sequence>,
}

/// A step as it is kept. Numbers that are small most of the time take one byte.
#[derive(Serialize, Deserialize)]
struct Kept {
    at: Moment,
    /// How many events that were no steps lie before it in the log.
    others: u64,
    /// How many steps back the same booking's step before this one is; 0 when this is its first.
    back: u32,
    actor: Actor,
    what: What,
}

/// What a step was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// The request.
    Requested(Overrides),
    /// Dates, items or note changed.
    Changed(Change),
    /// An administrator said yes.
    Confirmed(Overrides),
    /// An administrator said no, with a reason or without.
    Declined(#[serde(with = "text::in_memory")] Option<PersonalText>),
    /// It was called off, with a reason or without.
    Cancelled(#[serde(with = "text::in_memory")] Option<PersonalText>),
    /// The step before was taken back.
    Undone(Change),
}

/// What a booking was before a change, and what it was after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Before.
    pub from: Before,
    /// After.
    pub to: Before,
    /// Rules that were set aside on purpose.
    pub overrides: Overrides,
}

/// All steps of all bookings. Copies share what they have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    steps: Packed<Kept>,
    /// Place (from 1) of each booking's last step.
    last: Vector<u32>,
}

impl Activity {
    /// Takes in an event about a booking. `before` is what the booking came to before it; it must be there when the event
    /// says what it comes to now.
    pub(super) fn put(&mut self, recorded: &Recorded, before: Option<Before>) -> Option<()> {
        let Stream::Booking(booking) = recorded.stream else {
            return None;
        };
        let index = booking.index()?;
        let earlier = self.last.get(index).copied();
        let place = u32::try_from(self.steps.len()).ok()?.checked_add(1)?;
        self.steps.push(&Kept {
            at: recorded.at,
            others: recorded.sequence.checked_sub(place.into())?,
            back: earlier.map_or(0, |earlier| place - earlier),
            actor: recorded.actor,
            what: what(&recorded.event, before)?,
        })?;
        match earlier {
            Some(_) => {
                self.last.set(index, place);
            }
            None => self.last.push_back(place),
        }
        Some(())
    }

    /// How many steps it holds, and how many bytes of memory they take.
    pub(super) fn size(&self) -> Size {
        let last = self.last.len() * size_of::<u32>();
        Size::new(self.steps.len(), self.steps.bytes() + last)
    }

    /// Where, as seen from a place in the log, bookings were last different from what they are there, and where they
    /// are next.
    pub fn around(&self, place: Sequence) -> Around {
        let (mut low, mut high) = (0, self.steps.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.sequence_of(middle) {
                Some(sequence) if sequence <= place => low = middle + 1,
                _ => high = middle,
            }
        }
        let before = |back| low.checked_sub(back).and_then(|at| self.sequence_of(at));
        // Before the first step ever there is no other one: only what was there without it.
        let first = || {
            before(1)
                .and_then(|first| first.checked_sub(1))
                .filter(|it| *it > 0)
        };
        Around {
            earlier: before(2).or_else(first),
            later: self.sequence_of(low),
        }
    }

    fn sequence_of(&self, index: usize) -> Option<Sequence> {
        let kept = self.steps.get(index)?;
        Some(kept.others + Sequence::try_from(index).ok()? + 1)
    }

    /// The steps of one booking, the newest first, each with the version of the booking it led to.
    pub fn of(&self, booking: &Booking) -> impl Iterator<Item = (Version, Step)> {
        let index = booking.id.index();
        let mut next = index.and_then(|index| self.last.get(index)).copied();
        let steps = core::iter::from_fn(move || {
            let place = next?;
            let kept = self
                .steps
                .get(usize::try_from(place).ok()?.checked_sub(1)?)?;
            next = place.checked_sub(kept.back).filter(|_| kept.back > 0);
            Some(Step {
                at: kept.at,
                sequence: kept.others + Sequence::from(place),
                actor: kept.actor,
                what: kept.what,
            })
        });
        (1..=booking.version).rev().zip(steps)
    }
}

fn what(event: &Event, before: Option<Before>) -> Option<What> {
    Some(match event {
        Event::BookingRequested(event) => What::Requested(event.overrides),
        Event::BookingConfirmed(event) => What::Confirmed(event.overrides),
        Event::BookingDeclined(event) => What::Declined(event.reason.clone()),
        Event::BookingCancelled(event) => What::Cancelled(event.reason.clone()),
        Event::BookingChanged(event) => What::Changed(Change {
            from: before?,
            to: content(event.stay, &event.items, &event.note, event.status),
            overrides: event.overrides,
        }),
        Event::BookingUndone(event) => What::Undone(Change {
            from: before?,
            to: content(event.stay, &event.items, &event.note, event.status),
            overrides: Overrides::NONE,
        }),
        _ => return None,
    })
}

fn content(stay: Stay, items: &[Item], note: &Option<PersonalText>, status: Status) -> Before {
    Before {
        stay,
        items: items.into(),
        note: note.clone(),
        status,
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
