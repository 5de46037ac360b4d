//! Who is let in to look after the board, and who is not: set-up, sign-in, the end of sessions, strangers and other sites.

use super::looked_after::{LookedAfter, PASSWORD, encoded, leads_to, text};
use hutbook::portal::{Access, ROUTES};
use std::{fs, os::unix::fs::PermissionsExt as _};

/// A house that rests: nothing it could do changes anything unless somebody makes it.
const RESTING: &str = "[[agent]]\nname = \"huette\"\nnumber = 1\nautostart = false\n";

#[test]
fn whoever_has_the_code_chooses_the_password_once() {
    let board = LookedAfter::with("", |_| {});
    let mut browser = board.stranger();
    assert!(text(&browser.get("/")).contains("/set-up"));
    assert_eq!(leads_to(&browser.get("/sign-in")), "/set-up");
    assert_eq!(leads_to(&browser.get("/new")), "/set-up");
    let form = |code: &'static str, password: &'static str, again: &'static str| {
        [
            ("code", code),
            ("password", password),
            ("password-again", again),
        ]
    };
    for (code, password, again) in [
        ("0000-00000", PASSWORD, PASSWORD),
        ("", PASSWORD, PASSWORD),
        ("0000-00000", "", ""),
    ] {
        let answer = browser.post("/set-up", &form(code, password, again));
        assert_eq!(answer.status, 422, "{}", text(&answer));
        assert!(text(&answer).contains("id=\"code-wrong\""));
    }
    for (password, again, field) in [
        ("short", "short", "password"),
        (PASSWORD, "another", "password-again"),
    ] {
        let form = [
            ("code", &*board.code),
            ("password", password),
            ("password-again", again),
        ];
        let answer = browser.post("/set-up", &form);
        assert_eq!(answer.status, 422);
        assert!(text(&answer).contains(&format!("id=\"{field}-wrong\"")));
        assert!(!text(&answer).contains(password), "it is never shown again");
    }
    assert!(!board.path("hutbook.password").exists() && browser.cookie.is_empty());
    let keeper = board.keeper();
    assert!(text(&keeper.get("/")).contains("/sign-out"));
    let kept = fs::metadata(board.path("hutbook.password")).unwrap();
    assert_eq!(kept.permissions().mode() & 0o777, 0o600);
    let hash = fs::read_to_string(board.path("hutbook.password")).unwrap();
    assert!(hash.starts_with("$argon2id$") && !hash.contains(PASSWORD));
    // The code has done its work.
    let form = [
        ("code", &*board.code),
        ("password", "quite another one"),
        ("password-again", "quite another one"),
    ];
    assert_eq!(leads_to(&browser.post("/set-up", &form)), "/");
    assert!(browser.cookie.is_empty());
    assert_eq!(leads_to(&browser.get("/set-up")), "/");
    assert_eq!(
        fs::read_to_string(board.path("hutbook.password")).unwrap(),
        hash
    );
}

#[test]
fn whoever_guesses_has_to_wait_and_whoever_is_in_does_not() {
    let board = LookedAfter::with("", |_| {});
    let keeper = board.keeper();
    let mut guesser = board.stranger();
    for _ in 0..10 {
        let answer = guesser.post("/sign-in", &[("password", "a wrong password")]);
        assert_eq!(answer.status, 401, "{}", text(&answer));
    }
    for password in ["a wrong password", PASSWORD] {
        let answer = guesser.post("/sign-in", &[("password", password)]);
        assert_eq!(answer.status, 429);
        let wait: u32 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=15 * 60 + 1).contains(&wait), "{wait}");
    }
    assert!(guesser.cookie.is_empty());
    assert_eq!(keeper.get("/new").status, 200);
}

#[test]
fn whoever_guesses_the_code_has_to_wait_too() {
    let board = LookedAfter::with("", |_| {});
    let mut guesser = board.stranger();
    let form = |code| {
        [
            ("code", code),
            ("password", PASSWORD),
            ("password-again", PASSWORD),
        ]
    };
    for _ in 0..10 {
        assert_eq!(guesser.post("/set-up", &form("1234-5678x")).status, 422);
    }
    let answer = guesser.post("/set-up", &form(&board.code));
    assert_eq!(answer.status, 429);
    assert!(answer.header("retry-after").is_some());
    assert!(!board.path("hutbook.password").exists());
}

