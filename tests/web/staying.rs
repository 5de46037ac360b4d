//! The booking form and single bookings as pages over HTTP: what a form sends, what a look tells, what a link fills in,
//! what an administrator sees before deciding. Never looks at markup beyond links, fields and words.

use super::{
    client::{Answer, Ask},
    house::{ADMIN, ANNA, BEN, House, Someone},
};
use hutbook::{domain::booking::Status, web::site};

fn house() -> House {
    House::with_routes(site::ROUTES)
}

fn form(path: &str, fields: &[(&str, &str)]) -> Ask {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    Ask::new("POST", path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(body)
}

/// A page with its entities resolved as far as links have them.
fn page(answer: &Answer) -> String {
    answer.text().replace("&amp;", "&")
}

fn look(someone: &Someone<'_>, query: &str) -> String {
    let answer = someone.get(format!("/bookings/new?{query}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    page(&answer)
}

/// Where the offers of a page lead.
fn offers(page: &str) -> Vec<&str> {
    let links = page.split("<a class=\"offer\" href=\"").skip(1);
    links.map(|link| link.split('"').next().unwrap()).collect()
}

fn has(text: &str, words: &[&str]) {
    for words in words {
        assert!(text.contains(words), "{words} in {text}");
    }
}

const SHORT: &str = "In diesen Nächten reicht der Platz nicht";

#[test]
fn the_same_form_twice_is_one_booking() {
    let house = house();
    let anna = house.someone(ANNA);
    let fields = [
        ("token", "abc.book"),
        ("arrival", "2026-07-01"),
        ("departure", "2026-07-03"),
        ("persons-a1", "2"),
        ("note", "Mit Rad"),
    ];
    let (first, second) = (
        anna.ask(form("/bookings", &fields)),
        anna.ask(form("/bookings", &fields)),
    );
    for answer in [&first, &second] {
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some("/bookings/b1?done=requested")),
            "{answer:?}"
        );
    }
    assert_eq!(house.app.book().state.bookings.len(), 1);
    let other = [fields[0], fields[1], ("departure", "2026-07-04"), fields[3]];
    assert_eq!(anna.ask(form("/bookings", &other)).status, 422);
    assert_eq!(house.app.book().state.bookings.len(), 1);
}

#[test]
fn who_only_looks_is_told_what_is_missing_and_every_offer_can_be_booked() {
    let house = house();
    let (anna, ben) = (house.someone(ANNA), house.someone(BEN));
    anna.books("2026-07-02", "2026-07-03", "a1", 2);
    let before = house.app.book().sequence;
    let wanted = "arrival=2026-07-01&departure=2026-07-04&persons-a1=2&note=Rad+%26+Zug";
    let seen = look(&ben, wanted);
    has(
        &seen,
        &[
            SHORT,
            "0 frei, 2 gefragt",
            "Anna Alm",
            "woanders",
            "Dormitory (2 Personen)",
        ],
    );
    let all = offers(&seen);
    assert_eq!(all.len(), 1 + 3 + 3, "{all:?}");
    for offer in all {
        assert!(offer.contains("note=Rad+%26+Zug"), "{offer}");
        let filled = page(&ben.get(offer));
        has(&filled, &["Rad &amp; Zug".replace("&amp;", "&").as_str()]);
        assert!(
            !filled.contains(SHORT) && offers(&filled).is_empty(),
            "{offer}"
        );
    }
    assert_eq!(house.app.book().sequence, before, "a look wrote something");
}

#[test]
fn who_only_looks_is_told_of_mistakes_but_not_of_what_is_still_to_come() {
    let house = house();
    let ben = house.someone(BEN);
    let backwards = look(&ben, "arrival=2026-07-03&departure=2026-07-01");
    has(
        &backwards,
        &["Bitte prüfen Sie Ihre Angaben", "id=\"departure-wrong\""],
    );
    let nobody_yet = look(&ben, "arrival=2026-07-01&departure=2026-07-03");
    assert!(!nobody_yet.contains("Bitte prüfen Sie"));
    has(
        &nobody_yet,
        &[
            "2 von 2 frei",
            "in jeder Nacht",
            "1.–3. Juli 2026 = 2 Nächte",
        ],
    );
    let from_the_plan = look(&ben, "arrival=2026-07-01&accommodation=a1");
    has(
        &from_the_plan,
        &["value=\"2026-07-02\"", "1 Nacht, 1 Person"],
    );
    let both = look(&ben, "arrival=2026-07-01&accommodation=a1&persons-a1=2");
    has(&both, &["1 Nacht, 2 Personen"]);
}

#[test]
fn nothing_is_offered_before_today_to_members() {
    let house = house();
    let (anna, ben) = (house.someone(ANNA), house.someone(BEN));
    anna.books("2026-06-03", "2026-06-05", "a1", 2);
    let seen = look(&ben, "arrival=2026-06-03&departure=2026-06-05&persons-a1=1");
    let earlier: Vec<_> = offers(&seen)
        .into_iter()
        .filter(|offer| offer.contains("persons-a1") && *offer < "/bookings/new?arrival=2026-06-03")
        .collect();
    assert_eq!(
        earlier,
        ["/bookings/new?arrival=2026-06-01&departure=2026-06-03&persons-a1=1"],
        "today is the first of June"
    );
}

#[test]
fn too_many_for_one_room_are_offered_several() {
    let house = house();
    let (anna, ben) = (house.someone(ANNA), house.someone(BEN));
    anna.books("2026-07-01", "2026-07-02", "a2", 6);
    let seen = look(&ben, "arrival=2026-07-01&departure=2026-07-02&persons-a1=3");
    has(
        &seen,
        &[
            "Room hat nur 2 Plätze.",
            "aufgeteilt",
            "Room (2 Personen), Dormitory (1 Person)",
        ],
    );
}

#[test]
fn a_bed_on_each_night_but_none_on_all_becomes_two_bookings() {
    let house = house();
    let (anna, ben) = (house.someone(ANNA), house.someone(BEN));
    anna.books("2026-07-01", "2026-07-02", "a2", 8);
    anna.books("2026-07-02", "2026-07-03", "a1", 2);
    let seen = look(&ben, "arrival=2026-07-01&departure=2026-07-03&persons-a1=1");
    has(
        &seen,
        &[
            "Wechsel des Schlafplatzes",
            "kein Schlafplatz ist die ganze Zeit frei",
        ],
    );
    let all = offers(&seen);
    let second = "arrival=2026-07-02&departure=2026-07-03&persons-a2=1";
    let then: String = form_urlencoded::byte_serialize(second.as_bytes()).collect();
    let first = "arrival=2026-07-01&departure=2026-07-02&persons-a1=1";
    assert_eq!(
        all[..2],
        [
            format!("/bookings/new?{first}&then={then}"),
            format!("/bookings/new?{second}"),
        ]
    );
    has(
        &page(&ben.get(all[0])),
        &[&format!("name=\"then\" value=\"{second}\"")],
    );
    let booked = ben.ask(form(
        "/bookings",
        &[
            ("token", "abc.book"),
            ("arrival", "2026-07-01"),
            ("departure", "2026-07-02"),
            ("persons-a1", "1"),
            ("then", second),
        ],
    ));
    let told = page(&ben.get(booked.header("location").unwrap()));
    has(
        &told,
        &[
            "Weiter mit dem nächsten Teil",
            &format!("href=\"/bookings/new?{second}\""),
        ],
    );
}

#[test]
fn every_part_of_a_stay_can_be_reached_whatever_the_note() {
    let house = house();
    let (anna, ben) = (house.someone(ANNA), house.someone(BEN));
    anna.books("2026-07-01", "2026-07-02", "a2", 8);
    anna.books("2026-07-02", "2026-07-03", "a1", 2);
    anna.books("2026-07-03", "2026-07-04", "a2", 8);
    for note in ["€".repeat(500), "Rad & Zug".to_owned()] {
        let escaped: String = form_urlencoded::byte_serialize(note.as_bytes()).collect();
        let wanted = "arrival=2026-07-01&departure=2026-07-04&persons-a1=1";
        let seen = look(&ben, &format!("{wanted}&note={escaped}"));
        let all = offers(&seen);
        for offer in &all {
            let filled = ben.get(*offer);
            assert_eq!(filled.status, 200, "{offer}");
            assert!(
                filled.text().contains(&note.replace('&', "&amp;")),
                "{offer}"
            );
        }
        let parts = all.iter().filter(|offer| offer.contains("then="));
        assert_eq!(
            parts.count(),
            2,
            "the last of three parts leads to no other"
        );
    }
}

#[test]
fn what_comes_next_never_leads_out_of_the_house() {
    let house = house();
    let anna = house.someone(ANNA);
    anna.books("2026-07-01", "2026-07-03", "a1", 2);
    for then in ["//evil.example", "\"><script>", "https://evil.example"] {
        let then: String = form_urlencoded::byte_serialize(then.as_bytes()).collect();
        let seen = anna.get(format!("/bookings/b1?done=requested&then={then}"));
        let seen = seen.text();
        assert!(!seen.contains("<script>"), "{seen}");
        let links = seen.split("href=\"").skip(1);
        for link in links.filter(|link| link.contains("evil")) {
            assert!(
                link.starts_with("/bookings/new?") || link.starts_with("/language/"),
                "{link}"
            );
        }
    }
}

#[test]
fn a_refused_form_offers_the_same_and_keeps_what_was_typed() {
    let house = house();
    let (anna, ben) = (house.someone(ANNA), house.someone(BEN));
    anna.books("2026-07-02", "2026-07-03", "a1", 2);
    let answer = ben.ask(form(
        "/bookings",
        &[
            ("token", "abc.book"),
            ("arrival", "2026-07-01"),
            ("departure", "2026-07-04"),
            ("persons-a1", "1"),
            ("note", "Größe"),
        ],
    ));
    assert_eq!(answer.status, 409);
    let seen = page(&answer);
    has(&seen, &[SHORT, "value=\"abc.book\"", ">Größe</textarea>"]);
    assert!(
        offers(&seen)
            .iter()
            .all(|offer| offer.contains("note=Gr%C3%B6%C3%9Fe"))
    );
    assert_eq!(house.app.book().state.bookings.len(), 1);
}

#[test]
fn a_look_carries_the_longest_note_there_can_be() {
    let house = house();
    let anna = house.someone(ANNA);
    let note = "€".repeat(500);
    let escaped: String = form_urlencoded::byte_serialize(note.as_bytes()).collect();
    let seen = look(
        &anna,
        &format!("arrival=2026-07-01&departure=2026-07-04&note={escaped}"),
    );
    has(&seen, &[&note]);
}

#[test]
fn an_administrator_may_look_past_the_count_with_an_exception() {
    let house = house();
    let (anna, admin) = (house.someone(ANNA), house.someone(ADMIN));
    anna.books("2026-07-01", "2026-07-02", "a1", 2);
    let wanted = "arrival=2026-07-01&departure=2026-07-02&persons-a1=1&member=p3";
    let seen = look(&admin, wanted);
    has(&seen, &[SHORT, "selected>Ben Berg"]);
    assert!(
        offers(&seen)
            .iter()
            .all(|offer| offer.contains("member=p3"))
    );
    assert!(!look(&admin, &format!("{wanted}&allow-capacity=yes")).contains(SHORT));
}

#[test]
fn a_change_says_from_what_to_what_before_and_after() {
    let house = house();
    let anna = house.someone(ANNA);
    anna.books("2026-07-01", "2026-07-03", "a1", 2);
    let same = page(&anna.get("/bookings/b1/edit"));
    assert!(!same.contains("Änderung:"));
    let seen =
        page(&anna.get(
            "/bookings/b1/edit?arrival=2026-07-02&departure=2026-07-04&persons-a1=1&version=1",
        ));
    has(
        &seen,
        &[
            "Änderung:",
            "1.–3. Juli 2026",
            "2.–4. Juli 2026",
            "Room (1 Person)",
        ],
    );
    assert!(!seen.contains(SHORT), "a booking is not in its own way");
    let answer = anna.ask(form(
        "/bookings/b1/edit",
        &[
            ("token", "abc.change"),
            ("version", "1"),
            ("arrival", "2026-07-02"),
            ("departure", "2026-07-04"),
            ("persons-a1", "1"),
        ],
    ));
    assert_eq!(answer.header("location"), Some("/bookings/b1?done=changed"));
    let after = page(&anna.get("/bookings/b1?done=changed"));
    let told = after.split("id=\"told\"").nth(1).unwrap();
    let told = told.split("</section>").next().unwrap();
    has(
        told,
        &[
            "Die Änderung ist eingetragen.",
            "1.–3. Juli 2026",
            "2.–4. Juli 2026",
        ],
    );
}

#[test]
fn who_was_overtaken_is_told_and_may_mean_it_all_the_same() {
    let house = house();
    let (anna, admin) = (house.someone(ANNA), house.someone(ADMIN));
    anna.books("2026-07-01", "2026-07-03", "a1", 2);
    let moved = super::house::wish("2026-07-02", "2026-07-04", "a1", 2);
    assert_eq!(admin.put("/api/bookings/b1", &moved).status, 200);
    let change = |version| {
        anna.ask(form(
            "/bookings/b1/edit",
            &[
                ("token", "abc.change"),
                ("version", version),
                ("arrival", "2026-07-01"),
                ("departure", "2026-07-04"),
                ("persons-a1", "2"),
            ],
        ))
    };
    let told = change("1");
    assert_eq!(told.status, 409);
    let seen = page(&told);
    has(
        &seen,
        &[
            "Inzwischen hat jemand anderes",
            "name=\"version\" value=\"2\"",
            "2.–4. Juli 2026",
            "1.–4. Juli 2026",
        ],
    );
    assert_eq!(change("2").status, 303);
}

#[test]
fn only_who_booked_is_told_so() {
    let house = house();
    let (anna, ben, admin) = (
        house.someone(ANNA),
        house.someone(BEN),
        house.someone(ADMIN),
    );
    anna.books("2026-07-01", "2026-07-03", "a1", 2);
    let path = "/bookings/b1?done=requested";
    has(
        &page(&anna.get(path)),
        &["Ihre Anfrage ist eingetragen.", "freigehalten"],
    );
    has(
        &page(&admin.get(path)),
        &["Die Anfrage für Anna Alm ist eingetragen."],
    );
    assert!(!page(&ben.get(path)).contains("id=\"told\""));
    let cancelled = form("/bookings/b1/cancel", &[("version", "1")]);
    assert_eq!(anna.ask(cancelled).status, 303);
    let late = page(&anna.get(path));
    assert!(!late.contains("freigehalten"), "nothing is held any more");
}

#[test]
fn an_undo_says_what_it_takes_back_and_only_to_who_may() {
    let house = house();
    let (anna, ben) = (house.someone(ANNA), house.someone(BEN));
    anna.books("2026-07-01", "2026-07-03", "a1", 2);
    has(&page(&anna.get("/bookings/b1")), &["die Anfrage selbst"]);
    assert!(!page(&ben.get("/bookings/b1")).contains("id=\"undoes\""));
    let moved = super::house::wish("2026-07-02", "2026-07-04", "a1", 2);
    assert_eq!(anna.put("/api/bookings/b1", &moved).status, 200);
    let seen = page(&anna.get("/bookings/b1"));
    let told = seen.split("id=\"undoes\"").nth(1).unwrap();
    let told = told.split("</form>").next().unwrap();
    has(told, &["1.–3. Juli 2026", "2.–4. Juli 2026"]);
    assert!(!told.contains("Room"), "the places did not change");
}

#[test]
fn requests_are_compared_and_a_yes_against_the_count_is_explicit_and_recorded() {
    let house = house();
    let (anna, ben, admin) = (
        house.someone(ANNA),
        house.someone(BEN),
        house.someone(ADMIN),
    );
    anna.books("2026-07-01", "2026-07-03", "a2", 5);
    ben.books("2026-07-02", "2026-07-05", "a2", 3);
    let seen = page(&admin.get("/bookings/b1"));
    has(
        &seen,
        &[
            "Ben Berg",
            "als 2.",
            "kann auch bestätigt werden",
            "0 von 8 frei",
        ],
    );
    assert!(!seen.contains("allow-capacity"));
    let member = page(&anna.get("/bookings/b1"));
    has(&member, &["Wer zur gleichen Zeit da ist", "Ben Berg"]);
    assert!(!member.contains("Entscheidung der Verwaltung"));

    let fewer =
        serde_json::json!({"name": "Dormitory", "kind": "bed", "capacity": 6, "force": true});
    assert_eq!(admin.put("/api/accommodations/a2", &fewer).status, 200);
    let seen = page(&admin.get("/bookings/b1"));
    has(
        &seen,
        &[
            "nur noch mit Ausnahme",
            "2 Plätze zu wenig",
            SHORT,
            "allow-capacity",
            "2./3. Juli Dormitory: 3 frei, 5 gefragt",
        ],
    );
    let yes = |more: &[(&str, &str)]| {
        let fields: Vec<_> = [("version", "1")].iter().chain(more).copied().collect();
        admin.ask(form("/bookings/b1/confirm", &fields)).status
    };
    assert_eq!(yes(&[]), 409);
    assert_eq!(yes(&[("allow-capacity", "yes")]), 303);
    let book = house.app.book();
    let booking = book.state.booking("b1".parse().unwrap()).unwrap();
    assert_eq!(booking.status, Status::Confirmed);
    has(
        &page(&anna.get("/bookings/b1")),
        &["Ada Admin", "mehr Personen als Plätze"],
    );
    let rival = page(&admin.get("/bookings/b2"));
    has(&rival, &["bleibt bestätigt", "als 1."]);
    let nights = rival.split("Nächte 2026").nth(2).unwrap();
    assert!(
        nights.starts_with("</span><div>2</div>"),
        "Anna's two nights: {nights}"
    );
}

#[test]
fn the_same_can_be_booked_once_more_by_its_member_and_administrators() {
    let house = house();
    let (anna, ben, admin) = (
        house.someone(ANNA),
        house.someone(BEN),
        house.someone(ADMIN),
    );
    anna.books("2026-07-03", "2026-07-05", "a1", 2);
    let own = page(&anna.get("/bookings/b1"));
    has(
        &own,
        &["href=\"/bookings/new?persons-a1=2\"", "2.–4. Juli 2027"],
    );
    let next = "/bookings/new?arrival=2027-07-02&departure=2027-07-04&persons-a1=2";
    has(&own, &[next]);
    has(
        &page(&anna.get(next)),
        &["value=\"2027-07-02\"", "= 2 Nächte, 2 Personen"],
    );
    has(
        &page(&admin.get("/bookings/b1")),
        &["href=\"/bookings/new?persons-a1=2&member=p2\""],
    );
    assert!(!page(&ben.get("/bookings/b1")).contains("Noch einmal buchen"));
}

#[test]
fn a_stay_is_a_file_for_a_calendar_that_follows_its_changes() {
    let house = house();
    let (anna, ben) = (house.someone(ANNA), house.someone(BEN));
    let mut wish = super::house::wish("2026-07-01", "2026-07-03", "a1", 2);
    wish["note"] = "Kommen, spät; bitte warten".into();
    assert_eq!(anna.post("/api/bookings", &wish).status, 201);
    let line = |someone: &Someone<'_>, name: &str| {
        let answer = someone.get("/bookings/b1/stay.ics");
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some("text/calendar; charset=utf-8"))
        );
        let text = answer.text().replace("\r\n ", "");
        let found = text.split("\r\n").find(|line| line.starts_with(name));
        found
            .unwrap_or_else(|| panic!("{name} in {text}"))
            .to_owned()
    };
    assert_eq!(line(&anna, "DTSTART"), "DTSTART;VALUE=DATE:20260701");
    assert_eq!(line(&anna, "DTEND"), "DTEND;VALUE=DATE:20260703");
    assert_eq!(line(&anna, "STATUS"), "STATUS:TENTATIVE");
    assert!(line(&anna, "DESCRIPTION").ends_with("Kommen\\, spät\\; bitte warten"));
    assert!(
        !line(&ben, "DESCRIPTION").contains("spät"),
        "what was said is not for all"
    );
    let (uid, sequence) = (line(&anna, "UID"), line(&anna, "SEQUENCE"));
    let moved = super::house::wish("2026-07-02", "2026-07-03", "a1", 2);
    assert_eq!(anna.put("/api/bookings/b1", &moved).status, 200);
    assert_eq!(line(&ben, "UID"), uid);
    assert_eq!(
        (sequence.as_str(), line(&anna, "SEQUENCE").as_str()),
        ("SEQUENCE:1", "SEQUENCE:2")
    );
    assert_eq!(anna.get("/bookings/b9/stay.ics").status, 404);
    assert_ne!(
        house.ask(Ask::new("GET", "/bookings/b1/stay.ics")).status,
        200
    );
}
