//! What has happened. Every shape here is on disks for good: a new shape of an event is a new schema version with an
//! upcaster (see `store/codec`), never an edit of these structs. Never carries clear personal text once recorded.

use super::{
    accommodation::Description,
    booking::{Items, Overrides, Status},
    house::Settings,
    ids::{Actor, CommandId, Sequence, Stream, Version},
    people::{Digest, Role, Standing},
    text::PersonalText,
    time::{Moment, Stay},
};
use serde::{Deserialize, Serialize};

/// Everything that can have happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The book was begun.
    HouseFounded(HouseFounded),
    /// The settings are new.
    SettingsChanged(SettingsChanged),
    /// Somebody came to the house.
    PersonAdded(PersonAdded),
    /// Somebody who was waiting was let in.
    PersonApproved,
    /// Somebody has another role.
    RoleChanged(RoleChanged),
    /// Somebody may not come in any more.
    PersonDeactivated,
    /// Somebody may come in again.
    PersonReactivated,
    /// Somebody was forgotten: whatever is said by or about them cannot be read any more.
    PersonErased,
    /// A password was chosen.
    PasswordSet(PasswordSet),
    /// A link to get in once was given out.
    AccessLinkIssued(AccessLinkIssued),
    /// A session was opened.
    SignedIn(SignedIn),
    /// A session was closed.
    SignedOut(SignedOut),
    /// There is a new accommodation.
    AccommodationAdded(AccommodationAdded),
    /// Name, kind or capacity changed.
    AccommodationChanged(AccommodationChanged),
    /// It was closed.
    AccommodationDeactivated(AccommodationDeactivated),
    /// It was opened again.
    AccommodationReactivated,
    /// Somebody asked for a stay.
    BookingRequested(BookingRequested),
    /// Dates, items or note are new.
    BookingChanged(BookingChanged),
    /// An administrator said yes.
    BookingConfirmed(BookingConfirmed),
    /// An administrator said no.
    BookingDeclined(BookingDeclined),
    /// It was called off.
    BookingCancelled(BookingCancelled),
    /// Somebody took their last step back.
    BookingUndone(BookingUndone),
}

/// See [`Event::HouseFounded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseFounded {
    /// The settings the house began with.
    pub settings: Settings,
}

/// See [`Event::SettingsChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsChanged {
    /// All settings, as they are now.
    pub settings: Settings,
}

/// See [`Event::PersonAdded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonAdded {
    /// E-mail address in lower case.
    pub email: PersonalText,
    /// First name.
    pub first_name: PersonalText,
    /// Last name.
    pub last_name: PersonalText,
    /// Member or administrator.
    pub role: Role,
    /// Whether they may come in.
    pub standing: Standing,
}

/// See [`Event::RoleChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleChanged {
    /// The role from now on.
    pub role: Role,
}

/// See [`Event::PasswordSet`]. It closes all sessions and voids the access link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordSet {
    /// Hash in PHC form.
    pub hash: PersonalText,
}

/// See [`Event::AccessLinkIssued`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessLinkIssued {
    /// Digest of the secret in the link.
    pub digest: Digest,
    /// Until when it opens.
    pub expires: Moment,
}

/// See [`Event::SignedIn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Digest of the session's secret.
    pub session: Digest,
}

/// See [`Event::SignedOut`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// Digest of the session's secret.
    pub session: Digest,
}

/// See [`Event::AccommodationAdded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccommodationAdded {
    /// Name, kind, capacity.
    pub description: Description,
}

/// See [`Event::AccommodationChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccommodationChanged {
    /// Name, kind, capacity, as they are now.
    pub description: Description,
    /// Whether it was done although stays ahead do not fit any more.
    pub forced: bool,
}

/// See [`Event::AccommodationDeactivated`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccommodationDeactivated {
    /// Whether it was done although there are stays ahead.
    pub forced: bool,
}

/// See [`Event::BookingRequested`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingRequested {
    /// Whose stay it is.
    pub member: super::ids::PersonId,
    /// The nights.
    pub stay: Stay,
    /// Where, and how many.
    pub items: Items,
    /// Anything that was said.
    pub note: Option<PersonalText>,
    /// Rules that were set aside on purpose.
    pub overrides: Overrides,
}

