//! Where keys and nonces come from: the operating system, or a seed, so that a simulation can be repeated byte for byte.
//! Never a seed where a house is served: whoever knows it knows every key.

use super::simulated::Dice;
use std::sync::{Mutex, PoisonError};

/// A source of random bytes.
#[derive(Debug)]
pub enum Randomness {
    /// The operating system.
    System,
    /// Dice, for simulations.
    Seeded(Mutex<Dice>),
}

impl Randomness {
    /// Bytes that look random and are the same for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Mutex::new(Dice::new(seed)))
    }

    /// Random bytes.
    ///
    /// # Errors
    /// When the operating system has none to give.
    pub(super) fn bytes<const N: usize>(&self) -> Result<[u8; N], getrandom::Error> {
        let mut bytes = [0; N];
        match self {
            Self::System => getrandom::fill(&mut bytes)?,
            Self::Seeded(dice) => {
                let mut dice = dice.lock().unwrap_or_else(PoisonError::into_inner);
                bytes.fill_with(|| dice.roll() as u8);
            }
        }
        Ok(bytes)
    }
}
