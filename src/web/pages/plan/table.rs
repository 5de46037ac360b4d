//! The table of the Belegungsplan: columns of half days, a group of rows for each accommodation.
//! Never computes where a bar lies: `geometry` does.

use super::{
    Bar, PlanPage, Row, View, day_class,
    geometry::{Piece, Window},
    holiday_on, load_class,
};
use crate::{
    app::views::Load,
    domain::{booking::Status, time::Stay},
    web::pages::{
        icons::{Icon, icon},
        paths,
    },
    words::{counts, dates, holidays, names},
};
use jiff::civil::Date;
use maud::{Markup, html};

/// Columns of one day: its morning and its afternoon.
const HALVES: u16 = 2;
/// Widest bars, in half days, with room for nothing but the beginning of a name, and without room for a sign beside name
/// and number: in a month, and in three, where days are narrower.
const TIGHT_HALVES: (u16, u16) = (2, 4);
const TIGHT_HALVES_OF_THREE: (u16, u16) = (3, 6);

impl PlanPage {
    pub(super) fn table(&self, window: Window) -> Markup {
        let quarter = self.view == View::Quarter;
        let w = &self.frame.words().script;
        html! {
            table.plan.quarter[quarter] data-from=(window.first()) data-days=(window.days()) aria-labelledby="month"
                data-night=(w.night) data-nights=(w.nights) data-keys=(w.keys) {
                colgroup {
                    col.names;
                    col span=(window.days() * HALVES);
                }
                (self.head(window))
                @for row in &self.rows { (self.row(row, window)) }
                (self.foot(window))
            }
        }
    }

