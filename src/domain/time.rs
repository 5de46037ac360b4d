//! Moments and stays. A stay is two calendar dates and never touches an instant or a zone.
//! Never asks what time it is: whoever needs "now" or "today" is told.

use core::fmt;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z. Precise enough for people, half the size of finer ones.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Moment(i64);

impl Moment {
    /// The moment this many milliseconds after the beginning of 1970, UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the beginning of 1970, UTC.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This moment moved by so many milliseconds, held at the ends of what can be written.
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

/// First year in which a stay may lie. Before it nobody kept such a book on a computer.
pub const FIRST_YEAR: i16 = 1970;
/// Last year in which a stay may lie: far enough for any plan, near enough to keep a typing error out.
pub const LAST_YEAR: i16 = 2199;
/// Most nights one stay may have, whatever the settings say and whatever was imported.
pub const MAX_NIGHTS: u16 = 366;

/// The nights from the afternoon of `arrival` to the morning of `departure`: half open, at least one night.
///
/// The day of departure is free for the next one's arrival.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stay {
    arrival: Date,
    departure: Date,
}

/// Why two dates are not a stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAStay {
    /// Departure is not after arrival.
    NoNight,
    /// A date lies before [`FIRST_YEAR`] or after [`LAST_YEAR`].
    OutOfRange,
    /// More than [`MAX_NIGHTS`] nights.
    TooLong,
}

/// Whether a book covers a year.
pub fn is_covered(year: i16) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&year)
}

impl Stay {
    /// The stay between two dates.
    ///
    /// # Errors
    /// When there is no night between them, too many, or a date lies outside of what a book covers.
    pub fn new(arrival: Date, departure: Date) -> Result<Self, NotAStay> {
        if !is_covered(arrival.year()) || !is_covered(departure.year()) {
            return Err(NotAStay::OutOfRange);
        }
        if departure <= arrival {
            return Err(NotAStay::NoNight);
        }
        if count_nights(arrival, departure) > MAX_NIGHTS {
            return Err(NotAStay::TooLong);
        }
        Ok(Self { arrival, departure })
    }

    /// The date whose night is the first one slept.
    pub const fn arrival(self) -> Date {
        self.arrival
    }

    /// The date of leaving; its night is not slept.
    pub const fn departure(self) -> Date {
        self.departure
    }

    /// How many nights, 1 to [`MAX_NIGHTS`].
    pub fn nights(self) -> u16 {
        count_nights(self.arrival, self.departure)
    }

    /// The dates whose nights are slept, in order.
    pub fn each_night(self) -> impl Iterator<Item = Date> {
        nights_between(self.arrival, self.departure)
    }

    /// Whether both sleep at least one night in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.arrival < other.departure && other.arrival < self.departure
    }

    /// Whether all nights of the other stay are nights of this one.
    pub fn covers(self, other: Self) -> bool {
        self.arrival <= other.arrival && other.departure <= self.departure
    }

    /// Whether the stay is over on this date: everybody has left or leaves today.
    pub fn ended_by(self, today: Date) -> bool {
        self.departure <= today
    }
}

/// The dates from `from` up to, but without, `to`.
pub fn nights_between(from: Date, to: Date) -> impl Iterator<Item = Date> {
    core::iter::successors(Some(from), |date| date.tomorrow().ok())
        .take_while(move |date| *date < to)
}

/// How many nights lie between two dates: none when they are the wrong way round, never more than can be counted.
pub fn count_nights(from: Date, to: Date) -> u16 {
    let nights = (day_number(to) - day_number(from)).max(0);
    u16::try_from(nights).unwrap_or(u16::MAX)
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, after Howard Hinnant, "chrono-compatible low-level date
/// algorithms" (days_from_civil). For differences only: everything else stays a date.
fn day_number(date: Date) -> i32 {
    let (month, day) = (i32::from(date.month()), i32::from(date.day()));
    let year = i32::from(date.year()) - i32::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

impl fmt::Debug for Stay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}, {})", self.arrival, self.departure)
    }
}

/// In the log a stay is a day code (months since 2000 × 32 + day of the month − 1) and a number of nights: 3 + 1 bytes.
impl Serialize for Stay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let date = self.arrival;
        let months = (i32::from(date.year()) - 2000) * 12 + i32::from(date.month()) - 1;
        (months * 32 + i32::from(date.day()) - 1, self.nights()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Stay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (code, nights) = <(i32, u16)>::deserialize(deserializer)?;
        let (months, day) = (code.div_euclid(32), code.rem_euclid(32) + 1);
        let part = |number: i32| i8::try_from(number).map_err(D::Error::custom);
        let year = i16::try_from(2000 + months.div_euclid(12)).map_err(D::Error::custom)?;
        let arrival = Date::new(year, part(months.rem_euclid(12) + 1)?, part(day)?)
            .map_err(D::Error::custom)?;
        let departure =
            nights_after(arrival, nights).ok_or_else(|| D::Error::custom("too many nights"))?;
        Self::new(arrival, departure).map_err(|_| D::Error::custom("not a stay"))
    }
}

