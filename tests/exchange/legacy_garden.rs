//! The genuine dump of the old system, against what is known of it: `legacy-garden.sql.expected.json`.
//! Never compares the import with itself: the figures and the samples were taken from the dump by other means.

use super::legacy_house::{GARDEN, House};
use hutbook::{
    domain::{
        booking::Status,
        event::{Event, Recorded},
        ids::{Actor, PersonId, Stream},
        people::{Role, Standing},
    },
    exchange::legacy::{Remark, Remarked, Table},
};
use jiff::civil::date;
use std::collections::BTreeMap;

const EXPECTED: &str = include_str!("../data/legacy-garden.sql.expected.json");

fn expected(path: &str) -> u64 {
    let json: serde_json::Value = serde_json::from_str(EXPECTED).unwrap();
    json.pointer(path).unwrap().as_u64().unwrap()
}

#[test]
fn the_genuine_dump_comes_over_with_all_its_counts() {
    let mut house = House::new();
    let import = house.import(GARDEN);
    let report = &import.report;
    assert!(report.balances());
    assert_eq!(report.listed, []);
    assert_eq!(report.events.rows, expected("/events"));
    assert_eq!(report.events.taken, expected("/events"));
    assert_eq!(report.users.taken, expected("/users"));
    assert_eq!(house.state.bookings.len() as u64, expected("/bookings"));
    assert_eq!(
        house.state.accommodations.len() as u64,
        expected("/accommodations")
    );
    let of = |status| {
        house
            .state
            .bookings
            .iter()
            .filter(|it| it.status == status)
            .count() as u64
    };
    let accepted = expected("/status/Accepted") + expected("/status/Confirmed");
    assert_eq!(of(Status::Pending), expected("/status/Pending"));
    assert_eq!(of(Status::Confirmed), accepted);
    assert_eq!(of(Status::Declined), expected("/status/Rejected"));
    assert_eq!(of(Status::Cancelled), expected("/status/Cancelled"));
    let others: BTreeMap<_, _> = report
        .without_counterpart
        .iter()
        .map(|(name, rows)| (&**name, *rows))
        .collect();
    assert_eq!(
        others,
        BTreeMap::from([
            ("EmailSettings", 1),
            ("EventStoreSnapshots", 0),
            ("SleepingAccommodationReadModels", 0),
            ("__EFMigrationsHistory", 1),
        ])
    );
}

#[test]
fn people_come_over_with_role_and_standing_but_without_a_password() {
    let mut house = House::new();
    let import = house.import(GARDEN);
    let by = |email: &str| house.state.person_by_email(email).unwrap();
    let tina = by("user1@example.org");
    assert_eq!(
        (tina.first_name.as_deref(), tina.last_name.as_deref()),
        (Some("Tina"), Some("Müller"))
    );
    assert_eq!(
        (tina.role, tina.standing),
        (Role::Administrator, Standing::Active)
    );
    assert_eq!(
        tina.added.millis(),
        1_701_316_190_000,
        "2023-11-30 03:49:50 UTC"
    );
    for (email, standing) in [
        ("user3@example.org", Standing::Active),
        ("user8@example.org", Standing::Awaiting),
        ("user9@example.org", Standing::Awaiting),
        ("user10@example.org", Standing::Inactive),
    ] {
        assert_eq!(by(email).standing, standing, "{email}");
    }
    assert!(
        house
            .state
            .people
            .iter()
            .all(|person| person.password.is_none())
    );
    assert_eq!(import.report.need_link.len(), 8);
    assert_eq!(import.report.awaiting.len(), 2);
    assert_eq!(import.report.inactive.len(), 1);
    assert_eq!(import.new_people.len(), 11);
    let everything = format!("{import:?}{}", import.report);
    assert!(!everything.contains("$2a$") && !everything.contains("bm90LWEtcmVhbC1zZWNyZXQ"));
}

