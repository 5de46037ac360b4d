//! Dates as each language writes them: `7.–9. Sept. 2026`, `7–9 Sept 2026`.
//! Never turns a date into an instant: dates come as dates, moments as the wall clock of the house.

use crate::domain::{house::Language, time::Stay};
use jiff::civil::{Date, DateTime, Weekday};

const MONTHS_DE: [(&str, &str); 12] = [
    ("Januar", "Jan."),
    ("Februar", "Febr."),
    ("März", "März"),
    ("April", "Apr."),
    ("Mai", "Mai"),
    ("Juni", "Juni"),
    ("Juli", "Juli"),
    ("August", "Aug."),
    ("September", "Sept."),
    ("Oktober", "Okt."),
    ("November", "Nov."),
    ("Dezember", "Dez."),
];

const MONTHS_EN: [(&str, &str); 12] = [
    ("January", "Jan"),
    ("February", "Feb"),
    ("March", "Mar"),
    ("April", "Apr"),
    ("May", "May"),
    ("June", "June"),
    ("July", "July"),
    ("August", "Aug"),
    ("September", "Sept"),
    ("October", "Oct"),
    ("November", "Nov"),
    ("December", "Dec"),
];

fn month_names(language: Language, date: Date) -> (&'static str, &'static str) {
    let place = usize::try_from(date.month() - 1).unwrap_or(0);
    match language {
        Language::German => MONTHS_DE[place],
        Language::English => MONTHS_EN[place],
    }
}

/// "September".
pub fn month_name(language: Language, date: Date) -> &'static str {
    month_names(language, date).0
}

/// "September 2026".
pub fn month(language: Language, date: Date) -> String {
    format!("{} {}", month_name(language, date), date.year())
}

/// Whole months from one date to another: "Oktober – Dezember 2026", "Dezember 2026 – Februar 2027".
pub fn months(language: Language, from: Date, to: Date) -> String {
    let last = month(language, to);
    if from.first_of_month() == to.first_of_month() {
        last
    } else if from.year() == to.year() {
        format!("{} – {last}", month_name(language, from))
    } else {
        format!("{} – {last}", month(language, from))
    }
}

/// "Mo", "Mon": for narrow columns.
pub fn weekday_short(language: Language, weekday: Weekday) -> &'static str {
    let names = match language {
        Language::German => ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
        Language::English => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    };
    names[usize::try_from(weekday.to_monday_zero_offset()).unwrap_or(0)]
}

/// "Montag", "Monday".
pub fn weekday(language: Language, weekday: Weekday) -> &'static str {
    let names = match language {
        Language::German => [
            "Montag",
            "Dienstag",
            "Mittwoch",
            "Donnerstag",
            "Freitag",
            "Samstag",
            "Sonntag",
        ],
        Language::English => [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ],
    };
    names[usize::try_from(weekday.to_monday_zero_offset()).unwrap_or(0)]
}

/// "7. Sept.", "7 Sept".
pub fn day(language: Language, date: Date) -> String {
    format!("{}{}", date.day(), after_day(language, date))
}

/// What follows the number of a day where its month is told: ". Sept.", " Sept".
pub fn after_day(language: Language, date: Date) -> String {
    let month = month_names(language, date).1;
    match language {
        Language::German => format!(". {month}"),
        Language::English => format!(" {month}"),
    }
}

/// "7. Sept. 2026", "7 Sept 2026".
pub fn date(language: Language, date: Date) -> String {
    format!("{} {}", day(language, date), date.year())
}

/// "Mo., 7. Sept. 2026", "Mon 7 Sept 2026".
pub fn with_weekday(language: Language, on: Date) -> String {
    let name = weekday_short(language, on.weekday());
    match language {
        Language::German => format!("{name}., {}", date(language, on)),
        Language::English => format!("{name} {}", date(language, on)),
    }
}

/// "Montag, 7. Sept. 2026", "Monday 7 Sept 2026".
pub fn after_weekday(language: Language, on: Date) -> String {
    let name = weekday(language, on.weekday());
    match language {
        Language::German => format!("{name}, {}", date(language, on)),
        Language::English => format!("{name} {}", date(language, on)),
    }
}

/// "Montag, 7. September 2026", "Monday 7 September 2026".
pub fn long(language: Language, date: Date) -> String {
    let (weekday, day) = (weekday(language, date.weekday()), date.day());
    let month = month(language, date);
    match language {
        Language::German => format!("{weekday}, {day}. {month}"),
        Language::English => format!("{weekday} {day} {month}"),
    }
}

/// "Mo 7.", "Mon 7": for narrow columns.
pub fn weekday_and_day(language: Language, date: Date) -> String {
    let name = weekday_short(language, date.weekday());
    match language {
        Language::German => format!("{name} {}.", date.day()),
        Language::English => format!("{name} {}", date.day()),
    }
}

/// Nights in a row, from the first evening to the last morning: "7.–9. Sept.", "30 Sept – 2 Oct".
pub fn nights(language: Language, from: Date, to: Date) -> String {
    match language {
        _ if from.month() != to.month() => {
            format!("{} – {}", day(language, from), day(language, to))
        }
        Language::German => format!("{}.–{}", from.day(), day(language, to)),
        Language::English => format!("{}–{}", from.day(), day(language, to)),
    }
}

