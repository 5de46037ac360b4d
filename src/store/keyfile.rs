//! A key in a file of its own beside the house's file, `NAME.hutbook.key`: secrets of the house that go out into the world,
//! as the password of its mail account, are sealed with it and only then go into the log.
//!
//! Protected by it: whoever has a copy of the house's file (a backup, a download, a clone, a stick that was lost) has no
//! password and writes to nobody. Not protected: from whoever can read the folder itself, as the user the house runs as or
//! root can, and from whoever copies the whole folder. Nothing that copies a house takes the key along. It is bytes only,
//! readable for its owner alone; when it is lost, the password has to be entered again and nothing else is.
//! Never seals what the log must be able to read: that is the vault's.

use super::{
    Randomness, SecretKey,
    create::{new_file, sync_folder_of},
};
use chacha20poly1305::{
    ChaCha20Poly1305, Key, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use core::fmt;
use std::{
    ffi::OsString,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// Bytes of the nonce in front of what is sealed.
const NONCE_BYTES: usize = 12;
/// What stands behind the name of the house's file.
const ENDING: &str = ".key";

/// Where the key of a house lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFile(PathBuf);

/// Why nothing could be sealed or opened.
#[derive(Debug)]
pub enum KeyError {
    /// There is no key: this is a copy, or nothing has been sealed yet.
    Missing,
    /// What was sealed was sealed with another key, or for something else.
    Foreign,
    /// The file cannot be read.
    Unreadable(PathBuf, io::Error),
    /// The file cannot be written.
    Unwritable(PathBuf, io::Error),
    /// The operating system gives no random numbers.
    NoRandomness,
    /// The house has no file that a key could lie beside.
    NoPlace,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no key beside the house's file; this is a copy"),
            Self::Foreign => f.write_str(
                "the key beside the house's file is not the one the password was sealed with",
            ),
            Self::Unreadable(path, cause) => {
                write!(f, "{} cannot be read: {cause}", path.display())
            }
            Self::Unwritable(path, cause) => {
                write!(f, "{} cannot be written: {cause}", path.display())
            }
            Self::NoRandomness => f.write_str("the operating system gives no random numbers"),
            Self::NoPlace => f.write_str("the house has no file that a key could lie beside"),
        }
    }
}

impl core::error::Error for KeyError {}

impl KeyFile {
    /// The one that belongs to the house in this file.
    pub fn beside(house: &Path) -> Self {
        let mut name = OsString::from(house.file_name().unwrap_or_default());
        name.push(ENDING);
        Self(house.with_file_name(name))
    }

    /// Seals a secret, with everything that says what it is for: with anything else it does not open. Makes a key when
    /// there is none.
    ///
    /// # Errors
    /// When the key can be neither read nor made.
    pub fn seal(&self, secret: &[u8], bound_to: &[u8]) -> Result<Box<[u8]>, KeyError> {
        let key = match self.read() {
            Ok(key) => key,
            // What is no key opens nothing any more: a new one loses nothing.
            Err(KeyError::Missing | KeyError::Foreign) => self.make()?,
            Err(error) => return Err(error),
        };
        let nonce: [u8; NONCE_BYTES] = random()?;
        let payload = Payload {
            msg: secret,
            aad: bound_to,
        };
        let sealed = cipher(&key).encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| KeyError::Foreign)?;
        Ok([&nonce[..], &sealed].concat().into())
    }

    /// Opens what was sealed for the same.
    ///
    /// # Errors
    /// When there is no key, it cannot be read, or it is another one.
    pub fn open(&self, sealed: &[u8], bound_to: &[u8]) -> Result<Vec<u8>, KeyError> {
        let key = self.read()?;
        let (nonce, sealed) = sealed
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(KeyError::Foreign)?;
        let payload = Payload {
            msg: sealed,
            aad: bound_to,
        };
        let opened = cipher(&key).decrypt(&Nonce::from(*nonce), payload);
        opened.map_err(|_| KeyError::Foreign)
    }

    fn read(&self) -> Result<SecretKey, KeyError> {
        match fs::read(&self.0) {
            Ok(bytes) => bytes
                .try_into()
                .map(SecretKey)
                .map_err(|_| KeyError::Foreign),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Err(KeyError::Missing),
            Err(cause) => Err(KeyError::Unreadable(self.0.clone(), cause)),
        }
    }

    /// Makes a key: beside first and in place only when all of it is on the disk.
    fn make(&self) -> Result<SecretKey, KeyError> {
        let key = SecretKey(random()?);
        let mut name = OsString::from(".");
        name.push(self.0.file_name().unwrap_or_default());
        name.push(".new");
        let beside = self.0.with_file_name(name);
        let written = write(&beside, &key, &self.0);
        if let Err(cause) = written {
            // Whatever is left of it is no key and is written over next time.
            let _ = fs::remove_file(&beside);
            return Err(KeyError::Unwritable(self.0.clone(), cause));
        }
        Ok(key)
    }
}

