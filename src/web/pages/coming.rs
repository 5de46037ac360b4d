//! Pages of those who come by themselves: registering, confirming an address, a forgotten password, and what is said after
//! each. Never says whether an address exists: what is said after a form is the same for every address.

use super::{
    Mistake,
    entry::Shared,
    fields,
    form::{Input, hidden, summary, username},
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::{domain::people::PERSON_NAME_CHARS, words::ComingWords};
use maud::{Markup, html};

/// Registering.
#[derive(Debug, Clone)]
pub struct RegisterPage {
    /// What every page has; nobody needs to be signed in.
    pub frame: Frame,
    /// First name as typed.
    pub first_name: String,
    /// Last name as typed.
    pub last_name: String,
    /// E-mail address as typed.
    pub email: String,
    /// Fewest characters of a password.
    pub least_password: usize,
    /// What is wrong.
    pub mistakes: Vec<Mistake>,
}

/// What an address is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// To send the mail by which it is confirmed once more.
    Confirmation,
    /// To send a link for a new password.
    Password,
}

/// A form that asks for an address and nothing else.
#[derive(Debug, Clone)]
pub struct AddressPage {
    /// What every page has; nobody needs to be signed in.
    pub frame: Frame,
    /// What it is asked for.
    pub what_for: For,
    /// Whether the house sends mails: without, the form would promise what does not come.
    pub mail: bool,
    /// E-mail address as typed.
    pub email: String,
}

/// The question whether an address is somebody's own.
#[derive(Debug, Clone)]
pub struct ConfirmPage {
    /// What every page has; nobody needs to be signed in.
    pub frame: Frame,
    /// First and last name of whom the link is for.
    pub name: String,
    /// The address that is confirmed.
    pub email: String,
    /// The secret of the link, as it stood in the address.
    pub secret: String,
    /// Fewest characters of a password, for whoever has registered and chooses theirs now.
    pub password: Option<usize>,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
}

/// What is said when something is done, or cannot be done here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Somebody registered.
    Registered,
    /// Nobody can register here.
    Closed,
    /// The mail by which an address is confirmed was asked for once more.
    SentAgain,
    /// A new password was asked for.
    SentForgotten,
    /// The link to confirm an address is not valid.
    LinkVoid,
    /// Whoever waits to be let in has confirmed their address.
    Confirmed,
    /// A new address has been confirmed.
    NewAddress,
}

impl Told {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Registered,
        Self::Closed,
        Self::SentAgain,
        Self::SentForgotten,
        Self::LinkVoid,
        Self::Confirmed,
        Self::NewAddress,
    ];
}

/// A page that says it.
#[derive(Debug, Clone)]
pub struct ToldPage {
    /// What every page has; nobody needs to be signed in.
    pub frame: Frame,
    /// What is said.
    pub told: Told,
    /// Whether the house sends mails.
    pub mail: bool,
}

impl RegisterPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let words = self.frame.words();
        let (w, entry) = (&words.coming, &words.entry);
        let shared = Shared {
            frame: &self.frame,
            mistakes: &self.mistakes,
        };
        let name = Input::Text {
            longest: PERSON_NAME_CHARS,
        };
        let content = html! {
            div.door {
                h1 { (w.register) }
                p { (w.register_intro) }
                (summary(self.frame.language, &self.mistakes))
                form.sheet method="post" action=(paths::REGISTER) {
                    (hidden(&self.frame.token, "register", None))
                    (shared.line(fields::FIRST_NAME, entry.first_name, &self.first_name, name, "given-name", ""))
                    (shared.line(fields::LAST_NAME, entry.last_name, &self.last_name, name, "family-name", ""))
                    (shared.line(fields::EMAIL, entry.email, &self.email, Input::Email, "username", ""))
                    (shared.new_password(self.least_password))
                    button.primary type="submit" { (icon(Icon::Check)) (w.register) }
                }
                p.hint { a href=(paths::SIGN_IN) { (w.sign_in_link) } }
            }
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, w.register, &content)
    }
}

impl AddressPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let words = self.frame.words();
        let w = &words.coming;
        let (title, intro, to, form) = match self.what_for {
            For::Confirmation => (w.again, w.again_hint, paths::CONFIRM_AGAIN, "again"),
            For::Password => (
                w.forgotten,
                w.forgotten_intro,
                paths::FORGOTTEN,
                "forgotten",
            ),
        };
        let shared = Shared {
            frame: &self.frame,
            mistakes: &[],
        };
        let content = html! {
            div.door {
                h1 { (title) }
                @if self.mail {
                    p { (intro) }
                    form.sheet method="post" action=(to) {
                        (hidden(&self.frame.token, form, None))
                        (shared.line(fields::EMAIL, words.entry.email, &self.email, Input::Email, "username", ""))
                        button.primary type="submit" { (w.send) }
                    }
                } @else {
                    p { (w.no_mails) }
                }
                p.hint { a href=(paths::SIGN_IN) { (w.sign_in_link) } }
            }
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, title, &content)
    }
}

impl ConfirmPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().coming;
        let action = format!("{}{}", paths::CONFIRM_ADDRESS, paths::encoded(&self.secret));
        let shared = Shared {
            frame: &self.frame,
            mistakes: &self.mistakes,
        };
        let content = html! {
            div.door {
                h1 { (w.confirm) }
                (summary(self.frame.language, &self.mistakes))
                form.sheet method="post" action=(action) {
                    (hidden(&self.frame.token, "confirm", None))
                    p { (w.confirm_question(&self.name)) }
                    p { strong { (self.email) } }
                    @if let Some(least) = self.password {
                        p.hint { (w.confirm_password) }
                        (username(&self.email))
                        (shared.new_password(least))
                    }
                    button.primary type="submit" { (icon(Icon::Check)) (w.confirm_yes) }
                }
                p.hint { (w.confirm_no) }
            }
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, w.confirm, &content)
    }
}

impl ToldPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().coming;
        let (title, sentences) = self.sentences(w);
        let again = self.mail && matches!(self.told, Told::Registered | Told::LinkVoid);
        let content = html! {
            div.door {
                h1 { (title) }
                section.sheet { @for sentence in sentences { p { (sentence) } } }
                @if again { p.hint { (w.no_mail) " " a href=(paths::CONFIRM_AGAIN) { (w.again) } } }
                p.hint { a href=(paths::SIGN_IN) { (w.sign_in_link) } }
            }
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, title, &content)
    }

    fn sentences(&self, w: &ComingWords) -> (&'static str, Vec<&'static str>) {
        match self.told {
            Told::Registered if self.mail => {
                (w.registered, vec![w.registered_mail, w.registered_then])
            }
            Told::Registered => (w.registered, vec![w.registered_plain]),
            Told::Closed => (w.closed, vec![w.closed_hint]),
            Told::SentAgain | Told::SentForgotten if !self.mail => (w.sent, vec![w.no_mails]),
            Told::SentAgain => (w.sent, vec![w.sent_again]),
            Told::SentForgotten => (w.sent, vec![w.sent_forgotten]),
            Told::LinkVoid if self.mail => (w.confirm_void, vec![w.confirm_void_hint]),
            Told::LinkVoid => (w.confirm_void, vec![w.confirm_void_hint, w.no_mails]),
            Told::Confirmed => (w.confirmed, vec![w.confirmed_then]),
            Told::NewAddress => (w.in_use, vec![w.in_use_then]),
        }
    }
}
