//! Signing in and out, and choosing a password by a link. Never shows a secret but in its cookie.

use super::{json, outcome, people, refusals};
use crate::{
    app::{passwords::Unusable, tokens},
    domain::{
        command::{Command, PersonCommand},
        ids::Actor,
        people::by_access_link,
        refusal::Refusal,
    },
    web::{
        context::{WriteContext, off_thread},
        guesses,
        problem::{FieldError, Problem},
        reply::{self, Response},
        session::{self, NotSignedIn, SignedIn},
    },
};
use hyper::{StatusCode, header};
use std::sync::Arc;
use utoipa::ToSchema;

/// Who wants to come in.
#[derive(ToSchema)]
pub(super) struct Credentials {
    /// The e-mail address, in any case.
    email: String,
    /// The password.
    #[schema(format = Password)]
    password: String,
    /// Where a second factor is set up: its six digits, or a recovery code, which is used up by that.
    #[schema(required = false)]
    code: Option<String>,
}

/// Sign in
///
/// Opens a session. Its secret comes in the cookie; programs can send it as a bearer token instead. Where a second factor
/// is set up, the answer without a code is 401 `second-factor-needed`.
#[utoipa::path(
    post, path = "/api/session", tag = "session",
    request_body = Credentials,
    responses(
        (status = 200, description = "Who came in", body = people::PersonBody, headers(("Set-Cookie" = String, description = "The session"))),
    )
)]
pub(super) async fn sign_in(context: WriteContext) -> Result<Response, Problem> {
    let credentials = json::read(&context.read.request.headers, &context.body, |fields| {
        let (email, password) = (fields.text("email"), fields.text("password"));
        let code = fields.optional_text("code");
        Some(Credentials {
            email: email?,
            password: password?,
            code: code?,
        })
    })?;
    let signed_in = come_in(&context, &credentials)
        .await
        .map_err(|reason| reason.problem())?;
    let book = context.app().book();
    let person = book
        .state
        .person(signed_in.person)
        .ok_or_else(Problem::internal)?;
    let response = reply::json(StatusCode::OK, &people::PersonBody::of(person));
    Ok(signed_in.with_cookies(response))
}

async fn come_in(
    context: &WriteContext,
    credentials: &Credentials,
) -> Result<SignedIn, NotSignedIn> {
    let Credentials {
        email,
        password,
        code,
    } = credentials;
    match (
        session::sign_in(context, email, password).await,
        code.as_deref(),
    ) {
        (Err(NotSignedIn::NeedsCode(person)), Some(code)) => {
            session::check_code(context, person, code).await?;
            session::open(context, person).await
        }
        (outcome, _) => outcome,
    }
}

/// Sign out
///
/// Ends the session that the request came with.
#[utoipa::path(
    delete, path = "/api/session", tag = "session",
    responses((status = 204, description = "The session has ended", headers(("Set-Cookie" = String, description = "Forgets the session"))))
)]
pub(super) async fn sign_out(context: WriteContext) -> Result<Response, Problem> {
    let mut response = match session::sign_out(&context).await? {
        None => reply::empty(StatusCode::NO_CONTENT),
        Some(answer) => outcome::not_done(&context, &answer).response(),
    };
    reply::set(
        &mut response,
        header::SET_COOKIE,
        &session::forget_cookie(&context),
    );
    Ok(response)
}

/// A new password, by a link.
#[derive(ToSchema)]
pub(super) struct NewPassword {
    /// The secret in the link.
    token: String,
    /// The new password.
    #[schema(format = Password, min_length = 10, max_length = 512)]
    password: String,
}

/// Choose a password by a link
///
/// Opens once. All sessions of the person end.
#[utoipa::path(
    post, path = "/api/auth/password", tag = "session",
    request_body = NewPassword,
    responses((status = 204, description = "The password has been set"))
)]
pub(super) async fn choose_password(context: WriteContext) -> Result<Response, Problem> {
    let wanted = json::read(&context.read.request.headers, &context.body, |fields| {
        let (token, password) = (fields.text("token"), fields.text("password"));
        Some(NewPassword {
            token: token?,
            password: password?,
        })
    })?;
    let digest = tokens::digest(&wanted.token);
    let (book, now) = (&context.read.book, context.read.now);
    let person = guesses::look(&context.read, || by_access_link(&book.state, &digest, now))?;
    let person = person.ok_or_else(|| refusals::problem(&Refusal::LinkInvalid, book))?;
    let person = person.id;
    guesses::may_hash(&context.read, digest)?;
    let password = hash(&context, wanted.password, "password").await?;
    let command = Command::Person(PersonCommand::UseAccessLink { digest, password });
    outcome::once(&context, Actor::Person(person), command).await?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

/// The hash of a new password; `field` is where it was sent.
pub(super) async fn hash(
    context: &WriteContext,
    password: String,
    field: &str,
) -> Result<Box<str>, Problem> {
    let turn = session::password_turn(context).await?;
    let app = Arc::clone(context.app());
    let hashed = off_thread(move || {
        let _turn = turn;
        app.passwords.hash(&password)
    });
    hashed.await?.map_err(|unusable| {
        let code = match unusable {
            Unusable::TooShort => "too-short",
            Unusable::TooLong => "too-long",
            Unusable::Failed => return Problem::internal(),
        };
        let mut message = unusable.to_string();
        message.push('.');
        Problem::invalid(vec![FieldError {
            field: field.to_owned(),
            code,
            message,
        }])
    })
}
