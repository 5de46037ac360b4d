//! Lists, tables, requests, arrivals and figures over HTTP: who may see them, what stands in them, how they turn pages.

use super::{
    client::Ask,
    house::{ADMIN, ANNA, BEN, House, Someone},
};
use hutbook::web::site::ROUTES;
use serde_json::json;

fn house() -> House {
    House::with_routes(ROUTES)
}

fn german(someone: &Someone<'_>, path: &str) -> String {
    let answer = someone.ask(Ask::new("GET", path).header("Accept-Language", "de"));
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    answer.text().to_owned()
}

/// The bookings a page shows, in its order.
fn shown(page: &str) -> Vec<u32> {
    let links = page.split("class=\"card\" href=\"/bookings/b").skip(1);
    links
        .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
        .collect()
}

/// Where a link of a page leads.
fn link(page: &str, rel: &str) -> Option<String> {
    let rest = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
    Some(rest.split('"').next().unwrap().replace("&amp;", "&"))
}

#[test]
fn a_list_is_turned_there_and_back() {
    let house = house();
    let (anna, ben) = (house.someone(ANNA), house.someone(BEN));
    for day in 1..=30 {
        anna.books(
            &format!("2026-07-{day:02}"),
            &format!("2026-07-{:02}", day + 1),
            "a2",
            1,
        );
        ben.books(
            &format!("2026-08-{day:02}"),
            &format!("2026-08-{:02}", day + 1),
            "a2",
            1,
        );
    }
    let first = german(&anna, "/bookings");
    assert!(first.contains("60 Buchungen, 60 Nächte"));
    assert_eq!(link(&first, "prev"), None);
    let second = german(&anna, &link(&first, "next").unwrap());
    assert_eq!(link(&second, "next"), None);
    let all = [shown(&first), shown(&second)].concat();
    let expected: Vec<u32> = (0..30)
        .map(|it| it * 2 + 1)
        .chain((1..=30).map(|it| it * 2))
        .collect();
    assert_eq!((all, shown(&first).len()), (expected.clone(), 50));
    let back = german(&anna, &link(&second, "prev").unwrap());
    assert_eq!(shown(&back), shown(&first));
    let latest = german(&anna, "/bookings?time=all");
    assert_eq!(
        shown(&latest),
        expected.iter().rev().copied().take(50).collect::<Vec<_>>()
    );
    assert_eq!(shown(&german(&anna, "/bookings/mine")), expected[..30]);
}

#[test]
fn a_list_shows_what_is_asked_for_and_nothing_else() {
    let house = house();
    let (anna, ben, admin) = (
        house.someone(ANNA),
        house.someone(BEN),
        house.someone(ADMIN),
    );
    anna.books("2026-06-20", "2026-06-25", "a1", 1);
    ben.books("2026-07-01", "2026-07-03", "a2", 2);
    anna.books("2026-12-30", "2027-01-02", "a2", 3);
    admin.post("/api/bookings/b2/confirm", &json!({}));
    for (query, expected) in [
        ("", vec![1, 2, 3]),
        ("?time=past", vec![]),
        ("?time=all", vec![3, 2, 1]),
        ("?time=2026", vec![1, 2, 3]),
        ("?time=2027", vec![3]),
        ("?status=confirmed", vec![2]),
        ("?person=p2", vec![1, 3]),
        ("?search=anna", vec![1, 3]),
        ("?search=dorm", vec![2, 3]),
        ("?search=ANNA+dorm", vec![3]),
        ("?search=b2", vec![2]),
        ("?from=2026-06-25&to=2026-06-30", vec![]),
        ("?from=2026-06-24&to=2026-07-01", vec![1, 2]),
        ("?to=2026-06-20", vec![1]),
        ("?from=2026-07-01&to=2026-06-20", vec![]),
        ("?time=nonsense&status=x&person=p99&cursor=1", vec![1, 2, 3]),
    ] {
        assert_eq!(
            shown(&german(&ben, &format!("/bookings{query}"))),
            expected,
            "{query}"
        );
    }
    // One's own list stays one's own, whoever is asked for.
    let own = german(&ben, "/bookings/mine?person=p2");
    assert!(shown(&own) == [2] && !own.contains("chip off"));
    // Notes are not searched.
    let mut wanted = super::house::wish("2026-09-01", "2026-09-02", "a1", 1);
    wanted["note"] = "with a zebra".into();
    anna.post("/api/bookings", &wanted);
    assert!(shown(&german(&anna, "/bookings/mine?search=zebra")).is_empty());
}

