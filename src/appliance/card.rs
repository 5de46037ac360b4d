//! The table of partitions of the card (MBR): whether a card is ours, and how its last partition is enlarged to the end.
//! Works on bytes alone; never reads or writes a device.

/// Bytes of a sector, and of the table.
pub(super) const SECTOR: usize = 512;
/// The card's identity, as `image/build` writes it: "HUTB".
const IDENTITY: u32 = 0x4855_5442;
/// Where the identity stands.
const IDENTITY_AT: usize = 440;
/// Where the first entry stands, and the bytes of one.
const ENTRIES_AT: usize = 446;
const ENTRY: usize = 16;
/// Within an entry: the kind of partition, its first sector, and how many it has.
const KIND_AT: usize = 4;
const FIRST_AT: usize = 8;
const COUNT_AT: usize = 12;
/// The kind of a partition with a file system of Linux.
const LINUX: u8 = 0x83;
/// Index of the partition with the data: the second, and the last.
const DATA: usize = 1;
/// Partitions begin and end at whole mebibytes: that is what cards are good at.
const ALIGNMENT: u32 = (1 << 20) / SECTOR as u32;

/// The table of a card that is ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table([u8; SECTOR]);

impl Table {
    /// The table in a card's first sector, if the card is ours.
    pub(super) fn of(sector: [u8; SECTOR]) -> Option<Self> {
        let table = Self(sector);
        let ends_as_one = sector.ends_with(&[0x55, 0xAA]);
        let has_data = sector[ENTRIES_AT + DATA * ENTRY + KIND_AT] == LINUX;
        (ends_as_one && table.number(IDENTITY_AT) == IDENTITY && has_data).then_some(table)
    }

    /// The sector.
    pub(super) const fn bytes(&self) -> &[u8; SECTOR] {
        &self.0
    }

    /// Bytes of the partition with the data.
    pub(super) fn data_bytes(&self) -> u64 {
        u64::from(self.number(ENTRIES_AT + DATA * ENTRY + COUNT_AT)) * SECTOR as u64
    }

    /// The table with the partition of the data reaching to the end of a card of so many bytes; nothing when it does
    /// already, or when something else lies behind it.
    pub(super) fn enlarged(&self, card_bytes: u64) -> Option<Self> {
        let behind = &self.0[ENTRIES_AT + (DATA + 1) * ENTRY..ENTRIES_AT + 4 * ENTRY];
        if behind.iter().any(|byte| *byte != 0) {
            return None;
        }
        let entry = ENTRIES_AT + DATA * ENTRY;
        // The table can tell of two tebibytes; what a card has beyond stays unused.
        let end = u32::try_from(card_bytes / SECTOR as u64).unwrap_or(u32::MAX);
        let count = end.checked_sub(self.number(entry + FIRST_AT))?;
        let count = count - count % ALIGNMENT;
        (count > self.number(entry + COUNT_AT)).then(|| {
            let mut table = self.clone();
            table.0[entry + COUNT_AT..entry + ENTRY].copy_from_slice(&count.to_le_bytes());
            table
        })
    }

    fn number(&self, at: usize) -> u32 {
        let bytes = self.0.get(at..at + 4).and_then(|it| it.try_into().ok());
        u32::from_le_bytes(bytes.unwrap_or_default())
    }
}

/// Where the first superblock of ext4 begins in its partition, and how many bytes of it are looked at.
pub(super) const SUPERBLOCK_AT: u64 = 1024;
/// See [`SUPERBLOCK_AT`].
pub(super) const SUPERBLOCK: usize = 512;

/// Bytes of the file system whose superblock this is; nothing when it is none of ext4.
pub(super) fn filesystem_bytes(superblock: &[u8; SUPERBLOCK]) -> Option<u64> {
    let number = |at: usize| {
        let bytes = superblock.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(bytes))
    };
    let is_ext = superblock.get(0x38..0x3A) == Some(&[0x53, 0xEF]);
    let has_high_half = number(0x60)? & 0x80 != 0;
    let high = if has_high_half { number(0x150)? } else { 0 };
    let blocks = u64::from(high) << 32 | u64::from(number(4)?);
    let block_bytes = 1024_u64.checked_shl(number(0x18)?)?;
    is_ext.then(|| blocks.saturating_mul(block_bytes))
}

