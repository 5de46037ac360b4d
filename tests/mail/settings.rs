//! The mail account over HTTP: kept, shown without its password, tried out, forgotten; and what a copy of the file makes of it.

use crate::{
    supervisor::mail::MailServer,
    web::{
        client::{Answer, Ask},
        house::{ADMIN, ANNA, House, MORNING, order},
    },
};
use hutbook::{
    domain::{
        command::{Command, MailCommand},
        ids::Actor,
        mail::{Cause, Mail, MailKind, MailOutcome},
        text::PersonalText,
    },
    mail::post::settings,
    web::site,
};
use serde_json::{Value, json};
use std::{fs, os::unix::fs::PermissionsExt as _};

const PATH: &str = "/api/admin/email-settings";

fn wish() -> Value {
    json!({
        "host": "mail.example.org", "security": "starttls", "user": "hut", "password": "streng geheim",
        "fromAddress": "hut@example.org", "fromName": "Hut", "address": "http://hut.local:60101",
        "reminderDays": 3, "toAdministrators": "daily",
    })
}

fn with(changes: &[(&str, Value)]) -> Value {
    let mut wish = wish();
    for (field, value) in changes {
        wish[field] = value.clone();
    }
    wish
}

/// The password as the house could use it.
fn password(house: &House) -> String {
    let book = house.app.book();
    settings::open(&house.app, book.state.mail.as_deref().unwrap())
        .unwrap()
        .0
}

#[test]
fn the_account_is_kept_and_its_password_never_shown() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    assert_eq!(admin.get(PATH).status, 404);
    let kept = admin.put(PATH, &wish());
    assert_eq!(kept.status, 200, "{kept:?}");
    let mut expected = with(&[("password", json!("********"))]);
    expected["port"] = json!(587);
    expected["hasKey"] = json!(true);
    assert_eq!(kept.json(), expected);
    assert_eq!(admin.get(PATH).json(), expected);
    assert_eq!(password(&house), "streng geheim");
    // Neither the file of the house nor its events have it.
    let here = |bytes: &[u8]| bytes.windows(13).any(|it| it == b"streng geheim");
    assert!(!here(&house.bytes()) && !here(&admin.get("/api/events").body));
    let key = fs::metadata(house.folder().join("test.hutbook.key")).unwrap();
    assert_eq!((key.len(), key.permissions().mode() & 0o777), (32, 0o600));
    assert_eq!(house.someone(ANNA).get(PATH).status, 403);
}

#[test]
fn a_password_that_is_not_given_is_kept_for_the_same_server_and_user_only() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    let keep = |changes: &[(&str, Value)]| {
        let mut all = vec![("password", json!("********"))];
        all.extend_from_slice(changes);
        admin.put(PATH, &with(&all))
    };
    let wrong = |answer: Answer| answer.errors();
    let at = |field: &str, code: &str| vec![(field.to_owned(), code.to_owned())];
    assert_eq!(wrong(keep(&[])), at("password", "missing"));
    assert_eq!(admin.put(PATH, &wish()).status, 200);
    let sequence = house.app.book().sequence;
    assert_eq!(keep(&[]).status, 200);
    assert_eq!(house.app.book().sequence, sequence, "nothing has changed");
    for change in [
        ("port", json!(465)),
        ("fromAddress", json!("huette@example.org")),
        ("security", json!("tls")),
        ("reminderDays", json!(0)),
        ("password", json!("")),
        ("password", Value::Null),
    ] {
        assert_eq!(
            keep(core::slice::from_ref(&change)).status,
            200,
            "{change:?}"
        );
        assert_eq!(password(&house), "streng geheim", "{change:?}");
    }
    for change in [("host", json!("evil.example")), ("user", json!("eve"))] {
        let refused = wrong(keep(core::slice::from_ref(&change)));
        assert_eq!(refused, at("password", "password-again"), "{change:?}");
    }
    assert_eq!(password(&house), "streng geheim");
    let without = keep(&[("user", json!(""))]);
    assert_eq!(
        (without.status, &without.json()["password"]),
        (200, &json!(""))
    );
}

