//! Names of the things a house knows: statuses, kinds, roles, standings, fields.
//! Never has a catch-all arm: whoever adds a variant is asked for its name.

use crate::domain::{
    accommodation::Kind,
    booking::{Overrides, Status},
    house::{
        Language::{self, English, German},
        Visitors,
    },
    mail::{MailKind, MailOutcome},
    people::{Role, Scope, Standing},
    refusal::{Field, Missing},
};

/// A status as it is stored.
pub const fn status(language: Language, status: Status) -> &'static str {
    match (status, language) {
        (Status::Pending, German) => "Ausstehend",
        (Status::Pending, English) => "Pending",
        (Status::Confirmed, German) => "Bestätigt",
        (Status::Confirmed, English) => "Confirmed",
        (Status::Declined, German) => "Abgelehnt",
        (Status::Declined, English) => "Declined",
        (Status::Cancelled, German) => "Storniert",
        (Status::Cancelled, English) => "Cancelled",
    }
}

/// A confirmed stay that is over.
pub const fn completed(language: Language) -> &'static str {
    match language {
        German => "Abgeschlossen",
        English => "Completed",
    }
}

/// A kind of accommodation.
pub const fn kind(language: Language, kind: Kind) -> &'static str {
    match (kind, language) {
        (Kind::Room, German) => "Zimmer",
        (Kind::Room, English) => "Room",
        (Kind::Bed, German) => "Bett",
        (Kind::Bed, English) => "Bed",
        (Kind::Tent, German) => "Zelt",
        (Kind::Tent, English) => "Tent",
        (Kind::Camper, German) => "Wohnmobil",
        (Kind::Camper, English) => "Camper",
        (Kind::Other, German) => "Sonstiges",
        (Kind::Other, English) => "Other",
    }
}

/// A role.
pub const fn role(language: Language, role: Role) -> &'static str {
    match (role, language) {
        (Role::Member, German) => "Mitglied",
        (Role::Member, English) => "Member",
        (Role::Administrator, German) => "Verwaltung",
        (Role::Administrator, English) => "Administrator",
    }
}

/// A standing.
pub const fn standing(language: Language, standing: Standing) -> &'static str {
    match (standing, language) {
        (Standing::Awaiting, German) => "wartet auf Freigabe",
        (Standing::Awaiting, English) => "waiting for approval",
        (Standing::Active, German) => "aktiv",
        (Standing::Active, English) => "active",
        (Standing::Inactive, German) => "gesperrt",
        (Standing::Inactive, English) => "deactivated",
        (Standing::Rejected, German) => "abgelehnt",
        (Standing::Rejected, English) => "rejected",
        (Standing::Erased, German) => "gelöscht",
        (Standing::Erased, English) => "erased",
    }
}

/// What a token may be used for.
pub const fn scope(language: Language, scope: Scope) -> &'static str {
    match (scope, language) {
        (Scope::Read, German) => "lesen",
        (Scope::Read, English) => "read",
        (Scope::Write, German) => "lesen und ändern",
        (Scope::Write, English) => "read and change",
    }
}

/// What visitors see who are not signed in.
pub const fn visitors(language: Language, visitors: Visitors) -> &'static str {
    match (visitors, language) {
        (Visitors::Nothing, German) => "nichts",
        (Visitors::Nothing, English) => "nothing",
        (Visitors::Occupied, German) => "belegt oder frei",
        (Visitors::Occupied, English) => "occupied or free",
        (Visitors::Names, German) => "auch die Namen",
        (Visitors::Names, English) => "the names as well",
    }
}

/// A kind of mail.
pub const fn mail(language: Language, kind: MailKind) -> &'static str {
    let (german, english) = match kind {
        MailKind::ConfirmAddress => ("Adresse bestätigen", "Confirm an address"),
        MailKind::RegisteredAlready => ("Schon registriert", "Registered already"),
        MailKind::SomebodyWaits => ("Jemand wartet auf Freigabe", "Somebody waits for approval"),
        MailKind::Approved => ("Willkommen", "Welcome"),
        MailKind::Rejected => ("Nicht aufgenommen", "Not let in"),
        MailKind::Invited => ("Einladung", "Invitation"),
        MailKind::NewPassword => ("Neues Passwort", "New password"),
        MailKind::PasswordChanged => ("Passwort geändert", "Password changed"),
        MailKind::AddressChanges => ("Andere Adresse gewünscht", "Another address wanted"),
        MailKind::StayRequested => ("Neue Anfrage", "New request"),
        MailKind::RequestChanged => ("Anfrage geändert", "Request changed"),
        MailKind::CalledOff => ("Vom Gast storniert", "Called off by the guest"),
        MailKind::StayEntered => ("Für Sie eingetragen", "Entered for you"),
        MailKind::Confirmed => ("Bestätigt", "Confirmed"),
        MailKind::Declined => ("Abgelehnt", "Declined"),
        MailKind::Changed => ("Geändert", "Changed"),
        MailKind::Cancelled => ("Storniert", "Cancelled"),
        MailKind::Reminder => ("Erinnerung", "Reminder"),
        MailKind::Digest => ("Tagesübersicht", "Daily digest"),
        MailKind::SecondFactorChanged => ("Zweiter Faktor geändert", "Second factor changed"),
    };
    match language {
        German => german,
        English => english,
    }
}

