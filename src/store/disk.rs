//! Where a log's bytes lie: a file, or the simulated twin that tests own. Never knows what the bytes mean.
//! [`Attached`] stands between the engine and the disk: on trial it keeps everything the engine would write to
//! itself, so that a file can be opened, repaired and checked through and through without a bit of it changing.

use core::ops::Bound;
use redb::{BackendError, StorageBackend, backends::FileBackend};
use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// Unit in which a trial keeps what was written.
const PAGE_BYTES: u64 = 4096;
/// Place of the byte that says which commit slot counts, and the bit that says it.
const PRIMARY_SLOT_BYTE: u64 = 9;
const PRIMARY_SLOT_BIT: u8 = 1;

/// What a disk is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// To look at it. It must be there, nothing more.
    Read,
    /// To write to it later.
    Write,
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
}

/// What a trial would have written.
#[derive(Debug, Default)]
struct Kept {
    bytes: u64,
    /// Up to where the disk still says what is there; after that, what is not in `pages` is zero.
    from_disk: u64,
    pages: BTreeMap<u64, Box<[u8]>>,
}

/// A disk as one engine sees it.
#[derive(Debug)]
pub(super) struct Attached {
    disk: Arc<dyn StorageBackend>,
    access: Access,
    /// Shows the other commit slot as the one that counts, until the engine writes its own view of it.
    swap_primary: AtomicBool,
    kept: Option<Mutex<Kept>>,
}

impl Attached {
    /// For real: what the engine writes is written.
    pub(super) fn live(disk: Arc<dyn StorageBackend>, swap_primary: bool) -> Self {
        Self {
            disk,
            access: Access::Write,
            swap_primary: AtomicBool::new(swap_primary),
            kept: None,
        }
    }

    /// On trial: what the engine writes is kept here and gone afterwards. Locks of the disk outlast the trial.
    pub(super) fn trial(
        disk: Arc<dyn StorageBackend>,
        access: Access,
        swap_primary: bool,
    ) -> io::Result<Self> {
        let bytes = disk.len()?;
        let kept = Kept {
            bytes,
            from_disk: bytes,
            pages: BTreeMap::new(),
        };
        Ok(Self {
            disk,
            access,
            swap_primary: AtomicBool::new(swap_primary),
            kept: Some(Mutex::new(kept)),
        })
    }

    fn read_disk(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.disk.read(offset, out)?;
        if self.swap_primary.load(Ordering::Relaxed)
            && let Some(at) = PRIMARY_SLOT_BYTE.checked_sub(offset)
            && let Some(byte) = usize::try_from(at).ok().and_then(|at| out.get_mut(at))
        {
            *byte ^= PRIMARY_SLOT_BIT;
        }
        Ok(())
    }

    /// Reads one page's part: from what was kept, or from the disk as far as that reaches.
    fn read_part(&self, kept: &Kept, offset: u64, out: &mut [u8]) -> io::Result<()> {
        if let Some(page) = kept.pages.get(&(offset / PAGE_BYTES)) {
            let at = (offset % PAGE_BYTES) as usize;
            out.copy_from_slice(&page[at..at + out.len()]);
            return Ok(());
        }
        out.fill(0);
        let there = kept.from_disk.saturating_sub(offset).min(out.len() as u64);
        match &mut out[..there as usize] {
            [] => Ok(()),
            there => self.read_disk(offset, there),
        }
    }

    /// A range cut at page borders: offset, and where in the buffer.
    fn parts(offset: u64, bytes: usize) -> impl Iterator<Item = (u64, core::ops::Range<usize>)> {
        let end = offset + bytes as u64;
        let next = move |at: &u64| Some((at / PAGE_BYTES + 1) * PAGE_BYTES).filter(|at| *at < end);
        core::iter::successors(Some(offset).filter(|at| *at < end), next).map(move |at| {
            let until = ((at / PAGE_BYTES + 1) * PAGE_BYTES).min(end);
            (at, (at - offset) as usize..(until - offset) as usize)
        })
    }

    fn write_kept(&self, kept: &mut Kept, offset: u64, data: &[u8]) -> io::Result<()> {
        if offset + data.len() as u64 > kept.bytes {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        for (at, part) in Self::parts(offset, data.len()) {
            let number = at / PAGE_BYTES;
            if !kept.pages.contains_key(&number) {
                let mut page = vec![0; PAGE_BYTES as usize];
                self.read_part(kept, number * PAGE_BYTES, &mut page)?;
                kept.pages.insert(number, page.into());
            }
            if let Some(page) = kept.pages.get_mut(&number) {
                let from = (at % PAGE_BYTES) as usize;
                page[from..from + part.len()].copy_from_slice(&data[part]);
            }
        }
        Ok(())
    }
}

fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

impl StorageBackend for Attached {
    fn len(&self) -> io::Result<u64> {
        match &self.kept {
            Some(kept) => Ok(lock(kept).bytes),
            None => self.disk.len(),
        }
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let Some(kept) = &self.kept else {
            return self.read_disk(offset, out);
        };
        let kept = lock(kept);
        if offset.saturating_add(out.len() as u64) > kept.bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Self::parts(offset, out.len())
            .try_for_each(|(at, part)| self.read_part(&kept, at, &mut out[part]))
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let Some(kept) = &self.kept else {
            return self.disk.set_len(len);
        };
        let mut kept = lock(kept);
        kept.bytes = len;
        kept.from_disk = kept.from_disk.min(len);
        kept.pages.retain(|page, _| page * PAGE_BYTES < len);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        match &self.kept {
            Some(_) => Ok(()),
            None => self.disk.sync_data(),
        }
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        match &self.kept {
            Some(kept) => self.write_kept(&mut lock(kept), offset, data)?,
            None => self.disk.write(offset, data)?,
        }
        if offset <= PRIMARY_SLOT_BYTE && self.kept.is_none() {
            self.swap_primary.store(false, Ordering::Relaxed);
        }
        Ok(())
    }

    fn close(&self) -> io::Result<()> {
        match &self.kept {
            Some(_) => Ok(()),
            None => self.disk.close(),
        }
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        match self.access {
            Access::Write => self.disk.try_lock_range(start, end),
            Access::Read => self.disk.try_lock_shared_range(start, end),
        }
    }

    fn try_lock_shared_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> Result<bool, BackendError> {
        self.disk.try_lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.disk.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.disk.query_lock_range(start, end)
    }
}
