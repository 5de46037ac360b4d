//! Files that are not what they should be: each is told apart in words that help, and left untouched byte for byte.
//! Never files of older formats, which are no damage: `tests/golden` holds those.

use super::{
    Appended, Damage, EventLog as _, Flaw, OpenCause, RedbLog, SecretKey, Unreadable,
    block::{ChainHash, Packer},
    engine::{BLOCKS, META},
    simulated::{Dice, SimulatedDisk, Workload},
    verify, verify_simulated,
};
use crate::domain::{event::Recorded, ids::PersonId, time::Moment};
use core::ops::ControlFlow;
use redb::ReadableTable as _;
use std::{fs, io, path::Path};

/// Of the bytes after the header every so many are tried, and fewer of those that nobody reads; with
/// `HUTBOOK_EVERY_BYTE` set, every one that somebody reads, which takes long.
const STRIDE_BYTES: usize = 97;
const UNUSED_STRIDE_BYTES: usize = 601;
/// So many zeros on both sides make a byte one that nobody reads.
const RUN_BYTES: usize = 16;
/// Flips that must have been refused in each file.
const LEAST_REFUSED: u32 = 400;
/// Bytes of the header, of which every one is tried.
const HEADER_BYTES: usize = 336;
/// Bytes at its beginning of which every bit is tried: nothing but what is read from them can vouch for them.
const BARE_BYTES: usize = 64;
/// Seed of the flips; printed when one goes wrong.
const SEED: u64 = 0x666c_6970;

fn events(count: usize) -> Vec<Recorded> {
    Workload::new(3, 0).take(count).collect()
}

fn replay(log: &RedbLog) -> Result<Vec<Recorded>, String> {
    let mut events = Vec::new();
    log.reader()
        .replay(0, &mut |recorded| {
            events.push(recorded);
            ControlFlow::Continue(())
        })
        .map_err(|failure| format!("{failure:?}"))?;
    Ok(events)
}

/// A house of a few hundred events written by several commits: the bytes after closing it, and after pulling the plug.
fn house() -> (Vec<Recorded>, Vec<u8>, Vec<u8>) {
    let disk = SimulatedDisk::new();
    let mut log = RedbLog::open_simulated(&disk).unwrap();
    let all = events(400);
    let mut head = 0;
    for part in all.chunks(80) {
        let key = (PersonId::new(head as u32), SecretKey([7; 32]));
        assert!(matches!(log.append(head, part, &[key]), Appended::Ok));
        head += 80;
    }
    assert_eq!(log.head(), 400);
    let unclean = disk.bytes();
    drop(log);
    (all, disk.bytes(), unclean)
}

/// Opens a flipped file; says what is wrong with how that went.
fn try_flip(bytes: &[u8], at: usize, bit: u8, all: &[Recorded]) -> Result<bool, String> {
    let mut flipped = bytes.to_vec();
    flipped[at] ^= 1 << bit;
    let disk = SimulatedDisk::holding(flipped.clone());
    let verified = verify_simulated(&disk);
    if disk.operations() > 0 {
        return Err("verify wrote to the file".to_owned());
    }
    match RedbLog::open_simulated(&disk) {
        Ok(log) => {
            if verified.is_err() {
                return Err(format!("opened, but {verified:?}"));
            }
            if replay(&log)? != all {
                return Err("opened with other events".to_owned());
            }
            Ok(true)
        }
        Err(error) if verified.is_ok() => Err(format!("verified, but {error}")),
        Err(_) if disk.operations() > 0 || disk.bytes() != flipped => {
            Err("refused, but written to".to_owned())
        }
        Err(_) => Ok(false),
    }
}

