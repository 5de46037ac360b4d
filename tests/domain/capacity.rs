//! Free places are counted per night, and at every step that could take one.

use super::{
    given::{Given, house},
    words::{
        ADA, B1, B2, B3, BEN, BLUE, CLEO, DORA, RED, TENT, allowing, ask, booking, by, cancel,
        change, change_place, changed, confirm, confirm_allowing, confirmed, decline, full,
        invalid, items, requested, room, stay, undo, wish,
    },
};
use hutbook::domain::{
    booking::{Overrides, Status},
    event::{BookingRequested, Event, Recorded},
    ids::{AccommodationId, BookingId, CommandId, Stream},
    refusal::{Field, Rule},
    state::State,
};

/// Arrival, departure, where, how many.
type Asked = (i64, i64, AccommodationId, u8);
type Bookings<'a> = &'a [(i64, i64, &'a [(AccommodationId, u8)])];

/// Cleo has these bookings already.
fn booked(bookings: Bookings) -> Given {
    bookings.iter().fold(house(), |house, (from, to, places)| {
        house.did(CLEO, ask(wish(*from, *to, places)))
    })
}

#[test]
fn what_is_free_on_every_night_can_be_had() {
    let cases: &[(Bookings, Asked)] = &[
        // Two stays that do not overlap each other: the sum is 4, the peak 2.
        (
            &[(5, 7, &[(BLUE, 2)]), (7, 9, &[(BLUE, 2)])],
            (5, 9, BLUE, 2),
        ),
        (
            &[
                (1, 3, &[(BLUE, 3)]),
                (3, 5, &[(BLUE, 3)]),
                (5, 7, &[(BLUE, 3)]),
            ],
            (1, 7, BLUE, 1),
        ),
        // Departure day is the next one's arrival day, on both sides.
        (&[(5, 7, &[(TENT, 1)])], (7, 9, TENT, 1)),
        (&[(5, 7, &[(TENT, 1)])], (3, 5, TENT, 1)),
        (
            &[(3, 5, &[(TENT, 1)]), (6, 8, &[(TENT, 1)])],
            (5, 6, TENT, 1),
        ),
        // Somebody elsewhere is in nobody's way.
        (&[(5, 7, &[(RED, 2), (TENT, 1)])], (5, 7, BLUE, 4)),
        // Exactly filled.
        (&[(5, 7, &[(BLUE, 3)])], (5, 7, BLUE, 1)),
    ];
    for (there, (from, to, place, persons)) in cases {
        let places = [(*place, *persons)];
        let next = BookingId::at_index(there.len()).expect("few");
        booked(there)
            .when(by(BEN), &ask(wish(*from, *to, &places)))
            .then(booking(
                next,
                requested(BEN, stay(*from, *to), &places, Overrides::NONE),
            ));
    }
}

#[test]
fn what_is_taken_on_one_night_is_refused_for_that_night() {
    type Short<'a> = &'a [(AccommodationId, i64, u8, u8)];
    let cases: &[(Bookings, Asked, Short)] = &[
        (
            &[(5, 7, &[(TENT, 1)])],
            (5, 7, TENT, 1),
            &[(TENT, 5, 0, 1), (TENT, 6, 0, 1)],
        ),
        // Only in the middle: looking at both ends would miss it.
        (&[(6, 7, &[(BLUE, 4)])], (5, 9, BLUE, 1), &[(BLUE, 6, 0, 1)]),
        // Only the first, only the last night.
        (&[(3, 6, &[(BLUE, 3)])], (5, 8, BLUE, 2), &[(BLUE, 5, 1, 2)]),
        (&[(7, 9, &[(BLUE, 3)])], (5, 8, BLUE, 2), &[(BLUE, 7, 1, 2)]),
        // One lies around the other, one within.
        (&[(1, 20, &[(RED, 1)])], (5, 6, RED, 2), &[(RED, 5, 1, 2)]),
        // The peak counts, not the sum of those who never meet.
        (
            &[(5, 7, &[(BLUE, 2)]), (7, 9, &[(BLUE, 3)])],
            (5, 9, BLUE, 2),
            &[(BLUE, 7, 1, 2), (BLUE, 8, 1, 2)],
        ),
        // Those who do meet add up.
        (
            &[(5, 8, &[(BLUE, 2)]), (6, 9, &[(BLUE, 2)])],
            (5, 9, BLUE, 1),
            &[(BLUE, 6, 0, 1), (BLUE, 7, 0, 1)],
        ),
        // The night the clocks go back, which has 25 hours.
        (
            &[(54, 55, &[(TENT, 1)])],
            (53, 56, TENT, 1),
            &[(TENT, 54, 0, 1)],
        ),
        // Over the end of a month.
        (
            &[(29, 31, &[(TENT, 1)])],
            (28, 32, TENT, 1),
            &[(TENT, 29, 0, 1), (TENT, 30, 0, 1)],
        ),
    ];
    for (there, (from, to, place, persons), short) in cases {
        booked(there)
            .when(by(BEN), &ask(wish(*from, *to, &[(*place, *persons)])))
            .refused(full(short));
    }
}

#[test]
fn every_item_is_counted_for_itself() {
    booked(&[(5, 7, &[(RED, 1), (TENT, 1)])])
        .when(by(BEN), &ask(wish(6, 8, &[(BLUE, 4), (RED, 2), (TENT, 1)])))
        .refused(full(&[(RED, 6, 1, 2), (TENT, 6, 0, 1)]));
}

#[test]
fn pending_and_confirmed_hold_places_and_nothing_else_does() {
    let tent = ask(wish(5, 7, &[(TENT, 1)]));
    let pending = booked(&[(5, 7, &[(TENT, 1)])]);
    let short = full(&[(TENT, 5, 0, 1), (TENT, 6, 0, 1)]);
    pending.when(by(BEN), &tent).refused(short.clone());
    let confirmed = pending.clone().did(ADA, confirm(B1));
    confirmed.when(by(BEN), &tent).refused(short);
    for freed in [
        pending.clone().did(ADA, decline(B1)),
        pending.clone().did(CLEO, cancel(B1)),
        pending.did(CLEO, undo(B1)),
        confirmed.did(CLEO, cancel(B1)),
    ] {
        assert_eq!(
            freed.when(by(BEN), &tent).0.map(|events| events.len()),
            Ok(1)
        );
    }
}

#[test]
fn nobody_edits_into_a_conflict() {
    let house = booked(&[(5, 7, &[(TENT, 1)])]).did(BEN, ask(wish(7, 9, &[(TENT, 1)])));
    house
        .when(by(BEN), &change(B2, wish(6, 9, &[(TENT, 1)])))
        .refused(full(&[(TENT, 6, 0, 1)]));
    house
        .when(by(ADA), &change(B2, wish(6, 9, &[(TENT, 1)])))
        .refused(full(&[(TENT, 6, 0, 1)]));
    let house = house.did(CLEO, ask(wish(7, 9, &[(BLUE, 3)])));
    house
        .when(by(BEN), &change(B2, wish(7, 9, &[(BLUE, 2)])))
        .refused(full(&[(BLUE, 7, 1, 2), (BLUE, 8, 1, 2)]));
}

#[test]
fn ones_own_places_are_not_in_ones_way() {
    let house = booked(&[(5, 7, &[(BLUE, 1)])]).did(BEN, ask(wish(5, 7, &[(BLUE, 2)])));
    for (from, to, persons) in [(5, 7, 3), (6, 8, 3), (4, 9, 3), (6, 7, 1), (7, 9, 4)] {
        house
            .when(by(BEN), &change(B2, wish(from, to, &[(BLUE, persons)])))
            .then(booking(
                B2,
                changed(
                    stay(from, to),
                    &[(BLUE, persons)],
                    Status::Pending,
                    Overrides::NONE,
                ),
            ));
    }
    house
        .when(by(BEN), &change(B2, wish(6, 8, &[(BLUE, 4)])))
        .refused(full(&[(BLUE, 6, 3, 4)]));
}

#[test]
fn only_administrators_exceed_a_capacity_and_only_when_they_say_so() {
    let over = |wish| allowing(Overrides::CAPACITY, wish);
    let house = booked(&[(5, 7, &[(TENT, 1)])]);
    let tent = wish(5, 7, &[(TENT, 1)]);
    let short = full(&[(TENT, 5, 0, 1), (TENT, 6, 0, 1)]);
    house.when(by(ADA), &ask(tent.clone())).refused(short);
    house
        .when(by(BEN), &ask(over(tent.clone())))
        .refused(invalid(&[(Field::Override, Rule::AdministratorsOnly)]));
    for (wish, places, overrides) in [
        (over(tent), &[(TENT, 1)], Overrides::CAPACITY),
        (
            over(wish(5, 7, &[(RED, 3)])),
            &[(RED, 3)],
            Overrides::CAPACITY,
        ),
        (over(wish(5, 7, &[(RED, 2)])), &[(RED, 2)], Overrides::NONE),
    ] {
        house
            .when(by(ADA), &ask(wish))
            .then(booking(B2, requested(ADA, stay(5, 7), places, overrides)));
    }
    house
        .when(by(ADA), &ask(over(wish(5, 7, &[(RED, 0)]))))
        .refused(invalid(&[(
            Field::ItemPersons(0),
            Rule::Persons { capacity: 2 },
        )]));
    house
        .when(by(ADA), &change(B1, over(wish(5, 7, &[(TENT, 2)]))))
        .then(booking(
            B1,
            changed(
                stay(5, 7),
                &[(TENT, 2)],
                Status::Pending,
                Overrides::CAPACITY,
            ),
        ));
}

#[test]
fn saying_yes_counts_again() {
    let crowd = allowing(Overrides::CAPACITY, wish(6, 8, &[(TENT, 1)]));
    let house = booked(&[(5, 7, &[(TENT, 1)])]).did(ADA, ask(crowd));
    house
        .when(by(ADA), &confirm(B1))
        .refused(full(&[(TENT, 6, 0, 1)]));
    house
        .when(by(ADA), &confirm(B2))
        .refused(full(&[(TENT, 6, 0, 1)]));
    let yes = confirm_allowing(Overrides::CAPACITY, B1);
    house
        .when(by(ADA), &yes)
        .then(booking(B1, confirmed(Overrides::CAPACITY)));
    let house = house.did(ADA, cancel(B2));
    house
        .when(by(DORA), &yes)
        .then(booking(B1, confirmed(Overrides::NONE)));
}

#[test]
fn who_asks_for_no_more_than_they_have_is_not_turned_away() {
    let crowd = allowing(Overrides::CAPACITY, wish(5, 9, &[(BLUE, 2)]));
    let crowded = booked(&[(5, 9, &[(BLUE, 3)])]).did(ADA, ask(crowd));
    let narrowed =
        booked(&[(5, 9, &[(BLUE, 3)])]).did(ADA, change_place(BLUE, room("Blue", 2), true));
    for house in [crowded, narrowed] {
        for (from, to, persons) in [(5, 8, 3), (6, 9, 3), (5, 9, 2), (6, 7, 1)] {
            house
                .when(by(CLEO), &change(B1, wish(from, to, &[(BLUE, persons)])))
                .then(booking(
                    B1,
                    changed(
                        stay(from, to),
                        &[(BLUE, persons)],
                        Status::Pending,
                        Overrides::NONE,
                    ),
                ));
        }
        let said = super::words::saying("Hello", wish(5, 9, &[(BLUE, 3)]));
        assert!(house.when(by(CLEO), &change(B1, said)).0.is_ok());
        // But not one place more.
        assert!(
            house
                .when(by(CLEO), &change(B1, wish(5, 9, &[(BLUE, 4)])))
                .0
                .is_err()
        );
        let elsewhen = change(B1, wish(8, 10, &[(BLUE, 3)]));
        let other_nights = house.clone().when(by(CLEO), &elsewhen).0;
        assert_eq!(
            other_nights.is_ok(),
            house.state.bookings.len() == 2,
            "the night after is free unless the room is too small now"
        );
    }
}

#[test]
fn the_one_bound_that_cannot_be_set_aside_is_what_can_be_counted() {
    let crowd = |persons| {
        ask(allowing(
            Overrides::CAPACITY,
            wish(5, 6, &[(TENT, persons)]),
        ))
    };
    let mut house = house();
    for _ in 0..257 {
        house = house.did(ADA, crowd(255));
    }
    assert_eq!(
        house.state.occupancy.taken(TENT, super::words::day(5)),
        u16::MAX
    );
    house
        .when(by(ADA), &crowd(1))
        .refused(full(&[(TENT, 5, 0, 1)]));
    let back = house.did(ADA, cancel(B3)).did(ADA, crowd(255));
    assert_eq!(
        back.state.occupancy.taken(TENT, super::words::day(5)),
        u16::MAX
    );
}

#[test]
fn an_imported_booking_with_a_room_twice_is_counted_as_one() {
    let house = house();
    let mut state: State = house.state.clone();
    let twice = BookingRequested {
        member: BEN,
        stay: stay(5, 7),
        items: items(&[(RED, 2), (RED, 1)]),
        note: None,
        overrides: Overrides::NONE,
    };
    let imported = Recorded {
        sequence: 99,
        stream: Stream::Booking(B1),
        version: 1,
        at: house.now,
        command: CommandId::from_halves(1, 1),
        actor: hutbook::domain::ids::Actor::Unknown,
        event: Event::BookingRequested(twice),
    };
    state.apply(&imported).expect("the past is taken as it was");
    let house = Given { state, ..house };
    house
        .when(by(ADA), &confirm(B1))
        .refused(full(&[(RED, 5, 2, 3), (RED, 6, 2, 3)]));
}
