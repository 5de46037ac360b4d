//! What single rows of the old system become here, and why some cannot: small dumps, one oddity each.
//! Every case also proves that each row is counted exactly once.

use super::legacy_house::{House, Small, user, uuid};
use hutbook::{
    domain::{
        accommodation::Kind,
        booking::{Booking, Status},
        ids::{AccommodationId, BookingId},
        people::Standing,
        state::State,
        text::PersonalText,
        time::NotAStay,
    },
    exchange::legacy::{Import, Reason, Remark},
};
use jiff::civil::date;

fn import(small: &Small) -> (State, Import) {
    let mut house = House::new();
    let import = house.import(&small.text());
    assert!(import.report.balances(), "{:?}", import.report);
    (house.state, import)
}

fn reasons(import: &Import) -> Vec<(&str, Reason)> {
    let listed = import.report.listed.iter();
    listed.map(|it| (&*it.key, it.reason.clone())).collect()
}

fn remarks(import: &Import) -> Vec<Remark> {
    import
        .report
        .remarks
        .iter()
        .map(|it| it.remark.clone())
        .collect()
}

fn only_booking(state: &State) -> &Booking {
    assert_eq!(state.bookings.len(), 1);
    state.booking(BookingId::new(1)).unwrap()
}

fn note(state: &State) -> Option<String> {
    let note = state.note(only_booking(state).id);
    note.as_ref()
        .and_then(PersonalText::as_clear)
        .map(str::to_owned)
}

/// A dump in which user 2 has booked room 1 (booking 100, event 1000) from the 5th to the 8th of May 2024.
fn booked() -> Small {
    let mut small = Small::new();
    small.booking(1000, 100, "2024-05-05", "2024-05-08");
    small
}

/// What becomes of that booking by one more event.
fn after(kind: &str, data: &str) -> (State, Vec<Remark>, Vec<Reason>) {
    let mut small = booked();
    small.event(1001, 100, kind, 1, data);
    let (state, import) = import(&small);
    let listed = reasons(&import)
        .into_iter()
        .map(|(_, reason)| reason)
        .collect();
    let found = remarks(&import);
    (state, found, listed)
}

/// What becomes of a booking with this data, if it is the only one.
fn created(data: &str) -> (State, Import) {
    let mut small = Small::new();
    small.event(1000, 100, "BookingCreated", 0, data);
    import(&small)
}

fn booking_data(start: &str, end: &str, items: &str) -> String {
    format!(
        r#"{{"userId": 2, "startDate": "{start}", "endDate": "{end}", "bookingItems": [{items}]}}"#
    )
}

fn item(accommodation: u32, persons: &str) -> String {
    format!(
        r#"{{"sleepingAccommodationId": "{}", "personCount": {persons}}}"#,
        uuid(accommodation)
    )
}

#[test]
fn each_type_of_event_has_its_effect() {
    for (kind, status) in [
        ("BookingConfirmed", Status::Confirmed),
        ("BookingAccepted", Status::Confirmed),
        ("BookingRejected", Status::Declined),
        ("BookingCancelled", Status::Cancelled),
    ] {
        let (state, remarks, listed) = after(kind, "{}");
        let booking = only_booking(&state);
        assert_eq!((booking.status, booking.version), (status, 2), "{kind}");
        assert_eq!((remarks, listed), (vec![], vec![]), "{kind}");
    }
    let data = booking_data(
        "2024-06-01T00:00:00Z",
        "2024-06-03T00:00:00Z",
        &item(2, "3"),
    );
    let (state, _, _) = after("BookingUpdated", &data);
    let booking = only_booking(&state);
    assert_eq!(booking.stay.arrival(), date(2024, 6, 1));
    assert_eq!(booking.items[0].accommodation, AccommodationId::new(2));
    assert_eq!((note(&state), booking.status), (None, Status::Pending));
}

#[test]
fn a_step_without_effect_is_still_recorded() {
    let mut small = booked();
    small.event(1001, 100, "BookingAccepted", 1, "{}");
    small.event(1002, 100, "BookingConfirmed", 2, "{}");
    let (state, import) = import(&small);
    assert_eq!(
        (only_booking(&state).version, import.report.events.taken),
        (3, 5)
    );
}

