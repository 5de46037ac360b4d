//! Accommodations.

use super::house::{ADMIN, ANNA, House};
use serde_json::json;

#[test]
fn an_accommodation_is_added_changed_closed_and_opened() {
    let house = House::new();
    let (admin, anna) = (house.someone(ADMIN), house.someone(ANNA));
    let added = admin.post(
        "/api/accommodations",
        &json!({"name": "Loft", "kind": "bed", "capacity": 4}),
    );
    assert_eq!(
        (added.status, added.header("location")),
        (201, Some("/api/accommodations/a4"))
    );
    let body = json!({"id": "a4", "name": "Loft", "kind": "bed", "capacity": 4, "active": true, "version": 1});
    assert_eq!(added.json(), body);
    assert_eq!(anna.get("/api/accommodations").json()["items"][3], body);
    let changed = admin.put(
        "/api/accommodations/a4",
        &json!({"name": "Attic", "kind": "room", "capacity": 3}),
    );
    assert_eq!(changed.json()["name"], "Attic");
    let closed = admin.post("/api/accommodations/a4/deactivate", &json!({}));
    assert_eq!(closed.json()["active"], false);
    let opened = admin.post("/api/accommodations/a4/reactivate", &json!({}));
    assert_eq!(
        (&opened.json()["active"], &opened.json()["version"]),
        (&json!(true), &json!(4))
    );
}

#[test]
fn stays_ahead_are_only_pushed_aside_by_force() {
    let house = House::new();
    let (admin, anna) = (house.someone(ADMIN), house.someone(ANNA));
    anna.books("2026-07-01", "2026-07-03", "a1", 2);
    let smaller = json!({"name": "Room", "kind": "room", "capacity": 1});
    for answer in [
        admin.put("/api/accommodations/a1", &smaller),
        admin.post(
            "/api/accommodations/a1/deactivate",
            &json!({"force": false}),
        ),
    ] {
        assert_eq!(
            (answer.status, answer.problem()),
            (409, "stays-ahead".to_owned())
        );
        assert_eq!(answer.json()["bookings"], json!(["b1"]));
    }
    let forced = json!({"name": "Room", "kind": "room", "capacity": 1, "force": true});
    assert_eq!(
        admin.put("/api/accommodations/a1", &forced).json()["capacity"],
        1
    );
    let closed = admin.post("/api/accommodations/a1/deactivate", &json!({"force": true}));
    assert_eq!(closed.json()["active"], false);
}

#[test]
fn wrong_descriptions_are_told_apart() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    for (body, field, code) in [
        (
            json!({"name": " ", "kind": "bed", "capacity": 4}),
            "name",
            "blank",
        ),
        (
            json!({"name": "room", "kind": "bed", "capacity": 4}),
            "name",
            "taken",
        ),
        (
            json!({"name": "x".repeat(101), "kind": "bed", "capacity": 4}),
            "name",
            "too-long",
        ),
        (
            json!({"name": "x".repeat(5000), "kind": "bed", "capacity": 4}),
            "name",
            "too-long",
        ),
        (
            json!({"name": "Loft", "kind": "igloo", "capacity": 4}),
            "kind",
            "unknown-value",
        ),
        (
            json!({"name": "Loft", "kind": "bed", "capacity": 0}),
            "capacity",
            "out-of-range",
        ),
        (
            json!({"name": "Loft", "kind": "bed", "capacity": 101}),
            "capacity",
            "out-of-range",
        ),
        (
            json!({"name": "Loft", "kind": "bed", "capacity": 4, "force": true}),
            "force",
            "unknown-field",
        ),
    ] {
        let answer = admin.post("/api/accommodations", &body);
        assert_eq!(
            (answer.status, answer.errors()),
            (422, vec![(field.to_owned(), code.to_owned())]),
            "{body}"
        );
    }
    assert_eq!(
        admin
            .post("/api/accommodations/a9/deactivate", &json!({}))
            .status,
        404
    );
}
