//! A list whose members are kept as bytes, many of them in one piece of memory: for what there is much of and what is
//! looked at seldom. Copies share what they have in common.
//! Never part of the log: these bytes outlive the process at most in a snapshot, which the very same program reads or
//! nobody, so their form may change at will.

use super::text::Bytes;
use core::{fmt, marker::PhantomData, ops::Range};
use imbl::Vector;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Error as _},
};
use std::sync::Arc;

/// Members that share a piece of memory: to find one, those before it are stepped over; to change one, all are copied.
const RUN: usize = 32;

/// See the head of this file.
pub struct Packed<T> {
    /// Each member with its length in front, [`RUN`] of them in each but the last.
    runs: Vector<Arc<Vec<u8>>>,
    len: usize,
    member: PhantomData<fn() -> T>,
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes of memory that the members take, with the room that is kept for more.
    pub fn bytes(&self) -> usize {
        let run =
            |run: &Arc<Vec<u8>>| size_of::<Arc<Vec<u8>>>() + size_of::<Vec<u8>>() + run.capacity();
        self.runs.iter().map(run).sum()
    }

    /// The member at this place (from 0).
    pub fn get(&self, place: usize) -> Option<T> {
        let run = self.runs.get(place / RUN)?;
        let bytes = run.get(member(run, place % RUN)?)?;
        postcard::from_bytes(bytes.get(length(bytes)?.1..)?).ok()
    }

    /// Adds one at the end. `None` when it has no form as bytes, which only a defect can bring about; the list is of no
    /// use then.
    pub fn push(&mut self, new: &T) -> Option<()> {
        if self.len.is_multiple_of(RUN) {
            self.runs.push_back(Arc::default());
        }
        let run = Arc::make_mut(self.runs.back_mut()?);
        *run = pack(new, core::mem::take(run))?;
        self.len += 1;
        if self.len.is_multiple_of(RUN) {
            run.shrink_to_fit();
        }
        Some(())
    }

    /// Puts another one in the place of one that is there.
    pub fn set(&mut self, place: usize, new: &T) -> Option<()> {
        let bytes = pack(new, Vec::new())?;
        let run = Arc::make_mut(self.runs.get_mut(place / RUN)?);
        let old = member(run, place % RUN)?;
        // No more room than is needed: most runs never grow again.
        run.reserve_exact(bytes.len().saturating_sub(old.len()));
        run.splice(old, bytes);
        Some(())
    }
}

/// Adds a member to a run, its length in front: one byte for nearly all.
fn pack(member: &impl Serialize, mut run: Vec<u8>) -> Option<Vec<u8>> {
    let start = run.len();
    run.push(0);
    let mut run = postcard::to_extend(member, run).ok()?;
    let length = run.len() - start - 1;
    match u8::try_from(length) {
        Ok(length) if length < 0x80 => run[start] = length,
        _ => {
            let length = postcard::to_extend(&length, Vec::new()).ok()?;
            run.splice(start..=start, length);
        }
    }
    Some(run)
}

/// Where a member stands in its run, with its length.
fn member(run: &[u8], place: usize) -> Option<Range<usize>> {
    let mut start = 0;
    for _ in 0..place {
        start = end(run, start)?;
    }
    (start < run.len()).then_some(start..end(run, start)?)
}

fn end(run: &[u8], start: usize) -> Option<usize> {
    let (length, size) = length(run.get(start..)?)?;
    start.checked_add(size)?.checked_add(length)
}

/// The length that stands at the front of a member, and how many bytes say it.
fn length(bytes: &[u8]) -> Option<(usize, usize)> {
    match bytes.first()? {
        small @ 0..0x80 => Some((usize::from(*small), 1)),
        _ => {
            let (length, rest) = postcard::take_from_bytes(bytes).ok()?;
            Some((length, bytes.len() - rest.len()))
        }
    }
}

impl<T> Default for Packed<T> {
    fn default() -> Self {
        Self {
            runs: Vector::new(),
            len: 0,
            member: PhantomData,
        }
    }
}

impl<T> Clone for Packed<T> {
    fn clone(&self) -> Self {
        Self {
            runs: self.runs.clone(),
            ..*self
        }
    }
}

impl<T> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let runs = self.runs.iter().map(|run| Bytes(run));
        serializer.collect_seq(core::iter::once(Bytes(&self.len.to_le_bytes())).chain(runs))
    }
}

impl<'de, T> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut parts = Vec::<&[u8]>::deserialize(deserializer)?.into_iter();
        let len = parts.next().and_then(|len| len.try_into().ok());
        let len = len.map(usize::from_le_bytes);
        let runs: Vector<_> = parts.map(|run| Arc::new(run.to_vec())).collect();
        match len {
            Some(len) if runs.len() == len.div_ceil(RUN) => Ok(Self {
                runs,
                len,
                member: PhantomData,
            }),
            _ => Err(D::Error::custom("a list of another length")),
        }
    }
}

impl<T> PartialEq for Packed<T> {
    /// The same members in the same places are the same bytes.
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.runs == other.runs
    }
}

impl<T> Eq for Packed<T> {}

impl<T> fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Packed({} members)", self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of all lengths, also such whose length takes two bytes.
    fn text(number: usize) -> String {
        "ü".repeat(number * 7 % 200)
    }

    #[test]
    fn what_was_put_in_comes_out_in_its_place() {
        let mut list = Packed::default();
        assert!(list.is_empty());
        for number in 0..300 {
            list.push(&text(number)).unwrap();
            assert_eq!(list.len(), number + 1);
        }
        for number in 0..300 {
            assert_eq!(list.get(number), Some(text(number)), "{number}");
        }
        assert_eq!(list.get(300), None);
    }

    #[test]
    fn one_can_be_replaced_by_a_longer_or_shorter_one_and_its_neighbours_stay() {
        let mut list = Packed::default();
        for number in 0..130 {
            list.push(&text(number)).unwrap();
        }
        let before = list.clone();
        for (place, new) in [(0, ""), (63, "b"), (64, "c"), (129, "d")] {
            list.set(place, &new.to_owned()).unwrap();
            assert_eq!(list.get(place).as_deref(), Some(new));
        }
        list.set(70, &"x".repeat(1_000)).unwrap();
        for number in (0..130).filter(|number| ![0, 63, 64, 70, 129].contains(number)) {
            assert_eq!(list.get(number), Some(text(number)), "{number}");
        }
        assert_eq!(before.get(70), Some(text(70)), "a copy stays as it was");
        assert_eq!(
            list.set(130, &String::new()),
            None,
            "there is no such place"
        );
    }

    #[test]
    fn lists_are_equal_whichever_way_they_came_about() {
        let (mut one, mut other) = (Packed::default(), Packed::default());
        for number in 0..100 {
            one.push(&text(number)).unwrap();
            other.push(&text(number + 1)).unwrap();
        }
        assert_ne!(one, other);
        for number in 0..100 {
            other.set(number, &text(number)).unwrap();
        }
        assert_eq!(one, other);
        other.push(&String::new()).unwrap();
        assert_ne!(one, other);
    }
}
