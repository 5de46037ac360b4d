//! Files that come to be under a temporary name and get their own when everything in them is on the disk: a power cut
//! leaves either no file of that name or a whole one. What does not come that far is removed.
//! Never overwrites a file unless that is the very purpose of the call.

use super::create::{put_in_place, sync_folder_of, temporary_name};
use std::{
    ffi::OsStr,
    fs, io,
    os::unix::ffi::OsStrExt as _,
    path::{Path, PathBuf},
};

/// What every temporary name ends in.
const ENDING: &str = ".new";
/// Hexadecimal digits of the number in such a name.
const DIGITS: usize = 8;

/// The folder a file stands in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A file under a temporary name, which is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Temporary(PathBuf);

impl Temporary {
    /// A name that nothing has, `.NAME.0123abcd.new`, beside the one the file is to get.
    pub(super) fn beside(path: &Path) -> io::Result<Self> {
        let mut number = [0; DIGITS / 2];
        getrandom::fill(&mut number).map_err(io::Error::other)?;
        let mark = format!("{:08x}", u32::from_be_bytes(number));
        Ok(Self(temporary_name(path, &mark)))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Gives the file its name, unless there is one of that name by now, and makes sure of it.
    pub(super) fn put_in_place(self, path: &Path) -> io::Result<()> {
        put_in_place(&self.0, path)
    }

    /// Gives the file the name of one that is there, in one step, and makes sure of it.
    pub(super) fn take_the_place_of(self, path: &Path) -> io::Result<()> {
        fs::rename(&self.0, path)?;
        sync_folder_of(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Mostly it has another name by now. What cannot be removed does no harm: it is swept up later.
        let _ = fs::remove_file(&self.0);
    }
}

/// Removes what a power cut has left in a folder under temporary names for files whose own names begin with `names`.
/// Only for whoever is sure that nobody is writing one.
pub(super) fn sweep(folder: &Path, names: &OsStr) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if is_temporary(&entry.file_name(), names) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn is_temporary(name: &OsStr, names: &OsStr) -> bool {
    let own = name
        .as_bytes()
        .strip_prefix(b".")
        .and_then(|name| name.strip_suffix(ENDING.as_bytes()))
        .and_then(|name| name.split_last_chunk::<DIGITS>())
        .filter(|(_, digits)| digits.iter().all(u8::is_ascii_hexdigit))
        .and_then(|(name, _)| name.strip_suffix(b"."));
    own.is_some_and(|own| own.starts_with(names.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn temporary(path: &Path, content: &str) -> Temporary {
        let temporary = Temporary::beside(path).unwrap();
        fs::write(temporary.path(), content).unwrap();
        temporary
    }

    #[test]
    fn a_file_that_appears_at_the_last_moment_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("house");
        fs::write(&path, "another's").unwrap();
        let refused = temporary(&path, "mine").put_in_place(&path).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"another's");
        fs::remove_file(&path).unwrap();
        temporary(&path, "mine").put_in_place(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        temporary(&path, "newer").take_the_place_of(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"newer");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn only_leftovers_of_these_names_are_swept_up() {
        let folder = tempfile::tempdir().unwrap();
        let names = [
            ".house-1.hutbook.0123abcd.new",
            ".other.hutbook.0123abcd.new",
            ".house-1.hutbook.0123abcX.new",
            ".house-1.hutbook.new",
            "house-1.hutbook",
        ];
        for name in names {
            fs::write(folder.path().join(name), "").unwrap();
        }
        sweep(folder.path(), OsStr::new("house-")).unwrap();
        for (place, name) in names.iter().enumerate() {
            assert_eq!(folder.path().join(name).exists(), place > 0, "{name}");
        }
    }
}