#[test]
fn what_is_dated_out_of_order_stands_where_it_must_and_keeps_its_time() {
    let mut small = Small::new();
    let data = r#"{"name": "Spätzimmer", "type": 0, "maxCapacity": 2}"#;
    small.event_at(
        "2024-09-01 10:00:00",
        10,
        10,
        "SleepingAccommodationCreated",
        0,
        data,
    );
    let data = booking_data("2024-05-05", "2024-05-08", &item(10, "1"));
    small.event_at("2024-04-02 10:00:00", 1000, 100, "BookingCreated", 0, &data);
    small.event_at(
        "2024-04-01 10:00:00",
        1001,
        100,
        "BookingConfirmed",
        1,
        "{}",
    );
    let (_, import) = import(&small);
    assert_eq!(reasons(&import), []);
    assert_eq!(remarks(&import), [Remark::Moved, Remark::Moved]);
    let events: Vec<_> = import.events.iter().rev().take(3).collect();
    let found: Vec<_> = events
        .iter()
        .map(|it| (it.event.name(), it.at.millis()))
        .collect();
    assert_eq!(
        found,
        [
            ("BookingConfirmed", 1_711_965_600_000),
            ("BookingRequested", 1_712_052_000_000),
            ("AccommodationAdded", 1_725_184_800_000),
        ]
    );
}

#[test]
fn an_edit_never_changes_the_status() {
    let mut small = booked();
    small.event(1001, 100, "BookingConfirmed", 1, "{}");
    let data = booking_data("2024-06-01", "2024-06-03", &item(2, "1"));
    small.event(1002, 100, "BookingUpdated", 2, &data);
    let (state, _) = import(&small);
    assert_eq!(only_booking(&state).status, Status::Confirmed);
}

