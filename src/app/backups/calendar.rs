//! When the next backup is due and which old ones are not needed any more: pure functions of dates.
//! Never asks the clock, never touches a file.

use jiff::civil::{Date, DateTime, ISOWeekDate, Time};
use std::{collections::BTreeSet, time::Duration};

/// For so many of the latest days that have backups, the last one of the day is kept.
pub const DAILY: usize = 30;
/// For so many of the latest weeks.
pub const WEEKLY: usize = 12;
/// For so many of the latest months.
pub const MONTHLY: usize = 12;
/// How long to wait after a first failure, doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(5 * 60);
/// Longest such wait.
const LONGEST_PAUSE: Duration = Duration::from_secs(6 * 60 * 60);

/// Whether a backup is due at `now`: the time of day has come since the last one was made. What is dated later than now
/// was made by a clock that went wrong and does not count. All times are those of the house.
pub fn is_due(now: DateTime, at: Time, made: impl IntoIterator<Item = DateTime>) -> bool {
    let today = now.date().to_datetime(at);
    let last_time = if today <= now {
        Some(today)
    } else {
        now.date().yesterday().ok().map(|day| day.to_datetime(at))
    };
    let last_made = made.into_iter().filter(|made| *made <= now).max();
    // A second one on a day (after the clock or the time of day was set otherwise) helps nobody.
    let today_already = last_made.is_some_and(|made| made.date() == now.date());
    !today_already && last_time.is_none_or(|due| last_made.is_none_or(|made| made < due))
}

/// When the next backup will be due: at the earliest `now`.
pub fn next(now: DateTime, at: Time, made: impl IntoIterator<Item = DateTime> + Clone) -> DateTime {
    if is_due(now, at, made.clone()) {
        return now;
    }
    let (mut day, mut due) = (now.date(), now.date().to_datetime(at));
    // Not before the time of day has come again on a day that has none yet: tomorrow at the latest.
    while due <= now || !is_due(due, at, made.clone()) {
        let Ok(tomorrow) = day.tomorrow() else {
            return due;
        };
        (day, due) = (tomorrow, tomorrow.to_datetime(at));
    }
    due
}

/// Which of these backups are not needed any more. Counted in days, weeks and months that have backups, not back from
/// now: a clock that leaps ahead makes nothing old. What is dated later than now is neither counted nor given up.
pub fn superfluous(now: DateTime, made: &BTreeSet<DateTime>) -> BTreeSet<DateTime> {
    let past: Vec<DateTime> = made.range(..=now).rev().copied().collect();
    let mut kept = BTreeSet::new();
    keep_latest(&past, DAILY, DateTime::date, &mut kept);
    keep_latest(&past, WEEKLY, |made| week(made.date()), &mut kept);
    let month = |made: DateTime| (made.year(), made.month());
    keep_latest(&past, MONTHLY, month, &mut kept);
    past.into_iter()
        .filter(|made| !kept.contains(made))
        .collect()
}

fn week(date: Date) -> (i16, i8) {
    let week = ISOWeekDate::from(date);
    (week.year(), week.week())
}

/// Keeps the latest backup of each of the latest periods. `past` is sorted, latest first.
fn keep_latest<P: PartialEq>(
    past: &[DateTime],
    periods: usize,
    period: impl Fn(DateTime) -> P,
    kept: &mut BTreeSet<DateTime>,
) {
    let mut before = None;
    let mut left = periods;
    for made in past {
        let now = period(*made);
        if before.as_ref() == Some(&now) {
            continue;
        }
        if left == 0 {
            return;
        }
        left -= 1;
        kept.insert(*made);
        before = Some(now);
    }
}

