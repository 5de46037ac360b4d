//! Putting a backup in the place of a house's file: checked in full first, the replaced file kept aside, people who had
//! been erased since forgotten again, and then one rename. A power cut at any moment leaves either the old file or the
//! restored one under the name. Never touches a file that is in use, and never the backup.

use super::{
    CreateError, EventLog as _, Failure, LogReader, OpenCause, OpenError, RedbLog, Rewritten,
    backup::{BackupError, DEFAULT_FOLDER, copy_beside},
    create::sync_folder_of,
    disk::{Access, Disk as _, FileDisk},
    engine::{Found, try_out},
    erased::{self, Erased},
    temporary::{Temporary, folder_of},
    verify::{Verified, verify},
    walk::Walk,
};
use crate::domain::{
    ids::{CommandId, PersonId, Sequence, Stream},
    time::Moment,
};
use core::{fmt, ops::ControlFlow, sync::atomic::AtomicBool};
use jiff::Timestamp;
use redb::{Database, ReadableDatabase as _};
use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    fs::{self, File, TryLockError},
    io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

/// Most files replaced within the same second that are kept aside under names of their own.
const MOST_ASIDE: u32 = 100;

/// Why nothing was restored. The file is as it was.
#[derive(Debug)]
pub enum RestoreError {
    /// The backup cannot be read, is not in order, or cannot be copied to its place.
    Backup(BackupError),
    /// The file is in use.
    InUse(PathBuf),
    /// The backup is the very file it should replace.
    Same(PathBuf),
    /// The file cannot be replaced or kept aside.
    Place(CreateError),
    /// Who was erased since could not be forgotten again in the copy.
    NotForgotten(Failure),
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Backup(error) => error.fmt(f),
            Self::InUse(path) => write!(
                f,
                "{}: the house is being served, or another process has its file open. Stop it first; nothing was changed.",
                path.display()
            ),
            Self::Same(path) => write!(
                f,
                "{}: the backup is the very file it should replace. Name the backup first, then the house's file.",
                path.display()
            ),
            Self::Place(error) => error.fmt(f),
            Self::NotForgotten(_) => f.write_str(
                "people who were erased since the backup could not be forgotten again in the restored file; nothing \
                 was changed",
            ),
        }
    }
}

impl core::error::Error for RestoreError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Backup(error) => error.source(),
            Self::Place(error) => error.source(),
            Self::NotForgotten(failure) => Some(failure),
            Self::InUse(_) | Self::Same(_) => None,
        }
    }
}

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    /// What the backup holds.
    pub backup: Verified,
    /// What became of the file that was there, if there was one.
    pub replaced: Option<Replaced>,
    /// People whose keys are in the backup but had been deleted since; they have been deleted again.
    pub erased: BTreeSet<PersonId>,
    /// Ledgers of the erased that could not be read, with what is wrong with them.
    pub unread: Vec<(PathBuf, io::Error)>,
}

/// A file that was replaced.
#[derive(Debug)]
pub struct Replaced {
    /// Where it is now.
    pub aside: PathBuf,
    /// What it was.
    pub state: State,
}

/// What the replaced file was.
#[derive(Debug)]
pub enum State {
    /// The same house; it has so many events that the backup has not.
    SameHouse {
        /// How many.
        later: u64,
    },
    /// Another house's, or this house's made anew.
    OtherHouse {
        /// How many events it has.
        events: u64,
    },
    /// It cannot be read as it is.
    Unreadable(OpenError),
}

