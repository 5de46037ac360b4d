//! The event log of a house: one file, events in one order without gaps, personal text sealed with keys of its own.
//! Never knows rules, projections or HTML; nothing above this room may know which engine keeps the log.

mod attached;
pub mod backup;
mod block;
mod codec;
mod copies;
mod create;
mod disk;
mod engine;
pub mod erased;
mod filler;
mod header;
mod holds;
pub mod keyfile;
mod open_error;
pub mod probe;
mod randomness;
mod redb_log;
mod redb_reader;
pub mod restore;
mod rewrite;
pub mod salvage;
pub mod simulated;
mod tally;
mod temporary;
mod vault;
mod verify;
mod walk;
mod watch;
mod write_again;

#[cfg(test)]
mod backup_tests;
#[cfg(test)]
mod block_tests;
#[cfg(test)]
mod copies_tests;
#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod redb_log_tests;
#[cfg(test)]
mod rewrite_tests;

pub use block::{BLOCK_BYTES, Flaw, Stored};
pub use codec::{Unreadable, Unwritable};
pub use copies::CopyFigures;
pub use open_error::{CreateCause, CreateError, OpenCause, OpenError};
pub use randomness::Randomness;
pub use redb_log::{FREE_FLOOR_BYTES, RedbLog};
pub use redb_reader::{BadKey, Closed};
pub use rewrite::Rewritten;
pub use vault::{SEAL_BYTES, SealError, Vault};
pub use verify::{Verified, verify, verify_simulated};
pub use walk::Damage;

use crate::domain::{
    event::Recorded,
    ids::{PersonId, Sequence},
};
use backup::{BackupError, Copied};
use core::{ops::ControlFlow, sync::atomic::AtomicBool};
use std::{path::Path, sync::Arc, time::Duration};

/// Bytes of a key.
pub(crate) const KEY_BYTES: usize = 32;

/// A key that seals one person's text. Deleting it forgets the person.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(pub(crate) [u8; KEY_BYTES]);

impl core::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// What became of an append.
#[derive(Debug)]
#[must_use]
pub enum Appended {
    /// The events are in the log and will be there after any power cut.
    Ok,
    /// Nothing was written: the log's head is not the expected one, somebody else has written.
    Conflict {
        /// The head it has.
        head: Sequence,
    },
    /// Nothing was written, because it had been written before: the events after the expected head begin with the
    /// very command of this append.
    Duplicate {
        /// Sequence of that command's first event.
        sequence: Sequence,
    },
    /// Nothing was written: there is no room for it.
    Full,
    /// Nothing was written and never will be: no log takes such events (wrong numbers, text that is not sealed). It is
    /// a mistake of the program, trying again does not help.
    Rejected(Failure),
    /// The engine failed in the middle: the events may be in the log or not. Only [`EventLog::reopen`] can tell.
    Unknown(Failure),
}

/// The machine could not do it.
#[derive(Debug)]
pub struct Failure {
    /// What the engine or the operating system said.
    pub cause: Box<dyn core::error::Error + Send + Sync>,
}

impl Failure {
    /// With this cause.
    pub fn new(cause: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        let cause = cause.into();
        Self { cause }
    }
}

impl core::fmt::Display for Failure {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the event log failed")
    }
}

impl core::error::Error for Failure {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&*self.cause)
    }
}

/// Events that no log takes: their numbers do not follow, or one cannot be written.
#[derive(Debug)]
pub enum NotAppendable {
    /// This event should have been numbered otherwise.
    Misnumbered(Sequence),
    /// One of them cannot be written.
    Unwritable(Unwritable),
}

impl core::fmt::Display for NotAppendable {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Misnumbered(sequence) => write!(f, "event {sequence} is not in its place"),
            Self::Unwritable(cause) => cause.fmt(f),
        }
    }
}

impl core::error::Error for NotAppendable {}

/// The first event whose number does not follow.
fn misnumbered(expected: Sequence, events: &[Recorded]) -> Option<Sequence> {
    let numbers = (1..).map(|place| expected.saturating_add(place));
    numbers
        .zip(events)
        .find(|(sequence, recorded)| recorded.sequence != *sequence)
        .map(|(_, recorded)| recorded.sequence)
}

/// Writing end of a log. There is one for each house.
pub trait EventLog: Send {
    /// Sequence of the last event; 0 when there is none.
    fn head(&self) -> Sequence;

    /// Adds events (already sealed, numbered from `expected` + 1 without gaps) and keys of new people, all or nothing,
    /// and answers when they are durable.
    fn append(
        &mut self,
        expected: Sequence,
        events: &[Recorded],
        keys: &[(PersonId, SecretKey)],
    ) -> Appended;

    /// How long the next append would wait before it writes. Whoever has more to append soon waits for that long and
    /// brings it along.
    fn pause(&self) -> Duration {
        Duration::ZERO
    }

