//! The German states: whose public holidays a house keeps.
//! Never knows the holidays themselves.

use serde::{Deserialize, Serialize};

/// A German state. The order is that of ISO 3166-2:DE and is on disks for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Region {
    /// Brandenburg.
    Brandenburg,
    /// Berlin.
    Berlin,
    /// Baden-Württemberg.
    BadenWuerttemberg,
    /// Bayern.
    Bavaria,
    /// Bremen.
    Bremen,
    /// Hessen.
    Hesse,
    /// Hamburg.
    Hamburg,
    /// Mecklenburg-Vorpommern.
    MecklenburgWesternPomerania,
    /// Niedersachsen.
    LowerSaxony,
    /// Nordrhein-Westfalen.
    NorthRhineWestphalia,
    /// Rheinland-Pfalz.
    RhinelandPalatinate,
    /// Schleswig-Holstein.
    SchleswigHolstein,
    /// Saarland.
    Saarland,
    /// Sachsen.
    Saxony,
    /// Sachsen-Anhalt.
    SaxonyAnhalt,
    /// Thüringen.
    Thuringia,
}

impl Region {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Brandenburg,
        Self::Berlin,
        Self::BadenWuerttemberg,
        Self::Bavaria,
        Self::Bremen,
        Self::Hesse,
        Self::Hamburg,
        Self::MecklenburgWesternPomerania,
        Self::LowerSaxony,
        Self::NorthRhineWestphalia,
        Self::RhinelandPalatinate,
        Self::SchleswigHolstein,
        Self::Saarland,
        Self::Saxony,
        Self::SaxonyAnhalt,
        Self::Thuringia,
    ];

    /// The code of ISO 3166-2:DE behind its `DE-`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Brandenburg => "BB",
            Self::Berlin => "BE",
            Self::BadenWuerttemberg => "BW",
            Self::Bavaria => "BY",
            Self::Bremen => "HB",
            Self::Hesse => "HE",
            Self::Hamburg => "HH",
            Self::MecklenburgWesternPomerania => "MV",
            Self::LowerSaxony => "NI",
            Self::NorthRhineWestphalia => "NW",
            Self::RhinelandPalatinate => "RP",
            Self::SchleswigHolstein => "SH",
            Self::Saarland => "SL",
            Self::Saxony => "SN",
            Self::SaxonyAnhalt => "ST",
            Self::Thuringia => "TH",
        }
    }

    /// The state with this code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|region| region.code() == code)
    }
}
