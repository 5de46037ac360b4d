//! Wrong passwords of late: whoever gets one wrong too often has to wait.
//! Never holds addresses, only hashes of them that mean nothing outside of this run of the program, and never more than a
//! fixed number.

use crate::domain::time::Moment;
use core::hash::BuildHasher as _;
use std::{
    collections::VecDeque,
    hash::RandomState,
    sync::{Mutex, PoisonError},
};

/// Wrong passwords that are allowed within [`WINDOW_MILLIS`] for one name.
pub const MOST_TRIES: usize = 10;
/// How long a wrong password counts, in milliseconds: 15 minutes.
pub const WINDOW_MILLIS: i64 = 15 * 60 * 1000;
/// How many wrong passwords are remembered at most, of all names together.
const MOST_REMEMBERED: usize = 1024;

/// The wrong passwords of late, oldest first.
#[derive(Debug, Default)]
pub struct Tries {
    /// Grows as it is needed: most houses never see a wrong password.
    wrong: Mutex<VecDeque<(Moment, u64)>>,
    /// Keyed at random: nobody can try out which address a hash is of.
    hasher: RandomState,
}

impl Tries {
    /// How many milliseconds this name has to wait; `None` when it may try.
    pub fn must_wait(&self, name: &str, now: Moment) -> Option<i64> {
        self.must_wait_after(MOST_TRIES, name, now)
    }

    /// The same for a name of which more or fewer are allowed to be wrong: `most`, at least one.
    pub fn must_wait_after(&self, most: usize, name: &str, now: Moment) -> Option<i64> {
        let name = self.hasher.hash_one(name);
        let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        // What seems to lie ahead was remembered before the clock was set back: it would count for as long as that.
        let counts = |(at, who): &&(Moment, u64)| {
            *who == name && *at <= now && at.plus_millis(WINDOW_MILLIS) > now
        };
        let oldest_that_counts = wrong
            .iter()
            .filter(counts)
            .rev()
            .nth(most.saturating_sub(1))?;
        Some(oldest_that_counts.0.plus_millis(WINDOW_MILLIS).millis() - now.millis())
    }

    /// Remembers a wrong password.
    pub fn failed(&self, name: &str, now: Moment) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if wrong.len() >= MOST_REMEMBERED {
            wrong.pop_front();
        }
        wrong.push_back((now, self.hasher.hash_one(name)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_ten_wrong_passwords_one_has_to_wait_and_others_do_not() {
        let tries = Tries::default();
        for minute in 0..10 {
            assert_eq!(
                tries.must_wait("anna", Moment::from_millis(minute * 60_000)),
                None
            );
            tries.failed("anna", Moment::from_millis(minute * 60_000));
        }
        let now = Moment::from_millis(10 * 60_000);
        assert_eq!(tries.must_wait("anna", now), Some(5 * 60_000));
        assert_eq!(tries.must_wait("ben", now), None);
        assert_eq!(
            tries.must_wait("anna", Moment::from_millis(WINDOW_MILLIS)),
            None
        );
    }

    #[test]
    fn a_name_that_stands_for_many_may_be_wrong_more_often() {
        let (tries, now) = (Tries::default(), Moment::from_millis(0));
        for wrong in 0..30 {
            assert_eq!(tries.must_wait_after(30, "all", now), None, "{wrong}");
            tries.failed("all", now);
        }
        assert_eq!(tries.must_wait_after(30, "all", now), Some(WINDOW_MILLIS));
    }

    #[test]
    fn nobody_waits_longer_because_the_clock_was_set_back() {
        let (tries, now) = (Tries::default(), Moment::from_millis(10 * WINDOW_MILLIS));
        for _ in 0..MOST_TRIES {
            tries.failed("anna", now);
        }
        assert!(tries.must_wait("anna", now).is_some());
        assert_eq!(tries.must_wait("anna", Moment::from_millis(0)), None);
    }

    #[test]
    fn memory_is_bounded() {
        let tries = Tries::default();
        for number in 0..5_000 {
            tries.failed(&number.to_string(), Moment::from_millis(0));
        }
        assert_eq!(tries.wrong.lock().unwrap().len(), MOST_REMEMBERED);
    }
}