/// Flips a bit of bytes all over a file, all bits where nothing else vouches for a byte, and counts how often
/// that was refused, and how often it opened and all was right.
fn flip_all_over(name: &str, bytes: &[u8], all: &[Recorded]) -> [u32; 2] {
    let mut dice = Dice::new(SEED);
    let mut counts = [0, 0];
    let every = std::env::var_os("HUTBOOK_EVERY_BYTE").is_some();
    let stride = |unused| match (unused, every) {
        (true, _) => UNUSED_STRIDE_BYTES,
        (false, true) => 1,
        (false, false) => STRIDE_BYTES,
    };
    for at in 0..bytes.len() {
        let bits = match at {
            _ if at < BARE_BYTES => 0..8,
            _ if at >= HEADER_BYTES && at % stride(is_unused(bytes, at)) != 0 => continue,
            _ => {
                let bit = dice.below(8) as u8;
                bit..bit + 1
            }
        };
        for bit in bits {
            match try_flip(bytes, at, bit, all) {
                Ok(opened) => counts[usize::from(opened)] += 1,
                Err(wrong) => panic!("{name} file, byte {at}, bit {bit}, seed {SEED:#x}: {wrong}"),
            }
        }
    }
    counts
}

/// Whether a byte lies in a run of zeros: the engine fills pages from the beginning and leaves the rest as it was.
fn is_unused(bytes: &[u8], at: usize) -> bool {
    let around = at.saturating_sub(RUN_BYTES)..(at + RUN_BYTES).min(bytes.len());
    bytes[around].iter().all(|byte| *byte == 0)
}

#[test]
fn no_flipped_bit_ever_shows_other_events_or_changes_a_refused_file() {
    let (all, clean, unclean) = house();
    let files = [("closed", &clean), ("killed", &unclean)];
    let counts = std::thread::scope(|scope| {
        let threads = files.map(|(name, bytes)| {
            let all = &all;
            scope.spawn(move || flip_all_over(name, bytes, all))
        });
        threads.map(|thread| thread.join().expect("the message is above"))
    });
    println!(
        "refused and opened: {counts:?}, {} and {} bytes",
        clean.len(),
        unclean.len()
    );
    for [refused, opened] in counts {
        assert!(refused > LEAST_REFUSED && opened > 200, "{counts:?}");
    }
}

#[test]
fn every_shorter_file_is_refused_or_whole() {
    let (all, clean, unclean) = house();
    let mut truncated = 0;
    for bytes in [&clean, &unclean] {
        for end in (0..bytes.len()).step_by(509) {
            let disk = SimulatedDisk::holding(bytes[..end].to_vec());
            match if end == 0 {
                continue;
            } else {
                RedbLog::open_simulated(&disk)
            } {
                Ok(log) => assert_eq!(replay(&log).unwrap(), all, "{end}"),
                Err(error) => {
                    assert_eq!(disk.operations(), 0);
                    truncated += u32::from(matches!(error.cause, OpenCause::Truncated { .. }));
                    assert!(
                        matches!(error.cause, OpenCause::Truncated { .. }),
                        "{end} of {}: {error:?}",
                        bytes.len()
                    );
                }
            }
        }
    }
    assert!(truncated > 100, "{truncated}");
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, bytes: &[u8]) -> std::path::PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// Opens what must not open, sees that it stayed as it is, and that both doors say the same helpful thing.
fn refuse(path: &Path, words: &str) -> OpenCause {
    let before = fs::read(path).ok();
    let error = RedbLog::open(path).unwrap_err();
    assert_eq!(fs::read(path).ok(), before, "{error}");
    let sentence = error.to_string();
    assert!(sentence.contains(words), "{sentence}");
    assert!(sentence.starts_with(path.to_str().unwrap()), "{sentence}");
    assert_eq!(verify(path).unwrap_err().to_string(), sentence);
    assert_eq!(fs::read(path).ok(), before);
    error.cause
}

