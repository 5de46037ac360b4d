//! How mails are sent: the account, and a mail to try it out. Never hands the password out: it is shown as stars, and stars
//! that come back keep it.

use super::{json, outcome};
use crate::{
    domain::{mail::MailSettings, refusal::Refusal},
    mail::post::Trouble,
    web::{
        context::{ReadContext, WriteContext},
        mail_settings::{self, HIDDEN, Unfit, Wish},
        origin,
        pages::{
            mail_settings::{SECURITIES, TOLD, security_value, told_value},
            post,
        },
        problem::{FieldError, Problem},
        reply::{self, Response},
    },
};
use hyper::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// How a connection is secured.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its description is used")]
pub(super) enum MailSecurity {
    /// It begins in the open and changes to TLS before anything is said.
    StartTls,
    /// TLS from the first byte on.
    Tls,
    /// Not at all.
    None,
}

/// How administrators hear of requests and newcomers.
#[derive(Debug, Clone, Copy, ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its description is used")]
pub(super) enum ToAdministrators {
    /// A mail for each.
    Each,
    /// One mail a day.
    Daily,
}

/// How mails are sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmailSettings {
    /// The mail server.
    host: String,
    /// Its port.
    port: u16,
    /// How the connection is secured.
    #[schema(value_type = MailSecurity)]
    security: &'static str,
    /// Who signs in; empty when nobody does.
    user: String,
    /// Stars when there is one.
    password: &'static str,
    /// The sender's address.
    from_address: String,
    /// The sender's name.
    from_name: String,
    /// Where links in mails lead.
    address: String,
    /// How many days before an arrival its guest is reminded; 0 for never.
    reminder_days: u8,
    /// How administrators hear.
    #[schema(value_type = ToAdministrators)]
    to_administrators: &'static str,
    /// Whether the key to the password lies beside the house's file. Without it no mail is sent: the file is a copy.
    has_key: bool,
}

impl EmailSettings {
    fn of(settings: &MailSettings, has_key: bool) -> Self {
        Self {
            host: settings.host.to_string(),
            port: settings.port,
            security: security_value(settings.security),
            user: settings.user.to_string(),
            password: if settings.user.is_empty() { "" } else { HIDDEN },
            from_address: settings.from_address.to_string(),
            from_name: settings.from_name.to_string(),
            address: settings.address.to_string(),
            reminder_days: settings.reminder_days,
            to_administrators: told_value(settings.to_administrators),
            has_key,
        }
    }
}

/// How mails shall be sent.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "only its description is used")]
pub(super) struct EmailSettingsWish {
    /// The mail server.
    #[schema(min_length = 1, max_length = 253)]
    host: String,
    /// Its port; without it the usual one.
    #[schema(minimum = 1, maximum = 65535)]
    port: Option<u16>,
    /// How the connection is secured.
    security: MailSecurity,
    /// Who signs in; without it nobody does.
    #[schema(max_length = 254)]
    user: Option<String>,
    /// Without it, empty or as stars the one there is stays, as long as server and user stay the same.
    #[schema(format = Password)]
    password: Option<String>,
    /// The sender's address.
    #[schema(max_length = 254)]
    from_address: String,
    /// The sender's name.
    #[schema(max_length = 254)]
    from_name: Option<String>,
    /// Where links in mails lead, as `http://hut.local:60101`; without it the address the request came to.
    #[schema(max_length = 200)]
    address: Option<String>,
    /// How many days before an arrival its guest is reminded; without it never.
    #[schema(minimum = 0, maximum = 30)]
    reminder_days: Option<u8>,
    /// How administrators hear; without it by a mail for each.
    to_administrators: Option<ToAdministrators>,
}

/// How a test went.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmailTest {
    /// Whether the mail server has taken the mail.
    sent: bool,
    /// Where it went.
    to: String,
    /// Why it was not taken; null when it was.
    #[schema(required)]
    reason: Option<String>,
}

fn none() -> Problem {
    Problem::not_found("This house sends no mails: there are no e-mail settings.")
}

/// How mails are sent
#[utoipa::path(
    get, path = "/api/admin/email-settings", tag = "house",
    responses(
        (status = 200, description = "How they are sent", body = EmailSettings),
        (status = 404, description = "None are sent"),
    )
)]
pub(super) fn show(context: &ReadContext) -> Result<Response, Problem> {
    let settings = context.book.state.mail.as_ref().ok_or_else(none)?;
    let has_key = context.house.mail_key_trouble().is_none();
    Ok(reply::json(
        StatusCode::OK,
        &EmailSettings::of(settings, has_key),
    ))
}

