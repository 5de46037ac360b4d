//! What administrators see of the house's database: the same events and the same figures on the pages as in the interface
//! for programs, whatever is asked; and what checking and rebuilding come to.

use super::{
    client::{Answer, Ask},
    house::{self, ADMIN, ANNA, BEN, House, MORNING, Someone},
};
use hutbook::{
    domain::{
        command::{Command, NewPerson, PersonCommand},
        house::Language::English,
        ids::Actor,
        people::Role,
    },
    web::site,
    words::counts,
};
use serde_json::{Value, json};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// More events than one page looks at.
const MANY: u64 = 20_500;

fn house() -> House {
    House::with_routes(site::ROUTES)
}

/// A house in which bookings were made and answered on several days.
fn busy() -> House {
    let house = house();
    let (admin, anna) = (house.someone(ADMIN), house.someone(ANNA));
    for day in 0..8 {
        house.hands.set(MORNING.plus_millis(day * DAY));
        let ben = house.someone(BEN);
        let month = 7 + day / 4;
        let arrival = format!("2026-{month:02}-{:02}", 1 + 3 * (day % 4));
        let departure = format!("2026-{month:02}-{:02}", 2 + 3 * (day % 4));
        anna.books(&arrival, &departure, "a1", 2);
        ben.books(&arrival, &departure, "a2", 1);
        let confirm = format!("/api/bookings/b{}/confirm", 2 * day + 1);
        assert_eq!(admin.post(confirm, &json!({})).status, 200);
        for _ in 0..9 {
            drop(house.token(BEN));
        }
    }
    let room = json!({"name": "Loft", "kind": "room", "capacity": 2});
    assert_eq!(admin.put("/api/accommodations/a1", &room).status, 200);
    house
}

fn look(somebody: &Someone<'_>, path: &str) -> Answer {
    let page = somebody.ask(Ask::new("GET", path).header("Accept-Language", "en"));
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    page
}

fn press(somebody: &Someone<'_>, path: &str) -> String {
    let ask = Ask::new("POST", path).body("");
    let answer = somebody.ask(ask.header("Content-Type", "application/x-www-form-urlencoded"));
    assert_eq!(answer.status, 303, "{path}: {}", answer.text());
    answer.header("location").unwrap().to_owned()
}

/// What is between two texts, for every time the first one comes.
fn all_between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let pieces = text.split(from).skip(1);
    pieces
        .filter_map(|piece| Some(piece.split_once(to)?.0))
        .collect()
}

