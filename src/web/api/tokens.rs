//! Tokens for one's own programs. A token is shown when it is made and never again; what is listed are names.
//! Never lets a program with a token make another one: the table sees to that.

use super::{json, outcome, shapes::Time};
use crate::{
    app::tokens::{self, MOST_TOKEN_DAYS, Secret},
    domain::{
        command::{Command, PersonCommand},
        people::{Scope, Token},
    },
    exchange::events,
    web::{
        context::{ReadContext, WriteContext},
        problem::Problem,
        reply::{self, Response},
    },
};
use hyper::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// The scopes by their names.
const SCOPES: [(&str, Scope); 2] = [("read", Scope::Read), ("write", Scope::Write)];

/// A token, without what makes it one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Token)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenBody {
    /// Its name in addresses.
    #[schema(examples("5f0c9e21b7a4"))]
    id: String,
    /// What it is for.
    #[schema(required)]
    name: Option<String>,
    /// `read`: see what its person sees. `write`: do what its person may do, but for what is about who may come in and how.
    #[schema(value_type = String, pattern = "^(read|write)$")]
    scope: &'static str,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Time,
    /// From when on it is worth nothing; null for never.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    expires_at: Option<Time>,
    /// When it was last used, as far as that is known.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_used_at: Option<Time>,
}

/// Some tokens.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tokens {
    /// The oldest first.
    items: Vec<TokenBody>,
}

/// A token that shall be made.
#[derive(ToSchema)]
#[schema(as = TokenWish)]
pub(super) struct Wish {
    /// What it is for.
    #[schema(min_length = 1, max_length = 100, examples("nightly export"))]
    name: String,
    /// What it may be used for.
    #[schema(value_type = String, pattern = "^(read|write)$")]
    scope: Scope,
    /// How many days it lasts; for ever unless given.
    #[schema(minimum = 1, maximum = 3660, required = false)]
    days: Option<u32>,
}

/// A token that has just been made.
#[derive(Serialize, ToSchema)]
pub(super) struct NewToken {
    /// Its name in addresses.
    #[schema(examples("5f0c9e21b7a4"))]
    id: String,
    /// The token itself, for `Authorization: Bearer`. It is shown here and never again.
    #[schema(pattern = "^hut_[A-Za-z0-9_-]{43}$")]
    token: String,
    /// From when on it is worth nothing; null for never.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    #[serde(rename = "expiresAt")]
    expires_at: Option<String>,
}

/// One's own tokens
#[utoipa::path(
    get, path = "/api/me/tokens", tag = "session",
    responses((status = 200, description = "All of them", body = Tokens))
)]
pub(super) fn list(context: &ReadContext) -> Result<Response, Problem> {
    let items = own(context)?.iter().map(|it| body(context, it)).collect();
    Ok(reply::json(StatusCode::OK, &Tokens { items }))
}

fn own(context: &ReadContext) -> Result<&[Token], Problem> {
    let viewer = context.somebody()?;
    let person = context.book.state.person(viewer.person);
    Ok(person.map_or(&[], |person| &*person.tokens))
}

fn body(context: &ReadContext, token: &Token) -> TokenBody {
    let used = context.house.last_use(&token.digest);
    TokenBody {
        id: tokens::name_of(&token.digest),
        name: token.name.as_deref().map(str::to_owned),
        scope: events::scope(token.scope),
        created_at: Time(token.issued),
        expires_at: token.expires.map(Time),
        last_used_at: used.map(Time),
    }
}

/// Make a token
///
/// It is shown in the answer and never again: under an Idempotency-Key that was used before the answer is 409.
#[utoipa::path(
    post, path = "/api/me/tokens", tag = "session", request_body = Wish,
    responses(
        (status = 201, description = "The token", body = NewToken),
        (status = 409, description = "There are 20 already, or it was given out before"),
    )
)]
pub(super) async fn issue(context: WriteContext) -> Result<Response, Problem> {
    let wish = json::read(&context.read.request.headers, &context.body, |fields| {
        let (name, scope) = (fields.text("name"), fields.one_of("scope", &SCOPES));
        let days = fields.optional_number("days", 1, MOST_TOKEN_DAYS);
        Some(Wish {
            name: name?,
            scope: scope?,
            days: days?,
        })
    })?;
    let token = Secret::new_token().map_err(|error| {
        tracing::error!(%error, "there is no randomness for a token");
        Problem::internal()
    })?;
    let expires = wish.days.map(|days| tokens::expiry(context.read.now, days));
    let command = PersonCommand::IssueToken {
        person: context.read.somebody()?.person,
        digest: token.digest(),
        name: wish.name.into(),
        scope: wish.scope,
        expires,
    };
    let receipt = outcome::receipt(&context, Command::Person(command)).await?;
    if receipt.repeated {
        let detail = "Under this Idempotency-Key a token was given out; it is not kept. Revoke it, and ask with another key.";
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "token-given-out",
            "The token was given out before",
            detail,
        ));
    }
    let body = NewToken {
        id: tokens::name_of(&token.digest()),
        token: token.text().to_owned(),
        expires_at: expires.map(events::time),
    };
    Ok(reply::json(StatusCode::CREATED, &body))
}

/// Revoke a token
#[utoipa::path(
    delete, path = "/api/me/tokens/{id}", tag = "session",
    responses((status = 204, description = "It is worth nothing any more"))
)]
pub(super) async fn revoke(context: WriteContext) -> Result<Response, Problem> {
    let digest = tokens::called(own(&context.read)?, context.read.request.part("id"));
    let digest = digest.ok_or_else(|| Problem::not_found("You have no such token."))?;
    let command = PersonCommand::RevokeToken {
        person: context.read.somebody()?.person,
        digest,
    };
    outcome::receipt(&context, Command::Person(command)).await?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}
