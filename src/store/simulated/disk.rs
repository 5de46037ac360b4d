//! A disk in memory that remembers every write and every sync, so that a test can ask what could be on it had the
//! power failed at any moment: everything synced, and any part of what was not, torn at sectors.
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

/// One thing that was done to the disk.
#[derive(Debug, Clone)]
enum Operation {
    Write(u64, Vec<u8>),
    SetLen(u64),
    Sync,
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
    /// What was on it at the very beginning.
    origin: Vec<u8>,
    bytes: Vec<u8>,
    done: Vec<Operation>,
    fault: Option<DiskFault>,
    failures: u64,
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

    /// What could be on the disk had the power failed after this many operations: all that was synced by then, and of
    /// the rest what `survives` says, asked for the place of every sector of every write, and with `None` for every
    /// change of length.
    pub fn image_after(
        &self,
        operations: usize,
        mut survives: impl FnMut(Option<u64>) -> bool,
    ) -> Vec<u8> {
        let content = self.content();
        let done = &content.done[..operations.min(content.done.len())];
        let mut image = content.origin.clone();
        for (operation, synced) in done.iter().zip(synced(done)) {
            match operation {
                Operation::Write(offset, data) if !synced => {
                    for (at, sector) in (0..).zip(data.chunks(SECTOR_BYTES)) {
                        let offset = offset + at * SECTOR_BYTES as u64;
                        if survives(Some(offset)) {
                            write(&mut image, offset, sector);
                        }
                    }
                }
                Operation::SetLen(_) if !synced && !survives(None) => {}
                other => apply(&mut image, other),
            }
        }
        image
    }
}

/// Which operations are surely on the disk: those whose next sync went well.
fn synced(done: &[Operation]) -> Vec<bool> {
    let mut sure = false;
    let mut synced: Vec<bool> = done
        .iter()
        .rev()
        .map(|operation| {
            match operation {
                Operation::Sync => sure = true,
                Operation::Forgot => sure = false,
                Operation::Write(..) | Operation::SetLen(_) => {}
            }
            sure
        })
        .collect();
    synced.reverse();
    synced
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
        Operation::Sync | Operation::Forgot => {}
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

    fn act(&mut self, operation: Operation) -> io::Result<()> {
        let fault = self.failing(false);
        let done = match fault.map_or(Effect::Whole, |fault| fault.effect) {
            Effect::Whole => Some(operation),
            Effect::Half => half(operation),
            Effect::Nothing => None,
        };
        if let Some(operation) = done {
            apply(&mut self.bytes, &operation);
            self.done.push(operation);
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
        Operation::SetLen(_) => None,
    }
}

impl StorageBackend for SimulatedDisk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.content().bytes.len() as u64)
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
        match content.bytes.get(at..at + wanted) {
            Some(bytes) => out[..wanted].copy_from_slice(bytes),
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
        fault.map_or(Ok(()), |fault| Err(fault.kind.into()))
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
}
