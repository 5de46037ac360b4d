//! Which program the board is to run, as a pure state machine: what lies in the two places, which of them runs, whether
//! it is on trial, and what came of the last change. Kept on the card by `places`; time is left to `watch`.
//! Never touches a file.
//!
//! | | runs the image's | runs one that was kept | runs one on trial |
//! |---|---|---|---|
//! | an update is placed | that one, on trial | that one, on trial | (refused before) |
//! | a start | the image's | that one | that one with a try less; without any left → back |
//! | works | | | kept |
//! | does not work, or is damaged | | → back | → back |
//! | somebody goes back | (refused before) | → back | → back |
//!
//! *Back* is the other place, where a program that was kept lies, else the image: from there one can only go to the image.

use super::bundle::Head;
use crate::supervisor::host::status::{NotHealthy, Outcome, Program, Slot};
use serde::{Deserialize, Serialize};

/// Starts a new program is given to show that it works.
pub(super) const TRIES: u8 = 3;
/// Programs that were left which are remembered, so that a bundle that still lies somewhere is not taken again by itself.
const MOST_LEFT: usize = 8;

/// See the head of this file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct State {
    /// The program in each of the two places.
    a: Option<Head>,
    b: Option<Head>,
    /// Which is to run.
    pub(super) current: Slot,
    /// What it still has to show.
    pub(super) trial: Option<Trial>,
    /// What came of the last change.
    pub(super) outcome: Option<Outcome>,
    /// Hashes of programs that were left, the last one last.
    left: Vec<String>,
}

/// What a program still has to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Trial {
    /// Starts it is still given.
    pub(super) tries_left: u8,
    /// The houses that worked under the program before.
    pub(super) houses: Vec<String>,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// An update was checked, and will be written to the place that [`State::free`] names.
    Placing,
    /// It is written there; these houses work at the moment.
    Placed(Head, Vec<String>),
    /// The program is about to be started.
    Starting,
    /// It has shown that it works.
    Works,
    /// It does not.
    Fails(NotHealthy),
    /// Somebody wants the one before.
    GoBack,
}

impl State {
    /// What an event makes of this state.
    #[must_use]
    pub(super) fn after(mut self, event: Event) -> Self {
        match event {
            Event::Placing => *self.place(self.free()) = None,
            Event::Placed(head, houses) => {
                self.current = self.free();
                *self.place(self.current) = Some(head);
                self.outcome = None;
                self.trial = Some(Trial {
                    tries_left: TRIES,
                    houses,
                });
            }
            Event::Starting => match &mut self.trial {
                Some(Trial { tries_left: 0, .. }) => self.roll_back(NotHealthy::Ended),
                Some(trial) => trial.tries_left -= 1,
                None => {}
            },
            Event::Works => {
                if self.trial.take().is_some() {
                    self.outcome = self.running().map(Outcome::Kept);
                }
            }
            Event::Fails(why) => self.roll_back(why),
            Event::GoBack => {
                if let Some(program) = self.running() {
                    self.outcome = Some(Outcome::WentBack(program));
                    self.leave();
                }
            }
        }
        self
    }

    /// This state on a board that takes only such heads: what lies in a place and is not among them, since the card has
    /// got another image, is forgotten.
    #[must_use]
    pub(super) fn fit(mut self, takes: impl Fn(&Head) -> bool) -> Self {
        for slot in [Slot::A, Slot::B] {
            let place = self.place(slot);
            if place.as_ref().is_some_and(|head| !takes(head)) {
                *place = None;
            }
        }
        if self.current != Slot::Image && self.head(self.current).is_none() {
            self.current = self.before().unwrap_or_default();
            self.trial = None;
        }
        self
    }

    fn roll_back(&mut self, why: NotHealthy) {
        if let Some(program) = self.running() {
            self.outcome = Some(Outcome::RolledBack(program, why));
            self.leave();
        }
    }

    /// Leaves the program that runs for the one before it.
    fn leave(&mut self) {
        let before = self.before().unwrap_or_default();
        if let Some(head) = self.place(self.current).take() {
            self.left.push(head.sha256);
            let too_many = self.left.len().saturating_sub(MOST_LEFT);
            self.left.drain(..too_many);
        }
        self.current = before;
        self.trial = None;
    }

    fn place(&mut self, slot: Slot) -> &mut Option<Head> {
        match slot {
            Slot::B => &mut self.b,
            Slot::A | Slot::Image => &mut self.a,
        }
    }

    /// The place for an update: never that of the program that runs.
    pub(super) fn free(&self) -> Slot {
        match self.current {
            Slot::A => Slot::B,
            Slot::B | Slot::Image => Slot::A,
        }
    }

    /// What lies in a place; nothing is said of the image.
    pub(super) fn head(&self, slot: Slot) -> Option<&Head> {
        match slot {
            Slot::Image => None,
            Slot::A => self.a.as_ref(),
            Slot::B => self.b.as_ref(),
        }
    }

