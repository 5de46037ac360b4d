//! Free places: counted per night, and here only. Every step that takes places comes through this file.
//! Never decides what follows from a shortage.

use super::{Booking, Item};
use crate::domain::{
    ids::AccommodationId,
    occupancy::MOST_PERSONS,
    refusal::{Field, Problem, Rule, Shortage},
    state::State,
    time::Stay,
};
use jiff::civil::Date;

/// One night in one accommodation, as a step would have it.
struct Night {
    accommodation: AccommodationId,
    night: Date,
    /// Places there are.
    capacity: u16,
    /// Persons of other bookings.
    others: u16,
    /// Persons the booking itself holds there already.
    held: u16,
    /// Persons it would have there.
    asked: u16,
}

impl Night {
    fn free(&self) -> u16 {
        self.capacity.saturating_sub(self.others)
    }

    fn is_short(&self) -> bool {
        self.asked > self.free()
    }

    fn is_countable(&self) -> bool {
        self.asked <= MOST_PERSONS.saturating_sub(self.others)
    }

    fn shortage(&self) -> Shortage {
        let count = |persons| u8::try_from(persons).unwrap_or(u8::MAX);
        Shortage {
            accommodation: self.accommodation,
            night: self.night,
            free: count(self.free()),
            asked: count(self.asked),
        }
    }
}

/// All nights on which these items do not fit beside what others hold. What `own` holds itself is not in its way.
pub(super) fn shortages(
    state: &State,
    stay: Stay,
    items: &[Item],
    own: Option<&Booking>,
) -> Box<[Shortage]> {
    nights(state, stay, items, own)
        .filter(Night::is_short)
        .map(|night| night.shortage())
        .collect()
}

/// Those of the [`shortages`] on which more places are taken than `own` holds already. Whoever asks for no more than
/// they have is not turned away because a capacity was lowered or others were let in beyond it.
pub(super) fn new_shortages(
    state: &State,
    stay: Stay,
    items: &[Item],
    own: Option<&Booking>,
) -> Box<[Shortage]> {
    nights(state, stay, items, own)
        .filter(|night| night.is_short() && night.asked > night.held)
        .map(|night| night.shortage())
        .collect()
}

/// Whether all these persons can be counted beside the others: the one bound that cannot be set aside.
pub(super) fn are_countable(
    state: &State,
    stay: Stay,
    items: &[Item],
    own: Option<&Booking>,
) -> bool {
    nights(state, stay, items, own).all(|night| night.is_countable())
}

/// Items in closed accommodations, unless `own` has these places already: a closed accommodation may be kept by who
/// has it, for the same nights or fewer and as many persons or fewer.
pub(super) fn closed(
    state: &State,
    stay: Stay,
    items: &[Item],
    own: Option<&Booking>,
) -> Vec<Problem> {
    let is_closed = |id| state.accommodation(id).is_some_and(|it| !it.active);
    items
        .iter()
        .enumerate()
        .filter(|(_, item)| is_closed(item.accommodation) && !keeps(own, stay, **item))
        .map(|(place, item)| {
            let rule = Rule::Closed(item.accommodation);
            Problem::new(Field::ItemAccommodation(place), rule)
        })
        .collect()
}

/// Whether the booking holds all these places already.
pub(super) fn keeps(own: Option<&Booking>, stay: Stay, item: Item) -> bool {
    own.is_some_and(|booking| {
        let held = persons_in(&booking.items, item.accommodation);
        booking.status.holds_capacity()
            && booking.stay.covers(stay)
            && u16::from(item.persons) <= held
    })
}

/// Each night of the stay in each accommodation of the items. What stands in a booking twice (only imported ones can
/// have that) is counted together.
fn nights(
    state: &State,
    stay: Stay,
    items: &[Item],
    own: Option<&Booking>,
) -> impl Iterator<Item = Night> {
    let first_time = |(place, item): &(usize, &Item)| {
        let earlier = items.iter().take(*place);
        !earlier
            .into_iter()
            .any(|it| it.accommodation == item.accommodation)
    };
    items
        .iter()
        .enumerate()
        .filter(first_time)
        .flat_map(move |(_, item)| {
            let accommodation = item.accommodation;
            let found = state.accommodation(accommodation);
            let capacity = found.map_or(0, |it| u16::from(it.description.capacity));
            let asked = persons_in(items, accommodation);
            stay.each_night().map(move |night| {
                let held = own.map_or(0, |booking| booking.holds(accommodation, night));
                let taken = state.occupancy.taken(accommodation, night);
                Night {
                    accommodation,
                    night,
                    capacity,
                    others: taken.saturating_sub(held),
                    held,
                    asked,
                }
            })
        })
}

/// How many persons these items have in that accommodation.
fn persons_in(items: &[Item], accommodation: AccommodationId) -> u16 {
    let there = items.iter().filter(|it| it.accommodation == accommodation);
    there.map(|it| u16::from(it.persons)).sum()
}
