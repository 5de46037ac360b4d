//! What is said of each step: on the console, and in a small file in memory for whoever looks later, with the time
//! since the kernel began. Never fails: where nothing can be written, nothing is.

use crate::{
    clock,
    supervisor::host::status::{FailedStep, MOST_FAILED},
};
use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

/// Where the lines are kept, in memory.
pub(super) const FILE: &str = "/run/hutbook.log";
/// Bytes after which the file is put aside and begun anew; twice as much is kept at most.
const MOST_BYTES: u64 = 64 * 1024;
/// Incidents that may wait to be taken note of.
const MOST_INCIDENTS: usize = 64;

/// See the head of this file.
pub(super) struct Journal {
    console: Box<dyn Write>,
    path: PathBuf,
    file: Option<File>,
    /// Lines that came before there was a place for them.
    early: Vec<String>,
    bytes: u64,
    failed: Vec<FailedStep>,
    incidents: Vec<String>,
}

impl Journal {
    /// A journal on this console, that is kept at this path as soon as [`Self::keep`] is called.
    pub(super) fn new(console: impl Write + 'static, path: &Path) -> Self {
        Self {
            console: Box::new(console),
            path: path.to_owned(),
            file: None,
            early: Vec::new(),
            bytes: 0,
            failed: Vec::new(),
            incidents: Vec::new(),
        }
    }

    /// Says something.
    pub(super) fn say(&mut self, text: core::fmt::Arguments<'_>) {
        self.say_at(clock::since_start(), text);
    }

    fn say_at(&mut self, at: Duration, text: core::fmt::Arguments<'_>) {
        let line = line(at, text);
        // Where the console cannot be written to, nobody is there to be told.
        let _ = self.console.write_all(line.as_bytes());
        self.put(line);
    }

    /// Keeps a line that stands on the console already.
    pub(super) fn note(&mut self, text: core::fmt::Arguments<'_>) {
        self.put(line(clock::since_start(), text));
    }

    /// Says something that should be known long after, and over the end of this start.
    pub(super) fn incident(&mut self, text: core::fmt::Arguments<'_>) {
        self.say(text);
        self.remember_incident(text.to_string());
    }

    /// As [`Self::incident`], of what stands on the console already.
    pub(super) fn note_incident(&mut self, text: core::fmt::Arguments<'_>) {
        self.note(text);
        self.remember_incident(text.to_string());
    }

    fn remember_incident(&mut self, text: String) {
        if self.incidents.len() < MOST_INCIDENTS {
            self.incidents.push(text);
        }
    }

    /// The incidents since this was called last.
    pub(super) fn take_incidents(&mut self) -> Vec<String> {
        core::mem::take(&mut self.incidents)
    }

    fn put(&mut self, line: String) {
        match self.file {
            Some(_) => self.write(&line),
            None => self.early.push(line),
        }
    }

    /// Says how a step went. What it yields, if it went well.
    pub(super) fn step<T, E: core::fmt::Display>(
        &mut self,
        name: &str,
        outcome: Result<T, E>,
    ) -> Option<T> {
        match outcome {
            Ok(value) => {
                self.say(format_args!("{name}: done"));
                self.failed.retain(|it| it.step != name);
                Some(value)
            }
            Err(error) => {
                self.say(format_args!("{name}: FAILED: {error}; going on without it"));
                self.remember(name, &error);
                None
            }
        }
    }

    /// Remembers a step that failed, for the board's page; the same one again takes the place of its last time.
    fn remember(&mut self, step: &str, error: &dyn core::fmt::Display) {
        self.remember_incident(format!("{step}: FAILED: {error}"));
        self.failed.retain(|it| it.step != step);
        if self.failed.len() == MOST_FAILED {
            self.failed.remove(0);
        }
        self.failed.push(FailedStep {
            step: step.to_owned(),
            error: error.to_string(),
            seconds: clock::since_start().as_secs(),
        });
    }

    /// Steps that failed and have not been done since, in the order in which they did.
    pub(super) fn failed(&self) -> &[FailedStep] {
        &self.failed
    }

    /// What is kept of what was said, the oldest first.
    pub(super) fn lines(&self) -> Vec<String> {
        let old = self.path.with_extension("log.old");
        let texts = [&old, &self.path].map(std::fs::read_to_string);
        let lines = texts.iter().flatten().flat_map(|text| text.lines());
        lines.map(str::to_owned).collect()
    }

    /// Keeps what was said and what will be, from now on.
    pub(super) fn keep(&mut self) {
        self.file = append_to(&self.path);
        for line in core::mem::take(&mut self.early) {
            self.write(&line);
        }
    }

    fn write(&mut self, line: &str) {
        if self.bytes > MOST_BYTES {
            let _ = std::fs::rename(&self.path, self.path.with_extension("log.old"));
            self.file = append_to(&self.path);
            self.bytes = 0;
        }
        if let Some(file) = &mut self.file {
            let _ = file.write_all(line.as_bytes());
            self.bytes += line.len() as u64;
        }
    }
}

fn line(at: Duration, text: core::fmt::Arguments<'_>) -> String {
    format!("[{:9.3}] {text}\n", at.as_secs_f64())
}

fn append_to(path: &Path) -> Option<File> {
    OpenOptions::new().create(true).append(true).open(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_that_failed_are_remembered_until_they_are_done_and_not_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::new(std::io::sink(), &folder.path().join("hutbook.log"));
        journal.keep();
        let steps = |journal: &Journal| -> Vec<String> {
            journal.failed().iter().map(|it| it.step.clone()).collect()
        };
        for step in ["card", "data", "card"] {
            journal.step(step, Err::<(), _>("no"));
        }
        assert_eq!(steps(&journal), ["data", "card"]);
        journal.step("data", Ok::<_, &str>(()));
        assert_eq!(steps(&journal), ["card"]);
        assert_eq!(journal.lines().len(), 4);
        journal.incident(format_args!("it smokes"));
        journal.note_incident(format_args!("it burns"));
        let incidents = journal.take_incidents();
        let of_steps = ["card: FAILED: no", "data: FAILED: no", "card: FAILED: no"];
        assert_eq!(
            incidents,
            [&of_steps[..], &["it smokes", "it burns"]].concat()
        );
        assert!(journal.take_incidents().is_empty());
        for number in 0..100 {
            journal.step(&format!("step {number}"), Err::<(), _>("no"));
        }
        assert_eq!(journal.failed().len(), MOST_FAILED);
        assert_eq!(journal.failed()[MOST_FAILED - 1].step, "step 99");
    }

    #[test]
    fn lines_are_kept_with_their_time_and_do_not_grow_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hutbook.log");
        let mut journal = Journal::new(std::io::sink(), &path);
        journal.say_at(Duration::from_millis(1_250), format_args!("early"));
        journal.keep();
        assert_eq!(journal.step("one", Ok::<_, &str>(7)), Some(7));
        assert_eq!(journal.step("two", Err::<(), _>("no device")), None);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("[    1.250] early\n"), "{text}");
        assert!(text.contains("] one: done\n"), "{text}");
        assert!(text.contains("] two: FAILED: no device;"), "{text}");
        for _ in 0..10_000 {
            journal.say(format_args!("{}", "x".repeat(80)));
        }
        let bytes = |path: &Path| std::fs::metadata(path).unwrap().len();
        assert!(bytes(&path) <= MOST_BYTES + 200);
        assert!(bytes(&path.with_extension("log.old")) <= MOST_BYTES + 200);
    }
}
