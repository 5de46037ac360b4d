//! One's own account: who one is, how one comes in, where one is signed in. Each section is a file of its own, with the
//! plain data it shows. Never shows a password, a secret or a digest of one that opens anything.

pub mod email;
pub mod password;
pub mod profile;
pub mod second_factor;
pub mod sessions;
pub mod tokens;

use super::{
    Mistake,
    entry::Shared,
    form::summary,
    layout::{Frame, Place, Width},
    paths,
};
use email::EmailSection;
use maud::{Markup, html};
use password::PasswordSection;
use profile::ProfileSection;
use sessions::SessionsSection;

/// The page.
#[derive(Debug, Clone)]
pub struct AccountPage {
    /// What every page has.
    pub frame: Frame,
    /// Name and language.
    pub profile: ProfileSection,
    /// The address.
    pub email: EmailSection,
    /// The password.
    pub password: PasswordSection,
    /// Whether signing in needs a second factor.
    pub has_second_factor: bool,
    /// Where one is signed in.
    pub sessions: SessionsSection,
    /// What is wrong with the one form that was sent.
    pub mistakes: Vec<Mistake>,
}

impl AccountPage {
    /// The page. What belongs to the password stands behind it, what belongs to the sessions behind those.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().account;
        let shared = Shared {
            frame: &self.frame,
            mistakes: &self.mistakes,
        };
        let content = html! {
            div.head { h1 { (w.title) } }
            (summary(self.frame.language, &self.mistakes))
            (self.profile.name(&shared))
            (self.email.render(&shared))
            (self.profile.language(&shared))
            (self.password.render(&shared, &self.email.email))
            (self.second_factor())
            (self.sessions.render(&self.frame))
            (self.tokens())
            (self.data())
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, w.title, &content)
    }

    /// The way to the page of the second factor.
    fn second_factor(&self) -> Markup {
        let w = &self.frame.words().factor;
        let state = match self.has_second_factor {
            true => w.is_on,
            false => w.is_off,
        };
        html! {
            section aria-labelledby="my-factor" {
                h2 #my-factor { (w.title) }
                p.hint.field { (w.intro) " " (state) }
                p { a.button href=(paths::SECOND_FACTOR) { (w.to_page) } }
            }
        }
    }

    /// The way to the page of tokens.
    fn tokens(&self) -> Markup {
        let w = &self.frame.words().tokens;
        html! {
            section aria-labelledby="my-tokens" {
                h2 #my-tokens { (w.title) }
                p.hint.field { (w.intro) }
                p { a.button href=(paths::TOKENS) { (w.to_page) } }
            }
        }
    }

    fn data(&self) -> Markup {
        let words = self.frame.words();
        html! {
            section aria-labelledby="my-data" {
                h2 #my-data { (words.account.data) }
                p { a href=(paths::MY_EXPORT) { (words.list.export) } }
                p.hint { (words.list.export_hint) }
            }
        }
    }
}
