//! People of the house, for administrators. Never shows a password, a hash or a digest.

use super::{
    json, outcome, refusals,
    shapes::{self, ROLES, Text, Time},
};
use crate::{
    domain::{
        command::{Command, NewPerson, PersonCommand},
        ids::{PersonId, Stream},
        people::{Person, Role, Standing},
        refusal::{Missing, Refusal},
    },
    exchange::events,
    web::{
        context::{ReadContext, WriteContext},
        pages::paths,
        problem::Problem,
        reply::{self, Response},
    },
};
use hyper::{StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody of the house. What is null has been erased.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person)]
#[serde(rename_all = "camelCase")]
pub(super) struct PersonBody<'a> {
    /// Who.
    #[schema(value_type = String, examples("p7"))]
    id: Text<PersonId>,
    /// E-mail address.
    #[schema(required)]
    email: Option<&'a str>,
    /// First name.
    #[schema(required)]
    first_name: Option<&'a str>,
    /// Last name.
    #[schema(required)]
    last_name: Option<&'a str>,
    /// Their role.
    role: shapes::Role,
    /// Whether they may come in.
    standing: shapes::Standing,
    /// Whether a password has been chosen.
    has_password: bool,
    /// When they were added.
    #[schema(value_type = String, format = DateTime)]
    added_at: Time,
}

/// Some people.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct People<'a> {
    /// In order of their ids.
    items: Vec<PersonBody<'a>>,
}

/// Somebody new.
#[derive(ToSchema)]
#[schema(as = PersonWish, rename_all = "camelCase")]
pub(super) struct Wish {
    /// E-mail address, unlike any other in the house.
    #[schema(
        min_length = 3,
        max_length = 254,
        pattern = r#"^\s*[^\s@<>,;"]+@[^\s@<>,;"]+\s*$"#,
        examples("anna@example.org")
    )]
    email: String,
    /// First name.
    #[schema(min_length = 1, max_length = 256, examples("Anna"))]
    first_name: String,
    /// Last name.
    #[schema(min_length = 1, max_length = 256, examples("Gruber"))]
    last_name: String,
    /// Their role; `member` unless given.
    #[schema(value_type = Option<shapes::Role>, required = false)]
    role: Option<Role>,
}

/// A role somebody shall have.
#[derive(ToSchema)]
pub(super) struct RoleWish {
    /// The role.
    #[schema(value_type = shapes::Role)]
    role: Role,
}

/// A link that opens once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccessLink {
    /// The address of the page where the password is chosen, without scheme and host.
    path: String,
    /// The secret in it, for `POST /api/auth/password`.
    token: String,
    /// Until when it opens.
    #[schema(format = DateTime)]
    expires_at: String,
}

impl<'a> PersonBody<'a> {
    pub(super) fn of(person: &'a Person) -> Self {
        Self {
            id: Text(person.id),
            email: person.email.as_deref(),
            first_name: person.first_name.as_deref(),
            last_name: person.last_name.as_deref(),
            role: person.role.into(),
            standing: person.standing.into(),
            has_password: person.password.is_some(),
            added_at: Time(person.added),
        }
    }
}

/// All people
#[utoipa::path(get, path = "/api/people", tag = "people", responses((status = 200, description = "All of them", body = People)))]
pub(super) fn list(context: &ReadContext) -> Result<Response, Problem> {
    Ok(people(context, |_| true))
}

/// Those who wait to be let in
#[utoipa::path(get, path = "/api/people/pending", tag = "people", responses((status = 200, description = "All who wait", body = People)))]
pub(super) fn pending(context: &ReadContext) -> Result<Response, Problem> {
    Ok(people(context, |person| {
        person.standing == Standing::Awaiting
    }))
}

fn people(context: &ReadContext, which: impl Fn(&&Person) -> bool) -> Response {
    let found = context.book.state.people.iter().filter(which);
    let items = found.map(PersonBody::of).collect();
    reply::json(StatusCode::OK, &People { items })
}

/// One person
#[utoipa::path(get, path = "/api/people/{id}", tag = "people", responses((status = 200, description = "This one", body = PersonBody)))]
pub(super) fn one(context: &ReadContext) -> Result<Response, Problem> {
    let missing = || refusals::problem(&Refusal::NotFound(Missing::Person), &context.book);
    let person = context
        .book
        .state
        .person(context.request.id()?)
        .ok_or_else(missing)?;
    Ok(reply::json(StatusCode::OK, &PersonBody::of(person)))
}

/// Add somebody
///
/// They may come in at once, as soon as they have chosen a password by an access link.
#[utoipa::path(
    post, path = "/api/people", tag = "people", request_body = Wish,
    responses((status = 201, description = "They have been added", body = PersonBody, headers(("Location" = String))))
)]
pub(super) async fn add(context: WriteContext) -> Result<Response, Problem> {
    let wish = json::read(&context.read.request.headers, &context.body, |fields| {
        let email = fields.text("email");
        let (first_name, last_name) = (fields.text("firstName"), fields.text("lastName"));
        let role = fields.optional_one_of("role", &ROLES);
        Some(Wish {
            email: email?,
            first_name: first_name?,
            last_name: last_name?,
            role: role?,
        })
    })?;
    let person = NewPerson {
        email: wish.email.into(),
        first_name: wish.first_name.into(),
        last_name: wish.last_name.into(),
        role: wish.role.unwrap_or(Role::Member),
    };
    done(&context, PersonCommand::Add { person }, StatusCode::CREATED).await
}

