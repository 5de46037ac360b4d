//! The second factor over HTTP: turning it on and off, the second step of signing in, recovery codes, and who is kept out.

use super::{
    client::{Answer, Ask},
    house::{ADMIN, ANNA, House, PASSWORD, order},
};
use hutbook::{
    app::second_factor::{CodeSecret, recovery_codes, recovery_digest},
    domain::{
        command::{Command, PersonCommand},
        ids::{Actor, PersonId},
    },
    web::site,
};
use serde_json::json;

fn house() -> House {
    House::with_routes(site::ROUTES)
}

/// A browser: what it was told to keep, it sends.
struct Browser<'a> {
    house: &'a House,
    cookie: Option<String>,
}

impl<'a> Browser<'a> {
    fn new(house: &'a House) -> Self {
        Self {
            house,
            cookie: None,
        }
    }

    fn ask(&mut self, ask: Ask) -> Answer {
        let ask = match &self.cookie {
            Some(cookie) => ask.header("Cookie", cookie),
            None => ask,
        };
        let answer = self.house.ask(ask);
        if let Some(cookie) = answer.header("set-cookie") {
            let pair = cookie.split(';').next().unwrap().to_owned();
            self.cookie = Some(pair);
        }
        answer
    }

    fn get(&mut self, path: &str) -> Answer {
        self.ask(Ask::new("GET", path))
    }

    fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        if self.cookie.is_some() {
            let page = self.get("/plan");
            body.append_pair("token", page.form_token().unwrap_or_default());
        }
        body.extend_pairs(fields);
        self.ask(Ask::new("POST", path).body(body.finish()))
    }

    fn signs_in(&mut self) -> Answer {
        let fields = [("email", "admin@hut.example"), ("password", PASSWORD)];
        self.send("/sign-in", &fields)
    }

    fn is_in(&mut self) -> bool {
        self.get("/api/me").status == 200
    }
}

fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let rest = page
        .split(from)
        .nth(1)
        .unwrap_or_else(|| panic!("no {from} in {page}"));
    rest.split(to).next().unwrap()
}

/// It is so many milliseconds later at the house.
fn later(house: &House, millis: i64) {
    house.hands.set(house.app.now().plus_millis(millis));
}

/// The secret on the page that offers to turn it on.
fn secret_on(page: &Answer) -> CodeSecret {
    let text = between(page.text(), "<p class=\"code\" translate=\"no\">", "</p>");
    CodeSecret::parse(&text.replace(' ', "")).unwrap()
}