/// See [`Event::BookingChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingChanged {
    /// The nights, as they are now.
    pub stay: Stay,
    /// Where, and how many, as it is now.
    pub items: Items,
    /// The note, as it is now.
    pub note: Option<PersonalText>,
    /// The status it has now: a change can need a new confirmation.
    pub status: Status,
    /// Rules that were set aside on purpose.
    pub overrides: Overrides,
}

/// See [`Event::BookingConfirmed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingConfirmed {
    /// Rules that were set aside on purpose.
    pub overrides: Overrides,
}

/// See [`Event::BookingDeclined`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingDeclined {
    /// Why.
    pub reason: Option<PersonalText>,
}

/// See [`Event::BookingCancelled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingCancelled {
    /// Why.
    pub reason: Option<PersonalText>,
}

/// See [`Event::BookingUndone`]: the booking is again what it was before its last step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingUndone {
    /// The nights, as they are again.
    pub stay: Stay,
    /// Where, and how many, as it is again.
    pub items: Items,
    /// The note, as it is again.
    pub note: Option<PersonalText>,
    /// The status it has again.
    pub status: Status,
}

impl Event {
    /// The name of this kind of event, as exports and interfaces show it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::HouseFounded(_) => "HouseFounded",
            Self::SettingsChanged(_) => "SettingsChanged",
            Self::PersonAdded(_) => "PersonAdded",
            Self::PersonApproved => "PersonApproved",
            Self::RoleChanged(_) => "RoleChanged",
            Self::PersonDeactivated => "PersonDeactivated",
            Self::PersonReactivated => "PersonReactivated",
            Self::PersonErased => "PersonErased",
            Self::PasswordSet(_) => "PasswordSet",
            Self::AccessLinkIssued(_) => "AccessLinkIssued",
            Self::SignedIn(_) => "SignedIn",
            Self::SignedOut(_) => "SignedOut",
            Self::AccommodationAdded(_) => "AccommodationAdded",
            Self::AccommodationChanged(_) => "AccommodationChanged",
            Self::AccommodationDeactivated(_) => "AccommodationDeactivated",
            Self::AccommodationReactivated => "AccommodationReactivated",
            Self::BookingRequested(_) => "BookingRequested",
            Self::BookingChanged(_) => "BookingChanged",
            Self::BookingConfirmed(_) => "BookingConfirmed",
            Self::BookingDeclined(_) => "BookingDeclined",
            Self::BookingCancelled(_) => "BookingCancelled",
            Self::BookingUndone(_) => "BookingUndone",
        }
    }

    /// Shows every personal text of the event to `visit`, which may change its state (seal it, open it).
    pub fn each_text(&mut self, visit: &mut dyn FnMut(&mut PersonalText)) {
        match self {
            Self::PersonAdded(event) => {
                visit(&mut event.email);
                visit(&mut event.first_name);
                visit(&mut event.last_name);
            }
            Self::PasswordSet(event) => visit(&mut event.hash),
            Self::BookingRequested(BookingRequested {
                note: Some(text), ..
            })
            | Self::BookingChanged(BookingChanged {
                note: Some(text), ..
            })
            | Self::BookingDeclined(BookingDeclined { reason: Some(text) })
            | Self::BookingCancelled(BookingCancelled { reason: Some(text) })
            | Self::BookingUndone(BookingUndone {
                note: Some(text), ..
            }) => visit(text),
            _ => {}
        }
    }

    /// Whether the texts of this event say who somebody is. Those are few and needed all the time, so they are held
    /// open in memory; all others stay sealed until somebody looks.
    pub const fn is_about_identity(&self) -> bool {
        matches!(self, Self::PersonAdded(_) | Self::PasswordSet(_))
    }
}

/// An event with its circumstances, as the log holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its place in the log.
    pub sequence: Sequence,
    /// What it is about.
    pub stream: Stream,
    /// Its place in that stream.
    pub version: Version,
    /// When it was recorded; for imported events, when it happened in the old system.
    pub at: Moment,
    /// The command that brought it about.
    pub command: CommandId,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub event: Event,
}
