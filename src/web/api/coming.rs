//! Coming by oneself, for programs: registering, confirming an address, asking for a mail. What is asked with an address is
//! answered the same, and after the same time, whether the house knows it or not.

use super::{json, refusals, session::hash, shapes::LANGUAGES};
use crate::{
    app::{
        order::{Answer, Order},
        tokens,
    },
    clock::Stopwatch,
    domain::{
        command::{Command, NewPerson, Newcomer, PersonCommand, Unsaid},
        house::Language,
        ids::Actor,
        people::{Role, Standing, by_email_check},
        refusal::Refusal,
    },
    web::{
        asking::{self, Asked},
        context::WriteContext,
        guesses, language,
        problem::Problem,
        reply::{self, Response},
    },
};
use hyper::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// Who wants to be registered.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(super) struct Registration {
    /// E-mail address.
    #[schema(
        min_length = 3,
        max_length = 254,
        pattern = r#"^\s*[^\s@<>,;"]+@[^\s@<>,;"]+\s*$"#,
        examples("anna@example.org")
    )]
    email: String,
    /// The password they choose.
    #[schema(format = Password, min_length = 10, max_length = 512)]
    password: String,
    /// First name.
    #[schema(min_length = 1, max_length = 256, examples("Anna"))]
    first_name: String,
    /// Last name.
    #[schema(min_length = 1, max_length = 256, examples("Gruber"))]
    last_name: String,
    /// Code of the language they are written to in; unless given, what `Accept-Language` wishes.
    #[schema(value_type = Option<String>, required = false, pattern = "^(de|en)$", examples("de"))]
    language: Option<Language>,
}

/// Somebody's address.
#[derive(ToSchema)]
pub(super) struct Address {
    /// The e-mail address, in any case.
    email: String,
}

/// The secret of a link, and the password of whoever has registered.
#[derive(ToSchema)]
pub(super) struct LinkSecret {
    /// The secret in the link.
    token: String,
    /// The password that counts from now on, instead of the one of the registration; only whoever has registered needs it.
    #[schema(format = Password, min_length = 10, max_length = 512, required = false)]
    password: Option<String>,
}

/// What is answered in every case.
#[derive(Serialize, ToSchema)]
pub(super) struct Accepted {
    /// Whether the house sends mails; otherwise an administrator has to be asked.
    mail: bool,
}

/// Register
///
/// Whoever registers waits to be let in. The answer is the same when the address is known already: then its owner gets a
/// mail, and nothing else happens.
#[utoipa::path(
    post, path = "/api/auth/register", tag = "session", request_body = Registration,
    responses(
        (status = 202, description = "It has been taken in", body = Accepted),
        (status = 409, description = "Nobody can register here"),
    )
)]
pub(super) async fn register(context: WriteContext) -> Result<Response, Problem> {
    let came = Stopwatch::start();
    let wish = json::read(&context.read.request.headers, &context.body, |fields| {
        let (email, password) = (fields.text("email"), fields.text("password"));
        let (first_name, last_name) = (fields.text("firstName"), fields.text("lastName"));
        let language = fields.optional_one_of("language", &LANGUAGES);
        Some(Registration {
            email: email?,
            password: password?,
            first_name: first_name?,
            last_name: last_name?,
            language: language?,
        })
    })?;
    let settings = context.read.book.state.settings.as_ref();
    let default = settings.map_or(Language::default(), |settings| settings.language);
    let wished = || language::of(&context.read.request.headers, default);
    let mut newcomer = Box::new(Newcomer {
        person: NewPerson {
            email: wish.email.as_str().into(),
            first_name: wish.first_name.into(),
            last_name: wish.last_name.into(),
            role: Role::Member,
        },
        password: Unsaid::from(""),
        language: wish.language.unwrap_or_else(wished),
    });
    if let Some(refusal) = asking::in_vain(&context.read.house, &newcomer) {
        return Err(refusals::problem(&refusal, &context.read.book));
    }
    asking::let_through(&context)?;
    newcomer.password = Unsaid(hash(&context, wish.password, "password").await?);
    let asked = Asked::Registration(newcomer);
    asking::hand_in(&context, &came, &wish.email, None, asked).await;
    Ok(accepted(&context))
}

fn accepted(context: &WriteContext) -> Response {
    let mail = context.read.book.state.mail.is_some();
    reply::json(StatusCode::ACCEPTED, &Accepted { mail })
}

/// Ask for the mail by which an address is confirmed, once more
///
/// The answer is the same for every address.
#[utoipa::path(
    post, path = "/api/auth/resend-verification", tag = "session", request_body = Address,
    responses((status = 202, description = "It has been taken in", body = Accepted))
)]
pub(super) async fn resend_verification(context: WriteContext) -> Result<Response, Problem> {
    ask(context, Asked::EmailCheck).await
}

/// Ask for a link to choose a new password
///
/// It comes by mail. The answer is the same for every address.
#[utoipa::path(
    post, path = "/api/auth/password-reset", tag = "session", request_body = Address,
    responses((status = 202, description = "It has been taken in", body = Accepted))
)]
pub(super) async fn password_reset(context: WriteContext) -> Result<Response, Problem> {
    ask(context, Asked::Access).await
}

async fn ask(context: WriteContext, asked: Asked) -> Result<Response, Problem> {
    let came = Stopwatch::start();
    let wish = json::read(&context.read.request.headers, &context.body, |fields| {
        let email = fields.text("email")?;
        Some(Address { email })
    })?;
    asking::let_through(&context)?;
    asking::hand_in(&context, &came, &wish.email, None, asked).await;
    Ok(accepted(&context))
}

/// Confirm an address by a link
///
/// Opens once.
#[utoipa::path(
    post, path = "/api/auth/verify-email", tag = "session", request_body = LinkSecret,
    responses((status = 204, description = "The address is confirmed"))
)]
pub(super) async fn verify_email(context: WriteContext) -> Result<Response, Problem> {
    let wish = json::read(&context.read.request.headers, &context.body, |fields| {
        let (token, password) = (fields.text("token"), fields.optional_text("password"));
        Some(LinkSecret {
            token: token?,
            password: password?,
        })
    })?;
    let digest = tokens::digest(&wish.token);
    let book = &context.read.book;
    let (state, now) = (&book.state, context.read.now);
    let person = guesses::look(&context.read, || by_email_check(state, &digest, now))?;
    let person = person.ok_or_else(|| refusals::problem(&Refusal::LinkInvalid, book))?;
    let chooses = person.standing == Standing::Awaiting;
    let actor = Actor::Person(person.id);
    let password = match wish.password.filter(|_| chooses) {
        Some(password) => Some(hash(&context, password, "password").await?.into()),
        None => None,
    };
    let order = Order {
        actor,
        id: context.command_id(actor, None)?,
        command: Command::Person(PersonCommand::UseEmailCheck { digest, password }),
    };
    match context.hand_in(order).await {
        Answer::Done(_) => Ok(reply::empty(StatusCode::NO_CONTENT)),
        Answer::Refused(refusal) => Err(refusals::problem(&refusal, book)),
        answer => Err(refusals::not_done(&answer)),
    }
}
