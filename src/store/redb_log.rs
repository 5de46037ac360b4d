//! The event log in a file: blocks of events in tables of the embedded engine. One transaction per append, durable
//! before it is answered. After any error of the engine the outcome is unknown until the log has been opened anew.
//! Never decides anything: what is appended has been decided, sealed and numbered by others.

use super::{
    Appended, EventLog, Failure, LogReader, NotAppendable, SecretKey,
    block::Packer,
    codec::Unwritable,
    copies::Served,
    create::lay_out,
    disk::{Access, Disk, FileDisk},
    engine::{self, BLOCKS, Found, KEYS, Meta},
    filler::{FillError, OpenBlock, fill},
    holds::Limits,
    misnumbered,
    open_error::{OpenCause, OpenError},
    redb_reader::{Closed, Shared},
    rewrite::{CopyError, Rewritten, bytes_needed, take_away, write_beside},
    simulated::SimulatedDisk,
};
use crate::domain::{
    event::Recorded,
    ids::{PersonId, Sequence},
    time::Moment,
};
use core::{fmt, ops::ControlFlow};
use redb::{Database, Durability, WriteTransaction};
use std::{path::Path, sync::Arc, time::Duration};

/// Bytes that stay free on the disk: room to sign in, to look, to delete and to make a backup when it is full.
pub const FREE_FLOOR_BYTES: u64 = 8 * 1024 * 1024;
/// Bytes an append is reckoned to need beside its events: copies of tree pages and allocator state.
const APPEND_BYTES: u64 = 256 * 1024;
/// Bytes an event is reckoned to need.
const EVENT_BYTES: u64 = 256;

/// What a simulated file says about itself: always the same, so that a seed reproduces a whole run.
const SIMULATED: Meta = Meta {
    id: *b"simulated hutboo",
    created: Moment::from_millis(0),
};

/// The log of one house in its file.
pub struct RedbLog {
    shared: Arc<Shared>,
    open_block: OpenBlock,
    packer: Packer,
    /// The file has been replaced, but a power cut could still bring the old one back.
    name_unsure: bool,
    /// How far those who copy the file are protected.
    limits: Limits,
}

/// Why an append wrote nothing, or does not know.
enum WriteError {
    Unwritable(Unwritable),
    Engine(redb::Error),
    Closed,
}

impl<E: Into<redb::Error>> From<E> for WriteError {
    fn from(cause: E) -> Self {
        Self::Engine(cause.into())
    }
}

