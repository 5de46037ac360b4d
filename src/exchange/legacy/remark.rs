//! What is to be said about a row that was taken: where it had to be adjusted, and where it breaks a rule of the house.
//! Never a reason to leave the row out.

use crate::domain::{booking::NOTE_CHARS, ids::AccommodationId};
use core::fmt;

/// What is odd about a row that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// The same accommodation stood in it more than once; the persons were added up.
    Merged(AccommodationId),
    /// The stay is longer than the house allows.
    Long {
        /// How many nights it has.
        nights: u16,
        /// How many are allowed.
        longest: u16,
    },
    /// The note is longer than notes can be here; it was kept whole.
    LongNote {
        /// How many characters it has.
        chars: usize,
    },
    /// Characters that cannot be shown became spaces.
    ControlCharacters,
    /// A date had a time of day, which was dropped.
    TimeDropped,
    /// The old value the event names is not what the booking had.
    OldValueDiffers,
    /// A reason was given for the change, which has no place here.
    ReasonDropped,
    /// Another accommodation has the name, so this one got a number.
    Renamed,
    /// The type of the accommodation is not known; it became "other".
    UnknownKind,
    /// A first or last name was blank; the beginning of the address stands for it.
    NameFilled,
    /// It was dated after something that depends on it, or before the step it follows, and stands where it must.
    Moved,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Merged(id) => write!(f, "{id} stood in it more than once; the persons were added up"),
            Self::Long { nights, longest } => write!(f, "{nights} nights, the house allows {longest}; kept"),
            Self::LongNote { chars } => write!(f, "the note has {chars} characters, new ones may have {NOTE_CHARS}; kept whole"),
            Self::ControlCharacters => f.write_str("characters that cannot be shown became spaces"),
            Self::TimeDropped => f.write_str("a date had a time of day, which was dropped"),
            Self::OldValueDiffers => f.write_str("the old value it names is not what the booking had; the new one was taken"),
            Self::ReasonDropped => f.write_str("the reason given for the change has no place here and was left out"),
            Self::Renamed => f.write_str("the name was taken, so a number was added"),
            Self::UnknownKind => f.write_str("the type is not known; it became \"other\""),
            Self::NameFilled => f.write_str("a name was blank; the beginning of the address stands for it"),
            Self::Moved => f.write_str("dated after something that needs it, or before the step it follows; it keeps its time and stands where it must"),
        }
    }
}
