//! Files that are damaged in every way: what is salvaged is always right, and every block that was not hit is among it.
//! Which ones were hit is known here, because the damage is done here.

use super::*;
use crate::store::simulated::{Dice, SimulatedDisk, Workload};
use core::ops::{ControlFlow, Range};
use std::{cell::RefCell, fs};

/// Damaged files that are tried, over all kinds of damage.
const CASES: u64 = 240;
/// Seed of the damage; printed when one goes wrong.
const SEED: u64 = 0x7361_6c76;
const EVENTS: usize = 900;
const PEOPLE: u32 = 40;
const PAGE: usize = 4096;

struct House {
    events: Vec<Recorded>,
    keys: BTreeMap<PersonId, SecretKey>,
    bytes: Vec<u8>,
    /// Each block of the log: its events, and where its bytes are in the file.
    blocks: Vec<(Range<Sequence>, Range<usize>)>,
}

/// A house whose texts are really sealed, written by many commits; as it is after pulling the plug.
fn house() -> House {
    let vault = Vault::new([]);
    let people = (1..=PEOPLE).map(PersonId::new);
    let keys: BTreeMap<_, _> = people.map(|id| (id, vault.mint(id).unwrap())).collect();
    let mut events: Vec<Recorded> = Workload::new(5, 0).take(EVENTS).collect();
    for recorded in &mut events {
        recorded.event.each_text(&mut |text| {
            let words = format!(
                "a note of event {}, long enough to be real",
                recorded.sequence
            );
            text.words = Words::Clear(words.into());
        });
        vault.seal_event(&mut recorded.event).unwrap();
    }
    let disk = SimulatedDisk::new();
    let mut log = RedbLog::open_simulated(&disk).unwrap();
    let all: Vec<_> = keys.iter().map(|(id, key)| (*id, key.clone())).collect();
    for (number, part) in events.chunks(15).enumerate() {
        let keys = all.get(number..=number).unwrap_or_default();
        assert!(matches!(log.append(log.head(), part, keys), Appended::Ok));
    }
    let bytes = disk.bytes();
    let rows = RefCell::new(Vec::new());
    let storage = disk.attach(Access::Within).unwrap();
    engine::try_out(&storage, Access::Within, |engine, _| {
        let transaction = engine.begin_read().unwrap();
        let table = transaction.open_table(BLOCKS).unwrap();
        for row in table.iter().unwrap() {
            let (first, block) = row.unwrap();
            rows.borrow_mut()
                .push((first.value(), block.value().to_vec()));
        }
        Ok(())
    })
    .unwrap();
    let rows = rows.into_inner();
    let ends = rows
        .iter()
        .skip(1)
        .map(|(first, _)| *first)
        .chain([EVENTS as u64 + 1]);
    let blocks = rows.iter().zip(ends).map(|((first, block), end)| {
        let at = bytes
            .windows(block.len())
            .position(|window| window == block)
            .unwrap();
        (*first..end, at..at + block.len())
    });
    let blocks: Vec<_> = blocks.collect();
    assert!(blocks.len() > 8, "{}", blocks.len());
    House {
        events,
        keys,
        bytes,
        blocks,
    }
}

/// What came of salvaging: events by their sequence, texts as the new file or the rest has them.
struct Outcome {
    salvaged: Salvaged,
    prefix: Vec<Recorded>,
    rest: Vec<Recorded>,
    keys: BTreeMap<PersonId, SecretKey>,
}

fn try_salvage(folder: &Path, bytes: &[u8]) -> Result<Outcome, SalvageError> {
    let (file, out) = (folder.join("damaged"), folder.join("out"));
    let _ = fs::remove_file(&out);
    fs::write(&file, bytes).unwrap();
    let mut rest = Vec::new();
    let salvaged = salvage(&file, &out, &mut |recorded| {
        rest.push(recorded);
        Ok(())
    });
    assert_eq!(
        fs::read(&file).unwrap(),
        bytes,
        "the damaged file is left alone"
    );
    let names = fs::read_dir(folder).unwrap().count();
    let salvaged = match salvaged {
        Ok(salvaged) => salvaged,
        Err(error) => {
            assert_eq!(names, 1, "{error} leaves nothing behind");
            return Err(error);
        }
    };
    assert_eq!(names, 2);
    let log = RedbLog::open(&out).expect("what is salvaged can be opened");
    let mut prefix = Vec::new();
    let replayed = log.reader().replay(0, &mut |recorded| {
        prefix.push(recorded);
        ControlFlow::Continue(())
    });
    replayed.expect("and read");
    let keys = log.reader().keys().unwrap().into_iter().collect();
    Ok(Outcome {
        salvaged,
        prefix,
        rest,
        keys,
    })
}

