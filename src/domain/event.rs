//! What has happened. Every shape here is on disks for good: a new shape of an event is a new schema version with an
//! upcaster (see `store/codec`), never an edit of these structs. Never carries clear personal text once recorded.

use super::{
    accommodation::Description,
    booking::{Items, Overrides, Status},
    house::{Language, Settings},
    ids::{Actor, CommandId, PersonId, Sequence, Stream, Version},
    mail::{Mail, MailOutcome, MailSettings},
    people::{Digest, MOST_IN_USE, RECOVERY_CODES, Role, Scope, Standing},
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
    /// How mails are sent is new.
    MailSettingsChanged(MailSettingsChanged),
    /// A link was made by which somebody unknown can come in.
    InvitationIssued(InvitationIssued),
    /// Such a link opens no more.
    InvitationWithdrawn(InvitationWithdrawn),
    /// Somebody came in by such a link.
    InvitationUsed(InvitationUsed),
    /// Somebody came to the house.
    PersonAdded(PersonAdded),
    /// Somebody who was waiting was let in.
    PersonApproved,
    /// Somebody who was waiting was not let in.
    PersonRejected(PersonRejected),
    /// It must be seen whether somebody's address is theirs; a mail shall ask for it (again).
    EmailCheckAsked,
    /// A link was given out by which somebody confirms their address.
    EmailCheckIssued(EmailCheckIssued),
    /// Somebody wants another address.
    EmailChangeAsked(EmailChangeAsked),
    /// The address somebody has, or wanted, is theirs.
    EmailVerified,
    /// Somebody registered with an address that is known already.
    RegistrationRepeated,
    /// Somebody is called otherwise.
    NameChanged(NameChanged),
    /// Somebody wants to be written to in a language.
    LanguageChosen(LanguageChosen),
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
    /// Somebody has lost their password and asks for a link.
    AccessAsked,
    /// A link to get in once was given out.
    AccessLinkIssued(AccessLinkIssued),
    /// A session was opened.
    SignedIn(SignedIn),
    /// A session was closed.
    SignedOut(SignedOut),
    /// Sessions and tokens have been in use of late.
    InUse(InUse),
    /// Signing in needs a second factor from now on.
    SecondFactorSet(SecondFactorSet),
    /// Signing in needs no second factor any more.
    SecondFactorRemoved,
    /// One of the codes that stand in for a second factor is used up.
    RecoveryCodeUsed(RecoveryCodeUsed),
    /// A token for programs was given out.
    TokenIssued(TokenIssued),
    /// Such a token opens no more.
    TokenRevoked(TokenRevoked),
    /// A mail to somebody is done with.
    MailSettled(MailSettled),
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

/// See [`Event::MailSettingsChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettingsChanged {
    /// All of it, as it is now; `None` when no mails are sent.
    pub mail: Option<Box<MailSettings>>,
}

/// See [`Event::InvitationIssued`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationIssued {
    /// Digest of the secret in the link.
    pub digest: Digest,
    /// What whoever uses it becomes.
    pub role: Role,
    /// Until when it opens.
    pub expires: Moment,
}

/// See [`Event::InvitationWithdrawn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationWithdrawn {
    /// Digest of the secret in the link.
    pub digest: Digest,
}

/// See [`Event::InvitationUsed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationUsed {
    /// Digest of the secret in the link.
    pub digest: Digest,
    /// Who came.
    pub person: PersonId,
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

/// See [`Event::PersonRejected`]. It voids all links; the password only opens the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRejected {
    /// Why.
    pub reason: Option<PersonalText>,
}

/// See [`Event::EmailCheckIssued`]. An older one is void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailCheckIssued {
    /// Digest of the secret in the link.
    pub digest: Digest,
    /// Until when it opens.
    pub expires: Moment,
}

/// See [`Event::EmailChangeAsked`]. It voids the link to confirm another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailChangeAsked {
    /// The address they want, in lower case.
    pub email: PersonalText,
}

/// See [`Event::NameChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameChanged {
    /// First name.
    pub first_name: PersonalText,
    /// Last name.
    pub last_name: PersonalText,
}

/// See [`Event::LanguageChosen`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageChosen {
    /// The language.
    pub language: Language,
}

/// See [`Event::RoleChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleChanged {
    /// The role from now on.
    pub role: Role,
}

