//! What a log cannot say: events that do not follow from those before are noticed, not folded in.

use super::{
    given::{Given, given, house},
    words::{
        ADA, B1, B2, BEN, BLUE, CLEO, DORA, EMIL, FIFI, SHUT, TENT, ask, cancel, cancelled,
        changed, confirm, confirmed, day, decline, declined, requested, room, stay, undo, undone,
        wish,
    },
};
use hutbook::domain::{
    accommodation::Kind,
    booking::{Overrides, Status},
    event::{
        AccommodationAdded, AccommodationChanged, AccommodationDeactivated, BookingChanged,
        BookingRequested, BookingUndone, Event, HouseFounded, PersonAdded, Recorded, RoleChanged,
        SettingsChanged,
    },
    house::Settings,
    ids::{AccommodationId, Actor, BookingId, CommandId, PersonId, Stream, Version},
    people::{Role, Standing},
    state::Contradiction,
    text::PersonalText,
    time::Stay,
};
use proptest::{
    prelude::{any, prop, proptest},
    test_runner::Config,
};

/// What comes of it when the log goes on like this.
fn goes_on(
    house: &Given,
    stream: Stream,
    version: Version,
    event: Event,
) -> Result<(), Contradiction> {
    let recorded = Recorded {
        sequence: 77,
        stream,
        version,
        at: house.now,
        command: CommandId::from_halves(1, 2),
        actor: Actor::Unknown,
        event,
    };
    house.state.clone().apply(&recorded)
}

fn person_added(id: PersonId, email: &str) -> Event {
    let text = |words: &str| PersonalText::clear(id, words);
    Event::PersonAdded(PersonAdded {
        email: text(email),
        first_name: text("a"),
        last_name: text("b"),
        role: Role::Member,
        standing: Standing::Active,
    })
}

#[test]
fn a_contradiction_is_noticed_and_named() {
    let tent: &[_] = &[(TENT, 1)];
    let asked = || house().did(BEN, ask(wish(5, 9, tent)));
    let confirmed_one = asked().did(ADA, confirm(B1));
    let declined_one = asked().did(ADA, decline(B1));
    let cancelled_one = asked().did(BEN, cancel(B1));
    let undone_one = asked().did(ADA, confirm(B1)).did(ADA, undo(B1));
    let change_to = |status| changed(stay(5, 8), tent, status, Overrides::NONE);
    let request = |member, place| requested(member, stay(5, 9), &[(place, 1)], Overrides::NONE);
    let founded = Event::HouseFounded(HouseFounded {
        settings: super::words::settings(),
    });
    let settings_changed = Event::SettingsChanged(SettingsChanged {
        settings: super::words::settings(),
    });
    let added = Event::AccommodationAdded(AccommodationAdded {
        description: room("Attic", 1),
    });
    let nobody = PersonId::new(99);
    let nowhere = AccommodationId::new(99);
    let booking = |id: BookingId| Stream::Booking(id);
    let impossible: Vec<(&str, Given, Stream, Version, Event)> = vec![
        (
            "gap in a stream",
            asked(),
            booking(B1),
            3,
            confirmed(Overrides::NONE),
        ),
        (
            "step told twice",
            asked(),
            booking(B1),
            1,
            confirmed(Overrides::NONE),
        ),
        (
            "version 0",
            asked(),
            booking(B1),
            0,
            confirmed(Overrides::NONE),
        ),
        (
            "booking left out",
            asked(),
            booking(BookingId::new(3)),
            1,
            request(BEN, TENT),
        ),
        (
            "booking 0",
            asked(),
            booking(BookingId::new(0)),
            1,
            request(BEN, TENT),
        ),
        (
            "booking asked for twice",
            asked(),
            booking(B1),
            2,
            request(BEN, TENT),
        ),
        (
            "step before the request",
            asked(),
            booking(B2),
            1,
            confirmed(Overrides::NONE),
        ),
        (
            "unknown member",
            asked(),
            booking(B2),
            1,
            request(nobody, TENT),
        ),
        (
            "unknown accommodation",
            asked(),
            booking(B2),
            1,
            request(BEN, nowhere),
        ),
        (
            "change to an unknown accommodation",
            asked(),
            booking(B1),
            2,
            changed(
                stay(5, 8),
                &[(nowhere, 1)],
                Status::Pending,
                Overrides::NONE,
            ),
        ),
        (
            "undo to an unknown accommodation",
            asked(),
            booking(B1),
            2,
            undone(stay(5, 9), &[(nowhere, 1)], Status::Cancelled),
        ),
        (
            "yes to a yes",
            confirmed_one.clone(),
            booking(B1),
            3,
            confirmed(Overrides::NONE),
        ),
        (
            "no to a yes",
            confirmed_one,
            booking(B1),
            3,
            declined(BEN, None),
        ),
        (
            "yes to a no",
            declined_one.clone(),
            booking(B1),
            3,
            confirmed(Overrides::NONE),
        ),
        (
            "yes to what was called off",
            cancelled_one.clone(),
            booking(B1),
            3,
            confirmed(Overrides::NONE),
        ),
        (
            "called off twice",
            cancelled_one.clone(),
            booking(B1),
            3,
            cancelled(BEN, None),
        ),
        (
            "change that says yes",
            asked(),
            booking(B1),
            2,
            change_to(Status::Confirmed),
        ),
        (
            "change that calls off",
            asked(),
            booking(B1),
            2,
            change_to(Status::Cancelled),
        ),
        (
            "change that brings back",
            cancelled_one,
            booking(B1),
            3,
            change_to(Status::Pending),
        ),
        (
            "undo of an undo",
            undone_one,
            booking(B1),
            4,
            undone(stay(5, 9), tent, Status::Confirmed),
        ),
        (
            "house event about a booking",
            asked(),
            booking(B1),
            2,
            settings_changed.clone(),
        ),
        (
            "booking event about the house",
            asked(),
            Stream::House,
            2,
            confirmed(Overrides::NONE),
        ),
        (
            "booking event about a person",
            asked(),
            Stream::Person(BEN),
            2,
            confirmed(Overrides::NONE),
        ),
        (
            "booking event about a room",
            asked(),
            Stream::Accommodation(BLUE),
            2,
            confirmed(Overrides::NONE),
        ),
        ("founded twice", house(), Stream::House, 2, founded),
        (
            "settings before founding",
            given([]),
            Stream::House,
            1,
            settings_changed,
        ),
        (
            "somebody before founding",
            given([]),
            Stream::Person(ADA),
            1,
            person_added(ADA, "a@b"),
        ),
        (
            "a room before founding",
            given([]),
            Stream::Accommodation(BLUE),
            1,
            added.clone(),
        ),
        (
            "a room left out",
            house(),
            Stream::Accommodation(AccommodationId::new(6)),
            1,
            added,
        ),
        (
            "somebody left out",
            house(),
            Stream::Person(PersonId::new(8)),
            1,
            person_added(PersonId::new(8), "g@h"),
        ),
        (
            "two with one address",
            house(),
            Stream::Person(PersonId::new(7)),
            1,
            person_added(PersonId::new(7), "p2@example.org"),
        ),
        (
            "approved after being sent away",
            house(),
            Stream::Person(EMIL),
            2,
            Event::PersonApproved,
        ),
        (
            "let in again before being let in",
            house(),
            Stream::Person(FIFI),
            2,
            Event::PersonReactivated,
        ),
    ];
    for (what, house, stream, version, event) in impossible {
        let contradiction = Contradiction {
            sequence: 77,
            stream,
        };
        assert_eq!(
            goes_on(&house, stream, version, event),
            Err(contradiction),
            "{what}"
        );
        assert!(contradiction.to_string().contains("event 77"));
    }
}

