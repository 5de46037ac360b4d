//! What whoever is not signed in sees of the plan, for each setting: never more than it says, and never what is kept for
//! somebody else.

use super::{
    client::{Answer, Ask},
    house::{ADMIN, ANNA, BEN, House, order, wish},
};
use hutbook::{
    domain::{
        command::{Command, HouseCommand, PersonCommand},
        house::Visitors,
        ids::Actor,
    },
    web::site,
};
use serde_json::{Value, json};

const NOTE: &str = "the surprise party";
/// Everything that shows stays, with those of the sample in it.
const PAGES: [&str; 8] = [
    "/",
    "/plan",
    "/plan?date=2026-07-01",
    "/plan?date=2026-06-01&span=quarter",
    "/calendar?date=2026-07-01",
    "/year?year=2026",
    "/api/calendar?from=2026-06-01&to=2026-08-01",
    "/api/availability?arrival=2026-07-01&departure=2026-07-12",
];

fn set(house: &House, visitors: Visitors) {
    let before = house.app.book().state.settings.clone().unwrap();
    let settings = hutbook::domain::house::Settings { visitors, ..before };
    let change = Command::House(HouseCommand::ChangeSettings { settings });
    let _ = order(&house.app, Actor::Person(ADMIN), change);
}

fn look(house: &House, path: &str) -> Answer {
    house.ask(Ask::new("GET", path).header("Accept-Language", "en"))
}

/// Stays of Anna and Ben in June and July: confirmed and asked for, with notes, and one that is too large on purpose.
fn house(visitors: Visitors) -> House {
    let house = House::with_routes(site::ROUTES);
    let (anna, ben, admin) = (
        house.someone(ANNA),
        house.someone(BEN),
        house.someone(ADMIN),
    );
    anna.books("2026-06-01", "2026-06-03", "a1", 1);
    let mut noted = wish("2026-07-03", "2026-07-05", "a1", 2);
    noted["note"] = json!(NOTE);
    let booking = anna.post("/api/bookings", &noted).json();
    let id = booking["id"].as_str().unwrap();
    admin.post(format!("/api/bookings/{id}/confirm"), &json!({}));
    ben.books("2026-07-05", "2026-07-07", "a1", 2);
    ben.books("2026-07-04", "2026-07-09", "a2", 3);
    let mut large = wish("2026-07-10", "2026-07-12", "a1", 7);
    large["override"] = json!(["capacity"]);
    let large = admin.post("/api/bookings", &large);
    assert_eq!(large.status, 201, "{large:?}");
    set(&house, visitors);
    house
}

/// Whether a word stands in a text by itself.
fn has_word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(part) && !text[at + word.len()..].starts_with(part))
}

/// Ids of bookings and people, addresses, notes: what no visitor ever sees.
fn told_of_stays(text: &str) -> Vec<String> {
    let ids = (1..=5).flat_map(|n| [format!("b{n}"), format!("p{n}")]);
    let words = ids.filter(|id| has_word(text, id));
    let never = [
        "/bookings",
        NOTE,
        "hut.example",
        "data-live",
        "data-after",
        "/api/changes",
    ];
    let parts = never.iter().filter(|part| text.contains(**part));
    words.chain(parts.map(|part| (*part).to_owned())).collect()
}

#[test]
fn whoever_is_not_signed_in_sees_nothing_unless_the_house_says_so() {
    let house = house(Visitors::Nothing);
    for path in PAGES {
        let answer = look(&house, path);
        let expected = if path == "/" { 303 } else { 401 };
        assert_eq!(answer.status, expected, "{path}");
        assert!(!answer.text().contains("Room"), "{path}");
    }
    assert_eq!(look(&house, "/").header("location"), Some("/sign-in"));
}

