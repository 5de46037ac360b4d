//! Backups that a served house makes by itself: each night into a folder, checked, the old ones thinned out.
//! One thread of its own does it, so that no order ever waits for it. What is due and what is superfluous is decided in
//! `calendar`; this does it. Never deletes anything but backups of its own name, and only after a new one is whole.

pub mod calendar;
mod kept;

use super::{App, Shared};
use crate::{
    clock::{self, Clock},
    domain::time::Moment,
    store::{
        LogReader, Vault, backup,
        erased::{self, Erased},
        verify,
    },
};
use core::sync::atomic::{AtomicBool, Ordering};
use jiff::civil::{DateTime, Time};
use std::{
    collections::BTreeMap,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

pub use backup::{BackupError, Copied, DEFAULT_FOLDER};
pub use kept::{Asked, Backup, Known};

/// From which age on the last backup is something to warn about, in milliseconds: two days.
pub const OLD_MILLIS: i64 = 2 * 24 * 60 * 60 * 1000;
/// How long the house is left alone after its start.
const START_PAUSE: Duration = Duration::from_secs(10);
/// How often it is looked whether something is to be done. Short, so that a clock that is set right is noticed.
const LOOK_PAUSE: Duration = Duration::from_secs(30);
/// Most backups that are looked through at the start, until a whole one is found.
const MOST_LOOKED_AT: usize = 3;
/// Most bytes of the name of a house's file that go into the names of its backups.
const STEM_BYTES: usize = 100;
/// How the time stands in the name of a backup.
const STAMP: &str = "%Y%m%d-%H%M";
/// The same, to the second, for another one in the same minute.
const STAMP_OF_ANOTHER: &str = "%Y%m%d-%H%M%S";
const ENDING: &str = ".hutbook";

/// Where and when backups are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The folder. It is made when it is not there.
    pub folder: PathBuf,
    /// What the names of the backups begin with: see [`stem_of`].
    pub stem: String,
    /// At what time of the day.
    pub at: Time,
}

/// How the backups are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Where they are kept; `None` when none are made.
    pub folder: Option<PathBuf>,
    /// When the last good one was made, if there is one.
    pub last: Option<Moment>,
    /// What was wrong with the last try, if it failed.
    pub failure: Option<String>,
    /// At what time of the day they are made.
    pub at: Option<Time>,
    /// What is wrong with the newest one, if it is damaged: its name and what was found.
    pub damaged: Option<String>,
}

impl Report {
    /// Whether somebody should do something: backups are wanted, and the last good one is missing or old.
    pub fn is_old(&self, now: Moment) -> bool {
        let good = |last: Moment| now.millis().saturating_sub(last.millis()) <= OLD_MILLIS;
        self.folder.is_some() && !self.last.is_some_and(good)
    }
}

/// The name of a house's file without its ending: what its backups are named after.
pub fn stem_of(file: &Path) -> String {
    let mut stem = file.file_stem().map_or_else(
        || "hutbook".to_owned(),
        |stem| stem.to_string_lossy().into_owned(),
    );
    let end = (0..=STEM_BYTES)
        .rev()
        .find(|end| stem.is_char_boundary(*end));
    stem.truncate(end.unwrap_or(0));
    stem
}

/// `STEM-20261125-0200.hutbook`
pub fn name(stem: &str, made: DateTime) -> String {
    format!("{stem}-{}{ENDING}", made.strftime(STAMP))
}

/// When the backup of this name was made, by the name, if it is one of this stem.
pub fn made_at(stem: &str, name: &str) -> Option<DateTime> {
    let stamp = name
        .strip_prefix(stem)?
        .strip_prefix('-')?
        .strip_suffix(ENDING)?;
    let by = |pattern| {
        let made = DateTime::strptime(pattern, stamp).ok()?;
        (made.strftime(pattern).to_string() == stamp).then_some(made)
    };
    by(STAMP).or_else(|| by(STAMP_OF_ANOTHER))
}

