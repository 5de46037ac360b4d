//! Which of the whole blocks are the log: of several versions of one block the right one, and what is missing between
//! them. Blocks that were sealed are named by their successor's chain hash; of the others the longest one is right,
//! unless the engine's own tables say otherwise. Never reads anything.

use super::{
    super::{block::ChainHash, engine::Meta},
    scan::Candidate,
};
use crate::domain::{ids::Sequence, time::Moment};
use std::collections::BTreeMap;

/// Events that are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    /// The first of them.
    pub first: Sequence,
    /// The last of them; `None` when nothing after them is left: then there may have been any number.
    pub last: Option<Sequence>,
    /// When the last event before them was recorded, if there is one.
    pub after: Option<Moment>,
    /// When the first event after them was recorded, if there is one.
    pub before: Option<Moment>,
}

/// The log as far as it is left.
#[derive(Debug, Default)]
pub(super) struct Picked {
    /// Blocks without gaps from the first event on.
    pub(super) prefix: Vec<Candidate>,
    /// Blocks after the first gap.
    pub(super) rest: Vec<Candidate>,
    pub(super) missing: Vec<Missing>,
}

/// Picks the blocks of the log. `tables` is what the engine's own tables say stands where, as far as they can be read.
pub(super) fn pick(
    blocks: &BTreeMap<Sequence, Vec<Candidate>>,
    meta: Option<&Meta>,
    tables: &BTreeMap<Sequence, ChainHash>,
) -> Picked {
    let mut picked = Picked::default();
    let (mut next, mut previous, mut after) = (1, meta.map(Meta::origin), None);
    while let Some((first, versions)) = blocks.range(next..).next() {
        let follows = |block: &&Candidate| {
            *first > next || previous.is_none_or(|hash| block.previous == hash)
        };
        let best = versions.iter().filter(follows).max_by_key(|block| {
            let named = blocks.get(&block.next());
            let named =
                named.is_some_and(|after| after.iter().any(|after| after.previous == block.hash));
            let in_tables = tables.get(first) == Some(&block.hash);
            let overlaps = blocks.range(first + 1..block.next()).next().is_some();
            (named, in_tables, !overlaps, block.count, block.last_at)
        });
        let Some(best) = best else {
            // Whole, but not of this log: what should stand here is missing.
            match blocks.range(first + 1..).next() {
                Some(_) => {
                    previous = None;
                    picked.gap(next, *first + 1, after);
                    next = first + 1;
                    continue;
                }
                None => break,
            }
        };
        if *first > next {
            picked.gap(next, *first, after);
        }
        picked.add(*best);
        (next, previous, after) = (best.next(), Some(best.hash), Some(best.last_at));
    }
    let known_end = tables.last_key_value().is_some_and(|(first, hash)| {
        let last = picked.rest.last().or(picked.prefix.last());
        last.is_some_and(|last| last.first == *first && last.hash == *hash)
    });
    if !known_end {
        picked.missing.push(Missing {
            first: next,
            last: None,
            after,
            before: None,
        });
    }
    picked
}

impl Picked {
    /// Notes that events from `first` on, before `end`, are missing; makes one of two gaps that meet.
    fn gap(&mut self, first: Sequence, end: Sequence, after: Option<Moment>) {
        match self.missing.last_mut() {
            Some(missing) if missing.last == Some(first - 1) => missing.last = Some(end - 1),
            _ => self.missing.push(Missing {
                first,
                last: Some(end - 1),
                after,
                before: None,
            }),
        }
    }

    fn add(&mut self, block: Candidate) {
        if let Some(missing) = self.missing.last_mut() {
            missing.before.get_or_insert(block.first_at);
            self.rest.push(block);
        } else {
            self.prefix.push(block);
        }
    }
}
