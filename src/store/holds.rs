//! When a state of the file must be held for somebody who copies it, and until when. The rules alone: they are told
//! what was seen and what time it is, and never ask. A pin keeps a state, and all later ones, whole on the disk.
//!
//! Before each commit the state at hand is pinned, and that pin is kept until the next one (the lag pin): whoever opens
//! the file during a commit, unseen until the next, finds in its header the state before it or after it, and both are
//! whole. As soon as an opening is seen the lag pin becomes a hold. Holds end together, when everybody has closed the
//! file and it has been quiet for a moment; or
//! each alone, the oldest first, when it has lasted too long or the file has grown too far; or all at once when the disk
//! gets full.

use super::watch::Seen;
use std::time::Duration;

/// Bounds of holding. Tests have their own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Time between two commits while somebody copies: each leaves pages behind that nobody may use again meanwhile.
    pub(super) pace: Duration,
    /// How long a state is held for the last one who opened the file and did not close it.
    pub(super) longest: Duration,
    /// For how long the file has been quiet when a hold ends: readers that close and open again see one state.
    pub(super) quiet: Duration,
    /// The same, when events were lost and nobody knows who is there.
    pub(super) quiet_unknown: Duration,
    /// Openings within this time share a pin, so that there are few.
    pub(super) shared: Duration,
    /// Bytes the file may grow by while it is held.
    pub(super) growth_bytes: u64,
    /// Bytes free on the disk under which nothing is held.
    pub(super) floor_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            pace: Duration::from_millis(20),
            longest: Duration::from_secs(10 * 60),
            quiet: Duration::from_millis(100),
            quiet_unknown: Duration::from_secs(60),
            shared: Duration::from_secs(10),
            growth_bytes: 256 * 1024 * 1024,
            floor_bytes: 32 * 1024 * 1024,
        }
    }
}

/// A state that is held.
struct Held<P> {
    pin: P,
    since: Duration,
    /// When the last one opened the file for whom it is held.
    latest: Duration,
}

/// Why holds were given up while somebody had the file open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GivenUp {
    TooLong,
    GrownTooFar,
    NoRoom,
}

/// Who has the file open, and what is held for them. Times are counted from any fixed moment.
pub(super) struct Holds<P> {
    pub(super) limits: Limits,
    lag: Option<P>,
    held: Vec<Held<P>>,
    open: u64,
    seen: u64,
    given_up: u64,
    last_opened: Option<Duration>,
    last_event: Duration,
    last_commit: Option<Duration>,
    /// Events were lost since the holds began.
    unknown: bool,
    /// Size of the file when the holds began, as soon as it is known.
    bytes_before: Option<u64>,
}

impl<P> Holds<P> {
    pub(super) const fn new(limits: Limits) -> Self {
        Self {
            limits,
            lag: None,
            held: Vec::new(),
            open: 0,
            seen: 0,
            given_up: 0,
            last_opened: None,
            last_event: Duration::ZERO,
            last_commit: None,
            unknown: false,
            bytes_before: None,
        }
    }

    /// Times the file is open elsewhere now.
    pub(super) const fn open(&self) -> u64 {
        self.open
    }

    /// Times it was opened elsewhere.
    pub(super) const fn seen(&self) -> u64 {
        self.seen
    }

    /// Holds that were given up.
    pub(super) const fn given_up(&self) -> u64 {
        self.given_up
    }

    pub(super) fn is_holding(&self) -> bool {
        !self.held.is_empty()
    }

    /// How long the oldest hold has lasted.
    pub(super) fn oldest(&self, now: Duration) -> Duration {
        self.held
            .first()
            .map_or(Duration::ZERO, |held| now.saturating_sub(held.since))
    }

    /// Takes note of what was seen. Nothing is let go here.
    pub(super) fn note(&mut self, seen: Seen, now: Duration) {
        if seen == Seen::default() {
            return;
        }
        self.last_event = now;
        self.open = (self.open + seen.opened).saturating_sub(seen.closed);
        self.seen += seen.opened;
        if seen.lost {
            self.open = 0;
            self.unknown = true;
        }
        if seen.opened > 0 || seen.lost {
            self.last_opened = Some(now);
            self.hold(now);
        }
    }

    /// Holds the state that whoever has just opened the file may have found, or an older one.
    fn hold(&mut self, now: Duration) {
        let shared = self.limits.shared;
        if let Some(last) = self.held.last_mut()
            && (self.lag.is_none() || now.saturating_sub(last.since) < shared)
        {
            last.latest = now;
        } else if let Some(pin) = self.lag.take() {
            let (since, latest) = (now, now);
            self.held.push(Held { pin, since, latest });
        }
    }

