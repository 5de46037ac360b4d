//! Whatever people write is text: a house in which everything that can be named is named like a script, seen through
//! every page, table, calendar and answer for programs that there is.

use super::{
    client::{Answer, Ask},
    house::{ADMIN, ANNA, House, Someone},
};
use hutbook::web::{api, site, table::Route};
use serde_json::{Value, json};

/// A name that would be a script, an attribute or an entity, if it was not escaped.
const HOSTILE: &str = "<script>alert(1)</script>\"'&";
/// A name that would be a formula.
const FORMULA: &str = "=HYPERLINK(\"http://evil.example\")";

fn post(admin: &Someone<'_>, path: &str, body: &Value) -> Value {
    let answer = admin.post(path, body);
    assert!(answer.status < 300, "{path}: {answer:?}");
    if answer.body.is_empty() {
        Value::Null
    } else {
        answer.json()
    }
}

/// A house in which everything is called so.
fn hostile() -> House {
    let house = House::with_routes(site::ROUTES);
    let admin = house.someone(ADMIN);
    let settings = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("name", HOSTILE),
            ("zone", "Europe/Berlin"),
            ("language", "de"),
        ])
        .extend_pairs([("longest-stay", "30"), ("region", ""), ("accent", "forest")])
        .finish();
    let settings = Ask::new("POST", "/settings").body(settings);
    let saved = admin.ask(settings.header("Content-Type", "application/x-www-form-urlencoded"));
    assert_eq!(saved.status, 303);
    let room = json!({"name": HOSTILE, "kind": "room", "capacity": 2});
    assert_eq!(admin.put("/api/accommodations/a1", &room).status, 200);
    for (email, first, last) in [
        ("x@hut.example", HOSTILE, HOSTILE),
        ("y@hut.example", FORMULA, FORMULA),
    ] {
        let person =
            json!({"email": email, "firstName": first, "lastName": last, "role": "member"});
        post(&admin, "/api/people", &person);
    }
    for (number, (member, note)) in [("p4", HOSTILE), ("p5", FORMULA), ("p4", FORMULA)]
        .into_iter()
        .enumerate()
    {
        let wish = json!({
            "arrival": format!("2026-07-0{}", 2 * number + 1), "departure": format!("2026-07-0{}", 2 * number + 3),
            "items": [{"accommodationId": "a1", "persons": 1}], "note": note, "onBehalfOf": member,
        });
        post(&admin, "/api/bookings", &wish);
    }
    post(
        &admin,
        "/api/bookings/b2/decline",
        &json!({"reason": HOSTILE}),
    );
    post(
        &admin,
        "/api/bookings/b3/cancel",
        &json!({"reason": HOSTILE}),
    );
    house
}

fn addresses(route: &Route) -> Vec<String> {
    let things: &[&str] = match route.path {
        path if path.contains("/people/") => &["p4", "p5"],
        path if path.contains("/accommodations/") => &["a1"],
        _ => &["b1", "b2", "b3"],
    };
    let plain = route
        .path
        .replace("{code}", "de")
        .replace("{file}", "none")
        .replace("{secret}", "none");
    if !plain.contains("{id}") {
        return vec![plain];
    }
    things
        .iter()
        .map(|thing| plain.replace("{id}", thing))
        .collect()
}

fn look(house: &House, token: &str, address: &str) -> Answer {
    let ask = Ask::new("GET", address).header("Authorization", token);
    house.ask(ask.header("Accept-Language", "en"))
}

#[test]
fn no_name_becomes_a_script_an_attribute_or_a_formula() {
    let house = hostile();
    let tokens = [house.token(ADMIN), house.token(ANNA)];
    let routes = api::ROUTES.iter().chain(site::ROUTES);
    let mut shown = 0;
    for address in routes.filter(|it| it.verb.is_safe()).flat_map(addresses) {
        // It has no end.
        if address == "/api/changes" {
            continue;
        }
        let more = [
            String::new(),
            format!(
                "?search={0}&q={0}&to={0}&done={0}&date={0}&note={0}&from={0}",
                "%3Cscript%3Ealert(1)%3C/script%3E%22%27"
            ),
        ];
        for (token, more) in tokens
            .iter()
            .flat_map(|it| more.iter().map(move |more| (it, more)))
        {
            let answer = look(&house, token, &format!("{address}{more}"));
            let kind = answer.header("content-type").unwrap_or("").to_owned();
            let text = String::from_utf8_lossy(&answer.body);
            if kind.starts_with("text/html") {
                assert!(!text.contains("<script>alert"), "{address}{more}");
                assert!(!text.contains("</script>\"'"), "{address}{more}");
                shown += usize::from(text.contains("&lt;script&gt;alert(1)"));
            } else if kind.starts_with("text/csv") {
                for cell in text
                    .split(['\n', ',', ';'])
                    .map(|cell| cell.trim_start_matches(['"', '\u{feff}']))
                {
                    assert!(!cell.starts_with(['=', '+', '-', '@']), "{address}: {cell}");
                }
                shown += usize::from(text.contains("'=HYPERLINK"));
            } else if text.contains("<script>alert") {
                let harmless = [
                    "application/json",
                    "application/problem+json",
                    "text/calendar",
                    "application/x-ndjson",
                    "application/octet-stream",
                ];
                assert!(
                    harmless.iter().any(|it| kind.starts_with(it)),
                    "{address}: {kind}"
                );
                assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
                let policy = answer.header("content-security-policy").unwrap();
                assert!(
                    policy.starts_with("default-src 'none'"),
                    "{address}: {policy}"
                );
            }
        }
    }
    assert!(shown >= 20, "what is written is seen on {shown} pages only");
}
