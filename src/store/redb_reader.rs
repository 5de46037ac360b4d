//! The reading end of a log in a file, and what both ends share: the engine while it is open, and its sizes.
//! Never writes. A replay reads in slices, so a slow reader does not keep the file from reusing its pages.

use super::{
    CopyFigures, Failure, Figures, LogReader, Mark, SecretKey,
    backup::{self, BackupError, Copied},
    block::{ChainHash, Flaw, Header, Stored, Unpacker, check, mark, stored},
    copies::Served,
    disk::Disk,
    engine::{BLOCKS, KEYS, Meta},
    tally::Tally,
    walk::{Damage, Walk, WalkError},
};
use crate::domain::{
    event::Recorded,
    ids::{PersonId, Sequence},
};
use core::{
    fmt,
    ops::ControlFlow,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};
use redb::{ReadTransaction, ReadableTable as _};
use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};

/// The engine is closed: it failed, and opening it anew has not succeeded yet.
#[derive(Debug)]
pub struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the log is closed after a failure and could not be opened again yet")
    }
}

impl core::error::Error for Closed {}

/// A key in the file that is none.
#[derive(Debug)]
pub struct BadKey(u64);

impl fmt::Display for BadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the key of person {} is damaged", self.0)
    }
}

impl core::error::Error for BadKey {}

/// What the writing end and all reading ends have in common.
pub(super) struct Shared {
    disk: Box<dyn Disk>,
    meta: Meta,
    engine: RwLock<Option<Served>>,
    /// Of engines that have been closed since: how often their file was opened elsewhere, and given up.
    copies_before: [AtomicU64; 2],
    events: AtomicU64,
    blocks: Mutex<Tally>,
    appends: AtomicU64,
}

impl Shared {
    pub(super) fn new(disk: Box<dyn Disk>, meta: Meta) -> Self {
        Self {
            disk,
            meta,
            engine: RwLock::new(None),
            copies_before: [AtomicU64::new(0), AtomicU64::new(0)],
            events: AtomicU64::new(0),
            blocks: Mutex::default(),
            appends: AtomicU64::new(0),
        }
    }

    pub(super) fn disk(&self) -> &dyn Disk {
        &*self.disk
    }

    pub(super) const fn meta(&self) -> &Meta {
        &self.meta
    }

    /// How long the next commit would wait for those who copy the file.
    pub(super) fn pause(&self) -> Duration {
        self.engine()
            .as_ref()
            .map_or(Duration::ZERO, |engine| engine.copies().pause())
    }

    /// Gives up what is held for those who copy the file when there is no more room for it.
    pub(super) fn mind_room(&self, free_bytes: u64) {
        if let Some(engine) = &*self.engine() {
            let file_bytes = || self.disk.file_bytes();
            engine.copies().mind_room(free_bytes, file_bytes);
        }
    }

    /// The file that is open now has been replaced: nothing is written to it any more, so that whoever is copying it
    /// gets it whole.
    pub(super) fn leave_alone(&self) {
        if let Some(engine) = &*self.engine() {
            engine.copies().leave_alone();
        }
    }

    fn put(&self, place: &mut Option<Served>, engine: Option<Served>) {
        if let Some(before) = core::mem::replace(place, engine) {
            let figures = before.copies().figures();
            let [seen, given_up] = &self.copies_before;
            seen.fetch_add(figures.seen, Ordering::Relaxed);
            given_up.fetch_add(figures.given_up, Ordering::Relaxed);
        }
    }

    /// The engine, if it is open. Whoever died holding the lock changed nothing behind it.
    pub(super) fn engine(&self) -> RwLockReadGuard<'_, Option<Served>> {
        self.engine.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn engine_mut(&self) -> RwLockWriteGuard<'_, Option<Served>> {
        self.engine.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn close(&self) {
        self.put(&mut self.engine_mut(), None);
    }

    pub(super) fn started(&self, engine: Served, head: Sequence, blocks: Tally) {
        let mut place = self.engine_mut();
        self.events.store(head, Ordering::Relaxed);
        *self.counted() = blocks;
        self.put(&mut place, Some(engine));
    }

    /// What has been counted of the blocks so far.
    pub(super) fn tally(&self) -> Tally {
        *self.counted()
    }

    fn counted(&self) -> MutexGuard<'_, Tally> {
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn grew(&self, head: Sequence, blocks: Tally) {
        self.events.store(head, Ordering::Relaxed);
        *self.counted() = blocks;
        self.appends.fetch_add(1, Ordering::Relaxed);
    }

