//! Three months, calendar, year and display as a reader gets them, how they lead to each other, and what they weigh.
//! Never tests where a bar lies within its row: the geometry has tests of its own.

use super::{
    assets,
    markup::{Tag, tags, text},
    samples,
    samples::views,
};
use crate::{
    domain::{
        holidays::Holiday,
        house::Language::{English, German},
        people::Role,
    },
    web::{
        compress,
        pages::{display::DisplayPage, plan::PlanPage, year::YearPage},
    },
};
use jiff::civil::{Date, date};

/// Bytes that a full month of a house with 20 accommodations may have on the wire, with its stylesheet.
const LARGE_MONTH_BYTES: usize = 30 * 1024;
fn find<'a>(page: &'a [Tag], attribute: &str, value: &str) -> &'a Tag {
    page.iter()
        .find(|tag| tag.get(attribute) == Some(value))
        .unwrap_or_else(|| panic!("nothing with {attribute}={value}"))
}

fn pressed(text: &str) -> usize {
    compress::page(text.as_bytes()).unwrap().len()
}

#[test]
fn a_full_month_is_light() {
    let large = pressed(&samples::large_plan(German).render().into_string());
    println!("{large} bytes of 20 accommodations");
    assert!(large <= LARGE_MONTH_BYTES, "{large}");
}

#[test]
fn the_views_lead_to_each_other_and_keep_the_date() {
    let on = date(2026, 11, 1);
    let page = views::quarter(English).render().into_string();
    for (path, current) in [
        ("/plan?date=2026-11-01", false),
        ("/plan?date=2026-11-01&amp;span=quarter", true),
        ("/calendar?date=2026-11-01", false),
        ("/year?date=2026-11-01", false),
    ] {
        let page = tags(&page);
        let nav = page.iter().position(|tag| tag.has_class("views")).unwrap();
        let link = find(&page[nav..], "href", path);
        assert_eq!(
            link.get("aria-current").is_some(),
            current,
            "{path} on {on}"
        );
    }
}

#[test]
fn every_view_turns_by_its_own_length() {
    let turns = |html: String| -> (String, String) {
        let page = tags(&html);
        let by = |rel| find(&page, "rel", rel).get("href").unwrap().to_owned();
        (by("prev"), by("next"))
    };
    let both = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        turns(views::quarter(German).render().into_string()),
        both(
            "/plan?date=2026-08-01&amp;span=quarter",
            "/plan?date=2027-02-01&amp;span=quarter"
        )
    );
    assert_eq!(
        turns(views::calendar(German).render().into_string()),
        both("/calendar?date=2026-08-01", "/calendar?date=2026-10-01")
    );
    assert_eq!(
        turns(views::year(German).render().into_string()),
        both("/year?date=2025-01-01", "/year?date=2027-01-01")
    );
}

#[test]
fn three_months_are_one_table_with_months_weeks_and_days() {
    let page = tags(&views::quarter(English).render().into_string());
    let table = page.iter().find(|tag| tag.opens("table")).unwrap();
    assert_eq!(
        (table.get("data-from"), table.get("data-days")),
        (Some("2026-11-01"), Some("92"))
    );
    let told = text(&page);
    for words in [
        "November 2026 – January 2027",
        "December 2026",
        "W 53",
        "Buß",
        "New Year",
    ] {
        let german = words == "Buß";
        assert_eq!(told.contains(words), !german, "{words}");
    }
    let jump = page
        .iter()
        .find(|tag| tag.get("name") == Some("span"))
        .unwrap();
    assert_eq!(jump.get("value"), Some("quarter"));
}

#[test]
fn the_plan_carries_what_a_script_needs() {
    let page = tags(&samples::plan(German, Role::Member).render().into_string());
    let table = page.iter().find(|tag| tag.opens("table")).unwrap();
    assert!(table.has_class("plan"));
    assert_eq!(
        (table.get("data-from"), table.get("data-days")),
        (Some("2026-09-01"), Some("30"))
    );
    let places: Vec<_> = page
        .iter()
        .filter(|tag| tag.opens("tbody"))
        .filter_map(|tag| tag.get("data-place"))
        .collect();
    assert_eq!(places, ["a1", "a2", "a3", "a4", "a5", "a6"]);
    // One cell for each day in the row of free places: what is clicked is counted from the first.
    let free = page
        .iter()
        .position(|tag| tag.opens("tr") && tag.has_class("free"))
        .unwrap();
    let end = page[free..]
        .iter()
        .position(|tag| tag.closes && tag.name == "tr")
        .unwrap();
    let cells = page[free..free + end].iter().filter(|tag| tag.opens("td"));
    assert_eq!(cells.count(), 30);
}

