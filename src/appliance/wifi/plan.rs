//! What the radio is to do: rest, join the network that is wanted, or open one of the board's own. Decides by what is
//! seen and by the time alone; never does anything itself.

use crate::supervisor::host::status::WifiState;
use core::time::Duration;

const fn minutes(number: u64) -> Duration {
    Duration::from_secs(number * 60)
}

/// How long the radio rests and a cable or a computer is waited for before the board opens a network.
const OTHER_WAYS: Duration = minutes(1);
/// How long after the start, or after somebody changed what is wanted, it may have one open. Whoever wants it again
/// takes the power away for a moment, which only somebody beside the board can do.
const WINDOW: Duration = minutes(30);
/// How long a network may take to be joined before the board opens its own.
const PATIENCE: Duration = minutes(3);
/// The same when the network has said that the password is wrong.
const WRONG_PATIENCE: Duration = Duration::from_secs(30);
/// How long its own is open with nobody in it before the wanted one is tried again.
const LONELY: Duration = minutes(5);
/// What is done about a network that is away, and after how long. From the last on, the last again, after twice as long
/// each time and [at most](MOST_PAUSE) so long.
const REMEDIES: [(Duration, Step); 3] = [
    (minutes(2), Step::Reassociate),
    (minutes(5), Step::Restart),
    (minutes(10), Step::Rebind),
];
/// See [`REMEDIES`].
const MOST_PAUSE: Duration = minutes(60);

/// What the radio does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// It listens when it is asked to.
    Rest,
    /// It is to be in the network that is wanted.
    Station,
    /// It is a network itself.
    AccessPoint,
}

/// Something to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// To do something else from now on.
    Go(Mode),
    /// To join the network anew.
    Reassociate,
    /// To end the program that does it, and begin anew.
    Restart,
    /// To take the radio's driver away, and bring it back.
    Rebind,
}

impl Step {
    /// What is said of it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Go(Mode::Rest) => "it rests",
            Self::Go(Mode::Station) => "it is to join a network",
            Self::Go(Mode::AccessPoint) => "a network of its own is opened",
            Self::Reassociate => "the network is away; it is joined anew",
            Self::Restart => "the network is away; the program that joins it is started anew",
            Self::Rebind => "the network is away; the radio's driver is started anew",
        }
    }
}

/// What is seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// Time since the start.
    pub(super) now: Duration,
    /// Whether a network is wanted.
    pub(super) wanted: bool,
    /// How it goes with joining it.
    pub(super) state: WifiState,
    /// Whether somebody can reach the board in another way.
    pub(super) other_way: bool,
    /// How many are in the board's own network.
    pub(super) guests: usize,
}

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Plan {
    mode: Option<Mode>,
    since: Duration,
    window_end: Duration,
    /// Since when the wanted network is away.
    away_since: Option<Duration>,
    wrong_since: Option<Duration>,
    /// How many remedies were tried, and when the next one is due, counted from when the network went away.
    tried: usize,
    next_try: Duration,
}

impl Default for Plan {
    /// That of a board that has just started.
    fn default() -> Self {
        Self {
            mode: None,
            since: Duration::ZERO,
            window_end: WINDOW,
            away_since: None,
            wrong_since: None,
            tried: 0,
            next_try: REMEDIES[0].0,
        }
    }
}

impl Plan {
    /// Somebody has changed what is wanted: all begins anew.
    pub(super) fn changed(&mut self, now: Duration) {
        *self = Self {
            window_end: now + WINDOW,
            ..Self::default()
        };
    }

    /// The radio has gone: what it did has to be begun anew when it is there again.
    pub(super) fn lost(&mut self) {
        self.mode = None;
    }

    /// What is to be done now.
    pub(super) fn next(&mut self, seen: &Seen) -> Option<Step> {
        self.note(seen);
        let wish = self.wish(seen);
        if self.mode != Some(wish) {
            self.since = seen.now;
            if self.mode == Some(Mode::AccessPoint) {
                self.forget_trouble();
            }
            self.mode = Some(wish);
            return Some(Step::Go(wish));
        }
        self.remedy(seen)
    }

