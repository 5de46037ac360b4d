//! Building the book from the log: at the start, on demand, and as of an earlier sequence.
//! Never changes the log.

use super::round::apply_as_replayed;
use crate::{
    clock::Stopwatch,
    domain::ids::Sequence,
    projections::book::Book,
    store::{Failure, LogReader, Vault},
};
use core::ops::ControlFlow;
use std::time::Duration;

/// What building the book anew came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many events were read.
    pub events: u64,
    /// How long it took.
    pub took: Duration,
    /// Whether the new book is equal to the one that was in memory.
    pub same: bool,
}

/// Builds the book from all events, or from those up to a sequence.
///
/// # Errors
/// When the log cannot be read, is damaged, or contradicts itself.
pub fn replay(
    reader: &dyn LogReader,
    vault: &Vault,
    up_to: Option<Sequence>,
) -> Result<Book, Failure> {
    let last = up_to.unwrap_or(Sequence::MAX);
    if last == 0 {
        return Ok(Book::default());
    }
    replay_on(Book::default(), reader, vault, last)
}

/// Goes on from a book with the events that come after it, up to the one numbered `last`.
pub(super) fn replay_on(
    mut book: Book,
    reader: &dyn LogReader,
    vault: &Vault,
    last: Sequence,
) -> Result<Book, Failure> {
    let mut contradiction = None;
    reader.replay(book.sequence, &mut |recorded| match apply_as_replayed(
        &mut book, &recorded, vault,
    ) {
        Ok(()) if recorded.sequence < last => ControlFlow::Continue(()),
        Ok(()) => ControlFlow::Break(()),
        Err(error) => {
            contradiction = Some(error);
            ControlFlow::Break(())
        }
    })?;
    match contradiction {
        Some(error) => Err(Failure {
            cause: Box::new(error),
        }),
        None => Ok(book),
    }
}

pub(super) fn rebuild(
    reader: &dyn LogReader,
    vault: &Vault,
    now: &Book,
) -> Result<(Book, Rebuilt), Failure> {
    let watch = Stopwatch::start();
    let book = replay(reader, vault, None)?;
    let rebuilt = Rebuilt {
        events: book.sequence,
        took: watch.elapsed(),
        same: book == *now,
    };
    Ok((book, rebuilt))
}
