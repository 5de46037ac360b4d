//! Making the file of a new house: under a temporary name in the same folder, synced, then renamed into place and the
//! folder synced. So a power cut leaves either no file or a whole one, and a file that is there is never overwritten.

use super::{
    engine::{self, BLOCKS, KEYS, META, Meta},
    open_error::{CreateError, OpenError},
    redb_log::{RedbLog, begin_durable},
};
use crate::domain::time::Moment;
use redb::{StorageBackend, backends::FileBackend};
use rustix::{
    fs::{CWD, RenameFlags},
    io::Errno,
};
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The file holds keys and password hashes: nobody but its owner may read it.
const MODE: u32 = 0o600;

impl RedbLog {
    /// Makes a new file with an empty log and opens it.
    ///
    /// # Errors
    /// When there is something of that name already, or the file system refuses. Nothing is left behind then.
    pub fn create(path: &Path, created: Moment) -> Result<Self, CreateError> {
        let at = |cause| CreateError::new(path, cause);
        if path.symlink_metadata().is_ok() {
            return Err(CreateError::exists(path));
        }
        let meta = new_meta(created).map_err(at)?;
        let temporary = temporary_name(path, &meta.mark());
        let made = write_new(&temporary, &meta).and_then(|()| put_in_place(&temporary, path));
        if made.is_err() {
            // What cannot be removed either does no harm: its name is unlike any other and ends in ".new".
            let _ = fs::remove_file(&temporary);
        }
        made.map_err(at)?;
        Self::open(path).map_err(|OpenError { cause, .. }| CreateError::opening(path, cause))
    }
}

pub(super) fn new_meta(created: Moment) -> io::Result<Meta> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(io::Error::other)?;
    Ok(Meta { id, created })
}

/// `.NAME.0123abcd.new` beside the file to be.
pub(super) fn temporary_name(path: &Path, mark: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{mark}.new"));
    path.with_file_name(name)
}

/// A new, empty file that nobody but its owner can read.
pub(super) fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(MODE)
        .open(path)
}

pub(super) fn write_new(path: &Path, meta: &Meta) -> io::Result<()> {
    let file = new_file(path)?;
    let synced = file.try_clone()?;
    let backend = FileBackend::new(file).map_err(io::Error::other)?;
    lay_out(Arc::new(backend), meta).map_err(into_io)?;
    synced.sync_all()
}

/// Writes an empty log onto an empty disk.
pub(super) fn lay_out(disk: Arc<dyn StorageBackend>, meta: &Meta) -> Result<(), redb::Error> {
    let engine = engine::live(disk)?;
    let transaction = begin_durable(&engine)?;
    transaction.open_table(BLOCKS)?;
    transaction.open_table(KEYS)?;
    {
        let mut table = transaction.open_table(META)?;
        for (row, value) in meta.rows() {
            table.insert(row, &value[..])?;
        }
    }
    transaction.commit()?;
    engine.close()?;
    Ok(())
}

pub(super) fn into_io(cause: redb::Error) -> io::Error {
    match cause {
        redb::Error::Io(cause) => cause,
        other => io::Error::other(other),
    }
}

/// Gives the file its name, unless there is one of that name by now, and makes sure of it.
pub(super) fn put_in_place(temporary: &Path, path: &Path) -> io::Result<()> {
    match rustix::fs::renameat_with(CWD, temporary, CWD, path, RenameFlags::NOREPLACE) {
        Ok(()) => {}
        // Not every file system can rename without replacing; a hard link does not replace either.
        Err(Errno::INVAL | Errno::NOSYS) => {
            rustix::fs::link(temporary, path)?;
            fs::remove_file(temporary)?;
        }
        Err(cause) => return Err(cause.into()),
    }
    sync_folder_of(path)
}

/// Makes sure that what is called so now is called so after a power cut as well.
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::PermissionsExt as _};

    #[test]
    fn nobody_but_the_owner_can_read_a_new_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("house.hutbook");
        RedbLog::create(&path, Moment::default()).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}
