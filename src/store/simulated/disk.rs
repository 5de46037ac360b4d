//! A disk in memory that remembers every write and every sync, so that a test can ask what could be on it had the
//! power failed at any moment: everything synced, and any part of what was not, torn at sectors. It has one name, and
//! files: the one the name leads to and new versions of it beside, one of which the name can be given to.
//! Faults: any change or any read fails, once or from then on, with any kind of error, having had no effect, half of it
//! or all of it; a failed sync may forget what it should have synced, as kernels do.

use crate::store::disk::{Access, Disk};
use redb::StorageBackend;
use std::{
    io,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Unit that a real disk writes whole or not at all.
pub const SECTOR_BYTES: usize = 512;

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
    /// A sync that failed and after which no other will write what it should have.
    Forgot,
}

/// What an operation that fails has done all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Nothing,
    /// A write: its first half, in sectors. A sync: the disk has forgotten what it should have written; it can be read
    /// until the power fails, but no later sync makes it durable. A read: half of the bytes were read.
    Half,
    /// All of it.
    Whole,
}

/// A failure to come.
#[derive(Debug, Clone, Copy)]
pub struct DiskFault {
    /// Operations that go well before.
    pub after: u64,
    /// What the operating system says.
    pub kind: io::ErrorKind,
    /// Whether all operations fail from then on, or only one.
    pub lasts: bool,
    /// What the failing operation does all the same.
    pub effect: Effect,
    /// Whether it is reads that fail, and are counted; changes otherwise.
    pub reads: bool,
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
    failures: u64,
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

    /// How many syncs of bytes were done so far, and how many bytes were written.
    pub fn syncs_and_bytes(&self) -> (u64, u64) {
        let each = |(_, operation): &(FileNumber, Operation)| match operation {
            Operation::Write(_, data) => (0, data.len() as u64),
            Operation::Sync => (1, 0),
            _ => (0, 0),
        };
        let content = self.content();
        let all = content.done.iter().map(each);
        all.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    /// How many operations failed so far.
    pub fn failures(&self) -> u64 {
        self.content().failures
    }

    /// Lets this happen, instead of whatever failure was to come.
    pub fn stage(&self, fault: DiskFault) {
        self.content().fault = Some(fault);
    }

    /// Lets every change after the next `operations` fail, until [`SimulatedDisk::repair`].
    pub fn fail_after(&self, operations: u64, kind: io::ErrorKind) {
        self.stage(DiskFault {
            after: operations,
            kind,
            lasts: true,
            effect: Effect::Nothing,
            reads: false,
        });
    }

    /// Lets only the change after the next `operations` fail.
    pub fn fail_once_after(&self, operations: u64, kind: io::ErrorKind) {
        self.stage(DiskFault {
            after: operations,
            kind,
            lasts: false,
            effect: Effect::Nothing,
            reads: false,
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
    /// then, and of the rest what `survives` says, asked for the place of every sector of every write, and with `None`
    /// for every change of length and for a name that was given to another file.
    pub fn image_after(
        &self,
        operations: usize,
        mut survives: impl FnMut(Option<u64>) -> bool,
    ) -> Vec<u8> {
        let content = self.content();
        let done = &content.done[..operations.min(content.done.len())];
        let mut images = vec![Vec::new(); content.files.len()];
        images[0].clone_from(&content.origin);
        let mut named = 0;
        for (place, (file, operation)) in done.iter().enumerate() {
            let image = &mut images[*file];
            match operation {
                Operation::Rename => {
                    if is_sure(done, place) || survives(None) {
                        named = *file;
                    }
                }
                whole if is_sure(done, place) => apply(image, whole),
                Operation::Write(offset, data) => {
                    for (at, sector) in (0..).zip(data.chunks(SECTOR_BYTES)) {
                        let offset = offset + at * SECTOR_BYTES as u64;
                        if survives(Some(offset)) {
                            write(image, offset, sector);
                        }
                    }
                }
                Operation::SetLen(_) => {
                    if survives(None) {
                        apply(image, operation);
                    }
                }
                Operation::Sync | Operation::Forgot | Operation::SyncName => {}
            }
        }
        images.swap_remove(named)
    }
}

/// Whether an operation is surely on the disk: the next sync of its file (or of the name) went well.
fn is_sure(done: &[(FileNumber, Operation)], place: usize) -> bool {
    let (file, operation) = &done[place];
    let renames = matches!(operation, Operation::Rename);
    let mut later = done[place + 1..].iter();
    later.find_map(|(other, later)| match later {
        Operation::SyncName if renames => Some(true),
        Operation::Sync if !renames && other == file => Some(true),
        Operation::Forgot if !renames && other == file => Some(false),
        _ => None,
    }) == Some(true)
}

/// A write beyond the end makes the image longer, as on a file.
fn write(image: &mut Vec<u8>, offset: u64, data: &[u8]) {
    let at = offset as usize;
    if image.len() < at + data.len() {
        image.resize(at + data.len(), 0);
    }
    image[at..at + data.len()].copy_from_slice(data);
}

fn apply(image: &mut Vec<u8>, operation: &Operation) {
    match operation {
        Operation::Write(offset, data) => write(image, *offset, data),
        Operation::SetLen(len) => image.resize(*len as usize, 0),
        Operation::Sync | Operation::Forgot | Operation::Rename | Operation::SyncName => {}
    }
}

impl Content {
    /// The failure of the operation that is about to be done, if it is to fail.
    fn failing(&mut self, reads: bool) -> Option<DiskFault> {
        let fault = self.fault.as_mut().filter(|fault| fault.reads == reads)?;
        if let Some(left) = fault.after.checked_sub(1) {
            fault.after = left;
            return None;
        }
        let fault = *fault;
        if !fault.lasts {
            self.fault = None;
        }
        self.failures += 1;
        Some(fault)
    }

    fn act(&mut self, file: FileNumber, operation: Operation) -> io::Result<()> {
        let fault = self.failing(false);
        let done = match fault.map_or(Effect::Whole, |fault| fault.effect) {
            Effect::Whole => Some(operation),
            Effect::Half => half(operation),
            Effect::Nothing => None,
        };
        if let Some(operation) = done {
            apply(&mut self.files[file], &operation);
            if matches!(operation, Operation::Rename) {
                self.named = file;
            }
            self.done.push((file, operation));
        }
        fault.map_or(Ok(()), |fault| Err(fault.kind.into()))
    }
}

fn half(operation: Operation) -> Option<Operation> {
    match operation {
        Operation::Write(offset, mut data) => {
            data.truncate(data.len() / SECTOR_BYTES / 2 * SECTOR_BYTES);
            Some(Operation::Write(offset, data))
        }
        Operation::Sync | Operation::Forgot => Some(Operation::Forgot),
        Operation::SetLen(_) | Operation::Rename | Operation::SyncName => None,
    }
}

impl StorageBackend for SimulatedDisk {
    fn len(&self) -> io::Result<u64> {
        let content = self.content();
        Ok(content.files[self.file(&content)].len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut content = self.content();
        let fault = content.failing(true);
        let wanted = match fault.map_or(Effect::Whole, |fault| fault.effect) {
            Effect::Whole => out.len(),
            Effect::Half => out.len() / 2,
            Effect::Nothing => 0,
        };
        let at = offset as usize;
        match content.files[self.file(&content)].get(at..at + wanted) {
            Some(bytes) => out[..wanted].copy_from_slice(bytes),
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
        fault.map_or(Ok(()), |fault| Err(fault.kind.into()))
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

    fn file(&self) -> Option<&Path> {
        None
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

    fn adopt(&self) -> io::Result<()> {
        Ok(())
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
