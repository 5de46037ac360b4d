//! What can be learned of a house's past: its events from the newest on, and the book as it was.
//! Never called where others wait: all of it reads the disk.

use super::{
    context::{ReadContext, Reading},
    problem::Problem,
};
use crate::{
    app::{Failure, views::Book},
    domain::{
        event::{Event, Recorded},
        ids::Sequence,
        time::Moment,
    },
};
use core::ops::ControlFlow;
use jiff::civil::Date;
use std::sync::Arc;

impl Reading {
    /// Hands out events before a sequence, the newest first, at most so many; the answer is the last one looked at.
    /// Personal text in them is sealed.
    ///
    /// # Errors
    /// 500 when the log cannot be read.
    pub fn events_before(
        &self,
        before: Sequence,
        most: u64,
        each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
    ) -> Result<Sequence, Problem> {
        let app = &self.0.app;
        app.events_before(before, most, each).map_err(unreadable)
    }

    /// Makes the personal text of an event readable where its key is left.
    pub fn open_event(&self, event: &mut Event) {
        self.0.app.open_event(event);
    }

    /// The last event up to a moment.
    ///
    /// # Errors
    /// 500 when the log cannot be read.
    pub fn sequence_at(&self, moment: Moment) -> Result<Sequence, Problem> {
        self.0.app.sequence_at(moment).map_err(unreadable)
    }

    /// The book as of an earlier sequence, one at a time: it takes as much memory as the present one. Only for handlers
    /// that read the disk, which have a thread of their own.
    ///
    /// # Errors
    /// 500 when the log cannot be read, 503 when the server is ending.
    pub fn book_as_of(&self, sequence: Sequence) -> Result<Arc<Book>, Problem> {
        let turn = Arc::clone(&self.0.gates.past).acquire_owned();
        let _turn = tokio::runtime::Handle::current()
            .block_on(turn)
            .map_err(|_| Problem::busy())?;
        let book = self.0.app.as_of(sequence).map_err(unreadable)?;
        Ok(Arc::new(book))
    }
}

fn unreadable(failure: Failure) -> Problem {
    tracing::error!(
        error = &failure as &dyn core::error::Error,
        "the past could not be read"
    );
    Problem::internal()
}

impl ReadContext {
    /// The same question, asked of the book as it was on an earlier day.
    pub fn in_the_past(&self, book: Arc<Book>, today: Date) -> Self {
        Self {
            book,
            today,
            ..self.copied()
        }
    }
}
