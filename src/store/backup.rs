//! A backup: the bytes of a log's file, read from beginning to end by somebody who opens it, as any other program would
//! copy it. The copy is checked in full, from the disk and not from memory, before it gets its name.
//! Never writes to the source, never overwrites anything, leaves nothing behind when it fails.

use super::{
    CreateError, FREE_FLOOR_BYTES, OpenCause, OpenError,
    create::new_file,
    temporary::{Temporary, folder_of, sweep},
    verify::{Verified, verify},
};
use core::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
};
use rustix::fs::Advice;
use std::{
    ffi::OsStr,
    fs::File,
    io::{self, Read, Write as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Folder beside a house's file in which its backups are kept unless another is named.
pub const DEFAULT_FOLDER: &str = "backups";
/// How often a copy is taken again because the file changed meanwhile and the copy is not valid.
const MOST_TRIES: u32 = 5;
/// Bytes that are copied at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// Why there is no backup. Nothing was left behind.
#[derive(Debug)]
pub enum BackupError {
    /// The file cannot be read, or is not in order.
    Source(OpenError),
    /// The copy cannot be written.
    Target(CreateError),
    /// The file changed while it was copied, and no copy was valid.
    Changing(PathBuf),
    /// It was broken off, because the program ends.
    Stopped,
    /// There is no file to copy.
    NoFile,
}

impl fmt::Display for BackupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(error) => error.fmt(f),
            Self::Target(error) => error.fmt(f),
            Self::Changing(path) => write!(
                f,
                "{}: the file changed while it was copied, and none of {MOST_TRIES} copies was valid. Try again when \
                 there is less going on.",
                path.display()
            ),
            Self::Stopped => f.write_str("the backup was broken off because the program ends"),
            Self::NoFile => f.write_str("this house has no file that could be copied"),
        }
    }
}

impl core::error::Error for BackupError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Source(error) => error.source(),
            Self::Target(error) => error.source(),
            Self::Changing(_) | Self::Stopped | Self::NoFile => None,
        }
    }
}

/// A copy that has been checked. It has a temporary name and is gone when this is dropped.
#[derive(Debug)]
pub struct Copied {
    pub(super) temporary: Temporary,
    /// What is in it.
    pub verified: Verified,
}

impl Copied {
    /// Gives the copy its name, unless there is something of that name.
    ///
    /// # Errors
    /// When there is, or the file system refuses. The copy is gone then.
    pub fn put_at(self, to: &Path) -> Result<Verified, BackupError> {
        let put = self.temporary.put_in_place(to);
        put.map_err(|cause| target(to, cause))?;
        Ok(self.verified)
    }

    /// The copy as an open file without a name: it takes no room any more as soon as it is closed, whatever happens.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn into_unnamed(self) -> Result<(File, Verified), BackupError> {
        let path = self.temporary.path();
        let file = File::open(path).map_err(|cause| target(path, cause))?;
        Ok((file, self.verified))
    }
}

/// Copies the log in a file to a new file, whether or not it is in use, and checks the copy.
///
/// # Errors
/// When the file or the place for the copy is not in order.
pub fn copy(from: &Path, to: &Path) -> Result<Verified, BackupError> {
    if to.symlink_metadata().is_ok() {
        return Err(BackupError::Target(CreateError::exists(to)));
    }
    copy_beside(from, to, &AtomicBool::new(false))?.put_at(to)
}

/// Removes what broken-off copies have left in a folder, of those whose names begin with `names`. Only for whoever is
/// sure that nobody is making one.
///
/// # Errors
/// When the folder cannot be read or written.
pub fn sweep_up(folder: &Path, names: &str) -> io::Result<()> {
    sweep(folder, OsStr::new(names))
}

/// Removes what broken-off copies of all kinds have left beside a file under temporary names for it. Only for whoever
/// serves the file.
///
/// # Errors
/// When its folder cannot be read or written.
pub fn sweep_up_beside(file: &Path) -> io::Result<()> {
    sweep(folder_of(file), file.file_name().unwrap_or_default())
}

/// Copies the log in a file under a temporary name beside `to` and checks the copy. Setting `stop` breaks it off.
///
/// # Errors
/// As [`copy`].
pub fn copy_beside(from: &Path, to: &Path, stop: &AtomicBool) -> Result<Copied, BackupError> {
    for _ in 0..MOST_TRIES {
        if let Some(copied) = try_copy(from, to, stop)? {
            return Ok(copied);
        }
    }
    Err(BackupError::Changing(from.to_owned()))
}