/// Let somebody in who waits
#[utoipa::path(post, path = "/api/people/{id}/approve", tag = "people", responses((status = 200, description = "They may come in", body = PersonBody)))]
pub(super) async fn approve(context: WriteContext) -> Result<Response, Problem> {
    let person = context.read.request.id()?;
    outcome::no_body(&context)?;
    done(
        &context,
        PersonCommand::Approve {
            person,
            vouch: true,
        },
        StatusCode::OK,
    )
    .await
}

/// Change somebody's role
#[utoipa::path(
    post, path = "/api/people/{id}/role", tag = "people", request_body = RoleWish,
    responses(
        (status = 200, description = "They have it", body = PersonBody),
        (status = 409, description = "The last administrator cannot go"),
    )
)]
pub(super) async fn change_role(context: WriteContext) -> Result<Response, Problem> {
    let person = context.read.request.id()?;
    let wish = json::read(&context.read.request.headers, &context.body, |fields| {
        let role = fields.one_of("role", &ROLES)?;
        Some(RoleWish { role })
    })?;
    let role = wish.role;
    done(
        &context,
        PersonCommand::ChangeRole { person, role },
        StatusCode::OK,
    )
    .await
}

/// Send somebody away
///
/// What they booked stays.
#[utoipa::path(
    post, path = "/api/people/{id}/deactivate", tag = "people",
    responses(
        (status = 200, description = "They may not come in any more", body = PersonBody),
        (status = 409, description = "The last administrator cannot go"),
    )
)]
pub(super) async fn deactivate(context: WriteContext) -> Result<Response, Problem> {
    let person = context.read.request.id()?;
    outcome::no_body(&context)?;
    done(
        &context,
        PersonCommand::Deactivate { person },
        StatusCode::OK,
    )
    .await
}

/// Let somebody back in
#[utoipa::path(post, path = "/api/people/{id}/reactivate", tag = "people", responses((status = 200, description = "They may come in", body = PersonBody)))]
pub(super) async fn reactivate(context: WriteContext) -> Result<Response, Problem> {
    let person = context.read.request.id()?;
    outcome::no_body(&context)?;
    done(
        &context,
        PersonCommand::Reactivate { person },
        StatusCode::OK,
    )
    .await
}

/// Erase somebody
///
/// For good: their name, address, password and whatever was written by or about them can never be read again; their
/// bookings stay, without a name. Refused as long as they have stays ahead that hold places.
#[utoipa::path(
    post, path = "/api/people/{id}/erase", tag = "people",
    responses(
        (status = 200, description = "They are erased, and their key is gone from the file", body = PersonBody),
        (status = 202, description = "They are erased, but their key could not be taken out of the file yet (no room, or the disk fails); the house tries again by itself", body = PersonBody),
        (status = 409, description = "They have stays ahead, listed in `bookings`, or the last administrator cannot go"),
    )
)]
pub(super) async fn erase(context: WriteContext) -> Result<Response, Problem> {
    let person = context.read.request.id()?;
    outcome::no_body(&context)?;
    let command = PersonCommand::Erase {
        person,
        cancel_stays: false,
    };
    let mut response = done(&context, command, StatusCode::OK).await?;
    context.forget_answers_before(context.app().book().sequence);
    if context.app().erasure_outstanding() {
        *response.status_mut() = StatusCode::ACCEPTED;
    }
    Ok(response)
}

async fn done(
    context: &WriteContext,
    command: PersonCommand,
    status: StatusCode,
) -> Result<Response, Problem> {
    let receipt = outcome::receipt(context, Command::Person(command)).await?;
    let book = outcome::book(context, &receipt).await?;
    let person = match receipt.stream {
        Stream::Person(id) => book.state.person(id),
        _ => None,
    };
    let body = PersonBody::of(person.ok_or_else(Problem::internal)?);
    let mut response = reply::json(status, &body);
    if status == StatusCode::CREATED
        && let Some(address) = refusals::address(receipt.stream)
    {
        reply::set(&mut response, header::LOCATION, &address);
    }
    Ok(response)
}

/// Give out a link to choose a password
///
/// It opens once, for seven days; an older one is void then. Its secret is shown here and never again: under an
/// Idempotency-Key that was used before the answer is 409.
#[utoipa::path(
    post, path = "/api/people/{id}/access-link", tag = "people",
    responses(
        (status = 200, description = "The link", body = AccessLink),
        (status = 409, description = "The person may not come in, or the link was given out before"),
    )
)]
pub(super) async fn access_link(context: WriteContext) -> Result<Response, Problem> {
    let person = context.read.request.id()?;
    outcome::no_body(&context)?;
    let link = context.access_link()?;
    let receipt = outcome::receipt(&context, link.command(person)).await?;
    if receipt.repeated {
        return Err(refusals::given_out());
    }
    let body = AccessLink {
        path: format!("{}{}", paths::ACCESS, link.secret.text()),
        token: link.secret.text().to_owned(),
        expires_at: events::time(link.expires),
    };
    Ok(reply::json(StatusCode::OK, &body))
}