impl RedbLog {
    /// Opens the log in a file. After a crash it is mended without a word.
    ///
    /// # Errors
    /// When the file is not there, not whole, not ours, in use, …: see [`OpenCause`]. It is left untouched then.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_disk(Box::new(FileDisk::new(path)), Limits::default())
    }

    /// Opens the log on a simulated disk, or makes one there if the disk is empty.
    ///
    /// # Errors
    /// As [`RedbLog::open`].
    pub fn open_simulated(disk: &SimulatedDisk) -> Result<Self, OpenError> {
        if disk.bytes().is_empty() {
            let begin = || -> Result<(), OpenCause> {
                let storage = disk.attach(Access::Write).map_err(OpenCause::Io)?;
                lay_out(storage, &SIMULATED).map_err(|cause| OpenCause::damaged(None, Some(cause)))
            };
            begin().map_err(|cause| cause.at(disk.path()))?;
        }
        Self::open_disk(Box::new(disk.clone()), Limits::default())
    }

    pub(super) fn open_disk(disk: Box<dyn Disk>, limits: Limits) -> Result<Self, OpenError> {
        let (engine, found) = match engine::start(&*disk, limits) {
            Ok(started) => started,
            Err(cause) => return Err(cause.at(disk.path())),
        };
        let shared = Shared::new(disk, found.meta);
        let open_block = take_over(&shared, engine, found);
        Ok(Self {
            shared: Arc::new(shared),
            open_block,
            packer: Packer::new(),
            name_unsure: false,
            limits,
        })
    }

    /// Random number of the file; its copies have the same.
    pub fn file_id(&self) -> [u8; 16] {
        self.shared.meta().id
    }

    /// When the file was made.
    pub fn created(&self) -> Moment {
        self.shared.meta().created
    }

    pub(super) fn meta(&self) -> &Meta {
        self.shared.meta()
    }

    /// Lets something read the engine, if it is open.
    pub(super) fn with_engine<T>(
        &self,
        read: impl FnOnce(&Served) -> Result<T, CopyError>,
    ) -> Result<T, CopyError> {
        match &*self.shared.engine() {
            Some(engine) => read(engine),
            None => Err(CopyError::Closed),
        }
    }

    fn lacks_room_to_rewrite(&self) -> Result<bool, Failure> {
        let blocks = self.shared.figures()?.blocks.blocks;
        let free = self.shared.disk().free_bytes().map_err(Failure::new)?;
        Ok(free < FREE_FLOOR_BYTES + bytes_needed(blocks))
    }

    /// Whether `first` stands right after `expected` already.
    fn is_repetition(&self, expected: Sequence, first: &Recorded) -> Result<bool, Failure> {
        let mut same = false;
        self.shared.replay(expected, &mut |recorded| {
            same = recorded.command == first.command;
            ControlFlow::Break(())
        })?;
        Ok(same)
    }

    fn is_full(&self, events: usize) -> Result<bool, Failure> {
        let disk = self.shared.disk();
        let free = disk.free_bytes().map_err(Failure::new)?;
        self.shared.mind_room(free);
        let needed = FREE_FLOOR_BYTES + APPEND_BYTES + EVENT_BYTES * events as u64;
        Ok(free < needed)
    }

    fn write(
        &mut self,
        events: &[Recorded],
        keys: &[(PersonId, SecretKey)],
    ) -> Result<(), WriteError> {
        let engine = self.shared.engine();
        let engine = engine.as_ref().ok_or(WriteError::Closed)?;
        let mut tally = self.shared.tally();
        let transaction = engine.begin_write()?;
        if !events.is_empty() {
            let mut blocks = transaction.open_table(BLOCKS)?;
            let filled = fill(
                &mut self.open_block,
                events,
                &mut self.packer,
                &mut |first, block| {
                    tally.put(first, block);
                    blocks.insert(first, block).map(drop)
                },
            );
            match filled {
                Ok(()) => {}
                Err(FillError::Unwritable(cause)) => return Err(WriteError::Unwritable(cause)),
                Err(FillError::Sink(cause)) => return Err(cause.into()),
            }
        }
        if !keys.is_empty() {
            let mut table = transaction.open_table(KEYS)?;
            for (person, key) in keys {
                table.insert(u64::from(person.number()), &key.0[..])?;
            }
        }
        transaction.commit()?;
        self.shared.grew(self.open_block.last(), tally);
        Ok(())
    }

    /// What to answer when the engine has failed. A full disk is told apart, once it is certain that nothing stayed.
    fn after_failure(&mut self, expected: Sequence, cause: redb::Error) -> Appended {
        let full =
            matches!(&cause, redb::Error::Io(io) if io.kind() == std::io::ErrorKind::StorageFull);
        let failure = Failure::new(cause);
        if full && matches!(self.reopen(), Ok(head) if head == expected) {
            return Appended::Full;
        }
        Appended::Unknown(failure)
    }
}

/// A transaction that is on the disk when its commit returns, and whose file needs no long repair after a crash. Only
/// for files that nobody knows yet; a served one is written to by [`Served::begin_write`].
pub(super) fn begin_durable(engine: &Database) -> Result<WriteTransaction, redb::Error> {
    let mut transaction = engine.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    transaction.set_quick_repair(true);
    Ok(transaction)
}

/// Puts a new file in the place of the old one, unless somebody else has put another one there meanwhile.
fn take_its_place(old: &dyn Disk, new: &dyn Disk) -> Result<(), OpenCause> {
    if !old.is_in_place().map_err(OpenCause::from_attach)? {
        return Err(OpenCause::Replaced);
    }
    new.take_name_of(old).map_err(OpenCause::from_attach)
}

