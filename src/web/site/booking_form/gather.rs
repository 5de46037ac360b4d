//! What the booking form shows beside what was typed: accommodations with their free places, people, differences.
//! Never decides whether something fits.

use super::typed::Typed;
use crate::{
    app::views,
    domain::{
        accommodation::Accommodation,
        booking::Booking,
        ids::{AccommodationId, PersonId},
        time::Stay,
    },
    web::{
        context::ReadContext,
        pages::{
            booking_detail::Change,
            booking_form::{Choice, Member, Occupant},
        },
        site::shown::{item_lines, person_name},
    },
};

/// The accommodations one can choose: all open ones, and closed ones the booking has already.
pub(super) fn choices(
    context: &ReadContext,
    typed: &Typed,
    stay: Option<Stay>,
    changed: Option<&Booking>,
) -> Vec<Choice> {
    let has = |id| {
        changed.is_some_and(|booking| booking.items.iter().any(|item| item.accommodation == id))
    };
    let all = context.book.state.accommodations.iter();
    let offered = all.filter(|it| it.active || has(it.id));
    offered
        .map(|it| choice(context, typed, stay, changed, it))
        .collect()
}

fn choice(
    context: &ReadContext,
    typed: &Typed,
    stay: Option<Stay>,
    changed: Option<&Booking>,
    accommodation: &Accommodation,
) -> Choice {
    let free = stay.map(|stay| views::free_per_night(&context.book, accommodation, stay, changed));
    let free = free.unwrap_or_default();
    let capacity = accommodation.description.capacity;
    let taken = free.iter().any(|free| *free < capacity);
    Choice {
        accommodation: accommodation.id,
        name: accommodation.description.name.to_string(),
        kind: accommodation.description.kind,
        capacity,
        persons: typed.persons_in(accommodation.id).to_owned(),
        free,
        occupants: match stay {
            Some(stay) if taken => occupants(context, accommodation.id, stay, changed),
            _ => Vec::new(),
        },
    }
}

fn occupants(
    context: &ReadContext,
    id: AccommodationId,
    stay: Stay,
    changed: Option<&Booking>,
) -> Vec<Occupant> {
    let others = context.book.holding(stay.arrival(), stay.departure());
    let others = others.filter(|booking| changed.is_none_or(|own| own.id != booking.id));
    let occupant = |booking: &Booking| {
        let persons = booking
            .items
            .iter()
            .filter(|item| item.accommodation == id)
            .map(|item| item.persons);
        let persons = persons.fold(0_u8, u8::saturating_add);
        let name = || person_name(context, booking.member);
        (persons > 0).then(|| Occupant {
            name: name(),
            stay: booking.stay,
            persons,
        })
    };
    others.filter_map(occupant).collect()
}

/// Whom a new booking can be for; oneself unless somebody else was chosen.
pub(super) fn members(context: &ReadContext, chosen: Option<PersonId>) -> Vec<Member> {
    let chosen = chosen.or(context.viewer.map(|viewer| viewer.person));
    let everybody = context
        .book
        .state
        .people
        .iter()
        .filter(|person| person.can_have_bookings());
    let mut members: Vec<Member> = everybody
        .map(|person| Member {
            person: person.id,
            name: person_name(context, person.id),
            chosen: chosen == Some(person.id),
        })
        .collect();
    members.sort_by(|one, other| one.name.cmp(&other.name));
    members
}

/// What the fields would make different in a booking.
pub(super) fn changes(context: &ReadContext, typed: &Typed, booking: &Booking) -> Vec<Change> {
    let mut changes = Vec::new();
    if let Some(to) = typed.stay().filter(|stay| *stay != booking.stay) {
        let from = booking.stay;
        changes.push(Change::Dates { from, to });
    }
    let (items, wrong) = typed.items();
    let same =
        items.len() == booking.items.len() && items.iter().all(|item| booking.items.contains(item));
    if wrong.is_empty() && !items.is_empty() && !same {
        changes.push(Change::Places {
            from: item_lines(context, &booking.items),
            to: item_lines(context, &items),
        });
    }
    changes
}
