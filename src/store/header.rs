//! The engine's header as far as it has to be looked at before the engine is asked: is it one at all, is the part that
//! nothing vouches for what it must be, which commit does it choose, how long should the file be. Never writes.

use super::{attached::FLAGS_BYTE, open_error::OpenCause};
use redb::StorageBackend;
use std::sync::Arc;

/// The first bytes of every file of the engine.
const MAGIC: [u8; 9] = *b"redb\x1A\x0A\xA9\x0D\x0A";
/// Bytes of the engine's header: 64 of its own and two commit slots.
const HEADER_BYTES: usize = 320;
const PAGE_BYTES: u64 = 4096;
/// Pages in a region, fixed when a file is made.
const REGION_PAGES: u64 = 1 << 20;
/// The part of the header that is the same in every file this program makes: padding, page size 4096, no pages for
/// region headers, [`REGION_PAGES`]. Nothing in the file vouches for it, so it is compared with what it must be.
const GEOMETRY_AT: usize = 10;
const GEOMETRY: [u8; 14] = *b"\0\0\x00\x10\0\0\0\0\0\0\0\0\x10\0";
/// Bits the engine may set in the byte before that: primary slot, recovery required, two-phase.
const FLAGS_AT: usize = FLAGS_BYTE as usize;
const KNOWN_FLAGS: u8 = 0b111;
pub(super) const PRIMARY_FLAG: u8 = 1;
const RECOVERY_FLAG: u8 = 2;
const COUNTS_AT: usize = 24;
const SLOTS_AT: usize = 64;
const SLOT_BYTES: usize = 128;
const TRANSACTION_AT: usize = 104;

/// What can be read from the engine's header before the engine is asked.
pub(super) struct Header {
    flags: u8,
    pub(super) older_slot_chosen: bool,
    /// Bytes the file had when it was last closed, or committed to.
    expected_bytes: u64,
}

impl Header {
    /// Reads it.
    ///
    /// # Errors
    /// When it shows already that this is not a file of ours, or no whole one.
    pub(super) fn read(storage: &Arc<dyn StorageBackend>) -> Result<Self, OpenCause> {
        let bytes = storage.len().map_err(OpenCause::Io)?;
        let mut header = [0; HEADER_BYTES];
        let there = usize::try_from(bytes).map_or(HEADER_BYTES, |bytes| bytes.min(HEADER_BYTES));
        if there == 0 {
            return Err(OpenCause::Empty);
        }
        let read = &mut header[..there];
        storage.read(0, read).map_err(OpenCause::Io)?;
        let begins_right = read.iter().zip(MAGIC).all(|(is, should)| *is == should);
        if !begins_right {
            return Err(OpenCause::NotHutbook);
        }
        if there < HEADER_BYTES {
            return Err(OpenCause::Truncated {
                bytes,
                expected: None,
            });
        }
        let geometry = &header[GEOMETRY_AT..GEOMETRY_AT + GEOMETRY.len()];
        if geometry != GEOMETRY || header[FLAGS_AT] & !KNOWN_FLAGS != 0 {
            return Err(OpenCause::damaged(None, None));
        }
        let number = |at: usize| -> u64 {
            let bytes = header
                .get(at..at + 4)
                .and_then(|bytes| bytes.try_into().ok());
            bytes.map_or(0, u32::from_le_bytes).into()
        };
        let transaction = |slot: usize| -> u64 {
            let at = SLOTS_AT + slot * SLOT_BYTES + TRANSACTION_AT;
            number(at) | number(at + 4) << 32
        };
        let primary = usize::from(header[FLAGS_AT] & PRIMARY_FLAG);
        Ok(Self {
            flags: header[FLAGS_AT],
            older_slot_chosen: transaction(primary) < transaction(primary ^ 1),
            expected_bytes: (1 + number(COUNTS_AT) * REGION_PAGES + number(COUNTS_AT + 4))
                .saturating_mul(PAGE_BYTES),
        })
    }

    /// The flag that says that the file was not closed properly, if it is set.
    pub(super) const fn recovery_flag(&self) -> u8 {
        self.flags & RECOVERY_FLAG
    }

    /// Whether the file ends before it should. After a crash the header may be ahead of the file, and that is no
    /// damage; but this is asked only when something is missing.
    pub(super) fn truncated(&self, storage: &Arc<dyn StorageBackend>) -> Option<OpenCause> {
        let bytes = storage.len().ok()?;
        (bytes < self.expected_bytes).then_some(OpenCause::Truncated {
            bytes,
            expected: Some(self.expected_bytes),
        })
    }
}
