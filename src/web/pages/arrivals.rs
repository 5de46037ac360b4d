//! Who comes, who leaves and who stays, day by day: to be looked at, printed and ticked off.
//! Never decides who is here: it is given the days.

use super::{
    fields,
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::{
    domain::{ids::BookingId, time::Stay, time::count_nights},
    words::{counts, dates},
};
use jiff::{ToSpan, civil::Date};
use maud::{Markup, html};

/// The list of arrivals and departures.
#[derive(Debug, Clone)]
pub struct ArrivalsPage {
    /// What every page has.
    pub frame: Frame,
    /// Today at the house.
    pub today: Date,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Every day from the first to the last.
    pub days: Vec<Day>,
}

/// One day.
#[derive(Debug, Clone)]
pub struct Day {
    /// Which day.
    pub date: Date,
    /// Those who leave.
    pub departing: Vec<Guest>,
    /// Those who come.
    pub arriving: Vec<Guest>,
    /// Those who slept here and sleep here again.
    pub staying: Vec<Guest>,
    /// Persons in the night that begins on this day.
    pub persons_at_night: u16,
}

/// One booking on a day.
#[derive(Debug, Clone)]
pub struct Guest {
    /// Which one.
    pub booking: BookingId,
    /// First and last name of the member.
    pub name: String,
    /// The nights.
    pub stay: Stay,
    /// All persons together.
    pub persons: u16,
    /// Accommodations with their persons.
    pub places: String,
    /// Whether nobody has said yes yet.
    pub pending: bool,
    /// What was said, where the reader may know.
    pub note: Option<String>,
}

impl Day {
    const fn is_empty(&self) -> bool {
        self.departing.is_empty() && self.arriving.is_empty() && self.staying.is_empty()
    }
}

impl ArrivalsPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().arrivals;
        let language = self.frame.language;
        let days = self.frame.words().list.from_to(
            &dates::date(language, self.from),
            &dates::date(language, self.until),
        );
        let content = html! {
            div.head.upright {
                div {
                    h1 { (w.title) }
                    p.hint { (days) ". " (w.as_of(&dates::date(language, self.today))) "." }
                }
            }
            (self.toolbar())
            div.sheet.scroll {
                // The role stays when very big letters put the parts of a row below each other.
                table.list.rota role="table" {
                    caption.sr { (w.title) ", " (days) }
                    thead.sr {
                        tr {
                            th scope="col" { (w.done) } th scope="col" { (w.what) }
                            th scope="col" { (w.who) } th scope="col" { (w.where_) }
                        }
                    }
                    @for day in &self.days { (self.day(day)) }
                }
            }
            p.hint.on-screen { (w.print_hint) }
        };
        self.frame
            .page(Place::Arrivals, Width::Normal, w.title, &content)
    }

    fn toolbar(&self) -> Markup {
        let w = &self.frame.words().arrivals;
        let length = i32::from(count_nights(self.from, self.until));
        let moved = |days: i32| {
            let day = |date: Date| date.saturating_add(days.days()).to_string();
            let parameters = [
                (fields::FROM, day(self.from)),
                (fields::UNTIL, day(self.until)),
            ];
            paths::with(paths::ARRIVALS, &parameters)
        };
        let input = |field: &str, label: &str, date: Date| {
            html! {
                div.field {
                    label for=(field) { (label) }
                    input id=(field) name=(field) type="date" required value=(date);
                }
            }
        };
        html! {
            div.toolbar.span {
                nav.months aria-label=(w.days) {
                    a.button.square rel="prev" href=(moved(-length - 1)) aria-label=(w.previous) title=(w.previous) {
                        (icon(Icon::Left))
                    }
                    a.button href=(paths::ARRIVALS) { (w.today) }
                    a.button.square rel="next" href=(moved(length + 1)) aria-label=(w.next) title=(w.next) {
                        (icon(Icon::Right))
                    }
                }
                form.filter method="get" action=(paths::ARRIVALS) role="search" aria-label=(w.days) {
                    (input(fields::FROM, w.from, self.from))
                    (input(fields::UNTIL, w.to, self.until))
                    button type="submit" { (self.frame.words().frame.show) }
                }
            }
        }
    }

    fn day(&self, day: &Day) -> Markup {
        let w = &self.frame.words().arrivals;
        let language = self.frame.language;
        let tonight = counts::persons(language, day.persons_at_night);
        html! {
            tbody {
                tr.day {
                    th scope="rowgroup" colspan="4" {
                        h2 {
                            (dates::long(language, day.date))
                            @if day.date == self.today { " " span.chip.ok { (w.today) } }
                        }
                        small {
                            @if day.persons_at_night > 0 { (w.tonight(&tonight)) }
                            @else if day.is_empty() { (w.nobody) }
                            @else { (w.nobody_at_night) }
                        }
                    }
                }
                @for guest in &day.departing { (self.line(w.departing, false, guest)) }
                @for guest in &day.arriving { (self.line(w.arriving, true, guest)) }
                @if !day.staying.is_empty() { (self.staying(day)) }
            }
        }
    }

    /// One who comes or goes, with a box to tick. A note is for the day somebody comes.
    fn line(&self, what: &str, comes: bool, guest: &Guest) -> Markup {
        let language = self.frame.language;
        let (class, sign) = if comes {
            ("comes", Icon::Right)
        } else {
            ("goes", Icon::Left)
        };
        html! {
            tr.(class) {
                td.tick { span.box aria-hidden="true" {} }
                td.what { (icon(sign)) (what) }
                td.who {
                    (self.name(guest)) " "
                    small {
                        (counts::stay(language, guest.stay.nights(), guest.persons))
                        @if comes { ", " (self.until(guest)) }
                    }
                    @if let Some(note) = guest.note.as_ref().filter(|_| comes) { p.note { (note) } }
                }
                td { (guest.places) }
            }
        }
    }

    /// Those who only stay, in few words: there is nothing to be done about them.
    fn staying(&self, day: &Day) -> Markup {
        let w = &self.frame.words().arrivals;
        html! {
            tr.stays {
                td.tick {}
                td.what { (w.staying) }
                td colspan="2" {
                    ul {
                        @for guest in &day.staying {
                            li { (self.name(guest)) " " small { (guest.places) ", " (self.until(guest)) } " " }
                        }
                    }
                }
            }
        }
    }

    fn name(&self, guest: &Guest) -> Markup {
        html! {
            a href=(paths::booking(guest.booking)) { (guest.name) }
            @if guest.pending { " " span.chip.ask { (icon(Icon::Clock)) (self.frame.words().arrivals.pending) } }
        }
    }

    fn until(&self, guest: &Guest) -> String {
        let day = dates::day(self.frame.language, guest.stay.departure());
        self.frame.words().list.until(&day)
    }
}
