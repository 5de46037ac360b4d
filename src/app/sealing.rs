//! Secrets of the house that it needs readable itself, sealed with the key beside its file before they go into the log.
//! Never keeps one in memory, and never knows what it is for.

use super::App;
use std::path::Path;

pub use crate::store::keyfile::{KeyError, KeyFile};

impl App {
    /// Says in which file the house lies: its key lies beside it. Only the first word counts.
    pub fn keep_key_beside(&self, house: &Path) {
        // Whoever opened the house says it once.
        let _ = self.key.set(KeyFile::beside(house));
    }

    /// Seals a secret together with what it is for. Reads the disk, and writes a key where there is none.
    ///
    /// # Errors
    /// When the key can be neither read nor made.
    pub fn seal_secret(&self, secret: &[u8], bound_to: &[u8]) -> Result<Box<[u8]>, KeyError> {
        let key = self.key.get().ok_or(KeyError::NoPlace)?;
        key.seal(secret, bound_to)
    }

    /// Opens a secret that was sealed for the same. Reads the disk.
    ///
    /// # Errors
    /// When there is no key, it cannot be read, or it is another one.
    pub fn open_secret(&self, sealed: &[u8], bound_to: &[u8]) -> Result<Vec<u8>, KeyError> {
        let key = self.key.get().ok_or(KeyError::NoPlace)?;
        key.open(sealed, bound_to)
    }
}