    /// How long the next commit shall wait: not at all while nothing is held. Whoever has just opened the file gets the
    /// time to read its header, too, before anything changes.
    pub(super) fn pause(&self, now: Duration) -> Duration {
        let left = |from: Option<Duration>| {
            from.map_or(Duration::ZERO, |from| {
                (from + self.limits.pace).saturating_sub(now)
            })
        };
        if self.is_holding() {
            left(self.last_commit).max(left(self.last_opened))
        } else {
            Duration::ZERO
        }
    }

    /// Whether everybody has closed the file for long enough, as far as was seen.
    pub(super) fn is_quiet(&self, now: Duration) -> bool {
        let quiet = if self.unknown {
            self.limits.quiet_unknown
        } else {
            self.limits.quiet
        };
        self.is_holding() && self.open == 0 && now.saturating_sub(self.last_event) >= quiet
    }

    /// Somebody has the file open whom events do not show: waits for another quiet while.
    pub(super) const fn disturb(&mut self, now: Duration) {
        self.last_event = now;
    }

    /// Ends all holds. The pins are handed out, to be dropped where no lock is held.
    pub(super) fn release(&mut self) -> Vec<P> {
        self.unknown = false;
        self.bytes_before = None;
        self.held.drain(..).map(|held| held.pin).collect()
    }

    /// Gives up the holds that have lasted too long.
    pub(super) fn expire(&mut self, now: Duration) -> Option<(GivenUp, Vec<P>)> {
        let longest = self.limits.longest;
        let over = self
            .held
            .iter()
            .take_while(|held| now.saturating_sub(held.latest) >= longest)
            .count();
        if over == 0 {
            return None;
        }
        Some((GivenUp::TooLong, self.give_up(over)))
    }

    fn give_up(&mut self, oldest: usize) -> Vec<P> {
        self.given_up += oldest as u64;
        let pins = self.held.drain(..oldest).map(|held| held.pin).collect();
        if self.held.is_empty() {
            self.release();
        }
        pins
    }

    /// Gives up the oldest hold when the file has grown too far, all of them when its disk has no more room.
    pub(super) fn mind_room(
        &mut self,
        file_bytes: u64,
        free_bytes: u64,
    ) -> Option<(GivenUp, Vec<P>)> {
        if !self.is_holding() {
            return None;
        }
        let before = *self.bytes_before.get_or_insert(file_bytes);
        let (why, over) = if free_bytes < self.limits.floor_bytes {
            (GivenUp::NoRoom, self.held.len())
        } else if file_bytes.saturating_sub(before) > self.limits.growth_bytes {
            (GivenUp::GrownTooFar, 1)
        } else {
            return None;
        };
        self.bytes_before = Some(file_bytes);
        Some((why, self.give_up(over)))
    }

    /// A commit begins; `pin` pins the state before it.
    pub(super) fn commit(&mut self, pin: P, now: Duration) -> Option<P> {
        self.last_commit = Some(now);
        self.lag.replace(pin)
    }

