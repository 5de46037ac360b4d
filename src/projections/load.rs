//! How full the whole house is, night by night: persons who sleep there, places it has, and places still free.
//! Never sums up stays: it reads the counts that all questions of free places are answered from.

use super::book::Book;
use jiff::civil::Date;

/// One night of the whole house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// Persons who hold a place, in closed accommodations too.
    pub persons: u16,
    /// Places of all open accommodations.
    pub places: u16,
    /// Places of open accommodations that are free. One that is too full takes none from the others, so this can be
    /// more than the difference of the other two.
    pub free: u16,
}

impl Load {
    /// The same night by its places alone, for whoever shall not see how many persons there are: as many as there are
    /// places that are not free.
    #[must_use]
    pub const fn by_places(self) -> Self {
        Self {
            persons: self.places.saturating_sub(self.free),
            ..self
        }
    }

    /// The same night with one more accommodation.
    pub fn and(self, persons: u16, capacity: u8, open: bool) -> Self {
        let capacity = if open { u16::from(capacity) } else { 0 };
        Self {
            persons: self.persons.saturating_add(persons),
            places: self.places.saturating_add(capacity),
            free: self.free.saturating_add(capacity.saturating_sub(persons)),
        }
    }
}

/// The nights of `from..to`, in order.
pub fn loads(book: &Book, from: Date, to: Date) -> Vec<Load> {
    let mut loads: Vec<Load> = Vec::new();
    for place in &book.state.accommodations {
        let taken = book.state.occupancy.taken_per_night(place.id, from, to);
        for (night, persons) in taken.enumerate() {
            if night == loads.len() {
                loads.push(Load::default());
            }
            if let Some(load) = loads.get_mut(night) {
                *load = load.and(persons, place.description.capacity, place.active);
            }
        }
    }
    loads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_too_full_takes_none_from_the_others() {
        let night = Load::default().and(3, 2, true).and(1, 4, true);
        assert_eq!(
            night,
            Load {
                persons: 4,
                places: 6,
                free: 3
            }
        );
    }

    #[test]
    fn by_its_places_a_night_tells_nothing_that_its_free_places_do_not() {
        let night = Load::default().and(3, 2, true).and(1, 4, true);
        let same_places = night.and(5, 6, false).by_places();
        assert_eq!(same_places, night.by_places());
        assert_eq!((same_places.persons, same_places.free), (3, 3));
    }

    #[test]
    fn a_closed_place_has_persons_and_no_places() {
        let night = Load::default().and(1, 4, true).and(2, 6, false);
        assert_eq!(
            night,
            Load {
                persons: 3,
                places: 4,
                free: 3
            }
        );
    }
}
