//! Asking for a stay: every rule about dates, items, notes and who may ask for whom, at its boundaries.

use super::{
    given::house,
    words::{
        ADA, B1, BEN, BLUE, CLEO, DORA, EMIL, FIFI, RED, SHUT, TENT, TODAY, allowing, ask, ask_for,
        booking, by, day, invalid, items, requested, saying, stay, wish,
    },
};
use hutbook::domain::{
    booking::{MAX_ITEMS, Overrides},
    command::Wish,
    event::Event,
    ids::{AccommodationId, Actor, PersonId},
    refusal::{Field, Refusal, Rule},
    text::PersonalText,
};
use jiff::civil::date;

const ONE: &[(AccommodationId, u8)] = &[(BLUE, 1)];

#[test]
fn a_member_is_given_what_the_rules_allow() {
    for (arrival, departure, places) in [
        (0, 1, ONE),                               // one night, beginning today
        (5, 35, ONE),                              // exactly the longest stay
        (400, 402, ONE),                           // far ahead
        (0, 2, &[(BLUE, 4)]),                      // as many as there are places
        (0, 2, &[(BLUE, 4), (RED, 2), (TENT, 1)]), // the whole house
        (54, 56, ONE),                             // the night the clocks go back (25 October)
        (208, 210, ONE),                           // the night they go forward (28 March)
    ] {
        house()
            .when(by(BEN), &ask(wish(arrival, departure, places)))
            .then(booking(
                B1,
                requested(BEN, stay(arrival, departure), places, Overrides::NONE),
            ));
    }
}

#[test]
fn a_member_is_refused_what_the_rules_forbid() {
    let nowhere = AccommodationId::new(99);
    let nothing = AccommodationId::new(0);
    let past = Rule::InThePast { today: TODAY };
    let nights = |nights| Rule::TooManyNights {
        nights,
        longest: 30,
    };
    let persons = |capacity| Rule::Persons { capacity };
    type Places<'a> = &'a [(AccommodationId, u8)];
    type Problems<'a> = &'a [(Field, Rule)];
    let cases: &[(i64, i64, Places, Problems)] = &[
        (5, 5, ONE, &[(Field::Departure, Rule::NoNight)]),
        (5, 4, ONE, &[(Field::Departure, Rule::NoNight)]),
        (-1, 2, ONE, &[(Field::Arrival, past)]),
        (5, 36, ONE, &[(Field::Departure, nights(31))]),
        (5, 5 + 366, ONE, &[(Field::Departure, nights(366))]),
        (5, 5 + 367, ONE, &[(Field::Departure, nights(367))]),
        (5, 5 + 40_000, ONE, &[(Field::Departure, nights(40_000))]),
        (5, 6, &[], &[(Field::Items, Rule::NoItems)]),
        (5, 6, &[(BLUE, 0)], &[(Field::ItemPersons(0), persons(4))]),
        (5, 6, &[(BLUE, 5)], &[(Field::ItemPersons(0), persons(4))]),
        (5, 6, &[(BLUE, 255)], &[(Field::ItemPersons(0), persons(4))]),
        (
            5,
            6,
            &[(RED, 2), (TENT, 2)],
            &[(Field::ItemPersons(1), persons(1))],
        ),
        (
            5,
            6,
            &[(BLUE, 1), (RED, 1), (BLUE, 1)],
            &[(Field::ItemAccommodation(2), Rule::Twice(BLUE))],
        ),
        (
            5,
            6,
            &[(nowhere, 1)],
            &[(
                Field::ItemAccommodation(0),
                Rule::UnknownAccommodation(nowhere),
            )],
        ),
        (
            5,
            6,
            &[(nothing, 1)],
            &[(
                Field::ItemAccommodation(0),
                Rule::UnknownAccommodation(nothing),
            )],
        ),
        (
            5,
            6,
            &[(BLUE, 1), (SHUT, 1)],
            &[(Field::ItemAccommodation(1), Rule::Closed(SHUT))],
        ),
    ];
    for (arrival, departure, places, problems) in cases {
        house()
            .when(by(BEN), &ask(wish(*arrival, *departure, places)))
            .refused(invalid(problems));
    }
}

