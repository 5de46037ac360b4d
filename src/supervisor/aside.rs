//! Houses that were removed: their files are kept aside for a while, in case somebody misses one.
//! Never deletes anything it did not put aside itself.

use crate::clock::{self, Clock};
use jiff::civil::DateTime;
use rustix::{
    fs::{CWD, RenameFlags, renameat_with},
    io::Errno,
};
use std::{
    ffi::OsStr,
    fs, io,
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    thread::sleep,
    time::Duration,
};

/// Name of the folder, in the folder of all houses.
pub(super) const FOLDER: &str = "removed";
/// Who may do what there: its owner everything, nobody else anything.
const PRIVATE: u32 = 0o700;
/// How long a removed house is kept, in days.
pub const KEPT_DAYS: i32 = 30;
/// When it was removed, as the name says it.
const STAMP: &str = "%Y-%m-%d-%H%M%S";
/// End of such a name.
const ENDING: &str = ".hutbook";
/// How finely names tell when it was.
const A_SECOND: Duration = Duration::from_secs(1);
/// Bytes of what stands behind the stem of such a name.
const AFTER_STEM: usize = "-2026-01-01-000000".len() + ENDING.len();

/// A removed house that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The name it is kept under, in the folder of removed houses.
    pub file: String,
    /// Where that is.
    pub path: PathBuf,
    /// What its file was called, without its ending: most often the name of its agent.
    pub stem: String,
    /// When it was removed.
    pub removed: DateTime,
    /// Until when it is kept.
    pub until: DateTime,
    /// How large it is, in bytes.
    pub bytes: u64,
}

/// Where removed houses are kept, in the folder of all houses.
pub fn folder(houses: &Path) -> PathBuf {
    houses.join(FOLDER)
}

/// What was put aside in a folder of houses, the last one first.
///
/// # Errors
/// When the folder cannot be looked through.
pub fn list(houses: &Path) -> io::Result<Vec<Aside>> {
    let mut found: Vec<Aside> = files(houses)?.into_iter().filter_map(aside).collect();
    found.sort_by(|a, b| (b.removed, &b.file).cmp(&(a.removed, &a.file)));
    Ok(found)
}

fn aside(path: PathBuf) -> Option<Aside> {
    let removed = removed_at(&path)?;
    let file = path.file_name()?.to_str()?.to_owned();
    let stem = file.get(..file.len().checked_sub(AFTER_STEM)?)?.to_owned();
    Some(Aside {
        bytes: fs::metadata(&path).map_or(0, |it| it.len()),
        until: kept_until(removed)?,
        file,
        path,
        stem,
        removed,
    })
}

/// Everything in the folder of removed houses.
fn files(houses: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder(houses)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    entries.map(|entry| Ok(entry?.path())).collect()
}

