//! Where somebody is signed in: each session in two words, since when, when it was used last, and a way to end it.

use super::{Frame, paths};
use crate::{
    web::pages::{
        fields,
        form::hidden,
        icons::{Icon, icon},
    },
    words::dates,
};
use jiff::civil::DateTime;
use maud::{Markup, html};

/// The open sessions.
#[derive(Debug, Clone)]
pub struct SessionsSection {
    /// This one first, then those that were used last.
    pub lines: Vec<SessionLine>,
}

/// One session.
#[derive(Debug, Clone)]
pub struct SessionLine {
    /// How it is named where it is to be ended.
    pub id: String,
    /// On what; `None` when that is not known.
    pub device: Option<String>,
    /// Since when, by the clock of the house.
    pub opened: DateTime,
    /// When it was used last, by the clock of the house.
    pub used: DateTime,
    /// Whether it is the one this page is seen with.
    pub is_this: bool,
}

impl SessionsSection {
    pub(super) fn render(&self, frame: &Frame) -> Markup {
        let w = &frame.words().account;
        html! {
            section aria-labelledby="my-sessions" {
                h2 #my-sessions { (w.sessions) }
                p.hint.field { (w.sessions_hint) }
                ul.cards.lines { @for line in &self.lines { li.sheet { (line.render(frame)) } } }
                @if self.lines.iter().any(|line| !line.is_this) {
                    form.decide method="post" action=(paths::ACCOUNT_END_OTHERS) {
                        (hidden(&frame.token, "end-others", None))
                        button type="submit" { (w.end_others) }
                    }
                }
            }
        }
    }
}

impl SessionLine {
    fn render(&self, frame: &Frame) -> Markup {
        let w = &frame.words().account;
        let at = |moment| dates::moment(frame.language, moment);
        let device = self.device.as_deref().unwrap_or(w.unknown_device);
        let since = w.since(&at(self.opened));
        html! {
            div {
                h3 { (device) }
                p.hint { (since) }
                // That this one is in use is plain to see.
                @if !self.is_this { p.hint { (w.used(&at(self.used))) } }
            }
            @if self.is_this {
                span.chip.ok { (icon(Icon::Check)) (w.this_one) }
            } @else {
                form method="post" action=(paths::ACCOUNT_END_SESSION) {
                    (hidden(&frame.token, &format!("end.{}", self.id), None))
                    input type="hidden" name=(fields::SESSION) value=(self.id);
                    button.small type="submit" { (w.end) span.sr { ": " (device) ", " (since) } }
                }
            }
        }
    }
}