fn write(beside: &Path, key: &SecretKey, path: &Path) -> io::Result<()> {
    match fs::remove_file(beside) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    let mut file = new_file(beside)?;
    file.write_all(&key.0)?;
    file.sync_all()?;
    fs::rename(beside, path)?;
    sync_folder_of(path)
}

fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    Randomness::System
        .bytes()
        .map_err(|_| KeyError::NoRandomness)
}

fn cipher(key: &SecretKey) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&Key::from(key.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn what_is_sealed_opens_with_the_same_key_for_the_same_only() {
        let folder = tempfile::tempdir().unwrap();
        let here = KeyFile::beside(&folder.path().join("hut.hutbook"));
        assert!(matches!(here.open(b"", b""), Err(KeyError::Missing)));
        let sealed = here.seal(b"geheim", b"mail.example.org").unwrap();
        let path = folder.path().join("hut.hutbook.key");
        let meta = fs::metadata(&path).unwrap();
        assert_eq!((meta.permissions().mode() & 0o777, meta.len()), (0o600, 32));
        assert!(!sealed.windows(6).any(|it| it == b"geheim"));
        assert_eq!(here.open(&sealed, b"mail.example.org").unwrap(), b"geheim");
        let again = here.seal(b"geheim", b"mail.example.org").unwrap();
        assert_ne!(sealed, again, "each has a nonce of its own");
        assert_eq!(here.open(&again, b"mail.example.org").unwrap(), b"geheim");
        for (sealed, bound_to) in [
            (&sealed[..], &b"evil.example"[..]),
            (&sealed[..11], b"mail.example.org"),
            (&sealed[1..], b"mail.example.org"),
        ] {
            let opened = here.open(sealed, bound_to);
            assert!(matches!(opened, Err(KeyError::Foreign)), "{opened:?}");
        }
        // Nothing but the key is left in the folder.
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_copy_elsewhere_has_no_key_and_another_house_another_one() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let here = KeyFile::beside(&one.path().join("hut.hutbook"));
        let there = KeyFile::beside(&two.path().join("hut.hutbook"));
        let sealed = here.seal(b"", b"").unwrap();
        assert!(!sealed.is_empty(), "also nothing is sealed");
        assert!(matches!(there.open(&sealed, b""), Err(KeyError::Missing)));
        there.seal(b"", b"").unwrap();
        assert!(matches!(there.open(&sealed, b""), Err(KeyError::Foreign)));
    }

    #[test]
    fn what_is_no_key_is_said_and_replaced_by_one() {
        let folder = tempfile::tempdir().unwrap();
        let here = KeyFile::beside(&folder.path().join("hut.hutbook"));
        let sealed = here.seal(b"geheim", b"").unwrap();
        fs::write(folder.path().join("hut.hutbook.key"), b"torn").unwrap();
        // And something a power cut left half written lies beside.
        fs::write(folder.path().join(".hut.hutbook.key.new"), b"to").unwrap();
        assert!(matches!(here.open(&sealed, b""), Err(KeyError::Foreign)));
        let sealed = here.seal(b"geheim", b"").unwrap();
        assert_eq!(here.open(&sealed, b"").unwrap(), b"geheim");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let here = KeyFile::beside(Path::new("/nowhere/hut.hutbook"));
        let said = here.seal(b"", b"").unwrap_err().to_string();
        assert!(said.contains("/nowhere/hut.hutbook.key"), "{said}");
    }
}
