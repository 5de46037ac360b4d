//! A disk that really makes an error: a small ext4 file system of the test's own, told by the kernel's own switch that it is
//! damaged. Needs root and a loop device; says "not run" where there are none.

use hutbook::supervisor::{
    board::Kernel,
    overview::Overview,
    worry::{Level, Matter},
};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// A file system that is unmounted when this goes.
struct Disk {
    folder: TempDir,
}

impl Disk {
    fn mounted() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let disk = Self { folder };
        let image = disk.folder.path().join("image");
        fs::File::create(&image).unwrap().set_len(16 << 20).unwrap();
        fs::create_dir(disk.path()).unwrap();
        let is_there = rustix::process::geteuid().is_root()
            && done(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&image))
            && done(
                Command::new("mount")
                    .args(["-o", "loop,errors=remount-ro"])
                    .args([&image, &disk.path()]),
            );
        is_there.then_some(disk)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("houses")
    }

    /// Where the kernel keeps the settings of this file system.
    fn settings(&self) -> PathBuf {
        let mounts = fs::read_to_string("/proc/self/mounts").unwrap();
        let path = self.path();
        let mut lines = mounts.lines().map(|line| line.split(' '));
        let device = lines.find_map(|mut words| {
            let device = words.next()?;
            (Path::new(words.next()?) == path).then_some(device)
        });
        let name = Path::new(device.unwrap()).file_name().unwrap();
        Path::new("/sys/fs/ext4").join(name)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = done(Command::new("umount").arg(self.path()));
    }
}

fn done(command: &mut Command) -> bool {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

#[test]
fn a_disk_that_gives_up_writing_is_critical_with_its_errors() {
    let Some(disk) = Disk::mounted() else {
        let _ = writeln!(
            std::io::stderr(),
            "not run: no file system can be mounted here, so no disk can make an error"
        );
        return;
    };
    let mut overview = Overview::new(Kernel::default(), disk.path());
    let about = |overview: &mut Overview| {
        let worries = overview.look(&[]).worries.clone().into_iter();
        let about_disk = |matter: &Matter| ["readOnly", "diskErrors"].contains(&matter.about());
        worries
            .filter(|it| about_disk(&it.matter))
            .collect::<Vec<_>>()
    };
    assert_eq!(about(&mut overview), []);
    assert_eq!(overview.disk().unwrap().errors, Some(0));
    fs::write(disk.settings().join("trigger_fs_error"), "a test").unwrap();
    let worries = about(&mut overview);
    assert_eq!(worries.len(), 2, "{worries:?}");
    assert!(worries.iter().all(|it| it.level == Level::Critical));
    assert_eq!(worries[0].matter, Matter::ReadOnly);
    assert_eq!(worries[1].matter, Matter::DiskErrors { errors: 1, new: 1 });
    assert!(
        fs::write(disk.path().join("new"), "").is_err(),
        "it is true"
    );
}
