//! Nights on which an imported booking sleeps where there are more persons than places.
//! Never takes anything back: the old system let it happen, people have to sort it out.

use crate::domain::{
    ids::{AccommodationId, BookingId},
    state::State,
    text::Name,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashSet};

/// Too many persons in one accommodation in one night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverCapacity {
    /// Where.
    pub accommodation: AccommodationId,
    /// What it is called.
    pub name: Name,
    /// Which night.
    pub night: Date,
    /// How many persons.
    pub persons: u16,
    /// How many places.
    pub capacity: u8,
    /// The bookings that hold them, imported or not.
    pub bookings: Vec<BookingId>,
}

impl OverCapacity {
    /// Whether `next` is the same, one night later.
    pub(super) fn goes_on_with(&self, next: &Self) -> bool {
        let same_place = self.accommodation == next.accommodation;
        let next_night = self.night.tomorrow().ok() == Some(next.night);
        same_place && next_night && self.bookings == next.bookings
    }
}

/// All such nights in which at least one of the imported bookings sleeps there, in order of place and night.
pub(super) fn over_capacity(state: &State, imported: &HashSet<BookingId>) -> Vec<OverCapacity> {
    let mut nights: BTreeMap<(AccommodationId, Date), Vec<BookingId>> = BTreeMap::new();
    for booking in &state.bookings {
        if !booking.status.holds_capacity() {
            continue;
        }
        for item in &booking.items {
            let capacity = capacity(state, item.accommodation);
            for night in booking.stay.each_night() {
                if state.occupancy.taken(item.accommodation, night) > u16::from(capacity) {
                    let there = nights.entry((item.accommodation, night)).or_default();
                    there.push(booking.id);
                }
            }
        }
    }
    nights
        .into_iter()
        .filter(|(_, bookings)| bookings.iter().any(|id| imported.contains(id)))
        .map(|((accommodation, night), bookings)| OverCapacity {
            accommodation,
            name: name(state, accommodation),
            night,
            persons: state.occupancy.taken(accommodation, night),
            capacity: capacity(state, accommodation),
            bookings,
        })
        .collect()
}

fn capacity(state: &State, id: AccommodationId) -> u8 {
    let found = state.accommodation(id);
    found.map_or(0, |it| it.description.capacity)
}

fn name(state: &State, id: AccommodationId) -> Name {
    let found = state.accommodation(id);
    found.map_or_else(Name::new, |it| it.description.name.clone())
}
