//! Copies of a log's file while it is written to all the time, made by the programs people use and by slow readers.
//! Each copy must pass the full check, hold every event that was acknowledged before it began, and take new ones. The
//! same load without protection breaks copies, so the tests can fail.
//!
//! `HUTBOOK_COPIES=N` makes N times as many copies.

use super::{
    Appended, EventLog as _, OpenCause, OpenError, RedbLog,
    attached::Attached,
    copies::{Copies, Served},
    disk::{Access, Disk, FileDisk},
    holds::Limits,
    simulated::Workload,
    verify,
};
use crate::{clock::Stopwatch, domain::time::Moment};
use redb::StorageBackend;
use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;
/// Bytes a second that a slow card gives.
const CARD_BYTES: u64 = 10 * MIB;

/// A way to copy a file.
type Copying = fn(&Path, &Path);

fn times(number: usize) -> usize {
    let factor = std::env::var("HUTBOOK_COPIES").ok();
    number * factor.and_then(|factor| factor.parse().ok()).unwrap_or(1)
}

fn run(program: &str, arguments: &[&dyn AsRef<std::ffi::OsStr>]) {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program} is not there: {error}"));
    // tar says 1 when a file changed while it was read, and has archived it all the same.
    let changed = program == "tar" && output.status.code() == Some(1);
    assert!(output.status.success() || changed, "{program}: {output:?}");
}

fn cp(from: &Path, to: &Path) {
    run("cp", &[&from, &to]);
}

/// Into an archive and out of it again.
fn tar(from: &Path, to: &Path) {
    let archive = to.with_extension("tar");
    let folder = from.parent().unwrap();
    run(
        "tar",
        &[
            &"--create",
            &"--file",
            &archive,
            &"--directory",
            &folder,
            &from.file_name().unwrap(),
        ],
    );
    let out = to.with_extension("out");
    fs::create_dir_all(&out).unwrap();
    run(
        "tar",
        &[&"--extract", &"--file", &archive, &"--directory", &out],
    );
    fs::rename(out.join(from.file_name().unwrap()), to).unwrap();
    fs::remove_file(archive).unwrap();
}

fn rsync(from: &Path, to: &Path) {
    run("rsync", &[&"--whole-file", &from, &to]);
}

/// Over an older copy, which shares most of its blocks.
fn rsync_again(from: &Path, to: &Path) {
    cp(from, to);
    thread::sleep(Duration::from_millis(50));
    run(
        "rsync",
        &[
            &"--no-whole-file",
            &"--inplace",
            &"--ignore-times",
            &from,
            &to,
        ],
    );
}

/// As a slow card or a slow network reads.
fn slowly(from: &Path, to: &Path) {
    let (mut from, mut to) = (File::open(from).unwrap(), File::create(to).unwrap());
    let mut piece = vec![0; 64 * KIB as usize];
    loop {
        let bytes = from.read(&mut piece).unwrap();
        if bytes == 0 {
            return;
        }
        to.write_all(&piece[..bytes]).unwrap();
        thread::sleep(Duration::from_micros(bytes as u64 * 1_000_000 / CARD_BYTES));
    }
}

/// Opens the file anew for each piece.
fn piece_by_piece(from: &Path, to: &Path) {
    let mut to = File::create(to).unwrap();
    let mut at = 0;
    loop {
        let mut piece = File::open(from).unwrap();
        piece.seek(SeekFrom::Start(at)).unwrap();
        let copied = io::copy(&mut piece.take(MIB), &mut to).unwrap();
        if copied == 0 {
            return;
        }
        at += copied;
        thread::sleep(Duration::from_millis(30));
    }
}

/// A file on a disk where nobody can tell who opens it.
struct Unwatched(FileDisk);

impl Disk for Unwatched {
    fn attach(&self, access: Access) -> io::Result<Arc<dyn StorageBackend>> {
        self.0.attach(access)
    }

    fn file_bytes(&self) -> io::Result<u64> {
        self.0.file_bytes()
    }

    fn free_bytes(&self) -> io::Result<u64> {
        self.0.free_bytes()
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self) -> Option<&Path> {
        None
    }

    fn beside(&self, mark: &str) -> io::Result<Box<dyn Disk>> {
        self.0.beside(mark)
    }

    fn take_name_of(&self, replaced: &dyn Disk) -> io::Result<()> {
        self.0.take_name_of(replaced)
    }

    fn adopt(&self) -> io::Result<()> {
        self.0.adopt()
    }

