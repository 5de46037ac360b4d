//! What can be saved of a damaged file. Numbers of events are known outside, so nothing is renumbered: the new file gets
//! the longest run without a gap from the first event on, an ordinary log that can be served; whole blocks after a gap
//! are handed out event by event for people to read; what is missing is named.
//! Never writes to the damaged file, and never takes bytes for an event or a key that do not prove to be one.

mod pick;
mod scan;

#[cfg(test)]
mod tests;

pub use pick::Missing;

use super::{
    Appended, CreateError, EventLog as _, Failure, OpenCause, OpenError, RedbLog, SecretKey, Vault,
    attached::Attached,
    backup::DEFAULT_FOLDER,
    block::ChainHash,
    create::{new_meta, write_new},
    disk::{Access, Disk as _, FileDisk},
    engine::{self, BLOCKS, FORMAT, Meta},
    erased,
    header::Header,
    temporary::{Temporary, folder_of},
    verify::{Verified, verify},
};
use crate::domain::{
    event::Recorded,
    ids::{PersonId, Sequence},
    text::Words,
    time::Moment,
};
use core::fmt;
use pick::{Picked, pick};
use redb::{ConcurrencyMode, ReadableDatabase as _, ReadableTable as _};
use scan::{Candidate, Scan, events};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{File, TryLockError},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

/// Events that are written to the new file in one commit.
const BATCH_EVENTS: usize = 1_000;

/// Why nothing was salvaged. No new file was left.
#[derive(Debug)]
pub enum SalvageError {
    /// The damaged file cannot be read at all, or a newer program wrote it.
    Source(OpenError),
    /// There is not one whole block in it.
    Nothing(PathBuf),
    /// The new file cannot be made.
    Target(CreateError),
    /// The new file could not be written.
    NotWritten(Failure),
    /// What comes after the gap could not be handed out. The new file is there, and whole.
    Rest(io::Error),
}

impl fmt::Display for SalvageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(error) => error.fmt(f),
            Self::Nothing(path) => write!(
                f,
                "{}: there is not one whole block of events in the file, so nothing can be saved. Restore a backup.",
                path.display()
            ),
            Self::Target(error) => error.fmt(f),
            Self::NotWritten(failure) => write!(
                f,
                "what was found could not be written to the new file ({}); nothing was left of it",
                failure.cause
            ),
            Self::Rest(error) => write!(
                f,
                "the events after the first gap could not be written ({error}); those before it were saved"
            ),
        }
    }
}

impl core::error::Error for SalvageError {}

/// What was saved.
#[derive(Debug)]
pub struct Salvaged {
    /// The new file: all events up to the first gap.
    pub saved: Verified,
    /// How many events after the first gap were handed out.
    pub rest: u64,
    /// What is missing, in order.
    pub missing: Vec<Missing>,
    /// People whose text is there but cannot be read: their key is lost, or they had been erased.
    pub unreadable: BTreeSet<PersonId>,
}

/// Saves what is left of a damaged file into a new one. Events after the first gap are given to `rest` in order, their
/// texts readable as far as keys are left; only when the new file is in place.
///
/// # Errors
/// When there is nothing to save, or the new file cannot be made.
pub fn salvage(
    file: &Path,
    out: &Path,
    rest: &mut dyn FnMut(Recorded) -> io::Result<()>,
) -> Result<Salvaged, SalvageError> {
    let unread = |cause: io::Error| SalvageError::Source(OpenCause::from_attach(cause).at(file));
    if out.symlink_metadata().is_ok() {
        return Err(SalvageError::Target(CreateError::exists(out)));
    }
    let damaged = File::open(file).map_err(unread)?;
    if !damaged.metadata().map_err(unread)?.is_file() {
        return Err(SalvageError::Source(OpenCause::NotAFile.at(file)));
    }
    if let Err(TryLockError::WouldBlock) = damaged.try_lock_shared() {
        return Err(SalvageError::Source(OpenCause::InUse.at(file)));
    }
    let mut scan = Scan::of(&damaged).map_err(unread)?;
    if scan.format > FORMAT {
        return Err(SalvageError::Source(
            OpenCause::NewerFormat(scan.format).at(file),
        ));
    }
    let meta = meta(&scan).map_err(|cause| SalvageError::Target(CreateError::new(out, cause)))?;
    let picked = pick(&scan.blocks, Some(&meta), &tables(file));
    if picked.prefix.is_empty() && picked.rest.is_empty() {
        return Err(match scan.newer {
            Some(flaw) => {
                let damage = super::Damage::of(1, None, flaw);
                SalvageError::Source(OpenCause::NewerContent(damage).at(file))
            }
            None => SalvageError::Nothing(file.to_owned()),
        });
    }
    let folders = [
        folder_of(file).to_owned(),
        folder_of(file).join(DEFAULT_FOLDER),
    ];
    // When somebody was added may be among what is lost: here the number alone counts.
    for erased in erased::read_all(&folders, &meta.id).0 {
        scan.keys.remove(&erased.person);
    }
    let (keys, unreadable) = prove(&damaged, &picked, &scan.keys).map_err(unread)?;
    let saved = write(&damaged, out, &meta, &picked.prefix, &keys)?;
    let given = give_rest(&damaged, &picked.rest, keys, rest).map_err(SalvageError::Rest)?;
    Ok(Salvaged {
        saved,
        rest: given,
        missing: picked.missing,
        unreadable,
    })
}

