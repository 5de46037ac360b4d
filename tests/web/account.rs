//! One's own account as a page and for programs: name, address, language, password, sessions; and that none of it can be
//! done to somebody else, or without the password where that is needed.

use super::{
    client::{Answer, Ask},
    house::{ADMIN, ANNA, BEN, House, PASSWORD, order},
};
use hutbook::{
    domain::{
        command::{Command, MailCommand, PersonCommand},
        house::Language,
        ids::{Actor, PersonId},
        mail::{MailKind, MailSettings, Security, ToAdministrators},
        people::{Person, Role},
    },
    web::site,
};
use serde_json::{Value, json};

const NEW_PASSWORD: &str = "battery staple";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const WRONG_PASSWORD: &str = "Das ist nicht Ihr jetziges Passwort";

fn house() -> House {
    House::with_routes(site::ROUTES)
}

/// A browser in which the administrator is signed in.
struct Browser<'a> {
    house: &'a House,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn of(house: &'a House, agent: &str) -> Self {
        let credentials = json!({"email": "admin@hut.example", "password": PASSWORD});
        let ask = Ask::new("POST", "/api/session").json(&credentials);
        let answer = house.ask(ask.header("User-Agent", agent));
        assert_eq!(answer.status, 200, "{answer:?}");
        Self {
            house,
            cookie: cookie(&answer),
        }
    }

    fn ask(&self, ask: Ask) -> Answer {
        self.house.ask(ask.header("Cookie", &self.cookie))
    }

    fn page(&self) -> Answer {
        self.ask(Ask::new("GET", "/account"))
    }

    fn is_in(&self) -> bool {
        self.ask(Ask::new("GET", "/api/me")).status == 200
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.page();
        let token = page.form_token().unwrap_or_default();
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("token", token)
            .extend_pairs(fields)
            .finish();
        let kind = "application/x-www-form-urlencoded";
        self.ask(
            Ask::new("POST", path)
                .header("Content-Type", kind)
                .body(body),
        )
    }

    fn api(&self, method: &'static str, path: &str, body: &Value) -> Answer {
        self.ask(Ask::new(method, path).json(body))
    }

    fn sessions(&self) -> Vec<Value> {
        let answer = self.ask(Ask::new("GET", "/api/me/sessions"));
        answer.json()["items"].as_array().unwrap().clone()
    }
}

/// The session in an answer's cookie.
fn cookie(answer: &Answer) -> String {
    let whole = answer.header("set-cookie").unwrap();
    assert!(whole.contains("; HttpOnly; SameSite=Strict"), "{whole}");
    whole.split(';').next().unwrap().to_owned()
}

fn person(house: &House, id: PersonId) -> Person {
    house.app.book().state.person(id).unwrap().clone()
}

#[track_caller]
fn leads_to(answer: &Answer, to: &str) {
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some(to)),
        "{answer:?}"
    );
}

#[track_caller]
fn says(answer: &Answer, status: u16, words: &[&str]) {
    assert_eq!(answer.status, status, "{answer:?}");
    for words in words {
        assert!(
            answer.text().contains(words),
            "{words} in {}",
            answer.text()
        );
    }
}

#[test]
fn the_page_shows_who_one_is_in_both_languages_and_is_led_to_from_every_page() {
    let house = house();
    let ada = Browser::of(&house, FIREFOX);
    let german = ada.page();
    says(
        &german,
        200,
        &[
            "Mein Konto",
            "value=\"Ada\"",
            "admin@hut.example",
            "Firefox · Linux",
            "dieses hier",
            "/api/me/export",
        ],
    );
    assert!(
        !german.text().contains("Gecko"),
        "not what the browser says of itself"
    );
    let english = ada.ask(Ask::new("GET", "/account").header("Accept-Language", "en"));
    says(
        &english,
        200,
        &["My account", "this one", "since 1 June 2026, 10:00"],
    );
    says(
        &ada.ask(Ask::new("GET", "/plan")),
        200,
        &["href=\"/account\""],
    );
    let nobody = house.ask(Ask::new("GET", "/account"));
    assert_eq!(nobody.status, 401);
}