    /// A transaction of the engine as it is now. The lock is let go at once, so that reopening never waits for readers.
    fn begin_read(&self) -> Result<ReadTransaction, Failure> {
        let engine = self.engine();
        let engine = engine.as_ref().ok_or_else(|| Failure::new(Closed))?;
        engine.begin_read().map_err(Failure::new)
    }

    /// What `look` sees in the block that an event stands in: its first event, its header, its bytes and those of its
    /// events. [`Sequence::MAX`] stands for the last block there is. `None` when there is no such event.
    fn in_its_block<T>(
        &self,
        sequence: Sequence,
        look: impl FnOnce(Sequence, &Header, &[u8], &[u8]) -> Result<T, Flaw>,
    ) -> Result<Option<T>, Failure> {
        let transaction = self.begin_read()?;
        let blocks = transaction.open_table(BLOCKS).map_err(Failure::new)?;
        let mut before = blocks.range(..=sequence).map_err(Failure::new)?;
        let Some(row) = before.next_back() else {
            return Ok(None);
        };
        let (key, value) = row.map_err(Failure::new)?;
        let first = key.value();
        let looked = || -> Result<Option<T>, Flaw> {
            let header = check(first, value.value())?;
            let behind = first.saturating_add(header.count.into());
            if sequence >= behind && sequence != Sequence::MAX {
                return Ok(None);
            }
            let mut unpacker = Unpacker::new();
            let raw = unpacker.unpack(&header, value.value())?;
            look(first, &header, value.value(), raw).map(Some)
        };
        looked().map_err(|flaw| Failure::new(Damage::of(first, None, flaw)))
    }
}

impl LogReader for Shared {
    fn replay(
        &self,
        after: Sequence,
        each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let mut walk = Walk::after(after, self.meta.origin());
        loop {
            let transaction = self.begin_read()?;
            match walk.slice(&transaction, each) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return Ok(()),
                Err(WalkError::Damage(damage)) => return Err(Failure::new(damage)),
                // The engine was changed for another between two blocks: the other one goes on where this one ended.
                Err(WalkError::Engine(redb::Error::DatabaseClosed)) => {}
                Err(WalkError::Engine(cause)) => return Err(Failure::new(cause)),
            }
        }
    }

    fn keys(&self) -> Result<Vec<(PersonId, SecretKey)>, Failure> {
        let transaction = self.begin_read()?;
        let table = transaction.open_table(KEYS).map_err(Failure::new)?;
        let mut keys = Vec::new();
        for row in table.iter().map_err(Failure::new)? {
            let (person, key) = row.map_err(Failure::new)?;
            let number = person.value();
            let bad = || Failure::new(BadKey(number));
            let id = u32::try_from(number).map_err(|_| bad())?;
            let bytes = key.value().try_into().map_err(|_| bad())?;
            keys.push((PersonId::new(id), SecretKey(bytes)));
        }
        Ok(keys)
    }

    fn file_id(&self) -> Option<[u8; 16]> {
        Some(self.meta.id)
    }

    fn copy_beside(&self, to: &Path, stop: &AtomicBool) -> Result<Copied, BackupError> {
        backup::copy_beside(self.disk.path(), to, stop)
    }

    fn mark(&self, sequence: Sequence) -> Result<Option<Mark>, Failure> {
        self.in_its_block(sequence, |first, header, _, raw| {
            mark(first, header, raw, sequence)
        })
    }

    fn chain(&self) -> Result<Option<(Sequence, Mark)>, Failure> {
        self.in_its_block(Sequence::MAX, |first, header, block, _| {
            let last = first.saturating_add(header.count.into()) - 1;
            Ok((last, ChainHash::of(block).0))
        })
    }

    fn stored(&self, sequence: Sequence) -> Result<Option<Stored>, Failure> {
        self.in_its_block(sequence, |first, header, block, raw| {
            stored(first, header, block, raw, sequence)
        })
    }

    fn figures(&self) -> Result<Figures, Failure> {
        Ok(Figures {
            events: self.events.load(Ordering::Relaxed),
            blocks: self.tally().all(),
            file_bytes: self.disk.file_bytes().map_err(Failure::new)?,
            free_bytes: self.disk.free_bytes().map_err(Failure::new)?,
            appends: self.appends.load(Ordering::Relaxed),
            copies: self.copies(),
        })
    }

    fn copies(&self) -> CopyFigures {
        let engine = self.engine();
        let now = engine.as_ref().map(|engine| engine.copies().figures());
        let now = now.unwrap_or_default();
        let [seen, given_up] = &self.copies_before;
        CopyFigures {
            seen: now.seen + seen.load(Ordering::Relaxed),
            given_up: now.given_up + given_up.load(Ordering::Relaxed),
            ..now
        }
    }
}
