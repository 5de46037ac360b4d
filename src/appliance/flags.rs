//! Files that somebody puts on the partition that every computer can read, to have something done at the next start. Such
//! a file is renamed before anything is done and taken away last: a power cut in the middle begins it anew, and nothing is
//! begun whose file could not be taken away, for then each start would do it again. Never looks into one.

use super::mounts;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What a file may be called, in any case of letters, but for its end: some computers hide that of a name.
const ENDS: [&str; 4] = ["", ".txt", ".txt.txt", BEGUN];
/// The end of its name from the beginning on.
const BEGUN: &str = ".begun.txt";

/// A file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flag {
    /// Where it lies.
    pub(super) path: PathBuf,
    begun: PathBuf,
}

impl Flag {
    /// The file of this name, if there is one.
    pub(super) fn wanted(boot: &Path, name: &str) -> Option<Self> {
        let entries = fs::read_dir(boot).ok()?.flatten();
        let mut files = entries.filter(|entry| entry.file_type().is_ok_and(|it| it.is_file()));
        let is_it = |found: &str| {
            let end = found.get(name.len()..).unwrap_or_default();
            let is_named = found
                .get(..name.len())
                .is_some_and(|it| it.eq_ignore_ascii_case(name));
            is_named && ENDS.iter().any(|it| it.eq_ignore_ascii_case(end))
        };
        let found = files.find(|entry| entry.file_name().to_str().is_some_and(is_it))?;
        Some(Self {
            path: found.path(),
            begun: boot.join(format!("{name}{BEGUN}")),
        })
    }

    /// Does what it stands for, then takes it away.
    ///
    /// # Errors
    /// What the doing fails with; and when the partition cannot be written to, in which case nothing is done.
    pub(super) fn obey(&self, boot: &Path, act: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let renamed = writing(boot, || fs::rename(&self.path, &self.begun));
        renamed.map_err(|error| {
            io::Error::other(format!(
                "the boot partition cannot be written to ({error}), so this would be done at each start; nothing was \
                 done. Write the image to the card anew instead"
            ))
        })?;
        act()?;
        writing(boot, || fs::remove_file(&self.begun))
    }
}

/// Changes something on the partition, which is only looked at before and afterwards, whatever becomes of the change: what
/// is not written to survives a power cut.
fn writing(boot: &Path, change: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    mounts::make_writable(boot)?;
    let changed = change().and_then(|()| fs::File::open(boot)?.sync_all());
    mounts::make_readable_only(boot)?;
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_of_one_of_these_names_is_meant() {
        let folder = tempfile::tempdir().unwrap();
        let boot = folder.path();
        let wanted = || Flag::wanted(boot, "factory-reset").map(|it| it.path);
        fs::create_dir(boot.join("factory-reset")).unwrap();
        for other in [
            "factory-reset.md",
            "my-factory-reset.txt",
            "factory-resets",
            "factory",
            "config.txt",
            "forget-password.txt",
        ] {
            fs::write(boot.join(other), "").unwrap();
            assert_eq!(wanted(), None, "{other}");
        }
        for name in [
            "factory-reset.txt",
            "FACTORY-RESET.TXT",
            "Factory-Reset.txt.txt",
            "factory-reset.begun.txt",
        ] {
            fs::write(boot.join(name), "").unwrap();
            assert_eq!(wanted(), Some(boot.join(name)));
            fs::remove_file(boot.join(name)).unwrap();
        }
        assert_eq!(Flag::wanted(&boot.join("nowhere"), "factory-reset"), None);
    }

    #[test]
    fn nothing_is_done_where_the_file_could_not_be_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("forget-password.txt"), "").unwrap();
        let flag = Flag::wanted(folder.path(), "forget-password").unwrap();
        // A folder that is no file system of its own cannot be made writable.
        let error = flag
            .obey(folder.path(), || panic!("it was done"))
            .unwrap_err();
        assert!(error.to_string().contains("nothing was done"), "{error}");
        assert!(flag.path.exists());
    }
}
