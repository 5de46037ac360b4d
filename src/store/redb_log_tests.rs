//! What the log in a file promises, tried out on real files: what was appended is there, in order, once, and densely
//! packed; what could not be appended has left nothing behind.

use super::{
    Appended, BlockFigures, EventLog as _, LogReader, OpenCause, RedbLog, Rewritten, SecretKey,
    simulated::Workload,
};
use crate::domain::{
    event::Recorded,
    ids::{PersonId, Sequence},
    text::PersonalText,
    time::Moment,
};
use core::ops::ControlFlow;
use std::{fs, path::PathBuf};
use tempfile::TempDir;

const CREATED: Moment = Moment::from_millis(1_767_225_600_000);

struct House {
    folder: TempDir,
    log: Option<RedbLog>,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = RedbLog::create(&folder.path().join("house.hutbook"), CREATED).unwrap();
        Self {
            folder,
            log: Some(log),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("house.hutbook")
    }

    fn log(&mut self) -> &mut RedbLog {
        self.log.as_mut().unwrap()
    }

    fn append(&mut self, count: usize) -> Vec<Recorded> {
        let head = self.log().head();
        let events: Vec<_> = Workload::new(1, head).take(count).collect();
        assert!(matches!(
            self.log().append(head, &events, &[]),
            Appended::Ok
        ));
        events
    }

    fn close_and_open(&mut self) {
        self.log = None;
        self.log = Some(RedbLog::open(&self.path()).unwrap());
    }
}

fn replay(reader: &dyn LogReader, after: Sequence) -> Vec<Recorded> {
    let mut events = Vec::new();
    reader
        .replay(after, &mut |recorded| {
            events.push(recorded);
            ControlFlow::Continue(())
        })
        .unwrap();
    events
}

#[test]
fn what_is_appended_is_replayed_before_and_after_opening_again() {
    let mut house = House::new();
    assert_eq!(house.log().head(), 0);
    let mut all = Vec::new();
    for count in [1, 1, 64, 300, 1, 2_000, 1] {
        all.extend(house.append(count));
        assert_eq!(house.log().head(), all.len() as u64);
        if count == 300 {
            house.close_and_open();
        }
    }
    assert_eq!(replay(&*house.log().reader(), 0), all);
    house.close_and_open();
    assert_eq!(house.log().head(), all.len() as u64);
    let reader = house.log().reader();
    assert_eq!(replay(&*reader, 0), all);
    for after in [1, 63, 64, 65, 367, 2_000, 2_367, 2_368] {
        assert_eq!(replay(&*reader, after), all[after as usize..], "{after}");
    }
    assert_eq!(house.log().created(), CREATED);
}

#[test]
fn one_append_of_a_hundred_thousand_events_fills_blocks_densely() {
    let mut house = House::new();
    let started = std::time::Instant::now();
    let events = house.append(100_000);
    println!("append of 100,000: {:?}", started.elapsed());
    let figures = house.log().reader().figures().unwrap();
    println!("{figures:?}, {} B/event", figures.blocks.bytes / 100_000);
    assert_eq!((figures.events, figures.appends), (100_000, 1));
    let paged = figures.blocks.blocks * 4096;
    assert!(paged < 80 * 100_000, "{} bytes in pages", paged);
    assert!(
        figures.blocks.bytes * 100 > paged * 97,
        "pages are filled to {} %",
        figures.blocks.bytes * 100 / paged
    );
    house.close_and_open();
    let on_disk = {
        use std::os::unix::fs::MetadataExt as _;
        fs::metadata(house.path()).unwrap().blocks() * 512
    };
    println!("{} B/event on the disk after closing", on_disk / 100_000);
    let again = house.log().reader().figures().unwrap();
    assert_eq!(again.blocks, figures.blocks);
    assert_eq!(replay(&*house.log().reader(), 0), events);
}