#[test]
fn what_cannot_work_is_refused_with_its_field() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    for (field, value, code) in [
        ("host", json!(""), "blank"),
        ("host", json!("http://mail.example.org"), "not-a-host"),
        ("port", json!(0), "out-of-range"),
        ("port", json!(65536), "out-of-range"),
        ("port", json!("587"), "wrong-type"),
        ("security", json!("ssl"), "unknown-value"),
        ("security", json!("none"), "password-in-the-open"),
        ("fromAddress", json!("hut"), "not-an-address"),
        ("address", json!("hut.local"), "not-a-house-address"),
        (
            "address",
            json!("http://hut.local/plan"),
            "not-a-house-address",
        ),
        ("reminderDays", json!(31), "out-of-range"),
        ("toAdministrators", json!("never"), "unknown-value"),
    ] {
        let refused = admin.put(PATH, &with(&[(field, value.clone())]));
        let expected = [(field.to_owned(), code.to_owned())];
        assert_eq!(refused.errors(), expected, "{value}");
    }
    assert_eq!(house.app.book().state.mail, None);
}

#[test]
fn without_an_account_there_is_nothing_to_try_and_nothing_to_forget() {
    let house = House::new();
    let admin = house.someone(ADMIN);
    let test = format!("{PATH}/test");
    assert_eq!(admin.post(&test, &json!({})).status, 404);
    assert_eq!(admin.ask(Ask::new("DELETE", PATH)).status, 204);
    admin.put(PATH, &wish());
    assert_eq!(admin.ask(Ask::new("DELETE", PATH)).status, 204);
    assert_eq!(admin.get(PATH).status, 404);
    assert_eq!(house.app.book().state.mail, None);
}

#[test]
fn a_copy_says_so_and_wants_the_password_again() {
    let house = House::with_routes(site::ROUTES);
    let admin = house.someone(ADMIN);
    admin.put(PATH, &wish());
    fs::remove_file(house.folder().join("test.hutbook.key")).unwrap();
    assert_eq!(admin.get(PATH).json()["hasKey"], false);
    let kept = admin.put(PATH, &with(&[("password", json!("********"))]));
    assert_eq!(
        kept.errors(),
        [("password".to_owned(), "no-key".to_owned())]
    );
    let page = admin.get("/settings/mail");
    assert!(page.text().contains("Dies ist eine Kopie des Hauses"));
    assert_eq!(admin.put(PATH, &wish()).status, 200);
    assert_eq!(admin.get(PATH).json()["hasKey"], true);
    assert!(!admin.get("/settings/mail").text().contains("Kopie"));
}

#[test]
fn administrators_hear_above_every_page_of_mails_that_were_given_up() {
    let house = House::with_routes(site::ROUTES);
    let admin = house.someone(ADMIN);
    admin.put(PATH, &with(&[("toAdministrators", json!("each"))]));
    let told = |person| {
        house
            .someone(person)
            .get("/plan")
            .text()
            .contains("aufgegeben")
    };
    assert!(!told(ADMIN));
    let mail = Mail {
        kind: MailKind::Confirmed,
        cause: Cause::Event(1),
    };
    let why = PersonalText::clear(ANNA, "550 no such user");
    let outcome = MailOutcome::GivenUp(Some(why));
    let to = ANNA;
    let settle = Command::Mail(MailCommand::Settle { to, mail, outcome });
    let _ = order(&house.app, Actor::System, settle);
    assert!(told(ADMIN) && !told(ANNA));
    assert!(admin.get("/mail").text().contains("550 no such user"));
    house
        .hands
        .set(MORNING.plus_millis(3 * 24 * 60 * 60 * 1000));
    assert!(!told(ADMIN), "not for ever");
}