/// What the file is: as its first block says, which names the file as what comes before it, or as the file itself says.
/// Without either nothing is left that could tell it from any other, so it becomes a new one.
fn meta(scan: &Scan) -> io::Result<Meta> {
    let first = scan.blocks.get(&1).and_then(|versions| versions.first());
    match (first, scan.meta) {
        (Some(block), Some(meta)) if meta.id == block.previous.0 => Ok(meta),
        (Some(block), _) => Ok(Meta {
            id: block.previous.0,
            created: block.first_at,
        }),
        (None, Some(meta)) => Ok(meta),
        (None, None) => new_meta(Moment::default()),
    }
}

/// What the engine's own tables say which block stands where, as far as it can be brought to read them.
fn tables(file: &Path) -> BTreeMap<Sequence, ChainHash> {
    let mut blocks = BTreeMap::new();
    // The engine may panic over bytes it never wrote; what it has read until then is only ever taken as a hint.
    let read = catch_unwind(AssertUnwindSafe(|| read_tables(file, &mut blocks)));
    if !matches!(read, Ok(Ok(()))) {
        tracing::debug!("the tables of the damaged file cannot be read to their end");
    }
    blocks
}

fn read_tables(file: &Path, blocks: &mut BTreeMap<Sequence, ChainHash>) -> Result<(), redb::Error> {
    let storage = FileDisk::new(file).attach(Access::Read)?;
    // As a reader beside a writer, which asks for the least, even when the file was not closed properly.
    let flags = Header::read(&storage).map_or(0, |header| header.recovery_flag());
    let engine = engine::builder()
        .set_concurrency_mode(ConcurrencyMode::SingleWriter)
        .open_read_only_with_backend(Attached::trial(storage, Access::Within, flags)?)?;
    for row in engine.begin_read()?.open_table(BLOCKS)?.iter()? {
        let (first, block) = row?;
        blocks.insert(first.value(), ChainHash::of(block.value()));
    }
    Ok(())
}

/// The right ones of what may be keys, and people whose text none of them opens. A seal tells for sure whether a key is
/// the right one; a key for which there is no text to try would open nothing, so it is left.
fn prove(
    file: &File,
    picked: &Picked,
    keys: &BTreeMap<PersonId, Vec<SecretKey>>,
) -> io::Result<(BTreeMap<PersonId, SecretKey>, BTreeSet<PersonId>)> {
    let mut proven: BTreeMap<PersonId, SecretKey> = BTreeMap::new();
    let mut unreadable = BTreeSet::new();
    for block in picked.prefix.iter().chain(&picked.rest) {
        events(file, block, &mut |mut recorded| {
            recorded.event.each_text(&mut |text| {
                if !matches!(text.words, Words::Sealed(_)) || proven.contains_key(&text.about) {
                    return;
                }
                let opens = |key: &&SecretKey| {
                    Vault::new([(text.about, (*key).clone())])
                        .reveal(text)
                        .is_some()
                };
                match keys
                    .get(&text.about)
                    .and_then(|keys| keys.iter().find(opens))
                {
                    Some(key) => {
                        proven.insert(text.about, key.clone());
                        unreadable.remove(&text.about);
                    }
                    None => {
                        unreadable.insert(text.about);
                    }
                }
            });
        })?;
    }
    Ok((proven, unreadable))
}

/// Writes blocks without gaps as a new log. It gets its name when it has been checked.
fn write(
    file: &File,
    out: &Path,
    meta: &Meta,
    blocks: &[Candidate],
    keys: &BTreeMap<PersonId, SecretKey>,
) -> Result<Verified, SalvageError> {
    let at = |cause| SalvageError::Target(CreateError::new(out, cause));
    let not_written = |error: OpenError| SalvageError::NotWritten(Failure::new(error));
    let temporary = Temporary::beside(out).map_err(at)?;
    write_new(temporary.path(), meta).map_err(at)?;
    let mut log = RedbLog::open(temporary.path()).map_err(not_written)?;
    let mut keys: Vec<_> = keys
        .iter()
        .map(|(person, key)| (*person, key.clone()))
        .collect();
    let mut batch: Vec<Recorded> = Vec::new();
    for block in blocks {
        events(file, block, &mut |recorded| batch.push(recorded)).map_err(at)?;
        if batch.len() >= BATCH_EVENTS {
            append(&mut log, &batch, &keys)?;
            batch.clear();
            keys.clear();
        }
    }
    append(&mut log, &batch, &keys)?;
    drop(log);
    let saved = verify(temporary.path()).map_err(not_written)?;
    temporary.put_in_place(out).map_err(at)?;
    Ok(saved)
}

fn append(
    log: &mut RedbLog,
    batch: &[Recorded],
    keys: &[(PersonId, SecretKey)],
) -> Result<(), SalvageError> {
    let expected = log.head();
    match log.append(expected, batch, keys) {
        Appended::Ok => Ok(()),
        Appended::Full => Err(SalvageError::NotWritten(Failure::new("the disk is full"))),
        Appended::Rejected(failure) | Appended::Unknown(failure) => {
            Err(SalvageError::NotWritten(failure))
        }
        Appended::Conflict { .. } | Appended::Duplicate { .. } => {
            let cause = "another process writes to the new file";
            Err(SalvageError::NotWritten(Failure::new(cause)))
        }
    }
}

fn give_rest(
    file: &File,
    blocks: &[Candidate],
    keys: BTreeMap<PersonId, SecretKey>,
    rest: &mut dyn FnMut(Recorded) -> io::Result<()>,
) -> io::Result<u64> {
    let vault = Vault::new(keys);
    let (mut given, mut failed) = (0, Ok(()));
    for block in blocks {
        events(file, block, &mut |mut recorded| {
            if failed.is_ok() {
                vault.open_event(&mut recorded.event);
                failed = rest(recorded);
                given += 1;
            }
        })?;
        core::mem::replace(&mut failed, Ok(()))?;
    }
    Ok(given)
}
