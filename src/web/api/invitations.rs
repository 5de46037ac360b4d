//! Invitations: making, listing and withdrawing them, and coming in by one. Never shows a secret but in the answer that
//! hands it out.

use super::{
    json, outcome,
    people::PersonBody,
    refusals,
    session::hash,
    shapes::{self, ROLES, Time},
};
use crate::{
    app::{
        invitation_link::USUAL_DAYS,
        order::{Answer, Order},
    },
    domain::{
        command::{Command, InvitationCommand},
        house::Language,
        ids::{Actor, Stream},
        people::Role,
        refusal::Refusal,
    },
    exchange::events,
    web::{
        context::{ReadContext, WriteContext},
        invited::{self, NotYet},
        pages::paths,
        problem::Problem,
        reply::{self, Response},
        request,
    },
};
use hyper::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// Most days an invitation can open.
const MOST_DAYS: u8 = 30;
/// The words for languages, for reading.
const LANGUAGES: [(&str, Language); 2] = [("de", Language::German), ("en", Language::English)];

/// An invitation that can be used.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Invitation {
    /// Which one.
    id: String,
    /// What whoever uses it becomes.
    role: shapes::Role,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    issued_at: Time,
    /// Until when it opens.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Time,
}

/// Some invitations.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Invitations {
    /// Those made last first.
    items: Vec<Invitation>,
}

/// A new invitation.
#[derive(Default, ToSchema)]
pub(super) struct InvitationWish {
    /// What whoever uses it becomes; `member` unless given.
    #[schema(value_type = Option<shapes::Role>, required = false)]
    role: Option<Role>,
    /// How many days it opens; 7 unless given.
    #[schema(minimum = 1, maximum = 30, required = false)]
    days: Option<u8>,
}

/// An invitation, with its secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct InvitationLink {
    /// The address of the page it opens, without scheme and host.
    path: String,
    /// The secret in it, for `POST /api/auth/accept-invitation`.
    token: String,
    /// Until when it opens.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// Who comes by an invitation.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(super) struct NewcomerWish {
    /// The secret in the link.
    token: String,
    /// E-mail address, unlike any other in the house.
    #[schema(
        min_length = 3,
        max_length = 254,
        pattern = r#"^\s*[^\s@<>,;"]+@[^\s@<>,;"]+\s*$"#
    )]
    email: String,
    /// The password to sign in with.
    #[schema(format = Password, min_length = 10, max_length = 512)]
    password: String,
    /// First name.
    #[schema(min_length = 1, max_length = 256)]
    first_name: String,
    /// Last name.
    #[schema(min_length = 1, max_length = 256)]
    last_name: String,
    /// The language they read, `de` or `en`; that of the house unless given.
    #[schema(value_type = Option<String>, required = false, pattern = "^(de|en)$")]
    language: Option<Language>,
}

/// Invite somebody by a link
///
/// Whoever has it comes in at once, without their address being checked and without approval. It opens once. Its secret
/// is shown here and never again: under an Idempotency-Key that was used before the answer is 409.
#[utoipa::path(
    post, path = "/api/invitations", tag = "people", request_body = Option<InvitationWish>,
    responses(
        (status = 201, description = "The link", body = InvitationLink),
        (status = 409, description = "Too many are open, or the link was given out before"),
    )
)]
pub(super) async fn issue(context: WriteContext) -> Result<Response, Problem> {
    let headers = &context.read.request.headers;
    let wish = json::read_if_any(headers, &context.body, |fields| {
        let role = fields.optional_one_of("role", &ROLES);
        let days = fields.optional_small_number("days");
        if let Some(Some(days)) = days
            && !(1..=MOST_DAYS).contains(&days)
        {
            fields.wrong("days", "out-of-range", "It must be from 1 to 30.");
            return None;
        }
        Some(InvitationWish {
            role: role?,
            days: days?,
        })
    })?;
    let days = wish.days.unwrap_or(USUAL_DAYS);
    let role = wish.role.unwrap_or(Role::Member);
    let link = invited::link(context.read.now, days, role)?;
    let receipt = outcome::receipt(&context, link.command()).await?;
    if receipt.repeated {
        return Err(refusals::given_out());
    }
    let body = InvitationLink {
        path: format!("{}{}", paths::INVITATION, link.secret.text()),
        token: link.secret.text().to_owned(),
        expires_at: events::time(link.expires),
    };
    Ok(reply::json(StatusCode::CREATED, &body))
}

