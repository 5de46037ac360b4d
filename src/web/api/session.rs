//! Signing in and out, who one is, and choosing a password by a link. Never shows a secret but in its cookie.

use super::{json, people, refusals};
use crate::{
    app::{
        order::{Answer, Order},
        passwords::Unusable,
        tokens,
    },
    domain::{
        command::{Command, PersonCommand},
        ids::Actor,
        people::by_access_link,
        refusal::Refusal,
    },
    web::{
        context::{ReadContext, WriteContext, off_thread},
        guesses::{self, Guess},
        problem::{FieldError, Problem},
        reply::{self, Response},
        session,
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
}

/// Sign in
///
/// Opens a session. Its secret comes in the cookie; programs can send it as a bearer token instead.
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
        Some(Credentials {
            email: email?,
            password: password?,
        })
    })?;
    let signed_in = session::sign_in(&context, &credentials.email, &credentials.password)
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

/// Sign out
///
/// Ends the session that the request came with.
#[utoipa::path(
    delete, path = "/api/session", tag = "session",
    responses((status = 204, description = "The session has ended", headers(("Set-Cookie" = String, description = "Forgets the session"))))
)]
pub(super) async fn sign_out(context: WriteContext) -> Result<Response, Problem> {
    let mut response = match session::sign_out(&context).await? {
        Answer::Done(_) => reply::empty(StatusCode::NO_CONTENT),
        Answer::Refused(refusal) => refusals::problem(&refusal, &context.read.book).response(),
        answer => refusals::not_done(&answer).response(),
    };
    reply::set(
        &mut response,
        header::SET_COOKIE,
        &session::forget_cookie(&context),
    );
    Ok(response)
}

/// Who am I
#[utoipa::path(
    get, path = "/api/me", tag = "session",
    responses((status = 200, description = "Who is signed in", body = people::PersonBody))
)]
pub(super) fn me(context: &ReadContext) -> Result<Response, Problem> {
    let viewer = context.somebody()?;
    let person = context
        .book
        .state
        .person(viewer.person)
        .ok_or_else(Problem::not_signed_in)?;
    Ok(reply::json(StatusCode::OK, &people::PersonBody::of(person)))
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
    guesses::may_guess(&context.read, Guess::Link)?;
    let digest = tokens::digest(&wanted.token);
    let (book, now) = (&context.read.book, context.read.now);
    let person = by_access_link(&book.state, &digest, now).map(|person| person.id);
    let person = person.ok_or_else(|| {
        guesses::was_wrong(&context.read, Guess::Link);
        refusals::problem(&Refusal::LinkInvalid, book)
    })?;
    let password = hash(&context, wanted.password).await?;
    let actor = Actor::Person(person);
    let order = Order {
        actor,
        id: context.command_id(actor, None)?,
        command: Command::Person(PersonCommand::UseAccessLink { digest, password }),
    };
    match context.hand_in(order).await {
        Answer::Done(_) => Ok(reply::empty(StatusCode::NO_CONTENT)),
        Answer::Refused(refusal) => Err(refusals::problem(&refusal, book)),
        answer => Err(refusals::not_done(&answer)),
    }
}

async fn hash(context: &WriteContext, password: String) -> Result<Box<str>, Problem> {
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
            field: "password".to_owned(),
            code,
            message,
        }])
    })
}