#[test]
fn a_table_holds_all_pages_of_a_list_and_harms_nobody() {
    let house = house();
    let (anna, ben, admin) = (
        house.someone(ANNA),
        house.someone(BEN),
        house.someone(ADMIN),
    );
    let mut wanted = super::house::wish("2026-07-01", "2026-07-04", "a2", 3);
    wanted["note"] = "=HYPERLINK(\"x\"); \"quoted\"".into();
    anna.post("/api/bookings", &wanted);
    for number in 0..60 {
        let (month, day) = (8 + number / 28, number % 28 + 1);
        let arrival = format!("2026-{month:02}-{day:02}");
        ben.books(
            &arrival,
            &format!("2026-{month:02}-{:02}", day + 1),
            "a2",
            1,
        );
        let last = house.app.book().state.bookings.len();
        ben.post(format!("/api/bookings/b{last}/cancel"), &json!({}));
    }
    let answer = admin.ask(Ask::new("GET", "/bookings.csv").header("Accept-Language", "de"));
    assert_eq!(
        answer.header("content-type"),
        Some("text/csv; charset=utf-8; header=present")
    );
    assert_eq!(
        answer.header("content-disposition"),
        Some("attachment; filename=\"buchungen-2026-06-01.csv\"")
    );
    let text = answer.text();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "\u{feff}Nummer;Status;Mitglied;Anreise;Abreise;Nächte;Personen;Unterkünfte;Notiz;Angefragt"
    );
    assert_eq!(
        lines[1],
        "b1;Ausstehend;Anna Alm;2026-07-01;2026-07-04;3;3;Dormitory (3);\"'=HYPERLINK(\"\"x\"\"); \"\"quoted\"\"\";2026-06-01 10:00"
    );
    assert_eq!(
        lines.len(),
        1 + 61 + 1,
        "a head, all rows, and the end of the last"
    );
    let english =
        admin.ask(Ask::new("GET", "/bookings.csv?status=pending").header("Accept-Language", "en"));
    let english = english.text();
    assert!(
        english.starts_with("\u{feff}Number,Status,Member,")
            && english.matches("\r\n").count() == 2
    );
    // Members get their own only, with their notes.
    assert_eq!(anna.get("/bookings.csv").status, 403);
    let own = german(&anna, "/bookings/mine.csv?time=all");
    assert!(own.contains("HYPERLINK") && own.matches("\r\n").count() == 2);
    assert_eq!(house.ask(Ask::new("GET", "/bookings/mine.csv")).status, 401);
}

