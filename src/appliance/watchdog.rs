//! The device that restarts the board when nobody has answered for it for a while (15 seconds on a Raspberry Pi).
//! Never answered for by anything but the loop of the first process: where that stands still, so does all.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

/// Where the kernel says why the board was started, as the device has it.
pub(super) const WHY_STARTED: &str = "/sys/class/watchdog/watchdog0/bootstatus";
/// The bit of it that says: by the device itself. Not every device keeps it; that of a Raspberry Pi does not.
const BY_ITSELF: u32 = 0x20;
/// The device.
pub(super) const DEVICE: &str = "/dev/watchdog";

/// A watchdog that has been woken.
#[derive(Debug)]
pub(super) struct Watchdog(File);

impl Watchdog {
    /// Wakes it: from now on it wants to be answered.
    pub(super) fn wake(device: &Path) -> io::Result<Self> {
        OpenOptions::new().write(true).open(device).map(Self)
    }

    /// Says that all is well.
    pub(super) fn answer(&mut self) -> io::Result<()> {
        self.0.write_all(b"\n")
    }

    /// Sends it to sleep. Where it is dropped without this, it stays awake.
    pub(super) fn rest(mut self) -> io::Result<()> {
        self.0.write_all(b"V")
    }
}

/// Whether the device says that it has started the board anew because nobody answered it.
pub(super) fn has_restarted(why: &Path) -> bool {
    let told = std::fs::read_to_string(why).unwrap_or_default();
    let bits: u32 = told.trim().parse().unwrap_or(0);
    bits & BY_ITSELF != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_by_the_device_is_known_where_it_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bootstatus");
        assert!(!has_restarted(&path));
        for (told, expected) in [("0\n", false), ("32\n", true), ("33", true), ("1", false)] {
            std::fs::write(&path, told).unwrap();
            assert_eq!(has_restarted(&path), expected, "{told}");
        }
    }

    #[test]
    fn only_the_one_letter_sends_it_to_sleep() {
        let folder = tempfile::tempdir().unwrap();
        let device = folder.path().join("watchdog");
        assert!(Watchdog::wake(&device).is_err());
        std::fs::write(&device, "").unwrap();
        let mut watchdog = Watchdog::wake(&device).unwrap();
        watchdog.answer().unwrap();
        assert!(!std::fs::read_to_string(&device).unwrap().contains('V'));
        watchdog.rest().unwrap();
        assert!(std::fs::read_to_string(&device).unwrap().ends_with('V'));
    }
}