#[test]
fn smtp_a_test_goes_the_way_all_mails_go_and_says_how_it_went() {
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(folder.path(), &["take"]);
    let house = House::with_routes(site::ROUTES);
    let admin = house.someone(ADMIN);
    let here = with(&[
        ("host", json!("localhost")),
        ("port", json!(server.port)),
        ("security", json!("none")),
        ("user", json!("")),
    ]);
    assert_eq!(admin.put(PATH, &here).status, 200);
    let test = || admin.post(format!("{PATH}/test"), &json!({})).json();
    let sent = json!({"sent": true, "to": "admin@hut.example", "reason": null});
    assert_eq!(test(), sent);
    assert_eq!(server.mails().len(), 1);
    let page = admin.ask(Ask::new("POST", "/settings/mail/test").body(""));
    assert!(
        page.text()
            .contains("eine Mail an admin@hut.example angenommen"),
        "{page:?}"
    );
    assert!(server.mails()[1].contains("Testmail"));
    drop(server);
    let failed = test();
    assert_eq!(failed["sent"], false);
    let reason = failed["reason"].as_str().unwrap();
    assert!(reason.contains("cannot be reached"), "{reason}");
    let page = admin.ask(Ask::new("POST", "/settings/mail/test").body(""));
    assert!(page.text().contains("nicht erreichbar"), "{page:?}");
}

#[test]
fn the_pages_keep_what_was_typed_and_do_what_they_say() {
    let house = House::with_routes(site::ROUTES);
    let admin = house.someone(ADMIN);
    let fresh = admin.get("/settings/mail");
    assert!(
        fresh.text().contains("value=\"http://hut.local\""),
        "{fresh:?}"
    );
    let form = |fields: &[(&str, &str)]| {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        body.finish()
    };
    let mut typed = vec![
        ("mail-host", "mail.example.org"),
        ("mail-security", "tls"),
        ("mail-port", ""),
        ("mail-user", "hut"),
        ("mail-password", "streng geheim"),
        ("mail-from", "keine Adresse"),
        ("mail-from-name", "Hütte"),
        ("house-address", "http://hut.local"),
        ("reminder-days", "2"),
        ("to-administrators", "daily"),
    ];
    let send = |path: &str, body: String| admin.ask(Ask::new("POST", path).body(body));
    let refused = send("/settings/mail", form(&typed));
    assert_eq!(refused.status, 422);
    let text = refused.text();
    assert!(
        text.contains("keine Adresse") && text.contains("Hütte") && text.contains("#mail-from")
    );
    assert!(!text.contains("streng geheim"));
    typed[5].1 = "hut@example.org";
    assert_eq!(send("/settings/mail", form(&typed)).status, 303);
    let settings = house.app.book().state.mail.clone().unwrap();
    assert_eq!((settings.port, settings.reminder_days), (465, 2));
    assert_eq!(password(&house), "streng geheim");
    typed[4].1 = "";
    assert_eq!(send("/settings/mail", form(&typed)).status, 303);
    assert_eq!(password(&house), "streng geheim");
    typed[0].1 = "other.example.org";
    let again = send("/settings/mail", form(&typed));
    assert!(
        again.status == 422 && again.text().contains("#mail-password"),
        "{again:?}"
    );
    // What waits can be looked at and given up; looking changes nothing.
    house
        .someone(ANNA)
        .books("2026-07-01", "2026-07-03", "a1", 1);
    let sequence = house.app.book().sequence;
    let page = admin.get("/mail");
    assert!(
        page.text().contains("kommt in die nächste Tagesübersicht"),
        "{page:?}"
    );
    assert_eq!(house.app.book().sequence, sequence);
    let action = page
        .text()
        .split("action=\"")
        .find(|it| it.starts_with("/mail/") && it.contains("give-up"));
    let action = action.unwrap().split('"').next().unwrap();
    assert_eq!(send(action, String::new()).status, 303);
    assert_eq!(send(action, String::new()).status, 404, "it waits no more");
    assert_eq!(house.app.book().outbox.waiting().count(), 0);
    assert!(
        admin
            .get("/mail")
            .text()
            .contains("Jemand aus der Verwaltung")
    );
    assert_eq!(send("/mail/now", String::new()).status, 303);
    assert_eq!(send("/settings/mail/stop", String::new()).status, 303);
    assert_eq!(house.app.book().state.mail, None);
    for path in ["/mail", "/settings/mail"] {
        assert_eq!(house.someone(ANNA).get(path).status, 403, "{path}");
    }
}
