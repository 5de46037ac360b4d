//! The engine under a log: its tables, what stands in them, and how a file is taken into use.
//! A file is first opened, repaired and checked on trial, without a bit of it changing; only when everything is in
//! order it is opened for real. So whatever is refused is left untouched, and a power cut is mended silently.

use super::{
    block::{ChainHash, Flaw, check},
    disk::{Access, Attached, Disk},
    filler::OpenBlock,
    open_error::OpenCause,
    walk::{Damage, Walk, WalkError},
};
use crate::domain::time::Moment;
use core::ops::ControlFlow;
use redb::{
    Builder, Database, DatabaseError, ReadTransaction, ReadableDatabase as _, ReadableTable as _,
    ReadableTableMetadata as _, StorageBackend, StorageError, TableDefinition, TableError,
};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// Blocks of events by the sequence of their first one. The only table an ordinary commit touches.
pub(super) const BLOCKS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("blocks");
/// What the file is: see [`Meta`].
pub(super) const META: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("meta");
/// Keys of people by their number.
pub(super) const KEYS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("keys");

/// Memory the engine may use for caching: reads come from projections, so it needs next to none.
pub(super) const CACHE_BYTES: usize = 1024 * 1024;
/// Format of the file that this program writes, and the newest it reads.
pub(super) const FORMAT: u32 = 1;

const FORMAT_ROW: u64 = 1;
const ID_ROW: u64 = 2;
const CREATED_ROW: u64 = 3;

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
const GOD_BYTE: usize = 9;
const GOD_BITS: u8 = 0b111;
const PRIMARY_BIT: u8 = 1;
const COUNTS_AT: usize = 24;
const SLOTS_AT: usize = 64;
const SLOT_BYTES: usize = 128;
const TRANSACTION_AT: usize = 104;

/// What a file says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meta {
    /// Random: no two files have the same, copies do.
    pub(super) id: [u8; 16],
    /// When it was made.
    pub(super) created: Moment,
}

impl Meta {
    /// The rows of the table that say it.
    pub(super) fn rows(&self) -> [(u64, Vec<u8>); 3] {
        [
            (FORMAT_ROW, FORMAT.to_le_bytes().to_vec()),
            (ID_ROW, self.id.to_vec()),
            (CREATED_ROW, self.created.millis().to_le_bytes().to_vec()),
        ]
    }

    /// What the first block names as the block before it: a block of another file does not fit here.
    pub(super) const fn origin(&self) -> ChainHash {
        ChainHash(self.id)
    }
}

/// What was found in a file.
pub(super) struct Found {
    pub(super) meta: Meta,
    pub(super) open_block: OpenBlock,
    pub(super) blocks: u64,
    pub(super) block_bytes: u64,
    pub(super) keys: u64,
}

/// Takes a disk into use.
///
/// # Errors
/// When it is not in order. Nothing was written to it then.
pub(super) fn start(disk: &dyn Disk) -> Result<(Database, Found), OpenCause> {
    let storage = disk.attach(Access::Write).map_err(OpenCause::from_attach)?;
    let (swap_primary, found) = try_out(&storage, Access::Write, |_, found| Ok(found))?;
    let live = Attached::live(storage, swap_primary);
    let engine = builder(false)
        .create_with_backend(live)
        .map_err(engine_cause)?;
    Ok((engine, found))
}

/// Opens and checks a disk on trial and lets `look` see what is in there.
///
/// # Errors
/// When it is not in order, or `look` says so.
pub(super) fn try_out<T>(
    storage: &Arc<dyn StorageBackend>,
    access: Access,
    look: impl Fn(&Database, Found) -> Result<T, OpenCause>,
) -> Result<(bool, T), OpenCause> {
    let header = Header::read(storage)?;
    let attempt = |swap_primary| -> Result<T, OpenCause> {
        let engine = trial(storage, access, swap_primary, true)?;
        let found = look_around(&engine)?;
        look(&engine, found)
    };
    // The newer commit slot counts if everything it leads to is whole: an older one is the right one only after a
    // power cut in the middle of a commit, and looks the same when the bit that chooses between them has flipped.
    if header.older_slot_chosen
        && let Ok(Ok(found)) = catch_unwind(AssertUnwindSafe(|| attempt(true)))
    {
        return Ok((true, found));
    }
    // The engine may panic over bytes it never wrote; that is a damaged file, not an accident of this program.
    let cause = match catch_unwind(AssertUnwindSafe(|| attempt(false))) {
        Ok(Ok(found)) => return Ok((false, found)),
        Ok(Err(cause)) => cause,
        Err(_) => OpenCause::damaged(None, None),
    };
    Err(match cause {
        OpenCause::Damaged { engine, events } => header.truncated(storage).unwrap_or_else(|| {
            let found = events.or_else(|| {
                catch_unwind(AssertUnwindSafe(|| find_damage(storage, access))).ok()?
            });
            OpenCause::Damaged {
                events: found,
                engine,
            }
        }),
        other => other,
    })
}

fn builder(check: bool) -> Builder {
    let mut builder = Builder::new();
    builder
        .set_cache_size(CACHE_BYTES)
        .set_check_integrity_on_open(check);
    builder
}

fn trial(
    storage: &Arc<dyn StorageBackend>,
    access: Access,
    swap_primary: bool,
    check: bool,
) -> Result<Database, OpenCause> {
    let trial =
        Attached::trial(Arc::clone(storage), access, swap_primary).map_err(OpenCause::Io)?;
    builder(check)
        .create_with_backend(trial)
        .map_err(engine_cause)
}

