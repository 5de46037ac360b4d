//! Power cuts: after every single operation on a simulated disk, with everything synced and any part of the rest on
//! it, torn at sectors, the log must open and hold all that was acknowledged and nothing by halves.
//! And failures of the disk short of that: whatever is answered, the log must be what the answer says.

use super::{
    Appended, EventLog as _, LogReader, RedbLog,
    block::ChainHash,
    simulated::{Dice, SimulatedDisk, Workload},
};
use crate::domain::{event::Recorded, ids::Sequence};
use core::ops::ControlFlow;
use std::{collections::HashSet, io::ErrorKind};

/// Appends in a sweep.
const APPENDS: u64 = 30;
/// Random images at every operation, beside the two extremes.
const RANDOM_IMAGES: u64 = 2;
/// Seed of everything here; printed when something fails.
const SEED: u64 = 0x6875_7462_6f6f_6b00;

/// All events of a log.
pub(super) fn replay(reader: &dyn LogReader) -> Vec<Recorded> {
    let mut events = Vec::new();
    reader
        .replay(0, &mut |recorded| {
            events.push(recorded);
            ControlFlow::Continue(())
        })
        .unwrap();
    events
}

fn events(after: Sequence, count: u64) -> Vec<Recorded> {
    Workload::new(SEED, after).take(count as usize).collect()
}

/// A life of a log: what it appended, the heads it had, and after how many operations each was acknowledged.
struct Life {
    disk: SimulatedDisk,
    born: usize,
    all: Vec<Recorded>,
    acknowledged: Vec<(usize, Sequence)>,
}

impl Life {
    /// Head of the log that was acknowledged after so many operations.
    fn kept(&self, operations: usize) -> Sequence {
        let mut acknowledged = self.acknowledged.iter();
        acknowledged
            .rfind(|(after, _)| *after <= operations)
            .map_or(0, |(_, head)| *head)
    }
}

fn live(appends: u64) -> Life {
    let disk = SimulatedDisk::new();
    let mut log = RedbLog::open_simulated(&disk).unwrap();
    let mut life = Life {
        born: disk.operations(),
        acknowledged: vec![(0, 0)],
        all: Vec::new(),
        disk,
    };
    let mut dice = Dice::new(SEED);
    for append in 0..appends {
        if append % 10 == 9 {
            drop(log);
            log = RedbLog::open_simulated(&life.disk).unwrap();
        }
        let count = if append % 7 == 3 {
            150
        } else {
            1 + dice.below(12)
        };
        let new = events(log.head(), count);
        assert!(matches!(log.append(log.head(), &new, &[]), Appended::Ok));
        life.all.extend(new);
        life.acknowledged.push((life.disk.operations(), log.head()));
    }
    drop(log);
    life
}

/// Opens what is left and says what is wrong with it, if anything.
fn check(life: &Life, operations: usize, image: Vec<u8>) -> Result<SimulatedDisk, String> {
    let kept = life.kept(operations);
    let disk = SimulatedDisk::holding(image);
    let mut log = RedbLog::open_simulated(&disk).map_err(|error| format!("{error:?}"))?;
    let head = log.head();
    if head < kept {
        return Err(format!("acknowledged {kept}, found {head}"));
    }
    if !life.acknowledged.iter().any(|(_, whole)| *whole == head) {
        return Err(format!("half an append: {head}"));
    }
    if replay(&*log.reader()) != life.all[..head as usize] {
        return Err("other events".to_owned());
    }
    let more = events(head, 3);
    match log.append(head, &more, &[]) {
        Appended::Ok if replay(&*log.reader()).ends_with(&more) => Ok(disk),
        other => Err(format!("append after recovery: {other:?}")),
    }
}

