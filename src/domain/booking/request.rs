//! Asking for a stay, or for another one: who may, and what it comes to.
//! Never judges the wish itself: `wish` does that.

use super::{Booking, Item, Status, status::checked_text, wish::check};
use crate::domain::{
    command::{NoteWish, Wish},
    context::Context,
    decision::Decision,
    event::{BookingChanged, BookingRequested, Event},
    ids::{Actor, BookingId, PersonId, Stream},
    people::is_self_or_administrator,
    refusal::{Field, Problem, Refusal, Rule},
    state::State,
};

pub(super) fn request(
    state: &State,
    wish: &Wish,
    on_behalf_of: Option<PersonId>,
    context: &Context,
) -> Result<Decision, Refusal> {
    context.needs_somebody(state)?;
    let mut found = Vec::new();
    let member = member(state, on_behalf_of, context).map_err(|problem| found.push(problem));
    let (stay, overrides) = check(state, wish, None, context, found)?;
    let member = member.map_err(|()| Refusal::Forbidden)?;
    let note = checked_text(member, wish.note.words(), Field::Note)?;
    let id = BookingId::at_index(state.bookings.len()).ok_or(Refusal::TooMany)?;
    let event = BookingRequested {
        member,
        stay,
        items: wish.items.clone(),
        note,
        overrides,
    };
    Ok(Decision::one(
        Stream::Booking(id),
        Event::BookingRequested(event),
    ))
}

pub(super) fn change(
    state: &State,
    booking: &Booking,
    wish: &Wish,
    context: &Context,
) -> Result<Decision, Refusal> {
    if !booking.status.holds_capacity() {
        return Err(Refusal::WrongStatus(booking.status));
    }
    let administrator = context.is_administrator(state);
    if booking.stay.ended_by(context.today) && !administrator {
        return Err(Refusal::StayEnded);
    }
    let (stay, overrides) = check(state, wish, Some(booking), context, Vec::new())?;
    let same_places = stay == booking.stay && are_the_same(&wish.items, &booking.items);
    let note_before = state.note(booking.id);
    let note = match &wish.note {
        NoteWish::Keep => note_before.clone(),
        NoteWish::Nothing | NoteWish::Say(_) => {
            checked_text(booking.member, wish.note.words(), Field::Note)?
        }
    };
    if same_places && note == note_before {
        return Ok(Decision::nothing());
    }
    let status = if same_places || administrator {
        booking.status
    } else {
        Status::Pending
    };
    let event = BookingChanged {
        stay,
        items: wish.items.clone(),
        note,
        status,
        overrides,
    };
    Ok(Decision::one(
        Stream::Booking(booking.id),
        Event::BookingChanged(event),
    ))
}

/// Whether both are the same places, in whatever order they are listed.
fn are_the_same(some: &[Item], others: &[Item]) -> bool {
    some.len() == others.len() && some.iter().all(|item| others.contains(item))
}

/// For whom the booking is: oneself, or whom an administrator names.
fn member(
    state: &State,
    on_behalf_of: Option<PersonId>,
    context: &Context,
) -> Result<PersonId, Problem> {
    let problem = |rule| Problem::new(Field::OnBehalfOf, rule);
    let member = match (on_behalf_of, context.actor) {
        (Some(id), _) => id,
        (None, Actor::Person(id)) => id,
        (None, Actor::System | Actor::Unknown) => return Err(problem(Rule::Blank)),
    };
    if !is_self_or_administrator(state, context.actor, member) {
        return Err(problem(Rule::AdministratorsOnly));
    }
    match state.person(member) {
        Some(person) if person.can_have_bookings() => Ok(member),
        Some(_) | None => Err(problem(Rule::UnknownMember)),
    }
}