#[test]
fn a_session_ends_when_its_holder_leaves_and_all_end_with_their_password() {
    let board = LookedAfter::with("", |_| {});
    let mut one = board.keeper();
    let mut other = board.stranger();
    let form = [("password", PASSWORD), ("to", "/new")];
    let answer = other.post("/sign-in", &form);
    assert_eq!(leads_to(&answer), "/new");
    let cookie = answer.header("set-cookie").unwrap();
    for part in ["hutbook_portal=", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let form = [("password", PASSWORD), ("to", "//evil.example/")];
    assert_eq!(leads_to(&board.stranger().post("/sign-in", &form)), "/");

    let before = one.cookie.clone();
    assert_eq!(leads_to(&one.post("/sign-out", &[])), "/?done=signed-out");
    assert_ne!(one.cookie, before);
    one.cookie = before;
    assert!(leads_to(&one.get("/new")).starts_with("/sign-in"));
    assert_eq!(other.get("/new").status, 200, "the other is still in");

    assert!(!board.agent(&["password", "--password-stdin"], "short\n"));
    assert_eq!(other.get("/new").status, 200);
    assert!(board.agent(&["password", "--password-stdin"], "ein anderes Passwort\n"));
    assert!(leads_to(&other.get("/new")).starts_with("/sign-in"));
    let wrong = other.post("/sign-in", &[("password", PASSWORD)]);
    assert_eq!(wrong.status, 401);
    let right = other.post("/sign-in", &[("password", "ein anderes Passwort")]);
    assert_eq!(leads_to(&right), "/");
    assert_eq!(other.get("/new").status, 200);
}

#[test]
fn strangers_and_other_sites_can_do_nothing_at_any_address() {
    let board = LookedAfter::with(RESTING, |_| {});
    let keeper = board.keeper();
    let (stranger, before) = (board.stranger(), board.config());
    let everything = encoded(&[
        ("name", "new"),
        ("copy", "probe"),
        ("confirm", "huette"),
        ("priority", "1"),
        ("memory", "64"),
        ("force", "yes"),
        ("file", "huette-2026-01-01-000000.hutbook"),
        ("back-as", "back"),
    ]);
    let mut seen = 0;
    for route in ROUTES.iter().filter(|it| it.access == Access::Keeper) {
        let path = route.path.replace("{name}", "huette");
        assert!(!path.contains('{'), "{path}: what stands for this part?");
        let body = (!route.verb.is_safe()).then_some(&*everything);
        for cookie in ["", "hutbook_portal=", "hutbook_portal=AAAA"] {
            let headers = [("Cookie", cookie)];
            let headers = if cookie.is_empty() { &[][..] } else { &headers };
            let answer = stranger.send(route.verb.name(), &path, headers, body);
            // Programs are told, people are led.
            if path.starts_with("/api/") {
                assert_eq!(answer.status, 401, "{path}");
            } else {
                assert!(leads_to(&answer).starts_with("/sign-in"), "{path}");
            }
        }
        if !route.verb.is_safe() {
            seen += 1;
            for (name, value) in [
                ("Origin", "http://evil.example"),
                ("Origin", "null"),
                ("Sec-Fetch-Site", "cross-site"),
                ("Sec-Fetch-Site", "same-site"),
            ] {
                let answer = keeper.send(route.verb.name(), &path, &[(name, value)], body);
                assert_eq!(answer.status, 403, "{path}, {name}: {value}");
            }
        }
    }
    assert!(seen > 8, "few routes were seen");
    assert_eq!(board.config(), before);
    let lines = board.lines();
    assert_eq!((lines.len(), &*lines[0].state), (1, "stopped"));
    assert_eq!(lines[0].starts, 0);
    assert_eq!(keeper.get("/new").status, 200, "nobody was signed out");
}

#[test]
fn everybody_sees_what_houses_are_called_and_where_they_are_and_nothing_else() {
    let open = "[[agent]]\nname = \"huette\"\nnumber = 1\npriority = 73\n";
    let empty = "[[agent]]\nname = \"leer\"\nnumber = 2\n";
    let closed = "[[agent]]\nname = \"garten\"\nnumber = 3\nautostart = false\n";
    let board = LookedAfter::with(&[open, empty, closed].concat(), |folder| {
        fs::create_dir(folder.path().join("huette")).unwrap();
        let file = folder.path().join("huette/huette.hutbook");
        drop(crate::whole::founded(&file));
    });
    let keeper = board.keeper();
    let (line, _) = (board.wait_open("huette"), board.wait_open("leer"));
    let seen = text(&board.stranger().get("/"));
    assert!(seen.contains("Testhaus") && seen.contains("leer") && seen.contains("garten"));
    let link = format!("href=\"http://{}/\"", line.listen);
    assert!(seen.contains(&link), "{link}: {seen}");
    assert!(
        !seen.contains(":60301"),
        "where nobody answers nobody is led"
    );
    assert!(seen.contains("noch nicht eingerichtet") && seen.contains("zurzeit nicht offen"));
    for kept in [
        "huette",
        "Vorrang",
        "MB",
        "MiB",
        "/agents/",
        env!("CARGO_PKG_VERSION"),
        ".hutbook",
    ] {
        assert!(!seen.contains(kept), "{kept} is nobody's business: {seen}");
    }
    let page = text(&keeper.get("/"));
    for shown in [
        "Testhaus",
        "huette",
        "73",
        "/agents/huette/stop",
        "/agents/garten/start",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("/agents/garten/stop") && !page.contains("/agents/huette/start"));
    let nobody = keeper.get("/agents/nobody");
    assert_eq!(nobody.status, 404);
    assert!(text(&nobody).contains("oder das Haus ist entfernt worden"));
    assert!(
        page.contains("data-live") && !seen.contains("data-live"),
        "only who is told of changes follows them"
    );
    assert_eq!(keeper.get("/agents/huette/stop").status, 405);
}
