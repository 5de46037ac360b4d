//! What writing a log anew promises: everything is still there but the keys that shall be gone, of which no byte is left;
//! one of the two files is there, whole, whenever the power fails or the disk does; nobody gets in between.

use super::{
    Appended, EventLog as _, OpenCause, RedbLog, Rewritten, SecretKey,
    crash_tests::replay,
    disk::{Access, Disk, FileDisk},
    engine,
    holds::Limits,
    simulated::{Dice, SimulatedDisk, Workload},
    verify, verify_simulated,
};
use crate::domain::{
    event::Recorded,
    ids::{PersonId, Sequence},
    time::Moment,
};
use core::ops::ControlFlow;
use redb::StorageBackend;
use std::{
    fs, io,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    sync::Arc,
};

const ANNA: PersonId = PersonId::new(1);
const BEN: PersonId = PersonId::new(2);
const SEED: u64 = 0x7265_7772_6974_6500;

fn key(person: PersonId) -> SecretKey {
    let mut dice = Dice::new(SEED ^ u64::from(person.number()));
    SecretKey(core::array::from_fn(|_| dice.roll() as u8))
}

fn both() -> [(PersonId, SecretKey); 2] {
    [(ANNA, key(ANNA)), (BEN, key(BEN))]
}

fn events(after: Sequence, count: usize) -> Vec<Recorded> {
    Workload::new(SEED, after).take(count).collect()
}

/// Appends one by one, so that pages are freed and the file has more of them than it needs.
fn live(log: &mut RedbLog, appends: u64) -> Vec<Recorded> {
    assert!(matches!(log.append(0, &[], &both()), Appended::Ok));
    for _ in 0..appends {
        let head = log.head();
        let appended = log.append(head, &events(head, 3), &[]);
        assert!(matches!(appended, Appended::Ok));
    }
    replay(&*log.reader())
}

fn file() -> (tempfile::TempDir, PathBuf, RedbLog) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("house.hutbook");
    let log = RedbLog::create(&path, Moment::from_millis(7)).unwrap();
    (folder, path, log)
}

fn holds(path: &Path, needle: &[u8]) -> bool {
    let bytes = fs::read(path).unwrap();
    bytes.windows(needle.len()).any(|bytes| bytes == needle)
}