#[test]
fn persons_of_each_night_are_told_against_the_places_of_the_house() {
    let page = tags(&samples::plan(English, Role::Member).render().into_string());
    let foot = page.iter().position(|tag| tag.opens("tfoot")).unwrap();
    let cells: Vec<_> = page[foot..].iter().filter(|tag| tag.opens("td")).collect();
    assert_eq!(cells.len(), 30);
    assert!(text(&page[foot..]).contains("Persons of 20"));
    // 6 sleep in the closed hut, 2 in the first room: 8 of 20 places.
    assert_eq!(
        (cells[0].text.as_str(), cells[0].get("class")),
        ("8", Some("l2"))
    );
    // Nobody on the 24th.
    assert_eq!(
        (cells[23].text.as_str(), cells[23].get("class")),
        ("0", Some("l0"))
    );
}

#[test]
fn a_full_house_is_told_from_a_nearly_full_one() {
    use crate::{app::views::Load, web::pages::plan::load_class};
    let class = |persons, places, free| {
        load_class(Load {
            persons,
            places,
            free,
        })
    };
    assert_eq!(class(0, 20, 20), Some("l0"));
    assert_eq!(class(1, 20, 19), Some("l1"));
    assert_eq!(class(5, 20, 15), Some("l1"));
    assert_eq!(class(6, 20, 14), Some("l2"));
    assert_eq!(class(19, 20, 1), Some("l4"));
    assert_eq!(class(20, 20, 0), Some("l5"));
    // One place is too full, another has a bed left.
    assert_eq!(class(21, 20, 1), Some("l4"));
    assert_eq!(class(0, 0, 0), None);
}

#[test]
fn holidays_are_marked_with_their_names_and_listed() {
    let plan = PlanPage {
        date: date(2026, 10, 1),
        holidays: views::holidays(date(2026, 10, 1), date(2026, 11, 1)),
        ..samples::plan(German, Role::Member)
    };
    let html = plan.render().into_string();
    let page = tags(&html);
    let marked: Vec<_> = page
        .iter()
        .filter(|tag| tag.opens("th"))
        .filter_map(|tag| tag.get("title"))
        .collect();
    assert_eq!(marked, ["Tag der Deutschen Einheit", "Reformationstag"]);
    let told = text(&page);
    assert!(told.contains("Sa• 3 (Tag der Deutschen Einheit)"));
    assert!(told.contains(
        "Feiertage: Sa., 3. Okt.: Tag der Deutschen Einheit · Sa., 31. Okt.: Reformationstag"
    ));
    let without = PlanPage {
        holidays: vec![],
        ..plan
    };
    assert!(!without.render().into_string().contains("Feiertag"));
}

fn cell_of(page: &[Tag], day: &str) -> String {
    let at = page
        .iter()
        .position(|tag| {
            tag.get("href")
                .is_some_and(|href| href.starts_with(&format!("/plan?date={day}#")))
        })
        .unwrap_or_else(|| panic!("no {day}"));
    let end = page[at..]
        .iter()
        .position(|tag| tag.closes && tag.name == "td")
        .unwrap();
    text(&page[at..at + end])
}

#[test]
fn a_calendar_has_whole_weeks_from_monday_on() {
    let page = tags(&views::calendar(English).render().into_string());
    let rows: Vec<usize> = page
        .split(|tag| tag.opens("tr"))
        .skip(2)
        .map(|row| row.iter().filter(|tag| tag.opens("td")).count())
        .collect();
    assert_eq!(rows, [7, 7, 7, 7, 7]);
    assert!(cell_of(&page, "2026-08-31").starts_with("31"));
    assert!(cell_of(&page, "2026-10-04").starts_with('4'));
    let told = text(&page);
    assert!(told.contains("36") && told.contains("40"));
    let today = find(&page, "aria-current", "date");
    assert_eq!(today.get("href"), Some("/plan?date=2026-09-10#today"));
}

