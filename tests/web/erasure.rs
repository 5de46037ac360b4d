//! Erasing somebody over the interface, searched for in the bytes of the file; and all data of one person.

use super::{
    client::Ask,
    house::{ADMIN, ANNA, BEN, House, Someone},
};
use hutbook::{domain::people::Standing, store::simulated::RewriteFault};
use serde_json::{Value, json};

const NOTE: &str = "Allergic to feathers";
const REASON: &str = "broke a leg";
const EMAIL: &str = "cleopatra@river.example";

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|part| part == needle)
}

/// Adds Cleopatra, who books and leaves a note; an administrator cancels with a reason. Her number is 4.
fn cleopatra(house: &House, admin: &Someone<'_>) {
    let new = json!({"email": EMAIL, "firstName": "Cleopatra", "lastName": "Philopator"});
    let added = admin.ask(
        Ask::new("POST", "/api/people")
            .header("Idempotency-Key", "1c1b2a1e-0d53-4f2e-9a55-2f3bb1f0a7c1")
            .json(&new),
    );
    assert_eq!(added.status, 201);
    let link = admin.post("/api/people/p4/access-link", &json!({})).json();
    let chosen = json!({"token": link["token"], "password": "asp in a basket"});
    assert_eq!(
        house
            .ask(Ask::new("POST", "/api/auth/password").json(&chosen))
            .status,
        204
    );
    let wish = json!({
        "arrival": "2026-07-01", "departure": "2026-07-03", "note": NOTE, "onBehalfOf": "p4",
        "items": [{"accommodationId": "a1", "persons": 2}],
    });
    let booked = admin.post("/api/bookings", &wish);
    assert_eq!(booked.status, 201, "{}", booked.text());
    let cancelled = admin.post("/api/bookings/b1/cancel", &json!({"reason": REASON}));
    assert_eq!(cancelled.status, 200);
}