    fn day_class(&self, date: Date) -> Option<&'static str> {
        day_class(date, self.today, &self.holidays)
    }

    fn head(&self, window: Window) -> Markup {
        let language = self.frame.language;
        let w = &self.frame.words().plan;
        let months = window.months_of();
        let several = months.len() > 1;
        html! {
            thead {
                @if several {
                    tr.of-month {
                        th.names scope="col" rowspan="3" { (w.accommodation) }
                        @for (first, days) in months {
                            th scope="colgroup" colspan=(days * HALVES) { span { (dates::month(language, first)) } }
                        }
                    }
                }
                tr.weeks {
                    @if !several { th.names scope="col" rowspan="2" { (w.accommodation) } }
                    @for (number, days) in window.weeks() {
                        td colspan=(days * HALVES) {
                            abbr title={ (w.week_long) " " (number) } {
                                // A week cut to one day has no room for both letters and number.
                                @if days > 1 { (w.week) " " }
                                (number)
                            }
                        }
                    }
                }
                tr.days { @for date in window.dates() { (self.day(date)) } }
            }
        }
    }

    fn day(&self, date: Date) -> Markup {
        let language = self.frame.language;
        let today = date == self.today;
        let id = if today {
            Some("today")
        } else {
            (date == self.date).then_some("day")
        };
        let holiday = holiday_on(date, &self.holidays).map(|it| holidays::holiday(language, it));
        html! {
            th class=[self.day_class(date)] scope="col" colspan=(HALVES) title=[holiday]
                id=[id] aria-current=[today.then_some("date")] {
                span {
                    (dates::weekday_short(language, date.weekday()))
                    @if holiday.is_some() { i aria-hidden="true" { "•" } }
                }
                " "
                b { (date.day()) }
                @if today { span.sr { " (" (self.frame.words().plan.is_today) ")" } }
                @if let Some(name) = holiday { span.sr { " (" (name) ")" } }
            }
        }
    }

    /// Persons in each night against the places of the whole house.
    fn foot(&self, window: Window) -> Markup {
        let w = &self.frame.words().plan;
        let load = |night| {
            self.rows.iter().fold(Load::default(), |load, row| {
                load.and(row.persons(night), row.capacity, row.active)
            })
        };
        let places = load(window.first()).places;
        html! {
            tfoot {
                tr.load {
                    th.names scope="row" { (if self.tells_names() { w.persons } else { w.taken_places }) " " small { (w.of_places(places)) } }
                    @for date in window.dates() {
                        @let load = load(date);
                        @let classes = [load_class(load), self.day_class(date)];
                        td colspan=(HALVES) class=(classes.into_iter().flatten().collect::<Vec<_>>().join(" ")) {
                            (load.persons)
                        }
                    }
                }
            }
        }
    }

    fn row(&self, row: &Row, window: Window) -> Markup {
        let held: Vec<_> = row.held().collect();
        let stays: Vec<Stay> = held.iter().map(|bar| bar.stay).collect();
        let lanes = window.lanes(&stays);
        let places = counts::places(self.frame.language, u16::from(row.capacity));
        html! {
            tbody data-place=[(row.active && self.can_book()).then_some(row.accommodation)] {
                @for (number, lane) in lanes.iter().enumerate() {
                    tr {
                        @if number == 0 {
                            th.names scope="rowgroup" rowspan=(lanes.len() + 1) {
                                span.name { (icon(Icon::of(row.kind))) span { (row.name) } }
                                small { (places) }
                            }
                        }
                        @for piece in lane {
                            @match *piece {
                                Piece::Day(date) => { td colspan=(HALVES) class=[self.day_class(date)] {} }
                                Piece::Morning(date) => { td class=[self.day_class(date)] {} }
                                Piece::Afternoon(date) => { td.a.(self.day_class(date).unwrap_or("d")) {} }
                                Piece::Bar { stay, halves, from_before, to_after } => {
                                    td.b colspan=(halves) { (self.bar(held[stay], halves, from_before, to_after)) }
                                }
                            }
                        }
                    }
                }
                tr.free { (self.free_cells(row, window)) }
            }
        }
    }

    fn bar(&self, bar: &Bar, halves: u16, from_before: bool, to_after: bool) -> Markup {
        // Said to the pointer and to a screen reader alike: what is drawn tells neither the days nor the status in words.
        let in_words = self.in_words(bar);
        // What leads nowhere, as in the past and for visitors, is a picture with that sentence.
        let leads_to = bar.booking.filter(|_| self.can_book());
        let (tiny, short) = match self.view {
            View::Quarter => TIGHT_HALVES_OF_THREE,
            _ => TIGHT_HALVES,
        };
        let names = self.tells_names();
        let tiny = names && halves <= tiny;
        let class = if names { bar.class(self.today) } else { "ok" };
        let sign = match bar.status {
            Status::Pending => Icon::Clock,
            _ if bar.mine => Icon::Person,
            _ => Icon::Check,
        };
        html! {
            a.bar.(class).tiny[tiny].mine[bar.mine].before[from_before].after[to_after]
                href=[leads_to.map(paths::booking)]
                role=[leads_to.is_none().then_some("img")] title=(in_words) aria-label=(in_words) {
                @if halves > short && names { (icon(sign)) }
                // Of what says no name, the number says more than the beginning of a word.
                @if halves > short || names { span { (bar.guest) } }
                " "
                b { (bar.persons) }
            }
        }
    }

    /// A stay as a sentence: who and how many, as it is drawn, so that it can be called by that; when, and how it stands.
    fn in_words(&self, bar: &Bar) -> String {
        let language = self.frame.language;
        if !self.tells_names() {
            let places = counts::places(language, u16::from(bar.persons));
            return format!(
                "{}, {places}: {}",
                bar.guest,
                dates::stay(language, bar.stay)
            );
        }
        let status = if bar.class(self.today) == "past" {
            names::completed(language)
        } else {
            names::status(language, bar.status)
        };
        format!(
            "{}, {}: {}, {} ({status})",
            bar.guest,
            counts::persons(language, u16::from(bar.persons)),
            dates::stay(language, bar.stay),
            counts::nights(language, bar.stay.nights()),
        )
    }

    fn free_cells(&self, row: &Row, window: Window) -> Markup {
        let w = &self.frame.words().plan;
        let capacity = u16::from(row.capacity);
        html! {
            @if !row.active {
                td.closed colspan=(window.days() * HALVES) { span { (icon(Icon::Cross)) (w.closed) } }
            } @else {
                @for date in window.dates() {
                    @let free = row.free(date);
                    td colspan=(HALVES) class=[self.day_class(date)] {
                        @if free == 0 {
                            span.none role="img" title=(w.none_free(&dates::night(self.frame.language, date), capacity)) { "–" }
                        } @else if date < self.today || !self.can_book() {
                            (free)
                        } @else {
                            a class=[(free < capacity).then_some("part")] href=(paths::new_booking(date, row.accommodation))
                                aria-label=(w.free_of(&dates::night(self.frame.language, date), free, capacity)) {
                                (free)
                            }
                        }
                    }
                }
            }
        }
    }
}
