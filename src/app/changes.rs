//! Word that the book has changed, for whoever shows it to people: up to which sequence, and what it was about.
//! Never says what happened, and never waits for whoever listens.

use crate::domain::{
    event::{Event, Recorded},
    ids::{Sequence, Stream},
};
use core::fmt;
use std::sync::{Mutex, PoisonError};

/// Most things a change names; one about more of them says that anything may have changed.
const MOST_NAMED: usize = 16;

/// What a change is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// These things. None when people only came, were there and went, or what is nobody else's happened to them.
    These(Vec<Stream>),
    /// Many things, or nobody knows which.
    Anything,
}

/// A new book has been published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The last event that is in it.
    pub sequence: Sequence,
    /// What is new in it.
    pub about: About,
}

impl Default for About {
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

impl About {
    /// What these events are about.
    pub(super) fn of<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Self {
        let mut about = Self::default();
        for event in events {
            about.add(event);
        }
        about
    }

    /// Adds what one more event is about.
    pub(super) fn add(&mut self, recorded: &Recorded) {
        let Self::These(streams) = self else { return };
        if is_unseen(&recorded.event) || streams.contains(&recorded.stream) {
            return;
        }
        if streams.len() == MOST_NAMED {
            *self = Self::Anything;
        } else {
            streams.push(recorded.stream);
        }
    }
}

/// Whether nobody is told: no page follows that somebody came and went, and every member would learn at once for whom a
/// letter or a link was asked. The few pages of administrators that show such things are loaded anew by hand.
const fn is_unseen(event: &Event) -> bool {
    matches!(
        event,
        Event::SignedIn(_)
            | Event::SignedOut(_)
            | Event::InUse(_)
            | Event::AccessAsked
            | Event::AccessLinkIssued(_)
            | Event::RegistrationRepeated
            | Event::EmailCheckAsked
            | Event::EmailCheckIssued(_)
            | Event::EmailChangeAsked(_)
            | Event::MailSettled(_)
    )
}

/// Who is told of changes.
type Listener = Box<dyn Fn(Change) + Send>;

/// The place of the one who is told.
#[derive(Default)]
pub(super) struct Listening(Mutex<Option<Listener>>);

impl Listening {
    /// From now on this one is told, and nobody else.
    pub(super) fn set(&self, listener: Listener) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener);
    }

    /// Tells whoever listens.
    pub(super) fn tell(&self, change: Change) {
        let listener = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(listener) = &*listener {
            listener(change);
        }
    }
}

impl fmt::Debug for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listening")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        event::InUse,
        ids::{Actor, CommandId, PersonId},
        time::Moment,
    };

    #[test]
    fn that_somebody_was_there_is_nothing_to_tell() {
        let about = |event| {
            About::of(&[Recorded {
                sequence: 1,
                stream: Stream::Person(PersonId::new(1)),
                version: 1,
                at: Moment::from_millis(0),
                command: CommandId::from_halves(1, 0),
                actor: Actor::System,
                event,
            }])
        };
        let digests = [[1; 16]].into_iter().collect();
        assert_eq!(about(Event::InUse(InUse { digests })), About::default());
        for asked in [
            Event::AccessAsked,
            Event::RegistrationRepeated,
            Event::EmailCheckAsked,
        ] {
            assert_eq!(about(asked), About::default());
        }
        assert_ne!(about(Event::PersonApproved), About::default());
    }
}
