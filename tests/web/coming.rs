//! Coming by oneself, over the interface and by the pages: registering, confirming an address, being let in, a forgotten
//! password; and that nothing an outsider sees tells whether an address is known.

use super::{
    client::{Answer, Ask},
    house::{ADMIN, ANNA, BEN, House, MORNING, PASSWORD, order, wish},
};
use hutbook::{
    app::{App, tokens::Secret},
    domain::{
        command::{Command, HouseCommand, MailCommand, PersonCommand},
        event::Event,
        ids::{Actor, PersonId},
        mail::{MailKind, MailSettings, Security, ToAdministrators},
        people::Standing,
    },
    web::site,
};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};

const A_WINDOW: i64 = 16 * 60 * 1000;

fn house() -> House {
    House::with_routes(site::ROUTES)
}

fn form(path: &str, fields: &[(&str, &str)]) -> Ask {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    Ask::new("POST", path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(body)
}

fn registration(email: &str) -> Value {
    json!({"email": email, "password": PASSWORD, "firstName": "Grace", "lastName": "Hopper"})
}

/// As a program and as a page asks it: registering, the confirmation again, a new password.
fn every_way(email: &str) -> [Ask; 6] {
    let program = |path: &str, body: &Value| Ask::new("POST", path).json(body);
    let address = json!({"email": email});
    let fields = [
        ("token", "t.register"),
        ("first-name", "Grace"),
        ("last-name", "Hopper"),
        ("email", email),
        ("password", PASSWORD),
        ("password-again", PASSWORD),
    ];
    [
        program("/api/auth/register", &registration(email)),
        program("/api/auth/resend-verification", &address),
        program("/api/auth/password-reset", &address),
        form("/register", &fields),
        form("/register/again", &[("token", "t.again"), ("email", email)]),
        form("/forgotten", &[("token", "t.forgotten"), ("email", email)]),
    ]
}

fn command(app: &App, actor: Actor, command: PersonCommand) {
    let _ = order(app, actor, Command::Person(command));
}

/// Waits until everything handed in before has been decided: orders are, one after the other.
fn settle(house: &House) {
    drop(house.token(ADMIN));
}

fn by_email(house: &House, email: &str) -> PersonId {
    house
        .app
        .book()
        .state
        .person_by_email(email)
        .expect(email)
        .id
}

/// Lets somebody register, without a request.
fn comes(house: &House, email: &str) -> PersonId {
    house.ask(Ask::new("POST", "/api/auth/register").json(&registration(email)));
    settle(house);
    by_email(house, email)
}

fn verifies(house: &House, person: PersonId) {
    let secret = Secret::new().unwrap();
    let issue = PersonCommand::IssueEmailCheck {
        person,
        digest: secret.digest(),
        expires: house.app.now().plus_millis(1000),
    };
    command(&house.app, Actor::System, issue);
    let digest = secret.digest();
    let confirm = PersonCommand::UseEmailCheck {
        digest,
        password: Some(house.app.passwords.hash(PASSWORD).unwrap().into()),
    };
    command(&house.app, Actor::Person(person), confirm);
}

/// An address of each standing, known or not.
fn every_standing(house: &House) -> Vec<&'static str> {
    let app = &house.app;
    let [_, verified, rejected, erased] = [
        "waits@x.org",
        "verified@x.org",
        "rejected@x.org",
        "erased@x.org",
    ]
    .map(|email| comes(house, email));
    verifies(house, verified);
    let reason = Some("too loud".into());
    let reject = PersonCommand::Reject {
        person: rejected,
        reason,
    };
    command(app, Actor::System, reject);
    let erase = PersonCommand::Erase {
        person: erased,
        cancel_stays: true,
    };
    command(app, Actor::System, erase);
    command(
        app,
        Actor::System,
        PersonCommand::Deactivate { person: BEN },
    );
    vec![
        "nobody@x.org",
        "admin@hut.example",
        " Anna@Hut.example ",
        "ben@hut.example",
        "waits@x.org",
        "verified@x.org",
        "rejected@x.org",
        "erased@x.org",
    ]
}

