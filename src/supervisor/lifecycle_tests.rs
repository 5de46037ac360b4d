//! The table in the head of `lifecycle`, cell by cell; and walks through it at random that must never break its
//! promises. Never a process.

use super::{Action, End, Event, Policy, State, Then, Time};
use std::time::Duration;

const POLICY: Policy = Policy::USUAL;
const NOW: Time = Duration::from_secs(1_000);
const LATE: Time = Duration::from_secs(2_000);

const EVENTS: [Event; 8] = [
    Event::Start,
    Event::Stop,
    Event::Restart,
    Event::Answered,
    Event::Silent,
    Event::Ended(End::Other),
    Event::Ended(End::ForGood),
    Event::Tick,
];

/// One state of each kind, entered just now, with two failures behind it.
fn states() -> Vec<State> {
    let (since, failures) = (NOW, 2);
    let mut states = vec![
        State::Stopped,
        State::Starting { since, failures },
        State::Healthy { since, failures },
        State::Unhealthy {
            misses: 1,
            failures,
        },
        State::BackingOff {
            until: NOW + Duration::from_secs(1),
            failures,
        },
        State::GivenUp,
    ];
    for then in [Then::Rest, Then::Start, Then::BackOff(3)] {
        states.push(stopping(then));
    }
    states
}

fn stopping(then: Then) -> State {
    State::Stopping {
        since: NOW,
        killed: false,
        then,
    }
}

fn starting(failures: u8) -> State {
    State::Starting {
        since: NOW,
        failures,
    }
}

fn after(state: State, event: Event) -> (State, Option<Action>) {
    state.after(event, NOW, &POLICY, 0)
}

/// The pause after the third failure, with no chance in it.
fn third() -> State {
    State::BackingOff {
        until: NOW + POLICY.first_pause * 4,
        failures: 3,
    }
}

#[test]
fn every_cell_of_the_table_is_as_it_says() {
    let spawned = |failures| (starting(failures), Some(Action::Spawn));
    let ending = |then| (stopping(then), Some(Action::Terminate));
    for state in states() {
        let same = (state, None);
        let is_stopping = matches!(state, State::Stopping { .. });
        for event in EVENTS {
            let expected = match (state, event) {
                // A wish to start.
                (State::Stopped | State::GivenUp, Event::Start | Event::Restart) => spawned(0),
                (State::BackingOff { .. }, Event::Start | Event::Restart) => spawned(2),
                (State::Stopping { .. }, Event::Start | Event::Restart) => {
                    (stopping(Then::Start), None)
                }
                (_, Event::Start) => same,
                (_, Event::Restart) => ending(Then::Start),
                // A wish to rest.
                (State::Stopping { .. }, Event::Stop) => (stopping(Then::Rest), None),
                (_, Event::Stop) if !state.has_process() => (State::Stopped, None),
                (_, Event::Stop) => ending(Then::Rest),
                // Answers.
                (State::Starting { .. } | State::Unhealthy { .. }, Event::Answered) => (
                    State::Healthy {
                        since: NOW,
                        failures: 2,
                    },
                    None,
                ),
                (State::Healthy { .. }, Event::Silent) => (
                    State::Unhealthy {
                        misses: 1,
                        failures: 2,
                    },
                    None,
                ),
                (State::Unhealthy { .. }, Event::Silent) => (
                    State::Unhealthy {
                        misses: 2,
                        failures: 2,
                    },
                    None,
                ),
                (_, Event::Answered | Event::Silent) => same,
                // Ends.
                (State::Stopped | State::BackingOff { .. } | State::GivenUp, Event::Ended(_)) => {
                    same
                }
                (
                    State::Stopping {
                        then: Then::Rest, ..
                    },
                    Event::Ended(_),
                ) => (State::Stopped, None),
                (
                    State::Stopping {
                        then: Then::Start, ..
                    },
                    Event::Ended(_),
                ) => spawned(0),
                (_, Event::Ended(End::ForGood)) => (State::GivenUp, None),
                (_, Event::Ended(End::Other)) => (third(), None),
                // Nothing is late yet.
                (_, Event::Tick) => same,
            };
            assert_eq!(after(state, event), expected, "{state:?} {event:?}");
            assert!(is_stopping || expected.1 != Some(Action::Kill));
        }
    }
}

