//! A disk in memory that remembers every write and every sync, so that a test can ask what could be on it had the
//! power failed at any moment: everything synced, and any part of what was not, torn at sectors. It has one name, and
//! files: the one the name leads to and new versions of it beside, one of which the name can be given to.
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

/// Number of a file on the disk; the first one is 0.
type FileNumber = usize;

/// One thing that was done to a file of the disk.
#[derive(Debug, Clone)]
enum Operation {
    Write(u64, Vec<u8>),
    SetLen(u64),
    Sync,
    /// The name leads to it from now on.
    Rename,
    /// What the name leads to is sure from now on.
    SyncName,
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
    /// What was in the first file at the very beginning.
    origin: Vec<u8>,
    files: Vec<Vec<u8>>,
    /// The file the name leads to.
    named: FileNumber,
    done: Vec<(FileNumber, Operation)>,
    fault: Option<DiskFault>,
    free_bytes: u64,
}

/// A disk in memory, or one of its files. Clones are the same.
#[derive(Debug, Clone)]
pub struct SimulatedDisk {
    content: Arc<Mutex<Content>>,
    /// `None`: whichever the name leads to.
    file: Option<FileNumber>,
}

impl Default for SimulatedDisk {
    fn default() -> Self {
        Self::new()
    }
}

impl SimulatedDisk {
    /// An empty disk with plenty of room.
    pub fn new() -> Self {
        Self::holding(Vec::new())
    }

    /// A disk that holds these bytes, all of them synced.
    pub fn holding(bytes: Vec<u8>) -> Self {
        let content = Content {
            origin: bytes.clone(),
            files: vec![bytes],
            free_bytes: u64::MAX,
            ..Content::default()
        };
        Self {
            content: Arc::new(Mutex::new(content)),
            file: None,
        }
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file(&self, content: &Content) -> FileNumber {
        self.file.unwrap_or(content.named)
    }

    fn act(&self, operation: Operation) -> io::Result<()> {
        let mut content = self.content();
        let file = self.file(&content);
        content.act(file, operation)
    }

    /// The bytes on it now.
    pub fn bytes(&self) -> Vec<u8> {
        let content = self.content();
        content.files[self.file(&content)].clone()
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

    /// What could be found under the name had the power failed after this many operations: all that was synced by
    /// then, and of the rest what `survives` says, asked for every sector of every write, for every change of length,
    /// and for a name that was given to another file.
    pub fn image_after(&self, operations: usize, mut survives: impl FnMut() -> bool) -> Vec<u8> {
        let content = self.content();
        let done = &content.done[..operations.min(content.done.len())];
        let mut images = vec![Vec::new(); content.files.len()];
        images[0].clone_from(&content.origin);
        let mut named = 0;
        for (place, (file, operation)) in done.iter().enumerate() {
            let synced = done[place + 1..].iter().any(|(other, later)| match later {
                Operation::Sync => other == file && !matches!(operation, Operation::Rename),
                Operation::SyncName => matches!(operation, Operation::Rename),
                _ => false,
            });
            let image = &mut images[*file];
            match operation {
                Operation::Rename => {
                    if synced || survives() {
                        named = *file;
                    }
                }
                whole if synced => apply(image, whole),
                Operation::Write(offset, data) => {
                    for (at, sector) in (0..).zip(data.chunks(SECTOR_BYTES)) {
                        let offset = offset + at * SECTOR_BYTES as u64;
                        if survives() {
                            apply(image, &Operation::Write(offset, sector.to_vec()));
                        }
                    }
                }
                Operation::SetLen(_) => {
                    if survives() {
                        apply(image, operation);
                    }
                }
                Operation::Sync | Operation::SyncName => {}
            }
        }
        images.swap_remove(named)
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
        Operation::Sync | Operation::Rename | Operation::SyncName => {}
    }
}

impl Content {
    fn act(&mut self, file: FileNumber, operation: Operation) -> io::Result<()> {
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
        apply(&mut self.files[file], &operation);
        if matches!(operation, Operation::Rename) {
            self.named = file;
        }
        self.done.push((file, operation));
        Ok(())
    }
}

impl StorageBackend for SimulatedDisk {
    fn len(&self) -> io::Result<u64> {
        let content = self.content();
        Ok(content.files[self.file(&content)].len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let content = self.content();
        let at = offset as usize;
        match content.files[self.file(&content)].get(at..at + out.len()) {
            Some(bytes) => out.copy_from_slice(bytes),
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.act(Operation::SetLen(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.act(Operation::Sync)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.act(Operation::Write(offset, data.to_vec()))
    }
}

impl Disk for SimulatedDisk {
    fn attach(&self, _: Access) -> io::Result<Arc<dyn StorageBackend>> {
        let file = Some(self.file(&self.content()));
        let content = Arc::clone(&self.content);
        Ok(Arc::new(Self { content, file }))
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

    fn beside(&self, _: &str) -> io::Result<Box<dyn Disk>> {
        let mut content = self.content();
        content.files.push(Vec::new());
        let file = Some(content.files.len() - 1);
        let content = Arc::clone(&self.content);
        Ok(Box::new(Self { content, file }))
    }

    fn take_name_of(&self, _: &dyn Disk) -> io::Result<()> {
        self.act(Operation::Rename)
    }

    fn sync_name(&self) -> io::Result<()> {
        self.act(Operation::SyncName)
    }

    fn is_in_place(&self) -> io::Result<bool> {
        Ok(true)
    }

    fn remove(&self) -> io::Result<()> {
        Ok(())
    }
}
