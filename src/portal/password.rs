//! What is kept of the portal's one password: its hash, in a file that only its owner can read. Read anew each time it is
//! asked for, so that a command can change it while a supervisor runs. Never holds the password itself.

use crate::app::passwords::{Passwords, Unusable};
use core::fmt;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

/// What is known of the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Known {
    /// There is none yet: whoever has the set-up code chooses it.
    Nothing,
    /// Its hash. One that cannot be read is empty, and no password fits it.
    Hash(String),
}

/// Why a password was not set.
#[derive(Debug)]
pub enum NotSet {
    /// It cannot be used.
    Unusable(Unusable),
    /// It cannot be kept.
    Unwritable(PathBuf, io::Error),
}

impl fmt::Display for NotSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unusable(unusable) => unusable.fmt(f),
            Self::Unwritable(path, error) => write!(
                f,
                "{} cannot be written: {error}; the password is as it was",
                path.display()
            ),
        }
    }
}

impl core::error::Error for NotSet {}

/// Sets the password of the portal; whoever is signed in has to sign in again.
///
/// # Errors
/// When it cannot be used or kept; the one before goes on to hold then.
pub fn set_password(file: &Path, password: &str) -> Result<(), NotSet> {
    let hash = Passwords::default().hash(password);
    keep(file, &hash.map_err(NotSet::Unusable)?)
}

/// What is known of the password.
pub(super) fn known(file: &Path) -> Known {
    match fs::read_to_string(file) {
        Ok(text) => Known::Hash(text.trim_end().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Known::Nothing,
        Err(error) => {
            tracing::error!(%error, file = %file.display(), "the password of the portal cannot be read");
            Known::Hash(String::new())
        }
    }
}

/// Keeps a hash, all or nothing, and durably.
pub(super) fn keep(file: &Path, hash: &str) -> Result<(), NotSet> {
    put(file, hash).map_err(|error| NotSet::Unwritable(file.to_owned(), error))
}

fn put(file: &Path, hash: &str) -> io::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    let mut new = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)?;
    writeln!(new, "{hash}")?;
    new.sync_all()?;
    fs::rename(&beside, file)?;
    let folder = file.parent().filter(|it| *it != Path::new(""));
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_password_is_kept_as_a_hash_that_only_its_owner_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hutbook.password");
        assert_eq!(known(&file), Known::Nothing);
        let refused = set_password(&file, "short");
        assert!(matches!(refused, Err(NotSet::Unusable(_))));
        assert_eq!(known(&file), Known::Nothing);
        let hashes = ["a long enough one", "another long one"].map(|password| {
            set_password(&file, password).unwrap();
            let Known::Hash(hash) = known(&file) else {
                panic!("there is one");
            };
            assert!(Passwords::default().check(password, Some(&hash)));
            hash
        });
        assert_ne!(hashes[0], hashes[1]);
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_read_lets_nobody_choose_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(known(folder.path()), Known::Hash(String::new()));
        assert!(!Passwords::default().check("", Some("")));
    }
}