fn codes_on(page: &Answer) -> Vec<String> {
    let text = between(page.text(), "<pre", "</pre>");
    text.split('>')
        .nth(1)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Gives somebody a second factor; answers with its secret and a recovery code.
fn set(house: &House, person: PersonId) -> (CodeSecret, Vec<String>) {
    let (secret, codes) = (CodeSecret::new().unwrap(), recovery_codes().unwrap());
    let command = PersonCommand::SetSecondFactor {
        person,
        secret: secret.text().into(),
        codes: codes.iter().map(|code| recovery_digest(code)).collect(),
    };
    let _ = order(&house.app, Actor::System, Command::Person(command));
    (secret, codes)
}

fn sign_in(house: &House, code: Option<&str>) -> Answer {
    let body = json!({"email": "admin@hut.example", "password": PASSWORD, "code": code});
    house.ask(Ask::new("POST", "/api/session").json(&body))
}

fn next_code(house: &House, secret: &CodeSecret) -> String {
    later(house, 30_000);
    secret.code(house.app.now())
}

#[test]
fn only_a_right_code_and_the_password_turn_it_on() {
    let house = house();
    let (mut here, mut elsewhere) = (Browser::new(&house), Browser::new(&house));
    here.signs_in();
    elsewhere.signs_in();
    let page = here.get("/account/second-factor");
    let secret = secret_on(&page);
    assert!(
        page.text()
            .contains("<svg class=\"qr\" role=\"img\" aria-label=")
    );
    assert_eq!(secret_on(&here.get("/account/second-factor")), secret);
    assert_ne!(secret_on(&elsewhere.get("/account/second-factor")), secret);
    let before = house.app.book().sequence;
    let code = secret.code(house.app.now());
    let mut turn_on = |code: &str, password: &str| {
        let fields = [("one-time-code", code), ("password", password)];
        here.send("/account/second-factor", &fields)
    };
    let other = if code == "000000" { "000001" } else { "000000" };
    let wrong = turn_on(other, PASSWORD);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("id=\"one-time-code-wrong\""));
    assert_eq!(secret_on(&wrong), secret, "what was scanned is not lost");
    let wrong = turn_on(&code, "wrong");
    assert!(wrong.text().contains("id=\"password-wrong\""), "{wrong:?}");
    let both = turn_on(other, "wrong");
    assert!(
        both.text().contains("id=\"one-time-code-wrong\"")
            && both.text().contains("id=\"password-wrong\"")
    );
    assert_eq!(
        house.app.book().sequence,
        before,
        "nothing is written down before"
    );
    let done = turn_on(&code, PASSWORD);
    assert_eq!(done.status, 200, "{done:?}");
    let ours = done.form_token().unwrap();
    let body = format!("token={ours}");
    let sent = here.ask(Ask::new("POST", "/account/sessions/end-others").body(body));
    assert_eq!(
        sent.status, 303,
        "forms of this page belong to the new session: {sent:?}"
    );
    assert_eq!(codes_on(&done).len(), 10);
    assert!(!done.text().contains(&secret.text()));
    assert!(here.is_in(), "whoever did it stays");
    assert!(!elsewhere.is_in(), "all others come in anew");
    let on = here.get("/account/second-factor");
    assert!(
        on.text().contains("Noch 10 Wiederherstellungscodes")
            && !on.text().contains("<svg class=\"qr\"")
    );
    assert_eq!(
        sign_in(&house, Some(&code)).problem(),
        "wrong-code",
        "the first code is used"
    );
}

#[test]
fn a_code_is_asked_for_after_the_password_and_taken_once() {
    let house = house();
    let (secret, _) = set(&house, ADMIN);
    let (mut one, mut two) = (Browser::new(&house), Browser::new(&house));
    let step = one.send(
        "/sign-in",
        &[
            ("email", "admin@hut.example"),
            ("password", PASSWORD),
            ("to", "/people"),
        ],
    );
    assert_eq!((step.status, step.header("set-cookie")), (200, None));
    assert!(!one.is_in());
    let ticket = between(step.text(), "name=\"ticket\" value=\"", "\"").to_owned();
    assert_eq!(
        house
            .ask(Ask::new("GET", "/api/me").header("Authorization", format!("Bearer {ticket}")))
            .status,
        401,
        "a ticket is no session"
    );
    let code = next_code(&house, &secret);
    let fields = |code| {
        [
            ("ticket", &*ticket),
            ("one-time-code", code),
            ("to", "/people"),
        ]
    };
    let wrong = one.send("/sign-in/code", &fields("12"));
    assert_eq!(wrong.status, 401);
    assert!(wrong.text().contains("id=\"one-time-code-wrong\"") && wrong.text().contains(&ticket));
    let right = one.send("/sign-in/code", &fields(&code));
    assert_eq!(
        (right.status, right.header("location")),
        (303, Some("/people")),
        "{right:?}"
    );
    assert!(one.is_in());
    let again = two.send("/sign-in/code", &fields(&next_code(&house, &secret)));
    assert_eq!(again.status, 401, "a ticket is used once");
    assert!(!two.is_in());
    let step = two.signs_in();
    let ticket = between(step.text(), "name=\"ticket\" value=\"", "\"").to_owned();
    let used = secret.code(house.app.now());
    assert_eq!(sign_in(&house, Some(&used)).status, 200);
    let replayed = two.send(
        "/sign-in/code",
        &[("ticket", &ticket), ("one-time-code", &used)],
    );
    assert_eq!(
        (replayed.status, two.is_in()),
        (401, false),
        "a code is taken once, wherever"
    );
}

