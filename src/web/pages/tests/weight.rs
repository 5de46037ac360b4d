//! What pages weigh, and how a browser that has the stylesheet gets around having it sent again.
//! Never measures a network: bytes are counted as they would be sent.

use super::{assets, markup::tags, samples};
use crate::{
    domain::{house::Language, people::Role},
    web::{
        compress,
        pages::layout::{Frame, Styles},
        reply,
    },
    words::choice::LANGUAGES,
};
use base64ct::{Base64, Encoding as _};
use hyper::{StatusCode, header};
use sha2::{Digest as _, Sha256};

/// Bytes of the script every page waits for, as it is written.
const SCRIPT_BYTES: usize = 10 * 1024;
/// Bytes of all scripts together, as they are written: what one browser loads once.
const ALL_SCRIPT_BYTES: usize = 20 * 1024;
/// The same as they are sent.
const SENT_SCRIPT_BYTES: usize = 2800;
const SENT_STYLE_BYTES: usize = 4700;
/// Bytes of the first view of the plan: a page with its stylesheet, and the script; what a connection carries in its
/// first round trip.
const FIRST_VIEW_BYTES: usize = 14 * 1024;
/// Bytes of the headers of both answers.
const HEADER_BYTES: usize = 1100;

fn sent(bytes: &[u8]) -> usize {
    compress::file(bytes).map_or(bytes.len(), |pressed| pressed.len())
}

#[test]
fn scripts_and_stylesheet_stay_small() {
    let scripts = [
        &assets::SCRIPT,
        &assets::PLAN_SCRIPT,
        &assets::MORE_SCRIPT,
        &assets::CHANGES_SCRIPT,
    ];
    let all: usize = scripts.iter().map(|script| script.bytes.len()).sum();
    let first = &assets::SCRIPT.bytes;
    println!(
        "script {} ({} sent), all scripts {all}",
        first.len(),
        sent(first)
    );
    println!("styles {} sent", sent(assets::INLINE_STYLES.as_bytes()));
    assert!(first.len() <= SCRIPT_BYTES && all <= ALL_SCRIPT_BYTES);
    assert!(sent(first) <= SENT_SCRIPT_BYTES);
    assert!(sent(assets::INLINE_STYLES.as_bytes()) <= SENT_STYLE_BYTES);
}

#[test]
fn a_first_view_of_the_plan_fits_into_one_round_trip() {
    for language in LANGUAGES {
        let pages = samples::all(language);
        let (_, plan) = pages.into_iter().find(|(name, _)| *name == "plan").unwrap();
        let page = sent(plan.into_string().as_bytes());
        let whole = page + sent(&assets::SCRIPT.bytes) + HEADER_BYTES;
        println!("{whole} bytes, {page} of them the page");
        assert!(whole <= FIRST_VIEW_BYTES, "{whole} bytes");
    }
}

#[test]
fn scripts_have_no_words_and_load_nothing_from_elsewhere() {
    for asset in assets::all() {
        let text = String::from_utf8_lossy(&asset.bytes);
        if !asset.path.ends_with(".js") {
            continue;
        }
        for sign in [
            "http:",
            "https:",
            "eval(",
            "innerHTML",
            "new Function",
            "localStorage",
            "importScripts",
        ] {
            assert!(!text.contains(sign), "{sign} in {}", asset.path);
        }
        assert!(text.is_ascii(), "{}", asset.path);
        assert!(!text.contains("/*"), "a remark is left in {}", asset.path);
    }
}

#[test]
fn a_browser_that_has_the_stylesheet_is_not_sent_it_again() {
    let frame = Frame {
        styles: Styles::Linked,
        ..samples::frame(Language::German, Some(Role::Member), "/plan")
    };
    let text = samples::plan_in(frame).into_string();
    let page = tags(&text);
    assert!(!page.iter().any(|tag| tag.opens("style")));
    let linked = page
        .iter()
        .filter(|tag| tag.get("rel") == Some("stylesheet"));
    let linked: Vec<_> = linked.map(|tag| tag.get("href").unwrap()).collect();
    assert_eq!(linked, [&assets::STYLESHEET.path]);
    let script = page.iter().find(|tag| tag.opens("script")).unwrap();
    assert_eq!(
        script.get("data-keep"),
        None,
        "it need not be fetched either"
    );
}

#[test]
fn only_who_is_signed_in_is_shown_what_changes() {
    for (role, follows) in [(None, false), (Some(Role::Member), true)] {
        let text = samples::plan_in(samples::frame(Language::German, role, "/plan")).into_string();
        let page = tags(&text);
        let script = page.iter().find(|tag| tag.opens("script")).unwrap();
        assert_eq!(script.get("data-after"), follows.then_some("1234"));
        let live = |id: &str| {
            let part = page.iter().find(|tag| tag.get("id") == Some(id));
            part.is_some_and(|part| part.attributes.contains_key("data-live"))
        };
        assert_eq!((live("content"), live("menu")), (follows, follows));
    }
}

#[test]
fn the_policy_allows_the_stylesheet_in_pages_and_nothing_else_inside_them() {
    let mut response = reply::html(StatusCode::OK, "");
    reply::protect(&mut response);
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    let hash = Base64::encode_string(&Sha256::digest(assets::INLINE_STYLES.as_bytes()));
    for rule in [
        "default-src 'none';".to_owned(),
        format!("style-src 'self' 'sha256-{hash}';"),
        "script-src 'self';".to_owned(),
        "worker-src 'self';".to_owned(),
        "connect-src 'self';".to_owned(),
        "form-action 'self';".to_owned(),
        "frame-ancestors 'none';".to_owned(),
        "base-uri 'none'".to_owned(),
    ] {
        assert!(policy.contains(&rule), "{rule} is missing in {policy}");
    }
    assert!(!policy.contains("unsafe"));
}
