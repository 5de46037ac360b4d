//! Invitations: making a link on the page of people, those that are open, and the page that such a link opens.
//! Never shows a link again, and never says for whom one is: nobody knows before it is used.

use super::{
    Mistake,
    entry::Shared,
    fields,
    form::{Input, hidden, summary},
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
    people::{ROLES, role_value},
    qr::qr,
};
use crate::{
    app::invitation_link::{DAYS, USUAL_DAYS},
    domain::people::{PERSON_NAME_CHARS, Role},
    words::{dates, names},
};
use jiff::civil::DateTime;
use maud::{Markup, html};

/// An invitation that can be used.
#[derive(Debug, Clone)]
pub struct OpenInvitation {
    /// The name by which addresses know it.
    pub id: String,
    /// What whoever uses it becomes.
    pub role: Role,
    /// When it was made, by the clock of the house.
    pub issued: DateTime,
    /// Until when it opens, by the clock of the house.
    pub expires: DateTime,
}

/// A link that has just been made, once: to be copied, or photographed from another device.
pub(super) fn fresh_link(frame: &Frame, title: &str, address: &str, expires: DateTime) -> Markup {
    let words = frame.words();
    let w = &words.people;
    let until = dates::moment(frame.language, expires);
    html! {
        section.notice.good role="status" aria-labelledby="link-title" {
            (icon(Icon::Check))
            div {
                h2 #link-title { (title) }
                label for="link" { (w.copy_link) }
                input.code #link type="text" readonly value=(address) aria-describedby="link-hint";
                p #link-hint { (w.link_once) " " (w.link_until(&until)) }
                @if let Some(code) = qr(address, words.invitation.qr) { (code) }
            }
        }
    }
}

/// The form for a new invitation, and those that are open.
pub(super) fn section(frame: &Frame, open: &[OpenInvitation]) -> Markup {
    let w = &frame.words().invitation;
    html! {
        section.sheet aria-labelledby="invite" {
            h2 #invite { (w.title) }
            p.hint { (w.intro) }
            form method="post" action=(paths::INVITATIONS) {
                (hidden(&frame.token, "invite", None))
                div.pair {
                    div.field {
                        label for="invited-role" { (frame.words().people.role) }
                        select #invited-role name=(fields::ROLE) {
                            @for role in ROLES { option value=(role_value(role)) { (names::role(frame.language, role)) } }
                        }
                    }
                    div.field {
                        label for=(fields::DAYS) { (w.days) }
                        select id=(fields::DAYS) name=(fields::DAYS) {
                            @for days in DAYS { option value=(days) selected[days == USUAL_DAYS] { (w.days_long(days)) } }
                        }
                    }
                }
                button type="submit" { (icon(Icon::Plus)) (w.create) }
            }
            @if !open.is_empty() {
                h3 { (w.open) }
                ul { @for invitation in open { li { (line(frame, invitation)) } } }
            }
        }
    }
}

fn line(frame: &Frame, invitation: &OpenInvitation) -> Markup {
    let w = &frame.words().invitation;
    let moment = |at| dates::moment(frame.language, at);
    let told = w.line(
        names::role(frame.language, invitation.role),
        &moment(invitation.issued),
    );
    html! {
        form.row method="post" action=(paths::withdraw_invitation(&invitation.id)) {
            (hidden(&frame.token, &invitation.id, None))
            span { (told) " · " (frame.words().people.link_until(&moment(invitation.expires))) }
            button.small type="submit" { (w.withdraw) span.sr { ": " (told) } }
        }
    }
}

/// The page that an invitation opens: who comes enters their details.
#[derive(Debug, Clone)]
pub struct InvitationPage {
    /// What every page has; nobody needs to be signed in.
    pub frame: Frame,
    /// The secret of the link, as it stood in the address.
    pub secret: String,
    /// What they become.
    pub role: Role,
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

impl InvitationPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let words = self.frame.words();
        let (w, e) = (&words.invitation, &words.entry);
        let longest = PERSON_NAME_CHARS;
        let name = Input::Text { longest };
        let shared = Shared {
            frame: &self.frame,
            mistakes: &self.mistakes,
        };
        let role = names::role(self.frame.language, self.role);
        let content = html! {
            div.door {
                h1 { (w.come) }
                p { (w.come_intro(&self.frame.house, role)) }
                (summary(self.frame.language, &self.mistakes))
                form.sheet method="post" action={ (paths::INVITATION) (paths::encoded(&self.secret)) } {
                    (hidden(&self.frame.token, "accept", None))
                    div.pair {
                        (shared.line(fields::FIRST_NAME, e.first_name, &self.first_name, name, "given-name", ""))
                        (shared.line(fields::LAST_NAME, e.last_name, &self.last_name, name, "family-name", ""))
                    }
                    (shared.line(fields::EMAIL, e.email, &self.email, Input::Email, "username", w.email_hint))
                    (shared.new_password(self.least_password))
                    button.primary type="submit" { (icon(Icon::Check)) (w.accept) }
                }
            }
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, w.come, &content)
    }
}
