//! Copies and restores of files with faults: what is refused leaves nothing behind and nothing changed, what was erased
//! stays erased, and what is lost by a restore is counted right.

use super::{
    Appended, CreateCause, EventLog as _, OpenCause, RedbLog, Rewritten, SecretKey,
    backup::{BackupError, DEFAULT_FOLDER, copy, copy_beside},
    erased::{self, Erased},
    restore::{RestoreError, State, restore},
    simulated::Workload,
    verify,
};
use crate::domain::{
    event::{Event, PersonAdded, Recorded},
    ids::{Actor, CommandId, PersonId, Stream},
    people::{Role, Standing},
    text::{PersonalText, Words},
    time::Moment,
};
use core::{
    ops::ControlFlow,
    sync::atomic::{AtomicBool, Ordering},
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const NOW: Moment = Moment::from_millis(1_780_300_800_000);

struct Place {
    folder: TempDir,
    file: PathBuf,
}

impl Place {
    /// A folder with a house of this many events, the first three of which add people with keys.
    fn with(events: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("house.hutbook");
        let mut log = RedbLog::create(&file, NOW).unwrap();
        let people: Vec<_> = (1..=3).map(added).collect();
        let keys: Vec<_> = (1..=3)
            .map(|it| (PersonId::new(it), SecretKey([it as u8; 32])))
            .collect();
        assert!(matches!(log.append(0, &people, &keys), Appended::Ok));
        let more: Vec<_> = Workload::new(1, 3).take(events - 3).collect();
        assert!(matches!(log.append(3, &more, &[]), Appended::Ok));
        Self { folder, file }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> = entries
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn added(number: u32) -> Recorded {
    let person = PersonId::new(number);
    let text = || PersonalText {
        about: person,
        words: Words::Sealed(Box::from([number as u8; 40])),
    };
    Recorded {
        sequence: number.into(),
        stream: Stream::Person(person),
        version: 1,
        at: NOW,
        command: CommandId::new([number as u8; 16]),
        actor: Actor::System,
        event: Event::PersonAdded(PersonAdded {
            email: text(),
            first_name: text(),
            last_name: text(),
            role: Role::Member,
            standing: Standing::Active,
        }),
    }
}

/// Goes on with a house: so many more events, made up by this seed.
fn go_on(file: &Path, seed: u64, events: usize) {
    let mut log = RedbLog::open(file).unwrap();
    let more: Vec<_> = Workload::new(seed, log.head()).take(events).collect();
    assert!(matches!(log.append(log.head(), &more, &[]), Appended::Ok));
}

fn forget(file: &Path, person: u32) {
    let rewritten = RedbLog::open(file)
        .unwrap()
        .rewrite(&[PersonId::new(person)]);
    assert!(matches!(rewritten, Rewritten::Ok));
}

fn people_with_keys(file: &Path) -> Vec<u32> {
    let keys = RedbLog::open(file).unwrap().reader().keys().unwrap();
    keys.into_iter()
        .map(|(person, _)| person.number())
        .collect()
}

/// Somebody as a ledger names them.
fn somebody(file: &Path, number: u32) -> Erased {
    let person = PersonId::new(number);
    let mut added = None;
    let log = RedbLog::open(file).unwrap();
    log.reader()
        .replay(0, &mut |recorded| {
            if recorded.stream == Stream::Person(person) {
                added.get_or_insert(recorded.at);
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    Erased {
        person,
        added: added.unwrap(),
    }
}

#[test]
fn a_copy_is_the_same_house_and_says_who_was_forgotten() {
    let place = Place::with(300);
    let second = somebody(&place.file, 2);
    forget(&place.file, 2);
    let made = copy(&place.file, &place.at("copy")).unwrap();
    assert_eq!(made, verify(&place.at("copy")).unwrap());
    assert_eq!(made, verify(&place.file).unwrap());
    assert_eq!((made.events, &made.forgotten[..]), (300, &[second][..]));
    let last = Workload::new(1, 3)
        .take(297)
        .last()
        .map(|recorded| recorded.at);
    assert_eq!(made.last_at, last);
    assert!(fs::read(place.at("copy")).unwrap() == fs::read(&place.file).unwrap());
}

#[test]
fn what_cannot_be_copied_is_said_and_leaves_nothing() {
    let place = Place::with(300);
    let whole = fs::read(&place.file).unwrap();
    let fails = |from: &Path, to: &Path| {
        let before = place.names();
        let error = copy(from, to).unwrap_err();
        assert_eq!(place.names(), before, "{error}");
        error
    };
    let no_folder = fails(&place.file, &place.at("nowhere/copy"));
    assert!(
        no_folder.to_string().contains("folder does not exist"),
        "{no_folder}"
    );
    let missing = fails(&place.at("missing"), &place.at("copy"));
    assert!(missing.to_string().contains("no such file"), "{missing}");
    let there = fails(&place.file, &place.file);
    assert!(there.to_string().contains("not overwritten"), "{there}");
    let a_folder = fails(place.folder.path(), &place.at("copy"));
    assert!(a_folder.to_string().contains("not a file"), "{a_folder}");
    let damaged = place.at("damaged");
    let mut bytes = whole.clone();
    bytes[4096 * 2..].fill(1);
    fs::write(&damaged, &bytes).unwrap();
    let error = fails(&damaged, &place.at("copy"));
    assert!(
        matches!(&error, BackupError::Source(error) if error.path == damaged),
        "{error:?}"
    );
    let stopped = copy_beside(&place.file, &place.at("copy"), &AtomicBool::new(true));
    assert!(matches!(stopped, Err(BackupError::Stopped)));
    assert!(
        fs::read(&place.file).unwrap() == whole,
        "the source is left alone"
    );
    assert_eq!(place.names(), ["damaged", "house.hutbook"]);
}

#[test]
fn a_copy_without_a_name_is_gone_when_it_is_closed() {
    let place = Place::with(30);
    let copied = copy_beside(&place.file, &place.at("copy"), &AtomicBool::new(false)).unwrap();
    assert_eq!(place.names().len(), 2);
    let (mut file, verified) = copied.into_unnamed().unwrap();
    assert_eq!(place.names().len(), 1);
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, verified.file_bytes);
}

/// Bytes of a file that takes longer to copy than a busy machine keeps others waiting.
const LARGE: u64 = 96 << 20;

#[test]
fn a_file_that_always_changes_is_given_up_and_a_full_disk_is_named() {
    let place = Place::with(30);
    let mut bytes = fs::read(&place.file).unwrap();
    bytes[4096 * 2..].fill(1);
    fs::write(&place.file, &bytes).unwrap();
    // So large that somebody writes while it is copied, however busy the machine is.
    let large = fs::OpenOptions::new().write(true).open(&place.file);
    large.unwrap().set_len(LARGE).unwrap();
    let (stop, writing) = (AtomicBool::new(false), AtomicBool::new(false));
    let outcome = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut length = LARGE;
            let file = fs::OpenOptions::new()
                .write(true)
                .open(&place.file)
                .unwrap();
            while !stop.load(Ordering::Relaxed) {
                length += 1;
                file.set_len(length).unwrap();
                writing.store(true, Ordering::Relaxed);
            }
        });
        while !writing.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        let outcome = copy(&place.file, &place.at("copy"));
        stop.store(true, Ordering::Relaxed);
        outcome
    });
    assert!(
        matches!(outcome, Err(BackupError::Changing(_))),
        "{outcome:?}"
    );
    // Larger than any disk, and taking no room: the copy is not even begun.
    let file = fs::OpenOptions::new()
        .write(true)
        .open(&place.file)
        .unwrap();
    if file.set_len(1 << 43).is_ok() {
        let error = copy(&place.file, &place.at("copy")).unwrap_err();
        let BackupError::Target(error) = error else {
            panic!("{error:?}")
        };
        assert!(matches!(error.cause, CreateCause::Full), "{error:?}");
    }
    assert_eq!(place.names(), ["house.hutbook"]);
}

#[test]
fn a_restore_brings_the_backup_back_and_keeps_what_it_replaced() {
    let place = Place::with(30);
    let backup = place.at("backup");
    copy(&place.file, &backup).unwrap();
    go_on(&place.file, 7, 200);
    let restored = restore(&backup, &place.file, NOW).unwrap();
    let replaced = restored.replaced.unwrap();
    assert!(
        matches!(replaced.state, State::SameHouse { later: 200 }),
        "{:?}",
        replaced.state
    );
    let name = replaced.aside.file_name().unwrap().to_str().unwrap();
    assert_eq!(name, "house.hutbook.before-restore-20260601-080000Z");
    assert_eq!(verify(&place.file).unwrap().events, 30);
    assert_eq!(verify(&replaced.aside).unwrap().events, 230);

    // It goes on in another way, as long as before; what it then loses is not a matter of numbers.
    go_on(&place.file, 8, 150);
    let back = restore(&replaced.aside, &place.file, NOW).unwrap();
    let again = back.replaced.unwrap();
    assert!(
        matches!(again.state, State::SameHouse { later: 150 }),
        "{:?}",
        again.state
    );
    assert!(
        again.aside.to_str().unwrap().ends_with("Z-2"),
        "{:?}",
        again.aside
    );
    assert_eq!(verify(&place.file).unwrap().events, 230);
    assert!(place.names().iter().all(|name| !name.ends_with(".new")));
}

#[test]
fn who_was_erased_after_the_backup_is_erased_again() {
    let place = Place::with(30);
    let backup = place.at("backup");
    let made = copy(&place.file, &backup).unwrap();
    // One stands in the replaced file, one in the ledger of another disk.
    forget(&place.file, 2);
    let ledger = place.at(DEFAULT_FOLDER).join("house.erased");
    fs::create_dir(place.at(DEFAULT_FOLDER)).unwrap();
    let third = somebody(&backup, 3);
    let nobody = PersonId::new(99);
    // The number of the first one belonged to somebody else once, who came after another backup and was erased.
    let namesake = Erased {
        added: third.added.plus_millis(1),
        ..somebody(&backup, 1)
    };
    let unknown = Erased {
        person: nobody,
        ..third
    };
    erased::note(&ledger, &made.file_id, [third, unknown, namesake], NOW).unwrap();
    let restored = restore(&backup, &place.file, NOW).unwrap();
    assert_eq!(restored.erased, [2, 3].map(PersonId::new).into());
    assert_eq!(people_with_keys(&place.file), [1]);
    assert_eq!(
        people_with_keys(&backup),
        [1, 2, 3],
        "the backup is left alone"
    );

    // Another house's erasures are none of ours, and a lost file takes nothing with it.
    fs::remove_file(&place.file).unwrap();
    fs::remove_file(&ledger).unwrap();
    let first = somebody(&backup, 1);
    erased::note(&ledger, b"some other house", [first], NOW).unwrap();
    let restored = restore(&backup, &place.file, NOW).unwrap();
    assert!(restored.erased.is_empty() && restored.replaced.is_none());
    assert_eq!(people_with_keys(&place.file), [1, 2, 3]);
}

#[test]
fn what_must_not_be_replaced_stays() {
    let place = Place::with(30);
    let backup = place.at("backup");
    copy(&place.file, &backup).unwrap();
    let served = RedbLog::open(&place.file).unwrap();
    let refused = restore(&backup, &place.file, NOW).unwrap_err();
    assert!(matches!(refused, RestoreError::InUse(_)), "{refused:?}");
    drop(served);
    let refused = restore(&place.file, &place.file, NOW).unwrap_err();
    assert!(matches!(refused, RestoreError::Same(_)), "{refused:?}");
    let refused = restore(&place.at("missing"), &place.file, NOW).unwrap_err();
    let missing = |error: &BackupError| matches!(error, BackupError::Source(error) if matches!(error.cause, OpenCause::Missing));
    assert!(
        matches!(&refused, RestoreError::Backup(error) if missing(error)),
        "{refused:?}"
    );
    assert!(restore(&backup, place.folder.path(), NOW).is_err());
    assert_eq!(place.names(), ["backup", "house.hutbook"]);

    // A link to the file stays a link.
    let link = place.at("link");
    std::os::unix::fs::symlink(&place.file, &link).unwrap();
    go_on(&place.file, 3, 10);
    restore(&backup, &link, NOW).unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(verify(&place.file).unwrap().events, 30);
}

#[test]
fn another_house_and_what_is_no_house_are_replaced_and_named_so() {
    let (place, other) = (Place::with(30), Place::with(50));
    let restored = restore(&other.file, &place.file, NOW).unwrap();
    let state = restored.replaced.unwrap().state;
    assert!(
        matches!(state, State::OtherHouse { events: 30 }),
        "{state:?}"
    );
    let letter = place.at("letter");
    fs::write(&letter, "Dear diary").unwrap();
    let restored = restore(&other.file, &letter, NOW).unwrap();
    let replaced = restored.replaced.unwrap();
    assert!(
        matches!(replaced.state, State::Unreadable(_)),
        "{:?}",
        replaced.state
    );
    assert_eq!(fs::read(replaced.aside).unwrap(), b"Dear diary");
}
