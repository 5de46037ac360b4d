//! Icons as inline SVG in the colour of the text around them. Drawn on a grid of 16 × 16.
//! Never carries meaning alone: a word or a label stands beside each.

use crate::domain::accommodation::Kind;
use maud::{Markup, html};

/// What there are icons of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named after what they show")]
pub enum Icon {
    Hut,
    Calendar,
    List,
    Plus,
    Person,
    Wrench,
    Check,
    Clock,
    Cross,
    Moon,
    Arrive,
    Leave,
    Left,
    Right,
    Undo,
    Pencil,
    Warning,
    Info,
    Download,
    Door,
    Bed,
    Tent,
    Camper,
    Chip,
}

impl Icon {
    /// The icon of a kind of accommodation.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Room => Self::Door,
            Kind::Bed => Self::Bed,
            Kind::Tent => Self::Tent,
            Kind::Camper => Self::Camper,
            Kind::Other => Self::Moon,
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Hut => "M1.5 8.5 8 2.5l6.5 6M3.5 7v6.5h9V7M6.5 13.5v-4h3v4",
            Self::Calendar => "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3",
            Self::List => "M2 4h1M6 4h8M2 8h1M6 8h8M2 12h1M6 12h8",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Person => {
                "M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8zM2.5 14c.6-3 2.7-4 5.5-4s4.9 1 5.5 4"
            }
            Self::Wrench => "M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 6.2V2.8M6 13.2V9.8",
            Self::Check => "M3 8.5 6.5 12 13 4.5",
            Self::Clock => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.8",
            Self::Cross => "M4 4l8 8M12 4l-8 8",
            Self::Moon => "M12.8 9.7A5.5 5.5 0 1 1 6.3 3.2a4.5 4.5 0 0 0 6.5 6.5z",
            Self::Arrive => "M9 2.5h4.5v11H9M2 8h7.5M6.5 5l3 3-3 3",
            Self::Leave => "M7 2.5H2.5v11H7M6 8h8M11 5l3 3-3 3",
            Self::Left => "M10 3 5 8l5 5",
            Self::Right => "M6 3l5 5-5 5",
            Self::Undo => "M5.5 3 2.5 6l3 3M3 6h6a4 4 0 0 1 0 8H6",
            Self::Pencil => "M3 13l.7-3L11 2.7 13.3 5 6 12.3zM9.5 4.2l2.3 2.3",
            Self::Warning => "M8 2.5 14.5 13.5h-13zM8 6.5v3.2M8 11.5v.4",
            Self::Info => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.3v3.5M8 5v.4",
            Self::Download => "M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10",
            Self::Door => "M4 14V2.5h8V14M2.5 14h11M9.7 8.2v.6",
            Self::Bed => "M2 3.5v9.5M2 11h12v2M14 11V9a2 2 0 0 0-2-2H6.5v4M4.3 8.8v.1",
            Self::Tent => "M8 3 1.5 13.5h13zM8 8l-2.5 5.5M8 8l2.5 5.5M8 3l-.7-1.2M8 3l.7-1.2",
            Self::Chip => {
                "M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14"
            }
            Self::Camper => {
                "M1.5 11.5v-7h8.5l4 4v3h-1.2M9.2 11.5H6.3M3 11.5H1.5M4.6 13a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM11 13a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM4 6.5h3"
            }
        }
    }
}

/// The icon, hidden from those who are read to.
pub fn icon(icon: Icon) -> Markup {
    html! {
        svg.i viewBox="0 0 16 16" aria-hidden="true" { path d=(icon.path()); }
    }
}
