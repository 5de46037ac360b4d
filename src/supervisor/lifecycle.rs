//! The life of one agent as a pure state machine: what state it is in, what an event makes of it, and what is to be
//! done then. Time and chance are given to it. Never starts, signals or asks a process: `agent` does.
//!
//! | | start | stop | restart | answers | is silent | process ends | time is up |
//! |---|---|---|---|---|---|---|---|
//! | stopped | spawn → starting | | spawn → starting | | | | |
//! | starting | | end → stopping | end → stopping, then start | → healthy | | → backing off ¹ | end → stopping, then back off |
//! | healthy | | end → stopping | end → stopping, then start | ² | → unhealthy | → backing off ¹ | |
//! | unhealthy | | end → stopping | end → stopping, then start | → healthy | ³ | → backing off ¹ | |
//! | backing off | spawn → starting | → stopped | spawn → starting | | | | spawn → starting |
//! | given up | spawn → starting ⁴ | → stopped | spawn → starting ⁴ | | | | |
//! | stopping | then start | then rest | then start | | | → what was to come then | kill |
//!
//! ¹ or given up: at once when it says that no try can help, else after [`Policy::most_failures`] failures in a row.
//! ² a row of failures ends when an agent has been healthy for [`Policy::calm`].
//! ³ after [`Policy::most_misses`] silences in a row: end → stopping, then back off.
//! ⁴ with a new row of failures.
//!
//! In every state in which a process may run there is at most one, and it is always known: a new one is only spawned
//! when the end of the one before has been seen.

use std::time::Duration;

/// A point in time: how long the supervisor had been running.
pub type Time = Duration;

/// How patient a supervisor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// How long a new process may take until it answers.
    pub start_time: Duration,
    /// How long a process that was asked to end may take until it is killed.
    pub end_time: Duration,
    /// Silences in a row after which an agent is taken to hang.
    pub most_misses: u8,
    /// First pause before another try, doubled with each failure in a row.
    pub first_pause: Duration,
    /// Longest such pause.
    pub longest_pause: Duration,
    /// Failures in a row after which no further try is made.
    pub most_failures: u8,
    /// How long an agent must be healthy until its failures are forgotten.
    pub calm: Duration,
    /// Pause before an agent that has not answered yet is asked how it is.
    pub ask_starting: Duration,
    /// Pause before a healthy agent is asked again.
    pub ask_healthy: Duration,
    /// Pause before an agent is asked again that has not answered the last time.
    pub ask_unhealthy: Duration,
    /// How long an answer may take.
    pub answer_time: Duration,
}

impl Policy {
    /// What is good for a house on a small board.
    pub const USUAL: Self = Self {
        start_time: Duration::from_secs(60),
        end_time: Duration::from_secs(15),
        most_misses: 3,
        first_pause: Duration::from_millis(500),
        longest_pause: Duration::from_secs(60),
        most_failures: 6,
        calm: Duration::from_secs(60),
        ask_starting: Duration::from_millis(200),
        ask_healthy: Duration::from_secs(10),
        ask_unhealthy: Duration::from_secs(2),
        answer_time: Duration::from_secs(5),
    };

    /// The pause after so many failures in a row. `chance` takes up to a quarter off it, so that agents that failed
    /// together do not all come back together.
    fn pause(&self, failures: u8, chance: u8) -> Duration {
        let doublings = u32::from(failures.saturating_sub(1)).min(30);
        let pause = self.first_pause.saturating_mul(1 << doublings);
        let pause = pause.min(self.longest_pause);
        pause - pause / 4 * u32::from(chance) / u32::from(u8::MAX)
    }
}

/// Where an agent is in its life. `failures` counts those in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It rests, as somebody wished.
    Stopped,
    /// Its process runs and has not answered yet.
    Starting {
        /// Since when.
        since: Time,
        /// See there.
        failures: u8,
    },
    /// It answers.
    Healthy {
        /// Since when.
        since: Time,
        /// See there.
        failures: u8,
    },
    /// It has answered and does not any more.
    Unhealthy {
        /// Silences in a row.
        misses: u8,
        /// See there.
        failures: u8,
    },
    /// It failed and will be tried again.
    BackingOff {
        /// When.
        until: Time,
        /// See there.
        failures: u8,
    },
    /// It failed too often; nothing happens until somebody wishes it.
    GivenUp,
    /// Its process has been asked to end.
    Stopping {
        /// When it was asked.
        since: Time,
        /// Whether it was killed since.
        killed: bool,
        /// What comes when it has ended.
        then: Then,
    },
}

/// What comes when a process has ended that was asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    Rest,
    /// A new one.
    Start,
    /// A new one after a pause: it was ended because it failed for the so manieth time in a row.
    BackOff(u8),
}

/// What can happen to an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Somebody wishes it to run.
    Start,
    /// Somebody wishes it to rest.
    Stop,
    /// Somebody wishes it to be started anew.
    Restart,
    /// It answered that it is well.
    Answered,
    /// It did not answer in time, or that it is not well.
    Silent,
    /// Its process has ended, or could not be started.
    Ended(End),
    /// Time has passed.
    Tick,
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Another try may help.
    Other,
    /// No other try can help: what it was told is wrong.
    ForGood,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Start a process.
    Spawn,
    /// Ask the process to end.
    Terminate,
    /// End the process whatever it does.
    Kill,
}

