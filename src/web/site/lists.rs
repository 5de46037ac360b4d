//! Lists of bookings: one's own, and everybody's. What is asked in an address becomes a search of the book.
//! Never filters by itself: the book does.

use super::{
    form::Form,
    frame::frame,
    html,
    shown::{entry, person_name},
};
use crate::{
    app::views::{
        Order, Place, Search, Start, Words,
        search::{self, Listed},
    },
    domain::ids::PersonId,
    web::{
        context::ReadContext,
        limits::{
            LISTED_BOOKINGS, MOST_BOOKINGS_COUNTED, MOST_BOOKINGS_LOOKED_AT, MOST_PEOPLE_OFFERED,
            MOST_YEARS_OFFERED,
        },
        pages::{
            bookings::{self, BookingsPage, Filter, Person, SEARCH_CHARS, Times, Whose, status_of},
            fields,
        },
        problem::Problem,
        reply::Response,
    },
};
use hyper::StatusCode;
use jiff::civil::Date;

pub(super) fn mine(context: &ReadContext) -> Result<Response, Problem> {
    list(context, Whose::Mine)
}

pub(super) fn all(context: &ReadContext) -> Result<Response, Problem> {
    list(context, Whose::All)
}

fn list(context: &ReadContext, whose: Whose) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let filter = filter(context, whose, &query);
    let search = search(context, whose, &filter)?;
    let start = start(&query);
    let book = &context.book;
    let listed = if filter.times.are_wrong() {
        Listed::default()
    } else {
        search::page(
            book,
            &search,
            start,
            LISTED_BOOKINGS,
            MOST_BOOKINGS_LOOKED_AT,
        )
    };
    let entries: Vec<_> = listed.items.iter().map(|it| entry(context, it)).collect();
    let everything = Search {
        member: search.member.filter(|_| whose == Whose::Mine),
        ..Search::default()
    };
    let any = !entries.is_empty() || search::all(book, &everything).next().is_some();
    let page = BookingsPage {
        frame: frame(context)?,
        whose,
        today: context.today,
        years: years(context),
        people: match whose {
            Whose::Mine => Vec::new(),
            Whose::All => people(context),
        },
        filter,
        backward: search.order == Order::Backward,
        count: count(context, &search),
        entries,
        any,
        unfinished: listed.unfinished,
        previous: listed.before.map(write_place),
        next: listed.after.map(write_place),
    };
    Ok(html(StatusCode::OK, page.render()))
}

fn count(context: &ReadContext, search: &Search) -> bookings::Count {
    let count = search::count(
        &context.book,
        search,
        MOST_BOOKINGS_COUNTED,
        MOST_BOOKINGS_LOOKED_AT,
    );
    if count.complete {
        bookings::Count::All {
            bookings: count.bookings,
            nights: count.nights,
        }
    } else {
        bookings::Count::AtLeast(count.bookings)
    }
}

/// What an address asks for. What cannot be read is not asked for.
pub(super) fn filter(context: &ReadContext, whose: Whose, query: &Form) -> Filter {
    let day = |name| query.parse::<Date>(name);
    let times = match (day(fields::FROM), day(fields::UNTIL)) {
        (None, None) => Times::of(query.get(fields::TIME)).unwrap_or_default(),
        (from, until) => Times::Between(from, until),
    };
    let person = || query.parse::<PersonId>(fields::PERSON);
    let known = |id: &PersonId| context.book.state.person(*id).is_some();
    let person = (whose == Whose::All).then(person).flatten().filter(known);
    Filter {
        times,
        status: status_of(query.get(fields::STATUS)),
        person: person.map(|person| Person {
            person,
            name: person_name(context, person),
        }),
        search: query
            .get(fields::SEARCH)
            .chars()
            .take(SEARCH_CHARS)
            .collect(),
    }
}

/// The same as a question to the book.
///
/// # Errors
/// 401 when one's own bookings are asked for by nobody.
pub(super) fn search(
    context: &ReadContext,
    whose: Whose,
    filter: &Filter,
) -> Result<Search, Problem> {
    let member = match whose {
        Whose::Mine => Some(context.somebody()?.person),
        Whose::All => filter.person.as_ref().map(|it| it.person),
    };
    let asked = Search {
        member,
        status: filter.status,
        words: Words::of(&filter.search),
        ..Search::default()
    };
    Ok(match filter.times {
        Times::Upcoming => Search {
            from: Some(context.today),
            ..asked
        },
        Times::Past => Search {
            over_by: Some(context.today),
            order: Order::Backward,
            ..asked
        },
        Times::Any => Search {
            order: Order::Backward,
            ..asked
        },
        Times::Year(year) => Search {
            from: Date::new(year, 1, 1).ok(),
            until: Date::new(year, 12, 31).ok(),
            ..asked
        },
        Times::Between(from, until) => Search {
            from,
            until,
            ..asked
        },
    })
}

/// The years in which somebody arrives, the latest first.
fn years(context: &ReadContext) -> Vec<i16> {
    let ends = context.book.agenda.ends();
    let years = ends.map(|(first, last)| first.year()..=last.year());
    let latest_first = years.into_iter().flatten().rev();
    latest_first.take(MOST_YEARS_OFFERED).collect()
}

/// Everybody who has booked, by name. Nobody when there are too many to choose from.
fn people(context: &ReadContext) -> Vec<Person> {
    let book = &context.book;
    let has_booked = |id| book.agenda.of_member_after(id, None, None).next().is_some();
    let people = book.state.people.iter().map(|person| person.id);
    let mut people: Vec<Person> = people
        .filter(|id| has_booked(*id))
        .take(MOST_PEOPLE_OFFERED + 1)
        .map(|person| Person {
            person,
            name: person_name(context, person),
        })
        .collect();
    if people.len() > MOST_PEOPLE_OFFERED {
        return Vec::new();
    }
    people.sort_by_key(|it| (it.name.to_lowercase(), it.person));
    people
}

fn start(query: &Form) -> Start {
    let place = |field| read_place(query.get(field));
    match (place(fields::CURSOR), place(fields::BEFORE)) {
        (Some(place), _) => Start::After(place),
        (None, Some(place)) => Start::Before(place),
        (None, None) => Start::Beginning,
    }
}

/// A place in a list as it stands in an address: this arrival and this booking.
fn write_place((arrival, id): Place) -> String {
    format!("{arrival}.{id}")
}

fn read_place(text: &str) -> Option<Place> {
    let (arrival, id) = text.split_once('.')?;
    Some((arrival.parse().ok()?, id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::BookingId;
    use jiff::civil::date;

    #[test]
    fn a_place_survives_an_address() {
        let place = (date(2026, 9, 7), BookingId::new(12));
        assert_eq!(read_place(&write_place(place)), Some(place));
        assert_eq!(read_place("2026-09-07"), None);
    }
}
