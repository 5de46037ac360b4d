//! Who else has the file open, as the operating system tells it. Openings and closings are queued by the kernel until
//! somebody looks, so nobody has to listen while nothing happens. Never decides what follows from it.
//!
//! The kernel merges an event with the one before if both are the same and neither has been read: two openings in a row
//! look like one. While it matters, the folder is watched too: its events stand between those of the file and keep them
//! apart. What the queue may still hide (two openings before the first look, an opening before the watch began) shows
//! among the open files of all processes, as far as this one may see them.

use core::mem::MaybeUninit;
use rustix::{
    fd::OwnedFd,
    fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags},
    io::Errno,
};
use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

/// Bytes of events read at once; one has at most 272.
const BUFFER_BYTES: usize = 1024;
/// Bits in the flags of an open file that say what it was opened for; 0 is reading only.
const ACCESS_BITS: u32 = 0o3;

/// What happened since the last look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Times the file was opened.
    pub(super) opened: u64,
    /// Times it was closed.
    pub(super) closed: u64,
    /// Whether the kernel threw events away.
    pub(super) lost: bool,
}

/// A watch on one file, whatever becomes of its name.
#[derive(Debug)]
pub(super) struct Watch {
    queue: OwnedFd,
    file: i32,
    folder_path: PathBuf,
    /// The watch on the folder, while there is one.
    folder: Option<i32>,
    /// Device and number by which the file is known.
    identity: (u64, u64),
}

impl Watch {
    /// Begins to watch. What is open already is not seen as opened, only as closed.
    pub(super) fn begin(path: &Path) -> io::Result<Self> {
        let queue = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
        let file = inotify::add_watch(&queue, path, events())?;
        let folder_path = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        Ok(Self {
            queue,
            file,
            folder_path: folder_path.to_owned(),
            folder: None,
            identity: identity(path)?,
        })
    }

    /// Takes what happened from the queue.
    pub(super) fn look(&self) -> Seen {
        let mut buffer = [MaybeUninit::uninit(); BUFFER_BYTES];
        let mut events = inotify::Reader::new(&self.queue, &mut buffer);
        let mut seen = Seen::default();
        loop {
            match events.next() {
                Ok(event) if event.events().contains(ReadFlags::QUEUE_OVERFLOW) => seen.lost = true,
                Ok(event) if event.wd() != self.file => {}
                Ok(event) if event.events().contains(ReadFlags::OPEN) => seen.opened += 1,
                Ok(event)
                    if event
                        .events()
                        .intersects(ReadFlags::CLOSE_NOWRITE | ReadFlags::CLOSE_WRITE) =>
                {
                    seen.closed += 1;
                }
                Ok(_) | Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return seen,
                Err(_) => {
                    seen.lost = true;
                    return seen;
                }
            }
        }
    }

    /// From now on, keeps events apart that would look like one, or no longer. Without the folder's watch counting is
    /// less exact, no more, so a failure is none.
    pub(super) fn keep_apart(&mut self, apart: bool) {
        match self.folder {
            None if apart => {
                self.folder = inotify::add_watch(&self.queue, &self.folder_path, events()).ok();
            }
            Some(folder) if !apart => {
                let _ = inotify::remove_watch(&self.queue, folder);
                self.folder = None;
            }
            _ => {}
        }
    }

    /// Whether a process has the file open, this one only to read: the engine opens it to write. Processes of others
    /// may be hidden; then the answer is no.
    pub(super) fn is_open_elsewhere(&self) -> bool {
        let myself = std::process::id();
        let Ok(processes) = fs::read_dir("/proc") else {
            return false;
        };
        processes.flatten().any(|process| {
            let number = process
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok());
            number.is_some_and(|number: u32| self.is_open_in(&process.path(), number == myself))
        })
    }

    fn is_open_in(&self, process: &Path, only_to_read: bool) -> bool {
        let Ok(open) = fs::read_dir(process.join("fd")) else {
            return false;
        };
        open.flatten().any(|open| {
            identity(&open.path()).is_ok_and(|identity| identity == self.identity)
                && !(only_to_read && can_write(&process.join("fdinfo").join(open.file_name())))
        })
    }
}

