//! One's own account: who one is, another name, address or password, and the sessions one has open.
//! Never shows a secret but in its cookie, and nothing of anybody else.

use super::{
    json, outcome, people,
    session::hash,
    shapes::{self, LANGUAGES, Time},
};
use crate::{
    domain::{
        command::{Command, PersonCommand},
        house::Language,
        people::{Person, normal_email},
    },
    web::{
        account::{self, OpenSession},
        asking,
        context::{ReadContext, WriteContext},
        problem::{FieldError, Problem},
        reply::{self, Response},
        session::{self, NotSignedIn},
    },
};
use hyper::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// Whoever asks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Me)]
#[serde(rename_all = "camelCase")]
pub(super) struct MeBody<'a> {
    #[serde(flatten)]
    person: people::PersonBody<'a>,
    /// The language of mails; null for that of the house.
    #[schema(required)]
    language: Option<shapes::Language>,
    /// The address that takes the place of the other as soon as it is confirmed.
    #[schema(required)]
    wanted_email: Option<&'a str>,
}

impl<'a> MeBody<'a> {
    fn of(person: &'a Person) -> Self {
        Self {
            person: people::PersonBody::of(person),
            language: person.language.map(Into::into),
            wanted_email: person.wanted_email.as_deref(),
        }
    }
}

/// What somebody wants to be called, and the language they read.
#[derive(ToSchema)]
#[schema(as = MeWish, rename_all = "camelCase")]
pub(super) struct Wish {
    /// First name.
    #[schema(min_length = 1, max_length = 256, examples("Anna"))]
    first_name: String,
    /// Last name.
    #[schema(min_length = 1, max_length = 256, examples("Gruber"))]
    last_name: String,
    /// The language of mails; stays what it is unless given.
    #[schema(value_type = Option<shapes::Language>, required = false)]
    language: Option<Language>,
}

/// The address somebody wants.
#[derive(ToSchema)]
pub(super) struct EmailWish {
    /// The address.
    #[schema(
        min_length = 3,
        max_length = 254,
        pattern = r#"^\s*[^\s@<>,;"]+@[^\s@<>,;"]+\s*$"#,
        examples("anna@example.org")
    )]
    email: String,
    /// Their password.
    #[schema(format = Password)]
    password: String,
}

/// The password somebody wants.
#[derive(ToSchema)]
pub(super) struct PasswordWish {
    /// The present one.
    #[schema(format = Password)]
    current: String,
    /// The new one.
    #[schema(format = Password, min_length = 10, max_length = 512)]
    new: String,
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionBody {
    /// Which one. It opens nothing.
    id: String,
    /// Browser and system, or the name of a program.
    #[schema(required, examples("Firefox · Linux"))]
    device: Option<String>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Time,
    /// When it was used last.
    #[schema(value_type = String, format = DateTime)]
    used_at: Time,
    /// When it ends at the latest. It ends before that when it is not used for fourteen days.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    ends_at: Option<Time>,
    /// Whether the request came with it.
    current: bool,
}

/// Some sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Sessions {
    /// The current one first, then those that were used last.
    items: Vec<SessionBody>,
}

/// Who am I
#[utoipa::path(
    get, path = "/api/me", tag = "session",
    responses((status = 200, description = "Who is signed in", body = MeBody))
)]
pub(super) fn me(context: &ReadContext) -> Result<Response, Problem> {
    let viewer = context.somebody()?;
    let person = context.book.state.person(viewer.person);
    let person = person.ok_or_else(Problem::not_signed_in)?;
    Ok(reply::json(StatusCode::OK, &MeBody::of(person)))
}

/// Change my name, or the language of my mails
#[utoipa::path(
    put, path = "/api/me", tag = "session", request_body = Wish,
    responses((status = 200, description = "It is changed", body = MeBody))
)]
pub(super) async fn change(context: WriteContext) -> Result<Response, Problem> {
    let wish = json::read(&context.read.request.headers, &context.body, |fields| {
        let (first_name, last_name) = (fields.text("firstName"), fields.text("lastName"));
        let language = fields.optional_one_of("language", &LANGUAGES);
        Some(Wish {
            first_name: first_name?,
            last_name: last_name?,
            language: language?,
        })
    })?;
    let person = context.read.somebody()?.person;
    let name = PersonCommand::ChangeName {
        person,
        first_name: wish.first_name.into(),
        last_name: wish.last_name.into(),
    };
    let language = wish
        .language
        .map(|language| PersonCommand::ChooseLanguage { person, language });
    for command in [Some(name), language].into_iter().flatten() {
        once(&context, command).await?;
    }
    who(&context)
}