#[test]
fn a_booking_keeps_its_dates_its_items_its_note_and_its_times() {
    let mut house = House::new();
    let import = house.import(GARDEN);
    let first = import
        .events
        .iter()
        .find(|it| it.command.to_string() == "d5f55c8a657d466db01a5f42ff842c1b")
        .unwrap();
    assert_eq!(
        first.at.millis(),
        1_722_697_238_409,
        "2024-08-03T15:00:38.409Z"
    );
    let member = house.state.person_by_email("user1@example.org").unwrap().id;
    assert_eq!(first.actor, Actor::Person(member));
    let Event::BookingRequested(event) = &first.event else {
        panic!("{first:?}");
    };
    assert_eq!(event.member, member);
    assert_eq!(event.stay.arrival(), date(2024, 10, 27));
    assert_eq!(event.stay.departure(), date(2024, 11, 10));
    assert_eq!(
        event.note.as_ref().unwrap().as_clear(),
        Some("Bitte Bettwäsche")
    );
    assert_eq!(event.note.as_ref().unwrap().about, member);
    let [item] = event.items.as_slice() else {
        panic!("{event:?}");
    };
    let place = house.state.accommodation(item.accommodation).unwrap();
    assert_eq!(
        (place.description.name.as_str(), place.description.capacity),
        ("Hauptschlafzimmer", 2)
    );
    assert_eq!(item.persons, 2);
    let names: Vec<_> = house
        .state
        .accommodations
        .iter()
        .map(|it| it.description.name.to_string())
        .collect();
    assert_eq!(
        names,
        [
            "Hauptschlafzimmer",
            "Gästezimmer",
            "Kinderzimmer",
            "Wohnzimmer Schlafsofa",
            "Garten Zeltplatz"
        ]
    );
}

#[test]
fn the_log_is_gapless_in_order_of_time_and_nothing_stands_before_what_it_needs() {
    let house = House::new();
    let import = house.plan(GARDEN);
    let mut versions = BTreeMap::new();
    for (place, it) in import.events.iter().enumerate() {
        assert_eq!(it.sequence, house.head() + place as u64 + 1);
        let version = versions.entry(it.stream).or_insert(0);
        *version += 1;
        assert_eq!(it.version, *version, "{}", it.stream);
        if let Event::BookingRequested(event) = &it.event {
            assert!(
                import
                    .events
                    .iter()
                    .take(place)
                    .any(|before| before.stream == Stream::Person(event.member))
            );
        }
    }
    let of_bookings = |it: &&Recorded| matches!(it.stream, Stream::Booking(_));
    let times: Vec<_> = import
        .events
        .iter()
        .filter(of_bookings)
        .map(|it| it.at)
        .collect();
    assert!(
        times.is_sorted(),
        "bookings out of the order of their times"
    );
    let moved = |it: &&Remarked| it.remark == Remark::Moved;
    let mut moved = import.report.remarks.iter().filter(moved);
    assert!(
        moved.all(|it| it.table == Table::Users),
        "only people came after their bookings"
    );
    let actors = import
        .events
        .iter()
        .filter(|it| it.actor == Actor::Person(PersonId::new(1)));
    assert_eq!(
        actors.count(),
        0,
        "the house's own administrator did none of it"
    );
}

#[test]
fn over_full_nights_are_found_as_the_slow_way_finds_them() {
    let mut house = House::new();
    let import = house.import(GARDEN);
    let mut nights = BTreeMap::new();
    for booking in house
        .state
        .bookings
        .iter()
        .filter(|it| it.status.holds_capacity())
    {
        for night in booking.stay.each_night() {
            for item in &booking.items {
                let (persons, bookings) = nights
                    .entry((item.accommodation, night))
                    .or_insert((0, Vec::new()));
                *persons += u16::from(item.persons);
                bookings.push(booking.id);
            }
        }
    }
    nights.retain(|(place, _), (persons, _)| {
        *persons
            > u16::from(
                house
                    .state
                    .accommodation(*place)
                    .unwrap()
                    .description
                    .capacity,
            )
    });
    let found: BTreeMap<_, _> = import
        .report
        .over_capacity
        .iter()
        .map(|it| {
            (
                (it.accommodation, it.night),
                (it.persons, it.bookings.clone()),
            )
        })
        .collect();
    assert_eq!(found.len(), import.report.over_capacity.len());
    assert_eq!(found, nights);
}
