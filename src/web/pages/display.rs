//! What a tablet on the wall shows: who comes, stays and leaves today, what the next days bring, and two weeks at a
//! glance. Never shows full names, and never needs a hand: it comes anew by itself.

use super::{
    calendar::{Doing, Guests},
    fields,
    icons::{Icon, icon},
    layout::Frame,
    paths,
    plan::{
        Holidays, Row, day_class,
        geometry::{Piece, Window},
        holiday_on,
    },
};
use crate::{
    app::views::Load,
    domain::{booking::Status, time::Stay},
    words::{counts, dates, holidays},
};
use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use maud::{Markup, html};

/// Days of the plan in small, today the first.
pub const DAYS: u16 = 14;
/// Days after today whose arrivals and departures are told.
const NEXT_DAYS: i32 = 7;
/// Seconds until the page comes anew by itself, where somebody has chosen that: the script follows what changes anyway, and
/// a page that moves without being asked to is in the way of whoever reads slowly.
const REFRESH_SECONDS: u16 = 300;
/// Stays in one list up to which each may be large.
const FEW: usize = 3;
/// Columns of one day in the plan in small: its morning and its afternoon.
const HALVES: u16 = 2;
/// Widest bar of the plan in small, in half days, without room for a name.
const NAMELESS_HALVES: u16 = 2;

/// The display for the wall.
#[derive(Debug, Clone)]
pub struct DisplayPage {
    /// What every page has.
    pub frame: Frame,
    /// Whether it is to come anew by itself.
    pub renews: bool,
    /// What the clocks at the house show.
    pub now: DateTime,
    /// Today at the house.
    pub today: Date,
    /// The nights from today on, [`DAYS`] of them.
    pub loads: Vec<Load>,
    /// Stays that hold places and touch these days, with short names, in order of arrival.
    pub stays: Vec<Guests>,
    /// Accommodations with the same stays and names.
    pub rows: Vec<Row>,
    /// The public holidays of these days.
    pub holidays: Holidays,
}

