//! A member's stay as it stands: what it is made of and what its statuses mean.
//! Never decides: `request`, `status` and `undo` do that, one file for each kind of step.

mod kept;
mod places;
mod request;
mod status;
mod undo;
mod wish;

use super::{
    command::BookingCommand,
    context::Context,
    decision::Decision,
    ids::{AccommodationId, Actor, BookingId, PersonId, Version},
    people::{Person, Standing},
    refusal::{Missing, Refusal},
    state::State,
    text::{self, PersonalText},
    time::{Moment, Stay},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use kept::KeptItems;
pub(super) use status::checked_text;
pub use status::{Status, tidy};

/// Most items one booking can have: enough to take a whole house at once.
pub const MAX_ITEMS: usize = 64;
/// Most characters of a note or a reason.
pub const NOTE_CHARS: usize = 500;

/// So many persons in one accommodation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Where.
    pub accommodation: AccommodationId,
    /// How many.
    pub persons: u8,
}

/// The items of a booking on their way: bounded, so that nobody can ask for more than a house has.
pub type Items = heapless::Vec<Item, MAX_ITEMS>;

/// Rules that were set aside on purpose, and shown as such ever after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Overrides(u8);

impl Overrides {
    /// No rule was set aside.
    pub const NONE: Self = Self(0);
    /// The arrival lies in the past, or the stay that was changed was over.
    pub const PAST: Self = Self(1);
    /// More persons than places.
    pub const CAPACITY: Self = Self(2);
    /// More nights than the house allows.
    pub const LENGTH: Self = Self(4);

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all rules of `other` are among these.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether no rule was set aside.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }
}

impl Item {
    /// Nobody nowhere: what stands where there is no item.
    const NONE: Self = Self {
        accommodation: AccommodationId::new(0),
        persons: 0,
    };
}

/// A booking as it stands, but for its note and what its last change replaced: [`State::note`] has those, for few
/// bookings have them. There are many bookings: every byte here is there ten thousand times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// Which one; the number people say.
    pub id: BookingId,
    /// Whose stay it is.
    pub member: PersonId,
    /// How often it has changed.
    pub version: Version,
    /// The nights.
    pub stay: Stay,
    /// Where it stands between request and end.
    pub status: Status,
    /// Where, and how many.
    pub items: KeptItems,
    /// When it was requested.
    pub created: Moment,
    /// When it changed last.
    pub changed: Moment,
    /// Who took the last step.
    pub last_actor: Actor,
    /// What the last step was.
    pub last_step: LastStep,
}

/// What the last step was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LastStep {
    /// The request itself.
    Requested,
    /// Dates, items or note were changed.
    Changed,
    /// Only the status was changed, from this one.
    Status(Status),
    /// A step was taken back; that cannot be taken back again.
    Undone,
}

/// A booking's content before a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// The nights it had.
    pub stay: Stay,
    /// The items it had.
    pub items: KeptItems,
    /// The note it had.
    #[serde(with = "text::in_memory")]
    pub note: Option<PersonalText>,
    /// The status it had.
    pub status: Status,
}

/// What is kept of a booking beside itself.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Aside {
    /// Anything that was said.
    #[serde(with = "text::in_memory")]
    pub(super) note: Option<PersonalText>,
    /// What the last step replaced, if it was [`LastStep::Changed`].
    pub(super) before: Option<Before>,
}

impl Booking {
    /// All persons together.
    pub fn persons(&self) -> u16 {
        self.items.iter().map(|item| u16::from(item.persons)).sum()
    }

    /// How many of its persons hold a place there on that night.
    pub fn holds(&self, accommodation: AccommodationId, night: Date) -> u16 {
        if !self.status.holds_capacity()
            || night < self.stay.arrival()
            || night >= self.stay.departure()
        {
            return 0;
        }
        self.items
            .iter()
            .filter(|item| item.accommodation == accommodation)
            .map(|item| u16::from(item.persons))
            .sum()
    }

    /// Whether it is a confirmed stay that is over: what people call completed. Never stored.
    pub fn is_completed(&self, today: Date) -> bool {
        self.status == Status::Confirmed && self.stay.ended_by(today)
    }
}

pub(super) fn decide(
    state: &State,
    command: &BookingCommand,
    context: &Context,
) -> Result<Decision, Refusal> {
    match command {
        BookingCommand::Request { wish, on_behalf_of } => {
            request::request(state, wish, *on_behalf_of, context)
        }
        BookingCommand::Change { id, wish, expected } => {
            request::change(state, find(state, *id, *expected, context)?, wish, context)
        }
        BookingCommand::Confirm {
            id,
            allow,
            expected,
        } => {
            context.needs_administrator(state)?;
            status::confirm(state, find(state, *id, *expected, context)?, *allow)
        }
        BookingCommand::Decline {
            id,
            reason,
            expected,
        } => {
            context.needs_administrator(state)?;
            status::decline(find(state, *id, *expected, context)?, reason.as_deref())
        }
        BookingCommand::Cancel {
            id,
            reason,
            expected,
        } => status::cancel(
            find(state, *id, *expected, context)?,
            reason.as_deref(),
            state,
            context,
        ),
        BookingCommand::Undo { id, expected } => {
            undo::undo(state, find(state, *id, *expected, context)?, context)
        }
    }
}

/// Members may see all bookings but touch only their own, so the right is checked before the version.
fn find<'a>(
    state: &'a State,
    id: BookingId,
    expected: Option<Version>,
    context: &Context,
) -> Result<&'a Booking, Refusal> {
    context.needs_somebody(state)?;
    let booking = state
        .booking(id)
        .ok_or(Refusal::NotFound(Missing::Booking))?;
    if !super::people::is_self_or_administrator(state, context.actor, booking.member) {
        return Err(Refusal::Forbidden);
    }
    let erased = |person: &Person| person.standing == Standing::Erased;
    if state.person(booking.member).is_some_and(erased) {
        return Err(Refusal::Erased);
    }
    Refusal::unless_current(booking.version, expected)?;
    Ok(booking)
}
