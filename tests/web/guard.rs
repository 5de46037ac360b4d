//! What keeps others from using somebody's browser, and everybody from using a house up: where requests come from, whose
//! forms they bring, how many there are, how often secrets are guessed, and what every answer tells browsers.
//! It walks over the table of routes, so that a route nobody thought of is not forgotten.

use super::{
    client::{Answer, Ask},
    house::{ADMIN, ANNA, BEN, House, MORNING, PASSWORD},
};
use hutbook::{
    domain::ids::PersonId,
    web::{
        api,
        limits::{Limits, MOST_WRONG_LINKS},
        site,
        table::{Access, Audience, Route},
    },
};
use serde_json::json;

/// The cookie of the test house.
const COOKIE: &str = "hutbook_9f86d081";
const FORM: &str = "application/x-www-form-urlencoded";

fn house() -> House {
    House::with_routes(site::ROUTES)
}

fn all_routes() -> impl Iterator<Item = &'static Route> {
    api::ROUTES.iter().chain(site::ROUTES)
}

/// An address that leads to a route.
fn address(route: &Route) -> String {
    let thing = match route.path {
        path if path.contains("/people/") => "p2",
        path if path.contains("/accommodations/") => "a1",
        _ => "b1",
    };
    route
        .path
        .replace("{id}", thing)
        .replace("{secret}", "none")
        .replace("{code}", "de")
        .replace("{file}", "none.css")
}

fn cookie(house: &House, person: PersonId) -> String {
    let secret = house.token(person).split_off("Bearer ".len());
    format!("{COOKIE}={secret}")
}

fn token_on(page: &Answer) -> String {
    page.form_token().expect("the page has a form").to_owned()
}

/// The values of all cookies an answer sets.
fn cookies(answer: &Answer) -> Vec<&str> {
    let all = answer.headers.iter();
    let set = all.filter(|(name, _)| name == "set-cookie");
    set.map(|(_, value)| value.split(';').next().unwrap())
        .collect()
}