impl DisplayPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().display;
        let language = self.frame.language;
        let clock = dates::moment(language, self.now);
        let live = self.frame.live.is_some();
        let content = html! {
            header #top data-live[live] {
                h1 {
                    span.eyebrow { (self.frame.house) " " }
                    (dates::long(language, self.today))
                    @if let Some(holiday) = holiday_on(self.today, &self.holidays) {
                        " " span.feast { (holidays::holiday(language, holiday)) }
                    }
                }
                (self.tonight())
            }
            main #content data-live[live] {
                div.today {
                    (self.list(Doing::Arrives, w.arriving))
                    (self.list(Doing::Stays, w.staying))
                    (self.list(Doing::Leaves, w.leaving))
                }
                (self.next_days())
                (self.two_weeks())
            }
            footer #end data-live[live] {
                a href=(paths::PLAN) { (w.back) }
                @if !self.renews {
                    noscript { a href={ (paths::DISPLAY) "?" (fields::RENEW) "=1" } { (w.renew) } }
                }
                p { (w.as_of(&clock)) }
            }
        };
        let refresh = self.renews.then_some(REFRESH_SECONDS);
        self.frame.bare_page(w.title, refresh, &content)
    }

    fn tonight(&self) -> Markup {
        let w = &self.frame.words().display;
        let tonight = self.loads.first().copied().unwrap_or_default();
        html! {
            p.tonight {
                @if tonight.places == 0 { (w.no_places) }
                @else if tonight.free == 0 { (icon(Icon::Moon)) (w.full_tonight) }
                @else { b { (tonight.free) } span { (w.of_places(tonight.places)) br; (w.free_tonight) } }
            }
        }
    }

    fn list(&self, doing: Doing, title: &str) -> Markup {
        let w = &self.frame.words().display;
        let of_today = |guests: &&Guests| guests.on(self.today) == Some(doing);
        let guests: Vec<&Guests> = self.stays.iter().filter(of_today).collect();
        html! {
            section.many[guests.len() > FEW] {
                h2 { (icon(doing.icon())) (title) }
                @if guests.is_empty() { p { (w.nobody) } } @else {
                    ul { @for guests in guests { li { (self.guests(guests)) } } }
                }
            }
        }
    }

    /// Who they are, how many, where, and whether nobody has said yes yet.
    fn guests(&self, guests: &Guests) -> Markup {
        let persons = counts::persons(self.frame.language, guests.persons);
        html! {
            b { (guests.name) } " "
            small { (persons) " · " (guests.places.join(", ")) }
            (self.asked(guests))
        }
    }

    fn asked(&self, guests: &Guests) -> Markup {
        html! {
            @if guests.status == Status::Pending {
                " " span.chip.ask { (icon(Icon::Clock)) (self.frame.words().display.asked) }
            }
        }
    }

    fn next_days(&self) -> Markup {
        let w = &self.frame.words().display;
        html! {
            section {
                h2 { (w.next_days) }
                ol.next-days { @for day in 1..=NEXT_DAYS { (self.next_day(day)) } }
            }
        }
    }

    fn next_day(&self, days: i32) -> Markup {
        let w = &self.frame.words().display;
        let language = self.frame.language;
        let day = self.today.saturating_add(days.days());
        let place = usize::try_from(days).unwrap_or(0);
        let load = self.loads.get(place).copied().unwrap_or_default();
        let holiday = holiday_on(day, &self.holidays);
        let changes: Vec<(Doing, &Guests)> = [Doing::Arrives, Doing::Leaves]
            .into_iter()
            .flat_map(|doing| {
                let does = move |guests: &&Guests| guests.on(day) == Some(doing);
                self.stays.iter().filter(does).map(move |it| (doing, it))
            })
            .collect();
        let c = &self.frame.words().calendar;
        html! {
            li class=[day_class(day, self.today, &self.holidays)] {
                h3 { (dates::weekday_short(language, day.weekday())) " " b { (dates::day(language, day)) } }
                @if let Some(holiday) = holiday { p.feast { (holidays::holiday(language, holiday)) } }
                @if load.places > 0 {
                    p.places { @if load.free == 0 { (w.full) } @else { b { (load.free) } " " (w.free) } }
                }
                @if changes.is_empty() { p.quiet { (w.quiet) } } @else {
                    ul {
                        @for (doing, guests) in changes {
                            li {
                                (icon(doing.icon()))
                                span.sr { (if doing == Doing::Arrives { c.arrives } else { c.leaves }) " " }
                                (guests.name) "\u{a0}" small { (guests.persons) }
                                @if guests.status == Status::Pending { " " (icon(Icon::Clock)) span.sr { (w.asked) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn two_weeks(&self) -> Markup {
        let w = self.frame.words();
        html! {
            @if !self.rows.is_empty() {
                section {
                    h2 { (w.display.two_weeks) }
                    // On a phone two weeks are wider than the window.
                    div.plan-scroll role="region" aria-label=(w.plan.scroll) tabindex="0" { (self.plan()) }
                }
            }
        }
    }

    fn plan(&self) -> Markup {
        let language = self.frame.language;
        let window = Window::days_from(self.today, DAYS);
        html! {
            table.plan {
                colgroup { col.names; col span=(DAYS * HALVES); }
                thead {
                    tr.days {
                        th.names scope="col" { (self.frame.words().plan.accommodation) }
                        @for day in window.dates() {
                            th scope="col" colspan=(HALVES) class=[day_class(day, self.today, &self.holidays)] {
                                span { (dates::weekday_short(language, day.weekday())) } " " b { (day.day()) }
                            }
                        }
                    }
                }
                @for row in &self.rows { (self.row(row, window)) }
            }
        }
    }

    fn row(&self, row: &Row, window: Window) -> Markup {
        let held: Vec<_> = row.held().collect();
        let stays: Vec<Stay> = held.iter().map(|bar| bar.stay).collect();
        let lanes = window.lanes(&stays);
        let class = |day| day_class(day, self.today, &self.holidays);
        html! {
            tbody {
                @for (number, lane) in lanes.iter().enumerate() {
                    tr {
                        @if number == 0 { th.names scope="rowgroup" rowspan=(lanes.len()) { (row.name) } }
                        @for piece in lane {
                            @match *piece {
                                Piece::Day(day) => { td colspan=(HALVES) class=[class(day)] {} }
                                Piece::Morning(day) => { td class=[class(day)] {} }
                                Piece::Afternoon(day) => { td.a.(class(day).unwrap_or("d")) {} }
                                Piece::Bar { stay, halves, from_before, to_after } => {
                                    td.b colspan=(halves) {
                                        span.bar.(held[stay].class(self.today)).before[from_before].after[to_after] {
                                            @if held[stay].status == Status::Pending {
                                                (icon(Icon::Clock)) span.sr { (self.frame.words().display.asked) " " }
                                            }
                                            span.sr[halves <= NAMELESS_HALVES] { (held[stay].guest) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
