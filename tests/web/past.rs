//! Pages that look back: the list of all events, and the plan as it was. And the settings, whose changes both show.

use super::{
    client::{Answer, Ask},
    house::{ADMIN, ANNA, BEN, House, MORNING, Someone, order},
};
use hutbook::{
    domain::{
        accent::Accent,
        command::{Command, PersonCommand},
        ids::Actor,
        region::Region,
    },
    web::site,
};
use serde_json::json;

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

fn house() -> House {
    House::with_routes(site::ROUTES)
}

/// What is between two texts, for every time the first one comes.
fn all_between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let pieces = text.split(from).skip(1);
    pieces
        .filter_map(|piece| Some(piece.split_once(to)?.0))
        .collect()
}

/// The numbers of the events a page lists, as it lists them.
fn numbers(page: &Answer) -> Vec<u64> {
    let facts = all_between(page.text(), "<dt>Event</dt><dd>", "</dd>");
    facts
        .iter()
        .map(|it| it.replace(',', "").parse().unwrap())
        .collect()
}

/// The address the link to the next page leads to.
fn next(page: &Answer) -> Option<String> {
    let links = all_between(page.text(), "rel=\"next\" href=\"", "\"");
    links.first().map(|link| link.replace("&amp;", "&"))
}

fn look(somebody: &Someone<'_>, path: &str) -> Answer {
    let page = somebody.ask(Ask::new("GET", path).header("Accept-Language", "en"));
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    page
}

fn send(somebody: &Someone<'_>, path: &str, form: &str) -> Answer {
    let ask = Ask::new("POST", path).body(form);
    somebody.ask(ask.header("Content-Type", "application/x-www-form-urlencoded"))
}

#[test]
fn every_event_is_listed_once_the_newest_first() {
    let house = house();
    for _ in 0..70 {
        drop(house.token(ANNA));
    }
    let admin = house.someone(ADMIN);
    let before = house.app.book().sequence;
    let (mut seen, mut path) = (Vec::new(), Some("/events".to_owned()));
    while let Some(here) = path {
        let page = look(&admin, &here);
        let found = numbers(&page);
        assert!((1..=50).contains(&found.len()), "{here}: {}", found.len());
        seen.extend(found);
        path = next(&page);
    }
    let all: Vec<u64> = (1..=before).rev().collect();
    assert_eq!(seen, all);
    assert_eq!(
        house.app.book().sequence,
        before,
        "looking has changed nothing"
    );
}

#[test]
fn events_are_found_by_what_they_are_about_by_whom_and_when() {
    let house = house();
    let (admin, anna) = (house.someone(ADMIN), house.someone(ANNA));
    anna.books("2026-07-01", "2026-07-03", "a1", 2);
    house.hands.set(MORNING.plus_millis(3 * DAY));
    anna.books("2026-07-10", "2026-07-12", "a2", 1);
    let confirmed = admin.post("/api/bookings/b1/confirm", &json!({}));
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    let last = house.app.book().sequence;
    for (query, expected) in [
        ("stream=b1", vec![last, last - 2]),
        ("type=booking", vec![last, last - 1, last - 2]),
        ("type=BookingConfirmed", vec![last]),
        ("type=booking&person=p2", vec![last - 1, last - 2]),
        ("type=booking&person=p1", vec![last]),
        ("type=booking&person=system", vec![]),
        ("type=booking&from=2026-06-04", vec![last, last - 1]),
        ("type=booking&to=2026-06-03", vec![last - 2]),
        ("type=booking&from=2026-06-02&to=2026-06-03", vec![]),
        ("stream=house", vec![1]),
    ] {
        let page = look(&admin, &format!("/events?{query}"));
        assert_eq!(numbers(&page), expected, "{query}");
    }
    let page = look(&admin, "/events?stream=b1");
    for words in [
        "Ada Admin",
        "Booking b1",
        "<del>Pending</del>",
        "<ins>Confirmed</ins>",
    ] {
        assert!(page.text().contains(words), "{words}");
    }
    for wrong in [
        "stream=x7",
        "type=Nonsense",
        "person=nobody",
        "from=2026-02-30",
        "to=x",
    ] {
        let page =
            admin.ask(Ask::new("GET", format!("/events?{wrong}")).header("Accept-Language", "en"));
        assert_eq!(page.status, 422, "{wrong}");
        assert!(
            page.text().contains("Please check what you entered"),
            "{wrong}"
        );
        assert!(numbers(&page).is_empty(), "{wrong}");
    }
}