/// How long to wait after so many failures in a row.
pub fn pause_after(failures: u32) -> Duration {
    let doubled = 2_u32.saturating_pow(failures.saturating_sub(1).min(31));
    FIRST_PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{ToSpan as _, civil::date, civil::time};

    const NIGHT: Time = time(2, 0, 0, 0);

    fn due(now: DateTime, made: &[DateTime]) -> bool {
        is_due(now, NIGHT, made.iter().copied())
    }

    #[test]
    fn a_backup_is_due_once_after_two_o_clock_and_a_missed_one_at_any_time() {
        let day = date(2026, 11, 25);
        assert!(due(day.at(1, 0, 0, 0), &[]), "the first one at once");
        let last_night = day.yesterday().unwrap().at(2, 0, 0, 0);
        assert!(!due(day.at(1, 59, 59, 0), &[last_night]));
        assert!(due(day.at(2, 0, 0, 0), &[last_night]));
        assert!(due(day.at(23, 0, 0, 0), &[last_night]), "missed, then made");
        assert!(!due(day.at(23, 0, 0, 0), &[day.at(2, 0, 0, 0)]));
        let days_ago = date(2026, 11, 22).at(2, 0, 0, 0);
        assert!(due(day.at(1, 0, 0, 0), &[days_ago]), "at the start");
        let before_two = day.at(1, 0, 0, 0);
        assert!(!due(day.at(2, 0, 0, 0), &[before_two]), "no two on a day");
    }

    #[test]
    fn the_next_backup_is_said_as_it_will_come() {
        let day = date(2026, 11, 25);
        let at = |hour| day.at(hour, 0, 0, 0);
        let tomorrow = day.tomorrow().unwrap().at(2, 0, 0, 0);
        let last_night = day.yesterday().unwrap().at(2, 0, 0, 0);
        for (now, made, expected) in [
            (at(1), vec![], at(1)),
            (at(1), vec![last_night], at(2)),
            (at(2), vec![last_night], at(2)),
            (at(9), vec![at(2)], tomorrow),
            // One that was asked for in the evening before the night's own.
            (at(23), vec![at(2), at(22)], tomorrow),
            // Made today before the time of day: no second one today.
            (at(1), vec![at(1)], tomorrow),
        ] {
            let found = next(now, NIGHT, made.iter().copied());
            assert_eq!(found, expected, "{now} {made:?}");
            assert!(due(found, &made));
        }
    }

    #[test]
    fn over_two_years_of_minutes_no_day_has_two_and_none_is_left_out() {
        let mut made: Vec<DateTime> = Vec::new();
        let mut now = date(2026, 1, 1).at(0, 0, 0, 0);
        while now < date(2028, 1, 1).at(0, 0, 0, 0) {
            if due(
                now,
                made.last()
                    .as_slice()
                    .iter()
                    .copied()
                    .copied()
                    .collect::<Vec<_>>()
                    .as_slice(),
            ) {
                made.push(now);
            }
            now = now.saturating_add(7.minutes());
        }
        let days: BTreeSet<Date> = made.iter().map(|made| made.date()).collect();
        assert_eq!((days.len(), made.len()), (730, 730));
    }

    #[test]
    fn a_clock_that_went_wrong_neither_stops_backups_nor_deletes_any() {
        let now = date(2026, 11, 25).at(2, 0, 0, 0);
        let future = date(2099, 1, 1).at(2, 0, 0, 0);
        let last_night = date(2026, 11, 24).at(2, 0, 0, 0);
        assert!(
            due(now, &[last_night, future]),
            "what is dated later does not count"
        );
        let mut made: BTreeSet<_> = (0..50)
            .map(|days| last_night.saturating_sub(days.days()))
            .collect();
        let beginning = date(1970, 1, 1).at(0, 0, 10, 0);
        assert!(
            superfluous(beginning, &made).is_empty(),
            "in 1970 all are dated later"
        );
        let ordinary = superfluous(last_night, &made);
        made.insert(future);
        assert_eq!(superfluous(last_night, &made), ordinary);
        // A leap ahead costs the oldest day its place, and not one more.
        let leapt = superfluous(future, &made);
        assert!(leapt.difference(&ordinary).count() <= 2, "{leapt:?}");
    }

    /// One day after the other for two years, some without a backup, others with several.
    fn life(
        makes: impl Fn(u32) -> i8,
        check: impl Fn(DateTime, &BTreeSet<DateTime>, &BTreeSet<DateTime>),
    ) {
        let (mut there, mut ever) = (BTreeSet::new(), BTreeSet::new());
        let mut day = date(2026, 1, 1);
        for number in 0..731 {
            for hour in 0..makes(number) {
                let now = day.at(2 + hour, 0, 0, 0);
                there.insert(now);
                ever.insert(now);
                // Nothing older can be among the latest of anything here: keeps the test short.
                ever.retain(|made| *made > now.saturating_sub(400.days()));
                let gone = superfluous(now, &there);
                assert!(!gone.contains(&now), "{now}: the newest is kept");
                there.retain(|made| !gone.contains(made));
                check(now, &there, &ever);
            }
            day = day.tomorrow().unwrap();
        }
    }

    fn latest<P: Ord>(
        ever: &BTreeSet<DateTime>,
        count: usize,
        period: impl Fn(DateTime) -> P,
    ) -> Vec<DateTime> {
        let last_of = ever.iter().map(|made| (period(*made), *made));
        let last_of: std::collections::BTreeMap<_, _> = last_of.collect();
        last_of.into_values().rev().take(count).collect()
    }

    #[test]
    fn on_each_day_of_two_years_what_should_be_there_is_and_nothing_else() {
        for makes in [
            |_| 1,
            |number| i8::from(number % 3 != 0),
            |number| (number % 40 / 20 * 2) as i8,
        ] {
            life(makes, |now, there, ever| {
                let mut wanted = latest(ever, DAILY, DateTime::date);
                wanted.extend(latest(ever, WEEKLY, |made| week(made.date())));
                wanted.extend(latest(ever, MONTHLY, |made| (made.year(), made.month())));
                let wanted: BTreeSet<_> = wanted.into_iter().collect();
                assert_eq!(*there, wanted, "{now}");
                assert!(there.len() <= DAILY + WEEKLY + MONTHLY);
            });
        }
        life(
            |_| 1,
            |now, there, _| {
                let oldest = there.first().unwrap();
                let months = now
                    .date()
                    .since((jiff::Unit::Month, oldest.date()))
                    .unwrap()
                    .get_months();
                let age = now
                    .date()
                    .since((jiff::Unit::Day, date(2026, 1, 1)))
                    .unwrap()
                    .get_days();
                assert!(age < 366 || months >= 10, "{now}: back to {oldest}");
            },
        );
    }

    #[test]
    fn pauses_double_up_to_six_hours() {
        let minutes = |failures| pause_after(failures).as_secs() / 60;
        assert_eq!([1, 2, 3, 7, 8, 99].map(minutes), [5, 10, 20, 320, 360, 360]);
    }
}
