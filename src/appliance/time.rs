//! A board without a clock of its own begins in 1970: its clock is put forward to what is certainly past, which is when
//! the image was made and when time was last saved. Never puts a clock back, and never believes that decades have passed
//! since the image was made: a clock that was wrong once would stay so for ever.

use super::durable;
use crate::clock::{self, Moment};
use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    path::Path,
};

/// When the image was made: seconds since 1970.
pub(super) const BUILT: &str = "/etc/hutbook/built";
/// Where time is saved, on the card.
pub(super) const SAVED: &str = "/data/clock";

/// Bytes a file that tells of a moment has at most.
const MOST_BYTES: u64 = 32;

/// The moment a file tells of, in seconds since 1970; nothing when it cannot be read.
pub(super) fn told_by(path: &Path) -> Option<Moment> {
    let mut text = String::new();
    let file = File::open(path).ok()?;
    file.take(MOST_BYTES).read_to_string(&mut text).ok()?;
    let seconds: i64 = text.trim().parse().ok()?;
    Some(Moment::from_millis(seconds.checked_mul(1000)?))
}

/// How long after the making of its image a board may still be in use. What lies beyond is a mistake: clocks have been
/// told the year 2069.
const LONGEST_USE: i64 = 20 * 366 * 24 * 3600 * 1000;

/// Whether a board whose image was made then can believe that it is this moment.
pub(super) fn is_plausible(moment: Moment, built: Moment) -> bool {
    (built.millis()..=built.millis().saturating_add(LONGEST_USE)).contains(&moment.millis())
}

/// Puts the system's clock forward to a moment that is certainly past. The moment, if that was necessary.
pub(super) fn at_least(moment: Moment) -> io::Result<Option<Moment>> {
    let behind = clock::Clock::System.now() < moment;
    if behind {
        clock::set(moment)?;
    }
    Ok(behind.then_some(moment))
}

/// Saves what time it is. A power cut in the middle leaves what was saved before.
pub(super) fn save(path: &Path, now: Moment) -> io::Result<()> {
    durable::replace(path, durable::FOR_ALL, |file| {
        writeln!(file, "{}", now.millis() / 1000)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_was_saved_is_read_again_and_nonsense_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clock");
        assert_eq!(told_by(&path), None);
        let now = Moment::from_millis(1_800_000_000_999);
        save(&path, now).unwrap();
        assert_eq!(told_by(&path), Some(Moment::from_millis(1_800_000_000_000)));
        for nonsense in ["", "yesterday", "9223372036854775807"] {
            fs::write(&path, nonsense).unwrap();
            assert_eq!(told_by(&path), None, "{nonsense}");
        }
    }

    #[test]
    fn a_time_that_was_saved_torn_is_not_read_as_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clock");
        for torn in [
            b"\0\0\0\0\0\0\0\0\0\0\0".as_slice(),
            b"18000\0\0\0\0\0\0",
            b"\xff\xfe\xfd",
            &[b'1'; 4096],
        ] {
            fs::write(&path, torn).unwrap();
            assert_eq!(told_by(&path), None, "{torn:?}");
        }
        // Half a number is a moment long ago: the clock is ahead of it already.
        fs::write(&path, "180").unwrap();
        assert_eq!(at_least(told_by(&path).unwrap()).unwrap(), None);
        // What a cut has left beside it is in nobody's way.
        fs::write(path.with_extension("new"), "9").unwrap();
        save(&path, Moment::from_millis(1_800_000_000_000)).unwrap();
        assert_eq!(told_by(&path), Some(Moment::from_millis(1_800_000_000_000)));
        assert!(!path.with_extension("new").exists());
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(told_by(&path), None);
    }

    #[test]
    fn only_what_lies_between_the_making_of_the_image_and_twenty_years_later_is_believed() {
        let year = 365 * 24 * 3600 * 1000;
        let built = Moment::from_millis(57 * year);
        for (moment, is_believed) in [
            (0, false),
            (57 * year - 1, false),
            (57 * year, true),
            (77 * year, true),
            (78 * year, false),
            (99 * year, false),
            (i64::MAX, false),
        ] {
            assert_eq!(
                is_plausible(Moment::from_millis(moment), built),
                is_believed,
                "{moment}"
            );
        }
    }

    #[test]
    fn a_clock_that_is_not_behind_is_left_alone() {
        assert_eq!(at_least(Moment::from_millis(0)).unwrap(), None);
    }
}
