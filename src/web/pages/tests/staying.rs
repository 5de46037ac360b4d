//! Booking forms and single bookings asked for what they must say: nights with their numbers, what can be had instead,
//! what happens next, requests side by side. Never looks at colours or places.

use super::{
    forms,
    markup::{Tag, tags, text},
    samples::{self, Way},
};
use crate::{
    domain::{
        house::Language::{English, German},
        people::Role,
    },
    web::pages::booking_detail::{Told, Undoes},
};

/// All text of the element with this id.
fn inside(page: &[Tag], id: &str) -> String {
    let start = page
        .iter()
        .position(|tag| tag.get("id") == Some(id))
        .unwrap_or_else(|| panic!("no {id}"));
    let name = &page[start].name;
    let mut depth = 0;
    let end = page[start..].iter().position(|tag| {
        if tag.name == *name {
            depth += if tag.closes { -1 } else { 1 };
        }
        depth == 0
    });
    text(&page[start..start + end.unwrap()])
}

fn read(html: maud::Markup) -> Vec<Tag> {
    tags(&html.into_string())
}

#[test]
fn a_script_finds_all_parts_it_may_put_anew_also_when_they_are_empty() {
    let mut empty = samples::form(German, Role::Member);
    (empty.stay, empty.arrival, empty.departure) = (None, String::new(), String::new());
    for choice in &mut empty.choices {
        choice.free.clear();
    }
    for form in [empty, samples::conflict(German, Way::Elsewhere)] {
        let page = read(form.render());
        for id in ["items", "conflicts-box", "note-hint"] {
            assert!(page.iter().any(|t| t.get("id") == Some(id)), "{id}");
        }
        assert_eq!(page.iter().filter(|t| t.has_class("sum")).count(), 1);
        let form = page.iter().find(|t| t.has_class("booking")).unwrap();
        assert!(form.opens("form"));
        let counted = page.iter().find(|t| t.get("data-count").is_some()).unwrap();
        assert!(counted.opens("textarea"));
        assert_eq!(counted.get("maxlength"), Some("500"));
    }
}

#[test]
fn each_night_has_its_number_and_says_where_it_is_too_few() {
    let page = read(samples::form(German, Role::Member).render());
    let told = inside(&page, "items");
    for words in [
        "Mo 14. 0",
        "Mi 16. 2",
        "Mo 14. 5",
        "Di 15. 1 zu wenig",
        "Mi 16. 8",
    ] {
        assert!(told.contains(words), "{words} in {told}");
    }
    assert!(!told.contains("Mo 14. 5 zu wenig"));
}

#[test]
fn many_nights_are_told_in_runs_and_very_many_runs_are_folded() {
    let page = read(samples::moved(English).render());
    let told = inside(&page, "items");
    assert!(
        told.contains("2 of 2 free on each night"),
        "all alike: {told}"
    );
    assert!(told.contains("20–25 Sept 1"), "{told}");
    // The two places whose count is another one each night.
    assert_eq!(told.matches("All nights one by one").count(), 2);
}

#[test]
fn what_would_change_stands_in_the_sum_before_it_is_sent() {
    let page = read(samples::moved(German).render());
    let sum = page.iter().position(|t| t.has_class("sum")).unwrap();
    let end = page[sum..].iter().position(|t| t.closes && t.name == "p");
    let told = text(&page[sum..sum + end.unwrap()]);
    assert!(
        told.contains("20. Sept. – 8. Okt. 2026 = 18 Nächte, 3 Personen"),
        "{told}"
    );
    assert!(told.contains("Tage: vorher 18.–20. Sept. 2026"), "{told}");
    assert!(told.contains("jetzt Hauptschlafzimmer (1 Person), Garten Zeltplatz (4 Personen)"));
}

#[test]
fn every_way_out_is_a_link_that_fills_in_the_form_and_keeps_the_note() {
    for (way, title, words) in [
        (
            Way::Elsewhere,
            "woanders",
            "Garten Zeltplatz (2 Personen)4 frei",
        ),
        (
            Way::Split,
            "aufgeteilt",
            "Gästezimmer (1 Person), Lager unter dem Dach (1 Person)",
        ),
        (
            Way::ChangeOfBed,
            "Wechsel des Schlafplatzes",
            "16.–17. Sept. 2026: Hauptschlafzimmer (2 Personen)",
        ),
    ] {
        let page = read(samples::conflict(German, way).render());
        let told = inside(&page, "conflicts-box");
        for words in [
            title,
            words,
            "(2 Nächte) Hauptschlafzimmer: 0 frei, 2 gefragt",
            "10.–13. Sept. 2026",
        ] {
            assert!(told.contains(words), "{words} in {told}");
        }
        let offers: Vec<_> = page.iter().filter(|t| t.has_class("offer")).collect();
        assert!(offers.len() >= 6, "{way:?}");
        for offer in offers {
            let href = offer.get("href").unwrap();
            assert!(href.starts_with("/bookings/new?arrival=2026-"), "{href}");
            assert!(href.contains("note=R%C3%A4der"), "{href}");
        }
        assert_eq!(
            told.contains("kein Schlafplatz ist die ganze Zeit frei"),
            matches!(way, Way::ChangeOfBed)
        );
    }
    let page = read(samples::conflict(German, Way::Nothing).render());
    let told = inside(&page, "conflicts-box");
    assert!(
        told.contains("Stattdessen ist leider nichts frei")
            && told.contains("Hauptschlafzimmer hat nur 2 Plätze.")
    );
}

