//! Bookings as several pages show them: names instead of ids, in the words of the reader.
//! Never asks the disk: all of it is in the book.

use super::{frame::words_for, outcome::place_name};
use crate::{
    app::views::{self, Row},
    domain::{
        booking::{Booking, Item},
        holidays::holiday,
        ids::{BookingId, PersonId},
        time::nights_between,
    },
    web::{
        context::ReadContext,
        pages::{
            booking_detail::ItemLine,
            bookings::Entry,
            calendar::Guests,
            plan::{self, Holidays},
        },
    },
};
use jiff::{ToSpan, civil::Date};

/// The public holidays that the house keeps, from one date to another, both included.
pub(super) fn holidays(context: &ReadContext, first: Date, last: Date) -> Holidays {
    let settings = context.book.state.settings.as_ref();
    let Some(region) = settings.and_then(|settings| settings.region) else {
        return Vec::new();
    };
    let end = last.saturating_add(1.days());
    nights_between(first, end)
        .filter_map(|on| Some((on, holiday(region, on)?)))
        .collect()
}

/// An accommodation as the plan draws it, with names as `name` says them.
pub(super) fn row(
    context: &ReadContext,
    row: &Row<'_>,
    name: impl Fn(PersonId) -> String,
) -> plan::Row {
    let description = &row.accommodation.description;
    let bar = |bar: &views::Bar<'_>| plan::Bar {
        booking: leads(context, bar.booking),
        guest: name(bar.booking.member),
        persons: bar.persons,
        stay: bar.booking.stay,
        status: bar.booking.status,
        mine: is_own(context, bar.booking),
    };
    plan::Row {
        accommodation: row.accommodation.id,
        name: description.name.to_string(),
        kind: description.kind,
        capacity: description.capacity,
        active: row.accommodation.active,
        bars: row.bars.iter().map(bar).collect(),
    }
}

/// The booking that a stay leads to, for whoever may see it.
fn leads(context: &ReadContext, booking: &Booking) -> Option<BookingId> {
    context.viewer.map(|_| booking.id)
}

fn is_own(context: &ReadContext, booking: &Booking) -> bool {
    context
        .viewer
        .is_some_and(|viewer| viewer.person == booking.member)
}

/// Stays that hold places and touch the days of `first..end`, also if only by their departure, in order of arrival.
pub(super) fn guests(
    context: &ReadContext,
    first: Date,
    end: Date,
    name: impl Fn(PersonId) -> String,
) -> Vec<Guests> {
    let places = |booking: &Booking| {
        let items = booking.items.iter();
        items
            .map(|item| place_name(&context.book, item.accommodation))
            .collect()
    };
    let touching = context.book.holding(first.saturating_sub(1.days()), end);
    touching
        .map(|booking| Guests {
            booking: leads(context, booking),
            name: name(booking.member),
            persons: booking.persons(),
            places: places(booking),
            stay: booking.stay,
            status: booking.status,
            mine: is_own(context, booking),
        })
        .collect()
}

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
