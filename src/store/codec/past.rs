//! Shapes that events had once, and what they are today. Read for ever, written no more.
//! Never changed: files in the world are made of them.

use crate::domain::{
    accent::Accent,
    event::SignedIn,
    house::{Language, Settings, Visitors, ZONE_BYTES},
    people::Digest,
    region::Region,
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

impl From<SettingsOne> for SettingsTwo {
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

/// Settings before visitors and people who register were thought of: schema 2 of `HouseFounded` and `SettingsChanged`.
#[derive(Deserialize)]
pub(super) struct SettingsTwo {
    name: Name,
    zone: heapless::String<ZONE_BYTES>,
    language: Language,
    longest_stay: u16,
    region: Option<Region>,
    accent: Accent,
}

impl From<SettingsTwo> for Settings {
    fn from(old: SettingsTwo) -> Self {
        Self {
            name: old.name,
            zone: old.zone,
            language: old.language,
            longest_stay: old.longest_stay,
            region: old.region,
            accent: old.accent,
            // No house is opened to strangers by a newer program.
            registration: false,
            visitors: Visitors::Nothing,
        }
    }
}

/// Signing in before it was kept on what: schema 1 of `SignedIn`.
#[derive(Deserialize)]
pub(super) struct SignedInOne {
    session: Digest,
}

impl From<SignedInOne> for SignedIn {
    fn from(old: SignedInOne) -> Self {
        Self {
            session: old.session,
            device: None,
        }
    }
}
