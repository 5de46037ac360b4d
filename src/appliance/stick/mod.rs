//! Backups to a stick at the USB port. The first process sees one come and go and decides when something is to be done; the
//! work itself is a task, a process of its own. A stick gets houses by itself only if somebody has made it one for backups
//! by a folder on it; any other only when somebody asks. Never leaves a stick mounted, and never deletes anything
//! but older backups of this board.
//!
//! | file | is |
//! |---|---|
//! | `found` | which sticks there are |
//! | `work` | the task: look, copy, thin, take away |
//! | `copies` | a copy of all houses, made under another name and then given its own |
//! | `older` | which older copies stay |

mod copies;
mod found;
mod older;
mod work;

pub(super) use found::BLOCKS;
pub(super) use work::{PLACE, work};

use crate::supervisor::host::{ask::Refusal, status::Stick};
use core::time::Duration;
use found::Found;
use std::path::Path;

/// How long after a backup by itself the next one comes.
const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long after one that failed it is tried again.
const AGAIN: Duration = Duration::from_secs(3600);
/// What is told before the task has counted.
const BEGINNING: Stick = Stick::Writing { done: 0, all: 0 };
/// The word on a task's command line that says that somebody has asked for copies.
const ASKED_FOR: &str = "asked-for";

/// The stick as the first process sees it.
#[derive(Debug, Default)]
pub(super) struct Sticks {
    found: Option<Found>,
    status: Stick,
    is_under_way: bool,
    is_asked_for: bool,
    /// When it is looked at next; nothing when that is not to be.
    next_at: Option<Duration>,
}

impl Sticks {
    /// Looks which stick there is. The words of the task to be started, when one is.
    pub(super) fn look_round(&mut self, blocks: &Path, now: Duration) -> Option<Vec<String>> {
        let found = found::stick(blocks);
        if found != self.found {
            self.changed(found, now);
        }
        let devices = &self.found.as_ref()?.devices;
        let is_due = self.is_asked_for || self.next_at.is_some_and(|at| at <= now);
        if self.is_under_way || !is_due {
            return None;
        }
        let asked_for = self.is_asked_for.then(|| ASKED_FOR.to_owned());
        let devices = devices.iter().map(|it| it.display().to_string());
        let words = asked_for.into_iter().chain(devices).collect();
        self.is_asked_for = false;
        self.next_at = None;
        self.is_under_way = true;
        // What was told of the time before must not be taken for this one. A stick that is only looked at stays untold.
        if self.status != Stick::None {
            self.status = BEGINNING;
        }
        Some(words)
    }

    fn changed(&mut self, found: Option<Found>, now: Duration) {
        self.next_at = found.as_ref().map(|_| now);
        self.is_asked_for = false;
        // What went wrong, taken away too soon for instance, stays told until there is another one.
        let stays = matches!(self.status, Stick::Failed(_)) || self.is_under_way;
        if found.is_some() || !stays {
            self.status = Stick::None;
        }
        self.found = found;
    }

    /// Somebody wants all houses on it.
    pub(super) fn ask(&mut self, has_data: bool) -> Result<(), Refusal> {
        if self.is_under_way || self.is_asked_for {
            Err(Refusal::Busy)
        } else if !has_data {
            Err(Refusal::NoData)
        } else if self.found.is_none() {
            Err(Refusal::NoStick)
        } else {
            self.is_asked_for = true;
            self.status = BEGINNING;
            Ok(())
        }
    }

    /// The task tells how it goes.
    pub(super) fn told(&mut self, status: Stick, now: Duration) {
        match status {
            Stick::Done { .. } => self.next_at = Some(now + DAY),
            Stick::Failed(_) => self.next_at = Some(now + AGAIN),
            _ => {}
        }
        self.status = status;
    }

    /// The task has ended. Whether that was before it had told what came of it.
    pub(super) fn ended(&mut self, now: Duration) -> bool {
        self.is_under_way = false;
        let unfinished = matches!(self.status, Stick::None | Stick::Writing { .. });
        if unfinished && self.found.is_some() {
            self.told(
                Stick::Failed("the backup was broken off; it is tried again".to_owned()),
                now,
            );
        } else if unfinished {
            let text = "the stick was taken away before all was on it; plug it in again";
            self.status = Stick::Failed(text.to_owned());
        }
        if self.found.is_none() && !matches!(self.status, Stick::Failed(_)) {
            self.status = Stick::None;
        }
        unfinished
    }

    /// Whether something is being written to it, or is about to be.
    pub(super) const fn is_busy(&self) -> bool {
        self.is_under_way || self.is_asked_for
    }

    /// What is told of it.
    pub(super) const fn status(&self) -> &Stick {
        &self.status
    }
}

#[cfg(test)]
mod tests;
