//! A log written anew: the same events in the same blocks under the same file id, and nothing else. Free pages, which
//! still hold what was deleted, are left behind, and so are the keys of people who are to be forgotten.
//! The new file is written and checked beside the old one, which is not touched, and takes its name in one step. So a
//! power cut leaves the old one or the new one, whole; and as the keys vanish in that step, a key that is still there
//! says that it has not been taken.

use super::{
    Failure,
    block::{ChainHash, Flaw, check},
    copies::Served,
    create::{into_io, lay_out, new_file, new_meta, put_in_place, temporary_name},
    disk::{Access, Disk, FileDisk},
    engine::{self, BLOCKS, Found, KEYS, Meta},
    holds::Limits,
    open_error::{CreateError, OpenError},
    redb_log::{RedbLog, begin_durable},
    redb_reader::Closed,
    verify::{Verified, verify_disk},
    walk::Damage,
};
use crate::domain::ids::{PersonId, Sequence};
use core::fmt;
use redb::{Database, ReadTransaction, ReadableTable as _};
use std::{fs, io, path::Path};

/// Blocks that are copied in one transaction: about a megabyte, which bounds the memory it takes.
const SLICE_BLOCKS: usize = 256;
/// Bytes of the file for each block that a new file is reckoned to need: its page, its share of the tree above it, and
/// the steps in which the engine lets files grow.
const BLOCK_FILE_BYTES: u64 = 2 * 4096;
/// Bytes that a new file is reckoned to need beside its blocks.
const BASE_FILE_BYTES: u64 = 1024 * 1024;

/// What became of writing a log anew.
#[derive(Debug)]
#[must_use]
pub enum Rewritten {
    /// The log is in its new file, and will be after any power cut.
    Ok,
    /// There is no room for a second file beside the first; the log goes on in the old one.
    Full,
    /// It could not be done; the log goes on in the old file.
    NotDone(Failure),
    /// The engine failed where either file may be the one that stays. Only [`super::EventLog::reopen`] can tell.
    Unknown(Failure),
}

/// Why a copy could not be made. The old log is as it was.
#[derive(Debug)]
pub(super) enum CopyError {
    /// The old log is damaged there.
    Damaged(Damage),
    /// One of the two disks failed.
    Engine(redb::Error),
    /// The new file could not be made or taken away.
    Io(io::Error),
    /// The new file cannot be opened.
    Opening(OpenError),
    /// What was read back from the new file is not what was written.
    Differs,
    /// The old log is closed after a failure.
    Closed,
}

impl<E: Into<redb::Error>> From<E> for CopyError {
    fn from(cause: E) -> Self {
        Self::Engine(cause.into())
    }
}

impl CopyError {
    pub(super) fn is_full(&self) -> bool {
        match self {
            Self::Io(cause) | Self::Engine(redb::Error::Io(cause)) => {
                cause.kind() == io::ErrorKind::StorageFull
            }
            _ => false,
        }
    }

    /// As a failure of the file system, for whoever makes a file.
    fn into_io(self) -> io::Error {
        match self {
            Self::Io(cause) => cause,
            Self::Engine(cause) => into_io(cause),
            other => io::Error::other(other),
        }
    }
}

impl fmt::Display for CopyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(damage) => write!(f, "the log is damaged, {damage}"),
            Self::Engine(_) | Self::Io(_) => f.write_str("the new file could not be written"),
            Self::Opening(_) => f.write_str("the new file cannot be opened"),
            Self::Differs => f.write_str("the new file does not hold what was written to it"),
            Self::Closed => Closed.fmt(f),
        }
    }
}

impl core::error::Error for CopyError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Damaged(damage) => Some(damage),
            Self::Engine(cause) => Some(cause),
            Self::Io(cause) => Some(cause),
            Self::Opening(cause) => Some(cause),
            Self::Differs | Self::Closed => None,
        }
    }
}

/// What was copied: what must be found in the new file.
#[derive(Debug, PartialEq, Eq)]
struct Copied {
    events: Sequence,
    blocks: u64,
    block_bytes: u64,
    keys: u64,
    content: [u8; 16],
}

impl Copied {
    fn found_in(verified: &Verified) -> Self {
        Self {
            events: verified.events,
            blocks: verified.blocks,
            block_bytes: verified.block_bytes,
            keys: verified.keys,
            content: verified.content,
        }
    }
}

/// Bytes that must be free beside a log of so many blocks for writing it anew.
pub(super) fn bytes_needed(blocks: u64) -> u64 {
    BASE_FILE_BYTES + BLOCK_FILE_BYTES * blocks
}

/// An engine with what was found on its disk.
type Started = (Served, Found);

