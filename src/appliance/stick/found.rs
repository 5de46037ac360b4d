//! Which stick there is: the first disk the kernel calls `sd…`, which on a board can only be at the USB port. Never opens
//! one: what is told stands in the kernel's own folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where the kernel shows its disks.
pub(in super::super) const BLOCKS: &str = "/sys/block";

/// A stick that is plugged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// What may hold a file system: its partitions, or the whole of it when it has none.
    pub(super) devices: Vec<PathBuf>,
    /// A number the kernel gives to each disk that comes, and to no other after it.
    sequence: String,
}

/// The stick; of several the first by name.
pub(super) fn stick(blocks: &Path) -> Option<Found> {
    let mut disks: Vec<PathBuf> = entries(blocks)
        .filter(|it| name(it).starts_with("sd"))
        .collect();
    disks.sort();
    // A reader without a card in it is a disk without sectors.
    let has_medium = |disk: &PathBuf| {
        let size = fs::read_to_string(disk.join("size")).unwrap_or_default();
        !matches!(size.trim(), "" | "0")
    };
    let disk = disks.into_iter().find(has_medium)?;
    let mut parts: Vec<PathBuf> = entries(&disk)
        .filter(|it| it.join("partition").exists())
        .collect();
    parts.sort();
    let parts = if parts.is_empty() {
        vec![disk.clone()]
    } else {
        parts
    };
    Some(Found {
        devices: parts
            .iter()
            .map(|it| Path::new("/dev").join(name(it)))
            .collect(),
        sequence: fs::read_to_string(disk.join("diskseq")).unwrap_or_default(),
    })
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

fn name(path: &Path) -> &str {
    path.file_name()
        .and_then(|it| it.to_str())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stick_is_known_by_its_partitions_and_one_without_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let make = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        make("mmcblk0/size", "1000\n");
        make("mmcblk0/mmcblk0p1/partition", "1\n");
        make("sda/size", "0\n");
        assert_eq!(stick(folder.path()), None);
        make("sdb/size", "1000\n");
        make("sdb/queue/partition_of_nothing", "");
        let devices = |found: Option<Found>| found.unwrap().devices;
        assert_eq!(devices(stick(folder.path())), [Path::new("/dev/sdb")]);
        make("sdb/sdb2/partition", "2\n");
        make("sdb/sdb1/partition", "1\n");
        let both = [Path::new("/dev/sdb1"), Path::new("/dev/sdb2")];
        assert_eq!(devices(stick(folder.path())), both);
        let before = stick(folder.path());
        make("sdb/diskseq", "9\n");
        assert_ne!(stick(folder.path()), before);
    }
}