#[test]
fn what_is_not_a_house_is_told_apart_and_left_alone() {
    let folder = Folder::new();
    refuse(&folder.0.path().join("none.hutbook"), "no such file");
    refuse(folder.0.path(), "not a file");
    refuse(&folder.file("empty", b""), "is empty");
    refuse(&folder.file("text", b"Dear diary"), "not a Hutbook file");
    refuse(&folder.file("large", &[7; 100_000]), "not a Hutbook file");
    let (_, clean, _) = house();
    refuse(
        &folder.file("head", &clean[..100]),
        "end of the file is missing",
    );
    refuse(
        &folder.file("half", &clean[..clean.len() / 2]),
        "end of the file is missing",
    );
    let other = folder.0.path().join("other");
    drop(redb::Database::create(&other).unwrap());
    refuse(&other, "some other program");
}

/// Changes a house by way of the engine, so that only our own checks can notice.
fn tampered(
    folder: &Folder,
    name: &str,
    change: impl FnOnce(&redb::WriteTransaction),
) -> std::path::PathBuf {
    let (_, clean, _) = house();
    let path = folder.file(name, &clean);
    let engine = redb::Database::open(&path).unwrap();
    let transaction = engine.begin_write().unwrap();
    change(&transaction);
    transaction.commit().unwrap();
    path
}

/// First sequences of the blocks.
fn firsts(transaction: &redb::WriteTransaction) -> Vec<u64> {
    let table = transaction.open_table(BLOCKS).unwrap();
    table
        .iter()
        .unwrap()
        .map(|row| row.unwrap().0.value())
        .collect()
}

#[test]
fn files_of_a_newer_program_are_said_to_be_newer() {
    let folder = Folder::new();
    let format = tampered(&folder, "format", |transaction| {
        let mut table = transaction.open_table(META).unwrap();
        table.insert(1, &2_u32.to_le_bytes()[..]).unwrap();
    });
    assert!(matches!(
        refuse(&format, "newer Hutbook (file format 2)"),
        OpenCause::NewerFormat(2)
    ));
    let event = tampered(&folder, "event", |transaction| {
        let mut table = transaction.open_table(BLOCKS).unwrap();
        let raw = [0, 1, 0]
            .iter()
            .chain(&[9; 16])
            .chain(&[0, 200, 3])
            .copied();
        let raw: Vec<u8> = raw.collect();
        let block = Packer::new().pack(401, Moment::default(), 1, ChainHash([0; 16]), &raw);
        table.insert(401, &block[..]).unwrap();
    });
    assert!(matches!(
        refuse(&event, "newer Hutbook (event type 200, shape 3)"),
        OpenCause::NewerContent(Damage {
            first: 401,
            flaw: Flaw::Event(401, Unreadable::Newer { .. }),
            ..
        })
    ));
}

#[test]
fn a_block_that_is_damaged_lost_or_swapped_is_named_by_its_events() {
    let folder = Folder::new();
    let mut second = (0, 0);
    let flipped = tampered(&folder, "flipped", |transaction| {
        let firsts = firsts(transaction);
        second = (firsts[1], firsts[2] - 1);
        let mut table = transaction.open_table(BLOCKS).unwrap();
        let mut block = table.get(second.0).unwrap().unwrap().value().to_vec();
        block[1_000] ^= 4;
        table.insert(second.0, &block[..]).unwrap();
    });
    let sentence = format!("events {} to {}: the checksum", second.0, second.1);
    refuse(&flipped, &sentence);
    let lost = tampered(&folder, "lost", |transaction| {
        transaction
            .open_table(BLOCKS)
            .unwrap()
            .remove(second.0)
            .unwrap();
    });
    let sentence = format!("events {} to {}: events are missing", second.0, second.1);
    refuse(&lost, &sentence);

    // A sound block of another file with the same events: only the chain can tell.
    let path = folder.0.path().join("source");
    let mut other = RedbLog::create(&path, Moment::default()).unwrap();
    for part in events(400).chunks(80) {
        assert!(matches!(
            other.append(other.head(), part, &[]),
            Appended::Ok
        ));
    }
    drop(other);
    let foreign = {
        let engine = redb::Database::open(&path).unwrap();
        let transaction = engine.begin_write().unwrap();
        let table = transaction.open_table(BLOCKS).unwrap();
        table.get(second.0).unwrap().unwrap().value().to_vec()
    };
    let swapped = tampered(&folder, "swapped", |transaction| {
        let mut table = transaction.open_table(BLOCKS).unwrap();
        table.insert(second.0, &foreign[..]).unwrap();
    });
    let error = verify(&swapped).unwrap_err().to_string();
    let sentence = format!(
        "events {} to {}: the block does not follow",
        second.0, second.1
    );
    assert!(error.contains(&sentence), "{error}");
    let log = RedbLog::open(&swapped).unwrap();
    let failure = replay(&log).unwrap_err();
    assert!(failure.contains("Chain"), "{failure}");
}

