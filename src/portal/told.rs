//! What is told above a page about the step before it, and beside a field about what was wrong with it.
//! Never does anything.

use super::house::{House, Standing};
use crate::{
    supervisor::{
        change::Refusal,
        config::{ConfigError, LARGEST_WITH_PORT, LEAST_MEMORY_MIB, Wrong, is_name},
        control::Line,
    },
    web::{
        pages::layout::{Notice, Tone},
        site::form::Form,
    },
    words::PortalWords,
};
use hyper::StatusCode;

/// The parameter by which a page is told what the step before it came to.
const DONE: &str = "done";
/// The parameter with the name of the agent it was about.
const ABOUT: &str = "agent";

/// What a step came to, as it travels in an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Started,
    Stopped,
    Restarted,
    Created,
    Cloned,
    Told,
    Removed,
    RemovedNothing,
    RemovedInPlace,
    BroughtBack,
    UnderWay,
    SignedOut,
    SetUp,
}

impl Done {
    const ALL: [Self; 13] = [
        Self::Started,
        Self::Stopped,
        Self::Restarted,
        Self::Created,
        Self::Cloned,
        Self::Told,
        Self::Removed,
        Self::RemovedNothing,
        Self::RemovedInPlace,
        Self::BroughtBack,
        Self::UnderWay,
        Self::SignedOut,
        Self::SetUp,
    ];

    const fn value(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Stopped => "stopped",
            Self::Restarted => "restarted",
            Self::Created => "created",
            Self::Cloned => "cloned",
            Self::Told => "told",
            Self::Removed => "removed",
            Self::RemovedNothing => "removed-nothing",
            Self::RemovedInPlace => "removed-in-place",
            Self::BroughtBack => "brought-back",
            Self::UnderWay => "under-way",
            Self::SignedOut => "signed-out",
            Self::SetUp => "set-up",
        }
    }

    /// The address of a page that shall say so about this agent.
    pub(super) fn on(self, path: &str, agent: &str) -> String {
        if agent.is_empty() {
            format!("{path}?{DONE}={}", self.value())
        } else {
            format!("{path}?{DONE}={}&{ABOUT}={agent}", self.value())
        }
    }

    /// What an address says was done, and to whom.
    pub(super) fn of(query: &Form) -> Option<(Self, String)> {
        let done = Self::ALL
            .into_iter()
            .find(|it| it.value() == query.get(DONE))?;
        let agent = query.get(ABOUT);
        (agent.is_empty() || is_name(agent)).then(|| (done, agent.to_owned()))
    }

    /// Whether it changes what an agent is doing, and so takes a while.
    const fn takes_a_while(self) -> bool {
        matches!(
            self,
            Self::Started
                | Self::Stopped
                | Self::Restarted
                | Self::Created
                | Self::Cloned
                | Self::Told
                | Self::BroughtBack
        )
    }

    /// What is said about it, and whether one can wait for its end on this page. `houses` are those the page shows.
    pub(super) fn notice(self, w: &PortalWords, agent: &str, houses: &[House]) -> (Notice, bool) {
        let house = houses.iter().find(|house| house.line.name == agent);
        let passing = house.is_some_and(|house| house.standing.is_passing());
        if passing && self.takes_a_while() {
            return (notice(Tone::Neutral, w.wait(agent)), true);
        }
        if let Some(house) = house.filter(|_| self.takes_a_while())
            && house.standing == Standing::GivenUp
        {
            return (notice(Tone::Bad, failed(w, &house.line)), false);
        }
        let (tone, text) = match self {
            Self::Started => (Tone::Good, w.started(agent)),
            Self::Stopped => (Tone::Good, w.stopped(agent)),
            Self::Restarted => (Tone::Good, w.restarted(agent)),
            Self::Created => (Tone::Good, w.created(agent)),
            Self::Cloned => (Tone::Good, w.cloned(agent)),
            Self::Told => (Tone::Good, w.told(agent)),
            Self::Removed => (Tone::Good, w.removed(agent)),
            Self::RemovedNothing => (Tone::Good, w.removed_nothing(agent)),
            Self::RemovedInPlace => (Tone::Bad, w.removed_in_place(agent)),
            Self::BroughtBack => (Tone::Good, w.brought_back(agent)),
            Self::UnderWay => (Tone::Neutral, w.under_way.to_owned()),
            Self::SignedOut => (Tone::Neutral, w.signed_out.to_owned()),
            Self::SetUp => (Tone::Good, w.set_up_done.to_owned()),
        };
        (notice(tone, text), false)
    }
}