/// Send mails otherwise
///
/// The password is kept encrypted, with a key that lies beside the house's file and goes along with no copy of it.
#[utoipa::path(
    put, path = "/api/admin/email-settings", tag = "house", request_body = EmailSettingsWish,
    responses((status = 200, description = "They are sent like this from now on", body = EmailSettings))
)]
pub(super) async fn change(context: WriteContext) -> Result<Response, Problem> {
    let own = origin::own_address(&context.read);
    let wish = json::read(&context.read.request.headers, &context.body, |fields| {
        let host = fields.text("host");
        let port = fields.optional_number("port", 1, u16::MAX);
        let security = fields.one_of("security", &SECURITIES);
        let user = fields.optional_text("user");
        let password = fields.optional_text("password");
        let from_address = fields.text("fromAddress");
        let from_name = fields.optional_text("fromName");
        let address = fields.optional_text("address");
        let reminder_days = fields.optional_number("reminderDays", 0, u8::MAX);
        let told = fields.optional_one_of("toAdministrators", &TOLD);
        Some(Wish {
            host: host?,
            port: port?,
            security: security?,
            user: user?.unwrap_or_default(),
            password: password?.unwrap_or_default(),
            from_address: from_address?,
            from_name: from_name?.unwrap_or_default(),
            address: address?.unwrap_or(own),
            reminder_days: reminder_days?.unwrap_or(0),
            to_administrators: told?.unwrap_or_default(),
        })
    })?;
    let command = mail_settings::command(&context, wish).await?;
    let command = command.map_err(|why| unfit(&why, &context.read))?;
    let receipt = outcome::receipt(&context, command).await?;
    context.post().hurry();
    let settings = receipt.book.state.mail.as_ref();
    let settings = settings.ok_or_else(Problem::internal)?;
    Ok(reply::json(
        StatusCode::OK,
        &EmailSettings::of(settings, true),
    ))
}

fn unfit(why: &Unfit, context: &ReadContext) -> Problem {
    let wrong = |field: &str, code, message: &str| {
        Problem::invalid(vec![FieldError {
            field: field.to_owned(),
            code,
            message: message.to_owned(),
        }])
    };
    match why {
        Unfit::Refused(refusal) => refused(refusal, context),
        Unfit::PasswordAgain => wrong(
            "password",
            "password-again",
            "Server or user are others than before: the password must be given again.",
        ),
        Unfit::PasswordNeeded => wrong("password", "missing", "A user goes with a password."),
        Unfit::PasswordOpen => wrong(
            "security",
            "password-in-the-open",
            "The password would go through the network for everybody to read. It must be starttls or tls.",
        ),
        Unfit::Key(Trouble::Copy) => wrong(
            "password",
            "no-key",
            "The key to the stored password does not lie beside this file: this is a copy. The password must be given again.",
        ),
        Unfit::Key(trouble) => {
            tracing::error!(
                ?trouble,
                "the password of the mail account cannot be sealed"
            );
            Problem::internal()
        }
    }
}

fn refused(refusal: &Refusal, context: &ReadContext) -> Problem {
    super::refusals::problem(refusal, &context.book)
}

/// Send no mails
///
/// The account is forgotten; mails that still wait are not sent.
#[utoipa::path(delete, path = "/api/admin/email-settings", tag = "house", responses((status = 204, description = "None are sent any more")))]
pub(super) async fn remove(context: WriteContext) -> Result<Response, Problem> {
    outcome::no_body(&context)?;
    outcome::receipt(&context, mail_settings::change(None)).await?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

/// Send a mail to try it out
///
/// To whoever asks, at once, with what is saved; the answer comes when the mail server has answered.
#[utoipa::path(
    post, path = "/api/admin/email-settings/test", tag = "house",
    responses(
        (status = 200, description = "How that went", body = EmailTest),
        (status = 404, description = "No mails are sent"),
    )
)]
pub(super) async fn test(context: WriteContext) -> Result<Response, Problem> {
    outcome::no_body(&context)?;
    if context.read.book.state.mail.is_none() {
        return Err(none());
    }
    let tested = mail_settings::test(&context).await?;
    let reason = tested.trouble.as_ref();
    let reason = reason.map(|it| post::trouble(crate::domain::house::Language::English, it));
    Ok(reply::json(
        StatusCode::OK,
        &EmailTest {
            sent: reason.is_none(),
            to: tested.to,
            reason,
        },
    ))
}
