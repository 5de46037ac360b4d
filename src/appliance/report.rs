//! What a task, which is a process of its own, tells the first process: one line of JSON each, over a pipe.
//! Never acts on what it carries.

use super::life::starts::Start;
use crate::supervisor::host::status::Stick;
use serde::{Deserialize, Serialize};
use std::{
    io::{self, Write},
    path::PathBuf,
};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Report {
    /// Something to be said.
    Said(String),
    /// A step that went well.
    Done(String),
    /// A step that did not, and what was wrong.
    Failed(String, String),
    /// Something that should be known long after.
    Incident(String),
    /// The data are there.
    Opened(Opened),
    /// How it goes with the stick.
    Stick(Stick),
}

/// Data that can be written, as a task found them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Opened {
    /// The partition they lie on.
    pub(super) data: PathBuf,
    /// Whether its file system is smaller than it.
    pub(super) can_grow: bool,
    /// Which start of the board this is; nothing where that could not be written down.
    pub(super) start: Option<Start>,
    /// The last lines of what went wrong before, the oldest first.
    pub(super) incidents: Vec<String>,
}

/// By what a task tells.
pub(super) struct Reporter(Box<dyn Write>);

impl Reporter {
    /// One that writes there.
    pub(super) fn new(out: impl Write + 'static) -> Self {
        Self(Box::new(out))
    }

    /// Tells one thing. Where nobody listens any more, the task goes on all the same: what it has begun is to be finished.
    pub(super) fn tell(&mut self, report: &Report) {
        let _ = self.write(report);
    }

    fn write(&mut self, report: &Report) -> io::Result<()> {
        let mut line = serde_json::to_vec(report)?;
        line.push(b'\n');
        self.0.write_all(&line)?;
        self.0.flush()
    }

    /// Says something.
    pub(super) fn say(&mut self, text: core::fmt::Arguments<'_>) {
        self.tell(&Report::Said(text.to_string()));
    }

    /// Tells of something that should be known long after.
    pub(super) fn incident(&mut self, text: &str) {
        self.tell(&Report::Incident(text.to_owned()));
    }

    /// Tells how a step went. What it yields, if it went well.
    pub(super) fn step<T, E: core::fmt::Display>(
        &mut self,
        name: &str,
        outcome: Result<T, E>,
    ) -> Option<T> {
        match outcome {
            Ok(value) => {
                self.tell(&Report::Done(name.to_owned()));
                Some(value)
            }
            Err(error) => {
                self.tell(&Report::Failed(name.to_owned(), error.to_string()));
                None
            }
        }
    }
}
