//! Where a log's bytes lie: a file, or the simulated twin that tests own. Never knows what the bytes mean,
//! never decides whether they are in order.

use redb::{StorageBackend, backends::FileBackend};
use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What a disk is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// To look at it. It must be there, nothing more.
    Read,
    /// To write to it later.
    Write,
    /// To look at it from within another use of it, which holds the locks.
    Within,
}

/// A place that holds the bytes of one log.
pub(super) trait Disk: Send + Sync {
    /// A handle on the bytes, for one engine after the other.
    fn attach(&self, access: Access) -> io::Result<Arc<dyn StorageBackend>>;

    /// Bytes the log takes.
    fn file_bytes(&self) -> io::Result<u64>;

    /// Bytes that are free beside it.
    fn free_bytes(&self) -> io::Result<u64>;

    /// What to call it in sentences.
    fn path(&self) -> &Path;

    /// The file it is, where it is one that others can open.
    fn file(&self) -> Option<&Path>;
}

/// A file on a real disk.
#[derive(Debug)]
pub(super) struct FileDisk {
    path: PathBuf,
}

impl FileDisk {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
        }
    }
}

impl Disk for FileDisk {
    fn attach(&self, access: Access) -> io::Result<Arc<dyn StorageBackend>> {
        let kind = fs::metadata(&self.path)?.file_type();
        if kind.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !kind.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let file = OpenOptions::new()
            .read(true)
            .write(access == Access::Write)
            .open(&self.path)?;
        let backend = FileBackend::new(file).map_err(io::Error::other)?;
        Ok(Arc::new(backend))
    }

    fn file_bytes(&self) -> io::Result<u64> {
        Ok(fs::metadata(&self.path)?.len())
    }

    fn free_bytes(&self) -> io::Result<u64> {
        let disk = rustix::fs::statvfs(&self.path)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    fn path(&self) -> &Path {
        &self.path
    }

    fn file(&self) -> Option<&Path> {
        Some(&self.path)
    }
}
