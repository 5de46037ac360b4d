//! The address somebody signs in with, and the one they want instead until it is confirmed.
//! Never says whether somebody else has an address.

use super::{Shared, paths};
use crate::web::pages::{
    fields,
    form::{Input, hidden, username},
    icons::{Icon, icon},
};
use maud::{Markup, html};

/// The address.
#[derive(Debug, Clone)]
pub struct EmailSection {
    /// The one that counts.
    pub email: String,
    /// The one that waits to be confirmed.
    pub wanted: Option<String>,
    /// Whether the house sends mails.
    pub by_mail: bool,
    /// A new one, as typed.
    pub typed: String,
}

impl EmailSection {
    pub(super) fn render(&self, shared: &Shared<'_>) -> Markup {
        let w = &shared.frame.words().account;
        let how = if self.by_mail {
            w.email_by_mail
        } else {
            w.email_by_hand
        };
        let password = Input::Password { is_new: false };
        html! {
            section.sheet aria-labelledby="my-email" {
                h2 #my-email { (w.email) }
                p.who { (w.email_now(&self.email)) }
                @if let Some(wanted) = &self.wanted { (self.waits(shared, wanted)) }
                form method="post" action=(paths::ACCOUNT_EMAIL) {
                    (hidden(&shared.frame.token, "email", None))
                    (username(&self.email))
                    (shared.line(fields::EMAIL, w.email_new, &self.typed, Input::Email, "email", how))
                    (shared.line(fields::PASSWORD_FOR_EMAIL, w.password_now, "", password, "", ""))
                    button type="submit" { (w.email_change) }
                }
            }
        }
    }

    fn waits(&self, shared: &Shared<'_>, wanted: &str) -> Markup {
        let w = &shared.frame.words().account;
        html! {
            div.notice.told {
                (icon(Icon::Clock))
                div {
                    p { (w.email_waits(wanted)) }
                    div.row {
                        @if self.by_mail {
                            form method="post" action=(paths::ACCOUNT_EMAIL_AGAIN) {
                                (hidden(&shared.frame.token, "email-again", None))
                                button.small type="submit" { (w.email_again) }
                            }
                        }
                        form method="post" action=(paths::ACCOUNT_EMAIL_KEEP) {
                            (hidden(&shared.frame.token, "email-keep", None))
                            button.small type="submit" { (w.email_keep) }
                        }
                    }
                }
            }
        }
    }
}
