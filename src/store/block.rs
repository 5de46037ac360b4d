//! A block: a run of events in one row of the engine, filled so that it takes exactly one 4 KiB leaf page. Its
//! checksum covers its bytes and its place in the log, its chain hash the block before it: a block that is flipped,
//! dropped, swapped or moved is noticed. Reading never panics and never takes more than [`MAX_RAW_BYTES`] for the bytes
//! of a block, whatever they are. Never knows the engine. Layout, little endian: version u8, codec u8, count u16,
//! raw length u32, time of the first event i64, hash of the block before (16 bytes), crc32c u32, payload.

use super::codec::{self, Unreadable};
use crate::domain::{event::Recorded, ids::Sequence, time::Moment};
use core::{fmt, ops::ControlFlow};
use lz4_flex::block::{
    CompressTable, compress_into_with_table, decompress_into, get_maximum_output_size,
};
use sha2::{Digest as _, Sha256};

/// Most bytes of a block: a page of the engine less what a leaf of one row needs itself.
pub const BLOCK_BYTES: usize = 4076;
/// Bytes of a block before its payload.
pub(super) const HEADER_BYTES: usize = 36;
/// Most bytes of the payload of a block that shares its page with nothing.
pub(super) const PAYLOAD_BYTES: usize = BLOCK_BYTES - HEADER_BYTES;
/// Most bytes of the events of one block before compression.
pub(super) const MAX_RAW_BYTES: usize = 60 * 1024;
/// Bytes of the header that the checksum covers: all before the checksum itself.
const CHECKED_BYTES: usize = HEADER_BYTES - 4;

const VERSION: u8 = 1;
const RAW: u8 = 0;
const LZ4: u8 = 1;

/// First 128 bits of a block's SHA-256. The chain tells a lost, swapped or foreign block from the right one; against
/// somebody who can rewrite the whole file a longer hash would not help either, and 16 bytes more per block would cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ChainHash(pub(super) [u8; 16]);

impl ChainHash {
    /// Of the bytes of a whole block.
    pub(super) fn of(block: &[u8]) -> Self {
        let mut hash = [0; 16];
        for (to, from) in hash.iter_mut().zip(Sha256::digest(block)) {
            *to = from;
        }
        Self(hash)
    }
}

/// Why bytes are not the block they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Too short, or fields that contradict each other.
    Malformed,
    /// The checksum does not fit the bytes.
    Checksum,
    /// A newer Hutbook wrote the block, in a layout unknown here.
    NewerLayout(u8),
    /// An event in it is damaged or newer than this program.
    Event(Sequence, Unreadable),
    /// It does not follow the block that stands before it: one is missing or not of this log.
    Chain,
    /// It does not begin with the event after the last one.
    Gap,
}

impl Flaw {
    /// Whether the program is too old, rather than the bytes wrong.
    pub const fn is_newer(self) -> bool {
        matches!(
            self,
            Self::NewerLayout(_) | Self::Event(_, Unreadable::Newer { .. })
        )
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("the block is malformed"),
            Self::Checksum => f.write_str("the checksum does not fit the bytes"),
            Self::NewerLayout(version) => {
                write!(f, "written by a newer Hutbook (block layout {version})")
            }
            Self::Event(sequence, cause) => write!(f, "event {sequence}: {cause}"),
            Self::Chain => f.write_str("the block does not follow the one before it"),
            Self::Gap => f.write_str("events are missing before it"),
        }
    }
}

impl core::error::Error for Flaw {}

/// What the header of a sound block says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) count: u16,
    pub(super) first_time: Moment,
    pub(super) previous: ChainHash,
    codec: u8,
    raw_bytes: usize,
}

/// Compresses payloads; keeps its table and a buffer, as large as it ever had to be.
pub(super) struct Packer {
    table: CompressTable,
    buffer: Vec<u8>,
}

impl Packer {
    pub(super) fn new() -> Self {
        Self {
            table: CompressTable::small(),
            buffer: Vec::new(),
        }
    }