/// Restores a house's file from a backup.
///
/// # Errors
/// When the backup or the place is not in order, or the file is in use. The file is as it was then.
pub fn restore(backup: &Path, file: &Path, now: Moment) -> Result<Restored, RestoreError> {
    // A link to the file keeps leading to it.
    let file = &fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let there = file.symlink_metadata().is_ok();
    let old = if there {
        Some((examine(backup, file)?, hold(file)?))
    } else {
        None
    };
    let copied =
        copy_beside(backup, file, &AtomicBool::new(false)).map_err(RestoreError::Backup)?;
    let (temporary, verified) = (copied.temporary, copied.verified);
    let known = old.as_ref().and_then(|(known, _)| known.as_ref().ok());
    let same_house = known.filter(|known| known.file_id == verified.file_id);
    let (mut erased, unread) = erased::read_all(&ledger_folders(backup, file), &verified.file_id);
    erased.extend(same_house.iter().flat_map(|known| &known.forgotten));
    let erased = forget_again(&temporary, &erased)?;
    let common = same_house.map(|_| common_events(temporary.path(), file));
    let place = |cause| RestoreError::Place(CreateError::new(file, cause));
    let replaced = match old {
        None => {
            temporary.put_in_place(file).map_err(place)?;
            None
        }
        Some((known, _held)) => {
            let aside = keep_aside(file, now).map_err(place)?;
            temporary.take_the_place_of(file).map_err(place)?;
            let state = match (known, common) {
                (Err(error), _) => State::Unreadable(error),
                (Ok(known), Some(common)) => State::SameHouse {
                    later: known.events.saturating_sub(common),
                },
                (Ok(known), None) => State::OtherHouse {
                    events: known.events,
                },
            };
            Some(Replaced { aside, state })
        }
    };
    Ok(Restored {
        backup: verified,
        replaced,
        erased,
        unread,
    })
}

/// Where ledgers of the erased may stand: beside the backup, beside the file, and in the folder of its own backups.
fn ledger_folders(backup: &Path, file: &Path) -> [PathBuf; 3] {
    let beside = folder_of(file);
    [
        folder_of(backup).to_owned(),
        beside.to_owned(),
        beside.join(DEFAULT_FOLDER),
    ]
}

/// What the file that will be replaced is.
fn examine(backup: &Path, file: &Path) -> Result<Result<Verified, OpenError>, RestoreError> {
    if let (Ok(a), Ok(b)) = (fs::metadata(backup), fs::metadata(file))
        && (a.dev(), a.ino()) == (b.dev(), b.ino())
    {
        return Err(RestoreError::Same(file.to_owned()));
    }
    match verify(file) {
        Err(OpenError {
            cause: OpenCause::InUse,
            ..
        }) => Err(RestoreError::InUse(file.to_owned())),
        Err(
            error @ OpenError {
                cause: OpenCause::NotAFile,
                ..
            },
        ) => Err(RestoreError::Backup(BackupError::Source(error))),
        known => Ok(known),
    }
}

/// Takes the lock that whoever serves a file takes, so that nobody begins meanwhile.
fn hold(file: &Path) -> Result<File, RestoreError> {
    let place = |cause| RestoreError::Place(CreateError::new(file, cause));
    let held = File::open(file).map_err(place)?;
    match held.try_lock() {
        Err(TryLockError::WouldBlock) => Err(RestoreError::InUse(file.to_owned())),
        Err(TryLockError::Error(cause)) if cause.kind() != io::ErrorKind::Unsupported => {
            Err(place(cause))
        }
        Ok(()) | Err(TryLockError::Error(_)) => Ok(held),
    }
}

/// Deletes the keys of those who have been erased since, as far as they are in the copy. Answers whose that were.
fn forget_again(
    copy: &Temporary,
    erased: &BTreeSet<Erased>,
) -> Result<BTreeSet<PersonId>, RestoreError> {
    if erased.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut log = RedbLog::open(copy.path())
        .map_err(|error| RestoreError::Backup(BackupError::Source(error)))?;
    let keys = log.reader().keys().map_err(RestoreError::NotForgotten)?;
    let added = moments_of_adding(&*log.reader()).map_err(RestoreError::NotForgotten)?;
    let was_erased = |person: &PersonId| {
        let person = *person;
        added.get(&person).is_some_and(|added| {
            erased.contains(&Erased {
                person,
                added: *added,
            })
        })
    };
    let again: BTreeSet<_> = keys
        .into_iter()
        .map(|(person, _)| person)
        .filter(was_erased)
        .collect();
    if again.is_empty() {
        return Ok(again);
    }
    let without: Vec<_> = again.iter().copied().collect();
    match log.rewrite(&without) {
        Rewritten::Ok => Ok(again),
        Rewritten::Full => Err(RestoreError::Place(CreateError::new(
            copy.path(),
            io::ErrorKind::StorageFull.into(),
        ))),
        Rewritten::NotDone(failure) | Rewritten::Unknown(failure) => {
            Err(RestoreError::NotForgotten(failure))
        }
    }
}

