//! Which older copies of all houses stay on a stick: the last one of each of the last days, weeks and months that have
//! one. Never lets the newest go, nor anything whose name is not that of a copy.

use jiff::civil::{Date, DateTime, Time};
use std::collections::BTreeSet;

/// Days, weeks and months of which one is kept.
const DAYS: usize = 7;
const WEEKS: usize = 8;
const MONTHS: usize = 12;

/// What a copy of this moment is called.
pub(super) fn name(at: DateTime) -> String {
    let (date, time) = (at.date(), at.time());
    format!("{date}_{:02}{:02}", time.hour(), time.minute())
}

/// The moment in a name; nothing when it is none of a copy.
fn moment(name: &str) -> Option<DateTime> {
    let (date, time) = name.split_once('_')?;
    // One of several in the same minute has a number behind that.
    let (time, number) = time.split_once('-').unwrap_or((time, "2"));
    if number.is_empty() || !number.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let is_number = time.len() == 4 && time.bytes().all(|it| it.is_ascii_digit());
    let number: i8 = is_number.then(|| time[..2].parse().ok())??;
    let time = Time::new(number, time[2..].parse().ok()?, 0, 0).ok()?;
    let date: Date = (date.len() == 10).then(|| date.parse().ok())??;
    Some(date.to_datetime(time))
}

/// The copies among these names, the oldest first.
pub(super) fn copies(names: &[String]) -> Vec<String> {
    let mut copies: Vec<(DateTime, &String)> = names
        .iter()
        .filter_map(|name| Some((moment(name)?, name)))
        .collect();
    copies.sort();
    copies.into_iter().map(|(_, name)| name.clone()).collect()
}

/// Which of these names are of copies that need not stay, the oldest first.
pub(super) fn to_go(names: &[String]) -> Vec<String> {
    let copies = copies(names);
    let mut stays = BTreeSet::new();
    let week = |date: Date| {
        let week = date.iso_week_date();
        (week.year(), week.week())
    };
    keep(&copies, DAYS, &mut stays, |date| date);
    keep(&copies, WEEKS, &mut stays, week);
    keep(&copies, MONTHS, &mut stays, |date| {
        (date.year(), date.month())
    });
    copies
        .into_iter()
        .filter(|name| !stays.contains(name))
        .collect()
}

/// Lets the last copy stay of each of the last so many spans of time.
fn keep<T: Ord + Copy>(
    copies: &[String],
    spans: usize,
    stays: &mut BTreeSet<String>,
    span: impl Fn(Date) -> T,
) {
    let mut seen = BTreeSet::new();
    for name in copies.iter().rev() {
        let Some(moment) = moment(name) else { continue };
        let is_new = !seen.contains(&span(moment.date()));
        if is_new && seen.len() == spans {
            return;
        }
        if is_new {
            seen.insert(span(moment.date()));
            stays.insert(name.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{ToSpan as _, civil::date};

    #[test]
    fn names_are_of_copies_or_not() {
        let at = date(2026, 8, 1).at(7, 5, 59, 0);
        assert_eq!(name(at), "2026-08-01_0705");
        assert_eq!(
            moment("2026-08-01_0705"),
            Some(date(2026, 8, 1).at(7, 5, 0, 0))
        );
        assert_eq!(moment("2026-08-01_0705-12"), moment("2026-08-01_0705"));
        for other in [
            "2026-08-01",
            "2026-08-01_07:5",
            "2026-08-01_0760",
            "2026-08-01_0705.part",
            "photos",
            "2026-02-30_0705",
            "20260801_0705",
            "2026-08-01_07052",
            "_0705",
            "2026-08-01_",
            "2026-08-01_ü5",
            "2026-08-01_0705-",
            "2026-08-01_0705-x",
        ] {
            assert_eq!(moment(other), None, "{other}");
        }
    }

    #[test]
    fn a_year_of_copies_is_thinned_to_days_weeks_and_months() {
        let begin = date(2025, 8, 1).at(3, 0, 0, 0);
        let mut names = vec!["photos".to_owned(), "2026-07-31_0300.part".to_owned()];
        // Two each day, thinned each time, as it happens.
        for half_day in 0..800_i32 {
            names.push(name(begin + (half_day * 12).hours()));
            let go = to_go(&names);
            names.retain(|name| !go.contains(name));
        }
        let copies = copies(&names);
        // The newest, 2026-09-04, is of a Friday.
        assert_eq!(copies.last().unwrap(), "2026-09-04_1500");
        assert!(
            copies.len() <= DAYS + WEEKS + MONTHS && copies.len() >= 20,
            "{copies:?}"
        );
        for kept in [
            "2026-09-03_1500",
            "2026-08-29_1500",
            "2026-08-23_1500",
            "2026-07-31_1500",
            "2026-01-31_1500",
            "2025-10-31_1500",
        ] {
            assert!(copies.contains(&kept.to_owned()), "{kept} in {copies:?}");
        }
        assert!(
            !copies.contains(&"2026-08-27_1500".to_owned()),
            "{copies:?}"
        );
        assert!(names.contains(&"photos".to_owned()));
        assert_eq!(to_go(&["2026-08-01_0705".to_owned()]), Vec::<String>::new());
    }
}
