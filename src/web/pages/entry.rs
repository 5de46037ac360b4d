//! The doors of the house: set-up, sign-in, and choosing a password by an access link.
//! Never shows a password again, and never says whether an address exists.

use super::{
    Mistake, fields,
    form::{Input, Line, hidden, summary},
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
    settings::{self, house_fields},
};
use crate::domain::people::PERSON_NAME_CHARS;
use maud::{Markup, html};

/// Most characters that can be typed as a set-up code.
const CODE_CHARS: usize = 64;

/// Set-up of a new house.
#[derive(Debug, Clone)]
pub struct SetUpPage {
    /// What every page has; nobody is signed in.
    pub frame: Frame,
    /// The house as typed.
    pub house: settings::Typed,
    /// First name as typed.
    pub first_name: String,
    /// Last name as typed.
    pub last_name: String,
    /// E-mail address as typed.
    pub email: String,
    /// The set-up code as typed.
    pub code: String,
    /// Fewest characters of a password.
    pub least_password: usize,
    /// What is wrong.
    pub mistakes: Vec<Mistake>,
}

/// Sign-in.
#[derive(Debug, Clone)]
pub struct SignInPage {
    /// What every page has; nobody is signed in.
    pub frame: Frame,
    /// E-mail address as typed.
    pub email: String,
    /// Whether the last try failed.
    pub failed: bool,
    /// Why whoever knows the password may not come in all the same, in sentences that nobody else reads.
    pub kept_out: Vec<String>,
    /// Whether people can register by themselves.
    pub registration: bool,
    /// Where to go afterwards, a path of this house; empty for the plan.
    pub back_to: String,
}

/// Choosing a password by an access link.
#[derive(Debug, Clone)]
pub struct AccessPage {
    /// What every page has; nobody is signed in.
    pub frame: Frame,
    /// First and last name of whom the link is for.
    pub name: String,
    /// Their e-mail address: what they sign in with from now on.
    pub email: String,
    /// The secret of the link, as it stood in the address.
    pub secret: String,
    /// Fewest characters of a password.
    pub least_password: usize,
    /// What is wrong.
    pub mistakes: Vec<Mistake>,
}

/// What all fields of a form have in common.
pub(super) struct Shared<'a> {
    pub(super) frame: &'a Frame,
    pub(super) mistakes: &'a [Mistake],
}

impl Shared<'_> {
    pub(super) fn line(
        &self,
        name: &str,
        label: &str,
        value: &str,
        input: Input,
        autocomplete: &str,
        hint: &str,
    ) -> Markup {
        Line {
            name,
            label,
            value,
            input,
            hint,
            required: true,
            autocomplete,
            mistakes: self.mistakes,
            language: self.frame.language,
        }
        .render()
    }

    /// A new password, twice.
    pub(super) fn new_password(&self, least: usize) -> Markup {
        let w = &self.frame.words().entry;
        let new = Input::Password { is_new: true };
        html! {
            div.pair {
                (self.line(fields::PASSWORD, w.password, "", new, "", &w.password_hint(least)))
                (self.line(fields::PASSWORD_AGAIN, w.password_again, "", new, "", ""))
            }
        }
    }
}

impl SetUpPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().entry;
        let shared = Shared {
            frame: &self.frame,
            mistakes: &self.mistakes,
        };
        let name = Input::Text {
            longest: PERSON_NAME_CHARS,
        };
        let content = html! {
            div.head { div { h1 { (w.set_up) } p.hint { (w.set_up_intro) } } }
            (summary(self.frame.language, &self.mistakes))
            form method="post" action=(paths::SET_UP) {
                (hidden(&self.frame.token, "set-up", None))
                fieldset.sheet {
                    legend { (w.the_house) }
                    (house_fields(&self.frame, &self.house, &[], &self.mistakes))
                }
                fieldset.sheet {
                    legend { (w.the_administrator) }
                    p.hint { (w.the_administrator_hint) }
                    div.pair {
                        (shared.line(fields::FIRST_NAME, w.first_name, &self.first_name, name, "given-name", ""))
                        (shared.line(fields::LAST_NAME, w.last_name, &self.last_name, name, "family-name", ""))
                    }
                    (shared.line(fields::EMAIL, w.email, &self.email, Input::Email, "username", ""))
                    (shared.new_password(self.least_password))
                }
                fieldset.sheet {
                    legend { (w.the_code) }
                    (shared.line(fields::CODE, w.code, &self.code, Input::Text { longest: CODE_CHARS }, "off", w.code_hint))
                }
                button.primary type="submit" { (icon(Icon::Check)) (w.begin) }
            }
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, w.set_up, &content)
    }
}

impl SignInPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let words = self.frame.words();
        let (w, coming) = (&words.entry, &words.coming);
        let shared = Shared {
            frame: &self.frame,
            mistakes: &[],
        };
        let password = Input::Password { is_new: false };
        let content = html! {
            div.door {
                h1 { (w.sign_in) }
                @if self.failed {
                    div.notice.bad role="alert" { (icon(Icon::Warning)) p { (w.sign_in_failed) } }
                }
                @if self.failed && self.registration {
                    p.hint { a href=(paths::CONFIRM_AGAIN) { (coming.just_registered) } }
                }
                @if !self.kept_out.is_empty() {
                    div.notice.warn role="alert" {
                        (icon(Icon::Clock))
                        div { @for sentence in &self.kept_out { p { (sentence) } } }
                    }
                }
                form.sheet method="post" action=(paths::SIGN_IN) {
                    (hidden(&self.frame.token, "sign-in", None))
                    @if !self.back_to.is_empty() {
                        input type="hidden" name=(fields::BACK_TO) value=(self.back_to);
                    }
                    (shared.line(fields::EMAIL, w.email, &self.email, Input::Email, "username", ""))
                    (shared.line(fields::PASSWORD, w.password, "", password, "", ""))
                    button.primary type="submit" { (w.sign_in) }
                }
                p.hint { a href=(paths::FORGOTTEN) { (coming.forgotten_link) } }
                @if self.registration { p.hint { a href=(paths::REGISTER) { (coming.register_link) } } }
            }
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, w.sign_in, &content)
    }
}

impl AccessPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().entry;
        let shared = Shared {
            frame: &self.frame,
            mistakes: &self.mistakes,
        };
        let content = html! {
            div.door {
                h1 { (w.access) }
                p { (w.access_intro(&self.name)) }
                (summary(self.frame.language, &self.mistakes))
                form.sheet method="post" action={ (paths::ACCESS) (paths::encoded(&self.secret)) } {
                    (hidden(&self.frame.token, "access", None))
                    div.field {
                        label for=(fields::EMAIL) { (w.email) }
                        input #(fields::EMAIL) type="email" value=(self.email) autocomplete="username" readonly;
                    }
                    (shared.new_password(self.least_password))
                    button.primary type="submit" { (icon(Icon::Check)) (w.access_set) }
                }
            }
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, w.access, &content)
    }
}
