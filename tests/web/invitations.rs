//! Invitations over HTTP: made, listed, withdrawn and used, by programs and by people.

use super::{
    client::{Answer, Ask},
    house::{ADMIN, ANNA, House, MORNING},
};
use hutbook::{
    domain::people::{Role, Standing},
    web::{limits::MOST_WRONG_LINKS, site},
};
use serde_json::{Value, json};

const DAY: i64 = 24 * 60 * 60 * 1000;
const FORM: &str = "application/x-www-form-urlencoded";

fn newcomer(token: &str, email: &str) -> Value {
    json!({
        "token": token, "email": email, "password": "correct horse battery",
        "firstName": "Gust", "lastName": "Gabel", "language": "en",
    })
}

fn accept(house: &House, body: &Value) -> Answer {
    house.ask(Ask::new("POST", "/api/auth/accept-invitation").json(body))
}

fn posted(house: &House, path: &str, form: &str) -> Answer {
    let ask = Ask::new("POST", path).body(form);
    house.ask(
        ask.header("Content-Type", FORM)
            .header("Accept-Language", "en"),
    )
}

#[test]
fn a_program_invites_somebody_who_comes_in_at_once() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    let made = admin.post(
        "/api/invitations",
        &json!({"role": "administrator", "days": 1}),
    );
    assert_eq!(made.status, 201, "{made:?}");
    let made = made.json();
    let token = made["token"].as_str().unwrap();
    assert_eq!(made["path"], format!("/invitation/{token}"));
    assert_eq!(made["expiresAt"], "2026-06-02T08:00:00Z");
    let list = admin.get("/api/invitations").json();
    let one = &list["items"][0];
    assert_eq!(
        (&one["role"], &one["expiresAt"]),
        (&json!("administrator"), &made["expiresAt"])
    );
    let came = accept(&house, &newcomer(token, "Gust@hut.example"));
    assert_eq!(came.status, 201, "{came:?}");
    assert_eq!(came.json()["email"], "gust@hut.example");
    let book = house.app.book();
    let person = book.state.person_by_email("gust@hut.example").unwrap();
    assert_eq!(
        (person.role, person.standing),
        (Role::Administrator, Standing::Active)
    );
    let sign_in = json!({"email": "gust@hut.example", "password": "correct horse battery"});
    assert_eq!(
        house
            .ask(Ask::new("POST", "/api/session").json(&sign_in))
            .status,
        200
    );
    // Used up, and nowhere to be found.
    assert_eq!(admin.get("/api/invitations").json()["items"], json!([]));
    let again = accept(&house, &newcomer(token, "hanna@hut.example"));
    assert_eq!(
        (again.status, again.errors()),
        (422, vec![("token".into(), "link-invalid".into())])
    );
    assert!(!admin.get("/api/events").text().contains(token));
}

