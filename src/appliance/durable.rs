//! Small files on the card that are there as a whole or not at all, whenever the power goes: written beside and renamed, or
//! removed, and what the folder says of them synced too. Never keeps two of them in step with each other.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, ErrorKind},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

/// Who may read a file that holds no secret.
pub(super) const FOR_ALL: u32 = 0o644;
/// Who may read one that does.
pub(super) const FOR_ROOT: u32 = 0o600;

/// Where a file is written before it gets its name.
pub(super) fn beside(file: &Path) -> PathBuf {
    file.with_extension("new")
}

/// Puts a new file in the place of one, wholly or not at all.
pub(super) fn replace(
    file: &Path,
    mode: u32,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    write_beside(file, mode, write)?;
    name(file)
}

/// Writes a file under its other name.
pub(super) fn write_beside(
    file: &Path,
    mode: u32,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(mode);
    let mut new = options.open(beside(file))?;
    new.set_permissions(Permissions::from_mode(mode))?;
    write(&mut new)?;
    new.sync_all()
}

/// Gives what was written beside a file its name.
pub(super) fn name(file: &Path) -> io::Result<()> {
    fs::rename(beside(file), file)?;
    sync_folder_of(file)
}

/// Removes a file, if it is there.
pub(super) fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => sync_folder_of(file),
    }
}

/// Without this a name might still mean what it did before, after a power cut in the next seconds.
fn sync_folder_of(file: &Path) -> io::Result<()> {
    File::open(file.parent().unwrap_or(Path::new("/")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn a_file_is_replaced_as_a_whole_for_whom_it_is_meant() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("wifi.toml");
        fs::write(beside(&file), "left by a power cut, and longer").unwrap();
        for mode in [FOR_ROOT, FOR_ALL] {
            replace(&file, mode, |new| new.write_all(b"text")).unwrap();
            assert_eq!(fs::read(&file).unwrap(), b"text");
            let found = fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(found & 0o777, mode);
            assert!(!beside(&file).exists());
        }
        let failed = replace(&file, FOR_ALL, |_| Err(io::Error::other("full")));
        assert!(failed.is_err());
        assert_eq!(fs::read(&file).unwrap(), b"text", "it is as it was");
    }

    #[test]
    fn a_file_is_removed_whether_it_is_there_or_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hutbook.password");
        fs::write(&file, "hash").unwrap();
        for _ in 0..2 {
            remove(&file).unwrap();
            assert!(!file.exists());
        }
        fs::create_dir(&file).unwrap();
        assert!(remove(&file).is_err());
    }
}
