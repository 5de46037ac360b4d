//! `hutbook replay --at`: the house as it was after an event. Changes nothing.

use super::{fault::Fault, house, say};
use crate::{
    app::views::{Book, ShownStatus, full_name},
    clock,
    domain::{booking::Booking, ids::Sequence},
};
use std::path::Path;

pub(super) fn replay(file: &Path, at: Sequence) -> Result<(), Fault> {
    let app = house::open(file)?;
    let last = app.book().sequence;
    if at > last {
        let sentence = format!(
            "{} has {last} events: --at {at} is beyond its end",
            file.display()
        );
        return Err(Fault::Refused(sentence));
    }
    let book = app
        .as_of(at)
        .map_err(|failure| Fault::Log(file.to_owned(), failure))?;
    let Some(settings) = &book.state.settings else {
        say(format_args!(
            "After event {at} the house was not founded yet."
        ))?;
        return Ok(());
    };
    let zone = settings.zone.as_str();
    let day = clock::date_in(zone, book.at);
    say(format_args!(
        "{} after event {at}, recorded {} ({zone}: {day})",
        settings.name,
        clock::timestamp(book.at)
    ))?;
    say(format_args!(
        "{} people, {} accommodations, {} bookings",
        book.state.people.len(),
        book.state.accommodations.len(),
        book.state.bookings.len()
    ))?;
    for accommodation in &book.state.accommodations {
        let closed = if accommodation.active { "" } else { ", closed" };
        let description = &accommodation.description;
        say(format_args!(
            "  {} {} ({} persons{closed})",
            accommodation.id, description.name, description.capacity
        ))?;
    }
    for booking in &book.state.bookings {
        say(format_args!(
            "  {}",
            line(&book, booking, ShownStatus::of(booking, day))
        ))?;
    }
    Ok(())
}

fn line(book: &Book, booking: &Booking, status: ShownStatus) -> String {
    let who = full_name(book, booking.member).unwrap_or_else(|| booking.member.to_string());
    let (arrival, departure) = (booking.stay.arrival(), booking.stay.departure());
    let items: Vec<String> = booking
        .items
        .iter()
        .map(|item| format!("{}×{}", item.accommodation, item.persons))
        .collect();
    format!(
        "{} {arrival}–{departure} {status:?} {who} {}",
        booking.id,
        items.join(" ")
    )
}
