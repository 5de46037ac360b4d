//! Lists, requests, arrivals and figures: what they must say, offer and add up to.
//! Never looks at colours or places: words, fields, addresses and lengths only.

use super::{
    forms,
    markup::{Tag, tags, text},
    samples::{self, counting},
    value_of,
};
use crate::{
    domain::{
        booking::Status,
        house::Language::{English, German},
        ids::PersonId,
        people::Role,
    },
    web::pages::{
        bookings::{BookingsPage, Count, Filter, Person, Times, Whose},
        fields,
    },
};
use jiff::civil::date;

fn hrefs(page: &[Tag], which: impl Fn(&Tag) -> bool) -> Vec<&str> {
    page.iter()
        .filter(|tag| tag.opens("a") && which(tag))
        .filter_map(|tag| tag.get("href"))
        .collect()
}

fn everything() -> Filter {
    Filter {
        times: Times::Between(Some(date(2026, 9, 1)), Some(date(2026, 9, 30))),
        status: Some(Status::Confirmed),
        person: Some(Person {
            person: PersonId::new(7),
            name: "Ute & Co".to_owned(),
        }),
        search: "a&b".to_owned(),
    }
}

fn list(filter: Filter) -> BookingsPage {
    BookingsPage {
        filter,
        ..samples::bookings(German, Whose::All)
    }
}

#[test]
fn a_filter_survives_paging_in_both_directions_and_the_download() {
    let page = list(everything()).render().into_string();
    let page = tags(&page);
    let query =
        "from=2026-09-01&amp;to=2026-09-30&amp;status=confirmed&amp;person=p7&amp;search=a%26b";
    let with = |rest: &str| format!("/bookings?{query}{rest}");
    assert_eq!(
        hrefs(&page, |it| it.get("rel") == Some("next")),
        [with("&amp;cursor=c")]
    );
    assert_eq!(
        hrefs(&page, |it| it.get("rel") == Some("prev")),
        [with("&amp;before=a%3D1%26b")]
    );
    let table = format!("/bookings.csv?{query}");
    assert_eq!(hrefs(&page, |it| it.get("href") == Some(&table)).len(), 1);
}

#[test]
fn every_choice_can_be_taken_away_alone_or_all_at_once() {
    let page = list(everything()).render().into_string();
    let page = tags(&page);
    let parts = [
        "from=2026-09-01&amp;to=2026-09-30",
        "status=confirmed",
        "person=p7",
        "search=a%26b",
    ];
    let less = |gone: usize| {
        let left: Vec<_> = (0..parts.len())
            .filter(|it| *it != gone)
            .map(|it| parts[it])
            .collect();
        format!("/bookings?{}", left.join("&amp;"))
    };
    assert_eq!(
        hrefs(&page, |it| it.has_class("off")),
        [less(0), less(1), less(2), less(3)]
    );
    assert!(
        hrefs(&page, |it| it.get("href") == Some("/bookings")).len() == 2,
        "in the menu and beside the chips"
    );
    let usual = list(Filter::default()).render().into_string();
    assert_eq!(hrefs(&tags(&usual), |it| it.has_class("off")).len(), 0);
}

#[test]
fn the_form_shows_what_is_asked_for() {
    let html = list(everything()).render().into_string();
    let page = tags(&html);
    let form = *forms(&page)
        .iter()
        .find(|it| it[0].has_class("filter"))
        .unwrap();
    assert_eq!(value_of(form, fields::SEARCH), Some("a&amp;b"));
    assert_eq!(value_of(form, fields::FROM), Some("2026-09-01"));
    assert_eq!(value_of(form, fields::UNTIL), Some("2026-09-30"));
    let chosen: Vec<_> = form
        .iter()
        .filter(|it| it.get("selected").is_some())
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!(chosen, ["zwischen zwei Tagen", "Bestätigt", "Ute &amp; Co"]);
    for times in [
        Times::Upcoming,
        Times::Past,
        Times::Any,
        Times::Year(2026),
        Times::Year(1999),
    ] {
        let filter = Filter {
            times,
            ..Filter::default()
        };
        let html = list(filter).render().into_string();
        let page = tags(&html);
        let chosen = page.iter().find(|it| it.get("selected").is_some()).unwrap();
        assert_eq!(chosen.get("value").and_then(Times::of), Some(times));
    }
    assert_eq!(
        (Times::of(""), Times::of("1969"), Times::of("x")),
        (None, None, None)
    );
}

