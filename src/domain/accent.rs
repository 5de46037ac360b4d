//! The colour of a house: a small set, so that two houses side by side are told apart at a glance.
//! Never a value of a colour: the stylesheet has those, each fit to be read in light and dark.

use serde::{Deserialize, Serialize};

/// A colour. The order is on disks for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Accent {
    /// The green of firs.
    #[default]
    Forest,
    /// The blue of water.
    Lake,
    /// The red of a chimney.
    Brick,
    /// The violet of a heath.
    Heather,
    /// The grey of a roof.
    Slate,
}

impl Accent {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 5] = [
        Self::Forest,
        Self::Lake,
        Self::Brick,
        Self::Heather,
        Self::Slate,
    ];

    /// The name by which forms, exports and the stylesheet know it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Forest => "forest",
            Self::Lake => "lake",
            Self::Brick => "brick",
            Self::Heather => "heather",
            Self::Slate => "slate",
        }
    }

    /// The colour with this code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|accent| accent.code() == code)
    }
}
