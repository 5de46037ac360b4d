//! What can be asked of a house. Raw values as they came in: only `decide` judges them.

use super::{
    accommodation::Description,
    booking::{Items, Overrides},
    house::{Language, Settings},
    ids::{AccommodationId, BookingId, PersonId, Version},
    mail::{Mail, MailOutcome, MailSettings},
    people::{Digest, RECOVERY_CODES, Role, Scope},
    time::Moment,
};
use jiff::civil::Date;

/// Everything that can be asked.
#[derive(Debug, Clone)]
pub enum Command {
    /// About the house.
    House(HouseCommand),
    /// About its mails.
    Mail(MailCommand),
    /// About invitations.
    Invitation(InvitationCommand),
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

/// What can be asked about mails.
#[derive(Debug, Clone)]
pub enum MailCommand {
    /// Send mails otherwise, or none any more.
    ChangeSettings {
        /// All of it as it shall be; `None` for no mails.
        mail: Option<Box<MailSettings>>,
    },
    /// A mail is done with.
    Settle {
        /// To whom it is.
        to: PersonId,
        /// Which one.
        mail: Mail,
        /// What became of it.
        outcome: MailOutcome,
    },
}

/// What can be asked about invitations.
#[derive(Debug, Clone)]
pub enum InvitationCommand {
    /// Make one.
    Issue {
        /// Digest of the secret in the link.
        digest: Digest,
        /// What whoever uses it becomes.
        role: Role,
        /// Until when it opens.
        expires: Moment,
    },
    /// Void one.
    Withdraw {
        /// Digest of the secret in the link.
        digest: Digest,
    },
    /// Come in by one.
    Accept {
        /// Digest of the secret in the link.
        digest: Digest,
        /// Who comes; the role is what the invitation says.
        newcomer: Newcomer,
    },
}

/// Somebody who comes by themself.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Who.
    pub person: NewPerson,
    /// Hash of the password they chose.
    pub password: Unsaid,
    /// The language they read.
    pub language: Language,
}

/// Text in a command that debug output leaves out, because that ends in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Unsaid(pub Box<str>);

impl core::fmt::Debug for Unsaid {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Unsaid({} bytes)", self.0.len())
    }
}

impl<T: Into<Box<str>>> From<T> for Unsaid {
    fn from(text: T) -> Self {
        Self(text.into())
    }
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
    /// Register by oneself, to be let in later. With an address that is known already nothing comes of it but a mail.
    Register {
        /// Who; becomes a member whatever role it says.
        newcomer: Box<Newcomer>,
    },
    /// Ask for the mail by which an address is confirmed once more.
    AskEmailCheck {
        /// Whose.
        person: PersonId,
    },
    /// Give out a link by which somebody confirms their address, or the one they want. An older one is void then.
    IssueEmailCheck {
        /// Whose.
        person: PersonId,
        /// Digest of the secret in the link.
        digest: Digest,
        /// Until when it opens.
        expires: Moment,
    },
    /// Confirm an address by such a link. Whoever has registered chooses their password by it: until then nobody knows
    /// whether whoever registered is whose address it is.
    UseEmailCheck {
        /// Digest of the secret in the link.
        digest: Digest,
        /// Hash of the password they choose; of no use to whoever only wants another address.
        password: Option<Unsaid>,
    },
    /// Add somebody, who may come in at once; somebody who was rejected comes in after all.
    Add {
        /// Who.
        person: NewPerson,
    },
    /// Let somebody in who was waiting.
    Approve {
        /// Who.
        person: PersonId,
        /// Also if they have not confirmed their address: the administrator knows that it is theirs.
        vouch: bool,
    },
    /// Do not let somebody in who was waiting. They can be added all the same later.
    Reject {
        /// Who.
        person: PersonId,
        /// Why.
        reason: Option<Unsaid>,
    },
    /// Be called otherwise.
    ChangeName {
        /// Who.
        person: PersonId,
        /// First name.
        first_name: Unsaid,
        /// Last name.
        last_name: Unsaid,
    },
    /// Have another address, once it is confirmed; the present one again ends the wish for another.
    AskForEmail {
        /// Who.
        person: PersonId,
        /// The address, in any case.
        email: Unsaid,
    },
    /// Be written to in a language.
    ChooseLanguage {
        /// Who.
        person: PersonId,
        /// The language.
        language: Language,
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
    /// Ask for a link, because the password is lost.
    AskAccess {
        /// Who.
        person: PersonId,
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
    /// Choose another password; the present one has been checked.
    ChangePassword {
        /// Who.
        person: PersonId,
        /// Hash of the new password.
        password: Unsaid,
    },
    /// Open a session; the password has been checked.
    SignIn {
        /// Who.
        person: PersonId,
        /// Digest of the session's secret.
        session: Digest,
        /// On what: browser and system, at most [`super::people::DEVICE_CHARS`] characters are kept.
        device: Option<Unsaid>,
    },
    /// Close a session.
    SignOut {
        /// Whose.
        person: PersonId,
        /// Digest of the session's secret.
        session: Digest,
    },
    /// These have been in use.
    NoteUse {
        /// Whose.
        person: PersonId,
        /// Digests of the secrets of sessions and tokens; at most [`super::people::MOST_IN_USE`] are kept.
        digests: Box<[Digest]>,
    },
    /// Need a second factor to sign in from now on, or another one.
    SetSecondFactor {
        /// Who.
        person: PersonId,
        /// The secret that codes are computed from, in Base32.
        secret: Unsaid,
        /// Digests of codes that stand in for it, once each.
        codes: heapless::Vec<Digest, RECOVERY_CODES>,
    },
    /// Need no second factor any more.
    RemoveSecondFactor {
        /// Who.
        person: PersonId,
    },
    /// Use a code that stands in for the second factor.
    UseRecoveryCode {
        /// Whose.
        person: PersonId,
        /// Digest of the code.
        digest: Digest,
    },
    /// Give out a token for programs.
    IssueToken {
        /// Whose: the program acts as this person.
        person: PersonId,
        /// Digest of the token.
        digest: Digest,
        /// What it is for.
        name: Unsaid,
        /// What it may be used for.
        scope: Scope,
        /// From when on it is worth nothing; `None` for never.
        expires: Option<Moment>,
    },
    /// Void a token.
    RevokeToken {
        /// Whose.
        person: PersonId,
        /// Digest of the token.
        digest: Digest,
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
