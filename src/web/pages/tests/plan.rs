//! The Belegungsplan as a reader gets it: whole rows, halves, statuses in words, free places, bookable days.
//! Never tests where a bar lies within its row: the geometry has tests of its own.

use super::{
    markup::{Tag, tags, text},
    samples,
};
use crate::{
    domain::{accommodation::Kind, booking::Status, house::Language, people::Role},
    web::pages::plan::{PlanPage, Row},
};
use jiff::civil::{Date, date};

fn page(month: Date, rows: Vec<Row>) -> Vec<Tag> {
    let plan = PlanPage {
        date: month,
        rows,
        ..samples::plan(Language::English, Role::Member)
    };
    tags(&plan.render().into_string())
}

/// How many columns each row of the table covers, cells that reach down from above included.
fn widths(page: &[Tag]) -> Vec<usize> {
    let number = |tag: &Tag, name| tag.get(name).map_or(1, |n| n.parse::<usize>().unwrap());
    let (mut widths, mut hanging): (Vec<usize>, Vec<(usize, usize)>) = (Vec::new(), Vec::new());
    for tag in page {
        if tag.opens("tr") {
            hanging.retain_mut(|(rows, _)| {
                *rows -= 1;
                *rows > 0
            });
            widths.push(hanging.iter().map(|(_, width)| width).sum());
        } else if tag.opens("td") || tag.opens("th") {
            let width = number(tag, "colspan");
            *widths.last_mut().unwrap() += width;
            hanging.push((number(tag, "rowspan"), width));
        }
    }
    widths
}

#[test]
fn every_row_covers_every_half_of_every_month() {
    let months = [
        (date(2026, 2, 1), 28),
        (date(2028, 2, 29), 29),
        (date(2026, 9, 30), 30),
        (date(2026, 3, 29), 31),
        (date(2026, 10, 25), 31),
    ];
    for (month, days) in months {
        let first = month.first_of_month();
        let stay = |from: i32, to: i32| {
            let day = |n: i32| first.checked_add(jiff::Span::new().days(n)).unwrap();
            samples::bar(1, "Gast", 1, day(from), day(to), Status::Confirmed)
        };
        let whole = vec![
            stay(-3, 0),
            stay(0, 1),
            stay(0, 4),
            stay(2, 5),
            stay(4, 40),
            stay(days - 1, days),
        ];
        let rows = vec![
            samples::row(1, "Lager", Kind::Bed, 9, whole),
            samples::row(2, "Leer", Kind::Room, 2, vec![]),
        ];
        let widths = widths(&page(month, rows));
        let expected = usize::try_from(days).unwrap() * 2 + 1;
        assert!(widths.len() >= 2 + 3 + 2, "{widths:?}");
        assert!(
            widths.iter().all(|width| *width == expected),
            "{month}: {widths:?}"
        );
    }
}

fn bars(page: &[Tag]) -> Vec<&Tag> {
    let table_end = page
        .iter()
        .position(|t| t.closes && t.name == "table")
        .unwrap();
    page[..table_end]
        .iter()
        .filter(|tag| tag.opens("a") && tag.has_class("bar"))
        .collect()
}

#[test]
fn a_stay_shows_guest_persons_and_status_in_words_and_leads_to_its_booking() {
    let (from, to) = (date(2026, 9, 7), date(2026, 9, 12));
    let stays = vec![
        samples::bar(1, "Tom Keller", 2, from, to, Status::Confirmed),
        samples::bar(2, "Ute Sommer", 1, from, to, Status::Pending),
        samples::bar(3, "Niemand", 1, from, to, Status::Cancelled),
        samples::bar(4, "Auch Niemand", 1, from, to, Status::Declined),
    ];
    let page = page(from, vec![samples::row(1, "Lager", Kind::Bed, 4, stays)]);
    let found = bars(&page);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].get("href"), Some("/bookings/b1"));
    assert!(found[0].has_class("ok") && found[1].has_class("ask"));
    for said in ["title", "aria-label"] {
        assert_eq!(
            found[1].get(said),
            Some("Ute Sommer, 1 person: 7–12 Sept 2026, 5 nights (Pending)")
        );
    }
    let at = page.iter().position(|t| t.has_class("ask")).unwrap();
    let end = at
        + page[at..]
            .iter()
            .position(|t| t.closes && t.name == "a")
            .unwrap();
    assert_eq!(text(&page[at..end]), "Ute Sommer 1");
}