/// When each person was added, as the log says.
fn moments_of_adding(log: &dyn LogReader) -> Result<BTreeMap<PersonId, Moment>, Failure> {
    let mut added = BTreeMap::new();
    log.replay(0, &mut |recorded| {
        if let Stream::Person(person) = recorded.stream {
            added.entry(person).or_insert(recorded.at);
        }
        ControlFlow::Continue(())
    })?;
    Ok(added)
}

/// How many events the two logs have in common from the beginning on. Both have been checked; what cannot be read all
/// the same counts as different.
fn common_events(a: &Path, b: &Path) -> Sequence {
    let within = |path: &Path| FileDisk::new(path).attach(Access::Within);
    let (Ok(a), Ok(b)) = (within(a), within(b)) else {
        return 0;
    };
    let both = try_out(&a, Access::Within, |a, found_a| {
        let common = try_out(&b, Access::Within, |b, found_b| {
            let (mut same, mut different) = (0, last(&found_a).min(last(&found_b)) + 1);
            while different - same > 1 {
                let middle = same + (different - same) / 2;
                let event = event_at(a, &found_a, middle);
                if event.is_some() && event == event_at(b, &found_b, middle) {
                    same = middle;
                } else {
                    different = middle;
                }
            }
            Ok(same)
        });
        common.map(|(_, common)| common)
    });
    both.map_or(0, |(_, common)| common)
}

const fn last(found: &Found) -> Sequence {
    found.open_block.last()
}

/// By what an event is told from any other that could stand in its place.
fn event_at(engine: &Database, found: &Found, sequence: Sequence) -> Option<(CommandId, Moment)> {
    let event = Cell::new(None);
    let transaction = engine.begin_read().ok()?;
    let mut walk = Walk::after(sequence - 1, found.meta.origin());
    let mut look = |recorded: crate::domain::event::Recorded| {
        event.set(Some((recorded.command, recorded.at)));
        ControlFlow::Break(())
    };
    let _ = walk.slice(&transaction, &mut look).ok()?;
    event.get()
}

/// Gives the file a second name by which it stays: a link where the file system has them, a copy where it has not.
fn keep_aside(file: &Path, now: Moment) -> io::Result<PathBuf> {
    for number in 1..=MOST_ASIDE {
        let aside = aside_name(file, now, number);
        match fs::hard_link(file, &aside) {
            Ok(()) => {
                sync_folder_of(file)?;
                return Ok(aside);
            }
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
            Err(_) => {
                let temporary = Temporary::beside(&aside)?;
                fs::copy(file, temporary.path())?;
                File::open(temporary.path())?.sync_all()?;
                temporary.put_in_place(&aside)?;
                return Ok(aside);
            }
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// `NAME.hutbook.before-restore-20261125-031205Z`, with `-2` and so on behind it for further ones of the same second.
fn aside_name(file: &Path, now: Moment, number: u32) -> PathBuf {
    let now = Timestamp::from_millisecond(now.millis()).unwrap_or_default();
    let mut name = OsString::from(file.file_name().unwrap_or_default());
    name.push(now.strftime(".before-restore-%Y%m%d-%H%M%SZ").to_string());
    if number > 1 {
        name.push(format!("-{number}"));
    }
    file.with_file_name(name)
}
