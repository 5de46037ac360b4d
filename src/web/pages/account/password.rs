//! Another password: the present one, and the new one twice. Never shows any of them.

use super::{Shared, paths};
use crate::web::pages::{
    fields,
    form::{Input, hidden, username},
};
use maud::{Markup, html};

/// The password.
#[derive(Debug, Clone)]
pub struct PasswordSection {
    /// Fewest characters of a new one.
    pub least: usize,
}

impl PasswordSection {
    /// For whoever has this address.
    pub(super) fn render(&self, shared: &Shared<'_>, email: &str) -> Markup {
        let words = shared.frame.words();
        let w = &words.account;
        let line = |name, label, is_new, hint: &str| {
            shared.line(name, label, "", Input::Password { is_new }, "", hint)
        };
        html! {
            section.sheet aria-labelledby="my-password" {
                h2 #my-password { (w.password) }
                form method="post" action=(paths::ACCOUNT_PASSWORD) {
                    (hidden(&shared.frame.token, "password", None))
                    (username(email))
                    (line(fields::PASSWORD_NOW, w.password_now, false, ""))
                    div.pair {
                        (line(fields::PASSWORD, w.password_new, true, &words.entry.password_hint(self.least)))
                        (line(fields::PASSWORD_AGAIN, w.password_again, true, ""))
                    }
                    p.hint.field { (w.password_ends) }
                    button type="submit" { (w.password_change) }
                }
            }
        }
    }
}
