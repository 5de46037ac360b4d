//! Single pages asked for what they must say and offer, and names of fields that must come back as they went.
//! Never looks at colours or places: words, fields and addresses only.

use super::{
    forms,
    markup::{Tag, tags, text},
    samples, value_of,
};
use crate::{
    domain::{
        accommodation::Kind,
        booking::Status,
        house::Language::{English, German},
        ids::AccommodationId,
        people::Role,
        refusal::Field,
    },
    web::pages::{
        accommodations::{kind_of, kind_value},
        bookings::{status_of, status_value},
        fields,
        people::{ROLES, role_of, role_value},
    },
};

fn find<'a>(page: &'a [Tag], field: &str) -> &'a Tag {
    page.iter()
        .find(|tag| tag.get("name") == Some(field))
        .unwrap_or_else(|| panic!("no field {field}"))
}

#[test]
fn nothing_typed_is_lost_when_a_booking_is_refused() {
    let html = samples::refused_form(German).render().into_string();
    let page = tags(&html);
    assert_eq!(
        find(&page, fields::ARRIVAL).get("value"),
        Some("2026-09-14")
    );
    assert_eq!(
        find(&page, fields::DEPARTURE).get("value"),
        Some("2026-09-17")
    );
    assert_eq!(find(&page, "persons-a1").get("value"), Some("3"));
    assert_eq!(find(&page, "persons-a4").get("value"), Some("2"));
    assert_eq!(find(&page, "persons-a5").get("value"), Some(""));
    let note = find(&page, fields::NOTE);
    assert_eq!(
        text(std::slice::from_ref(note)),
        "Zwei Hunde <b>&</b>\nein Kind"
    );
    let chosen = page
        .iter()
        .find(|t| t.opens("option") && t.get("selected").is_some());
    assert_eq!(chosen.unwrap().get("value"), Some("p2"));
    assert!(find(&page, fields::ALLOW_LENGTH).get("checked").is_some());
    assert!(find(&page, fields::ALLOW_CAPACITY).get("checked").is_none());
}

#[test]
fn mistakes_stand_beside_their_fields_and_in_the_summary() {
    let form = samples::refused_form(German);
    let html = form.render().into_string();
    let page = tags(&html);
    for mistake in &form.mistakes {
        assert_eq!(
            html.matches(&mistake.sentence).count(),
            2,
            "{}",
            mistake.sentence
        );
        let link = format!("#{}", mistake.field);
        assert!(
            page.iter().any(|t| t.get("href") == Some(link.as_str())),
            "{link}"
        );
    }
    for wrong in [fields::DEPARTURE, "persons-a1", fields::NOTE] {
        let field = find(&page, wrong);
        assert_eq!(field.get("aria-invalid"), Some("true"), "{wrong}");
        let described = field.get("aria-describedby").unwrap();
        assert!(
            described
                .split(' ')
                .any(|id| id == format!("{wrong}-wrong")),
            "{described}"
        );
    }
    assert_eq!(find(&page, fields::ARRIVAL).get("aria-invalid"), None);
    let told = text(&page);
    assert!(
        told.contains("14.–16. Sept. (2 Nächte) Hauptschlafzimmer: 0 frei, 3 gefragt"),
        "{told}"
    );
    assert!(told.contains("Hauptschlafzimmer: Hier haben 1 bis 2 Personen Platz."));
}

#[test]
fn only_administrators_book_for_others_and_make_exceptions() {
    let names = |html: String| -> Vec<String> {
        tags(&html)
            .iter()
            .filter_map(|t| t.get("name").map(str::to_owned))
            .collect()
    };
    let of_member = names(samples::form(English, Role::Member).render().into_string());
    let of_administrator = names(samples::refused_form(English).render().into_string());
    for field in [fields::MEMBER, fields::ALLOW_CAPACITY, fields::ALLOW_LENGTH] {
        assert!(!of_member.iter().any(|name| name == field), "{field}");
        assert!(of_administrator.iter().any(|name| name == field), "{field}");
    }
}

