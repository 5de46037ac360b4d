//! Importing again: the same dump, a newer one, and one for a house that has gone its own way since.
//! Never lets a second import do what the first has done.

use super::legacy_house::{GARDEN, House, Small, user, uuid};
use hutbook::{
    domain::{
        booking::{Overrides, Status},
        event::{BookingConfirmed, Event, RoleChanged},
        ids::{BookingId, PersonId, Stream},
        people::Role,
    },
    exchange::legacy::Reason,
};

#[test]
fn the_same_dump_again_changes_nothing() {
    let mut house = House::new();
    house.import(GARDEN);
    let again = house.plan(GARDEN);
    assert!(again.events.is_empty() && again.new_people.is_empty());
    assert!(again.report.balances());
    assert_eq!(
        (again.report.users.before, again.report.events.before),
        (11, 1251)
    );
    assert_eq!(
        (again.report.listed.len(), again.report.over_capacity.len()),
        (0, 0)
    );
    assert!(
        again
            .report
            .to_string()
            .contains("nothing new in this dump")
    );
}

#[test]
fn a_newer_dump_adds_only_what_is_new() {
    let mut small = Small::new();
    small.booking(1000, 100, "2024-05-05", "2024-05-08");
    small.booking(1010, 101, "2024-06-05", "2024-06-08");
    let mut house = House::new();
    house.import(&small.text());
    small
        .users
        .push(user(3, "3@example.org", "Member", "f", "t", "t"));
    small.event(1001, 100, "BookingConfirmed", 1, "{}");
    small.booking(1020, 102, "2024-07-05", "2024-07-08");
    let newer = house.import(&small.text());
    assert!(newer.report.balances());
    assert_eq!(newer.report.listed, []);
    assert_eq!(
        (newer.report.users.before, newer.report.users.taken),
        (2, 1)
    );
    assert_eq!(
        (newer.report.events.before, newer.report.events.taken),
        (4, 2)
    );
    let status = |id| house.state.booking(BookingId::new(id)).unwrap().status;
    assert_eq!(
        [status(1), status(2), status(3)],
        [Status::Confirmed, Status::Pending, Status::Pending]
    );
    assert!(house.plan(&small.text()).events.is_empty());
}

#[test]
fn a_dump_in_slices_comes_to_the_same_book_as_all_at_once() {
    let mut small = Small::new();
    let mut growing = House::new();
    growing.import(&small.text());
    let steps = ["BookingConfirmed", "BookingUpdated", "BookingCancelled"];
    let data = format!(
        r#"{{"startDate": "2024-05-06", "endDate": "2024-05-08", "bookingItems": [{{"sleepingAccommodationId": "{}", "personCount": 1}}]}}"#,
        uuid(2)
    );
    small.booking(1000, 100, "2024-05-05", "2024-05-08");
    growing.import(&small.text());
    for (version, kind) in (1..).zip(steps) {
        small.event(1000 + version, 100, kind, version, &data);
        growing.import(&small.text());
    }
    let mut at_once = House::new();
    at_once.import(&small.text());
    assert_eq!(growing.state, at_once.state);
    assert_eq!(growing.log, at_once.log);
}

#[test]
fn a_row_that_became_two_events_is_no_change_of_our_own() {
    let mut small = Small::new();
    small.booking(1000, 100, "2024-05-05", "2024-05-08");
    small.events[2] = small.events[2].replace("\"status\": 0", "\"status\": 4");
    let mut house = House::new();
    let first = house.import(&small.text());
    assert_eq!(
        (first.report.events.taken, first.report.taken.events),
        (3, 6)
    );
    small.event(1001, 100, "BookingCancelled", 1, "{}");
    assert_eq!(house.import(&small.text()).report.listed, []);
    let booking = house.state.booking(BookingId::new(1)).unwrap();
    assert_eq!((booking.status, booking.version), (Status::Cancelled, 3));
}

