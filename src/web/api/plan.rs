//! Free places and the plan of a house: what people look at most. Written straight from the book.
//! Visitors who see no names are told what is free, and nothing of stays. Never tells visitors which booking it is.

use super::shapes::{self, Day, FullName, Text};
use crate::{
    app::views,
    domain::{
        ids::{AccommodationId, BookingId},
        time::Stay,
    },
    web::{
        context::ReadContext,
        problem::Problem,
        query,
        reply::{self, Response},
    },
};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// Bytes of a month of a house that is well booked.
const USUAL_BYTES: usize = 32 * 1024;

/// Free places for the nights of a stay.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Availability<'a> {
    #[schema(value_type = String, format = Date)]
    arrival: Day,
    #[schema(value_type = String, format = Date)]
    departure: Day,
    /// How many nights.
    nights: u16,
    /// All that can be booked.
    accommodations: Vec<Places<'a>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Places<'a> {
    #[schema(value_type = String, examples("a1"))]
    id: Text<AccommodationId>,
    name: &'a str,
    kind: shapes::Kind,
    capacity: u8,
    /// Places that are free in every night.
    free: u8,
    /// Free places in each night, in order.
    free_per_night: Vec<u8>,
    /// Who holds places there in these nights; none for visitors who see no names.
    conflicts: Vec<Held<'a>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Held<'a> {
    /// Which booking; null for visitors.
    #[schema(value_type = Option<String>, required, examples("b7"))]
    booking_id: Option<Text<BookingId>>,
    #[schema(value_type = String, format = Date)]
    arrival: Day,
    #[schema(value_type = String, format = Date)]
    departure: Day,
    /// Persons there.
    persons: u16,
    /// Whose stay it is; null when the name has been erased.
    #[schema(value_type = Option<String>, required)]
    member_name: FullName<'a>,
}

/// Free places
///
/// Visitors are told as far as the settings of the house let them see the plan.
#[utoipa::path(
    get, path = "/api/availability", tag = "plan",
    params(
        ("arrival" = String, Query, format = Date, example = "2026-07-01", description = "Date of the first night"),
        ("departure" = String, Query, format = Date, example = "2026-07-04", description = "Date of leaving, 1 to 366 days later"),
        ("exclude" = Option<String>, Query, pattern = "^b[1-9][0-9]{0,8}$", description = "A booking that shall not be in its own way; not for visitors"),
    ),
    responses((status = 200, description = "What is free", body = Availability))
)]
pub(super) fn availability(context: &ReadContext) -> Result<Response, Problem> {
    let query = context.request.query.as_deref();
    let (arrival, departure) = query::needed_span(query, "arrival", "departure")?;
    let stay = Stay::new(arrival, departure)
        .map_err(|_| query::wrong("arrival", "lies outside of what a book covers"))?;
    let exclude = query::value(query, "exclude").map(|text| {
        let id = text.parse::<BookingId>();
        id.map_err(|_| query::wrong("exclude", "is not the id of a booking"))
    });
    if exclude.is_some() {
        // What is free without a booking tells what is in it.
        context.somebody()?;
    }
    let book = &context.book;
    let places = views::availability(book, stay, exclude.transpose()?);
    let held = |(booking, persons): &(&crate::domain::booking::Booking, u16)| Held {
        booking_id: context.viewer.map(|_| Text(booking.id)),
        arrival: Day(booking.stay.arrival()),
        departure: Day(booking.stay.departure()),
        persons: *persons,
        member_name: FullName::of(book, booking.member),
    };
    let accommodations = places.into_iter().map(|places| Places {
        id: Text(places.accommodation.id),
        name: &places.accommodation.description.name,
        kind: places.accommodation.description.kind.into(),
        capacity: places.accommodation.description.capacity,
        free: places.free(),
        conflicts: match context.sees_no_names() {
            true => Vec::new(),
            false => places.held_by.iter().map(held).collect(),
        },
        free_per_night: places.free_per_night,
    });
    let availability = Availability {
        arrival: Day(arrival),
        departure: Day(departure),
        nights: stay.nights(),
        accommodations: accommodations.collect(),
    };
    Ok(reply::large_json(&availability, USUAL_BYTES))
}

/// The plan between two dates.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Calendar<'a> {
    #[schema(value_type = String, format = Date)]
    from: Day,
    #[schema(value_type = String, format = Date)]
    to: Day,
    /// How many events the book had; null for visitors.
    #[schema(required)]
    sequence: Option<u64>,
    /// Those that can be booked, and closed ones where somebody still sleeps.
    accommodations: Vec<Row<'a>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    #[schema(value_type = String, examples("a1"))]
    id: Text<AccommodationId>,
    name: &'a str,
    kind: shapes::Kind,
    capacity: u8,
    active: bool,
    /// Persons in each night, in order. For visitors who see no names: places taken.
    persons: Vec<u16>,
    /// The stays there, in order of arrival; none for visitors who see no names.
    stays: Vec<Bar<'a>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Bar<'a> {
    /// Which booking; null for visitors.
    #[schema(value_type = Option<String>, required, examples("b7"))]
    booking_id: Option<Text<BookingId>>,
    /// Whose stay it is; null when the name has been erased.
    #[schema(value_type = Option<String>, required)]
    member_name: FullName<'a>,
    #[schema(value_type = String, format = Date)]
    arrival: Day,
    #[schema(value_type = String, format = Date)]
    departure: Day,
    status: shapes::Status,
    /// Persons there.
    persons: u8,
}

/// The plan
///
/// Visitors are told as far as the settings of the house let them see it.
#[utoipa::path(
    get, path = "/api/calendar", tag = "plan",
    params(
        ("from" = String, Query, format = Date, example = "2026-07-01", description = "The first night"),
        ("to" = String, Query, format = Date, example = "2026-08-01", description = "The date after the last night, 1 to 366 days later"),
    ),
    responses((status = 200, description = "Who sleeps where", body = Calendar))
)]
pub(super) fn calendar(context: &ReadContext) -> Result<Response, Problem> {
    let (from, to) = query::needed_span(context.request.query.as_deref(), "from", "to")?;
    let calendar = Calendar {
        from: Day(from),
        to: Day(to),
        sequence: context.viewer.map(|_| context.book.sequence),
        accommodations: rows(context, from, to),
    };
    Ok(reply::large_json(&calendar, USUAL_BYTES))
}

fn rows(context: &ReadContext, from: Date, to: Date) -> Vec<Row<'_>> {
    let book = &context.book;
    let bar = |bar: views::Bar<'_>| Bar {
        booking_id: context.viewer.map(|_| Text(bar.booking.id)),
        member_name: FullName::of(book, bar.booking.member),
        arrival: Day(bar.booking.stay.arrival()),
        departure: Day(bar.booking.stay.departure()),
        status: shapes::shown(bar.booking, context.today),
        persons: bar.persons,
    };
    let no_names = context.sees_no_names();
    let mut rows = views::rows(book, from, to);
    rows.retain(|row| row.accommodation.active || !no_names);
    rows.into_iter()
        .map(|row| Row {
            id: Text(row.accommodation.id),
            name: &row.accommodation.description.name,
            kind: row.accommodation.description.kind.into(),
            capacity: row.accommodation.description.capacity,
            active: row.accommodation.active,
            persons: match no_names {
                true => row.taken_per_night().into_iter().map(u16::from).collect(),
                false => row.persons_per_night,
            },
            stays: match no_names {
                true => Vec::new(),
                false => row.bars.into_iter().map(bar).collect(),
            },
        })
        .collect()
}
