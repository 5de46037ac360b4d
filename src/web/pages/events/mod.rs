//! All events of the house, the newest first: each as a sentence that unfolds to everything there is to know about it.
//! Never reads the log: events come as words.

mod filter;
mod line;

use super::{
    Mistake, chips, fields,
    form::summary,
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::{
    domain::ids::Sequence,
    words::{
        counts, dates,
        events::{About, EventWords},
    },
};
use maud::{Markup, html};

pub use filter::{Choice, Typed};
pub use line::{EventLine, Fact};

/// All events that were found.
#[derive(Debug, Clone)]
pub struct EventsPage {
    /// What every page has.
    pub frame: Frame,
    /// Which list it is.
    pub of: Of,
    /// What was asked for, as typed.
    pub typed: Typed,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
    /// What is chosen, each in words, with what is asked without it.
    pub chosen: Vec<(String, Typed)>,
    /// What events can be about, as far as it is offered.
    pub streams: Vec<Choice>,
    /// Who can have done something; `None` where there are too many to choose from.
    pub people: Option<Vec<Choice>>,
    /// What was found, the newest first.
    pub lines: Vec<EventLine>,
    /// The first and the last event that were looked at; none when nothing was.
    pub searched: Option<(Sequence, Sequence)>,
    /// How it goes on.
    pub next: Next,
    /// The last event that was looked at, if these are not the newest.
    pub newer_than: Option<Sequence>,
}

/// Which list of events it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// All events.
    Everything,
    /// Logins and administrators' acts.
    Audit,
}

impl Of {
    /// Its address.
    const fn path(self) -> &'static str {
        match self {
            Self::Everything => paths::EVENTS,
            Self::Audit => paths::AUDIT,
        }
    }
}

/// How a list of events goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It does not.
    Nothing,
    /// With more that are before this sequence.
    Older(Sequence),
    /// As many events as can be looked at in one go have been; before this sequence the search can go on.
    SearchOn(Sequence),
}

impl EventsPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().events;
        let (place, title) = match self.of {
            Of::Everything => (Place::Events, w.title),
            Of::Audit => (Place::Audit, self.frame.words().audit.title),
        };
        let content = html! {
            (self.head(title))
            (summary(self.frame.language, &self.mistakes))
            @match self.of {
                Of::Everything => (self.form(w)),
                Of::Audit => (self.audit_form(w)),
            }
            (self.chips())
            @if self.lines.is_empty() && self.mistakes.is_empty() { (self.nothing(w)) }
            @for day in self.lines.chunk_by(|one, other| one.at.date() == other.at.date()) {
                section.dated {
                    h2 { (day.first().map_or_else(String::new, |line| dates::with_weekday(self.frame.language, line.at.date()))) }
                    ol.events { @for line in day { li { (line.render(self.frame.words())) } } }
                }
            }
            (self.pages(w))
            @if self.mistakes.is_empty() { (self.downloads(w)) }
        };
        let title = chips::title(title, self.chosen.iter().map(|(what, _)| what.as_str()));
        self.frame.page(place, Width::Normal, &title, &content)
    }

    fn head(&self, title: &str) -> Markup {
        let words = self.frame.words();
        html! {
            div.head {
                @match self.of {
                    Of::Everything => {
                        div { h1 { (title) } p.hint { (words.events.intro) } }
                        a.button href=(paths::STORAGE) { (icon(Icon::Info)) (words.frame.storage) }
                    }
                    Of::Audit => {
                        div { h1 { (title) } p.hint { (words.audit.intro) } p.hint { (words.audit.failed) } }
                        a.button href=(paths::EVENTS) { (icon(Icon::List)) (words.audit.to_events) }
                    }
                }
            }
        }
    }

    /// What is said where nothing was found, with a way on or out.
    fn nothing(&self, w: &EventWords) -> Markup {
        html! {
            div.empty {
                p { @if self.next == Next::Nothing { (w.none) } @else { (w.none_so_far) } }
                @if self.next == Next::Nothing && !self.chosen.is_empty() {
                    a.button href=(self.of.path()) { (w.clear) }
                }
            }
        }
    }

    /// The same events as files, all of them and not only those of this page.
    fn downloads(&self, w: &EventWords) -> Markup {
        html! {
            div.downloads {
                p.hint { a href=(self.typed.address(paths::EVENTS_TABLE)) { (w.csv) } " " (w.csv_hint) }
                p.hint { a href=(self.typed.address(paths::EVENTS_LINES)) download="events.ndjson" { (w.ndjson) } " " (w.ndjson_hint) }
            }
        }
    }

    fn pages(&self, w: &EventWords) -> Markup {
        let number = |sequence| counts::number(self.frame.language, sequence);
        html! {
            @if let Some((first, last)) = self.searched {
                p.hint { (w.searched(&number(first), &number(last))) }
            }
            @if self.newer_than.is_some() || self.next != Next::Nothing {
                nav.pages aria-label=(w.pages) {
                    @if let Some(last) = self.newer_than {
                        span.row {
                            a.button href=(self.typed.address(self.of.path())) { (w.newest) }
                            a.button rel="prev" href=(self.typed.address_at(self.of.path(), fields::AFTER, last)) { (icon(Icon::Left)) (w.newer) }
                        }
                    }
                    @match self.next {
                        Next::Nothing => {}
                        Next::Older(before) => {
                            a.button rel="next" href=(self.typed.address_at(self.of.path(), fields::CURSOR, before)) { (w.older) (icon(Icon::Right)) }
                        }
                        Next::SearchOn(before) => {
                            a.button.primary rel="next" href=(self.typed.address_at(self.of.path(), fields::CURSOR, before)) {
                                (w.search_on) (icon(Icon::Right))
                            }
                        }
                    }
                }
            }
        }
    }
}

impl EventWords {
    /// What events can be about, in the plural.
    pub const fn about(&self, about: About) -> &'static str {
        match about {
            About::Booking => self.bookings,
            About::Person => self.people,
            About::Accommodation => self.accommodations,
            About::House => self.house,
        }
    }
}
