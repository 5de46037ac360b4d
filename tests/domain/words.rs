//! Short words for the things the tests of the rules speak of: people, places, dates, commands, events.
//! Never holds a rule.

use hutbook::domain::{
    accent::Accent,
    accommodation::{Description, Kind},
    booking::{Item, Items, Overrides, Status},
    command::{AccommodationCommand, BookingCommand, Command, NewPerson, NoteWish, Wish},
    event::{
        BookingCancelled, BookingChanged, BookingConfirmed, BookingDeclined, BookingRequested,
        BookingUndone, Event,
    },
    house::{Language, Settings, Visitors},
    ids::{AccommodationId, Actor, BookingId, PersonId, Stream},
    people::Role,
    refusal::{Field, Problem, Refusal, Rule, Shortage},
    text::{Name, PersonalText},
    time::Stay,
};
use jiff::{Span, civil::Date};

/// An administrator.
pub(crate) const ADA: PersonId = PersonId::new(1);
/// A member.
pub(crate) const BEN: PersonId = PersonId::new(2);
/// Another member.
pub(crate) const CLEO: PersonId = PersonId::new(3);
/// Another administrator.
pub(crate) const DORA: PersonId = PersonId::new(4);
/// An administrator who may not come in any more.
pub(crate) const EMIL: PersonId = PersonId::new(5);
/// A member who has not been let in yet.
pub(crate) const FIFI: PersonId = PersonId::new(6);

/// A room for four.
pub(crate) const BLUE: AccommodationId = AccommodationId::new(1);
/// A room for two.
pub(crate) const RED: AccommodationId = AccommodationId::new(2);
/// A tent for one.
pub(crate) const TENT: AccommodationId = AccommodationId::new(3);
/// A room for two that is closed.
pub(crate) const SHUT: AccommodationId = AccommodationId::new(4);

/// The first, second and third booking of a test.
pub(crate) const B1: BookingId = BookingId::new(1);
pub(crate) const B2: BookingId = BookingId::new(2);
pub(crate) const B3: BookingId = BookingId::new(3);

/// The date on which tests begin; day 0.
pub(crate) const TODAY: Date = jiff::civil::date(2026, 9, 1);

/// The date so many days after [`TODAY`].
pub(crate) fn day(days: i64) -> Date {
    TODAY
        .checked_add(Span::new().days(days))
        .expect("tests stay near today")
}

pub(crate) fn by(person: PersonId) -> Actor {
    Actor::Person(person)
}

pub(crate) fn stay(arrival: i64, departure: i64) -> Stay {
    Stay::new(day(arrival), day(departure)).expect("tests write real stays")
}

pub(crate) fn items(items: &[(AccommodationId, u8)]) -> Items {
    let items = items.iter().map(|&(accommodation, persons)| Item {
        accommodation,
        persons,
    });
    items.collect()
}

pub(crate) fn wish(arrival: i64, departure: i64, places: &[(AccommodationId, u8)]) -> Wish {
    Wish {
        arrival: day(arrival),
        departure: day(departure),
        items: items(places),
        note: NoteWish::Keep,
        allow: Overrides::NONE,
    }
}

pub(crate) fn allowing(allow: Overrides, wish: Wish) -> Wish {
    Wish { allow, ..wish }
}

pub(crate) fn saying(words: &str, wish: Wish) -> Wish {
    let note = NoteWish::Say(words.into());
    Wish { note, ..wish }
}

pub(crate) fn ask(wish: Wish) -> Command {
    Command::Booking(BookingCommand::Request {
        wish,
        on_behalf_of: None,
    })
}

pub(crate) fn ask_for(person: PersonId, wish: Wish) -> Command {
    Command::Booking(BookingCommand::Request {
        wish,
        on_behalf_of: Some(person),
    })
}

pub(crate) fn change(id: BookingId, wish: Wish) -> Command {
    Command::Booking(BookingCommand::Change {
        id,
        wish,
        expected: None,
    })
}

pub(crate) fn confirm(id: BookingId) -> Command {
    confirm_allowing(Overrides::NONE, id)
}

pub(crate) fn confirm_allowing(allow: Overrides, id: BookingId) -> Command {
    Command::Booking(BookingCommand::Confirm {
        id,
        allow,
        expected: None,
    })
}