#[test]
fn free_places_are_told_for_every_night_and_lead_to_a_filled_form() {
    let stays = vec![
        samples::bar(
            1,
            "Tom",
            3,
            date(2026, 9, 14),
            date(2026, 9, 16),
            Status::Confirmed,
        ),
        samples::bar(
            2,
            "Ute",
            1,
            date(2026, 9, 15),
            date(2026, 9, 17),
            Status::Pending,
        ),
    ];
    let page = page(
        date(2026, 9, 1),
        vec![samples::row(3, "Lager", Kind::Bed, 4, stays)],
    );
    let links: Vec<_> = page
        .iter()
        .filter(|t| {
            t.get("href")
                .is_some_and(|h| h.contains("arrival=2026-09-1"))
        })
        .map(|t| (t.get("href").unwrap(), t.text.as_str()))
        .collect();
    let on = |day: u8| format!("/bookings/new?arrival=2026-09-{day}&amp;accommodation=a3");
    let expected: Vec<(String, &str)> = [
        (10, "4"),
        (11, "4"),
        (12, "4"),
        (13, "4"),
        (14, "1"),
        (16, "3"),
        (17, "4"),
        (18, "4"),
        (19, "4"),
    ]
    .map(|(day, free)| (on(day), free))
    .to_vec();
    let found: Vec<_> = links
        .iter()
        .map(|(href, free)| ((*href).to_owned(), *free))
        .collect();
    assert_eq!(found, expected);
    let label = page
        .iter()
        .find_map(|t| t.get("aria-label").filter(|l| l.contains("14/15")));
    assert_eq!(label, Some("Night 14/15 Sept: 1 of 4 free, book from here"));
    let full = page
        .iter()
        .find_map(|t| t.get("title").filter(|l| l.contains("15/16")));
    assert_eq!(full, Some("Night 15/16 Sept: none of 4 places free"));
}

#[test]
fn days_that_are_over_cannot_be_booked_from_the_plan() {
    let page = page(
        date(2026, 9, 1),
        vec![samples::row(1, "Lager", Kind::Bed, 4, vec![])],
    );
    let hrefs: Vec<_> = page.iter().filter_map(|t| t.get("href")).collect();
    assert!(!hrefs.iter().any(|h| h.contains("arrival=2026-09-09")));
    assert!(
        hrefs.iter().any(|h| h.contains("arrival=2026-09-10")),
        "today can"
    );
}

#[test]
fn today_and_weekends_are_marked_not_by_colour_only() {
    let rows = vec![samples::row(1, "Lager", Kind::Bed, 4, vec![])];
    let september = page(date(2026, 9, 1), rows.clone());
    let today = september
        .iter()
        .find(|t| t.get("aria-current") == Some("date"))
        .unwrap();
    assert_eq!(
        (today.get("id"), today.get("class")),
        (Some("today"), Some("now"))
    );
    assert!(text(&september).contains("10 (today)"));
    let october = page(date(2026, 10, 1), rows);
    assert!(
        october
            .iter()
            .all(|t| t.get("aria-current") != Some("date") && t.get("id") != Some("today"))
    );
    let weekend = |t: &&Tag| t.opens("th") && t.get("class") == Some("we");
    assert_eq!(october.iter().filter(weekend).count(), 9);
    assert!(text(&october).contains("W 41"));
}

#[test]
fn a_closed_accommodation_offers_nothing() {
    let mut row = samples::row(1, "Alte Hütte", Kind::Other, 4, vec![]);
    row.active = false;
    let page = page(date(2026, 10, 1), vec![row]);
    assert!(
        page.iter()
            .all(|t| t.get("href").is_none_or(|h| !h.contains("arrival=")))
    );
    assert!(text(&page).contains("closed"));
}

#[test]
fn the_agenda_tells_each_booking_once_in_order() {
    let (from, to) = (date(2026, 9, 7), date(2026, 9, 9));
    let bar =
        |n, from, persons| samples::bar(n, "Tom Keller", persons, from, to, Status::Confirmed);
    let page = page(
        from,
        vec![
            samples::row(
                1,
                "Lager",
                Kind::Bed,
                4,
                vec![bar(5, from, 2), bar(6, date(2026, 9, 2), 1)],
            ),
            samples::row(2, "Zelt", Kind::Tent, 4, vec![bar(5, from, 3)]),
        ],
    );
    let cards: Vec<_> = page.iter().filter(|t| t.has_class("card")).collect();
    let hrefs: Vec<_> = cards.iter().filter_map(|t| t.get("href")).collect();
    assert_eq!(hrefs, ["/bookings/b6", "/bookings/b5"]);
    let agenda = page.iter().position(|t| t.has_class("agenda")).unwrap();
    let told = text(&page[agenda..]);
    assert!(
        told.contains("2 nights, 5 persons") && told.contains("Lager, Zelt"),
        "{told}"
    );
}

#[test]
fn months_lead_to_their_neighbours_over_new_year() {
    let page = page(date(2026, 12, 24), vec![]);
    let by = |rel| {
        page.iter()
            .find(|t| t.get("rel") == Some(rel))
            .unwrap()
            .get("href")
    };
    assert_eq!(by("prev"), Some("/plan?date=2026-11-01"));
    assert_eq!(by("next"), Some("/plan?date=2027-01-01"));
}