fn plain(html: &str) -> String {
    html.replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// The events a page lists, as it lists them, from the JSON it unfolds.
fn on_the_page(page: &Answer) -> Vec<Value> {
    let raw = all_between(page.text(), "<pre><code>", "</code></pre>");
    raw.iter()
        .map(|raw| serde_json::from_str(&plain(raw)).unwrap())
        .collect()
}

fn link(page: &Answer, rel: &str) -> Option<String> {
    let links = all_between(page.text(), &format!("rel=\"{rel}\" href=\""), "\"");
    links.first().map(|link| plain(link))
}

fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let lines = answer.text().lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// All pages from one on, and the last of them.
fn follow(admin: &Someone<'_>, from: String, rel: &str) -> (Vec<Vec<Value>>, String) {
    let (mut pages, mut here) = (Vec::new(), from);
    loop {
        let page = look(admin, &here);
        pages.push(on_the_page(&page));
        match link(&page, rel) {
            Some(next) => here = next,
            None => return (pages, here),
        }
    }
}

#[test]
fn page_and_interface_show_the_same_events_for_the_same_question_both_ways() {
    let house = busy();
    let admin = house.someone(ADMIN);
    for (query, least) in [
        ("", 100),
        ("type=booking", 24),
        ("type=person", 70),
        ("type=house", 1),
        ("type=BookingConfirmed", 8),
        ("type=AccommodationChanged", 1),
        ("type=RoleChanged", 0),
        ("stream=b3", 2),
        ("stream=p3", 70),
        ("stream=a1", 2),
        ("stream=house", 1),
        ("stream=b999", 0),
        ("person=p2", 8),
        ("person=p3&type=booking", 8),
        ("person=system", 8),
        ("person=unknown", 0),
        ("from=2026-06-04", 50),
        ("to=2026-06-03", 30),
        ("from=2026-06-02&to=2026-06-03&type=booking", 6),
        (
            "from=2026-06-02T10:00&to=2026-06-02T10:00&type=BookingRequested",
            2,
        ),
        ("from=2026-06-02T10:01&to=2026-06-03T09:59", 0),
        (
            "stream=b3&type=BookingConfirmed&person=p1&from=2026-06-02",
            1,
        ),
    ] {
        let before = house.app.book().sequence;
        let api = lines(&admin.get(format!("/api/events?{query}")));
        assert!(api.len() >= least, "{query}: {}", api.len());
        let (older, last) = follow(&admin, format!("/events?{query}"), "next");
        let mut page: Vec<Value> = older.concat();
        page.reverse();
        assert_eq!(page, api, "{query}");
        // Back to the newest: the same events, and in the end the page one began with.
        let (newer, newest) = follow(&admin, last, "prev");
        for event in &api {
            assert!(newer.iter().flatten().any(|it| it == event), "{query}");
        }
        assert_eq!(newer.last(), older.first(), "{query}: {newest}");
        assert_eq!(house.app.book().sequence, before, "looking changes nothing");
        let table = look(&admin, &format!("/events.csv?{query}"));
        assert_eq!(table.text().lines().count(), 1 + api.len(), "{query}");
    }
}

#[test]
fn an_event_is_shown_with_its_circumstances_as_programs_get_it() {
    let house = busy();
    let admin = house.someone(ADMIN);
    let page = look(&admin, "/events?stream=b1&type=BookingConfirmed");
    let [event] = &*on_the_page(&page) else {
        panic!("{}", page.text());
    };
    assert_eq!(event["data"], json!({"overrides": []}));
    let sequence = event["sequence"].as_u64().unwrap();
    let stored = house.app.stored(sequence).unwrap().unwrap();
    let block = format!(
        "begins with event {}: {} events",
        stored.block, stored.block_events
    );
    for words in [
        "Ada Admin",
        "Booking b1",
        "BookingConfirmed",
        "<dt>Schema version</dt><dd>1</dd>",
        "1 June 2026, 10:00",
        "2026-06-01T08:00:00Z",
        event["command"].as_str().unwrap(),
        "version 2",
        &block,
    ] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    let founded = look(&admin, "/events?type=HouseFounded");
    assert!(founded.text().contains("<dt>Schema version</dt><dd>3</dd>"));
    let table = admin.get("/events.csv?stream=b1&type=BookingConfirmed");
    let (head, row) = table.text().split_once("\r\n").unwrap();
    assert!(head.starts_with("\u{feff}Nummer;Zeit;"), "{head}");
    let expected = format!(
        "{sequence};2026-06-01 10:00:00;2026-06-01T08:00:00Z;BookingConfirmed;Ada Admin hat Buchung b1 bestätigt;Ada Admin;b1;2;"
    );
    assert!(row.starts_with(&expected), "{row}");
}

#[test]
fn what_is_chosen_stands_in_chips_that_can_be_taken_off_and_names_are_understood() {
    let house = busy();
    let admin = house.someone(ADMIN);
    let page = look(
        &admin,
        "/events?type=BookingRequested&stream=anna+alm&person=p2&from=2026-06-02&from-time=09%3A30",
    );
    let chips = all_between(page.text(), "<a class=\"chip off\" href=\"", "<svg");
    let chips: Vec<_> = chips.into_iter().map(plain).collect();
    for (chip, less) in chips.iter().zip([
        "/events?stream=p2&person=p2&from=2026-06-02T09%3A30\"><span>Booking requested",
        "/events?type=BookingRequested&person=p2&from=2026-06-02T09%3A30\"><span>About: Anna Alm",
        "/events?type=BookingRequested&stream=p2&from=2026-06-02T09%3A30\"><span>Who: Anna Alm",
        "/events?type=BookingRequested&stream=p2&person=p2\"><span>from 2 June 2026, 09:30",
    ]) {
        assert!(chip.starts_with(less), "{chip}");
    }
    assert_eq!(chips.len(), 4);
    assert!(page.text().contains("No event matches this filter."));
    assert!(
        page.text()
            .contains("<a class=\"button\" href=\"/events\">Clear filter</a>")
    );
    for (written, stream) in [
        ("7", "b7"),
        ("B7", "b7"),
        ("Loft", "a1"),
        ("dormitory", "a2"),
        ("BEN BERG", "p3"),
        ("Haus", "house"),
    ] {
        let page = look(
            &admin,
            &format!("/events?stream={}", written.replace(' ', "+")),
        );
        let asked = format!("/api/events?stream={stream}\"");
        assert!(page.text().contains(&asked), "{written}");
    }
}

#[test]
fn where_there_are_too_many_people_to_choose_from_their_names_are_typed() {
    let house = house();
    for number in 0..100 {
        let person = NewPerson {
            email: format!("guest{number}@hut.example").into(),
            first_name: "Gus".into(),
            last_name: if number < 2 {
                "Guest".into()
            } else {
                format!("G{number}").into()
            },
            role: Role::Member,
        };
        let add = Command::Person(PersonCommand::Add { person });
        let _ = house::order(&house.app, Actor::System, add);
    }
    let admin = house.someone(ADMIN);
    let page = look(&admin, "/events?person=ADA+admin");
    assert!(page.text().contains("list=\"actors\"") && page.text().contains("value=\"p1\""));
    assert_eq!(on_the_page(&page).len(), 1);
    for (name, sentence) in [
        ("Gus+Guest", "Several are called that."),
        ("Gus", "Nobody is called that."),
    ] {
        let ask = Ask::new("GET", format!("/events?person={name}"));
        let page = admin.ask(ask.header("Accept-Language", "en"));
        assert_eq!(page.status, 422, "{name}");
        assert!(page.text().contains(sentence), "{name}");
    }
}

#[test]
fn what_is_not_understood_is_said_and_nothing_is_shown() {
    let house = house();
    let admin = house.someone(ADMIN);
    for wrong in [
        "type=Nonsense",
        "stream=x7",
        "person=nobody",
        "from=2026-02-30",
        "to=x",
        "from=2026-06-01T25:00",
        "from=",
        "stream=B7",
        "type=",
    ] {
        let answer = admin.get(format!("/api/events?{wrong}"));
        assert_eq!(answer.status, 400, "{wrong}");
        assert_eq!(answer.problem(), "parameter-malformed", "{wrong}");
    }
    for wrong in [
        "type=Nonsense",
        "stream=x7",
        "person=nobody",
        "from=2026-02-30",
        "to=x",
        "from-time=10%3A00",
        "from=2026-06-01&from-time=x",
        "from=2026-06-02&to=2026-06-01",
    ] {
        let page = admin.get(format!("/events?{wrong}"));
        assert_eq!(page.status, 422, "{wrong}");
        assert!(on_the_page(&page).is_empty(), "{wrong}");
        assert!(
            page.text().contains("aria-invalid")
                || wrong.starts_with("type")
                || wrong.starts_with("person")
        );
        let table = admin.get(format!("/events.csv?{wrong}"));
        assert_eq!(table.status, 303, "{wrong}");
    }
}

#[test]
fn a_booking_is_found_at_once_however_much_has_happened_since() {
    let house = busy();
    house.ben_signs_in(MANY);
    let admin = house.someone(ADMIN);
    for (query, found, more) in [
        ("stream=b1", 2, false),
        ("stream=b1&type=BookingRequested", 1, false),
        ("stream=b999", 0, false),
        // Of the rest it is known only where it began, or not even that.
        ("stream=a1", 0, true),
        ("type=HouseFounded", 0, true),
    ] {
        let page = look(&admin, &format!("/events?{query}"));
        assert_eq!(on_the_page(&page).len(), found, "{query}");
        assert_eq!(page.text().contains("Go on searching"), more, "{query}");
        assert_eq!(link(&page, "next").is_some(), more, "{query}");
    }
    let (pages, _) = follow(&admin, "/events?stream=a1".to_owned(), "next");
    let api = lines(&admin.get("/api/events?stream=a1"));
    assert_eq!(pages.concat().len(), api.len());
    let after = format!("/events?stream=b1&after={}", MANY / 2);
    assert_eq!(on_the_page(&look(&admin, &after)).len(), 2);
}

#[test]
fn page_and_interface_tell_the_same_figures() {
    let house = busy();
    house.ben_signs_in(MANY);
    let admin = house.someone(ADMIN);
    let checked = admin.ask(Ask::new("POST", "/api/admin/storage/check"));
    assert_eq!(checked.status, 200, "{}", checked.text());
    let rebuilt = admin.ask(Ask::new("POST", "/api/admin/projections/rebuild"));
    assert_eq!(rebuilt.status, 200, "{}", rebuilt.text());
    let said = admin.get("/api/admin/storage").json();
    let page = look(&admin, "/storage");
    assert_eq!(said["check"]["last"], checked.json());
    assert_eq!(said["rebuilt"], rebuilt.json());
    let figures = house.app.figures().unwrap();
    assert_eq!(said["events"], figures.events);
    assert_eq!(said["filled"]["rawBytes"], figures.blocks.raw_bytes);
    let value = |value: &Value| value.as_u64().unwrap_or_else(|| panic!("{value}"));
    let number = |it: &Value| counts::number(English, value(it));
    let bytes = |it: &Value| counts::bytes(English, value(it));
    let filled = |it: &Value| {
        let part = counts::percent(English, value(it), value(&said["filled"]["mostBytes"]));
        format!("{part} ({})", bytes(it))
    };
    let row = |label: &str, figure: &str| format!("{label}</th><td>{figure}");
    let of = &said["filled"];
    for words in [
        format!("Events</dt><dd><b>{}</b>", number(&said["events"])),
        format!("Blocks</dt><dd><b>{}</b>", number(&said["blocks"])),
        row("Number", &number(&said["blocks"])),
        row("Size of the file", &bytes(&said["fileBytes"])),
        row("of which events", &bytes(&said["blockBytes"])),
        row("Smallest full block", &filled(&of["smallest"])),
        row("Largest full block", &filled(&of["largest"])),
        row("The last one is filled to", &filled(&of["openBytes"])),
        row(
            "Compressed",
            &format!(
                "from {} to {}",
                bytes(&of["rawBytes"]),
                bytes(&said["blockBytes"])
            ),
        ),
        row("Appends since the start", &number(&said["appends"])),
        row("Last event", &number(&said["chain"]["sequence"])),
        row("Last written", "8 June 2026, 10:00"),
        row(
            "Hash of the last block",
            said["chain"]["hash"].as_str().unwrap(),
        ),
        format!("{} events in", number(&said["check"]["last"]["events"])),
        format!("from {} events in", number(&said["rebuilt"]["events"])),
        "everything the same as before".to_owned(),
        format!(
            "as of event {}.",
            number(&said["projections"][0]["sequence"])
        ),
    ] {
        assert!(page.text().contains(&words), "{words}: {}", page.text());
    }
    let rows = all_between(page.text(), "<th scope=\"row\"><b>", "</tr>");
    let projections = said["projections"].as_array().unwrap();
    assert_eq!(rows.len(), projections.len());
    for (row, projection) in rows.iter().zip(projections) {
        let cells = all_between(row, "<td class=\"number\">", "</td>");
        assert_eq!(
            cells,
            [number(&projection["entries"]), bytes(&projection["bytes"])]
        );
    }
    let entries = |name: &str| {
        let found = projections.iter().find(|it| it["name"] == name);
        found.unwrap()["entries"].clone()
    };
    assert_eq!(entries("bookings"), said["bookings"]);
    assert_eq!(entries("agenda"), said["bookings"]);
    assert_eq!(entries("people"), said["people"]);
    assert_eq!(entries("accommodations"), said["accommodations"]);
    assert_eq!(entries("sessions"), said["sessions"]);
    assert_eq!(entries("activity"), 24);
}

#[test]
fn a_check_finds_what_has_happened_to_the_file_since_it_was_opened() {
    let house = house();
    house.ben_signs_in(MANY);
    let admin = house.someone(ADMIN);
    assert!(
        look(&admin, "/storage")
            .text()
            .contains("Not checked in full")
    );
    assert_eq!(press(&admin, "/storage/check"), "/storage?done=checked");
    let page = look(&admin, "/storage");
    let head = house.app.book().sequence;
    assert!(
        page.text()
            .contains("Last checked: 1 June 2026, 10:00, 20,5"),
        "{}",
        page.text()
    );
    let said = admin.get("/api/admin/storage").json();
    assert_eq!(said["check"]["last"]["events"], head);
    assert_eq!(said["check"]["last"]["whole"], true);
    house.flip_in_the_middle();
    assert_eq!(
        press(&admin, "/storage/check"),
        "/storage?done=found-damaged"
    );
    let said = admin.get("/api/admin/storage").json();
    let check = &said["check"]["last"];
    assert_eq!(check["whole"], false);
    let damage = check["damage"].as_str().unwrap();
    assert!(
        damage.contains("the checksum does not fit the bytes"),
        "{damage}"
    );
    assert!(check["events"].as_u64().unwrap() < head);
    let page = look(&admin, "/storage");
    assert!(page.text().contains(damage) && page.text().contains("hutbook restore"));
}

#[test]
fn only_administrators_see_the_database_and_have_it_checked() {
    let house = house();
    let anna = house.someone(ANNA);
    for path in [
        "/storage",
        "/events.csv",
        "/api/admin/storage",
        "/api/events?stream=b1",
    ] {
        assert_eq!(anna.get(path).status, 403, "{path}");
        assert_eq!(house.ask(Ask::new("GET", path)).status, 401, "{path}");
    }
    for path in [
        "/storage/check",
        "/storage/rebuild",
        "/api/admin/storage/check",
    ] {
        assert_eq!(anna.ask(Ask::new("POST", path)).status, 403, "{path}");
    }
    assert_eq!(house.app.last_check().last, None);
}
