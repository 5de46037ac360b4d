//! `hutbook token` and `hutbook link --remove-second-factor`, with a house's file and with a house that is served.

use super::{
    EMAIL, PASSWORD,
    command_line::{hutbook, text},
    founded,
};
use hutbook::app::second_factor::CodeSecret;
use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};

/// Runs the program with a password on its standard input.
fn with_password(password: &str, arguments: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hutbook"))
        .args(arguments)
        .arg("--password-stdin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("its input is piped");
    writeln!(input, "{password}").expect("it reads");
    drop(input);
    child.wait_with_output().expect("it ends")
}

fn create<'a>(house: &'a str, name: &'a str, scope: &'a str) -> Vec<&'a str> {
    let words = ["token", "create", house, "--email", EMAIL];
    [&words[..], &["--name", name, "--scope", scope]].concat()
}

/// The one line of a new token.
fn token_of(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    let token = said.strip_suffix('\n').expect("a line").to_owned();
    assert!(token.starts_with("hut_") && token.len() == 47, "{token}");
    token
}

#[test]
fn tokens_are_made_in_a_file_and_in_a_house_that_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("house.hutbook");
    drop(founded(&file));
    let path = file.to_str().unwrap();
    let mut days = create(path, "file", "read");
    days.extend(["--days", "30"]);
    let reads = token_of(&hutbook(&days));
    let nameless = hutbook(&create(path, " ", "read"));
    assert_eq!(
        nameless.status.code(),
        Some(4),
        "{}",
        text(&nameless.stderr)
    );
    let stranger = hutbook(&["token", "list", path, "--email", "nobody@example.org"]);
    assert_eq!(stranger.status.code(), Some(4));
    let strange_scope = hutbook(&create(path, "a", "all"));
    assert_eq!(strange_scope.status.code(), Some(2));

    let running = crate::process::Running::start(&["serve", path]);
    let locked = hutbook(&create(path, "file", "read"));
    assert_eq!(locked.status.code(), Some(3), "{}", text(&locked.stderr));
    let url = format!("http://{}", running.address);
    let writes = token_of(&with_password(PASSWORD, &create(&url, "served", "write")));
    let wrong = with_password("wrong", &create(&url, "served", "write"));
    assert_eq!(wrong.status.code(), Some(4), "{}", text(&wrong.stderr));
    assert!(
        text(&wrong.stderr).contains("the house says"),
        "{}",
        text(&wrong.stderr)
    );
    let https = hutbook(&create("https://hut.example", "a", "read"));
    assert_eq!(https.status.code(), Some(4));
    let unattended = hutbook(&create(&url, "a", "read"));
    assert!(text(&unattended.stderr).contains("--password-stdin"));
    let status = |token: &str, method: &str| {
        let mut client = running.client();
        client.token = Some(token.to_owned());
        let body = (method == "POST").then_some("{}");
        client
            .send(method, "/api/accommodations", &[], body)
            .unwrap()
            .status
    };
    assert_eq!((status(&reads, "GET"), status(&reads, "POST")), (200, 403));
    assert_eq!(
        (status(&writes, "GET"), status(&writes, "POST")),
        (200, 422)
    );

    let listed = with_password(PASSWORD, &["token", "list", &url, "--email", EMAIL]);
    let lines: Vec<String> = text(&listed.stdout).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].contains("read ") && lines[0].ends_with("file"),
        "{lines:?}"
    );
    assert!(
        lines[1].contains("never expires") && lines[1].ends_with("served"),
        "{lines:?}"
    );
    let id = lines[1].split(' ').next().unwrap();
    let revoke = ["token", "revoke", &url, "--email", EMAIL, "--id"];
    let revoked = with_password(PASSWORD, &[&revoke[..], &[id]].concat());
    assert!(revoked.status.success(), "{}", text(&revoked.stderr));
    assert_eq!((status(&writes, "GET"), status(&reads, "GET")), (401, 200));
    let again = with_password(PASSWORD, &[&revoke[..], &[id]].concat());
    assert_eq!(again.status.code(), Some(4));
    drop(running);

    let from_file = text(&hutbook(&["token", "list", path, "--email", EMAIL]).stdout);
    let left: Vec<&str> = from_file.lines().collect();
    let id = lines[0].split(' ').next().unwrap();
    // When it was used last is written down once a day only.
    assert!(
        left.len() == 1 && left[0].starts_with(id) && left[0].ends_with("file"),
        "{left:?}"
    );
    let revoke = ["token", "revoke", path, "--email", EMAIL, "--id"];
    let revoked = hutbook(&[&revoke[..], &[id]].concat());
    assert!(revoked.status.success(), "{}", text(&revoked.stderr));
    assert_eq!(
        hutbook(&[&revoke[..], &[id]].concat()).status.code(),
        Some(4)
    );
    let events = text(&hutbook(&["export", path]).stdout);
    let signed = |kind: &str| events.matches(&format!("\"{kind}\"")).count();
    assert!(
        signed("SignedOut") >= 4,
        "no session of a command stays open"
    );
    assert!(!events.contains(&reads) && !events.contains(&writes));
}

#[test]
fn with_a_second_factor_the_command_needs_a_code_and_the_file_can_remove_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("house.hutbook");
    let running = founded(&file);
    let (path, url) = (
        file.to_str().unwrap(),
        format!("http://{}", running.address),
    );
    let secret = turn_on(&running);
    let refused = with_password(PASSWORD, &create(&url, "a", "read"));
    assert_eq!(refused.status.code(), Some(4));
    assert!(
        text(&refused.stderr).contains("--code"),
        "{}",
        text(&refused.stderr)
    );
    // The first code has been used: the next one counts a step early.
    let now = hutbook::clock::Clock::System.now();
    let code = secret.code(now.plus_millis(30_000));
    let mut arguments = create(&url, "a", "read");
    arguments.extend(["--code", &code]);
    token_of(&with_password(PASSWORD, &arguments));
    drop(running);

    let link = hutbook(&["link", path, EMAIL, "--remove-second-factor"]);
    assert!(
        text(&link.stdout).contains("no second factor any more"),
        "{}",
        text(&link.stderr)
    );
    let running = crate::process::Running::start(&["serve", path]);
    running.client().sign_in(EMAIL, PASSWORD);
}

/// Turns the second factor on as a browser would.
fn turn_on(running: &crate::process::Running) -> CodeSecret {
    let mut client = running.client();
    client.sign_in(EMAIL, PASSWORD);
    let page = client
        .send("GET", "/account/second-factor", &[], None)
        .unwrap();
    let page = text(&page.body);
    let shown = page
        .split("<p class=\"code\" translate=\"no\">")
        .nth(1)
        .unwrap();
    let secret = shown.split('<').next().unwrap().replace(' ', "");
    let secret = CodeSecret::parse(&secret).unwrap();
    let code = secret.code(hutbook::clock::Clock::System.now());
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("one-time-code", &code)
        .append_pair("password", PASSWORD)
        .finish();
    let answer = client
        .send("POST", "/account/second-factor", &[], Some(&form))
        .unwrap();
    assert_eq!(answer.status, 200, "{}", text(&answer.body));
    secret
}
