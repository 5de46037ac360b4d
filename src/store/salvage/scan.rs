//! What stands in the pages of a file, found without asking the engine: every page is read as a leaf of rows, and what
//! passes the checks of a block is one. A block whose row is damaged around it is found by trying.
//! Never trusts a number it has read: the checksum covers a block's bytes and its place in the log.

use super::super::{
    KEY_BYTES, SecretKey,
    block::{
        BLOCK_BYTES, ChainHash, Flaw, HEADER_BYTES, MAX_RAW_BYTES, Unpacker, check, each_event,
    },
    engine::Meta,
};
use crate::domain::{
    event::Recorded,
    ids::{PersonId, Sequence},
    time::Moment,
};
use core::ops::{ControlFlow, Range};
use std::{collections::BTreeMap, fs::File, io, os::unix::fs::FileExt as _};

/// Unit in which the engine gives out room.
const PAGE_BYTES: usize = 4096;
/// Most bytes of a leaf that can hold a block: the largest block and another beside it, rounded up as the engine does.
const MAX_LEAF_BYTES: usize = 128 * 1024;
/// What a leaf's first byte is.
const LEAF: u8 = 1;
/// Bytes of a leaf before the ends of its values.
const LEAF_HEADER_BYTES: usize = 4;
/// Where the value of a leaf's only row begins, and where its key.
const ONLY_VALUE_AT: usize = 16;
const ONLY_KEY_AT: usize = 8;
/// Where a block names the one before it.
const PREVIOUS_AT: usize = 16;
/// Where a block has its checksum, which is the end of what the checksum covers of its header.
const SUM_AT: usize = HEADER_BYTES - 4;

/// A block that is whole, and where it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) first: Sequence,
    pub(super) count: u16,
    pub(super) last_at: Moment,
    pub(super) first_at: Moment,
    pub(super) previous: ChainHash,
    pub(super) hash: ChainHash,
    offset: u64,
    bytes: usize,
}

impl Candidate {
    /// Sequence of the event after its last one.
    pub(super) fn next(&self) -> Sequence {
        self.first.saturating_add(self.count.into())
    }
}

/// What was found.
#[derive(Default)]
pub(super) struct Scan {
    /// Blocks by their first sequence; several versions of one block may be whole.
    pub(super) blocks: BTreeMap<Sequence, Vec<Candidate>>,
    /// What may be keys: nothing but text they open can tell.
    pub(super) keys: BTreeMap<PersonId, Vec<SecretKey>>,
    /// What the file says about itself.
    pub(super) meta: Option<Meta>,
    /// The newest format it says it has; 0 when it does not say.
    pub(super) format: u32,
    /// A newer program wrote something in it.
    pub(super) newer: Option<Flaw>,
    /// Pages that look as if a damaged row of one block stood in them.
    suspects: Vec<u64>,
    unpacker: Option<Unpacker>,
}

impl Scan {
    /// Reads all pages of a file.
    pub(super) fn of(file: &File) -> io::Result<Self> {
        let mut scan = Self::default();
        let bytes = file.metadata()?.len();
        for offset in (0..bytes).step_by(PAGE_BYTES) {
            let page = read(file, offset, PAGE_BYTES)?;
            if page.first() == Some(&LEAF) {
                let needed = rows(&page, MAX_LEAF_BYTES)
                    .map(|(_, value)| value.end)
                    .max();
                if needed.is_some_and(|needed| needed > PAGE_BYTES) {
                    scan.leaf(offset, &read(file, offset, MAX_LEAF_BYTES)?);
                } else {
                    scan.leaf(offset, &page);
                }
            }
            scan.suspect(offset, &page);
        }
        scan.try_suspects(file)?;
        Ok(scan)
    }