#[test]
fn every_event_is_found_in_its_block_and_the_bytes_add_up() {
    let mut house = House::new();
    assert_eq!(house.log().reader().chain().unwrap(), None);
    assert_eq!(house.log().reader().stored(1).unwrap(), None);
    for count in [1, 64, 1, 300, 40] {
        house.append(count);
        let reader = house.log().reader();
        let (head, figures) = (house.log().head(), reader.figures().unwrap());
        let mut blocks = std::collections::BTreeMap::new();
        let mut raw = 0;
        for sequence in 1..=head {
            let stored = reader.stored(sequence).unwrap().unwrap();
            let events = stored.block..stored.block + u64::from(stored.block_events);
            assert!(events.contains(&sequence), "{sequence}: {stored:?}");
            assert!(stored.schema >= 1 && stored.bytes > 20, "{stored:?}");
            blocks.insert(stored.block, stored.block_bytes);
            raw += stored.bytes;
        }
        assert_eq!(reader.stored(head + 1).unwrap(), None);
        assert_eq!(reader.chain().unwrap().map(|(last, _)| last), Some(head));
        let sizes: Vec<u64> = blocks.into_values().collect();
        let (open, full) = sizes.split_last().unwrap();
        let expected = BlockFigures {
            blocks: sizes.len() as u64,
            bytes: sizes.iter().sum(),
            raw_bytes: raw,
            full: full.len() as u64,
            full_bytes: full.iter().sum(),
            smallest: full.iter().min().copied().unwrap_or(0),
            largest: full.iter().max().copied().unwrap_or(0),
            open_bytes: *open,
        };
        assert_eq!(figures.blocks, expected);
        drop(reader);
        house.close_and_open();
        let again = house.log().reader().figures().unwrap();
        assert_eq!(again.blocks, expected, "after opening again");
    }
}

#[test]
fn single_appends_come_to_the_same_blocks_as_one_large_one() {
    let mut one_by_one = House::new();
    let mut at_once = House::new();
    for _ in 0..200 {
        let head = one_by_one.log().head();
        let event = Workload::new(5, 0).nth(head as usize).unwrap();
        assert!(matches!(
            one_by_one.log().append(head, &[event], &[]),
            Appended::Ok
        ));
    }
    let events: Vec<_> = Workload::new(5, 0).take(200).collect();
    assert!(matches!(
        at_once.log().append(0, &events, &[]),
        Appended::Ok
    ));
    let figures = |house: &mut House| {
        let figures = house.log().reader().figures().unwrap();
        (figures.events, figures.blocks, figures.blocks.bytes)
    };
    assert_eq!(figures(&mut one_by_one), figures(&mut at_once));
}

#[test]
fn an_append_to_another_head_is_a_conflict_unless_it_repeats_what_is_there() {
    let mut house = House::new();
    let events = house.append(10);
    let repeated = |from: usize, to: usize, house: &mut House| {
        house.log().append(from as u64, &events[from..to], &[])
    };
    assert!(matches!(
        repeated(4, 6, &mut house),
        Appended::Duplicate { sequence: 5 }
    ));
    assert!(matches!(
        repeated(9, 10, &mut house),
        Appended::Duplicate { sequence: 10 }
    ));
    let foreign: Vec<_> = Workload::new(2, 4).take(2).collect();
    assert!(matches!(
        house.log().append(4, &foreign, &[]),
        Appended::Conflict { head: 10 }
    ));
    let ahead: Vec<_> = Workload::new(2, 12).take(1).collect();
    assert!(matches!(
        house.log().append(12, &ahead, &[]),
        Appended::Conflict { head: 10 }
    ));
    assert_eq!(replay(&*house.log().reader(), 0), events);
}

#[test]
fn events_no_log_takes_are_rejected_and_leave_nothing_behind() {
    let mut house = House::new();
    let before = house.append(3);
    let mut gap: Vec<_> = Workload::new(2, 3).take(3).collect();
    gap.remove(1);
    assert!(matches!(
        house.log().append(3, &gap, &[]),
        Appended::Rejected(_)
    ));
    let mut clear: Vec<_> = Workload::new(2, 3).take(500).collect();
    clear
        .last_mut()
        .unwrap()
        .event
        .each_text(&mut |text| *text = PersonalText::clear(PersonId::new(1), "clear"));
    let mut at = 0;
    clear.iter_mut().for_each(|recorded| {
        recorded.event.each_text(&mut |text| {
            at = recorded.sequence;
            *text = PersonalText::clear(PersonId::new(1), "clear");
        });
    });
    assert!(at > 200, "a text far into the batch");
    assert!(matches!(
        house.log().append(3, &clear, &[]),
        Appended::Rejected(_)
    ));
    assert_eq!(house.log().head(), 3);
    let mut all = before;
    all.extend(house.append(100));
    assert_eq!(replay(&*house.log().reader(), 0), all);
}

#[test]
fn keys_are_written_with_the_events_that_need_them() {
    let mut house = House::new();
    let key = |number: u8| (PersonId::new(number.into()), SecretKey([number; 32]));
    let events: Vec<_> = Workload::new(1, 0).take(3).collect();
    let appended = house.log().append(0, &events, &[key(2), key(1)]);
    assert!(matches!(appended, Appended::Ok));
    assert_eq!(house.log().reader().keys().unwrap(), [key(1), key(2)]);
    let wrong: Vec<_> = Workload::new(9, 1).take(1).collect();
    assert!(matches!(
        house.log().append(1, &wrong, &[key(3)]),
        Appended::Conflict { head: 3 }
    ));
    house.close_and_open();
    assert_eq!(house.log().reader().keys().unwrap(), [key(1), key(2)]);
}

