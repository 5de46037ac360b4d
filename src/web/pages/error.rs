//! The page for when there is nothing else to show: what happened in plain words, and a way back.
//! Never shows the cause: that stands in the log.

use super::{
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use maud::{Markup, html};

/// Why a page cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// 405.
    WrongMethod,
    /// 500.
    Failed,
    /// 503.
    Unavailable,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Forbidden,
        Self::NotFound,
        Self::WrongMethod,
        Self::Failed,
        Self::Unavailable,
    ];
}

/// An error page.
#[derive(Debug, Clone)]
pub struct ErrorPage {
    /// What every page has.
    pub frame: Frame,
    /// What happened.
    pub why: Why,
    /// A more exact sentence, when there is one.
    pub sentence: Option<String>,
}

impl ErrorPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().entry;
        let (title, hint) = match self.why {
            Why::Forbidden => (w.forbidden, w.forbidden_hint),
            Why::NotFound => (w.not_found, w.not_found_hint),
            Why::WrongMethod => (w.wrong_method, w.wrong_method_hint),
            Why::Failed => (w.failed, w.failed_hint),
            Why::Unavailable => (w.unavailable, w.unavailable_hint),
        };
        let content = html! {
            div.door.apology {
                (icon(Icon::Tent))
                h1 { (title) }
                p { (self.sentence.as_deref().unwrap_or(hint)) }
                a.button.primary href=(paths::PLAN) { (w.to_plan) }
            }
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, title, &content)
    }
}
