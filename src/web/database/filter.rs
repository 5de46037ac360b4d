//! Which events are asked for, as addresses of pages and of the interface for programs write it: `type`, `stream`,
//! `person`, `from`, `to`. Never guesses: what is not written as it should be is nothing.

use crate::{
    clock,
    domain::{
        event::Recorded,
        ids::{Actor, Stream},
        time::Moment,
    },
    web::{database::audit::Audit, query::parse_date},
    words::events::{About, Kind},
};
use jiff::{
    Timestamp, ToSpan as _,
    civil::{DateTime, Time},
};

/// What the program itself is called.
pub const SYSTEM: &str = "system";
/// What is called nobody: the old system did not write down who it was.
pub const UNKNOWN: &str = "unknown";
/// What the stream of the house itself is called.
pub const HOUSE: &str = "house";

/// What type of events is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All about this.
    About(About),
    /// Only this kind.
    Kind(Kind),
    /// Those of this choice.
    Audit(Audit),
}

/// Which events are asked for. What is `None` does not matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this type.
    pub wanted: Option<Wanted>,
    /// About this.
    pub stream: Option<Stream>,
    /// Done by them.
    pub actor: Option<Actor>,
    /// Not before this moment.
    pub from: Option<Moment>,
    /// Before this moment.
    pub until: Option<Moment>,
}

impl Filter {
    /// Whether an event is asked for, as far as can be said without a book.
    pub(super) fn lets_through(&self, recorded: &Recorded) -> bool {
        let kind = Kind::of(&recorded.event);
        let wanted = match self.wanted {
            Some(Wanted::About(about)) => kind.about() == about,
            Some(Wanted::Kind(wanted)) => kind == wanted,
            // Whose bookings they are about stands in no filter.
            Some(Wanted::Audit(_)) | None => true,
        };
        wanted
            && self.stream.is_none_or(|stream| recorded.stream == stream)
            && self.actor.is_none_or(|actor| recorded.actor == actor)
            && self.from.is_none_or(|from| recorded.at >= from)
            && self.until.is_none_or(|until| recorded.at < until)
    }
}

/// The type of this name: `BookingRequested` and the like, what events are about, or a choice of them.
pub fn wanted(text: &str) -> Option<Wanted> {
    let about = About::ALL.into_iter().find(|about| about.code() == text);
    let kind = || Kind::ALL.iter().find(|kind| kind.code() == text);
    let audit = || Audit::ALL.into_iter().find(|audit| audit.code() == text);
    about
        .map(Wanted::About)
        .or_else(|| kind().copied().map(Wanted::Kind))
        .or_else(|| audit().map(Wanted::Audit))
}

/// What events of this name are about: `b7`, `p2`, `a1` or `house`.
pub fn stream(text: &str) -> Option<Stream> {
    if text == HOUSE {
        return Some(Stream::House);
    }
    let booking = text.parse().ok().map(Stream::Booking);
    let person = || text.parse().ok().map(Stream::Person);
    let accommodation = || text.parse().ok().map(Stream::Accommodation);
    booking.or_else(person).or_else(accommodation)
}

/// Who this is: `p2`, [`SYSTEM`] or [`UNKNOWN`].
pub fn actor(text: &str) -> Option<Actor> {
    match text {
        SYSTEM => Some(Actor::System),
        UNKNOWN => Some(Actor::Unknown),
        text => text.parse().ok().map(Actor::Person),
    }
}

/// A day or a time as it is written.
enum Written {
    /// A whole day at the house.
    Day(DateTime),
    /// A minute on the clock of the house.
    Minute(DateTime),
    /// A moment.
    Moment(Moment),
}

/// The first moment of what is written: `2026-06-01`, `2026-06-01T14:30` at the house, or a moment as RFC 3339 writes it.
pub fn from(text: &str, zone: &str) -> Option<Moment> {
    Some(match written(text)? {
        Written::Day(time) | Written::Minute(time) => clock::moment_in(zone, time),
        Written::Moment(moment) => moment,
    })
}

/// The first moment after what is written: after the day, after the minute, or the moment itself.
pub fn until(text: &str, zone: &str) -> Option<Moment> {
    let after = |time: DateTime, span| clock::moment_in(zone, time.saturating_add(span));
    Some(match written(text)? {
        Written::Day(time) => after(time, 1.day()),
        Written::Minute(time) => after(time, 1.minute()),
        Written::Moment(moment) => moment,
    })
}

