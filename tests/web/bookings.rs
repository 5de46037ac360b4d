//! Bookings: every step, every refusal, lists and histories.

use super::{
    client::Ask,
    house::{ADMIN, ANNA, BEN, House, wish},
};
use serde_json::{Value, json};

#[test]
fn a_booking_goes_from_request_to_history() {
    let house = House::new();
    let (anna, admin) = (house.someone(ANNA), house.someone(ADMIN));
    let mut wanted = wish("2026-07-01", "2026-07-04", "a2", 3);
    wanted["note"] = " with a dog\n".into();
    let answer = anna.post("/api/bookings", &wanted);
    assert_eq!(
        (answer.status, answer.header("location")),
        (201, Some("/api/bookings/b1"))
    );
    let body = json!({
        "id": "b1", "number": 1, "memberId": "p2", "memberName": "Anna Alm",
        "arrival": "2026-07-01", "departure": "2026-07-04", "nights": 3, "status": "pending",
        "items": [{"accommodationId": "a2", "accommodationName": "Dormitory", "persons": 3}],
        "persons": 3, "note": "with a dog",
        "createdAt": "2026-06-01T08:00:00Z", "changedAt": "2026-06-01T08:00:00Z", "version": 1,
    });
    assert_eq!(answer.json(), body);
    assert_eq!(anna.get("/api/bookings/b1").json(), body);
    let confirmed = admin.post("/api/bookings/b1/confirm", &json!({}));
    assert_eq!(
        (confirmed.status, confirmed.json()["status"].clone()),
        (200, "confirmed".into())
    );
    let cancelled = anna.post("/api/bookings/b1/cancel", &json!({"reason": "ill"}));
    assert_eq!(cancelled.json()["status"], "cancelled");
    let undone = anna.ask(Ask::new("POST", "/api/bookings/b1/undo"));
    assert_eq!(undone.json()["status"], "confirmed");
    let again = anna.ask(Ask::new("POST", "/api/bookings/b1/undo"));
    assert_eq!(
        (again.status, again.problem()),
        (409, "nothing-to-undo".to_owned())
    );
    let history = anna.get("/api/bookings/b1/history").json();
    let steps = history["items"].as_array().unwrap();
    let actions: Vec<_> = steps
        .iter()
        .map(|step| step["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["undone", "cancelled", "confirmed", "requested"]);
    assert_eq!(
        (&steps[1]["reason"], &steps[1]["actorName"]),
        (&json!("ill"), &json!("Anna Alm"))
    );
    assert_eq!(steps[0]["before"]["status"], "cancelled");
}

#[test]
fn notes_and_reasons_are_for_the_member_and_administrators() {
    let house = House::new();
    let (anna, ben) = (house.someone(ANNA), house.someone(BEN));
    let mut wanted = wish("2026-07-01", "2026-07-04", "a2", 3);
    wanted["note"] = "with a dog".into();
    anna.post("/api/bookings", &wanted);
    anna.post("/api/bookings/b1/cancel", &json!({"reason": "ill"}));
    assert_eq!(ben.get("/api/bookings/b1").json()["note"], Value::Null);
    assert_eq!(
        ben.get("/api/bookings").json()["items"][0]["memberName"],
        "Anna Alm"
    );
    assert!(!ben.get("/api/bookings/b1/history").text().contains("ill\""));
    assert_eq!(
        house.someone(ADMIN).get("/api/bookings").json()["items"][0]["note"],
        "with a dog"
    );
}

#[test]
fn changes_need_the_right_person_and_a_new_confirmation() {
    let house = House::new();
    let (anna, ben, admin) = (
        house.someone(ANNA),
        house.someone(BEN),
        house.someone(ADMIN),
    );
    anna.books("2026-07-01", "2026-07-04", "a1", 2);
    admin.post("/api/bookings/b1/confirm", &json!({}));
    let longer = wish("2026-07-01", "2026-07-05", "a1", 2);
    assert_eq!(ben.put("/api/bookings/b1", &longer).problem(), "forbidden");
    let changed = anna.put("/api/bookings/b1", &longer).json();
    assert_eq!(
        (&changed["status"], &changed["nights"]),
        (&json!("pending"), &json!(4))
    );
    assert_eq!(anna.put("/api/bookings/b9", &longer).problem(), "not-found");
    let declined = admin.post("/api/bookings/b1/decline", &json!({"reason": "no"}));
    assert_eq!(declined.json()["status"], "declined");
    assert_eq!(
        anna.put("/api/bookings/b1", &longer).problem(),
        "wrong-status"
    );
    assert_eq!(
        anna.post("/api/bookings/b1/undo", &json!({})).problem(),
        "undo-not-yours"
    );
}

#[test]
fn what_does_not_fit_is_told_night_by_night() {
    let house = House::new();
    let (anna, ben) = (house.someone(ANNA), house.someone(BEN));
    anna.books("2026-07-02", "2026-07-04", "a1", 1);
    for path in ["/api/bookings", "/api/bookings/validate"] {
        let full = ben.post(path, &wish("2026-07-01", "2026-07-05", "a1", 2));
        assert_eq!((full.status, full.problem()), (409, "full".to_owned()));
        let night = |night: &str| json!({"accommodationId": "a1", "accommodationName": "Room", "night": night, "free": 1, "asked": 2});
        assert_eq!(
            full.json()["conflicts"],
            json!([night("2026-07-02"), night("2026-07-03")])
        );
    }
    ben.books("2026-07-04", "2026-07-05", "a1", 2);
    assert_eq!(
        house.app.book().state.bookings.len(),
        2,
        "asking what would be is not asking"
    );
}

#[test]
fn every_broken_rule_about_dates_names_its_field() {
    refused(&[
        (
            json!({"arrival": "2026-05-31", "departure": "2026-06-02"}),
            vec![("arrival", "in-the-past")],
        ),
        (
            json!({"departure": "2026-07-01"}),
            vec![("departure", "no-night")],
        ),
        (
            json!({"departure": "2026-08-01"}),
            vec![("departure", "too-many-nights")],
        ),
        (
            json!({"departure": "2028-08-01"}),
            vec![("departure", "too-many-nights")],
        ),
        (
            json!({"arrival": "9999-01-01", "departure": "9999-01-02"}),
            vec![("arrival", "out-of-calendar")],
        ),
        (
            json!({"arrival": "2026-02-30"}),
            vec![("arrival", "not-a-date")],
        ),
        (json!({"arrival": null}), vec![("arrival", "missing")]),
        (
            json!({"arrival": 20260701}),
            vec![("arrival", "wrong-type")],
        ),
    ]);
}

#[test]
fn every_broken_rule_about_the_rest_names_its_field() {
    let long_note = "x".repeat(501);
    refused(&[
        (json!({"items": []}), vec![("items", "no-items")]),
        (
            json!({"items": [{"accommodationId": "a9", "persons": 1}]}),
            vec![("items[0].accommodationId", "unknown-accommodation")],
        ),
        (
            json!({"items": [{"accommodationId": "../x", "persons": 1}]}),
            vec![("items[0].accommodationId", "unknown-accommodation")],
        ),
        (
            json!({"items": [{"accommodationId": "a3", "persons": 1}]}),
            vec![("items[0].accommodationId", "closed")],
        ),
        (
            json!({"items": [{"accommodationId": "a1", "persons": 3}]}),
            vec![("items[0].persons", "out-of-range")],
        ),
        (
            json!({"items": [{"accommodationId": "a1", "persons": 0}]}),
            vec![("items[0].persons", "out-of-range")],
        ),
        (
            json!({"items": [{"accommodationId": "a1", "persons": -1}, {"accommodationId": "a1"}]}),
            vec![
                ("items[0].persons", "out-of-range"),
                ("items[1].persons", "missing"),
            ],
        ),
        (
            json!({"items": vec![json!({"accommodationId": "a1", "persons": 1}); 65]}),
            vec![("items", "too-many")],
        ),
        (
            json!({"items": [{"accommodationId": "a1", "persons": 1}, {"accommodationId": "a1", "persons": 1}]}),
            vec![("items[1].accommodationId", "twice")],
        ),
        (json!({"note": long_note}), vec![("note", "too-long")]),
        (
            json!({"note": "\u{7}"}),
            vec![("note", "control-character")],
        ),
        (
            json!({"onBehalfOf": "p3"}),
            vec![("onBehalfOf", "administrators-only")],
        ),
        (
            json!({"onBehalfOf": "x"}),
            vec![("onBehalfOf", "unknown-member")],
        ),
        (
            json!({"override": ["capacity"]}),
            vec![("override", "administrators-only")],
        ),
        (
            json!({"override": ["past"]}),
            vec![("override[0]", "unknown-value")],
        ),
        (json!({"colour": "red"}), vec![("colour", "unknown-field")]),
    ]);
}

/// Holds that a wish with these changes is refused for exactly these reasons, by asking and by asking what would be.
fn refused(cases: &[(Value, Vec<(&str, &str)>)]) {
    let house = House::new();
    let anna = house.someone(ANNA);
    for (change, expected) in cases {
        let mut wanted = wish("2026-07-01", "2026-07-04", "a1", 1);
        for (field, value) in change.as_object().unwrap() {
            wanted[field] = value.clone();
        }
        let answer = anna.post("/api/bookings", &wanted);
        assert_eq!(
            (answer.status, answer.problem()),
            (422, "invalid".to_owned()),
            "{change}: {answer:?}"
        );
        let expected = expected
            .iter()
            .map(|(field, code)| ((*field).to_owned(), (*code).to_owned()));
        assert_eq!(answer.errors(), expected.collect::<Vec<_>>(), "{change}");
        assert_eq!(
            answer.body,
            anna.post("/api/bookings/validate", &wanted).body,
            "{change}"
        );
    }
    assert!(house.app.book().state.bookings.is_empty());
}

#[test]
fn administrators_set_rules_aside_on_purpose_only() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    let mut wanted = wish("2026-05-01", "2026-06-15", "a1", 5);
    wanted["onBehalfOf"] = "p3".into();
    assert_eq!(admin.post("/api/bookings", &wanted).status, 422);
    wanted["override"] = json!(["capacity", "length"]);
    let preview = admin.post("/api/bookings/validate", &wanted).json();
    assert_eq!(
        (&preview["memberName"], &preview["overrides"]),
        (&json!("Ben Berg"), &json!(["past", "capacity", "length"]))
    );
    assert_eq!(
        admin.post("/api/bookings", &wanted).json()["memberId"],
        "p3"
    );
    let history = admin.get("/api/bookings/b1/history").json();
    assert_eq!(
        history["items"][0]["overrides"],
        json!(["past", "capacity", "length"])
    );
    assert_eq!(
        admin.post("/api/bookings/b1/confirm", &json!({})).problem(),
        "full"
    );
    let confirmed = admin.post(
        "/api/bookings/b1/confirm",
        &json!({"override": ["capacity"]}),
    );
    assert_eq!(confirmed.json()["status"], "confirmed");
}

#[test]
fn a_list_shows_what_is_asked_for() {
    let house = House::new();
    let (anna, ben, admin) = (
        house.someone(ANNA),
        house.someone(BEN),
        house.someone(ADMIN),
    );
    anna.books("2026-07-10", "2026-07-12", "a2", 1);
    ben.books("2026-07-01", "2026-07-03", "a2", 1);
    let mut past = wish("2026-05-01", "2026-05-03", "a2", 1);
    past["onBehalfOf"] = "p2".into();
    admin.post("/api/bookings", &past);
    admin.post("/api/bookings/b3/confirm", &json!({}));
    let ids = |query: &str| {
        let answer = anna.get(format!("/api/bookings{query}"));
        assert_eq!(answer.status, 200, "{query}: {answer:?}");
        let items = answer.json()["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(""), ["b3", "b2", "b1"]);
    assert_eq!(ids("?mine=true"), ["b3", "b1"]);
    assert_eq!(ids("?status=completed"), ["b3"]);
    assert_eq!(ids("?status=pending"), ["b2", "b1"]);
    assert_eq!(ids("?status=confirmed"), [""; 0]);
    assert_eq!(
        ids("?from=2026-07-03"),
        ["b1"],
        "the departure day is not slept"
    );
    assert_eq!(ids("?from=2026-05-02&to=2026-07-10"), ["b3", "b2"]);
    for wrong in [
        "?from=2026-02-30",
        "?from=",
        "?status=Pending",
        "?status=",
        "?mine=1",
        "?limit=0",
        "?limit=201",
        "?limit=x",
        "?cursor=x",
        "?cursor=",
        "?from=2026-07-03&to=2026-07-03",
    ] {
        let answer = anna.get(format!("/api/bookings{wrong}"));
        assert_eq!(
            (answer.status, answer.problem()),
            (400, "parameter-malformed".to_owned()),
            "{wrong}"
        );
    }
}

#[test]
fn a_thousand_bookings_are_paged_through_without_a_gap() {
    use hutbook::domain::{
        booking::{Item, Overrides},
        command::{BookingCommand, Command, NoteWish, Wish},
        ids::{AccommodationId, Actor},
    };
    let house = House::new();
    let first: jiff::civil::Date = "2026-07-01".parse().unwrap();
    for number in 0..1000_i64 {
        let arrival = first.saturating_add(jiff::Span::new().days((number * 7919) % 1200));
        let item = Item {
            accommodation: AccommodationId::new(2),
            persons: 1,
        };
        let wish = Wish {
            arrival,
            departure: arrival.tomorrow().unwrap(),
            items: [item].into_iter().collect(),
            note: NoteWish::Nothing,
            allow: Overrides::NONE,
        };
        let command = Command::Booking(BookingCommand::Request {
            wish,
            on_behalf_of: None,
        });
        let id = hutbook::app::tokens::unique_command_id().unwrap();
        let order = hutbook::app::order::Order {
            actor: Actor::Person(ANNA),
            id,
            command,
        };
        house.app.submit(order, Box::new(|_| {}));
        if number % 200 == 199 {
            super::house::order(
                &house.app,
                Actor::Person(ANNA),
                Command::Person(hutbook::domain::command::PersonCommand::SignOut {
                    person: ANNA,
                    session: [0; 16],
                }),
            );
        }
    }
    let anna = house.someone(ANNA);
    let mut seen: Vec<(String, u64)> = Vec::new();
    let mut path = "/api/bookings?limit=37".to_owned();
    let mut pages = 0;
    loop {
        let page = anna.get(&path).json();
        for item in page["items"].as_array().unwrap() {
            seen.push((
                item["arrival"].as_str().unwrap().to_owned(),
                item["number"].as_u64().unwrap(),
            ));
        }
        pages += 1;
        match page["nextCursor"].as_str() {
            Some(cursor) => path = format!("/api/bookings?limit=37&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!((seen.len(), pages), (1000, 28));
    assert!(seen.is_sorted() && seen.windows(2).all(|pair| pair[0] != pair[1]));
}
