//! Accommodations: their names, capacities, and what stands in the way of lowering or closing one.

use super::{
    given::{Given, house},
    words::{
        ADA, B1, B2, B3, BEN, BLUE, CLEO, EMIL, FIFI, RED, SHUT, TENT, add_place, ask, by, cancel,
        change_place, close, day, decline, invalid, reopen, room, wish,
    },
};
use hutbook::domain::{
    accommodation::{Description, Kind, MAX_ACCOMMODATIONS},
    command::{AccommodationCommand, Command},
    event::{AccommodationAdded, AccommodationChanged, AccommodationDeactivated, Event},
    ids::{AccommodationId, Actor, BookingId, Stream},
    refusal::{Field, Missing, Refusal, Rule},
};

fn added(id: u16, description: Description) -> Vec<(Stream, Event)> {
    let stream = Stream::Accommodation(AccommodationId::new(id));
    vec![(
        stream,
        Event::AccommodationAdded(AccommodationAdded { description }),
    )]
}

fn changed(id: AccommodationId, description: Description, forced: bool) -> Vec<(Stream, Event)> {
    let event = AccommodationChanged {
        description,
        forced,
    };
    vec![(
        Stream::Accommodation(id),
        Event::AccommodationChanged(event),
    )]
}

#[test]
fn names_and_capacities_at_their_boundaries() {
    let longest = "ß".repeat(100);
    for (given_name, name, capacity) in [
        ("Attic", "Attic", 1),
        ("  Attic ", "Attic", 100),
        (&*longest, &*longest, 2),
        ("Blue 2", "Blue 2", 2),
    ] {
        house()
            .when(by(ADA), &add_place(room(given_name, capacity)))
            .then(added(5, room(name, capacity)));
    }
    let range = Rule::OutOfRange {
        least: 1,
        most: 100,
    };
    type Problems<'a> = &'a [(Field, Rule)];
    let cases: &[(&str, u8, Problems)] = &[
        ("", 2, &[(Field::Name, Rule::Blank)]),
        (" \t", 2, &[(Field::Name, Rule::Blank)]),
        (
            &"x".repeat(101),
            2,
            &[(Field::Name, Rule::TooLong { most: 100 })],
        ),
        ("A\u{0}b", 2, &[(Field::Name, Rule::ControlCharacter)]),
        ("A\nb", 2, &[(Field::Name, Rule::ControlCharacter)]),
        ("Blue", 2, &[(Field::Name, Rule::Taken)]),
        (" bLUE ", 2, &[(Field::Name, Rule::Taken)]),
        ("SHUT", 2, &[(Field::Name, Rule::Taken)]),
        ("Attic", 0, &[(Field::Capacity, range)]),
        ("Attic", 101, &[(Field::Capacity, range)]),
        (
            "",
            0,
            &[(Field::Name, Rule::Blank), (Field::Capacity, range)],
        ),
    ];
    for (name, capacity, problems) in cases {
        let house = house();
        let description = room(name, *capacity);
        house
            .when(by(ADA), &add_place(description.clone()))
            .refused(invalid(problems));
        // A change is held to the same.
        house
            .when(by(ADA), &change_place(TENT, description, true))
            .refused(invalid(problems));
    }
}

#[test]
fn only_administrators_touch_accommodations() {
    let house = house();
    for actor in [by(BEN), by(EMIL), by(FIFI), Actor::Unknown] {
        for command in [
            add_place(room("Attic", 2)),
            change_place(BLUE, room("Attic", 2), true),
            close(BLUE, true),
            reopen(SHUT),
        ] {
            house.when(actor, &command).refused(Refusal::Forbidden);
        }
    }
    assert!(
        house
            .when(Actor::System, &add_place(room("Attic", 2)))
            .0
            .is_ok()
    );
}

#[test]
fn a_change_to_what_is_already_so_changes_nothing() {
    let house = house();
    house
        .when(by(ADA), &change_place(BLUE, room(" Blue ", 4), false))
        .then_nothing();
    house.when(by(ADA), &close(SHUT, false)).then_nothing();
    house.when(by(ADA), &reopen(BLUE)).then_nothing();
    // One's own name is not taken by another.
    house
        .when(by(ADA), &change_place(BLUE, room("BLUE", 4), false))
        .then(changed(BLUE, room("BLUE", 4), false));
}

