//! Where log lines go: to standard error, plain, at the level the variable `HUTBOOK_LOG` names (default `info`).
//! A line is a time, a level, a sentence, and what belongs to it. Knows no spans: the program has none.

use crate::{
    clock::{self, Clock},
    domain::time::Moment,
};
use core::fmt::{self, Write as _};
use std::io::Write as _;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span,
};

/// The field of an event that holds its sentence; it comes first and without a name.
const SENTENCE: &str = "message";

/// Starts logging for the whole process.
pub(super) fn start() {
    let wanted = std::env::var("HUTBOOK_LOG")
        .ok()
        .and_then(|level| level.parse().ok());
    let lines = Lines {
        most: wanted.unwrap_or(LevelFilter::INFO),
        write: |line| {
            // Where nobody reads, there is nobody to tell.
            let _ = std::io::stderr().lock().write_all(line.as_bytes());
        },
    };
    // It fails only where it has been started before.
    let _ = tracing::subscriber::set_global_default(lines);
}

/// Writes each event as one line.
struct Lines {
    most: LevelFilter,
    write: fn(&str),
}

impl Subscriber for Lines {
    fn enabled(&self, about: &Metadata<'_>) -> bool {
        *about.level() <= self.most
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.most)
    }

    fn event(&self, event: &Event<'_>) {
        (self.write)(&line(Clock::System.now(), event));
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

fn line(at: Moment, event: &Event<'_>) -> String {
    let (at, level) = (clock::timestamp(at), event.metadata().level());
    let mut line = Line(format!("{at:.3} {level:>5}"));
    event.record(&mut line);
    line.0.push('\n');
    line.0
}

/// A line that grows; what would end or hide it stands in it as an escape.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing into memory cannot fail, and a value that does is left out from there on.
        let _ = match field.name() {
            SENTENCE => write!(self, " {value:?}"),
            name => write!(self, " {name}={value:?}"),
        };
    }
}

impl fmt::Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            if c.is_control() {
                self.0.extend(c.escape_default());
            } else {
                self.0.push(c);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

    #[test]
    fn a_line_is_one_line_and_the_level_decides() {
        let lines = Lines {
            most: LevelFilter::INFO,
            write: |line| SEEN.lock().unwrap().push(line.to_owned()),
        };
        tracing::subscriber::with_default(lines, || {
            let error = "no\nroom \u{1b}[31m";
            tracing::warn!(%error, file = "a b", seconds = 3, "the file {} is left", "x.hutbook");
            tracing::debug!("unheard");
        });
        let seen = SEEN.lock().unwrap();
        let [line] = &seen[..] else {
            panic!("{seen:?}")
        };
        let (time, rest) = line.split_once(' ').unwrap();
        assert!(
            time.ends_with('Z') && time.len() == "2026-07-01T12:00:00.000Z".len(),
            "{time}"
        );
        assert_eq!(
            rest,
            " WARN the file x.hutbook is left error=no\\nroom \\u{1b}[31m file=\"a b\" seconds=3\n"
        );
    }
}