    fn sync_name(&self) -> io::Result<()> {
        self.0.sync_name()
    }

    fn is_in_place(&self) -> io::Result<bool> {
        self.0.is_in_place()
    }

    fn remove(&self) -> io::Result<()> {
        self.0.remove()
    }
}

/// A log that is written to all the time.
struct Busy {
    folder: tempfile::TempDir,
    acknowledged: AtomicU64,
    stop: AtomicBool,
}

impl Busy {
    fn path(&self) -> PathBuf {
        self.folder.path().join("house.hutbook")
    }

    /// Makes a file of at least `bytes`, appends to it until `meanwhile` is done, and gives the log back.
    fn during(
        bytes: u64,
        open: impl FnOnce(&Path) -> RedbLog,
        meanwhile: impl FnOnce(&Self),
    ) -> (Self, RedbLog) {
        let busy = Self {
            folder: tempfile::tempdir().unwrap(),
            acknowledged: AtomicU64::new(0),
            stop: AtomicBool::new(false),
        };
        {
            let mut log = RedbLog::create(&busy.path(), Moment::default()).unwrap();
            let mut events = Workload::new(1, 0);
            while log.reader().figures().unwrap().blocks.bytes < bytes {
                let more: Vec<_> = events.by_ref().take(2_000).collect();
                assert!(matches!(log.append(log.head(), &more, &[]), Appended::Ok));
            }
        }
        let mut log = open(&busy.path());
        let mut events = Workload::new(2, log.head());
        busy.acknowledged.store(log.head(), Ordering::SeqCst);
        thread::scope(|scope| {
            let writer = scope.spawn(|| {
                while !busy.stop.load(Ordering::Relaxed) {
                    let more: Vec<_> = events.by_ref().take(1).collect();
                    let appended = log.append(log.head(), &more, &[]);
                    assert!(matches!(appended, Appended::Ok), "{appended:?}");
                    busy.acknowledged.store(log.head(), Ordering::SeqCst);
                }
            });
            let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| meanwhile(&busy)));
            busy.stop.store(true, Ordering::Relaxed);
            writer.join().unwrap();
            if let Err(panic) = ended {
                std::panic::resume_unwind(panic);
            }
        });
        (busy, log)
    }

    /// Copies the file and says what is wrong with the copy.
    fn copy(&self, copying: Copying, number: usize) -> Result<(), String> {
        let to = self.folder.path().join(format!("copy-{number}"));
        let before = self.acknowledged.load(Ordering::SeqCst);
        copying(&self.path(), &to);
        let checked = check(&to, before);
        fs::remove_file(&to).unwrap();
        checked
    }

    fn copies(&self, what: &str, number: usize, copying: Copying) {
        let watch = Stopwatch::start();
        for number in 0..times(number) {
            if let Err(wrong) = self.copy(copying, number) {
                panic!("{what}, copy {number}: {wrong}");
            }
        }
        println!(
            "{what}: {} of {} copies are valid; {:?}",
            times(number),
            times(number),
            watch.elapsed()
        );
    }
}

/// Another test may be starting a program: for a moment that has all files open that this program has, locks included.
fn unlocked<T>(open: impl Fn() -> Result<T, OpenError>) -> Result<T, OpenError> {
    for _ in 0..500 {
        match open() {
            Err(error) if matches!(error.cause, OpenCause::InUse) => {
                thread::sleep(Duration::from_millis(10));
            }
            other => return other,
        }
    }
    open()
}

fn check(copy: &Path, acknowledged: u64) -> Result<(), String> {
    let verified = unlocked(|| verify(copy)).map_err(|error| format!("{error:?}"))?;
    if verified.events < acknowledged {
        return Err(format!(
            "{} events, {acknowledged} were acknowledged before",
            verified.events
        ));
    }
    let mut log = unlocked(|| RedbLog::open(copy)).map_err(|error| format!("{error:?}"))?;
    let more: Vec<_> = Workload::new(3, log.head()).take(100).collect();
    match log.append(log.head(), &more, &[]) {
        Appended::Ok => Ok(()),
        other => Err(format!("cannot be written to: {other:?}")),
    }
}

fn open(path: &Path) -> RedbLog {
    unlocked(|| RedbLog::open(path)).unwrap()
}

/// All ways to copy.
fn every_way(busy: &Busy, number: usize) {
    busy.copies("cp", number * 4, cp);
    busy.copies("slowly", number.div_ceil(2), slowly);
    busy.copies("tar", number, tar);
    busy.copies("rsync", number, rsync);
    busy.copies("rsync over an older copy", number, rsync_again);
    busy.copies("piece by piece", number.div_ceil(2), piece_by_piece);
}

