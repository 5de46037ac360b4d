//! A question for events: which are asked for, where in the log they may stand, and where looking for more is in vain.
//! What is known of one thing keeps a question about it from reading the whole log. Never holds more than one event.

use super::{
    audit::Audit,
    filter::{Filter, Wanted},
};
use crate::{
    app::{Failure, views::Book},
    domain::{
        event::Recorded,
        ids::{Sequence, Stream, Version},
    },
    web::{context::Reading, problem::Problem},
};
use core::ops::ControlFlow;
use std::sync::Arc;

/// See the head of this file.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Which events.
    pub filter: Filter,
    /// Where all of them are, in order; `None` when they may be anywhere.
    known: Option<Vec<Sequence>>,
    /// The one thing that is asked about, and how many events there are about it.
    stream: Option<(Stream, Version)>,
    /// Of what is chosen, and the book that knows whose the bookings are.
    audit: Option<(Audit, Arc<Book>)>,
}

impl Asked {
    /// A question to a log of which this is the book: where each step of each booking stands is at hand, of the rest
    /// only how many events there are.
    pub fn of(book: &Arc<Book>, filter: Filter) -> Self {
        let stream = filter.stream;
        let stream = stream.map(|stream| (stream, book.state.version_of(stream)));
        let known = match stream {
            Some((_, 0)) => Some(Vec::new()),
            // Every log begins with the founding of its house.
            Some((Stream::House, 1)) => Some(vec![1]),
            Some((Stream::Booking(id), _)) => book.state.booking(id).map(|booking| {
                let steps = book.activity.of(booking);
                let mut known: Vec<Sequence> = steps.map(|(_, step)| step.sequence).collect();
                known.sort_unstable();
                known
            }),
            _ => None,
        };
        Self {
            filter,
            known,
            stream,
            audit: match filter.wanted {
                Some(Wanted::Audit(audit)) => Some((audit, Arc::clone(book))),
                _ => None,
            },
        }
    }

    /// Whether an event is asked for.
    pub fn lets_through(&self, recorded: &Recorded) -> bool {
        let chosen = |(audit, book): &(Audit, Arc<Book>)| audit.has(recorded, book);
        self.filter.lets_through(recorded) && self.audit.as_ref().is_none_or(chosen)
    }

    /// Whether this is the first event about what is asked: none stands before it.
    pub fn begins_with(&self, recorded: &Recorded) -> bool {
        let stream = self.stream.map(|(stream, _)| stream);
        recorded.version == 1 && stream == Some(recorded.stream)
    }

    /// Whether this is the last event about what is asked: none stood behind it when the book was taken.
    pub fn ends_with(&self, recorded: &Recorded) -> bool {
        self.stream == Some((recorded.stream, recorded.version))
    }

    /// Hands out the events after a sequence among which those asked for are, sealed, until `each` breaks off.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn after(
        &self,
        house: &Reading,
        after: Sequence,
        each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let Some(known) = &self.known else {
            return house.sealed_events(after, each);
        };
        let begins = known.partition_point(|place| *place <= after);
        for place in known.iter().skip(begins) {
            let mut flow = ControlFlow::Break(());
            house.sealed_events(place.saturating_sub(1), &mut |recorded| {
                flow = each(recorded);
                ControlFlow::Break(())
            })?;
            if flow.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Hands out the events before a sequence among which those asked for are, sealed and the newest first, until `each`
    /// breaks off or `most` have been handed out. The answer is the first event that counts as looked at.
    ///
    /// # Errors
    /// 500 when the log cannot be read.
    pub fn before(
        &self,
        house: &Reading,
        before: Sequence,
        most: u64,
        each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
    ) -> Result<Sequence, Problem> {
        let Some(known) = &self.known else {
            return house.events_before(before, most, each);
        };
        let ends = known.partition_point(|place| *place < before);
        let places = known.iter().take(ends).rev();
        for (place, number) in places.zip(1..) {
            let mut flow = ControlFlow::Break(());
            house.events_before(place.saturating_add(1), 1, &mut |recorded| {
                flow = each(recorded);
                ControlFlow::Continue(())
            })?;
            if flow.is_break() || number == most {
                return Ok(*place);
            }
        }
        Ok(before.min(1))
    }
}
