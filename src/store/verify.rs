//! A full check of a file without opening it for use: the engine's structures, every block's checksum and place in the
//! chain, every event, every key. Never writes; a file that needs mending after a crash is mended on trial only.

use super::{
    KEY_BYTES,
    disk::{Access, Disk, FileDisk},
    engine::{Found, KEYS, try_out},
    erased::Erased,
    open_error::{OpenCause, OpenError},
    simulated::SimulatedDisk,
    walk::{Walk, WalkError},
};
use crate::domain::{
    event::Recorded,
    ids::{PersonId, Sequence, Stream},
    time::Moment,
};
use core::ops::ControlFlow;
use redb::{Database, ReadableDatabase as _, ReadableTable as _};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// What a sound file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// When the last event was recorded; `None` when there is none.
    pub last_at: Option<Moment>,
    /// People whose keys are there.
    pub keys: u64,
    /// People the events are about whose keys are not: they have been forgotten.
    pub forgotten: Vec<Erased>,
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
    let (mut events, mut last_at, mut people) = (0, None, BTreeMap::new());
    loop {
        let transaction = engine.begin_read().map_err(|e| engine_failed(e.into()))?;
        let mut look = |recorded: Recorded| {
            events += 1;
            last_at = Some(recorded.at);
            if let Stream::Person(person) = recorded.stream {
                people.entry(person).or_insert(recorded.at);
            }
            ControlFlow::Continue(())
        };
        match walk.slice(&transaction, &mut look) {
            Ok(ControlFlow::Continue(())) => {}
            Ok(ControlFlow::Break(())) => break,
            Err(WalkError::Damage(damage)) => return Err(OpenCause::from_damage(damage)),
            Err(WalkError::Engine(cause)) => return Err(engine_failed(cause)),
        }
    }
    let with_keys = read_keys(engine).map_err(engine_failed)?;
    let blocks = found.tally.all();
    Ok(Verified {
        file_id: found.meta.id,
        created: found.meta.created,
        events,
        blocks: blocks.blocks,
        block_bytes: blocks.bytes,
        last_at,
        keys: with_keys.len() as u64,
        forgotten: forgotten(&people, &with_keys),
        file_bytes,
        content: walk.content().0,
    })
}

fn forgotten(people: &BTreeMap<PersonId, Moment>, with_keys: &BTreeSet<PersonId>) -> Vec<Erased> {
    let erased = |(person, added): (&PersonId, &Moment)| {
        let (person, added) = (*person, *added);
        (!with_keys.contains(&person)).then_some(Erased { person, added })
    };
    people.iter().filter_map(erased).collect()
}

/// Whose keys there are; one that is none is damage.
fn read_keys(engine: &Database) -> Result<BTreeSet<PersonId>, redb::Error> {
    let table = engine.begin_read()?.open_table(KEYS)?;
    let mut with_keys = BTreeSet::new();
    for row in table.iter()? {
        let (person, key) = row?;
        match u32::try_from(person.value()) {
            Ok(number) if key.value().len() == KEY_BYTES => {
                with_keys.insert(PersonId::new(number));
            }
            _ => {
                return Err(redb::Error::Corrupted(format!(
                    "the key of person {} is damaged",
                    person.value()
                )));
            }
        }
    }
    Ok(with_keys)
}
