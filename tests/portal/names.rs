//! Which house a request is led to by the host it asks for, what stands in for one that cannot answer, and where the
//! portal's links lead. What the network makes of the names is tested with another implementation in `mdns.py`.

use super::Open;
use crate::client::Answer;
use hutbook::supervisor::control::{Answer as Told, Question};

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

#[test]
fn a_house_is_reached_by_its_name_and_all_else_is_the_portal() {
    let open = Open::new();
    let mut own = open.signed_in("huette.local");
    let body = r#"{"name": "Nur hier", "kind": "room", "capacity": 3}"#;
    let made = own.send("POST", "/api/accommodations", &[], Some(body));
    assert_eq!(made.unwrap().status, 201);
    let token = own.token.clone();
    for host in [
        "huette.local",
        "HUETTE.Local",
        "huette.local.",
        &format!("huette.local:{}", open.portal.port()),
    ] {
        let mut client = open.ask(host);
        client.token.clone_from(&token);
        let all = client.send("GET", "/api/accommodations", &[], None);
        assert!(text(&all.unwrap()).contains("Nur hier"), "{host}");
    }
    let all = open.signed_in("garten.local");
    let all = { all }
        .send("GET", "/api/accommodations", &[], None)
        .unwrap();
    assert!(all.status == 200 && !text(&all).contains("Nur hier"));
    // Houses come and go over one connection: each request counts for itself.
    let port = open.portal.port();
    for host in [
        "nobody.local",
        "hutbook.local",
        "a.huette.local",
        "huette",
        &format!("127.0.0.1:{port}"),
        &format!("[::1]:{port}"),
    ] {
        let page = open.ask(host).send("GET", "/", &[], None).unwrap();
        assert_eq!(page.status, 200, "{host}");
        let page = text(&page);
        assert_eq!(page.matches("Testhaus").count(), 2, "{host}: {page}");
        // Nothing is announced from here, so links lead to the houses' own ports.
        let own = format!(":{}/\"", open.huette.port());
        assert!(page.contains(&own), "{host}: {page}");
    }
}

#[test]
fn a_house_that_rests_says_so_in_the_language_of_who_comes() {
    let open = Open::new();
    let mut client = open.ask("huette.local");
    assert_eq!(
        client.send("GET", "/api/health", &[], None).unwrap().status,
        200
    );
    let wish = |what: fn(String) -> Question| {
        let told = open.board.ask(&what("huette".to_owned()));
        assert_eq!(told, Told::Noted);
    };
    wish(Question::Stop);
    open.board.wait("huette", |line| line.state == "stopped");
    let german = client
        .send("GET", "/plan?date=2026-06-01", &[], None)
        .unwrap();
    assert_eq!(german.status, 503);
    let page = text(&german);
    for part in [
        "huette ist zurzeit nicht zu erreichen",
        "ruht, bis",
        "href=\"/plan?date=2026-06-01\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(german.header("content-security-policy").is_some());
    let english = client.send("GET", "/", &[("Accept-Language", "en")], None);
    assert!(text(&english.unwrap()).contains("huette cannot be reached at the moment"));
    // Everything the page loads is there, although the house is not.
    let mut loaded = 0;
    for part in page
        .split(['"', ' '])
        .filter(|part| part.starts_with("/assets/"))
    {
        assert_eq!(
            client.send("GET", part, &[], None).unwrap().status,
            200,
            "{part}"
        );
        loaded += 1;
    }
    assert!(loaded >= 5, "{page}");
    let answer = client
        .send("GET", "/language/en?to=/plan", &[], None)
        .unwrap();
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some("/plan"))
    );

    let answer = client.send("GET", "/api/health", &[], None).unwrap();
    let kind = answer.json()["type"].clone();
    assert_eq!(
        (answer.status, kind),
        (503, "urn:hutbook:problem:house-stopped".into())
    );
    // What was to be done has not been, and the page does not ask for it again by itself.
    let posted = client.send("POST", "/sign-in", &[], Some("")).unwrap();
    let page = text(&posted);
    assert!(
        posted.status == 503 && page.contains("nicht angekommen") && !page.contains("/assets/wait")
    );

    let garten = open
        .ask("garten.local")
        .send("GET", "/api/health", &[], None);
    assert_eq!(garten.unwrap().status, 200, "its neighbour notices nothing");
    let told = open.board.ask(&Question::Start("huette".to_owned(), true));
    assert_eq!(told, Told::Noted);
    open.board.wait_healthy("huette");
    assert_eq!(
        client.send("GET", "/api/health", &[], None).unwrap().status,
        200
    );
}

#[test]
fn a_house_that_is_added_is_led_to_and_one_that_is_removed_is_not() {
    let open = Open::new();
    let [new] = crate::supervisor::board::free_ports();
    open.board
        .tell(&[("huette", open.huette.port(), ""), ("neu", new, "")]);
    open.board.ask(&Question::Reload);
    open.board.wait_healthy("neu");
    let is_house = |host: &str| {
        let health = open.ask(host).send("GET", "/api/health", &[], None);
        text(&health.unwrap()).contains("\"house\":")
    };
    assert!(is_house("neu.local") && is_house("huette.local"));
    assert!(!is_house("garten.local"), "there the portal answers");
}

#[test]
fn a_request_that_comes_back_is_not_passed_on_again() {
    let open = Open::new();
    for (via, status) in [("1.1 hutbook", 508), ("1.1 elsewhere", 200)] {
        let mut client = open.ask("huette.local");
        let answer = client.send("GET", "/api/health", &[("via", via)], None);
        assert_eq!(answer.unwrap().status, status, "{via}");
    }
}
