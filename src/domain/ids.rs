//! Names of things: people, accommodations, bookings, streams, commands and positions in the log.
//! Never generated here: numbers are given out by `decide`, command ids by whoever asks.

use core::{fmt, str::FromStr};
use serde::{Deserialize, Serialize};

/// Gives a number a type of its own, with a one-letter prefix wherever it is shown to the outside.
macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident($int:ty), $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name($int);

        impl $name {
            /// The id with this number; the first one is 1.
            pub const fn new(number: $int) -> Self {
                Self(number)
            }

            /// The id that stands at this place (from 0) of a list in order of creation, if the list may be that long.
            pub fn at_index(index: usize) -> Option<Self> {
                <$int>::try_from(index).ok()?.checked_add(1).map(Self)
            }

            /// The bare number, from 1.
            pub const fn number(self) -> $int {
                self.0
            }

            /// Where the thing stands (from 0) in a list in order of creation; `None` for the number 0, which names nothing.
            pub fn index(self) -> Option<usize> {
                usize::try_from(self.0).ok()?.checked_sub(1)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let digits = text.strip_prefix($prefix).ok_or(NotAnId)?;
                let plain = !digits.starts_with(['0', '+']);
                digits.parse().ok().filter(|_| plain).map(Self).ok_or(NotAnId)
            }
        }
    };
}

/// The text is not an id of the kind that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id")
    }
}

impl core::error::Error for NotAnId {}

numbered!(
    /// A person: member or administrator. Shown as `p7`.
    PersonId(u32), "p"
);
numbered!(
    /// An accommodation: room, bed, tent, camper. Shown as `a7`.
    AccommodationId(u16), "a"
);
numbered!(
    /// A booking; its number is also what people say on the phone. Shown as `b7`.
    BookingId(u32), "b"
);

/// Position of an event in the log of its house: 1, 2, 3, … without gaps. 0 is the empty log.
pub type Sequence = u64;

/// Position of an event within its own stream: 1, 2, 3, … without gaps. 0 is "does not exist yet".
pub type Version = u32;

/// What a run of events is about. Events of one stream are numbered by [`Version`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stream {
    /// The house itself: its name, its settings.
    House,
    /// One person.
    Person(PersonId),
    /// One accommodation.
    Accommodation(AccommodationId),
    /// One booking.
    Booking(BookingId),
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::House => f.write_str("house"),
            Self::Person(id) => id.fmt(f),
            Self::Accommodation(id) => id.fmt(f),
            Self::Booking(id) => id.fmt(f),
        }
    }
}

/// Identifies one command for good, so that asking twice does not do it twice.
///
/// The first half names the request, the second half its content: the same request with another content can be told
/// from a repetition, also after a restart, without storing anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CommandId([u8; 16]);

impl CommandId {
    /// An id from its 16 bytes.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// An id from the two halves.
    pub const fn from_halves(request: u64, content: u64) -> Self {
        Self((((request as u128) << 64) | content as u128).to_be_bytes())
    }

    /// An id for a request that may be repeated: `request` names it, `content` stands for what it asks.
    pub const fn repeatable(request: u64, content: u64) -> Self {
        Self::from_halves(request | 1, content)
    }

    /// An id for a request that nobody will repeat, from 16 random bytes.
    pub const fn unique(bytes: [u8; 16]) -> Self {
        let id = Self(bytes);
        Self::from_halves(id.request() & !1, id.content())
    }

    /// Whether somebody may ask with this id again. Ids from elsewhere (imports) may say so without need: that costs
    /// a little memory for a while and nothing else.
    pub const fn is_repeatable(&self) -> bool {
        self.request() & 1 == 1
    }

    /// The bytes as written to the log.
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The half that names the request.
    pub const fn request(&self) -> u64 {
        (u128::from_be_bytes(self.0) >> 64) as u64
    }

    /// The half that stands for the content of the request.
    pub const fn content(&self) -> u64 {
        u128::from_be_bytes(self.0) as u64
    }
}

impl fmt::Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Actor {
    /// The program itself, or whoever has the file and the command line.
    System,
    /// Nobody knows: the old system did not write it down.
    Unknown,
    /// A person of the house.
    Person(PersonId),
}

impl Actor {
    /// The person, if a person did it.
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(id) => Some(id),
            Self::System | Self::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back_only_in_the_form_they_are_shown() {
        assert_eq!(BookingId::new(7).to_string(), "b7");
        assert_eq!("b7".parse(), Ok(BookingId::new(7)));
        for wrong in [
            "",
            "b",
            "7",
            "a7",
            "b07",
            "b+7",
            "b0",
            "b-1",
            "b99999999999",
            "b7 ",
            "B7",
        ] {
            assert_eq!(wrong.parse::<BookingId>(), Err(NotAnId), "{wrong:?}");
        }
    }

    #[test]
    fn the_halves_of_a_command_id_come_back() {
        let id = CommandId::from_halves(0x0102_0304_0506_0708, 9);
        assert_eq!((id.request(), id.content()), (0x0102_0304_0506_0708, 9));
        assert_eq!(id.to_string(), "01020304050607080000000000000009");
    }
}