#[test]
fn time_alone_ends_what_takes_too_long() {
    let tick = |state: State| state.after(Event::Tick, LATE, &POLICY, 0);
    let late = |then| State::Stopping {
        since: LATE,
        killed: false,
        then,
    };
    assert_eq!(
        tick(starting(2)),
        (late(Then::BackOff(3)), Some(Action::Terminate))
    );
    assert_eq!(
        tick(third()),
        (
            State::Starting {
                since: LATE,
                failures: 3
            },
            Some(Action::Spawn)
        )
    );
    let killed = State::Stopping {
        since: NOW,
        killed: true,
        then: Then::Rest,
    };
    assert_eq!(tick(stopping(Then::Rest)), (killed, Some(Action::Kill)));
    // Nobody is killed twice: what does not end then hangs in the operating system.
    assert_eq!(tick(killed), (killed, None));
    for state in [State::Stopped, State::GivenUp] {
        assert_eq!(tick(state), (state, None));
        assert_eq!(state.deadline(&POLICY), None);
    }
}

#[test]
fn an_agent_that_hangs_is_ended_and_tried_again() {
    let mut state = State::Healthy {
        since: NOW,
        failures: 0,
    };
    let mut actions = Vec::new();
    for _ in 0..POLICY.most_misses {
        let (next, action) = after(state, Event::Silent);
        state = next;
        actions.extend(action);
    }
    assert_eq!(actions, [Action::Terminate]);
    let (state, _) = after(state, Event::Ended(End::Other));
    assert!(matches!(state, State::BackingOff { failures: 1, .. }));
}

#[test]
fn a_crash_loop_takes_longer_and_longer_pauses_and_is_given_up() {
    let (mut state, mut pauses) = (starting(0), Vec::new());
    while state != State::GivenUp {
        let (next, _) = after(state, Event::Ended(End::Other));
        if let State::BackingOff { until, failures } = next {
            pauses.push(until - NOW);
            state = starting(failures);
        } else {
            state = next;
        }
    }
    let expected: Vec<_> = (0..5)
        .map(|doublings| POLICY.first_pause * (1 << doublings))
        .collect();
    assert_eq!(pauses, expected);
    assert_eq!(pauses.len() + 1, usize::from(POLICY.most_failures));
}

#[test]
fn a_pause_has_chance_in_it_and_an_end() {
    for failures in 0..=u8::MAX {
        let (longest, shortest) = (POLICY.pause(failures, 0), POLICY.pause(failures, u8::MAX));
        assert!(longest <= POLICY.longest_pause);
        assert_eq!(shortest, longest - longest / 4);
    }
    assert_eq!(POLICY.pause(u8::MAX, 0), POLICY.longest_pause);
}

#[test]
fn failures_are_forgotten_after_a_calm_time_only() {
    let healthy = State::Healthy {
        since: NOW,
        failures: 5,
    };
    let ended = |at: Time| healthy.after(Event::Ended(End::Other), at, &POLICY, 0).0;
    assert_eq!(
        ended(NOW + POLICY.calm - Duration::from_millis(1)),
        State::GivenUp
    );
    assert!(matches!(
        ended(NOW + POLICY.calm),
        State::BackingOff { failures: 1, .. }
    ));
    let answered = healthy
        .after(Event::Answered, NOW + POLICY.calm, &POLICY, 0)
        .0;
    assert!(matches!(answered, State::Healthy { failures: 0, .. }));
}

/// What a world with one process in it makes of the actions: never two processes, never a signal to none.
#[test]
fn no_walk_ever_starts_a_second_process_or_loses_one() {
    let mut random = fastrand::Rng::with_seed(11);
    for _ in 0..2_000 {
        let (mut state, mut runs, mut now) = (State::Stopped, false, Duration::ZERO);
        for _ in 0..200 {
            now += Duration::from_millis(random.u64(0..20_000));
            let event = EVENTS[random.usize(0..EVENTS.len())];
            // The world says that a process ended only when there was one.
            if matches!(event, Event::Ended(_)) && !core::mem::take(&mut runs) {
                continue;
            }
            let (next, action) = state.after(event, now, &POLICY, random.u8(..));
            match action {
                Some(Action::Spawn) => assert!(!core::mem::replace(&mut runs, true), "{state:?}"),
                Some(Action::Terminate | Action::Kill) => assert!(runs, "{state:?}"),
                None => {}
            }
            assert_eq!(next.has_process(), runs, "{state:?} {event:?} → {next:?}");
            state = next;
        }
    }
}
