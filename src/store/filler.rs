//! Fills blocks as densely as they go: the open block takes events as long as its compressed form fits a page, then
//! it is sealed and the next one begun. A sealed block is never packed again.
//! Never compresses for every event: between two tries it takes what fits even if nothing of it can be compressed.

use super::{
    block::{
        ChainHash, Flaw, HEADER_BYTES, Header, MAX_RAW_BYTES, PAYLOAD_BYTES, Packer, Unpacker,
        check, each_event,
    },
    codec::{self, Unwritable},
};
use crate::domain::{event::Recorded, ids::Sequence, time::Moment};
use core::ops::ControlFlow;

/// Takes a block with the sequence of its first event.
pub(super) type Sink<'a, E> = dyn FnMut(Sequence, &[u8]) -> Result<(), E> + 'a;

/// Bytes that LZ4's bookkeeping at the end of a payload can differ by when more is added.
const SLACK_BYTES: usize = 32;

/// The open block at the end of a log, with all that is needed to go on from it.
#[derive(Clone)]
pub(super) struct OpenBlock {
    first: Sequence,
    count: u16,
    first_time: Moment,
    last_time: Moment,
    previous: ChainHash,
    raw: Vec<u8>,
    /// How much of `raw` was there at the last try, and what it came to.
    tried: (usize, usize),
    /// The block as the log holds it, and how many of the events are in there.
    stored: (Vec<u8>, u16),
}

impl OpenBlock {
    /// The beginning of a log whose first block names `origin` as what is before it.
    pub(super) const fn beginning(origin: ChainHash) -> Self {
        Self::after(0, origin)
    }

    const fn after(last: Sequence, previous: ChainHash) -> Self {
        Self {
            first: last + 1,
            count: 0,
            first_time: Moment::from_millis(0),
            last_time: Moment::from_millis(0),
            previous,
            raw: Vec::new(),
            tried: (0, 0),
            stored: (Vec::new(), 0),
        }
    }

    /// The last block of a log, as it was read.
    ///
    /// # Errors
    /// When it is damaged.
    pub(super) fn resume(first: Sequence, block: &[u8]) -> Result<Self, Flaw> {
        let header: Header = check(first, block)?;
        let mut unpacker = Unpacker::new();
        let raw = unpacker.unpack(&header, block)?;
        let mut last_time = header.first_time;
        let _ = each_event(first, &header, raw, first, &mut |recorded| {
            last_time = recorded.at;
            ControlFlow::Continue(())
        })?;
        Ok(Self {
            first,
            count: header.count,
            first_time: header.first_time,
            last_time,
            previous: header.previous,
            raw: raw.to_vec(),
            tried: (raw.len(), block.len() - HEADER_BYTES),
            stored: (block.to_vec(), header.count),
        })
    }

    /// Sequence of the last event in it, or of the one before it while it is empty.
    pub(super) const fn last(&self) -> Sequence {
        self.first + self.count as Sequence - 1
    }

    /// Adds an event if it fits. A block without events takes any.
    fn add(&mut self, recorded: &Recorded, packer: &mut Packer) -> Result<bool, Unwritable> {
        if self.count == 0 {
            self.first_time = recorded.at;
            self.last_time = recorded.at;
        }
        let before = self.raw.len();
        codec::encode(recorded, self.last_time, &mut self.raw)?;
        let fits = self.count == 0 || (self.count < u16::MAX && self.fits(packer));
        if fits {
            self.count += 1;
            self.last_time = recorded.at;
        } else {
            self.raw.truncate(before);
        }
        Ok(fits)
    }

    fn fits(&mut self, packer: &mut Packer) -> bool {
        if self.raw.len() > MAX_RAW_BYTES {
            return false;
        }
        let (tried, packed) = self.tried;
        let added = self.raw.len().saturating_sub(tried);
        if self.raw.len() <= PAYLOAD_BYTES
            || packed + added + added / 255 + SLACK_BYTES <= PAYLOAD_BYTES
        {
            return true;
        }
        let packed = packer
            .compress(&self.raw)
            .map_or(self.raw.len(), <[u8]>::len);
        let fits = packed <= PAYLOAD_BYTES;
        if fits {
            self.tried = (self.raw.len(), packed);
        }
        fits
    }

    /// Brings the stored form up to date and hands it to `sink` if that changed it.
    fn store<E>(
        &mut self,
        packer: &mut Packer,
        sink: &mut Sink<'_, E>,
    ) -> Result<(), FillError<E>> {
        if self.count > self.stored.1 {
            let block = packer.pack(
                self.first,
                self.first_time,
                self.count,
                self.previous,
                &self.raw,
            );
            self.stored = (block, self.count);
            sink(self.first, &self.stored.0).map_err(FillError::Sink)?;
        }
        Ok(())
    }
}

/// Why a run of events could not be put into blocks.
#[derive(Debug)]
pub(super) enum FillError<E> {
    /// One of them cannot be written at all.
    Unwritable(Unwritable),
    /// Whoever takes the blocks failed.
    Sink(E),
}

/// Adds events at the end and hands every block that changed, sealed or new to `sink`, in order, with the sequence of
/// its first event. The last one handed out is the open block.
///
/// # Errors
/// When an event cannot be written or `sink` fails; `open` is of no use then.
pub(super) fn fill<E>(
    open: &mut OpenBlock,
    events: &[Recorded],
    packer: &mut Packer,
    sink: &mut Sink<'_, E>,
) -> Result<(), FillError<E>> {
    for recorded in events {
        if open.add(recorded, packer).map_err(FillError::Unwritable)? {
            continue;
        }
        open.store(packer, sink)?;
        *open = OpenBlock::after(open.last(), ChainHash::of(&open.stored.0));
        open.add(recorded, packer).map_err(FillError::Unwritable)?;
    }
    open.store(packer, sink)
}
