//! Everything a house holds about one person, as one JSON document made piece by piece: who they are, by what they come
//! in, mails to them, their bookings as they stand, and every step about them or their bookings with its time and who took
//! it. Never shows hashes of passwords, secrets, nor digests of sessions, tokens or links.

use super::events;
use crate::{
    app::views::{self, Book, Key},
    domain::{
        booking::{Booking, Item},
        event::Recorded,
        ids::{PersonId, Stream},
        people::Person,
        text::PersonalText,
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
    language: Option<&'static str>,
    email_verified: bool,
    wanted_email: Option<&'a str>,
    rejection_reason: Option<String>,
    has_second_factor: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Token<'a> {
    name: Option<&'a str>,
    scope: &'static str,
    created_at: String,
    expires_at: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    device: Option<String>,
    opened_at: String,
    last_used_at: Option<String>,
    ends_at: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    kind: &'static str,
    at: String,
    outcome: &'static str,
    reason: Option<String>,
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

/// What makes sealed text readable, where its key is left.
pub type Reveal<'a> = &'a dyn Fn(&PersonalText) -> Option<String>;

/// Begins the document, up to the beginning of the list of bookings.
///
/// # Errors
/// When something cannot be written as JSON, which nothing is known to cause. So with all of these.
pub fn begin(
    book: &Book,
    person: &Person,
    now: Moment,
    reveal: Reveal<'_>,
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
        language: person.language.map(events::language),
        email_verified: person.verified,
        wanted_email: person.wanted_email.as_deref(),
        rejection_reason: person.rejection.as_ref().and_then(reveal),
        has_second_factor: person.second_factor.is_some(),
    };
    let house = book.state.settings.as_ref().map(|it| it.name.as_str());
    out.extend_from_slice(b"{\"house\":");
    serde_json::to_writer(&mut *out, &house)?;
    out.extend_from_slice(b",\"exportedAt\":");
    serde_json::to_writer(&mut *out, &events::time(now))?;
    out.extend_from_slice(b",\"person\":");
    serde_json::to_writer(&mut *out, &identity)?;
    out.extend_from_slice(b",\"tokens\":");
    serde_json::to_writer(&mut *out, &tokens(person))?;
    out.extend_from_slice(b",\"sessions\":");
    serde_json::to_writer(&mut *out, &sessions(book, person.id, now, reveal))?;
    out.extend_from_slice(b",\"mails\":");
    serde_json::to_writer(&mut *out, &mails(book, person.id, reveal))?;
    out.extend_from_slice(b",\"bookings\":[");
    Ok(())
}

fn tokens(person: &Person) -> Vec<Token<'_>> {
    let tokens = person.tokens.iter().map(|token| Token {
        name: token.name.as_deref(),
        scope: events::scope(token.scope),
        created_at: events::time(token.issued),
        expires_at: token.expires.map(events::time),
    });
    tokens.collect()
}

/// The sessions of browsers that are open.
fn sessions(book: &Book, person: PersonId, now: Moment, reveal: Reveal<'_>) -> Vec<Session> {
    let open = book.sessions.of(person).filter_map(|(_, session)| {
        let device = match &session.key {
            Key::Session(device) => device.as_ref(),
            Key::Token(_) => return None,
        };
        (!session.has_ended(now, None)).then(|| Session {
            device: device.and_then(reveal),
            opened_at: events::time(session.opened),
            last_used_at: session.used.map(events::time),
            ends_at: session.ends.map(events::time),
        })
    });
    open.collect()
}

/// Mails to them that wait, and those of late that are done with.
fn mails(book: &Book, person: PersonId, reveal: Reveal<'_>) -> Vec<Mail> {
    let waiting = book.outbox.waiting().filter(|it| it.to == person);
    let waiting = waiting.map(|it| Mail {
        kind: events::mail_kind(it.kind),
        at: events::time(it.since),
        outcome: "waiting",
        reason: None,
    });
    let settled = book.outbox.settled().filter(|it| it.to == person);
    let settled = settled.map(|it| Mail {
        kind: events::mail_kind(it.mail.kind),
        at: events::time(it.at),
        outcome: match it.given_up {
            true => "givenUp",
            false => "sent",
        },
        reason: it.why.as_ref().and_then(reveal),
    });
    waiting.chain(settled).collect()
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