fn with_mail(house: &House) {
    let mail = MailSettings {
        host: "mail.example.org".into(),
        port: 587,
        security: Security::StartTls,
        user: "".into(),
        sealed_password: [].into(),
        from_address: "hut@example.org".into(),
        from_name: "".into(),
        address: "http://hut.local".into(),
        reminder_days: 0,
        to_administrators: ToAdministrators::Each,
    };
    let mail = Some(Box::new(mail));
    let change = Command::Mail(MailCommand::ChangeSettings { mail });
    let _ = order(&house.app, Actor::System, change);
}

/// All of an answer that could tell one address from another.
fn whole(answer: &Answer) -> String {
    let mut headers: Vec<_> = answer.headers.clone();
    headers.retain(|(name, _)| name != "date");
    headers.sort();
    format!("{} {headers:?} {}", answer.status, answer.text())
}

#[test]
fn every_answer_is_the_same_whatever_is_known_of_an_address() {
    for mail in [false, true] {
        let house = house();
        if mail {
            with_mail(&house);
        }
        let emails = every_standing(&house);
        let mut now = MORNING;
        for way in 0..6 {
            now = now.plus_millis(A_WINDOW);
            house.hands.set(now);
            let ask = |email: &&str| house.ask(every_way(email)[way].clone());
            let answers: Vec<_> = emails.iter().map(|it| whole(&ask(it))).collect();
            assert!(
                answers[0].starts_with("202 ") || answers[0].starts_with("303 "),
                "{}",
                answers[0]
            );
            for (answer, email) in answers.iter().zip(&emails) {
                assert_eq!(answer, &answers[0], "{email}");
            }
        }
    }
}

#[test]
fn nobody_waits_for_what_the_log_says() {
    let house = house();
    comes(&house, "waits@x.org");
    let before = house.app.book().sequence;
    let (release, held) = mpsc::channel::<()>();
    let held = std::sync::Mutex::new(held);
    let waited = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&waited);
    // The writer has appended, and answers nobody until it is let go.
    house.app.listen(move |_| {
        let held = held.lock().unwrap();
        if held.recv_timeout(Duration::from_secs(5)) == Err(mpsc::RecvTimeoutError::Timeout) {
            told.store(true, Ordering::SeqCst);
        }
    });
    let (known, waits) = (every_way("anna@hut.example"), every_way("waits@x.org"));
    let known = known.into_iter().zip(waits);
    for (place, (known, waits)) in known.enumerate() {
        // So that each leads to an event.
        let answer = house.ask(if place % 3 == 1 { waits } else { known });
        assert!(matches!(answer.status, 202 | 303), "{answer:?}");
        assert!(
            !waited.load(Ordering::SeqCst),
            "somebody waited for the log"
        );
        release.send(()).unwrap();
    }
    drop(release);
    settle(&house);
    assert_eq!(house.app.book().sequence, before + 6 + 1);
}

#[test]
fn no_open_figure_tells_a_stranger_that_something_was_written_down() {
    for mail in [false, true] {
        figures_stay(mail);
    }
}

fn figures_stay(mail: bool) {
    let house = House::behind_a_portal();
    if mail {
        with_mail(&house);
    }
    let from = |ask: Ask, peer: &str| ask.header("Forwarded", format!("for=\"{peer}\""));
    let look = |peer: &str| {
        let health = house.ask(from(Ask::new("GET", "/api/health"), peer)).json();
        let metrics = house.ask(from(Ask::new("GET", "/metrics"), peer));
        let figures = metrics.text().lines().map(str::to_owned);
        let of_the_house = |line: &String| {
            !line.starts_with('#')
                && !line.starts_with("process_")
                && !line.starts_with("hutbook_uptime_seconds ")
                && !line.starts_with("hutbook_sessions ")
                && !line.starts_with("hutbook_responses_total")
        };
        (
            health["sequence"].clone(),
            figures.filter(of_the_house).collect::<Vec<_>>(),
        )
    };
    let before = look("192.0.2.7");
    assert_eq!(before.0, Value::Null);
    let near = look("127.0.0.1");
    for email in ["anna@hut.example", "nobody@x.org"] {
        let [register, again, access, ..] = every_way(email);
        for ask in [register, again, access] {
            assert_eq!(house.ask(from(ask, "192.0.2.7")).status, 202);
            settle(&house);
        }
    }
    assert_eq!(before.1, look("192.0.2.7").1);
    assert_ne!(near, look("127.0.0.1"));
}

