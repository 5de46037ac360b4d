//! One booking: what it is, what can be done with it, and everything that happened to it.
//! Never decides what may be done: it is told which steps are open.

mod actions;
mod company;
mod decision;
mod history;
mod told;

use super::{
    bookings::chip,
    layout::{Frame, Place, Width},
};
use crate::{
    domain::{
        booking::Status,
        house::Language,
        ids::{BookingId, Version},
        time::Stay,
    },
    words::{counts, dates},
};
use jiff::civil::DateTime;
use maud::{Markup, html};

pub use actions::{Again, May, Undoes};
pub use company::{Company, Other};
pub use decision::{Comparison, PlaceAfter, Rival, ShortNight, Verdict};
pub use history::{Change, Happened, HistoryEntry, Who};
pub use told::Told;

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
    /// What is to be said when the reader has just booked or changed it.
    pub told: Option<Told>,
    /// What the reader may do.
    pub may: May,
    /// What taking the last step back would take back.
    pub undoes: Undoes,
    /// Where the same can be booked once more; for its member and administrators.
    pub again: Option<Again>,
    /// For administrators, while it is pending: what they need to decide.
    pub comparison: Option<Comparison>,
    /// Who else is there in these nights; `None` when this booking holds no place itself.
    pub company: Option<Company>,
    /// What happened, the latest first.
    pub history: Vec<HistoryEntry>,
}

/// Persons in one accommodation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemLine {
    /// Name of the accommodation.
    pub place: String,
    /// How many.
    pub persons: u8,
}

/// "Room (2 persons), Tent (1 person)".
pub fn places(language: Language, items: &[ItemLine]) -> String {
    counts::items(language, items.iter().map(|it| (&*it.place, it.persons)))
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
            @if let Some(told) = &self.told { (self.told(told)) }
            (self.facts())
            @if let Some(comparison) = &self.comparison { (self.decision(comparison)) }
            (self.actions())
            @if let Some(company) = &self.company { (self.company(company)) }
            (self.history())
        };
        // Requests side by side need the room of a list.
        let width = match &self.comparison {
            Some(comparison) if comparison.rivals.len() > 1 => Width::Normal,
            _ => Width::Narrow,
        };
        self.frame.page(Place::Elsewhere, width, &title, &content)
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
}
