//! The Belegungsplan: accommodations as rows, the days of a month or of three as columns, one bar for each stay.
//! Never decides what holds a place or how many: [`Status::holds_capacity`] does, and rows bring their capacity.

mod agenda;
pub(super) mod geometry;
mod past;
mod table;
mod view;

use super::{
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::{
    app::views::Load,
    domain::{
        accommodation::Kind,
        booking::Status,
        holidays::Holiday,
        house::Visitors,
        ids::{AccommodationId, BookingId},
        time::Stay,
    },
    words::{dates, holidays, names},
};
use jiff::civil::{Date, Weekday};
use maud::{Markup, html};

pub use past::{AsOf, Difference, Since};
pub use view::View;
pub(super) use view::{head, title};

/// Public holidays, each with its day, in order.
pub type Holidays = Vec<(Date, Holiday)>;

/// The Belegungsplan of a month or of three.
#[derive(Debug, Clone)]
pub struct PlanPage {
    /// What every page has.
    pub frame: Frame,
    /// A month or three.
    pub view: View,
    /// Any date of the month that is shown, or of the first one.
    pub date: Date,
    /// Today at the house.
    pub today: Date,
    /// The accommodations in the order they are shown: all open ones, and closed ones with stays here.
    pub rows: Vec<Row>,
    /// The public holidays of these months.
    pub holidays: Holidays,
    /// What is shown to whoever looks, if they are not signed in: then nothing in it leads to a booking.
    pub visitor: Option<Visitors>,
    /// Of when it is, if not of now. Then it is to be looked at only: nothing in it leads anywhere.
    pub as_of: Option<AsOf>,
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
    /// Stays that touch the months shown, by day of departure at the earliest on the 1st; others are left out.
    pub bars: Vec<Bar>,
}

/// A stay in one accommodation.
#[derive(Debug, Clone)]
pub struct Bar {
    /// Which booking, for whoever may see it.
    pub booking: Option<BookingId>,
    /// First and last name of the member, or that it is taken for whoever sees no names.
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
    pub(super) fn held(&self) -> impl Iterator<Item = &Bar> {
        self.bars.iter().filter(|bar| bar.status.holds_capacity())
    }

    /// Persons in the night that begins on a date.
    fn persons(&self, night: Date) -> u16 {
        let sleeps_here = |bar: &&Bar| bar.stay.arrival() <= night && night < bar.stay.departure();
        let sleepers = self.held().filter(sleeps_here);
        sleepers.map(|bar| u16::from(bar.persons)).sum()
    }

    /// Free places in the night that begins on a date.
    fn free(&self, night: Date) -> u16 {
        u16::from(self.capacity).saturating_sub(self.persons(night))
    }
}

impl Bar {
    /// How it is drawn: as asked for, as confirmed, as over.
    pub(super) fn class(&self, today: Date) -> &'static str {
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
        let (w, past) = (&self.frame.words().plan, &self.frame.words().past);
        let window = self.view.window(self.date);
        let content = html! {
            @if let Some(as_of) = &self.as_of {
                div.plan-head {
                    h1 #month { span.eyebrow { (past.title) " " } (dates::month(self.frame.language, window.first())) }
                    (self.steps(as_of))
                }
                (self.past_head(as_of))
            } @else {
                (head(&self.frame, self.view, self.date))
            }
            @if self.rows.is_empty() {
                div.empty {
                    p { @if self.as_of.is_some() { (past.nothing_then) } @else { (w.no_accommodations) } }
                    @if self.frame.is_administrator() && self.as_of.is_none() {
                        a.button.primary href=(paths::ACCOMMODATIONS) { (icon(Icon::Plus)) (w.add_accommodations) }
                    }
                }
            } @else {
                div.plan-scroll role="region" aria-label=(w.scroll) tabindex="0" { (self.table(window)) }
                (holiday_list(&self.frame, &self.holidays))
                (self.legend())
                @if self.as_of.is_none() && self.tells_names() { (self.agenda(window)) }
                @if self.can_book() {
                    p.hint.wallward { a href=(paths::DISPLAY) { (w.to_display) } " " (w.to_display_hint) }
                }
            }
            @if let Some(as_of) = &self.as_of { (self.since(as_of)) }
        };
        let (place, title) = if self.as_of.is_some() {
            let month = dates::month(self.frame.language, window.first());
            (Place::Past, format!("{} {month}", past.title))
        } else {
            (Place::Plan, title(&self.frame, self.view, self.date))
        };
        self.frame.page(place, Width::Full, &title, &content)
    }

    /// Whether whoever looks can book here: then what is free leads to the booking form.
    const fn can_book(&self) -> bool {
        self.as_of.is_none() && self.visitor.is_none()
    }

    /// Whether it is told who is there, and not only what is taken.
    const fn tells_names(&self) -> bool {
        matches!(self.visitor, None | Some(Visitors::Names))
    }

    fn legend(&self) -> Markup {
        let w = &self.frame.words().plan;
        let language = self.frame.language;
        let status = |status| names::status(language, status);
        html! {
            section.legend aria-labelledby="legend" {
                h2 #legend { (w.legend) }
                ul {
                    @if self.tells_names() {
                        li { span.bar.ok { (icon(Icon::Check)) } (status(Status::Confirmed)) }
                        li { span.bar.ask { (icon(Icon::Clock)) } (status(Status::Pending)) }
                        li { span.bar.past { (icon(Icon::Check)) } (names::completed(language)) }
                    } @else {
                        li { span.bar.ok { "2" } (w.legend_taken) }
                    }
                    @if self.visitor.is_none() { li { span.bar.ok.mine { (icon(Icon::Person)) } (w.legend_mine) } }
                    li { span.free { "2" } (if self.can_book() { w.legend_free } else { self.frame.words().past.legend_free }) }
                    li { span.free.none { "–" } (w.legend_full) }
                }
                p.hint { (w.night_means) }
                @if self.can_book() { p.hint { a href=(paths::ARRIVALS) { (w.arrivals) } } }
            }
        }
    }
}