/// The date this many nights after another, by the cheapest way for the short stays that nearly all are.
fn nights_after(date: Date, nights: u16) -> Option<Date> {
    let day = u16::try_from(date.day()).ok()?.checked_add(nights)?;
    if day <= 28 {
        return Date::new(date.year(), date.month(), i8::try_from(day).ok()?).ok();
    }
    (0..nights.min(MAX_NIGHTS + 1)).try_fold(date, |date, _| date.tomorrow().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_stay_has_the_nights_between_its_dates() {
        let stay = Stay::new(date(2026, 9, 7), date(2026, 9, 9)).unwrap();
        assert_eq!(stay.nights(), 2);
        assert_eq!(
            stay.each_night().collect::<Vec<_>>(),
            [date(2026, 9, 7), date(2026, 9, 8)]
        );
    }

    #[test]
    fn the_night_of_a_clock_change_is_one_night() {
        for (from, to) in [
            (date(2026, 3, 28), date(2026, 3, 30)),
            (date(2026, 10, 24), date(2026, 10, 26)),
        ] {
            assert_eq!(Stay::new(from, to).unwrap().nights(), 2);
        }
    }

    #[test]
    fn dates_that_are_no_stay_are_told_apart() {
        let day = date(2026, 9, 7);
        assert_eq!(Stay::new(day, day), Err(NotAStay::NoNight));
        assert_eq!(Stay::new(day, date(2026, 9, 6)), Err(NotAStay::NoNight));
        assert_eq!(Stay::new(day, date(2027, 9, 9)), Err(NotAStay::TooLong));
        assert_eq!(Stay::new(day, date(2200, 1, 1)), Err(NotAStay::OutOfRange));
        assert_eq!(
            Stay::new(date(2024, 1, 1), date(2025, 1, 1))
                .unwrap()
                .nights(),
            366
        );
    }

    #[test]
    fn departure_day_is_free_for_the_next_arrival() {
        let (a, b, c) = (date(2026, 9, 7), date(2026, 9, 9), date(2026, 9, 10));
        assert!(!Stay::new(a, b).unwrap().overlaps(Stay::new(b, c).unwrap()));
        assert!(Stay::new(a, c).unwrap().overlaps(Stay::new(b, c).unwrap()));
    }

    #[test]
    fn day_numbers_agree_with_the_calendar_library_over_the_whole_range() {
        let days = nights_between(date(1970, 1, 1), date(2199, 12, 31));
        for (number, day) in (0..).zip(days) {
            assert_eq!(day_number(day), number, "{day}");
        }
    }

    #[test]
    fn every_stay_survives_the_log_in_few_bytes() {
        for arrival in nights_between(date(1999, 12, 1), date(2004, 3, 2)) {
            for nights in [1, 2, 30, 366] {
                let stay = Stay::new(arrival, nights_after(arrival, nights).unwrap()).unwrap();
                let bytes = postcard::to_allocvec(&stay).unwrap();
                assert!(bytes.len() <= 5);
                assert_eq!(postcard::from_bytes::<Stay>(&bytes), Ok(stay));
            }
        }
    }

    #[test]
    fn no_bytes_in_the_log_can_do_harm() {
        let numbers = [
            i32::MIN,
            -64_000,
            -11_520, // January 1970
            -1,
            0,
            30,
            31,
            10_000,
            76_798, // 31 December 2199
            76_800,
            i32::MAX,
        ];
        let mut read = 0;
        for code in numbers
            .into_iter()
            .chain(numbers.map(|n| n.wrapping_add(30)))
        {
            for nights in [0, 1, 28, 366, 367, 65_504, 65_505, u16::MAX] {
                let bytes = postcard::to_allocvec(&(code, nights)).unwrap();
                if let Ok(stay) = postcard::from_bytes::<Stay>(&bytes) {
                    assert_eq!(
                        Stay::new(stay.arrival(), stay.departure()),
                        Ok(stay),
                        "{code}"
                    );
                    assert_eq!(
                        postcard::to_allocvec(&stay).unwrap(),
                        bytes,
                        "one form for each stay"
                    );
                    read += 1;
                }
            }
        }
        assert_eq!(
            read,
            9 * 3,
            "nine codes are dates of a book, three counts are stays"
        );
    }

    #[test]
    fn a_stay_covers_itself_and_what_lies_within() {
        let stay = |from, to| Stay::new(date(2026, 9, from), date(2026, 9, to)).unwrap();
        assert!(stay(7, 12).covers(stay(7, 12)) && stay(7, 12).covers(stay(8, 11)));
        for other in [stay(6, 8), stay(11, 13), stay(6, 13), stay(12, 14)] {
            assert!(!stay(7, 12).covers(other), "{other:?}");
        }
    }

    #[test]
    fn nights_are_counted_to_the_end_and_not_beyond() {
        let day = date(2026, 9, 7);
        assert_eq!(count_nights(day, day), 0);
        assert_eq!(count_nights(day, date(2026, 9, 6)), 0);
        assert_eq!(count_nights(day, date(2027, 9, 7)), 365);
        assert_eq!(count_nights(Date::MIN, Date::MAX), u16::MAX);
        assert_eq!(count_nights(Date::MAX, Date::MIN), 0);
    }
}
