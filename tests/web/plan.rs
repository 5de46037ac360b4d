//! Free places and the plan.

use super::house::{ADMIN, ANNA, House};
use serde_json::json;

#[test]
fn free_places_are_counted_per_night() {
    let house = House::new();
    let anna = house.someone(ANNA);
    anna.books("2026-07-02", "2026-07-03", "a2", 3);
    anna.books("2026-07-03", "2026-07-04", "a2", 5);
    let answer = anna
        .get("/api/availability?arrival=2026-07-01&departure=2026-07-04")
        .json();
    assert_eq!(
        (
            &answer["nights"],
            answer["accommodations"].as_array().unwrap().len()
        ),
        (&json!(3), 2)
    );
    let dormitory = &answer["accommodations"][1];
    assert_eq!(dormitory["freePerNight"], json!([8, 5, 3]));
    assert_eq!(dormitory["free"], 3);
    assert_eq!(
        dormitory["conflicts"][0],
        json!({"bookingId": "b1", "arrival": "2026-07-02", "departure": "2026-07-03", "persons": 3, "memberName": "Anna Alm"})
    );
    let without = anna
        .get("/api/availability?arrival=2026-07-01&departure=2026-07-04&exclude=b2")
        .json();
    assert_eq!(
        without["accommodations"][1]["freePerNight"],
        json!([8, 5, 8])
    );
    for wrong in [
        "",
        "?arrival=2026-07-01",
        "?arrival=2026-07-01&departure=2026-07-01",
        "?arrival=2026-07-02&departure=2026-07-01",
        "?arrival=2026-07-01&departure=2027-08-01",
        "?arrival=1600-07-01&departure=1600-07-02",
        "?arrival=2026-07-01&departure=2026-07-04&exclude=a1",
    ] {
        assert_eq!(
            anna.get(format!("/api/availability{wrong}")).status,
            400,
            "{wrong}"
        );
    }
}

#[test]
fn the_plan_shows_who_sleeps_where() {
    let house = House::new();
    let (anna, admin) = (house.someone(ANNA), house.someone(ADMIN));
    anna.books("2026-06-29", "2026-07-03", "a1", 2);
    admin.post("/api/bookings/b1/confirm", &json!({}));
    anna.books("2026-07-03", "2026-07-04", "a1", 1);
    let plan = anna
        .get("/api/calendar?from=2026-07-01&to=2026-07-05")
        .json();
    let room = &plan["accommodations"][0];
    assert_eq!(room["persons"], json!([2, 2, 1, 0]));
    assert_eq!(
        room["stays"],
        json!([
            {"bookingId": "b1", "memberName": "Anna Alm", "arrival": "2026-06-29", "departure": "2026-07-03", "status": "confirmed", "persons": 2},
            {"bookingId": "b2", "memberName": "Anna Alm", "arrival": "2026-07-03", "departure": "2026-07-04", "status": "pending", "persons": 1},
        ])
    );
    assert_eq!(
        plan["accommodations"].as_array().unwrap().len(),
        2,
        "a closed tent nobody sleeps in is not drawn"
    );
    assert_eq!(
        anna.get("/api/calendar?from=2026-07-01&to=2027-07-03")
            .status,
        400
    );
}

#[test]
fn a_kept_plan_is_never_an_old_one() {
    let house = House::new();
    let anna = house.someone(ANNA);
    let look = || anna.get("/api/calendar?from=2026-07-01&to=2026-07-05");
    let (first, second) = (look(), look());
    assert_eq!(first, second);
    anna.books("2026-07-03", "2026-07-04", "a1", 1);
    let third = look();
    assert_ne!(first.header("etag"), third.header("etag"));
    assert_eq!(
        third.json()["accommodations"][0]["persons"],
        json!([0, 0, 1, 0])
    );
}