    /// Whether there is room for another append, as far as can be told without trying.
    ///
    /// # Errors
    /// When the disk does not say.
    fn has_room(&self) -> Result<bool, Failure>;

    /// Writes the log anew, durably: the same events, and all keys but those of `without`, whose text can never be read
    /// again. Neither those keys nor anything else that was deleted is in the bytes of the log afterwards. Other copies of
    /// the log keep what they have. Readers stay valid.
    fn rewrite(&mut self, without: &[PersonId]) -> Rewritten;

    /// Opens the engine anew after [`Appended::Unknown`] or [`Rewritten::Unknown`] and answers with the head it really has.
    ///
    /// # Errors
    /// When it cannot be opened; the log serves no appends until another try succeeds.
    fn reopen(&mut self) -> Result<Sequence, Failure>;

    /// Reading end, which can be handed to other threads and stays valid across [`EventLog::reopen`] and
    /// [`EventLog::rewrite`].
    fn reader(&self) -> Arc<dyn LogReader>;
}

/// Reading end of a log.
pub trait LogReader: Send + Sync {
    /// Hands out all events after a sequence in order, in bounded memory, until `each` breaks off or the log ends.
    /// Texts come sealed, as the log holds them.
    ///
    /// # Errors
    /// When the engine fails or the log is damaged; what was handed out until then is right.
    fn replay(
        &self,
        after: Sequence,
        each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
    ) -> Result<(), Failure>;

    /// The keys of all people who have not been forgotten.
    ///
    /// # Errors
    /// When the engine fails.
    fn keys(&self) -> Result<Vec<(PersonId, SecretKey)>, Failure>;

    /// A mark of everything up to and including an event: two logs that give the same mark for a sequence agree in all
    /// that comes before it. `None` when the log does not reach that far.
    ///
    /// # Errors
    /// When the engine fails or the log is damaged there.
    fn mark(&self, sequence: Sequence) -> Result<Option<Mark>, Failure>;

    /// The last event and the hash of the block it stands in, which is chained to all blocks before: what a check of the
    /// file says too. `None` where there are no blocks, or none yet.
    ///
    /// # Errors
    /// When the engine fails.
    fn chain(&self) -> Result<Option<(Sequence, Mark)>, Failure> {
        Ok(None)
    }

    /// How an event lies in the log; `None` where there are no blocks, or no such event.
    ///
    /// # Errors
    /// When the engine fails or the log is damaged there.
    fn stored(&self, _sequence: Sequence) -> Result<Option<Stored>, Failure> {
        Ok(None)
    }

    /// How large everything is.
    ///
    /// # Errors
    /// When the engine fails.
    fn figures(&self) -> Result<Figures, Failure>;

    /// The random number by which the log and its copies are told from others; `None` where there is none.
    fn file_id(&self) -> Option<[u8; 16]> {
        None
    }

    /// A checked copy of the log, under a temporary name beside the one it is meant for. Setting `stop` breaks it off.
    ///
    /// # Errors
    /// When it cannot be made: see [`BackupError`]. Nothing is left behind then.
    fn copy_beside(&self, _to: &Path, _stop: &AtomicBool) -> Result<Copied, BackupError> {
        Err(BackupError::NoFile)
    }

    /// How plain copying of the file goes, where there is one.
    fn copies(&self) -> CopyFigures {
        CopyFigures::default()
    }
}

/// Stands for a log's whole content up to one event; see [`LogReader::mark`]. Not a secret.
pub type Mark = [u8; 16];

/// Sizes and counts of a log, for people who look after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Events in the log.
    pub events: u64,
    /// The blocks they are packed in.
    pub blocks: BlockFigures,
    /// Bytes the file has on disk; 0 where there is no file.
    pub file_bytes: u64,
    /// Bytes free on the file's disk; 0 where there is none.
    pub free_bytes: u64,
    /// Appends since the start.
    pub appends: u64,
    /// How plain copying of the file goes.
    pub copies: CopyFigures,
}

/// Sizes of the blocks of a log, headers included. A block has [`BLOCK_BYTES`] at most, unless a single event alone needs
/// more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BlockFigures {
    /// How many there are, with the one that is being filled.
    pub blocks: u64,
    /// Bytes of all of them.
    pub bytes: u64,
    /// Bytes that their events have uncompressed.
    pub raw_bytes: u64,
    /// How many are full: all but the last one.
    pub full: u64,
    /// Bytes of the full ones.
    pub full_bytes: u64,
    /// Bytes of the smallest full one; 0 when there is none.
    pub smallest: u64,
    /// Bytes of the largest full one; 0 when there is none.
    pub largest: u64,
    /// Bytes of the one that is being filled.
    pub open_bytes: u64,
}
