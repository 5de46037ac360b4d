//! Making the file of a new house: under a temporary name in the same folder, synced, then renamed into place and the
//! folder synced. So a power cut leaves either no file or a whole one, and a file that is there is never overwritten.

use super::{
    attached::Attached,
    engine::{BLOCKS, CACHE_BYTES, KEYS, META, Meta},
    open_error::{CreateError, OpenError},
    redb_log::{RedbLog, begin_durable},
    temporary::{Temporary, new_file},
};
use crate::domain::time::Moment;
use redb::{Builder, StorageBackend, backends::FileBackend};
use std::{io, path::Path, sync::Arc};

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
        let temporary = Temporary::beside(path).map_err(at)?;
        write_new(temporary.path(), &meta).map_err(at)?;
        temporary.put_in_place(path).map_err(at)?;
        Self::open(path).map_err(|OpenError { cause, .. }| CreateError::opening(path, cause))
    }
}

pub(super) fn new_meta(created: Moment) -> io::Result<Meta> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(io::Error::other)?;
    Ok(Meta { id, created })
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
    let engine = Builder::new()
        .set_cache_size(CACHE_BYTES)
        .create_with_backend(Attached::live(disk, 0))?;
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