/// What became of a mail.
pub const fn mail_outcome(language: Language, outcome: &MailOutcome) -> &'static str {
    match (outcome, language) {
        (MailOutcome::Sent, German) => "verschickt",
        (MailOutcome::Sent, English) => "sent",
        (MailOutcome::GivenUp(_), German) => "aufgegeben",
        (MailOutcome::GivenUp(_), English) => "given up",
        (MailOutcome::Dropped, German) => "nicht mehr nötig",
        (MailOutcome::Dropped, English) => "not needed any more",
    }
}

/// The rules that were set aside, as history tells them.
pub fn overrides(language: Language, overrides: Overrides) -> Vec<&'static str> {
    let all = [
        (
            Overrides::PAST,
            "Anreise in der Vergangenheit",
            "arrival in the past",
        ),
        (
            Overrides::CAPACITY,
            "mehr Personen als Plätze",
            "more persons than places",
        ),
        (
            Overrides::LENGTH,
            "länger als erlaubt",
            "longer than allowed",
        ),
    ];
    all.into_iter()
        .filter(|(rule, ..)| overrides.has(*rule))
        .map(|(_, german, english)| match language {
            German => german,
            English => english,
        })
        .collect()
}

/// The name of a field, as its label says it.
pub fn field(language: Language, field: Field) -> String {
    let place = match field {
        Field::ItemAccommodation(place) | Field::ItemPersons(place) => place.saturating_add(1),
        _ => 0,
    };
    match (field, language) {
        (Field::ItemAccommodation(_), German) => format!("Unterkunft ({place}. Eintrag)"),
        (Field::ItemAccommodation(_), English) => format!("Accommodation (entry {place})"),
        (Field::ItemPersons(_), German) => format!("Personen ({place}. Eintrag)"),
        (Field::ItemPersons(_), English) => format!("Persons (entry {place})"),
        _ => plain_field(language, field).to_owned(),
    }
}

/// The name of a field that stands for itself, as its label says it.
pub const fn plain_field(language: Language, field: Field) -> &'static str {
    let (german, english) = match field {
        Field::Arrival => ("Anreise", "Arrival"),
        Field::Departure => ("Abreise", "Departure"),
        Field::Items => ("Unterkünfte", "Accommodations"),
        Field::ItemAccommodation(_) => ("Unterkunft", "Accommodation"),
        Field::ItemPersons(_) => ("Personen", "Persons"),
        Field::Note => ("Notiz", "Note"),
        Field::Reason => ("Grund", "Reason"),
        Field::OnBehalfOf => ("Für wen", "For whom"),
        Field::Override => ("Ausnahmen", "Exceptions"),
        Field::Name => ("Name", "Name"),
        Field::Capacity => ("Plätze", "Places"),
        Field::Email => ("E-Mail-Adresse", "E-mail address"),
        Field::FirstName => ("Vorname", "First name"),
        Field::LastName => ("Nachname", "Last name"),
        Field::Timezone => ("Zeitzone", "Time zone"),
        Field::LongestStay => ("Längster Aufenthalt", "Longest stay"),
        Field::MailHost => ("Mailserver", "Mail server"),
        Field::MailPort => ("Port", "Port"),
        Field::MailUser => ("Benutzername", "User name"),
        Field::MailFrom => ("Absenderadresse", "Sender's address"),
        Field::MailFromName => ("Absendername", "Sender's name"),
        Field::HouseAddress => ("Adresse des Hauses", "Address of the house"),
        Field::ReminderDays => ("Erinnerung", "Reminder"),
        Field::Password => ("Passwort", "Password"),
        Field::TokenName => ("Name", "Name"),
    };
    match language {
        German => german,
        English => english,
    }
}

/// What there is not.
pub const fn missing(language: Language, missing: Missing) -> &'static str {
    match (missing, language) {
        (Missing::Person, German) => {
            "Diese Person gibt es nicht. Bitte wählen Sie sie aus der Liste."
        }
        (Missing::Person, English) => "There is no such person. Please choose one from the list.",
        (Missing::Accommodation, German) => {
            "Diese Unterkunft gibt es nicht. Bitte wählen Sie sie aus der Liste."
        }
        (Missing::Accommodation, English) => {
            "There is no such accommodation. Please choose one from the list."
        }
        (Missing::Booking, German) => "Diese Buchung gibt es nicht. Bitte prüfen Sie die Nummer.",
        (Missing::Booking, English) => "There is no such booking. Please check the number.",
    }
}
