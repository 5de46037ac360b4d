//! Bookings as they are read: lists, single ones, their history. Never changes one.

use super::{
    outcome, refusals,
    shapes::{self, Day, FullName, ItemBody, STATUSES, Text, Time},
};
use crate::{
    app::views::{self, Book, Change, Filter, Place, Step, What},
    domain::{
        booking::{Before, Booking, Overrides},
        ids::{Actor, BookingId, PersonId},
        refusal::{Missing, Refusal},
        text::PersonalText,
    },
    exchange::events,
    web::{
        context::{ReadContext, Reading, Viewer},
        limits::{MOST_PAGE_ITEMS, PAGE_ITEMS},
        problem::Problem,
        query,
        reply::{self, Response},
    },
};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use hyper::StatusCode;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// A member's stay.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Booking)]
#[serde(rename_all = "camelCase")]
pub(super) struct BookingBody<'a> {
    /// Which one.
    #[schema(value_type = String, examples("b7"))]
    id: Text<BookingId>,
    /// The number people say.
    number: u32,
    /// Whose stay it is.
    #[schema(value_type = String, examples("p7"))]
    member_id: Text<PersonId>,
    /// Their name; null when it has been erased.
    #[schema(value_type = Option<String>, required)]
    member_name: FullName<'a>,
    /// Date of the first night.
    #[schema(value_type = String, format = Date)]
    arrival: Day,
    /// Date of leaving.
    #[schema(value_type = String, format = Date)]
    departure: Day,
    /// How many nights.
    nights: u16,
    /// Where it stands.
    status: shapes::Status,
    /// Where, and how many persons in each.
    items: Vec<ItemBody<'a>>,
    /// All persons together.
    persons: u16,
    /// Anything that was said. Only its member and administrators see it; null for others.
    #[schema(required)]
    note: Option<String>,
    /// When it was requested.
    #[schema(value_type = String, format = DateTime)]
    created_at: Time,
    /// When it changed last.
    #[schema(value_type = String, format = DateTime)]
    changed_at: Time,
    /// How often it has changed.
    version: u32,
}

/// Some bookings.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BookingPage<'a> {
    /// Sorted by arrival, then id.
    items: Vec<BookingBody<'a>>,
    /// What to send as `cursor` for the next ones; null when there are none.
    #[schema(required)]
    next_cursor: Option<String>,
}

impl<'a> BookingBody<'a> {
    pub(super) fn of(
        book: &'a Book,
        booking: &Booking,
        today: Date,
        viewer: Option<Viewer>,
        house: &Reading,
    ) -> Self {
        let readable = may_read(booking, viewer);
        let note = readable.then(|| book.state.note(booking.id)).flatten();
        Self {
            id: Text(booking.id),
            number: booking.id.number(),
            member_id: Text(booking.member),
            member_name: FullName::of(book, booking.member),
            arrival: Day(booking.stay.arrival()),
            departure: Day(booking.stay.departure()),
            nights: booking.stay.nights(),
            status: shapes::shown(booking, today),
            items: shapes::items(book, &booking.items),
            persons: booking.persons(),
            note: note.and_then(|note| house.reveal(&note)),
            created_at: Time(booking.created),
            changed_at: Time(booking.changed),
            version: booking.version,
        }
    }
}

/// Whether somebody may read what was said in a booking: the one it is about, and administrators.
fn may_read(booking: &Booking, viewer: Option<Viewer>) -> bool {
    viewer.is_some_and(|viewer| viewer.is_administrator() || viewer.person == booking.member)
}