/// The name of a backup made at this time that nothing in the folder has. Somebody may ask for a second one in the minute
/// of the first.
fn free_name(folder: &Path, stem: &str, time: DateTime) -> String {
    let usual = name(stem, time);
    if folder.join(&usual).symlink_metadata().is_err() {
        return usual;
    }
    format!("{stem}-{}{ENDING}", time.strftime(STAMP_OF_ANOTHER))
}

/// Name of the ledger of those who were erased, beside the backups of this stem.
pub fn ledger_name(stem: &str) -> String {
    format!("{stem}.{}", erased::ENDING)
}

/// The thread that makes backups, and what it has come to.
#[derive(Debug, Default)]
pub(super) struct Backups {
    shared: Arc<Common>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What the thread and whoever looks share.
#[derive(Debug, Default)]
struct Common {
    report: Mutex<Report>,
    plan: Mutex<Option<Plan>>,
    checked: Mutex<BTreeMap<DateTime, bool>>,
    stop: AtomicBool,
    /// Who waits for a backup that shall be made at once.
    waiting: Mutex<Vec<kept::Waiting>>,
    wake: Condvar,
}

impl Common {
    fn report(&self) -> MutexGuard<'_, Report> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits, but not beyond the end of the house. Says whether it goes on.
    fn wait(&self, pause: Duration) -> bool {
        let nothing_to_do =
            |wanted: &mut Vec<_>| wanted.is_empty() && !self.stop.load(Ordering::Relaxed);
        let waiting = self.waiting();
        let _waited = self.wake.wait_timeout_while(waiting, pause, nothing_to_do);
        !self.stop.load(Ordering::Relaxed)
    }
}

impl Backups {
    /// How they are.
    pub(super) fn report(&self) -> Report {
        self.shared.report().clone()
    }

    /// Ends the thread; a copy in progress is broken off.
    pub(super) fn stop(&self) {
        {
            let mut waiting = self.shared.waiting();
            waiting.clear();
            self.shared.stop.store(true, Ordering::Relaxed);
        }
        self.shared.wake.notify_all();
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(Err(_)) = thread.map(JoinHandle::join) {
            tracing::error!("the thread that makes backups ended by a defect");
        }
    }
}

impl App {
    /// Makes backups from now on, each day, as the plan says.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn keep_backups(&self, plan: Plan) -> io::Result<()> {
        let mut keeper = self.backup_keeper(plan);
        let thread = std::thread::Builder::new()
            .name("backups".to_owned())
            .spawn(move || {
                let mut pause = START_PAUSE;
                while keeper.common.wait(pause) {
                    keeper.look();
                    pause = LOOK_PAUSE;
                }
            })?;
        *self
            .backups
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(thread);
        Ok(())
    }

    /// Who would make backups as this plan says, for whoever wants to say when it looks.
    pub fn backup_keeper(&self, plan: Plan) -> Keeper {
        {
            let mut report = self.backups.shared.report();
            (report.folder, report.at) = (Some(plan.folder.clone()), Some(plan.at));
        }
        *self.backups.shared.plan() = Some(plan.clone());
        Keeper {
            plan,
            reader: Arc::clone(&self.reader),
            vault: Arc::clone(&self.vault),
            book: Arc::clone(&self.shared),
            clock: self.clock.clone(),
            common: Arc::clone(&self.backups.shared),
            failures: 0,
            not_before: None,
            settled_in: false,
            newest: None,
            erasures_noted: 0,
        }
    }
}

/// Makes the backups.
pub struct Keeper {
    plan: Plan,
    reader: Arc<dyn LogReader>,
    vault: Arc<Vault>,
    book: Arc<Shared>,
    clock: Clock,
    common: Arc<Common>,
    /// Tries in a row that failed.
    failures: u32,
    /// When the last try failed, and how long to wait then.
    not_before: Option<(Moment, Duration)>,
    /// Whether the folder has been looked through once.
    settled_in: bool,
    /// Whose the newest backup of an earlier start is, once it has been looked at; nobody's when it is damaged.
    newest: Option<Option<[u8; 16]>>,
    /// Up to which event it has been looked who was erased.
    erasures_noted: u64,
}

