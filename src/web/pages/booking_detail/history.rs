//! The history of a booking as a timeline: who, when, what from → to, why.
//! Never leaves anything out that it is given.

use super::{BookingPage, ItemLine, places};
use crate::{
    domain::{
        booking::{Overrides, Status},
        time::Stay,
    },
    web::pages::icons::{Icon, icon},
    words::{DetailWords, Words, dates, names},
};
use jiff::civil::DateTime;
use maud::{Markup, html};

/// Something that happened to a booking.
#[derive(Debug, Clone)]
pub struct HistoryEntry {
    /// When, by the clock of the house.
    pub at: DateTime,
    /// Who.
    pub who: Who,
    /// What.
    pub what: Happened,
    /// What was different afterwards.
    pub changes: Vec<Change>,
    /// The reason given.
    pub reason: Option<String>,
    /// Rules that were set aside.
    pub overrides: Overrides,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A person with this name.
    Person(String),
    /// A person whose name has been erased.
    Erased,
    /// The program itself.
    Program,
    /// Nobody knows.
    Unknown,
}

/// What can happen to a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// It was asked for.
    Requested,
    /// Dates, places or note changed.
    Changed,
    /// An administrator said yes.
    Confirmed,
    /// An administrator said no.
    Declined,
    /// It was called off.
    Cancelled,
    /// A step was taken back.
    Undone,
}

/// What was different after a step.
#[derive(Debug, Clone)]
pub enum Change {
    /// The nights.
    Dates {
        /// Before.
        from: Stay,
        /// After.
        to: Stay,
    },
    /// The places.
    Places {
        /// Before.
        from: Vec<ItemLine>,
        /// After.
        to: Vec<ItemLine>,
    },
    /// The note.
    Note {
        /// Before.
        from: Option<String>,
        /// After.
        to: Option<String>,
    },
    /// The status.
    Status {
        /// Before.
        from: Status,
        /// After.
        to: Status,
    },
}

impl BookingPage {
    pub(super) fn history(&self) -> Markup {
        let w = self.frame.words();
        html! {
            section aria-labelledby="history" {
                h2 #history { (w.detail.history) }
                ol.timeline { @for entry in &self.history { li { (entry.render(w)) } } }
            }
        }
    }
}

impl HistoryEntry {
    fn render(&self, w: &Words) -> Markup {
        let (sign, class, verb) = self.what.said(&w.detail);
        let exceptions = names::overrides(w.language, self.overrides);
        html! {
            span.dot.(class) { (icon(sign)) }
            p { b { (self.who.named(w)) } " " (verb) }
            small { time datetime=(stamp(self.at)) { (dates::moment(w.language, self.at)) } }
            @if !self.changes.is_empty() {
                ul { @for change in &self.changes { li { (change.render(w)) } } }
            }
            @if let Some(reason) = &self.reason { p.note { (w.frame.reason) ": " (reason) } }
            @if !exceptions.is_empty() {
                p.exception { (icon(Icon::Warning)) " " b { (w.detail.exception) } " " (exceptions.join(", ")) }
            }
        }
    }
}

/// A wall clock time for machines, to the minute.
fn stamp(at: DateTime) -> String {
    format!("{}T{:02}:{:02}", at.date(), at.hour(), at.minute())
}

impl Who {
    pub(in crate::web) fn named<'a>(&'a self, w: &Words) -> &'a str
    where
        'static: 'a,
    {
        match self {
            Self::Person(name) => name,
            Self::Erased => w.frame.erased,
            Self::Program => w.detail.the_program,
            Self::Unknown => w.detail.unknown_actor,
        }
    }
}

impl Happened {
    fn said(self, w: &DetailWords) -> (Icon, &'static str, &'static str) {
        match self {
            Self::Requested => (Icon::Plus, "ask", w.was_requested),
            Self::Changed => (Icon::Pencil, "past", w.was_changed),
            Self::Confirmed => (Icon::Check, "ok", w.was_confirmed),
            Self::Declined => (Icon::Cross, "no", w.was_declined),
            Self::Cancelled => (Icon::Cross, "no", w.was_cancelled),
            Self::Undone => (Icon::Undo, "past", w.was_undone),
        }
    }
}

impl Change {
    /// "Dates: 7–9 Sept 2026 → 8–10 Sept 2026", in words for those who are read to.
    pub(in crate::web::pages) fn render(&self, w: &Words) -> Markup {
        let language = w.language;
        let note =
            |text: &Option<String>| text.clone().unwrap_or_else(|| w.detail.nothing.to_owned());
        let (what, from, to) = match self {
            Self::Dates { from, to } => (
                w.detail.dates,
                dates::stay(language, *from),
                dates::stay(language, *to),
            ),
            Self::Places { from, to } => (
                w.detail.places,
                places(language, from),
                places(language, to),
            ),
            Self::Note { from, to } => (w.detail.note, note(from), note(to)),
            Self::Status { from, to } => (
                w.detail.status,
                names::status(language, *from).to_owned(),
                names::status(language, *to).to_owned(),
            ),
        };
        html! {
            (what) ": "
            span.sr { (w.detail.from) " " } del { (from) }
            span aria-hidden="true" { " → " }
            span.sr { ", " (w.detail.to) " " } ins { (to) }
        }
    }
}