#[test]
fn a_search_stops_after_a_bounded_piece_and_can_be_gone_on_with() {
    let house = house();
    house.ben_signs_in(20_500);
    let admin = house.someone(ADMIN);
    let page = look(&admin, "/events?type=HouseFounded");
    assert!(numbers(&page).is_empty());
    assert!(page.text().contains("Go on searching") && page.text().contains("Up to here no event"));
    let on = next(&page).unwrap();
    assert!(on.contains("type=HouseFounded"), "{on}");
    let page = look(&admin, &on);
    assert_eq!(numbers(&page), [1]);
    assert_eq!(next(&page), None);
}

#[test]
fn changes_are_shown_from_what_was_to_what_is() {
    let house = house();
    let admin = house.someone(ADMIN);
    let form = "name=Hut&zone=Europe%2FVienna&language=de&longest-stay=30&region=BY&accent=lake";
    assert_eq!(send(&admin, "/settings", form).status, 303);
    let book = house.app.book();
    let (settings, changed) = (book.state.settings.clone().unwrap(), book.sequence);
    assert_eq!(
        (settings.region, settings.accent),
        (Some(Region::Bavaria), Accent::Lake)
    );
    // What was before is found also where it stands on a later page.
    for _ in 0..49 {
        drop(house.token(ANNA));
    }
    let page = look(&admin, "/events");
    assert_eq!(
        (numbers(&page).len(), numbers(&page).last()),
        (50, Some(&changed))
    );
    assert!(page.text().contains("<del>Europe/Berlin</del>"));
    let room = json!({"name": "Loft", "kind": "room", "capacity": 2});
    assert_eq!(admin.put("/api/accommodations/a1", &room).status, 200);
    let page = look(&admin, "/events?stream=house");
    assert!(page.text().contains("<html lang=\"en\" class=\"lake\">"));
    for words in [
        "<del>Europe/Berlin</del>",
        "<ins>Europe/Vienna</ins>",
        "<del>show none</del>",
        "<ins>Bavaria</ins>",
        "<ins>Lake</ins>",
    ] {
        assert_eq!(page.text().matches(words).count(), 1, "{words}");
    }
    let page = look(&admin, "/events?type=AccommodationChanged");
    assert!(page.text().contains("<ins>Loft</ins>") && page.text().contains("<del>"));
}

#[test]
fn settings_a_form_does_not_ask_for_stay_and_unknown_ones_are_refused() {
    let house = house();
    let admin = house.someone(ADMIN);
    let base = "name=Hut&zone=Europe%2FBerlin&language=de&longest-stay=30";
    let now = || {
        let settings = house.app.book().state.settings.clone().unwrap();
        (settings.region, settings.accent)
    };
    let chosen = (Some(Region::Saxony), Accent::Brick);
    send(
        &admin,
        "/settings",
        &format!("{base}&region=SN&accent=brick"),
    );
    assert_eq!(now(), chosen);
    assert_eq!(send(&admin, "/settings", base).status, 303);
    assert_eq!(now(), chosen);
    for wrong in ["region=XX", "accent=gold"] {
        let page = send(&admin, "/settings", &format!("{base}&{wrong}"));
        assert_eq!(page.status, 422, "{wrong}");
        assert!(
            page.text()
                .contains("Bitte wählen Sie eine Möglichkeit aus."),
            "{wrong}"
        );
        assert_eq!(now(), chosen);
    }
    send(
        &admin,
        "/settings",
        &format!("{base}&region=&accent=forest"),
    );
    assert_eq!(now(), (None, Accent::Forest));
}

#[test]
fn whoever_has_been_erased_has_no_name_in_any_event() {
    let house = house();
    let (admin, ben) = (house.someone(ADMIN), house.someone(BEN));
    ben.books("2026-07-01", "2026-07-03", "a1", 2);
    let page = look(&admin, "/events");
    assert!(page.text().contains("Ben") && page.text().contains("ben@"));
    assert_eq!(
        ben.post(
            "/api/bookings/b1/cancel",
            &json!({"reason": "Benedict is ill"})
        )
        .status,
        200
    );
    assert!(look(&admin, "/events").text().contains("Benedict is ill"));
    let erase = PersonCommand::Erase {
        person: BEN,
        cancel_stays: true,
    };
    let _ = order(&house.app, Actor::Person(ADMIN), Command::Person(erase));
    let page = look(&admin, "/events");
    assert!(!page.text().contains("Ben"), "{}", page.text());
    assert!(page.text().contains("erased person"));
}

