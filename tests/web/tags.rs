//! What has been seen, and whether it still is so.

use super::{
    client::Ask,
    house::{ADMIN, ANNA, House, wish},
};
use serde_json::json;

#[test]
fn what_has_changed_meanwhile_is_not_overwritten() {
    let house = House::new();
    let (anna, admin) = (house.someone(ANNA), house.someone(ADMIN));
    anna.books("2026-07-01", "2026-07-03", "a1", 1);
    let seen = anna
        .get("/api/bookings/b1")
        .header("etag")
        .unwrap()
        .to_owned();
    admin.post("/api/bookings/b1/confirm", &json!({}));
    let change = |tag: &str| {
        anna.ask(
            Ask::new("PUT", "/api/bookings/b1")
                .json(&wish("2026-07-01", "2026-07-04", "a1", 1))
                .header("If-Match", tag),
        )
    };
    let stale = change(&seen);
    assert_eq!(
        (stale.status, stale.problem()),
        (412, "changed-meanwhile".to_owned())
    );
    for never in ["\"x\"", "W/\"2\"", "\"999\""] {
        assert_eq!(change(never).status, 412, "{never}");
    }
    for malformed in ["2", "\"", "", "\"2\","] {
        assert_eq!(
            change(malformed).problem(),
            "if-match-malformed",
            "{malformed:?}"
        );
    }
    let current = anna
        .get("/api/bookings/b1")
        .header("etag")
        .unwrap()
        .to_owned();
    let changed = change(&format!("\"7\", {current}"));
    assert_eq!(changed.status, 200);
    assert_eq!(
        changed.header("etag").map(|tag| tag.starts_with("\"3.")),
        Some(true)
    );
    assert_eq!(change("*").status, 200);
    let closed = admin
        .ask(Ask::new("POST", "/api/accommodations/a2/deactivate").header("If-Match", "\"7\""));
    assert_eq!(closed.status, 412);
}

#[test]
fn what_is_still_so_is_not_sent_again() {
    let house = House::new();
    let (anna, admin) = (house.someone(ANNA), house.someone(ADMIN));
    anna.books("2026-07-01", "2026-07-03", "a1", 1);
    for path in [
        "/api/bookings",
        "/api/bookings/b1",
        "/api/accommodations",
        "/api/accommodations/a1",
        "/api/calendar?from=2026-07-01&to=2026-08-01",
        "/api/availability?arrival=2026-07-01&departure=2026-07-02",
    ] {
        let first = anna.get(path);
        let tag = first
            .header("etag")
            .unwrap_or_else(|| panic!("{path}"))
            .to_owned();
        let again = anna.ask(Ask::new("GET", path).header("If-None-Match", &tag));
        assert_eq!(
            (again.status, again.header("etag"), again.body.len()),
            (304, Some(tag.as_str()), 0),
            "{path}"
        );
    }
    let list = |someone: &super::house::Someone<'_>| {
        someone
            .get("/api/bookings")
            .header("etag")
            .unwrap()
            .to_owned()
    };
    assert_ne!(list(&anna), list(&admin), "they see different notes");
    let before = list(&anna);
    house
        .hands
        .set(super::house::MORNING.plus_millis(24 * 60 * 60 * 1000));
    assert_ne!(before, list(&anna), "tomorrow other stays are over");
}

#[test]
fn a_star_stands_for_whatever_there_is_but_not_for_an_address_that_has_none() {
    let house = House::new();
    let anna = house.someone(ANNA);
    let ask = |path: &str| anna.ask(Ask::new("GET", path).header("If-None-Match", "*"));
    let month = "/api/calendar?from=2026-07-01&to=2026-08-01";
    assert_eq!((ask(month).status, ask(month).body.len()), (304, 0));
    assert_eq!(anna.get(month).status, 200);
    assert_eq!(ask(month).status, 304, "also when the answer is kept");
    assert_eq!(ask("/api/calendar?from=&to=2026-08-01").status, 400);
    assert_eq!(ask("/api/calendar").status, 400);
}

#[test]
fn the_tag_of_a_booking_follows_all_that_is_shown() {
    let house = House::new();
    let (anna, admin) = (house.someone(ANNA), house.someone(ADMIN));
    anna.books("2026-07-01", "2026-07-03", "a1", 1);
    let tag = || {
        anna.get("/api/bookings/b1")
            .header("etag")
            .unwrap()
            .to_owned()
    };
    let before = tag();
    admin.put(
        "/api/accommodations/a1",
        &json!({"name": "Blue room", "kind": "room", "capacity": 2}),
    );
    let after = tag();
    assert_ne!(
        before, after,
        "the name of the room is shown in the booking"
    );
    let change =
        Ask::new("PUT", "/api/bookings/b1").json(&wish("2026-07-01", "2026-07-04", "a1", 1));
    assert_eq!(
        anna.ask(change.header("If-Match", before)).status,
        200,
        "the booking itself is as it was seen"
    );
}
