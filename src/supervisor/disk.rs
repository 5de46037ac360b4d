//! What the kernel says about the disk of the houses: room, whether it can be written to, errors. Reads files of the kernel
//! and nothing else; never judges: `watch` does, and never writes to the disk to find out.
//!
//! A file system that has met an error is made read-only. Older kernels say so by the flags of the mount, newer ones only
//! by an option of the file system, so both are looked at. Errors are counted by ext4 for the file system, over restarts,
//! and by the SCSI layer (also of sticks) for the device. The driver of the card of small boards counts none: what goes wrong
//! there shows when the file system meets it.

use super::board::Kernel;
use rustix::fs::StatVfsMountFlags;
use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

/// Options by which a file system says that it no longer writes.
const NO_LONGER_WRITTEN: [&str; 3] = ["ro", "emergency_ro", "shutdown"];

/// One look at a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Disk {
    /// Bytes that are free for everybody.
    pub free: u64,
    /// Bytes there are.
    pub all: u64,
    /// Whether nothing can be written.
    pub read_only: bool,
    /// Errors the kernel has counted, where it counts any.
    pub errors: Option<u64>,
}

impl Kernel {
    /// Looks at the disk a path lies on.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub fn disk(&self, path: &Path) -> io::Result<Disk> {
        let room = rustix::fs::statvfs(path)?;
        let device = fs::metadata(path)?.dev();
        let number = format!(
            "{}:{}",
            rustix::fs::major(device),
            rustix::fs::minor(device)
        );
        let mounts = fs::read_to_string(self.path("proc/self/mountinfo")).unwrap_or_default();
        Ok(Disk {
            free: room.f_bavail * room.f_frsize,
            all: room.f_blocks * room.f_frsize,
            read_only: room.f_flag.contains(StatVfsMountFlags::RDONLY)
                || no_longer_written(&mounts, &number),
            errors: self.disk_errors(&number),
        })
    }

    /// Errors of the device with this number ("major:minor") and of the file system on it.
    fn disk_errors(&self, number: &str) -> Option<u64> {
        let device = self.path("sys/dev/block").join(number);
        let name = fs::canonicalize(&device).ok()?;
        let name = PathBuf::from(name.file_name()?);
        let file_system = self.path("sys/fs/ext4").join(name).join("errors_count");
        // A partition lies in the folder of its disk.
        let of_disk = ["device/ioerr_cnt", "../device/ioerr_cnt"].map(|it| device.join(it));
        let counts = [file_system].into_iter().chain(of_disk);
        let counts: Vec<u64> = counts.filter_map(|file| count(&file)).collect();
        (!counts.is_empty()).then(|| counts.iter().sum())
    }
}

/// The number in a file, decimal or hexadecimal.
fn count(file: &Path) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    let text = text.trim();
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// Whether the file system of a device says that it no longer writes, in the kernel's list of mounts.
fn no_longer_written(mounts: &str, number: &str) -> bool {
    let options = mounts.lines().filter_map(|line| {
        let (mount, file_system) = line.split_once(" - ")?;
        let is_it = mount.split(' ').nth(2)? == number;
        is_it.then(|| file_system.split(' ').nth(2))?
    });
    options
        .flat_map(|options| options.split(','))
        .any(|option| NO_LONGER_WRITTEN.contains(&option))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "27 1 179:2 / / rw,relatime shared:1 - ext4 /dev/mmcblk0p2 rw,errors=remount-ro\n\
                          42 27 7:0 / /data rw,relatime - ext4 /dev/loop0 rw,errors=remount-ro,emergency_ro\n\
                          43 27 8:1 / /stick ro - vfat /dev/sda1 ro\n";

    #[test]
    fn a_file_system_that_gave_up_writing_is_told_by_its_options() {
        for (number, expected) in [
            ("179:2", false),
            ("7:0", true),
            ("8:1", true),
            ("9:9", false),
        ] {
            assert_eq!(no_longer_written(MOUNTS, number), expected, "{number}");
        }
    }

    #[test]
    fn errors_of_the_file_system_and_its_device_are_added_up() {
        let root = tempfile::tempdir().unwrap();
        let kernel = Kernel::under(root.path());
        assert_eq!(kernel.disk_errors("8:1"), None, "nothing is told");
        let partition = root.path().join("sys/devices/usb/block/sda/sda1");
        fs::create_dir_all(&partition).unwrap();
        fs::create_dir_all(root.path().join("sys/dev/block")).unwrap();
        std::os::unix::fs::symlink(&partition, root.path().join("sys/dev/block/8:1")).unwrap();
        assert_eq!(kernel.disk_errors("8:1"), None, "still nothing is told");
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("sys/fs/ext4/sda1/errors_count", "3\n");
        assert_eq!(kernel.disk_errors("8:1"), Some(3));
        write("sys/devices/usb/block/sda/device/ioerr_cnt", "0x1f\n");
        assert_eq!(kernel.disk_errors("8:1"), Some(34));
    }

    #[test]
    fn the_disk_of_this_machine_can_be_asked() {
        let disk = Kernel::default().disk(&std::env::temp_dir()).unwrap();
        assert!(disk.free <= disk.all && disk.all > 0 && !disk.read_only);
        assert!(Kernel::default().disk(Path::new("/nowhere")).is_err());
    }
}