#[test]
fn beyond_a_few_times_the_same_is_answered_and_nothing_happens() {
    let house = House::new();
    let count = |house: &House| {
        let mut count = 0;
        let mut each = |recorded: hutbook::domain::event::Recorded| {
            count += usize::from(recorded.event == Event::AccessAsked);
            core::ops::ControlFlow::Continue(())
        };
        house.app.events(0, &mut each).unwrap();
        count
    };
    let ask = |house: &House| {
        let body = json!({"email": "anna@hut.example"});
        let answer = house.ask(Ask::new("POST", "/api/auth/password-reset").json(&body));
        settle(house);
        whole(&answer)
    };
    let first = ask(&house);
    for so_far in [2, 3, 3, 3] {
        assert_eq!(ask(&house), first);
        assert_eq!(count(&house), so_far);
    }
    house.hands.set(MORNING.plus_millis(A_WINDOW));
    assert_eq!(ask(&house), first);
    assert_eq!(count(&house), 4);
}

#[test]
fn a_peer_that_asks_too_often_has_to_wait_whatever_it_asks() {
    let house = house();
    for number in 0..20 {
        let email = format!("{number}@x.org");
        let [_, again, ..] = every_way(&email);
        assert_eq!(house.ask(again).status, 202, "{number}");
    }
    for email in ["anna@hut.example", "nobody@x.org"] {
        for ask in every_way(email) {
            let answer = house.ask(ask);
            assert_eq!(answer.status, 429, "{answer:?}");
            assert_eq!(answer.header("retry-after"), Some("901"));
        }
    }
    let [.., register, _, _] = every_way("anna@hut.example");
    let page = house.ask(register);
    assert!(page.text().contains("value=\"Hopper\""), "{page:?}");
    assert!(page.text().contains("in einer Viertelstunde"));
    house.hands.set(MORNING.plus_millis(A_WINDOW));
    let [_, again, ..] = every_way("anna@hut.example");
    assert_eq!(house.ask(again).status, 202);
}

#[test]
fn a_network_of_version_6_asks_as_one_peer() {
    let house = House::behind_a_portal();
    let ask = |number: usize| {
        let [_, again, ..] = every_way(&format!("{number}@x.org"));
        let from = format!("for=\"[2001:db8::{number}]\"");
        house.ask(again.header("Forwarded", from)).status
    };
    for number in 1..=20 {
        assert_eq!(ask(number), 202);
    }
    assert_eq!(ask(21), 429);
}

#[test]
fn a_house_that_cannot_write_says_so_to_everybody() {
    let (house, switches) = House::simulated();
    let anna = house.someone(ANNA);
    switches.stage_full(1);
    let full = anna.post("/api/bookings", &wish("2026-07-01", "2026-07-03", "a1", 1));
    assert_eq!(full.status, 507);
    let ask = |email: &str| {
        let [register, again, access, ..] = every_way(email);
        [register, again, access].map(|ask| whole(&house.ask(ask)))
    };
    let answers = ask("anna@hut.example");
    assert!(
        answers.iter().all(|it| it.starts_with("507 ")),
        "{answers:?}"
    );
    assert_eq!(answers, ask("nobody@x.org"));
}

