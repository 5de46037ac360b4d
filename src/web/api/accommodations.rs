//! Accommodations: members read, administrators write. Never deletes one.

use super::{
    json::{self, Fields},
    outcome, refusals,
    shapes::{self, KINDS, Text},
};
use crate::{
    domain::{
        accommodation::{Accommodation, Description},
        command::{AccommodationCommand, Command},
        ids::AccommodationId,
        refusal::{Missing, Refusal},
        text::Name,
    },
    web::{
        context::{ReadContext, WriteContext},
        problem::Problem,
        reply::{self, Response},
        tags::Seen,
    },
};
use hyper::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// Where people sleep.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Accommodation)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccommodationBody<'a> {
    /// Which one.
    #[schema(value_type = String, examples("a1"))]
    id: Text<AccommodationId>,
    /// Its name, unlike any other in the house.
    name: &'a str,
    /// What kind of place it is.
    kind: shapes::Kind,
    /// How many persons can sleep there.
    capacity: u8,
    /// Whether it can be booked.
    active: bool,
    /// How often it has changed.
    version: u32,
}

/// All accommodations.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Accommodations<'a> {
    /// In order of their ids.
    items: Vec<AccommodationBody<'a>>,
}

/// What an accommodation shall be.
#[derive(Debug, ToSchema)]
#[schema(as = AccommodationWish)]
pub(super) struct Wish {
    /// Its name, 1 to 100 characters, unlike any other in the house.
    #[schema(value_type = String, min_length = 1, max_length = 100)]
    name: Name,
    /// What kind of place it is.
    #[schema(value_type = shapes::Kind)]
    kind: crate::domain::accommodation::Kind,
    /// How many persons can sleep there.
    #[schema(minimum = 1, maximum = 100)]
    capacity: u8,
    /// Also if stays ahead will not fit any more. Only for a change.
    #[schema(required = false)]
    force: Option<bool>,
}

/// Whether something shall be done although it costs stays ahead their places.
#[derive(Debug, Default, ToSchema)]
pub(super) struct Force {
    /// Also if there are stays ahead.
    #[schema(required = false)]
    force: Option<bool>,
}

impl<'a> AccommodationBody<'a> {
    fn of(accommodation: &'a Accommodation) -> Self {
        Self {
            id: Text(accommodation.id),
            name: &accommodation.description.name,
            kind: accommodation.description.kind.into(),
            capacity: accommodation.description.capacity,
            active: accommodation.active,
            version: accommodation.version,
        }
    }
}

/// All accommodations
#[utoipa::path(get, path = "/api/accommodations", tag = "accommodations", responses((status = 200, description = "All of them", body = Accommodations)))]
pub(super) fn list(context: &ReadContext) -> Result<Response, Problem> {
    let all = context.book.state.accommodations.iter();
    let items = all.map(AccommodationBody::of).collect();
    Ok(reply::json(StatusCode::OK, &Accommodations { items }))
}

/// One accommodation
#[utoipa::path(get, path = "/api/accommodations/{id}", tag = "accommodations", responses((status = 200, description = "This one", body = AccommodationBody, headers(("ETag" = String)))))]
pub(super) fn one(context: &ReadContext) -> Result<Response, Problem> {
    let accommodation = find(context)?;
    let body = AccommodationBody::of(accommodation);
    Ok(outcome::tagged(
        &context.request,
        accommodation.version,
        &body,
    ))
}

fn find(context: &ReadContext) -> Result<&Accommodation, Problem> {
    let missing = || refusals::problem(&Refusal::NotFound(Missing::Accommodation), &context.book);
    context
        .book
        .state
        .accommodation(context.request.id()?)
        .ok_or_else(missing)
}

fn read_wish(fields: &mut Fields<'_>, can_force: bool) -> Option<Wish> {
    let name = fields.text("name");
    let name = name.and_then(|name| {
        let short = Name::try_from(name.trim()).ok();
        if short.is_none() {
            fields.wrong("name", "too-long", "It can have at most 100 characters.");
        }
        short
    });
    let kind = fields.one_of("kind", &KINDS);
    let capacity = fields.small_number("capacity");
    let force = if can_force {
        fields.optional_flag("force")
    } else {
        Some(None)
    };
    Some(Wish {
        name: name?,
        kind: kind?,
        capacity: capacity?,
        force: force?,
    })
}

