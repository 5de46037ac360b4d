//! Everything that can be done with a booking. Holds no rules: it reads what is wished and says what became of it.

use super::{
    bookings::{self, BookingBody},
    json::{self, Fields},
    outcome, refusals,
    shapes::{self, Day, FullName, ItemBody, OVERRIDES, Text},
};
use crate::{
    app::{order::Receipt, views::Book},
    clock,
    domain::{
        booking::{Booking, Item, Items, Overrides, Status},
        command::{BookingCommand, Command, NoteWish, Wish},
        event::Event,
        ids::{AccommodationId, BookingId, PersonId, Stream, Version},
    },
    web::{
        context::{ReadContext, WriteContext},
        problem::Problem,
        reply::{self, Response},
        tags::Seen,
    },
};
use bytes::Bytes;
use hyper::StatusCode;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// A stay as somebody wishes it.
#[derive(Debug, ToSchema)]
#[schema(as = BookingWish, rename_all = "camelCase")]
pub(super) struct WishBody {
    /// Date of the first night.
    #[schema(value_type = String, format = Date, examples("2026-07-01"))]
    arrival: Date,
    /// Date of leaving.
    #[schema(value_type = String, format = Date, examples("2026-07-04"))]
    departure: Date,
    /// Where, and how many persons in each.
    #[schema(min_items = 1, max_items = 64)]
    items: Vec<ItemWish>,
    /// Anything to say.
    #[schema(required = false, max_length = 500)]
    note: Option<String>,
    /// Rules an administrator sets aside on purpose.
    #[schema(required = false, value_type = Option<Vec<OverrideWish>>)]
    r#override: Overrides,
    /// For whom, when not for oneself. Only for a new booking.
    #[schema(required = false, value_type = Option<String>)]
    on_behalf_of: Option<PersonId>,
}

/// So many persons in one accommodation.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(rename_all = "camelCase")]
pub(super) struct ItemWish {
    /// Where.
    #[schema(value_type = String, examples("a1"))]
    accommodation_id: AccommodationId,
    /// How many.
    #[schema(minimum = 1, maximum = 100, examples(1))]
    persons: u8,
}

/// A rule that can be set aside.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(
    dead_code,
    reason = "only its schema is used: the words are read from a table"
)]
pub(super) enum OverrideWish {
    Capacity,
    Length,
}

/// Why something is done.
#[derive(Debug, Default, ToSchema)]
pub(super) struct Reason {
    /// Why; whom it is about and administrators can read it.
    #[schema(required = false, max_length = 500)]
    reason: Option<String>,
}

/// Rules to set aside when saying yes.
#[derive(Debug, Default, ToSchema)]
pub(super) struct Allowance {
    /// Rules an administrator sets aside on purpose.
    #[schema(required = false, value_type = Option<Vec<OverrideWish>>)]
    r#override: Overrides,
}

/// What a booking would be. Nothing has been done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Preview<'a> {
    /// Whose stay it would be.
    #[schema(value_type = String)]
    member_id: Text<PersonId>,
    /// Their name.
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
    /// Where it would stand.
    status: shapes::Status,
    /// Where, and how many persons in each.
    items: Vec<ItemBody<'a>>,
    /// All persons together.
    persons: u16,
    /// Rules that would be set aside.
    overrides: Vec<shapes::Override>,
}

fn read_wish(fields: &mut Fields<'_>, is_new: bool) -> Option<WishBody> {
    let arrival = fields.date("arrival");
    let departure = fields.date("departure");
    let items = fields.objects("items", read_item);
    let note = fields.optional_text("note");
    let allow = read_overrides(fields);
    let on_behalf_of = if is_new {
        read_member(fields)
    } else {
        Some(None)
    };
    Some(WishBody {
        arrival: arrival?,
        departure: departure?,
        items: items?,
        note: note?,
        r#override: allow?,
        on_behalf_of: on_behalf_of?,
    })
}

fn read_item(item: &mut Fields<'_>) -> Option<ItemWish> {
    let id = item.text("accommodationId").and_then(|text| {
        let id = text.parse().ok();
        if id.is_none() {
            item.wrong(
                "accommodationId",
                "unknown-accommodation",
                "There is no such accommodation.",
            );
        }
        id
    });
    let persons = item.small_number("persons");
    Some(ItemWish {
        accommodation_id: id?,
        persons: persons?,
    })
}

fn read_overrides(fields: &mut Fields<'_>) -> Option<Overrides> {
    let words = fields.words("override", &OVERRIDES)?;
    Some(words.into_iter().fold(Overrides::NONE, Overrides::with))
}