#[test]
fn what_is_not_said_is_as_most_need_it_and_what_is_wrong_is_refused() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    let made = admin.ask(Ask::new("POST", "/api/invitations"));
    assert_eq!(
        (made.status, &made.json()["expiresAt"]),
        (201, &json!("2026-06-08T08:00:00Z"))
    );
    assert_eq!(
        admin.get("/api/invitations").json()["items"][0]["role"],
        "member"
    );
    for (days, code) in [
        (0, "out-of-range"),
        (31, "out-of-range"),
        (300, "out-of-range"),
    ] {
        let refused = admin.post("/api/invitations", &json!({"days": days}));
        assert_eq!(
            (refused.status, refused.errors()),
            (422, vec![("days".into(), code.into())])
        );
    }
    let once =
        |key: &str| admin.ask(Ask::new("POST", "/api/invitations").header("Idempotency-Key", key));
    assert_eq!(
        (once("k").status, once("k").problem()),
        (201, "link-given-out".to_owned())
    );
    let taken = accept(
        &house,
        &newcomer(made.json()["token"].as_str().unwrap(), "anna@hut.example"),
    );
    assert_eq!(taken.errors(), [("email".to_owned(), "taken".to_owned())]);
    assert_eq!(
        admin.get("/api/invitations").json()["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn one_that_is_withdrawn_or_too_old_opens_no_more() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    let make = || admin.post("/api/invitations", &json!({"days": 1})).json();
    let token = |made: &Value| made["token"].as_str().unwrap().to_owned();
    let (one, other) = (make(), make());
    let list = admin.get("/api/invitations").json();
    // Those made last first.
    let id = list["items"][1]["id"].as_str().unwrap();
    let withdraw = || admin.ask(Ask::new("DELETE", format!("/api/invitations/{id}")));
    assert_eq!((withdraw().status, withdraw().status), (204, 404));
    assert_eq!(
        accept(&house, &newcomer(&token(&one), "gust@hut.example")).status,
        422
    );
    house.hands.set(MORNING.plus_millis(DAY));
    assert_eq!(
        accept(&house, &newcomer(&token(&other), "gust@hut.example")).status,
        422
    );
    assert_eq!(
        house.someone(ADMIN).get("/api/invitations").json()["items"],
        json!([])
    );
}

#[test]
fn whoever_tries_links_has_to_wait() {
    let house = House::with_routes(site::ROUTES);
    let admin = house.someone(ADMIN);
    let made = admin.post("/api/invitations", &json!({})).json();
    let token = made["token"].as_str().unwrap();
    for number in 0..MOST_WRONG_LINKS {
        let wrong = accept(
            &house,
            &newcomer(&format!("guess{number}"), "gust@hut.example"),
        );
        assert_eq!(wrong.status, 422);
    }
    let waits = accept(&house, &newcomer(token, "gust@hut.example"));
    assert_eq!(
        (waits.status, waits.header("retry-after")),
        (429, Some("901"))
    );
    let page = posted(
        &house,
        &format!("/invitation/{token}"),
        "email=gust@hut.example",
    );
    assert_eq!(
        (page.status, page.header("retry-after")),
        (429, Some("901"))
    );
    house.hands.set(MORNING.plus_millis(15 * 60 * 1000));
    assert_eq!(
        accept(&house, &newcomer(token, "gust@hut.example")).status,
        201
    );
}

#[test]
fn whoever_has_a_link_cannot_have_passwords_hashed_without_end() {
    let house = House::with_routes(site::ROUTES);
    let admin = house.someone(ADMIN);
    let invite = || admin.post("/api/invitations", &json!({})).json()["token"].clone();
    let (token, other) = (invite(), invite());
    let body = |token: &Value, password: &str| {
        let mut body = newcomer(token.as_str().unwrap(), "gust@hut.example");
        body["password"] = password.into();
        body
    };
    for _ in 0..10 {
        assert_eq!(accept(&house, &body(&token, "short")).status, 422);
    }
    let long = "a long password";
    let waits = accept(&house, &body(&token, long));
    assert_eq!(waits.problem(), "too-many-tries");
    let form = "first-name=Gust&last-name=Zwei&email=gust@hut.example";
    let path = format!("/invitation/{}", token.as_str().unwrap());
    let page = posted(&house, &path, form);
    assert_eq!(
        (page.status, page.header("retry-after")),
        (429, Some("901"))
    );
    assert!(
        page.text().contains("value=\"Zwei\""),
        "nothing typed is lost"
    );
    assert_eq!(accept(&house, &body(&other, long)).status, 201);

    let link = admin.post("/api/people/p2/access-link", &json!({})).json();
    let choose = |password: &str| {
        let body = json!({"token": link["token"], "password": password});
        house.ask(Ask::new("POST", "/api/auth/password").json(&body))
    };
    for _ in 0..10 {
        assert_eq!(choose("short").status, 422);
    }
    assert_eq!(choose(long).status, 429);
}

#[test]
fn an_invitation_does_not_tell_who_belongs_to_the_house() {
    let house = House::with_routes(site::ROUTES);
    let admin = house.someone(ADMIN);
    let made = admin.post("/api/invitations", &json!({})).json();
    let token = made["token"].as_str().unwrap();
    for _ in 0..8 {
        let taken = accept(&house, &newcomer(token, "anna@hut.example"));
        assert_eq!(taken.errors(), [("email".to_owned(), "taken".to_owned())]);
    }
    for email in ["anna@hut.example", "gust@hut.example"] {
        assert_eq!(accept(&house, &newcomer(token, email)).status, 429);
    }
    house.hands.set(MORNING.plus_millis(16 * 60 * 1000));
    assert_eq!(
        accept(&house, &newcomer(token, "gust@hut.example")).status,
        201
    );
}

/// What is between two texts, the first time they come.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    Some(text.split_once(from)?.1.split_once(to)?.0)
}