#[test]
fn a_forgotten_key_is_gone_for_good_and_no_other() {
    let mut house = House::new();
    let key = |number: u8| (PersonId::new(number.into()), SecretKey([number; 32]));
    let keys = [key(1), key(2), key(3)];
    let appended = house.log().append(0, &[], &keys);
    assert!(matches!(appended, Appended::Ok));
    let gone = [PersonId::new(2), PersonId::new(9)];
    assert!(matches!(house.log().rewrite(&gone), Rewritten::Ok));
    assert_eq!(house.log().reader().keys().unwrap(), [key(1), key(3)]);
    house.close_and_open();
    assert_eq!(house.log().reader().keys().unwrap(), [key(1), key(3)]);
}

#[test]
fn a_reader_stays_valid_across_reopening() {
    let mut house = House::new();
    let mut all = house.append(5);
    let reader = house.log().reader();
    assert_eq!(house.log().reopen().unwrap(), 5);
    all.extend(house.append(5));
    assert_eq!(replay(&*reader, 0), all);
}

#[test]
fn a_replay_breaks_off_when_told_and_sees_what_is_appended_meanwhile() {
    let mut house = House::new();
    house.append(6_000);
    let reader = house.log().reader();
    let mut seen = 0;
    let log = house.log();
    reader
        .replay(0, &mut |recorded| {
            seen = recorded.sequence;
            if seen % 2_000 == 0 && log.head() < 6_300 {
                let head = log.head();
                let events: Vec<_> = Workload::new(1, head).take(100).collect();
                assert!(matches!(log.append(head, &events, &[]), Appended::Ok));
            }
            if seen == 6_150 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .unwrap();
    assert_eq!(seen, 6_150);
}

#[test]
fn creating_never_overwrites_and_leaves_nothing_else_behind() {
    let mut house = House::new();
    house.append(3);
    let before = fs::read(house.path()).unwrap();
    let refused = RedbLog::create(&house.path(), CREATED).unwrap_err();
    assert!(refused.to_string().contains("not overwritten"), "{refused}");
    assert_eq!(fs::read(house.path()).unwrap(), before);
    let nowhere = house.folder.path().join("missing").join("x.hutbook");
    assert!(
        RedbLog::create(&nowhere, CREATED)
            .unwrap_err()
            .to_string()
            .contains("folder does not exist")
    );
    let names: Vec<_> = fs::read_dir(house.folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

#[test]
fn a_log_that_is_open_cannot_be_opened_again() {
    let house = House::new();
    let refused = RedbLog::open(&house.path()).unwrap_err();
    assert!(matches!(refused.cause, OpenCause::InUse), "{refused}");
}

#[test]
fn a_mark_stays_the_same_while_the_log_grows_and_differs_where_histories_do() {
    let mut house = House::new();
    let mut marks = Vec::new();
    for _ in 0..40 {
        house.append(7);
        let head = house.log().head();
        marks.push((head, house.log().reader().mark(head).unwrap().unwrap()));
    }
    house.close_and_open();
    let reader = house.log().reader();
    for (sequence, mark) in &marks {
        assert_eq!(reader.mark(*sequence).unwrap(), Some(*mark), "{sequence}");
    }
    let head = marks.last().unwrap().0;
    assert_eq!(reader.mark(0).unwrap(), None);
    assert_eq!(reader.mark(head + 1).unwrap(), None);
}

#[test]
fn marks_of_a_copy_that_went_its_own_way_agree_only_up_to_the_fork() {
    let (mut house, mut fork) = (House::new(), House::new());
    house.append(5);
    house.log = None;
    fork.log = None;
    fs::copy(house.path(), fork.path()).unwrap();
    house.close_and_open();
    fork.close_and_open();
    house.append(300);
    let events: Vec<_> = Workload::new(2, 5).take(300).collect();
    assert!(matches!(fork.log().append(5, &events, &[]), Appended::Ok));
    for sequence in 1..=305 {
        let marks = [&mut house, &mut fork].map(|it| it.log().reader().mark(sequence).unwrap());
        assert!(marks[0].is_some());
        assert_eq!(marks[0] == marks[1], sequence <= 5, "{sequence}");
    }
}