/// Nights: b1 has 3 from 5 to 7, b2 has 1 from 6 to 8, b3 has 2 from 8 to 9; a past one, a cancelled one, a declined one.
fn blue_is_booked() -> Given {
    house()
        .did(BEN, ask(wish(5, 7, &[(BLUE, 3)])))
        .did(CLEO, ask(wish(6, 8, &[(BLUE, 1), (RED, 1)])))
        .did(BEN, ask(wish(8, 9, &[(BLUE, 2)])))
        .did(ADA, ask(wish(-9, -8, &[(BLUE, 4)])))
        .did(BEN, ask(wish(20, 21, &[(BLUE, 4)])))
        .did(BEN, cancel(BookingId::new(5)))
        .did(BEN, ask(wish(20, 21, &[(BLUE, 4)])))
        .did(ADA, decline(BookingId::new(6)))
}

#[test]
fn a_lower_capacity_lists_the_stays_that_would_not_fit_and_refuses_unless_forced() {
    let cases: &[(u8, i64, &[BookingId])] = &[
        (4, 0, &[]),
        (3, 0, &[B1, B2]),     // the night they share
        (2, 0, &[B1, B2]),     // three persons from 5 on; b3 still fits
        (1, 0, &[B1, B2, B3]), // only one of them fits on no night alone
        (3, 6, &[B1, B2]),
        (3, 7, &[]), // that night is over
        (1, 8, &[B3]),
        (1, 9, &[]),
    ];
    for (capacity, today, stays) in cases {
        let house = blue_is_booked().on(day(*today));
        let description = Description {
            kind: Kind::Camper,
            ..room("Blue", *capacity)
        };
        let answer = house.when(by(ADA), &change_place(BLUE, description.clone(), false));
        if stays.is_empty() {
            answer.then(changed(BLUE, description.clone(), false));
        } else {
            answer.refused(Refusal::StaysAhead((*stays).into()));
        }
        house
            .when(by(ADA), &change_place(BLUE, description.clone(), true))
            .then(changed(BLUE, description, !stays.is_empty()));
    }
}

#[test]
fn an_accommodation_with_stays_ahead_is_closed_only_by_force() {
    let cases: &[(i64, &[BookingId])] = &[
        (0, &[B1, B2, B3]),
        (6, &[B1, B2, B3]),
        (7, &[B2, B3]), // b1 leaves today
        (8, &[B3]),
        (9, &[]),
    ];
    for (today, stays) in cases {
        let house = blue_is_booked().on(day(*today));
        let forced = !stays.is_empty();
        if forced {
            let refusal = Refusal::StaysAhead((*stays).into());
            house.when(by(ADA), &close(BLUE, false)).refused(refusal);
        }
        let event = Event::AccommodationDeactivated(AccommodationDeactivated { forced });
        house
            .when(by(ADA), &close(BLUE, forced))
            .then(vec![(Stream::Accommodation(BLUE), event)]);
    }
}

#[test]
fn closed_and_open_again() {
    let ask = ask(wish(5, 6, &[(TENT, 1)]));
    let house = house().did(ADA, close(TENT, false));
    let closed = (Field::ItemAccommodation(0), Rule::Closed(TENT));
    house.when(by(BEN), &ask).refused(invalid(&[closed]));
    let house = house.did(ADA, reopen(TENT));
    assert!(house.when(by(BEN), &ask).0.is_ok());
}

#[test]
fn what_an_administrator_saw_must_still_be_so() {
    let house = house();
    let at = |expected| {
        [
            AccommodationCommand::Change {
                id: SHUT,
                description: room("Open", 2),
                force: false,
                expected,
            },
            AccommodationCommand::Deactivate {
                id: SHUT,
                force: false,
                expected,
            },
            AccommodationCommand::Reactivate { id: SHUT, expected },
        ]
        .map(Command::Accommodation)
    };
    for command in at(Some(1)) {
        house
            .when(by(ADA), &command)
            .refused(Refusal::Stale { current: 2 });
    }
    for command in at(Some(2)).into_iter().chain(at(None)) {
        assert!(house.when(by(ADA), &command).0.is_ok());
    }
    let nowhere = AccommodationId::new(99);
    house
        .when(by(ADA), &close(nowhere, true))
        .refused(Refusal::NotFound(Missing::Accommodation));
}

#[test]
fn a_house_has_room_for_so_many_accommodations_and_no_more() {
    let mut house = house();
    for number in house.state.accommodations.len()..MAX_ACCOMMODATIONS {
        house = house.did(ADA, add_place(room(&format!("Room {number}"), 1)));
    }
    house
        .when(by(ADA), &add_place(room("One more", 1)))
        .refused(Refusal::TooMany);
}