/// See [`Event::PasswordSet`]. It closes all sessions and voids tokens, links and the wish for another address.
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
    /// On what, in the words of whoever came: browser and system.
    pub device: Option<PersonalText>,
}

/// See [`Event::SignedOut`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// Digest of the session's secret.
    pub session: Digest,
}

/// See [`Event::InUse`]. Told about once a day for what is in use, so that what has not been used for long can end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InUse {
    /// Digests of the secrets of sessions and tokens.
    pub digests: heapless::Vec<Digest, MOST_IN_USE>,
}

/// See [`Event::SecondFactorSet`]. It closes all sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactorSet {
    /// The secret that codes are computed from (RFC 6238), in Base32.
    pub secret: PersonalText,
    /// Digests of codes that stand in for it, once each.
    pub codes: heapless::Vec<Digest, RECOVERY_CODES>,
}

/// See [`Event::RecoveryCodeUsed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodeUsed {
    /// Digest of the code.
    pub digest: Digest,
}

/// See [`Event::TokenIssued`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenIssued {
    /// Digest of the token.
    pub digest: Digest,
    /// What it is for, in its owner's words.
    pub name: PersonalText,
    /// What it may be used for.
    pub scope: Scope,
    /// From when on it is worth nothing; `None` for never.
    pub expires: Option<Moment>,
}

/// See [`Event::TokenRevoked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRevoked {
    /// Digest of the token.
    pub digest: Digest,
}

/// See [`Event::MailSettled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettled {
    /// Which mail.
    pub mail: Mail,
    /// What became of it.
    pub outcome: MailOutcome,
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
    pub member: PersonId,
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
            Self::MailSettingsChanged(_) => "MailSettingsChanged",
            Self::InvitationIssued(_) => "InvitationIssued",
            Self::InvitationWithdrawn(_) => "InvitationWithdrawn",
            Self::InvitationUsed(_) => "InvitationUsed",
            Self::PersonAdded(_) => "PersonAdded",
            Self::PersonApproved => "PersonApproved",
            Self::PersonRejected(_) => "PersonRejected",
            Self::EmailCheckAsked => "EmailCheckAsked",
            Self::EmailCheckIssued(_) => "EmailCheckIssued",
            Self::EmailChangeAsked(_) => "EmailChangeAsked",
            Self::EmailVerified => "EmailVerified",
            Self::RegistrationRepeated => "RegistrationRepeated",
            Self::NameChanged(_) => "NameChanged",
            Self::LanguageChosen(_) => "LanguageChosen",
            Self::RoleChanged(_) => "RoleChanged",
            Self::PersonDeactivated => "PersonDeactivated",
            Self::PersonReactivated => "PersonReactivated",
            Self::PersonErased => "PersonErased",
            Self::PasswordSet(_) => "PasswordSet",
            Self::AccessAsked => "AccessAsked",
            Self::AccessLinkIssued(_) => "AccessLinkIssued",
            Self::SignedIn(_) => "SignedIn",
            Self::SignedOut(_) => "SignedOut",
            Self::InUse(_) => "InUse",
            Self::SecondFactorSet(_) => "SecondFactorSet",
            Self::SecondFactorRemoved => "SecondFactorRemoved",
            Self::RecoveryCodeUsed(_) => "RecoveryCodeUsed",
            Self::TokenIssued(_) => "TokenIssued",
            Self::TokenRevoked(_) => "TokenRevoked",
            Self::MailSettled(_) => "MailSettled",
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
            Self::NameChanged(event) => {
                visit(&mut event.first_name);
                visit(&mut event.last_name);
            }
            Self::EmailChangeAsked(event) => visit(&mut event.email),
            Self::SecondFactorSet(event) => visit(&mut event.secret),
            Self::TokenIssued(event) => visit(&mut event.name),
            Self::SignedIn(SignedIn {
                device: Some(text), ..
            })
            | Self::PersonRejected(PersonRejected { reason: Some(text) })
            | Self::MailSettled(MailSettled {
                outcome: MailOutcome::GivenUp(Some(text)),
                ..
            }) => visit(text),
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
        matches!(
            self,
            Self::PersonAdded(_)
                | Self::PasswordSet(_)
                | Self::NameChanged(_)
                | Self::EmailChangeAsked(_)
                | Self::SecondFactorSet(_)
                | Self::TokenIssued(_)
        )
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