impl core::fmt::Debug for Keeper {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Keeper")
            .field("plan", &self.plan)
            .finish_non_exhaustive()
    }
}

/// Why a look came to nothing.
enum Setback {
    /// Another house that keeps its backups in the folder is at it.
    NotOurTurn,
    /// It failed.
    Failed(String),
}

fn at(folder: &Path, cause: &io::Error) -> Setback {
    Setback::Failed(format!("{}: {cause}", folder.display()))
}

impl Keeper {
    /// Looks once whether something is to be done, and does it.
    pub fn look(&mut self) {
        let now = self.clock.now();
        let waits = self.not_before.is_some_and(|(failed, pause)| {
            // A clock that has been set back shall not make it wait for ever.
            let waited = now.millis().checked_sub(failed.millis());
            waited.is_some_and(|waited| waited >= 0 && (waited as u128) < pause.as_millis())
        });
        let wanted = core::mem::take(&mut *self.common.waiting());
        if (waits && wanted.is_empty()) || self.book.book.load().sequence == 0 {
            return;
        }
        let looked = self.try_look(now, !wanted.is_empty());
        let made = looked.is_ok();
        self.note(now, looked);
        for waiting in wanted {
            // Whoever asked may have gone.
            let _ = waiting.send(made);
        }
    }

    /// Notes what a look came to.
    fn note(&mut self, now: Moment, looked: Result<(), Setback>) {
        match looked {
            Ok(()) => {
                self.failures = 0;
                self.not_before = None;
                self.common.report().failure = None;
            }
            Err(Setback::NotOurTurn) => {}
            Err(Setback::Failed(_)) if self.common.stop.load(Ordering::Relaxed) => {}
            Err(Setback::Failed(sentence)) => {
                self.failures = self.failures.saturating_add(1);
                let pause = calendar::pause_after(self.failures);
                let minutes = pause.as_secs() / 60;
                tracing::error!(
                    failure = sentence,
                    minutes,
                    "no backup could be made; trying again after this time"
                );
                self.not_before = Some((now, pause));
                self.common.report().failure = Some(sentence);
            }
        }
    }

    fn try_look(&mut self, now: Moment, wanted: bool) -> Result<(), Setback> {
        let zone = self.zone();
        let folder = self.plan.folder.clone();
        let here = |cause| at(&folder, &cause);
        make_folder(&folder).map_err(here)?;
        let mut made = kept::made(&self.plan).map_err(here)?;
        self.look_at_the_newest(&made);
        // What is damaged is no backup.
        made.retain(|made, _| self.common.checked().get(made) != Some(&false));
        self.note_last(now, &zone, &made);
        self.note_erasures(now).map_err(here)?;
        let time = clock::datetime_in(&zone, now);
        if !wanted && !calendar::is_due(time, self.plan.at, made.keys().copied()) {
            return Ok(());
        }
        let _turn = take_turn(&folder)?;
        self.settle_in(&folder)?;
        let name = free_name(&folder, &self.plan.stem, time);
        let to = folder.join(&name);
        let copy = self
            .reader
            .copy_beside(&to, &self.common.stop)
            .and_then(|copied| copied.put_at(&to));
        let copy = copy.map_err(|error| Setback::Failed(error.to_string()))?;
        tracing::info!(file = %to.display(), events = copy.events, "a backup was made and checked");
        // Backups are known by the time in their names.
        let named = made_at(&self.plan.stem, &name).unwrap_or(time);
        self.common.checked().insert(named, true);
        {
            let mut report = self.common.report();
            (report.last, report.damaged) = (Some(now), None);
        }
        let made = kept::made(&self.plan).map_err(here)?;
        self.thin_out(time, &made);
        Ok(())
    }