#[test]
fn a_name_is_changed_and_a_wrong_one_stays_in_the_form() {
    let house = house();
    let ada = Browser::of(&house, FIREFOX);
    let wrong = ada.post(
        "/account/name",
        &[("first-name", " "), ("last-name", "Lovelace")],
    );
    says(
        &wrong,
        422,
        &["id=\"first-name-wrong\"", "value=\"Lovelace\""],
    );
    let right = [("first-name", "Augusta"), ("last-name", "Lovelace")];
    leads_to(&ada.post("/account/name", &right), "/account?done=saved");
    assert_eq!(person(&house, ADMIN).first_name.as_deref(), Some("Augusta"));
}

#[test]
fn a_language_is_chosen_for_mails_and_for_this_browser() {
    let house = house();
    let ada = Browser::of(&house, FIREFOX);
    let chosen = ada.post("/account/language", &[("language", "en")]);
    leads_to(&chosen, "/account?done=saved");
    assert!(
        chosen
            .header("set-cookie")
            .unwrap()
            .starts_with("hutbook_language=en; ")
    );
    assert_eq!(person(&house, ADMIN).language, Some(Language::English));
    says(
        &ada.post("/account/language", &[("language", "tlh")]),
        422,
        &["Bitte wählen Sie"],
    );
}

#[test]
fn another_address_takes_the_password_and_waits_to_be_confirmed() {
    let house = house();
    let ada = Browser::of(&house, FIREFOX);
    let ask = |email, password| {
        ada.post(
            "/account/email",
            &[("email", email), ("password-for-email", password)],
        )
    };
    let before = house.app.book().sequence;
    says(
        &ask("new@hut.example", "wrong"),
        422,
        &[WRONG_PASSWORD, "value=\"new@hut.example\""],
    );
    says(
        &ask("nowhere", PASSWORD),
        422,
        &["id=\"email-wrong\"", "value=\"nowhere\""],
    );
    assert_eq!(house.app.book().sequence, before);
    leads_to(
        &ask("New@hut.example", PASSWORD),
        "/account?done=address-asked",
    );
    let asked = person(&house, ADMIN);
    assert_eq!(asked.email.as_deref(), Some("admin@hut.example"));
    assert_eq!(asked.wanted_email.as_deref(), Some("new@hut.example"));
    let page = ada.page();
    says(
        &page,
        200,
        &[
            "new@hut.example wartet darauf",
            "Dieses Haus verschickt keine Mails",
        ],
    );
    assert!(
        !page.text().contains("/account/email/again"),
        "there are no mails"
    );
    leads_to(&ada.post("/account/email/keep", &[]), "/account?done=saved");
    assert_eq!(person(&house, ADMIN).wanted_email, None);
}

#[test]
fn the_mail_that_confirms_an_address_can_be_asked_for_again() {
    let house = house();
    let mail = Some(Box::new(MailSettings {
        host: "mail.example.org".into(),
        port: 465,
        security: Security::Tls,
        user: "".into(),
        sealed_password: [].into(),
        from_address: "hut@example.org".into(),
        from_name: "".into(),
        address: "http://hut.local".into(),
        reminder_days: 0,
        to_administrators: ToAdministrators::Each,
    }));
    let _ = order(
        &house.app,
        Actor::System,
        Command::Mail(MailCommand::ChangeSettings { mail }),
    );
    let ada = Browser::of(&house, FIREFOX);
    let wish = [
        ("email", "new@hut.example"),
        ("password-for-email", PASSWORD),
    ];
    leads_to(
        &ada.post("/account/email", &wish),
        "/account?done=address-asked",
    );
    let waiting = || {
        let book = house.app.book();
        let checks = book
            .outbox
            .waiting()
            .filter(|it| it.kind == MailKind::ConfirmAddress);
        checks.map(|it| it.sequence).collect::<Vec<_>>()
    };
    let first = waiting();
    says(
        &ada.page(),
        200,
        &["/account/email/again", "Dazu geht eine Mail an sie"],
    );
    leads_to(
        &ada.post("/account/email/again", &[]),
        "/account?done=check-asked",
    );
    assert_eq!(waiting().len(), 1);
    assert_ne!(waiting(), first);
}