/// Writes a log anew beside its disk and takes the new file into use, locked; it has no name yet but its own.
pub(super) fn write_beside(
    old: &Served,
    disk: &dyn Disk,
    meta: &Meta,
    without: &[PersonId],
    limits: Limits,
) -> Result<(Box<dyn Disk>, Started), CopyError> {
    let new = disk.beside(&meta.mark()).map_err(CopyError::Io)?;
    let started = write_checked(old, &*new, meta, without).and_then(|_| {
        engine::start(&*new, limits).map_err(|cause| CopyError::Opening(cause.at(new.path())))
    });
    match started {
        Ok(started) => Ok((new, started)),
        Err(cause) => {
            take_away(&*new);
            Err(cause)
        }
    }
}

/// Removes a new file that is not used. If that fails it does no harm: the next one takes its place.
pub(super) fn take_away(new: &dyn Disk) {
    if let Err(error) = new.remove() {
        tracing::warn!(%error, file = %new.path().display(), "a file that was not used could not be removed");
    }
}

impl RedbLog {
    /// Writes the log anew into a file of another name: the same events and keys, without those of `without`. Returns
    /// what was read back from the new file.
    ///
    /// # Errors
    /// When there is something of that name already, or a disk fails. Nothing is left behind then.
    pub fn rewrite_to(&self, out: &Path, without: &[PersonId]) -> Result<Verified, CreateError> {
        let at = |cause| CreateError::new(out, cause);
        if out.symlink_metadata().is_ok() {
            return Err(CreateError::exists(out));
        }
        // Any name will do, as long as nobody else has it.
        let mark = new_meta(self.created()).map_err(at)?.mark();
        let temporary = temporary_name(out, &mark);
        let new = FileDisk::new(&temporary);
        let make = || -> Result<Verified, CopyError> {
            let file = new_file(&temporary).map_err(CopyError::Io)?;
            let verified =
                self.with_engine(|engine| write_checked(engine, &new, self.meta(), without))?;
            file.sync_all()
                .and_then(|()| put_in_place(&temporary, out))
                .map_err(CopyError::Io)?;
            Ok(verified)
        };
        let made = make();
        if made.is_err() {
            // What cannot be removed either does no harm: its name is unlike any other and ends in ".new".
            let _ = fs::remove_file(&temporary);
        }
        made.map_err(|cause| at(cause.into_io()))
    }
}

/// Copies and reads everything back from the new disk.
fn write_checked(
    old: &Served,
    new: &dyn Disk,
    meta: &Meta,
    without: &[PersonId],
) -> Result<Verified, CopyError> {
    let attach = || new.attach(Access::Write).map_err(CopyError::Io);
    lay_out(attach()?, meta)?;
    let engine = engine::live(attach()?)?;
    let transaction = old.begin_read()?;
    let mut copied = copy_blocks(&transaction, &engine, meta)?;
    copied.keys = copy_keys(&transaction, &engine, without)?;
    engine.close()?;
    let verified = verify_disk(new).map_err(CopyError::Opening)?;
    if verified.file_id == meta.id && Copied::found_in(&verified) == copied {
        Ok(verified)
    } else {
        Err(CopyError::Differs)
    }
}

/// Copies all blocks as they are, each checked and held against the one before it.
fn copy_blocks(from: &ReadTransaction, to: &Database, meta: &Meta) -> Result<Copied, CopyError> {
    let table = from.open_table(BLOCKS)?;
    let mut rows = table.iter()?.peekable();
    let mut previous = meta.origin();
    let mut copied = Copied {
        events: 0,
        blocks: 0,
        block_bytes: 0,
        keys: 0,
        content: previous.0,
    };
    while rows.peek().is_some() {
        let transaction = begin_durable(to)?;
        let mut blocks = transaction.open_table(BLOCKS)?;
        for row in rows.by_ref().take(SLICE_BLOCKS) {
            let (first, block) = row?;
            let (first, block) = (first.value(), block.value());
            let damaged = |flaw| CopyError::Damaged(Damage::of(first, None, flaw));
            let header = check(first, block).map_err(damaged)?;
            if first != copied.events + 1 {
                return Err(damaged(Flaw::Gap));
            }
            if header.previous != previous {
                return Err(damaged(Flaw::Chain));
            }
            blocks.insert(first, block)?;
            previous = ChainHash::of(block);
            copied.events += Sequence::from(header.count);
            copied.blocks += 1;
            copied.block_bytes += block.len() as u64;
        }
        drop(blocks);
        transaction.commit()?;
    }
    copied.content = previous.0;
    Ok(copied)
}

fn copy_keys(
    from: &ReadTransaction,
    to: &Database,
    without: &[PersonId],
) -> Result<u64, CopyError> {
    let table = from.open_table(KEYS)?;
    let transaction = begin_durable(to)?;
    let mut keys = transaction.open_table(KEYS)?;
    let mut copied = 0;
    for row in table.iter()? {
        let (person, key) = row?;
        let forgotten = |id: &PersonId| u64::from(id.number()) == person.value();
        if !without.iter().any(forgotten) {
            keys.insert(person.value(), key.value())?;
            copied += 1;
        }
    }
    drop(keys);
    transaction.commit()?;
    Ok(copied)
}