#[test]
fn a_list_has_a_heading_for_each_month_and_stays_one_list() {
    let html = samples::bookings(English, Whose::All)
        .render()
        .into_string();
    let page = tags(&html);
    let heads: Vec<_> = page
        .iter()
        .filter(|it| it.opens("h2"))
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!(heads, ["September 2026", "December 2026"]);
    assert_eq!(
        page.iter()
            .filter(|it| it.opens("ul") && it.has_class("cards"))
            .count(),
        1
    );
    let told = text(&page);
    for words in [
        "42 bookings, 1,131 nights",
        "Completed",
        "Pending",
        "Confirmed",
        "Declined",
        "Cancelled",
    ] {
        assert!(told.contains(words), "{words}");
    }
    let many = BookingsPage {
        count: Count::AtLeast(500),
        ..samples::bookings(German, Whose::All)
    };
    assert!(
        many.render()
            .into_string()
            .contains("mindestens 500 Buchungen")
    );
}

#[test]
fn an_empty_list_says_why_and_what_to_do() {
    let said = |change: &dyn Fn(&mut BookingsPage)| {
        let mut page = samples::nothing_fits(German);
        change(&mut page);
        let html = page.render().into_string();
        let page = tags(&html);
        let at = page.iter().position(|it| it.has_class("empty")).unwrap();
        (
            page[at + 1].text.clone(),
            page[at + 1..]
                .iter()
                .find_map(|it| it.get("href"))
                .unwrap()
                .to_owned(),
        )
    };
    let own = |page: &mut BookingsPage| page.whose = Whose::Mine;
    let first = |page: &mut BookingsPage| page.any = false;
    let usual = |page: &mut BookingsPage| page.filter = Filter::default();
    let expect = |found: (String, String), sentence: &str, way: &str| {
        assert_eq!((found.0.as_str(), found.1.as_str()), (sentence, way));
    };
    expect(
        said(&|_| {}),
        "Keine Buchung passt zu dieser Auswahl.",
        "/bookings",
    );
    expect(
        said(&|it| {
            own(it);
            usual(it);
            first(it);
        }),
        "Hier steht noch keine Buchung von Ihnen.",
        "/bookings/new",
    );
    expect(said(&first), "Es gibt noch keine Buchung.", "/bookings/new");
    expect(
        said(&|it| {
            own(it);
            usual(it);
        }),
        "Keine Buchung steht bevor.",
        "/bookings/mine?time=past",
    );
    expect(
        said(&|it| it.unfinished = true),
        "Bis hierher passt keine Buchung. Die Suche ist noch nicht am Ende.",
        "/bookings",
    );
}

#[test]
fn two_days_the_wrong_way_round_are_told_above_and_beside_their_field() {
    let html = samples::nothing_fits(German).render().into_string();
    let page = tags(&html);
    let until = page
        .iter()
        .find(|it| it.get("name") == Some(fields::UNTIL))
        .unwrap();
    assert_eq!(
        (until.get("aria-invalid"), until.get("value")),
        (Some("true"), Some("2026-09-10"))
    );
    let told = text(&page);
    assert_eq!(
        told.matches("Der letzte Tag liegt vor dem ersten.").count(),
        2
    );
    assert_eq!(hrefs(&page, |it| it.get("href") == Some("#to")).len(), 1);
    assert!(
        page.iter()
            .any(|it| it.opens("details") && it.get("open").is_some())
    );
}

#[test]
fn the_title_of_the_window_tells_what_is_chosen() {
    let chosen = list(everything()).render().into_string();
    let title = "<title>Alle Buchungen (1. Sept. 2026 bis 30. Sept. 2026, Bestätigt, Ute &amp; Co, „a&amp;b“) – ";
    assert!(chosen.contains(title), "{chosen}");
    let usual = list(Filter::default()).render().into_string();
    assert!(usual.contains("<title>Alle Buchungen – "));
}

#[test]
fn only_administrators_download_everybodys_bookings() {
    let mut all = samples::bookings(German, Whose::All);
    all.frame = samples::frame(German, Some(Role::Member), "/bookings");
    assert!(!all.render().into_string().contains("/bookings.csv"));
    let mine = samples::bookings(German, Whose::Mine)
        .render()
        .into_string();
    assert!(mine.contains("/bookings/mine.csv?time=all") && !mine.contains(fields::PERSON));
}

