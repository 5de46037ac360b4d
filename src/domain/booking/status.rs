//! The life of a booking: pending → confirmed | declined; cancelled from pending or confirmed.
//! Never stores "completed": that is a confirmed stay which is over.

use super::{Booking, NOTE_CHARS, Overrides, places};
use crate::domain::{
    context::Context,
    decision::{Decision, refuse_if_any},
    event::{BookingCancelled, BookingConfirmed, BookingDeclined, Event},
    ids::{PersonId, Stream},
    refusal::{Field, Problem, Refusal, Rule},
    state::State,
    text::PersonalText,
};
use serde::{Deserialize, Serialize};

/// Where a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Asked for, not yet answered.
    Pending,
    /// An administrator has said yes.
    Confirmed,
    /// An administrator has said no.
    Declined,
    /// Called off.
    Cancelled,
}

impl Status {
    /// All statuses, in the order they are offered.
    pub const ALL: [Self; 4] = [
        Self::Pending,
        Self::Confirmed,
        Self::Declined,
        Self::Cancelled,
    ];

    /// Whether a booking in this status holds its places. The one predicate everybody uses.
    pub const fn holds_capacity(self) -> bool {
        matches!(self, Self::Pending | Self::Confirmed)
    }
}

/// Says yes. The right to do so has been checked.
pub(super) fn confirm(
    state: &State,
    booking: &Booking,
    allow: Overrides,
) -> Result<Decision, Refusal> {
    if booking.status != Status::Pending {
        return Err(Refusal::WrongStatus(booking.status));
    }
    let short = places::shortages(state, booking.stay, &booking.items, Some(booking));
    if !short.is_empty() && !allow.has(Overrides::CAPACITY) {
        return Err(Refusal::Full(short));
    }
    let overrides = if short.is_empty() {
        Overrides::NONE
    } else {
        Overrides::CAPACITY
    };
    Ok(Decision::one(
        Stream::Booking(booking.id),
        Event::BookingConfirmed(BookingConfirmed { overrides }),
    ))
}

/// Says no. The right to do so has been checked.
pub(super) fn decline(booking: &Booking, reason: Option<&str>) -> Result<Decision, Refusal> {
    if booking.status != Status::Pending {
        return Err(Refusal::WrongStatus(booking.status));
    }
    let reason = checked_text(booking.member, reason, Field::Reason)?;
    Ok(Decision::one(
        Stream::Booking(booking.id),
        Event::BookingDeclined(BookingDeclined { reason }),
    ))
}

pub(super) fn cancel(
    booking: &Booking,
    reason: Option<&str>,
    state: &State,
    context: &Context,
) -> Result<Decision, Refusal> {
    if !booking.status.holds_capacity() {
        return Err(Refusal::WrongStatus(booking.status));
    }
    if booking.stay.ended_by(context.today) && !context.is_administrator(state) {
        return Err(Refusal::StayEnded);
    }
    let reason = checked_text(booking.member, reason, Field::Reason)?;
    Ok(Decision::one(
        Stream::Booking(booking.id),
        Event::BookingCancelled(BookingCancelled { reason }),
    ))
}

/// A note or a reason as it is kept; nothing when nothing is left.
pub(in crate::domain) fn checked_text(
    about: PersonId,
    text: Option<&str>,
    field: Field,
) -> Result<Option<PersonalText>, Refusal> {
    refuse_if_any(text_problem(text, field).into_iter())?;
    Ok(text
        .and_then(tidy)
        .map(|text| PersonalText::clear(about, text)))
}

/// What is wrong with a note or a reason. Line ends and tabs are fine, other control characters are not.
pub(super) fn text_problem(text: Option<&str>, field: Field) -> Option<Problem> {
    let text = text.and_then(tidy)?;
    if text.chars().count() > NOTE_CHARS {
        Some(Problem::new(
            field,
            Rule::TooLong {
                most: NOTE_CHARS as u32,
            },
        ))
    } else if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        Some(Problem::new(field, Rule::ControlCharacter))
    } else {
        None
    }
}

/// A note or a reason in the one form in which it is kept and compared: trimmed, and with plain line ends, for browsers
/// send two characters for each and count one. Nothing when nothing is left.
pub fn tidy(text: &str) -> Option<String> {
    let text = Some(text.trim()).filter(|text| !text.is_empty())?;
    Some(text.replace("\r\n", "\n").replace('\r', "\n"))
}