/// Bookings
///
/// Sorted by arrival, then id. Members see those of everybody.
#[utoipa::path(
    get, path = "/api/bookings", tag = "bookings",
    params(
        ("from" = Option<String>, Query, format = Date, description = "Only stays with a night on this date or later"),
        ("to" = Option<String>, Query, format = Date, description = "Only stays with a night before this date"),
        ("status" = Option<shapes::Status>, Query, description = "Only in this status"),
        ("mine" = Option<bool>, Query, description = "Only one's own"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "At most so many; 50 unless given"),
        ("cursor" = Option<String>, Query, description = "Those after an earlier answer's nextCursor"),
    ),
    responses((status = 200, description = "Some of them", body = BookingPage))
)]
pub(super) fn list(context: &ReadContext) -> Result<Response, Problem> {
    let query = context.request.query.as_deref();
    let viewer = context.somebody()?;
    let (from, to) = (query::date(query, "from")?, query::date(query, "to")?);
    if let (Some(from), Some(to)) = (from, to)
        && to <= from
    {
        return Err(query::wrong("to", "must be after from"));
    }
    let filter = Filter {
        from,
        to,
        status: status(query)?,
        member: query::flag(query, "mine")?
            .unwrap_or(false)
            .then_some(viewer.person),
        ..Filter::default()
    };
    let limit = query::number(query, "limit", 1, MOST_PAGE_ITEMS as u64)?;
    let limit = limit
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(PAGE_ITEMS);
    let after = cursor(query)?;
    let page = views::bookings(&context.book, &filter, after, limit, context.today);
    let body = |booking: &&Booking| {
        BookingBody::of(
            &context.book,
            booking,
            context.today,
            context.viewer,
            &context.house,
        )
    };
    let page = BookingPage {
        items: page.items.iter().map(body).collect(),
        next_cursor: page.next.map(encode),
    };
    Ok(reply::json(StatusCode::OK, &page))
}

fn status(query: Option<&str>) -> Result<Option<views::ShownStatus>, Problem> {
    let Some(text) = query::value(query, "status") else {
        return Ok(None);
    };
    let found = STATUSES.iter().find(|(word, _)| *word == text);
    match found {
        Some((_, status)) => Ok(Some(*status)),
        None => {
            let words = STATUSES.map(|(word, _)| word).join(", ");
            Err(query::wrong("status", &format!("must be one of: {words}")))
        }
    }
}

/// A place in the list as text that says nothing to whoever carries it.
fn encode((arrival, id): Place) -> String {
    Base64UrlUnpadded::encode_string(format!("{arrival}{id}").as_bytes())
}

fn decode(text: &str) -> Option<Place> {
    /// A date takes this many bytes; the id follows.
    const DATE_BYTES: usize = 10;
    let bytes = Base64UrlUnpadded::decode_vec(text).ok()?;
    let text = core::str::from_utf8(&bytes).ok()?;
    let (date, id) = text.split_at_checked(DATE_BYTES)?;
    Some((query::parse_date(date)?, id.parse().ok()?))
}

fn cursor(query: Option<&str>) -> Result<Option<Place>, Problem> {
    let Some(text) = query::value(query, "cursor") else {
        return Ok(None);
    };
    let place = decode(&text);
    place
        .map(Some)
        .ok_or_else(|| query::wrong("cursor", "is not one that an answer gave"))
}

/// One booking
#[utoipa::path(get, path = "/api/bookings/{id}", tag = "bookings", responses((status = 200, description = "This one", body = BookingBody, headers(("ETag" = String)))))]
pub(super) fn one(context: &ReadContext) -> Result<Response, Problem> {
    let booking = find(context)?;
    let body = BookingBody::of(
        &context.book,
        booking,
        context.today,
        context.viewer,
        &context.house,
    );
    Ok(outcome::tagged(&context.request, booking.version, &body))
}

/// The booking that the path names.
pub(super) fn find(context: &ReadContext) -> Result<&Booking, Problem> {
    let missing = || refusals::problem(&Refusal::NotFound(Missing::Booking), &context.book);
    context
        .book
        .state
        .booking(context.request.id()?)
        .ok_or_else(missing)
}

/// What has happened to a booking.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct History<'a> {
    /// Its steps, the newest first.
    items: Vec<StepBody<'a>>,
}

