//! Lists of bookings: one's own and everybody's, by status and time.
//! Never sorts or filters: it is given what it shows.

use super::{
    fields,
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::{
    domain::{booking::Status, house::Language, ids::BookingId, time::Stay},
    web::words::{counts, dates, names},
};
use jiff::civil::Date;
use maud::{Markup, html};

/// Values of [`fields::STATUS`], in the order of [`Status::ALL`].
pub const STATUS_VALUES: [&str; 4] = ["pending", "confirmed", "declined", "cancelled"];

/// A status as a value of [`fields::STATUS`].
pub const fn status_value(status: Status) -> &'static str {
    match status {
        Status::Pending => STATUS_VALUES[0],
        Status::Confirmed => STATUS_VALUES[1],
        Status::Declined => STATUS_VALUES[2],
        Status::Cancelled => STATUS_VALUES[3],
    }
}

/// The status with this value of [`fields::STATUS`].
pub fn status_of(value: &str) -> Option<Status> {
    Status::ALL.into_iter().find(|s| status_value(*s) == value)
}

/// Which stays are asked for, by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Times {
    /// Those that are not over.
    #[default]
    Upcoming,
    /// Those that are over.
    Past,
    /// All.
    Any,
}

impl Times {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Upcoming, Self::Past, Self::Any];

    /// As a value of [`fields::TIME`].
    pub const fn value(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::Past => "past",
            Self::Any => "all",
        }
    }

    /// The one with this value of [`fields::TIME`].
    pub fn of(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|times| times.value() == value)
    }
}

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
    /// The status that was asked for.
    pub status: Option<Status>,
    /// The time that was asked for.
    pub times: Times,
    /// The bookings, in the order to be shown.
    pub entries: Vec<Entry>,
    /// Cursor of the page before, if there is one.
    pub previous: Option<String>,
    /// Cursor of the page after, if there is one.
    pub next: Option<String>,
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
        let (title, place) = match (self.whose, self.status) {
            (Whose::Mine, _) => (w.mine, Place::MyBookings),
            (Whose::All, Some(Status::Pending)) => {
                (self.frame.words().frame.requests, Place::Requests)
            }
            (Whose::All, _) => (w.all, Place::AllBookings),
        };
        let content = html! {
            div.head {
                h1 { (title) }
                a.button.primary href=(paths::NEW_BOOKING) { (icon(Icon::Plus)) (self.frame.words().plan.new_booking) }
            }
            (self.filter())
            @if self.entries.is_empty() {
                div.empty {
                    p { (match self.whose { Whose::Mine => w.none_mine, Whose::All => w.none_all }) }
                    @if self.whose == Whose::Mine {
                        a.button href=(paths::NEW_BOOKING) { (icon(Icon::Plus)) (w.first_booking) }
                    }
                }
            } @else {
                ul.cards aria-label=(w.list) {
                    @for entry in &self.entries { li { (self.entry(entry)) } }
                }
            }
            (self.pages())
            @if self.whose == Whose::Mine {
                p.hint { a href=(paths::MY_EXPORT) { (w.export) } " " (w.export_hint) }
            }
        };
        self.frame.page(place, Width::Normal, title, &content)
    }

    const fn path(&self) -> &'static str {
        match self.whose {
            Whose::Mine => paths::MY_BOOKINGS,
            Whose::All => paths::BOOKINGS,
        }
    }

    fn filter(&self) -> Markup {
        let w = &self.frame.words().list;
        let language = self.frame.language;
        html! {
            form.filter method="get" action=(self.path()) role="search" aria-label=(w.filter) {
                div.field {
                    label for=(fields::TIME) { (w.time) }
                    select id=(fields::TIME) name=(fields::TIME) {
                        @for times in Times::ALL {
                            @let label = match times {
                                Times::Upcoming => w.upcoming,
                                Times::Past => w.past,
                                Times::Any => w.any_time,
                            };
                            option value=(times.value()) selected[times == self.times] { (label) }
                        }
                    }
                }
                div.field {
                    label for=(fields::STATUS) { (self.frame.words().detail.status) }
                    select id=(fields::STATUS) name=(fields::STATUS) {
                        option value="" { (w.any_status) }
                        @for status in Status::ALL {
                            option value=(status_value(status)) selected[self.status == Some(status)] {
                                (names::status(language, status))
                            }
                        }
                    }
                }
                button type="submit" { (self.frame.words().frame.show) }
            }
        }
    }

    fn entry(&self, entry: &Entry) -> Markup {
        let over = entry.stay.ended_by(self.today);
        let member = (self.whose == Whose::All).then_some(entry.member.as_str());
        card(self.frame.language, entry, member, over)
    }

    fn pages(&self) -> Markup {
        let w = &self.frame.words().list;
        let link = |cursor: &str| {
            let status = self.status.map_or("", status_value);
            format!(
                "{}?{}={}&{}={status}&{}={}",
                self.path(),
                fields::TIME,
                self.times.value(),
                fields::STATUS,
                fields::CURSOR,
                paths::encoded(cursor),
            )
        };
        html! {
            @if self.previous.is_some() || self.next.is_some() {
                nav.pages aria-label=(w.pages) {
                    @if let Some(cursor) = &self.previous {
                        a.button rel="prev" href=(link(cursor)) { (icon(Icon::Left)) (w.earlier) }
                    }
                    @if let Some(cursor) = &self.next {
                        a.button rel="next" href=(link(cursor)) { (w.later) (icon(Icon::Right)) }
                    }
                }
            }
        }
    }
}

/// A booking as a card that leads to it. `over` says whether its stay has ended.
pub(super) fn card(language: Language, entry: &Entry, member: Option<&str>, over: bool) -> Markup {
    html! {
        a.card href=(paths::booking(entry.booking)) {
            span.when {
                b { (dates::stay(language, entry.stay)) }
                small { (counts::stay(language, entry.stay.nights(), entry.persons)) }
            }
            span.what {
                @if let Some(member) = member { b { (member) } }
                small { (entry.places.join(", ")) }
            }
            (chip(language, entry.status, over))
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