/// Whether the kernel has left a note in this superblock that the file system is not in order.
pub(super) fn has_met_errors(superblock: &[u8; SUPERBLOCK]) -> bool {
    const ERRORS: u8 = 2;
    superblock
        .get(0x3A)
        .is_some_and(|state| state & ERRORS != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    /// The table of an image: a partition of 128 MiB at 4 MiB, one of 124 MiB at 132 MiB.
    fn table() -> [u8; SECTOR] {
        let mut sector = [0; SECTOR];
        sector[IDENTITY_AT..IDENTITY_AT + 4].copy_from_slice(&IDENTITY.to_le_bytes());
        for (index, kind, first, count) in [
            (0, 0x0C, 8192_u32, 262_144_u32),
            (1, LINUX, 270_336, 253_952),
        ] {
            let entry = ENTRIES_AT + index * ENTRY;
            sector[entry + KIND_AT] = kind;
            sector[entry + FIRST_AT..entry + COUNT_AT].copy_from_slice(&first.to_le_bytes());
            sector[entry + COUNT_AT..entry + ENTRY].copy_from_slice(&count.to_le_bytes());
        }
        sector[510..].copy_from_slice(&[0x55, 0xAA]);
        sector
    }

    #[test]
    fn the_data_reach_to_the_end_of_a_larger_card_and_nothing_else_changes() {
        let table = Table::of(table()).unwrap();
        assert_eq!(table.data_bytes(), 124 * MIB);
        assert_eq!(table.enlarged(256 * MIB), None);
        assert_eq!(table.enlarged(100 * MIB), None);
        // A card is rarely a whole number of mebibytes.
        let larger = table.enlarged(29_000 * MIB + 700 * 512).unwrap();
        assert_eq!(larger.data_bytes(), (29_000 - 132) * MIB);
        assert_eq!(larger.enlarged(29_000 * MIB + 700 * 512), None);
        let entry = ENTRIES_AT + ENTRY;
        let without = |table: &Table| {
            let mut bytes = *table.bytes();
            bytes[entry + COUNT_AT..entry + ENTRY].fill(0);
            bytes
        };
        assert_eq!(without(&larger), without(&table));
        let huge = table.enlarged(u64::MAX).unwrap();
        assert!(huge.data_bytes() < 1 << 41 && huge.data_bytes() > 1 << 40);
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let mut other = table();
        other[IDENTITY_AT] ^= 1;
        assert_eq!(Table::of(other), None);
        let mut torn = table();
        torn[511] = 0;
        assert_eq!(Table::of(torn), None);
        let mut more = table();
        more[ENTRIES_AT + 2 * ENTRY + KIND_AT] = LINUX;
        assert_eq!(Table::of(more).unwrap().enlarged(1000 * MIB), None);
    }

    #[test]
    fn the_size_of_a_file_system_is_read_from_its_superblock() {
        let mut superblock = [0; SUPERBLOCK];
        superblock[0x38..0x3A].copy_from_slice(&[0x53, 0xEF]);
        superblock[4..8].copy_from_slice(&31_744_u32.to_le_bytes());
        superblock[0x18] = 2;
        assert_eq!(filesystem_bytes(&superblock), Some(124 * MIB));
        superblock[0x150] = 1;
        assert_eq!(filesystem_bytes(&superblock), Some(124 * MIB));
        superblock[0x60] = 0x80;
        assert_eq!(filesystem_bytes(&superblock), Some(124 * MIB + (1 << 44)));
        assert_eq!(filesystem_bytes(&[0; SUPERBLOCK]), None);
        for (state, expected) in [(0, false), (1, false), (2, true), (3, true), (4, false)] {
            superblock[0x3A] = state;
            assert_eq!(has_met_errors(&superblock), expected, "{state}");
        }
    }
}
