//! A year at a glance: twelve small months, each day as full as its night is, with weekends and public holidays.
//! Never tells names: each day leads to the plan.

use super::{
    layout::{Frame, Place, Width},
    paths,
    plan::{
        Holidays, View, day_class, geometry::Window, head, holiday_list, holiday_on, load_class,
        title,
    },
};
use crate::{
    app::views::Load,
    domain::time::count_nights,
    words::{dates, holidays},
};
use jiff::civil::{Date, Weekday};
use maud::{Markup, html};

/// Days of a week, Monday first.
const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// A year at a glance.
#[derive(Debug, Clone)]
pub struct YearPage {
    /// What every page has.
    pub frame: Frame,
    /// Any date of the year that is shown; other views open at it.
    pub date: Date,
    /// Today at the house.
    pub today: Date,
    /// The nights of the year from 1 January on, in order.
    pub loads: Vec<Load>,
    /// The public holidays of the year.
    pub holidays: Holidays,
}

impl YearPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let year = View::Year.window(self.date);
        let content = html! {
            (head(&self.frame, View::Year, self.date))
            div.year { @for (first, _) in year.months_of() { (self.month(first)) } }
            (self.key())
            (holiday_list(&self.frame, &self.holidays))
        };
        let title = title(&self.frame, View::Year, self.date);
        self.frame
            .page(Place::OtherView, Width::Full, &title, &content)
    }

    fn month(&self, first: Date) -> Markup {
        let language = self.frame.language;
        let before = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0);
        let blank = core::iter::repeat_n(None, before);
        let days = Window::months(first, 1).dates();
        let days: Vec<Option<Date>> = blank.chain(days.map(Some)).collect();
        html! {
            table {
                caption { a href=(paths::plan_on(first)) { (dates::month_name(language, first)) } }
                thead {
                    tr {
                        @for day in WEEK {
                            th scope="col" { abbr title=(dates::weekday(language, day)) { (dates::weekday_short(language, day)) } }
                        }
                    }
                }
                tbody {
                    @for week in days.chunks(WEEK.len()) {
                        tr {
                            @for day in week {
                                @if let Some(day) = day { (self.day(*day)) } @else { td {} }
                            }
                        }
                    }
                }
            }
        }
    }

    fn day(&self, day: Date) -> Markup {
        let w = &self.frame.words().plan;
        let language = self.frame.language;
        let place = usize::from(count_nights(self.date.first_of_year(), day));
        let load = self.loads.get(place).copied().unwrap_or_default();
        let today = day == self.today;
        let holiday = holiday_on(day, &self.holidays);
        let mut told = w.free_in_house(&dates::day(language, day), load.free, load.places);
        if let Some(holiday) = holiday {
            told = format!("{told} ({})", holidays::holiday(language, holiday));
        }
        html! {
            td class=[day_class(day, self.today, &self.holidays)] {
                a.(load_class(load).unwrap_or("l0")).feast[holiday.is_some()] href=(paths::plan_at(day, today))
                    title=(told) aria-label=(told)
                    id=[today.then_some("today")] aria-current=[today.then_some("date")] { (day.day()) }
            }
        }
    }

    fn key(&self) -> Markup {
        let w = self.frame.words();
        let c = &w.calendar;
        let steps = [
            ("l0", c.nobody),
            ("l1", c.quarter),
            ("l2", c.half),
            ("l3", c.three_quarters),
            ("l4", c.nearly),
            ("l5", c.full),
        ];
        html! {
            section.legend aria-labelledby="legend" {
                h2 #legend { (w.plan.legend) }
                ul.load-key {
                    li { (c.key) }
                    @for (class, word) in steps { li { span.(class) {} (word) } }
                    @if !self.holidays.is_empty() { li { span.feast { "1" } (w.plan.legend_holiday) } }
                }
                p.hint { (c.key_hint) }
            }
        }
    }
}
