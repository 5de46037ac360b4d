//! What can be done about houses at the portal, from the first to the last: each is seen done by the supervisor itself.

use super::looked_after::{Browser, LookedAfter, leads_to, text};
use crate::client::Client;
use crate::supervisor::board::signal;
use hutbook::supervisor::control::Line;
use rustix::process::Signal;
use std::{fs, thread};

/// A house with its first administrator and one accommodation, open.
fn with_house() -> LookedAfter {
    let huette = "[[agent]]\nname = \"huette\"\nnumber = 1\npriority = 60 # the big one\n";
    let board = LookedAfter::with(huette, |folder| {
        fs::create_dir(folder.path().join("huette")).unwrap();
        drop(crate::whole::founded(
            &folder.path().join("huette/huette.hutbook"),
        ));
    });
    board.wait_open("huette");
    board
}

/// The accommodations of a house, as somebody sees them who could sign in to the first one.
fn accommodations(line: &Line) -> String {
    let mut client = Client::new(line.listen.parse().unwrap()).unwrap();
    client.sign_in(crate::whole::EMAIL, crate::whole::PASSWORD);
    let all = client.send("GET", "/api/accommodations", &[], None);
    all.unwrap().json().to_string()
}

fn clone_to(browser: &mut Browser, name: &str) -> crate::client::Answer {
    browser.post("/agents/huette/clone", &[("copy", name)])
}

#[test]
fn a_house_is_created_opened_closed_and_opened_anew() {
    let board = LookedAfter::with("", |_| {});
    let mut keeper = board.keeper();
    let form = [("name", "neu"), ("number", "7"), ("priority", "90")];
    let there = leads_to(&keeper.post("/new", &form)).to_owned();
    assert_eq!(there, "/agents/neu?done=created&agent=neu");
    let line = board.wait_open("neu");
    assert_eq!((line.number, line.priority, line.starts), (7, 90, 1));
    assert!(line.listen.ends_with(":60701"), "{}", line.listen);
    let page = text(&keeper.get(&there));
    // The code to set it up with stands among its last lines.
    assert!(page.contains("set-up code is") && page.contains("neu/neu.hutbook"));
    assert!(text(&keeper.get("/")).contains("noch nicht eingerichtet"));

    let before = line.process;
    let there = leads_to(&keeper.post("/agents/neu/restart", &[])).to_owned();
    assert_eq!(there, "/agents/neu?done=restarted&agent=neu");
    let line = board.wait("neu", |line| line.state == "healthy" && line.starts == 2);
    assert_ne!(line.process, before);
    let there = keeper.post("/agents/neu/stop", &[("to", "/")]);
    assert_eq!(leads_to(&there), "/?done=stopped&agent=neu");
    board.wait("neu", |line| line.state == "stopped");
    let page = text(&keeper.get("/?done=stopped&agent=neu"));
    assert!(page.contains("geschlossen worden") && !page.contains("http-equiv"));
    assert!(page.contains("/agents/neu/start") && !page.contains("/agents/neu/stop"));
    keeper.post("/agents/neu/start", &[]);
    board.wait("neu", |line| line.state == "healthy" && line.starts == 3);
}

#[test]
fn a_page_comes_anew_by_itself_only_while_somebody_waits_for_what_they_did() {
    let board = LookedAfter::with("[[agent]]\nname = \"huette\"\nnumber = 1\n", |_| {});
    let mut keeper = board.keeper();
    let process = board.wait_open("huette").process.unwrap();
    // What is frozen does not end when it is asked to: it is on its way for as long as this looks.
    signal(process, Signal::STOP);
    let there = leads_to(&keeper.post("/agents/huette/stop", &[])).to_owned();
    board.wait("huette", |line| line.state == "stopping");

    let comes_anew = |path: &str| text(&keeper.get(path)).contains("http-equiv=\"refresh\"");
    assert!(comes_anew(&there) && comes_anew("/?done=stopped&agent=huette"));
    for nobody_waits in ["/agents/huette", "/", "/?done=stopped&agent=garten", "/new"] {
        assert!(!comes_anew(nobody_waits), "{nobody_waits}");
    }
    assert!(
        !text(&keeper.get(&there)).contains("name=\"copy\""),
        "nothing to be typed"
    );
    signal(process, Signal::CONT);
    board.wait("huette", |line| line.state == "stopped");
    assert!(!comes_anew(&there) && text(&keeper.get(&there)).contains("name=\"copy\""));
}