fn events() -> WatchFlags {
    WatchFlags::OPEN | WatchFlags::CLOSE_NOWRITE | WatchFlags::CLOSE_WRITE
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let found = fs::metadata(path)?;
    Ok((found.dev(), found.ino()))
}

/// Whether an open file of this process was opened to write. What cannot be told any more is closed by now.
fn can_write(info: &Path) -> bool {
    let Ok(info) = fs::read_to_string(info) else {
        return true;
    };
    let flags = info.lines().find_map(|line| line.strip_prefix("flags:"));
    let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
    flags.is_none_or(|flags| flags & ACCESS_BITS != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{File, OpenOptions};

    fn seen(opened: u64, closed: u64) -> Seen {
        Seen {
            opened,
            closed,
            lost: false,
        }
    }

    fn watched() -> (tempfile::TempDir, PathBuf, Watch) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "content").unwrap();
        let watch = Watch::begin(&path).unwrap();
        (folder, path, watch)
    }

    #[test]
    fn openings_and_closings_are_seen_once_and_looking_at_the_size_is_neither() {
        let (_folder, path, watch) = watched();
        assert_eq!(watch.look(), seen(0, 0));
        let open = File::open(&path).unwrap();
        fs::metadata(&path).unwrap();
        assert_eq!(watch.look(), seen(1, 0));
        assert_eq!(watch.look(), seen(0, 0));
        drop(open);
        assert_eq!(watch.look(), seen(0, 1));
    }

    #[test]
    fn several_at_once_are_told_apart_while_the_folder_is_watched() {
        let (folder, path, mut watch) = watched();
        let several = || {
            let open: Vec<_> = (0..5).map(|_| File::open(&path).unwrap()).collect();
            drop(open);
            fs::write(folder.path().join("another"), "x").unwrap();
        };
        several();
        assert_eq!(watch.look(), seen(1, 1), "this is how the kernel merges");
        watch.keep_apart(true);
        several();
        assert_eq!(watch.look(), seen(5, 5));
        watch.keep_apart(false);
        several();
        assert_eq!(watch.look(), seen(1, 1));
    }

    #[test]
    fn a_file_that_takes_the_name_is_another_one() {
        let (folder, path, watch) = watched();
        let open = File::open(&path).unwrap();
        let other = folder.path().join("other");
        fs::write(&other, "other").unwrap();
        fs::rename(&other, &path).unwrap();
        drop(File::open(&path).unwrap());
        assert_eq!(watch.look(), seen(1, 0));
        drop(open);
        assert_eq!(watch.look(), seen(0, 1));
    }

    #[test]
    fn what_is_open_to_read_is_found_among_all_open_files() {
        let (_folder, path, watch) = watched();
        assert!(!watch.is_open_elsewhere());
        let engine = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&path)
            .unwrap();
        assert!(!watch.is_open_elsewhere(), "what writes is the engine");
        let copier = File::open(&path).unwrap();
        assert!(watch.is_open_elsewhere());
        drop(copier);
        assert!(!watch.is_open_elsewhere());
        drop(engine);
        let mut other = std::process::Command::new("sleep")
            .arg("60")
            .stdin(File::open(&path).unwrap())
            .spawn()
            .unwrap();
        assert!(watch.is_open_elsewhere(), "another process has it open");
        other.kill().unwrap();
        other.wait().unwrap();
        assert!(!watch.is_open_elsewhere());
    }

    #[test]
    fn events_the_kernel_threw_away_are_told() {
        let (_folder, path, mut watch) = watched();
        let most: usize = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events")
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        watch.keep_apart(true);
        for _ in 0..=most / 4 {
            drop(File::open(&path).unwrap());
        }
        assert!(watch.look().lost);
        assert_eq!(watch.look(), seen(0, 0));
    }
}