#[test]
fn a_booking_that_went_its_own_way_here_takes_nothing_more_from_there() {
    let mut small = Small::new();
    small.booking(1000, 100, "2024-05-05", "2024-05-08");
    let mut house = House::new();
    house.import(&small.text());
    let overrides = Overrides::NONE;
    let ours = Event::BookingConfirmed(BookingConfirmed { overrides });
    house.happens(Stream::Booking(BookingId::new(1)), ours);
    assert_eq!(
        house.plan(&small.text()).report.listed,
        [],
        "the old rows are still known"
    );
    small.event(1001, 100, "BookingRejected", 1, "{}");
    small.event(1002, 100, "BookingCancelled", 2, "{}");
    let newer = house.plan(&small.text());
    assert!(newer.events.is_empty() && newer.report.balances());
    let reasons: Vec<_> = newer
        .report
        .listed
        .iter()
        .map(|it| it.reason.clone())
        .collect();
    assert_eq!(reasons, [Reason::ChangedHere, Reason::After(1)]);
}

#[test]
fn a_row_that_appears_late_does_not_slip_in_behind_later_ones() {
    let mut small = Small::new();
    small.event(1000, 100, "BookingConfirmed", 1, "{}");
    small.booking(1001, 100, "2024-05-05", "2024-05-08");
    let mut house = House::new();
    assert_eq!(house.import(&small.text()).report.listed, []);
    // The confirmation gets another id: the book has "version 1" under the old one, so this one is another row.
    let mut other = Small::new();
    other.event(2000, 100, "BookingCancelled", 0, "{}");
    other.event(1000, 100, "BookingConfirmed", 1, "{}");
    let plan = house.plan(&other.text());
    assert!(plan.events.is_empty() && plan.report.balances());
    assert_eq!(plan.report.listed[0].reason, Reason::OutOfOrder);
}

#[test]
fn a_known_address_is_the_same_person_and_the_bookings_are_theirs() {
    let mut house = House::new();
    let known = house.person("two@example.org");
    let mut small = Small::new();
    small.users[1] = user(2, "TWO@Example.org", "Member", "f", "t", "t");
    small.booking(1000, 100, "2024-05-05", "2024-05-08");
    let import = house.import(&small.text());
    assert!(import.report.balances());
    assert_eq!(import.new_people, [PersonId::new(3)]);
    let [matched] = import.report.matched.as_slice() else {
        panic!("{:?}", import.report.matched);
    };
    assert_eq!((matched.user, matched.person), (2, known));
    assert_eq!(
        house.state.booking(BookingId::new(1)).unwrap().member,
        known
    );
    let person = house.state.person(known).unwrap();
    assert_eq!(
        (person.role, person.version),
        (Role::Administrator, 1),
        "left as they were"
    );
    assert!(house.plan(&small.text()).events.is_empty());
}

#[test]
fn a_person_who_differs_by_now_is_listed_and_left_alone() {
    let small = Small::new();
    let mut house = House::new();
    house.import(&small.text());
    let role = Role::Administrator;
    house.happens(
        Stream::Person(PersonId::new(3)),
        Event::RoleChanged(RoleChanged { role }),
    );
    let again = house.plan(&small.text());
    assert!(again.events.is_empty() && again.report.balances());
    assert_eq!(again.report.listed[0].reason, Reason::PersonDiffers);
}

#[test]
fn who_has_been_erased_here_does_not_come_back_and_neither_does_anything_about_them() {
    let mut small = Small::new();
    let mut house = House::new();
    house.import(&small.text());
    let people = house.state.people.len();
    let erased = PersonId::new(3);
    house.happens(Stream::Person(erased), Event::PersonErased);
    small.booking(1000, 100, "2024-05-05", "2024-05-08");
    let again = house.plan(&small.text());
    assert!(again.events.is_empty() && again.report.balances());
    let reasons: Vec<_> = again
        .report
        .listed
        .iter()
        .map(|it| it.reason.clone())
        .collect();
    assert!(reasons.contains(&Reason::PersonErased), "{reasons:?}");
    assert!(reasons.contains(&Reason::User(2)), "{reasons:?}");
    assert_eq!(house.state.people.len(), people);
}
