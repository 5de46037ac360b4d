//! Building the book from the log: at the start, on demand, and as of an earlier sequence.
//! Never changes the log.

use super::round::apply_as_replayed;
use crate::{
    clock::Stopwatch,
    domain::{event::Recorded, ids::Sequence, state::Contradiction, time::Moment},
    projections::{book::Book, inventory::Which},
    store::{Failure, LogReader, Vault},
};
use core::ops::ControlFlow;
use std::{sync::mpsc, thread, time::Duration};

/// Events that are read without a thread of their own: most houses never have more, and what a thread takes for a moment
/// would stay with them.
const SHORT_LOG: u64 = 30_000;
/// Events that are handed over at a time.
const BATCH: usize = 64;
/// Batches that may wait to be taken in: with the one being filled and the one being taken in, six of them are in
/// memory at most.
const BATCHES_AHEAD: usize = 4;

/// What building the book anew came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many events were read.
    pub events: u64,
    /// How long it took.
    pub took: Duration,
    /// Whether the new book is equal to the one that was in memory.
    pub same: bool,
    /// In which projections it is not.
    pub differing: Which,
    /// When it was done.
    pub at: Moment,
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

/// Goes on from a book with the events that come after it, up to the one numbered `last`. A long log is read and
/// decoded on a thread of its own while the events before are taken in here.
pub(super) fn replay_on(
    mut book: Book,
    reader: &dyn LogReader,
    vault: &Vault,
    last: Sequence,
) -> Result<Book, Failure> {
    let first_part = last.min(book.sequence.saturating_add(SHORT_LOG));
    let mut fold = Fold::of(&mut book, vault);
    let from = fold.book.sequence;
    reader.replay(from, &mut |recorded| fold.take(&recorded, first_part))?;
    let goes_on = fold.finish()? == first_part && first_part < last;
    if goes_on {
        thread::scope(|scope| {
            let (sender, batches) = mpsc::sync_channel(BATCHES_AHEAD);
            let reading = thread::Builder::new()
                .name("replay".to_owned())
                .spawn_scoped(scope, move || read_ahead(reader, first_part, last, &sender))
                .map_err(Failure::new)?;
            let mut fold = Fold::of(&mut book, vault);
            let mut events = batches.into_iter().flatten();
            // Leaving the loop early drops the receiving end, which ends the reading.
            let _ = events.try_for_each(|recorded| fold.take(&recorded, last));
            let folded = fold.finish();
            drop(events);
            match reading.join() {
                Ok(read) => read.and(folded),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })?;
    }
    Ok(book)
}

/// A book that takes in events until one contradicts it.
struct Fold<'a> {
    book: &'a mut Book,
    vault: &'a Vault,
    contradiction: Option<Contradiction>,
}

impl<'a> Fold<'a> {
    fn of(book: &'a mut Book, vault: &'a Vault) -> Self {
        Self {
            book,
            vault,
            contradiction: None,
        }
    }

