//! Goes through the blocks of a log in order and sees that they are whole: checksum, chain, no gaps, every event
//! readable. Never writes, never holds more than a few blocks of the engine's file pinned.

use super::{
    block::{ChainHash, Flaw, Unpacker, check, each_event},
    engine::BLOCKS,
};
use crate::domain::{event::Recorded, ids::Sequence};
use core::{fmt, ops::ControlFlow};
use redb::ReadTransaction;

/// Blocks that are read in one transaction of the engine: what it pins cannot be reused meanwhile.
const SLICE_BLOCKS: usize = 64;

/// Where a log is damaged, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damage {
    /// First event that cannot be trusted.
    pub first: Sequence,
    /// Last one, where the blocks after it say so; `None` when it may be all of the rest.
    pub last: Option<Sequence>,
    /// What is wrong.
    pub flaw: Flaw,
}

impl Damage {
    /// Of the block that begins with `first`; the one after it begins with `after`, if there is one.
    pub(super) fn of(first: Sequence, after: Option<Sequence>, flaw: Flaw) -> Self {
        let last = after.map(|after| after.saturating_sub(1));
        Self { first, last, flaw }
    }

    /// Of blocks that are missing between the events that are there.
    pub(super) fn gap(expected: Sequence, found: Sequence) -> Self {
        Self::of(expected, Some(found), Flaw::Gap)
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.last {
            Some(last) => write!(f, "events {} to {last}: {}", self.first, self.flaw),
            None => write!(f, "events from {} on: {}", self.first, self.flaw),
        }
    }
}

impl core::error::Error for Damage {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.flaw)
    }
}

/// Why a walk ended before the end.
#[derive(Debug)]
pub(super) enum WalkError {
    Damage(Damage),
    Engine(redb::Error),
}

impl<E: Into<redb::Error>> From<E> for WalkError {
    fn from(cause: E) -> Self {
        Self::Engine(cause.into())
    }
}

/// A walk that can be interrupted between slices.
pub(super) struct Walk {
    next: Sequence,
    previous: Option<ChainHash>,
    origin: ChainHash,
    unpacker: Unpacker,
}

impl Walk {
    /// A walk over all events after a sequence. `origin` is what the very first block names as the one before it.
    pub(super) fn after(after: Sequence, origin: ChainHash) -> Self {
        Self {
            next: after.saturating_add(1),
            previous: (after == 0).then_some(origin),
            origin,
            unpacker: Unpacker::new(),
        }
    }

    /// Hash of the last block that was walked through, or what stands before the first.
    pub(super) fn content(&self) -> ChainHash {
        self.previous.unwrap_or(self.origin)
    }

    /// Hands out the events of the next few blocks; breaks at the end of the log or when `each` does.
    pub(super) fn slice(
        &mut self,
        transaction: &ReadTransaction,
        each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, WalkError> {
        let blocks = transaction.open_table(BLOCKS)?;
        let start = match blocks.range(..=self.next)?.next_back() {
            Some(row) => row?.0.value(),
            None => self.next,
        };
        let mut rows = blocks.range(start..)?;
        for place in 0..SLICE_BLOCKS {
            let Some(row) = rows.next() else {
                return Ok(ControlFlow::Break(()));
            };
            let (key, value) = row?;
            let first = key.value();
            let flow = match self.block(first, value.value(), place == 0, each) {
                Ok(flow) => flow,
                Err(flaw) => {
                    let after = rows.next().transpose()?.map(|(key, _)| key.value());
                    return Err(WalkError::Damage(match flaw {
                        Flaw::Gap if first > self.next => Damage::gap(self.next, first),
                        flaw => Damage::of(first, after, flaw),
                    }));
                }
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn block(
        &mut self,
        first: Sequence,
        block: &[u8],
        may_be_half_read: bool,
        each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, Flaw> {
        let in_order = first == self.next || (may_be_half_read && first < self.next);
        if !in_order {
            return Err(Flaw::Gap);
        }
        let header = check(first, block)?;
        if first == self.next && self.previous.is_some_and(|hash| hash != header.previous) {
            return Err(Flaw::Chain);
        }
        let raw = self.unpacker.unpack(&header, block)?;
        let flow = each_event(first, &header, raw, self.next, each)?;
        self.next = self.next.max(first.saturating_add(header.count.into()));
        self.previous = Some(ChainHash::of(block));
        Ok(flow)
    }
}
