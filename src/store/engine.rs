//! The engine under a log: its tables, what stands in them, and how a file is taken into use.
//! A file is first opened, repaired and checked on trial, without a bit of it changing; only when everything is in
//! order it is opened for real. So whatever is refused is left untouched, and a power cut is mended silently.

use super::{
    attached::Attached,
    block::{ChainHash, check},
    copies::{Copies, Served},
    disk::{Access, Disk},
    filler::OpenBlock,
    header::{Header, PRIMARY_FLAG},
    holds::Limits,
    open_error::OpenCause,
    tally::Tally,
    walk::{Damage, Walk, WalkError},
    write_again::write_again,
};
use crate::domain::time::Moment;
use core::ops::ControlFlow;
use redb::{
    Builder, ConcurrencyMode, Database, DatabaseError, ReadTransaction, ReadableDatabase as _,
    ReadableTable as _, StorageBackend, StorageError, TableDefinition, TableError,
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

/// Memory the engine may use for caching: reads come from projections, so it needs next to none. Half of it holds what
/// a commit is about to write: about 12 pages for a full round of orders.
const CACHE_BYTES: usize = 128 * 1024;
/// Format of the file that this program writes, and the newest it reads.
pub(super) const FORMAT: u32 = 1;

const FORMAT_ROW: u64 = 1;
const ID_ROW: u64 = 2;
const CREATED_ROW: u64 = 3;

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

    /// A part of the id, for names of files that belong to this one.
    pub(super) fn mark(&self) -> String {
        self.id
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect()
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
    pub(super) tally: Tally,
}

/// Takes a disk into use, and protects those who copy it from then on.
///
/// # Errors
/// When it is not in order. No other bytes were written to it then than were there before.
pub(super) fn start(disk: &dyn Disk, limits: Limits) -> Result<(Served, Found), OpenCause> {
    let storage = disk.attach(Access::Write).map_err(OpenCause::from_attach)?;
    let copies = Arc::new(Copies::new(limits));
    copies.watch(disk.file());
    let (flipped_flags, found) = try_out(&storage, Access::Write, |_, found| Ok(found))?;
    // The locks are ours by now; they are worth something only on the file that the name leads to.
    if !disk.is_in_place().map_err(OpenCause::from_attach)? {
        return Err(OpenCause::InUse);
    }
    // Not closed in order: a sync may have failed before, in this process or in one that was killed.
    if Header::read(&storage)?.recovery_flag() != 0 {
        write_again(&*storage).map_err(OpenCause::Io)?;
    }
    let live = Attached::live(storage, flipped_flags, Some(Arc::clone(&copies)));
    let engine = builder().create_with_backend(live).map_err(engine_cause)?;
    let served = Served::new(engine, &copies).map_err(read_cause)?;
    Ok((served, found))
}

/// Opens and checks a disk on trial and lets `look` see what is in there. Says too which flags of the header have to be
/// read the other way round.
///
/// # Errors
/// When it is not in order, or `look` says so.
pub(super) fn try_out<T>(
    storage: &Arc<dyn StorageBackend>,
    access: Access,
    look: impl Fn(&Database, Found) -> Result<T, OpenCause>,
) -> Result<(u8, T), OpenCause> {
    let header = Header::read(storage)?;
    let attempt = |flipped_flags| -> Result<T, OpenCause> {
        let engine = trial(storage, access, flipped_flags)?;
        let found = look_around(&engine)?;
        look(&engine, found)
    };
    // The engine may panic over bytes it never wrote; that is a damaged file, not an accident of this program.
    let cause = match catch_unwind(AssertUnwindSafe(|| attempt(0))) {
        Ok(Ok(found)) => {
            // The newer commit slot counts if everything it leads to is whole as well: after a power cut between
            // writing it and choosing it, and just the same when the bit that chooses has flipped. The header is
            // read again, because only now the locks keep others from changing it.
            let newer = Header::read(storage)?
                .older_slot_chosen
                .then(|| catch_unwind(AssertUnwindSafe(|| attempt(PRIMARY_FLAG))));
            return match newer {
                Some(Ok(Ok(newer))) => Ok((PRIMARY_FLAG, newer)),
                _ => Ok((0, found)),
            };
        }
        Ok(Err(cause)) => cause,
        Err(_) => OpenCause::damaged(None, None),
    };
    Err(match cause {
        OpenCause::Damaged { engine, events } => header.truncated(storage).unwrap_or_else(|| {
            let found = events.or_else(|| {
                catch_unwind(AssertUnwindSafe(|| find_damage(storage, &header))).ok()?
            });
            OpenCause::Damaged {
                events: found,
                engine,
            }
        }),
        other => other,
    })
}

pub(super) fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE_BYTES);
    builder
}

/// An engine on a disk that is known to be in order, or empty.
pub(super) fn live(storage: Arc<dyn StorageBackend>) -> Result<Database, DatabaseError> {
    builder().create_with_backend(Attached::live(storage, 0, None))
}

fn trial(
    storage: &Arc<dyn StorageBackend>,
    access: Access,
    flipped_flags: u8,
) -> Result<Database, OpenCause> {
    let trial =
        Attached::trial(Arc::clone(storage), access, flipped_flags).map_err(OpenCause::Io)?;
    builder()
        .set_check_integrity_on_open(true)
        .create_with_backend(trial)
        .map_err(engine_cause)
}

/// Looks for the first damaged block without asking the engine whether its own structures are whole: as a reader
/// beside a writer, which takes the least of them for granted.
fn find_damage(storage: &Arc<dyn StorageBackend>, header: &Header) -> Option<Damage> {
    let flipped_flags = header.recovery_flag();
    let trial = Attached::trial(Arc::clone(storage), Access::Within, flipped_flags).ok()?;
    let engine = builder()
        .set_concurrency_mode(ConcurrencyMode::SingleWriter)
        .open_read_only_with_backend(trial)
        .ok()?;
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
    transaction.open_table(KEYS).map_err(table_cause)?;
    let mut found = Found {
        open_block: OpenBlock::beginning(meta.origin()),
        meta,
        tally: Tally::default(),
    };
    let table = transaction.open_table(BLOCKS).map_err(table_cause)?;
    let mut next = 1;
    let mut rows = table.iter().map_err(read_cause)?;
    while let Some(row) = rows.next() {
        let (key, value) = row.map_err(read_cause)?;
        let first = key.value();
        let header = match check(first, value.value()) {
            Ok(header) if first == next => header,
            Ok(_) => return Err(OpenCause::from_damage(Damage::gap(next, first))),
            Err(flaw) => {
                let after = rows.next().and_then(Result::ok).map(|(key, _)| key.value());
                return Err(OpenCause::from_damage(Damage::of(first, after, flaw)));
            }
        };
        next = first.saturating_add(header.count.into());
        found.tally.put(first, value.value());
    }
    if let Some((key, value)) = table.last().map_err(read_cause)? {
        let first = key.value();
        found.open_block = OpenBlock::resume(first, value.value())
            .map_err(|flaw| OpenCause::from_damage(Damage::of(first, None, flaw)))?;
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
