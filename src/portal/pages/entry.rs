//! The doors of the portal: choosing its password with the code from the console, and signing in with it.
//! Never shows a password again.

use super::Frame;
use crate::{
    app::passwords::LEAST_CHARS,
    web::pages::{
        Mistake, fields,
        form::{Input, summary},
        icons::{Icon, icon},
        paths,
    },
};
use maud::{Markup, html};

/// Most characters that can be typed as a set-up code.
const CODE_CHARS: usize = 64;

/// Choosing the password.
#[derive(Debug)]
pub(in crate::portal) struct SetUpPage {
    pub(in crate::portal) frame: Frame,
    /// The code as typed; nothing for whoever stands beside the board and needs none.
    pub(in crate::portal) code: Option<String>,
    pub(in crate::portal) mistakes: Vec<Mistake>,
}

/// Signing in.
#[derive(Debug)]
pub(in crate::portal) struct SignInPage {
    pub(in crate::portal) frame: Frame,
    /// Whether the last password was wrong.
    pub(in crate::portal) failed: bool,
    /// Where to go afterwards, a path of the portal; empty for the houses.
    pub(in crate::portal) back_to: String,
    /// Whether it is a board that the program itself looks after: nobody can type a command there.
    pub(in crate::portal) on_device: bool,
}

/// What keepers of passwords file this one under: it has no name of its own.
fn filed_under(frame: &Frame) -> Markup {
    let name = frame.words().portal.name;
    html! { input type="text" value=(name) autocomplete="username" hidden; }
}

impl SetUpPage {
    pub(in crate::portal) fn render(&self) -> Markup {
        let (w, frame) = (self.frame.words(), &self.frame);
        let new = || ("", Input::Password { is_new: true });
        let input = Input::Text {
            longest: CODE_CHARS,
        };
        let content = html! {
            div.door {
                h1 { (w.portal.set_up) }
                p { (w.portal.set_up_intro) }
                (summary(frame.language, &self.mistakes))
                form.sheet method="post" action=(paths::SET_UP) {
                    (filed_under(frame))
                    @match &self.code {
                        Some(code) => (frame.line(&self.mistakes, (fields::CODE, w.entry.code), (code, input), w.entry.code_hint)),
                        None => p.hint { (w.device.beside) },
                    }
                    (frame.line(&self.mistakes, (fields::PASSWORD, w.entry.password), new(), &w.entry.password_hint(LEAST_CHARS)))
                    (frame.line(&self.mistakes, (fields::PASSWORD_AGAIN, w.entry.password_again), new(), ""))
                    button.primary type="submit" { (icon(Icon::Check)) (w.entry.access_set) }
                }
            }
        };
        frame.page("narrow", w.portal.set_up, &content)
    }
}

impl SignInPage {
    pub(in crate::portal) fn render(&self) -> Markup {
        let (w, frame) = (self.frame.words(), &self.frame);
        let password = ("", Input::Password { is_new: false });
        let content = html! {
            div.door {
                h1 { (w.portal.look_after) }
                p { (w.portal.sign_in_intro) }
                @if self.failed {
                    div.notice.bad role="alert" { (icon(Icon::Warning)) p { (w.portal.sign_in_failed) } }
                }
                form.sheet method="post" action=(paths::SIGN_IN) {
                    (filed_under(frame))
                    @if !self.back_to.is_empty() {
                        input type="hidden" name=(fields::BACK_TO) value=(self.back_to);
                    }
                    (frame.line(&[], (fields::PASSWORD, w.entry.password), password, ""))
                    button.primary type="submit" { (w.entry.sign_in) }
                }
                @if self.on_device {
                    p.hint { (w.portal.forgotten_here) " " code { "forget-password.txt" } }
                } @else {
                    p.hint { (w.portal.forgotten) " " code { "hutbook agent password --password-stdin" } }
                }
            }
        };
        frame.page("narrow", w.portal.look_after, &content)
    }
}
