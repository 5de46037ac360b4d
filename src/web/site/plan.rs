//! The Belegungsplan of a month.

use super::{form::Form, frame::frame, html, shown::person_name};
use crate::{
    app::views::{self, Bar, Row},
    domain::time::{FIRST_YEAR, LAST_YEAR},
    web::{
        context::ReadContext,
        pages::{fields, plan},
        problem::Problem,
        reply::Response,
    },
};
use hyper::StatusCode;
use jiff::{ToSpan, civil::Date};

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    // A date that cannot be read, or that no book covers, shows the present: a plan is better than a complaint.
    let wanted = query
        .parse::<Date>(fields::DATE)
        .filter(|date| (FIRST_YEAR..=LAST_YEAR).contains(&date.year()));
    let month = wanted.unwrap_or(context.today);
    let page = plan::PlanPage {
        frame: frame(context)?,
        month,
        today: context.today,
        rows: rows(context, month),
        as_of: None,
    };
    Ok(html(StatusCode::OK, page.render()))
}

/// The rows of the month with this date.
pub(super) fn rows(context: &ReadContext, month: Date) -> Vec<plan::Row> {
    let (first, last) = (month.first_of_month(), month.last_of_month());
    // Whoever leaves on the first slept the night before: their half of that day is drawn.
    let rows = views::rows(
        &context.book,
        first.saturating_sub(1.days()),
        last.saturating_add(1.days()),
    );
    rows.iter().map(|it| row(context, it)).collect()
}

fn row(context: &ReadContext, row: &Row<'_>) -> plan::Row {
    let description = &row.accommodation.description;
    plan::Row {
        accommodation: row.accommodation.id,
        name: description.name.to_string(),
        kind: description.kind,
        capacity: description.capacity,
        active: row.accommodation.active,
        bars: row.bars.iter().map(|it| bar(context, it)).collect(),
    }
}

fn bar(context: &ReadContext, bar: &Bar<'_>) -> plan::Bar {
    plan::Bar {
        booking: bar.booking.id,
        guest: person_name(context, bar.booking.member),
        persons: bar.persons,
        stay: bar.booking.stay,
        status: bar.booking.status,
        mine: context
            .viewer
            .is_some_and(|viewer| viewer.person == bar.booking.member),
    }
}
