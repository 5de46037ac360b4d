//! Requests that wait for a decision, each with what is needed to make it: room, who asked first, nights so far.
//! Never says which answer is right.

use super::{
    bookings::{Entry, Filter, Person, Times},
    fields,
    form::hidden,
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths::{self, BookingAction},
};
use crate::{
    domain::ids::{PersonId, Version},
    words::{counts, dates},
};
use jiff::civil::DateTime;
use maud::{Markup, html};

/// The requests that wait.
#[derive(Debug, Clone)]
pub struct RequestsPage {
    /// What every page has.
    pub frame: Frame,
    /// The year whose nights are told of each member.
    pub year: i16,
    /// How many wait, on all pages.
    pub waiting: u64,
    /// Those of this page, the first to ask first.
    pub requests: Vec<Request>,
    /// The page before ends before this one, if there is one.
    pub previous: Option<String>,
    /// The page after begins with this one, if there is one.
    pub next: Option<String>,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is asked for.
    pub entry: Entry,
    /// Who asks.
    pub person: PersonId,
    /// The version that is looked at.
    pub version: Version,
    /// When it was asked, by the clocks of the house.
    pub asked: DateTime,
    /// What was said.
    pub note: Option<String>,
    /// Whether there is room.
    pub room: Room,
    /// Whether others who wait ask for the same places at that time.
    pub rivals: bool,
    /// Those of them who asked earlier, if there are some.
    pub earlier: Option<Earlier>,
    /// Nights of this year that are confirmed already.
    pub nights: u64,
}

/// Whether there is room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// On all nights.
    Enough,
    /// Not on so many nights.
    Short(u16),
    /// It cannot be decided at all now.
    Unknown,
}

/// Who asked earlier.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The very first.
    pub name: String,
    /// How many, with the first.
    pub count: u64,
}

impl RequestsPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().requests;
        let content = html! {
            div.head { div { h1 { (w.title) } p.hint { (w.intro) } } }
            @if self.requests.is_empty() {
                div.empty { p { (w.none) } }
            } @else {
                p.hint.counted role="status" { (w.waiting(self.waiting)) }
                ul.cards.waiting aria-label=(w.title) {
                    @for request in &self.requests { li { (self.request(request)) } }
                }
            }
            (self.pages())
        };
        self.frame
            .page(Place::Requests, Width::Normal, w.title, &content)
    }

    fn request(&self, request: &Request) -> Markup {
        let language = self.frame.language;
        let entry = &request.entry;
        html! {
            article.sheet.request aria-labelledby=(entry.booking) {
                div {
                    h2 #(entry.booking) {
                        a href=(paths::booking(entry.booking)) { (entry.member) ", " (dates::stay(language, entry.stay)) }
                    }
                    p { (counts::stay(language, entry.stay.nights(), entry.persons)) " – " (entry.places.join(", ")) }
                    @if let Some(note) = &request.note { p.note { (note) } }
                }
                (self.essentials(request))
                (self.steps(request))
            }
        }
    }

    fn essentials(&self, request: &Request) -> Markup {
        let w = &self.frame.words().requests;
        let asked = dates::moment(self.frame.language, request.asked);
        html! {
            ul.essentials {
                @match request.room {
                    Room::Enough => li.yes { (icon(Icon::Check)) span { (w.room) } },
                    Room::Short(nights) => li.short { (icon(Icon::Warning)) span { (w.short(nights)) } },
                    Room::Unknown => {},
                }
                @if let Some(earlier) = &request.earlier {
                    li.short { (icon(Icon::Clock)) span { (w.earlier(earlier.count, &earlier.name)) } }
                } @else {
                    li { (icon(Icon::Clock)) span { (if request.rivals { w.first } else { w.alone }) } }
                }
                li { (icon(Icon::Moon)) span { (w.nights_of(self.year, request.nights)) } }
                li { (icon(Icon::Calendar)) span { (w.asked) ": " (asked) } }
            }
        }
    }

    fn steps(&self, request: &Request) -> Markup {
        let w = &self.frame.words();
        let booking = request.entry.booking;
        let theirs = Filter {
            times: Times::Any,
            person: Some(Person {
                person: request.person,
                name: String::new(),
            }),
            ..Filter::default()
        };
        let confirm = BookingAction::Confirm;
        html! {
            div.row {
                @if request.room == Room::Enough {
                    form method="post" action=(paths::booking_action(booking, confirm)) {
                        (hidden(&self.frame.token, &format!("{}-{booking}", confirm.segment()), Some(request.version)))
                        button.primary type="submit" aria-describedby=(booking) { (icon(Icon::Check)) (w.detail.confirm) }
                    }
                }
                a.button href=(paths::booking(booking)) aria-describedby=(booking) { (w.requests.look) }
                a.aside href=(theirs.address(paths::BOOKINGS)) { (w.requests.others) }
            }
        }
    }

    fn pages(&self) -> Markup {
        let w = &self.frame.words().list;
        let link =
            |field, cursor: &String| paths::with(paths::REQUESTS, &[(field, cursor.clone())]);
        html! {
            @if self.previous.is_some() || self.next.is_some() {
                nav.pages aria-label=(w.pages) {
                    @if let Some(cursor) = &self.previous {
                        a.button rel="prev" href=(link(fields::BEFORE, cursor)) { (icon(Icon::Left)) (w.previous) }
                    }
                    @if let Some(cursor) = &self.next {
                        a.button.onward rel="next" href=(link(fields::CURSOR, cursor)) { (w.next) (icon(Icon::Right)) }
                    }
                }
            }
        }
    }
}
