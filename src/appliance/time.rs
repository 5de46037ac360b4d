//! A board without a clock of its own begins in 1970: its clock is put forward to what is certainly past, which is when
//! the image was made and when time was last saved. Never puts a clock back, and never believes that decades have passed
//! since the image was made: a clock that was wrong once would stay so for ever.

use crate::clock::{self, Moment};
use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::Path,
    time::Duration,
};

/// When the image was made: seconds since 1970.
pub(super) const BUILT: &str = "/etc/hutbook/built";
/// Where time is saved, on the card.
pub(super) const SAVED: &str = "/data/clock";

/// For how long after its making an image may be in use: twenty years. A board that is older tells a wrong date until it
/// has a newer image; one that has been told a wrong year once (2069 is a usual one) is right again at its next start.
const IN_USE: Duration = Duration::from_secs(20 * 365 * 24 * 3600);
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

/// Fails with a sentence when it cannot be this late, for an image that was made then. An image that does not say when it
/// was made believes everything.
pub(super) fn believe(moment: Moment, built: Option<Moment>) -> io::Result<()> {
    let Some(built) = built else {
        return Ok(());
    };
    let most = i64::try_from(IN_USE.as_millis()).unwrap_or(i64::MAX);
    if moment.millis().saturating_sub(built.millis()) <= most {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "it would be {}, and this image was made at {}; that is not believed",
        clock::timestamp(moment),
        clock::timestamp(built)
    )))
}

/// Puts the system's clock forward to a moment that is certainly past. Whether that was necessary.
pub(super) fn at_least(moment: Moment) -> io::Result<bool> {
    let behind = clock::Clock::System.now() < moment;
    if behind {
        clock::set(moment)?;
    }
    Ok(behind)
}

/// Saves what time it is. A power cut in the middle leaves what was saved before.
pub(super) fn save(path: &Path, now: Moment) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = File::create(&beside)?;
    writeln!(file, "{}", now.millis() / 1000)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(!at_least(told_by(&path).unwrap()).unwrap());
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
    fn a_board_that_was_off_for_years_is_believed_and_one_in_another_age_is_not() {
        let moment = |text: &str| {
            let parsed: jiff::Timestamp = text.parse().unwrap();
            Moment::from_millis(parsed.as_millisecond())
        };
        let built = Some(moment("2026-11-29T12:00:00Z"));
        for past in [
            "1970-01-01T00:00:00Z",
            "2026-11-29T12:00:00Z",
            "2045-01-01T00:00:00Z",
        ] {
            believe(moment(past), built).unwrap();
        }
        let wrong = moment("2069-07-01T00:00:00Z");
        let error = believe(wrong, built).unwrap_err().to_string();
        assert!(
            error.contains("2069-07-01") && error.contains("2026-11-29"),
            "{error}"
        );
        for far in [i64::MAX / 1000 * 1000, i64::MAX] {
            let far = Moment::from_millis(far);
            assert!(believe(far, built).is_err(), "{far:?}");
        }
        believe(wrong, None).unwrap();
    }

    #[test]
    fn a_clock_that_is_not_behind_is_left_alone() {
        assert!(!at_least(Moment::from_millis(0)).unwrap());
    }
}