#[test]
fn somebody_comes_by_themself_without_any_mail() {
    let house = house();
    let admin = house.someone(ADMIN);
    let sign_in = house.ask(Ask::new("GET", "/sign-in"));
    assert!(sign_in.text().contains("href=\"/register\""));
    let fields = [
        ("token", "t.register"),
        ("first-name", "Grace"),
        ("last-name", "Hopper"),
        ("email", "grace@x.org"),
        ("password", PASSWORD),
        ("password-again", PASSWORD),
    ];
    let english = |ask: Ask| ask.header("Accept-Language", "en");
    for _ in 0..2 {
        let answer = house.ask(english(form("/register", &fields)));
        let to = answer.header("location");
        assert_eq!((answer.status, to), (303, Some("/register/sent")));
    }
    settle(&house);
    let grace = by_email(&house, "grace@x.org");
    let version = house.app.book().state.person(grace).unwrap().version;
    assert_eq!(version, 4, "the same form twice registers once");
    let sent = house.ask(english(Ask::new("GET", "/register/sent")));
    assert!(sent.text().contains("sends no mails"), "{sent:?}");

    let one = admin.get(format!("/api/people/{grace}")).json();
    assert_eq!(
        (&one["standing"], &one["verified"], &one["language"]),
        (&json!("awaiting"), &json!(false), &json!("en"))
    );
    let link = admin.ask(form(&format!("/people/{grace}/email-link"), &[]));
    let text = link.text();
    let at = text.find("/confirm-address/").expect("the link is shown");
    let path = text[at..].split('"').next().unwrap().to_owned();
    let asked = house.ask(Ask::new("GET", path.as_str()));
    assert_eq!(asked.status, 200);
    for words in ["Grace Hopper", "grace@x.org"] {
        assert!(asked.text().contains(words), "{asked:?}");
    }
    let before = house.app.book().sequence;
    let chosen = "chosen at the link";
    let without = house.ask(form(&path, &[("token", "t.confirm")]));
    assert_eq!(
        without.status, 422,
        "the password is theirs who reads the mail"
    );
    let fields = [
        ("token", "t.confirm"),
        ("password", chosen),
        ("password-again", chosen),
    ];
    let done = house.ask(form(&path, &fields));
    assert_eq!(
        (done.status, done.header("location")),
        (303, Some("/confirmed"))
    );
    assert_eq!(house.app.book().sequence, before + 2);
    for ask in [Ask::new("GET", path.as_str()), form(&path, &[])] {
        assert_eq!(house.ask(ask).status, 404, "a link opens once");
    }
    assert_eq!(house.ask(Ask::new("GET", "/confirmed")).status, 200);

    let approved = admin.ask(form(&format!("/people/{grace}/approve"), &[]));
    assert_eq!(approved.status, 303, "{approved:?}");
    let sign_in = |password: &str| {
        let credentials = json!({"email": "grace@x.org", "password": password});
        house.ask(Ask::new("POST", "/api/session").json(&credentials))
    };
    // Whoever registered with somebody else's address would have chosen the first one.
    assert_eq!(sign_in(PASSWORD).status, 401);
    assert_eq!(sign_in(chosen).json()["role"], "member");
}

#[test]
fn what_is_wrong_with_a_registration_stands_beside_its_fields_and_nothing_is_lost() {
    let house = house();
    let fields = [
        ("token", "t.register"),
        ("first-name", ""),
        ("last-name", "Hopper"),
        ("email", "nowhere"),
        ("password", PASSWORD),
        ("password-again", "other horse"),
    ];
    let answer = house.ask(form("/register", &fields));
    assert_eq!(answer.status, 422);
    for part in [
        "id=\"first-name-wrong\"",
        "id=\"email-wrong\"",
        "id=\"password-again-wrong\"",
        "value=\"nowhere\"",
        "value=\"Hopper\"",
        "t.register",
    ] {
        assert!(answer.text().contains(part), "{part}: {}", answer.text());
    }
    assert!(!answer.text().contains(PASSWORD));
    let mut short = registration("grace@x.org");
    short["password"] = json!("short");
    let answer = house.ask(Ask::new("POST", "/api/auth/register").json(&short));
    assert_eq!(
        answer.errors(),
        [("password".to_owned(), "too-short".to_owned())]
    );
    short["language"] = json!("fr");
    let answer = house.ask(Ask::new("POST", "/api/auth/register").json(&short));
    assert_eq!(
        answer.errors(),
        [("language".to_owned(), "unknown-value".to_owned())]
    );
}

