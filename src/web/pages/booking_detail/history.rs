//! The history of a booking as a timeline: who, when, what from → to, why.
//! Never leaves anything out that it is given.

use super::{BookingPage, Change, Happened, HistoryEntry, ItemLine, Who};
use crate::{
    domain::house::Language,
    web::{
        pages::icons::{Icon, icon},
        words::{DetailWords, Words, counts, dates, names},
    },
};
use jiff::civil::DateTime;
use maud::{Markup, html};

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
    pub(in crate::web::pages) fn named<'a>(&'a self, w: &Words) -> &'a str
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
    fn render(&self, w: &Words) -> Markup {
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

fn places(language: Language, items: &[ItemLine]) -> String {
    let lines = items.iter().map(|item| {
        let persons = counts::persons(language, u16::from(item.persons));
        format!("{} ({persons})", item.place)
    });
    lines.collect::<Vec<_>>().join(", ")
}
