//! The turn that all programs of a board share for what takes much memory: a file without a name and without content, of
//! which each program gets an opening of its own as its standard input. A lock of the kernel on it is the turn.
//! Never takes the turn itself: the supervisor hashes nothing.

use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
use std::{
    fs::File,
    io,
    os::fd::{AsRawFd as _, OwnedFd},
    sync::Arc,
};

/// See the head of this file.
#[derive(Debug, Clone)]
pub struct SharedTurn(Arc<OwnedFd>);

impl SharedTurn {
    /// A new one. Sealed: nobody who is given it can keep anything there.
    ///
    /// # Errors
    /// When the kernel has no such file to give.
    pub fn new() -> io::Result<Self> {
        let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
        let file = memfd_create("hutbook-turn", flags)?;
        let seals = SealFlags::GROW | SealFlags::SHRINK | SealFlags::WRITE | SealFlags::SEAL;
        fcntl_add_seals(&file, seals)?;
        Ok(Self(Arc::new(file)))
    }

    /// An opening of its own, for one program.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(&self) -> io::Result<File> {
        File::open(format!("/proc/self/fd/{}", self.0.as_raw_fd()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::{FlockOperation, flock};
    use std::io::Write as _;

    #[test]
    fn each_opening_is_locked_apart_and_none_can_be_written_to() {
        let turn = SharedTurn::new().unwrap();
        let (one, other) = (turn.open().unwrap(), turn.open().unwrap());
        flock(&one, FlockOperation::NonBlockingLockExclusive).unwrap();
        assert!(flock(&other, FlockOperation::NonBlockingLockExclusive).is_err());
        drop(one);
        flock(&other, FlockOperation::NonBlockingLockExclusive).unwrap();
        let path = format!("/proc/self/fd/{}", turn.0.as_raw_fd());
        let writing = std::fs::OpenOptions::new().write(true).open(path);
        assert!(writing.and_then(|mut file| file.write_all(b"x")).is_err());
    }
}