#[test]
fn where_registering_is_switched_off_everybody_is_told() {
    let house = house();
    let mut settings = house.app.book().state.settings.clone().unwrap();
    settings.registration = false;
    let change = Command::House(HouseCommand::ChangeSettings { settings });
    let _ = order(&house.app, Actor::System, change);
    let sign_in = house.ask(Ask::new("GET", "/sign-in"));
    assert!(!sign_in.text().contains("href=\"/register\""));
    let page = house.ask(Ask::new("GET", "/register"));
    assert!(!page.text().contains("name=\"email\""), "{page:?}");
    for email in ["anna@hut.example", "nobody@x.org"] {
        let [program, _, _, page, ..] = every_way(email);
        assert_eq!(house.ask(program).problem(), "registration-closed");
        assert_eq!(house.ask(page).status, 409);
    }
}

#[test]
fn only_the_right_password_tells_why_somebody_is_kept_out() {
    let house = house();
    every_standing(&house);
    let sign_in = |email: &str, password: &str| {
        let fields = [("token", "t"), ("email", email), ("password", password)];
        house.ask(form("/sign-in", &fields))
    };
    let said = |email: &str, words: &[&str]| {
        let right = sign_in(email, PASSWORD);
        assert_eq!(right.status, 403, "{right:?}");
        for words in words {
            assert!(right.text().contains(words), "{words}: {}", right.text());
        }
        assert!(!right.text().contains("passen nicht zusammen"));
    };
    said("verified@x.org", &["noch nicht freigegeben"]);
    let rejected = by_email(&house, "rejected@x.org");
    assert!(!house.app.book().state.person(rejected).unwrap().verified);
    with_mail(&house);
    let as_nobody = |email: &str| {
        let answer = sign_in(email, "wrong horse");
        assert_eq!(answer.status, 401);
        let text = answer.text();
        let (before, after) = text.split_once("<form class=\"sheet\"").unwrap();
        assert!(before.contains("href=\"/register/again\""));
        assert!(!after.contains("register/again"));
        let banner = before.split_once("<main").unwrap().1;
        banner.to_owned()
    };
    for email in ["waits@x.org", "verified@x.org", "rejected@x.org"] {
        assert_eq!(as_nobody(email), as_nobody("nobody@x.org"), "{email}");
    }
}

#[test]
fn signing_in_after_registering_does_not_tell_whether_the_address_was_known() {
    let house = house();
    every_standing(&house);
    let mut answers = Vec::new();
    for email in ["fresh@x.org", "anna@hut.example", "rejected@x.org"] {
        let mut body = registration(email);
        body["password"] = "another long password".into();
        house.ask(Ask::new("POST", "/api/auth/register").json(&body));
        settle(&house);
        let body = json!({"email": email, "password": "another long password"});
        let program = house.ask(Ask::new("POST", "/api/session").json(&body));
        let fields = [("email", email), ("password", "another long password")];
        assert_eq!(house.ask(form("/sign-in", &fields)).status, 401, "{email}");
        answers.push((program.status, program.problem()));
    }
    for answer in &answers {
        assert_eq!(answer, &(401, "wrong-password".to_owned()));
    }
    // The right password of somebody who is not known to be theirs counts as a try, too.
    let sign_in = || {
        let body = json!({"email": "waits@x.org", "password": PASSWORD});
        house
            .ask(Ask::new("POST", "/api/session").json(&body))
            .status
    };
    house.hands.set(MORNING.plus_millis(A_WINDOW));
    for _ in 0..10 {
        assert_eq!(sign_in(), 401);
    }
    assert_eq!(sign_in(), 429);
}

#[test]
fn nobody_has_mails_without_end_sent_to_an_address_that_may_not_be_theirs() {
    let house = house();
    let admin = house.someone(ADMIN);
    let want = |email: &str| {
        let body = json!({"email": email, "password": PASSWORD});
        admin.post("/api/me/email", &body).status
    };
    for number in 0..3 {
        assert_eq!(want(&format!("{number}@x.org")), 200);
    }
    assert_eq!(want("victim@x.org"), 429);
    assert_eq!(want("admin@hut.example"), 200, "no mail goes there");
    house.hands.set(MORNING.plus_millis(A_WINDOW));
    assert_eq!(want("victim@x.org"), 200);
}