/// An agent that does not run although somebody wished it, and why.
fn failed(w: &PortalWords, line: &Line) -> String {
    let why = line.last_end.as_ref().map(ToString::to_string);
    w.not_opened(&line.name, why.as_deref().unwrap_or(""))
}

pub(super) fn notice(tone: Tone, text: impl Into<String>) -> Notice {
    let text = text.into();
    Notice { tone, text }
}

/// Where on a page a refusal is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    Name,
    Number,
    Priority,
    Memory,
    /// Above it: no field is wrong.
    Nothing,
}

/// A refusal as it is shown: with which status, where, and in which words.
pub(super) fn refused(refusal: &Refusal, w: &PortalWords) -> (StatusCode, Beside, String) {
    use {Beside as B, StatusCode as S};
    let invalid = S::UNPROCESSABLE_ENTITY;
    match refusal {
        Refusal::Taken(_) => (S::CONFLICT, B::Name, w.name_taken.to_owned()),
        Refusal::FileThere(file) => {
            let file = file.display().to_string();
            (S::CONFLICT, B::Name, w.file_there(&file))
        }
        Refusal::NoNumber => (S::CONFLICT, B::Number, w.no_number.to_owned()),
        Refusal::NotKept(_) => (S::CONFLICT, B::Nothing, w.not_kept.to_owned()),
        Refusal::NoHouse(folder) => {
            let folder = folder.display().to_string();
            (S::CONFLICT, B::Nothing, w.no_house(&folder))
        }
        Refusal::NotCopied(_, reason) => (S::CONFLICT, B::Nothing, w.not_copied(reason)),
        Refusal::Config(ConfigError::Wrong(_, wrong)) => match wrong {
            Wrong::Name(_) => (invalid, B::Name, w.name_rules.to_owned()),
            Wrong::Number(..) | Wrong::NoPort(..) => {
                (invalid, B::Number, w.number_rules(LARGEST_WITH_PORT))
            }
            Wrong::Priority(..) => (invalid, B::Priority, w.priority_rules.to_owned()),
            Wrong::Memory(..) => (invalid, B::Memory, w.memory_rules(LEAST_MEMORY_MIB)),
            // The portal has a name as well, and may be the one that has it.
            Wrong::Twice { what: "name", .. } | Wrong::PortalName(_) => {
                (S::CONFLICT, B::Name, w.name_taken.to_owned())
            }
            Wrong::Twice {
                what: "number" | "listen",
                ..
            } => (S::CONFLICT, B::Number, w.number_taken.to_owned()),
            Wrong::Twice { value, .. } => (S::CONFLICT, B::Name, w.file_there(value)),
            Wrong::TooMany => (S::CONFLICT, B::Nothing, w.too_many.to_owned()),
            Wrong::Mail(_) => (
                S::INTERNAL_SERVER_ERROR,
                B::Nothing,
                w.not_changed(&refusal.to_string()),
            ),
        },
        Refusal::Unknown(_) => (S::NOT_FOUND, B::Nothing, w.not_there.to_owned()),
        Refusal::Config(_)
        | Refusal::Malformed(..)
        | Refusal::Form(_)
        | Refusal::Unreadable(..)
        | Refusal::Unwritable(..) => (
            S::INTERNAL_SERVER_ERROR,
            B::Nothing,
            w.not_changed(&refusal.to_string()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_travels_in_an_address_and_nothing_else_does() {
        for done in Done::ALL {
            let address = done.on("/", "alte-huette");
            let query = Form::of_query(address.split_once('?').map(|(_, query)| query));
            assert_eq!(Done::of(&query), Some((done, "alte-huette".to_owned())));
        }
        for query in ["", "done=burnt", "done=removed&agent=<b>", "agent=a"] {
            assert_eq!(Done::of(&Form::of_query(Some(query))), None, "{query}");
        }
    }
}
