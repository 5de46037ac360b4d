//! The house all systems are filled with: people, accommodations and bookings as they came from Hutbook's own demo. Only
//! values; how they got here and where they go is said elsewhere.

use serde::{Deserialize, Serialize};

/// Everything the systems are filled with.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct House {
    /// Names of members.
    pub people: Vec<String>,
    /// By their order in Hutbook. The last one is a hall of 100 places in which nobody has booked yet: what is booked
    /// while measuring goes there.
    pub accommodations: Vec<Accommodation>,
    /// By their number, 1, 2, 3, …
    pub bookings: Vec<Booking>,
}

/// Where people sleep.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Accommodation {
    pub name: String,
    pub kind: String,
    /// Places in persons.
    pub capacity: u32,
    /// Whether it can be booked.
    pub open: bool,
}

/// A stay.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Booking {
    /// Index into the people.
    pub member: usize,
    /// The first night, `YYYY-MM-DD`.
    pub arrival: String,
    /// The day after the last night.
    pub departure: String,
    /// `pending`, `confirmed`, `declined` or `cancelled`; Hutbook's `completed` is `confirmed`.
    pub status: String,
    /// Index into the accommodations, and persons.
    pub items: Vec<(usize, u32)>,
    pub note: Option<String>,
    /// When it was made, RFC 3339.
    pub created: String,
}

/// What is booked while measuring: one person in the hall.
#[derive(Debug, Clone)]
pub struct NewBooking {
    pub arrival: String,
    pub departure: String,
    /// A number no other one of the run has.
    pub number: u64,
}

/// Free places of one accommodation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Free {
    /// The accommodation's name.
    pub name: String,
    /// Persons that still fit, each night of the stay.
    pub persons: u32,
}
