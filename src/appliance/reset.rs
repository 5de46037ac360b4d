//! Returning a card to the state of delivery: whoever puts a file of a certain name on the partition that every computer
//! can read gets a new file system for the data. The file is taken away last, so that a power cut in the middle
//! begins it anew. Never begins when the file could not be taken away afterwards: each start would do it again.

use super::{mounts, report::Reporter, storage};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What the file may be called, in any case of letters. Some computers hide the end of a name.
const NAMES: [&str; 4] = [
    "factory-reset",
    "factory-reset.txt",
    "factory-reset.txt.txt",
    BEGUN,
];
/// What it is called from the beginning on.
const BEGUN: &str = "factory-reset.begun.txt";
/// How the file system is made: the same words that the image was made with.
const WORDS: &str = "/etc/hutbook/mke2fs.words";
/// What it can do, which is said for the tool in a file of its own.
const CONFIG: &str = "/etc/hutbook/mke2fs.conf";

/// The file by which somebody wants it, if there is one.
pub(super) fn wanted(boot: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(boot).ok()?.flatten();
    let mut entries = entries.filter(|entry| entry.file_type().is_ok_and(|it| it.is_file()));
    let is_it = |name: &str| NAMES.iter().any(|it| it.eq_ignore_ascii_case(name));
    let found = entries.find(|entry| entry.file_name().to_str().is_some_and(is_it))?;
    Some(found.path())
}

/// Makes a new file system for the data and takes the file away. Each step is told.
pub(super) fn do_it(boot: &Path, flag: &Path, data: &Path, reporter: &mut Reporter) {
    reporter.say(format_args!(
        "return to the state of delivery: begun, because there is {}",
        flag.display()
    ));
    let done = rename(boot, flag)
        .and_then(|()| wipe(data, reporter))
        .and_then(|()| take_away(boot));
    if reporter
        .step("return to the state of delivery", done)
        .is_some()
    {
        reporter.incident("the card was returned to the state of delivery; all houses are gone");
    }
}

/// Gives the file the name of one that is being obeyed. Who can be renamed can be taken away later.
fn rename(boot: &Path, flag: &Path) -> io::Result<()> {
    let change = || {
        mounts::make_writable(boot)?;
        let renamed = fs::rename(flag, boot.join(BEGUN)).and_then(|()| synced(boot));
        mounts::make_readable_only(boot)?;
        renamed
    };
    change().map_err(|error| {
        io::Error::other(format!(
            "the boot partition cannot be written to ({error}), so this would be done at each start; nothing was \
             deleted. Write the image to the card anew instead"
        ))
    })
}

fn synced(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

fn wipe(data: &Path, reporter: &mut Reporter) -> io::Result<()> {
    let words = fs::read_to_string(WORDS)?;
    let mut discard = storage::tool("/bin/busybox");
    let discarded = storage::run(discard.arg("blkdiscard").arg(data), &[0]);
    if let Err(error) = discarded {
        reporter.say(format_args!(
            "the card cannot forget what was on it ({error}): it is only overwritten as new data come"
        ));
    }
    let mut make = storage::tool("/sbin/mke2fs");
    make.env("MKE2FS_CONFIG", CONFIG).args(["-q", "-F"]);
    storage::run(make.args(words.split_whitespace()).arg(data), &[0])?;
    fs::File::open(data)?.sync_all()
}

fn take_away(boot: &Path) -> io::Result<()> {
    mounts::make_writable(boot)?;
    let removed = fs::remove_file(boot.join(BEGUN)).and_then(|()| synced(boot));
    // What is not written to survives a power cut, so this is tried whatever became of the file.
    mounts::make_readable_only(boot)?;
    removed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_of_one_of_these_names_is_meant() {
        let folder = tempfile::tempdir().unwrap();
        let boot = folder.path();
        fs::create_dir(boot.join("factory-reset")).unwrap();
        for other in [
            "factory-reset.md",
            "my-factory-reset.txt",
            "factory",
            "config.txt",
        ] {
            fs::write(boot.join(other), "").unwrap();
            assert_eq!(wanted(boot), None, "{other}");
        }
        for name in [
            "factory-reset.txt",
            "FACTORY-RESET.TXT",
            "Factory-Reset.txt.txt",
            BEGUN,
        ] {
            fs::write(boot.join(name), "").unwrap();
            assert_eq!(wanted(boot), Some(boot.join(name)));
            fs::remove_file(boot.join(name)).unwrap();
        }
        assert_eq!(wanted(&boot.join("nowhere")), None);
    }
}