/// Nothing is invented, and nothing of what is whole is left out.
fn judge(house: &House, damaged: &[u8], outcome: &Outcome) {
    let vault = Vault::new(house.keys.clone());
    for (place, recorded) in outcome.prefix.iter().enumerate() {
        assert!(
            *recorded == house.events[place],
            "event {} is another",
            place + 1
        );
    }
    for recorded in &outcome.rest {
        let mut right = house.events[recorded.sequence as usize - 1].clone();
        let mut shown = recorded.clone();
        vault.open_event(&mut right.event);
        if !outcome.salvaged.unreadable.is_empty() {
            for event in [&mut right.event, &mut shown.event] {
                event.each_text(&mut |text| text.words = Words::Erased);
            }
        }
        assert!(shown == right, "event {} is another", recorded.sequence);
    }
    for (person, key) in &outcome.keys {
        assert!(house.keys[person] == *key, "the key of {person} is another");
    }
    let there: BTreeSet<_> = outcome
        .prefix
        .iter()
        .chain(&outcome.rest)
        .map(|it| it.sequence)
        .collect();
    for (events, at) in &house.blocks {
        let whole = damaged.get(at.clone()) == Some(&house.bytes[at.clone()]);
        let page = at.start / PAGE * PAGE..at.start;
        if whole && damaged[page.clone()] == house.bytes[page] {
            for sequence in events.clone() {
                assert!(there.contains(&sequence), "event {sequence} was whole");
            }
        }
    }
    // What is there and what is said to be missing are all events, and no event is both.
    let missing = &outcome.salvaged.missing;
    for sequence in 1..=EVENTS as u64 {
        let covers =
            |it: &&Missing| it.first <= sequence && it.last.is_none_or(|last| sequence <= last);
        let said = missing.iter().filter(covers).count();
        assert_eq!(
            said,
            usize::from(!there.contains(&sequence)),
            "event {sequence}: {missing:?}"
        );
    }
    assert_eq!(outcome.salvaged.saved.events, outcome.prefix.len() as u64);
    assert_eq!(outcome.salvaged.rest, outcome.rest.len() as u64);
}

/// Damages a file: flips, an end cut off, pages of zeros, or all pages that hold no block of the log.
fn damage(house: &House, case: u64, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = house.bytes.clone();
    let pages = (bytes.len() / PAGE) as u64;
    match case % 4 {
        0 => {
            for _ in 0..1 << dice.below(8) {
                let at = dice.below(bytes.len() as u64) as usize;
                bytes[at] ^= 1 << dice.below(8);
            }
        }
        1 => bytes.truncate(dice.below(bytes.len() as u64) as usize),
        2 => {
            for _ in 0..1 << dice.below(6) {
                let page = dice.below(pages) as usize;
                bytes[page * PAGE..(page + 1) * PAGE].fill(0);
            }
        }
        _ => {
            let block = |page: usize| house.blocks.iter().any(|(_, at)| at.start / PAGE == page);
            for page in (0..pages as usize).filter(|page| !block(*page)) {
                bytes[page * PAGE..(page + 1) * PAGE].fill(dice.below(256) as u8);
            }
            let hit = dice.below(house.blocks.len() as u64) as usize;
            bytes[house.blocks[hit].1.start + 100] ^= 1;
        }
    }
    bytes
}

#[test]
fn whatever_was_not_hit_is_saved_and_nothing_is_invented() {
    let (house, folder) = (house(), tempfile::tempdir().unwrap());
    let mut dice = Dice::new(SEED);
    let (mut saved, mut with_rest, mut lost) = (0, 0, 0);
    for case in 0..CASES {
        let damaged = damage(&house, case, &mut dice);
        println!("case {case}, seed {SEED:#x}");
        match try_salvage(folder.path(), &damaged) {
            Ok(outcome) => {
                judge(&house, &damaged, &outcome);
                saved += 1;
                with_rest += u32::from(!outcome.rest.is_empty());
            }
            Err(SalvageError::Nothing(_)) => {
                let whole =
                    |at: &Range<usize>| damaged.get(at.clone()) == Some(&house.bytes[at.clone()]);
                assert!(!house.blocks.iter().any(|(_, at)| whole(at)));
                lost += 1;
            }
            Err(error) => panic!("{error:?}"),
        }
        let _ = fs::remove_file(folder.path().join("out"));
    }
    println!("{saved} saved, {with_rest} of them with a rest, {lost} lost");
    assert!(
        saved > CASES as u32 * 3 / 4 && with_rest > 60,
        "{saved} {with_rest}"
    );
}