    /// The compressed form, where it is smaller.
    pub(super) fn compress(&mut self, raw: &[u8]) -> Option<&[u8]> {
        let most = get_maximum_output_size(raw.len());
        if self.buffer.len() < most {
            self.buffer.resize(most, 0);
        }
        let bytes = compress_into_with_table(raw, &mut self.buffer, &mut self.table).ok()?;
        (bytes < raw.len()).then(|| &self.buffer[..bytes])
    }

    /// The bytes of a block of `count` events beginning with `first`.
    pub(super) fn pack(
        &mut self,
        first: Sequence,
        first_time: Moment,
        count: u16,
        previous: ChainHash,
        raw: &[u8],
    ) -> Vec<u8> {
        let raw_bytes = u32::try_from(raw.len()).unwrap_or(u32::MAX);
        let (codec, payload) = match self.compress(raw) {
            Some(smaller) => (LZ4, smaller),
            None => (RAW, raw),
        };
        let mut block = Vec::with_capacity(HEADER_BYTES + payload.len());
        block.extend_from_slice(&[VERSION, codec]);
        block.extend_from_slice(&count.to_le_bytes());
        block.extend_from_slice(&raw_bytes.to_le_bytes());
        block.extend_from_slice(&first_time.millis().to_le_bytes());
        block.extend_from_slice(&previous.0);
        let sum = checksum(first, &block, payload);
        block.extend_from_slice(&sum.to_le_bytes());
        block.extend_from_slice(payload);
        block
    }
}

fn checksum(first: Sequence, header: &[u8], payload: &[u8]) -> u32 {
    let sum = crc32c::crc32c(&first.to_le_bytes());
    crc32c::crc32c_append(crc32c::crc32c_append(sum, header), payload)
}

/// Puts the checksum that fits into the bytes of a block, if they have room for one.
pub(super) fn fit_checksum(first: Sequence, block: &mut [u8]) {
    if let Some((header, payload)) = block.split_at_mut_checked(HEADER_BYTES) {
        let (checked, place) = header.split_at_mut(CHECKED_BYTES);
        place.copy_from_slice(&checksum(first, checked, payload).to_le_bytes());
    }
}

fn field<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], Flaw> {
    bytes
        .get(at..at + N)
        .and_then(|field| field.try_into().ok())
        .ok_or(Flaw::Malformed)
}

/// Checks the bytes of the block that stands at `first` and reads its header.
///
/// # Errors
/// When they are not a block that was written there.
pub(super) fn check(first: Sequence, block: &[u8]) -> Result<Header, Flaw> {
    let (Some(header), Some(payload)) = (block.get(..CHECKED_BYTES), block.get(HEADER_BYTES..))
    else {
        return Err(Flaw::Malformed);
    };
    if checksum(first, header, payload) != u32::from_le_bytes(field(block, CHECKED_BYTES)?) {
        return Err(Flaw::Checksum);
    }
    if block[0] != VERSION {
        return Err(Flaw::NewerLayout(block[0]));
    }
    let raw_bytes = u32::from_le_bytes(field(block, 4)?);
    let header = Header {
        codec: block[1],
        count: u16::from_le_bytes(field(block, 2)?),
        raw_bytes: usize::try_from(raw_bytes).map_err(|_| Flaw::Malformed)?,
        first_time: Moment::from_millis(i64::from_le_bytes(field(block, 8)?)),
        previous: ChainHash(field(block, 16)?),
    };
    let bounded = header.raw_bytes <= MAX_RAW_BYTES;
    let consistent = match header.codec {
        RAW => payload.len() == header.raw_bytes,
        LZ4 => payload.len() < header.raw_bytes,
        _ => false,
    };
    if bounded && consistent && header.count > 0 {
        Ok(header)
    } else {
        Err(Flaw::Malformed)
    }
}

/// Reads blocks one after the other; keeps its buffer so that it is made once.
pub(super) struct Unpacker {
    buffer: Vec<u8>,
}

impl Unpacker {
    pub(super) const fn new() -> Self {
        Self { buffer: Vec::new() }
    }