fn names(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[test]
fn everything_is_there_but_the_key_and_the_file_is_smaller() {
    let (folder, path, mut log) = file();
    let all = live(&mut log, 200);
    let (id, created) = (log.file_id(), log.created());
    let reader = log.reader();
    let before = reader.figures().unwrap();
    assert!(holds(&path, &key(ANNA).0) && holds(&path, &key(BEN).0));

    assert!(matches!(log.rewrite(&[ANNA]), Rewritten::Ok));
    assert!(!holds(&path, &key(ANNA).0), "no byte of the key is left");
    assert!(holds(&path, &key(BEN).0));
    assert_eq!(replay(&*reader), all, "readers stay valid");
    assert_eq!(reader.keys().unwrap(), [(BEN, key(BEN))]);
    let after = reader.figures().unwrap();
    assert_eq!((after.events, after.blocks), (before.events, before.blocks));
    assert!(after.file_bytes < before.file_bytes, "{before:?} {after:?}");
    assert_eq!((log.file_id(), log.created()), (id, created));

    let more = events(log.head(), 3);
    assert!(matches!(log.append(log.head(), &more, &[]), Appended::Ok));
    drop((log, reader));
    let log = RedbLog::open(&path).unwrap();
    assert!(replay(&*log.reader()).ends_with(&more));
    assert_eq!(log.head() as usize, all.len() + 3);
    assert_eq!(names(folder.path()), 1, "nothing else is left");
}

#[test]
fn a_replay_goes_on_while_the_log_is_written_anew() {
    let (_folder, _, mut log) = file();
    let first = log.append(0, &events(0, 8_000), &[]);
    assert!(matches!(first, Appended::Ok));
    let reader = log.reader();
    let mut seen = Vec::new();
    reader
        .replay(0, &mut |recorded| {
            if recorded.sequence % 2_000 == 7 {
                assert!(matches!(log.rewrite(&[]), Rewritten::Ok));
            }
            seen.push(recorded);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(seen, replay(&*reader));
}

#[test]
fn what_a_crash_left_is_gone_and_permissions_and_links_stay() {
    let (folder, path, mut log) = file();
    live(&mut log, 3);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let mark: String = log.file_id()[..4]
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let left = folder.path().join(format!(".house.hutbook.{mark}.new"));
    fs::write(&left, "half a file").unwrap();
    drop(log);

    let other = tempfile::tempdir().unwrap();
    let link = other.path().join("linked.hutbook");
    symlink(&path, &link).unwrap();
    let mut log = RedbLog::open(&link).unwrap();
    assert!(matches!(log.rewrite(&[ANNA]), Rewritten::Ok));
    assert_eq!((names(folder.path()), names(other.path())), (1, 1));
    assert!(link.is_symlink(), "the file is replaced, not the link");
    assert!(!holds(&path, &key(ANNA).0));
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

/// A file that somebody opened before it was replaced, and wants to lock only now.
struct Late(FileDisk, Arc<dyn StorageBackend>);

impl Disk for Late {
    fn attach(&self, _: Access) -> io::Result<Arc<dyn StorageBackend>> {
        Ok(Arc::clone(&self.1))
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
        self.0.file()
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

#[test]
fn nobody_gets_in_between() {
    let (_folder, path, mut log) = file();
    live(&mut log, 3);
    let early = FileDisk::new(&path);
    let storage = early.attach(Access::Write).unwrap();
    assert!(matches!(log.rewrite(&[]), Rewritten::Ok));
    let refused = RedbLog::open(&path).unwrap_err();
    assert!(matches!(refused.cause, OpenCause::InUse), "{refused}");
    // The old file has been let go and can be locked; it is nobody's house any more.
    let refused = engine::start(&Late(early, storage), Limits::default())
        .map(|_| ())
        .unwrap_err();
    assert!(matches!(refused, OpenCause::InUse), "{refused:?}");
}

#[test]
fn a_copy_of_another_name_holds_the_same_and_overwrites_nothing() {
    let (folder, path, mut log) = file();
    let all = live(&mut log, 50);
    let out = folder.path().join("small.hutbook");
    let made = log.rewrite_to(&out, &[BEN]).unwrap();
    let refused = log.rewrite_to(&out, &[]).unwrap_err();
    assert!(refused.to_string().contains("not overwritten"), "{refused}");
    assert_eq!(replay(&*log.reader()), all);
    drop(log);
    assert_eq!(verify(&out).unwrap(), made);
    let old = verify(&path).unwrap();
    assert_eq!((made.file_id, made.content), (old.file_id, old.content));
    assert_eq!((made.events, made.keys), (old.events, 1));
    let copy = RedbLog::open(&out).unwrap();
    assert_eq!(replay(&*copy.reader()), all);
    assert_eq!(copy.reader().keys().unwrap(), [(ANNA, key(ANNA))]);
    assert_eq!(names(folder.path()), 2);
}

#[test]
fn a_file_that_somebody_else_put_there_is_not_replaced() {
    let (folder, path, mut log) = file();
    live(&mut log, 3);
    assert!(matches!(log.rewrite(&[]), Rewritten::Ok));
    assert!(matches!(log.rewrite(&[]), Rewritten::Ok), "its own one is");
    fs::write(folder.path().join("other"), "another's").unwrap();
    fs::rename(folder.path().join("other"), &path).unwrap();
    match log.rewrite(&[ANNA]) {
        Rewritten::NotDone(failure) => {
            let cause = failure.cause.to_string();
            assert!(cause.contains("has taken the place"), "{cause}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read(&path).unwrap(), b"another's");
    assert_eq!(names(folder.path()), 1);
}

#[test]
fn whoever_is_copying_the_old_file_gets_it_whole() {
    let (folder, path, mut log) = file();
    let all = live(&mut log, 50);
    let before = fs::read(&path).unwrap();
    let mut copying = fs::File::open(&path).unwrap();
    assert!(matches!(log.rewrite(&[ANNA]), Rewritten::Ok));
    drop(log);
    let mut copied = Vec::new();
    io::Read::read_to_end(&mut copying, &mut copied).unwrap();
    assert!(copied == before, "not a byte of it has changed");
    let copy = folder.path().join("copy.hutbook");
    fs::write(&copy, copied).unwrap();
    let copy = RedbLog::open(&copy).unwrap();
    assert_eq!(replay(&*copy.reader()), all);
}

/// What an image of the disk holds: all events, and which keys.
fn found(image: Vec<u8>, all: &[Recorded]) -> Result<usize, String> {
    let disk = SimulatedDisk::holding(image);
    verify_simulated(&disk).map_err(|error| format!("{error:?}"))?;
    let mut log = RedbLog::open_simulated(&disk).map_err(|error| format!("{error:?}"))?;
    if replay(&*log.reader()) != all {
        return Err("other events".to_owned());
    }
    let more = events(log.head(), 2);
    match log.append(log.head(), &more, &[]) {
        Appended::Ok => Ok(log.reader().keys().unwrap().len()),
        other => Err(format!("{other:?}")),
    }
}

#[test]
fn a_power_cut_at_any_moment_leaves_the_old_file_or_the_new_one_whole() {
    let disk = SimulatedDisk::new();
    let mut log = RedbLog::open_simulated(&disk).unwrap();
    let all = live(&mut log, 40);
    let begun = disk.operations();
    assert!(matches!(log.rewrite(&[ANNA]), Rewritten::Ok));
    let done = disk.operations();
    let mut seen = [0, 0];
    for operations in begun..=done {
        for variant in 0..4 {
            let mut dice = Dice::new(SEED ^ (operations as u64) << 8 ^ variant);
            let image = disk.image_after(operations, |_| match variant {
                0 => false,
                1 => true,
                _ => dice.below(2) == 0,
            });
            match found(image, &all) {
                Ok(2) if operations < done => seen[0] += 1,
                Ok(1) => seen[1] += 1,
                other => panic!(
                    "operation {operations} of {begun}..={done}, variant {variant}: {other:?}"
                ),
            }
        }
    }
    println!("old and new: {seen:?}");
    assert!(seen[0] > 40 && seen[1] >= 4, "{seen:?}");
}

#[test]
fn whatever_operation_fails_nothing_is_lost_and_the_answer_is_true() {
    let mut answers = [0, 0, 0];
    for (fail_at, kind) in (0..)
        .flat_map(|at| [io::ErrorKind::Other, io::ErrorKind::StorageFull].map(|kind| (at, kind)))
    {
        let disk = SimulatedDisk::new();
        let mut log = RedbLog::open_simulated(&disk).unwrap();
        let all = live(&mut log, 10);
        let reader = log.reader();
        disk.fail_after(fail_at, kind);
        let answer = log.rewrite(&[ANNA]);
        let keys = match answer {
            Rewritten::Ok => break,
            Rewritten::Full => {
                assert_eq!(kind, io::ErrorKind::StorageFull);
                answers[0] += 1;
                2
            }
            Rewritten::NotDone(_) => {
                answers[1] += 1;
                2
            }
            Rewritten::Unknown(_) => {
                answers[2] += 1;
                let refused = log.append(log.head(), &events(log.head(), 1), &[]);
                assert!(matches!(refused, Appended::Unknown(_)), "{refused:?}");
                assert!(log.reopen().is_err(), "the name is not sure yet");
                disk.repair();
                log.reopen().unwrap();
                1
            }
        };
        disk.repair();
        assert_eq!(replay(&*reader), all, "operation {fail_at}");
        assert_eq!(reader.keys().unwrap().len(), keys, "operation {fail_at}");
        let more = events(log.head(), 1);
        assert!(matches!(log.append(log.head(), &more, &[]), Appended::Ok));
        let all = replay(&*reader);
        let image = disk.image_after(disk.operations(), |_| false);
        assert_eq!(found(image, &all), Ok(keys), "operation {fail_at}");
        assert!(matches!(log.rewrite(&[ANNA]), Rewritten::Ok));
        assert_eq!(replay(&*reader), all);
    }
    println!("full, not done, unknown: {answers:?}");
    assert!(answers.iter().all(|count| *count > 0), "{answers:?}");
}

#[test]
fn without_room_for_a_second_file_nothing_is_begun() {
    let disk = SimulatedDisk::new();
    let mut log = RedbLog::open_simulated(&disk).unwrap();
    live(&mut log, 10);
    let before = disk.operations();
    disk.set_free_bytes(super::FREE_FLOOR_BYTES + 1024 * 1024);
    assert!(matches!(log.rewrite(&[ANNA]), Rewritten::Full));
    assert_eq!(disk.operations(), before);
}

#[test]
fn a_new_file_needs_no_more_room_than_was_reckoned() {
    let (folder, _, mut log) = file();
    for (round, count) in [(0, 0), (1, 10), (2, 30_000), (3, 60_000)] {
        let head = log.head();
        assert!(matches!(
            log.append(head, &events(head, count), &[]),
            Appended::Ok
        ));
        let blocks = log.reader().figures().unwrap().blocks.blocks;
        let out = folder.path().join(format!("{round}.hutbook"));
        let started = std::time::Instant::now();
        let made = log.rewrite_to(&out, &[]).unwrap();
        println!("{made:?} in {:?}", started.elapsed());
        assert!(
            made.file_bytes <= super::rewrite::bytes_needed(blocks),
            "{made:?}"
        );
    }
}