#[test]
fn a_ticket_lasts_five_minutes_and_no_longer_than_the_password() {
    let house = house();
    let (secret, _) = set(&house, ADMIN);
    let ticket = |step: &Answer| between(step.text(), "name=\"ticket\" value=\"", "\"").to_owned();
    let mut late = Browser::new(&house);
    let held = ticket(&late.signs_in());
    later(&house, 5 * 60_000);
    let code = secret.code(house.app.now());
    let answer = late.send(
        "/sign-in/code",
        &[("ticket", &held), ("one-time-code", &code)],
    );
    assert_eq!(answer.status, 401);
    assert!(answer.text().contains("zu lange gedauert"), "{answer:?}");
    let held = ticket(&late.signs_in());
    let hash = house.app.passwords.hash("another one").unwrap();
    let change = PersonCommand::ChangePassword {
        person: ADMIN,
        password: hash.into(),
    };
    let _ = order(&house.app, Actor::System, Command::Person(change));
    let code = next_code(&house, &secret);
    assert_eq!(
        late.send(
            "/sign-in/code",
            &[("ticket", &held), ("one-time-code", &code)]
        )
        .status,
        401
    );
    assert!(!late.is_in());
    assert_eq!(
        late.send(
            "/sign-in/code",
            &[("ticket", "made-up"), ("one-time-code", &code)]
        )
        .status,
        401
    );
}

#[test]
fn programs_send_the_code_with_the_password() {
    let house = house();
    let (secret, codes) = set(&house, ADMIN);
    let needed = sign_in(&house, None);
    assert_eq!(
        (needed.status, needed.problem()),
        (401, "second-factor-needed".to_owned())
    );
    assert_eq!(needed.header("set-cookie"), None);
    assert_eq!(sign_in(&house, Some("")).problem(), "wrong-code");
    assert_eq!(
        sign_in(&house, Some(&secret.code(house.app.now()))).status,
        200
    );
    let code = codes[0].to_uppercase().replace('-', " ");
    assert_eq!(sign_in(&house, Some(&code)).status, 200);
    assert_eq!(
        sign_in(&house, Some(&code)).problem(),
        "wrong-code",
        "each works once"
    );
    let body = json!({"email": "admin@hut.example", "password": "wrong", "code": codes[1]});
    let wrong = house.ask(Ask::new("POST", "/api/session").json(&body));
    assert_eq!(
        wrong.problem(),
        "wrong-password",
        "a code is nothing without the password"
    );
    let state = &house.app.book().state;
    let left = state
        .person(ADMIN)
        .unwrap()
        .second_factor
        .as_ref()
        .unwrap()
        .codes
        .len();
    assert_eq!(left, 9, "and is not used up by it");
}

#[test]
fn after_five_wrong_codes_one_has_to_wait() {
    let house = house();
    let (secret, codes) = set(&house, ADMIN);
    for _ in 0..5 {
        assert_eq!(sign_in(&house, Some("abc")).problem(), "wrong-code");
    }
    let right = secret.code(house.app.now());
    for code in [&right, &codes[0]] {
        let answer = sign_in(&house, Some(code));
        assert_eq!(
            (answer.status, answer.problem()),
            (429, "too-many-tries".to_owned())
        );
    }
    let step = Browser::new(&house).signs_in();
    let ticket = between(step.text(), "name=\"ticket\" value=\"", "\"").to_owned();
    let answer = Browser::new(&house).send(
        "/sign-in/code",
        &[("ticket", &ticket), ("one-time-code", &right)],
    );
    assert_eq!(answer.status, 429);
    later(&house, 15 * 60_000);
    assert_eq!(
        sign_in(&house, Some(&secret.code(house.app.now()))).status,
        200
    );
}

#[test]
fn a_recovery_code_leads_in_and_says_how_many_are_left() {
    let house = house();
    let (_, codes) = set(&house, ADMIN);
    let mut browser = Browser::new(&house);
    let step = browser.signs_in();
    let ticket = between(step.text(), "name=\"ticket\" value=\"", "\"").to_owned();
    let wrong = browser.send(
        "/sign-in/code",
        &[("ticket", &ticket), ("recovery-code", "abcd")],
    );
    assert!(
        wrong.text().contains("id=\"recovery-code-wrong\"")
            && wrong.text().contains("<details class=\"sheet\" open>")
    );
    let came = browser.send(
        "/sign-in/code",
        &[("ticket", &ticket), ("recovery-code", &codes[3])],
    );
    let to = came.header("location").unwrap().to_owned();
    assert_eq!(
        (came.status, &*to),
        (303, "/account/second-factor?done=recovery-used")
    );
    let page = browser.get(&to);
    assert!(
        page.text().contains("Noch 9 Wiederherstellungscodes"),
        "{page:?}"
    );
}