#[test]
fn what_the_rules_of_today_would_refuse_has_happened_all_the_same() {
    let tent: &[_] = &[(TENT, 1)];
    let asked = house().did(BEN, ask(wish(5, 9, tent)));
    let declined_one = asked.clone().did(ADA, decline(B1));
    let next = Stream::Booking(B2);
    let request = |places: &[_]| requested(CLEO, stay(5, 9), places, Overrides::NONE);
    let possible: Vec<(&str, &Given, Stream, Version, Event)> = vec![
        ("over capacity", &asked, next, 1, request(tent)),
        ("a closed room", &asked, next, 1, request(&[(SHUT, 1)])),
        (
            "a room twice",
            &asked,
            next,
            1,
            request(&[(BLUE, 1), (BLUE, 2)]),
        ),
        ("nobody at all", &asked, next, 1, request(&[(BLUE, 0)])),
        ("no items", &asked, next, 1, request(&[])),
        (
            "called off after a no, as the old system did",
            &declined_one,
            Stream::Booking(B1),
            3,
            cancelled(BEN, None),
        ),
        (
            "closed twice",
            &asked,
            Stream::Accommodation(SHUT),
            3,
            Event::AccommodationDeactivated(AccommodationDeactivated { forced: false }),
        ),
        (
            "let in twice",
            &asked,
            Stream::Person(DORA),
            2,
            Event::PersonApproved,
        ),
    ];
    for (what, house, stream, version, event) in possible {
        assert_eq!(goes_on(house, stream, version, event), Ok(()), "{what}");
    }
}

#[test]
fn more_persons_than_can_be_counted_are_a_contradiction() {
    let mut house = house();
    let crowd = requested(BEN, stay(5, 6), &[(TENT, 255)], Overrides::CAPACITY);
    let crowds = (1..).map(|number| (Stream::Booking(BookingId::new(number)), crowd.clone()));
    let mut counted = 0;
    for (stream, event) in crowds {
        let recorded = Recorded {
            sequence: 77,
            stream,
            version: 1,
            at: house.now,
            command: CommandId::from_halves(1, 2),
            actor: Actor::System,
            event,
        };
        if house.state.apply(&recorded).is_err() {
            break;
        }
        counted += 255;
        assert_eq!(house.state.occupancy.taken(TENT, day(5)), counted);
    }
    assert_eq!(counted, u16::MAX);
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn no_bytes_make_a_reader_of_events_stumble(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        fn read<T: for<'a> serde::Deserialize<'a> + serde::Serialize + PartialEq>(bytes: &[u8]) {
            if let Ok(value) = postcard::from_bytes::<T>(bytes) {
                let again = postcard::to_allocvec(&value).expect("what was read can be written");
                assert!(postcard::from_bytes::<T>(&again).is_ok_and(|it| it == value));
            }
        }
        read::<Stay>(&bytes);
        read::<BookingRequested>(&bytes);
        read::<BookingChanged>(&bytes);
        read::<BookingUndone>(&bytes);
        read::<Settings>(&bytes);
        read::<PersonAdded>(&bytes);
        read::<AccommodationChanged>(&bytes);
        read::<RoleChanged>(&bytes);
        read::<Kind>(&bytes);
        read::<Stream>(&bytes);
    }
}
