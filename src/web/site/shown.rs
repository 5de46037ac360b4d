//! Bookings as several pages show them: names instead of ids, in the words of the reader.
//! Never asks the disk: all of it is in the book.

use super::{frame::words_for, outcome::place_name};
use crate::{
    app::views,
    domain::{
        booking::{Booking, Item},
        ids::PersonId,
    },
    web::{
        context::ReadContext,
        pages::{booking_detail::ItemLine, bookings::Entry},
    },
};

/// A person's name, or what stands for one that has been erased.
pub(super) fn person_name(context: &ReadContext, id: PersonId) -> String {
    views::full_name(&context.book, id)
        .unwrap_or_else(|| words_for(context).frame.erased.to_owned())
}

/// The accommodations of a booking with their persons: "Room (2), Tent (1)".
pub(super) fn places(context: &ReadContext, booking: &Booking) -> String {
    let place = |item: &Item| {
        let name = place_name(&context.book, item.accommodation);
        format!("{name} ({})", item.persons)
    };
    let places: Vec<_> = booking.items.iter().map(place).collect();
    places.join(", ")
}

/// A booking's note in readable form, if there is one and the reader may see it: the member and administrators may.
pub(super) fn note(context: &ReadContext, booking: &Booking) -> Option<String> {
    let viewer = context.viewer?;
    if !viewer.is_administrator() && viewer.person != booking.member {
        return None;
    }
    let note = context.book.state.note(booking.id)?;
    context.house.reveal(&note)
}

/// A booking as a line of a list.
pub(super) fn entry(context: &ReadContext, booking: &Booking) -> Entry {
    Entry {
        booking: booking.id,
        member: person_name(context, booking.member),
        stay: booking.stay,
        status: booking.status,
        persons: booking.persons(),
        places: booking
            .items
            .iter()
            .map(|item| place_name(&context.book, item.accommodation))
            .collect(),
    }
}

/// The items of a booking with the names of their accommodations.
pub(super) fn item_lines(context: &ReadContext, items: &[Item]) -> Vec<ItemLine> {
    let line = |item: &Item| ItemLine {
        place: place_name(&context.book, item.accommodation),
        persons: item.persons,
    };
    items.iter().map(line).collect()
}
