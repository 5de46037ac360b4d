//! The views of the same bookings, month, three months, calendar and year: their names, how one leads to the next, and
//! the head they share. Never decides what a view shows.

use super::geometry::Window;
use crate::{
    domain::house::Language,
    web::pages::{
        fields,
        icons::{Icon, icon},
        layout::Frame,
        paths,
    },
    words::dates,
};
use jiff::{Span, ToSpan, civil::Date};
use maud::{Markup, html};

/// How the bookings are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// A month: a bar for each stay.
    Month,
    /// Three months: a bar for each stay.
    Quarter,
    /// A month as a calendar: weeks below each other.
    Calendar,
    /// Twelve small months.
    Year,
}

impl View {
    const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Calendar, Self::Year];

    /// Its address at a date.
    fn on(self, date: Date) -> String {
        match self {
            Self::Month => paths::plan_on(date),
            Self::Quarter => paths::quarter_on(date),
            Self::Calendar => paths::calendar_on(date),
            Self::Year => paths::year_on(date),
        }
    }

    /// The same as a window.
    pub(in crate::web::pages) fn window(self, date: Date) -> Window {
        match self {
            Self::Month | Self::Calendar => Window::months(date, 1),
            Self::Quarter => Window::months(date, 3),
            Self::Year => Window::months(date.first_of_year(), 12),
        }
    }

    /// The first and the last day it shows at a date. For the calendar without those that only fill its weeks.
    pub fn days(self, date: Date) -> (Date, Date) {
        let window = self.window(date);
        (window.first(), window.last())
    }

    /// What it shows at a date: "September 2026", "2026".
    fn name(self, language: Language, date: Date) -> String {
        let window = self.window(date);
        match self {
            Self::Year => date.year().to_string(),
            _ => dates::months(language, window.first(), window.last()),
        }
    }

    fn step(self) -> Span {
        match self {
            Self::Month | Self::Calendar => 1.month(),
            Self::Quarter => 3.months(),
            Self::Year => 1.year(),
        }
    }
}

/// Title of the window, and of the page, for a view at a date. Plan and calendar of a month can be told apart by it.
pub(in crate::web::pages) fn title(frame: &Frame, view: View, date: Date) -> String {
    let w = &frame.words().plan;
    let kind = match view {
        View::Calendar => w.calendar,
        View::Month | View::Quarter | View::Year => w.title,
    };
    format!("{kind} {}", view.name(frame.language, date))
}

/// The head of a view: what is shown, the other views of it, and the way to other dates.
pub(in crate::web::pages) fn head(frame: &Frame, view: View, date: Date) -> Markup {
    let w = &frame.words().plan;
    html! {
        div.plan-head {
            h1 #month { span.eyebrow { (w.title) " " } (view.name(frame.language, date)) }
            nav.views aria-label=(w.view) {
                @for other in View::ALL {
                    @let label = match other {
                        View::Month => w.month_plan,
                        View::Quarter => w.quarter,
                        View::Calendar => w.calendar,
                        View::Year => w.year,
                    };
                    a href=(other.on(date)) aria-current=[(other == view).then_some("page")] { (label) }
                }
            }
            (toolbar(frame, view, date))
        }
    }
}

fn toolbar(frame: &Frame, view: View, date: Date) -> Markup {
    let w = &frame.words().plan;
    let first = view.window(date).first();
    let previous = first.saturating_sub(view.step());
    let next = first.saturating_add(view.step());
    let before = w.previous(&view.name(frame.language, previous));
    let after = w.next(&view.name(frame.language, next));
    let (path, span) = match view {
        View::Month => (paths::PLAN, None),
        View::Quarter => (paths::PLAN, Some(fields::QUARTER)),
        View::Calendar => (paths::CALENDAR, None),
        View::Year => (paths::YEAR, None),
    };
    let now = match span {
        Some(span) => format!("{path}?{}={span}#today", fields::SPAN),
        None => format!("{path}#today"),
    };
    html! {
        div.toolbar {
            nav.months aria-label=(w.browse) {
                a.button.square rel="prev" href=(view.on(previous)) aria-label=(before) title=(before) {
                    (icon(Icon::Left))
                }
                a.button href=(now) { (w.today) }
                a.button.square rel="next" href=(view.on(next)) aria-label=(after) title=(after) {
                    (icon(Icon::Right))
                }
            }
            form.jump method="get" action=(path) role="search" {
                @if let Some(span) = span { input type="hidden" name=(fields::SPAN) value=(span); }
                label for=(fields::DATE) { (w.jump) }
                input id=(fields::DATE) name=(fields::DATE) type="date" required value=(date);
                button type="submit" { (frame.words().frame.show) }
            }
            @if frame.viewer.is_some() {
                a.button.primary href=(paths::NEW_BOOKING) { (icon(Icon::Plus)) (w.new_booking) }
            }
        }
    }
}
