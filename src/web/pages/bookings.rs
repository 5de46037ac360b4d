//! Lists of bookings: one's own and everybody's, by month, as far as they fit what was asked for.
//! Never sorts or filters: it is given what it shows.

mod filter;

use super::{
    fields,
    form::summary,
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::{
    domain::{booking::Status, house::Language, ids::BookingId, time::Stay},
    words::{counts, dates, names},
};
use jiff::civil::Date;
use maud::{Markup, html};

pub use filter::{Filter, Person, SEARCH_CHARS, STATUS_VALUES, Times, status_of, status_value};

/// Whose bookings a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The reader's own.
    Mine,
    /// Everybody's.
    All,
}

/// A list of bookings.
#[derive(Debug, Clone)]
pub struct BookingsPage {
    /// What every page has.
    pub frame: Frame,
    /// Whose bookings these are.
    pub whose: Whose,
    /// Today at the house: tells which confirmed stays are over.
    pub today: Date,
    /// What was asked for.
    pub filter: Filter,
    /// Years that can be chosen, the latest first.
    pub years: Vec<i16>,
    /// People who can be chosen, by name; nobody where that is not offered.
    pub people: Vec<Person>,
    /// Whether the last to arrive stands first.
    pub backward: bool,
    /// The bookings, in the order to be shown.
    pub entries: Vec<Entry>,
    /// How many there are on all pages.
    pub count: Count,
    /// Whether there are bookings at all, whatever was asked for.
    pub any: bool,
    /// Whether there was too much to look at, and the next page goes on looking.
    pub unfinished: bool,
    /// Cursor of the page before, if there is one.
    pub previous: Option<String>,
    /// Cursor of the page after, if there is one.
    pub next: Option<String>,
}

/// How many bookings fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many, with so many nights.
    All {
        /// Bookings.
        bookings: u64,
        /// Their nights.
        nights: u64,
    },
    /// At least so many: counting was given up.
    AtLeast(u64),
}

/// A booking in a list.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which one.
    pub booking: BookingId,
    /// First and last name of the member.
    pub member: String,
    /// The nights.
    pub stay: Stay,
    /// Where it stands.
    pub status: Status,
    /// All persons together.
    pub persons: u16,
    /// Names of its accommodations.
    pub places: Vec<String>,
}

