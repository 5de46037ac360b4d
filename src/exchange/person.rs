//! Everything a house holds about one person, as one JSON document made piece by piece: who they are, their bookings as
//! they stand, and every step about them or their bookings with its time and who took it.
//! Never shows hashes of passwords, nor digests of sessions or links.

use super::events;
use crate::{
    app::views::{self, Book},
    domain::{
        booking::{Booking, Item},
        event::Recorded,
        ids::{PersonId, Stream},
        people::Person,
        time::Moment,
    },
};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity<'a> {
    id: String,
    email: Option<&'a str>,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    role: &'static str,
    standing: &'static str,
    added_at: String,
    has_password: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stay {
    id: String,
    #[serde(serialize_with = "events::as_text")]
    arrival: jiff::civil::Date,
    #[serde(serialize_with = "events::as_text")]
    departure: jiff::civil::Date,
    status: &'static str,
    items: Vec<Place>,
    note: Option<String>,
    created_at: String,
    changed_at: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    accommodation_id: String,
    accommodation_name: Option<String>,
    persons: u8,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Step<'a> {
    at: String,
    about: String,
    #[serde(rename = "type")]
    what: &'static str,
    actor: String,
    actor_name: Option<String>,
    data: events::Data<'a>,
}

/// What the document ends with.
pub const END: &[u8] = b"]}\n";

/// Begins the document, up to the beginning of the list of bookings.
///
/// # Errors
/// When something cannot be written as JSON, which nothing is known to cause. So with all of these.
pub fn begin(
    book: &Book,
    person: &Person,
    now: Moment,
    out: &mut Vec<u8>,
) -> Result<(), serde_json::Error> {
    let identity = Identity {
        id: person.id.to_string(),
        email: person.email.as_deref(),
        first_name: person.first_name.as_deref(),
        last_name: person.last_name.as_deref(),
        role: events::role(person.role),
        standing: events::standing(person.standing),
        added_at: events::time(person.added),
        has_password: person.password.is_some(),
    };
    let house = book.state.settings.as_ref().map(|it| it.name.as_str());
    out.extend_from_slice(b"{\"house\":");
    serde_json::to_writer(&mut *out, &house)?;
    out.extend_from_slice(b",\"exportedAt\":");
    serde_json::to_writer(&mut *out, &events::time(now))?;
    out.extend_from_slice(b",\"person\":");
    serde_json::to_writer(&mut *out, &identity)?;
    out.extend_from_slice(b",\"bookings\":[");
    Ok(())
}

/// Adds a booking to their list; `note` is its note, readable.
///
/// # Errors
/// As [`begin`].
pub fn booking(
    book: &Book,
    booking: &Booking,
    note: Option<String>,
    first: bool,
    out: &mut Vec<u8>,
) -> Result<(), serde_json::Error> {
    let place = |item: &Item| {
        let accommodation = book.state.accommodation(item.accommodation);
        Place {
            accommodation_id: item.accommodation.to_string(),
            accommodation_name: accommodation.map(|it| it.description.name.to_string()),
            persons: item.persons,
        }
    };
    let stay = Stay {
        id: booking.id.to_string(),
        arrival: booking.stay.arrival(),
        departure: booking.stay.departure(),
        status: events::status(booking.status),
        items: booking.items.iter().map(place).collect(),
        note,
        created_at: events::time(booking.created),
        changed_at: events::time(booking.changed),
    };
    separate(first, out);
    serde_json::to_writer(out, &stay)
}

/// Ends the list of bookings and begins that of steps.
pub fn begin_steps(out: &mut Vec<u8>) {
    out.extend_from_slice(b"],\"steps\":[");
}

/// Whether an event is about this person or one of their bookings.
pub fn is_about(book: &Book, person: PersonId, recorded: &Recorded) -> bool {
    match recorded.stream {
        Stream::Person(id) => id == person,
        Stream::Booking(id) => book.state.booking(id).is_some_and(|it| it.member == person),
        Stream::House | Stream::Accommodation(_) => false,
    }
}

/// Adds a step to their list.
///
/// # Errors
/// As [`begin`].
pub fn step(
    book: &Book,
    recorded: &Recorded,
    first: bool,
    out: &mut Vec<u8>,
) -> Result<(), serde_json::Error> {
    let step = Step {
        at: events::time(recorded.at),
        about: recorded.stream.to_string(),
        what: recorded.event.name(),
        actor: events::actor(recorded.actor),
        actor_name: views::actor_name(book, recorded.actor),
        data: events::data(&recorded.event),
    };
    separate(first, out);
    serde_json::to_writer(out, &step)
}

fn separate(first: bool, out: &mut Vec<u8>) {
    if !first {
        out.push(b',');
    }
}
