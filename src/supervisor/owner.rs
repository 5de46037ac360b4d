//! To whom an agent and its folder belong: where root runs the supervisor, to a user of the agent's own, so that the
//! kernel keeps houses apart. Never gives a folder away that is not an agent's own.

use super::config::{AgentConfig, LARGEST_NUMBER};
use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _},
    path::Path,
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

/// Gives a folder and all that lies in it to a user. Links are given themselves, never what they lead to.
fn give(folder: &Path, user: u32) -> io::Result<()> {
    let mut folders = vec![folder.to_owned()];
    let mut given = 0_usize;
    while let Some(folder) = folders.pop() {
        give_one(&folder, user)?;
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            given += 1;
            if given > MOST_FILES {
                return Err(io::Error::other(format!(
                    "more than {MOST_FILES} files lie in {}: is it really a house's own?",
                    folder.display()
                )));
            }
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                give_one(&entry.path(), user)?;
            }
        }
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

fn give_one(path: &Path, user: u32) -> io::Result<()> {
    if fs::symlink_metadata(path)?.uid() == user {
        return Ok(());
    }
    std::os::unix::fs::lchown(path, Some(user), Some(user))
}
