//! The book in a form that can be laid aside and taken up again; see [`crate::domain::snapshot`] for the state in it.
//! Never knows where it is laid.

use super::{
    activity::Activity, agenda::Agenda, book::Book, outbox::Outbox, repeats::Repeats,
    sessions::Sessions,
};
use crate::domain::{ids::Sequence, snapshot::KeptState, text::PersonalText, time::Moment};
use serde::{Deserialize, Serialize};

/// A book that has been laid aside.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptBook {
    sequence: Sequence,
    at: Moment,
    state: KeptState,
    longest_stay: u16,
    activity: Activity,
    sessions: Sessions,
    outbox: Outbox,
    repeats: Repeats,
}

impl KeptBook {
    /// Lays a book aside. Its personal texts are clear and must be sealed before they can be written.
    pub fn of(book: &Book) -> Self {
        Self {
            sequence: book.sequence,
            at: book.at,
            state: KeptState::of(&book.state),
            longest_stay: book.agenda.longest(),
            activity: book.activity.clone(),
            sessions: book.sessions.clone(),
            outbox: book.outbox.clone(),
            repeats: book.repeats.clone(),
        }
    }

    /// Takes it up again. `None` when it contradicts itself.
    pub fn take_up(self) -> Option<Book> {
        let agenda = Agenda::of(self.state.bookings().iter(), self.longest_stay);
        Some(Book {
            sequence: self.sequence,
            at: self.at,
            state: self.state.take_up()?,
            agenda,
            activity: self.activity,
            sessions: self.sessions,
            outbox: self.outbox,
            repeats: self.repeats,
        })
    }

    /// Hands out every personal text that must be sealed to lie somewhere, or opened to be taken up.
    pub fn each_text(&mut self, each: &mut dyn FnMut(&mut PersonalText)) {
        self.state.each_text(each);
    }
}
