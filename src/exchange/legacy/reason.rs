//! Why a row could not be taken. One sentence each, for the person who runs the import.
//! Never repeats personal text from the row.

use super::{names::LegacyId, plan::NOTE_BOUND_BYTES};
use crate::domain::{
    accommodation::{MAX_ACCOMMODATIONS, MAX_CAPACITY},
    booking::MAX_ITEMS,
    text::NAME_CHARS,
    time::{FIRST_YEAR, LAST_YEAR, MAX_NIGHTS, NotAStay},
};
use core::fmt;

/// Why a row was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// This column does not hold what it should.
    Column(&'static str),
    /// `EventData` is not a JSON object.
    Json,
    /// `EventData` lacks this field, or it does not hold what it should.
    Field(&'static str),
    /// Nobody knows this type of event.
    EventType(Box<str>),
    /// The type of the aggregate and the type of the event do not belong together.
    Aggregate,
    /// Another row has the same id.
    SameId,
    /// Another row is the same version of the same aggregate.
    SameVersion,
    /// This earlier version of the aggregate is missing or was not taken.
    After(u32),
    /// The first event of the aggregate does not create it.
    NotBegun,
    /// The aggregate has been created already.
    CreatedTwice,
    /// There is no such user, or it was not taken.
    User(i64),
    /// There is no such accommodation, or it was not taken.
    Accommodation(LegacyId),
    /// The dates are no stay.
    Stay(NotAStay),
    /// The booking has no accommodation at all.
    NoItems,
    /// More than [`MAX_ITEMS`] accommodations in one booking.
    TooManyItems,
    /// No persons, or more than a booking can say.
    Persons,
    /// The note has more than [`NOTE_BOUND_BYTES`].
    Note,
    /// The capacity is none.
    Capacity,
    /// The name of an accommodation cannot be used.
    Name,
    /// The house has as many accommodations, people or bookings as it can have.
    TooMany,
    /// The e-mail address cannot be one.
    Email,
    /// First or last name cannot be used.
    PersonName,
    /// It was imported before, and somebody changed it in this book since.
    ChangedHere,
    /// It was imported before, and role or standing differ from the old system's.
    PersonDiffers,
    /// The person was imported before and has been erased here.
    PersonErased,
    /// A later event of the same aggregate was imported before.
    OutOfOrder,
    /// This book has used the row's id for something else.
    IdTaken,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(column) => write!(f, "the column \"{column}\" does not hold what it should"),
            Self::Json => f.write_str("EventData is not a JSON object"),
            Self::Field(field) => write!(f, "\"{field}\" in EventData is missing or does not hold what it should"),
            Self::EventType(name) => write!(f, "the event type \"{name}\" is not known"),
            Self::Aggregate => f.write_str("the type of its aggregate does not go with its event type"),
            Self::SameId => f.write_str("another row has the same id"),
            Self::SameVersion => f.write_str("another row has the same version"),
            Self::After(version) => write!(f, "it depends on version {version} before it, which is missing or was not taken"),
            Self::NotBegun => f.write_str("the first event of its aggregate does not create it"),
            Self::CreatedTwice => f.write_str("its aggregate has been created already"),
            Self::User(id) => write!(f, "the user {id} is missing or was not taken"),
            Self::Accommodation(id) => write!(f, "the accommodation {id} is missing or was not taken"),
            Self::Stay(NotAStay::NoNight) => f.write_str("the end is not after the start"),
            Self::Stay(NotAStay::OutOfRange) => write!(f, "a date lies before {FIRST_YEAR} or after {LAST_YEAR}"),
            Self::Stay(NotAStay::TooLong) => write!(f, "the stay has more than {MAX_NIGHTS} nights"),
            Self::NoItems => f.write_str("the booking has no accommodation"),
            Self::TooManyItems => write!(f, "the booking has more than {MAX_ITEMS} accommodations"),
            Self::Persons => write!(f, "the number of persons is not between 1 and {}", u8::MAX),
            Self::Note => write!(f, "the note has more than {NOTE_BOUND_BYTES} bytes"),
            Self::Capacity => write!(f, "the capacity is not between 1 and {MAX_CAPACITY}"),
            Self::Name => write!(f, "the name is blank, has more than {NAME_CHARS} characters, or some that cannot be shown"),
            Self::TooMany => write!(f, "there is no room for more (a house has at most {MAX_ACCOMMODATIONS} accommodations)"),
            Self::Email => f.write_str("the e-mail address cannot be one"),
            Self::PersonName => f.write_str("the first or last name is too long or has characters that cannot be shown"),
            Self::ChangedHere => f.write_str("it was imported before and has been changed in this book since; repeat the step here by hand if it is still wanted"),
            Self::PersonErased => f.write_str("imported before and erased here since; nothing more about this person is taken over"),
            Self::PersonDiffers => f.write_str("imported before; role or standing differ from the old system's by now. Change them here by hand if they should not"),
            Self::OutOfOrder => f.write_str("a later event of the same aggregate was imported before"),
            Self::IdTaken => f.write_str("this book has used its id for something else"),
        }
    }
}
