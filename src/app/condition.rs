//! Whether the house can write, and how busy its door is: for health checks, metrics and banners.
//! Never decides anything.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering};

/// How the house is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// All is well.
    Ok,
    /// The disk is full: everything can be read, nothing written until there is room again.
    Full,
    /// The disk fails: everything can be read; each write tries the disk anew.
    Failing,
}

/// The condition and a few counts, shared between the writer and whoever looks.
#[derive(Debug, Default)]
pub struct Vitals {
    condition: AtomicU8,
    waiting: AtomicU64,
    commits: AtomicU64,
    orders_done: AtomicU64,
    orders_refused: AtomicU64,
    orders_failed: AtomicU64,
    wrong_books: AtomicU32,
    erasure_outstanding: AtomicBool,
}

/// The counts since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Orders that wait at the door right now.
    pub waiting: u64,
    /// Commits made.
    pub commits: u64,
    /// Orders carried out.
    pub done: u64,
    /// Orders refused by the rules.
    pub refused: u64,
    /// Orders that could not be carried out because of the machine.
    pub failed: u64,
}

impl Vitals {
    /// How the house is.
    pub fn condition(&self) -> Condition {
        match self.condition.load(Ordering::Relaxed) {
            1 => Condition::Full,
            2 => Condition::Failing,
            _ => Condition::Ok,
        }
    }

    pub(super) fn set_condition(&self, condition: Condition) {
        let number = match condition {
            Condition::Ok => 0,
            Condition::Full => 1,
            Condition::Failing => 2,
        };
        if self.condition.swap(number, Ordering::Relaxed) != number {
            match condition {
                Condition::Ok => tracing::info!("the house can write again"),
                Condition::Full => {
                    tracing::error!("the disk is full: the house is read-only until there is room")
                }
                Condition::Failing => tracing::error!("the disk fails: each write tries it anew"),
            }
        }
    }

    /// The counts since the start.
    pub fn counts(&self) -> Counts {
        Counts {
            waiting: self.waiting.load(Ordering::Relaxed),
            commits: self.commits.load(Ordering::Relaxed),
            done: self.orders_done.load(Ordering::Relaxed),
            refused: self.orders_refused.load(Ordering::Relaxed),
            failed: self.orders_failed.load(Ordering::Relaxed),
        }
    }

    /// Counts an order that came; how many are waiting with it.
    pub(super) fn order_came(&self) -> u64 {
        self.waiting.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(super) fn order_left(&self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }

    /// How often a book built anew differed from the one in memory: whoever keeps answers must not keep those before.
    pub fn wrong_books(&self) -> u32 {
        self.wrong_books.load(Ordering::Relaxed)
    }

    pub(super) fn book_was_wrong(&self) {
        self.wrong_books.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether somebody has been erased whose key is still in the log.
    pub fn erasure_outstanding(&self) -> bool {
        self.erasure_outstanding.load(Ordering::Relaxed)
    }

    pub(super) fn set_erasure_outstanding(&self, outstanding: bool) {
        self.erasure_outstanding
            .store(outstanding, Ordering::Relaxed);
    }

    pub(super) fn committed(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn answered(&self, answer: &super::order::Answer) {
        use super::order::Answer;
        let counter = match answer {
            Answer::Done(_) => &self.orders_done,
            Answer::Refused(_) | Answer::KeyReused => &self.orders_refused,
            Answer::Busy | Answer::Full | Answer::Unknown | Answer::Closing | Answer::Defect => {
                &self.orders_failed
            }
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}
