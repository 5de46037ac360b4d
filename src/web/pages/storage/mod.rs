//! The database of a house: the figures of its file and blocks, the check of them, its projections and its backups.
//! Never reads a file: the figures are given, the same ones that programs get.

mod backups;
mod log;
mod projections;

use super::{
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::web::database::Database;
use jiff::civil::DateTime;
use maud::{Markup, html};

pub use backups::Backups;

/// The database of a house.
#[derive(Debug, Clone)]
pub struct StoragePage {
    /// What every page has; its condition is shown among the figures.
    pub frame: Frame,
    /// The figures.
    pub database: Database,
    /// When what is told of there was.
    pub times: Times,
    /// The backups the house makes by itself.
    pub backups: Backups,
}

/// Times of what is told of, on the clock of the house.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Of the last event, if there is one.
    pub last_event: Option<DateTime>,
    /// Of the last check since the start, if there was one.
    pub checked: Option<DateTime>,
    /// When the house was opened.
    pub opened: DateTime,
    /// When the projections were built anew last, if they were.
    pub rebuilt: Option<DateTime>,
}

impl StoragePage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().storage;
        let content = html! {
            div.head {
                div { h1 { (w.title) } p.hint { (w.intro) } }
                a.button href=(paths::EVENTS) { (icon(Icon::List)) (w.to_events) }
            }
            (self.tiles())
            div.halves { (self.file()) (self.blocks()) }
            (self.check())
            (self.projections())
            (self.backups())
        };
        self.frame
            .page(Place::Storage, Width::Normal, w.title, &content)
    }
}

/// Something that somebody should do something about.
fn bad(sentence: &str) -> Markup {
    html! { div.notice.bad role="alert" { (icon(Icon::Warning)) p { (sentence) } } }
}