#[test]
fn a_new_address_is_in_use_once_it_is_confirmed() {
    let house = house();
    let admin = house.someone(ADMIN);
    let want = PersonCommand::AskForEmail {
        person: ANNA,
        email: "anna@new.example".into(),
    };
    command(&house.app, Actor::Person(ANNA), want);
    let link = admin.post("/api/people/p2/email-link", &json!({})).json();
    assert_eq!(link["expiresAt"], "2026-06-02T08:00:00Z");
    let path = link["path"].as_str().unwrap();
    assert!(path.ends_with(link["token"].as_str().unwrap()));
    let page = house.ask(Ask::new("GET", path));
    assert!(page.text().contains("anna@new.example"), "{page:?}");
    let done = house.ask(form(path, &[]));
    assert_eq!(done.header("location"), Some("/confirmed/new-address"));
    assert_eq!(by_email(&house, "anna@new.example"), ANNA);

    let taken = PersonCommand::AskForEmail {
        person: ANNA,
        email: "ben@hut.example".into(),
    };
    command(&house.app, Actor::Person(ANNA), taken);
    let link = admin.post("/api/people/p2/email-link", &json!({})).json();
    let told = house.ask(form(link["path"].as_str().unwrap(), &[]));
    assert_eq!(told.status, 422);
    assert!(told.text().contains("gehört inzwischen jemand anderem"));
    let verify = |token: &Value| {
        let body = json!({ "token": token });
        house.ask(Ask::new("POST", "/api/auth/verify-email").json(&body))
    };
    assert_eq!(
        verify(&link["token"]).errors(),
        [("email".to_owned(), "taken".to_owned())]
    );
    assert_eq!(
        verify(&json!("wrong")).errors(),
        [("token".to_owned(), "link-invalid".to_owned())]
    );
}

#[test]
fn administrators_let_in_reject_and_let_in_after_all_by_programs() {
    let house = house();
    let admin = house.someone(ADMIN);
    let grace = comes(&house, "grace@x.org");
    let step = |step: &str, body: &Value| admin.post(format!("/api/people/{grace}/{step}"), body);
    assert_eq!(step("approve", &json!({})).problem(), "not-verified");
    assert_eq!(
        step("approve", &json!({"vouch": "yes"})).errors(),
        [("vouch".to_owned(), "wrong-type".to_owned())]
    );
    let too_long = json!({"reason": "x".repeat(501)});
    assert_eq!(
        step("reject", &too_long).errors(),
        [("reason".to_owned(), "too-long".to_owned())]
    );
    let rejected = step("reject", &json!({"reason": "too loud"})).json();
    assert_eq!(
        (&rejected["standing"], &rejected["rejectionReason"]),
        (&json!("rejected"), &json!("too loud"))
    );
    assert_eq!(
        step("approve", &json!({"vouch": true})).problem(),
        "not-active"
    );
    let link = step("email-link", &json!({}));
    assert_eq!(link.problem(), "not-active");
    let new = json!({"email": "grace@x.org", "firstName": "Grace", "lastName": "Hopper"});
    let added = admin.post("/api/people", &new).json();
    assert_eq!(
        (&added["id"], &added["standing"], &added["hasPassword"]),
        (&json!(grace.to_string()), &json!("active"), &json!(false))
    );
    let other = comes(&house, "other@x.org");
    let path = format!("/api/people/{other}/approve");
    let vouched = admin.post(path, &json!({"vouch": true})).json();
    assert_eq!(
        (&vouched["standing"], &vouched["verified"]),
        (&json!("active"), &json!(true))
    );
    let email_link = format!("/api/people/{other}/email-link");
    let ask = || {
        let ask = Ask::new("POST", email_link.as_str()).json(&json!({}));
        admin.ask(ask.header("Idempotency-Key", "k"))
    };
    assert_eq!(ask().status, 200);
    assert_eq!(ask().problem(), "link-given-out");
}

