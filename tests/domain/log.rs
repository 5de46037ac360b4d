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

/// The log cannot go on like this.
#[track_caller]
fn impossible(what: &str, house: &Given, stream: Stream, version: Version, event: Event) {
    let contradiction = Contradiction {
        sequence: 77,
        stream,
    };
    let answer = goes_on(house, stream, version, event);
    assert_eq!(answer, Err(contradiction), "{what}");
}

const FIRST: Stream = Stream::Booking(B1);
const SECOND: Stream = Stream::Booking(B2);
const NOBODY: PersonId = PersonId::new(99);
const NOWHERE: AccommodationId = AccommodationId::new(99);

/// Ben has asked for the tent.
fn asked() -> Given {
    house().did(BEN, ask(wish(5, 9, &[(TENT, 1)])))
}

fn request(member: PersonId, place: AccommodationId) -> Event {
    requested(member, stay(5, 9), &[(place, 1)], Overrides::NONE)
}

fn yes() -> Event {
    confirmed(Overrides::NONE)
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

fn settings_changed() -> Event {
    Event::SettingsChanged(SettingsChanged {
        settings: super::words::settings(),
    })
}

fn place_added() -> Event {
    Event::AccommodationAdded(AccommodationAdded {
        description: room("Attic", 1),
    })
}

#[test]
fn streams_have_no_gaps_and_begin_at_their_beginning() {
    let house = asked();
    impossible("a gap", &house, FIRST, 3, yes());
    impossible("told twice", &house, FIRST, 1, yes());
    impossible("version 0", &house, FIRST, 0, yes());
    impossible("asked twice", &house, FIRST, 2, request(BEN, TENT));
    impossible("not asked", &house, SECOND, 1, yes());
    for number in [0, 3, u32::MAX] {
        let stream = Stream::Booking(BookingId::new(number));
        impossible("left out", &house, stream, 1, request(BEN, TENT));
    }
    let person = PersonId::new(8);
    let added = person_added(person, "g@h");
    impossible("left out", &house, Stream::Person(person), 1, added);
    let room = Stream::Accommodation(AccommodationId::new(6));
    impossible("left out", &house, room, 1, place_added());
}

#[test]
fn an_event_belongs_to_a_stream_of_its_kind() {
    let house = asked();
    impossible("house", &house, Stream::House, 2, yes());
    impossible("person", &house, Stream::Person(BEN), 2, yes());
    impossible("room", &house, Stream::Accommodation(BLUE), 2, yes());
    impossible("booking", &house, FIRST, 2, settings_changed());
}

#[test]
fn nobody_books_what_does_not_exist_or_without_existing() {
    let house = asked();
    let to_nowhere: &[_] = &[(TENT, 1), (NOWHERE, 1)];
    let change = changed(stay(5, 8), to_nowhere, Status::Pending, Overrides::NONE);
    let undo = undone(stay(5, 9), to_nowhere, Status::Cancelled);
    impossible("member", &house, SECOND, 1, request(NOBODY, TENT));
    impossible("place", &house, SECOND, 1, request(BEN, NOWHERE));
    impossible("change", &house, FIRST, 2, change);
    impossible("undo", &house, FIRST, 2, undo);
}

/// Other systems let people confirm what was confirmed and decline what was called off. It has happened, so it is
/// taken, and only the last answer decides whether places are held.
#[test]
fn answers_of_imported_histories_are_taken_in_any_order() {
    let answers = || [yes(), declined(BEN, None), cancelled(BEN, None)];
    for first in answers() {
        for (second, held) in answers().into_iter().zip([1, 0, 0]) {
            let mut house = asked();
            house.record(Actor::Unknown, FIRST, first.clone());
            house.record(Actor::Unknown, FIRST, second.clone());
            let booking = house.state.booking(B1).unwrap().clone();
            for night in booking.stay.each_night() {
                let taken = house.state.occupancy.taken(TENT, night);
                assert_eq!(taken, held, "{first:?}, then {second:?}");
            }
        }
    }
}

#[test]
fn a_change_says_no_answer() {
    let tent: &[_] = &[(TENT, 1)];
    let change_to = |status| changed(stay(5, 8), tent, status, Overrides::NONE);
    let pending = asked();
    impossible(
        "saying yes by a change",
        &pending,
        FIRST,
        2,
        change_to(Status::Confirmed),
    );
    impossible(
        "calling off by a change",
        &pending,
        FIRST,
        2,
        change_to(Status::Cancelled),
    );
    let gone = asked().did(BEN, cancel(B1));
    impossible(
        "brought back by a change",
        &gone,
        FIRST,
        3,
        change_to(Status::Pending),
    );
    let taken_back = asked().did(ADA, confirm(B1)).did(ADA, undo(B1));
    let again = undone(stay(5, 9), tent, Status::Confirmed);
    impossible("undo of an undo", &taken_back, FIRST, 4, again);
}

#[test]
fn a_house_is_founded_once_and_before_all_else() {
    let founded = Event::HouseFounded(HouseFounded {
        settings: super::words::settings(),
    });
    impossible("founded twice", &house(), Stream::House, 2, founded);
    let nothing = given([]);
    impossible("settings", &nothing, Stream::House, 1, settings_changed());
    let ada = person_added(ADA, "a@b");
    impossible("somebody", &nothing, Stream::Person(ADA), 1, ada);
    let blue = Stream::Accommodation(BLUE);
    impossible("a room", &nothing, blue, 1, place_added());
}

#[test]
fn people_come_in_by_the_door_and_have_addresses_of_their_own() {
    let (emil, fifi) = (Stream::Person(EMIL), Stream::Person(FIFI));
    impossible("sent away", &house(), emil, 2, Event::PersonApproved);
    impossible("still waiting", &house(), fifi, 2, Event::PersonReactivated);
    let next = PersonId::new(7);
    let same = person_added(next, "p2@example.org");
    impossible("one address", &house(), Stream::Person(next), 1, same);
}

#[test]
fn a_contradiction_says_where_it_is() {
    let found = goes_on(&asked(), FIRST, 9, yes()).map_err(|it| it.to_string());
    let said = "event 77 about b1 does not follow from the events before it";
    assert_eq!(found, Err(said.to_owned()));
}

#[test]
fn what_the_rules_of_today_would_refuse_has_happened_all_the_same() {
    let tent: &[_] = &[(TENT, 1)];
    let asked = asked();
    let declined_one = asked.clone().did(ADA, decline(B1));
    let next = SECOND;
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