fn written(text: &str) -> Option<Written> {
    let (day, time) = (text.get(..10)?, text.get(10..)?);
    let day = parse_date(day)?;
    if time.is_empty() {
        return Some(Written::Day(day.to_datetime(Time::midnight())));
    }
    let time = time.strip_prefix(['T', 't'])?;
    if let Some(time) = minute(time) {
        return Some(Written::Minute(day.to_datetime(time)));
    }
    moment(text).map(Written::Moment)
}

/// A time of day in its one form, `HH:MM`.
pub fn minute(text: &str) -> Option<Time> {
    let shape = text.len() == 5
        && text.bytes().enumerate().all(|(place, byte)| match place {
            2 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    shape.then(|| text.parse().ok()).flatten()
}

/// A moment as RFC 3339 writes it; one that no calendar here reaches is the last there is.
fn moment(text: &str) -> Option<Moment> {
    let (seconds, rest) = (text.get(..19)?, text.get(19..)?);
    let fraction = rest.strip_prefix('.').map_or(0, |rest| {
        1 + rest.bytes().take_while(u8::is_ascii_digit).count()
    });
    let zone = rest.get(fraction..)?;
    let is_zone = matches!(zone, "Z" | "z") || (zone.len() == 6 && zone.starts_with(['+', '-']));
    let is_seconds = seconds.bytes().filter(|byte| *byte == b':').count() == 2;
    if fraction == 1 || !is_zone || !is_seconds {
        return None;
    }
    let timestamp = text.parse::<Timestamp>().or_else(|error| {
        let known = seconds.parse::<DateTime>().map_err(|_| error)?;
        Ok::<_, jiff::Error>(if known.year() > 0 {
            Timestamp::MAX
        } else {
            Timestamp::MIN
        })
    });
    Some(Moment::from_millis(timestamp.ok()?.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{AccommodationId, BookingId, PersonId};

    #[test]
    fn a_stream_is_read_as_it_is_written() {
        for (text, expected) in [
            ("b7", Some(Stream::Booking(BookingId::new(7)))),
            ("p2", Some(Stream::Person(PersonId::new(2)))),
            ("a1", Some(Stream::Accommodation(AccommodationId::new(1)))),
            ("house", Some(Stream::House)),
            ("B7", None),
            ("7", None),
            ("b07", None),
            ("x7", None),
            ("", None),
        ] {
            assert_eq!(stream(text), expected, "{text}");
        }
    }

    #[test]
    fn days_and_minutes_are_those_of_the_house_and_belong_to_what_is_asked_for() {
        let utc = |text: &str| {
            let timestamp: Timestamp = text.parse().unwrap();
            Some(Moment::from_millis(timestamp.as_millisecond()))
        };
        for (text, first, behind) in [
            ("2026-06-01", "2026-05-31T22:00:00Z", "2026-06-01T22:00:00Z"),
            // The night in which clocks go forward.
            ("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
            (
                "2026-06-01T14:30",
                "2026-06-01T12:30:00Z",
                "2026-06-01T12:31:00Z",
            ),
            (
                "2026-06-01T14:30:00.250Z",
                "2026-06-01T14:30:00.250Z",
                "2026-06-01T14:30:00.250Z",
            ),
            (
                "2026-06-01T14:30:00+02:00",
                "2026-06-01T12:30:00Z",
                "2026-06-01T12:30:00Z",
            ),
        ] {
            assert_eq!(from(text, "Europe/Berlin"), utc(first), "{text}");
            assert_eq!(until(text, "Europe/Berlin"), utc(behind), "{text}");
        }
        let last = from("9999-12-31T23:59:59Z", "UTC");
        assert_eq!(last, from("9999-12-31", "UTC"));
        for wrong in [
            "",
            "2026-02-30",
            "2026-6-1",
            "20260601",
            "2026-06-01T",
            "2026-06-01 14:30",
            "2026-06-01T25:00",
            "2026-06-01T14:30Z",
            "2026-06-01T14:30:00",
            "2026-06-01T14:30:00.Z",
            "2026-06-01T14:30:99Z",
            "2026-06-01T14:30:00+02",
            "2026-06-01T14:30:00Z[Europe/Berlin]",
            "2026-06-0ä",
        ] {
            assert_eq!(from(wrong, "UTC"), None, "{wrong}");
        }
    }
}