    /// Forgets who is there, and lets everything go.
    pub(super) fn end(&mut self) -> Vec<P> {
        self.open = 0;
        let mut pins = self.release();
        pins.extend(self.lag.take());
        pins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPENED: Seen = Seen {
        opened: 1,
        closed: 0,
        lost: false,
    };
    const CLOSED: Seen = Seen {
        opened: 0,
        closed: 1,
        lost: false,
    };

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// Holds over states that are numbers, after commits up to `state`.
    fn after(state: u32) -> Holds<u32> {
        let mut holds = Holds::new(Limits::default());
        for before in 0..state {
            holds.commit(before, ms(0));
        }
        holds
    }

    fn pins(holds: &Holds<u32>) -> Vec<u32> {
        holds.held.iter().map(|held| held.pin).collect()
    }

    #[test]
    fn the_state_before_the_last_commit_is_held_until_all_have_closed_and_it_is_quiet() {
        let mut holds = after(5);
        assert!(!holds.is_holding());
        holds.note(OPENED, ms(100));
        holds.commit(5, ms(100));
        holds.note(OPENED, ms(200));
        holds.commit(6, ms(200));
        assert_eq!(pins(&holds), [4], "one pin serves both");
        holds.note(CLOSED, ms(300));
        assert!(!holds.is_quiet(ms(5_000)), "one is still there");
        holds.note(CLOSED, ms(400));
        assert!(!holds.is_quiet(ms(499)));
        assert!(holds.is_quiet(ms(500)));
        assert_eq!(holds.release(), [4]);
        assert!(!holds.is_holding() && !holds.is_quiet(ms(9_000)));
        assert_eq!((holds.open(), holds.seen(), holds.given_up()), (0, 2, 0));
    }

    #[test]
    fn a_reader_that_opens_again_in_time_keeps_its_state() {
        let mut holds = after(5);
        for round in 0..50 {
            let now = round * 150;
            assert!(!holds.is_quiet(ms(now)));
            holds.note(OPENED, ms(now));
            holds.commit(5 + round as u32, ms(now));
            holds.note(CLOSED, ms(now + 60));
        }
        assert_eq!(pins(&holds), [4]);
    }

    #[test]
    fn commits_wait_only_while_something_is_held() {
        let mut holds = after(5);
        holds.commit(5, ms(1_000));
        assert_eq!(holds.pause(ms(1_001)), ms(0));
        holds.note(OPENED, ms(1_005));
        assert_eq!(holds.pause(ms(1_010)), ms(15));
        holds.commit(6, ms(1_025));
        assert_eq!(holds.pause(ms(1_030)), ms(15));
        assert_eq!(holds.pause(ms(1_045)), ms(0));
        holds.release();
        assert_eq!(holds.pause(ms(1_026)), ms(0));
    }

    #[test]
    fn whoever_never_closes_is_given_up_and_those_after_are_not() {
        let mut holds = after(5);
        let minute = |number: u64| ms(number * 60_000);
        holds.note(OPENED, minute(0));
        holds.commit(5, minute(0));
        holds.commit(6, minute(5));
        holds.note(OPENED, minute(5));
        holds.commit(7, minute(5));
        assert_eq!(pins(&holds), [4, 6], "those much later have their own");
        assert!(holds.expire(ms(599_999)).is_none());
        let (why, given_up) = holds.expire(minute(10)).unwrap();
        assert_eq!((why, given_up), (GivenUp::TooLong, vec![4]));
        assert!(holds.is_holding());
        assert_eq!(holds.expire(minute(15)).unwrap().1, [6]);
        assert_eq!((holds.open(), holds.given_up()), (2, 2));
        assert_eq!(holds.pause(minute(15)), ms(0));
        holds.note(OPENED, minute(16));
        assert_eq!(pins(&holds), [7], "whoever comes now is protected again");
    }

    #[test]
    fn pins_stay_few_however_many_come() {
        let mut holds = after(5);
        let mut most = 0;
        for number in 0..100_000 {
            let now = ms(u64::from(number) * 20);
            holds.expire(now);
            holds.note(OPENED, now);
            holds.commit(5 + number, now);
            most = most.max(holds.held.len());
        }
        assert!(most <= 62, "{most} pins");
    }

    #[test]
    fn a_hold_ends_when_the_file_grew_too_far_or_the_disk_gets_full() {
        let mut holds = after(5);
        assert!(holds.mind_room(1 << 40, 0).is_none(), "nothing is held");
        holds.note(OPENED, ms(0));
        assert!(holds.mind_room(1 << 20, 1 << 40).is_none());
        assert!(holds.mind_room(200 << 20, 1 << 40).is_none());
        let (why, _) = holds.mind_room(300 << 20, 1 << 40).unwrap();
        assert_eq!(why, GivenUp::GrownTooFar);
        holds.commit(5, ms(20));
        holds.note(OPENED, ms(30));
        assert!(
            holds.mind_room(300 << 20, 33 << 20).is_none(),
            "counted from now"
        );
        let (why, _) = holds.mind_room(300 << 20, 31 << 20).unwrap();
        assert_eq!((why, holds.given_up()), (GivenUp::NoRoom, 2));
    }

    #[test]
    fn when_events_are_lost_the_state_is_held_for_a_while() {
        let mut holds = after(5);
        let lost = Seen {
            lost: true,
            ..Seen::default()
        };
        holds.note(lost, ms(0));
        assert_eq!(pins(&holds), [4]);
        assert!(!holds.is_quiet(ms(59_999)));
        assert!(holds.is_quiet(ms(60_000)));
        holds.release();
        holds.commit(5, ms(60_000));
        holds.note(OPENED, ms(61_000));
        holds.note(CLOSED, ms(62_000));
        assert!(holds.is_quiet(ms(62_100)), "that is over");
    }

    #[test]
    fn who_closes_without_having_been_seen_to_open_does_no_harm() {
        let mut holds = after(5);
        holds.note(CLOSED, ms(0));
        assert_eq!((holds.open(), holds.is_holding()), (0, false));
        holds.note(OPENED, ms(10));
        assert_eq!(holds.open(), 1);
    }
}