#[test]
fn no_power_cut_loses_an_acknowledged_append_or_shows_half_of_one() {
    let life = live(APPENDS);
    let mut seen = HashSet::new();
    for operations in life.born..=life.disk.operations() {
        for variant in 0..2 + RANDOM_IMAGES {
            let mut dice = Dice::new(SEED ^ (operations as u64) << 8 ^ variant);
            let image = life.disk.image_after(operations, |_| match variant {
                0 => false,
                1 => true,
                _ => dice.below(2) == 0,
            });
            // Right after a sync all images are the same one, and so is the one without what came later.
            if !seen.insert((life.kept(operations), ChainHash::of(&image).0)) {
                continue;
            }
            if let Err(wrong) = check(&life, operations, image) {
                panic!("seed {SEED:#x}, operation {operations}, variant {variant}: {wrong}");
            }
        }
    }
    println!("{} images", seen.len());
    assert!(seen.len() > 800, "only {} images", seen.len());
}

#[test]
fn a_power_cut_during_recovery_loses_nothing_either() {
    let life = live(6);
    let mut images = 0;
    for operations in (life.born..=life.disk.operations()).step_by(5) {
        let mut dice = Dice::new(SEED ^ operations as u64);
        let image = life.disk.image_after(operations, |_| dice.below(2) == 0);
        let recovering = check(&life, operations, image).unwrap();
        let opened = SimulatedDisk::holding(recovering.image_after(0, |_| true));
        drop(RedbLog::open_simulated(&opened).unwrap());
        for second in 0..=opened.operations() {
            let image = opened.image_after(second, |_| dice.below(2) == 0);
            if let Err(wrong) = check(&life, operations, image) {
                panic!("seed {SEED:#x}, operation {operations}, then {second}: {wrong}");
            }
            images += 1;
        }
    }
    assert!(images > 100, "only {images} images");
}

#[test]
fn whatever_operation_fails_the_answer_is_unknown_and_reopening_tells() {
    let mut outcomes = [0, 0];
    for fail_at in 0.. {
        let disk = SimulatedDisk::new();
        let mut log = RedbLog::open_simulated(&disk).unwrap();
        let before = events(0, 100);
        assert!(matches!(log.append(0, &before, &[]), Appended::Ok));
        let reader = log.reader();
        disk.fail_after(fail_at, ErrorKind::Other);
        let new = events(100, 40);
        match log.append(100, &new, &[]) {
            Appended::Ok => break,
            Appended::Unknown(_) => {}
            other => panic!("operation {fail_at}: {other:?}"),
        }
        assert!(log.reopen().is_err(), "the disk still fails");
        assert!(matches!(log.append(100, &new, &[]), Appended::Unknown(_)));
        disk.repair();
        let head = log.reopen().unwrap();
        assert!(head == 100 || head == 140, "operation {fail_at}: {head}");
        assert_eq!(replay(&*reader).len() as u64, head);
        outcomes[usize::from(head == 140)] += 1;
        match log.append(100, &new, &[]) {
            Appended::Ok if head == 100 => {}
            Appended::Duplicate { sequence: 101 } if head == 140 => {}
            other => panic!("operation {fail_at}, head {head}: {other:?}"),
        }
        assert_eq!(
            replay(&*reader),
            events(0, 100).into_iter().chain(new).collect::<Vec<_>>()
        );
    }
    println!("not written and written: {outcomes:?}");
    assert!(outcomes[0] > 3, "{outcomes:?}");
}

#[test]
fn a_full_disk_is_told_before_and_while_writing_and_leaves_the_log_as_it_was() {
    let disk = SimulatedDisk::new();
    let mut log = RedbLog::open_simulated(&disk).unwrap();
    disk.set_free_bytes(super::FREE_FLOOR_BYTES);
    assert!(matches!(log.append(0, &events(0, 1), &[]), Appended::Full));
    disk.set_free_bytes(u64::MAX);
    assert!(matches!(log.append(0, &events(0, 1), &[]), Appended::Ok));
    disk.fail_once_after(2, ErrorKind::StorageFull);
    let appended = log.append(1, &events(1, 5), &[]);
    assert!(matches!(appended, Appended::Full), "{appended:?}");
    assert!(matches!(log.append(1, &events(1, 5), &[]), Appended::Ok));
    assert_eq!(replay(&*log.reader()).len(), 6);
}
