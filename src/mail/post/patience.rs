//! How patient one is with a mail: the pauses between tries, and when it is of no use to go on. Never asks what time it is.

use super::trouble::Trouble;
use crate::domain::time::Moment;

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;
/// Pauses after the first, second, … try, in milliseconds; all further ones are like the last.
const PAUSES: [i64; 5] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR];
/// How long a mail is tried altogether, in milliseconds: three days.
const WHOLE_MILLIS: i64 = 3 * 24 * HOUR;

/// Tries that came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tries {
    /// How many, at least 1.
    pub count: u32,
    /// When the first one was.
    pub first: Moment,
    /// When the last one was.
    pub last: Moment,
    /// What stood in the way then.
    pub trouble: Trouble,
}

impl Tries {
    /// One try more.
    pub(super) fn one_more(before: Option<&Self>, now: Moment, trouble: Trouble) -> Self {
        Self {
            count: before.map_or(0, |it| it.count).saturating_add(1),
            first: before.map_or(now, |it| it.first),
            last: now,
            trouble,
        }
    }

    fn pause(&self) -> i64 {
        let place = usize::try_from(self.count.saturating_sub(1)).unwrap_or(usize::MAX);
        let longest = PAUSES[PAUSES.len() - 1];
        PAUSES.get(place).copied().unwrap_or(longest)
    }

    /// When to try again.
    pub fn next(&self) -> Moment {
        self.last.plus_millis(self.pause())
    }

    /// Whether it is still too early to try again. A clock that has been set back makes nobody wait.
    pub(super) fn too_early(&self, now: Moment) -> bool {
        now < self.next() && now >= self.last
    }
}

/// Whether something from this moment on has been tried for long enough.
pub(super) fn is_too_old(since: Moment, now: Moment) -> bool {
    now.millis().saturating_sub(since.millis()) >= WHOLE_MILLIS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let at = |minutes: i64| Moment::from_millis(minutes * MINUTE);
        let mut tries = Tries::one_more(None, at(0), Trouble::Defect);
        for (count, minutes) in [(1, 1), (2, 5), (3, 15), (4, 60), (5, 240), (6, 240)] {
            assert_eq!((tries.count, tries.next()), (count, at(minutes)));
            assert!(tries.too_early(at(0)) && tries.too_early(at(minutes - 1)));
            assert!(!tries.too_early(at(minutes)));
            assert!(!tries.too_early(at(-1)), "the clock was set back");
            tries = Tries::one_more(Some(&tries), at(0), Trouble::Defect);
        }
        assert!(!is_too_old(at(0), at(3 * 24 * 60 - 1)));
        assert!(is_too_old(at(0), at(3 * 24 * 60)));
        assert!(!is_too_old(at(9), at(0)));
    }
}