    /// Takes one in; breaks after the one numbered `last`, and where the log contradicts itself.
    fn take(&mut self, recorded: &Recorded, last: Sequence) -> ControlFlow<()> {
        match apply_as_replayed(self.book, recorded, self.vault) {
            Ok(()) if recorded.sequence < last => ControlFlow::Continue(()),
            Ok(()) => ControlFlow::Break(()),
            Err(error) => {
                self.contradiction = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    /// The last event that is in the book.
    fn finish(self) -> Result<Sequence, Failure> {
        match self.contradiction {
            Some(error) => Err(Failure {
                cause: Box::new(error),
            }),
            None => Ok(self.book.sequence),
        }
    }
}

/// Reads the events after a sequence, up to the one numbered `last`, and hands them over in batches.
fn read_ahead(
    reader: &dyn LogReader,
    after: Sequence,
    last: Sequence,
    sender: &mpsc::SyncSender<Vec<Recorded>>,
) -> Result<(), Failure> {
    let mut batch = Vec::with_capacity(BATCH);
    reader.replay(after, &mut |recorded| {
        let is_last = recorded.sequence >= last;
        batch.push(recorded);
        if !is_last && batch.len() < BATCH {
            return ControlFlow::Continue(());
        }
        let full = core::mem::replace(&mut batch, Vec::with_capacity(BATCH));
        match sender.send(full) {
            Ok(()) if !is_last => ControlFlow::Continue(()),
            Ok(()) | Err(_) => ControlFlow::Break(()),
        }
    })?;
    // Nobody is there to take it where the events before were enough, or too much.
    let _ = sender.send(batch);
    Ok(())
}

pub(super) fn rebuild(
    reader: &dyn LogReader,
    vault: &Vault,
    in_memory: &Book,
    now: Moment,
) -> Result<(Book, Rebuilt), Failure> {
    let watch = Stopwatch::start();
    let book = replay(reader, vault, None)?;
    let rebuilt = Rebuilt {
        events: book.sequence,
        took: watch.elapsed(),
        same: book == *in_memory,
        differing: book.differences(in_memory),
        at: now,
    };
    Ok((book, rebuilt))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            event::{Event, HouseFounded, SettingsChanged},
            house::{Language, Settings, Visitors},
            ids::{Actor, CommandId, PersonId, Stream},
        },
        store::{Figures, Mark, SecretKey},
    };

    const EVENTS: u64 = SHORT_LOG + 2_017;

    /// A log of settings that change, which ends in some way.
    struct Made {
        ends: Ends,
    }

    #[derive(Clone, Copy)]
    enum Ends {
        Well,
        Damaged(Sequence),
        Contradicting(Sequence),
        Panicking(Sequence),
    }

    fn event(sequence: Sequence, version: u32) -> Recorded {
        let settings = Settings {
            name: "Haus".try_into().unwrap(),
            zone: "UTC".try_into().unwrap(),
            language: Language::German,
            longest_stay: u16::try_from(sequence % 300 + 1).unwrap(),
            region: None,
            accent: crate::domain::accent::Accent::default(),
            registration: true,
            visitors: Visitors::Nothing,
        };
        Recorded {
            sequence,
            stream: Stream::House,
            version,
            at: Moment::from_millis(0),
            command: CommandId::new([0; 16]),
            actor: Actor::System,
            event: if sequence == 1 {
                Event::HouseFounded(HouseFounded { settings })
            } else {
                Event::SettingsChanged(SettingsChanged { settings })
            },
        }
    }

    impl LogReader for Made {
        fn replay(
            &self,
            after: Sequence,
            each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
        ) -> Result<(), Failure> {
            for sequence in after + 1..=EVENTS {
                let version = u32::try_from(sequence).unwrap();
                let version = match self.ends {
                    Ends::Damaged(at) if at == sequence => {
                        return Err(Failure::new(std::io::Error::other("damaged")));
                    }
                    Ends::Panicking(at) => {
                        assert_ne!(at, sequence, "what the engine does over damaged bytes");
                        version
                    }
                    Ends::Contradicting(at) if at == sequence => version + 1,
                    _ => version,
                };
                if each(event(sequence, version)).is_break() {
                    return Ok(());
                }
            }
            Ok(())
        }

        fn keys(&self) -> Result<Vec<(PersonId, SecretKey)>, Failure> {
            Ok(Vec::new())
        }

        fn mark(&self, _: Sequence) -> Result<Option<Mark>, Failure> {
            Ok(None)
        }

        fn figures(&self) -> Result<Figures, Failure> {
            Ok(Figures::default())
        }
    }

    fn replayed(ends: Ends, up_to: Option<Sequence>) -> Result<Book, Failure> {
        replay(&Made { ends }, &Vault::new([]), up_to)
    }

    #[test]
    fn a_long_log_is_taken_in_to_its_last_event_or_to_the_one_asked_for() {
        assert_eq!(replayed(Ends::Well, None).unwrap().sequence, EVENTS);
        for up_to in [
            1,
            SHORT_LOG - 1,
            SHORT_LOG,
            SHORT_LOG + 1,
            SHORT_LOG + BATCH as u64,
            SHORT_LOG + BATCH as u64 + 1,
            EVENTS,
        ] {
            let book = replayed(Ends::Well, Some(up_to)).unwrap();
            assert_eq!(book.sequence, up_to);
            let nights = book.state.settings.unwrap().longest_stay;
            assert_eq!(u64::from(nights), up_to % 300 + 1);
        }
        assert_eq!(
            replayed(Ends::Well, Some(EVENTS + 9)).unwrap().sequence,
            EVENTS
        );
    }

    #[test]
    fn damage_and_contradictions_are_told_wherever_they_stand() {
        for at in [2, SHORT_LOG, SHORT_LOG + 1, SHORT_LOG + 900, EVENTS] {
            let damaged = replayed(Ends::Damaged(at), None).unwrap_err();
            assert!(damaged.cause.is::<std::io::Error>(), "{at}");
            let contradicting = replayed(Ends::Contradicting(at), None).unwrap_err();
            let found = contradicting.cause.downcast::<Contradiction>().unwrap();
            assert_eq!(found.sequence, at);
            // What stands before it can be had all the same.
            for ends in [Ends::Damaged(at), Ends::Contradicting(at)] {
                assert_eq!(replayed(ends, Some(at - 1)).unwrap().sequence, at - 1);
            }
        }
    }

    #[test]
    fn a_panic_of_the_reading_thread_is_a_panic_here() {
        for at in [5, SHORT_LOG + 5] {
            let panic = std::panic::catch_unwind(|| replayed(Ends::Panicking(at), None).is_ok());
            assert!(panic.is_err(), "{at}");
        }
    }
}