#[test]
fn whatever_changes_something_needs_its_own_origin_and_its_own_form() {
    let house = house();
    let (admin, theirs) = (cookie(&house, ADMIN), cookie(&house, BEN));
    let theirs = token_on(&house.ask(Ask::new("GET", "/plan").header("Cookie", &theirs)));
    let before = house.app.book().sequence;
    let (mut origins, mut forms) = (0, 0);
    for route in all_routes().filter(|route| !route.verb.is_safe()) {
        let ask = || Ask::new(route.verb.name(), address(route)).header("Cookie", &admin);
        for (name, value) in [
            ("Origin", "http://evil.example"),
            ("Origin", "http://hut.local.evil.example"),
            ("Origin", "null"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
        ] {
            let answer = house.ask(ask().header(name, value).body(""));
            let refused = (answer.status, answer.problem());
            assert_eq!(
                refused,
                (403, "other-origin".to_owned()),
                "{route:?} {value}"
            );
            origins += 1;
        }
        if route.audience == Audience::Programs || route.access == Access::Open {
            continue;
        }
        for body in ["", "token=abc.book", &format!("token={theirs}")] {
            let own = ask().header("Origin", "http://hut.local");
            let answer = house.ask(own.header("Content-Type", FORM).body(body));
            let refused = (answer.status, answer.problem());
            assert_eq!(refused, (403, "other-form".to_owned()), "{route:?} {body}");
            forms += 1;
        }
    }
    assert!(origins >= 200 && forms >= 60, "{origins} {forms}");
    assert_eq!(house.app.book().sequence, before, "nothing has happened");
}

#[test]
fn the_form_of_a_page_that_was_shown_is_taken_and_programs_need_none() {
    let house = house();
    let admin = cookie(&house, ADMIN);
    let token = token_on(&house.ask(Ask::new("GET", "/accommodations").header("Cookie", &admin)));
    let add = |token: &str, name: &str| {
        Ask::new("POST", "/accommodations")
            .header("Content-Type", FORM)
            .body(format!("token={token}&name={name}&kind=room&capacity=3"))
    };
    let taken = house.ask(add(&token, "Loft").header("Cookie", &admin));
    assert_eq!(taken.status, 303, "{taken:?}");
    let theirs = cookie(&house, ANNA);
    let refused = house.ask(add(&token, "Attic").header("Cookie", &theirs));
    assert_eq!(refused.status, 403, "a member may not, whatever form it is");
    let by_program = house.someone(ADMIN).ask(add("", "Attic"));
    assert_eq!(by_program.status, 303, "{by_program:?}");
}

#[test]
fn nobody_can_be_signed_in_by_another_site() {
    let house = house();
    let form = format!(
        "email=admin%40hut.example&password={}",
        PASSWORD.replace(' ', "+")
    );
    let by_form = |origin: &str| {
        let ask = Ask::new("POST", "/sign-in").header("Content-Type", FORM);
        house.ask(ask.header("Origin", origin).body(form.clone()))
    };
    let by_json = |origin: &str| {
        let ask = Ask::new("POST", "/api/session").header("Origin", origin);
        house.ask(ask.json(&json!({"email": "admin@hut.example", "password": PASSWORD})))
    };
    for answer in [
        by_form("http://evil.example"),
        by_json("http://evil.example"),
    ] {
        assert_eq!((answer.status, cookies(&answer).len()), (403, 0));
    }
    assert_eq!(by_form("http://hut.local").status, 303);
    assert_eq!(by_json("http://hut.local").status, 200);
}

#[test]
fn files_are_taken_nowhere() {
    let house = house();
    let before = house.app.book().sequence;
    let token = house.token(ADMIN);
    let file = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.exe\"\r\n\r\nMZ\r\n--x--\r\n";
    for route in all_routes().filter(|route| !route.verb.is_safe()) {
        let ask = Ask::new(route.verb.name(), address(route)).header("Authorization", &token);
        let ask = ask.header("Content-Type", "Multipart/Form-Data; boundary=x");
        let answer = house.ask(ask.body(file));
        let refused = (answer.status, answer.problem());
        assert_eq!(refused, (415, "no-files".to_owned()), "{route:?}");
    }
    assert_eq!(
        house.app.book().sequence,
        before + 1,
        "a sign-in, and nothing else"
    );
}

#[test]
fn every_answer_tells_browsers_how_to_treat_it() {
    let house = house();
    let admin = cookie(&house, ADMIN);
    house
        .someone(ANNA)
        .books("2026-07-01", "2026-07-03", "a1", 1);
    let mut kinds = std::collections::BTreeSet::new();
    let reading = all_routes().filter(|route| route.verb.is_safe());
    let addresses = reading
        .map(address)
        .chain(["/nowhere".to_owned(), "/plan/".to_owned()]);
    for address in addresses {
        for who in [None, Some(&admin)] {
            let ask = Ask::new("GET", &*address);
            let answer = house.ask(match who {
                Some(cookie) => ask.header("Cookie", cookie),
                None => ask,
            });
            let said = |name: &str| {
                answer
                    .header(name)
                    .unwrap_or_else(|| panic!("{address}: {name}"))
            };
            assert!(said("content-security-policy").contains("frame-ancestors 'none'"));
            assert!(!said("content-security-policy").contains("unsafe-"));
            assert_eq!(said("x-content-type-options"), "nosniff");
            assert_eq!(said("referrer-policy"), "same-origin");
            assert_eq!(said("cross-origin-resource-policy"), "same-origin");
            said("cache-control");
            let kind = answer.header("content-type").unwrap_or("none").to_owned();
            if kind.starts_with("text/html") {
                assert!(said("permissions-policy").contains("geolocation=()"));
                assert_eq!(said("x-frame-options"), "DENY");
            }
            if kind.starts_with("text/") && answer.status == 200 {
                assert!(
                    kind.contains("charset=utf-8") || kind == "text/event-stream",
                    "{address}: {kind}"
                );
            }
            assert_eq!(answer.header("server"), None);
            assert_eq!(answer.header("access-control-allow-origin"), None);
            kinds.insert(kind);
        }
    }
    for kind in [
        "text/html; charset=utf-8",
        "application/json",
        "none",
        "application/problem+json",
    ] {
        assert!(kinds.contains(kind), "{kinds:?}");
    }
}

#[test]
fn who_has_to_wait_is_told_how_long_on_pages_too() {
    let house = house();
    let try_it = || {
        let ask = Ask::new("POST", "/sign-in").header("Content-Type", FORM);
        house.ask(ask.body("email=admin%40hut.example&password=wrong"))
    };
    for _ in 0..10 {
        assert_eq!(try_it().status, 401);
    }
    let page = try_it();
    assert_eq!(
        (page.status, page.header("retry-after")),
        (429, Some("901"))
    );
    assert!(
        page.text().contains("admin@hut.example"),
        "what was typed is still there"
    );
}

#[test]
fn guessing_links_ends_soon() {
    let house = house();
    let look = |number: usize| house.ask(Ask::new("GET", format!("/access/guess{number}")));
    for number in 0..MOST_WRONG_LINKS {
        assert_eq!(look(number).status, 404);
    }
    let refused = look(99);
    assert_eq!(
        (refused.status, refused.problem()),
        (429, "too-many-tries".to_owned())
    );
    assert_eq!(refused.header("retry-after"), Some("901"));
    let sent = Ask::new("POST", "/access/guess").header("Content-Type", FORM);
    assert_eq!(house.ask(sent.body("")).status, 429);
    let body = json!({"token": "guess", "password": "a long password"});
    let by_program = house.ask(Ask::new("POST", "/api/auth/password").json(&body));
    assert_eq!(by_program.status, 429);
    assert!(by_program.header("retry-after").is_some());
    for path in ["/invitation/guess", "/confirm-address/guess"] {
        assert_eq!(house.ask(Ask::new("GET", path)).status, 429, "{path}");
        let sent = Ask::new("POST", path).header("Content-Type", FORM);
        assert_eq!(house.ask(sent.body("")).status, 429, "{path}");
    }
    let body = json!({"token": "guess"});
    let by_program = house.ask(Ask::new("POST", "/api/auth/verify-email").json(&body));
    assert_eq!(by_program.status, 429);
    house.hands.set(MORNING.plus_millis(16 * 60 * 1000));
    assert_eq!(
        look(99).status,
        404,
        "after a quarter of an hour it is over"
    );
}

#[test]
fn every_link_that_does_not_open_counts() {
    let (form, program) = (
        |path: &str| Ask::new("POST", path),
        json!({"token": "guess"}),
    );
    let verify = Ask::new("POST", "/api/auth/verify-email").json(&program);
    for ask in [
        Ask::new("GET", "/invitation/guess"),
        Ask::new("GET", "/confirm-address/guess"),
        form("/invitation/guess")
            .header("Content-Type", FORM)
            .body(""),
        form("/confirm-address/guess")
            .header("Content-Type", FORM)
            .body(""),
        verify,
    ] {
        let house = house();
        for _ in 0..MOST_WRONG_LINKS {
            assert!(
                matches!(house.ask(ask.clone()).status, 404 | 422),
                "{ask:?}"
            );
        }
        assert_eq!(house.ask(ask.clone()).status, 429, "{ask:?}");
    }
}

#[test]
fn wrong_links_make_no_wrong_password_forgotten() {
    let house = house();
    let try_it = || {
        let ask = Ask::new("POST", "/sign-in").header("Content-Type", FORM);
        let body = "email=admin%40hut.example&password=wrong";
        house.ask(ask.body(body)).status
    };
    while try_it() == 401 {}
    assert_eq!(try_it(), 429);
    // As from many peers, without the requests.
    for number in 0..2_000 {
        let name = format!("link of {number}");
        house.app.link_tries.failed(&name, MORNING);
    }
    let look = |number: usize| house.ask(Ask::new("GET", format!("/invitation/{number}")));
    for number in 0..1_100 {
        let status = look(number).status;
        assert_eq!(status, if number < MOST_WRONG_LINKS { 404 } else { 429 });
    }
    assert_eq!(try_it(), 429);
}

#[test]
fn a_stranger_cannot_lock_the_owner_out_of_their_own_browser() {
    let house = house();
    let sign_in = |email: &str, password: &str, known: Option<&str>| {
        let ask =
            Ask::new("POST", "/api/session").json(&json!({"email": email, "password": password}));
        house.ask(match known {
            Some(cookie) => ask.header("Cookie", cookie),
            None => ask,
        })
    };
    let first = sign_in("admin@hut.example", PASSWORD, None);
    let known = cookies(&first)
        .into_iter()
        .find(|it| it.contains("_known="));
    let known = known.expect("the browser is known from now on").to_owned();
    let all = first
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie");
    for (_, cookie) in all {
        assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
    }
    for _ in 0..10 {
        assert_eq!(sign_in("admin@hut.example", "wrong", None).status, 401);
    }
    let own = |cookie: &str| sign_in("admin@hut.example", PASSWORD, Some(cookie)).status;
    assert_eq!(sign_in("admin@hut.example", PASSWORD, None).status, 429);
    assert_eq!(own(&known), 200);
    // It is for this person alone, cannot be made up, and lets nobody in.
    assert_eq!(
        sign_in("anna@hut.example", "wrong", Some(&known)).status,
        429
    );
    let (name, seal) = known.rsplit_once('.').unwrap();
    assert_eq!(own(&format!("{name}x.{seal}")), 429);
    assert_eq!(own(&format!("{name}.{}", seal.to_lowercase())), 429);
    assert_eq!(
        house
            .ask(Ask::new("GET", "/api/me").header("Cookie", &known))
            .status,
        401
    );
    // And its own tries are as few as anybody's.
    for _ in 0..10 {
        assert_eq!(
            sign_in("admin@hut.example", "wrong", Some(&known)).status,
            401
        );
    }
    assert_eq!(own(&known), 429);
}

#[test]
fn more_than_anybody_sends_by_hand_has_to_wait() {
    let limits = Limits {
        writes_per_minute: 3,
        ..Limits::USUAL
    };
    let house = House::with_limits(site::ROUTES, limits);
    let validate = || {
        Ask::new("POST", "/api/bookings/validate").json(&super::house::wish(
            "2026-07-01",
            "2026-07-03",
            "a1",
            1,
        ))
    };
    let anna = cookie(&house, ANNA);
    for _ in 0..3 {
        assert_eq!(house.ask(validate().header("Cookie", &anna)).status, 200);
    }
    let refused = house.ask(validate().header("Cookie", &anna));
    assert_eq!(
        (refused.status, refused.problem()),
        (429, "too-many-requests".to_owned())
    );
    let wait: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=20).contains(&wait), "{wait}");
    let body = json!({"email": "admin@hut.example", "password": PASSWORD});
    assert_eq!(
        house
            .ask(Ask::new("POST", "/api/session").json(&body))
            .status,
        429
    );
    // Looking costs nothing, and programs that somebody has let in are not held up.
    assert_eq!(
        house
            .ask(Ask::new("GET", "/api/me").header("Cookie", &anna))
            .status,
        200
    );
    for _ in 0..10 {
        assert_eq!(house.someone(ANNA).ask(validate()).status, 200);
    }
}

#[test]
fn no_file_of_the_machine_can_be_had_by_any_address() {
    let house = house();
    let admin = house.token(ADMIN);
    for address in [
        "/assets",
        "/assets/",
        "/assets/%2e%2e%2fCargo.toml",
        "/assets/..%2f..%2fetc%2fpasswd",
        "/assets/../Cargo.toml",
        "/../../etc/passwd",
        "//etc/passwd",
        "/.git/config",
        "/test.hutbook",
        "/test.hutbook.tls.pem",
        "/assets/app.css",
        "/backups/",
    ] {
        let answer = house.ask(Ask::new("GET", address).header("Authorization", &admin));
        assert!(
            matches!(answer.status, 400 | 404),
            "{address}: {}",
            answer.status
        );
    }
}