/// Makes what was found in the file the truth.
fn take_over(shared: &Shared, engine: Served, found: Found) -> OpenBlock {
    shared.started(engine, found.open_block.last(), found.tally);
    found.open_block
}

impl EventLog for RedbLog {
    fn head(&self) -> Sequence {
        self.open_block.last()
    }

    fn append(
        &mut self,
        expected: Sequence,
        events: &[Recorded],
        keys: &[(PersonId, SecretKey)],
    ) -> Appended {
        if let Some(sequence) = misnumbered(expected, events) {
            return Appended::Rejected(Failure::new(NotAppendable::Misnumbered(sequence)));
        }
        let head = self.head();
        if expected != head {
            let repeated = match events.first() {
                Some(first) if expected < head => self.is_repetition(expected, first),
                _ => Ok(false),
            };
            return match repeated {
                Ok(true) => Appended::Duplicate {
                    sequence: expected + 1,
                },
                Ok(false) => Appended::Conflict { head },
                Err(failure) => Appended::Unknown(failure),
            };
        }
        match self.is_full(events.len()) {
            Ok(false) => {}
            Ok(true) => return Appended::Full,
            Err(failure) => return Appended::Unknown(failure),
        }
        let before = self.open_block.clone();
        let cause = match self.write(events, keys) {
            Ok(()) => return Appended::Ok,
            Err(cause) => cause,
        };
        self.open_block = before;
        match cause {
            WriteError::Unwritable(cause) => {
                Appended::Rejected(Failure::new(NotAppendable::Unwritable(cause)))
            }
            WriteError::Closed => Appended::Unknown(Failure::new(Closed)),
            WriteError::Engine(cause) => self.after_failure(expected, cause),
        }
    }

    fn has_room(&self) -> Result<bool, Failure> {
        self.is_full(1).map(|full| !full)
    }

    fn rewrite(&mut self, without: &[PersonId]) -> Rewritten {
        match self.lacks_room_to_rewrite() {
            Ok(false) => {}
            Ok(true) => return Rewritten::Full,
            Err(failure) => return Rewritten::NotDone(failure),
        }
        let disk = self.shared.disk();
        let limits = self.limits;
        let written = self
            .with_engine(|engine| write_beside(engine, disk, self.shared.meta(), without, limits));
        let (new, (engine, found)) = match written {
            Ok(written) => written,
            Err(cause) if cause.is_full() => return Rewritten::Full,
            Err(cause) => return Rewritten::NotDone(Failure::new(cause)),
        };
        // From here on both files are locked, until the old one is let go.
        if let Err(cause) = take_its_place(disk, &*new) {
            take_away(&*new);
            return Rewritten::NotDone(Failure::new(cause.at(disk.path())));
        }
        self.shared.leave_alone();
        if let Err(cause) = disk.adopt().and_then(|()| disk.sync_name()) {
            self.name_unsure = true;
            self.shared.close();
            return Rewritten::Unknown(Failure::new(cause));
        }
        self.open_block = take_over(&self.shared, engine, found);
        Rewritten::Ok
    }

    fn pause(&self) -> Duration {
        self.shared.pause()
    }

    fn reopen(&mut self) -> Result<Sequence, Failure> {
        self.shared.close();
        let disk = self.shared.disk();
        if self.name_unsure {
            // What were appended to the new file now would be lost if the old one came back.
            disk.sync_name().map_err(Failure::new)?;
            self.name_unsure = false;
        }
        let (engine, found) = engine::start(disk, self.limits)
            .map_err(|cause| Failure::new(cause.at(disk.path())))?;
        if found.meta.id != self.shared.meta().id {
            return Err(Failure::new(OpenCause::Replaced.at(disk.path())));
        }
        self.open_block = take_over(&self.shared, engine, found);
        Ok(self.head())
    }

    fn reader(&self) -> Arc<dyn LogReader> {
        Arc::<Shared>::clone(&self.shared)
    }
}

impl fmt::Debug for RedbLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedbLog")
            .field("path", &self.shared.disk().path())
            .field("head", &self.head())
            .finish_non_exhaustive()
    }
}
