//! What stands between the engine and a disk. On trial it keeps everything the engine would write to itself, so that a
//! file can be opened, repaired and checked through and through without a bit of it changing.

use super::{
    copies::{Copies, left_alone},
    disk::Access,
};
use core::ops::Bound;
use redb::{BackendError, StorageBackend};
use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
};

/// Unit in which a trial keeps what was written.
const PAGE_BYTES: u64 = 4096;
/// Place of the byte of flags in the engine's header.
pub(super) const FLAGS_BYTE: u64 = 9;

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
    /// Flags of the header that are shown the other way round, until the engine writes its own view of them.
    flipped_flags: AtomicU8,
    kept: Option<Mutex<Kept>>,
    /// Who copies the file, if it is one that is served.
    copies: Option<Arc<Copies>>,
}

impl Attached {
    /// For real: what the engine writes is written, with regard to those who copy it.
    pub(super) fn live(
        disk: Arc<dyn StorageBackend>,
        flipped_flags: u8,
        copies: Option<Arc<Copies>>,
    ) -> Self {
        Self {
            disk,
            access: Access::Write,
            flipped_flags: AtomicU8::new(flipped_flags),
            kept: None,
            copies,
        }
    }

    /// On trial: what the engine writes is kept here and gone afterwards. Locks of the disk outlast the trial.
    pub(super) fn trial(
        disk: Arc<dyn StorageBackend>,
        access: Access,
        flipped_flags: u8,
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
            flipped_flags: AtomicU8::new(flipped_flags),
            kept: Some(Mutex::new(kept)),
            copies: None,
        })
    }

    fn read_disk(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.disk.read(offset, out)?;
        if let Some(at) = FLAGS_BYTE.checked_sub(offset)
            && let Some(byte) = usize::try_from(at).ok().and_then(|at| out.get_mut(at))
        {
            *byte ^= self.flipped_flags.load(Ordering::Relaxed);
        }
        Ok(())
    }

    fn may_write(&self) -> io::Result<()> {
        match &self.copies {
            Some(copies) if copies.is_left_alone() => Err(left_alone()),
            _ => Ok(()),
        }
    }

    /// While somebody copies it, a file that should get shorter stays as long as it is: the engine does not mind.
    fn set_disk_len(&self, len: u64) -> io::Result<()> {
        self.may_write()?;
        let Some(copies) = &self.copies else {
            return self.disk.set_len(len);
        };
        let shorter = len < self.disk.len()?;
        if shorter && copies.keeps_length() {
            return Ok(());
        }
        self.disk.set_len(len)?;
        if !shorter {
            copies.has_grown();
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
            return self.set_disk_len(len);
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
            None => {
                self.may_write()?;
                self.disk.sync_data()
            }
        }
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        match &self.kept {
            Some(kept) => self.write_kept(&mut lock(kept), offset, data)?,
            None => {
                self.may_write()?;
                self.disk.write(offset, data)?;
            }
        }
        if offset <= FLAGS_BYTE && self.kept.is_none() {
            self.flipped_flags.store(0, Ordering::Relaxed);
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
            Access::Within => Ok(true),
        }
    }

    fn try_lock_shared_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> Result<bool, BackendError> {
        match self.access {
            Access::Write | Access::Read => self.disk.try_lock_shared_range(start, end),
            Access::Within => Ok(true),
        }
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        match self.access {
            Access::Write | Access::Read => self.disk.lock_shared_range(start, end),
            Access::Within => Ok(()),
        }
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        match self.access {
            Access::Write | Access::Read => self.disk.unlock_range(start, end),
            Access::Within => Ok(()),
        }
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        match self.access {
            Access::Write | Access::Read => self.disk.query_lock_range(start, end),
            Access::Within => Ok(false),
        }
    }
}
