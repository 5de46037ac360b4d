//! What is told above the page of the device about the step before it, by what the first process says now.
//! Never does anything.

use crate::{
    supervisor::host::status::{Status, Stick, WifiState},
    web::{
        pages::layout::{Notice, Tone},
        site::form::Form,
    },
    words::DeviceWords,
};

/// The parameter by which the page is told what the step before it was.
const DONE: &str = "done";
/// Where the page is.
pub(super) const DEVICE: &str = "/device";

/// A step that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    ClockSet,
    Joining,
    Left,
    Listening,
    BackingUp,
}

impl Step {
    const ALL: [Self; 5] = [
        Self::ClockSet,
        Self::Joining,
        Self::Left,
        Self::Listening,
        Self::BackingUp,
    ];

    const fn value(self) -> &'static str {
        match self {
            Self::ClockSet => "clock-set",
            Self::Joining => "joining",
            Self::Left => "left",
            Self::Listening => "listening",
            Self::BackingUp => "backing-up",
        }
    }

    /// The address of the page that tells of it.
    pub(super) fn address(self) -> String {
        format!("{DEVICE}?{DONE}={}", self.value())
    }

    /// The one an address names.
    pub(super) fn of(query: &Form) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|it| it.value() == query.get(DONE))
    }

    /// What is said about it, and whether one can wait for its end on this page.
    pub(super) fn notice(self, status: Option<&Status>, w: &DeviceWords) -> (Notice, bool) {
        let plain = |tone, text: &str| (tone, text.to_owned(), false);
        let (tone, text, waits) = match self {
            Self::ClockSet => plain(Tone::Good, w.clock_is_set),
            Self::Left => plain(Tone::Good, w.left),
            Self::Listening => plain(Tone::Neutral, w.listening),
            Self::Joining => {
                status.map_or_else(|| plain(Tone::Neutral, w.silent), |it| joining(it, w))
            }
            Self::BackingUp => match status.map(|it| &it.stick) {
                Some(Stick::Done { .. }) => plain(Tone::Good, w.stick_away),
                Some(Stick::Failed(_)) => plain(Tone::Bad, w.stick_failed),
                Some(Stick::Writing { .. }) => (Tone::Neutral, w.stick_stays.to_owned(), true),
                _ => (Tone::Neutral, w.backing_up.to_owned(), true),
            },
        };
        (Notice { tone, text }, waits)
    }
}

fn joining(status: &Status, w: &DeviceWords) -> (Tone, String, bool) {
    let network = status.wifi.network.as_deref().unwrap_or("");
    match status.wifi.state {
        WifiState::Connected => (Tone::Good, w.connected(network), false),
        WifiState::WrongPassword => (Tone::Bad, w.wrong_password(network), false),
        WifiState::NotFound => (Tone::Bad, w.not_found(network), false),
        WifiState::Connecting | WifiState::NotWanted => {
            (Tone::Neutral, w.connecting(network), true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::house::Language, words::words};

    #[test]
    fn what_was_asked_for_travels_in_an_address_and_is_told_by_how_it_goes() {
        for step in Step::ALL {
            let address = step.address();
            let query = Form::of_query(address.split_once('?').map(|(_, query)| query));
            assert_eq!(Step::of(&query), Some(step));
        }
        assert_eq!(Step::of(&Form::of_query(Some("done=burnt"))), None);
        let w = &words(Language::English).device;
        let mut status = Status::default();
        status.wifi.network = Some("Hof".to_owned());
        for (state, waits, part) in [
            (WifiState::Connecting, true, "trying"),
            (WifiState::Connected, false, "connected to “Hof”"),
            (WifiState::WrongPassword, false, "password"),
            (WifiState::NotFound, false, "not heard"),
        ] {
            status.wifi.state = state;
            let (notice, waiting) = Step::Joining.notice(Some(&status), w);
            assert!(waiting == waits && notice.text.contains(part), "{notice:?}");
        }
        status.stick = Stick::Writing { done: 1, all: 2 };
        assert!(Step::BackingUp.notice(Some(&status), w).1);
        status.stick = Stick::Done { at: 0, houses: 2 };
        assert!(!Step::BackingUp.notice(Some(&status), w).1);
    }
}
