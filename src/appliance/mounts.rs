//! File systems: those of the kernel, which are everywhere the same, those of the card, and that of a stick.
//! Never formats anything.

use rustix::{
    io::Errno,
    mount::{MountFlags, UnmountFlags, mount, mount_bind, mount_remount, unmount},
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

/// Shows a folder of the data where programs can be run from it, and nothing can be written.
pub(super) fn show_programs(folder: &Path, at: &Path) -> io::Result<()> {
    fs::create_dir_all(at)?;
    mount_bind(folder, at)?;
    let flags = MountFlags::BIND | MountFlags::RDONLY | MountFlags::NOSUID | MountFlags::NODEV;
    Ok(mount_remount(at, flags, c"")?)
}

/// Lets what is mounted there be written to. It has neither programs to run nor devices, as before.
pub(super) fn make_writable(at: &Path) -> io::Result<()> {
    Ok(mount_remount(at, PLAIN, c"")?)
}

/// Writes all that is to be written, and lets what is mounted there only be looked at.
pub(super) fn make_readable_only(at: &Path) -> io::Result<()> {
    Ok(mount_remount(at, PLAIN | MountFlags::RDONLY, c"")?)
}

/// Mounts somebody's stick, only to be looked at, with whichever file system it has. It belongs to root alone.
pub(super) fn mount_stick(device: &Path, at: &Path) -> io::Result<()> {
    fs::create_dir_all(at)?;
    let flags = PLAIN | MountFlags::RDONLY;
    let kinds = [
        ("vfat", "umask=0077"),
        ("exfat", "umask=0077"),
        ("ext4", "errors=remount-ro"),
    ];
    let mut outcome = Err(io::Error::other("there is no kind of file system to try"));
    for (kind, data) in kinds {
        outcome = mount_with(device, at, kind, flags, data);
        // Whatever is not of this kind may be of the next one.
        let is_other_kind = |error: &io::Error| {
            [Errno::INVAL, Errno::NODEV]
                .map(Errno::raw_os_error)
                .map(Some)
                .contains(&error.raw_os_error())
        };
        if !outcome.as_ref().is_err_and(is_other_kind) {
            break;
        }
    }
    outcome
}

/// Mounts a folder in memory in which there are only these files and nothing can be written.
pub(super) fn mount_fixed(at: &Path, files: &[(&str, &str)]) -> io::Result<()> {
    fs::create_dir_all(at)?;
    mount_with("tmpfs", at, "tmpfs", PLAIN, "mode=0700,size=64k")?;
    for (name, text) in files {
        fs::write(at.join(name), text)?;
    }
    make_readable_only(at)
}

/// Takes a file system out of sight at once, even where its device is gone or somebody still looks at it.
pub(super) fn detach(at: &Path) -> io::Result<()> {
    Ok(unmount(at, UnmountFlags::DETACH)?)
}

/// Takes a file system away when all that is to be written is, and says so when it cannot be.
pub(super) fn put_away(at: &Path) -> io::Result<()> {
    Ok(unmount(at, UnmountFlags::empty())?)
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
