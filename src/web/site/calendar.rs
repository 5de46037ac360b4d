//! The other views of the plan: a month as a calendar, a year, and the display for the wall.

use super::{
    form::Form,
    frame::{at_the_house, frame, words_for},
    html,
    plan::asked_date,
    shown::{self, person_name},
    visitors,
};
use crate::{
    app::views,
    domain::{ids::PersonId, time::is_covered},
    web::{
        context::ReadContext,
        pages::{
            calendar::{self, CalendarPage},
            display::{self, DisplayPage},
            fields,
            plan::View,
            year::YearPage,
        },
        problem::Problem,
        reply::Response,
    },
};
use hyper::StatusCode;
use jiff::{
    ToSpan,
    civil::{Date, date},
};

pub(super) fn calendar(context: &ReadContext) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let date = asked_date(&query, context.today);
    let (first, end) = calendar::shown(date);
    let page = CalendarPage {
        frame: frame(context)?,
        date,
        today: context.today,
        loads: visitors::loads(context, first, end),
        stays: match context.sees_no_names() {
            true => Vec::new(),
            false => shown::guests(context, first, end, |id| person_name(context, id)),
        },
        holidays: shown::holidays(context, first, end),
        visitor: context.visitor(),
    };
    Ok(html(StatusCode::OK, page.render()))
}

pub(super) fn year(context: &ReadContext) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let date = asked_year(&query).unwrap_or_else(|| asked_date(&query, context.today));
    let (first, last) = View::Year.days(date);
    let page = YearPage {
        frame: frame(context)?,
        date,
        today: context.today,
        loads: visitors::loads(context, first, last.saturating_add(1.days())),
        holidays: shown::holidays(context, first, last),
    };
    Ok(html(StatusCode::OK, page.render()))
}

/// The first day of the year that is asked for, if a book covers it.
fn asked_year(query: &Form) -> Option<Date> {
    let year = query.parse::<i16>(fields::YEAR)?;
    is_covered(year).then(|| date(year, 1, 1))
}

pub(super) fn display(context: &ReadContext) -> Result<Response, Problem> {
    let (today, book) = (context.today, &context.book);
    let end = today.saturating_add(i32::from(display::DAYS).days());
    let short = |id: PersonId| {
        views::short_name(book, id).unwrap_or_else(|| words_for(context).frame.erased.to_owned())
    };
    let rows = views::rows(book, today.saturating_sub(1.days()), end);
    let query = Form::of_query(context.request.query.as_deref());
    let page = DisplayPage {
        frame: frame(context)?,
        renews: query.has(fields::RENEW),
        now: at_the_house(context, context.now),
        today,
        loads: views::loads(book, today, end),
        stays: shown::guests(context, today, end, short),
        rows: rows
            .iter()
            .map(|it| shown::row(context, it, short))
            .collect(),
        holidays: shown::holidays(context, today, end),
    };
    Ok(html(StatusCode::OK, page.render()))
}