#[test]
fn a_house_that_cannot_be_opened_says_why() {
    let broken = "[[agent]]\nname = \"kaputt\"\nnumber = 1\nfile = \"letter.txt\"\n";
    let board = LookedAfter::with(broken, |folder| {
        fs::write(folder.path().join("letter.txt"), "no house").unwrap();
    });
    let keeper = board.keeper();
    board.wait("kaputt", |line| line.state == "backing off");
    let page = text(&keeper.get("/agents/kaputt"));
    for said in [
        "not a Hutbook file",
        "it ended with code 3",
        "/agents/kaputt/start",
        "/agents/kaputt/stop",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[test]
fn a_live_house_is_copied_with_all_it_has_and_the_copy_goes_its_own_way() {
    let board = with_house();
    let mut keeper = board.keeper();
    let there = leads_to(&clone_to(&mut keeper, "probe")).to_owned();
    assert_eq!(there, "/agents/probe?done=cloned&agent=probe");
    let (copy, original) = (board.wait_open("probe"), board.wait_open("huette"));
    assert_eq!((copy.number, copy.priority), (2, 10));
    assert!(accommodations(&copy).contains("Lager"));
    let mut client = Client::new(copy.listen.parse().unwrap()).unwrap();
    client.sign_in(crate::whole::EMAIL, crate::whole::PASSWORD);
    let body = r#"{"name": "Dach", "kind": "room", "capacity": 3}"#;
    let added = client.send("POST", "/api/accommodations", &[], Some(body));
    assert_eq!(added.unwrap().status, 201);
    assert!(!accommodations(&original).contains("Dach"));
    assert_eq!(original.starts, 1, "it was not disturbed");
    let status = |line: &Line| {
        let process = line.process.unwrap();
        fs::read_to_string(format!("/proc/{process}/status")).unwrap()
    };
    if rustix::process::geteuid().is_root() {
        assert!(status(&copy).contains("Uid:\t59002\t59002\t59002\t59002"));
    }
    let mut left: Vec<_> = fs::read_dir(board.path("probe"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| !name.to_string_lossy().contains("backups"))
        .collect();
    left.sort();
    assert_eq!(
        left,
        ["probe.hutbook"],
        "nothing else is left of the copying"
    );
}

#[test]
fn of_two_who_copy_to_one_name_at_once_one_is_refused() {
    let board = with_house();
    let keeper = board.keeper();
    let answers = thread::scope(|scope| {
        let copying = [(); 2].map(|()| {
            let (board, cookie) = (&board, keeper.cookie.clone());
            scope.spawn(move || {
                let mut browser = board.stranger();
                browser.cookie = cookie;
                clone_to(&mut browser, "probe")
            })
        });
        copying.map(|it| it.join().unwrap())
    });
    let mut statuses = answers.each_ref().map(|answer| answer.status);
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    board.wait_open("probe");
    assert_eq!(board.lines().len(), 2);
    assert_eq!(board.config().matches("probe").count(), 1);
}

#[test]
fn what_cannot_be_a_name_is_refused_shown_again_and_never_taken_for_markup() {
    let board = with_house();
    let (mut keeper, before) = (board.keeper(), board.config());
    let script = "<script>alert(1)</script>";
    for name in [
        script, "..", "../etc", "a/b", "Ä", "", "-a", "a b", "huette",
    ] {
        for (path, field) in [("/new", "name"), ("/agents/huette/clone", "copy")] {
            let answer = keeper.post(path, &[(field, name), ("number", "9")]);
            let (status, page) = (answer.status, text(&answer));
            assert!([409, 422].contains(&status), "{name:?} at {path}: {status}");
            assert!(page.contains(&format!("id=\"{field}-wrong\"")), "{page}");
            assert!(!page.contains("<script>alert"), "{page}");
            if name == script {
                assert!(
                    page.contains("value=\"&lt;script&gt;"),
                    "what was typed stays: {page}"
                );
            }
        }
        let path = format!("/agents/{}/stop", name.replace(['<', '>', ' '], "%3C"));
        if name != "huette" {
            assert_eq!(
                keeper.send("POST", &path, &[], Some("")).status,
                404,
                "{path}"
            );
        }
    }
    for (field, value) in [
        ("number", "0"),
        ("number", "56"),
        ("number", "x"),
        ("priority", "101"),
    ] {
        let answer = keeper.post("/new", &[("name", "neu"), (field, value)]);
        assert_eq!(answer.status, 422, "{field} = {value}: {}", text(&answer));
        let page = text(&answer);
        assert!(page.contains(&format!("id=\"{field}-wrong\"")), "{page}");
        assert!(page.contains("value=\"neu\""), "nothing typed is lost");
    }
    let taken = keeper.post("/new", &[("name", "neu"), ("number", "1")]);
    assert_eq!(taken.status, 409);
    assert_eq!(board.config(), before);
    assert_eq!(board.lines().len(), 1);
}

#[test]
fn a_house_is_told_otherwise_and_the_comments_of_its_configuration_stay() {
    let board = with_house();
    let mut keeper = board.keeper();
    let wrong = [("priority", "20"), ("memory", "3")];
    let answer = keeper.post("/agents/huette/tell", &wrong);
    assert_eq!(answer.status, 422);
    assert!(
        text(&answer).contains("id=\"memory-wrong\"") && text(&answer).contains("value=\"20\"")
    );
    let form = [("priority", "20"), ("memory", "64")];
    let there = leads_to(&keeper.post("/agents/huette/tell", &form)).to_owned();
    assert_eq!(there, "/agents/huette?done=told&agent=huette");
    let line = board.wait_open("huette");
    assert_eq!((line.priority, line.most_memory_bytes), (20, 64 << 20));
    let config = board.config();
    assert!(config.contains("priority = 20 # the big one\n"), "{config}");
    assert!(config.contains("memory-mib = 64\n") && config.contains("autostart = false\n"));
    assert!(config.contains("# ours\n"));
    assert!(accommodations(&line).contains("Lager"));
}

#[test]
fn a_removed_house_is_kept_and_can_be_brought_back() {
    let board = with_house();
    let mut keeper = board.keeper();
    let process = board.wait_open("huette").process.unwrap();
    fs::write(board.path("huette/notes.txt"), "beside it").unwrap();
    for wrong in ["", "huett", "garten"] {
        let answer = keeper.post("/agents/huette/remove", &[("confirm", wrong)]);
        assert_eq!(answer.status, 422);
        assert!(text(&answer).contains("id=\"confirm-wrong\""));
    }
    assert_eq!(board.wait_open("huette").process, Some(process));
    let done = keeper.post("/agents/huette/remove", &[("confirm", "huette")]);
    assert_eq!(leads_to(&done), "/?done=removed&agent=huette");
    assert!(board.lines().is_empty() && !board.path("huette").exists());
    assert!(fs::read_to_string(format!("/proc/{process}/status")).is_err());
    let kept: Vec<_> = fs::read_dir(board.path("removed")).unwrap().collect();
    assert_eq!(kept.len(), 1);
    let kept = kept[0].as_ref().unwrap();
    assert!(hutbook::store::verify(&kept.path().join("huette.hutbook")).is_ok());
    let file = kept.file_name().into_string().unwrap();
    assert!(text(&keeper.get("/new")).contains(&file));

    let nowhere = [("file", "../hutbook.toml"), ("back-as", "alt")];
    assert_eq!(keeper.post("/removed", &nowhere).status, 409);
    let wrong = [("file", &*file), ("back-as", "Alt")];
    let answer = keeper.post("/removed", &wrong);
    assert_eq!(answer.status, 422);
    assert!(text(&answer).contains("id=\"back-as-wrong\""));
    let back = keeper.post("/removed", &[("file", &*file), ("back-as", "alt")]);
    assert_eq!(leads_to(&back), "/agents/alt?done=brought-back&agent=alt");
    assert!(accommodations(&board.wait_open("alt")).contains("Lager"));
    let beside = |name: &str| fs::read_to_string(board.path(name).join("notes.txt")).unwrap();
    assert_eq!(beside("alt"), "beside it");
    // Commands do the same.
    assert!(board.agent(&["remove", "alt"], "") && board.lines().is_empty());
    let kept = fs::read_dir(board.path("removed")).unwrap().next();
    let file = kept.unwrap().unwrap().file_name().into_string().unwrap();
    assert!(board.agent(&["removed"], ""));
    assert!(!board.agent(&["restore", "nothing.hutbook", "wieder"], ""));
    assert!(board.agent(&["restore", &file, "wieder"], ""));
    assert!(accommodations(&board.wait_open("wieder")).contains("Lager"));
    assert_eq!(beside("wieder"), "beside it");
}