#[test]
fn nothing_of_an_erased_person_is_left_in_the_bytes_of_the_file() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    cleopatra(&house, &admin);
    let key = house.key_of(4).expect("her key is in the file");
    assert!(holds(&house.bytes(), &key), "its bytes are there before");
    let kept = admin.get("/api/bookings").text().to_owned();
    assert!(kept.contains("Cleopatra") && kept.contains(NOTE));

    let answer = admin.post("/api/people/p4/erase", &json!({}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let body = answer.json();
    assert_eq!(
        (&body["standing"], &body["email"], &body["firstName"]),
        (&json!("erased"), &Value::Null, &Value::Null)
    );

    let bytes = house.bytes();
    assert!(!holds(&bytes, &key), "no byte of her key is left");
    for text in [
        NOTE,
        REASON,
        EMAIL,
        "Cleopatra",
        "Philopator",
        "asp in a basket",
    ] {
        assert!(!holds(&bytes, text.as_bytes()), "{text}");
    }
    assert!(
        house.key_of(2).is_some_and(|key| holds(&bytes, &key)),
        "other keys stay"
    );
    let house = house.restarted();
    let admin = house.someone(ADMIN);
    for path in [
        "/api/people",
        "/api/bookings",
        "/api/bookings/b1/history",
        "/api/events",
        "/api/people/p4/export",
    ] {
        let text = admin.get(path).text().to_owned();
        for gone in [NOTE, REASON, EMAIL, "Cleopatra", "Philopator"] {
            assert!(!text.contains(gone), "{path}: {gone}");
        }
    }
    let booking = admin.get("/api/bookings/b1").json();
    assert_eq!(
        (&booking["memberName"], &booking["note"], &booking["nights"]),
        (&Value::Null, &Value::Null, &json!(2))
    );
    assert_eq!(
        house
            .app
            .book()
            .state
            .person(hutbook::domain::ids::PersonId::new(4))
            .unwrap()
            .standing,
        Standing::Erased
    );
}

#[test]
fn nothing_in_the_file_lets_an_address_be_guessed_back() {
    use sha2::{Digest as _, Sha256};
    let house = House::new();
    let admin = house.someone(ADMIN);
    let key = "1c1b2a1e-0d53-4f2e-9a55-2f3bb1f0a7c1";
    cleopatra(&house, &admin);
    let body = serde_json::to_vec(
        &json!({"email": EMAIL, "firstName": "Cleopatra", "lastName": "Philopator"}),
    )
    .unwrap();
    let framed = |parts: &[&[u8]]| {
        let framed = parts.iter().fold(Sha256::new(), |hash, part| {
            hash.chain_update((part.len() as u64).to_be_bytes())
                .chain_update(part)
        });
        framed.finalize()
    };
    let line = admin.get("/api/events").text().to_owned();
    let added = line
        .lines()
        .find(|line| line.contains("PersonAdded") && line.contains("\"p4\""))
        .unwrap()
        .to_owned();
    let command = serde_json::from_str::<Value>(&added).unwrap()["command"]
        .as_str()
        .unwrap()
        .to_owned();
    let half = |hash: &[u8]| {
        hash[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let with_key = framed(&[key.as_bytes(), b"POST", b"/api/people", &body]);
    assert!(
        command.ends_with(&half(&with_key)),
        "this is how the id is made"
    );
    let without = framed(&[b"POST", b"/api/people", &body]);
    assert!(!command.ends_with(&half(&without)));
    let bytes = house.bytes();
    for guess in [EMAIL, "Cleopatra", "Philopator", "Cleopatra Philopator"] {
        assert!(
            !holds(&bytes, &Sha256::digest(guess.as_bytes())[..8]),
            "{guess}"
        );
    }
}

#[test]
fn who_has_stays_ahead_is_not_erased_and_they_are_listed() {
    let house = House::new();
    let (admin, ben) = (house.someone(ADMIN), house.someone(BEN));
    ben.books("2026-07-01", "2026-07-03", "a1", 2);
    let refused = admin.post("/api/people/p3/erase", &json!({}));
    assert_eq!((refused.status, &*refused.problem()), (409, "holds-places"));
    assert_eq!(refused.json()["bookings"], json!(["b1"]));
    assert_eq!(ben.get("/api/me").status, 200);
    assert_eq!(ben.post("/api/people/p2/erase", &json!({})).status, 403);
    assert_eq!(
        admin.post("/api/people/p1/erase", &json!({})).problem(),
        "last-administrator"
    );
    assert_eq!(admin.post("/api/people/p9/erase", &json!({})).status, 404);
    assert_eq!(
        admin.post("/api/bookings/b1/cancel", &json!({})).status,
        200
    );
    assert_eq!(admin.post("/api/people/p3/erase", &json!({})).status, 200);
    assert_eq!(ben.get("/api/me").status, 401, "out at once");
    assert_eq!(
        admin.post("/api/people/p3/erase", &json!({})).status,
        200,
        "again is nothing to do"
    );
    for step in ["approve", "reactivate", "deactivate", "access-link"] {
        let answer = admin.post(format!("/api/people/p3/{step}"), &json!({}));
        assert_eq!(
            (answer.status, &*answer.problem()),
            (409, "erased"),
            "{step}"
        );
    }
    let again = json!({"email": "ben@hut.example", "firstName": "Ben", "lastName": "Neu"});
    let added = admin.post("/api/people", &again);
    assert_eq!((added.status, &added.json()["id"]), (201, &json!("p4")));
}

#[test]
fn the_answer_tells_when_the_file_could_not_be_written_anew() {
    let (house, log) = House::simulated();
    let admin = house.someone(ADMIN);
    log.stage_rewrite(RewriteFault::Full);
    let answer = admin.post("/api/people/p3/erase", &json!({}));
    assert_eq!(
        (answer.status, &answer.json()["standing"]),
        (202, &json!("erased"))
    );
    assert_eq!(
        admin.post("/api/people/p3/erase", &json!({})).status,
        200,
        "done now"
    );
}

#[test]
fn everybody_gets_all_their_data_and_nobody_elses() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    cleopatra(&house, &admin);
    let anna = house.someone(ANNA);
    anna.books("2026-08-01", "2026-08-02", "a2", 3);
    let mine = anna.get("/api/me/export");
    assert_eq!(
        mine.header("content-disposition"),
        Some("attachment; filename=\"hutbook-p2.json\"")
    );
    let mine = mine.json();
    assert_eq!(
        (&mine["house"], &mine["person"]["email"]),
        (&json!("Hut"), &json!("anna@hut.example"))
    );
    assert_eq!(mine["bookings"].as_array().unwrap().len(), 1);
    assert_eq!(mine["bookings"][0]["items"][0]["persons"], 3);
    assert!(!mine.to_string().contains("Cleopatra"));

    assert_eq!(anna.get("/api/people/p4/export").status, 403);
    assert_eq!(admin.get("/api/people/p9/export").status, 404);
    let hers = admin.get("/api/people/p4/export");
    let text = hers.text();
    assert!(!text.contains("argon2") && !text.contains("digest"));
    let hers = hers.json();
    assert_eq!(hers["bookings"][0]["note"], NOTE);
    let steps: Vec<_> = hers["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            let actor = step["actorName"].as_str().unwrap_or("-").to_owned();
            (
                step["about"].as_str().unwrap().to_owned(),
                step["type"].as_str().unwrap().to_owned(),
                actor,
            )
        })
        .collect();
    let step = |about: &str, what: &str, actor: &str| {
        (about.to_owned(), what.to_owned(), actor.to_owned())
    };
    assert_eq!(steps[0].1, "PersonAdded");
    assert!(
        steps.contains(&step("b1", "BookingCancelled", &steps[0].2)),
        "{steps:?}"
    );
    assert_eq!(steps.len(), 5, "{steps:?}");
    assert_eq!(hers["steps"][4]["data"]["reason"], REASON);
    let book = house.app.book();
    for person in book.state.people.iter() {
        if let Some(password) = person.password.as_deref() {
            assert!(!text.contains(password));
        }
    }
}

#[test]
fn a_long_export_comes_in_pieces_and_is_whole() {
    let house = House::new();
    let anna = house.someone(ANNA);
    for number in 0..300 {
        let wish = json!({
            "arrival": "2026-08-01", "departure": "2026-08-02", "note": format!("{number} {}", "x".repeat(300)),
            "items": [{"accommodationId": "a2", "persons": 1}],
        });
        assert_eq!(anna.post("/api/bookings", &wish).status, 201);
        assert_eq!(
            anna.post(format!("/api/bookings/b{}/cancel", number + 1), &json!({}))
                .status,
            200
        );
    }
    let mine = anna.get("/api/me/export").json();
    assert_eq!(mine["bookings"].as_array().unwrap().len(), 300);
    let steps = mine["steps"].as_array().unwrap();
    let of_bookings = steps
        .iter()
        .filter(|step| step["about"].as_str().unwrap().starts_with('b'));
    assert_eq!(of_bookings.count(), 600);
    assert!(steps[steps.len() - 1]["type"] == "BookingCancelled");
}
