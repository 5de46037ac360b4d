//! Houses that were removed: their files are kept aside for a while, in case somebody misses one; where a house had a
//! folder of its own, all that lay in it. Never deletes anything it did not put aside itself.

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
/// End of the name of a house's file. A folder that is kept has none: so they are told apart.
const ENDING: &str = ".hutbook";
/// How finely names tell when it was.
const A_SECOND: Duration = Duration::from_secs(1);
/// Bytes of what stands behind the stem of such a name, but for the ending.
const AFTER_STEM: usize = "-2026-01-01-000000".len();

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
    /// Whether it is a folder with all that lay in it, and not a file alone.
    pub whole: bool,
}

impl Aside {
    /// The house's file in what is kept; `None` where there is none, or it cannot be told which one it is.
    pub fn house(&self) -> Option<PathBuf> {
        if !self.whole {
            return Some(self.path.clone());
        }
        let usual = [format!("{}{ENDING}", self.stem), self.stem.clone()];
        let mut usual = usual.into_iter().map(|name| self.path.join(name));
        usual
            .find(|path| is_file(path))
            .or_else(|| self.only_house())
    }

    /// A bringing back that was cut off may have given the file its new name already.
    fn only_house(&self) -> Option<PathBuf> {
        let entries = fs::read_dir(&self.path).ok()?;
        let mut houses = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.to_string_lossy().ends_with(ENDING) && is_file(path));
        let one = houses.next();
        one.filter(|_| houses.next().is_none())
    }
}

/// Whether something is there that is no folder.
fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|it| !it.is_dir())
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

/// What was put aside there, if it was.
fn aside(path: PathBuf) -> Option<Aside> {
    let file = path.file_name()?.to_str()?.to_owned();
    let (name, whole) = match file.strip_suffix(ENDING) {
        Some(name) => (name, false),
        None => (&*file, true),
    };
    let (stem, stamp) = name.split_at_checked(name.len().checked_sub(AFTER_STEM)?)?;
    let removed = DateTime::strptime(STAMP, stamp.strip_prefix('-')?).ok()?;
    let (stem, is) = (stem.to_owned(), path.symlink_metadata().ok()?);
    (is.is_dir() == whole).then_some(Aside {
        until: removed
            .checked_add(jiff::Span::new().days(KEPT_DAYS))
            .ok()?,
        bytes: if whole { bytes_in(&path) } else { is.len() },
        file,
        path,
        stem,
        removed,
        whole,
    })
}

/// How much lies in a folder, in bytes; what cannot be looked at does not count, and no link is followed.
fn bytes_in(folder: &Path) -> u64 {
    let (mut folders, mut bytes) = (vec![folder.to_owned()], 0_u64);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(it) if it.is_dir() => folders.push(entry.path()),
                it => bytes = bytes.saturating_add(it.map_or(0, |it| it.len())),
            }
        }
    }
    bytes
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
    let stem = file.file_stem().unwrap_or(OsStr::new("house"));
    move_aside(file, &stem.to_string_lossy(), ENDING, houses)
}

/// As [`put_aside`], with all that lies in the file's folder, in one step.
///
/// # Errors
/// When the folder cannot be moved.
pub fn put_folder_aside(file: &Path, houses: &Path) -> io::Result<PathBuf> {
    let name = file.file_name().unwrap_or(OsStr::new("house"));
    let name = name.to_string_lossy();
    let stem = name.strip_suffix(ENDING).unwrap_or(&name);
    move_aside(file.parent().unwrap_or(file), stem, "", houses)
}

fn move_aside(what: &Path, stem: &str, ending: &str, houses: &Path) -> io::Result<PathBuf> {
    let folder = folder(houses);
    make_private(&folder)?;
    loop {
        let removed = clock::datetime_here(Clock::System.now());
        let aside = folder.join(format!("{stem}-{}{ending}", removed.strftime(STAMP)));
        match renameat_with(CWD, what, CWD, &aside, RenameFlags::NOREPLACE) {
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
    for Aside {
        path, until, whole, ..
    } in files(houses)?.into_iter().filter_map(aside)
    {
        if !is_over(until, now) {
            continue;
        }
        let gone = if whole {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        match gone {
            Ok(()) => swept.push(path),
            // The others need not stay for its sake.
            Err(error) => tracing::warn!(%error, file = %path.display(), "not swept"),
        }
    }
    Ok(swept)
}

fn is_over(until: DateTime, now: DateTime) -> bool {
    until < now
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
        assert_eq!(kept[0].house(), Some(aside.clone()));
        let old = beside("garten-2001-02-03-040506.hutbook");
        let others = [
            "letter.txt",
            "notes.hutbook",
            "notes",
            "folder-2001-02-03-040506.hutbook/x",
            "notes-2001-02-03-040506",
        ];
        let others = others.map(beside);
        fs::create_dir(others[3].parent().unwrap()).unwrap();
        for path in others.iter().chain([&old]) {
            fs::write(path, "").unwrap();
        }
        assert_eq!(sweep(folder.path()).unwrap(), [old]);
        assert!(aside.exists() && others.iter().all(|path| path.exists()));
        assert!(sweep(&folder.path().join("nowhere")).unwrap().is_empty());
    }

    #[test]
    fn a_folder_is_kept_whole_and_goes_whole() {
        let houses = tempfile::tempdir().unwrap();
        let own = houses.path().join("huette");
        fs::create_dir_all(own.join("backups/old")).unwrap();
        for (name, text) in [
            ("haus.db", "a house"),
            ("other.hutbook", "no"),
            ("backups/old/b", "12"),
        ] {
            fs::write(own.join(name), text).unwrap();
        }
        std::os::unix::fs::symlink("/usr", own.join("backups/usr")).unwrap();
        let aside = put_folder_aside(&own.join("haus.db"), houses.path()).unwrap();
        assert!(!own.exists());
        let kept = list(houses.path()).unwrap().remove(0);
        let file = aside.file_name().unwrap().to_str().unwrap();
        assert_eq!((&*kept.file, &*kept.stem), (file, "haus.db"));
        assert_eq!((kept.whole, kept.bytes), (true, 7 + 2 + 2 + 4));
        assert_eq!(kept.house(), Some(aside.join("haus.db")));
        // What is there under no usual name is the house only if nothing else can be.
        fs::remove_file(aside.join("haus.db")).unwrap();
        assert_eq!(kept.house(), Some(aside.join("other.hutbook")));
        fs::write(aside.join("third.hutbook"), "").unwrap();
        assert_eq!(kept.house(), None);

        assert!(sweep(houses.path()).unwrap().is_empty());
        let old = folder(houses.path()).join("haus.db-2001-02-03-040506");
        fs::rename(&aside, &old).unwrap();
        assert_eq!(sweep(houses.path()).unwrap(), [&*old]);
        assert!(!old.exists() && Path::new("/usr/bin").exists());
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
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("huette-2026-01-31-120000.hutbook");
        fs::write(&file, "a house").unwrap();
        let until = aside(file).unwrap().until;
        assert_eq!(until, jiff::civil::date(2026, 3, 2).at(12, 0, 0, 0));
        assert!(!is_over(until, until));
        assert!(is_over(until, until + jiff::Span::new().seconds(1)));
    }
}