/// One try; `None` when the file changed meanwhile and the copy is not valid.
fn try_copy(from: &Path, to: &Path, stop: &AtomicBool) -> Result<Option<Copied>, BackupError> {
    let source = |cause: OpenCause| BackupError::Source(cause.at(from));
    let mut file = open(from).map_err(|cause| source(OpenCause::from_attach(cause)))?;
    let before = stamp(&file).map_err(|cause| source(OpenCause::Io(cause)))?;
    room_for(to, before.0).map_err(|cause| target(to, cause))?;
    let temporary = Temporary::beside(to).map_err(|cause| target(to, cause))?;
    let sum = write(&mut file, from, &temporary, to, stop)?;
    let after = stamp(&file).map_err(|cause| source(OpenCause::Io(cause)))?;
    drop(file);
    match verify(temporary.path()) {
        Ok(verified) => Ok(Some(Copied {
            temporary,
            verified,
        })),
        Err(OpenError {
            cause: OpenCause::Io(cause) | OpenCause::Forbidden(cause),
            ..
        }) => Err(target(to, cause)),
        Err(_) if after != before => Ok(None),
        Err(error) => match read_sum(temporary.path()) {
            Ok(again) if again == sum => Err(source(error.cause)),
            Ok(_) => Err(target(
                to,
                io::Error::other("the disk gives back other bytes than were written"),
            )),
            Err(cause) => Err(target(to, cause)),
        },
    }
}

pub(super) fn target(to: &Path, cause: io::Error) -> BackupError {
    BackupError::Target(CreateError::new(to, cause))
}

/// Opens what must be a file.
fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    let kind = file.metadata()?.file_type();
    if kind.is_dir() {
        Err(io::ErrorKind::IsADirectory.into())
    } else if !kind.is_file() {
        Err(io::ErrorKind::InvalidInput.into())
    } else {
        Ok(file)
    }
}

/// By what it shows that somebody has written to a file: its length and when that was.
fn stamp(file: &File) -> io::Result<(u64, SystemTime)> {
    let now = file.metadata()?;
    Ok((now.len(), now.modified()?))
}

/// Whether so many bytes fit, and leave as much free as a house wants to have.
fn room_for(to: &Path, bytes: u64) -> io::Result<()> {
    let disk = rustix::fs::statvfs(folder_of(to))?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    if free < bytes.saturating_add(FREE_FLOOR_BYTES) {
        return Err(io::ErrorKind::StorageFull.into());
    }
    Ok(())
}

/// Copies all bytes, sees that they are on the disk and no longer in memory, and answers with their checksum.
fn write(
    file: &mut File,
    from: &Path,
    temporary: &Temporary,
    to: &Path,
    stop: &AtomicBool,
) -> Result<u32, BackupError> {
    let at_target = |cause| target(to, cause);
    let mut copy = new_file(temporary.path()).map_err(at_target)?;
    let mut buffer = vec![0; CHUNK_BYTES];
    let mut sum = 0;
    loop {
        if stop.load(Ordering::Relaxed) {
            return Err(BackupError::Stopped);
        }
        let bytes = next_chunk(file, &mut buffer)
            .map_err(|cause| BackupError::Source(OpenCause::Io(cause).at(from)))?;
        if bytes.is_empty() {
            break;
        }
        sum = crc32c::crc32c_append(sum, bytes);
        copy.write_all(bytes).map_err(at_target)?;
    }
    copy.sync_all().map_err(at_target)?;
    // So that the check reads the disk. A file system that keeps the bytes all the same does no harm.
    let _ = rustix::fs::fadvise(&copy, 0, None, Advice::DontNeed);
    Ok(sum)
}

fn next_chunk<'a>(file: &mut File, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
    loop {
        match file.read(buffer) {
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            read => return read.map(|bytes| &buffer[..bytes]),
        }
    }
}

fn read_sum(path: &Path) -> io::Result<u32> {
    let (mut file, mut buffer, mut sum) = (File::open(path)?, vec![0; CHUNK_BYTES], 0);
    loop {
        match next_chunk(&mut file, &mut buffer)? {
            [] => return Ok(sum),
            bytes => sum = crc32c::crc32c_append(sum, bytes),
        }
    }
}
