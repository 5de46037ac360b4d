//! The list of logins and of administrators' acts: what belongs to it and what does not, on the page and in its files.

use super::{
    client::{Answer, Ask},
    house::{ADMIN, ANNA, House, order, wish},
};
use hutbook::{
    app::tokens::Secret,
    domain::{
        command::{Command, PersonCommand},
        ids::Actor,
    },
    web::site,
};
use serde_json::{Value, json};

/// Anna comes with a phone and books; an administrator books for her, confirms, and changes roles.
fn house() -> House {
    let house = House::with_routes(site::ROUTES);
    let (anna, admin) = (house.someone(ANNA), house.someone(ADMIN));
    let sign_in = PersonCommand::SignIn {
        person: ANNA,
        session: Secret::new().unwrap().digest(),
        device: Some("Firefox · Linux".into()),
    };
    let _ = order(&house.app, Actor::Person(ANNA), Command::Person(sign_in));
    anna.books("2026-07-01", "2026-07-03", "a1", 1);
    let mut for_anna = wish("2026-08-01", "2026-08-03", "a1", 1);
    for_anna["onBehalfOf"] = json!("p2");
    assert_eq!(admin.post("/api/bookings", &for_anna).status, 201);
    admin.post("/api/bookings/b1/confirm", &json!({}));
    admin.post("/api/people/p3/role", &json!({"role": "administrator"}));
    anna.post("/api/bookings/b1/cancel", &json!({}));
    admin.books("2026-09-01", "2026-09-03", "a1", 1);
    admin.post("/api/bookings/b2/cancel", &json!({}));
    house
}

fn look(house: &House, path: &str) -> Answer {
    let ask = Ask::new("GET", path).header("Accept-Language", "en");
    let page = house.someone(ADMIN).ask(ask);
    assert_eq!(page.status, 200, "{path}: {page:?}");
    page
}

/// Types and streams of the events that programs are given.
fn events(house: &House, kind: &str) -> Vec<(String, String)> {
    let lines = look(house, &format!("/api/events?type={kind}"));
    let lines = lines.text().lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        (text("type"), text("stream"))
    });
    lines.collect()
}

#[test]
fn it_has_logins_and_what_administrators_did_with_others_things() {
    let house = house();
    let acts = events(&house, "acts");
    let on_bookings: Vec<_> = acts.iter().filter(|(_, it)| it.starts_with('b')).collect();
    let expected = [
        ("BookingRequested", "b2"),
        ("BookingConfirmed", "b1"),
        ("BookingCancelled", "b2"),
    ];
    let told = on_bookings
        .iter()
        .map(|(kind, stream)| (&**kind, &**stream));
    assert_eq!(told.collect::<Vec<_>>(), expected);
    assert!(acts.contains(&("RoleChanged".to_owned(), "p3".to_owned())));
    assert!(
        acts.iter()
            .all(|(kind, _)| kind != "SignedIn" && kind != "PasswordSet")
    );
    let logins = events(&house, "logins");
    assert!(
        logins
            .iter()
            .all(|(kind, _)| ["SignedIn", "PasswordSet"].contains(&&**kind)),
        "{logins:?}"
    );
    let all = events(&house, "audit");
    assert!(logins.iter().chain(&acts).all(|it| all.contains(it)));
    assert!(!all.contains(&("BookingRequested".to_owned(), "b1".to_owned())));
}

#[test]
fn the_page_shows_it_in_words_with_the_device_and_leads_to_files_of_the_same() {
    let house = house();
    let page = look(&house, "/audit");
    let text = page.text();
    for told in [
        "<b>Anna Alm</b> signed in",
        "<small>Firefox · Linux</small>",
        "<b>Ada Admin</b> confirmed <b>Booking b1</b>",
        "Failed sign-ins are not listed",
        "href=\"/events.csv?type=audit\"",
        "href=\"/api/events?type=audit\"",
        "aria-current=\"page\">Audit log",
    ] {
        assert!(text.contains(told), "{told}");
    }
    assert!(!text.contains("<b>Anna Alm</b> requested"));
    let logins = look(&house, "/audit?type=logins&person=p2");
    assert!(logins.text().contains("<b>Anna Alm</b> signed in"));
    assert!(!logins.text().contains("<b>Ada Admin</b>"));
    let acts = look(&house, "/audit?type=acts");
    assert!(!acts.text().contains("</b> signed in"));
    let table = look(&house, "/events.csv?type=acts");
    assert!(table.text().contains("BookingConfirmed") && !table.text().contains("SignedIn"));
    let ask = Ask::new("GET", "/audit?type=nonsense");
    assert_eq!(house.someone(ADMIN).ask(ask).status, 422);
    assert_eq!(house.someone(ANNA).get("/audit").status, 403);
}

#[test]
fn it_is_paged_and_stays_the_same_list() {
    let house = house();
    house.ben_signs_in(120);
    let page = look(&house, "/audit?type=logins");
    let next = page.text().split("rel=\"next\" href=\"").nth(1).unwrap();
    let next = next.split('"').next().unwrap().replace("&amp;", "&");
    assert!(next.starts_with("/audit?type=logins&cursor="), "{next}");
    assert!(
        look(&house, &next)
            .text()
            .contains("<b>Ben Berg</b> signed in")
    );
}
