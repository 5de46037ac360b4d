//! A copy of all houses in a folder: made under another name, each file checked by the program itself, and given its own
//! name when all is on the disk. Never overwrites anything and never leaves half a copy under a name of a whole one.

use super::older;
use crate::supervisor::config::Config;
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What the names of copies end in that are not whole.
const UNFINISHED: &str = ".part";
/// Bytes that are left free beside the houses: folders, the configuration, lists of who was erased.
const BESIDE: u64 = 1 << 20;

/// What is to be copied.
pub(super) struct Source<'a> {
    /// The program that copies and checks a house.
    pub(super) program: &'a Path,
    /// The supervisor's configuration.
    pub(super) config: &'a Path,
    /// What it says.
    pub(super) houses: &'a Config,
}

/// What came of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// How many houses are copied.
    pub(super) houses: u32,
    /// The houses that could not be, and why.
    pub(super) failed: Vec<(String, String)>,
}

impl Source<'_> {
    /// The houses that have a file: names and files.
    pub(super) fn files(&self) -> Vec<(&str, &Path)> {
        let agents = self.houses.agents.iter();
        let files = agents.map(|agent| (&*agent.name, &*agent.file));
        files.filter(|(_, file)| file.exists()).collect()
    }

    /// Bytes a copy takes.
    pub(super) fn bytes(&self) -> u64 {
        let sizes = self.files().into_iter().map(|(_, file)| fs::metadata(file));
        sizes.flatten().map(|it| it.len()).sum::<u64>() + BESIDE
    }

    /// Makes the copy of this name in a folder, and says after each house how many are done.
    ///
    /// # Errors
    /// When it cannot be written at all, or no house could be copied.
    pub(super) fn copy(
        &self,
        folder: &Path,
        name: &str,
        mut done: impl FnMut(u32),
    ) -> io::Result<Outcome> {
        let whole = free_name(folder, name);
        let part = folder.join(format!("{name}{UNFINISHED}"));
        fs::create_dir_all(&part)?;
        let mut outcome = Outcome::default();
        for (house, file) in self.files() {
            match self.copy_house(file, &part.join(format!("{house}.hutbook"))) {
                Ok(()) => outcome.houses += 1,
                Err(error) => outcome.failed.push((house.to_owned(), error.to_string())),
            }
            done(outcome.houses);
        }
        if outcome.houses == 0
            && let Some((house, error)) = outcome.failed.first()
        {
            return Err(io::Error::other(format!("{house}: {error}")));
        }
        let config = part.join("hutbook.toml");
        fs::copy(self.config, &config)?;
        File::open(&config)?.sync_all()?;
        File::open(&part)?.sync_all()?;
        fs::rename(&part, &whole)?;
        File::open(folder)?.sync_all()?;
        Ok(outcome)
    }

    /// Has the program copy a house, which checks what it has written by reading it from the disk again.
    fn copy_house(&self, from: &Path, to: &Path) -> io::Result<()> {
        let run = Command::new(self.program)
            .arg("backup")
            .args([from, to])
            .stdin(Stdio::null())
            .output()?;
        if run.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&run.stderr).trim().to_owned();
        Err(io::Error::other(if said.is_empty() {
            format!("it ended with {}", run.status)
        } else {
            said
        }))
    }
}

/// A name that nothing has yet: another copy may have been made in the same minute.
fn free_name(folder: &Path, name: &str) -> PathBuf {
    let numbered = (2..).map(|number| folder.join(format!("{name}-{number}")));
    let mut names = std::iter::once(folder.join(name)).chain(numbered);
    let is_free = |path: &PathBuf| path.symlink_metadata().is_err();
    names.find(is_free).unwrap_or_else(|| folder.join(name))
}

/// Removes what broken-off copies have left in a folder.
pub(super) fn sweep(folder: &Path) -> io::Result<()> {
    for name in names(folder)? {
        let of_copy = name.strip_suffix(UNFINISHED).map(str::to_owned);
        if of_copy.is_some_and(|it| !older::copies(&[it]).is_empty()) {
            fs::remove_dir_all(folder.join(name))?;
        }
    }
    Ok(())
}

/// Removes older copies that need not stay.
pub(super) fn thin(folder: &Path) -> io::Result<()> {
    let go = older::to_go(&names(folder)?);
    go.iter()
        .try_for_each(|name| fs::remove_dir_all(folder.join(name)))
}

