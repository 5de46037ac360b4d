//! Signing in and out.

use super::{
    client::{Answer, Ask},
    house::{ANNA, House, PASSWORD},
};
use hutbook::web::forwarded::Trust;
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

#[test]
fn a_browser_that_signs_in_anew_leaves_no_session_behind() {
    let house = House::new();
    let pair = |answer: &Answer| {
        let cookie = answer.header("set-cookie").unwrap();
        cookie.split(';').next().unwrap().to_owned()
    };
    let open = |pair: &str| {
        let ask = Ask::new("GET", "/api/me").header("Cookie", pair);
        house.ask(ask).status == 200
    };
    let again = |ask: Ask, pair: &str| house.ask(ask.header("Cookie", pair));
    let elsewhere = pair(&house.ask(sign_in("admin@hut.example", PASSWORD)));
    let first = pair(&house.ask(sign_in("admin@hut.example", PASSWORD)));
    let wrong = again(sign_in("admin@hut.example", "wrong"), &first);
    assert_eq!((wrong.status, open(&first)), (401, true));
    let second = pair(&again(sign_in("admin@hut.example", PASSWORD), &first));
    assert!(!open(&first), "what it held before still opens");
    assert!(open(&second) && open(&elsewhere));
    // Somebody else's, too: the browser is theirs now.
    let annas = house.token(ANNA).split_off(7);
    let annas = format!("{}={annas}", second.split_once('=').unwrap().0);
    assert!(open(&annas));
    let third = pair(&again(sign_in("admin@hut.example", PASSWORD), &annas));
    assert!(!open(&annas) && open(&third));
}

/// What a request with these headers learns and gets: whether figures of writes, whether a cookie for HTTPS alone.
fn comes(house: &House, headers: &[(&str, &str)]) -> (bool, bool) {
    let with = |mut ask: Ask| {
        for (name, value) in headers {
            ask = ask.header(name, *value);
        }
        house.ask(ask)
    };
    let health = with(Ask::new("GET", "/api/health")).json();
    let metrics = with(Ask::new("GET", "/metrics"));
    let near = !health["sequence"].is_null();
    assert_eq!(near, metrics.text().contains("hutbook_sequence "));
    let signed_in = with(sign_in("admin@hut.example", PASSWORD));
    let cookie = signed_in.header("set-cookie").expect("a cookie");
    (near, cookie.ends_with("; Secure"))
}

#[test]
fn whoever_comes_by_a_proxy_is_not_near() {
    let house = House::new();
    assert_eq!(comes(&house, &[]), (true, false));
    for header in [
        ("Forwarded", "for=192.0.2.7;proto=https"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("Via", "1.1 proxy"),
    ] {
        let https = ("X-Forwarded-Proto", "https");
        assert_eq!(
            comes(&house, &[header, https]),
            (false, false),
            "{header:?}"
        );
    }
}

#[test]
fn a_house_behind_a_proxy_knows_its_visitors_apart_and_how_they_come() {
    let house = House::trusting(Trust::Proxy(std::net::Ipv4Addr::LOCALHOST.into()));
    let visitor = ("X-Forwarded-For", "192.0.2.7");
    let https = ("X-Forwarded-Proto", "https");
    assert_eq!(comes(&house, &[visitor, https]), (false, true));
    assert_eq!(comes(&house, &[visitor]), (false, false));
    assert_eq!(comes(&house, &[]), (true, false));
    // Ten wrong passwords keep out whoever typed them, and nobody else; what they say of themselves helps nothing.
    for number in 0..10 {
        let forged = format!("198.51.100.{number}, 192.0.2.7");
        let ask = sign_in(&format!("{number}@hut.example"), "wrong");
        assert_eq!(house.ask(ask.header("X-Forwarded-For", forged)).status, 401);
    }
    let from = |peer: &str| sign_in("admin@hut.example", PASSWORD).header("X-Forwarded-For", peer);
    assert_eq!(house.ask(from("192.0.2.7")).status, 429);
    assert_eq!(house.ask(from("192.0.2.8")).status, 200);
}