#[test]
fn requests_stand_in_the_order_they_were_asked_with_what_is_needed_to_decide() {
    let house = house();
    let (anna, ben, admin) = (
        house.someone(ANNA),
        house.someone(BEN),
        house.someone(ADMIN),
    );
    assert!(german(&admin, "/requests").contains("Keine Anfrage wartet."));
    ben.books("2026-08-01", "2026-08-04", "a2", 2);
    anna.books("2026-07-01", "2026-07-03", "a1", 1);
    anna.books("2026-08-02", "2026-08-03", "a2", 4);
    ben.books("2026-09-01", "2026-09-11", "a1", 1);
    admin.post("/api/bookings/b4/confirm", &json!({}));
    let page = german(&admin, "/requests");
    let places: Vec<_> = ["b1", "b2", "b3"]
        .map(|id| page.find(&format!("h2 id=\"{id}\"")).unwrap())
        .into();
    assert!(places.is_sorted() && !page.contains("h2 id=\"b4\""));
    for words in [
        "3 Anfragen warten",
        "Hat als Erstes gefragt",
        "Ben Berg hat früher gefragt",
        "10 Nächte in 2026 bestätigt",
        "Sonst fragt niemand",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert_eq!(page.matches("Platz ist in allen Nächten da").count(), 3);
    // A dormitory that has become smaller has no room for both any more.
    let smaller = json!({"name": "Dormitory", "kind": "bed", "capacity": 5, "force": true});
    assert_eq!(admin.put("/api/accommodations/a2", &smaller).status, 200);
    let page = german(&admin, "/requests");
    assert_eq!(
        page.matches("Platz reicht nicht in 1 Nacht").count(),
        2,
        "{page}"
    );
    assert_eq!(page.matches("/confirm\"").count(), 1);
    assert_eq!(anna.get("/requests").status, 403);
}

#[test]
fn many_requests_are_turned_there_and_back() {
    let house = house();
    let (anna, admin) = (house.someone(ANNA), house.someone(ADMIN));
    for number in 0..60 {
        let (month, day) = (7 + number / 15, number % 15 * 2 + 1);
        let arrival = format!("2026-{month:02}-{day:02}");
        anna.books(
            &arrival,
            &format!("2026-{month:02}-{:02}", day + 1),
            "a2",
            1,
        );
    }
    let ids = |page: &str| {
        let heads = page.split("h2 id=\"b").skip(1);
        let ids = heads.map(|rest| rest.split('"').next().unwrap().parse::<u32>().unwrap());
        ids.collect::<Vec<_>>()
    };
    let first = german(&admin, "/requests");
    let second = german(&admin, &link(&first, "next").unwrap());
    let third = german(&admin, &link(&second, "next").unwrap());
    let all = [ids(&first), ids(&second), ids(&third)];
    assert_eq!(all.concat(), (1..=60).collect::<Vec<_>>());
    assert_eq!(all.map(|page| page.len()), [25, 25, 10]);
    assert_eq!((link(&first, "prev"), link(&third, "next")), (None, None));
    let back = german(&admin, &link(&third, "prev").unwrap());
    assert_eq!(ids(&back), ids(&second));
    assert_eq!(
        ids(&german(&admin, &link(&back, "prev").unwrap())),
        ids(&first)
    );
}

#[test]
fn arrivals_show_notes_to_whom_they_are_for() {
    let house = house();
    let (anna, ben, admin) = (
        house.someone(ANNA),
        house.someone(BEN),
        house.someone(ADMIN),
    );
    let mut wanted = super::house::wish("2026-06-02", "2026-06-05", "a2", 3);
    wanted["note"] = "with a zebra".into();
    anna.post("/api/bookings", &wanted);
    ben.books("2026-06-08", "2026-06-10", "a1", 2);
    let page = german(&admin, "/arrivals");
    for words in [
        "1. Juni 2026 bis 8. Juni 2026",
        "Anna Alm",
        "with a zebra",
        "3 Personen in der Nacht",
        "Ben Berg",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(german(&anna, "/arrivals").contains("with a zebra"));
    let of_ben = german(&ben, "/arrivals");
    assert!(of_ben.contains("Anna Alm") && !of_ben.contains("zebra"));
    let rows = |page: &str, class: &str| page.matches(&format!("<tr class=\"{class}\"")).count();
    assert_eq!(
        (
            rows(&page, "comes"),
            rows(&page, "stays"),
            rows(&page, "goes")
        ),
        (2, 2, 1)
    );
    let one = german(&ben, "/arrivals?from=2026-06-05&to=2026-06-05");
    assert_eq!(
        (rows(&one, "comes"), rows(&one, "stays"), rows(&one, "goes")),
        (0, 0, 1)
    );
    let long = german(&ben, "/arrivals?from=2026-06-01&to=2027-06-05");
    assert!(long.matches("<tr class=\"day\"").count() == 31 && long.contains("So viele Tage"));
    assert!(
        german(&ben, "/arrivals?from=2026-06-05&to=2026-06-01").contains("liegt vor dem ersten")
    );
    assert_eq!(
        german(&ben, "/arrivals?from=x&to=2199-99-99")
            .matches("<tr class=\"day\"")
            .count(),
        8
    );
    assert_eq!(
        german(&ben, "/arrivals?from=2199-12-31")
            .matches("<tr class=\"day\"")
            .count(),
        8
    );
}

#[test]
fn figures_add_up_and_are_for_administrators() {
    let house = house();
    let (anna, ben, admin) = (
        house.someone(ANNA),
        house.someone(BEN),
        house.someone(ADMIN),
    );
    anna.books("2026-06-11", "2026-06-14", "a2", 4);
    ben.books("2026-12-30", "2027-01-02", "a1", 2);
    ben.books("2026-07-01", "2026-07-02", "a1", 2);
    for id in ["b1", "b2"] {
        admin.post(format!("/api/bookings/{id}/confirm"), &json!({}));
    }
    let page = german(&admin, "/figures");
    // 3 nights with 4 and 2 nights with 2 persons, of 10 places for 365 nights: the closed tent does not count.
    for words in [
        "Zahlen 2026",
        "<b>16</b>",
        "<b>0,4\u{a0}%</b>",
        "<b>2</b>",
        "<b>3,0</b>",
        "<b>111,0</b>",
        "2.920",
        "2 · 66,7\u{a0}%",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let next = german(&admin, "/figures?year=2027");
    assert!(next.contains("<b>2</b>") && next.contains("2026: 16"));
    for query in ["?year=x", "?year=99999", "?year=1969"] {
        assert!(german(&admin, &format!("/figures{query}")).contains("Zahlen 2026"));
    }
    assert!(german(&admin, "/figures?year=1970").contains("noch nichts zu zählen"));
    assert!(german(&admin, "/figures?year=2199").contains("noch nichts zu zählen"));
    assert_eq!(anna.get("/figures").status, 403);
}
