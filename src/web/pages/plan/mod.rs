//! The Belegungsplan: accommodations as rows, the days of a month as columns, one bar for each stay.
//! Never decides what holds a place or how many: [`Status::holds_capacity`] does, and rows bring their capacity.

mod agenda;
mod geometry;
mod table;

use super::{
    fields,
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::{
    domain::{
        accommodation::Kind,
        booking::Status,
        ids::{AccommodationId, BookingId},
        time::Stay,
    },
    web::words::{dates, names},
};
use geometry::Month;
use jiff::civil::Date;
use maud::{Markup, html};

/// The Belegungsplan of one month.
#[derive(Debug, Clone)]
pub struct PlanPage {
    /// What every page has.
    pub frame: Frame,
    /// Any date of the month that is shown.
    pub month: Date,
    /// Today at the house.
    pub today: Date,
    /// The accommodations in the order they are shown: all open ones, and closed ones with stays in this month.
    pub rows: Vec<Row>,
}

/// An accommodation and who sleeps there.
#[derive(Debug, Clone)]
pub struct Row {
    /// Which one.
    pub accommodation: AccommodationId,
    /// Its name.
    pub name: String,
    /// What kind of place it is.
    pub kind: Kind,
    /// How many persons can sleep there.
    pub capacity: u8,
    /// Whether it can be booked.
    pub active: bool,
    /// Stays that touch the month, by day of departure at the earliest on the 1st; others are left out.
    pub bars: Vec<Bar>,
}

/// A stay in one accommodation.
#[derive(Debug, Clone)]
pub struct Bar {
    /// Which booking.
    pub booking: BookingId,
    /// First and last name of the member.
    pub guest: String,
    /// Persons in this accommodation.
    pub persons: u8,
    /// The nights.
    pub stay: Stay,
    /// Where the booking stands; those that hold no place are not drawn.
    pub status: Status,
    /// Whether it is the reader's own.
    pub mine: bool,
}

impl Row {
    /// Bars that are drawn: those that hold their places.
    fn held(&self) -> impl Iterator<Item = &Bar> {
        self.bars.iter().filter(|bar| bar.status.holds_capacity())
    }

    /// Free places in the night that begins on a date.
    fn free(&self, night: Date) -> u16 {
        let sleeps_here = |bar: &&Bar| bar.stay.arrival() <= night && night < bar.stay.departure();
        let taken: u16 = self
            .held()
            .filter(sleeps_here)
            .map(|bar| u16::from(bar.persons))
            .sum();
        u16::from(self.capacity).saturating_sub(taken)
    }
}

impl Bar {
    /// How it is drawn: as asked for, as confirmed, as over.
    fn class(&self, today: Date) -> &'static str {
        if self.status == Status::Pending {
            "ask"
        } else if self.stay.ended_by(today) {
            "past"
        } else {
            "ok"
        }
    }
}

impl PlanPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().plan;
        let month = Month::of(self.month);
        let name = dates::month(self.frame.language, month.first());
        let content = html! {
            div.plan-head {
                h1 #month { span.eyebrow { (w.title) " " } (name) }
                (self.toolbar(month))
            }
            @if self.rows.is_empty() {
                div.empty {
                    p { (w.no_accommodations) }
                    @if self.frame.is_administrator() {
                        a.button.primary href=(paths::ACCOMMODATIONS) { (icon(Icon::Plus)) (w.add_accommodations) }
                    }
                }
            } @else {
                div.plan-scroll role="region" aria-label=(w.scroll) tabindex="0" { (self.table(month)) }
                (self.legend())
                (self.agenda(month))
            }
        };
        self.frame.page(
            Place::Plan,
            Width::Full,
            &format!("{} {name}", w.title),
            &content,
        )
    }

    fn toolbar(&self, month: Month) -> Markup {
        let w = &self.frame.words().plan;
        let name = |date| dates::month(self.frame.language, date);
        let (previous, next) = (month.previous(), month.next());
        let (before, after) = (w.previous(&name(previous)), w.next(&name(next)));
        html! {
            div.toolbar {
                nav.months aria-label=(w.months) {
                    a.button.square rel="prev" href=(paths::plan_on(previous)) aria-label=(before) title=(before) {
                        (icon(Icon::Left))
                    }
                    a.button href={ (paths::PLAN) "#today" } { (w.today) }
                    a.button.square rel="next" href=(paths::plan_on(next)) aria-label=(after) title=(after) {
                        (icon(Icon::Right))
                    }
                }
                form.jump method="get" action=(paths::PLAN) role="search" {
                    label for=(fields::DATE) { (w.jump) }
                    input id=(fields::DATE) name=(fields::DATE) type="date" required value=(month.first());
                    button type="submit" { (self.frame.words().frame.show) }
                }
                a.button.primary href=(paths::NEW_BOOKING) { (icon(Icon::Plus)) (w.new_booking) }
            }
        }
    }

    fn legend(&self) -> Markup {
        let w = &self.frame.words().plan;
        let language = self.frame.language;
        let status = |status| names::status(language, status);
        html! {
            section.legend aria-labelledby="legend" {
                h2 #legend { (w.legend) }
                ul {
                    li { span.bar.ok { (icon(Icon::Check)) } (status(Status::Confirmed)) }
                    li { span.bar.ask { (icon(Icon::Clock)) } (status(Status::Pending)) }
                    li { span.bar.past { (icon(Icon::Check)) } (names::completed(language)) }
                    li { span.bar.ok.mine { (icon(Icon::Person)) } (w.legend_mine) }
                    li { span.free { "2" } (w.legend_free) }
                    li { span.free.none { "–" } (w.legend_full) }
                }
                p.hint { (w.night_means) }
            }
        }
    }
}
