//! The kernel's modules: loaded in the order of a list that the image was built with. An image whose kernel has all built in
//! comes without a list. Never looks for one by itself.

use rustix::{io::Errno, system::finit_module};
use std::{
    fs::{self, File},
    io,
    path::Path,
};

/// Where the modules lie, and the list.
pub(super) const FOLDER: &str = "/lib/modules";
/// The list, in their folder: one file's name a line.
const ORDER: &str = "order";

/// What came of loading all of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Loaded {
    /// How many are loaded now.
    pub(super) number: usize,
    /// Which are not, and why.
    pub(super) failed: Vec<(String, String)>,
}

/// Loads what the list names, which may be missing together with its folder. What has been loaded is taken out of the folder, which lies in memory: the kernel has a
/// copy of its own.
///
/// # Errors
/// When the list cannot be read.
pub(super) fn load_all(folder: &Path) -> io::Result<Loaded> {
    load_by(folder, |file| Ok(finit_module(file, c"", 0)?))
}

fn load_by(folder: &Path, mut load: impl FnMut(File) -> io::Result<()>) -> io::Result<Loaded> {
    let mut loaded = Loaded::default();
    if !folder.exists() {
        return Ok(loaded);
    }
    for name in fs::read_to_string(folder.join(ORDER))?.lines() {
        let path = folder.join(name);
        let outcome = File::open(&path).and_then(&mut load);
        match outcome {
            Err(error) if !is_there_already(&error) => {
                loaded.failed.push((name.to_owned(), error.to_string()));
            }
            _ => {
                loaded.number += 1;
                let _ = fs::remove_file(&path);
            }
        }
    }
    Ok(loaded)
}

fn is_there_already(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::EXIST.raw_os_error())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn without_a_folder_there_is_nothing_to_load_and_a_folder_without_a_list_is_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let load = |path: &Path| load_by(path, |_| Ok(()));
        assert_eq!(
            load(&folder.path().join("modules")).unwrap(),
            Loaded::default()
        );
        assert!(load(folder.path()).is_err());
    }

    #[test]
    fn modules_are_loaded_in_order_and_one_that_fails_stops_none() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write(ORDER, "b.ko\na.ko\nmissing.ko\nthere.ko\nc.ko\n");
        for name in ["a.ko", "b.ko", "c.ko", "there.ko"] {
            write(name, name);
        }
        let mut seen = Vec::new();
        let loaded = load_by(folder.path(), |mut file| {
            let mut text = String::new();
            file.read_to_string(&mut text)?;
            seen.push(text.clone());
            match &*text {
                "a.ko" => Err(io::Error::other("no such device")),
                "there.ko" => Err(Errno::EXIST.into()),
                _ => Ok(()),
            }
        })
        .unwrap();
        assert_eq!(seen, ["b.ko", "a.ko", "there.ko", "c.ko"]);
        assert_eq!(loaded.number, 3);
        let failed: Vec<&str> = loaded.failed.iter().map(|(name, _)| &**name).collect();
        assert_eq!(failed, ["a.ko", "missing.ko"]);
        assert!(folder.path().join("a.ko").exists() && !folder.path().join("b.ko").exists());
    }
}