#[test]
fn changed_dates_are_read_under_all_their_names() {
    for data in [
        r#"{"oldStartDate": "2024-05-05T00:00:00Z", "oldEndDate": "2024-05-08T00:00:00Z", "newStartDate": "2024-05-06T00:00:00Z", "newEndDate": "2024-05-09T00:00:00Z"}"#,
        r#"{"previousStartDate": "2024-05-05", "newStartDate": "2024-05-05T22:00:00Z", "newEndDate": "2024-05-08T22:00:00Z"}"#,
        r#"{"NewStartDate": "2024-05-06", "NewEndDate": "2024-05-09"}"#,
        r#"{"oldDateRange": {"startDate": "2024-05-05", "endDate": "2024-05-08"}, "newDateRange": {"startDate": "2024-05-06", "endDate": "2024-05-09"}}"#,
        r#"{"newValue": {"start": "2024-05-06", "end": "2024-05-09"}}"#,
        r#"{"startDate": "2024-05-06", "endDate": "2024-05-09", "changeReason": " "}"#,
        r#"{"dateRange": {"start": "2024-05-06", "end": "2024-05-09"}}"#,
    ] {
        let (state, remarks, listed) = after("BookingDateRangeChanged", data);
        let booking = only_booking(&state);
        let dates = (booking.stay.arrival(), booking.stay.departure());
        assert_eq!(dates, (date(2024, 5, 6), date(2024, 5, 9)), "{data}");
        assert_eq!((remarks, listed), (vec![], vec![]), "{data}");
        assert_eq!(
            (note(&state).as_deref(), booking.items.len()),
            (Some("Hund"), 1)
        );
    }
    let (state, remarks, _) = after(
        "BookingDateRangeChanged",
        r#"{"oldEndDate": "2024-05-07", "newEndDate": "2024-05-09", "changeReason": "Stau"}"#,
    );
    let booking = only_booking(&state);
    assert_eq!(booking.stay.arrival(), date(2024, 5, 5));
    assert_eq!(booking.stay.departure(), date(2024, 5, 9));
    assert_eq!(remarks, [Remark::OldValueDiffers, Remark::ReasonDropped]);
    let (_, _, listed) = after("BookingDateRangeChanged", "{}");
    assert_eq!(listed, [Reason::Field("newStartDate")]);
    let (_, _, listed) = after("BookingDateRangeChanged", r#"{"newStartDate": "soon"}"#);
    assert_eq!(listed, [Reason::Field("startDate")]);
}

#[test]
fn changed_accommodations_and_notes_are_read_under_all_their_names() {
    let (old, new) = (item(1, "2"), item(2, "4"));
    for (old_name, name) in [
        ("oldBookingItems", "newBookingItems"),
        ("previousItems", "newItems"),
        ("oldAccommodations", "newAccommodations"),
        ("oldValue", "newValue"),
        ("x", "bookingItems"),
    ] {
        let data = format!(r#"{{"{old_name}": [{old}], "{name}": [{new}]}}"#);
        let (state, remarks, listed) = after("BookingAccommodationsChanged", &data);
        let booking = only_booking(&state);
        assert_eq!(
            booking.items[0].accommodation,
            AccommodationId::new(2),
            "{data}"
        );
        assert_eq!(
            (booking.items[0].persons, remarks, listed),
            (4, vec![], vec![]),
            "{data}"
        );
    }
    let data = format!(r#"{{"oldItems": [{new}], "newItems": [{new}]}}"#);
    assert_eq!(
        after("BookingAccommodationsChanged", &data).1,
        [Remark::OldValueDiffers]
    );
    for (data, words) in [
        (
            r#"{"oldNotes": "Hund", "newNotes": "Katze"}"#,
            Some("Katze"),
        ),
        (r#"{"newNote": " Katze "}"#, Some("Katze")),
        (r#"{"notes": "Katze"}"#, Some("Katze")),
        (r#"{"oldNotes": "Hund", "newNotes": null}"#, None),
        (r#"{"newNotes": "  "}"#, None),
    ] {
        let (state, _, listed) = after("BookingNotesChanged", data);
        assert_eq!((note(&state).as_deref(), listed), (words, vec![]), "{data}");
    }
    assert_eq!(
        after("BookingNotesChanged", "{}").2,
        [Reason::Field("newNotes")]
    );
}

#[test]
fn enums_may_be_numbers_or_words_and_keys_in_any_case() {
    for (status, ours) in [
        ("0", Status::Pending),
        ("\"Pending\"", Status::Pending),
        ("\"accepted\"", Status::Confirmed),
        ("1", Status::Confirmed),
        ("2", Status::Cancelled),
        ("3", Status::Confirmed),
        ("\"Rejected\"", Status::Declined),
    ] {
        let data = format!(
            r#"{{"UserId": 2, "StartDate": "2024-05-05", "EndDate": "2024-05-08", "Status": {status}, "BookingItems": [{{"SleepingAccommodationId": "{}", "PersonCount": "2"}}]}}"#,
            uuid(1)
        );
        let (state, import) = created(&data);
        assert_eq!(only_booking(&state).status, ours, "{status}");
        assert_eq!(import.report.events.taken, 3);
    }
    for (number, (kind, ours)) in [
        ("0", Kind::Room),
        ("\"Tent\"", Kind::Tent),
        ("2", Kind::Camper),
        ("\"other\"", Kind::Other),
        ("17", Kind::Other),
    ]
    .into_iter()
    .enumerate()
    {
        let mut small = Small::new();
        let data = format!(r#"{{"name": "Wiese {number}", "type": {kind}, "maxCapacity": 3}}"#);
        small.event(10, 10, "SleepingAccommodationCreated", 0, &data);
        let (state, import) = import(&small);
        assert_eq!(
            state.accommodations.back().unwrap().description.kind,
            ours,
            "{kind}"
        );
        let odd = if kind == "17" {
            vec![Remark::UnknownKind]
        } else {
            vec![]
        };
        assert_eq!(remarks(&import), odd);
    }
}

#[test]
fn what_a_booking_cannot_be_is_listed_with_its_reason() {
    let (from, to) = ("2024-05-05T00:00:00Z", "2024-05-08T00:00:00Z");
    let one = item(1, "1");
    for (data, reason) in [
        ("not json".to_owned(), Reason::Json),
        ("[1]".to_owned(), Reason::Json),
        (
            booking_data(from, to, &one).replace(": 2,", ": 77,"),
            Reason::User(77),
        ),
        (
            booking_data(from, to, &one).replace("userId", "who"),
            Reason::Field("userId"),
        ),
        (
            booking_data(from, to, &one).replace("startDate", "x"),
            Reason::Field("startDate"),
        ),
        (
            booking_data(from, from, &one),
            Reason::Stay(NotAStay::NoNight),
        ),
        (
            booking_data(from, "2023-05-08", &one),
            Reason::Stay(NotAStay::NoNight),
        ),
        (
            booking_data(from, "2025-07-08", &one),
            Reason::Stay(NotAStay::TooLong),
        ),
        (
            booking_data("1969-05-05", "1969-05-06", &one),
            Reason::Stay(NotAStay::OutOfRange),
        ),
        (booking_data(from, to, ""), Reason::NoItems),
        (booking_data(from, to, &item(1, "0")), Reason::Persons),
        (booking_data(from, to, &item(1, "-1")), Reason::Persons),
        (booking_data(from, to, &item(1, "256")), Reason::Persons),
        (
            booking_data(from, to, &format!("{},{}", item(1, "200"), item(1, "56"))),
            Reason::Persons,
        ),
        (
            booking_data(from, to, &item(1, "1.5")),
            Reason::Field("bookingItems"),
        ),
        (booking_data(from, to, "7"), Reason::Field("bookingItems")),
    ] {
        let (state, import) = created(&data);
        assert_eq!(reasons(&import), [(uuid(1000).as_str(), reason)], "{data}");
        assert_eq!(state.bookings.len(), 0);
    }
    let (_, import) = created(&booking_data(from, to, &item(9, "1")));
    assert!(
        matches!(reasons(&import).as_slice(), [(_, Reason::Accommodation(id))] if id.to_string() == uuid(9))
    );
}

#[test]
fn what_depends_on_a_row_that_was_not_taken_is_not_taken_either() {
    let mut small = Small::new();
    small
        .users
        .push(user(3, "no address", "Member", "t", "t", "t"));
    small.event(
        10,
        10,
        "SleepingAccommodationCreated",
        0,
        r#"{"name": "Null", "type": 0, "maxCapacity": 0}"#,
    );
    small.event(11, 10, "SleepingAccommodationDeactivated", 1, "{}");
    let (from, to) = ("2024-05-05", "2024-05-08");
    small.event(
        1000,
        100,
        "BookingCreated",
        0,
        &booking_data(from, to, &item(10, "1")),
    );
    small.event(1001, 100, "BookingConfirmed", 1, "{}");
    small.event(
        2000,
        200,
        "BookingCreated",
        0,
        &booking_data(from, to, &item(1, "1")),
    );
    small.event(2001, 200, "BookingMoved", 1, "{}");
    small.event(2002, 200, "BookingConfirmed", 2, "{}");
    small.event(
        3000,
        300,
        "BookingCreated",
        0,
        &booking_data(from, to, &item(1, "1")).replace(": 2,", ": 3,"),
    );
    small.event(3001, 300, "BookingCancelled", 1, "{}");
    let (state, import) = import(&small);
    let place = hutbook::exchange::legacy::LegacyId::parse(&uuid(10)).unwrap();
    let ids: Vec<_> = [10, 11, 1000, 1001, 2001, 2002, 3000, 3001]
        .map(uuid)
        .into();
    let of_events = [
        Reason::Capacity,
        Reason::After(0),
        Reason::Accommodation(place),
        Reason::After(0),
        Reason::EventType("BookingMoved".into()),
        Reason::After(1),
        Reason::User(3),
        Reason::After(0),
    ];
    let mut expected = vec![("3", Reason::Email)];
    expected.extend(ids.iter().map(String::as_str).zip(of_events));
    assert_eq!(reasons(&import), expected);
    assert_eq!(only_booking(&state).status, Status::Pending);
}

#[test]
fn rows_that_cannot_be_told_apart_or_put_in_order_are_listed() {
    let mut small = booked();
    small.event(1000, 100, "BookingConfirmed", 1, "{}");
    small.event(1001, 100, "BookingCancelled", 0, "{}");
    small.event(1002, 100, "BookingCancelled", 2, "{}");
    small.event(1003, 101, "BookingCancelled", 0, "{}");
    small.booking(1004, 102, "2024-05-05", "2024-05-08");
    let second = small
        .events
        .last()
        .unwrap()
        .replace(&uuid(1004), &uuid(1005))
        .replace("\t0\t", "\t1\t");
    small.events.push(second);
    small.event(1006, 1, "BookingCancelled", 1, "{}");
    small.users.push(small.users[1].clone());
    let (_, import) = import(&small);
    let found = reasons(&import);
    let of = |id: u32| {
        found
            .iter()
            .find(|(key, _)| *key == uuid(id))
            .map(|(_, reason)| reason.clone())
    };
    assert_eq!(of(1000), Some(Reason::SameId));
    assert_eq!(of(1001), Some(Reason::SameVersion));
    assert_eq!(of(1002), Some(Reason::After(1)));
    assert_eq!(of(1003), Some(Reason::NotBegun));
    assert_eq!(of(1005), Some(Reason::CreatedTwice));
    assert_eq!(of(1006), Some(Reason::Aggregate));
    assert!(found.contains(&("2", Reason::SameId)));
    assert_eq!(found.len(), 7);
}

#[test]
fn oddities_are_kept_and_remarked_on() {
    let twice = format!("{},{},{}", item(1, "1"), item(2, "1"), item(1, "1"));
    let (state, import) = created(&booking_data("2024-05-05", "2024-06-20", &twice));
    let booking = only_booking(&state);
    let items: Vec<_> = booking
        .items
        .iter()
        .map(|it| (it.accommodation.number(), it.persons))
        .collect();
    assert_eq!(items, [(1, 2), (2, 1)]);
    let long = Remark::Long {
        nights: 46,
        longest: 30,
    };
    assert_eq!(
        remarks(&import),
        [long, Remark::Merged(AccommodationId::new(1))]
    );

    let words = "ä".repeat(501);
    let data = booking_data("2024-05-05T12:00:00Z", "2024-05-06", &item(1, "1"));
    let (state, import) = created(&data.replace(
        "\"bookingItems\"",
        &format!("\"notes\": \"{words}\", \"bookingItems\""),
    ));
    assert_eq!(note(&state).as_deref(), Some(words.as_str()));
    assert_eq!(
        remarks(&import),
        [Remark::TimeDropped, Remark::LongNote { chars: 501 }]
    );

    let words = "x".repeat(hutbook::exchange::legacy::NOTE_BOUND_BYTES + 1);
    let (_, import) = created(&data.replace(
        "\"bookingItems\"",
        &format!("\"notes\": \"{words}\", \"bookingItems\""),
    ));
    assert_eq!(reasons(&import), [(uuid(1000).as_str(), Reason::Note)]);
    let bell = data.replace(
        "\"bookingItems\"",
        "\"notes\": \"a\\u0007b\\nc\", \"bookingItems\"",
    );
    let (state, _) = created(&bell);
    assert_eq!(note(&state).as_deref(), Some("a b\nc"));
}

#[test]
fn an_accommodation_gets_a_free_name_and_keeps_being_closed() {
    let mut small = Small::new();
    small.event(
        10,
        10,
        "SleepingAccommodationCreated",
        0,
        r#"{"name": " zimmer 1", "type": 0, "maxCapacity": 3, "isActive": false}"#,
    );
    small.event(
        11,
        11,
        "SleepingAccommodationCreated",
        0,
        r#"{"name": "  ", "type": 0, "maxCapacity": 3}"#,
    );
    small.event(
        12,
        1,
        "SleepingAccommodationUpdated",
        1,
        r#"{"name": "Zimmer 2", "type": 1, "maxCapacity": 5}"#,
    );
    small.event(13, 2, "SleepingAccommodationDeactivated", 1, "{}");
    small.event(14, 2, "SleepingAccommodationReactivated", 2, "{}");
    let (state, import) = import(&small);
    let found: Vec<_> = state
        .accommodations
        .iter()
        .map(|it| {
            (
                it.description.name.as_str(),
                it.description.capacity,
                it.active,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("Zimmer 2 (2)", 5, true),
            ("Zimmer 2", 4, true),
            ("zimmer 1 (2)", 3, false)
        ]
    );
    assert_eq!(remarks(&import), [Remark::Renamed, Remark::Renamed]);
    assert_eq!(reasons(&import), [(uuid(11).as_str(), Reason::Name)]);
}

#[test]
fn standing_follows_from_the_three_flags_of_a_user() {
    let mut small = Small::new();
    small.users.extend([
        user(3, "3@example.org", "Member", "t", "f", "t"),
        user(4, "4@example.org", "Member", "t", "t", "f"),
        user(5, "5@example.org", "Member", "f", "t", "t"),
        user(6, "6@example.org", "Boss", "t", "t", "t"),
        user(7, "7@example.org", "Member", "maybe", "t", "t"),
        user(8, "ONE@example.org", "Member", "t", "t", "t"),
        user(9, "9@example.org", "Member", "t", "t", "t").replace("Vor9", ""),
    ]);
    let (state, import) = import(&small);
    let of = |email: &str| state.person_by_email(email).map(|it| it.standing);
    assert_eq!(of("3@example.org"), Some(Standing::Awaiting));
    assert_eq!(of("4@example.org"), Some(Standing::Awaiting));
    assert_eq!(of("5@example.org"), Some(Standing::Inactive));
    assert_eq!(
        reasons(&import),
        [
            ("6", Reason::Column("Role")),
            ("7", Reason::Column("IsActive"))
        ]
    );
    assert_eq!(import.report.matched.len(), 1);
    assert_eq!(remarks(&import), [Remark::NameFilled]);
    assert_eq!(
        state
            .person_by_email("9@example.org")
            .unwrap()
            .first_name
            .as_deref(),
        Some("9")
    );
}

#[test]
fn places_taken_twice_are_found_and_released_ones_are_not() {
    let mut small = booked();
    small.booking(1010, 101, "2024-05-07", "2024-05-09");
    small.booking(1020, 102, "2024-05-07", "2024-05-09");
    small.event(1021, 102, "BookingRejected", 1, "{}");
    small.booking(1030, 103, "2024-05-09", "2024-05-10");
    let (_, import) = import(&small);
    let [night] = import.report.over_capacity.as_slice() else {
        panic!("{:?}", import.report.over_capacity);
    };
    assert_eq!(night.night, date(2024, 5, 7));
    assert_eq!((night.persons, night.capacity), (4, 2));
    assert_eq!(night.bookings, [BookingId::new(1), BookingId::new(2)]);
    let text = import.report.to_string();
    assert!(
        text.contains("a1 Zimmer 1, 2024-05-07: 4 persons, 2 places: b1 b2"),
        "{text}"
    );
}

#[test]
fn the_report_says_what_came_over_what_did_not_and_what_to_do() {
    let mut small = booked();
    small
        .users
        .push(user(3, "3@example.org", "Member", "t", "f", "t"));
    small.event(1001, 100, "Booking\u{1b}[2JMoved", 1, "{}");
    let (_, import) = import(&small);
    let text = import.report.to_string();
    for part in [
        "3 people, 2 accommodations, 1 booking in 6 events",
        "EventStoreEvents: 4 = 3 taken + 1 not taken",
        "line 12, EventStoreEvents 00000000-0000-4000-8000-000000001001: the event type \"Booking?[2JMoved\" is not known",
        "Need an access link to choose a password (2)\n  p2 Vor1 Nach1 <one@example.org>",
        "Wait for approval (1)\n  p4 Vor3 Nach3 <3@example.org>",
        "passwords are not imported",
        "SMTP password",
    ] {
        assert!(text.contains(part), "{part:?} is missing in\n{text}");
    }
    assert!(!text.contains("Hund"), "a note in the report");
}
