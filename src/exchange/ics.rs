//! Stays as iCalendar (RFC 5545), for the calendars people keep themselves: whole days, the last one not counted, a UID
//! that stays the same and a SEQUENCE that rises with each change. Never knows words: whoever asks brings them.

use crate::{
    clock,
    domain::{booking::Status, ids::BookingId, time::Moment, time::Stay},
};
use jiff::civil::Date;

/// Most bytes of a line, its end not counted; longer ones go on in the next.
const LINE_BYTES: usize = 75;

/// One stay for a calendar.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which booking.
    pub booking: BookingId,
    /// When it was requested; with its number this names it among all houses.
    pub created: Moment,
    /// When it changed last.
    pub changed: Moment,
    /// How often it has changed.
    pub version: u32,
    /// The nights.
    pub stay: Stay,
    /// Where it stands.
    pub status: Status,
    /// What it is, in a few words.
    pub summary: String,
    /// Where it is.
    pub location: String,
    /// What else there is to say, in lines.
    pub description: String,
}

/// A calendar with these stays.
pub fn calendar(entries: &[Entry]) -> String {
    let mut lines = Lines::default();
    lines.raw("BEGIN:VCALENDAR");
    lines.raw("VERSION:2.0");
    lines.raw(concat!(
        "PRODID:-//Hutbook//Hutbook ",
        env!("CARGO_PKG_VERSION"),
        "//EN"
    ));
    lines.raw("CALSCALE:GREGORIAN");
    lines.raw("METHOD:PUBLISH");
    for entry in entries {
        lines.entry(entry);
    }
    lines.raw("END:VCALENDAR");
    lines.0
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn entry(&mut self, entry: &Entry) {
        self.raw("BEGIN:VEVENT");
        self.raw(&format!(
            "UID:{}-{}@hutbook",
            entry.booking,
            entry.created.millis()
        ));
        self.raw(&format!("SEQUENCE:{}", entry.version));
        self.raw(&format!("DTSTAMP:{}", moment(entry.changed)));
        self.raw(&format!("CREATED:{}", moment(entry.created)));
        self.raw(&format!("LAST-MODIFIED:{}", moment(entry.changed)));
        self.raw(&format!("DTSTART;VALUE=DATE:{}", day(entry.stay.arrival())));
        self.raw(&format!("DTEND;VALUE=DATE:{}", day(entry.stay.departure())));
        self.raw(match entry.status {
            Status::Pending => "STATUS:TENTATIVE",
            Status::Confirmed => "STATUS:CONFIRMED",
            Status::Declined | Status::Cancelled => "STATUS:CANCELLED",
        });
        // Whoever is at the house on these days is still there for others.
        self.raw("TRANSP:TRANSPARENT");
        self.text("SUMMARY", &entry.summary);
        self.text("LOCATION", &entry.location);
        self.text("DESCRIPTION", &entry.description);
        self.raw("END:VEVENT");
    }

    fn text(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.raw(&format!("{name}:{}", escaped(value)));
        }
    }

    /// A line, cut where it is too long, but never within a character.
    fn raw(&mut self, line: &str) {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > LINE_BYTES {
                self.0.push_str("\r\n ");
                // The blank that says "the line goes on" is counted.
                used = 1;
            }
            self.0.push(c);
            used += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// Text as a value: what has a meaning there is marked, what cannot stand there is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' | '\r' => escaped.push_str("\\n"),
            c if c.is_control() && c != '\t' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

fn moment(moment: Moment) -> String {
    let at = clock::datetime_in("UTC", moment);
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    format!("{}T{hour:02}{minute:02}{second:02}Z", day(at.date()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn entry() -> Entry {
        Entry {
            booking: BookingId::new(7),
            created: Moment::from_millis(1_780_300_800_000),
            changed: Moment::from_millis(1_780_387_205_000),
            version: 3,
            stay: Stay::new(date(2026, 9, 7), date(2026, 9, 9)).unwrap(),
            status: Status::Confirmed,
            summary: "Hütte, Zimmer; \\ und Zelt".to_owned(),
            location: "Hütte".to_owned(),
            description: "Zwei Nächte\r\nDrei\u{7} Personen".to_owned(),
        }
    }

    #[test]
    fn a_stay_is_whole_days_of_which_the_last_is_not_counted() {
        let text = calendar(&[entry()]);
        let lines: Vec<&str> = text.split("\r\n").collect();
        for line in [
            "BEGIN:VCALENDAR",
            "UID:b7-1780300800000@hutbook",
            "SEQUENCE:3",
            "DTSTAMP:20260602T080005Z",
            "DTSTART;VALUE=DATE:20260907",
            "DTEND;VALUE=DATE:20260909",
            "STATUS:CONFIRMED",
            "SUMMARY:Hütte\\, Zimmer\\; \\\\ und Zelt",
            "DESCRIPTION:Zwei Nächte\\nDrei Personen",
        ] {
            assert!(lines.contains(&line), "{line} in {lines:?}");
        }
        assert_eq!(lines.last(), Some(&""), "the last line ends too");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    }

    #[test]
    fn the_name_stays_and_the_count_rises_when_a_stay_changes() {
        let moved = Entry {
            version: 4,
            changed: Moment::from_millis(1_790_000_000_000),
            stay: Stay::new(date(2026, 10, 1), date(2026, 10, 2)).unwrap(),
            status: Status::Cancelled,
            ..entry()
        };
        let find = |text: &str, name: &str| {
            let line = text.split("\r\n").find(|line| line.starts_with(name));
            line.unwrap().to_owned()
        };
        let (before, after) = (calendar(&[entry()]), calendar(&[moved]));
        assert_eq!(find(&before, "UID:"), find(&after, "UID:"));
        assert_eq!(find(&after, "SEQUENCE:"), "SEQUENCE:4");
        assert_eq!(find(&after, "STATUS:"), "STATUS:CANCELLED");
    }

    #[test]
    fn long_lines_are_cut_between_characters_and_come_back_whole() {
        for words in ["ä", "€", "👍", "ab", "x"] {
            let text = calendar(&[Entry {
                description: words.repeat(300),
                ..entry()
            }]);
            for line in text.split("\r\n") {
                assert!(line.len() <= LINE_BYTES, "{} bytes: {line}", line.len());
            }
            let whole = text.replace("\r\n ", "");
            assert!(whole.contains(&format!("DESCRIPTION:{}\r\n", words.repeat(300))));
        }
    }

    #[test]
    fn nobody_can_smuggle_a_line_into_a_calendar() {
        let text = calendar(&[Entry {
            summary: "x\r\nEND:VEVENT\nBEGIN:VALARM\rTRIGGER:0".to_owned(),
            ..entry()
        }]);
        assert_eq!(text.matches("\r\nEND:VEVENT").count(), 1);
        assert!(!text.contains("\nBEGIN:VALARM") && !text.contains("\rTRIGGER"));
    }
}