#[test]
fn the_form_reloads_with_free_places_and_sums_up_in_words() {
    let html = samples::form(English, Role::Member).render().into_string();
    let page = tags(&html);
    let look = page.iter().find(|t| t.get("formmethod").is_some()).unwrap();
    assert_eq!(
        (look.get("formmethod"), look.get("formaction")),
        (Some("get"), Some("/bookings/new"))
    );
    assert!(look.attributes.contains_key("formnovalidate"));
    let told = text(&page);
    for words in [
        "14–17 Sept 2026 = 3 nights, 3 persons",
        "1 of 8 free",
        "not free throughout",
        "30 nights at most",
    ] {
        assert!(told.contains(words), "{words}");
    }
}

#[test]
fn a_change_carries_the_version_it_was_made_from() {
    let html = samples::changed_form(German).render().into_string();
    let page = tags(&html);
    let form = *forms(&page)
        .iter()
        .find(|f| f[0].has_class("booking"))
        .unwrap();
    assert_eq!(form[0].get("action"), Some("/bookings/b9/edit"));
    assert_eq!(value_of(form, fields::VERSION), Some("4"));
    assert_eq!(value_of(form, fields::TOKEN), Some("k7Qx2vN8.change"));
    assert!(html.contains("neu bestätigen"));
}

#[test]
fn every_step_of_a_booking_is_a_form_with_its_version() {
    let html = samples::detail(German, Role::Administrator)
        .render()
        .into_string();
    let page = tags(&html);
    for step in ["confirm", "decline", "cancel", "undo"] {
        let action = format!("/bookings/b3/{step}");
        let form = forms(&page)
            .into_iter()
            .find(|f| f[0].get("action") == Some(&action))
            .unwrap_or_else(|| panic!("no form for {step}"));
        assert_eq!(form[0].get("method"), Some("post"));
        assert_eq!(value_of(form, fields::VERSION), Some("6"));
        assert_eq!(
            value_of(form, fields::TOKEN),
            Some(format!("k7Qx2vN8.{step}").as_str())
        );
        let asks = form.iter().any(|t| t.get("name") == Some(fields::REASON));
        assert_eq!(asks, step == "decline" || step == "cancel");
    }
    assert!(html.contains("als 1.") && html.contains("/bookings/b12"));
    let of_member = samples::detail(German, Role::Member).render().into_string();
    for hidden in ["/confirm", "/decline", "/bookings/b12"] {
        assert!(!of_member.contains(hidden), "{hidden}");
    }
}

#[test]
fn only_administrators_are_offered_the_house() {
    let admin = samples::plan(German, Role::Administrator)
        .render()
        .into_string();
    let member = samples::plan(German, Role::Member).render().into_string();
    for path in [
        "/people",
        "/settings",
        "/storage",
        "/accommodations",
        "/requests",
        "/figures",
    ] {
        let link = format!("href=\"{path}\"");
        assert!(admin.contains(&link), "{path}");
        assert!(!member.contains(&link), "{path}");
    }
    assert!(admin.contains("3 Anfragen warten") && !member.contains("3 Anfragen warten"));
    assert!(member.contains("aria-current=\"page\""));
}

#[test]
fn field_values_come_back_as_what_they_were() {
    assert!(
        Status::ALL
            .into_iter()
            .all(|s| status_of(status_value(s)) == Some(s))
    );
    assert!(
        Kind::ALL
            .into_iter()
            .all(|k| kind_of(kind_value(k)) == Some(k))
    );
    assert!(ROLES.into_iter().all(|r| role_of(role_value(r)) == Some(r)));
    assert_eq!((status_of("nonsense"), kind_of("")), (None, None));
    let bed = AccommodationId::new(12);
    assert_eq!(fields::accommodation_of(&fields::persons(bed)), Some(bed));
    assert_eq!(fields::accommodation_of("persons"), None);
    assert_eq!(
        fields::of(Field::ItemPersons(1), &[AccommodationId::new(1), bed]),
        "persons-a12"
    );
    assert_eq!(fields::of(Field::ItemPersons(2), &[bed]), fields::ITEMS);
}

#[test]
fn a_password_is_never_sent_back() {
    for (name, html) in super::every_page() {
        for tag in tags(&html) {
            if tag.get("type") == Some("password") {
                assert_eq!(tag.get("value"), Some(""), "{name}");
                assert!(
                    tag.get("autocomplete")
                        .is_some_and(|a| a.ends_with("-password")),
                    "{name}"
                );
            }
        }
    }
}