fn read_member(fields: &mut Fields<'_>) -> Option<Option<PersonId>> {
    match fields.optional_text("onBehalfOf")? {
        None => Some(None),
        Some(text) => match text.parse() {
            Ok(id) => Some(Some(id)),
            Err(_) => {
                fields.wrong(
                    "onBehalfOf",
                    "unknown-member",
                    "There is no such member who could book.",
                );
                None
            }
        },
    }
}

impl WishBody {
    fn read(context: &ReadContext, body: &Bytes, is_new: bool) -> Result<Self, Problem> {
        json::read(&context.request.headers, body, |fields| {
            let wish = read_wish(fields, is_new)?;
            let fits = wish.items.len() <= Items::new().capacity();
            if !fits {
                fields.wrong(
                    "items",
                    "too-many",
                    "There are more items than one booking can have.",
                );
            }
            fits.then_some(wish)
        })
    }

    fn wish(&self, note: NoteWish) -> Wish {
        let item = |item: &ItemWish| Item {
            accommodation: item.accommodation_id,
            persons: item.persons,
        };
        Wish {
            arrival: self.arrival,
            departure: self.departure,
            items: self.items.iter().map(item).collect(),
            note,
            allow: self.r#override,
        }
    }

    fn new_note(&self) -> NoteWish {
        match self.note.as_deref().map(str::trim) {
            None | Some("") => NoteWish::Nothing,
            Some(note) => NoteWish::Say(note.into()),
        }
    }
}

/// Ask for a stay
///
/// Under an Idempotency-Key it is asked for once.
#[utoipa::path(
    post, path = "/api/bookings", tag = "bookings", request_body = WishBody,
    responses(
        (status = 201, description = "It has been asked for", body = BookingBody, headers(("ETag" = String), ("Location" = String))),
        (status = 409, description = "There are not enough free places"),
    )
)]
pub(super) async fn request(context: WriteContext) -> Result<Response, Problem> {
    let wanted = WishBody::read(&context.read, &context.body, true)?;
    let command = BookingCommand::Request {
        wish: wanted.wish(wanted.new_note()),
        on_behalf_of: wanted.on_behalf_of,
    };
    done(&context, command, StatusCode::CREATED).await
}

/// What asking for a stay would come to
///
/// Takes the same body and answers with the same problems. Nothing is done.
#[utoipa::path(
    post, path = "/api/bookings/validate", tag = "bookings", request_body = WishBody,
    responses(
        (status = 200, description = "It could be asked for", body = Preview),
        (status = 409, description = "There are not enough free places"),
    )
)]
pub(super) fn validate(context: &ReadContext, body: &Bytes) -> Result<Response, Problem> {
    let wanted = WishBody::read(context, body, true)?;
    let command = Command::Booking(BookingCommand::Request {
        wish: wanted.wish(wanted.new_note()),
        on_behalf_of: wanted.on_behalf_of,
    });
    let actor = context.somebody()?.actor();
    let decision = context
        .house
        .consider(actor, &command)
        .map_err(|refusal| refusals::problem(&refusal, &context.book))?;
    let Some((_, Event::BookingRequested(event))) = decision.events().first() else {
        return Err(Problem::internal());
    };
    let preview = Preview {
        member_id: Text(event.member),
        member_name: FullName::of(&context.book, event.member),
        arrival: Day(event.stay.arrival()),
        departure: Day(event.stay.departure()),
        nights: event.stay.nights(),
        status: Status::Pending.into(),
        items: shapes::items(&context.book, &event.items),
        persons: event.items.iter().map(|item| u16::from(item.persons)).sum(),
        overrides: shapes::overrides(event.overrides),
    };
    Ok(reply::json(StatusCode::OK, &preview))
}

/// Change a booking
///
/// All of it, as it shall be. A member's change of dates or items needs a new confirmation.
#[utoipa::path(
    put, path = "/api/bookings/{id}", tag = "bookings",
    request_body(content = ref("#/components/schemas/BookingChange")),
    responses(
        (status = 200, description = "It is as wished", body = BookingBody, headers(("ETag" = String))),
        (status = 409, description = "There are not enough free places, or it can no longer be changed"),
        (status = 412, description = "It has changed meanwhile"),
    )
)]
pub(super) async fn change(context: WriteContext) -> Result<Response, Problem> {
    let (booking, expected) = named(&context)?;
    let (id, wanted) = (
        booking.id,
        WishBody::read(&context.read, &context.body, false)?,
    );
    let note = context
        .app()
        .note_wish(&context.read.book, Some(booking), wanted.note.as_deref());
    let command = BookingCommand::Change {
        id,
        wish: wanted.wish(note),
        expected,
    };
    done(&context, command, StatusCode::OK).await
}

