//! From a card that has appeared to a folder that can be written in: its last partition enlarged to the card's end the
//! first time, its file system checked, mounted, and told of its new size.
//! Never formats a card and never touches one that is not ours.

use super::{
    card::{self, SECTOR, SUPERBLOCK, SUPERBLOCK_AT, Table},
    journal::Journal,
    mounts,
};
use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
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

/// A card whose data can be written.
#[derive(Debug)]
pub(super) struct Storage {
    /// The partition with the data.
    pub(super) data: PathBuf,
    /// Whether its file system is smaller than the partition.
    pub(super) can_grow: bool,
}

/// Waits for the card and makes its data available. Each step is said.
pub(super) fn open(journal: &mut Journal) -> Option<Storage> {
    let found = wait_for_card().ok_or("no card of ours has appeared");
    let (device, table) = journal.step("card", found)?;
    let table = match enlarge(&device, &table) {
        Ok(Some(larger)) => {
            let mib = larger.data_bytes() >> 20;
            journal.say(format_args!("card: the data have {mib} MiB now"));
            larger
        }
        Ok(None) => table,
        Err(error) => {
            journal.say(format_args!(
                "card: FAILED to enlarge the data: {error}; going on with what they have"
            ));
            table
        }
    };
    let boot = mounts::mount_boot(&partition(&device, 1), Path::new(BOOT));
    journal.step("boot partition", boot);
    let data = partition(&device, 2);
    journal.step("check of the data", check(&data));
    let mounted = mounts::mount_data(&data, Path::new(DATA));
    journal.step("data", mounted)?;
    let size = filesystem_bytes(&data).ok().flatten();
    Some(Storage {
        can_grow: size.is_some_and(|size| size + WORTH <= table.data_bytes()),
        data,
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
    in_order(read_again.status()?, &[0])?;
    Ok(Some(larger))
}

/// Brings a file system in order: first what can be done without a doubt, and only if that is not enough the rest. The
/// log of a house is chained by checksums, so that what such a repair costs is seen.
fn check(data: &Path) -> io::Result<()> {
    let carefully = tool("/sbin/e2fsck").arg("-p").arg(data).status()?;
    if in_order(carefully, &IN_ORDER).is_ok() {
        return Ok(());
    }
    let thoroughly = tool("/sbin/e2fsck").args(["-f", "-y"]).arg(data).status()?;
    in_order(thoroughly, &IN_ORDER)
}

/// The command that tells a mounted file system to fill its partition.
pub(super) fn growing(data: &Path) -> Command {
    let mut command = tool("/sbin/resize2fs");
    command.arg(data);
    command
}

fn tool(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    command
}

fn in_order(status: ExitStatus, good: &[i32]) -> io::Result<()> {
    match status.code() {
        Some(code) if good.contains(&code) => Ok(()),
        _ => Err(io::Error::other(format!("it ended with {status}"))),
    }
}

fn filesystem_bytes(data: &Path) -> io::Result<Option<u64>> {
    let mut superblock = [0; SUPERBLOCK];
    let mut file = File::open(data)?;
    file.seek(SeekFrom::Start(SUPERBLOCK_AT))?;
    file.read_exact(&mut superblock)?;
    Ok(card::filesystem_bytes(&superblock))
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
