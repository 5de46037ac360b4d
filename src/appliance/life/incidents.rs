//! What went wrong, over all starts of the board: a file on the card that does not grow without end, and its last lines in
//! memory. Never writes more than a few lines an hour, so that a card that fails is not written to death by what is said
//! of it; and never the same twice in an hour.

use core::{fmt, time::Duration};
use std::{
    collections::VecDeque,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

/// Where the lines are kept, on the card.
pub(in super::super) const FILE: &str = "/data/incidents.log";
/// Bytes after which the file is put aside and begun anew; twice as much is kept at most.
const MOST_BYTES: u64 = 64 * 1024;
/// Lines that are kept in memory.
const MOST_LINES: usize = 300;
/// Lines of an hour, and how long an hour is.
const MOST_AN_HOUR: usize = 20;
const HOUR: Duration = Duration::from_secs(3600);
/// Characters a line may have.
const MOST_CHARS: usize = 300;

/// When something went wrong, as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct When {
    /// The time of day as the board's clock has it.
    pub(in super::super) clock: String,
    /// Whether that is right; if not, it was certainly not earlier.
    pub(in super::super) is_right: bool,
    /// Since the kernel began.
    pub(in super::super) since_start: Duration,
}

/// See the head of this file.
#[derive(Debug, Default)]
pub(in super::super) struct Incidents {
    lines: VecDeque<String>,
    /// Which start this is, as soon as the card has told.
    start: Option<u32>,
    /// What is to be written, as soon as it can be.
    waiting: Vec<(When, String)>,
    hour_begun: Duration,
    in_this_hour: Vec<String>,
}

impl Incidents {
    /// Takes note of something, unless it has been noted within the hour, or too much has.
    pub(in super::super) fn note(&mut self, when: When, text: &str) {
        if when.since_start >= self.hour_begun + HOUR {
            self.hour_begun = when.since_start;
            self.in_this_hour.clear();
        }
        let text: String = text.chars().take(MOST_CHARS).collect();
        let noted = self.in_this_hour.len();
        if noted > MOST_AN_HOUR || self.in_this_hour.contains(&text) {
            return;
        }
        self.in_this_hour.push(text.clone());
        let text = if noted == MOST_AN_HOUR {
            "more went wrong in this hour than is kept; the journal of this start has it".to_owned()
        } else {
            text
        };
        self.waiting.push((when, text));
    }

    /// The card is there: which start this is, and the lines it has.
    pub(in super::super) fn opened(&mut self, start: Option<u32>, lines: Vec<String>) {
        self.start = start;
        self.lines = lines.into();
    }

    /// What is to be written to the card now; nothing when there is nothing new.
    pub(in super::super) fn take_new(&mut self) -> Option<String> {
        let start = self.start;
        let mut text = String::new();
        for (when, what) in self.waiting.drain(..) {
            let line = Line(start, &when, &what).to_string();
            text.push_str(&line);
            text.push('\n');
            self.lines.push_back(line);
        }
        let too_many = self.lines.len().saturating_sub(MOST_LINES);
        self.lines.drain(..too_many);
        (!text.is_empty()).then_some(text)
    }

    /// The last lines, the oldest first, those that are not yet on the card included.
    pub(in super::super) fn lines(&self) -> Vec<String> {
        let waiting = self.waiting.iter();
        let waiting = waiting.map(|(when, what)| Line(self.start, when, what).to_string());
        self.lines.iter().cloned().chain(waiting).collect()
    }
}

/// How a line is written.
struct Line<'a>(Option<u32>, &'a When, &'a str);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(start, when, what) = self;
        let not_before = if when.is_right { "" } else { "not before " };
        write!(f, "{not_before}{}, ", when.clock)?;
        if let Some(start) = start {
            write!(f, "start {start}, ")?;
        }
        write!(f, "second {}: {what}", when.since_start.as_secs())
    }
}

/// Adds lines to the file, durably; one that has become too long is put in the place of the old one first.
pub(in super::super) fn append(path: &Path, text: &str) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|it| it.len() >= MOST_BYTES) {
        fs::rename(path, path.with_extension("old"))?;
    }
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

/// The last lines that are kept, the oldest first. What a power cut has torn is read as well as it goes.
pub(in super::super) fn read(path: &Path) -> Vec<String> {
    let texts = [&path.with_extension("old"), path].map(|path| fs::read(path).unwrap_or_default());
    let text = String::from_utf8_lossy(&texts.concat()).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.len().saturating_sub(MOST_LINES);
    lines[last..]
        .iter()
        .map(|line| (*line).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> When {
        When {
            clock: "2026-08-01T10:00:00Z".to_owned(),
            is_right: false,
            since_start: Duration::from_secs(seconds),
        }
    }

    #[test]
    fn a_line_tells_when_and_what_and_waits_for_the_card() {
        let mut incidents = Incidents::default();
        incidents.note(at(3), "data: no");
        let early = "not before 2026-08-01T10:00:00Z, second 3: data: no";
        assert_eq!(incidents.lines(), [early]);
        incidents.opened(Some(7), vec!["of before".to_owned()]);
        let written = "not before 2026-08-01T10:00:00Z, start 7, second 3: data: no";
        assert_eq!(incidents.take_new().unwrap(), format!("{written}\n"));
        assert_eq!(incidents.take_new(), None);
        assert_eq!(incidents.lines(), ["of before", written]);
        let right = When {
            is_right: true,
            ..at(4)
        };
        incidents.note(right, "more");
        let text = incidents.take_new().unwrap();
        assert!(
            text.starts_with("2026-08-01T10:00:00Z, start 7, second 4"),
            "{text}"
        );
    }

    #[test]
    fn a_card_is_not_written_to_death() {
        let mut incidents = Incidents::default();
        for second in 0..1000 {
            incidents.note(at(second), "the same");
            incidents.note(at(second), &format!("another, {second}"));
        }
        let text = incidents.take_new().unwrap();
        assert_eq!(text.lines().count(), MOST_AN_HOUR + 1);
        assert!(
            text.ends_with("the journal of this start has it\n"),
            "{text}"
        );
        incidents.note(at(3600), "the same");
        assert_eq!(incidents.take_new().unwrap().lines().count(), 1);
        incidents.note(at(7300), &"ü".repeat(5000));
        assert!(incidents.take_new().unwrap().chars().count() < MOST_CHARS + 100);
    }

    #[test]
    fn the_file_does_not_grow_without_end_and_is_read_with_what_is_torn() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("incidents.log");
        assert!(read(&path).is_empty());
        for number in 0..3000 {
            append(&path, &format!("{number} {}\n", "x".repeat(90))).unwrap();
        }
        let bytes = |path: &Path| fs::metadata(path).unwrap().len();
        assert!(bytes(&path) < MOST_BYTES + 200);
        assert!(bytes(&path.with_extension("old")) < MOST_BYTES + 200);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        fs::write(folder.path().join("torn"), b"").unwrap();
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"torn \xff\0").unwrap();
        let lines = read(&path);
        assert_eq!(lines.len(), MOST_LINES);
        assert!(lines[MOST_LINES - 2].starts_with("2999 "));
        assert!(lines[MOST_LINES - 1].starts_with("torn "));
    }
}
