//! The items of a booking that is kept, as small as they go: there are many bookings, and nearly all have few items.
//! Never bounded by itself: what comes in is.

use super::{Item, Items};
use core::{fmt, ops::Deref};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Most items that need no memory of their own.
const FEW: usize = 3;

/// See the head of this file. Read like a slice.
#[derive(Clone)]
pub struct KeptItems(Kept);

#[derive(Clone)]
enum Kept {
    Few {
        number: u8,
        items: [Item; FEW],
    },
    #[expect(
        clippy::box_collection,
        reason = "one word here is what the many bookings without it pay for"
    )]
    Many(Box<Vec<Item>>),
}

impl From<&[Item]> for KeptItems {
    fn from(given: &[Item]) -> Self {
        let mut items = [Item::NONE; FEW];
        match (u8::try_from(given.len()), items.get_mut(..given.len())) {
            (Ok(number), Some(place)) => {
                place.copy_from_slice(given);
                Self(Kept::Few { number, items })
            }
            _ => Self(Kept::Many(Box::new(given.to_vec()))),
        }
    }
}

impl KeptItems {
    /// Bytes of memory they take beside their own place.
    pub(in crate::domain) fn bytes_elsewhere(&self) -> usize {
        match &self.0 {
            Kept::Few { .. } => 0,
            Kept::Many(items) => size_of::<Vec<Item>>() + items.capacity() * size_of::<Item>(),
        }
    }
}

impl Deref for KeptItems {
    type Target = [Item];

    fn deref(&self) -> &[Item] {
        match &self.0 {
            Kept::Few { number, items } => &items[..usize::from(*number)],
            Kept::Many(items) => items,
        }
    }
}

impl<'a> IntoIterator for &'a KeptItems {
    type Item = &'a Item;
    type IntoIter = core::slice::Iter<'a, Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl PartialEq for KeptItems {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for KeptItems {}

impl fmt::Debug for KeptItems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl Serialize for KeptItems {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for KeptItems {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Items::deserialize(deserializer).map(|items| items.as_slice().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AccommodationId;

    #[test]
    fn few_and_many_are_read_alike() {
        for number in 0..=super::super::MAX_ITEMS {
            let id = |index| AccommodationId::at_index(index).unwrap();
            let item = |index| Item {
                accommodation: id(index),
                persons: 2,
            };
            let items: Vec<Item> = (0..number).map(item).collect();
            let kept = KeptItems::from(&*items);
            assert_eq!(*kept, *items);
            assert_eq!(kept.into_iter().count(), number);
            let bytes = postcard::to_allocvec(&kept).unwrap();
            assert_eq!(postcard::from_bytes(&bytes), Ok(kept));
        }
    }

    #[test]
    fn they_take_two_words() {
        assert!(size_of::<KeptItems>() <= 16);
    }
}
