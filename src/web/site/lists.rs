//! Lists of bookings: one's own, and everybody's.

use super::{form::Form, frame::frame, html, shown::entry};
use crate::{
    app::views::{self, Filter, Place},
    domain::ids::PersonId,
    web::{
        context::ReadContext,
        pages::{
            bookings::{BookingsPage, Times, Whose, status_of},
            fields,
        },
        problem::Problem,
        reply::Response,
    },
};
use hyper::StatusCode;

/// Bookings on a page.
const ON_A_PAGE: usize = 50;

pub(super) fn mine(context: &ReadContext) -> Result<Response, Problem> {
    let viewer = context.somebody()?;
    list(context, Whose::Mine, Some(viewer.person))
}

pub(super) fn all(context: &ReadContext) -> Result<Response, Problem> {
    list(context, Whose::All, None)
}

fn list(
    context: &ReadContext,
    whose: Whose,
    member: Option<PersonId>,
) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let status = status_of(query.get(fields::STATUS));
    let times = Times::of(query.get(fields::TIME)).unwrap_or_default();
    let over = match times {
        Times::Upcoming => Some(false),
        Times::Past => Some(true),
        Times::Any => None,
    };
    let filter = Filter {
        from: (over == Some(false)).then_some(context.today),
        recorded: status,
        over,
        member,
        ..Filter::default()
    };
    let after = read_place(query.get(fields::CURSOR));
    let page = views::bookings(&context.book, &filter, after, ON_A_PAGE, context.today);
    let page = BookingsPage {
        frame: frame(context)?,
        whose,
        today: context.today,
        status,
        times,
        entries: page
            .items
            .iter()
            .map(|booking| entry(context, booking))
            .collect(),
        previous: None,
        next: page.next.map(write_place),
    };
    Ok(html(StatusCode::OK, page.render()))
}

/// Where a page begins, as it stands in an address: behind this arrival and this booking.
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
