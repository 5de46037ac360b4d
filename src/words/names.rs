//! Names of the things a house knows: statuses, kinds, roles, standings, fields.
//! Never has a catch-all arm: whoever adds a variant is asked for its name.

use crate::domain::{
    accommodation::Kind,
    booking::{Overrides, Status},
    house::Language::{self, English, German},
    people::{Role, Standing},
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
        (Standing::Erased, German) => "gelöscht",
        (Standing::Erased, English) => "erased",
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

const fn plain_field(language: Language, field: Field) -> &'static str {
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