pub(crate) fn decline(id: BookingId) -> Command {
    Command::Booking(BookingCommand::Decline {
        id,
        reason: None,
        expected: None,
    })
}

pub(crate) fn cancel(id: BookingId) -> Command {
    Command::Booking(BookingCommand::Cancel {
        id,
        reason: None,
        expected: None,
    })
}

pub(crate) fn undo(id: BookingId) -> Command {
    Command::Booking(BookingCommand::Undo { id, expected: None })
}

pub(crate) fn room(name: &str, capacity: u8) -> Description {
    Description {
        name: Name::try_from(name).expect("a short name"),
        kind: Kind::Room,
        capacity,
    }
}

pub(crate) fn add_place(description: Description) -> Command {
    Command::Accommodation(AccommodationCommand::Add { description })
}

pub(crate) fn change_place(id: AccommodationId, description: Description, force: bool) -> Command {
    Command::Accommodation(AccommodationCommand::Change {
        id,
        description,
        force,
        expected: None,
    })
}

pub(crate) fn close(id: AccommodationId, force: bool) -> Command {
    Command::Accommodation(AccommodationCommand::Deactivate {
        id,
        force,
        expected: None,
    })
}

pub(crate) fn reopen(id: AccommodationId) -> Command {
    Command::Accommodation(AccommodationCommand::Reactivate { id, expected: None })
}

pub(crate) fn somebody(email: &str, role: Role) -> NewPerson {
    NewPerson {
        email: email.into(),
        first_name: "Some".into(),
        last_name: "Body".into(),
        role,
    }
}

pub(crate) fn settings() -> Settings {
    Settings {
        name: Name::try_from("Garten").expect("a short name"),
        zone: "Europe/Berlin".try_into().expect("a short name"),
        language: Language::German,
        longest_stay: 30,
        region: None,
        accent: Accent::default(),
        registration: true,
        visitors: Visitors::Nothing,
    }
}

pub(crate) fn requested(
    member: PersonId,
    stay: Stay,
    places: &[(AccommodationId, u8)],
    overrides: Overrides,
) -> Event {
    Event::BookingRequested(BookingRequested {
        member,
        stay,
        items: items(places),
        note: None,
        overrides,
    })
}

pub(crate) fn changed(
    stay: Stay,
    places: &[(AccommodationId, u8)],
    status: Status,
    overrides: Overrides,
) -> Event {
    Event::BookingChanged(BookingChanged {
        stay,
        items: items(places),
        note: None,
        status,
        overrides,
    })
}

pub(crate) fn undone(stay: Stay, places: &[(AccommodationId, u8)], status: Status) -> Event {
    Event::BookingUndone(BookingUndone {
        stay,
        items: items(places),
        note: None,
        status,
    })
}

pub(crate) fn confirmed(overrides: Overrides) -> Event {
    Event::BookingConfirmed(BookingConfirmed { overrides })
}

pub(crate) fn declined(about: PersonId, reason: Option<&str>) -> Event {
    let reason = reason.map(|words| PersonalText::clear(about, words));
    Event::BookingDeclined(BookingDeclined { reason })
}

pub(crate) fn cancelled(about: PersonId, reason: Option<&str>) -> Event {
    let reason = reason.map(|words| PersonalText::clear(about, words));
    Event::BookingCancelled(BookingCancelled { reason })
}

pub(crate) fn booking(id: BookingId, event: Event) -> Vec<(Stream, Event)> {
    vec![(Stream::Booking(id), event)]
}

pub(crate) fn invalid(problems: &[(Field, Rule)]) -> Refusal {
    let problem = |&(field, rule): &(Field, Rule)| Problem::new(field, rule);
    Refusal::Invalid(problems.iter().map(problem).collect())
}

/// Refused because there are too few places: where, on which day, how many are free, how many were asked for.
pub(crate) fn full(nights: &[(AccommodationId, i64, u8, u8)]) -> Refusal {
    let shortage =
        |&(accommodation, night, free, asked): &(AccommodationId, i64, u8, u8)| Shortage {
            accommodation,
            night: day(night),
            free,
            asked,
        };
    Refusal::Full(nights.iter().map(shortage).collect())
}
