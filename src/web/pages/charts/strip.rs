//! Every night of a year as a small field, the stronger its colour the fuller: one row for each month.
//! Never tells days of the week apart.

use super::percent;
use maud::{Markup, html};

/// Most days a month has.
const DAYS: usize = 31;
/// Height of a row in pixels.
const ROW: usize = 18;
/// Where the fields begin, in hundredths of the width: before it stand the names.
const NAMES: f64 = 8.0;
/// Days whose number stands below.
const NUMBERED: [usize; 7] = [1, 5, 10, 15, 20, 25, 30];

/// How full a night can be: nobody, up to a quarter, half, three quarters, nearly, wholly.
pub(in crate::web::pages) const LEVELS: usize = 6;

/// Which of the [`LEVELS`] so many persons are in a house with so many places.
pub(in crate::web::pages) fn level(persons: u32, capacity: u32) -> usize {
    match u64::from(persons) * 4 {
        0 => 0,
        _ if persons >= capacity => LEVELS - 1,
        quarters => usize::try_from(quarters.div_ceil(u64::from(capacity))).unwrap_or(0),
    }
}

/// The chart: each month with its name and the persons of each night. `described_by` is the id of what says it in words.
pub(in crate::web::pages) fn strip(
    title: &str,
    described_by: &str,
    months: &[(String, &[u32])],
    capacity: u32,
) -> Markup {
    let fields = months.len() * ROW;
    html! {
        svg.chart.strip width="100%" height=(fields + 20) role="img" aria-label=(title) aria-describedby=(described_by) {
            @for (place, (name, _)) in months.iter().enumerate() {
                text x="0" y=(place * ROW + 13) { (name) }
            }
            svg x=(percent(NAMES)) y="0" width=(percent(100.0 - NAMES)) height=(fields)
                viewBox={ "0 0 " (DAYS) " " (months.len()) } preserveAspectRatio="none" {
                @for level in 0..LEVELS { path.{ "level-" (level) } d=(path(months, capacity, level)) {} }
            }
            @for day in NUMBERED {
                @let width = (100.0 - NAMES) / DAYS as f64;
                text x=(percent(NAMES + width * (day as f64 - 0.5))) y=(fields + 14) text-anchor="middle" { (day) }
            }
        }
    }
}

/// All fields of one level as one path: a page has hundreds of fields.
fn path(months: &[(String, &[u32])], capacity: u32, wanted: usize) -> String {
    let mut path = String::new();
    for (row, (_, nights)) in months.iter().enumerate() {
        for (column, persons) in nights.iter().enumerate() {
            if level(*persons, capacity) == wanted {
                path += &format!("M{column} {row}h.88v.82h-.88z");
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_quarters_and_the_two_ends_are_exact() {
        let levels: Vec<_> = (0..=9).map(|persons| level(persons, 8)).collect();
        assert_eq!(levels, [0, 1, 1, 2, 2, 3, 3, 4, 5, 5]);
        assert_eq!((level(0, 0), level(1, 0)), (0, 5), "a house without places");
        assert!((0..1000).all(|persons| level(persons, 7) < LEVELS));
    }

    #[test]
    fn every_night_is_one_field() {
        let nights = [vec![0, 3, 8], vec![1; 28]];
        let months: Vec<_> = nights.iter().map(|it| ("x".to_owned(), &**it)).collect();
        let all: usize = (0..LEVELS)
            .map(|it| path(&months, 8, it).matches('M').count())
            .sum();
        assert_eq!(all, 31);
        assert_eq!(path(&months, 8, 5), "M2 0h.88v.82h-.88z");
    }
}