    /// The bytes of a checked block's events.
    ///
    /// # Errors
    /// When the payload cannot be decompressed to the length the header names.
    pub(super) fn unpack<'a>(
        &'a mut self,
        header: &Header,
        block: &'a [u8],
    ) -> Result<&'a [u8], Flaw> {
        let payload = block.get(HEADER_BYTES..).ok_or(Flaw::Malformed)?;
        if header.codec == RAW {
            return Ok(payload);
        }
        self.buffer.resize(MAX_RAW_BYTES, 0);
        let raw = &mut self.buffer[..header.raw_bytes.min(MAX_RAW_BYTES)];
        match decompress_into(payload, raw) {
            Ok(bytes) if bytes == raw.len() => Ok(raw),
            _ => Err(Flaw::Malformed),
        }
    }
}

/// What stands for a log's content up to the event `last` of this block: the chain says all of the blocks before, the
/// bytes of the events the rest. It stays the same while the block grows and when it is sealed.
///
/// # Errors
/// When an event cannot be read.
pub(super) fn mark(
    first: Sequence,
    header: &Header,
    raw: &[u8],
    last: Sequence,
) -> Result<[u8; 16], Flaw> {
    let (mut rest, mut before) = (raw, header.first_time);
    for sequence in first..=last {
        let recorded = codec::decode(sequence, before, &mut rest)
            .map_err(|cause| Flaw::Event(sequence, cause))?;
        before = recorded.at;
    }
    let known = &raw[..raw.len() - rest.len()];
    let mut marked = Vec::with_capacity(header.previous.0.len() + known.len());
    marked.extend_from_slice(&header.previous.0);
    marked.extend_from_slice(known);
    Ok(ChainHash::of(&marked).0)
}

/// How an event lies in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// First event of the block it stands in, which is also the block's number.
    pub block: Sequence,
    /// Events in that block.
    pub block_events: u16,
    /// Bytes of that block.
    pub block_bytes: u64,
    /// Bytes of the event itself before compression.
    pub bytes: u64,
    /// Schema version in which it was written.
    pub schema: u8,
}

/// How the event `sequence` of this block lies in it.
///
/// # Errors
/// When an event cannot be read.
pub(super) fn stored(
    first: Sequence,
    header: &Header,
    block: &[u8],
    raw: &[u8],
    sequence: Sequence,
) -> Result<Stored, Flaw> {
    let flaw = |sequence| move |cause| Flaw::Event(sequence, cause);
    let mut rest = raw;
    for before in first..sequence {
        codec::decode(before, header.first_time, &mut rest).map_err(flaw(before))?;
    }
    let begins = rest;
    let schema = codec::schema(begins).map_err(flaw(sequence))?;
    codec::decode(sequence, header.first_time, &mut rest).map_err(flaw(sequence))?;
    Ok(Stored {
        block: first,
        block_events: header.count,
        block_bytes: block.len() as u64,
        bytes: (begins.len() - rest.len()) as u64,
        schema,
    })
}

/// How many bytes the events of a block had before they were compressed, as its header says; 0 when it has none.
pub(super) fn raw_bytes(block: &[u8]) -> u32 {
    field(block, 4).map_or(0, u32::from_le_bytes)
}

/// Hands out the events of a checked block, in order, from the one numbered `from` on. Earlier ones are read over.
///
/// # Errors
/// When an event cannot be read, or the block does not hold exactly as many as its header says.
pub(super) fn each_event(
    first: Sequence,
    header: &Header,
    mut raw: &[u8],
    from: Sequence,
    each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, Flaw> {
    let mut before = header.first_time;
    for sequence in first..first.saturating_add(header.count.into()) {
        let recorded = codec::decode(sequence, before, &mut raw)
            .map_err(|cause| Flaw::Event(sequence, cause))?;
        before = recorded.at;
        if sequence >= from && each(recorded).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    if raw.is_empty() {
        Ok(ControlFlow::Continue(()))
    } else {
        Err(Flaw::Malformed)
    }
}
