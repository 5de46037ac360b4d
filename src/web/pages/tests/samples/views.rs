//! The same house in the other views of the plan: three months, calendar, year and the display for the wall.
//! Never random: every run shows the same house.

use super::{TODAY, frame, plan, rows};
use crate::{
    app::views::Load,
    domain::{
        booking::Status,
        holidays::{Holiday, holiday},
        house::Language,
        people::Role,
        region::Region,
        time::nights_between,
    },
    web::pages::{
        calendar::{self, CalendarPage, Guests},
        display::{DAYS, DisplayPage},
        plan::{Bar, Holidays, PlanPage, Row, View},
        year::YearPage,
    },
};
use jiff::{ToSpan, civil::Date, civil::date};
use maud::Markup;
use std::collections::BTreeMap;

/// The holidays of Saxony from one date up to, but without, another.
pub(in crate::web::pages::tests) fn holidays(from: Date, to: Date) -> Holidays {
    let of = |on| holiday(Region::Saxony, on).map(|holiday| (on, holiday));
    nights_between(from, to).filter_map(of).collect()
}

/// The nights of these accommodations.
fn loads(rows: &[Row], from: Date, to: Date) -> Vec<Load> {
    let persons = |row: &Row, night: Date| -> u16 {
        let here = |bar: &&Bar| bar.stay.arrival() <= night && night < bar.stay.departure();
        row.held()
            .filter(here)
            .map(|bar| u16::from(bar.persons))
            .sum()
    };
    let load = |night| {
        rows.iter().fold(Load::default(), |load, row| {
            load.and(persons(row, night), row.capacity, row.active)
        })
    };
    nights_between(from, to).map(load).collect()
}

/// The stays of these accommodations, each booking once.
fn guests(rows: &[Row]) -> Vec<Guests> {
    let mut found: BTreeMap<_, Guests> = BTreeMap::new();
    for row in rows {
        for bar in row.held() {
            let guests = found.entry((bar.stay, bar.booking)).or_insert(Guests {
                booking: bar.booking,
                name: bar.guest.clone(),
                persons: 0,
                places: vec![],
                stay: bar.stay,
                status: bar.status,
                mine: bar.mine,
            });
            guests.persons += u16::from(bar.persons);
            guests.places.push(row.name.clone());
        }
    }
    found.into_values().collect()
}

/// Three months over new year, with a stay over the end of each.
pub(in crate::web::pages::tests) fn quarter(language: Language) -> PlanPage {
    let mut rows = rows();
    let bar = |n, from, to| super::bar(n, "Tom Keller", 1, from, to, Status::Confirmed);
    rows[0].bars = vec![
        bar(31, date(2026, 10, 30), date(2026, 11, 3)),
        bar(32, date(2026, 12, 30), date(2027, 1, 2)),
        bar(33, date(2027, 1, 31), date(2027, 2, 2)),
    ];
    PlanPage {
        frame: frame(language, Some(Role::Member), "/plan?span=quarter"),
        view: View::Quarter,
        date: date(2026, 11, 1),
        rows,
        holidays: holidays(date(2026, 11, 1), date(2027, 2, 1)),
        ..plan(language, Role::Member)
    }
}

pub(in crate::web::pages::tests) fn calendar(language: Language) -> CalendarPage {
    let date = date(2026, 9, 1);
    let (from, to) = calendar::shown(date);
    CalendarPage {
        frame: frame(language, Some(Role::Member), "/calendar?date=2026-09-01"),
        date,
        today: TODAY,
        loads: loads(&rows(), from, to),
        stays: guests(&rows()),
        holidays: vec![(self::date(2026, 9, 20), Holiday::ChildrensDay)],
        visitor: None,
    }
}

pub(in crate::web::pages::tests) fn year(language: Language) -> YearPage {
    let (from, to) = (date(2026, 1, 1), date(2027, 1, 1));
    YearPage {
        frame: frame(language, Some(Role::Member), "/year?year=2026"),
        date: TODAY,
        today: TODAY,
        loads: loads(&rows(), from, to),
        holidays: holidays(from, to),
    }
}

/// The display on a day that some leave and others come.
pub(in crate::web::pages::tests) fn display(language: Language, today: Date) -> DisplayPage {
    let to = today.saturating_add(i32::from(DAYS).days());
    let mut rows = rows();
    for bar in rows.iter_mut().flat_map(|row| &mut row.bars) {
        let (first, last) = bar.guest.split_once(' ').unwrap_or((&bar.guest, ""));
        if let Some(initial) = last.chars().next() {
            bar.guest = format!("{first} {initial}.");
        }
    }
    DisplayPage {
        renews: false,
        frame: frame(language, Some(Role::Member), "/display"),
        now: today.at(14, 5, 0, 0),
        today,
        loads: loads(&rows, today, to),
        stays: guests(&rows),
        rows,
        holidays: vec![(date(2026, 9, 20), Holiday::ChildrensDay)],
    }
}

/// All of them, and the display of a house without anything.
pub(super) fn pages(language: Language) -> Vec<(&'static str, Markup)> {
    let mut empty = display(language, TODAY);
    empty.rows.clear();
    empty.stays.clear();
    empty.loads.clear();
    vec![
        ("plan-quarter", quarter(language).render()),
        ("calendar", calendar(language).render()),
        ("year", year(language).render()),
        ("display", display(language, date(2026, 9, 6)).render()),
        (
            "display-full",
            display(language, date(2026, 9, 20)).render(),
        ),
        ("display-empty", empty.render()),
    ]
}
