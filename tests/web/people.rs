//! People and their links.

use super::{
    client::Ask,
    house::{ADMIN, House, PASSWORD},
};
use serde_json::json;

#[test]
fn somebody_new_comes_in_by_a_link() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    let new = json!({"email": "Cleo@Hut.example", "firstName": "Cleo", "lastName": "Cliff"});
    let added = admin.post("/api/people", &new);
    assert_eq!(
        (added.status, added.header("location")),
        (201, Some("/api/people/p4"))
    );
    assert_eq!(
        (&added.json()["email"], &added.json()["hasPassword"]),
        (&json!("cleo@hut.example"), &json!(false))
    );
    let link = admin.post("/api/people/p4/access-link", &json!({})).json();
    let token = link["token"].as_str().unwrap();
    assert_eq!(link["path"], format!("/access/{token}"));
    assert_eq!(link["expiresAt"], "2026-06-08T08:00:00Z");
    let choose = |token: &str, password: &str| {
        house.ask(
            Ask::new("POST", "/api/auth/password")
                .json(&json!({"token": token, "password": password})),
        )
    };
    assert_eq!(
        choose(token, "short").errors(),
        [("password".to_owned(), "too-short".to_owned())]
    );
    assert_eq!(
        choose("wrong", "long enough").errors(),
        [("token".to_owned(), "link-invalid".to_owned())]
    );
    assert_eq!(choose(token, "long enough").status, 204);
    assert_eq!(
        choose(token, "long enough").status,
        422,
        "a link opens once"
    );
    let credentials = json!({"email": "cleo@hut.example", "password": "long enough"});
    assert_eq!(
        house
            .ask(Ask::new("POST", "/api/session").json(&credentials))
            .status,
        200
    );
}

#[test]
fn roles_and_standings_change_but_one_administrator_stays() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    let role =
        |id: &str, role: &str| admin.post(format!("/api/people/{id}/role"), &json!({"role": role}));
    assert_eq!(role("p1", "member").problem(), "last-administrator");
    assert_eq!(
        admin
            .post("/api/people/p1/deactivate", &json!({}))
            .problem(),
        "last-administrator"
    );
    assert_eq!(role("p2", "administrator").json()["role"], "administrator");
    assert_eq!(
        role("p2", "king").errors(),
        [("role".to_owned(), "unknown-value".to_owned())]
    );
    let away = admin.post("/api/people/p3/deactivate", &json!({}));
    assert_eq!(away.json()["standing"], "inactive");
    assert_eq!(
        admin
            .post("/api/people/p3/access-link", &json!({}))
            .problem(),
        "not-active"
    );
    assert_eq!(
        admin.post("/api/people/p3/reactivate", &json!({})).json()["standing"],
        "active"
    );
    assert_eq!(admin.post("/api/people/p3/approve", &json!({})).status, 200);
    assert_eq!(admin.post("/api/people/p9/approve", &json!({})).status, 404);
    assert_eq!(
        admin.get("/api/people").json()["items"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert_eq!(admin.get("/api/people/pending").json()["items"], json!([]));
    assert_eq!(admin.get("/api/people/p3").json()["firstName"], "Ben");
}

#[test]
fn a_new_person_needs_an_address_of_their_own() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    for (email, code) in [
        ("anna@hut.example", "taken"),
        ("nowhere", "not-an-address"),
        ("", "blank"),
    ] {
        let answer = admin.post(
            "/api/people",
            &json!({"email": email, "firstName": "A", "lastName": "B"}),
        );
        assert_eq!(
            answer.errors(),
            [("email".to_owned(), code.to_owned())],
            "{email}"
        );
    }
}

#[test]
fn who_was_sent_away_is_out_at_once() {
    let house = House::new();
    let ben = house.someone(super::house::BEN);
    assert_eq!(ben.get("/api/me").status, 200);
    house
        .someone(ADMIN)
        .post("/api/people/p3/deactivate", &json!({}));
    assert_eq!(ben.get("/api/me").status, 401);
}

#[test]
fn events_tell_everything_but_secrets() {
    let house = House::new();
    house.ask(
        Ask::new("POST", "/api/session")
            .json(&json!({"email": "admin@hut.example", "password": PASSWORD})),
    );
    let admin = house.someone(ADMIN);
    admin.post("/api/people/p2/access-link", &json!({}));
    admin.books("2026-07-01", "2026-07-03", "a1", 2);
    let head = house.app.book().sequence;
    let all = admin.get("/api/events");
    assert_eq!(all.header("content-type"), Some("application/x-ndjson"));
    let lines: Vec<serde_json::Value> = all
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let sequences: Vec<_> = lines
        .iter()
        .map(|line| line["sequence"].as_u64().unwrap())
        .collect();
    assert_eq!(sequences, (1..=head).collect::<Vec<_>>());
    assert_eq!(lines[1]["data"]["email"], "admin@hut.example");
    assert!(!all.text().contains("argon2"));
    for person in house.app.book().state.people.iter() {
        if let Some(link) = person.access_link {
            let hex: String = link
                .digest
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            assert!(!all.text().contains(&hex));
        }
    }
    let some = admin.get("/api/events?after=2&limit=3");
    assert_eq!(some.text().lines().count(), 3);
    assert!(some.text().starts_with("{\"sequence\":3,"));
    assert_eq!(admin.get(format!("/api/events?after={head}")).text(), "");
}

#[test]
fn the_house_can_be_looked_after() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    let storage = admin.get("/api/admin/storage").json();
    let head = house.app.book().sequence;
    assert_eq!(
        (&storage["events"], &storage["people"], &storage["writable"]),
        (&json!(head), &json!(3), &json!(true))
    );
    let rebuilt = admin
        .post("/api/admin/projections/rebuild", &json!({}))
        .json();
    assert_eq!(
        (&rebuilt["events"], &rebuilt["same"]),
        (&json!(head), &json!(true))
    );
    let health = house.ask(Ask::new("GET", "/api/health")).json();
    assert_eq!(
        (&health["status"], &health["house"], &health["sequence"]),
        (&json!("ok"), &json!("Hut"), &json!(head))
    );
    let metrics = house.ask(Ask::new("GET", "/metrics"));
    let sequence = format!("hutbook_sequence {head}\n");
    for part in [
        sequence.as_str(),
        "hutbook_responses_total{class=\"2xx\"}",
        "process_resident_memory_bytes ",
        "hutbook_copies_protected 1\n",
        "hutbook_copies_given_up_total 0\n",
    ] {
        assert!(metrics.text().contains(part), "{part}: {}", metrics.text());
    }
    assert!(!metrics.text().contains("Anna"));
}