#[test]
fn the_list_of_people_tells_who_waits_and_keeps_what_was_typed() {
    let house = house();
    let admin = house.someone(ADMIN);
    let grace = comes(&house, "grace@x.org");
    let list = admin.get("/people");
    let text = list.text();
    assert!(text.contains("Adresse noch nicht bestätigt"), "{text}");
    assert!(text.contains("1 Person wartet auf Freigabe"));
    let anna = house.someone(ANNA).get("/plan");
    assert!(!anna.text().contains("wartet auf Freigabe"));
    let step = |step: &str, fields: &[(&str, &str)]| {
        admin.ask(form(&format!("/people/{grace}/{step}"), fields))
    };
    let refused = step("approve", &[("token", "t.approve")]);
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("setzen Sie das Häkchen"));
    let long = "x".repeat(501);
    let refused = step("reject", &[("token", "t.reject"), ("reason", &long)]);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains(&long), "nothing typed is lost");
    assert!(refused.text().contains("höchstens 500 Zeichen"));
    let done = step("reject", &[("token", "t.reject"), ("reason", "Zu laut")]);
    assert_eq!(done.status, 303, "{done:?}");
    let list = admin.get("/people");
    assert!(list.text().contains("Grund der Ablehnung: Zu laut"));
    assert!(list.text().contains("Doch aufnehmen"));
    let late = step("reject", &[("token", "t.late"), ("reason", "Leiser")]);
    assert_eq!(late.status, 303, "nothing is left to be done");
    let late = step("approve", &[("token", "t.late"), ("vouch", "yes")]);
    assert!(late.text().contains("nicht freigegeben"), "{}", late.text());
    let back = [
        ("token", "t.after-all"),
        ("first-name", "Grace"),
        ("last-name", "Hopper"),
        ("email", "grace@x.org"),
        ("role", "member"),
    ];
    let back = admin.ask(form("/people", &back));
    assert!(back.text().contains("http://hut.local/access/"), "{back:?}");
    let book = house.app.book();
    let standing = book.state.person(grace).unwrap().standing;
    assert_eq!(standing, Standing::Active);

    let other = comes(&house, "other@x.org");
    let vouched = [("token", "t.vouch"), ("vouch", "yes")];
    let done = admin.ask(form(&format!("/people/{other}/approve"), &vouched));
    assert_eq!(done.status, 303);
}

#[test]
fn whoever_is_added_gets_one_link_that_opens_by_mail_or_by_hand() {
    let house = house();
    with_mail(&house);
    let admin = house.someone(ADMIN);
    let fields = [
        ("token", "t.add"),
        ("first-name", "Grace"),
        ("last-name", "Hopper"),
        ("email", "grace@x.org"),
        ("role", "member"),
    ];
    let added = admin.ask(form("/people", &fields));
    assert_eq!(added.header("location"), Some("/people?done=invited"));
    let grace = by_email(&house, "grace@x.org");
    let said = admin.get("/people?done=invited");
    assert!(said.text().contains("ist unterwegs"), "{said:?}");
    let invited = || {
        let book = house.app.book();
        let mut waiting = book.outbox.waiting();
        waiting.any(|it| (it.to, it.kind) == (grace, MailKind::Invited))
    };
    assert!(invited());
    let link = admin.ask(form(&format!("/people/{grace}/access-link"), &[]));
    assert!(link.text().contains("http://hut.local/access/"), "{link:?}");
    assert!(!invited(), "its link would void the one by hand");
}

#[test]
fn without_mails_nobody_is_asked_for_an_address_that_nothing_would_be_sent_to() {
    let house = house();
    for path in ["/forgotten", "/register/again"] {
        let page = house.ask(Ask::new("GET", path));
        assert!(page.text().contains("verschickt keine E-Mails"), "{path}");
        assert!(!page.text().contains("name=\"email\""), "{path}");
    }
    with_mail(&house);
    for path in ["/forgotten", "/register/again"] {
        let page = house.ask(Ask::new("GET", path));
        assert!(page.text().contains("name=\"email\""), "{path}");
    }
    let sent = house.ask(Ask::new("GET", "/register/sent"));
    assert!(sent.text().contains("in Ihr Postfach"), "{sent:?}");
}
