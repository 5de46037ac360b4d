//! The reading end of a log in a file, and what both ends share: the engine while it is open, and its sizes.
//! Never writes. A replay reads in slices, so a slow reader does not keep the file from reusing its pages.

use super::{
    CopyFigures, Failure, Figures, LogReader, SecretKey,
    copies::{Copies, Served},
    disk::Disk,
    engine::{KEYS, Meta},
    walk::{Walk, WalkError},
};
use crate::domain::{
    event::Recorded,
    ids::{PersonId, Sequence},
};
use core::{
    fmt,
    ops::ControlFlow,
    sync::atomic::{AtomicU64, Ordering},
};
use redb::{ReadTransaction, ReadableTable as _};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

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
    copies: Arc<Copies>,
    events: AtomicU64,
    blocks: AtomicU64,
    block_bytes: AtomicU64,
    appends: AtomicU64,
}

impl Shared {
    pub(super) fn new(disk: Box<dyn Disk>, meta: Meta, copies: Arc<Copies>) -> Self {
        Self {
            disk,
            meta,
            engine: RwLock::new(None),
            copies,
            events: AtomicU64::new(0),
            blocks: AtomicU64::new(0),
            block_bytes: AtomicU64::new(0),
            appends: AtomicU64::new(0),
        }
    }

    pub(super) fn disk(&self) -> &dyn Disk {
        &*self.disk
    }

    pub(super) const fn meta(&self) -> &Meta {
        &self.meta
    }

    pub(super) const fn copies(&self) -> &Arc<Copies> {
        &self.copies
    }

    /// The engine, if it is open. Whoever died holding the lock changed nothing behind it.
    pub(super) fn engine(&self) -> RwLockReadGuard<'_, Option<Served>> {
        self.engine.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn engine_mut(&self) -> RwLockWriteGuard<'_, Option<Served>> {
        self.engine.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn close(&self) {
        *self.engine_mut() = None;
    }

    pub(super) fn started(&self, engine: Served, head: Sequence, blocks: u64, block_bytes: u64) {
        let mut place = self.engine_mut();
        self.events.store(head, Ordering::Relaxed);
        self.blocks.store(blocks, Ordering::Relaxed);
        self.block_bytes.store(block_bytes, Ordering::Relaxed);
        *place = Some(engine);
    }

    pub(super) fn grew(&self, head: Sequence, blocks: u64, block_bytes: u64) {
        self.events.store(head, Ordering::Relaxed);
        self.blocks.fetch_add(blocks, Ordering::Relaxed);
        self.block_bytes.fetch_add(block_bytes, Ordering::Relaxed);
        self.appends.fetch_add(1, Ordering::Relaxed);
    }

    /// A transaction of the engine as it is now. The lock is let go at once, so that reopening never waits for readers.
    fn begin_read(&self) -> Result<ReadTransaction, Failure> {
        let engine = self.engine();
        let engine = engine.as_ref().ok_or_else(|| Failure::new(Closed))?;
        engine.begin_read().map_err(Failure::new)
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

    fn figures(&self) -> Result<Figures, Failure> {
        Ok(Figures {
            events: self.events.load(Ordering::Relaxed),
            blocks: self.blocks.load(Ordering::Relaxed),
            block_bytes: self.block_bytes.load(Ordering::Relaxed),
            file_bytes: self.disk.file_bytes().map_err(Failure::new)?,
            free_bytes: self.disk.free_bytes().map_err(Failure::new)?,
            appends: self.appends.load(Ordering::Relaxed),
            copies: self.copies.figures(),
        })
    }

    fn copies(&self) -> CopyFigures {
        self.copies.figures()
    }
}
