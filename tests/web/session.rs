//! Signing in and out.

use super::{
    client::Ask,
    house::{ANNA, House, PASSWORD},
};
use serde_json::json;

fn sign_in(email: &str, password: &str) -> Ask {
    Ask::new("POST", "/api/session").json(&json!({"email": email, "password": password}))
}

#[test]
fn a_session_lasts_from_sign_in_to_sign_out() {
    let house = House::new();
    let answer = house.ask(sign_in("ADMIN@hut.example ", PASSWORD));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.json()["firstName"], "Ada");
    let cookie = answer.header("set-cookie").unwrap().to_owned();
    for part in [
        "hutbook_",
        "; HttpOnly",
        "; SameSite=Strict",
        "; Path=/",
        "; Max-Age=2592000",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().unwrap();
    let with_cookie = |method, path| house.ask(Ask::new(method, path).header("Cookie", pair));
    assert_eq!(
        with_cookie("GET", "/api/me").json()["role"],
        "administrator"
    );
    let secret = pair.split_once('=').unwrap().1;
    let bearer = Ask::new("GET", "/api/me").header("Authorization", format!("Bearer {secret}"));
    assert_eq!(house.ask(bearer).status, 200);
    let out = with_cookie("DELETE", "/api/session");
    assert_eq!(
        (
            out.status,
            out.header("set-cookie").unwrap().contains("Max-Age=0")
        ),
        (204, true)
    );
    assert_eq!(with_cookie("GET", "/api/me").problem(), "not-signed-in");
}

#[test]
fn nobody_learns_whether_an_address_exists() {
    let house = House::new();
    let (wrong, unknown) = (
        house.ask(sign_in("admin@hut.example", "wrong")),
        house.ask(sign_in("nobody@hut.example", "wrong")),
    );
    assert_eq!(
        (wrong.status, wrong.problem()),
        (401, "wrong-password".to_owned())
    );
    assert_eq!(wrong.body, unknown.body);
}

#[test]
fn too_many_wrong_passwords_have_to_wait() {
    let house = House::new();
    for _ in 0..10 {
        assert_eq!(house.ask(sign_in("anna@hut.example", "wrong")).status, 401);
    }
    let answer = house.ask(sign_in("anna@hut.example", PASSWORD));
    assert_eq!(
        (answer.status, answer.problem()),
        (429, "too-many-tries".to_owned())
    );
    assert_eq!(answer.header("retry-after"), Some("901"));
    let other = house.ask(sign_in("admin@hut.example", PASSWORD));
    assert_eq!(
        other.status, 429,
        "the same peer has to wait under any name"
    );
}

#[test]
fn other_sites_cannot_use_the_cookie() {
    let house = House::new();
    let ask = || {
        Ask::new("DELETE", "/api/session").header(
            "Cookie",
            format!("hutbook_9f86d081={}", house.token(ANNA).split_off(7)),
        )
    };
    for (name, value) in [
        ("Origin", "http://evil.example"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        let answer = house.ask(ask().header(name, value));
        assert_eq!(
            (answer.status, answer.problem()),
            (403, "other-origin".to_owned()),
            "{name}: {value}"
        );
    }
    assert_eq!(
        house.ask(ask().header("Origin", "http://hut.local")).status,
        204
    );
    let anna = house.someone(ANNA);
    let bearer =
        anna.ask(Ask::new("DELETE", "/api/session").header("Origin", "http://evil.example"));
    assert_eq!(
        bearer.status, 204,
        "a bearer token is never sent by a browser on its own accord"
    );
}
