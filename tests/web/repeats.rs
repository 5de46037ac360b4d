//! Requests that are sent again are done once and answered the same.

use super::{
    client::Ask,
    house::{ADMIN, ANNA, BEN, House, wish},
};
use serde_json::{Value, json};

fn keyed(method: &'static str, path: &str, key: &str, body: &Value) -> Ask {
    Ask::new(method, path)
        .json(body)
        .header("Idempotency-Key", key)
}

#[test]
fn the_same_request_is_done_once_and_answered_the_same() {
    let house = House::new();
    let (anna, ben) = (house.someone(ANNA), house.someone(BEN));
    let wanted = wish("2026-07-01", "2026-07-03", "a2", 2);
    let ask = |body: &Value| keyed("POST", "/api/bookings", "key-1", body);
    let first = anna.ask(ask(&wanted));
    let second = anna.ask(ask(&wanted));
    assert_eq!((first.status, &first.body), (201, &second.body));
    assert_eq!(
        (second.status, second.header("etag")),
        (201, first.header("etag"))
    );
    assert_eq!(second.header("location"), Some("/api/bookings/b1"));
    let other = anna.ask(ask(&wish("2026-07-01", "2026-07-03", "a2", 3)));
    assert_eq!(
        (other.status, other.problem()),
        (422, "idempotency-key-reused".to_owned())
    );
    assert_eq!(
        ben.ask(ask(&wanted)).json()["id"],
        "b2",
        "another person's key is another key"
    );
    assert_eq!(house.app.book().state.bookings.len(), 2);
}

#[test]
fn the_first_answer_comes_again_even_when_the_booking_has_moved_on() {
    let house = House::new();
    let wanted = wish("2026-07-01", "2026-07-03", "a2", 2);
    let token = house.token(ANNA);
    let ask =
        keyed("POST", "/api/bookings", "key-1", &wanted).header("Authorization", token.as_str());
    let first = house.ask(ask.clone());
    house.hands.set(super::house::MORNING.plus_millis(60_000));
    house
        .someone(ADMIN)
        .post("/api/bookings/b1/confirm", &json!({}));
    house.someone(ANNA).put(
        "/api/bookings/b1",
        &wish("2026-08-01", "2026-08-03", "a1", 1),
    );
    let second = house.ask(ask.clone());
    assert_eq!((second.status, second.text()), (201, first.text()));
    let house = house.restarted();
    let third = house.ask(ask);
    assert_eq!(
        (third.status, third.text(), third.header("etag")),
        (201, first.text(), first.header("etag"))
    );
    assert_eq!(house.app.book().state.bookings.len(), 1);
}

#[test]
fn a_repeated_change_is_not_stale() {
    let house = House::new();
    let anna = house.someone(ANNA);
    anna.books("2026-07-01", "2026-07-03", "a1", 1);
    let seen = anna
        .get("/api/bookings/b1")
        .header("etag")
        .unwrap()
        .to_owned();
    let ask = || {
        keyed(
            "PUT",
            "/api/bookings/b1",
            "key-2",
            &wish("2026-07-01", "2026-07-04", "a1", 1),
        )
        .header("If-Match", seen.as_str())
    };
    let (first, second) = (anna.ask(ask()), anna.ask(ask()));
    assert_eq!(
        (first.status, second.status, first.body),
        (200, 200, second.body)
    );
}

#[test]
fn keys_have_a_shape() {
    let house = House::new();
    let anna = house.someone(ANNA);
    let wanted = wish("2026-07-01", "2026-07-03", "a2", 2);
    for wrong in ["", "a b", "ä", &"x".repeat(256)] {
        let answer = anna.ask(keyed("POST", "/api/bookings", wrong, &wanted));
        assert_eq!(
            (answer.status, answer.problem()),
            (400, "idempotency-key-malformed".to_owned()),
            "{wrong:?}"
        );
    }
    let twice = keyed("POST", "/api/bookings", "a", &wanted).header("Idempotency-Key", "b");
    assert_eq!(anna.ask(twice).status, 400);
    assert_eq!(
        anna.ask(keyed("POST", "/api/bookings", &"x".repeat(255), &wanted))
            .status,
        201
    );
}

#[test]
fn a_link_is_not_given_out_twice_under_one_key() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    let ask = || {
        admin.ask(keyed(
            "POST",
            "/api/people/p2/access-link",
            "key",
            &json!({}),
        ))
    };
    assert_eq!(ask().status, 200);
    assert_eq!(ask().problem(), "link-given-out");
}
