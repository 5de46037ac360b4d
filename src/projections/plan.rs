//! What the Belegungsplan draws: for each accommodation its bars, and how many persons sleep there each night.
//! Never knows names of people, words or widths.

use super::book::Book;
use crate::domain::{accommodation::Accommodation, booking::Booking};
use jiff::civil::Date;

/// One accommodation between two dates.
#[derive(Debug)]
pub struct Row<'a> {
    /// Which one.
    pub accommodation: &'a Accommodation,
    /// Persons in each night, in order.
    pub persons_per_night: Vec<u16>,
    /// The stays there, in order of arrival.
    pub bars: Vec<Bar<'a>>,
}

impl Row<'_> {
    /// Places taken in each night, in order: never more than there are.
    pub fn taken_per_night(&self) -> Vec<u8> {
        let capacity = self.accommodation.description.capacity;
        let taken = self.persons_per_night.iter();
        let taken = taken.map(|persons| u8::try_from(*persons).unwrap_or(u8::MAX).min(capacity));
        taken.collect()
    }
}

/// One stay in one accommodation.
#[derive(Debug)]
pub struct Bar<'a> {
    /// Whose, from when to when, in which status.
    pub booking: &'a Booking,
    /// Persons in this accommodation.
    pub persons: u8,
}

/// All accommodations for the nights of `from..to`: the active ones, and closed ones where somebody still sleeps.
pub fn rows(book: &Book, from: Date, to: Date) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = book
        .state
        .accommodations
        .iter()
        .map(|accommodation| Row {
            accommodation,
            persons_per_night: book
                .state
                .occupancy
                .taken_per_night(accommodation.id, from, to)
                .collect(),
            bars: Vec::new(),
        })
        .collect();
    for booking in book.holding(from, to) {
        for item in &booking.items {
            let row = item
                .accommodation
                .index()
                .and_then(|index| rows.get_mut(index));
            if let Some(row) = row {
                row.bars.push(Bar {
                    booking,
                    persons: item.persons,
                });
            }
        }
    }
    rows.retain(|row| row.accommodation.active || !row.bars.is_empty());
    rows
}