#[test]
fn visitors_of_an_open_plan_see_what_is_taken_and_not_by_whom() {
    let house = house(Visitors::Occupied);
    for path in PAGES {
        let answer = look(&house, path);
        assert_eq!(answer.status, 200, "{path}");
        let text = answer.text();
        for name in ["Anna", "Alm", "Ben", "Berg", "Ada", "Admin"] {
            assert!(!has_word(text, name), "{path}: {name}");
        }
        assert_eq!(told_of_stays(text), [""; 0], "{path}");
        for status in [
            "pending",
            "confirmed",
            "completed",
            "requested",
            "class=\"bar ask",
            " mine",
        ] {
            assert!(!text.to_lowercase().contains(status), "{path}: {status}");
        }
        assert!(!text.contains("Tent"), "{path}: where nobody can book");
    }
    let plan = look(&house, "/plan?date=2026-07-01");
    let stretch = "taken, 2 places: 3–7 July 2026";
    assert!(plan.text().contains(stretch), "{}", plan.text());
    assert!(
        plan.text()
            .contains("href=\"/sign-in?to=%2Fplan%3Fdate%3D2026-07-01\"")
    );
    let calendar = look(&house, "/api/calendar?from=2026-07-03&to=2026-07-12").json();
    let rows = calendar["accommodations"].as_array().unwrap();
    assert_eq!(rows[0]["persons"], json!([2, 2, 2, 2, 0, 0, 0, 2, 2]));
    assert_eq!(rows[1]["persons"], json!([0, 3, 3, 3, 3, 3, 0, 0, 0]));
    assert!(rows.iter().all(|row| row["stays"] == json!([])));
    assert_eq!((rows.len(), &calendar["sequence"]), (2, &Value::Null));
    let free = look(
        &house,
        "/api/availability?arrival=2026-07-09&departure=2026-07-11",
    )
    .json();
    let places = free["accommodations"].as_array().unwrap();
    assert_eq!(places[0]["freePerNight"], json!([2, 0]));
    assert!(places.iter().all(|places| places["conflicts"] == json!([])));
}

#[test]
fn two_houses_with_the_same_free_places_look_the_same_to_visitors() {
    let one = house(Visitors::Occupied);
    let other = House::with_routes(site::ROUTES);
    let (anna, ben, admin) = (
        other.someone(ANNA),
        other.someone(BEN),
        other.someone(ADMIN),
    );
    // The same nights, by others, in other pieces, numbers and states.
    ben.books("2026-07-06", "2026-07-07", "a1", 2);
    ben.books("2026-07-03", "2026-07-06", "a1", 1);
    anna.books("2026-07-03", "2026-07-06", "a1", 1);
    for (first, last) in [("2026-07-04", "2026-07-06"), ("2026-07-06", "2026-07-09")] {
        for persons in [1, 2] {
            anna.books(first, last, "a2", persons);
        }
    }
    let early = ben.books("2026-06-01", "2026-06-03", "a1", 1);
    let id = early["id"].as_str().unwrap();
    admin.post(format!("/api/bookings/{id}/confirm"), &json!({}));
    anna.books("2026-07-10", "2026-07-12", "a1", 2);
    set(&other, Visitors::Occupied);
    for path in PAGES {
        let (one, other) = (look(&one, path), look(&other, path));
        // The cookie that remembers looks is named after the house.
        assert_eq!(one.text(), other.text(), "{path}");
    }
}