/// Looks for the first damaged block without asking the engine whether its own structures are whole.
fn find_damage(storage: &Arc<dyn StorageBackend>, access: Access) -> Option<Damage> {
    let engine = trial(storage, access, false, false).ok()?;
    let transaction = engine.begin_read().ok()?;
    let meta = read_meta(&transaction).ok()?;
    let mut walk = Walk::after(0, meta.origin());
    loop {
        match walk.slice(&transaction, &mut |_| ControlFlow::Continue(())) {
            Ok(ControlFlow::Continue(())) => {}
            Err(WalkError::Damage(damage)) => return Some(damage),
            Ok(ControlFlow::Break(())) | Err(WalkError::Engine(_)) => return None,
        }
    }
}

fn look_around(engine: &Database) -> Result<Found, OpenCause> {
    let transaction = engine.begin_read().map_err(read_cause)?;
    let meta = read_meta(&transaction)?;
    let keys = transaction.open_table(KEYS).map_err(table_cause)?;
    let keys = keys.len().map_err(read_cause)?;
    let mut found = Found {
        open_block: OpenBlock::beginning(meta.origin()),
        meta,
        blocks: 0,
        block_bytes: 0,
        keys,
    };
    let table = transaction.open_table(BLOCKS).map_err(table_cause)?;
    let mut next = 1;
    for row in table.iter().map_err(read_cause)? {
        let (key, value) = row.map_err(read_cause)?;
        let first = key.value();
        let damage = |flaw| {
            OpenCause::from_damage(Damage {
                first,
                last: None,
                flaw,
            })
        };
        if first != next {
            return Err(damage(Flaw::Gap));
        }
        let header = check(first, value.value()).map_err(damage)?;
        next = first.saturating_add(header.count.into());
        found.blocks += 1;
        found.block_bytes += value.value().len() as u64;
    }
    if let Some((key, value)) = table.last().map_err(read_cause)? {
        let first = key.value();
        let damage = |flaw| {
            OpenCause::from_damage(Damage {
                first,
                last: None,
                flaw,
            })
        };
        found.open_block = OpenBlock::resume(first, value.value()).map_err(damage)?;
    }
    Ok(found)
}

fn read_meta(transaction: &ReadTransaction) -> Result<Meta, OpenCause> {
    let table = transaction.open_table(META).map_err(table_cause)?;
    let row = |row: u64| -> Result<Vec<u8>, OpenCause> {
        let value = table.get(row).map_err(read_cause)?;
        value.map_or(Err(OpenCause::OtherDatabase), |value| {
            Ok(value.value().to_vec())
        })
    };
    let format = row(FORMAT_ROW)?
        .try_into()
        .map(u32::from_le_bytes)
        .map_err(|_| OpenCause::OtherDatabase)?;
    if format > FORMAT {
        return Err(OpenCause::NewerFormat(format));
    }
    let id = row(ID_ROW)?.try_into();
    let created = row(CREATED_ROW)?.try_into().map(i64::from_le_bytes);
    match (id, created) {
        (Ok(id), Ok(created)) => Ok(Meta {
            id,
            created: Moment::from_millis(created),
        }),
        _ => Err(OpenCause::OtherDatabase),
    }
}

/// What can be read from the engine's header before the engine is asked.
struct Header {
    older_slot_chosen: bool,
    /// Bytes the file had when it was last closed, or committed to.
    expected_bytes: u64,
}

impl Header {
    fn read(storage: &Arc<dyn StorageBackend>) -> Result<Self, OpenCause> {
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
        if geometry != GEOMETRY || header[GOD_BYTE] & !GOD_BITS != 0 {
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
        let primary = usize::from(header[GOD_BYTE] & PRIMARY_BIT);
        Ok(Self {
            older_slot_chosen: transaction(primary) < transaction(primary ^ 1),
            expected_bytes: (1 + number(COUNTS_AT) * REGION_PAGES + number(COUNTS_AT + 4))
                .saturating_mul(PAGE_BYTES),
        })
    }

    /// Whether the file ends before it should. After a crash the header may be ahead of the file, and that is no
    /// damage; but this is asked only when something is missing.
    fn truncated(&self, storage: &Arc<dyn StorageBackend>) -> Option<OpenCause> {
        let bytes = storage.len().ok()?;
        (bytes < self.expected_bytes).then_some(OpenCause::Truncated {
            bytes,
            expected: Some(self.expected_bytes),
        })
    }
}

fn engine_cause(cause: DatabaseError) -> OpenCause {
    match cause {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => {
            OpenCause::InUse
        }
        DatabaseError::Storage(StorageError::Io(cause)) => io_cause(cause),
        other => OpenCause::damaged(None, Some(other.into())),
    }
}

fn read_cause(cause: impl Into<redb::Error>) -> OpenCause {
    match cause.into() {
        redb::Error::Io(cause) => io_cause(cause),
        other => OpenCause::damaged(None, Some(other)),
    }
}

fn table_cause(cause: TableError) -> OpenCause {
    match cause {
        TableError::Storage(cause) => read_cause(cause),
        _ => OpenCause::OtherDatabase,
    }
}

/// Some I/O errors are the bytes' fault, not the disk's: reading past the end, and what the engine calls invalid.
fn io_cause(cause: io::Error) -> OpenCause {
    match cause.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => {
            OpenCause::damaged(None, Some(redb::Error::Io(cause)))
        }
        _ => OpenCause::Io(cause),
    }
}
