//! Free places for given dates: per accommodation, per night, and who is in the way.
//! Never decides anything: that is done where a booking is asked for, from the same counts.

use super::book::Book;
use crate::domain::{
    accommodation::Accommodation,
    booking::Booking,
    ids::{AccommodationId, BookingId},
    time::{Stay, nights_between},
};
use jiff::civil::Date;

/// One accommodation for the nights of a stay.
#[derive(Debug)]
pub struct Places<'a> {
    /// Which one.
    pub accommodation: &'a Accommodation,
    /// Free places in each night, in order.
    pub free_per_night: Vec<u8>,
    /// Who holds places there in these nights, in order of arrival, with how many persons.
    pub held_by: Vec<(&'a Booking, u16)>,
}

impl Places<'_> {
    /// Places that are free in every night.
    pub fn free(&self) -> u8 {
        self.free_per_night.iter().copied().min().unwrap_or(0)
    }
}

/// All active accommodations for the nights of a stay. `exclude` is a booking that shall not be in its own way.
pub fn availability(book: &Book, stay: Stay, exclude: Option<BookingId>) -> Vec<Places<'_>> {
    let own = exclude.and_then(|id| book.state.booking(id));
    let in_the_way: Vec<&Booking> = book
        .holding(stay.arrival(), stay.departure())
        .filter(|booking| Some(booking.id) != exclude)
        .collect();
    let active = book
        .state
        .accommodations
        .iter()
        .filter(|accommodation| accommodation.active);
    active
        .map(|accommodation| Places {
            accommodation,
            free_per_night: free_per_night(book, accommodation, stay, own),
            held_by: in_the_way
                .iter()
                .filter_map(|booking| Some((*booking, persons_in(booking, accommodation.id)?)))
                .collect(),
        })
        .collect()
}

/// Free places of one accommodation in each night of a stay.
pub fn free_per_night(
    book: &Book,
    accommodation: &Accommodation,
    stay: Stay,
    own: Option<&Booking>,
) -> Vec<u8> {
    free_between(book, accommodation, stay.arrival(), stay.departure(), own)
}

/// Free places of one accommodation in each night of `from..to`. What `own` holds is not in its way.
pub(super) fn free_between(
    book: &Book,
    accommodation: &Accommodation,
    from: Date,
    to: Date,
    own: Option<&Booking>,
) -> Vec<u8> {
    let capacity = u16::from(accommodation.description.capacity);
    let occupancy = &book.state.occupancy;
    let taken = occupancy.taken_per_night(accommodation.id, from, to);
    let free = |(taken, night): (u16, _)| {
        let own = own.map_or(0, |booking| booking.holds(accommodation.id, night));
        u8::try_from(capacity.saturating_sub(taken.saturating_sub(own))).unwrap_or(u8::MAX)
    };
    taken.zip(nights_between(from, to)).map(free).collect()
}

fn persons_in(booking: &Booking, accommodation: AccommodationId) -> Option<u16> {
    let items = booking
        .items
        .iter()
        .filter(|item| item.accommodation == accommodation);
    Some(items.map(|item| u16::from(item.persons)).sum()).filter(|persons| *persons > 0)
}