#[test]
fn people_make_use_and_withdraw_them_on_pages() {
    let house = House::with_routes(site::ROUTES);
    let admin = house.someone(ADMIN);
    let send = |path: &str, form: &str| {
        let ask = Ask::new("POST", path)
            .body(form)
            .header("Content-Type", FORM);
        admin.ask(ask.header("Accept-Language", "en"))
    };
    assert_eq!(send("/invitations", "role=member&days=5").status, 422);
    assert_eq!(send("/invitations", "role=owner&days=7").status, 422);
    let page = send("/invitations", "role=administrator&days=30");
    assert_eq!(page.status, 200);
    let address = between(page.text(), "value=\"http://hut.local/invitation/", "\"")
        .unwrap()
        .to_owned();
    assert!(page.text().contains("<svg class=\"qr\"") && page.text().contains("1 July 2026"));
    // Shown once: the list has it without its secret.
    let list = admin.get("/people");
    assert!(!list.text().contains(&address) && list.text().contains("/withdraw"));

    let path = format!("/invitation/{address}");
    let sequence = house.app.book().sequence;
    let open = house.ask(Ask::new("GET", &*path).header("Accept-Language", "en"));
    assert!(open.status == 200 && open.text().contains("You are invited: Hut."));
    let nowhere =
        house.ask(Ask::new("GET", "/invitation/nonsense").header("Accept-Language", "en"));
    assert_eq!(nowhere.status, 404);
    assert!(
        nowhere
            .text()
            .contains("This link is wrong, used or too old.")
    );
    assert_eq!(
        house.app.book().sequence,
        sequence,
        "looking changes nothing"
    );

    let names = "first-name=Gust&last-name=%3CGabel%3E&email=gust%40hut.example";
    let differ = posted(
        &house,
        &path,
        &format!("{names}&password=correct+horse&password-again=other"),
    );
    assert_eq!(differ.status, 422);
    assert!(
        differ.text().contains("value=\"&lt;Gabel&gt;\"")
            && differ.text().contains("The two passwords differ.")
    );
    let whole = format!("{names}&password=correct+horse&password-again=correct+horse");
    let taken = posted(&house, &path, &whole.replace("gust", "anna"));
    assert_eq!(taken.status, 422);
    assert!(taken.text().contains("id=\"email-wrong\""));
    let came = posted(&house, &path, &whole);
    assert_eq!(
        (came.status, came.header("location")),
        (303, Some("/?done=saved"))
    );
    let cookie = came
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let mine = house
        .ask(Ask::new("GET", "/api/me").header("Cookie", cookie))
        .json();
    assert_eq!(
        (&mine["lastName"], &mine["role"]),
        (&json!("<Gabel>"), &json!("administrator"))
    );
    assert_eq!(posted(&house, &path, &whole).status, 404, "it opens once");

    let _ = send("/invitations", "role=member&days=1");
    let list = admin.get("/people");
    let withdraw = between(list.text(), "action=\"/invitations/", "\"")
        .unwrap()
        .to_owned();
    assert_eq!(send(&format!("/invitations/{withdraw}"), "").status, 303);
    assert!(!admin.get("/people").text().contains("/withdraw"));
    let anna = house.someone(ANNA);
    let forbidden = anna.ask(
        Ask::new("POST", "/invitations")
            .body("role=member&days=1")
            .header("Content-Type", FORM),
    );
    assert_eq!(forbidden.status, 403);
}
