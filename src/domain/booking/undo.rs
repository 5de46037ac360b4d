//! Taking back one's own last step: a new event that makes the booking what it was before.
//! Never takes back another one's step, and never takes places that are gone or closed in the meantime.

use super::{Before, Booking, Items, LastStep, Status, places};
use crate::domain::{
    context::Context,
    decision::{Decision, refuse_if_any},
    event::{BookingUndone, Event},
    ids::Stream,
    refusal::Refusal,
    state::State,
};

pub(super) fn undo(
    state: &State,
    booking: &Booking,
    context: &Context,
) -> Result<Decision, Refusal> {
    let Some(before) = before_last_step(state, booking) else {
        return Err(Refusal::NothingToUndo);
    };
    if booking.last_actor != context.actor {
        return Err(Refusal::UndoNotYours);
    }
    if before.stay.ended_by(context.today) && !context.is_administrator(state) {
        return Err(Refusal::StayEnded);
    }
    let items = Items::from_slice(&before.items).map_err(|_| Refusal::TooMany)?;
    if before.status.holds_capacity() {
        let closed = places::closed(state, before.stay, &items, Some(booking));
        refuse_if_any(closed.into_iter())?;
        let short = places::new_shortages(state, before.stay, &items, Some(booking));
        if !short.is_empty() {
            return Err(Refusal::Full(short));
        }
    }
    let event = BookingUndone {
        stay: before.stay,
        items,
        note: before.note,
        status: before.status,
    };
    Ok(Decision::one(
        Stream::Booking(booking.id),
        Event::BookingUndone(event),
    ))
}

/// What the booking was before its last step, if that step can be taken back. Before its request it did not hold
/// anything, so taking back a request leaves it cancelled.
fn before_last_step(state: &State, booking: &Booking) -> Option<Before> {
    let with_status = |status| Before {
        status,
        ..state.content(booking)
    };
    match booking.last_step {
        LastStep::Requested => Some(with_status(Status::Cancelled)),
        LastStep::Changed => state.before_last_change(booking.id),
        LastStep::Status(status) => Some(with_status(status)),
        LastStep::Undone => None,
    }
}