impl BookingsPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().list;
        let (title, place) = match self.whose {
            Whose::Mine => (w.mine, Place::MyBookings),
            Whose::All => (w.all, Place::AllBookings),
        };
        let content = html! {
            div.head {
                h1 { (title) }
                a.button.primary href=(paths::NEW_BOOKING) { (icon(Icon::Plus)) (self.frame.words().plan.new_booking) }
            }
            (summary(self.frame.language, &self.mistakes()))
            (self.form())
            (self.chosen())
            @if self.entries.is_empty() {
                (self.nothing())
            } @else {
                p.hint.counted role="status" { (self.counted()) }
                (self.list())
            }
            (self.pages())
            (self.downloads())
        };
        let title = self.filter.title(self.frame.language, title);
        self.frame.page(place, Width::Normal, &title, &content)
    }

    const fn path(&self) -> &'static str {
        match self.whose {
            Whose::Mine => paths::MY_BOOKINGS,
            Whose::All => paths::BOOKINGS,
        }
    }

    fn counted(&self) -> String {
        let w = &self.frame.words().list;
        let count = match self.count {
            Count::All { bookings, nights } => w.count(bookings, nights),
            Count::AtLeast(bookings) => w.at_least(bookings),
        };
        let order = if self.backward { w.backward } else { w.forward };
        format!("{count} – {order}")
    }

    /// The cards, with a heading wherever another month begins. All of them are one list, so that it can grow.
    fn list(&self) -> Markup {
        let language = self.frame.language;
        let month = |entry: &Entry| entry.stay.arrival().first_of_month();
        let mut before = None;
        html! {
            ul.cards aria-label=(self.frame.words().list.list) {
                @for entry in &self.entries {
                    @if before.replace(month(entry)) != Some(month(entry)) {
                        li.month { h2 { (dates::month(language, month(entry))) } }
                    }
                    li { (self.entry(entry)) }
                }
            }
        }
    }

    fn entry(&self, entry: &Entry) -> Markup {
        let over = entry.stay.ended_by(self.today);
        let member = (self.whose == Whose::All).then_some(entry.member.as_str());
        card(self.frame.language, entry, member, over)
    }

    /// What stands in place of a list without bookings: why, and what to do about it.
    fn nothing(&self) -> Markup {
        let w = &self.frame.words().list;
        let sentence = match self.whose {
            Whose::Mine if !self.any => w.none_mine,
            Whose::All if !self.any => w.none_all,
            _ if self.unfinished => w.none_so_far,
            _ if self.previous.is_some() => w.no_more,
            _ if self.filter.is_default() => w.none_ahead,
            _ => w.none_fits,
        };
        html! {
            div.empty {
                p { (sentence) }
                @if !self.any {
                    a.button href=(paths::NEW_BOOKING) { (icon(Icon::Plus)) (w.first_booking) }
                } @else if !self.filter.is_default() {
                    a.button href=(self.path()) { (icon(Icon::Cross)) (w.clear) }
                } @else {
                    a.button href=(Filter { times: Times::Past, ..Filter::default() }.address(self.path())) { (w.show_past) }
                }
            }
        }
    }

    fn pages(&self) -> Markup {
        let w = &self.frame.words().list;
        let link = |field, cursor: &str| {
            let mut parameters = self.filter.parameters();
            parameters.push((field, cursor.to_owned()));
            paths::with(self.path(), &parameters)
        };
        let next = if self.unfinished { w.search_on } else { w.next };
        html! {
            @if self.previous.is_some() || self.next.is_some() {
                nav.pages aria-label=(w.pages) {
                    @if let Some(cursor) = &self.previous {
                        a.button rel="prev" href=(link(fields::BEFORE, cursor)) { (icon(Icon::Left)) (w.previous) }
                    }
                    @if let Some(cursor) = &self.next {
                        a.button.onward rel="next" href=(link(fields::CURSOR, cursor)) { (next) (icon(Icon::Right)) }
                    }
                }
            }
        }
    }

    fn downloads(&self) -> Markup {
        let w = &self.frame.words().list;
        let table = match self.whose {
            Whose::Mine => Some(paths::MY_BOOKINGS_TABLE),
            Whose::All => Some(paths::BOOKINGS_TABLE).filter(|_| self.frame.is_administrator()),
        };
        html! {
            div.downloads {
                @if let Some(table) = table.filter(|_| self.any) {
                    p.hint { a href=(self.filter.address(table)) { (w.csv) } " " (w.csv_hint) }
                }
                @if self.whose == Whose::Mine {
                    p.hint { a href=(paths::MY_EXPORT) { (w.export) } " " (w.export_hint) }
                }
            }
        }
    }
}

/// What a card tells of a stay.
pub(super) struct Card<'a> {
    /// Where it leads, for whoever may see that.
    pub(super) to: Option<BookingId>,
    pub(super) stay: Stay,
    pub(super) persons: u16,
    pub(super) member: Option<&'a str>,
    pub(super) places: String,
    pub(super) status: Status,
    /// Whether the stay has ended.
    pub(super) over: bool,
}

/// A booking as a card that leads to it. `over` says whether its stay has ended.
pub(super) fn card(language: Language, entry: &Entry, member: Option<&str>, over: bool) -> Markup {
    let card = Card {
        to: Some(entry.booking),
        stay: entry.stay,
        persons: entry.persons,
        member,
        places: entry.places.join(", "),
        status: entry.status,
        over,
    };
    card.render(language)
}

impl Card<'_> {
    pub(super) fn render(&self, language: Language) -> Markup {
        html! {
            a.card href=[self.to.map(paths::booking)] {
                span.when {
                    b { (dates::stay(language, self.stay)) }
                    small { (counts::stay(language, self.stay.nights(), self.persons)) }
                }
                span.what {
                    @if let Some(member) = self.member { b { (member) } }
                    small { (self.places) }
                }
                (chip(language, self.status, self.over))
            }
        }
    }
}

/// A status as a coloured word with a sign. A confirmed stay that is over counts as completed.
pub(super) fn chip(language: Language, status: Status, over: bool) -> Markup {
    let (class, sign, word) = match status {
        Status::Confirmed if over => ("past", Icon::Check, names::completed(language)),
        Status::Confirmed => ("ok", Icon::Check, names::status(language, status)),
        Status::Pending => ("ask", Icon::Clock, names::status(language, status)),
        Status::Declined | Status::Cancelled => {
            ("no", Icon::Cross, names::status(language, status))
        }
    };
    html! { span.chip.(class) { (icon(sign)) (word) } }
}
