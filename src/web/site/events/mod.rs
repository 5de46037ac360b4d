//! The list of all events: reads what the address asks for, looks through the log, and puts what it finds into words.
//! Never looks at more of the log in one go than a request may take.

mod facts;
mod search;

use super::{
    booking::who,
    form::Form,
    frame::{at_the_house, frame, words_for},
    html,
    outcome::place_name,
    shown::person_name,
};
use crate::{
    clock,
    domain::{
        ids::{Actor, PersonId, Sequence, Stream},
        people::Standing,
    },
    web::{
        context::ReadContext,
        pages::{
            Mistake,
            events::{EventLine, EventsPage, Next, SYSTEM, Typed, UNKNOWN},
            fields,
        },
        problem::Problem,
        reply::Response,
        words::{
            Words, dates,
            events::{About, Kind},
        },
    },
};
use hyper::StatusCode;
use jiff::civil::Date;
use search::{Filter, Found, Wanted};

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let words = words_for(context);
    let typed = Typed {
        kind: query.get(fields::KIND).to_owned(),
        stream: query.get(fields::STREAM).to_owned(),
        actor: query.get(fields::ACTOR).to_owned(),
        from: query.get(fields::FROM).to_owned(),
        to: query.get(fields::TO).to_owned(),
    };
    let mut mistakes = Vec::new();
    let filter = read_filter(context, &query, words, &mut mistakes);
    let newest = context.book.sequence;
    let asked: Option<Sequence> = query.parse(fields::CURSOR);
    let before = asked.unwrap_or(u64::MAX).min(newest.saturating_add(1));
    let further_back = before <= newest;
    let (status, lines, searched, next) = if mistakes.is_empty() {
        let search = search::search(context, &filter, before)?;
        let lines = search.found.iter().map(|found| line(context, words, found));
        let searched = (search.end < before).then(|| (search.end, before - 1));
        (StatusCode::OK, lines.collect(), searched, search.next)
    } else {
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            Vec::new(),
            None,
            Next::Nothing,
        )
    };
    let page = EventsPage {
        frame: frame(context)?,
        typed,
        mistakes,
        people: people(context),
        lines,
        searched,
        next,
        further_back,
    };
    Ok(html(status, page.render()))
}

/// Everybody who can be told apart by name, in the order of names.
fn people(context: &ReadContext) -> Vec<(PersonId, String)> {
    let people = context.book.state.people.iter();
    let named = people.filter(|person| person.standing != Standing::Erased);
    let mut named: Vec<_> = named
        .map(|it| (it.id, person_name(context, it.id)))
        .collect();
    named.sort_by_key(|(_, name)| name.to_lowercase());
    named
}

/// What the address asks for, and what is wrong with it.
fn read_filter(
    context: &ReadContext,
    query: &Form,
    words: &Words,
    mistakes: &mut Vec<Mistake>,
) -> Filter {
    let mut wrong = |field, sentence: &str| {
        mistakes.push(Mistake::plain(words.language, field, sentence));
    };
    let kind = query.get(fields::KIND);
    let about = About::ALL.into_iter().find(|about| about.code() == kind);
    let wanted = match about {
        Some(about) => Some(Wanted::About(about)),
        None => {
            let known = Kind::ALL.iter().find(|known| known.code() == kind);
            known.map(|kind| Wanted::Kind(*kind))
        }
    };
    if wanted.is_none() && !kind.is_empty() {
        wrong(fields::KIND, words.outcome.choose_one);
    }
    let stream = stream_of(query.get(fields::STREAM));
    if stream.is_none() && !query.get(fields::STREAM).is_empty() {
        wrong(fields::STREAM, words.events.stream_wrong);
    }
    let actor = match query.get(fields::ACTOR) {
        SYSTEM => Some(Actor::System),
        UNKNOWN => Some(Actor::Unknown),
        text => text.parse().ok().map(Actor::Person),
    };
    if actor.is_none() && !query.get(fields::ACTOR).is_empty() {
        wrong(fields::ACTOR, words.outcome.choose_one);
    }
    let mut date = |name| -> Option<Date> {
        let typed = query.get(name);
        if typed.is_empty() {
            return None;
        }
        query.date(name, words.language, mistakes)
    };
    let (from, to) = (date(fields::FROM), date(fields::TO));
    let zone = context.book.state.zone();
    let begins = |date: Date| clock::moment_in(zone, date.at(0, 0, 0, 0));
    Filter {
        wanted,
        stream,
        actor,
        from: from.map(begins),
        until: to.and_then(|date| date.tomorrow().ok()).map(begins),
    }
}

fn stream_of(text: &str) -> Option<Stream> {
    let text = text.to_lowercase();
    if text == "house" || text == "haus" {
        return Some(Stream::House);
    }
    let booking = text.parse().ok().map(Stream::Booking);
    let person = || text.parse().ok().map(Stream::Person);
    let accommodation = || text.parse().ok().map(Stream::Accommodation);
    booking.or_else(person).or_else(accommodation)
}

/// A found event in words.
fn line(context: &ReadContext, words: &Words, found: &Found) -> EventLine {
    let recorded = &found.recorded;
    let w = &words.events;
    let what = match recorded.stream {
        Stream::House => String::new(),
        Stream::Person(id) => person_name(context, id),
        Stream::Accommodation(id) => w.accommodation(&place_name(&context.book, id)),
        Stream::Booking(id) => w.booking(&id.to_string()),
    };
    let booking = match recorded.stream {
        Stream::Booking(id) => context.book.state.booking(id),
        _ => None,
    };
    let hint = booking.map_or_else(String::new, |booking| {
        let stay = dates::stay(words.language, booking.stay);
        format!("{}, {stay}", person_name(context, booking.member))
    });
    EventLine {
        sequence: recorded.sequence,
        kind: Kind::of(&recorded.event),
        at: at_the_house(context, recorded.at),
        who: who(context, recorded.actor),
        what,
        hint,
        stream: recorded.stream,
        version: recorded.version,
        command: recorded.command,
        facts: facts::of(context, words, found),
        month: booking.map(|booking| booking.stay.arrival()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AccommodationId, BookingId};

    #[test]
    fn a_number_is_read_as_it_is_written() {
        for (text, expected) in [
            ("b7", Some(Stream::Booking(BookingId::new(7)))),
            ("B7", Some(Stream::Booking(BookingId::new(7)))),
            ("p2", Some(Stream::Person(PersonId::new(2)))),
            ("a1", Some(Stream::Accommodation(AccommodationId::new(1)))),
            ("Haus", Some(Stream::House)),
            ("house", Some(Stream::House)),
            ("7", None),
            ("x7", None),
            ("", None),
        ] {
            assert_eq!(stream_of(text), expected, "{text}");
        }
    }
}
