//! A stay as a file for one's own calendar, as mails bring it and as the page of a booking hands it out: with the same
//! name and the same count, so that a calendar knows it again. Never says more than its caller may tell.

use crate::{
    app::views::{self, Book},
    domain::{
        booking::{Booking, Item},
        house::Language,
    },
    exchange::ics,
    words::{counts, names, words},
};

/// The file, as the booking stands in the book; `note` is what was said in it, for whoever may read that.
pub fn stay_file(
    book: &Book,
    booking: &Booking,
    language: Language,
    note: Option<String>,
) -> String {
    let words = words(language);
    let settings = book.state.settings.as_ref();
    let house = settings.map_or_else(String::new, |settings| settings.name.to_string());
    let member =
        views::full_name(book, booking.member).unwrap_or_else(|| words.frame.erased.to_owned());
    let title = words.detail.title(&booking.id.to_string());
    let place = |item: &Item| views::place_name(book, item.accommodation);
    let places: Vec<String> = booking.items.iter().map(place).collect();
    let items = places.iter().zip(&booking.items);
    let items = items.map(|(place, item)| (&**place, item.persons));
    let mut lines = vec![
        format!("{title}: {}", names::status(language, booking.status)),
        member.clone(),
        counts::stay(language, booking.stay.nights(), booking.persons()),
        counts::items(language, items),
    ];
    lines.extend(note);
    ics::calendar(&[ics::Entry {
        booking: booking.id,
        created: booking.created,
        changed: booking.changed,
        version: booking.version,
        stay: booking.stay,
        status: booking.status,
        summary: format!("{house} ({member})"),
        location: house,
        description: lines.join("\n"),
    }])
}
