//! The ledger of the erased: a small plain file beside backups that says whose keys have been deleted, so that a backup
//! from before brings nobody back. One line for each: id of the house's file, number of the person, when they were added,
//! when this was noted. Numbers are given out anew after a backup has been restored; together with the moment they tell
//! people apart for good. Never says who they were. What is not a whole such line (torn by a power cut, say) is read over.

use crate::domain::{ids::PersonId, time::Moment};
use jiff::Timestamp;
use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs::{self, File, OpenOptions},
    io::{self, BufRead as _, BufReader, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

/// What the names of such files end in.
pub const ENDING: &str = "erased";

/// Somebody who was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Erased {
    /// Their number.
    pub person: PersonId,
    /// When they were added.
    pub added: Moment,
}

fn hexadecimal(id: &[u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(*id))
}

/// Who stands in a ledger as erased from the file with this id. A ledger that is not there names nobody.
///
/// # Errors
/// When it cannot be read.
pub fn read(ledger: &Path, file_id: &[u8; 16]) -> io::Result<BTreeSet<Erased>> {
    let file = match File::open(ledger) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        file => file?,
    };
    let id = hexadecimal(file_id);
    let mut erased = BTreeSet::new();
    for line in BufReader::new(file).split(b'\n') {
        let line = line?;
        let words = line.split(|byte| *byte == b' ').map(core::str::from_utf8);
        let Ok(words) = words.collect::<Result<Vec<_>, _>>() else {
            continue;
        };
        if let [house, person, added, noted] = words[..]
            && house == id
            && noted.parse::<Timestamp>().is_ok()
            && let (Ok(number), Ok(added)) = (person.parse(), added.parse::<Timestamp>())
        {
            erased.insert(Erased {
                person: PersonId::new(number),
                added: Moment::from_millis(added.as_millisecond()),
            });
        }
    }
    Ok(erased)
}

/// Who stands as erased from the file with this id in any ledger of these folders, and which folders and ledgers cannot
/// be read, with what is wrong with them.
pub fn read_all(
    folders: &[PathBuf],
    file_id: &[u8; 16],
) -> (BTreeSet<Erased>, Vec<(PathBuf, io::Error)>) {
    let (mut erased, mut unread) = (BTreeSet::new(), Vec::new());
    for folder in folders {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
            Err(cause) => {
                unread.push((folder.clone(), cause));
                continue;
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.extension() == Some(OsStr::new(ENDING)) {
                match read(&path, file_id) {
                    Ok(more) => erased.extend(more),
                    Err(cause) => unread.push((path, cause)),
                }
            }
        }
    }
    (erased, unread)
}

/// Writes down who has been erased, as far as it does not stand there yet, durably.
///
/// # Errors
/// When it cannot be written.
pub fn note(
    ledger: &Path,
    file_id: &[u8; 16],
    erased: impl IntoIterator<Item = Erased>,
    at: Moment,
) -> io::Result<()> {
    let known = read(ledger, file_id)?;
    let time = |moment: Moment| Timestamp::from_millisecond(moment.millis()).unwrap_or_default();
    let (id, at) = (hexadecimal(file_id), time(at));
    let mut lines = String::new();
    for new in erased.into_iter().filter(|it| !known.contains(it)) {
        let (number, added) = (new.person.number(), time(new.added));
        lines.push_str(&format!("{id} {number} {added:.3} {at:.0}\n"));
    }
    if lines.is_empty() {
        return Ok(());
    }
    // Whatever stood there torn shall not swallow the first of them.
    let torn = fs::read(ledger).is_ok_and(|bytes| bytes.last().is_some_and(|last| *last != b'\n'));
    if torn {
        lines.insert(0, '\n');
    }
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(ledger)?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()?;
    super::create::sync_folder_of(ledger)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSE: [u8; 16] = *b"house-number-one";
    const OTHER: [u8; 16] = *b"house-number-two";

    fn people(numbers: &[u32]) -> BTreeSet<Erased> {
        let erased = |number: &u32| Erased {
            person: PersonId::new(*number),
            added: Moment::from_millis(1_767_225_600_000 + i64::from(*number)),
        };
        numbers.iter().map(erased).collect()
    }

    #[test]
    fn who_was_erased_is_written_once_and_read_back_for_this_house_only() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("garden.erased");
        assert_eq!(read(&ledger, &HOUSE).unwrap(), people(&[]));
        let at = Moment::from_millis(1_780_300_800_123);
        note(&ledger, &HOUSE, people(&[7, 9]), at).unwrap();
        note(&ledger, &HOUSE, people(&[7, 12]), at).unwrap();
        note(&ledger, &OTHER, people(&[7]), at).unwrap();
        note(&ledger, &OTHER, people(&[7]), at).unwrap();
        assert_eq!(read(&ledger, &HOUSE).unwrap(), people(&[7, 9, 12]));
        assert_eq!(read(&ledger, &OTHER).unwrap(), people(&[7]));
        let text = fs::read_to_string(&ledger).unwrap();
        assert_eq!(text.lines().count(), 4, "{text}");
        let first =
            "686f7573652d6e756d6265722d6f6e65 7 2026-01-01T00:00:00.007Z 2026-06-01T08:00:00Z\n";
        assert!(text.starts_with(first), "{text}");
    }

    #[test]
    fn a_torn_line_loses_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("garden.erased");
        let at = Moment::from_millis(0);
        note(&ledger, &HOUSE, people(&[7, 9, 12]), at).unwrap();
        let whole = fs::read(&ledger).unwrap();
        // Cut within a number, the rest of it is another's.
        for end in 0..whole.len() {
            fs::write(&ledger, &whole[..end]).unwrap();
            note(&ledger, &HOUSE, people(&[9, 12]), at).unwrap();
            let found = read(&ledger, &HOUSE).unwrap();
            assert!(found.is_superset(&people(&[9, 12])), "{end}: {found:?}");
            assert!(found.is_subset(&people(&[7, 9, 12])), "{end}: {found:?}");
        }
        fs::write(&ledger, b"\xff\xfe not a line\n\n7\n").unwrap();
        note(&ledger, &HOUSE, people(&[7]), at).unwrap();
        let (all, unread) = read_all(&[folder.path().to_owned(), "/nowhere".into()], &HOUSE);
        assert_eq!((all, unread.len()), (people(&[7]), 0));
    }
}