impl Wish {
    fn description(self) -> Description {
        Description {
            name: self.name,
            kind: self.kind,
            capacity: self.capacity,
        }
    }
}

/// Add an accommodation
#[utoipa::path(
    post, path = "/api/accommodations", tag = "accommodations",
    request_body(content = ref("#/components/schemas/NewAccommodation")),
    responses((status = 201, description = "It has been added", body = AccommodationBody, headers(("ETag" = String), ("Location" = String))))
)]
pub(super) async fn add(context: WriteContext) -> Result<Response, Problem> {
    let wish = json::read(&context.read.request.headers, &context.body, |it| {
        read_wish(it, false)
    })?;
    let description = wish.description();
    done(
        &context,
        AccommodationCommand::Add { description },
        StatusCode::CREATED,
    )
    .await
}

/// Change an accommodation
#[utoipa::path(
    put, path = "/api/accommodations/{id}", tag = "accommodations", request_body = Wish,
    responses(
        (status = 200, description = "It is as wished", body = AccommodationBody, headers(("ETag" = String))),
        (status = 409, description = "Stays ahead would not fit any more"),
        (status = 412, description = "It has changed meanwhile"),
    )
)]
pub(super) async fn change(context: WriteContext) -> Result<Response, Problem> {
    let (id, expected) = named(&context)?;
    let wish = json::read(&context.read.request.headers, &context.body, |it| {
        read_wish(it, true)
    })?;
    let force = wish.force.unwrap_or(false);
    let description = wish.description();
    let command = AccommodationCommand::Change {
        id,
        description,
        force,
        expected,
    };
    done(&context, command, StatusCode::OK).await
}

/// Close an accommodation
#[utoipa::path(
    post, path = "/api/accommodations/{id}/deactivate", tag = "accommodations", request_body = Option<Force>,
    responses(
        (status = 200, description = "It is closed", body = AccommodationBody, headers(("ETag" = String))),
        (status = 409, description = "There are stays ahead"),
        (status = 412, description = "It has changed meanwhile"),
    )
)]
pub(super) async fn deactivate(context: WriteContext) -> Result<Response, Problem> {
    let (id, expected) = named(&context)?;
    let wish = json::read_if_any(&context.read.request.headers, &context.body, |fields| {
        let force = fields.optional_flag("force")?;
        Some(Force { force })
    })?;
    let command = AccommodationCommand::Deactivate {
        id,
        force: wish.force.unwrap_or(false),
        expected,
    };
    done(&context, command, StatusCode::OK).await
}

/// Open an accommodation again
#[utoipa::path(
    post, path = "/api/accommodations/{id}/reactivate", tag = "accommodations",
    responses(
        (status = 200, description = "It is open", body = AccommodationBody, headers(("ETag" = String))),
        (status = 412, description = "It has changed meanwhile"),
    )
)]
pub(super) async fn reactivate(context: WriteContext) -> Result<Response, Problem> {
    let (id, expected) = named(&context)?;
    outcome::no_body(&context)?;
    done(
        &context,
        AccommodationCommand::Reactivate { id, expected },
        StatusCode::OK,
    )
    .await
}

/// Which one is meant, and which version of it has been seen.
fn named(context: &WriteContext) -> Result<(AccommodationId, Option<u32>), Problem> {
    let accommodation = find(&context.read)?;
    let seen = Seen::of(&context.read.request.headers)?;
    Ok((accommodation.id, seen.expected(accommodation.version)))
}

async fn done(
    context: &WriteContext,
    command: AccommodationCommand,
    status: StatusCode,
) -> Result<Response, Problem> {
    let receipt = outcome::receipt(context, Command::Accommodation(command)).await?;
    let book = outcome::book(context, &receipt).await?;
    let accommodation = match receipt.stream {
        crate::domain::ids::Stream::Accommodation(id) => book.state.accommodation(id),
        _ => None,
    };
    let accommodation = accommodation.ok_or_else(Problem::internal)?;
    let body = AccommodationBody::of(accommodation);
    Ok(outcome::written(
        status,
        &receipt,
        accommodation.version,
        &body,
    ))
}
