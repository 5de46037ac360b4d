//! A house as the portal shows it: what its agent is doing, put so that pages can say it in every language, and what can
//! be done about it. Pure.

use super::{titles::Title, visit::Visit};
use crate::{
    supervisor::control::Line,
    web::{problem::Problem, request::nothing_called},
};

/// Where an agent is in its life, without the figures the supervisor keeps with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Resting,
    Starting,
    Open,
    Silent,
    Pausing,
    GivenUp,
    Stopping,
}

impl Standing {
    /// What the supervisor's word for it means; see [`crate::supervisor::lifecycle::State::name`].
    pub(super) fn of(word: &str) -> Self {
        match word {
            "stopped" => Self::Resting,
            "starting" => Self::Starting,
            "healthy" => Self::Open,
            "unhealthy" => Self::Silent,
            "backing off" => Self::Pausing,
            "stopping" => Self::Stopping,
            _ => Self::GivenUp,
        }
    }

    /// Whether it goes over into another one by itself, soon.
    pub(super) const fn is_passing(self) -> bool {
        matches!(self, Self::Starting | Self::Stopping)
    }

    pub(super) const fn can_start(self) -> bool {
        matches!(self, Self::Resting | Self::Pausing | Self::GivenUp)
    }

    pub(super) const fn can_stop(self) -> bool {
        matches!(
            self,
            Self::Starting | Self::Open | Self::Silent | Self::Pausing
        )
    }

    pub(super) const fn can_restart(self) -> bool {
        matches!(self, Self::Starting | Self::Open | Self::Silent)
    }
}

/// What an agent says of the code with which its house is set up, before the code itself.
pub const SET_UP_CODE_IS: &str = "the set-up code is ";

/// The code with which a house is set up, if its agent's last lines tell one.
pub(super) fn set_up_code(log: &[String]) -> Option<&str> {
    let said = |line: &'_ String| line.contains(SET_UP_CODE_IS);
    let line = log.iter().rfind(|line| said(line))?;
    let (_, code) = line.rsplit_once(SET_UP_CODE_IS)?;
    let is_code = |it: &&str| it.bytes().all(|sign| sign.is_ascii_digit() || sign == b'-');
    Some(code.trim())
        .filter(|it| !it.is_empty())
        .filter(is_code)
}

/// See the head of this file.
#[derive(Debug, Clone)]
pub(super) struct House {
    pub(super) line: Line,
    pub(super) title: Title,
    pub(super) standing: Standing,
    /// Where it is visited.
    pub(super) address: String,
}

impl House {
    /// All houses of a board.
    pub(super) async fn all(visit: &Visit, lines: Vec<Line>) -> Vec<Self> {
        let titles = visit.portal.titles.of(&lines).await;
        let both = lines.into_iter().zip(titles);
        both.map(|(line, title)| Self::new(visit, line, title))
            .collect()
    }

    fn new(visit: &Visit, line: Line, title: Title) -> Self {
        Self {
            address: visit
                .portal
                .names
                .address_of(&line.name, &line.listen, visit.authority()),
            standing: Standing::of(&line.state),
            line,
            title,
        }
    }

    /// The house of one agent.
    ///
    /// # Errors
    /// 404 where there is none of this name.
    pub(super) async fn one(visit: &Visit, name: &str) -> Result<Self, Problem> {
        let lines = visit.portal.lines().await;
        // All are asked for their names, so that what is known of the others is not forgotten.
        let mut all = Self::all(visit, lines).await.into_iter();
        all.find(|house| house.line.name == name)
            .ok_or_else(|| nothing_called(name))
    }

    /// What it is called: as it says itself, else as its agent is.
    pub(super) fn called(&self) -> &str {
        match &self.title {
            Title::Named(name) => name,
            _ => &self.line.name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervisor::lifecycle::{State, Then};
    use std::time::Duration;

    #[test]
    fn the_code_of_a_house_is_the_last_that_its_agent_has_told() {
        let log = |lines: &[&str]| lines.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let lines = log(&[
            "Set it up there; the set-up code is 1111-2222",
            "Set it up there; the set-up code is 1234-5678",
            "WARN something else",
        ]);
        assert_eq!(set_up_code(&lines), Some("1234-5678"));
        assert_eq!(set_up_code(&log(&["the set-up code is <b>"])), None);
        assert_eq!(set_up_code(&log(&["the set-up code is "])), None);
        assert_eq!(set_up_code(&[]), None);
    }

    #[test]
    fn every_state_an_agent_can_be_in_has_its_own_word() {
        let (since, failures) = (Duration::ZERO, 0);
        let states = [
            State::Stopped,
            State::Starting { since, failures },
            State::Healthy { since, failures },
            State::Unhealthy {
                misses: 1,
                failures,
            },
            State::BackingOff {
                until: since,
                failures,
            },
            State::GivenUp,
            State::Stopping {
                since,
                killed: false,
                then: Then::Rest,
            },
        ];
        let standings = states.map(|state| Standing::of(state.name()));
        use Standing as S;
        assert_eq!(
            standings,
            [
                S::Resting,
                S::Starting,
                S::Open,
                S::Silent,
                S::Pausing,
                S::GivenUp,
                S::Stopping
            ]
        );
        for standing in standings {
            let something = standing.can_start() || standing.can_stop() || standing.is_passing();
            assert!(something, "nothing can be done about {standing:?}");
        }
    }
}
