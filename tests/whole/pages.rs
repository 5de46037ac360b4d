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
        "/bookings/b1/confirm",
    ] {
        assert_eq!(
            member.send("POST", path, &[], Some("")).unwrap().status,
            403,
            "{path}"
        );
    }
}