#[test]
fn a_request_is_confirmed_on_the_spot_only_where_there_is_room() {
    let html = counting::requests(German).render().into_string();
    let page = tags(&html);
    let posts: Vec<_> = forms(&page)
        .into_iter()
        .filter(|it| {
            it[0]
                .get("action")
                .is_some_and(|it| it.ends_with("/confirm"))
        })
        .collect();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0][0].get("action"), Some("/bookings/b3/confirm"));
    assert_eq!(value_of(posts[0], fields::VERSION), Some("4"));
    assert_eq!(
        value_of(posts[0], fields::TOKEN),
        Some("k7Qx2vN8.confirm-b3")
    );
    let told = text(&page);
    for words in [
        "28 Anfragen warten",
        "Platz ist in allen Nächten da",
        "Hat als Erstes gefragt",
        "Platz reicht nicht in 2 Nächten",
        "und 2 weitere haben früher gefragt",
        "Sonst fragt niemand danach",
        "12 Nächte in 2026 bestätigt",
    ] {
        assert!(told.contains(words), "{words}");
    }
    assert_eq!(
        hrefs(&page, |it| it.get("rel") == Some("next")),
        ["/requests?cursor=b31"]
    );
}

#[test]
fn arrivals_have_a_box_to_tick_and_notes_only_where_somebody_comes() {
    let html = counting::arrivals(German, Role::Administrator)
        .render()
        .into_string();
    let page = tags(&html);
    let rows = |class: &str| {
        page.iter()
            .filter(|it| it.opens("tr") && it.has_class(class))
            .count()
    };
    assert_eq!((rows("comes"), rows("goes"), rows("stays")), (2, 2, 1));
    assert_eq!(page.iter().filter(|it| it.has_class("box")).count(), 4);
    assert_eq!(page.iter().filter(|it| it.has_class("note")).count(), 1);
    let told = text(&page);
    for words in [
        "niemand im Haus",
        "6 Personen in der Nacht",
        "noch nicht bestätigt",
        "Bleibt",
        "nachts niemand",
        "Stand: 10. Sept. 2026",
    ] {
        assert!(told.contains(words), "{words}");
    }
    let turns = hrefs(&page, |it| matches!(it.get("rel"), Some("prev" | "next")));
    assert_eq!(
        turns,
        [
            "/arrivals?from=2026-09-06&amp;to=2026-09-09",
            "/arrivals?from=2026-09-14&amp;to=2026-09-17"
        ]
    );
}

#[test]
fn every_chart_is_a_picture_with_a_name_and_words_and_has_a_table() {
    for language in [German, English] {
        let html = counting::figures(language).render().into_string();
        let page = tags(&html);
        let charts: Vec<_> = page
            .iter()
            .filter(|it| it.opens("svg") && it.has_class("chart"))
            .collect();
        assert_eq!(charts.len(), 5);
        for chart in charts {
            assert_eq!(chart.get("role"), Some("img"));
            assert!(chart.get("aria-label").is_some_and(|it| !it.is_empty()));
            let said = chart.get("aria-describedby").unwrap();
            assert!(page.iter().any(|it| it.get("id") == Some(said)), "{said}");
        }
        let tables = page.iter().filter(|it| it.opens("table")).count();
        assert_eq!(tables, 5);
        // A region within a section is called otherwise than the section.
        let headings = text(&page);
        let regions = page.iter().filter(|it| it.get("role") == Some("region"));
        for region in regions {
            let (title, kind) = region.get("aria-label").unwrap().split_once(": ").unwrap();
            assert!(headings.contains(title) && headings.contains(kind));
        }
        assert_eq!(
            page.iter()
                .filter(|it| it.opens("details") && !it.has_class("menu"))
                .count(),
            5
        );
    }
}

#[test]
fn figures_are_written_in_the_language_of_the_reader() {
    let told = |language| text(&tags(&counting::figures(language).render().into_string()));
    // Nights have 5, 10 and no persons in turn, on average 5 in 10 places; the year before 3. 60 stays have 210 nights
    // and were asked for 2,430 days ahead.
    for words in [
        "1.825",
        "50,0\u{a0}%",
        "3,5",
        "40,5",
        "2025: 30,0\u{a0}%",
        "35 · 35,0\u{a0}%",
        "Die ersten 10",
    ] {
        assert!(told(German).contains(words), "{words}");
    }
    for words in ["1,825", "50.0%", "3.5", "40.5"] {
        assert!(told(English).contains(words), "{words}");
    }
}

#[test]
fn whoever_is_not_in_the_chart_is_in_the_table() {
    let html = counting::figures(German).render().into_string();
    let page = tags(&html);
    let of_member = hrefs(&page, |it| {
        it.get("href").is_some_and(|it| it.contains("person=p"))
    });
    assert_eq!(of_member.len(), 12);
    assert_eq!(of_member[0], "/bookings?time=2026&amp;person=p1");
    assert!(html.contains("geschlossen"));
}