#[test]
fn a_flip_in_a_block_of_a_real_file_names_the_events() {
    let folder = Folder::new();
    let (all, clean, _) = house();
    let path = folder.file("house", &clean);
    let place = all.iter().find_map(|recorded| {
        let id = recorded.command.bytes();
        clean.windows(16).position(|bytes| bytes == id)
    });
    let mut flipped = clean.clone();
    flipped[place.unwrap()] ^= 1;
    fs::write(&path, &flipped).unwrap();
    let cause = refuse(&path, "the file is damaged, events 1 to ");
    assert!(matches!(
        cause,
        OpenCause::Damaged {
            events: Some(Damage {
                flaw: Flaw::Checksum,
                ..
            }),
            engine: Some(_),
        }
    ));
}

#[test]
fn what_the_operating_system_refuses_is_told_apart() {
    for (kind, words) in [
        (io::ErrorKind::PermissionDenied, "no permission"),
        (io::ErrorKind::ReadOnlyFilesystem, "no permission"),
        (io::ErrorKind::NotFound, "no such file"),
        (io::ErrorKind::Other, "cannot be read"),
    ] {
        let error = OpenCause::from_attach(kind.into()).at(Path::new("x.hutbook"));
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn a_sound_file_is_verified_with_its_figures_and_left_alone() {
    let folder = Folder::new();
    for (name, bytes) in [("clean", house().1), ("unclean", house().2)] {
        let path = folder.file(name, &bytes);
        let verified = verify(&path).unwrap();
        assert_eq!((verified.events, verified.keys), (400, 5));
        assert_eq!(verified.file_bytes, bytes.len() as u64);
        assert_eq!(fs::read(&path).unwrap(), bytes);
        let log = RedbLog::open(&path).unwrap();
        let figures = log.reader().figures().unwrap();
        assert_eq!(
            (verified.events, verified.blocks, verified.block_bytes),
            (figures.events, figures.blocks.blocks, figures.blocks.bytes)
        );
        assert_eq!(log.file_id(), verified.file_id);
        let chain = log.reader().chain().unwrap();
        assert_eq!(chain, Some((verified.events, verified.content)));
        assert!(
            verify(&path)
                .unwrap_err()
                .to_string()
                .contains("another process")
        );
    }
}

const GOLDEN_KEY: (PersonId, SecretKey) = (PersonId::new(300), SecretKey([3; 32]));

/// Types of events there were when the golden file was made.
const GOLDEN_TYPES: usize = 21;

/// What the golden file holds: one event of every type, then enough to fill some blocks.
fn golden_events() -> Vec<Recorded> {
    let mut events = super::codec::samples::every_type();
    events.truncate(GOLDEN_TYPES);
    events.extend(Workload::new(7, events.len() as u64).take(400));
    events
}

#[test]
#[ignore = "writes the golden file of a new format; one that is there is never written again"]
fn write_the_golden_file() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    let path = format!("{folder}/house-{}.lz4", super::engine::FORMAT);
    assert!(!Path::new(&path).exists(), "{path} stands for good");
    let disk = SimulatedDisk::new();
    let mut log = RedbLog::open_simulated(&disk).unwrap();
    let appended = log.append(0, &golden_events(), &[GOLDEN_KEY]);
    assert!(matches!(appended, Appended::Ok));
    drop(log);
    fs::write(path, lz4_flex::block::compress(&disk.bytes())).unwrap();
}
