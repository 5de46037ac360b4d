//! The month as a calendar: weeks below each other, each day with its free places and who comes, stays or leaves.
//! Never shows more of a day than a few stays: the plan shows all.

use super::{
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
    plan::{
        Holidays, View, day_class, geometry::Window, head, holiday_list, holiday_on, load_class,
        title,
    },
};
use crate::{
    app::views::Load,
    domain::{
        booking::Status,
        house::Visitors,
        ids::BookingId,
        time::{Stay, nights_between},
    },
    words::{counts, dates, holidays, names},
};
use jiff::{ToSpan, civil::Date};
use maud::{Markup, html};

/// Days of a week.
const WEEK_DAYS: usize = 7;
/// Most stays that a day tells; the rest is a number that leads to the plan.
const MOST_STAYS_OF_A_DAY: usize = 3;

/// A month as a calendar.
#[derive(Debug, Clone)]
pub struct CalendarPage {
    /// What every page has.
    pub frame: Frame,
    /// Any date of the month that is shown.
    pub date: Date,
    /// Today at the house.
    pub today: Date,
    /// The nights from the first day of [`shown`] on, in order.
    pub loads: Vec<Load>,
    /// Stays that hold places and touch these days, in order of arrival.
    pub stays: Vec<Guests>,
    /// The public holidays of these days.
    pub holidays: Holidays,
    /// What is shown to whoever looks, if they are not signed in.
    pub visitor: Option<Visitors>,
}

/// A stay of somebody, in all their accommodations.
#[derive(Debug, Clone)]
pub struct Guests {
    /// Which booking, for whoever may see it.
    pub booking: Option<BookingId>,
    /// Who, as it is told on this page.
    pub name: String,
    /// How many they are.
    pub persons: u16,
    /// Where they sleep.
    pub places: Vec<String>,
    /// The nights.
    pub stay: Stay,
    /// Where the booking stands.
    pub status: Status,
    /// Whether it is the reader's own.
    pub mine: bool,
}

/// What a stay does on a day, in the order it is told: changes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doing {
    Arrives,
    Leaves,
    Stays,
}

impl Guests {
    /// What they do on a day, if they are there.
    pub(super) fn on(&self, day: Date) -> Option<Doing> {
        if day == self.stay.arrival() {
            Some(Doing::Arrives)
        } else if day == self.stay.departure() {
            Some(Doing::Leaves)
        } else {
            (self.stay.arrival() < day && day < self.stay.departure()).then_some(Doing::Stays)
        }
    }
}

impl Doing {
    pub(super) const fn icon(self) -> Icon {
        match self {
            Self::Arrives => Icon::Arrive,
            Self::Leaves => Icon::Leave,
            Self::Stays => Icon::Moon,
        }
    }
}

/// The days that the calendar of a month shows: whole weeks from Monday on. First day, and the day after the last.
pub fn shown(date: Date) -> (Date, Date) {
    let monday_on_or_before = |date: Date| {
        let days = date.weekday().to_monday_zero_offset();
        date.saturating_sub(i32::from(days).days())
    };
    let last = date.last_of_month();
    let end = monday_on_or_before(last).saturating_add(1.week());
    (monday_on_or_before(date.first_of_month()), end)
}

