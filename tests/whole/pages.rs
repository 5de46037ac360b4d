//! Pages as they come over the wire: what they show to whom, and where they lead.

use crate::process::Running;
use serde_json::Value;

const ADMINISTRATOR: &str = "katharina@example.org";
const MEMBER: &str = "jonas@example.org";

fn bookings(client: &mut crate::client::Client) -> Vec<Value> {
    let page = client
        .send("GET", "/api/bookings?limit=200", &[], None)
        .unwrap();
    page.json()["items"].as_array().unwrap().clone()
}

#[test]
fn what_was_said_is_shown_to_its_member_and_to_administrators_only() {
    let running = Running::start(&["demo"]);
    let (mut administrator, mut member) = (running.client(), running.client());
    administrator.sign_in(ADMINISTRATOR, hutbook::cli::DEMO_PASSWORD);
    member.sign_in(MEMBER, hutbook::cli::DEMO_PASSWORD);
    let me = member.send("GET", "/api/me", &[], None).unwrap().json()["id"].clone();
    let (mut own, mut others) = (0, 0);
    for booking in bookings(&mut administrator) {
        let Some(note) = booking["note"].as_str() else {
            continue;
        };
        let path = format!("/bookings/{}", booking["id"].as_str().unwrap());
        let shows = |client: &mut crate::client::Client| {
            let page = client.send("GET", &path, &[], None).unwrap();
            assert_eq!(page.status, 200);
            String::from_utf8(page.body).unwrap().contains(note)
        };
        assert!(shows(&mut administrator), "{path}");
        let is_own = booking["memberId"] == me;
        assert_eq!(shows(&mut member), is_own, "{path}");
        if is_own { own += 1 } else { others += 1 }
    }
    assert!(own > 0 && others > 0, "{own} own notes, {others} of others");
}

#[test]
fn nobody_is_led_to_another_host() {
    let running = Running::start(&["demo"]);
    let mut client = running.client();
    for to in [
        "//evil.example",
        "/%09/evil.example",
        "/%5Cevil.example",
        "https://evil.example",
    ] {
        let answer = client
            .send("GET", &format!("/language/de?to={to}"), &[], None)
            .unwrap();
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some("/")),
            "{to}"
        );
    }
}

#[test]
fn a_member_reaches_no_page_of_administrators() {
    let running = Running::start(&["demo"]);
    let mut member = running.client();
    for path in ["/accommodations", "/people", "/settings", "/storage"] {
        assert_eq!(
            member.send("GET", path, &[], None).unwrap().status,
            303,
            "{path} without a session"
        );
    }
    member.sign_in(MEMBER, hutbook::cli::DEMO_PASSWORD);
    for path in [
        "/accommodations",
        "/people",
        "/settings",
        "/storage",
        "/accommodations/a1/edit",
        "/people/p2/erase",
    ] {
        assert_eq!(
            member.send("GET", path, &[], None).unwrap().status,
            403,
            "{path}"
        );
    }
    for path in [
        "/people",
        "/settings",
        "/storage/rebuild",
        "/people/p2/role",
        "/people/p2/erase",
        "/bookings/b1/confirm",
    ] {
        assert_eq!(
            member.send("POST", path, &[], Some("")).unwrap().status,
            403,
            "{path}"
        );
    }
}

#[test]
fn erasing_somebody_asks_first_and_says_what_stands_in_the_way() {
    let running = Running::start(&["demo"]);
    let (mut administrator, mut member) = (running.client(), running.client());
    administrator.sign_in(ADMINISTRATOR, hutbook::cli::DEMO_PASSWORD);
    member.sign_in(MEMBER, hutbook::cli::DEMO_PASSWORD);
    let own = member.send("GET", "/bookings/mine", &[], None).unwrap();
    assert!(text(own).contains("href=\"/api/me/export\""));
    let export = member.send("GET", "/api/me/export", &[], None).unwrap();
    assert_eq!(export.json()["person"]["email"], MEMBER);

    let mut page = |method, path: &str| {
        let body = (method == "POST").then_some("");
        let answer = administrator.send(method, path, &[], body).unwrap();
        (answer.status, text(answer))
    };
    let numbers = 2..100;
    let busy = numbers.map(|number| format!("/people/p{number}/erase"));
    let busy = busy
        .map(|path| (page("GET", &path), path))
        .find(|((status, asked), _)| {
            assert_eq!(*status, 200, "somebody of the demo has stays ahead");
            asked.contains("id=\"ahead\"")
        });
    let ((_, asked), path) = busy.unwrap();
    assert!(
        !asked.contains("button class=\"danger\""),
        "no button while there are stays"
    );
    let (status, refused) = page("POST", &path);
    assert_eq!(status, 409);
    assert!(refused.contains("id=\"ahead\"") && refused.contains("notice bad"));

    let new = r#"{"email": "nora@example.org", "firstName": "Nora", "lastName": "Neu"}"#;
    let added = administrator
        .send("POST", "/api/people", &[], Some(new))
        .unwrap();
    let path = format!("/people/{}/erase", added.json()["id"].as_str().unwrap());
    let mut page = |method, path: &str| {
        let body = (method == "POST").then_some("");
        let answer = administrator.send(method, path, &[], body).unwrap();
        let to = answer.header("location").map(str::to_owned);
        (answer.status, to, text(answer))
    };
    let (status, _, asked) = page("GET", &path);
    assert_eq!(status, 200);
    assert!(asked.contains("Nora Neu") && asked.contains("button class=\"danger\""));
    assert!(
        page("GET", "/people").2.contains("Nora Neu"),
        "a look erases nobody"
    );
    let (status, to, _) = page("POST", &path);
    assert_eq!((status, to.as_deref()), (303, Some("/people?done=erased")));
    let (_, _, people) = page("GET", "/people?done=erased");
    assert!(!people.contains("Nora") && people.contains("gelöschte Person"));
    assert_eq!(page("GET", &path).0, 404);
}

fn text(answer: crate::client::Answer) -> String {
    String::from_utf8(answer.body).unwrap()
}
