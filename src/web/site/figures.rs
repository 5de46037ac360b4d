//! The figures of a year, with the names of places and members.
//! Never sums anything up: the book does.

use super::{form::Form, frame::frame, html, outcome::place_name, shown::person_name};
use crate::{
    app::views::{self, Figures},
    clock,
    domain::time::is_covered,
    web::{
        context::ReadContext,
        pages::{
            fields,
            figures::{FiguresPage, Member},
        },
        problem::Problem,
        reply::Response,
    },
};
use hyper::StatusCode;

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    // The first year has one before it too, in which nobody can have slept.
    let today = context.today.year();
    let year = query
        .parse(fields::YEAR)
        .filter(|year| is_covered(*year))
        .unwrap_or(today);
    let (first, last) = context
        .book
        .agenda
        .ends()
        .map_or((today, today), |(first, last)| (first.year(), last.year()));
    let (figures, before) = (of(context, year)?, of(context, year - 1)?);
    let page = FiguresPage {
        frame: frame(context)?,
        places: figures
            .places
            .iter()
            .map(|it| place_name(&context.book, it.accommodation))
            .collect(),
        members: figures
            .members
            .iter()
            .map(|it| Member {
                person: it.person,
                name: person_name(context, it.person),
            })
            .collect(),
        previous: (year > first.min(today)).then_some(year - 1),
        next: (year < last.max(today)).then_some(year + 1),
        figures,
        before,
    };
    Ok(html(StatusCode::OK, page.render()))
}

fn of(context: &ReadContext, year: i16) -> Result<Figures, Problem> {
    let date_of = |moment| clock::date_in(context.book.state.zone(), moment);
    views::figures(&context.book, year, context.today, date_of).ok_or_else(Problem::internal)
}