/// Puts a house's file aside in the folder of all houses; answers with where it is now. Overwrites nothing that was put
/// there before.
///
/// # Errors
/// When it cannot be moved.
pub fn put_aside(file: &Path, houses: &Path) -> io::Result<PathBuf> {
    let folder = folder(houses);
    make_private(&folder)?;
    let stem = file
        .file_stem()
        .unwrap_or(OsStr::new("house"))
        .to_string_lossy();
    loop {
        let removed = clock::datetime_here(Clock::System.now());
        let aside = folder.join(format!("{stem}-{}{ENDING}", removed.strftime(STAMP)));
        match renameat_with(CWD, file, CWD, &aside, RenameFlags::NOREPLACE) {
            Ok(()) => return Ok(aside),
            // Another house whose file was called so was removed within the same second.
            Err(Errno::EXIST) => sleep(A_SECOND),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Makes a folder that only its owner can look into: the user of a removed agent is later that of another one.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(PRIVATE).create(folder)?;
    let mode = fs::metadata(folder)?.permissions().mode();
    if mode & 0o777 == PRIVATE {
        return Ok(());
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(PRIVATE))
}

/// Deletes what was put aside long enough ago in a folder of houses; answers with what that was. A clock that has just
/// begun anew makes nothing old.
///
/// # Errors
/// When the folder cannot be looked through.
pub fn sweep(houses: &Path) -> io::Result<Vec<PathBuf>> {
    let now = clock::datetime_here(Clock::System.now());
    let mut swept = Vec::new();
    for path in files(houses)? {
        if !removed_at(&path).is_some_and(|removed| is_old(removed, now)) {
            continue;
        }
        match fs::remove_file(&path) {
            Ok(()) => swept.push(path),
            // The others need not stay for its sake.
            Err(error) => tracing::warn!(%error, file = %path.display(), "not swept"),
        }
    }
    Ok(swept)
}

fn is_old(removed: DateTime, now: DateTime) -> bool {
    kept_until(removed).is_some_and(|end| end < now)
}

fn kept_until(removed: DateTime) -> Option<DateTime> {
    removed.checked_add(jiff::Span::new().days(KEPT_DAYS)).ok()
}

/// When a file was put aside, if it is one of those.
fn removed_at(path: &Path) -> Option<DateTime> {
    let name = path.file_name()?.to_str()?.strip_suffix(ENDING)?;
    let stamp = name.get(name.len().checked_sub("2026-01-01-000000".len())?..)?;
    DateTime::strptime(STAMP, stamp).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_house_is_kept_for_its_time_and_nothing_else_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("huette.hutbook");
        fs::write(&file, "a house").unwrap();
        let aside = put_aside(&file, folder.path()).unwrap();
        assert!(!file.exists());
        assert_eq!(fs::read_to_string(&aside).unwrap(), "a house");
        let beside = |name: &str| folder.path().join(FOLDER).join(name);
        let kept = list(folder.path()).unwrap();
        assert_eq!((kept.len(), &*kept[0].stem), (1, "huette"));
        assert_eq!((&kept[0].path, kept[0].bytes), (&aside, 7));
        assert_eq!(kept[0].until, kept_until(kept[0].removed).unwrap());
        let old = beside("garten-2001-02-03-040506.hutbook");
        fs::create_dir(beside("folder-2001-02-03-040506.hutbook")).unwrap();
        for path in [&old, &beside("letter.txt"), &beside("notes.hutbook")] {
            fs::write(path, "").unwrap();
        }
        assert_eq!(sweep(folder.path()).unwrap(), [old]);
        assert!(
            aside.exists() && beside("letter.txt").exists() && beside("notes.hutbook").exists()
        );
        assert!(sweep(&folder.path().join("nowhere")).unwrap().is_empty());
    }

    #[test]
    fn houses_whose_files_are_called_the_same_do_not_overwrite_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let files = ["one", "other"].map(|name| {
            fs::create_dir(folder.path().join(name)).unwrap();
            let file = folder.path().join(name).join("haus.hutbook");
            fs::write(&file, name).unwrap();
            file
        });
        let asides = files.map(|file| put_aside(&file, folder.path()).unwrap());
        let kept = asides.map(|aside| fs::read_to_string(aside).unwrap());
        assert_eq!(kept, ["one", "other"]);
        assert_eq!(list(folder.path()).unwrap().len(), 2);
    }

    #[test]
    fn nobody_else_looks_into_what_was_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let removed = folder.path().join(FOLDER);
        for before in [None, Some(0o755)] {
            if let Some(mode) = before {
                fs::set_permissions(&removed, fs::Permissions::from_mode(mode)).unwrap();
            }
            let file = folder.path().join(format!("{before:?}.hutbook"));
            fs::write(&file, "a house").unwrap();
            put_aside(&file, folder.path()).unwrap();
            let mode = fs::metadata(&removed).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "{before:?}");
        }
    }

    #[test]
    fn thirty_days_are_kept_to_the_second() {
        let removed = jiff::civil::date(2026, 1, 31).at(12, 0, 0, 0);
        let last = jiff::civil::date(2026, 3, 2).at(12, 0, 0, 0);
        assert!(!is_old(removed, last));
        assert!(is_old(removed, last + jiff::Span::new().seconds(1)));
    }
}