#[test]
fn the_plan_is_shown_as_it_was_at_any_event_and_at_any_time() {
    let house = house();
    let (admin, anna) = (house.someone(ADMIN), house.someone(ANNA));
    anna.books("2026-07-01", "2026-07-03", "a1", 2);
    let requested = house.app.book().sequence;
    house.hands.set(MORNING.plus_millis(2 * DAY));
    assert_eq!(
        admin.post("/api/bookings/b1/confirm", &json!({})).status,
        200
    );
    let confirmed = house.app.book().sequence;
    house.hands.set(MORNING.plus_millis(4 * DAY));
    assert_eq!(anna.post("/api/bookings/b1/cancel", &json!({})).status, 200);
    anna.books("2026-07-20", "2026-07-22", "a2", 3);
    let now = house.app.book().sequence;
    let shown = |path: &str| {
        let page = look(&admin, path);
        let plan = all_between(page.text(), "<table class=\"plan\"", "</table>");
        let plan = plan.first().map(|it| (*it).to_owned()).unwrap_or_default();
        assert!(
            !plan.contains("href="),
            "something in it leads somewhere: {plan}"
        );
        (page.text().to_owned(), plan)
    };
    let month = "&date=2026-07-01";
    // Nothing yet, pending, confirmed, gone.
    for (event, status) in [
        (requested - 1, None),
        (requested, Some("bar ask")),
        (confirmed, Some("bar ok")),
        (now, None),
    ] {
        let (page, plan) = shown(&format!("/past?event={event}{month}"));
        assert!(page.contains(&format!("Event {event}</a>")), "{event}");
        let first = plan.contains("1–3 July 2026");
        assert_eq!(first, status.is_some(), "{event}: {plan}");
        assert!(
            status.is_none_or(|status| plan.contains(status)),
            "{event}: {plan}"
        );
    }
    // The clock at the house is two hours ahead of UTC.
    for (time, event) in [
        ("on=2026-06-01&at=09%3A59", 0),
        ("on=2026-06-03&at=09%3A59", requested),
        ("on=2026-06-03&at=10%3A00", confirmed),
        ("on=2026-06-05&at=09%3A59", confirmed),
        ("on=2026-06-30&at=00%3A00", now),
    ] {
        let (page, _) = shown(&format!("/past?{time}{month}"));
        assert!(
            page.contains(&format!("Event {event}</a>")),
            "{time}: {page}"
        );
    }
    let (page, _) = shown(&format!("/past?event={confirmed}{month}"));
    assert!(page.contains("<b>1 new, 1 cancelled</b>"), "{page}");
    assert!(page.contains("/bookings/b1") && page.contains("/bookings/b2"));
    for step in [requested, confirmed + 1] {
        assert!(
            page.contains(&format!("/past?event={step}&amp;date=2026-07-01")),
            "{step}"
        );
    }
    let (page, _) = shown(&format!("/past?event={now}{month}"));
    assert!(page.contains("Nothing has changed since"));
    for (wrong, status) in [
        (format!("event={}", now + 1), 422),
        ("event=x".to_owned(), 422),
        ("on=2026-06-01&at=25%3A00".to_owned(), 422),
        ("on=&at=".to_owned(), 422),
        (String::new(), 200),
    ] {
        assert_eq!(
            admin.get(format!("/past?{wrong}")).status,
            status,
            "{wrong}"
        );
    }
    assert_eq!(
        house.app.book().sequence,
        now,
        "looking has changed nothing"
    );
}

#[test]
fn only_administrators_look_back() {
    let house = house();
    let anna = house.someone(ANNA);
    for path in ["/events", "/past", "/events?stream=b1", "/past?event=1"] {
        assert_eq!(anna.get(path).status, 403, "{path}");
        assert_eq!(house.ask(Ask::new("GET", path)).status, 401, "{path}");
    }
    assert_eq!(send(&anna, "/storage/backup", "").status, 403);
}

#[test]
fn people_are_found_by_a_piece_of_name_or_address() {
    let house = house();
    let (admin, anna) = (house.someone(ADMIN), house.someone(ANNA));
    anna.books("2026-07-01", "2026-07-03", "a1", 2);
    anna.books("2026-12-30", "2027-01-02", "a2", 1);
    assert_eq!(
        admin.post("/api/bookings/b2/confirm", &json!({})).status,
        200
    );
    let lines = |path: &str| {
        look(&admin, path)
            .text()
            .matches("<li class=\"sheet\">")
            .count()
    };
    assert_eq!(lines("/people"), house.app.book().state.people.len());
    assert_eq!(lines("/people?search=ANNA"), 1);
    assert_eq!(lines("/people?search=%40hut"), lines("/people"));
    assert_eq!(lines("/people?search=nobody"), 0);
    let page = look(&admin, "/people?search=anna");
    for words in [
        "2 stays ahead",
        "2 nights in 2026",
        "last signed in 1 June 2026, 10:00",
    ] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    let page = look(&admin, "/people?search=ben");
    assert!(page.text().contains("no stays ahead") && page.text().contains("never signed in"));
}
