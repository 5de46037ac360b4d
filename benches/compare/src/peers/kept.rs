//! What is to be known of a house after it has been filled into a system: kept as a small file beside the system's data,
//! read before anything is timed. Never holds bookings.

use crate::{
    house::House,
    peer::Fallible,
    peers::told::{date, nights},
};
use serde::{Deserialize, Serialize};
use std::{fs, path::Path};

const NAME: &str = "kept.json";

/// The facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    /// Nights of the longest stay, at least 30, the old system's rule. Where a stay cannot be longer, what overlaps a date
    /// began at most so many days before it: every system may use that, so that an index by arrival is enough.
    pub longest: i32,
    /// How many bookings were filled in.
    pub bookings: u64,
    /// The hall's place among the accommodations.
    pub hall: usize,
    /// What a system needs besides, such as the token of its administrator.
    pub token: Option<String>,
}

impl Kept {
    /// Of this house.
    pub fn of(house: &House) -> Fallible<Self> {
        let mut longest = 30;
        for booking in &house.bookings {
            longest = longest.max(nights(date(&booking.arrival)?, date(&booking.departure)?));
        }
        Ok(Self {
            longest,
            bookings: house.bookings.len() as u64,
            hall: house
                .accommodations
                .len()
                .checked_sub(1)
                .ok_or("a house without accommodations has no hall")?,
            token: None,
        })
    }

    /// Keeps them in this folder.
    pub fn write(&self, folder: &Path) -> Fallible<()> {
        Ok(fs::write(folder.join(NAME), serde_json::to_vec(self)?)?)
    }

    /// Reads them from this folder.
    pub fn read(folder: &Path) -> Fallible<Self> {
        let file = folder.join(NAME);
        let text = fs::read(&file)
            .map_err(|why| format!("{} tells what was filled in: {why}", file.display()))?;
        Ok(serde_json::from_slice(&text)?)
    }
}
