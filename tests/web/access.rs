//! The table of routes as it is reached over HTTP: who gets through, which methods, which addresses.

use super::{
    client::Ask,
    house::{ADMIN, ANNA, House},
};
use hutbook::web::{
    api::{ROUTES, openapi},
    table::{Access, Route, Verb},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// An address a route has, with things that exist.
fn address(route: &Route) -> String {
    let id = match route.path.split('/').nth(2) {
        Some("people") => "p2",
        Some("accommodations") => "a1",
        Some("me") => "5f0c9e21b7a4",
        _ => "b1",
    };
    let path = route.path.replace("{id}", id);
    match route.path {
        "/api/availability" => format!("{path}?arrival=2026-07-01&departure=2026-07-03"),
        "/api/calendar" => format!("{path}?from=2026-07-01&to=2026-08-01"),
        _ => path,
    }
}

fn ask(route: &Route) -> Ask {
    let ask = Ask::new(route.verb.name(), address(route));
    if route.verb == Verb::Get {
        ask
    } else {
        ask.json(&json!({}))
    }
}

#[test]
fn every_route_lets_through_whom_the_table_says() {
    let house = House::new();
    let anna = house.someone(ANNA);
    anna.books("2026-07-01", "2026-07-03", "a1", 1);
    for route in ROUTES {
        let nobody = house.ask(ask(route));
        // Ending the session would end the test.
        let member = (route.path != "/api/session").then(|| anna.ask(ask(route)).status);
        match route.access {
            Access::Open => assert_ne!(nobody.status, 403, "{route:?}"),
            Access::Visitor | Access::Member => {
                assert_eq!(
                    (nobody.status, nobody.problem()),
                    (401, "not-signed-in".to_owned())
                );
                assert_eq!(
                    nobody.header("www-authenticate"),
                    Some("Bearer realm=\"hutbook\"")
                );
                assert!(
                    member.is_none_or(|status| !matches!(status, 401 | 403)),
                    "{route:?}"
                );
            }
            Access::Administrator => {
                assert_eq!(nobody.status, 401, "{route:?}");
                assert_eq!(member, Some(403), "{route:?}");
            }
        }
    }
}

#[test]
fn every_answer_is_in_the_document_and_protected() {
    let house = House::new();
    let said = openapi::document();
    house
        .someone(ANNA)
        .books("2026-07-01", "2026-07-03", "a1", 1);
    for person in [None, Some(ANNA), Some(ADMIN)] {
        for route in ROUTES {
            let someone = person.map(|person| house.token(person));
            let asked = ask(route);
            let asked = match someone {
                Some(token) => asked.header("Authorization", token),
                None => asked,
            };
            let answer = house.ask(asked);
            let method = route.verb.name().to_lowercase();
            let responses = &said["paths"][route.path][&method]["responses"];
            assert!(
                responses.get(answer.status.to_string()).is_some(),
                "{route:?}: {answer:?}"
            );
            assert!(
                answer
                    .header("content-security-policy")
                    .unwrap()
                    .starts_with("default-src 'none'")
            );
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
            assert!(matches!(
                answer.header("cache-control"),
                Some("no-store" | "private, no-cache")
            ));
        }
    }
}

/// JSON with lines for people who compare two versions, but without the indentation that is most of such a text: each
/// field down to this depth has a line of its own.
fn in_lines(value: &Value, depth: u32) -> String {
    match value {
        Value::Object(fields) if depth > 0 && !fields.is_empty() => {
            let lines: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{}:{}", json!(name), in_lines(value, depth - 1)))
                .collect();
            format!("{{\n{}\n}}", lines.join(",\n"))
        }
        other => other.to_string(),
    }
}

#[test]
fn the_document_that_is_served_is_what_the_code_says() {
    let made = in_lines(&openapi::document(), 3) + "\n";
    let fresh = concat!(env!("CARGO_TARGET_TMPDIR"), "/openapi.json");
    std::fs::write(fresh, &made).unwrap();
    let served = House::new().ask(Ask::new("GET", "/api/openapi.json"));
    assert_eq!(served.header("content-type"), Some("application/json"));
    assert!(
        served.body == made.as_bytes(),
        "assets/openapi.json is not what the code says; if the code is right: cp {fresh} assets/openapi.json"
    );
}

#[test]
fn other_methods_are_told_which_there_are() {
    let house = House::new();
    let answer = house.ask(Ask::new("PATCH", "/api/bookings"));
    assert_eq!(
        (answer.status, answer.problem()),
        (405, "method-not-allowed".to_owned())
    );
    let names = |allow: &str| {
        allow
            .split(", ")
            .map(str::to_owned)
            .collect::<BTreeSet<_>>()
    };
    let expected = names("GET, HEAD, POST, OPTIONS");
    assert_eq!(names(answer.header("allow").unwrap()), expected);
    let options = house.ask(Ask::new("OPTIONS", "/api/bookings"));
    assert_eq!(
        (options.status, names(options.header("allow").unwrap())),
        (204, expected)
    );
    assert_eq!(house.ask(Ask::new("OPTIONS", "*")).status, 204);
    for method in ["TRACE", "CONNECT", "BREW"] {
        assert_eq!(
            house.ask(Ask::new(method, "/api/bookings")).status,
            405,
            "{method}"
        );
    }
}

#[test]
fn head_is_get_without_a_body() {
    let house = House::new();
    let (get, head) = (
        house.ask(Ask::new("GET", "/api/openapi.json")),
        house.ask(Ask::new("HEAD", "/api/openapi.json")),
    );
    assert_eq!((get.status, head.status), (200, 200));
    assert_eq!(get.header("content-length"), head.header("content-length"));
    assert!(head.body.is_empty() && !get.body.is_empty());
}

#[test]
fn addresses_find_their_route_in_every_proper_spelling() {
    let house = House::new();
    assert_eq!(house.ask(Ask::new("GET", "/api/hea%6cth")).status, 200);
    assert_eq!(
        house
            .ask(Ask::new("GET", "http://hut.local/api/health"))
            .status,
        200
    );
    let slash = house.ask(Ask::new("GET", "/api/health/?x=1"));
    assert_eq!(
        (slash.status, slash.header("location")),
        (308, Some("/api/health?x=1"))
    );
    assert_eq!(house.ask(Ask::new("GET", "//evil.example/")).status, 404);
    let anna = house.someone(ANNA);
    for (path, status) in [
        ("/api/bookings/b%31", 404),
        ("/api/bookings/b1%2Fhistory", 404),
        ("/api/bookings/%00", 404),
        ("/api/bookings/%ff", 400),
        ("/api/bookings/%zz", 400),
        ("/api/nothing", 404),
        ("/API/health", 404),
    ] {
        let answer = anna.get(path);
        assert_eq!(answer.status, status, "{path}: {answer:?}");
        answer.problem();
    }
}

#[test]
fn parameters_nobody_knows_are_refused() {
    let house = House::new();
    let anna = house.someone(ANNA);
    for path in [
        "/api/bookings?form=2026-07-01",
        "/api/health?x",
        "/api/bookings?limit=1&limit=2",
    ] {
        assert_eq!(anna.get(path).status, 400, "{path}");
    }
}

#[test]
fn a_get_never_adds_an_event() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    let before = house.app.book().sequence;
    for route in ROUTES.iter().filter(|route| route.verb == Verb::Get) {
        admin.get(address(route));
    }
    assert_eq!(house.app.book().sequence, before);
}