    fn note(&mut self, seen: &Seen) {
        if self.mode != Some(Mode::Station) {
            return;
        }
        if seen.state == WifiState::Connected {
            return self.forget_trouble();
        }
        self.away_since.get_or_insert(seen.now);
        if seen.state == WifiState::WrongPassword {
            self.wrong_since.get_or_insert(seen.now);
        } else {
            self.wrong_since = None;
        }
    }

    fn forget_trouble(&mut self) {
        (self.away_since, self.wrong_since) = (None, None);
        (self.tried, self.next_try) = (0, REMEDIES[0].0);
    }

    fn wish(&self, seen: &Seen) -> Mode {
        let may_open = !seen.other_way && seen.now < self.window_end;
        let longer = |since: Option<Duration>, than| {
            since.is_some_and(|since| seen.now.saturating_sub(since) >= than)
        };
        match self.mode {
            Some(Mode::AccessPoint) if may_open => {
                let lonely = seen.guests == 0 && longer(Some(self.since), LONELY);
                if seen.wanted && lonely {
                    Mode::Station
                } else {
                    Mode::AccessPoint
                }
            }
            Some(Mode::Station) if seen.wanted => {
                let hopeless =
                    longer(self.away_since, PATIENCE) || longer(self.wrong_since, WRONG_PATIENCE);
                if may_open && hopeless {
                    Mode::AccessPoint
                } else {
                    Mode::Station
                }
            }
            _ if seen.wanted => Mode::Station,
            Some(Mode::Rest) if may_open && longer(Some(self.since), OTHER_WAYS) => {
                Mode::AccessPoint
            }
            _ => Mode::Rest,
        }
    }