/// On which weekdays a stay begins and ends: "Mo – Mi", "Mon – Wed".
pub fn weekdays(language: Language, stay: Stay) -> String {
    let name = |date: Date| weekday_short(language, date.weekday());
    format!("{} – {}", name(stay.arrival()), name(stay.departure()))
}

/// The night that begins on a date: "7./8. Sept.", "7/8 Sept".
pub fn night(language: Language, evening: Date) -> String {
    let morning = evening.tomorrow().unwrap_or(evening);
    if evening.month() != morning.month() {
        return format!("{}/{}", day(language, evening), day(language, morning));
    }
    match language {
        Language::German => format!("{}./{}", evening.day(), day(language, morning)),
        Language::English => format!("{}/{}", evening.day(), day(language, morning)),
    }
}

/// From arrival to departure: "7.–9. Sept. 2026", "30. Sept. – 2. Okt. 2026", "30. Dez. 2026 – 2. Jan. 2027".
pub fn stay(language: Language, stay: Stay) -> String {
    let (from, to) = (stay.arrival(), stay.departure());
    if from.year() != to.year() {
        format!("{} – {}", date(language, from), date(language, to))
    } else if from.month() != to.month() {
        format!("{} – {}", day(language, from), date(language, to))
    } else {
        match language {
            Language::German => format!("{}.–{}", from.day(), date(language, to)),
            Language::English => format!("{}–{}", from.day(), date(language, to)),
        }
    }
}

/// "14:05".
pub fn clock(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// "14:05:09".
pub fn clock_with_seconds(at: DateTime) -> String {
    format!("{}:{:02}", clock(at), at.second())
}

/// "14:05 Uhr", "14:05".
pub fn oclock(language: Language, at: DateTime) -> String {
    match language {
        Language::German => format!("{} Uhr", clock(at)),
        Language::English => clock(at),
    }
}

/// "7. Sept. 2026, 14:05 Uhr", "7 Sept 2026, 14:05".
pub fn moment(language: Language, at: DateTime) -> String {
    format!("{}, {}", date(language, at.date()), oclock(language, at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German};
    use jiff::civil::date as on;

    fn between(from: Date, to: Date) -> (String, String) {
        let dates = Stay::new(from, to).unwrap();
        (stay(German, dates), stay(English, dates))
    }

    #[test]
    fn a_stay_says_month_and_year_only_where_they_change() {
        for (from, to, german, english) in [
            (
                on(2026, 9, 7),
                on(2026, 9, 9),
                "7.–9. Sept. 2026",
                "7–9 Sept 2026",
            ),
            (
                on(2026, 9, 30),
                on(2026, 10, 2),
                "30. Sept. – 2. Okt. 2026",
                "30 Sept – 2 Oct 2026",
            ),
            (
                on(2026, 12, 30),
                on(2027, 1, 2),
                "30. Dez. 2026 – 2. Jan. 2027",
                "30 Dec 2026 – 2 Jan 2027",
            ),
        ] {
            assert_eq!(between(from, to), (german.to_owned(), english.to_owned()));
        }
    }

    #[test]
    fn weekdays_and_months_are_the_calendars() {
        let monday = on(2026, 9, 7);
        assert_eq!(long(German, monday), "Montag, 7. September 2026");
        assert_eq!(long(English, monday), "Monday 7 September 2026");
        assert_eq!(with_weekday(German, on(2026, 3, 1)), "So., 1. März 2026");
        assert_eq!(with_weekday(English, on(2026, 3, 1)), "Sun 1 Mar 2026");
        assert_eq!(month(German, on(2026, 12, 31)), "Dezember 2026");
        let december = on(2026, 12, 31);
        assert_eq!(
            months(German, on(2026, 10, 1), december),
            "Oktober – Dezember 2026"
        );
        assert_eq!(
            months(English, on(2026, 12, 1), on(2027, 2, 28)),
            "December 2026 – February 2027"
        );
        assert_eq!(months(English, on(2026, 12, 1), december), "December 2026");
    }

    #[test]
    fn a_night_names_both_its_days() {
        assert_eq!(night(German, on(2026, 9, 7)), "7./8. Sept.");
        assert_eq!(night(English, on(2026, 9, 7)), "7/8 Sept");
        assert_eq!(night(German, on(2026, 9, 30)), "30. Sept./1. Okt.");
    }

    #[test]
    fn nights_in_a_row_need_no_year() {
        assert_eq!(
            nights(German, on(2026, 9, 7), on(2026, 9, 9)),
            "7.–9. Sept."
        );
        assert_eq!(
            nights(English, on(2026, 9, 30), on(2026, 10, 2)),
            "30 Sept – 2 Oct"
        );
        assert_eq!(weekday_and_day(German, on(2026, 9, 7)), "Mo 7.");
        assert_eq!(weekday_and_day(English, on(2026, 9, 8)), "Tue 8");
        let dates = Stay::new(on(2026, 9, 7), on(2026, 9, 9)).unwrap();
        assert_eq!(weekdays(German, dates), "Mo – Mi");
    }

    #[test]
    fn moments_are_wall_clock_times() {
        let at = on(2026, 9, 7).at(9, 5, 59, 0);
        assert_eq!(moment(German, at), "7. Sept. 2026, 09:05 Uhr");
        assert_eq!(moment(English, at), "7 Sept 2026, 09:05");
    }
}
