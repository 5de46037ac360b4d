//! The ways the business says no. Each carries what a sentence about it needs.
//! Never holds a sentence: those are made where the reader's language is known.

use super::{
    booking::Status,
    ids::{AccommodationId, BookingId, Version},
};
use jiff::civil::Date;

/// Why a command was not accepted. Nothing has happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The one who asks may not do this.
    Forbidden,
    /// There is no such thing.
    NotFound(Missing),
    /// It has changed since the asker looked; this is its version now.
    Stale {
        /// The version it has now.
        current: Version,
    },
    /// The content breaks rules, all of which are listed.
    Invalid(Box<[Problem]>),
    /// There are not enough free places on these nights.
    Full(Box<[Shortage]>),
    /// In this status it cannot be done.
    WrongStatus(Status),
    /// The stay is over and belongs to the past.
    StayEnded,
    /// The accommodation still has these stays ahead; it can be forced.
    StaysAhead(Box<[BookingId]>),
    /// The person still has these stays ahead, which have to be cancelled first.
    HoldsPlaces(Box<[BookingId]>),
    /// The person has been forgotten: nothing can be done with them or their bookings any more.
    Erased,
    /// There is no step to take back, or it has been taken back already.
    NothingToUndo,
    /// The last step was somebody else's.
    UndoNotYours,
    /// The last administrator cannot go.
    LastAdministrator,
    /// The person may not come in (yet, or any more).
    NotActive,
    /// The person has not confirmed their address yet.
    NotVerified,
    /// The person does not wait to be let in (any more).
    NotWaiting,
    /// Nobody can register by themself here.
    RegistrationClosed,
    /// The link is wrong, used or too old.
    LinkInvalid,
    /// The house has been founded already.
    AlreadyFounded,
    /// The house must be founded first.
    NotFounded,
    /// There are as many of these as one house can have.
    TooMany,
}

impl Refusal {
    /// # Errors
    /// [`Refusal::Stale`] when a version was expected and it is another one.
    pub fn unless_current(current: Version, expected: Option<Version>) -> Result<(), Self> {
        match expected {
            Some(version) if version != current => Err(Self::Stale { current }),
            Some(_) | None => Ok(()),
        }
    }
}

/// What was not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// A person.
    Person,
    /// An accommodation.
    Accommodation,
    /// A booking.
    Booking,
}

/// One broken rule and the field that breaks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub field: Field,
    /// What is wrong there.
    pub rule: Rule,
}

impl Problem {
    /// A broken rule at a field.
    pub const fn new(field: Field, rule: Rule) -> Self {
        Self { field, rule }
    }
}

/// The fields a command can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Date of arrival.
    Arrival,
    /// Date of departure.
    Departure,
    /// The list of items as a whole.
    Items,
    /// The accommodation of the item at this place (from 0).
    ItemAccommodation(usize),
    /// The persons of the item at this place (from 0).
    ItemPersons(usize),
    /// The note.
    Note,
    /// The reason given.
    Reason,
    /// The member a booking is for.
    OnBehalfOf,
    /// The explicit overrides.
    Override,
    /// A name.
    Name,
    /// A capacity.
    Capacity,
    /// An e-mail address.
    Email,
    /// A first name.
    FirstName,
    /// A last name.
    LastName,
    /// A time zone.
    Timezone,
    /// The longest stay.
    LongestStay,
    /// The name of a mail server.
    MailHost,
    /// Its port.
    MailPort,
    /// Who signs in there.
    MailUser,
    /// The sender's address.
    MailFrom,
    /// The sender's name.
    MailFromName,
    /// Where links in mails lead.
    HouseAddress,
    /// Days before an arrival.
    ReminderDays,
    /// What a token is for.
    TokenName,
    /// A password.
    Password,
}

/// The rules a field can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Nothing was given.
    Blank,
    /// More characters than allowed.
    TooLong {
        /// How many are allowed.
        most: u32,
    },
    /// It has a character that cannot be shown.
    ControlCharacter,
    /// A number outside its bounds.
    OutOfRange {
        /// The smallest allowed.
        least: u32,
        /// The largest allowed.
        most: u32,
    },
    /// Another one has it already.
    Taken,
    /// Somebody of the house has this address already.
    AddressTaken,
    /// It cannot be an e-mail address.
    NotAnAddress,
    /// It cannot be the name of a server.
    NotAHost,
    /// It cannot be the address of a house: `http://` or `https://`, a host, perhaps a port.
    NotAHouseAddress,
    /// There is no such time zone.
    UnknownZone,
    /// There is no such member who could book.
    UnknownMember,
    /// Only administrators may do this.
    AdministratorsOnly,
    /// Departure is not after arrival.
    NoNight,
    /// More nights than the house allows.
    TooManyNights {
        /// How many were asked for.
        nights: u16,
        /// How many are allowed.
        longest: u16,
    },
    /// The date is before today.
    InThePast {
        /// Today at the house.
        today: Date,
    },
    /// The date lies outside of what a book covers.
    OutOfCalendar,
    /// Nothing to sleep in was chosen.
    NoItems,
    /// The accommodation stands in the booking more than once.
    Twice(AccommodationId),
    /// There is no such accommodation.
    UnknownAccommodation(AccommodationId),
    /// The accommodation is closed.
    Closed(AccommodationId),
    /// More persons than the accommodation can ever hold, or none.
    Persons {
        /// Its capacity.
        capacity: u8,
    },
}

/// A night on which an accommodation has fewer free places than asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shortage {
    /// Where.
    pub accommodation: AccommodationId,
    /// Which night.
    pub night: Date,
    /// How many places are free.
    pub free: u8,
    /// How many were asked for.
    pub asked: u8,
}
