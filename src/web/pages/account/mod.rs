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
            (self.password.render(&shared))
            (self.sessions.render(&self.frame))
            (self.data())
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, w.title, &content)
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
