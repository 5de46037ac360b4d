//! When the disk is full or fails: what can still be done, and that no answer promises too much.

use super::{
    client::Ask,
    house::{ADMIN, ANNA, House, PASSWORD, wish},
};
use hutbook::store::simulated::Fault;
use serde_json::json;

#[test]
fn a_full_disk_is_told_as_such_and_everything_can_be_read() {
    let (house, switches) = House::simulated();
    let anna = house.someone(ANNA);
    switches.stage_full(1);
    let full = anna.post("/api/bookings", &wish("2026-07-01", "2026-07-03", "a1", 1));
    assert_eq!((full.status, full.problem()), (507, "disk-full".to_owned()));
    assert_eq!(
        house.ask(Ask::new("GET", "/api/health")).json()["status"],
        "readOnly"
    );
    assert_eq!(anna.get("/api/bookings").json()["items"], json!([]));
    anna.books("2026-07-01", "2026-07-03", "a1", 1);
    assert_eq!(
        house.ask(Ask::new("GET", "/api/health")).json()["status"],
        "ok"
    );
}

#[test]
fn a_commit_that_may_have_happened_is_looked_up_and_answered_once() {
    let (house, switches) = House::simulated();
    let anna = house.someone(ANNA);
    switches.stage(Fault::UnknownWritten);
    anna.books("2026-07-01", "2026-07-03", "a1", 1);
    switches.stage(Fault::UnknownNotWritten);
    anna.books("2026-07-01", "2026-07-03", "a1", 1);
    assert_eq!(house.app.book().state.bookings.len(), 2);
}

#[test]
fn an_unknown_outcome_is_told_honestly_and_found_by_its_key() {
    let (house, switches) = House::simulated();
    let anna = house.someone(ANNA);
    switches.stage(Fault::UnknownWritten);
    switches.fail_reopens(1);
    let ask = || {
        let ask =
            Ask::new("POST", "/api/bookings").json(&wish("2026-07-01", "2026-07-03", "a1", 1));
        anna.ask(ask.header("Idempotency-Key", "k"))
    };
    let unknown = ask();
    assert_eq!(
        (unknown.status, unknown.problem()),
        (503, "outcome-unknown".to_owned())
    );
    assert!(unknown.header("retry-after").is_some());
    assert_eq!(ask().json()["id"], "b1");
    assert_eq!(house.app.book().state.bookings.len(), 1);
}

#[test]
fn an_administrator_can_look_at_a_house_that_cannot_write() {
    let (house, switches) = House::simulated();
    let sign_in = || {
        house.ask(
            Ask::new("POST", "/api/session")
                .json(&json!({"email": "admin@hut.example", "password": PASSWORD})),
        )
    };
    switches.stage_full(1);
    let came_in = sign_in();
    assert_eq!(came_in.status, 200, "{came_in:?}");
    let cookie = came_in.header("set-cookie").unwrap().to_owned();
    assert!(cookie.contains("Max-Age=3600"));
    let pair = cookie.split(';').next().unwrap().to_owned();
    let me = || {
        house
            .ask(Ask::new("GET", "/api/me").header("Cookie", pair.as_str()))
            .status
    };
    assert_eq!(me(), 200);
    assert_eq!(house.app.book().sessions.len(), 0);
    house
        .hands
        .set(super::house::MORNING.plus_millis(60 * 60 * 1000));
    assert_eq!(me(), 401, "such a session ends with the hour");
}

#[test]
fn a_passing_session_ends_with_sign_out_and_with_any_change_of_the_person() {
    let (house, switches) = House::simulated();
    for end in ["sign out", "change"] {
        switches.stage_full(1);
        let body = json!({"email": "admin@hut.example", "password": PASSWORD});
        let came_in = house.ask(Ask::new("POST", "/api/session").json(&body));
        let pair = came_in
            .header("set-cookie")
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let with_cookie = |method, path: &str| {
            house
                .ask(Ask::new(method, path).header("Cookie", pair.as_str()))
                .status
        };
        assert_eq!(with_cookie("GET", "/api/me"), 200);
        match end {
            "sign out" => assert_eq!(with_cookie("DELETE", "/api/session"), 204),
            _ => drop(house.token(ADMIN)),
        }
        assert_eq!(with_cookie("GET", "/api/me"), 401, "{end}");
    }
}
