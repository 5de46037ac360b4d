//! From a card that has appeared to a folder that can be written in: its last partition enlarged to the card's end the
//! first time, its file system checked, mounted, and told of its new size.
//! Never touches a card that is not ours, and never makes a new file system unless somebody has asked for it.

use super::{
    card::{self, SECTOR, SUPERBLOCK, SUPERBLOCK_AT, Table},
    flags::Flag,
    life::{incidents, starts},
    mounts,
    report::{Opened, Report, Reporter},
    reset,
};
use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

/// Where the data of the houses lie.
pub(super) const DATA: &str = "/data";
/// Where what the firmware reads is seen.
pub(super) const BOOT: &str = "/boot";
/// Where a card may appear: in the slot, or in a virtual machine.
const SLOTS: [&str; 3] = ["/dev/mmcblk0", "/dev/mmcblk1", "/dev/vda"];
/// How often it is looked for one, and how long in between.
const LOOKS: u32 = 200;
const PAUSE: Duration = Duration::from_millis(50);
/// Bytes by which a partition has to be larger than its file system for that to be worth a change.
const WORTH: u64 = 1 << 20;
/// What the check of a file system ends with when it has left nothing wrong.
const IN_ORDER: [i32; 2] = [0, 1];

/// Waits for the card, makes its data available, and tells so. Each step is told. Must be done by a process of its own: it
/// may take long.
pub(super) fn open(reporter: &mut Reporter) {
    if let Some(opened) = try_to_open(reporter) {
        reporter.tell(&Report::Opened(opened));
    }
}

fn try_to_open(reporter: &mut Reporter) -> Option<Opened> {
    // Who tried before may have ended in the middle.
    let _ = mounts::put_away(Path::new(DATA));
    let found = wait_for_card().ok_or("no card of ours has appeared");
    let (device, table) = reporter.step("card", found)?;
    let table = match enlarge(&device, &table) {
        Ok(Some(larger)) => {
            let mib = larger.data_bytes() >> 20;
            reporter.say(format_args!("card: the data have {mib} MiB now"));
            larger
        }
        Ok(None) => table,
        Err(error) => {
            let enlarged = format!("{error}; they keep the size they have");
            reporter.step("enlarging the data", Err::<(), _>(enlarged));
            table
        }
    };
    let (boot, data) = (Path::new(BOOT), partition(&device, 2));
    let mounted = mounts::mount_boot(&partition(&device, 1), boot);
    let mounted = reporter.step("boot partition", mounted);
    let wanted = |name| mounted.and_then(|()| Flag::wanted(boot, name));
    if let Some(flag) = wanted(reset::RESET) {
        reset::deliver(boot, &flag, &data, reporter);
    }
    if has_met_errors(&data).is_ok_and(|it| it) {
        reporter.incident("the file system of the data had met errors before it was checked");
    }
    let checked = check(&data, reporter);
    reporter.step("check of the data", checked);
    reporter.step("data", mounts::mount_data(&data, Path::new(DATA)))?;
    if let Some(flag) = wanted(reset::FORGET) {
        reset::forget_password(boot, &flag, reporter);
    }
    let size = superblock(&data)
        .ok()
        .and_then(|it| card::filesystem_bytes(&it));
    let start = starts::begin(Path::new(starts::FILE));
    Some(Opened {
        can_grow: size.is_some_and(|size| size + WORTH <= table.data_bytes()),
        data,
        start: reporter.step("number of this start", start),
        incidents: incidents::read(Path::new(incidents::FILE)),
    })
}

fn wait_for_card() -> Option<(PathBuf, Table)> {
    for look in 0..LOOKS {
        if look > 0 {
            sleep(PAUSE);
        }
        let tables = SLOTS.iter().filter_map(|slot| {
            let device = PathBuf::from(slot);
            let table = table_of(&device).ok().flatten()?;
            partition(&device, 2).exists().then_some((device, table))
        });
        if let Some(found) = tables.into_iter().next() {
            return Some(found);
        }
    }
    None
}

fn table_of(device: &Path) -> io::Result<Option<Table>> {
    let mut sector = [0; SECTOR];
    File::open(device)?.read_exact(&mut sector)?;
    Ok(Table::of(sector))
}

/// The device of a partition: a number behind a name that ends with one has a letter in between.
fn partition(device: &Path, number: u8) -> PathBuf {
    let name = device.display().to_string();
    let between = if name.ends_with(|end: char| end.is_ascii_digit()) {
        "p"
    } else {
        ""
    };
    format!("{name}{between}{number}").into()
}

/// Writes the table of a card anew on which there is room behind the data, and lets the kernel read it.
fn enlarge(device: &Path, table: &Table) -> io::Result<Option<Table>> {
    let mut card = OpenOptions::new().read(true).write(true).open(device)?;
    let bytes = card.seek(SeekFrom::End(0))?;
    let Some(larger) = table.enlarged(bytes) else {
        return Ok(None);
    };
    // One sector: a card writes it as a whole or not at all.
    card.rewind()?;
    card.write_all(larger.bytes())?;
    card.sync_all()?;
    drop(card);
    let mut read_again = tool("/bin/busybox");
    read_again.args(["blockdev", "--rereadpt"]).arg(device);
    run(&mut read_again, &[0])?;
    Ok(Some(larger))
}

/// Brings a file system in order: first what can be done without a doubt, and only if that is not enough the rest. The
/// log of a house is chained by checksums, so that what such a repair costs is seen.
fn check(data: &Path, reporter: &mut Reporter) -> io::Result<()> {
    let carefully = run(tool("/sbin/e2fsck").arg("-p").arg(data), &IN_ORDER);
    if carefully.is_ok() {
        return Ok(());
    }
    reporter.incident(
        "the file system of the data needs a thorough repair, which may cost what was damaged",
    );
    let mut thoroughly = tool("/sbin/e2fsck");
    run(thoroughly.args(["-f", "-y"]).arg(data), &IN_ORDER)
}

/// The command that tells a mounted file system to fill its partition.
pub(super) fn growing(data: &Path) -> Command {
    let mut command = tool("/sbin/resize2fs");
    command.arg(data);
    command
}

/// A tool of the image's. What it prints goes to the console.
pub(super) fn tool(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(io::stderr());
    command
}

/// Runs a tool, which is in order when it ends with one of these codes.
pub(super) fn run(command: &mut Command, good: &[i32]) -> io::Result<()> {
    let status = command.status()?;
    match status.code() {
        Some(code) if good.contains(&code) => Ok(()),
        _ => Err(io::Error::other(format!("it ended with {status}"))),
    }
}

/// Whether the kernel has met errors in a file system since it was checked last.
fn has_met_errors(data: &Path) -> io::Result<bool> {
    Ok(card::has_met_errors(&superblock(data)?))
}

fn superblock(data: &Path) -> io::Result<[u8; SUPERBLOCK]> {
    let mut superblock = [0; SUPERBLOCK];
    let mut file = File::open(data)?;
    file.seek(SeekFrom::Start(SUPERBLOCK_AT))?;
    file.read_exact(&mut superblock)?;
    Ok(superblock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_are_named_as_the_kernel_names_them() {
        let named = |device: &str| partition(Path::new(device), 2).display().to_string();
        assert_eq!(named("/dev/mmcblk0"), "/dev/mmcblk0p2");
        assert_eq!(named("/dev/vda"), "/dev/vda2");
    }
}
