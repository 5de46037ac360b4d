//! The device that restarts the board when nobody has answered for it for a while (15 seconds on a Raspberry Pi).
//! Never answered for by anything but the loop of the first process: where that stands still, so does all.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

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

    /// Sends it to sleep.
    pub(super) fn rest(mut self) -> io::Result<()> {
        self.0.write_all(b"V")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