/// Confirm a booking
#[utoipa::path(
    post, path = "/api/bookings/{id}/confirm", tag = "bookings", request_body = Option<Allowance>,
    responses(
        (status = 200, description = "It is confirmed", body = BookingBody, headers(("ETag" = String))),
        (status = 409, description = "It is not pending, or there are not enough free places"),
        (status = 412, description = "It has changed meanwhile"),
    )
)]
pub(super) async fn confirm(context: WriteContext) -> Result<Response, Problem> {
    let (id, expected) = named(&context).map(|(booking, expected)| (booking.id, expected))?;
    let wanted = json::read_if_any(&context.read.request.headers, &context.body, |fields| {
        let r#override = read_overrides(fields)?;
        Some(Allowance { r#override })
    })?;
    let command = BookingCommand::Confirm {
        id,
        allow: wanted.r#override,
        expected,
    };
    done(&context, command, StatusCode::OK).await
}

/// Decline a booking
#[utoipa::path(
    post, path = "/api/bookings/{id}/decline", tag = "bookings", request_body = Option<Reason>,
    responses(
        (status = 200, description = "It is declined", body = BookingBody, headers(("ETag" = String))),
        (status = 409, description = "It is not pending"),
        (status = 412, description = "It has changed meanwhile"),
    )
)]
pub(super) async fn decline(context: WriteContext) -> Result<Response, Problem> {
    let (id, expected) = named(&context).map(|(booking, expected)| (booking.id, expected))?;
    let reason = reason(&context)?;
    let command = BookingCommand::Decline {
        id,
        reason,
        expected,
    };
    done(&context, command, StatusCode::OK).await
}

/// Cancel a booking
#[utoipa::path(
    post, path = "/api/bookings/{id}/cancel", tag = "bookings", request_body = Option<Reason>,
    responses(
        (status = 200, description = "It is cancelled", body = BookingBody, headers(("ETag" = String))),
        (status = 409, description = "It can no longer be cancelled"),
        (status = 412, description = "It has changed meanwhile"),
    )
)]
pub(super) async fn cancel(context: WriteContext) -> Result<Response, Problem> {
    let (id, expected) = named(&context).map(|(booking, expected)| (booking.id, expected))?;
    let reason = reason(&context)?;
    let command = BookingCommand::Cancel {
        id,
        reason,
        expected,
    };
    done(&context, command, StatusCode::OK).await
}

/// Take back one's own last step
#[utoipa::path(
    post, path = "/api/bookings/{id}/undo", tag = "bookings",
    responses(
        (status = 200, description = "It is what it was before", body = BookingBody, headers(("ETag" = String))),
        (status = 409, description = "There is nothing to take back, or its places are gone"),
        (status = 412, description = "It has changed meanwhile"),
    )
)]
pub(super) async fn undo(context: WriteContext) -> Result<Response, Problem> {
    let (id, expected) = named(&context).map(|(booking, expected)| (booking.id, expected))?;
    outcome::no_body(&context)?;
    done(
        &context,
        BookingCommand::Undo { id, expected },
        StatusCode::OK,
    )
    .await
}

pub(super) fn reason(context: &WriteContext) -> Result<Option<Box<str>>, Problem> {
    let wanted = json::read_if_any(&context.read.request.headers, &context.body, |fields| {
        let reason = fields.optional_text("reason")?;
        Some(Reason { reason })
    })?;
    Ok(wanted.reason.map(Into::into))
}

/// Which booking is meant, and which version of it has been seen.
fn named(context: &WriteContext) -> Result<(&Booking, Option<Version>), Problem> {
    let booking = bookings::find(&context.read)?;
    let seen = Seen::of(&context.read.request.headers)?;
    Ok((booking, seen.expected(booking.version)))
}

async fn done(
    context: &WriteContext,
    command: BookingCommand,
    status: StatusCode,
) -> Result<Response, Problem> {
    let receipt = outcome::receipt(context, Command::Booking(command)).await?;
    let book = outcome::book(context, &receipt).await?;
    let booking = subject(&receipt)
        .and_then(|id| book.state.booking(id))
        .ok_or_else(Problem::internal)?;
    let body = BookingBody::of(
        &book,
        booking,
        day_of_change(&book, booking),
        context.read.viewer,
        &context.read.house,
    );
    Ok(outcome::written(status, &receipt, booking.version, &body))
}

fn subject(receipt: &Receipt) -> Option<BookingId> {
    match receipt.stream {
        Stream::Booking(id) => Some(id),
        _ => None,
    }
}

/// The date at the house when the booking changed last: an answer that is given again looks as it did then.
fn day_of_change(book: &Book, booking: &Booking) -> Date {
    clock::date_in(book.state.zone(), booking.changed)
}