/// Removes the oldest copies until there is room, but never the last one. Whether there is.
pub(super) fn make_room(
    folder: &Path,
    bytes: u64,
    free: impl Fn() -> io::Result<u64>,
) -> io::Result<bool> {
    let copies = older::copies(&names(folder)?);
    let mut oldest = copies[..copies.len().saturating_sub(1)].iter();
    loop {
        if free()? >= bytes {
            return Ok(true);
        }
        let Some(name) = oldest.next() else {
            return Ok(false);
        };
        fs::remove_dir_all(folder.join(name))?;
    }
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(folder)?.flatten();
    Ok(entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervisor::config;
    use std::os::unix::fs::PermissionsExt as _;

    /// Houses, a program that stands for ours and copies as `cp` does but not what is damaged, and a place for copies.
    struct Place(tempfile::TempDir);

    impl Place {
        fn new() -> Self {
            let place = Self(tempfile::tempdir().unwrap());
            let script = "#!/bin/sh\ngrep -q damaged \"$2\" && echo \"$2 is damaged\" >&2 && exit 3\ncp \"$2\" \"$3\"\n";
            place.write("program", script);
            let executable = fs::Permissions::from_mode(0o700);
            fs::set_permissions(place.path("program"), executable).unwrap();
            let agents = ["a", "b", "new"].iter().enumerate();
            let agent =
                |(number, name)| format!("[[agent]]\nname = \"{name}\"\nnumber = {}\n", number + 1);
            place.write("data/hutbook.toml", &agents.map(agent).collect::<String>());
            place.write("data/a/a.hutbook", "the book of a");
            place.write("data/b/b.hutbook", "the book of b");
            fs::create_dir(place.path("stick")).unwrap();
            place
        }

        fn path(&self, path: &str) -> PathBuf {
            self.0.path().join(path)
        }

        fn write(&self, path: &str, text: &str) {
            fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
            fs::write(self.path(path), text).unwrap();
        }

        fn copy(&self, done: &mut Vec<u32>) -> io::Result<Outcome> {
            let (program, config) = (self.path("program"), self.path("data/hutbook.toml"));
            let source = Source {
                program: &program,
                config: &config,
                houses: &config::read(&config).unwrap(),
            };
            assert!(source.bytes() > BESIDE);
            source.copy(&self.path("stick"), "2026-08-01_0705", |it| done.push(it))
        }
    }

    #[test]
    fn all_houses_that_have_a_file_are_copied_with_the_configuration() {
        let (place, mut done) = (Place::new(), Vec::new());
        let outcome = place.copy(&mut done).unwrap();
        assert_eq!(
            (outcome.houses, outcome.failed.len(), done),
            (2, 0, vec![1, 2])
        );
        let read = |path: &str| fs::read_to_string(place.path(path)).unwrap();
        assert_eq!(read("stick/2026-08-01_0705/a.hutbook"), "the book of a");
        assert!(read("stick/2026-08-01_0705/hutbook.toml").contains("\"new\""));
        place.copy(&mut Vec::new()).unwrap();
        assert_eq!(read("stick/2026-08-01_0705-2/b.hutbook"), "the book of b");
        assert_eq!(names(&place.path("stick")).unwrap().len(), 2);
    }

    #[test]
    fn a_house_that_is_damaged_does_not_keep_the_others_from_being_copied() {
        let place = Place::new();
        place.write("data/a/a.hutbook", "damaged");
        let outcome = place.copy(&mut Vec::new()).unwrap();
        let [(name, why)] = &outcome.failed[..] else {
            panic!("{outcome:?}")
        };
        assert!(
            outcome.houses == 1 && name == "a" && why.contains("is damaged"),
            "{why}"
        );
        place.write("data/b/b.hutbook", "damaged");
        assert!(place.copy(&mut Vec::new()).is_err());
        let mut left = names(&place.path("stick")).unwrap();
        left.sort();
        assert_eq!(left, ["2026-08-01_0705", "2026-08-01_0705.part"]);
        place.write("stick/mine.part/photo", "");
        sweep(&place.path("stick")).unwrap();
        assert_eq!(names(&place.path("stick")).unwrap().len(), 2);
        assert!(place.path("stick/mine.part/photo").exists());
    }

    #[test]
    fn there_is_room_made_from_the_oldest_and_never_by_the_newest() {
        let place = Place::new();
        let stick = place.path("stick");
        for name in [
            "2026-08-01_0705",
            "2026-08-02_0705",
            "2026-08-03_0705",
            "photos",
        ] {
            fs::create_dir(stick.join(name)).unwrap();
        }
        let free = || Ok(10 * (5 - names(&stick)?.len() as u64));
        assert!(make_room(&stick, 10, free).unwrap());
        assert_eq!(names(&stick).unwrap().len(), 4);
        assert!(make_room(&stick, 20, free).unwrap());
        assert!(!stick.join("2026-08-01_0705").exists() && stick.join("2026-08-02_0705").exists());
        assert!(!make_room(&stick, 1000, free).unwrap());
        let mut left = names(&stick).unwrap();
        left.sort();
        assert_eq!(left, ["2026-08-03_0705", "photos"]);
    }
}