/// One step of a booking.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Step)]
#[serde(rename_all = "camelCase")]
struct StepBody<'a> {
    /// The version of the booking it led to.
    version: u32,
    /// Its place in the log of the house.
    sequence: u64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Time,
    /// Who: the id of a person, `system` or `unknown`.
    actor_id: String,
    /// Their name; null when it was nobody or has been erased.
    #[schema(required)]
    actor_name: Option<String>,
    /// What was done.
    action: Action,
    /// The status it led to.
    status: shapes::Status,
    /// Why. Only the booking's member and administrators see it.
    #[schema(required)]
    reason: Option<String>,
    /// Rules that were set aside on purpose.
    overrides: Vec<shapes::Override>,
    /// What the booking was before, when its content changed.
    #[schema(required)]
    before: Option<Content<'a>>,
    /// What it was after.
    #[schema(required)]
    after: Option<Content<'a>>,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Action {
    Requested,
    Changed,
    Confirmed,
    Declined,
    Cancelled,
    Undone,
}

/// What a booking was at some time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Content<'a> {
    #[schema(value_type = String, format = Date)]
    arrival: Day,
    #[schema(value_type = String, format = Date)]
    departure: Day,
    items: Vec<ItemBody<'a>>,
    status: shapes::Status,
    /// Only the booking's member and administrators see it.
    #[schema(required)]
    note: Option<String>,
}

/// What has happened to a booking
#[utoipa::path(get, path = "/api/bookings/{id}/history", tag = "bookings", responses((status = 200, description = "Its steps, the newest first", body = History)))]
pub(super) fn history(context: &ReadContext) -> Result<Response, Problem> {
    let booking = find(context)?;
    let steps = context.book.activity.of(booking);
    let readable = may_read(booking, context.viewer);
    let items = steps
        .map(|(version, step)| step_body(context, version, &step, readable))
        .collect();
    Ok(reply::json(StatusCode::OK, &History { items }))
}

fn step_body<'a>(
    context: &'a ReadContext,
    version: u32,
    step: &Step,
    readable: bool,
) -> StepBody<'a> {
    let (action, reason, overrides, change) = parts(&step.what);
    let reveal = |text: &PersonalText| context.house.reveal(text);
    let content = |content: &Before| Content {
        arrival: Day(content.stay.arrival()),
        departure: Day(content.stay.departure()),
        items: shapes::items(&context.book, &content.items),
        status: content.status.into(),
        note: content.note.as_ref().filter(|_| readable).and_then(reveal),
    };
    StepBody {
        version,
        sequence: step.sequence,
        at: Time(step.at),
        actor_id: events::actor(step.actor),
        actor_name: match step.actor {
            Actor::Person(_) => views::actor_name(&context.book, step.actor),
            Actor::System | Actor::Unknown => None,
        },
        action,
        status: step.what.status_after().into(),
        reason: reason.filter(|_| readable).and_then(reveal),
        overrides: shapes::overrides(overrides),
        before: change.map(|change| content(&change.from)),
        after: change.map(|change| content(&change.to)),
    }
}

fn parts(what: &What) -> (Action, Option<&PersonalText>, Overrides, Option<&Change>) {
    match what {
        What::Requested(overrides) => (Action::Requested, None, *overrides, None),
        What::Confirmed(overrides) => (Action::Confirmed, None, *overrides, None),
        What::Declined(reason) => (Action::Declined, reason.as_ref(), Overrides::NONE, None),
        What::Cancelled(reason) => (Action::Cancelled, reason.as_ref(), Overrides::NONE, None),
        What::Changed(change) => (Action::Changed, None, change.overrides, Some(change)),
        What::Undone(change) => (Action::Undone, None, Overrides::NONE, Some(change)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_cursor_comes_back_and_nothing_else_is_one() {
        let place = (date(2026, 7, 1), BookingId::new(7));
        assert_eq!(decode(&encode(place)), Some(place));
        for wrong in ["", "x", "MjAyNi0wNy0wMQ", "MjAyNi0wMi0zMGI3", "$$$", "w4Q"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
