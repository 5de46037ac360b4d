//! A check of the whole log while the house is served: every block's checksum and place in the chain, every event, every
//! key. One at a time, in bounded memory, and nobody else waits for it. Never writes, never mends.
//!
//! What is not looked at are the engine's own structures that lead to the blocks: whatever is wrong with those shows as
//! blocks that cannot be found. They are checked whenever the file is opened, and in every backup.

use super::{App, Failure};
use crate::{
    clock::Stopwatch,
    domain::{ids::Sequence, time::Moment},
    store::LogReader,
};
use core::{
    ops::ControlFlow,
    sync::atomic::{AtomicBool, Ordering},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// When it was finished.
    pub at: Moment,
    /// How long it took.
    pub took: Duration,
    /// How many events were read, from the first one on, and found right.
    pub events: u64,
    /// What is wrong, if something is.
    pub damage: Option<String>,
}

/// The checks of one house.
#[derive(Debug, Default)]
pub(super) struct Checks {
    under_way: AtomicBool,
    stop: AtomicBool,
    last: Mutex<Option<Checked>>,
}

impl Checks {
    /// Breaks off the one that is under way.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// What the last check came to, and whether one is under way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// The last one since the start, if there was one.
    pub last: Option<Checked>,
    /// Whether one is under way.
    pub under_way: bool,
}

impl App {
    /// Checks the whole log as it is now. Reads all of the disk's file; takes long. `None` when a check is under way
    /// already, or the house is being closed.
    pub fn check(&self) -> Option<Checked> {
        let checks = &self.checks;
        if checks.under_way.swap(true, Ordering::Acquire) {
            return None;
        }
        let watch = Stopwatch::start();
        let head = self.book().sequence;
        let mut events = 0;
        let read = || read_all(&*self.reader, head, &checks.stop, &mut events);
        // The engine may panic over bytes it never wrote; that is damage as well.
        let damage = match catch_unwind(AssertUnwindSafe(read)) {
            Ok(Ok(())) => None,
            Ok(Err(failure)) => Some(failure.cause.to_string()),
            Err(_) => Some("the engine cannot read the file".to_owned()),
        };
        let checked = Checked {
            at: self.now(),
            took: watch.elapsed(),
            events,
            damage,
        };
        let finished = !checks.stop.load(Ordering::Relaxed);
        if finished {
            note(&checked);
            let mut last = checks.last.lock().unwrap_or_else(PoisonError::into_inner);
            *last = Some(checked.clone());
        }
        checks.under_way.store(false, Ordering::Release);
        finished.then_some(checked)
    }

    /// What the last check came to.
    pub fn last_check(&self) -> CheckReport {
        let last = &self.checks.last;
        CheckReport {
            last: last.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            under_way: self.checks.under_way.load(Ordering::Relaxed),
        }
    }
}

fn note(checked: &Checked) {
    match &checked.damage {
        None => tracing::info!(events = checked.events, "the whole log has been checked"),
        Some(damage) => tracing::error!(
            damage,
            good_events = checked.events,
            "the log is damaged; keep the file, and restore the last good backup"
        ),
    }
}

/// Reads everything there is, and sees that it reaches as far as it must.
fn read_all(
    reader: &dyn LogReader,
    head: Sequence,
    stop: &AtomicBool,
    events: &mut u64,
) -> Result<(), Failure> {
    reader.replay(0, &mut |_| {
        *events += 1;
        if stop.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    if *events < head && !stop.load(Ordering::Relaxed) {
        return Err(Failure::new(format!(
            "events from {} on are missing",
            *events + 1
        )));
    }
    reader.keys().map(drop)
}
