//! Lists of bookings as a table to download, with the same filter as the list and all its pages.
//! Sent row by row, so that it takes little memory however long it is. Never shows a note to whom it is not for.

use super::{
    form::Form,
    frame::{at_the_house, language},
    lists,
    shown::{note, person_name, places},
};
use crate::{
    app::views::search,
    domain::booking::Booking,
    exchange::csv,
    web::{
        api::pieces,
        context::ReadContext,
        pages::bookings::Whose,
        problem::Problem,
        reply::{self, Response},
    },
    words::{ColumnWords, names, words},
};
use core::convert::Infallible;
use hyper::header;

/// As the text of RFC 4180 calls it; spreadsheets also go by the mark at the beginning.
const CONTENT_TYPE: &str = "text/csv; charset=utf-8; header=present";

pub(super) fn mine(context: &ReadContext) -> Result<Response, Problem> {
    table(context, Whose::Mine)
}

pub(super) fn all(context: &ReadContext) -> Result<Response, Problem> {
    table(context, Whose::All)
}

fn table(context: &ReadContext, whose: Whose) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let filter = lists::filter(context, whose, &query);
    let search = lists::search(context, whose, &filter)?;
    let language = language(context);
    let columns = &words(language).columns;
    let own = context.copied();
    let nothing = filter.times.are_wrong();
    let mut response = pieces::answer(context, CONTENT_TYPE, move |_, pieces| {
        pieces.add(|out| {
            out.extend_from_slice(csv::MARK);
            csv::row(language, heads(columns), out);
            Ok::<_, Infallible>(())
        })?;
        let found = search::all(&own.book, &search).filter(|_| !nothing);
        for booking in found {
            let cells = cells(&own, booking);
            pieces.add(|out| {
                csv::row(language, cells.iter().map(String::as_str), out);
                Ok::<_, Infallible>(())
            })?;
        }
        Ok(())
    })?;
    let name = format!(
        "attachment; filename=\"{}-{}.csv\"",
        columns.file, context.today
    );
    reply::set(&mut response, header::CONTENT_DISPOSITION, &name);
    Ok(response)
}

const fn heads(columns: &'static ColumnWords) -> [&'static str; 10] {
    [
        columns.number,
        columns.status,
        columns.member,
        columns.arrival,
        columns.departure,
        columns.nights,
        columns.persons,
        columns.places,
        columns.note,
        columns.requested,
    ]
}

/// One booking. Dates stand in the form that every spreadsheet takes for a date.
fn cells(context: &ReadContext, booking: &Booking) -> [String; 10] {
    let language = language(context);
    let status = if booking.is_completed(context.today) {
        names::completed(language)
    } else {
        names::status(language, booking.status)
    };
    let requested = at_the_house(context, booking.created);
    [
        booking.id.to_string(),
        status.to_owned(),
        person_name(context, booking.member),
        booking.stay.arrival().to_string(),
        booking.stay.departure().to_string(),
        booking.stay.nights().to_string(),
        booking.persons().to_string(),
        places(context, booking),
        note(context, booking).unwrap_or_default(),
        requested.strftime("%Y-%m-%d %H:%M").to_string(),
    ]
}
