//! Names and words of the made-up house. Nobody here is real.

use crate::domain::{
    accent::Accent,
    accommodation::{Description, Kind},
    command::NewPerson,
    house::{DEFAULT_LONGEST_STAY, Language, Settings, Visitors},
    people::Role,
    region::Region,
    text::Name,
};

/// Time zone of the made-up house.
pub(super) const ZONE: &str = "Europe/Berlin";

/// Somebody who could be.
pub(super) struct Somebody {
    first_name: &'static str,
    last_name: &'static str,
    pub(super) email: &'static str,
}

const fn somebody(
    first_name: &'static str,
    last_name: &'static str,
    email: &'static str,
) -> Somebody {
    Somebody {
        first_name,
        last_name,
        email,
    }
}

/// The first one looks after the house.
pub(super) const PEOPLE: [Somebody; 10] = [
    somebody("Katharina", "Lindner", "katharina@example.org"),
    somebody("Jonas", "Weber", "jonas@example.org"),
    somebody("Miriam", "Öztürk", "miriam@example.org"),
    somebody("Peter", "Lindner", "peter@example.org"),
    somebody("Sophie", "Brandt", "sophie@example.org"),
    somebody("Anton", "Huber", "anton@example.org"),
    somebody("Greta", "Sørensen", "greta@example.org"),
    somebody("Lukas", "Vogel", "lukas@example.org"),
    somebody("Hannah", "Schäfer", "hannah@example.org"),
    somebody("Emil", "Kowalski", "emil@example.org"),
];

const PLACES: [(&str, Kind, u8); 6] = [
    ("Seezimmer", Kind::Room, 2),
    ("Blaues Zimmer", Kind::Room, 3),
    ("Kinderzimmer", Kind::Room, 4),
    ("Matratzenlager", Kind::Other, 8),
    ("Zeltwiese", Kind::Tent, 6),
    ("Stellplatz", Kind::Camper, 4),
];

pub(super) const NOTES: [&str; 8] = [
    "Wir kommen erst gegen Abend.",
    "Bitte ein Kinderbett.",
    "Bringen den Hund mit, wenn das recht ist.",
    "Omas Geburtstag am Samstag!",
    "Wir heizen vor und füllen Holz nach.",
    "Kommen mit dem Zug, bitte Fahrräder stehen lassen.",
    "Reparieren am Freitag die Dachrinne.",
    "Bettwäsche bringen wir selbst mit.",
];

pub(super) const REASONS: [&str; 4] = [
    "Die Kinder sind krank.",
    "Kein Urlaub bekommen.",
    "Wir kommen lieber im Sommer.",
    "Zu viel Schnee.",
];

pub(super) const REFUSALS: [&str; 3] = [
    "In dieser Woche werden die Fenster gestrichen.",
    "Da ist schon das Familientreffen.",
    "Bitte erst ab Freitag, vorher ist niemand da, der aufschließt.",
];

pub(super) fn settings() -> Settings {
    Settings {
        name: name("Haus am See"),
        zone: heapless::String::try_from(ZONE).unwrap_or_default(),
        language: Language::German,
        longest_stay: DEFAULT_LONGEST_STAY,
        region: Some(Region::Bavaria),
        accent: Accent::default(),
        registration: true,
        visitors: Visitors::Nothing,
    }
}

/// The person at this place; behind the named ones come numbered ones.
pub(super) fn person(place: usize, role: Role) -> NewPerson {
    let (first_name, last_name, email) = match PEOPLE.get(place) {
        Some(known) => (
            known.first_name.to_owned(),
            known.last_name.to_owned(),
            known.email.to_owned(),
        ),
        None => (
            "Gast".to_owned(),
            format!("Nummer {place}"),
            format!("gast{place}@example.org"),
        ),
    };
    NewPerson {
        email: email.into(),
        first_name: first_name.into(),
        last_name: last_name.into(),
        role,
    }
}

/// The accommodation at this place; behind the named ones come numbered ones.
pub(super) fn accommodation(place: usize) -> Description {
    match PLACES.get(place) {
        Some((text, kind, capacity)) => Description {
            name: name(text),
            kind: *kind,
            capacity: *capacity,
        },
        None => Description {
            name: name(&format!("Zimmer {place}")),
            kind: Kind::Room,
            capacity: 4,
        },
    }
}

fn name(text: &str) -> Name {
    Name::try_from(text).unwrap_or_default()
}
