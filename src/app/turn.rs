//! A turn that several programs of one machine share: only one of them at a time does what takes much memory. The kernel
//! keeps it (`flock`) and takes it back from whoever ends, however they end.
//! Never waits: whoever does not get it asks again.

use rustix::fs::{FlockOperation, flock};
use std::{fs::File, sync::Arc};

/// See the head of this file.
#[derive(Debug, Clone)]
pub struct BoardTurn(Arc<File>);

impl BoardTurn {
    /// The turn that is kept at this file. It must have been opened for this program alone: the kernel counts openings,
    /// not programs.
    pub fn of(file: File) -> Self {
        Self(Arc::new(file))
    }

    /// The turn, if nobody else has it. Within a program only one may ask.
    pub fn try_take(&self) -> Option<Held> {
        flock(&self.0, FlockOperation::NonBlockingLockExclusive).ok()?;
        Some(Held(Arc::clone(&self.0)))
    }
}

/// A turn that is held until this is dropped.
#[derive(Debug)]
pub struct Held(Arc<File>);

impl Drop for Held {
    fn drop(&mut self) {
        if let Err(error) = flock(&self.0, FlockOperation::Unlock) {
            tracing::error!(%error, "the board's turn could not be given back");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_has_the_turn_and_whoever_is_gone_has_it_no_more() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let open = || BoardTurn::of(File::open(file.path()).unwrap());
        let (one, other) = (open(), open());
        let held = one.try_take().unwrap();
        assert!(other.try_take().is_none());
        drop(held);
        let held = other.try_take().unwrap();
        assert!(one.try_take().is_none());
        drop((held, other));
        assert!(one.try_take().is_some());
    }
}