    fn leaf(&mut self, offset: u64, leaf: &[u8]) {
        let rows: Vec<_> = rows(leaf, leaf.len()).collect();
        for (key, value) in &rows {
            self.block(*key, offset + value.start as u64, &leaf[value.clone()]);
        }
        if rows
            .iter()
            .all(|(key, value)| value.len() == KEY_BYTES && u32::try_from(*key).is_ok())
        {
            for (key, value) in &rows {
                self.key(*key, &leaf[value.clone()]);
            }
        }
        let values: Vec<&[u8]> = rows.iter().map(|(_, value)| &leaf[value.clone()]).collect();
        if rows.iter().map(|(key, _)| *key).eq(1..=3)
            && let [format, id, created] = values[..]
            && let (Ok(format), Ok(id), Ok(created)) =
                (format.try_into(), id.try_into(), created.try_into())
        {
            let created = Moment::from_millis(i64::from_le_bytes(created));
            self.meta = Some(Meta { id, created });
            self.format = self.format.max(u32::from_le_bytes(format));
        }
    }

    fn key(&mut self, person: u64, bytes: &[u8]) {
        if let (Ok(person), Ok(key)) = (u32::try_from(person), bytes.try_into()) {
            let (keys, key) = (
                self.keys.entry(PersonId::new(person)).or_default(),
                SecretKey(key),
            );
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }

    /// Takes bytes as the block at `first`, if they are one through and through. Says whether they are.
    fn block(&mut self, first: Sequence, offset: u64, bytes: &[u8]) -> bool {
        let unpacker = self.unpacker.get_or_insert_with(Unpacker::new);
        match look_through(first, offset, bytes, unpacker) {
            Ok(found) => {
                let versions = self.blocks.entry(first).or_default();
                if versions.iter().all(|known| known.hash != found.hash) {
                    versions.push(found);
                }
                true
            }
            Err(flaw) => {
                if flaw.is_newer() {
                    self.newer = Some(flaw);
                }
                false
            }
        }
    }

    /// Remembers a page that may hold a whole block in a damaged row.
    fn suspect(&mut self, offset: u64, page: &[u8]) {
        let at = offset + ONLY_VALUE_AT as u64;
        let known = |found: &Candidate| found.offset == at;
        let raw_bytes = page.get(ONLY_VALUE_AT + 4..ONLY_VALUE_AT + 8);
        let raw_bytes = raw_bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map(u32::from_le_bytes);
        let plausible = page.get(ONLY_VALUE_AT) == Some(&1)
            && page.get(ONLY_VALUE_AT + 1).is_some_and(|codec| *codec <= 1)
            && raw_bytes.is_some_and(|bytes| (1..=MAX_RAW_BYTES).contains(&(bytes as usize)));
        if plausible && !self.blocks.values().flatten().any(known) {
            self.suspects.push(offset);
        }
    }

    /// Tries suspects at the place their row names and at the one their chain does, with every length there is.
    fn try_suspects(&mut self, file: &File) -> io::Result<()> {
        let mut suspects = core::mem::take(&mut self.suspects);
        loop {
            let before = suspects.len();
            let ends = self.ends();
            let mut left = Vec::new();
            for offset in suspects {
                let page = read(file, offset, PAGE_BYTES)?;
                if !self.try_suspect(offset, &page, &ends) {
                    left.push(offset);
                }
            }
            if left.len() == before || left.is_empty() {
                return Ok(());
            }
            suspects = left;
        }
    }

    /// Which sequence follows the block of a hash.
    fn ends(&self) -> BTreeMap<[u8; 16], Sequence> {
        let blocks = self
            .blocks
            .values()
            .flatten()
            .map(|block| (block.hash.0, block.next()));
        blocks.chain(self.meta.map(|meta| (meta.id, 1))).collect()
    }

    fn try_suspect(
        &mut self,
        offset: u64,
        page: &[u8],
        ends: &BTreeMap<[u8; 16], Sequence>,
    ) -> bool {
        let Some(bytes) = page.get(ONLY_VALUE_AT..(ONLY_VALUE_AT + BLOCK_BYTES).min(page.len()))
        else {
            return false;
        };
        let row = page
            .get(ONLY_KEY_AT..ONLY_VALUE_AT)
            .and_then(|key| key.try_into().ok());
        let chain = bytes
            .get(PREVIOUS_AT..SUM_AT)
            .and_then(|hash| ends.get(hash));
        let places = row
            .map(u64::from_le_bytes)
            .into_iter()
            .chain(chain.copied());
        for first in places {
            if let Some(length) = length_by_sum(first, bytes)
                && self.block(first, offset + ONLY_VALUE_AT as u64, &bytes[..length])
            {
                return true;
            }
        }
        false
    }
}

/// Rows of a leaf with keys of eight bytes, as far as they make sense within so many bytes.
fn rows(leaf: &[u8], bytes: usize) -> impl Iterator<Item = (u64, Range<usize>)> {
    let number = |at: usize| {
        let bytes = leaf.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    };
    let count = leaf
        .get(2..4)
        .and_then(|count| count.try_into().ok())
        .map_or(0, u16::from_le_bytes);
    let count = usize::from(count);
    let keys_at = LEAF_HEADER_BYTES + 4 * count;
    (0..count).map_while(move |row| {
        let start = match row {
            0 => keys_at + 8 * count,
            _ => number(LEAF_HEADER_BYTES + 4 * (row - 1))?,
        };
        let end = number(LEAF_HEADER_BYTES + 4 * row)?;
        let key = leaf
            .get(keys_at + 8 * row..keys_at + 8 * row + 8)?
            .try_into()
            .ok()?;
        let sensible = start <= end && end <= bytes;
        sensible.then(|| (u64::from_le_bytes(key), start..end))
    })
}

/// The length at which the bytes of a block have the checksum that stands in them.
fn length_by_sum(first: Sequence, bytes: &[u8]) -> Option<usize> {
    let stored = u32::from_le_bytes(bytes.get(SUM_AT..HEADER_BYTES)?.try_into().ok()?);
    let mut sum = crc32c::crc32c_append(crc32c::crc32c(&first.to_le_bytes()), &bytes[..SUM_AT]);
    for (at, byte) in (HEADER_BYTES..).zip(&bytes[HEADER_BYTES..]) {
        sum = crc32c::crc32c_append(sum, &[*byte]);
        if sum == stored {
            return Some(at + 1);
        }
    }
    None
}

fn look_through(
    first: Sequence,
    offset: u64,
    bytes: &[u8],
    unpacker: &mut Unpacker,
) -> Result<Candidate, Flaw> {
    let header = check(first, bytes)?;
    let raw = unpacker.unpack(&header, bytes)?;
    let (mut first_at, mut last_at) = (None, header.first_time);
    let _ = each_event(first, &header, raw, first, &mut |recorded| {
        first_at.get_or_insert(recorded.at);
        last_at = recorded.at;
        ControlFlow::Continue(())
    })?;
    Ok(Candidate {
        first,
        count: header.count,
        first_at: first_at.unwrap_or(header.first_time),
        last_at,
        previous: header.previous,
        hash: ChainHash::of(bytes),
        offset,
        bytes: bytes.len(),
    })
}

/// Hands out the events of a block that was found before.
pub(super) fn events(
    file: &File,
    block: &Candidate,
    each: &mut dyn FnMut(Recorded),
) -> io::Result<()> {
    let bytes = read(file, block.offset, block.bytes)?;
    let mut unpacker = Unpacker::new();
    let mut hand_out = || -> Result<(), Flaw> {
        let header = check(block.first, &bytes)?;
        let raw = unpacker.unpack(&header, &bytes)?;
        let _ = each_event(block.first, &header, raw, block.first, &mut |recorded| {
            each(recorded);
            ControlFlow::Continue(())
        })?;
        Ok(())
    };
    // It was whole a moment ago.
    hand_out().map_err(io::Error::other)
}

/// Up to so many bytes from a place on; fewer at the end of the file.
fn read(file: &File, offset: u64, bytes: usize) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; bytes];
    let mut there = 0;
    while there < bytes {
        match file.read_at(&mut buffer[there..], offset + there as u64) {
            Ok(0) => break,
            Ok(more) => there += more,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            // A part of the disk that cannot be read any more is a part that is missing.
            Err(cause) if cause.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error()) => {
                break;
            }
            Err(cause) => return Err(cause),
        }
    }
    buffer.truncate(there);
    Ok(buffer)
}
