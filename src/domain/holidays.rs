//! Public holidays of the German states, by rule: which day is one, where, and since when.
//! Never a list of dates, and never more than whole states keep: left out are Fronleichnam in single communes of Sachsen
//! and Thüringen, Mariä Himmelfahrt in the Catholic communes of Bayern, the Friedensfest of Augsburg, and the ordinary
//! Sundays that some states call holidays too.

use super::region::Region::{
    self, BadenWuerttemberg, Bavaria, Berlin, Brandenburg, Bremen, Hamburg, Hesse, LowerSaxony,
    MecklenburgWesternPomerania, NorthRhineWestphalia, RhinelandPalatinate, Saarland, Saxony,
    SaxonyAnhalt, SchleswigHolstein, Thuringia,
};
use jiff::{ToSpan, civil::Date};

/// First year with holidays: the first whole one of the sixteen states. Two other orders were kept before it.
pub const FIRST_YEAR: i16 = 1991;

/// A public holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holiday {
    /// 1 January.
    NewYear,
    /// 6 January.
    Epiphany,
    /// 8 March.
    WomensDay,
    /// Two days before Easter.
    GoodFriday,
    /// Easter, where the law names it.
    EasterSunday,
    /// The day after Easter.
    EasterMonday,
    /// 1 May.
    LabourDay,
    /// 8 May, in Berlin 75 and 80 years after the end of the war.
    LiberationDay,
    /// 39 days after Easter.
    Ascension,
    /// 49 days after Easter, where the law names it.
    WhitSunday,
    /// 50 days after Easter.
    WhitMonday,
    /// 60 days after Easter.
    CorpusChristi,
    /// 17 June, in Berlin 75 years after the uprising of 1953.
    UprisingDay,
    /// 15 August.
    Assumption,
    /// 20 September.
    ChildrensDay,
    /// 3 October.
    UnityDay,
    /// 31 October.
    ReformationDay,
    /// 1 November.
    AllSaints,
    /// The Wednesday before 23 November.
    RepentanceDay,
    /// 25 December.
    ChristmasDay,
    /// 26 December.
    SecondChristmasDay,
}

/// The holiday on this date in this state, if it is one. Where two fall on one day, the one with a fixed date.
pub fn holiday(region: Region, on: Date) -> Option<Holiday> {
    if on.year() < FIRST_YEAR {
        return None;
    }
    let holiday = of_date(on).into_iter().chain(of_easter(on));
    holiday
        .into_iter()
        .find(|holiday| is_kept(*holiday, region, on.year()))
}

/// The holiday that has this date in every year, if there is one somewhere.
fn of_date(on: Date) -> Option<Holiday> {
    match (on.month(), on.day()) {
        (1, 1) => Some(Holiday::NewYear),
        (1, 6) => Some(Holiday::Epiphany),
        (3, 8) => Some(Holiday::WomensDay),
        (5, 1) => Some(Holiday::LabourDay),
        (5, 8) => Some(Holiday::LiberationDay),
        (6, 17) => Some(Holiday::UprisingDay),
        (8, 15) => Some(Holiday::Assumption),
        (9, 20) => Some(Holiday::ChildrensDay),
        (10, 3) => Some(Holiday::UnityDay),
        (10, 31) => Some(Holiday::ReformationDay),
        (11, 1) => Some(Holiday::AllSaints),
        (11, 16..=22) if on.weekday() == jiff::civil::Weekday::Wednesday => {
            Some(Holiday::RepentanceDay)
        }
        (12, 25) => Some(Holiday::ChristmasDay),
        (12, 26) => Some(Holiday::SecondChristmasDay),
        _ => None,
    }
}

/// The holiday that has this distance from Easter, if there is one somewhere.
fn of_easter(on: Date) -> Option<Holiday> {
    let easter = easter(on.year());
    let after = |days: i32| easter.checked_add(days.days()).ok() == Some(on);
    let moving = [
        (-2, Holiday::GoodFriday),
        (0, Holiday::EasterSunday),
        (1, Holiday::EasterMonday),
        (39, Holiday::Ascension),
        (49, Holiday::WhitSunday),
        (50, Holiday::WhitMonday),
        (60, Holiday::CorpusChristi),
    ];
    let found = moving.into_iter().find(|(days, _)| after(*days));
    found.map(|(_, holiday)| holiday)
}