    /// Looks once whether the newest backup from before the start is whole, and whose it is; where it is damaged, at
    /// those before it.
    fn look_at_the_newest(&mut self, made: &BTreeMap<DateTime, PathBuf>) {
        if self.newest.is_some() {
            return;
        }
        self.newest = Some(None);
        for (made, path) in made.iter().rev().take(MOST_LOOKED_AT) {
            let verified = verify(path);
            self.common.checked().insert(*made, verified.is_ok());
            match verified {
                Ok(backup) => {
                    self.newest = Some(Some(backup.file_id));
                    return;
                }
                Err(error) => {
                    tracing::error!(%error, "a backup is damaged; a new one will be made");
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    let mut report = self.common.report();
                    report.damaged.get_or_insert(format!("{name}: {error}"));
                }
            }
        }
    }

    /// Sees once that the backups in the folder are those of this house and not of another one whose file has the same
    /// name, and removes what broken-off copies have left.
    fn settle_in(&mut self, folder: &Path) -> Result<(), Setback> {
        if self.settled_in {
            return Ok(());
        }
        let swept = backup::sweep_up(folder, &format!("{}-", self.plan.stem));
        swept.map_err(|cause| at(folder, &cause))?;
        if let Some(Some(other)) = self.newest
            && Some(other) != self.reader.file_id()
        {
            // The folder may be changed for the right one meanwhile.
            self.newest = None;
            return Err(Setback::Failed(format!(
                "the newest backup in {} is of another house with the same name: choose another folder for the backups",
                folder.display()
            )));
        }
        self.settled_in = true;
        Ok(())
    }

    fn zone(&self) -> String {
        self.book.book.load().state.zone().to_owned()
    }

    /// What the folder says about the last good backup counts until one is made.
    fn note_last(&self, now: Moment, zone: &str, made: &BTreeMap<DateTime, PathBuf>) {
        let last = made.range(..=clock::datetime_in(zone, now)).next_back();
        let last = last.map(|(made, _)| clock::moment_in(zone, *made));
        let mut report = self.common.report();
        // The name tells the minute only; what this very keeper has made it knows better.
        if report.last.is_none_or(|known| {
            last.is_none_or(|last| known < last || last.plus_millis(60_000) < known)
        }) {
            report.last = last;
        }
    }

    /// Writes down who has been erased, so that a backup from before brings nobody back.
    fn note_erasures(&mut self, now: Moment) -> io::Result<()> {
        let book = self.book.book.load_full();
        if book.sequence == self.erasures_noted {
            return Ok(());
        }
        if let Some(id) = self.reader.file_id() {
            let people = book.state.people.iter();
            let erased = people.filter(|person| !self.vault.holds(person.id));
            let erased = erased.map(|person| Erased {
                person: person.id,
                added: person.added,
            });
            let ledger = self.plan.folder.join(ledger_name(&self.plan.stem));
            erased::note(&ledger, &id, erased, now)?;
        }
        self.erasures_noted = book.sequence;
        Ok(())
    }

    /// Deletes what is not needed any more. What cannot be deleted is tried again next time.
    fn thin_out(&self, time: DateTime, made: &BTreeMap<DateTime, PathBuf>) {
        for at in calendar::superfluous(time, &made.keys().copied().collect()) {
            if let Some(path) = made.get(&at)
                && let Err(error) = fs::remove_file(path)
            {
                tracing::warn!(%error, file = %path.display(), "an old backup could not be deleted");
            }
        }
    }
}

/// Makes the folder, but not those it should stand in: a stick that is not there shall not be replaced by a folder.
fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => Err(cause),
        _ => Ok(()),
    }
}

/// Houses that keep their backups in the same folder take turns: a small board has one disk.
fn take_turn(folder: &Path) -> Result<File, Setback> {
    let turn = File::open(folder).map_err(|cause| at(folder, &cause))?;
    match turn.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Setback::NotOurTurn),
        // Not every file system has locks; then all go at once.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(turn),
    }
}