#[test]
fn calendars_begin_and_end_with_whole_weeks_in_every_month() {
    use crate::{domain::time::count_nights, web::pages::calendar::shown};
    for (of, from, end) in [
        (date(2026, 2, 10), date(2026, 1, 26), date(2026, 3, 2)),
        // Four weeks exactly.
        (date(2027, 2, 1), date(2027, 2, 1), date(2027, 3, 1)),
        (date(2028, 2, 29), date(2028, 1, 31), date(2028, 3, 6)),
        (date(2026, 3, 29), date(2026, 2, 23), date(2026, 4, 6)),
        (date(2026, 12, 31), date(2026, 11, 30), date(2027, 1, 4)),
    ] {
        assert_eq!(shown(of), (from, end), "{of}");
        assert!(count_nights(from, end).is_multiple_of(7));
    }
}

#[test]
fn a_day_of_the_calendar_tells_free_places_and_changes_first() {
    let html = views::calendar(English).render().into_string();
    let page = tags(&html);
    // On the 6th Anna leaves, Ute arrives, two parties are there; the rest is a number.
    let sixth = cell_of(&page, "2026-09-06");
    assert!(sixth.starts_with("612 of 20 free"), "{sixth}");
    let (ute, anna) = (
        sixth.find("Ute Sommer").unwrap(),
        sixth.find("Anna Berg").unwrap(),
    );
    assert!(ute < anna, "{sixth}");
    assert!(sixth.ends_with("+1"), "{sixth}");
    let more = page
        .iter()
        .find(|tag| tag.get("aria-label") == Some("+1 more on 6 Sept, in the plan"))
        .unwrap();
    assert_eq!(more.get("href"), Some("/plan?date=2026-09-06#day"));
    for told in [
        "Ute Sommer, 1 person: Arrival (Pending)",
        "Anna Berg, 4 persons: Departure (Completed)",
        "Jonas Meier, 2 persons: stays (Completed)",
    ] {
        assert!(
            page.iter().any(|tag| tag.get("title") == Some(told)),
            "{told}"
        );
    }
    assert!(cell_of(&page, "2026-09-20").contains("Children’s Day"));
}

#[test]
fn links_of_a_calendar_can_be_called_by_what_is_drawn() {
    for language in [German, English] {
        let html = views::calendar(language).render().into_string();
        let page = tags(&html);
        let mut seen = 0;
        for (at, link) in page.iter().enumerate().filter(|(_, tag)| tag.opens("a")) {
            if !["date", "more", "bar"].iter().any(|it| link.has_class(it)) {
                continue;
            }
            let end = page[at..].iter().position(|it| it.closes && it.name == "a");
            let drawn = text(&page[at..at + end.unwrap()]);
            let drawn = drawn.replace('<', "&lt;").replace('>', "&gt;");
            let called = link.get("aria-label").unwrap().replace(", ", " ");
            assert!(called.contains(&drawn), "{drawn:?} in {called:?}");
            seen += 1;
        }
        assert!(seen > 35, "{seen}");
    }
}

#[test]
fn the_plan_and_the_calendar_of_a_month_have_titles_of_their_own() {
    let title = |html: String| {
        let from = html.find("<title>").unwrap() + "<title>".len();
        html[from..].split(" – ").next().unwrap().to_owned()
    };
    let plan = title(samples::plan(German, Role::Member).render().into_string());
    let calendar = title(views::calendar(German).render().into_string());
    assert_eq!(
        (&*plan, &*calendar),
        ("Belegungsplan September 2026", "Kalender September 2026")
    );
}

