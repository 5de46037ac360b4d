//! Dates and times as the old system wrote them, and which calendar date of a stay they mean.
//! Never asks for the time or for zones: the house's zone is handed in.

use crate::domain::time::{FIRST_YEAR, LAST_YEAR, Moment};
use jiff::{
    Timestamp,
    civil::{Date, Time},
    fmt::temporal::Pieces,
    tz::{Offset, TimeZone},
};

/// A date with or without a time of day, with or without an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    date: Date,
    time: Time,
    offset: Option<Offset>,
}

/// The date of a stay that was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meant {
    pub(super) date: Date,
    /// Whether a time of day other than midnight was written, which a stay has no use for.
    pub(super) time_dropped: bool,
}

impl Written {
    /// Reads ISO 8601 as .NET and PostgreSQL write it: `2024-10-27`, `2024-10-27T00:00:00Z`, `2024-10-27 02:00:00+02`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let pieces = Pieces::parse(text).ok()?;
        Some(Self {
            date: pieces.date(),
            time: pieces.time().unwrap_or(Time::midnight()),
            offset: pieces.to_numeric_offset(),
        })
    }

    /// The instant; the old system meant UTC wherever it wrote no offset.
    pub(super) fn instant(self) -> Option<Timestamp> {
        let offset = self.offset.unwrap_or(Offset::UTC);
        offset.to_timestamp(self.date.to_datetime(self.time)).ok()
    }

    /// The calendar date of a stay.
    ///
    /// A stay is dates, but the old system stored instants. Its own pages sent midnight in UTC, which is the date as
    /// written; so is midnight at any other written offset, and a time without offset. Anything else came from a
    /// client that sent *its* midnight converted to UTC (22:00 or 23:00 the evening before, for Berlin): there the date
    /// is the one the house's own calendar showed at that instant.
    pub(super) fn meant(self, zone: &TimeZone) -> Option<Meant> {
        if self.time == Time::midnight() {
            return Some(Meant {
                date: self.date,
                time_dropped: false,
            });
        }
        if self.offset.is_none() {
            return Some(Meant {
                date: self.date,
                time_dropped: true,
            });
        }
        let there = zone.to_datetime(self.instant()?);
        Some(Meant {
            date: there.date(),
            time_dropped: there.time() != Time::midnight(),
        })
    }
}

/// A time at which something can have happened in such a system. Keeps out .NET's year 1 and PostgreSQL's infinity.
pub(super) fn happened(text: &str) -> Option<Timestamp> {
    let covered = i64::from(FIRST_YEAR)..=i64::from(LAST_YEAR);
    let written = Written::parse(text)?;
    covered
        .contains(&i64::from(written.date.year()))
        .then(|| written.instant())
        .flatten()
}

/// The instant in the precision of the log.
pub(super) fn moment(instant: Timestamp) -> Moment {
    Moment::from_millis(instant.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_stay_has_the_date_that_was_meant_in_berlin() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        for (written, meant, time_dropped) in [
            ("2024-10-27T00:00:00Z", date(2024, 10, 27), false),
            ("2024-10-27T00:00:00.0000000Z", date(2024, 10, 27), false),
            ("2024-10-27", date(2024, 10, 27), false),
            ("2024-10-27T00:00:00", date(2024, 10, 27), false),
            ("2024-10-27 00:00:00+00", date(2024, 10, 27), false),
            ("2024-10-27T00:00:00+02:00", date(2024, 10, 27), false),
            ("2024-10-27T00:00:00-05:00", date(2024, 10, 27), false),
            // Midnight in Berlin, in summer, in winter, and on both days of the clock's change.
            ("2024-07-09T22:00:00Z", date(2024, 7, 10), false),
            ("2024-12-23T23:00:00.000Z", date(2024, 12, 24), false),
            ("2024-10-26T22:00:00Z", date(2024, 10, 27), false),
            ("2024-10-27T23:00:00Z", date(2024, 10, 28), false),
            ("2024-03-30T23:00:00Z", date(2024, 3, 31), false),
            ("2024-03-31T22:00:00Z", date(2024, 4, 1), false),
            ("2024-12-31T23:00:00Z", date(2025, 1, 1), false),
            // Neither midnight: the date at the house, and a remark.
            ("2024-12-23T22:00:00Z", date(2024, 12, 23), true),
            ("2024-07-09T23:00:00Z", date(2024, 7, 10), true),
            ("2024-07-10T14:30:00Z", date(2024, 7, 10), true),
            ("2024-07-10T14:30:00", date(2024, 7, 10), true),
        ] {
            let found = Written::parse(written).and_then(|it| it.meant(&berlin));
            let meant = Meant {
                date: meant,
                time_dropped,
            };
            assert_eq!(found, Some(meant), "{written}");
        }
    }

    #[test]
    fn west_of_greenwich_local_midnight_is_the_same_day() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let found = Written::parse("2024-07-10T04:00:00Z").and_then(|it| it.meant(&zone));
        assert_eq!(
            found,
            Some(Meant {
                date: date(2024, 7, 10),
                time_dropped: false
            })
        );
    }

    #[test]
    fn what_is_no_time_of_such_a_system_is_told() {
        for wrong in [
            "",
            "infinity",
            "0001-01-01 00:00:00",
            "9999-12-31 00:00:00",
            "2024-13-01",
            "x",
        ] {
            assert_eq!(happened(wrong), None, "{wrong}");
        }
        let exact = happened("2024-08-03 15:00:38.409259").unwrap();
        assert_eq!(exact.to_string(), "2024-08-03T15:00:38.409259Z");
        assert_eq!(happened("2024-08-03 17:00:38.409259+02"), Some(exact));
    }
}
