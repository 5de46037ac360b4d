//! What the kernel says: its errors and warnings for the journal, and of those the ones that tell of the card, of memory
//! or of the power, which should be known long after. Never waits for it to say something.

use rustix::io::Errno;
use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    time::Duration,
};

/// Where it says it, one record at a time.
pub(in super::super) const DEVICE: &str = "/dev/kmsg";
/// The least severe level that is taken: warnings. Smaller is worse, and errors are 3.
const WARNING: u8 = 4;
const ERROR: u8 = 3;
/// Bytes a record may have, as the kernel promises.
const RECORD_BYTES: usize = 8192;
/// Records that are read at one look: more wait for the next.
const MOST_AT_ONCE: usize = 256;
/// Lines of a minute that are taken for the journal.
const MOST_A_MINUTE: usize = 30;
const MINUTE: Duration = Duration::from_secs(60);

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum About {
    /// The card, or the file system on it.
    Card,
    /// The file system of the card, which the kernel does not write to any more.
    ReadOnly,
    /// A process that was killed for want of memory.
    Memory,
    /// The power supply, which is too weak.
    Power,
    /// Anything else.
    Other,
}

/// An error or a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Message {
    /// What it is about.
    pub(in super::super) about: About,
    /// What the kernel says.
    pub(in super::super) text: String,
}

/// See the head of this file.
#[derive(Debug)]
pub(in super::super) struct KernelLog {
    device: File,
    minute_begun: Duration,
    in_this_minute: usize,
}

impl KernelLog {
    /// Begins at the first message that is still there.
    pub(in super::super) fn open(device: &Path) -> io::Result<Self> {
        let flags = rustix::fs::OFlags::NONBLOCK.bits();
        let mut options = OpenOptions::new();
        let options = options.read(true).custom_flags(flags.cast_signed());
        Ok(Self {
            device: options.open(device)?,
            minute_begun: Duration::ZERO,
            in_this_minute: 0,
        })
    }

    /// What is new. What tells of the card, of memory or of the power is never left out; of anything else, and of the
    /// same again and again, only so much a minute is taken.
    pub(in super::super) fn news(&mut self, now: Duration) -> Vec<Message> {
        if now >= self.minute_begun + MINUTE {
            self.minute_begun = now;
            self.in_this_minute = 0;
        }
        let mut news: Vec<Message> = Vec::new();
        let mut record = [0; RECORD_BYTES];
        for _ in 0..MOST_AT_ONCE {
            let message = match self.device.read(&mut record) {
                Ok(0) => break,
                Ok(bytes) => message(&String::from_utf8_lossy(&record[..bytes])),
                // What was not read in time is gone; the next read goes on behind it.
                Err(error) if error.raw_os_error() == Some(Errno::PIPE.raw_os_error()) => continue,
                Err(_) => break,
            };
            let Some(message) = message else { continue };
            if self.in_this_minute < MOST_A_MINUTE || message.about != About::Other {
                self.in_this_minute += 1;
                news.push(message);
            }
        }
        news
    }
}

/// The message in a record ("level and facility, number, microseconds, flags; text", then lines that begin with a
/// space), if it is a warning or worse.
fn message(record: &str) -> Option<Message> {
    let (head, text) = record.split_once(';')?;
    let number: u32 = head.split(',').next()?.parse().ok()?;
    let level = u8::try_from(number & 7).ok()?;
    let text = text.lines().next()?.trim();
    (level <= WARNING && !text.is_empty()).then(|| Message {
        about: about(level, text),
        text: text.to_owned(),
    })
}

fn about(level: u8, text: &str) -> About {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let of_a_stick = says(&["dev sd", "(sd", "device sd", "[sd"]);
    if of_a_stick {
        About::Other
    } else if says(&["Remounting filesystem read-only"]) {
        About::ReadOnly
    } else if says(&["I/O error", "EXT4-fs error", "JBD2: Error", "medium error"])
        || (level <= ERROR && says(&["mmc0", "mmcblk", "sdhost"]))
    {
        About::Card
    } else if says(&["ut of memory: Killed process"]) {
        About::Memory
    } else if says(&["ndervoltage", "nder-voltage"]) {
        About::Power
    } else {
        About::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_and_worse_are_taken_and_known_by_what_they_are_about() {
        for (record, expected) in [
            ("6,1,100,-;mmc0: new card\n", None),
            ("12,2,100,-;usb: slow\n SUBSYSTEM=usb\n", Some(About::Other)),
            (
                "3,3,100,-;I/O error, dev mmcblk0, sector 8 op 0x1:(WRITE)\n",
                Some(About::Card),
            ),
            (
                "3,3,100,-;Buffer I/O error on dev vda2, logical block 1\n",
                Some(About::Card),
            ),
            (
                "3,3,100,-;I/O error, dev sda, sector 8\n",
                Some(About::Other),
            ),
            (
                "3,3,100,-;Buffer I/O error on dev sda1, logical block 1\n",
                Some(About::Other),
            ),
            (
                "2,4,100,-;EXT4-fs error (device mmcblk0p2): ext4_find_entry:1\n",
                Some(About::Card),
            ),
            (
                "2,4,100,-;EXT4-fs error (device sda1): ext4_find_entry:1\n",
                Some(About::Other),
            ),
            (
                "2,4,100,-;EXT4-fs (vda2): Remounting filesystem read-only\n",
                Some(About::ReadOnly),
            ),
            (
                "2,4,100,-;EXT4-fs (sda1): Remounting filesystem read-only\n",
                Some(About::Other),
            ),
            (
                "3,5,100,-;mmc0: timeout waiting for hardware interrupt.\n",
                Some(About::Card),
            ),
            ("4,5,100,-;mmc0: unspecified\n", Some(About::Other)),
            (
                "3,6,1,-;Out of memory: Killed process 77 (hutbook)\n",
                Some(About::Memory),
            ),
            (
                "3,6,1,-;Memory cgroup out of memory: Killed process 7 (x)\n",
                Some(About::Memory),
            ),
            (
                "2,7,1,-;hwmon hwmon1: Undervoltage detected!\n",
                Some(About::Power),
            ),
            ("nonsense", None),
            ("x,1;y", None),
            ("3,1,1,-;\n", None),
        ] {
            assert_eq!(message(record).map(|it| it.about), expected, "{record}");
        }
        let usb = message("12,2,100,-;usb: slow; and how\n SUBSYSTEM=usb\n").unwrap();
        assert_eq!(usb.text, "usb: slow; and how");
    }

    #[test]
    fn what_is_not_there_is_not_waited_for_and_not_all_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kmsg");
        assert!(KernelLog::open(&path).is_err());
        // A pipe whose other end is held open has, like the device, nothing to read for the moment. Unlike there, a read
        // may yield many records, of which the first is taken.
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &path,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
            0,
        )
        .unwrap();
        let mut other_end = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&path)
            .unwrap();
        let mut log = KernelLog::open(&path).unwrap();
        assert!(log.news(Duration::ZERO).is_empty());
        let mut look = |record: &str, at: u64| {
            io::Write::write_all(&mut other_end, record.as_bytes()).unwrap();
            log.news(Duration::from_secs(at)).len()
        };
        let taken: usize = (0..100).map(|_| look("4,1,1,-;slow\n", 59)).sum();
        assert_eq!(taken, MOST_A_MINUTE);
        assert_eq!(look("3,1,1,-;I/O error, dev mmcblk0\n", 59), 1);
        assert_eq!(look("4,1,1,-;slow\n", 60), 1);
    }
}