/// Have another address
///
/// It counts as soon as it is confirmed by the link that is sent to it. With the present address the wish for another one
/// ends.
#[utoipa::path(
    post, path = "/api/me/email", tag = "session", request_body = EmailWish,
    responses((status = 200, description = "It is noted; `wantedEmail` says what waits to be confirmed", body = MeBody))
)]
pub(super) async fn change_email(context: WriteContext) -> Result<Response, Problem> {
    let wish = json::read(&context.read.request.headers, &context.body, |fields| {
        let (email, password) = (fields.text("email"), fields.text("password"));
        Some(EmailWish {
            email: email?,
            password: password?,
        })
    })?;
    check_again(&context, &wish.password, "password").await?;
    let person = context.read.somebody()?.person;
    let present = context.read.book.state.person(person);
    let present = present.and_then(|person| person.email.as_deref());
    if present != Some(&*normal_email(&wish.email)) {
        asking::let_mail(&context, person)?;
    }
    let command = PersonCommand::AskForEmail {
        person,
        email: wish.email.into(),
    };
    once(&context, command).await?;
    who(&context)
}

/// Choose another password
///
/// All my sessions end, the one of the request as well; the cookie has a new one.
#[utoipa::path(
    post, path = "/api/me/password", tag = "session", request_body = PasswordWish,
    responses((status = 204, description = "It is changed", headers(("Set-Cookie" = String, description = "The new session"))))
)]
pub(super) async fn change_password(context: WriteContext) -> Result<Response, Problem> {
    let wish = json::read(&context.read.request.headers, &context.body, |fields| {
        let (current, new) = (fields.text("current"), fields.text("new"));
        Some(PasswordWish {
            current: current?,
            new: new?,
        })
    })?;
    check_again(&context, &wish.current, "current").await?;
    let password = hash(&context, wish.new, "new").await?.into();
    let person = context.read.somebody()?.person;
    once(&context, PersonCommand::ChangePassword { person, password }).await?;
    let response = reply::empty(StatusCode::NO_CONTENT);
    // If no session can be opened now, it is done all the same: they can sign in.
    Ok(match session::open(&context, person).await {
        Ok(signed_in) => signed_in.with_cookies(response),
        Err(_) => response,
    })
}

/// My sessions
#[utoipa::path(
    get, path = "/api/me/sessions", tag = "session",
    responses((status = 200, description = "All that are open", body = Sessions))
)]
pub(super) fn sessions(context: &ReadContext) -> Result<Response, Problem> {
    let viewer = context.somebody()?;
    let body = |session: OpenSession| SessionBody {
        id: session.id,
        device: session.device,
        opened_at: Time(session.opened),
        used_at: Time(session.used),
        ends_at: session.ends.map(Time),
        current: session.is_this,
    };
    let items = account::sessions(context, viewer)
        .into_iter()
        .map(body)
        .collect();
    Ok(reply::json(StatusCode::OK, &Sessions { items }))
}

/// End one of my sessions
#[utoipa::path(
    delete, path = "/api/me/sessions/{id}", tag = "session",
    responses((status = 204, description = "It has ended"))
)]
pub(super) async fn end_session(context: WriteContext) -> Result<Response, Problem> {
    outcome::no_body(&context)?;
    let viewer = context.read.somebody()?;
    let wanted = context.read.request.part("id");
    let open = account::sessions(&context.read, viewer);
    let found = open.iter().find(|session| session.id == wanted);
    let found = found.ok_or_else(|| Problem::not_found("You have no such session."))?;
    match session::end(&context, &[found.digest]).await? {
        None => Ok(reply::empty(StatusCode::NO_CONTENT)),
        Some(answer) => Err(outcome::not_done(&context, &answer)),
    }
}

async fn once(context: &WriteContext, command: PersonCommand) -> Result<(), Problem> {
    let actor = context.read.somebody()?.actor();
    outcome::once(context, actor, Command::Person(command)).await?;
    Ok(())
}

/// Who asks, as they are now.
fn who(context: &WriteContext) -> Result<Response, Problem> {
    let book = context.app().book();
    let person = book.state.person(context.read.somebody()?.person);
    let person = person.ok_or_else(Problem::not_signed_in)?;
    Ok(reply::json(StatusCode::OK, &MeBody::of(person)))
}

/// Whether this is the password of whoever asks. Their session is as good as before if it is not: that is a mistake in a
/// field, and not the answer to a sign-in.
async fn check_again(context: &WriteContext, password: &str, field: &str) -> Result<(), Problem> {
    let checked = session::check_again(context, password).await;
    checked.map_err(|why| match why {
        NotSignedIn::Wrong | NotSignedIn::NotActive(_) => Problem::invalid(vec![FieldError {
            field: field.to_owned(),
            code: "wrong-password",
            message: "This is not your present password.".to_owned(),
        }]),
        other => other.problem(),
    })
}