#[test]
fn a_whole_file_is_saved_whole_with_all_its_keys() {
    let (house, folder) = (house(), tempfile::tempdir().unwrap());
    let outcome = try_salvage(folder.path(), &house.bytes).unwrap();
    judge(&house, &house.bytes, &outcome);
    assert!(
        outcome.salvaged.missing.is_empty(),
        "{:?}",
        outcome.salvaged.missing
    );
    let mut with_text = BTreeSet::new();
    for mut recorded in house.events.clone() {
        recorded
            .event
            .each_text(&mut |text| _ = with_text.insert(text.about));
    }
    assert!(outcome.keys.keys().copied().eq(with_text) && outcome.salvaged.unreadable.is_empty());
    assert_eq!(outcome.salvaged.saved.file_id, *b"simulated hutboo");
}

#[test]
fn a_file_of_a_newer_program_is_left_to_that() {
    let (house, folder) = (house(), tempfile::tempdir().unwrap());
    let (file, out) = (folder.path().join("newer"), folder.path().join("out"));
    fs::write(&file, &house.bytes).unwrap();
    let engine = redb::Database::open(&file).unwrap();
    let transaction = engine.begin_write().unwrap();
    let format = 7_u32.to_le_bytes();
    transaction
        .open_table(engine::META)
        .unwrap()
        .insert(1, &format[..])
        .unwrap();
    transaction.commit().unwrap();
    drop(engine);
    let error = salvage(&file, &out, &mut |_| Ok(())).unwrap_err();
    assert!(error.to_string().contains("file format 7"), "{error}");
}

#[test]
fn a_block_in_a_damaged_row_is_found_by_trying() {
    let (house, folder) = (house(), tempfile::tempdir().unwrap());
    for byte in 0..16 {
        let mut damaged = house.bytes.clone();
        let page = house.blocks[3].1.start / PAGE * PAGE;
        damaged[page + byte] ^= 0x55;
        let outcome = try_salvage(folder.path(), &damaged).unwrap();
        assert_eq!(outcome.prefix.len(), EVENTS, "byte {byte}");
        let _ = fs::remove_file(folder.path().join("out"));
    }
}

#[test]
fn keys_are_found_without_the_tables_but_never_those_of_the_erased() {
    let (house, folder) = (house(), tempfile::tempdir().unwrap());
    let mut damaged = house.bytes.clone();
    damaged[..PAGE].fill(0);
    let outcome = try_salvage(folder.path(), &damaged).unwrap();
    judge(&house, &damaged, &outcome);
    assert!(
        outcome.salvaged.unreadable.is_empty(),
        "{:?}",
        outcome.salvaged.unreadable
    );
    let with_text: BTreeSet<_> = outcome.keys.keys().copied().collect();
    assert!(with_text.len() > 20);

    fs::remove_file(folder.path().join("out")).unwrap();
    let person = *with_text.first().unwrap();
    let ledgers = folder.path().join(DEFAULT_FOLDER);
    fs::create_dir(&ledgers).unwrap();
    let id = *b"simulated hutboo";
    erased::note(
        &ledgers.join("damaged.erased"),
        &id,
        [erased::Erased {
            person,
            added: Moment::default(),
        }],
        Moment::default(),
    )
    .unwrap();
    let (file, out) = (folder.path().join("damaged"), folder.path().join("out"));
    let salvaged = salvage(&file, &out, &mut |_| Ok(())).unwrap();
    assert_eq!(salvaged.unreadable, [person].into());
    let keys = RedbLog::open(&out).unwrap().reader().keys().unwrap();
    assert_eq!(keys.len(), with_text.len() - 1);
}

#[test]
fn what_is_not_a_house_or_in_use_is_refused_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let failed = try_salvage(folder.path(), &[7; 50_000]);
    assert!(matches!(failed, Err(SalvageError::Nothing(_))));
    let failed = try_salvage(folder.path(), b"");
    assert!(matches!(failed, Err(SalvageError::Nothing(_))));
    let (file, out) = (folder.path().join("house"), folder.path().join("out"));
    let log = RedbLog::create(&file, Moment::default()).unwrap();
    let mut nobody = |_: Recorded| Ok(());
    let sentence = salvage(&file, &out, &mut nobody).unwrap_err().to_string();
    assert!(
        sentence.contains("another process has the file open"),
        "{sentence}"
    );
    drop(log);
    fs::write(&out, "mine").unwrap();
    let sentence = salvage(&file, &out, &mut nobody).unwrap_err().to_string();
    assert!(sentence.contains("not overwritten"), "{sentence}");
    assert_eq!(fs::read(&out).unwrap(), b"mine");
}
