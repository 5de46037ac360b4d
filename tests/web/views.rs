//! The views of the plan over the wire, on 1 June 2026: the same figures in each, whatever dates are asked for, to
//! members only.

use super::{
    client::Ask,
    house::{ADMIN, ANNA, BEN, House, Someone, order, wish},
};
use hutbook::{
    domain::{
        command::{Command, HouseCommand},
        house::Settings,
        ids::Actor,
        region::Region,
    },
    web::site,
};

const VIEWS: [&str; 5] = [
    "/plan",
    "/plan?span=quarter",
    "/calendar",
    "/year",
    "/display",
];

fn house() -> House {
    House::with_routes(site::ROUTES)
}

fn page(reader: &Someone<'_>, path: &str) -> String {
    let answer = reader.get(path);
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    answer.text().to_owned()
}

/// The text of a page from the first of these words to the next of those, without tags.
fn between(page: &str, from: &str, to: &str) -> String {
    let rest = &page[page
        .find(from)
        .unwrap_or_else(|| panic!("no {from} in the page"))..];
    let part = &rest[..rest[from.len()..].find(to).unwrap() + from.len()];
    let pieces = part.split('<').map(|it| it.rsplit('>').next().unwrap());
    pieces.collect()
}

#[test]
fn every_view_is_for_members() {
    let house = house();
    let anna = house.someone(ANNA);
    for path in VIEWS {
        assert!(page(&anna, path).starts_with("<!DOCTYPE html>"), "{path}");
        assert_ne!(house.ask(Ask::new("GET", path)).status, 200, "{path}");
    }
}

#[test]
fn all_views_count_the_same_persons_and_places() {
    let house = house();
    let (anna, ben) = (house.someone(ANNA), house.someone(BEN));
    anna.books("2026-06-03", "2026-06-05", "a1", 2);
    ben.books("2026-06-04", "2026-06-06", "a2", 3);
    for (path, days) in [("/plan", 30), ("/plan?span=quarter", 92)] {
        let plan = page(&anna, path);
        assert!(plan.contains(&format!("data-from=\"2026-06-01\" data-days=\"{days}\"")));
        let foot = between(&plan, "<tfoot>", "</tfoot>");
        assert!(
            foot.starts_with("Personen von 1000253000"),
            "{path}: {foot}"
        );
    }
    let calendar = page(&anna, "/calendar");
    let day = |day: u8| {
        between(
            &calendar,
            &format!("\"/plan?date=2026-06-0{day}#day\""),
            "</td>",
        )
    };
    assert!(day(3).contains("8 von 10 frei"), "{}", day(3));
    assert!(
        day(4).contains("5 von 10 frei") && day(4).contains("Ben Berg 3"),
        "{}",
        day(4)
    );
    // Who leaves on the 5th is still told on it; their place is free.
    assert!(
        day(5).contains("7 von 10 frei") && day(5).contains("Anna Alm 2"),
        "{}",
        day(5)
    );
    let year = page(&anna, "/year");
    assert!(
        year.contains("\"4. Juni: 5 von 10 frei\"") && year.contains("\"6. Juni: 10 von 10 frei\"")
    );
}

#[test]
fn the_display_shows_first_names_and_initials_only() {
    let house = house();
    let (anna, ben, admin) = (
        house.someone(ANNA),
        house.someone(BEN),
        house.someone(ADMIN),
    );
    anna.books("2026-06-01", "2026-06-03", "a1", 2);
    ben.books("2026-06-02", "2026-06-04", "a2", 8);
    let past = wish("2026-05-30", "2026-06-01", "a2", 1);
    assert_eq!(admin.post("/api/bookings", &past).status, 201);
    let display = page(&ben, "/display");
    assert!(
        !display.contains("Alm") && !display.contains("Berg"),
        "{display}"
    );
    assert!(between(&display, "Es kommen", "Es sind da").contains("Anna A. 2 Personen · Room"));
    assert!(between(&display, "Es reisen ab", "Die nächsten Tage").contains("Ada A. 1 Person"));
    assert!(between(&display, "Die nächsten Tage", "Zwei Wochen").contains("Ben B."));
    assert!(
        display.contains("<b>8</b><span>von 10<br>frei heute Nacht"),
        "{display}"
    );
    assert!(
        display.contains("Montag, 1. Juni 2026")
            && display.contains("Stand 1. Juni 2026, 10:00 Uhr")
    );
}

#[test]
fn dates_that_cannot_be_shown_show_the_present() {
    let house = house();
    let anna = house.someone(ANNA);
    for (path, shown) in [
        ("/plan?date=2026-02-30", "Juni 2026"),
        ("/plan?span=quarter&date=", "Juni – August 2026"),
        ("/plan?span=century", "Juni 2026"),
        (
            "/plan?span=quarter&date=2027-12-24",
            "Dezember 2027 – Februar 2028",
        ),
        ("/calendar?date=1600-01-01", "Juni 2026"),
        ("/calendar?date=2199-12-31", "Dezember 2199"),
        ("/calendar?date=1970-01-01", "Januar 1970"),
        (
            "/plan?span=quarter&date=2199-12-31",
            "Dezember 2199 – Februar 2200",
        ),
        ("/year?year=99999999", "2026"),
        ("/year?year=2030", "2030"),
        ("/year?date=2031-05-05", "2031"),
        ("/year?year=nonsense&date=2031-05-05", "2031"),
        ("/year?year=2199", "2199"),
    ] {
        let title = between(&page(&anna, path), "<h1 ", "</h1>");
        assert_eq!(title, format!("Belegungsplan {shown}"), "{path}");
    }
}

#[test]
fn the_holidays_are_those_of_the_state_the_house_has_chosen() {
    let house = house();
    let anna = house.someone(ANNA);
    for path in VIEWS {
        assert!(!page(&anna, path).contains("Fronleichnam"), "{path}");
    }
    let settings = house.app.book().state.settings.clone().unwrap();
    let settings = Settings {
        region: Some(Region::Bavaria),
        ..settings
    };
    let change = Command::House(HouseCommand::ChangeSettings { settings });
    let _ = order(&house.app, Actor::Person(ADMIN), change);
    for path in VIEWS {
        assert!(page(&anna, path).contains("Fronleichnam"), "{path}");
    }
    assert!(page(&anna, "/plan").contains("Feiertage:"));
    assert!(page(&anna, "/plan").contains("title=\"Fronleichnam\""));
}
