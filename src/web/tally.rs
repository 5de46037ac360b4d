//! How many answers of which class have been given. Never remembers whose.

use hyper::StatusCode;
use std::sync::atomic::{AtomicU64, Ordering};

/// Answers by the first digit of their status, 1 to 5.
#[derive(Debug, Default)]
pub(super) struct Tally([AtomicU64; 5]);

impl Tally {
    pub(super) fn count(&self, status: StatusCode) {
        let class = usize::from(status.as_u16() / 100);
        if let Some(counter) = class.checked_sub(1).and_then(|place| self.0.get(place)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn counts(&self) -> [u64; 5] {
        self.0
            .each_ref()
            .map(|counter| counter.load(Ordering::Relaxed))
    }
}
