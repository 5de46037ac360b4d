//! Which events tell who came in and by what, and what administrators did with others' things: a choice among all events.
//! Never has a catch-all arm: of a new event it must be said whether it belongs here.

use crate::{
    app::views::Book,
    domain::{
        event::{Event, Recorded},
        ids::{PersonId, Stream},
    },
};

/// A choice of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audit {
    /// All of these.
    All,
    /// How people come in: sessions, passwords, second factors, tokens, invitations used.
    Logins,
    /// What administrators did with the house, with people and with others' bookings.
    Acts,
}

impl Audit {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::All, Self::Logins, Self::Acts];

    /// The name by which addresses know it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "audit",
            Self::Logins => "logins",
            Self::Acts => "acts",
        }
    }

    /// Whether an event belongs to it; the book knows whose the bookings are.
    pub fn has(self, recorded: &Recorded, book: &Book) -> bool {
        match self {
            Self::All => is_login(recorded) || is_act(recorded, book),
            Self::Logins => is_login(recorded),
            Self::Acts => is_act(recorded, book),
        }
    }
}

const fn is_login(recorded: &Recorded) -> bool {
    matches!(
        recorded.event,
        Event::SignedIn(_)
            | Event::SignedOut(_)
            | Event::PasswordSet(_)
            | Event::AccessAsked
            | Event::SecondFactorSet(_)
            | Event::SecondFactorRemoved
            | Event::RecoveryCodeUsed(_)
            | Event::TokenIssued(_)
            | Event::TokenRevoked(_)
            | Event::InvitationUsed(_)
    )
}

fn is_act(recorded: &Recorded, book: &Book) -> bool {
    let with_another = |person: Option<PersonId>| {
        let actor = recorded.actor.person();
        actor.is_some_and(|actor| person != Some(actor))
    };
    let (person, guest) = match recorded.stream {
        Stream::Person(id) => (Some(id), None),
        Stream::Booking(id) => (None, book.state.booking(id).map(|it| it.member)),
        Stream::House | Stream::Accommodation(_) => (None, None),
    };
    match &recorded.event {
        Event::HouseFounded(_)
        | Event::SettingsChanged(_)
        | Event::MailSettingsChanged(_)
        | Event::InvitationIssued(_)
        | Event::InvitationWithdrawn(_)
        | Event::PersonApproved
        | Event::PersonRejected(_)
        | Event::RoleChanged(_)
        | Event::PersonDeactivated
        | Event::PersonReactivated
        | Event::PersonErased
        | Event::AccommodationAdded(_)
        | Event::AccommodationChanged(_)
        | Event::AccommodationDeactivated(_)
        | Event::AccommodationReactivated
        | Event::BookingConfirmed(_)
        | Event::BookingDeclined(_) => true,
        Event::PersonAdded(_)
        | Event::EmailCheckAsked
        | Event::EmailCheckIssued(_)
        | Event::EmailChangeAsked(_)
        | Event::NameChanged(_)
        | Event::LanguageChosen(_)
        | Event::PasswordSet(_)
        | Event::AccessLinkIssued(_)
        | Event::SecondFactorSet(_)
        | Event::SecondFactorRemoved
        | Event::TokenIssued(_)
        | Event::TokenRevoked(_) => with_another(person),
        Event::BookingRequested(event) => {
            with_another(Some(event.member)) || !event.overrides.is_none()
        }
        Event::BookingChanged(event) => with_another(guest) || !event.overrides.is_none(),
        Event::BookingCancelled(_) | Event::BookingUndone(_) => with_another(guest),
        Event::InvitationUsed(_)
        | Event::EmailVerified
        | Event::RegistrationRepeated
        | Event::AccessAsked
        | Event::SignedIn(_)
        | Event::SignedOut(_)
        | Event::InUse(_)
        | Event::RecoveryCodeUsed(_)
        | Event::MailSettled(_) => false,
    }
}
