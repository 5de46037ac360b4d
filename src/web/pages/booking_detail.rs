//! One booking: what it is, what can be done with it, and everything that happened to it.
//! Never decides what may be done: it is told which steps are open.

mod decision;
mod history;

use super::{
    fields,
    form::hidden,
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths::{self, BookingAction},
};
use crate::{
    domain::{
        booking::{NOTE_CHARS, Overrides, Status},
        ids::{BookingId, Version},
        time::Stay,
    },
    web::{pages::bookings::chip, words::dates},
};
use jiff::civil::DateTime;
use maud::{Markup, html};

use crate::web::words::counts;

/// One booking.
#[derive(Debug, Clone)]
pub struct BookingPage {
    /// What every page has.
    pub frame: Frame,
    /// Which booking.
    pub booking: BookingId,
    /// Its version now.
    pub version: Version,
    /// First and last name of the member.
    pub member: String,
    /// The nights.
    pub stay: Stay,
    /// Where it stands.
    pub status: Status,
    /// Whether it is a confirmed stay that is over.
    pub completed: bool,
    /// Where, and how many.
    pub items: Vec<ItemLine>,
    /// Anything that was said.
    pub note: Option<String>,
    /// When it was requested, by the clock of the house.
    pub requested: DateTime,
    /// What the reader may do.
    pub may: May,
    /// For administrators, while it is pending: others who hold the same places at the same time, in the order they
    /// asked.
    pub overlapping: Vec<Overlap>,
    /// What happened, the latest first.
    pub history: Vec<HistoryEntry>,
}

/// Persons in one accommodation.
#[derive(Debug, Clone)]
pub struct ItemLine {
    /// Name of the accommodation.
    pub place: String,
    /// How many.
    pub persons: u8,
}

/// The steps that are open to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct May {
    /// Change dates, places, note.
    pub change: bool,
    /// Call it off.
    pub cancel: bool,
    /// Take one's last step back.
    pub undo: bool,
    /// Say yes or no.
    pub decide: bool,
    /// Whether a yes would need the exception "more persons than places".
    pub decide_needs_exception: bool,
}

/// Another booking at the same time in the same places.
#[derive(Debug, Clone)]
pub struct Overlap {
    /// Which one.
    pub booking: BookingId,
    /// First and last name of its member.
    pub member: String,
    /// Its nights.
    pub stay: Stay,
    /// Where it stands.
    pub status: Status,
    /// All its persons.
    pub persons: u16,
    /// Whether it was asked for before this one.
    pub earlier: bool,
}

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
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().detail;
        let title = w.title(&self.booking.to_string());
        let content = html! {
            div.head {
                h1 { span.eyebrow { (title) " " } (dates::stay(self.frame.language, self.stay)) }
                (chip(self.frame.language, self.status, self.completed))
            }
            (self.facts())
            @if self.may.decide { (self.decision()) }
            (self.actions())
            (self.history())
        };
        self.frame
            .page(Place::Elsewhere, Width::Narrow, &title, &content)
    }

    /// All persons together.
    fn persons(&self) -> u16 {
        self.items.iter().map(|item| u16::from(item.persons)).sum()
    }

    fn facts(&self) -> Markup {
        let w = &self.frame.words().detail;
        let language = self.frame.language;
        let counted = counts::stay(language, self.stay.nights(), self.persons());
        html! {
            dl.sheet.facts {
                div { dt { (w.who) } dd { b { (self.member) } } }
                div {
                    dt { (w.when) }
                    dd {
                        (dates::with_weekday(language, self.stay.arrival())) " – "
                        (dates::with_weekday(language, self.stay.departure()))
                        br;
                        small { (counted) }
                    }
                }
                div { dt { (w.places) } dd { ul { @for item in &self.items { li { (self.item(item)) } } } } }
                @if let Some(note) = &self.note { div { dt { (w.note) } dd.note { (note) } } }
                div { dt { (w.requested) } dd { (dates::moment(language, self.requested)) } }
            }
        }
    }

    fn item(&self, item: &ItemLine) -> Markup {
        html! {
            (item.place) ", " (counts::persons(self.frame.language, u16::from(item.persons)))
        }
    }

    fn actions(&self) -> Markup {
        let w = &self.frame.words().detail;
        html! {
            section aria-labelledby="actions" {
                h2.sr #actions { (w.actions) }
                div.row.actions {
                    @if self.may.change {
                        a.button href=(paths::edit_booking(self.booking)) { (icon(Icon::Pencil)) (w.edit) }
                    }
                    @if self.may.undo { (self.undo()) }
                    a.button href=(paths::plan_on(self.stay.arrival())) { (icon(Icon::Calendar)) (w.to_plan) }
                }
                @if self.may.cancel {
                    (self.with_reason(BookingAction::Cancel, w.cancel_open, w.cancel))
                }
            }
        }
    }

    fn undo(&self) -> Markup {
        html! {
            form method="post" action=(paths::booking_action(self.booking, BookingAction::Undo)) {
                (hidden(&self.frame.token, BookingAction::Undo.segment(), Some(self.version)))
                button type="submit" { (icon(Icon::Undo)) (self.frame.words().detail.undo) }
            }
        }
    }

    /// A step that can be given a reason; folded, so that nobody takes it by mistake.
    fn with_reason(&self, action: BookingAction, open: &str, label: &str) -> Markup {
        let words = &self.frame.words().frame;
        let id = format!("{}-{}", action.segment(), fields::REASON);
        html! {
            details.fold {
                summary { (open) }
                form method="post" action=(paths::booking_action(self.booking, action)) {
                    (hidden(&self.frame.token, action.segment(), Some(self.version)))
                    div.field {
                        label for=(id) { (words.reason) " " small { "(" (words.optional) ")" } }
                        textarea id=(id) name=(fields::REASON) rows="2" maxlength=(NOTE_CHARS) {}
                    }
                    button.danger type="submit" { (icon(Icon::Cross)) (label) }
                }
            }
        }
    }
}