#[test]
fn copies_of_a_small_file_are_valid_whoever_makes_them() {
    let (busy, log) = Busy::during(200 * KIB, open, |busy| every_way(busy, 10));
    let copies = log.reader().figures().unwrap().copies;
    assert!(copies.protected && copies.seen >= 70, "{copies:?}");
    assert_eq!(copies.given_up, 0);
    drop((busy, log));
}

#[test]
fn copies_of_a_file_of_some_megabytes_are_valid_whoever_makes_them() {
    Busy::during(3 * MIB, open, |busy| every_way(busy, 3));
}

#[test]
fn copies_of_a_large_file_are_valid() {
    Busy::during(20 * MIB, open, |busy| {
        busy.copies("cp", 3, cp);
        busy.copies("slowly", 1, slowly);
    });
}

#[test]
fn copies_made_at_the_same_time_are_valid() {
    Busy::during(MIB, open, |busy| {
        thread::scope(|scope| {
            for (copier, (what, number, copying)) in [
                ("cp beside others", 20, cp as Copying),
                ("another cp", 20, cp),
                ("slowly beside others", 4, slowly),
                ("tar beside others", 10, tar),
            ]
            .into_iter()
            .enumerate()
            {
                scope.spawn(move || {
                    for each in 0..times(number) {
                        if let Err(wrong) = busy.copy(copying, copier * 100_000 + each) {
                            panic!("{what}: {wrong}");
                        }
                    }
                });
            }
        });
    });
}

#[test]
fn without_protection_the_same_copies_break() {
    const COPIES: usize = 10;
    let unwatched = |path: &Path| {
        let disk = || Box::new(Unwatched(FileDisk::new(path)));
        unlocked(|| RedbLog::open_disk(disk(), Limits::default())).unwrap()
    };

    let (busy, log) = Busy::during(3 * MIB, unwatched, |busy| {
        for (what, copying) in [("cp", cp as Copying), ("slowly", slowly)] {
            let broken = (0..times(COPIES))
                .filter(|number| busy.copy(copying, *number).is_err())
                .count();
            println!(
                "{what}, unprotected: {broken} of {} copies are broken",
                times(COPIES)
            );
            if what == "slowly" {
                assert!(broken > 0);
            }
        }
    });
    assert!(!log.reader().figures().unwrap().copies.protected);
    drop(busy);
}

#[test]
fn a_copy_that_never_ends_is_given_up_and_the_file_stops_growing() {
    let limits = Limits {
        longest: Duration::from_secs(2),
        ..Limits::default()
    };
    let limited = |path: &Path| {
        unlocked(|| RedbLog::open_disk(Box::new(FileDisk::new(path)), limits)).unwrap()
    };
    let (busy, log) = Busy::during(MIB, limited, |busy| {
        let size = || fs::metadata(busy.path()).unwrap().len();
        let never_ending = File::open(busy.path()).unwrap();
        let (before, first) = (busy.acknowledged.load(Ordering::SeqCst), size());
        thread::sleep(Duration::from_millis(1_500));
        let paced = busy.acknowledged.load(Ordering::SeqCst) - before;
        assert!(paced > 5, "appends go on: {paced}");
        assert!(paced <= 1_500 / 20 + 3, "and are paced: {paced}");
        thread::sleep(Duration::from_millis(1_500));
        let (before, given_up) = (busy.acknowledged.load(Ordering::SeqCst), size());
        thread::sleep(Duration::from_millis(1_000));
        let free = busy.acknowledged.load(Ordering::SeqCst) - before;
        assert!(free > 1_000 / 20 + 3, "they are not paced any more: {free}");
        assert!(given_up <= first + 16 * MIB, "{first} to {given_up} bytes");
        thread::sleep(Duration::from_millis(1_000));
        assert_eq!(size().max(given_up), given_up, "it does not grow on");
        busy.copies("cp beside one given up", 3, cp);
        drop(never_ending);
    });
    let copies = log.reader().figures().unwrap().copies;
    assert!(copies.given_up >= 1 && copies.open == 0, "{copies:?}");
    drop(busy);
}