/// Open invitations
#[utoipa::path(get, path = "/api/invitations", tag = "people", responses((status = 200, description = "Those that can be used", body = Invitations)))]
pub(super) fn list(context: &ReadContext) -> Result<Response, Problem> {
    let invitations = context.book.state.invitations.iter();
    let items = invited::open(invitations, context.now).map(|it| Invitation {
        id: invited::id(it),
        role: it.role.into(),
        issued_at: Time(it.issued),
        expires_at: Time(it.expires),
    });
    let items = items.collect();
    Ok(reply::json(StatusCode::OK, &Invitations { items }))
}

/// Withdraw an invitation
#[utoipa::path(
    delete, path = "/api/invitations/{id}", tag = "people",
    responses((status = 204, description = "It opens no more"))
)]
pub(super) async fn withdraw(context: WriteContext) -> Result<Response, Problem> {
    outcome::no_body(&context)?;
    let id = context.read.request.part("id");
    let found = invited::named(context.read.book.state.invitations.iter(), id);
    let digest = found.ok_or_else(|| request::nothing_called(id))?;
    let command = Command::Invitation(InvitationCommand::Withdraw { digest });
    outcome::receipt(&context, command).await?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

/// Come in by an invitation
///
/// The person may sign in at once. An address that is known already can only be of somebody who was not let in, or who
/// has not confirmed it.
#[utoipa::path(
    post, path = "/api/auth/accept-invitation", tag = "session", request_body = NewcomerWish,
    responses((status = 201, description = "Who came", body = PersonBody))
)]
pub(super) async fn accept(context: WriteContext) -> Result<Response, Problem> {
    let wish = json::read(&context.read.request.headers, &context.body, |fields| {
        let (token, email) = (fields.text("token"), fields.text("email"));
        let (first_name, last_name) = (fields.text("firstName"), fields.text("lastName"));
        let password = fields.text("password");
        let language = fields.optional_one_of("language", &LANGUAGES);
        Some(NewcomerWish {
            token: token?,
            email: email?,
            password: password?,
            first_name: first_name?,
            last_name: last_name?,
            language: language?,
        })
    })?;
    let book = &context.read.book;
    let invitation = invited::look(&context.read, &wish.token)?
        .ok_or_else(|| refusals::problem(&Refusal::LinkInvalid, book))?;
    let names = [&*wish.email, &*wish.first_name, &*wish.last_name];
    invited::may_come(&context.read, &invitation, names).map_err(|why| match why {
        NotYet::Refused(refusal) => refusals::problem(&refusal, book),
        NotYet::MustWait(problem) => problem,
    })?;
    let password = hash(&context, wish.password, "password").await?;
    let settings = book.state.settings.as_ref();
    let house = settings.map_or_else(Language::default, |settings| settings.language);
    let command = invited::accept(&invitation, names, password, wish.language.unwrap_or(house));
    let actor = Actor::Unknown;
    let id = context.command_id(actor, None)?;
    let receipt = match context.hand_in(Order { actor, id, command }).await {
        Answer::Done(receipt) => receipt,
        Answer::Refused(refusal) => return Err(refusals::problem(&refusal, book)),
        answer => return Err(refusals::not_done(&answer)),
    };
    let person = match receipt.stream {
        Stream::Person(person) => receipt.book.state.person(person),
        _ => None,
    };
    let person = PersonBody::of(person.ok_or_else(Problem::internal)?);
    Ok(reply::json(StatusCode::CREATED, &person))
}
