//! What can be asked of a house. Raw values as they came in: only `decide` judges them.

use super::{
    accommodation::Description,
    booking::{Items, Overrides},
    house::Settings,
    ids::{AccommodationId, BookingId, PersonId, Version},
    people::{Digest, Role},
    time::Moment,
};
use jiff::civil::Date;

/// Everything that can be asked.
#[derive(Debug, Clone)]
pub enum Command {
    /// About the house.
    House(HouseCommand),
    /// About a person.
    Person(PersonCommand),
    /// About an accommodation.
    Accommodation(AccommodationCommand),
    /// About a booking.
    Booking(BookingCommand),
}

/// What can be asked of the house itself.
#[derive(Debug, Clone)]
pub enum HouseCommand {
    /// Begin the book, with its first administrator.
    Found {
        /// The settings to begin with.
        settings: Settings,
        /// Who looks after the house; becomes administrator whatever role it says.
        administrator: NewPerson,
        /// Hash of the administrator's password.
        password: Option<Box<str>>,
    },
    /// Change the settings.
    ChangeSettings {
        /// All settings as they shall be.
        settings: Settings,
    },
}

/// The particulars of somebody new.
#[derive(Clone)]
pub struct NewPerson {
    /// E-mail address, in any case.
    pub email: Box<str>,
    /// First name.
    pub first_name: Box<str>,
    /// Last name.
    pub last_name: Box<str>,
    /// Member or administrator.
    pub role: Role,
}

impl core::fmt::Debug for NewPerson {
    /// Says the role only: debug output ends in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "NewPerson({:?})", self.role)
    }
}

/// What can be asked about people.
#[derive(Debug, Clone)]
pub enum PersonCommand {
    /// Add somebody, who may come in at once.
    Add {
        /// Who.
        person: NewPerson,
    },
    /// Let somebody in who was waiting.
    Approve {
        /// Who.
        person: PersonId,
    },
    /// Make a member an administrator, or the other way round.
    ChangeRole {
        /// Who.
        person: PersonId,
        /// What they shall be.
        role: Role,
    },
    /// Send somebody away; what they booked stays.
    Deactivate {
        /// Who.
        person: PersonId,
    },
    /// Let somebody back in.
    Reactivate {
        /// Who.
        person: PersonId,
    },
    /// Forget somebody for good; what they booked stays, without a name.
    Erase {
        /// Who.
        person: PersonId,
        /// Also if they have stays ahead: those are cancelled.
        cancel_stays: bool,
    },
    /// Give out a link by which the person can choose a password once. An older one is void then.
    IssueAccessLink {
        /// Who.
        person: PersonId,
        /// Digest of the secret in the link.
        digest: Digest,
        /// Until when it opens.
        expires: Moment,
    },
    /// Choose a password by such a link.
    UseAccessLink {
        /// Digest of the secret in the link.
        digest: Digest,
        /// Hash of the new password.
        password: Box<str>,
    },
    /// Open a session; the password has been checked.
    SignIn {
        /// Who.
        person: PersonId,
        /// Digest of the session's secret.
        session: Digest,
    },
    /// Close a session.
    SignOut {
        /// Whose.
        person: PersonId,
        /// Digest of the session's secret.
        session: Digest,
    },
}

/// What can be asked about accommodations.
#[derive(Debug, Clone)]
pub enum AccommodationCommand {
    /// Add one.
    Add {
        /// What it is.
        description: Description,
    },
    /// Change name, kind or capacity.
    Change {
        /// Which one.
        id: AccommodationId,
        /// All of it as it shall be.
        description: Description,
        /// Also if stays ahead will not fit any more.
        force: bool,
        /// The version the asker has seen.
        expected: Option<Version>,
    },
    /// Close it.
    Deactivate {
        /// Which one.
        id: AccommodationId,
        /// Also if it has stays ahead.
        force: bool,
        /// The version the asker has seen.
        expected: Option<Version>,
    },
    /// Open it again.
    Reactivate {
        /// Which one.
        id: AccommodationId,
        /// The version the asker has seen.
        expected: Option<Version>,
    },
}

/// What a wish says about the note.
#[derive(Clone, PartialEq, Eq)]
pub enum NoteWish {
    /// It shall stay what it is. In a new booking: none.
    Keep,
    /// There shall be none.
    Nothing,
    /// It shall say this.
    Say(Box<str>),
}

impl NoteWish {
    /// The new words, if there are any.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Say(words) => Some(words),
            Self::Keep | Self::Nothing => None,
        }
    }
}

impl core::fmt::Debug for NoteWish {
    /// Leaves the words out: debug output ends in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Keep => f.write_str("Keep"),
            Self::Nothing => f.write_str("Nothing"),
            Self::Say(words) => write!(f, "Say({} bytes)", words.len()),
        }
    }
}

/// A stay as somebody wishes it.
#[derive(Clone)]
pub struct Wish {
    /// Date of the first night.
    pub arrival: Date,
    /// Date of leaving.
    pub departure: Date,
    /// Where, and how many persons in each.
    pub items: Items,
    /// Anything to say.
    pub note: NoteWish,
    /// Rules an administrator sets aside on purpose.
    pub allow: Overrides,
}

impl core::fmt::Debug for Wish {
    /// Leaves the note out: debug output ends in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "Wish([{}, {}), {:?}, allow {:?})",
            self.arrival, self.departure, self.items, self.allow
        )
    }
}

/// What can be asked about bookings.
#[derive(Clone)]
pub enum BookingCommand {
    /// A new booking.
    Request {
        /// The stay.
        wish: Wish,
        /// For whom, when not for oneself.
        on_behalf_of: Option<PersonId>,
    },
    /// Other dates, items or note.
    Change {
        /// Which one.
        id: BookingId,
        /// All of it as it shall be.
        wish: Wish,
        /// The version the asker has seen.
        expected: Option<Version>,
    },
    /// Say yes.
    Confirm {
        /// Which one.
        id: BookingId,
        /// Rules to set aside on purpose.
        allow: Overrides,
        /// The version the asker has seen.
        expected: Option<Version>,
    },
    /// Say no.
    Decline {
        /// Which one.
        id: BookingId,
        /// Why.
        reason: Option<Box<str>>,
        /// The version the asker has seen.
        expected: Option<Version>,
    },
    /// Call it off.
    Cancel {
        /// Which one.
        id: BookingId,
        /// Why.
        reason: Option<Box<str>>,
        /// The version the asker has seen.
        expected: Option<Version>,
    },
    /// Take back one's own last step.
    Undo {
        /// Which one.
        id: BookingId,
        /// The version the asker has seen.
        expected: Option<Version>,
    },
}

impl core::fmt::Debug for BookingCommand {
    /// Leaves reasons and notes out: debug output ends in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Request { wish, on_behalf_of } => {
                write!(f, "Request({wish:?}, for {on_behalf_of:?})")
            }
            Self::Change { id, wish, expected } => {
                write!(f, "Change({id}, {wish:?}, at {expected:?})")
            }
            Self::Confirm {
                id,
                allow,
                expected,
            } => write!(f, "Confirm({id}, {allow:?}, at {expected:?})"),
            Self::Decline { id, expected, .. } => write!(f, "Decline({id}, at {expected:?})"),
            Self::Cancel { id, expected, .. } => write!(f, "Cancel({id}, at {expected:?})"),
            Self::Undo { id, expected } => write!(f, "Undo({id}, at {expected:?})"),
        }
    }
}