    /// Where the program lies that would run if this one were left; nothing when this one is the image's.
    pub(super) fn before(&self) -> Option<Slot> {
        let other = self.free();
        match self.current {
            Slot::Image => None,
            _ if self.head(other).is_some() => Some(other),
            _ => Some(Slot::Image),
        }
    }

    /// The program in a place.
    pub(super) fn program(&self, slot: Slot) -> Option<Program> {
        self.head(slot).map(|head| Program {
            slot,
            version: head.version.clone(),
            built: head.built,
        })
    }

    /// The program that is to run, unless it is the image's.
    pub(super) fn running(&self) -> Option<Program> {
        self.program(self.current)
    }

    /// Whether a program was left before.
    pub(super) fn has_left(&self, head: &Head) -> bool {
        self.left.contains(&head.sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appliance::update::bundle::tests::head;

    fn placed(state: State, built: i64) -> State {
        let program = built.to_string();
        let houses = vec!["haus".to_owned()];
        let event = Event::Placed(head(built, program.as_bytes()), houses);
        state.after(Event::Placing).after(event)
    }

    fn kept(built: i64) -> State {
        placed(State::default(), built)
            .after(Event::Starting)
            .after(Event::Works)
    }

    fn built(program: Option<Program>) -> Option<i64> {
        program.map(|it| it.built)
    }

    #[test]
    fn an_update_is_on_trial_and_kept_once_it_works() {
        let state = placed(State::default(), 10).after(Event::Starting);
        assert_eq!(state.current, Slot::A);
        assert_eq!(state.trial.as_ref().unwrap().tries_left, TRIES - 1);
        let state = state.after(Event::Works);
        assert_eq!(state.trial, None);
        let Some(Outcome::Kept(program)) = &state.outcome else {
            panic!("{state:?}")
        };
        assert_eq!((program.slot, program.built), (Slot::A, 10));
        // From then on neither a start nor another look changes anything.
        assert_eq!(state.clone().after(Event::Starting), state);
        assert_eq!(state.clone().after(Event::Works), state);
    }

    #[test]
    fn one_that_uses_up_its_starts_is_left_for_the_one_before() {
        let mut state = placed(kept(10), 20);
        assert_eq!(state.current, Slot::B);
        for _ in 0..TRIES {
            state = state.after(Event::Starting);
            assert_eq!(state.current, Slot::B);
        }
        state = state.after(Event::Starting);
        assert_eq!(state.current, Slot::A);
        assert_eq!((&state.trial, state.before()), (&None, Some(Slot::Image)));
        let Some(Outcome::RolledBack(program, NotHealthy::Ended)) = &state.outcome else {
            panic!("{state:?}")
        };
        assert_eq!(program.built, 20);
        assert!(state.has_left(&head(20, b"20")) && !state.has_left(&head(10, b"10")));
    }

    #[test]
    fn back_leads_to_the_one_before_and_then_to_the_image_and_no_further() {
        let state = placed(kept(10), 20).after(Event::Works);
        assert_eq!(state.before(), Some(Slot::A));
        let state = state.after(Event::GoBack);
        assert_eq!(built(state.running()), Some(10));
        assert!(matches!(&state.outcome, Some(Outcome::WentBack(it)) if it.built == 20));
        let state = state.after(Event::Fails(NotHealthy::Damaged));
        assert_eq!((state.current, state.before()), (Slot::Image, None));
        let again = state.clone().after(Event::Fails(NotHealthy::Silent));
        assert_eq!(again, state, "the image's own is never left");
    }

    #[test]
    fn an_update_takes_the_place_of_what_does_not_run() {
        let state = placed(placed(kept(10), 20).after(Event::Works), 30);
        assert_eq!(state.current, Slot::A);
        assert_eq!(built(state.program(Slot::B)), Some(20));
        assert_eq!(state.before(), Some(Slot::B));
    }

    #[test]
    fn another_image_decides_anew_what_is_good_enough() {
        let state = placed(kept(10), 20);
        assert_eq!(state.clone().fit(|_| true), state);
        let newer_than_all = state.clone().fit(|head| head.built > 25);
        assert_eq!(newer_than_all.current, Slot::Image);
        assert_eq!(newer_than_all.trial, None);
        let other_needs = state.fit(|head| head.built < 15);
        assert_eq!(built(other_needs.running()), Some(10));
        assert_eq!(other_needs.before(), Some(Slot::Image));
    }

    #[test]
    fn what_was_left_is_not_remembered_without_end() {
        let mut state = State::default();
        for number in 0..20 {
            state = placed(state, number).after(Event::GoBack);
        }
        assert_eq!(state.left.len(), MOST_LEFT);
        assert!(state.has_left(&head(19, b"19")) && !state.has_left(&head(0, b"0")));
    }
}
