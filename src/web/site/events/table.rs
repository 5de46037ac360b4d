//! The events that are asked for as a table to download, in the order in which they happened.
//! Sent row by row, so that it takes little memory however long it is. Never shows what opens a door.

use super::{filled, filter};
use crate::{
    domain::event::Recorded,
    exchange::{csv, events},
    web::{
        api::pieces,
        context::ReadContext,
        database::asked::Asked,
        pages::{events::Of, paths},
        problem::Problem,
        reply::{self, Response},
        site::{
            booking::who,
            form::Form,
            frame::{at_the_house, language, words_for},
        },
    },
    words::{EventWords, events::Kind},
};
use core::convert::Infallible;
use hyper::header;

/// As the text of RFC 4180 calls it; spreadsheets also go by the mark at the beginning.
const CONTENT_TYPE: &str = "text/csv; charset=utf-8; header=present";

pub(in crate::web::site) fn table(context: &ReadContext) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let reading = filter::read(context, &query, Of::Everything);
    if !reading.mistakes.is_empty() {
        // The page says what is wrong.
        return Ok(reply::see_other(&reading.typed.address(paths::EVENTS)));
    }
    let (language, w) = (language(context), &words_for(context).events);
    let asked = Asked::of(&context.book, reading.filter);
    let own = context.copied();
    let mut response = pieces::answer(context, CONTENT_TYPE, move |house, pieces| {
        pieces.add(|out| {
            out.extend_from_slice(csv::MARK);
            csv::row(language, heads(w), out);
            Ok::<_, Infallible>(())
        })?;
        pieces.add_events(house, &asked, 0, u64::MAX, |recorded, out| {
            let cells = cells(&own, recorded)?;
            csv::row(language, cells.iter().map(String::as_str), out);
            Ok(())
        })
    })?;
    let name = format!(
        "attachment; filename=\"{}-{}.csv\"",
        w.file_name, context.today
    );
    reply::set(&mut response, header::CONTENT_DISPOSITION, &name);
    Ok(response)
}

const fn heads(w: &'static EventWords) -> [&'static str; 10] {
    [
        w.number,
        w.time,
        w.time_utc,
        w.type_name,
        w.sentence,
        w.by,
        w.subject,
        w.version_head,
        w.command,
        w.content,
    ]
}

/// One event. Times stand in the form that every spreadsheet takes for a time.
fn cells(context: &ReadContext, recorded: &Recorded) -> Result<[String; 10], serde_json::Error> {
    let words = words_for(context);
    let kind = Kind::of(&recorded.event);
    let who = who(context, recorded.actor);
    let who = who.named(words);
    let what = filter::named(context, words, recorded.stream);
    let at = at_the_house(context, recorded.at);
    Ok([
        recorded.sequence.to_string(),
        at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        events::time(recorded.at),
        kind.code().to_owned(),
        filled(kind.sentence(words.language), who, &what),
        who.to_owned(),
        recorded.stream.to_string(),
        recorded.version.to_string(),
        recorded.command.to_string(),
        events::content(&recorded.event)?,
    ])
}