/// Whether a state keeps a holiday in a year.
fn is_kept(holiday: Holiday, region: Region, year: i16) -> bool {
    match holiday {
        Holiday::NewYear
        | Holiday::GoodFriday
        | Holiday::EasterMonday
        | Holiday::LabourDay
        | Holiday::Ascension
        | Holiday::WhitMonday
        | Holiday::UnityDay
        | Holiday::ChristmasDay
        | Holiday::SecondChristmasDay => true,
        Holiday::EasterSunday | Holiday::WhitSunday => region == Brandenburg,
        Holiday::Epiphany => matches!(region, BadenWuerttemberg | Bavaria | SaxonyAnhalt),
        Holiday::WomensDay => match region {
            Berlin => year >= 2019,
            MecklenburgWesternPomerania => year >= 2023,
            _ => false,
        },
        Holiday::LiberationDay => region == Berlin && matches!(year, 2020 | 2025),
        Holiday::UprisingDay => region == Berlin && year == 2028,
        Holiday::CorpusChristi => matches!(
            region,
            BadenWuerttemberg
                | Bavaria
                | Hesse
                | NorthRhineWestphalia
                | RhinelandPalatinate
                | Saarland
        ),
        Holiday::Assumption => region == Saarland,
        Holiday::ChildrensDay => region == Thuringia && year >= 2019,
        Holiday::ReformationDay => match region {
            Brandenburg | MecklenburgWesternPomerania | Saxony | SaxonyAnhalt | Thuringia => true,
            Bremen | Hamburg | LowerSaxony | SchleswigHolstein => year >= 2017,
            // Five hundred years of the Reformation, once and everywhere.
            _ => year == 2017,
        },
        Holiday::AllSaints => matches!(
            region,
            BadenWuerttemberg | Bavaria | NorthRhineWestphalia | RhinelandPalatinate | Saarland
        ),
        // Given up in 1995 everywhere else, to pay for nursing care.
        Holiday::RepentanceDay => region == Saxony || year <= 1994,
    }
}

/// Easter Sunday of a year in the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher.
fn easter(year: i16) -> Date {
    let year = i32::from(year);
    let (golden, century, of_century) = (year % 19, year / 100, year % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let shift = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * shift + 114;
    let (month, day) = (days / 31, days % 31 + 1);
    let part = |number: i32| i8::try_from(number).unwrap_or(1);
    let year = i16::try_from(year).unwrap_or(FIRST_YEAR);
    Date::new(year, part(month), part(day)).unwrap_or(Date::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn easter_is_where_the_moon_puts_it() {
        for on in [
            date(1961, 4, 2),
            date(2008, 3, 23),
            date(2038, 4, 25),
            date(2049, 4, 18),
            date(2076, 4, 19),
            date(2199, 4, 14),
        ] {
            assert_eq!(easter(on.year()), on);
        }
    }

    #[test]
    fn holidays_begin_and_end_with_their_laws() {
        use Holiday::{ReformationDay, RepentanceDay, WomensDay};
        for (region, on, expected) in [
            (Berlin, date(2018, 3, 8), None),
            (Berlin, date(2019, 3, 8), Some(WomensDay)),
            (Hesse, date(2017, 10, 31), Some(ReformationDay)),
            (Hesse, date(2018, 10, 31), None),
            (Hamburg, date(2016, 10, 31), None),
            (Hamburg, date(2018, 10, 31), Some(ReformationDay)),
            (Hesse, date(1994, 11, 16), Some(RepentanceDay)),
            (Hesse, date(1995, 11, 22), None),
            (Saxony, date(2026, 11, 18), Some(RepentanceDay)),
            (Saxony, date(2026, 11, 25), None),
            (Saxony, date(1990, 12, 25), None),
            (Bavaria, date(2008, 5, 1), Some(Holiday::LabourDay)),
        ] {
            assert_eq!(holiday(region, on), expected, "{region:?} {on}");
        }
    }
}
