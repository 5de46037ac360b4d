//! To whom an agent and its folder belong: where root runs the supervisor, to a user of the agent's own, so that the
//! kernel keeps houses apart. Never gives a folder away that is not an agent's own.

use super::config::{AgentConfig, LARGEST_NUMBER};
use core::ffi::CStr;
use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Gid, Mode, OFlags, Uid, chownat, fchmod, openat, statat,
};
use std::{
    ffi::OsStr,
    fs, io,
    os::{
        fd::{AsFd, OwnedFd},
        unix::{
            ffi::OsStrExt as _,
            fs::{DirBuilderExt as _, PermissionsExt as _},
        },
    },
    path::{Path, PathBuf},
};

/// The user of agent N is this number + N. Nothing is looked up: a number needs no name.
const FIRST_USER: u32 = 59_000;
/// Most files of a folder that is given to another user.
const MOST_FILES: usize = 10_000;

/// The user an agent runs as, if it is to be another than the supervisor's own: after its folder has been made and
/// given to it.
///
/// # Errors
/// When the folder cannot be made or given.
pub(super) fn user_of(agent: &AgentConfig, program: &Path) -> io::Result<Option<u32>> {
    let Some(folder) = agent.file.parent().filter(|_| agent.own_folder) else {
        return Ok(None);
    };
    if !folder.exists() {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    let is_root = rustix::process::geteuid().is_root();
    let above = folder.parent().unwrap_or(folder);
    if !is_root || !others_can_reach(above) || !others_can_reach(program) {
        return Ok(None);
    }
    let user = FIRST_USER + u32::from(agent.number);
    give(folder, user)?;
    Ok(Some(user))
}

/// Whether this process runs as the user of an agent.
pub(super) fn is_agents_own_user() -> bool {
    let users = FIRST_USER + 1..=FIRST_USER + u32::from(LARGEST_NUMBER);
    users.contains(&rustix::process::geteuid().as_raw())
}

/// Whether users who are neither the owner nor of its group get to a path.
fn others_can_reach(path: &Path) -> bool {
    let Ok(path) = path.canonicalize() else {
        return false;
    };
    let open = |path: &Path| fs::metadata(path).is_ok_and(|it| it.permissions().mode() & 1 != 0);
    path.ancestors().all(open)
}

/// Gives a folder and all that lies in it to a user. Links are given themselves, never what they lead to: not even when the
/// user, whose the folder has been before, puts one in the place of a folder meanwhile.
fn give(folder: &Path, user: u32) -> io::Result<()> {
    let top = open_folder(CWD, folder)?;
    let mut folders = vec![PathBuf::new()];
    let mut given = 0_usize;
    while let Some(inner) = folders.pop() {
        let open = beneath(&top, &inner)?;
        give_one(&open, c".", user)?;
        for entry in Dir::read_from(&open)? {
            let entry = entry?;
            let name = entry.file_name();
            if [c".", c".."].contains(&name) {
                continue;
            }
            given += 1;
            if given > MOST_FILES {
                return Err(io::Error::other(format!(
                    "more than {MOST_FILES} files lie in {}: is it really a house's own?",
                    folder.display()
                )));
            }
            if give_one(&open, name, user)? == FileType::Directory {
                folders.push(inner.join(OsStr::from_bytes(name.to_bytes())));
            }
        }
    }
    Ok(fchmod(&top, Mode::RWXU)?)
}

/// Opens a folder somewhere in another one, if no link stands on the way.
fn beneath(top: &OwnedFd, inner: &Path) -> io::Result<OwnedFd> {
    let mut open = open_folder(top, Path::new("."))?;
    for part in inner {
        open = open_folder(&open, Path::new(part))?;
    }
    Ok(open)
}

fn open_folder(at: impl AsFd, name: &Path) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(openat(at, name, flags, Mode::empty())?)
}

/// Gives one thing in an open folder to a user; answers with what it is.
fn give_one(at: &OwnedFd, name: &CStr, user: u32) -> io::Result<FileType> {
    let is = statat(at, name, AtFlags::SYMLINK_NOFOLLOW)?;
    if is.st_uid != user {
        let (user, group) = (Uid::from_raw(user), Gid::from_raw(user));
        chownat(at, name, Some(user), Some(group), AtFlags::SYMLINK_NOFOLLOW)?;
    }
    Ok(FileType::from_raw_mode(is.st_mode))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_is_found_without_following_any_link() {
        let (own, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir_all(own.path().join("a/b")).unwrap();
        fs::create_dir(other.path().join("b")).unwrap();
        std::os::unix::fs::symlink(other.path(), own.path().join("link")).unwrap();
        let top = open_folder(CWD, own.path()).unwrap();
        assert!(beneath(&top, Path::new("a/b")).is_ok());
        for led_away in ["link", "link/b"] {
            assert!(beneath(&top, Path::new(led_away)).is_err(), "{led_away}");
        }
    }
}
