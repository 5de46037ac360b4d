//! Tokens for programs: what comes of them over HTTP, and a walk over all routes with each scope.

use super::{
    client::{Answer, Ask},
    house::{ADMIN, ANNA, BEN, House, order},
};
use hutbook::{
    app::tokens::Secret,
    domain::{
        command::{Command, PersonCommand},
        ids::{Actor, PersonId},
        people::Scope,
    },
    web::{
        api, site,
        table::{Coming, Handler, Route, Verb},
    },
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// It is so many milliseconds later at the house.
fn later(house: &House, millis: i64) {
    house.hands.set(house.app.now().plus_millis(millis));
}

/// A token of somebody.
fn token(house: &House, person: PersonId, scope: Scope) -> String {
    let token = Secret::new_token().unwrap();
    let command = PersonCommand::IssueToken {
        person,
        digest: token.digest(),
        name: "test".into(),
        scope,
        expires: None,
    };
    let _ = order(&house.app, Actor::System, Command::Person(command));
    token.text().to_owned()
}

fn with(house: &House, token: &str, ask: Ask) -> Answer {
    house.ask(ask.header("Authorization", bearer(token)))
}

fn issue(house: &House, person: PersonId, wish: &Value) -> Answer {
    house.someone(person).post("/api/me/tokens", wish)
}

#[test]
fn a_token_is_shown_once_and_listed_without_itself() {
    let house = House::new();
    let made = issue(
        &house,
        ANNA,
        &json!({"name": " Table ", "scope": "read", "days": 30}),
    );
    assert_eq!(made.status, 201, "{made:?}");
    let made = made.json();
    let token = made["token"].as_str().unwrap();
    assert!(token.starts_with("hut_") && token.len() == 47, "{token}");
    assert_eq!(made["expiresAt"], "2026-07-01T08:00:00Z");
    let anna = house.someone(ANNA);
    let list = anna.get("/api/me/tokens");
    assert!(!list.text().contains(token));
    let expected = json!({"items": [{
        "id": made["id"], "name": "Table", "scope": "read", "createdAt": "2026-06-01T08:00:00Z",
        "expiresAt": "2026-07-01T08:00:00Z", "lastUsedAt": null,
    }]});
    assert_eq!(list.json(), expected);
    assert_eq!(
        house.someone(BEN).get("/api/me/tokens").json(),
        json!({"items": []})
    );
    let me = with(&house, token, Ask::new("GET", "/api/me"));
    assert_eq!(me.json()["firstName"], "Anna");
    // What is kept of it stands nowhere either.
    let events = house.someone(ADMIN).get("/api/events");
    assert!(!events.text().contains(token) && events.text().contains("TokenIssued"));
}

#[test]
fn a_token_ends_with_its_time_when_it_is_revoked_and_with_its_person() {
    let house = House::new();
    let me = |token: &str| with(&house, token, Ask::new("GET", "/api/me")).status;
    let made = issue(
        &house,
        ANNA,
        &json!({"name": "a", "scope": "write", "days": 1}),
    )
    .json();
    let short = made["token"].as_str().unwrap();
    let made = issue(&house, ANNA, &json!({"name": "b", "scope": "write"})).json();
    let (long, id) = (
        made["token"].as_str().unwrap(),
        made["id"].as_str().unwrap(),
    );
    assert_eq!(
        (me(short), me(long), &made["expiresAt"]),
        (200, 200, &Value::Null)
    );
    // Idle for longer than any session may be.
    later(&house, 60 * DAY_MILLIS);
    assert_eq!((me(short), me(long)), (401, 200));
    let path = format!("/api/me/tokens/{id}");
    assert_eq!(
        house.someone(BEN).ask(Ask::new("DELETE", &*path)).status,
        404
    );
    assert_eq!(me(long), 200, "nobody revokes what is another's");
    let anna = house.someone(ANNA);
    assert_eq!(anna.ask(Ask::new("DELETE", &*path)).status, 204);
    assert_eq!(
        (me(long), anna.ask(Ask::new("DELETE", path)).status),
        (401, 404)
    );
    let gone = token(&house, BEN, Scope::Write);
    house
        .someone(ADMIN)
        .post("/api/people/p3/deactivate", &json!({}));
    house
        .someone(ADMIN)
        .post("/api/people/p3/reactivate", &json!({}));
    assert_eq!(
        me(&gone),
        401,
        "who was sent away comes back without tokens"
    );
}

#[test]
fn a_token_is_no_cookie_and_a_session_is_both() {
    let house = House::new();
    let token = token(&house, ANNA, Scope::Write);
    let session = house.token(ANNA).split_off("Bearer ".len());
    let by_cookie = |secret: &str| {
        let cookie = format!("hutbook_9f86d081={secret}");
        house
            .ask(Ask::new("GET", "/api/me").header("Cookie", cookie))
            .status
    };
    assert_eq!((by_cookie(&session), by_cookie(&token)), (200, 401));
    let me = Ask::new("GET", "/api/me");
    assert_eq!(with(&house, &session, me.clone()).status, 200);
    assert_eq!(with(&house, &token, me).status, 200);
}

#[test]
fn what_is_wrong_with_a_wish_is_told_at_once() {
    let house = House::new();
    let wrong = |wish: Value| issue(&house, ANNA, &wish).errors();
    let told = |field: &str, code: &str| vec![(field.to_owned(), code.to_owned())];
    assert_eq!(
        wrong(json!({"name": " ", "scope": "read"})),
        told("name", "blank")
    );
    assert_eq!(
        wrong(json!({"name": "a", "scope": "all"})),
        told("scope", "unknown-value")
    );
    let many = json!({"name": "a", "scope": "read", "days": 3661});
    assert_eq!(wrong(many), told("days", "out-of-range"));
    let none = json!({"name": "a", "scope": "read", "days": 0});
    assert_eq!(wrong(none), told("days", "out-of-range"));
    for number in 0..20 {
        let made = issue(
            &house,
            ANNA,
            &json!({"name": format!("{number}"), "scope": "read"}),
        );
        assert_eq!(made.status, 201);
    }
    let more = issue(&house, ANNA, &json!({"name": "21", "scope": "read"}));
    assert_eq!((more.status, more.problem()), (409, "too-many".to_owned()));
}

#[test]
fn a_token_that_was_given_out_is_not_given_out_again() {
    let house = House::new();
    let anna = house.someone(ANNA);
    let ask = || {
        let wish = json!({"name": "a", "scope": "read"});
        let asked = Ask::new("POST", "/api/me/tokens").json(&wish);
        anna.ask(asked.header("Idempotency-Key", "one"))
    };
    assert_eq!(ask().status, 201);
    let again = ask();
    assert_eq!(
        (again.status, again.problem()),
        (409, "token-given-out".to_owned())
    );
    assert_eq!(
        anna.get("/api/me/tokens").json()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

/// An address a route has, with things that exist.
fn address(route: &Route) -> String {
    let path = route.path.replace("{id}", "b1").replace("{secret}", "none");
    path.replace("{code}", "de").replace("{file}", "none")
}

fn ask(route: &Route) -> Ask {
    let ask = Ask::new(route.verb.name(), address(route));
    match (route.verb, route.path.starts_with("/api/")) {
        (Verb::Get, _) => ask,
        (_, true) => ask.json(&json!({})),
        (_, false) => ask.body(""),
    }
}

fn name(route: &Route) -> String {
    format!("{} {}", route.verb.name(), route.path)
}

/// The routes that no token reaches, all of them: about who may come in, and how.
const IN_PERSON: &str = "
POST /access/{secret}, GET /account, POST /account/email, POST /account/email/again, POST /account/email/keep,
POST /account/language, POST /account/name, POST /account/password, GET /account/second-factor,
POST /account/second-factor, POST /account/second-factor/codes, POST /account/second-factor/remove,
POST /account/sessions/end, POST /account/sessions/end-others, GET /account/tokens, POST /account/tokens,
POST /account/tokens/{id}/revoke, GET /api/admin/backup, DELETE /api/admin/email-settings,
PUT /api/admin/email-settings, POST /api/admin/email-settings/test, POST /api/auth/accept-invitation,
POST /api/auth/password, POST /api/auth/password-reset, POST /api/auth/register, POST /api/auth/resend-verification,
POST /api/auth/verify-email, GET /api/invitations, POST /api/invitations, DELETE /api/invitations/{id}, PUT /api/me,
POST /api/me/email, GET /api/me/export, POST /api/me/password, GET /api/me/sessions, DELETE /api/me/sessions/{id},
GET /api/me/tokens, POST /api/me/tokens, DELETE /api/me/tokens/{id}, POST /api/people,
POST /api/people/{id}/access-link, POST /api/people/{id}/approve, POST /api/people/{id}/deactivate,
POST /api/people/{id}/email-link, POST /api/people/{id}/erase, POST /api/people/{id}/reactivate,
POST /api/people/{id}/reject, POST /api/people/{id}/role, DELETE /api/session, POST /api/session,
POST /confirm-address/{secret}, POST /forgotten, POST /invitation/{secret}, POST /invitations,
POST /invitations/{id}/withdraw, POST /people, POST /people/{id}/access-link, POST /people/{id}/approve,
POST /people/{id}/deactivate, POST /people/{id}/email-link, POST /people/{id}/erase, POST /people/{id}/reactivate,
POST /people/{id}/reject, POST /people/{id}/remove-second-factor, POST /people/{id}/role, POST /register,
POST /register/again, POST /set-up, POST /settings, POST /settings/mail, POST /settings/mail/stop,
POST /settings/mail/test, POST /sign-in, POST /sign-in/code, POST /sign-out";

#[test]
fn a_walk_over_all_routes_with_each_scope() {
    let house = House::with_routes(site::ROUTES);
    house
        .someone(ANNA)
        .books("2026-07-01", "2026-07-03", "a1", 1);
    let (reads, writes) = (
        token(&house, ADMIN, Scope::Read),
        token(&house, ADMIN, Scope::Write),
    );
    let mut in_person = BTreeSet::new();
    let routes = || api::ROUTES.iter().chain(site::ROUTES);
    for route in routes() {
        // They have no end, or take long.
        if matches!(route.path, "/api/changes" | "/storage/backup") {
            continue;
        }
        let refused = |token: &str| {
            let answer = with(&house, token, ask(route));
            let no = answer.status == 403 && answer.text().contains(":token-scope\"");
            assert!(
                no || !matches!(answer.status, 401 | 403),
                "{route:?}: {answer:?}"
            );
            no
        };
        let before = house.app.book().sequence;
        let reader_refused = refused(&reads);
        assert_eq!(
            house.app.book().sequence,
            before,
            "reading changes nothing: {route:?}"
        );
        let changes = matches!(route.handler, Handler::Write(_));
        let closed = route.coming == Coming::InPerson;
        assert_eq!(reader_refused, changes || closed, "{route:?}");
        assert_eq!(refused(&writes), closed, "{route:?}");
        if closed {
            in_person.insert(name(route));
        }
    }
    let expected: BTreeSet<String> = IN_PERSON
        .split(',')
        .map(|name| name.trim().to_owned())
        .collect();
    assert_eq!(in_person, expected);
    // Whatever is about people, accounts and doors is among them as soon as it changes anything.
    for route in routes().filter(|route| matches!(route.handler, Handler::Write(_))) {
        let about_doors = [
            "people",
            "auth",
            "account",
            "/me",
            "session",
            "sign-",
            "set-up",
            "access",
            "invitation",
            "register",
            "confirm-address",
            "forgotten",
            "/settings",
            "email-settings",
        ]
        .iter()
        .any(|part| route.path.contains(part));
        assert_eq!(about_doors, route.coming == Coming::InPerson, "{route:?}");
    }
    assert_eq!(house.app.book().state.people.len(), 3);
}

#[test]
fn a_session_is_not_held_to_a_scope() {
    let house = House::new();
    let anna = house.someone(ANNA);
    assert_eq!(anna.get("/api/me/tokens").status, 200);
    assert_eq!(anna.get("/api/me/export").status, 200);
    let head = Ask::new("HEAD", "/api/bookings");
    assert_eq!(
        with(&house, &token(&house, ANNA, Scope::Read), head).status,
        200
    );
    let asked = Ask::new("POST", "/api/bookings/validate").json(&json!({
        "arrival": "2026-07-01", "departure": "2026-07-03", "items": [{"accommodationId": "a1", "persons": 1}],
    }));
    let reads = token(&house, ANNA, Scope::Read);
    assert_eq!(with(&house, &reads, asked).status, 200, "to ask is to read");
    let books = Ask::new("POST", "/api/bookings").json(&json!({
        "arrival": "2026-07-01", "departure": "2026-07-03", "items": [{"accommodationId": "a1", "persons": 1}],
    }));
    assert_eq!(with(&house, &reads, books.clone()).problem(), "token-scope");
    let writes = token(&house, ANNA, Scope::Write);
    assert_eq!(with(&house, &writes, books).status, 201);
    assert_eq!(
        with(&house, &writes, Ask::new("GET", "/api/people")).problem(),
        "forbidden",
        "a token may not do more than its person"
    );
}

fn field<'a>(page: &'a str, before: &str) -> &'a str {
    let rest = page
        .split(before)
        .nth(1)
        .unwrap_or_else(|| panic!("no {before}"));
    rest.split('"').next().unwrap()
}

#[test]
fn the_page_makes_shows_once_lists_and_revokes() {
    let house = House::with_routes(site::ROUTES);
    let anna = house.someone(ANNA);
    let page = anna.get("/account/tokens");
    let form = format!(
        "token={}&name=Tabelle&scope=read&lasts=90",
        field(page.text(), "name=\"token\" value=\"")
    );
    let send = || anna.ask(Ask::new("POST", "/account/tokens").body(form.clone()));
    let made = send();
    assert_eq!(made.status, 200, "{made:?}");
    let token = field(made.text(), "readonly value=\"").to_owned();
    assert!(token.starts_with("hut_"), "{token}");
    assert_eq!(with(&house, &token, Ask::new("GET", "/api/me")).status, 200);
    let again = send();
    assert_eq!(again.status, 409);
    assert!(again.text().contains("eben schon erstellt") && !again.text().contains("hut_"));
    let list = anna.get("/account/tokens");
    assert!(list.text().contains("<h2>Tabelle</h2>") && !list.text().contains(&token));
    assert!(list.text().contains("30. Aug. 2026"), "{}", list.text());
    let revoke = format!(
        "/account/tokens/{}/revoke",
        field(list.text(), "action=\"/account/tokens/")
            .split('/')
            .next()
            .unwrap()
    );
    assert_eq!(anna.ask(Ask::new("POST", &*revoke).body("")).status, 303);
    assert_eq!(with(&house, &token, Ask::new("GET", "/api/me")).status, 401);
    assert_eq!(anna.ask(Ask::new("POST", revoke).body("")).status, 404);
    let nameless =
        anna.ask(Ask::new("POST", "/account/tokens").body("name=&scope=write&lasts=never"));
    assert_eq!(nameless.status, 422);
    assert!(nameless.text().contains("id=\"name-wrong\""));
    assert!(
        nameless.text().contains("value=\"write\" selected")
            && nameless.text().contains("value=\"never\" selected")
    );
}
