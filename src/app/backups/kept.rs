//! The backups that are there, what is known of each, and one more when somebody asks for it.
//! Never looks into a backup: whoever makes them notes what they are.

use super::{Common, Plan, made_at};
use crate::app::App;
use core::time::Duration;
use jiff::civil::DateTime;
use std::{
    collections::BTreeMap,
    fs, io,
    path::PathBuf,
    sync::{
        MutexGuard, PoisonError,
        mpsc::{self, RecvTimeoutError, Sender},
    },
};

/// A backup in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// When it was made, by the clock of the house.
    pub made: DateTime,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// What is known of it.
    pub known: Known,
}

/// What is known of a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It was looked through since the start of the house, and is whole.
    Whole,
    /// It was looked through since the start of the house, and is damaged.
    Damaged,
    /// It was whole when it was made; nobody has looked since the start of the house.
    WholeWhenMade,
}

/// What asking for a backup came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// It is there, and whole.
    Made,
    /// It could not be made; the report says why.
    Failed,
    /// It is being made.
    UnderWay,
    /// The house makes no backups.
    Off,
}

/// Who waits for a backup.
pub(super) type Waiting = Sender<bool>;

impl App {
    /// The backups in the folder, the newest first. Reads the disk.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn kept_backups(&self) -> io::Result<Vec<Backup>> {
        let common = &self.backups.shared;
        let Some(plan) = common.plan().clone() else {
            return Ok(Vec::new());
        };
        let checked = common.checked().clone();
        let mut backups = Vec::new();
        for (made, path) in made(&plan)? {
            let known = match checked.get(&made) {
                Some(true) => Known::Whole,
                Some(false) => Known::Damaged,
                None => Known::WholeWhenMade,
            };
            // It may have been thinned out since.
            if let Ok(found) = fs::metadata(path) {
                let bytes = found.len();
                backups.push(Backup { made, bytes, known });
            }
        }
        backups.reverse();
        Ok(backups)
    }

    /// Asks for a backup now, whether or not one is due, and waits for it, but not for ever. If nobody waits any more it
    /// is made all the same.
    pub fn back_up_now(&self, patience: Duration) -> Asked {
        let common = &self.backups.shared;
        if common.plan().is_none() {
            return Asked::Off;
        }
        let (to, from) = mpsc::channel();
        common.waiting().push(to);
        common.wake.notify_all();
        match from.recv_timeout(patience) {
            Ok(true) => Asked::Made,
            Ok(false) => Asked::Failed,
            Err(RecvTimeoutError::Timeout) => Asked::UnderWay,
            Err(RecvTimeoutError::Disconnected) => Asked::Failed,
        }
    }
}

impl Common {
    /// Where and when backups are made, if they are.
    pub(super) fn plan(&self) -> MutexGuard<'_, Option<Plan>> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which backups have been looked through, and whether they were whole.
    pub(super) fn checked(&self) -> MutexGuard<'_, BTreeMap<DateTime, bool>> {
        self.checked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who waits for a backup that shall be made now.
    pub(super) fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The backups in the folder, by the time in their names.
pub(super) fn made(plan: &Plan) -> io::Result<BTreeMap<DateTime, PathBuf>> {
    let mut made = BTreeMap::new();
    for entry in fs::read_dir(&plan.folder)? {
        let entry = entry?;
        if let Some(name) = entry.file_name().to_str()
            && let Some(at) = made_at(&plan.stem, name)
        {
            made.insert(at, entry.path());
        }
    }
    Ok(made)
}
