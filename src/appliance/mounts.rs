//! File systems: those of the kernel, which are everywhere the same, and those of the card.
//! Never formats anything.

use rustix::{
    io::Errno,
    mount::{MountFlags, UnmountFlags, mount, mount_remount, unmount},
};
use std::{ffi::CString, fs, io, path::Path};

/// One file system of the kernel.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfKernel {
    /// Its kind, which also stands for the device there is none of.
    pub(super) kind: &'static str,
    /// Where it is seen.
    pub(super) at: &'static str,
    flags: MountFlags,
    data: &'static str,
}

/// What has neither programs to run, nor devices, nor programs with privileges.
const PLAIN: MountFlags = MountFlags::NOSUID
    .union(MountFlags::NODEV)
    .union(MountFlags::NOEXEC);

/// The file systems of the kernel, in the order in which they are mounted.
pub(super) const OF_KERNEL: [OfKernel; 6] = [
    OfKernel::new("proc", "/proc", PLAIN, ""),
    OfKernel::new("sysfs", "/sys", PLAIN, ""),
    OfKernel::new("devtmpfs", "/dev", MountFlags::NOSUID, "mode=0755"),
    OfKernel::new("tmpfs", "/run", PLAIN, "mode=0755,size=8m"),
    OfKernel::new("tmpfs", "/tmp", PLAIN, "mode=1777,size=64m"),
    OfKernel::new("cgroup2", "/sys/fs/cgroup", PLAIN, ""),
];

impl OfKernel {
    const fn new(
        kind: &'static str,
        at: &'static str,
        flags: MountFlags,
        data: &'static str,
    ) -> Self {
        Self {
            kind,
            at,
            flags,
            data,
        }
    }

    /// Mounts it.
    pub(super) fn mount(&self) -> io::Result<()> {
        fs::create_dir_all(self.at)?;
        let at = Path::new(self.at);
        unless_there(mount_with(self.kind, at, self.kind, self.flags, self.data))
    }
}

/// Mounts where the kernel is told what its USB port is. It is there only where the kernel can do that.
pub(super) fn mount_configfs(at: &Path) -> io::Result<()> {
    unless_there(mount_with("configfs", at, "configfs", PLAIN, ""))
}

/// Lets the partition the firmware reads be written to, or not any more. What was written is on the card then.
pub(super) fn unlock_boot(at: &Path, is_unlocked: bool) -> io::Result<()> {
    let lock = if is_unlocked {
        MountFlags::empty()
    } else {
        MountFlags::RDONLY
    };
    Ok(mount_remount(at, PLAIN | lock, c"")?)
}

/// Mounts the partition the firmware reads. It is only looked at: what is not written to survives a power cut.
pub(super) fn mount_boot(device: &Path, at: &Path) -> io::Result<()> {
    fs::create_dir_all(at)?;
    let flags = PLAIN | MountFlags::RDONLY;
    unless_there(mount_with(device, at, "vfat", flags, ""))
}

/// Mounts the partition with the data. When the card fails in the middle it becomes read-only rather than wrong.
pub(super) fn mount_data(device: &Path, at: &Path) -> io::Result<()> {
    fs::create_dir_all(at)?;
    mount_with(
        device,
        at,
        "ext4",
        PLAIN | MountFlags::NOATIME,
        "errors=remount-ro",
    )
}

fn mount_with(
    source: impl AsRef<Path>,
    at: &Path,
    kind: &str,
    flags: MountFlags,
    data: &str,
) -> io::Result<()> {
    let data = CString::new(data)?;
    mount(source.as_ref(), at, kind, flags, data.as_c_str())?;
    Ok(())
}

/// What is there already, by the kernel's doing or from an earlier try, stays as it is. That is never said of the data:
/// who believed they were there would write into memory.
fn unless_there(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(error) if error.raw_os_error() == Some(Errno::BUSY.raw_os_error()) => Ok(()),
        outcome => outcome,
    }
}

/// Takes a file system away; where something still has a file open in it, it is made read-only instead, which is all
/// that a card needs before the power goes.
pub(super) fn take_away(at: &Path) -> io::Result<()> {
    match unmount(at, UnmountFlags::empty()) {
        Ok(()) => Ok(()),
        Err(_) => Ok(mount_remount(at, PLAIN | MountFlags::RDONLY, c"")?),
    }
}