#[test]
fn everything_wrong_is_said_at_once_so_that_a_form_can_show_it() {
    let nights = Rule::TooManyNights {
        nights: 43,
        longest: 30,
    };
    let wish = saying("\0", wish(-3, 40, &[(BLUE, 0), (SHUT, 1)]));
    house().when(by(BEN), &ask(wish)).refused(invalid(&[
        (Field::Arrival, Rule::InThePast { today: TODAY }),
        (Field::Departure, nights),
        (Field::ItemPersons(0), Rule::Persons { capacity: 4 }),
        (Field::ItemAccommodation(1), Rule::Closed(SHUT)),
        (Field::Note, Rule::ControlCharacter),
    ]));
}

#[test]
fn dates_no_book_covers_are_refused_at_the_field_that_has_them() {
    for (arrival, departure, field) in [
        (date(1969, 12, 31), date(1970, 1, 2), Field::Arrival),
        (date(2199, 12, 31), date(2200, 1, 1), Field::Departure),
        (date(2200, 1, 1), date(2200, 1, 2), Field::Arrival),
        (date(-9999, 1, 1), date(9999, 12, 31), Field::Arrival),
    ] {
        let wish = Wish {
            arrival,
            departure,
            ..wish(0, 1, ONE)
        };
        house()
            .when(by(BEN), &ask(wish))
            .refused(invalid(&[(field, Rule::OutOfCalendar)]));
    }
}

#[test]
fn the_house_says_how_long_a_stay_may_be() {
    let mut house = house();
    if let Some(settings) = &mut house.state.settings {
        settings.longest_stay = 7;
    }
    let eight = Rule::TooManyNights {
        nights: 8,
        longest: 7,
    };
    assert!(house.when(by(BEN), &ask(wish(1, 8, ONE))).0.is_ok());
    house
        .when(by(BEN), &ask(wish(1, 9, ONE)))
        .refused(invalid(&[(Field::Departure, eight)]));
}

#[test]
fn administrators_may_book_the_past_and_it_is_shown() {
    for (arrival, departure, overrides) in [
        (-1, 2, Overrides::PAST),
        (-400, -398, Overrides::PAST),
        (0, 2, Overrides::NONE),
    ] {
        house()
            .when(by(ADA), &ask(wish(arrival, departure, ONE)))
            .then(booking(
                B1,
                requested(ADA, stay(arrival, departure), ONE, overrides),
            ));
    }
}

#[test]
fn a_longer_stay_needs_an_administrator_who_says_so() {
    let long = |nights, longest| {
        let rule = Rule::TooManyNights { nights, longest };
        invalid(&[(Field::Departure, rule)])
    };
    house()
        .when(by(ADA), &ask(wish(0, 31, ONE)))
        .refused(long(31, 30));
    let allowed = |nights| ask(allowing(Overrides::LENGTH, wish(0, nights, ONE)));
    for (nights, overrides) in [
        (30, Overrides::NONE),
        (31, Overrides::LENGTH),
        (366, Overrides::LENGTH),
    ] {
        house()
            .when(by(ADA), &allowed(nights))
            .then(booking(B1, requested(ADA, stay(0, nights), ONE, overrides)));
    }
    house().when(by(ADA), &allowed(367)).refused(long(367, 366));
}

#[test]
fn members_set_no_rule_aside_even_when_none_stands_in_the_way() {
    for allow in [Overrides::PAST, Overrides::CAPACITY, Overrides::LENGTH] {
        let command = ask(allowing(allow, wish(5, 6, ONE)));
        house()
            .when(by(BEN), &command)
            .refused(invalid(&[(Field::Override, Rule::AdministratorsOnly)]));
    }
}