#[test]
fn new_codes_void_the_old_ones_and_need_the_password() {
    let house = house();
    let mut browser = Browser::new(&house);
    let (secret, old) = set(&house, ADMIN);
    let ticket = between(browser.signs_in().text(), "name=\"ticket\" value=\"", "\"").to_owned();
    browser.send(
        "/sign-in/code",
        &[
            ("ticket", &ticket),
            ("one-time-code", &secret.code(house.app.now())),
        ],
    );
    let refused = browser.send("/account/second-factor/codes", &[("password", "wrong")]);
    assert_eq!(refused.status, 422);
    let renewed = browser.send("/account/second-factor/codes", &[("password", PASSWORD)]);
    let new = codes_on(&renewed);
    assert!(new.len() == 10 && browser.is_in());
    assert_eq!(sign_in(&house, Some(&old[0])).problem(), "wrong-code");
    assert_eq!(sign_in(&house, Some(&new[0])).status, 200);
    assert_eq!(
        sign_in(&house, Some(&next_code(&house, &secret))).status,
        200,
        "the phone is the same"
    );
    let refused = browser.send(
        "/account/second-factor/remove",
        &[("password-again", "wrong")],
    );
    assert_eq!((refused.status, sign_in(&house, None).status), (422, 401));
    let off = browser.send(
        "/account/second-factor/remove",
        &[("password-again", PASSWORD)],
    );
    assert_eq!(off.status, 303);
    assert!(browser.is_in());
    assert_eq!(sign_in(&house, None).status, 200);
}

#[test]
fn an_administrator_takes_it_from_others_but_not_from_themself() {
    let house = house();
    set(&house, ANNA);
    let (secret, _) = set(&house, ADMIN);
    let mut browser = Browser::new(&house);
    let ticket = between(browser.signs_in().text(), "name=\"ticket\" value=\"", "\"").to_owned();
    browser.send(
        "/sign-in/code",
        &[
            ("ticket", &ticket),
            ("one-time-code", &secret.code(house.app.now())),
        ],
    );
    let people = browser.get("/people");
    assert!(people.text().contains("/people/p2/remove-second-factor"));
    assert!(!people.text().contains("/people/p1/remove-second-factor"));
    let own = browser.send("/people/p1/remove-second-factor", &[]);
    assert_eq!(own.header("location"), Some("/account/second-factor"));
    assert_eq!(
        browser.send("/people/p2/remove-second-factor", &[]).status,
        303
    );
    let state = &house.app.book().state;
    let has = |person| state.person(person).unwrap().second_factor.is_some();
    assert_eq!((has(ADMIN), has(ANNA)), (true, false));
    let anna = house.someone(ANNA);
    assert_eq!(
        anna.ask(Ask::new("POST", "/people/p1/remove-second-factor").body(""))
            .status,
        403
    );
}

#[test]
fn choosing_a_password_by_a_link_does_not_go_round_it() {
    let house = house();
    let (secret, _) = set(&house, ADMIN);
    let link = hutbook::app::tokens::Secret::new().unwrap();
    let command = PersonCommand::IssueAccessLink {
        person: ADMIN,
        digest: link.digest(),
        expires: house.app.now().plus_millis(60_000),
    };
    let _ = order(&house.app, Actor::System, Command::Person(command));
    let mut browser = Browser::new(&house);
    let new = [
        ("password", "quite another"),
        ("password-again", "quite another"),
    ];
    let step = browser.send(&format!("/access/{}", link.text()), &new);
    assert!(step.status == 200 && !browser.is_in(), "{step:?}");
    let ticket = between(step.text(), "name=\"ticket\" value=\"", "\"").to_owned();
    let code = secret.code(house.app.now());
    assert_eq!(
        browser
            .send(
                "/sign-in/code",
                &[("ticket", &ticket), ("one-time-code", &code)]
            )
            .status,
        303
    );
    assert!(browser.is_in());
}
