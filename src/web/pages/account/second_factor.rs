//! One's own second factor: setting it up, its recovery codes, shown once, and turning it off.
//! Never shows the secret of one that is in use.

use crate::web::pages::{
    Mistake, fields,
    form::{Input, hidden, summary, username},
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
    qr::qr,
    second_step::CODE_CHARS,
};
use maud::{Markup, html};

/// One's own second factor.
#[derive(Debug, Clone)]
pub struct SecondFactorPage {
    /// What every page has.
    pub frame: Frame,
    /// The address of whose it is.
    pub email: String,
    /// How it is.
    pub factor: Factor,
    /// What is wrong with what was typed.
    pub mistakes: Vec<Mistake>,
}

/// How a second factor is.
#[derive(Clone)]
pub enum Factor {
    /// There is none; this one can be.
    Off {
        /// Its secret, in groups to be typed by hand.
        secret: String,
        /// What its QR code says.
        address: String,
    },
    /// It is needed to sign in.
    On {
        /// How many recovery codes have not been used.
        left: usize,
    },
    /// These are its recovery codes, new ones.
    Codes(Vec<String>),
}

impl core::fmt::Debug for Factor {
    /// Leaves secrets and codes out: debug output ends in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Off { .. } => f.write_str("Off"),
            Self::On { left } => write!(f, "On({left} codes)"),
            Self::Codes(codes) => write!(f, "Codes({})", codes.len()),
        }
    }
}

impl SecondFactorPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().factor;
        let content = html! {
            div.head {
                div { h1 { (w.title) } p.hint { (w.intro) } }
                a.button.small href=(paths::ACCOUNT) { (self.frame.words().account.title) }
            }
            (summary(self.frame.language, &self.mistakes))
            @match &self.factor {
                Factor::Off { secret, address } => (self.off(secret, address)),
                Factor::On { left } => (self.on(*left)),
                Factor::Codes(codes) => (self.codes(codes)),
            }
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, w.title, &content)
    }

    fn off(&self, secret: &str, address: &str) -> Markup {
        let w = &self.frame.words().factor;
        let digits = Input::Digits {
            longest: CODE_CHARS,
        };
        html! {
            p { span.chip { (icon(Icon::Info)) (w.is_off) } }
            section.sheet aria-labelledby="scan" {
                h2 #scan { (w.scan) }
                p { (w.scan_hint) }
                @if let Some(code) = qr(address, w.qr) { (code) }
                p { (w.by_hand) }
                p.code translate="no" { (secret) }
            }
            section.sheet aria-labelledby="confirm" {
                h2 #confirm { (w.confirm) }
                form method="post" action=(paths::SECOND_FACTOR) {
                    (hidden(&self.frame.token, "on", None))
                    (self.line(fields::ONE_TIME_CODE, w.code, digits, w.code_hint, "one-time-code"))
                    (username(&self.email)) (self.password(fields::PASSWORD))
                    p.hint { (w.on_ends) }
                    button.primary type="submit" { (icon(Icon::Check)) (w.turn_on) }
                }
            }
        }
    }

    fn on(&self, left: usize) -> Markup {
        let w = &self.frame.words().factor;
        html! {
            p { span.chip.ok { (icon(Icon::Check)) (w.is_on) } }
            section.sheet aria-labelledby="renew" {
                h2 #renew { (w.renew_title) }
                p { (w.left(left)) }
                form method="post" action=(paths::RECOVERY_CODES) {
                    (hidden(&self.frame.token, "renew", None))
                    (username(&self.email)) (self.password(fields::PASSWORD))
                    p.hint { (w.renew_hint) }
                    button type="submit" { (w.renew) }
                }
            }
            section.sheet aria-labelledby="off" {
                h2 #off { (w.turn_off_title) }
                form method="post" action=(paths::NO_SECOND_FACTOR) {
                    (hidden(&self.frame.token, "off", None))
                    (username(&self.email)) (self.password(fields::PASSWORD_AGAIN))
                    p.hint { (w.turn_off_hint) }
                    button.danger type="submit" { (icon(Icon::Cross)) (w.turn_off) }
                }
            }
        }
    }

    fn codes(&self, codes: &[String]) -> Markup {
        let w = &self.frame.words().factor;
        html! {
            p { span.chip.ok { (icon(Icon::Check)) (w.is_on) } }
            section.sheet aria-labelledby="codes" {
                h2 #codes { (w.codes_title) }
                p { (w.codes_hint) " " strong { (w.codes_once) } }
                div.raw { pre.code translate="no" tabindex="0" aria-labelledby="codes" { (codes.join("\n")) } }
                a.button.primary href=(paths::SECOND_FACTOR) { (icon(Icon::Check)) (w.kept) }
            }
        }
    }

    fn password(&self, name: &str) -> Markup {
        let w = &self.frame.words().factor;
        self.line(
            name,
            w.password,
            Input::Password { is_new: false },
            "",
            "current-password",
        )
    }

    fn line(
        &self,
        name: &str,
        label: &str,
        input: Input,
        hint: &str,
        autocomplete: &str,
    ) -> Markup {
        let shared = super::Shared {
            frame: &self.frame,
            mistakes: &self.mistakes,
        };
        shared.line(name, label, "", input, autocomplete, hint)
    }
}
