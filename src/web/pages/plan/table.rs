//! The table of the Belegungsplan: columns of half days, a group of rows for each accommodation.
//! Never computes where a bar lies: `geometry` does.

use super::{
    Bar, PlanPage, Row,
    geometry::{Month, Piece},
};
use crate::{
    domain::{booking::Status, time::Stay},
    web::{
        pages::{
            icons::{Icon, icon},
            paths,
        },
        words::{counts, dates, names},
    },
};
use jiff::civil::{Date, Weekday};
use maud::{Markup, html};

/// Columns of one day: its morning and its afternoon.
const HALVES: u16 = 2;
/// Widest bar, in half days, with room for nothing but the beginning of a name.
const TINY_HALVES: u16 = 2;
/// Widest bar, in half days, without room for a sign beside name and number.
const SHORT_HALVES: u16 = 4;

impl PlanPage {
    pub(super) fn table(&self, month: Month) -> Markup {
        let w = &self.frame.words().script;
        html! {
            table.plan data-from=(month.first()) data-night=(w.night) data-nights=(w.nights) data-keys=(w.keys) {
                colgroup {
                    col.names;
                    col span=(month.days() * HALVES);
                }
                (self.head(month))
                @for row in &self.rows { (self.row(row, month)) }
            }
        }
    }

    /// The class of what stands in the column of a day, if the day is a special one.
    fn day_class(&self, date: Date) -> Option<&'static str> {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        match (date == self.today, weekend) {
            (true, _) => Some("now"),
            (false, true) => Some("we"),
            (false, false) => None,
        }
    }

    fn head(&self, month: Month) -> Markup {
        let language = self.frame.language;
        let w = &self.frame.words().plan;
        html! {
            thead {
                tr.weeks {
                    th.names scope="col" rowspan="2" { (w.accommodation) }
                    @for (number, days) in month.weeks() {
                        td colspan=(days * HALVES) {
                            abbr title={ (w.week_long) " " (number) } {
                                // A week cut to one day has no room for both letters and number.
                                @if days > 1 { (w.week) " " }
                                (number)
                            }
                        }
                    }
                }
                tr.days {
                    @for date in month.dates() {
                        @let today = date == self.today;
                        th class=[self.day_class(date)] scope="col" colspan=(HALVES)
                            id=[today.then_some("today")] aria-current=[today.then_some("date")] {
                            span { (dates::weekday_short(language, date.weekday())) }
                            " "
                            b { (date.day()) }
                            @if today { span.sr { " (" (w.is_today) ")" } }
                        }
                    }
                }
            }
        }
    }

    fn row(&self, row: &Row, month: Month) -> Markup {
        let held: Vec<_> = row.held().collect();
        let stays: Vec<Stay> = held.iter().map(|bar| bar.stay).collect();
        let lanes = month.lanes(&stays);
        let places = counts::places(self.frame.language, u16::from(row.capacity));
        html! {
            tbody data-place=[row.active.then_some(row.accommodation)] {
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
                tr.free { (self.free_cells(row, month)) }
            }
        }
    }

    fn bar(&self, bar: &Bar, halves: u16, from_before: bool, to_after: bool) -> Markup {
        let language = self.frame.language;
        let room = if halves <= TINY_HALVES {
            "tiny"
        } else if halves <= SHORT_HALVES {
            "short"
        } else {
            "long"
        };
        let sign = match bar.status {
            Status::Pending => Icon::Clock,
            _ if bar.mine => Icon::Person,
            _ => Icon::Check,
        };
        html! {
            a.bar.(bar.class(self.today)).(room).mine[bar.mine].before[from_before].after[to_after]
                href=(paths::booking(bar.booking)) title=(self.in_words(bar)) {
                @if halves > SHORT_HALVES { (icon(sign)) }
                span { (bar.guest) }
                b { (bar.persons) }
                span.sr {
                    " " (counts::persons(language, u16::from(bar.persons)))
                    ", " (names::status(language, bar.status))
                }
            }
        }
    }

    /// A stay as a sentence: who, when, how many, what it stands for.
    fn in_words(&self, bar: &Bar) -> String {
        let language = self.frame.language;
        let status = if bar.class(self.today) == "past" {
            names::completed(language)
        } else {
            names::status(language, bar.status)
        };
        format!(
            "{}: {}, {} ({status})",
            bar.guest,
            dates::stay(language, bar.stay),
            counts::stay(language, bar.stay.nights(), u16::from(bar.persons)),
        )
    }

    fn free_cells(&self, row: &Row, month: Month) -> Markup {
        let w = &self.frame.words().plan;
        let capacity = u16::from(row.capacity);
        html! {
            @if !row.active {
                td.closed colspan=(month.days() * HALVES) { (w.closed) }
            } @else {
                @for date in month.dates() {
                    @let free = row.free(date);
                    td colspan=(HALVES) class=[self.day_class(date)] {
                        @if free == 0 {
                            span.none title=(w.none_free(&dates::night(self.frame.language, date), capacity)) { "–" }
                        } @else if date < self.today {
                            (free)
                        } @else {
                            a.part[free < capacity] href=(paths::new_booking(date, row.accommodation))
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
