//! What answers of the peers are decoded into, and the counting of free places for those that leave it to their client.
//! Never asks anything.

use crate::{house::Free, peer::Fallible};
use jiff::civil::Date;

/// A booking as a list or a month tells it; accommodations by whatever key the system uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<Key> {
    pub number: i64,
    pub member: String,
    pub arrival: Date,
    /// The day after the last night.
    pub departure: Date,
    pub status: Status,
    /// Where, and how many persons.
    pub items: Vec<(Key, i32)>,
}

/// How a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Pending,
    Confirmed,
    Cancelled,
    Declined,
}

impl Status {
    /// By the name the house uses.
    pub fn named(name: &str) -> Fallible<Self> {
        Ok(match name {
            "pending" => Self::Pending,
            "confirmed" => Self::Confirmed,
            "cancelled" => Self::Cancelled,
            "declined" => Self::Declined,
            _ => return Err(format!("no booking has the status {name:?}").into()),
        })
    }

    /// By the old system's number for it.
    pub fn numbered(number: i16) -> Fallible<Self> {
        Ok(match number {
            0 => Self::Pending,
            1 => Self::Confirmed,
            2 => Self::Cancelled,
            5 => Self::Declined,
            _ => return Err(format!("no booking has the status {number}").into()),
        })
    }

    /// The old system's number for it.
    pub fn number(self) -> i16 {
        match self {
            Self::Pending => 0,
            Self::Confirmed => 1,
            Self::Cancelled => 2,
            Self::Declined => 5,
        }
    }

    /// Whether such a booking holds its places.
    pub fn holds(self) -> bool {
        matches!(self, Self::Pending | Self::Confirmed)
    }
}

/// A date as the house writes it.
pub fn date(text: &str) -> Fallible<Date> {
    text.get(..10)
        .and_then(|day| day.parse().ok())
        .ok_or_else(|| format!("{text:?} is not a date").into())
}

/// How many nights from one day to another; 0 where the second is not later.
pub fn nights(from: Date, to: Date) -> i32 {
    (to - from).get_days().max(0)
}

/// The day so many days before.
pub fn before(day: Date, days: i32) -> Fallible<Date> {
    Ok(day.checked_sub(jiff::Span::new().try_days(days)?)?)
}

/// An accommodation that is open, as free places are counted in it.
#[derive(Debug, Clone)]
pub struct Open {
    pub name: String,
    pub capacity: i32,
    /// Persons taken, a count for each night of the stay.
    taken: Vec<i32>,
}

impl Open {
    /// Empty for a stay of so many nights.
    pub fn new(name: String, capacity: i32, nights: i32) -> Self {
        let taken = vec![0; usize::try_from(nights).unwrap_or(0)];
        Self {
            name,
            capacity,
            taken,
        }
    }

    /// Takes places away for the nights that a booking shares with the stay, which begins on `first`.
    pub fn take(&mut self, first: Date, arrival: Date, departure: Date, persons: i32) {
        let most = self.taken.len();
        let from = usize::try_from(nights(first, arrival)).map_or(0, |from| from.min(most));
        let to = usize::try_from(nights(first, departure)).map_or(0, |to| to.min(most));
        for taken in &mut self.taken[from..to] {
            *taken += persons;
        }
    }

    /// What is left on the fullest night.
    pub fn free(self) -> Free {
        let most = self.taken.iter().copied().max().unwrap_or(0);
        Free {
            name: self.name,
            persons: u32::try_from(self.capacity - most).unwrap_or(0),
        }
    }
}