#[test]
fn visitors_of_a_plan_with_names_see_names_and_no_way_to_bookings() {
    let house = house(Visitors::Names);
    for path in PAGES {
        let answer = look(&house, path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(told_of_stays(answer.text()), [""; 0], "{path}");
    }
    for path in [PAGES[2], PAGES[4], PAGES[6], PAGES[7]] {
        let answer = look(&house, path);
        assert!(
            answer.text().contains("Anna Alm") && answer.text().contains("Ben Berg"),
            "{path}"
        );
    }
    let calendar = look(&house, PAGES[6]).json();
    let stay = &calendar["accommodations"][0]["stays"][0];
    assert_eq!(
        (&stay["bookingId"], &stay["memberName"]),
        (&Value::Null, &json!("Anna Alm"))
    );
}

#[test]
fn everything_else_stays_closed_to_visitors() {
    let house = house(Visitors::Names);
    let open = [
        "/plan",
        "/calendar",
        "/year",
        "/api/calendar",
        "/api/availability",
    ];
    for route in hutbook::web::api::ROUTES.iter().chain(site::ROUTES) {
        use hutbook::web::table::Access;
        assert_eq!(
            route.access == Access::Visitor,
            open.contains(&route.path),
            "{}",
            route.path
        );
    }
    for path in [
        "/bookings",
        "/bookings/b1",
        "/people",
        "/events",
        "/audit",
        "/display",
        "/arrivals",
        "/api/changes",
        "/api/bookings",
        "/api/bookings/b1",
        "/api/people",
        "/api/accommodations",
        "/api/events",
        // What is free without a booking tells what is in it.
        "/api/availability?arrival=2026-07-01&departure=2026-07-12&exclude=b2",
    ] {
        assert_eq!(look(&house, path).status, 401, "{path}");
    }
    // A program whose token is worth nothing is told so.
    let ask = Ask::new("GET", PAGES[6]).header("Authorization", "Bearer nonsense");
    assert_eq!(house.ask(ask).status, 401);
}

#[test]
fn what_is_kept_for_one_is_never_served_to_another() {
    let house = house(Visitors::Occupied);
    let (anna, admin) = (house.someone(ANNA), house.someone(ADMIN));
    for path in [PAGES[6], PAGES[7]] {
        let theirs = anna.get(path);
        assert!(theirs.text().contains("Anna Alm"), "{path}");
        let tag = theirs.header("etag").unwrap().to_owned();
        let visitors = look(&house, path);
        assert!(!visitors.text().contains("Anna"), "{path}");
        let own = visitors.header("etag").unwrap().to_owned();
        assert_ne!(own, tag);
        // Neither by the tag of the other.
        let with = |tag: &str| Ask::new("GET", path).header("If-None-Match", tag);
        assert_eq!(house.ask(with(&tag)).status, 200);
        assert_eq!(house.ask(with(&own)).status, 304);
        let again = anna.ask(with(&own));
        assert_eq!((again.status, again.text()), (200, theirs.text()), "{path}");
        assert!(admin.get(path).text().contains("Anna Alm"));
        assert_eq!(look(&house, path).text(), visitors.text());
        // Nor once the house says otherwise.
        set(&house, Visitors::Names);
        assert!(house.ask(with(&own)).text().contains("Anna Alm"), "{path}");
        set(&house, Visitors::Nothing);
        assert_eq!(house.ask(with(&own)).status, 401, "{path}");
        set(&house, Visitors::Occupied);
        assert_eq!(look(&house, path).text(), visitors.text());
        for answer in [&theirs, &visitors] {
            assert_eq!(answer.header("vary"), Some("Cookie, Authorization"));
            assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
        }
    }
    for path in &PAGES[..6] {
        assert_eq!(
            look(&house, path).header("cache-control"),
            Some("no-store"),
            "{path}"
        );
    }
}

#[test]
fn a_packed_answer_is_that_of_whoever_asks() {
    let house = house(Visitors::Occupied);
    let packed = |ask: Ask| ask.header("Accept-Encoding", "gzip");
    let anna = house.someone(ANNA);
    let theirs = anna.ask(packed(Ask::new("GET", PAGES[6])));
    let visitors = house.ask(packed(Ask::new("GET", PAGES[6])));
    assert_ne!(theirs.body, visitors.body);
    let again = anna.ask(packed(Ask::new("GET", PAGES[6])));
    assert_eq!(theirs.body, again.body);
}

#[test]
fn the_settings_page_asks_both_questions_and_keeps_what_is_not_asked() {
    let house = House::with_routes(site::ROUTES);
    let admin = house.someone(ADMIN);
    let send = |more: &str| {
        let base = "name=Hut&zone=Europe%2FBerlin&language=de&longest-stay=30";
        let ask = Ask::new("POST", "/settings").body(format!("{base}{more}"));
        let form = "application/x-www-form-urlencoded";
        admin.ask(ask.header("Content-Type", form)).status
    };
    let now = || {
        let settings = house.app.book().state.settings.clone().unwrap();
        (settings.registration, settings.visitors)
    };
    let page = || admin.get("/settings").text().to_owned();
    let chosen = |value: &str| format!("value=\"{value}\" checked");
    assert!(
        page().contains(&chosen("nothing"))
            && page().contains("name=\"registration\" value=\"yes\" checked")
    );
    assert_eq!(send("&asks-registration=yes&visitors=occupied"), 303);
    assert_eq!(now(), (false, Visitors::Occupied));
    assert!(page().contains(&chosen("occupied")) && !page().contains("value=\"yes\" checked"));
    assert_eq!(send(""), 303);
    assert_eq!(now(), (false, Visitors::Occupied));
    assert_eq!(send("&visitors=everything"), 422);
    assert_eq!(
        send("&asks-registration=yes&registration=yes&visitors=names"),
        303
    );
    assert_eq!(now(), (true, Visitors::Names));
}

#[test]
fn what_visitors_see_has_the_same_tag_until_it_looks_otherwise() {
    let house = house(Visitors::Occupied);
    let path = "/api/calendar?from=2026-06-01&to=2026-08-01";
    let seen = look(&house, path);
    let tag = seen.header("etag").expect("a tag").to_owned();
    let again = |tag: &str| house.ask(Ask::new("GET", path).header("If-None-Match", tag));
    let ask = Command::Person(PersonCommand::AskAccess { person: ANNA });
    let before = house.app.book().sequence;
    let _ = order(&house.app, Actor::System, ask);
    assert_eq!(house.app.book().sequence, before + 1);
    assert_eq!(again(&tag).status, 304, "somebody is told of a letter");
    assert_eq!(again("*").status, 304);
    assert_eq!(again("\"other\"").text(), seen.text());
    house
        .someone(BEN)
        .books("2026-07-12", "2026-07-14", "a1", 1);
    assert_eq!(again(&tag).status, 200);
}
