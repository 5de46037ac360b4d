//! Where a log's bytes lie: a file, or the simulated twin that tests own. Never knows what the bytes mean,
//! never decides whether they are in order.

use super::create::{new_file, sync_folder_of, temporary_name};
use redb::{StorageBackend, backends::FileBackend};
use std::{
    fs::{self, File, Metadata, OpenOptions},
    io,
    os::unix::fs::{MetadataExt as _, fchown},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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

    /// An empty place beside it for a new version of the log, with a name made of `mark`. What an earlier attempt left
    /// in that place is gone.
    fn beside(&self, mark: &str) -> io::Result<Box<dyn Disk>>;

    /// Gives this place the name of another, which it replaces in one step. Sure only after [`Disk::sync_name`].
    fn take_name_of(&self, replaced: &dyn Disk) -> io::Result<()>;

    /// Takes it that what the name leads to now is what is attached: it has just been put there on purpose.
    fn adopt(&self) -> io::Result<()>;

    /// Makes sure, against a power cut as well, that the name leads where it leads now.
    fn sync_name(&self) -> io::Result<()>;

    /// Whether the name still leads to what was attached last. Whoever waited for the locks of a file that has been
    /// replaced meanwhile holds something nobody else will ever see.
    fn is_in_place(&self) -> io::Result<bool>;

    /// Takes away a place that was made beside another and not used.
    fn remove(&self) -> io::Result<()>;
}

/// What tells a file from all others on the machine, whatever names they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    fn of(file: &Metadata) -> Self {
        Self {
            device: file.dev(),
            inode: file.ino(),
        }
    }
}

/// A file on a real disk.
#[derive(Debug)]
pub(super) struct FileDisk {
    path: PathBuf,
    attached: Mutex<Option<Identity>>,
}

impl FileDisk {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            attached: Mutex::new(None),
        }
    }

    fn attached(&self) -> MutexGuard<'_, Option<Identity>> {
        self.attached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Owner and permissions as those of the file that is to be replaced. The owner only where that is allowed: a file of
/// one's own in a folder of one's own is all a house needs.
fn made_like(new: &File, old: &Metadata) -> io::Result<()> {
    let made = new.metadata()?;
    if (made.uid(), made.gid()) != (old.uid(), old.gid()) {
        let given = fchown(new, Some(old.uid()), Some(old.gid()));
        if let Err(error) = given {
            tracing::warn!(%error, "the new file could not be given to the owner of the old one");
        }
    }
    new.set_permissions(old.permissions())
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
        *self.attached() = Some(Identity::of(&file.metadata()?));
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

    fn beside(&self, mark: &str) -> io::Result<Box<dyn Disk>> {
        // The file itself is replaced, not a link that leads to it from elsewhere.
        let old = self.path.canonicalize()?;
        let new = temporary_name(&old, mark);
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        made_like(&new_file(&new)?, &fs::metadata(&old)?)?;
        Ok(Box::new(Self::new(&new)))
    }

    fn take_name_of(&self, replaced: &dyn Disk) -> io::Result<()> {
        // Its bytes are synced by now; owner, permissions and length shall be as well before it has the name.
        File::open(&self.path)?.sync_all()?;
        fs::rename(&self.path, replaced.path().canonicalize()?)
    }

    fn adopt(&self) -> io::Result<()> {
        *self.attached() = Some(Identity::of(&fs::metadata(&self.path)?));
        Ok(())
    }

    fn sync_name(&self) -> io::Result<()> {
        sync_folder_of(&self.path.canonicalize()?)
    }

    fn is_in_place(&self) -> io::Result<bool> {
        let named = Identity::of(&fs::metadata(&self.path)?);
        Ok(*self.attached() == Some(named))
    }

    fn remove(&self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}