#[test]
fn earlier_days_are_told_in_the_order_of_the_calendar() {
    let page = read(samples::conflict(English, Way::Split).render());
    let told = inside(&page, "conflicts-box");
    let place = |words: &str| {
        told.find(words)
            .unwrap_or_else(|| panic!("{words} in {told}"))
    };
    assert!(place("30 Aug – 2 Sept 2026") < place("10–13 Sept 2026"));
    assert!(place("10–13 Sept 2026") < place("21–24 Sept 2026"));
}

#[test]
fn who_has_booked_is_told_what_and_what_happens_next() {
    let told = |how| inside_notice(&samples::told(German, how).render().into_string());
    let own = told(Told::Requested {
        own: true,
        then: None,
    });
    for words in [
        "Ihre Anfrage ist eingetragen.",
        "11.–13. Sept. 2026 = 2 Nächte, 5 Personen",
        "Hauptschlafzimmer (1 Person), Garten Zeltplatz (4 Personen)",
        "Die Verwaltung des Hauses entscheidet",
        "Meine Buchungen",
    ] {
        assert!(own.contains(words), "{words} in {own}");
    }
    let others = told(Told::Requested {
        own: false,
        then: None,
    });
    assert!(others.contains("Die Anfrage für Jonas Meier ist eingetragen."));
    assert!(!others.contains("für Sie") && !others.contains("Meine Buchungen"));
}

fn inside_notice(html: &str) -> String {
    let page = tags(html);
    let start = page.iter().position(|t| t.has_class("told")).unwrap();
    let end = page[start..]
        .iter()
        .position(|t| t.closes && t.name == "section");
    text(&page[start..start + end.unwrap()])
}

#[test]
fn an_undo_says_exactly_what_it_takes_back() {
    let page = read(samples::detail(German, Role::Member).render());
    let told = inside(&page, "undoes");
    assert!(
        told.starts_with("Macht rückgängig: Tage: vorher 10.–12. Sept. 2026 → , jetzt 11.–13."),
        "{told}"
    );
    assert!(told.contains("; Status: vorher Bestätigt"), "{told}");
    let request = samples::told(
        German,
        Told::Requested {
            own: true,
            then: None,
        },
    );
    let told = inside(&read(request.render()), "undoes");
    assert!(told.contains("die Anfrage selbst; die Buchung ist dann storniert."));
    let mut nothing = samples::detail(German, Role::Member);
    nothing.undoes = Undoes::Nothing;
    assert!(!nothing.render().into_string().contains("/undo"));
}

#[test]
fn requests_stand_side_by_side_with_what_becomes_of_each() {
    let page = read(samples::detail(German, Role::Administrator).render());
    let start = page.iter().position(|t| t.has_class("rivals")).unwrap();
    let end = page[start..]
        .iter()
        .position(|t| t.closes && t.name == "table")
        .unwrap();
    let table = &page[start..start + end];
    let told = text(table);
    for words in [
        "Ute Sommer",
        "als 1.",
        "diese Anfrage",
        "bleibt bestätigt",
        "kann auch bestätigt werden",
        "nur noch mit Ausnahme",
        "Nächte 2026",
    ] {
        assert!(told.contains(words), "{words} in {told}");
    }
    let rows: Vec<_> = table.iter().filter(|t| t.opens("tr")).collect();
    assert_eq!(rows.len(), 5, "a head and four requests");
    assert_eq!(rows.iter().filter(|t| t.has_class("this")).count(), 1);
    let all = text(&page);
    for words in [
        "1 Platz zu wenig",
        "4 von 8 frei",
        "12./13. Sept. Hauptschlafzimmer: 0 frei, 1 gefragt",
    ] {
        assert!(all.contains(words), "{words}");
    }
    let of_member = samples::detail(German, Role::Member).render().into_string();
    assert!(!of_member.contains("rivals") && of_member.contains("Tom Keller"));
}

#[test]
fn a_yes_against_the_count_must_be_said_explicitly() {
    let confirm = |page: &[Tag]| {
        let form = forms(page)
            .into_iter()
            .find(|form| form[0].get("action") == Some("/bookings/b3/confirm"))
            .unwrap()
            .to_vec();
        form.iter().any(|t| t.get("name") == Some("allow-capacity"))
    };
    let mut page = samples::detail(German, Role::Administrator);
    assert!(confirm(&read(page.render())));
    page.comparison.as_mut().unwrap().short.clear();
    assert!(
        !confirm(&read(page.render())),
        "there is nothing to set aside"
    );
}

#[test]
fn history_says_who_when_what_and_why() {
    let told = text(&tags(
        &samples::detail(English, Role::Member)
            .render()
            .into_string(),
    ));
    for words in [
        "The program took the last step back",
        "Anna Berg cancelled it",
        "Reason: Regen & Sturm",
        "Dates: before 10–12 Sept 2026 → , now 11–13 Sept 2026",
        "Places: before Hauptschlafzimmer (1 person) → , now Hauptschlafzimmer (1 person), Garten Zeltplatz (4 persons)",
        "Status: before Confirmed → , now Pending",
        "Note: before none → , now <script>alert(1)</script>",
        "Exception: more persons than places",
        "Exception: arrival in the past, longer than allowed",
        "erased person declined it",
        "Unknown requested it",
        "8 Sept 2026, 09:05",
    ] {
        assert!(told.contains(words), "{words}\nin {told}");
    }
}
