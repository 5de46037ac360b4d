//! A sorted set of small things, kept in chunks that are as large as what is in them. Copies share what they have in
//! common: a change copies one chunk and the list of chunks, whatever else there is.
//! Never knows what it holds, and never keeps an empty chunk.

use crate::domain::parts::Size;
use core::fmt;
use std::sync::Arc;

/// Most members of a chunk. A full one is split, unless the new member comes behind all others: then the next one is
/// begun, so that what arrives in order fills chunks to the end.
const MOST: usize = 128;
/// By how many members a chunk grows when it has no room.
const GROWTH: usize = 16;

/// See the head of this file.
#[derive(Clone)]
pub(super) struct Sorted<T> {
    chunks: Arc<Vec<Chunk<T>>>,
}

/// A few neighbours.
#[derive(Clone)]
struct Chunk<T> {
    /// The greatest of them: kept beside the others, so that finding a chunk touches one piece of memory.
    last: T,
    members: Arc<Vec<T>>,
}

impl<T: Copy> Chunk<T> {
    fn one(member: T) -> Self {
        Self {
            last: member,
            members: Arc::new(vec![member]),
        }
    }
}

impl<T: Ord + Copy> Sorted<T> {
    /// Adds a member; nothing changes when it is there already.
    pub(super) fn insert(&mut self, new: T) {
        let at = self.chunk_of(new).min(self.chunks.len().saturating_sub(1));
        let chunks = Arc::make_mut(&mut self.chunks);
        let Some(chunk) = chunks.get_mut(at) else {
            return chunks.push(Chunk::one(new));
        };
        let Err(place) = chunk.members.binary_search(&new) else {
            return;
        };
        if place == MOST {
            return chunks.push(Chunk::one(new));
        }
        let members = Arc::make_mut(&mut chunk.members);
        if members.len() == MOST {
            let upper = Chunk {
                last: chunk.last,
                members: Arc::new(members.split_off(MOST / 2)),
            };
            members.shrink_to_fit();
            chunk.last = members.last().copied().unwrap_or(chunk.last);
            chunks.insert(at + 1, upper);
            return self.insert(new);
        }
        if members.len() == members.capacity() {
            members.reserve_exact(GROWTH);
        }
        members.insert(place, new);
        chunk.last = chunk.last.max(new);
    }

    /// Takes a member out; nothing changes when it is not there.
    pub(super) fn remove(&mut self, old: T) {
        let at = self.chunk_of(old);
        let chunks = Arc::make_mut(&mut self.chunks);
        let Some(chunk) = chunks.get_mut(at) else {
            return;
        };
        if let Ok(place) = chunk.members.binary_search(&old) {
            let members = Arc::make_mut(&mut chunk.members);
            members.remove(place);
            match members.last() {
                Some(last) => chunk.last = *last,
                None => drop(chunks.remove(at)),
            }
        }
    }

    /// All members that are not less than `start`, in order.
    pub(super) fn from(&self, start: T) -> impl Iterator<Item = T> {
        let mut chunks = self
            .chunks
            .get(self.chunk_of(start)..)
            .unwrap_or(&[])
            .iter();
        let first = chunks.next().map_or(&[][..], |chunk| &chunk.members);
        let begins = first.partition_point(|member| *member < start);
        let first = first.get(begins..).unwrap_or(&[]);
        first
            .iter()
            .chain(chunks.flat_map(|chunk| &*chunk.members))
            .copied()
    }

    /// All members that are less than `end`, the last one first.
    pub(super) fn back_from(&self, end: T) -> impl Iterator<Item = T> {
        let last = self.chunk_of(end);
        let before = self.chunks.get(..last).unwrap_or(&[]);
        let last = self.chunks.get(last);
        let last = last.map_or(&[][..], |chunk| &chunk.members);
        let ends = last.partition_point(|member| *member < end);
        let last = last.get(..ends).unwrap_or(&[]).iter().rev();
        let earlier = before.iter().rev();
        last.chain(earlier.flat_map(|chunk| chunk.members.iter().rev()))
            .copied()
    }

    /// Which chunk a member stands in if it is there: the first that does not end before it.
    fn chunk_of(&self, member: T) -> usize {
        self.chunks.partition_point(|chunk| chunk.last < member)
    }
}

impl<T> Sorted<T> {
    /// How many members there are, and how many bytes of memory they take with the room that is kept for more.
    pub(super) fn size(&self) -> Size {
        let members = self.chunks.iter().map(|chunk| chunk.members.len());
        let chunk = |chunk: &Chunk<T>| {
            size_of::<Chunk<T>>() + size_of::<Vec<T>>() + chunk.members.capacity() * size_of::<T>()
        };
        Size::new(members.sum(), self.chunks.iter().map(chunk).sum())
    }

    fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| &*chunk.members)
    }
}

impl<T> Default for Sorted<T> {
    fn default() -> Self {
        Self {
            chunks: Arc::default(),
        }
    }
}

impl<T: PartialEq> PartialEq for Sorted<T> {
    /// The same members, however they are cut into chunks.
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<T: Eq> Eq for Sorted<T> {}

impl<T: fmt::Debug> fmt::Debug for Sorted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn members(set: &Sorted<u32>) -> Vec<u32> {
        set.iter().copied().collect()
    }

    #[test]
    fn it_holds_what_a_set_of_the_standard_library_holds() {
        let mut random = fastrand::Rng::with_seed(7);
        let (mut ours, mut theirs) = (Sorted::default(), BTreeSet::new());
        let mut copies = Vec::new();
        for step in 0..20_000 {
            let member = random.u32(..3_000);
            if random.u32(..5) < 3 {
                ours.insert(member);
                theirs.insert(member);
            } else {
                ours.remove(member);
                theirs.remove(&member);
            }
            if step % 1_000 == 0 {
                copies.push((ours.clone(), theirs.clone()));
                let start = random.u32(..3_100);
                assert!(ours.from(start).eq(theirs.range(start..).copied()));
                let back = theirs.range(..start).rev().copied();
                assert!(ours.back_from(start).eq(back));
            }
        }
        copies.push((ours, theirs));
        for (ours, theirs) in copies {
            assert!(ours.iter().eq(&theirs));
            assert!(
                ours.chunks
                    .iter()
                    .all(|chunk| (1..=MOST).contains(&chunk.members.len())
                        && chunk.members.last() == Some(&chunk.last))
            );
        }
    }

    #[test]
    fn it_can_be_emptied_and_filled_again() {
        let mut set = Sorted::default();
        assert_eq!(set.from(0).count() + set.back_from(9).count(), 0);
        set.remove(1);
        for member in 0..1_000 {
            set.insert(member);
        }
        for member in (0..1_000).rev() {
            set.remove(member);
        }
        assert!(set.chunks.is_empty());
        set.insert(5);
        assert_eq!(members(&set), [5]);
    }

    #[test]
    fn what_arrives_in_order_leaves_no_chunk_half_full() {
        let mut set = Sorted::default();
        for member in 0..(4 * u32::try_from(MOST).unwrap()) {
            set.insert(member);
        }
        assert!(set.chunks.iter().all(|chunk| chunk.members.len() == MOST));
    }

    #[test]
    fn sets_are_equal_however_they_are_cut() {
        let (mut one, mut other) = (Sorted::default(), Sorted::default());
        for member in 0..1_000 {
            one.insert(member);
            other.insert(999 - member);
        }
        assert_ne!(one.chunks.len(), other.chunks.len());
        assert_eq!(one, other);
        other.remove(500);
        assert_ne!(one, other);
    }
}