impl State {
    /// What an event makes of this state, and what is to be done. `chance` is any number, anew each time.
    #[must_use]
    pub fn after(
        self,
        event: Event,
        now: Time,
        policy: &Policy,
        chance: u8,
    ) -> (Self, Option<Action>) {
        match event {
            Event::Start => self.asked_to_start(now),
            Event::Stop => self.asked_to_rest(now),
            Event::Restart if self.has_process() => end(now, Then::Start, self),
            Event::Restart => self.asked_to_start(now),
            Event::Answered => (self.answered(now, policy), None),
            Event::Silent => self.silent(now, policy),
            Event::Ended(how) => self.ended(how, now, policy, chance),
            Event::Tick => self.time_passed(now, policy),
        }
    }

    /// Whether a process of this agent may be running.
    pub const fn has_process(self) -> bool {
        matches!(
            self,
            Self::Starting { .. }
                | Self::Healthy { .. }
                | Self::Unhealthy { .. }
                | Self::Stopping { .. }
        )
    }

    /// Whether somebody should ask it how it is.
    pub const fn is_asked(self) -> bool {
        self.has_process() && !matches!(self, Self::Stopping { .. })
    }

    /// When time alone changes this state, if it ever does.
    pub fn deadline(self, policy: &Policy) -> Option<Time> {
        match self {
            Self::Starting { since, .. } => Some(since + policy.start_time),
            Self::BackingOff { until, .. } => Some(until),
            Self::Stopping {
                since,
                killed: false,
                ..
            } => Some(since + policy.end_time),
            _ => None,
        }
    }

    /// The one word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Starting { .. } => "starting",
            Self::Healthy { .. } => "healthy",
            Self::Unhealthy { .. } => "unhealthy",
            Self::BackingOff { .. } => "backing off",
            Self::GivenUp => "given up",
            Self::Stopping { .. } => "stopping",
        }
    }

    fn asked_to_start(self, now: Time) -> (Self, Option<Action>) {
        match self {
            Self::Stopped | Self::GivenUp => spawn(now, 0),
            Self::BackingOff { failures, .. } => spawn(now, failures),
            Self::Stopping { since, killed, .. } => {
                let then = Then::Start;
                (
                    Self::Stopping {
                        since,
                        killed,
                        then,
                    },
                    None,
                )
            }
            Self::Starting { .. } | Self::Healthy { .. } | Self::Unhealthy { .. } => (self, None),
        }
    }

    fn asked_to_rest(self, now: Time) -> (Self, Option<Action>) {
        if self.has_process() {
            end(now, Then::Rest, self)
        } else {
            (Self::Stopped, None)
        }
    }

    fn answered(self, now: Time, policy: &Policy) -> Self {
        match self {
            Self::Starting { failures, .. } | Self::Unhealthy { failures, .. } => Self::Healthy {
                since: now,
                failures,
            },
            Self::Healthy { since, .. } if now >= since + policy.calm => {
                Self::Healthy { since, failures: 0 }
            }
            _ => self,
        }
    }

    fn silent(self, now: Time, policy: &Policy) -> (Self, Option<Action>) {
        let (misses, failures) = match self {
            Self::Healthy { failures, .. } => (1, failures),
            Self::Unhealthy { misses, failures } => (misses.saturating_add(1), failures),
            _ => return (self, None),
        };
        if misses >= policy.most_misses {
            end(now, Then::BackOff(failures.saturating_add(1)), self)
        } else {
            (Self::Unhealthy { misses, failures }, None)
        }
    }

    fn ended(self, how: End, now: Time, policy: &Policy, chance: u8) -> (Self, Option<Action>) {
        let failures = match self {
            Self::Starting { failures, .. } | Self::Unhealthy { failures, .. } => {
                failures.saturating_add(1)
            }
            Self::Healthy { since, failures } => {
                let calm = now >= since + policy.calm;
                if calm { 1 } else { failures.saturating_add(1) }
            }
            Self::Stopping { then, .. } => match then {
                Then::Rest => return (Self::Stopped, None),
                Then::Start => return spawn(now, 0),
                Then::BackOff(failures) => failures,
            },
            Self::Stopped | Self::BackingOff { .. } | Self::GivenUp => return (self, None),
        };
        if how == End::ForGood || failures >= policy.most_failures {
            return (Self::GivenUp, None);
        }
        let until = now + policy.pause(failures, chance);
        (Self::BackingOff { until, failures }, None)
    }

    fn time_passed(self, now: Time, policy: &Policy) -> (Self, Option<Action>) {
        if self.deadline(policy).is_none_or(|deadline| now < deadline) {
            return (self, None);
        }
        match self {
            Self::Starting { failures, .. } => {
                end(now, Then::BackOff(failures.saturating_add(1)), self)
            }
            Self::BackingOff { failures, .. } => spawn(now, failures),
            Self::Stopping { since, then, .. } => {
                let killed = true;
                (
                    Self::Stopping {
                        since,
                        killed,
                        then,
                    },
                    Some(Action::Kill),
                )
            }
            _ => (self, None),
        }
    }
}

fn spawn(now: Time, failures: u8) -> (State, Option<Action>) {
    let since = now;
    (State::Starting { since, failures }, Some(Action::Spawn))
}

/// Asks a process to end, unless that has been done already.
fn end(now: Time, then: Then, state: State) -> (State, Option<Action>) {
    match state {
        State::Stopping { since, killed, .. } => (
            State::Stopping {
                since,
                killed,
                then,
            },
            None,
        ),
        _ => (
            State::Stopping {
                since: now,
                killed: false,
                then,
            },
            Some(Action::Terminate),
        ),
    }
}

#[cfg(test)]
#[path = "lifecycle_tests.rs"]
mod tests;
