//! What a command comes to: the events that happen, in order. Never more than a few.

use super::{
    event::Event,
    ids::Stream,
    refusal::{Problem, Refusal},
};

/// The events a command brings about. None means that everything is already as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    events: Vec<(Stream, Event)>,
}

impl Decision {
    /// Everything is as asked already.
    pub const fn nothing() -> Self {
        Self { events: Vec::new() }
    }

    /// One event.
    pub fn one(stream: Stream, event: Event) -> Self {
        Self {
            events: vec![(stream, event)],
        }
    }

    /// Adds an event at the end.
    pub(super) fn push(&mut self, stream: Stream, event: Event) {
        self.events.push((stream, event));
    }

    /// Adds the events of another decision at the end.
    pub(super) fn append(&mut self, other: Self) {
        self.events.extend(other.events);
    }

    /// The events, in order.
    pub fn into_events(self) -> Vec<(Stream, Event)> {
        self.events
    }

    /// The events, in order.
    pub fn events(&self) -> &[(Stream, Event)] {
        &self.events
    }
}

/// # Errors
/// [`Refusal::Invalid`] with all problems, if there are any.
pub(super) fn refuse_if_any(found: impl Iterator<Item = Problem>) -> Result<(), Refusal> {
    let found: Box<[Problem]> = found.collect();
    if found.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Invalid(found))
    }
}