#[test]
fn a_year_has_every_day_once_and_each_leads_to_the_plan() {
    for (of, days) in [(date(2026, 5, 5), 365), (date(2028, 2, 29), 366)] {
        let year = YearPage {
            date: of,
            ..views::year(English)
        };
        let page = tags(&year.render().into_string());
        let in_year = |href: &str| {
            href.starts_with(&format!("/plan?date={}-", of.year())) && href.contains('#')
        };
        let links = page
            .iter()
            .filter_map(|tag| tag.get("href"))
            .filter(|href| in_year(href));
        assert_eq!(links.count(), days);
        let weeks = page.split(|tag| tag.opens("tr")).skip(1);
        assert!(weeks.clone().count() > 12 * 5);
        let before = |month: Date| {
            let name = crate::words::dates::month_name(English, month);
            let at = page.iter().position(|tag| tag.text == name).unwrap();
            let body = page[at..]
                .iter()
                .position(|tag| tag.opens("tbody"))
                .unwrap();
            let cells = page[at + body..]
                .iter()
                .filter(|tag| tag.opens("td") || tag.opens("a"));
            cells.take_while(|tag| tag.opens("td")).count()
        };
        let first = date(of.year(), 1, 1);
        let blank = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap();
        assert_eq!(before(first), blank + 1);
    }
}

#[test]
fn a_day_of_the_year_says_how_full_it_is() {
    let page = tags(&views::year(English).render().into_string());
    let first = find(&page, "href", "/plan?date=2026-09-01#day");
    assert_eq!(first.get("aria-label"), Some("1 Sept: 18 of 20 free"));
    assert!(first.has_class("l2"));
    let holiday = find(&page, "href", "/plan?date=2026-10-03#day");
    assert_eq!(
        holiday.get("title"),
        Some("3 Oct: 20 of 20 free (German Unity Day)")
    );
    assert!(holiday.has_class("feast"));
    let today = find(&page, "aria-current", "date");
    assert_eq!(
        (today.get("id"), today.text.as_str()),
        (Some("today"), "10")
    );
}

#[test]
fn the_display_tells_who_comes_stays_and_leaves_with_short_names_only() {
    let html = views::display(English, date(2026, 9, 6))
        .render()
        .into_string();
    let page = tags(&html);
    let told = text(&page);
    for name in [
        "Anna Berg",
        "Ute Sommer",
        "Jonas Meier",
        "Linden",
        "Hohenstein",
    ] {
        assert!(!html.contains(name), "{name}");
    }
    let at = |words: &str| {
        told.find(words)
            .unwrap_or_else(|| panic!("{words} in {told}"))
    };
    let (arriving, staying, leaving) = (at("Arriving"), at("Staying"), at("Leaving"));
    let part = |from, to| &told[from..to];
    assert!(part(arriving, staying).contains("Ute S. 1 person · Lager unter dem Dach requested"));
    assert!(part(staying, leaving).contains("Pfadfinder L. 5 persons"));
    assert!(
        part(leaving, at("The next days"))
            .contains("Anna B. 4 persons · Hauptschlafzimmer, Kinderzimmer")
    );
    assert!(told.contains("12of 20free tonight"), "{told}");
    assert!(told.contains("As of 6 Sept 2026, 14:05"));
}

#[test]
fn the_display_comes_anew_by_itself_only_if_asked_to_and_offers_one_way_back() {
    let mut display = views::display(German, samples::TODAY);
    let text = display.render().into_string();
    assert!(!text.contains("http-equiv") && text.contains("/display?renew=1"));
    display.renews = true;
    let page = tags(&display.render().into_string());
    let refresh = find(&page, "http-equiv", "refresh");
    assert_eq!(refresh.get("content"), Some("300"));
    let links: Vec<_> = page
        .iter()
        .filter(|tag| tag.opens("a"))
        .filter_map(|tag| tag.get("href"))
        .collect();
    assert_eq!(links, ["/plan"]);
    assert!(!page.iter().any(|tag| tag.opens("form") || tag.opens("nav")));
}

#[test]
fn the_display_of_a_full_night_and_of_a_feast_says_so() {
    let mut display: DisplayPage = views::display(English, date(2026, 9, 20));
    assert_eq!(
        display.holidays,
        [(date(2026, 9, 20), Holiday::ChildrensDay)]
    );
    display.loads[0].free = 0;
    let told = text(&tags(&display.render().into_string()));
    assert!(told.contains("Everything is taken tonight"));
    assert!(told.contains("Sunday 20 September 2026 Children’s Day"));
}

#[test]
fn the_plan_needs_one_stylesheet_in_all_its_spans_and_its_sisters_two() {
    let more = |html: String| html.contains(&assets::MORE_STYLES.path);
    assert!(!more(views::quarter(German).render().into_string()));
    assert!(more(views::calendar(German).render().into_string()));
}
