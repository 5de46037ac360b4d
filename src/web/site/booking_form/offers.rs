//! Asking the rules about a wish that nobody has handed in yet, and showing what can be had instead of one that does
//! not fit. Never hands anything in.

use super::{Wrong, typed::Typed};
use crate::{
    app::views::{Elsewhere, Wanted, alternatives},
    domain::{
        booking::{Booking, Item, Items},
        command::{BookingCommand, Command, NoteWish, Wish},
        house::DEFAULT_LONGEST_STAY,
        ids::AccommodationId,
        refusal::{Field, Refusal},
        time::{MAX_NIGHTS, Stay},
    },
    web::{
        context::ReadContext,
        pages::{
            Mistake,
            booking_form::{Instead, Offer, Purpose},
            filled::Filled,
            paths,
        },
        site::{frame::words_for, outcome::place_name, shown::item_lines},
    },
};

/// Most bytes of a note that goes along from one part of a stay to the next: an address within an address is escaped
/// twice, and both must fit.
const CARRIED_NOTE_BYTES: usize = 200;

/// The note, if it is short enough to go along.
fn carried(note: &str) -> &str {
    if note.len() <= CARRIED_NOTE_BYTES {
        note
    } else {
        ""
    }
}

/// What would be wrong with the fields if they were sent now, as far as they are filled in.
pub(super) fn look(context: &ReadContext, typed: &Typed, changed: Option<&Booking>) -> Wrong {
    let mut wrong = Wrong::default();
    let (Some(viewer), Ok(arrival), Ok(departure)) = (
        context.viewer,
        typed.arrival.parse(),
        typed.departure.parse(),
    ) else {
        return wrong;
    };
    let (items, _) = typed.items();
    let wish = Wish {
        arrival,
        departure,
        items: items.clone(),
        note: NoteWish::Nothing,
        allow: typed.allow(),
    };
    let command = match changed {
        None => BookingCommand::Request {
            wish,
            on_behalf_of: None,
        },
        Some(booking) => BookingCommand::Change {
            id: booking.id,
            wish,
            expected: None,
        },
    };
    let considered = context
        .house
        .consider(viewer.actor(), &Command::Booking(command));
    match considered {
        Err(Refusal::Full(shortages)) => wrong.shortages = shortages.into_vec(),
        Err(Refusal::Invalid(problems)) => {
            let places: Vec<AccommodationId> = items.iter().map(|it| it.accommodation).collect();
            let named = |id| place_name(&context.book, id);
            let language = words_for(context).language;
            // Who only looks has not forgotten anything yet.
            let said = problems.iter().filter(|it| it.field != Field::Items);
            wrong.mistakes = said
                .map(|problem| Mistake::new(language, problem, &places, &named))
                .collect();
        }
        Ok(_) | Err(_) => {}
    }
    wrong
}

/// What can be had instead, when it is places that are missing.
pub(super) fn instead(
    context: &ReadContext,
    purpose: Purpose,
    typed: &Typed,
    changed: Option<&Booking>,
    wrong: &Wrong,
) -> Option<Instead> {
    let stay = typed.stay()?;
    let (items, _) = typed.items();
    let too_many = !typed.exceptions.capacity
        && items.iter().any(|item| {
            let there = context.book.state.accommodation(item.accommodation);
            there.is_some_and(|it| it.active && item.persons > it.description.capacity)
        });
    if wrong.shortages.is_empty() && !too_many {
        return None;
    }
    let administrator = context.is_administrator();
    let settings = context.book.state.settings.as_ref();
    let longest = settings.map_or(DEFAULT_LONGEST_STAY, |settings| settings.longest_stay);
    let wanted = Wanted {
        stay,
        items: &items,
        own: changed,
        // Administrators may correct the past, nobody else books there.
        earliest: if administrator {
            context.today.min(stay.arrival())
        } else {
            context.today
        },
        longest: if administrator && typed.exceptions.length {
            MAX_NIGHTS
        } else {
            longest
        },
    };
    let found = alternatives(&context.book, &wanted);
    let offer = |stay: Stay, items: &[Item], then: &str| {
        let filled = filled(purpose, typed, stay, items, then);
        offer(context, purpose, stay, &filled)
    };
    let dates = |stays: &[Stay]| stays.iter().map(|it| offer(*it, &items, "")).collect();
    let elsewhere = |it: &Elsewhere| (offer(stay, &it.items, &typed.then), it.free);
    let split = |items: &Items| offer(stay, items, &typed.then);
    let mut parts = Vec::new();
    let mut then = typed.then.clone();
    // The last one first: each leads to the one after it.
    for (stay, items) in found.parts.iter().rev() {
        parts.insert(0, offer(*stay, items, &then));
        let next = filled(purpose, typed, *stay, items, &then);
        then = Filled {
            note: carried(&typed.note),
            ..next
        }
        .query();
    }
    Some(Instead {
        elsewhere: found.elsewhere.iter().map(elsewhere).collect(),
        split: found.split.as_ref().map(split),
        parts,
        earlier: dates(&found.earlier),
        later: dates(&found.later),
    })
}

/// The form with this stay and these items, and everything else as typed.
fn filled<'a>(
    purpose: Purpose,
    typed: &'a Typed,
    stay: Stay,
    items: &'a [Item],
    then: &'a str,
) -> Filled<'a> {
    Filled {
        stay: Some(stay),
        items,
        note: &typed.note,
        member: typed.member,
        version: match purpose {
            Purpose::New => None,
            Purpose::Change { version, .. } => Some(version),
        },
        exceptions: typed.exceptions,
        then,
    }
}

fn offer(context: &ReadContext, purpose: Purpose, stay: Stay, filled: &Filled<'_>) -> Offer {
    let path = match purpose {
        Purpose::New => paths::NEW_BOOKING.to_owned(),
        Purpose::Change { booking, .. } => paths::edit_booking(booking),
    };
    Offer {
        stay,
        items: item_lines(context, filled.items),
        href: filled.on(&path),
    }
}