    fn remedy(&mut self, seen: &Seen) -> Option<Step> {
        // A wrong password becomes right by nothing that could be done here.
        if self.mode != Some(Mode::Station) || seen.state == WifiState::WrongPassword {
            return None;
        }
        let away = seen.now.saturating_sub(self.away_since?);
        if away < self.next_try {
            return None;
        }
        let last = REMEDIES.len() - 1;
        let (_, step) = REMEDIES[self.tried.min(last)];
        self.tried += 1;
        self.next_try = match REMEDIES.get(self.tried) {
            Some((at, _)) => *at,
            None => away + away.min(MOST_PAUSE),
        };
        Some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks every two seconds, from one second to another, and tells what was done when.
    fn play(
        plan: &mut Plan,
        seconds: core::ops::Range<u64>,
        seen: impl Fn(u64) -> Seen,
    ) -> Vec<(u64, Step)> {
        let steps = seconds.step_by(2).filter_map(|second| {
            let seen = Seen {
                now: Duration::from_secs(second),
                ..seen(second)
            };
            plan.next(&seen).map(|step| (second, step))
        });
        steps.collect()
    }

    fn seen(wanted: bool, state: WifiState) -> Seen {
        Seen {
            now: Duration::ZERO,
            wanted,
            state,
            other_way: false,
            guests: 0,
        }
    }

    const REST: Step = Step::Go(Mode::Rest);
    const STATION: Step = Step::Go(Mode::Station);
    const OPEN: Step = Step::Go(Mode::AccessPoint);

    #[test]
    fn a_board_nobody_can_reach_opens_a_network_for_half_an_hour_and_not_again() {
        let nothing = |_| seen(false, WifiState::NotWanted);
        let done = play(&mut Plan::default(), 4..20_000, nothing);
        assert_eq!(done, [(4, REST), (64, OPEN), (1_800, REST)]);
    }

    #[test]
    fn a_board_with_a_cable_opens_none_and_closes_it_when_one_comes() {
        let cable_from = |from: u64| {
            move |second| Seen {
                other_way: second >= from,
                ..seen(false, WifiState::NotWanted)
            }
        };
        let at_once = play(&mut Plan::default(), 4..20_000, cable_from(30));
        assert_eq!(at_once, [(4, REST)]);
        let later = play(&mut Plan::default(), 4..20_000, cable_from(100));
        assert_eq!(later, [(4, REST), (64, OPEN), (100, REST)]);
    }

    #[test]
    fn a_network_that_is_joined_stays_joined_and_short_holes_are_left_alone() {
        let with_holes = |second| {
            let away = second % 100 < 50;
            let state = if away {
                WifiState::Connecting
            } else {
                WifiState::Connected
            };
            seen(true, state)
        };
        assert_eq!(
            play(&mut Plan::default(), 4..20_000, with_holes),
            [(4, STATION)]
        );
    }

    #[test]
    fn a_network_that_is_away_is_helped_more_and_more_and_less_and_less_often() {
        let mut plan = Plan::default();
        play(&mut plan, 4..3_600, |_| seen(true, WifiState::Connected));
        let away = |_| seen(true, WifiState::NotFound);
        let done = play(&mut plan, 3_600..40_000, away);
        let after: Vec<(u64, Step)> = done.into_iter().map(|(at, it)| (at - 3_600, it)).collect();
        let expected = [
            (120, Step::Reassociate),
            (300, Step::Restart),
            (600, Step::Rebind),
            (1_200, Step::Rebind),
            (2_400, Step::Rebind),
            (4_800, Step::Rebind),
            (8_400, Step::Rebind),
        ];
        assert_eq!(after[..7], expected);
        assert_eq!(after[7].0, 12_000, "never more seldom than every hour");
        // The radio goes away by that and comes back: that is no reason to begin with the first remedy again.
        plan.lost();
        let again = play(&mut plan, 40_000..40_100, away);
        assert_eq!(again, [(40_000, STATION)]);
        // Once joined, all begins anew.
        play(&mut plan, 40_100..40_200, |_| {
            seen(true, WifiState::Connected)
        });
        let done = play(&mut plan, 40_200..40_400, away);
        assert_eq!(done, [(40_320, Step::Reassociate)]);
    }

    #[test]
    fn a_board_that_cannot_join_takes_turns_between_trying_and_being_reached() {
        let away = |_| seen(true, WifiState::Connecting);
        let done = play(&mut Plan::default(), 4..1_000, away);
        let turns: Vec<_> = done
            .iter()
            .filter(|(_, it)| matches!(it, Step::Go(_)))
            .collect();
        let expected = [
            (4, STATION),
            (186, OPEN),
            (486, STATION),
            (668, OPEN),
            (968, STATION),
        ];
        assert_eq!(turns, expected.iter().collect::<Vec<_>>());
        let mut plan = Plan::default();
        let done = play(&mut plan, 4..400, away);
        assert!(done.contains(&(186, OPEN)));
        // Who is in it is not thrown out, until the time is over.
        let with_guest = |_| Seen {
            guests: 1,
            ..seen(true, WifiState::Connecting)
        };
        assert_eq!(play(&mut plan, 400..4_000, with_guest)[0], (1_800, STATION));
        let cable = |_| Seen {
            other_way: true,
            ..seen(true, WifiState::WrongPassword)
        };
        assert_eq!(play(&mut Plan::default(), 4..4_000, cable), [(4, STATION)]);
    }

    #[test]
    fn a_wrong_password_is_told_soon_and_a_new_one_tried_at_once() {
        let mut plan = Plan::default();
        let wrong = |_| seen(true, WifiState::WrongPassword);
        assert_eq!(play(&mut plan, 4..100, wrong), [(4, STATION), (36, OPEN)]);
        plan.changed(Duration::from_secs(100));
        assert_eq!(play(&mut plan, 100..120, wrong), [(100, STATION)]);
        play(&mut plan, 120..9_000, |_| seen(true, WifiState::Connected));
        // Somebody wants none any more, long after the start: the board can be reached again, for a while.
        plan.changed(Duration::from_secs(9_000));
        let nothing = |_| seen(false, WifiState::NotWanted);
        let done = play(&mut plan, 9_000..20_000, nothing);
        assert_eq!(done, [(9_000, REST), (9_060, OPEN), (10_800, REST)]);
    }
}