#[test]
fn who_may_ask_and_for_whom() {
    let nobody = PersonId::new(99);
    let own = ask(wish(5, 6, ONE));
    let on_behalf = |rule| invalid(&[(Field::OnBehalfOf, rule)]);
    for (actor, command, member) in [
        (by(BEN), own.clone(), BEN),
        (by(BEN), ask_for(BEN, wish(5, 6, ONE)), BEN),
        (by(ADA), ask_for(BEN, wish(5, 6, ONE)), BEN),
        (by(ADA), ask_for(FIFI, wish(5, 6, ONE)), FIFI),
        (Actor::System, ask_for(BEN, wish(5, 6, ONE)), BEN),
    ] {
        house().when(actor, &command).then(booking(
            B1,
            requested(member, stay(5, 6), ONE, Overrides::NONE),
        ));
    }
    for (actor, command, refusal) in [
        (by(EMIL), own.clone(), Refusal::Forbidden),
        (by(FIFI), own.clone(), Refusal::Forbidden),
        (by(nobody), own.clone(), Refusal::Forbidden),
        (Actor::Unknown, own.clone(), Refusal::Forbidden),
        (Actor::System, own, on_behalf(Rule::Blank)),
        (
            by(BEN),
            ask_for(CLEO, wish(5, 6, ONE)),
            on_behalf(Rule::AdministratorsOnly),
        ),
        (
            by(ADA),
            ask_for(EMIL, wish(5, 6, ONE)),
            on_behalf(Rule::UnknownMember),
        ),
        (
            by(DORA),
            ask_for(nobody, wish(5, 6, ONE)),
            on_behalf(Rule::UnknownMember),
        ),
    ] {
        house().when(actor, &command).refused(refusal);
    }
}

#[test]
fn notes_are_kept_tidy_and_held_to_five_hundred_characters() {
    let longest = "ü".repeat(500);
    let lines = "a\n".repeat(249) + "bc";
    for (said, kept) in [
        ("  We bring the dog.\n", Some("We bring the dog.")),
        (" \t\r\n ", None),
        ("", None),
        ("one\r\ntwo\rthree\tfour", Some("one\ntwo\nthree\tfour")),
        (&*longest, Some(&*longest)),
        (&*lines.replace('\n', "\r\n"), Some(&*lines)),
    ] {
        let event = house().when(by(BEN), &ask(saying(said, wish(5, 6, ONE))));
        let Ok([(_, Event::BookingRequested(event))]) = event.0.as_deref() else {
            panic!("{said:?} is accepted, not {:?}", event.0);
        };
        let kept = kept.map(|words| PersonalText::clear(BEN, words));
        assert_eq!(event.note, kept);
    }
    for (said, rule) in [
        (&*"ü".repeat(501), Rule::TooLong { most: 500 }),
        ("bell \u{7}", Rule::ControlCharacter),
        ("nul \0", Rule::ControlCharacter),
    ] {
        house()
            .when(by(BEN), &ask(saying(said, wish(5, 6, ONE))))
            .refused(invalid(&[(Field::Note, rule)]));
    }
}

#[test]
fn a_note_is_about_whose_stay_it_is_so_that_it_is_forgotten_with_them() {
    let asked = house().when(by(ADA), &ask_for(BEN, saying("Hello", wish(5, 6, ONE))));
    let Ok([(_, Event::BookingRequested(event))]) = asked.0.as_deref() else {
        panic!("accepted, not {:?}", asked.0);
    };
    assert_eq!(event.note.as_ref().map(|note| note.about), Some(BEN));
}

#[test]
fn bookings_are_numbered_from_one_without_gaps() {
    let house = house()
        .did(BEN, ask(wish(5, 6, ONE)))
        .did(CLEO, ask(wish(5, 6, ONE)))
        .did(ADA, ask(wish(5, 6, ONE)));
    let ids: Vec<_> = house.state.bookings.iter().map(|b| b.id.number()).collect();
    assert_eq!(ids, [1, 2, 3]);
}

#[test]
fn a_booking_takes_a_whole_large_house() {
    let mut house = house();
    for number in 5..=MAX_ITEMS as u16 + 1 {
        let place = super::words::room(&format!("Room {number}"), 1);
        house = house.did(ADA, super::words::add_place(place));
    }
    let all: Vec<_> = (1..=MAX_ITEMS as u16 + 1)
        .map(AccommodationId::new)
        .filter(|id| *id != SHUT)
        .map(|id| (id, 1))
        .collect();
    let house = house.did(BEN, ask(wish(5, 7, &all)));
    let booked = house.state.booking(B1).expect("it was accepted");
    assert_eq!(*booked.items, *items(&all));
    assert_eq!(booked.persons(), MAX_ITEMS as u16);
    assert!(!booked.is_completed(day(99)), "it was never confirmed");
}
