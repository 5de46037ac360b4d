//! The kernel's modules: loaded in the order of a list that the image was built with, each with what the kernel's command
//! line says to it. An image whose kernel has all built in comes without a list. Never looks for one by itself.

use rustix::{io::Errno, system::finit_module};
use std::{
    ffi::CString,
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
pub(super) fn load_all(folder: &Path, line: &str) -> io::Result<Loaded> {
    load_by(folder, |name, file| {
        let told = CString::new(told_to(name, line))?;
        Ok(finit_module(file, &told, 0)?)
    })
}

/// What the kernel's command line says to a module: words that begin with its name, as for one that is built in.
fn told_to(file: &str, line: &str) -> String {
    let name = file.trim_end_matches(".ko").replace('-', "_");
    let words = line.split_whitespace().filter_map(|word| {
        let (whom, what) = word.split_once('.')?;
        (whom.replace('-', "_") == name).then_some(what)
    });
    words.collect::<Vec<_>>().join(" ")
}

fn load_by(
    folder: &Path,
    mut load: impl FnMut(&str, File) -> io::Result<()>,
) -> io::Result<Loaded> {
    let mut loaded = Loaded::default();
    if !folder.exists() {
        return Ok(loaded);
    }
    for name in fs::read_to_string(folder.join(ORDER))?.lines() {
        let path = folder.join(name);
        let outcome = File::open(&path).and_then(|file| load(name, file));
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
    fn a_module_is_told_what_the_command_line_says_to_it() {
        let line = "quiet brcmfmac.roamoff=1 brcm.a=2 mac80211-hwsim.radios=3 brcmfmac.feature_disable=0x282000";
        let told = told_to("brcmfmac.ko", line);
        assert_eq!(told, "roamoff=1 feature_disable=0x282000");
        assert_eq!(told_to("mac80211_hwsim.ko", line), "radios=3");
        assert_eq!(told_to("quiet.ko", line), "");
    }

    #[test]
    fn without_a_folder_there_is_nothing_to_load_and_a_folder_without_a_list_is_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let load = |path: &Path| load_by(path, |_, _| Ok(()));
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
        let loaded = load_by(folder.path(), |_, mut file| {
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
