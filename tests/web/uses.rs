//! How long sessions last: their absolute end, their end when nobody uses them, and what is written down of their use.

use super::{
    client::Ask,
    house::{ANNA, BEN, House, MORNING},
};
use hutbook::{
    app::tokens,
    domain::{people::Digest, time::Moment},
    web::limits::Limits,
};
use std::{
    thread,
    time::{Duration, Instant},
};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// Looks all the time which sessions are in use.
const OFTEN: Limits = Limits {
    uses_time: Duration::from_millis(20),
    ..Limits::USUAL
};

/// The status of a question asked with this token so many days after [`MORNING`], less a moment.
fn ask_at(house: &House, token: &str, days: i64) -> u16 {
    house.hands.set(MORNING.plus_millis(days * DAY - 1));
    ask(house, token)
}

fn ask(house: &House, token: &str) -> u16 {
    let ask = Ask::new("GET", "/api/me").header("Authorization", token);
    house.ask(ask).status
}

fn digest(token: &str) -> Digest {
    tokens::digest(token.strip_prefix("Bearer ").unwrap())
}

fn written(house: &House, token: &str) -> Option<Moment> {
    house.app.book().sessions.find(&digest(token))?.used
}

/// Waits until it is written down that a session was used, and answers when that was.
fn eventually_written(house: &House, token: &str, before: Option<Moment>) -> Moment {
    let began = Instant::now();
    loop {
        match written(house, token) {
            now if now != before => return now.unwrap(),
            _ if began.elapsed() > Duration::from_secs(20) => panic!("nothing is written down"),
            _ => thread::sleep(Duration::from_millis(5)),
        }
    }
}

#[test]
fn a_session_ends_when_it_is_not_used_for_a_fortnight() {
    let house = House::new();
    let (used, unused) = (house.token(ANNA), house.token(BEN));
    // Nothing is written down here in all that time: what is known without that counts.
    for days in [13, 14, 27] {
        assert_eq!(ask_at(&house, &used, days), 200, "{days}");
    }
    assert_eq!(ask(&house, &unused), 401);
    house.hands.set(MORNING.plus_millis(14 * DAY));
    assert_eq!(ask(&house, &unused), 401);
    house.hands.set(MORNING.plus_millis(14 * DAY - 1));
    assert_eq!(ask(&house, &unused), 200);
}

#[test]
fn a_session_ends_after_thirty_days_however_much_it_is_used() {
    let house = House::new();
    let token = house.token(ANNA);
    for days in [10, 20, 30] {
        assert_eq!(ask_at(&house, &token, days), 200, "{days}");
    }
    house.hands.set(MORNING.plus_millis(30 * DAY));
    assert_eq!(ask(&house, &token), 401);
}

#[test]
fn who_comes_every_day_stays_to_the_absolute_end_also_over_restarts() {
    let mut house = House::with_limits(&[], OFTEN);
    let token = house.token(ANNA);
    let mut seen = None;
    for day in 1..=12 {
        house.hands.set(MORNING.plus_millis(day * DAY));
        assert_eq!(ask(&house, &token), 200, "{day}");
        let at = eventually_written(&house, &token, seen);
        assert_eq!(at, MORNING.plus_millis(day * DAY));
        seen = Some(at);
    }
    house = house.restarted();
    // The restart has forgotten what was not written down; that was nothing.
    assert_eq!(ask_at(&house, &token, 12 + 14), 200);
    house = house.restarted();
    house.hands.set(MORNING.plus_millis(26 * DAY));
    assert_eq!(
        ask(&house, &token),
        401,
        "not used since the twelfth day, by what is written"
    );
}

#[test]
fn ends_hold_across_a_restart() {
    let house = House::new();
    let token = house.token(ANNA);
    let house = house.restarted();
    house.hands.set(MORNING.plus_millis(14 * DAY));
    assert_eq!(ask(&house, &token), 401);
    assert_eq!(ask_at(&house, &token, 14), 200);
}

#[test]
fn use_is_written_down_once_a_day_and_by_no_request() {
    let house = House::with_limits(&[], OFTEN);
    let (anna, ben) = (house.token(ANNA), house.token(BEN));
    let before = house.app.book().sequence;
    for _ in 0..5 {
        assert_eq!(ask(&house, &anna), 200);
        thread::sleep(OFTEN.uses_time * 2);
    }
    assert_eq!(
        house.app.book().sequence,
        before,
        "the sign-in says enough for a day"
    );
    house.hands.set(MORNING.plus_millis(DAY));
    for _ in 0..5 {
        assert_eq!((ask(&house, &anna), ask(&house, &anna)), (200, 200));
        eventually_written(&house, &anna, None);
        thread::sleep(OFTEN.uses_time * 2);
    }
    assert_eq!(house.app.book().sequence, before + 1);
    assert_eq!(written(&house, &ben), None, "only what was used");
    let told = house
        .someone(hutbook::domain::ids::PersonId::new(1))
        .get("/api/events?type=InUse");
    let line: serde_json::Value = serde_json::from_str(told.text()).unwrap();
    assert_eq!(
        (&line["stream"], &line["actor"]),
        (&"p2".into(), &"system".into())
    );
}
