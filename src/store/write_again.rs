//! Makes durable what can only be read so far. When a sync fails, the operating system may count its pages as written
//! and show them until the power fails: no later sync takes them along. So whatever was not closed in order is written
//! again before it is relied on, the same bytes in the same places: a sync may have failed before, and nobody who was
//! there may be left to tell. Never run unless the locks are held and all was checked.

use redb::StorageBackend;
use std::io;

/// Bytes that are written at a time.
const CHUNK_BYTES: usize = 64 * 1024;
/// Bytes at the beginning, with the header that chooses what counts: written last, when all it leads to is durable.
const HEAD_BYTES: u64 = 4096;

/// Writes everything again and syncs it.
///
/// # Errors
/// When the disk still fails. What was durable before is so still.
pub(super) fn write_again(disk: &dyn StorageBackend) -> io::Result<()> {
    let end = disk.len()?;
    let head = HEAD_BYTES.min(end);
    copy_onto_itself(disk, head, end)?;
    disk.sync_data()?;
    copy_onto_itself(disk, 0, head)?;
    disk.sync_data()
}

fn copy_onto_itself(disk: &dyn StorageBackend, from: u64, until: u64) -> io::Result<()> {
    let mut buffer = vec![0; CHUNK_BYTES];
    let mut at = from;
    while at < until {
        let bytes = (until - at).min(CHUNK_BYTES as u64);
        let chunk = &mut buffer[..bytes as usize];
        disk.read(at, chunk)?;
        disk.write(at, chunk)?;
        at += bytes;
    }
    Ok(())
}
