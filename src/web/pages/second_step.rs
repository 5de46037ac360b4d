//! The second step of signing in: a code of the phone, or one that stands in for it.
//! Never shows anything of the house, and never who it is that signs in.

use super::{
    Mistake, fields,
    form::{Input, hidden, summary},
    layout::{Frame, Place, Width},
    paths,
};
use maud::{Markup, html};

/// Most characters that can be typed as a code of the phone: six digits, and blanks among them.
pub(super) const CODE_CHARS: usize = 12;
/// Most characters that can be typed as a recovery code.
const RECOVERY_CHARS: usize = 40;

/// The question for a code.
#[derive(Clone)]
pub struct SecondStepPage {
    /// What every page has; nobody is signed in.
    pub frame: Frame,
    /// What shows that the password was right.
    pub ticket: String,
    /// Where to go afterwards, a path of this house; empty for the plan.
    pub back_to: String,
    /// What is wrong with the code typed.
    pub mistakes: Vec<Mistake>,
}

impl core::fmt::Debug for SecondStepPage {
    /// Leaves the ticket out: debug output ends in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "SecondStepPage({:?})", self.mistakes)
    }
}

impl SecondStepPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let words = self.frame.words();
        let w = &words.factor;
        let digits = Input::Digits {
            longest: CODE_CHARS,
        };
        let text = Input::Text {
            longest: RECOVERY_CHARS,
        };
        let recovery = self
            .mistakes
            .iter()
            .any(|mistake| mistake.field == fields::RECOVERY_CODE);
        let content = html! {
            div.door {
                h1 { (w.sign_in_title) }
                p { (w.sign_in_intro) }
                (summary(self.frame.language, &self.mistakes))
                form.sheet method="post" action=(paths::SIGN_IN_CODE) {
                    (self.hidden("code"))
                    (self.line(fields::ONE_TIME_CODE, w.code, digits, w.code_hint, "one-time-code"))
                    button.primary type="submit" { (words.entry.sign_in) }
                }
                details.sheet open[recovery] {
                    summary { (w.recovery) }
                    form method="post" action=(paths::SIGN_IN_CODE) {
                        (self.hidden("recovery"))
                        (self.line(fields::RECOVERY_CODE, w.recovery_code, text, w.recovery_hint, "off"))
                        button type="submit" { (words.entry.sign_in) }
                    }
                }
            }
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, w.sign_in_title, &content)
    }

    fn hidden(&self, form: &str) -> Markup {
        html! {
            (hidden(&self.frame.token, form, None))
            input type="hidden" name=(fields::TICKET) value=(self.ticket);
            @if !self.back_to.is_empty() {
                input type="hidden" name=(fields::BACK_TO) value=(self.back_to);
            }
        }
    }

    fn line(
        &self,
        name: &str,
        label: &str,
        input: Input,
        hint: &str,
        autocomplete: &str,
    ) -> Markup {
        let shared = super::entry::Shared {
            frame: &self.frame,
            mistakes: &self.mistakes,
        };
        shared.line(name, label, "", input, autocomplete, hint)
    }
}
