//! Mail settings as somebody wishes them, made into what the house keeps: for the page and the interface for programs.
//! Never hands the password on: it is sealed here, and one that is kept goes to no other server than before.

use super::{
    context::{WriteContext, off_thread},
    problem::Problem,
};
use crate::{
    domain::{
        command::{Command, MailCommand},
        house::Language,
        mail::{MailSettings, Security, ToAdministrators},
        refusal::Refusal,
    },
    mail::post::{Trouble, settings},
    words::words,
};
use std::sync::Arc;

/// What stands for a password that is kept and not shown.
pub(super) const HIDDEN: &str = "********";

/// Settings as somebody wishes them.
pub(super) struct Wish {
    pub(super) host: String,
    /// The usual one when there is none.
    pub(super) port: Option<u16>,
    pub(super) security: Security,
    pub(super) user: String,
    /// Empty or [`HIDDEN`] to keep the one there is.
    pub(super) password: String,
    pub(super) from_address: String,
    pub(super) from_name: String,
    pub(super) address: String,
    pub(super) reminder_days: u8,
    pub(super) to_administrators: ToAdministrators,
}

/// Why they cannot be kept.
pub(super) enum Unfit {
    /// The rules say no.
    Refused(Refusal),
    /// The password is kept, but server or user are others.
    PasswordAgain,
    /// There is a user and no password.
    PasswordNeeded,
    /// The password would travel in the open.
    PasswordOpen,
    /// It cannot be sealed, or the one that is kept cannot be opened.
    Key(Trouble),
}

impl Wish {
    fn settings(&self) -> MailSettings {
        let usual = settings::security(self.security).usual_port();
        MailSettings {
            host: self.host.trim().into(),
            port: self.port.unwrap_or(usual),
            security: self.security,
            user: self.user.trim().into(),
            sealed_password: Box::default(),
            from_address: self.from_address.trim().into(),
            from_name: self.from_name.trim().into(),
            address: self.address.trim().trim_end_matches('/').into(),
            reminder_days: self.reminder_days,
            to_administrators: self.to_administrators,
        }
    }

    fn keeps_password(&self) -> bool {
        self.password.is_empty() || self.password == HIDDEN
    }
}

/// The command that keeps these settings, with their password sealed.
///
/// # Errors
/// When nobody is signed in, or a thread broke down; inside, why the settings cannot be kept.
pub(super) async fn command(
    context: &WriteContext,
    wish: Wish,
) -> Result<Result<Command, Unfit>, Problem> {
    let actor = context.read.somebody()?.actor();
    let settings = wish.settings();
    let considered = change(Some(settings.clone()));
    if let Err(refusal) = context.read.house.consider(actor, &considered) {
        return Ok(Err(Unfit::Refused(refusal)));
    }
    if let Err(Trouble::Unusable(_)) = settings::check(&settings) {
        return Ok(Err(Unfit::PasswordOpen));
    }
    let before = context.app().book().state.mail.clone();
    let app = Arc::clone(context.app());
    let sealed = off_thread(move || sealed(&app, settings, before.as_deref(), &wish)).await?;
    Ok(sealed.map(|settings| change(Some(settings))))
}

fn sealed(
    app: &crate::app::App,
    mut wished: MailSettings,
    before: Option<&MailSettings>,
    wish: &Wish,
) -> Result<MailSettings, Unfit> {
    let mut password = wish.password.clone();
    if wished.user.is_empty() {
        password.clear();
    } else if wish.keeps_password() {
        let before = before.filter(|it| !it.user.is_empty());
        let before = before.ok_or(Unfit::PasswordNeeded)?;
        if before.host != wished.host || before.user != wished.user {
            return Err(Unfit::PasswordAgain);
        }
        let kept = settings::open(app, before).map_err(Unfit::Key)?;
        if (before.port, &before.from_address) == (wished.port, &wished.from_address) {
            // Sealed anew it would look like a change.
            wished.sealed_password = before.sealed_password.clone();
            return Ok(wished);
        }
        password = kept.0;
    }
    settings::seal(app, &mut wished, &password).map_err(Unfit::Key)?;
    Ok(wished)
}

/// The command that keeps these settings, or sends no mails any more.
pub(super) fn change(mail: Option<MailSettings>) -> Command {
    Command::Mail(MailCommand::ChangeSettings {
        mail: mail.map(Box::new),
    })
}

/// How a test went.
pub(super) struct Tested {
    /// Where the mail went.
    pub(super) to: String,
    /// What stood in its way.
    pub(super) trouble: Option<Trouble>,
}

/// Sends a mail to whoever asks, in the language they read.
///
/// # Errors
/// When nobody is signed in.
pub(super) async fn test(context: &WriteContext) -> Result<Tested, Problem> {
    let book = context.app().book();
    let viewer = context.read.somebody()?;
    let person = book.state.person(viewer.person);
    let person = person.ok_or_else(Problem::not_signed_in)?;
    let to = person.email.as_deref().unwrap_or_default().to_owned();
    let settings = book.state.settings.as_ref();
    let house = settings.map_or("", |settings| settings.name.as_str());
    let language = settings.map_or_else(Language::default, |settings| settings.language);
    let w = &words(person.language.unwrap_or(language)).mail_settings;
    let post = Arc::clone(context.post());
    let sent = post.test(&to, &w.test_subject(house), w.test_text).await;
    Ok(Tested {
        to,
        trouble: sent.err(),
    })
}
