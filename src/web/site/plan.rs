//! The Belegungsplan of a month or of three.

use super::{
    form::Form,
    frame::frame,
    html,
    shown::{self, person_name},
    visitors,
};
use crate::{
    app::views,
    domain::time::is_covered,
    web::{
        context::ReadContext,
        pages::{
            fields,
            plan::{self, PlanPage, View},
        },
        problem::Problem,
        reply::Response,
    },
};
use hyper::StatusCode;
use jiff::{ToSpan, civil::Date};

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let view = match query.get(fields::SPAN) {
        fields::QUARTER => View::Quarter,
        _ => View::Month,
    };
    let date = asked_date(&query, context.today);
    let (first, last) = view.days(date);
    let page = PlanPage {
        frame: frame(context)?,
        view,
        date,
        today: context.today,
        rows: rows(context, view, date),
        holidays: shown::holidays(context, first, last),
        as_of: None,
        visitor: context.visitor(),
    };
    Ok(html(StatusCode::OK, page.render()))
}

/// The rows of a view of the plan at a date.
pub(super) fn rows(context: &ReadContext, view: View, date: Date) -> Vec<plan::Row> {
    let (first, last) = view.days(date);
    // Whoever leaves on the first slept the night before: their half of that day is drawn.
    let rows = views::rows(
        &context.book,
        first.saturating_sub(1.days()),
        last.saturating_add(1.days()),
    );
    if context.sees_no_names() {
        return visitors::rows(context, first.saturating_sub(1.days()), &rows);
    }
    let name = |id| person_name(context, id);
    let rows = rows.iter().map(|it| shown::row(context, it, name));
    rows.collect()
}

/// The date somebody wants to see. One that cannot be read, or that no book covers, shows another: a plan is better than
/// a complaint.
pub(super) fn asked_date(query: &Form, otherwise: Date) -> Date {
    let wanted = query.parse::<Date>(fields::DATE);
    let covered = wanted.filter(|date| is_covered(date.year()));
    covered.unwrap_or(otherwise)
}
