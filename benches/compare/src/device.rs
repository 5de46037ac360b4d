//! Bytes given to the disk that a folder lies on, as the device itself counts them. The kernel's account of each process is
//! of no use for that: of a page in a large piece of the cache it counts the whole piece. So whatever else writes at the same
//! time is counted too: measure on a machine that is otherwise idle. Never writes.

use crate::peer::Fallible;
use std::{
    fs::{self, File},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

/// Bytes of a sector, in which the kernel counts whatever the device has.
const SECTOR: u64 = 512;

/// The device of a folder.
#[derive(Debug)]
pub struct Device {
    folder: File,
    counts: PathBuf,
}

impl Device {
    /// Of this folder; fails where there is no device of its own behind it.
    pub fn of(folder: &Path) -> Fallible<Self> {
        let device = fs::metadata(folder)?.dev();
        let (major, minor) = (rustix::fs::major(device), rustix::fs::minor(device));
        let counts = PathBuf::from(format!("/sys/dev/block/{major}:{minor}/stat"));
        let device = Self {
            folder: File::open(folder)?,
            counts,
        };
        device.count().map_err(|why| {
            format!(
                "no device tells what is written to {}: {why}",
                folder.display()
            )
        })?;
        Ok(device)
    }

    /// Bytes written so far, with all that waited to be.
    pub fn written(&self) -> Fallible<u64> {
        rustix::fs::syncfs(&self.folder)
            .map_err(|why| format!("writing back what waits: {why}"))?;
        self.count()
    }

    fn count(&self) -> Fallible<u64> {
        let text = fs::read_to_string(&self.counts)?;
        sectors(&text)
            .map(|sectors| sectors * SECTOR)
            .ok_or_else(|| format!("no sectors stand in {text:?}").into())
    }
}

/// The sectors written, of a device's line.
fn sectors(stat: &str) -> Option<u64> {
    stat.split_whitespace().nth(6)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sectors_are_the_seventh_number() {
        let stat = "   24010      103  1513614     2884   319245    30405 17186936    52374        0    45776    55259        0\n";
        assert_eq!(sectors(stat), Some(17_186_936));
        assert_eq!(sectors("1 2"), None);
    }
}