/// Holidays in a line.
pub(super) fn holiday_list(frame: &Frame, holidays: &[(Date, Holiday)]) -> Markup {
    html! {
        @if !holidays.is_empty() {
            p.hint {
                b { (frame.words().plan.holidays) }
                @for (place, (on, holiday)) in holidays.iter().enumerate() {
                    @if place > 0 { " ·" }
                    " " (holidays::on_its_day(frame.language, *on, *holiday))
                }
            }
        }
    }
}

/// The class of what stands in the column of a day, if the day is a special one.
pub(super) fn day_class(
    date: Date,
    today: Date,
    holidays: &[(Date, Holiday)],
) -> Option<&'static str> {
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    if date == today {
        Some("now")
    } else if weekend || holiday_on(date, holidays).is_some() {
        Some("we")
    } else {
        None
    }
}

/// The holiday of a day among these.
pub(super) fn holiday_on(date: Date, holidays: &[(Date, Holiday)]) -> Option<Holiday> {
    let place = holidays.binary_search_by_key(&date, |(on, _)| *on).ok()?;
    holidays.get(place).map(|(_, holiday)| *holiday)
}

/// How full a night is, as a class: `l0` nobody, `l1` to `l4` up to a quarter, half, three quarters and nearly all of
/// the places, `l5` no place free. A house without open places has no such class.
pub(super) fn load_class(load: Load) -> Option<&'static str> {
    let quarters = (u32::from(load.persons) * 4).div_ceil(u32::from(load.places.max(1)));
    match quarters {
        _ if load.places == 0 => None,
        _ if load.free == 0 => Some("l5"),
        0 => Some("l0"),
        1 => Some("l1"),
        2 => Some("l2"),
        3 => Some("l3"),
        _ => Some("l4"),
    }
}
