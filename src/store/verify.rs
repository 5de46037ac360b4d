//! A full check of a file without opening it for use: the engine's structures, every block's checksum and place in the
//! chain, every event, every key. Never writes; a file that needs mending after a crash is mended on trial only.

use super::{
    disk::{Access, Disk, FileDisk},
    engine::{Found, KEYS, try_out},
    open_error::{OpenCause, OpenError},
    simulated::SimulatedDisk,
    walk::{Walk, WalkError},
};
use crate::domain::{ids::Sequence, time::Moment};
use core::ops::ControlFlow;
use redb::{Database, ReadableDatabase as _, ReadableTable as _};
use std::path::Path;

/// What a sound file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Random number of the file; its copies have the same.
    pub file_id: [u8; 16],
    /// When it was made.
    pub created: Moment,
    /// Events in it, which is also the sequence of the last one.
    pub events: Sequence,
    /// Blocks they are packed in.
    pub blocks: u64,
    /// Bytes of all blocks.
    pub block_bytes: u64,
    /// People whose keys are there.
    pub keys: u64,
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Hash of the last block, which is chained to all before it: where it is the same, the events are.
    pub content: [u8; 16],
}

/// Checks a file through and through.
///
/// # Errors
/// The first thing that is wrong, with the events it concerns where that is known.
pub fn verify(path: &Path) -> Result<Verified, OpenError> {
    verify_disk(&FileDisk::new(path))
}

/// Checks a simulated disk as [`verify`] checks a file.
///
/// # Errors
/// As [`verify`].
pub fn verify_simulated(disk: &SimulatedDisk) -> Result<Verified, OpenError> {
    verify_disk(disk)
}

pub(super) fn verify_disk(disk: &dyn Disk) -> Result<Verified, OpenError> {
    let verified = || -> Result<Verified, OpenCause> {
        let storage = disk.attach(Access::Read).map_err(OpenCause::from_attach)?;
        let file_bytes = storage.len().map_err(OpenCause::Io)?;
        let (_, verified) = try_out(&storage, Access::Read, |engine, found| {
            check_all(engine, &found, file_bytes)
        })?;
        Ok(verified)
    };
    verified().map_err(|cause| cause.at(disk.path()))
}

fn check_all(engine: &Database, found: &Found, file_bytes: u64) -> Result<Verified, OpenCause> {
    let engine_failed = |cause| OpenCause::damaged(None, Some(cause));
    let mut walk = Walk::after(0, found.meta.origin());
    let mut events = 0;
    loop {
        let transaction = engine.begin_read().map_err(|e| engine_failed(e.into()))?;
        let mut count = |_| {
            events += 1;
            ControlFlow::Continue(())
        };
        match walk.slice(&transaction, &mut count) {
            Ok(ControlFlow::Continue(())) => {}
            Ok(ControlFlow::Break(())) => break,
            Err(WalkError::Damage(damage)) => return Err(OpenCause::from_damage(damage)),
            Err(WalkError::Engine(cause)) => return Err(engine_failed(cause)),
        }
    }
    Ok(Verified {
        file_id: found.meta.id,
        created: found.meta.created,
        events,
        blocks: found.blocks,
        block_bytes: found.block_bytes,
        keys: count_keys(engine).map_err(engine_failed)?,
        file_bytes,
        content: walk.content().0,
    })
}

/// Counts the keys; one that is none is damage.
fn count_keys(engine: &Database) -> Result<u64, redb::Error> {
    let table = engine.begin_read()?.open_table(KEYS)?;
    let mut keys = 0;
    for row in table.iter()? {
        let (person, key) = row?;
        if key.value().len() != 32 || u32::try_from(person.value()).is_err() {
            return Err(redb::Error::Corrupted(format!(
                "the key of person {} is damaged",
                person.value()
            )));
        }
        keys += 1;
    }
    Ok(keys)
}
