//! How a process ended, as data and as an English sentence; and who explains a kill that nobody here has ordered: the
//! kernel counts the processes it kills for want of memory, and does not say which they were. Never ends anything itself.

use super::board::Kernel;
use core::fmt;
use serde::{Deserialize, Serialize};
use std::{
    os::unix::process::ExitStatusExt as _,
    process::ExitStatus,
    sync::{Mutex, PoisonError},
};

/// See the head of this file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ending {
    /// As it should.
    InOrder,
    /// With an exit code that is not 0.
    Code(i32),
    /// By a signal.
    Signal(i32),
    /// The kernel killed it for want of memory.
    OutOfMemory,
    /// There was none to be seen; why.
    Unseen(String),
    /// It had not even begun; why.
    NotStarted(String),
}

impl Ending {
    /// What a status says.
    pub(super) fn of(status: ExitStatus) -> Self {
        match (status.code(), status.signal()) {
            (Some(0), _) => Self::InOrder,
            (Some(code), _) => Self::Code(code),
            (None, Some(signal)) => Self::Signal(signal),
            (None, None) => Self::Unseen("its status says nothing".to_owned()),
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InOrder => f.write_str("it ended in order"),
            Self::Code(code) => write!(f, "it ended with code {code}"),
            Self::Signal(signal) => write!(f, "it was ended by signal {signal}"),
            Self::OutOfMemory => f.write_str("the kernel killed it for want of memory"),
            Self::Unseen(why) => write!(f, "its end could not be seen: {why}"),
            Self::NotStarted(why) => write!(f, "the process could not be started: {why}"),
        }
    }
}

/// The kills the kernel has counted, and those of them that are explained by an agent that has ended. One that came more
/// than two looks ago explains nothing any more: it was somebody else's.
#[derive(Debug)]
pub(super) struct Kills {
    kernel: Kernel,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Counted {
    /// At the last look.
    last: u64,
    /// Explained, or too old.
    explained: u64,
}

impl Counted {
    fn look(&mut self, now: u64) {
        // What the look before this one had not seen can still be explained: a process may die slowly.
        self.explained = self.explained.max(self.last);
        self.last = now;
    }

    fn explain_one(&mut self, now: u64) -> bool {
        let is_left = now > self.explained;
        self.explained += u64::from(is_left);
        is_left
    }
}

impl Kills {
    /// Those from now on.
    pub(super) fn from_now(kernel: Kernel) -> Self {
        let now = kernel.oom_kills();
        let counted = Counted {
            last: now,
            explained: now,
        };
        Self {
            kernel,
            counted: Mutex::new(counted),
        }
    }

    /// Notes that the board has been looked at.
    pub(super) fn look(&self) {
        let now = self.kernel.oom_kills();
        self.with(|counted| counted.look(now));
    }

    /// Whether a kill is left that explains the end of an agent; it explains no other one then.
    pub(super) fn explain_one(&self) -> bool {
        let now = self.kernel.oom_kills();
        self.with(|counted| counted.explain_one(now))
    }

    fn with<T>(&self, f: impl FnOnce(&mut Counted) -> T) -> T {
        f(&mut self.counted.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kill_explains_one_end_and_only_for_a_while() {
        let mut counted = Counted {
            last: 5,
            explained: 5,
        };
        assert!(!counted.explain_one(5), "nothing was killed");
        assert!(counted.explain_one(6) && !counted.explain_one(6));
        assert!(counted.explain_one(8) && counted.explain_one(8) && !counted.explain_one(8));
        counted.look(9);
        assert!(counted.explain_one(9), "it was seen a moment ago");
        counted.look(10);
        counted.look(10);
        assert!(!counted.explain_one(10), "that was somebody else's");
    }

    #[test]
    fn a_status_is_put_into_words() {
        let said = |raw| Ending::of(ExitStatus::from_raw(raw)).to_string();
        assert_eq!(said(0), "it ended in order");
        assert_eq!(said(3 << 8), "it ended with code 3");
        assert_eq!(said(9), "it was ended by signal 9");
    }
}
