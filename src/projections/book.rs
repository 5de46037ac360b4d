//! The book as of one sequence: the state the rules look at, and every view of it. A copy costs next to nothing and
//! shares what it has in common, so each reader holds a consistent one for as long as it likes.
//! Never changes but by events in their order.

use super::{
    activity::Activity,
    agenda::Agenda,
    outbox::{self, Outbox},
    repeats::Repeats,
    sessions::Sessions,
};
use crate::domain::{
    booking::{Booking, Status},
    event::{Event, Recorded},
    ids::{Sequence, Stream},
    state::{Contradiction, State},
    time::Moment,
};
use jiff::civil::Date;

/// Everything readers see, as of [`Book::sequence`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    /// The last event that is in it.
    pub sequence: Sequence,
    /// When that event was recorded.
    pub at: Moment,
    /// What rules look at, and most readers too.
    pub state: State,
    /// Bookings in order of arrival.
    pub agenda: Agenda,
    /// Every step of every booking.
    pub activity: Activity,
    /// Who is signed in.
    pub sessions: Sessions,
    /// Mails that wait, and what became of others.
    pub outbox: Outbox,
    /// Requests that may be repeated.
    pub repeats: Repeats,
}

impl Book {
    /// Takes in the next event.
    ///
    /// # Errors
    /// When it is not the next one or cannot follow from those before. The book is of no use then.
    pub fn apply(&mut self, recorded: &Recorded) -> Result<(), Contradiction> {
        let contradiction = Contradiction {
            sequence: recorded.sequence,
            stream: recorded.stream,
        };
        if recorded.sequence != self.sequence + 1 {
            return Err(contradiction);
        }
        let mut known = outbox::Before::default();
        match recorded.stream {
            Stream::Booking(id) => {
                // Most steps leave dates and items alone: only for the others it matters what was before.
                let content = matches!(
                    recorded.event,
                    Event::BookingChanged(_) | Event::BookingUndone(_)
                );
                let booking = self.state.booking(id);
                let waited = booking.is_some_and(|booking| booking.status == Status::Pending);
                let before = booking.filter(|_| content);
                let before = before.map(|booking| self.state.content(booking));
                self.state.apply(recorded)?;
                let after = self.state.booking(id).ok_or(contradiction)?;
                if content || after.version == 1 {
                    let stay_before = before.as_ref().map(|before| before.stay);
                    self.agenda.put(id, after.member, stay_before, after.stay);
                }
                let waits = after.status == Status::Pending;
                if waits != waited {
                    self.agenda.wait(id, waits);
                }
                self.activity.put(recorded, before).ok_or(contradiction)?;
            }
            Stream::Person(id) => {
                known = outbox::Before::of(self.state.person(id));
                self.state.apply(recorded)?;
                self.sessions.put(recorded);
            }
            Stream::House | Stream::Accommodation(_) => self.state.apply(recorded)?,
        }
        self.outbox.put(recorded, known, &self.state);
        self.repeats.put(recorded);
        self.sequence = recorded.sequence;
        self.at = recorded.at;
        Ok(())
    }

    /// Bookings that hold places in some night of `from..to`, in order of arrival.
    pub fn holding(&self, from: Date, to: Date) -> impl Iterator<Item = &Booking> {
        let around = self
            .agenda
            .around(from, to)
            .filter_map(|id| self.state.booking(id));
        around.filter(move |booking| {
            booking.status.holds_capacity() && booking.stay.departure() > from
        })
    }
}
