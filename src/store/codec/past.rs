//! Shapes that events had once, and what they are today. Read for ever, written no more.
//! Never changed: files in the world are made of them.

use crate::domain::{
    accent::Accent,
    house::{Language, Settings, ZONE_BYTES},
    text::Name,
};
use serde::Deserialize;

/// Settings before a house had a region and a colour: schema 1 of `HouseFounded` and `SettingsChanged`.
#[derive(Deserialize)]
pub(super) struct SettingsOne {
    name: Name,
    zone: heapless::String<ZONE_BYTES>,
    language: Language,
    longest_stay: u16,
}

impl From<SettingsOne> for Settings {
    fn from(old: SettingsOne) -> Self {
        Self {
            name: old.name,
            zone: old.zone,
            language: old.language,
            longest_stay: old.longest_stay,
            region: None,
            accent: Accent::default(),
        }
    }
}