#[test]
fn another_password_ends_all_sessions_and_this_browser_has_a_new_one() {
    let house = house();
    let mut here = Browser::of(&house, FIREFOX);
    let elsewhere = Browser::of(&house, "curl/8");
    let change = |now, new, again| {
        here.post(
            "/account/password",
            &[
                ("password-now", now),
                ("password", new),
                ("password-again", again),
            ],
        )
    };
    says(
        &change("wrong", NEW_PASSWORD, NEW_PASSWORD),
        422,
        &[WRONG_PASSWORD, "password-now-wrong"],
    );
    says(
        &change(PASSWORD, NEW_PASSWORD, "other"),
        422,
        &["id=\"password-again-wrong\""],
    );
    says(
        &change(PASSWORD, "short", "short"),
        422,
        &["mindestens 10 Zeichen"],
    );
    assert!(here.is_in() && elsewhere.is_in());
    let changed = change(PASSWORD, NEW_PASSWORD, NEW_PASSWORD);
    leads_to(&changed, "/account?done=password-changed");
    assert!(!changed.text().contains(NEW_PASSWORD));
    assert!(
        !here.is_in() && !elsewhere.is_in(),
        "old secrets open nothing"
    );
    here.cookie = cookie(&changed);
    assert!(here.is_in());
    let sign_in = |password| {
        let body = json!({"email": "admin@hut.example", "password": password});
        house
            .ask(Ask::new("POST", "/api/session").json(&body))
            .status
    };
    assert_eq!((sign_in(PASSWORD), sign_in(NEW_PASSWORD)), (401, 200));
}

#[test]
fn wrong_passwords_count_like_those_of_sign_ins() {
    let house = house();
    let ada = Browser::of(&house, FIREFOX);
    let guess = [
        ("email", "new@hut.example"),
        ("password-for-email", "guess"),
    ];
    for _ in 0..5 {
        assert_eq!(ada.post("/account/email", &guess).status, 422);
        let guess = [
            ("password-now", "guess"),
            ("password", NEW_PASSWORD),
            ("password-again", NEW_PASSWORD),
        ];
        assert_eq!(ada.post("/account/password", &guess).status, 422);
    }
    says(
        &ada.post("/account/email", &guess),
        429,
        &["Zu viele falsche Versuche"],
    );
    let body = json!({"current": PASSWORD, "new": NEW_PASSWORD});
    let answer = ada.api("POST", "/api/me/password", &body);
    assert_eq!(
        (answer.status, answer.problem()),
        (429, "too-many-tries".to_owned())
    );
    let body = json!({"email": "admin@hut.example", "password": PASSWORD});
    assert_eq!(
        house
            .ask(Ask::new("POST", "/api/session").json(&body))
            .status,
        429
    );
    assert!(ada.is_in(), "whoever is in stays in");
}

#[test]
fn sessions_are_shown_to_their_owner_and_ended_one_by_one_or_all_others() {
    let house = house();
    let here = Browser::of(&house, FIREFOX);
    let others: Vec<_> = (0..3).map(|_| Browser::of(&house, "curl/8")).collect();
    let shown = here.sessions();
    assert_eq!(shown.len(), 4);
    assert_eq!(
        (&shown[0]["current"], &shown[0]["device"]),
        (&json!(true), &json!("Firefox · Linux"))
    );
    assert_eq!(
        (&shown[1]["current"], &shown[1]["device"]),
        (&json!(false), &json!("curl"))
    );
    assert_eq!(shown[0]["openedAt"], "2026-06-01T08:00:00Z");
    assert_eq!(shown[0]["endsAt"], "2026-07-01T08:00:00Z");
    let named = |browser: &Browser<'_>| {
        let all = browser.sessions();
        let own = all.iter().find(|it| it["current"] == true).unwrap();
        own["id"].as_str().unwrap().to_owned()
    };
    let page = here.page();
    says(&page, 200, &[&named(&others[0]), "Alle anderen beenden"]);
    let end = |id: &str| here.post("/account/sessions/end", &[("session", id)]);
    leads_to(&end(&named(&others[0])), "/account?done=sessions-ended");
    assert!(!others[0].is_in() && others[1].is_in());
    let path = format!("/api/me/sessions/{}", named(&others[1]));
    assert_eq!(here.api("DELETE", &path, &json!({})).status, 204);
    assert!(!others[1].is_in() && others[2].is_in());
    assert_eq!(
        here.api("DELETE", &path, &json!({})).status,
        404,
        "it has ended"
    );
    leads_to(
        &here.post("/account/sessions/end-others", &[]),
        "/account?done=sessions-ended",
    );
    assert!(!others[2].is_in() && here.is_in());
    assert!(!here.page().text().contains("Alle anderen beenden"));
}

