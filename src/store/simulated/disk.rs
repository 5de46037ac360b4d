//! A disk in memory that remembers every write and every sync, so that a test can ask what could be on it had the
//! power failed at any moment: everything synced, and any part of what was not, torn at sectors.
//! Faults: failing at a chosen operation, with any kind of error, before or after it has taken effect in part.

use crate::store::disk::{Access, Disk};
use redb::StorageBackend;
use std::{
    io,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Unit that a real disk writes whole or not at all.
const SECTOR_BYTES: usize = 512;

/// One thing that was done to the disk.
#[derive(Debug, Clone)]
enum Operation {
    Write(u64, Vec<u8>),
    SetLen(u64),
    Sync,
}

/// A failure to come.
#[derive(Debug)]
struct DiskFault {
    /// Operations that go well before.
    after: u64,
    kind: io::ErrorKind,
    /// Whether all operations fail from then on, or only one.
    lasts: bool,
}

#[derive(Debug, Default)]
struct Content {
    /// What was on it at the very beginning.
    origin: Vec<u8>,
    bytes: Vec<u8>,
    done: Vec<Operation>,
    fault: Option<DiskFault>,
    free_bytes: u64,
}

/// A disk in memory. Clones are the same disk.
#[derive(Debug, Clone, Default)]
pub struct SimulatedDisk(Arc<Mutex<Content>>);

impl SimulatedDisk {
    /// An empty disk with plenty of room.
    pub fn new() -> Self {
        Self::holding(Vec::new())
    }

    /// A disk that holds these bytes, all of them synced.
    pub fn holding(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(Content {
            origin: bytes.clone(),
            bytes,
            free_bytes: u64::MAX,
            ..Content::default()
        })))
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bytes on it now.
    pub fn bytes(&self) -> Vec<u8> {
        self.content().bytes.clone()
    }

    /// How many operations were done so far.
    pub fn operations(&self) -> usize {
        self.content().done.len()
    }

    /// Lets every operation after the next `operations` fail, until [`SimulatedDisk::repair`].
    pub fn fail_after(&self, operations: u64, kind: io::ErrorKind) {
        self.content().fault = Some(DiskFault {
            after: operations,
            kind,
            lasts: true,
        });
    }

    /// Lets only the operation after the next `operations` fail.
    pub fn fail_once_after(&self, operations: u64, kind: io::ErrorKind) {
        self.content().fault = Some(DiskFault {
            after: operations,
            kind,
            lasts: false,
        });
    }

    /// Ends the failing.
    pub fn repair(&self) {
        self.content().fault = None;
    }

    /// Sets how many bytes it says are free.
    pub fn set_free_bytes(&self, bytes: u64) {
        self.content().free_bytes = bytes;
    }

    /// What could be on the disk had the power failed after this many operations: all that was synced by then, and of
    /// the rest what `survives` says, asked for every sector of every write and for every change of length.
    pub fn image_after(&self, operations: usize, mut survives: impl FnMut() -> bool) -> Vec<u8> {
        let content = self.content();
        let done = &content.done[..operations.min(content.done.len())];
        let synced = done
            .iter()
            .rposition(|operation| matches!(operation, Operation::Sync))
            .map_or(0, |place| place + 1);
        let mut image = content.origin.clone();
        for operation in &done[..synced] {
            apply(&mut image, operation);
        }
        for operation in &done[synced..] {
            match operation {
                Operation::Write(offset, data) => {
                    for (at, sector) in (0..).zip(data.chunks(SECTOR_BYTES)) {
                        let offset = offset + at * SECTOR_BYTES as u64;
                        if survives() {
                            apply(&mut image, &Operation::Write(offset, sector.to_vec()));
                        }
                    }
                }
                other => {
                    if survives() {
                        apply(&mut image, other);
                    }
                }
            }
        }
        image
    }
}

/// Does the operation to an image. A write beyond the end makes it longer, as on a file.
fn apply(image: &mut Vec<u8>, operation: &Operation) {
    match operation {
        Operation::Write(offset, data) => {
            let at = *offset as usize;
            if image.len() < at + data.len() {
                image.resize(at + data.len(), 0);
            }
            image[at..at + data.len()].copy_from_slice(data);
        }
        Operation::SetLen(len) => image.resize(*len as usize, 0),
        Operation::Sync => {}
    }
}

impl Content {
    fn act(&mut self, operation: Operation) -> io::Result<()> {
        if let Some(fault) = &mut self.fault {
            if fault.after == 0 {
                let kind = fault.kind;
                if !fault.lasts {
                    self.fault = None;
                }
                return Err(kind.into());
            }
            fault.after -= 1;
        }
        apply(&mut self.bytes, &operation);
        self.done.push(operation);
        Ok(())
    }
}

impl StorageBackend for SimulatedDisk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.content().bytes.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let content = self.content();
        let at = offset as usize;
        match content.bytes.get(at..at + out.len()) {
            Some(bytes) => out.copy_from_slice(bytes),
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.content().act(Operation::SetLen(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.content().act(Operation::Sync)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.content().act(Operation::Write(offset, data.to_vec()))
    }
}

impl Disk for SimulatedDisk {
    fn attach(&self, _: Access) -> io::Result<Arc<dyn StorageBackend>> {
        Ok(Arc::new(self.clone()))
    }

    fn file_bytes(&self) -> io::Result<u64> {
        self.len()
    }

    fn free_bytes(&self) -> io::Result<u64> {
        Ok(self.content().free_bytes)
    }

    fn path(&self) -> &Path {
        Path::new("(simulated)")
    }

    fn file(&self) -> Option<&Path> {
        None
    }
}
