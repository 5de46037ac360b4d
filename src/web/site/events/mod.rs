//! The list of all events: reads what the address asks for, looks through the log, and puts what it finds into words.
//! Never looks at more of the log in one go than a request may take.

mod facts;
mod filter;
mod search;
mod table;

use super::{
    booking::who,
    form::Form,
    frame::{at_the_house, frame, words_for},
    html,
    shown::person_name,
};
use crate::{
    domain::{
        event::Event,
        ids::{Sequence, Stream},
    },
    exchange::events,
    web::{
        context::ReadContext,
        database::asked::Asked,
        pages::{
            events::{EventLine, EventsPage, Next, Of},
            fields,
        },
        problem::Problem,
        reply::Response,
    },
    words::{Words, dates, events::Kind},
};
use hyper::StatusCode;
use search::{Found, Search};

pub(super) use table::table;

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    list(context, Of::Everything)
}

/// The list of logins and administrators' acts.
pub(super) fn audit(context: &ReadContext) -> Result<Response, Problem> {
    list(context, Of::Audit)
}

fn list(context: &ReadContext, of: Of) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let words = words_for(context);
    let reading = filter::read(context, &query, of);
    let newest = context.book.sequence;
    let asked = Asked::of(&context.book, reading.filter);
    let (status, search, before) = if reading.mistakes.is_empty() {
        let before = match (query.parse(fields::CURSOR), query.parse(fields::AFTER)) {
            (Some(before), _) => before,
            (None, Some(after)) => search::newer(context, &asked, after)?,
            (None, None) => Sequence::MAX,
        };
        let before = before.min(newest.saturating_add(1));
        let found = search::search(context, &asked, before)?;
        (StatusCode::OK, found, before)
    } else {
        let nothing = Search {
            found: Vec::new(),
            end: newest.saturating_add(1),
            next: Next::Nothing,
        };
        let before = nothing.end;
        (StatusCode::UNPROCESSABLE_ENTITY, nothing, before)
    };
    let lines = search.found.iter().map(|found| line(context, words, found));
    let people = filter::people(context);
    let page = EventsPage {
        frame: frame(context)?,
        of,
        typed: reading.typed,
        mistakes: reading.mistakes,
        chosen: reading.chosen,
        streams: filter::streams(context, words, people.as_deref()),
        people,
        lines: lines.collect::<Result<_, _>>()?,
        searched: (search.end < before).then(|| (search.end, before - 1)),
        next: search.next,
        newer_than: (before <= newest).then(|| before.saturating_sub(1)),
    };
    Ok(html(status, page.render()))
}

/// A found event in words, with how it lies in the file.
fn line(context: &ReadContext, words: &Words, found: &Found) -> Result<EventLine, Problem> {
    let recorded = &found.recorded;
    let booking = match recorded.stream {
        Stream::Booking(id) => context.book.state.booking(id),
        _ => None,
    };
    let hint = match (booking, &recorded.event) {
        (Some(booking), _) => {
            let stay = dates::stay(words.language, booking.stay);
            format!("{}, {stay}", person_name(context, booking.member))
        }
        (None, Event::SignedIn(event)) => {
            let device = event.device.as_ref();
            let device = device.and_then(|device| context.house.reveal(device));
            device.unwrap_or_default()
        }
        _ => String::new(),
    };
    let stored = context.house.stored(recorded.sequence);
    let stored = stored.map_err(|failure| unreadable(&failure))?;
    let raw = events::laid_out(recorded).map_err(|error| unreadable(&error))?;
    Ok(EventLine {
        sequence: recorded.sequence,
        kind: Kind::of(&recorded.event),
        at: at_the_house(context, recorded.at),
        who: who(context, recorded.actor),
        what: match recorded.stream {
            Stream::House => String::new(),
            stream => filter::named(context, words, stream),
        },
        hint,
        stream: recorded.stream,
        version: recorded.version,
        command: recorded.command,
        facts: facts::of(context, words, found),
        recorded: events::time(recorded.at),
        stored,
        raw,
        month: booking.map(|booking| booking.stay.arrival()),
    })
}

fn unreadable(error: &(dyn core::error::Error + 'static)) -> Problem {
    tracing::error!(error, "an event could not be read");
    Problem::internal()
}

/// A sentence with who and what in their places. What is filled in is not read for places again.
fn filled(sentence: &str, who: &str, what: &str) -> String {
    let pieces = sentence
        .split('{')
        .map(|piece| match piece.split_once('}') {
            Some(("who", rest)) => format!("{who}{rest}"),
            Some((_, rest)) => format!("{what}{rest}"),
            None => piece.to_owned(),
        });
    pieces.collect()
}
