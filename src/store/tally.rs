//! Sizes of a log's blocks, counted block by block as they are found in the file and written to it. The last one is
//! still being filled: each time it is written it counts in the place of what it was. Never reads the file again.

use super::{BlockFigures, block::raw_bytes};
use crate::domain::ids::Sequence;

/// What is counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// Blocks that are full.
    full: BlockFigures,
    /// The first event, the bytes and the uncompressed bytes of the block that is being filled.
    open: Option<(Sequence, u64, u64)>,
}

impl Tally {
    /// Counts a block as it is written or found: blocks come in their order, the last one as often as it grows.
    pub(super) fn put(&mut self, first: Sequence, block: &[u8]) {
        let (bytes, raw) = (block.len() as u64, u64::from(raw_bytes(block)));
        if self.open.is_some_and(|(open, ..)| open != first) {
            self.full = self.all();
            if let Some((_, bytes, _)) = self.open {
                let full = &mut self.full;
                full.largest = full.largest.max(bytes);
                full.smallest = if full.full == 0 {
                    bytes
                } else {
                    full.smallest.min(bytes)
                };
                full.full += 1;
                full.full_bytes += bytes;
            }
        }
        self.open = Some((first, bytes, raw));
    }

    /// All of them.
    pub(super) fn all(&self) -> BlockFigures {
        let Some((_, bytes, raw)) = self.open else {
            return self.full;
        };
        BlockFigures {
            blocks: self.full.blocks + 1,
            bytes: self.full.bytes + bytes,
            raw_bytes: self.full.raw_bytes + raw,
            open_bytes: bytes,
            ..self.full
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of a block of this length that says it was so long before.
    fn block(bytes: usize, raw: u32) -> Vec<u8> {
        let mut block = vec![0; bytes];
        block[4..8].copy_from_slice(&raw.to_le_bytes());
        block
    }

    #[test]
    fn a_block_that_grows_counts_once_and_is_small_or_large_only_when_it_is_full() {
        let mut tally = Tally::default();
        assert_eq!(tally.all(), BlockFigures::default());
        for (first, bytes, raw) in [
            (1, 100, 150),
            (1, 4000, 9000),
            (70, 90, 120),
            (70, 3900, 8000),
            (130, 4070, 9100),
            (190, 50, 60),
        ] {
            tally.put(first, &block(bytes, raw));
        }
        let expected = BlockFigures {
            blocks: 4,
            bytes: 4000 + 3900 + 4070 + 50,
            raw_bytes: 9000 + 8000 + 9100 + 60,
            full: 3,
            full_bytes: 4000 + 3900 + 4070,
            smallest: 3900,
            largest: 4070,
            open_bytes: 50,
        };
        assert_eq!(tally.all(), expected);
    }
}
