//! Made-up worries for tests, one of each. Never in the program itself.

use super::worry::Matter;

/// One of each.
pub(crate) fn all_matters() -> Vec<Matter> {
    vec![
        Matter::Memory {
            percent: 91,
            available: 40 << 20,
            largest: Some(("huette".to_owned(), 12 << 20)),
        },
        Matter::Swap { bytes: 60 << 20 },
        Matter::Pressure { percent: 12 },
        Matter::Disk {
            free: 99 << 20,
            percent: 2,
        },
        Matter::ReadOnly,
        Matter::DiskErrors { errors: 3, new: 1 },
        Matter::Temperature { degrees: 83 },
        Matter::Voltage,
        Matter::Kills { number: 2 },
    ]
}