impl CalendarPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = self.frame.words();
        let language = self.frame.language;
        let days: Vec<Date> = {
            let (from, to) = shown(self.date);
            nights_between(from, to).collect()
        };
        let month = View::Calendar.window(self.date);
        let in_month = self
            .holidays
            .iter()
            .filter(|(on, _)| month.first() <= *on && *on <= month.last());
        let in_month: Holidays = in_month.copied().collect();
        let content = html! {
            (head(&self.frame, View::Calendar, self.date))
            table.calendar aria-label=(w.calendar.table) {
                thead {
                    tr {
                        th scope="col" { abbr title=(w.plan.week_long) { (w.plan.week) } }
                        @for day in days.iter().take(WEEK_DAYS) {
                            th scope="col" { abbr title=(dates::weekday(language, day.weekday())) { (dates::weekday_short(language, day.weekday())) } }
                        }
                    }
                }
                tbody {
                    @for (week, days) in days.chunks(WEEK_DAYS).enumerate() {
                        tr {
                            @if let Some(monday) = days.first() { th scope="row" { (monday.iso_week_date().week()) } }
                            @for (place, day) in days.iter().enumerate() {
                                (self.day(*day, month, self.loads.get(week * WEEK_DAYS + place).copied().unwrap_or_default()))
                            }
                        }
                    }
                }
            }
            p.hint.narrow-only { (w.calendar.small_number) }
            @if matches!(self.visitor, None | Some(Visitors::Names)) { (self.signs()) }
            (holiday_list(&self.frame, &in_month))
        };
        let title = title(&self.frame, View::Calendar, self.date);
        self.frame
            .page(Place::OtherView, Width::Full, &title, &content)
    }

    fn signs(&self) -> Markup {
        let w = self.frame.words();
        let language = self.frame.language;
        let c = &w.calendar;
        html! {
            section.legend.signs aria-labelledby="legend" {
                h2 #legend { (w.plan.legend) }
                ul {
                    @for (doing, word) in [(Doing::Arrives, c.arrives), (Doing::Stays, c.stays), (Doing::Leaves, c.leaves)] {
                        li { (icon(doing.icon())) (word) }
                    }
                    li { span.bar.ok {} (names::status(language, Status::Confirmed)) }
                    li { span.bar.ask {} (names::status(language, Status::Pending)) }
                    li { span.bar.past {} (names::completed(language)) }
                    @if self.visitor.is_none() { li { span.bar.ok.mine {} (w.plan.legend_mine) } }
                }
            }
        }
    }

    fn day(&self, day: Date, month: Window, load: Load) -> Markup {
        let w = self.frame.words();
        let language = self.frame.language;
        let today = day == self.today;
        let outside = day < month.first() || day > month.last();
        let class = day_class(day, self.today, &self.holidays);
        let holiday = holiday_on(day, &self.holidays);
        html! {
            td.(class.unwrap_or("d")).(load_class(load).unwrap_or("l0")).out[outside] {
                a.date href=(paths::plan_at(day, today)) id=[today.then_some("today")] aria-current=[today.then_some("date")]
                    aria-label=(w.calendar.to_day(&dates::after_weekday(language, day))) {
                    (day.day())
                    @if day.day() == 1 { span { (dates::after_day(language, day)) } }
                }
                @if load.places > 0 {
                    small.places {
                        @if load.free == 0 { (w.calendar.full) } @else {
                            b { (load.free) } span { (w.calendar.of_places_free(load.places)) }
                        }
                    }
                }
                @if let Some(holiday) = holiday { span.feast { (holidays::holiday(language, holiday)) } }
                (self.stays_of(day))
            }
        }
    }

    fn stays_of(&self, day: Date) -> Markup {
        let w = &self.frame.words().calendar;
        let mut stays: Vec<_> = self
            .stays
            .iter()
            .filter_map(|guests| Some((guests.on(day)?, guests)))
            .collect();
        stays.sort_by_key(|(doing, _)| *doing);
        let more = stays.len().saturating_sub(MOST_STAYS_OF_A_DAY);
        html! {
            @if !stays.is_empty() {
                ul {
                    @for (doing, guests) in stays.iter().take(MOST_STAYS_OF_A_DAY) { li { (self.stay(*doing, guests)) } }
                    @if more > 0 {
                        li { a.more href=(paths::plan_at(day, day == self.today)) aria-label=(w.more_on(more, &dates::day(self.frame.language, day))) { (w.more(more)) } }
                    }
                }
            }
        }
    }

    fn stay(&self, doing: Doing, guests: &Guests) -> Markup {
        let w = &self.frame.words().calendar;
        let language = self.frame.language;
        let word = match doing {
            Doing::Arrives => w.arrives,
            Doing::Leaves => w.leaves,
            Doing::Stays => w.stays,
        };
        let (class, status) = match guests.status {
            Status::Pending => ("ask", names::status(language, guests.status)),
            _ if guests.stay.ended_by(self.today) => ("past", names::completed(language)),
            _ => ("ok", names::status(language, guests.status)),
        };
        let persons = counts::persons(language, guests.persons);
        // Who and how many stand first, as they are drawn, so that the link can be called by what is seen.
        let told = format!("{}, {persons}: {word} ({status})", guests.name);
        html! {
            a.bar.(class).mine[guests.mine] href=[guests.booking.map(paths::booking)]
                role=[guests.booking.is_none().then_some("img")] title=(told) aria-label=(told) {
                (icon(doing.icon()))
                span { (guests.name) }
                " "
                b { (guests.persons) }
            }
        }
    }
}
