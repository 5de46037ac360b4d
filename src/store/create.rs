//! Making the file of a new house: under a temporary name in the same folder, synced, then renamed into place and the
//! folder synced. So a power cut leaves either no file or a whole one, and a file that is there is never overwritten.

use super::{
    attached::Attached,
    engine::{BLOCKS, CACHE_BYTES, KEYS, META, Meta},
    open_error::{CreateError, OpenError},
    redb_log::{RedbLog, begin_durable},
};
use crate::domain::time::Moment;
use redb::{Builder, StorageBackend, backends::FileBackend};
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
        let temporary = temporary_name(path, &meta);
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
fn temporary_name(path: &Path, meta: &Meta) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    let number = meta
        .id
        .iter()
        .take(4)
        .fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    name.push(format!(".{number:08x}.new"));
    path.with_file_name(name)
}

fn write_new(path: &Path, meta: &Meta) -> io::Result<()> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(MODE)
        .open(path)?;
    let synced = file.try_clone()?;
    let backend = FileBackend::new(file).map_err(io::Error::other)?;
    lay_out(Arc::new(backend), meta).map_err(into_io)?;
    synced.sync_all()
}

/// Writes an empty log onto an empty disk.
pub(super) fn lay_out(disk: Arc<dyn StorageBackend>, meta: &Meta) -> Result<(), redb::Error> {
    let engine = Builder::new()
        .set_cache_size(CACHE_BYTES)
        .create_with_backend(Attached::live(disk, 0, None))?;
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

fn into_io(cause: redb::Error) -> io::Error {
    match cause {
        redb::Error::Io(cause) => cause,
        other => io::Error::other(other),
    }
}

/// Gives the file its name, unless there is one of that name by now, and makes sure of it.
fn put_in_place(temporary: &Path, path: &Path) -> io::Result<()> {
    match rustix::fs::renameat_with(CWD, temporary, CWD, path, RenameFlags::NOREPLACE) {
        Ok(()) => {}
        // Not every file system can rename without replacing; a hard link does not replace either.
        Err(Errno::INVAL | Errno::NOSYS) => {
            rustix::fs::link(temporary, path)?;
            fs::remove_file(temporary)?;
        }
        Err(cause) => return Err(cause.into()),
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::CreateCause;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_file_that_appears_at_the_last_moment_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (temporary, path) = (folder.path().join("new"), folder.path().join("house"));
        fs::write(&temporary, "mine").unwrap();
        fs::write(&path, "another's").unwrap();
        let refused = put_in_place(&temporary, &path).unwrap_err();
        assert!(matches!(
            CreateError::new(&path, refused).cause,
            CreateCause::Exists
        ));
        assert_eq!(fs::read(&path).unwrap(), b"another's");
        fs::remove_file(&path).unwrap();
        put_in_place(&temporary, &path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        assert!(!temporary.exists());
    }

    #[test]
    fn nobody_but_the_owner_can_read_a_new_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("house.hutbook");
        RedbLog::create(&path, Moment::default()).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            MODE
        );
    }
}