#[test]
fn nobody_ends_a_session_of_somebody_else() {
    let house = house();
    let ada = Browser::of(&house, FIREFOX);
    let ben = house.someone(BEN);
    let id = ben.get("/api/me/sessions").json()["items"][0]["id"].clone();
    let id = id.as_str().unwrap();
    let before = house.app.book().sequence;
    assert_eq!(
        ada.api("DELETE", &format!("/api/me/sessions/{id}"), &json!({}))
            .status,
        404
    );
    ada.post("/account/sessions/end", &[("session", id)]);
    ada.post("/account/sessions/end-others", &[]);
    assert_eq!(ben.get("/api/me").status, 200);
    assert_eq!(
        house.app.book().sequence,
        before,
        "nothing is written down either"
    );
    assert!(!ada.page().text().contains(id));
}

#[test]
fn a_session_that_nobody_uses_any_more_is_not_shown() {
    let house = house();
    let old = Browser::of(&house, "curl/8");
    house
        .hands
        .set(super::house::MORNING.plus_millis(14 * 24 * 60 * 60 * 1000));
    let new = Browser::of(&house, FIREFOX);
    assert!(!old.is_in());
    assert_eq!(new.sessions().len(), 1);
}

#[test]
fn programs_change_what_pages_change() {
    let house = house();
    let ada = Browser::of(&house, FIREFOX);
    let me = ada.api(
        "PUT",
        "/api/me",
        &json!({"firstName": "Augusta", "lastName": "King", "language": "en"}),
    );
    assert_eq!(me.status, 200, "{me:?}");
    let me = me.json();
    assert_eq!(
        (&me["firstName"], &me["language"], &me["wantedEmail"]),
        (&json!("Augusta"), &json!("en"), &Value::Null)
    );
    let unknown = ada.api(
        "PUT",
        "/api/me",
        &json!({"firstName": "", "lastName": "King", "language": "tlh"}),
    );
    assert_eq!(
        unknown.errors(),
        [("language".to_owned(), "unknown-value".to_owned())]
    );
    let blank = ada.api(
        "PUT",
        "/api/me",
        &json!({"firstName": "", "lastName": "King"}),
    );
    assert_eq!(
        blank.errors(),
        [("firstName".to_owned(), "blank".to_owned())]
    );
    let wrong = |field: &str| [(field.to_owned(), "wrong-password".to_owned())];
    let email = |password| json!({"email": "new@hut.example", "password": password});
    assert_eq!(
        ada.api("POST", "/api/me/email", &email("guess")).errors(),
        wrong("password")
    );
    let asked = ada.api("POST", "/api/me/email", &email(PASSWORD)).json();
    assert_eq!(
        (&asked["email"], &asked["wantedEmail"]),
        (&json!("admin@hut.example"), &json!("new@hut.example"))
    );
    let password = |current, new| {
        let body = json!({"current": current, "new": new});
        ada.api("POST", "/api/me/password", &body)
    };
    assert_eq!(password("guess", NEW_PASSWORD).errors(), wrong("current"));
    assert_eq!(
        password(PASSWORD, "short").errors(),
        [("new".to_owned(), "too-short".to_owned())]
    );
    let changed = password(PASSWORD, NEW_PASSWORD);
    assert_eq!((changed.status, ada.is_in()), (204, false));
    let cookie = cookie(&changed);
    assert_eq!(
        house
            .ask(Ask::new("GET", "/api/me").header("Cookie", cookie))
            .status,
        200
    );
}

#[test]
fn who_gives_themself_another_role_comes_in_anew_and_one_administrator_stays() {
    let house = house();
    let ada = Browser::of(&house, FIREFOX);
    let step_down = |browser: &Browser<'_>| browser.post("/people/p1/role", &[("role", "member")]);
    says(&step_down(&ada), 409, &[]);
    assert!(ada.is_in(), "nothing has happened");
    let other = PersonCommand::ChangeRole {
        person: ANNA,
        role: Role::Administrator,
    };
    let _ = order(&house.app, Actor::System, Command::Person(other));
    says(&step_down(&ada), 409, &[]);
    assert!(
        ada.is_in(),
        "the other one has no password and could not come in"
    );
    let chosen = PersonCommand::ChangePassword {
        person: ANNA,
        password: "hash".into(),
    };
    let _ = order(&house.app, Actor::System, Command::Person(chosen));
    leads_to(&step_down(&ada), "/sign-in?done=role-changed");
    assert!(!ada.is_in());
    let page = house.ask(Ask::new("GET", "/sign-in?done=role-changed"));
    says(&page, 200, &["Ihre Rolle ist geändert"]);
}
