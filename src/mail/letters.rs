//! What mails say, in the language of whoever gets them. Never decides whether one is sent.

use crate::{
    app::App,
    domain::{house::Language, mail::Mail, people::Person},
    words::names,
};

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What it is about, in one line.
    pub subject: String,
    /// All of it as plain text, lines ending in `\n`.
    pub text: String,
    /// The same as a page that loads nothing.
    pub html: Option<String>,
    /// The stay it is about, as iCalendar.
    pub calendar: Option<String>,
}

/// What a mail says to somebody; `secret` is that of the link in it, for those that have one. `None` when there is nothing
/// to say any more: what it was about has changed or gone.
pub fn compose(app: &App, to: &Person, mail: Mail, _secret: Option<&str>) -> Option<Letter> {
    let book = app.book();
    let settings = book.state.settings.as_ref()?;
    let language: Language = to.language.unwrap_or(settings.language);
    Some(Letter {
        subject: format!("{}: {}", settings.name, names::mail(language, mail.kind)),
        text: String::new(),
        html: None,
        calendar: None,
    })
}