#[test]
fn a_file_does_not_get_shorter_while_it_is_copied_and_growing_waits_for_who_just_came() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, vec![1; 1_000]).unwrap();
    let limits = Limits {
        pace: Duration::from_millis(200),
        ..Limits::default()
    };
    let disk = FileDisk::new(&path).attach(Access::Write).unwrap();
    let copies = Arc::new(Copies::new(limits));
    copies.watch(Some(&path));
    let engine = redb::Builder::new()
        .create_with_backend(redb::backends::InMemoryBackend::new())
        .unwrap();
    let served = Served::new(engine, &copies).unwrap();
    let attached = Attached::live(disk, 0, Some(Arc::clone(&copies)));
    let size = || fs::metadata(&path).unwrap().len();
    let set_len = |bytes: u64| {
        let watch = Stopwatch::start();
        attached.set_len(bytes).unwrap();
        watch.elapsed()
    };
    set_len(900);
    assert_eq!(size(), 900);
    let copier = File::open(&path).unwrap();
    set_len(800);
    assert_eq!(size(), 900, "it is being copied");
    let another = File::open(&path).unwrap();
    assert!(set_len(1_200) >= limits.pace - Duration::from_millis(5));
    assert_eq!(size(), 1_200);
    drop((copier, another));
    // The quiet begins when the closing is seen.
    assert_eq!(copies.figures().open, 0);
    thread::sleep(limits.quiet * 2);
    assert!(copies.figures().held.is_zero());
    set_len(800);
    assert_eq!(size(), 800);
    assert!(set_len(1_300) < limits.pace, "nobody is there");
    drop(served);
}

#[test]
fn a_file_that_is_being_copied_is_not_closed_but_left_as_it_is() {
    let (busy, log) = Busy::during(MIB, open, |busy| busy.copies("cp", 1, cp));
    let mut copier = File::open(busy.path()).unwrap();
    let mut copy = vec![0; 256 * KIB as usize];
    copier.read_exact(&mut copy).unwrap();
    let (head, whole) = (log.head(), fs::read(busy.path()).unwrap());
    drop(log);
    assert!(
        fs::read(busy.path()).unwrap() == whole,
        "closing wrote nothing"
    );
    copier.read_to_end(&mut copy).unwrap();
    drop(copier);
    let to = busy.folder.path().join("copy");
    fs::write(&to, copy).unwrap();
    check(&to, head).unwrap();
    let log = open(&busy.path());
    assert_eq!(log.head(), head);
    drop(log);
    assert!(
        fs::read(busy.path()).unwrap() != whole,
        "nobody copies: closed as usual"
    );
}

#[test]
fn whoever_had_the_file_open_before_the_log_is_seen_and_gets_a_valid_copy() {
    let (busy, log) = Busy::during(MIB, open, |_| ());
    let head = log.head();
    drop(log);
    let mut copier = File::open(busy.path()).unwrap();
    let mut log = open(&busy.path());
    let copies = log.reader().figures().unwrap().copies;
    assert_eq!((copies.open, copies.seen), (1, 1));
    let mut copy = vec![0; 64 * KIB as usize];
    copier.read_exact(&mut copy).unwrap();
    let mut events = Workload::new(2, head);
    for _ in 0..100 {
        let more: Vec<_> = events.by_ref().take(1).collect();
        assert!(matches!(log.append(log.head(), &more, &[]), Appended::Ok));
    }
    copier.read_to_end(&mut copy).unwrap();
    let to = busy.folder.path().join("copy");
    fs::write(&to, copy).unwrap();
    check(&to, head).unwrap();
    drop(copier);
    nobody_has_it_open(&log);
}

/// A child that another test starts at this moment has what was open here until it becomes another program: the file is
/// closed when it has let go of it, too.
fn nobody_has_it_open(log: &RedbLog) {
    let waited = Stopwatch::start();
    while log.reader().figures().unwrap().copies.open > 0 {
        assert!(waited.elapsed() < Duration::from_secs(5), "it stays open");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn nothing_waits_while_nobody_copies() {
    let (busy, mut log) = Busy::during(100 * KIB, open, |_| ());
    assert_eq!(log.pause(), Duration::ZERO);
    let copier = File::open(busy.path()).unwrap();
    let pause = log.pause();
    assert!(
        pause > Duration::ZERO && pause <= Limits::default().pace,
        "{pause:?}"
    );
    drop(copier);
    nobody_has_it_open(&log);
    thread::sleep(Limits::default().quiet);
    let more: Vec<_> = Workload::new(2, log.head()).take(1).collect();
    assert!(matches!(log.append(log.head(), &more, &[]), Appended::Ok));
    assert_eq!(log.pause(), Duration::ZERO);
}
