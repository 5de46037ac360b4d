//! What must hold for every page, in every language: a plausible house, rendered and asked for its meaning.
//! With `HUTBOOK_PAGES=folder` the pages are also written there, to be looked at in a browser.

mod content;
mod counting;
mod markup;
mod plan;
mod samples;
mod staying;
mod stylesheet;
mod views;
mod visitors;
mod weight;

use super::{assets, fields, paths};
use crate::words::choice::{LANGUAGES, code};
use markup::{Tag, tags};
use std::{collections::BTreeSet, env, fs, path::Path};

/// Every page in every language, with a name to find it by.
fn every_page() -> Vec<(String, String)> {
    LANGUAGES
        .into_iter()
        .flat_map(|language| {
            samples::all(language)
                .into_iter()
                .map(move |(name, page)| (format!("{name}-{}", code(language)), page.into_string()))
        })
        .collect()
}

#[test]
fn every_page_has_the_whole_frame() {
    let folder = env::var_os("HUTBOOK_PAGES");
    for (name, text) in every_page() {
        let page = tags(&text);
        let count = |tag: &str| page.iter().filter(|t| t.opens(tag)).count();
        for landmark in ["html", "title", "header", "main", "footer", "h1"] {
            assert_eq!(count(landmark), 1, "{landmark} in {name}");
        }
        let language = name.rsplit('-').next().unwrap();
        assert_eq!(
            page.iter().find(|t| t.opens("html")).unwrap().get("lang"),
            Some(language)
        );
        assert!(text.contains(&assets::STYLESHEET.path), "{name}");
        // On the wall there is nothing to skip.
        let skips = text.contains("href=\"#content\"") && text.contains("id=\"content\"");
        assert_eq!(skips, !name.starts_with("display"), "{name}");
        if let Some(folder) = &folder {
            write_down(Path::new(folder), &name, &text);
        }
    }
}

fn write_down(folder: &Path, name: &str, text: &str) {
    let beside = text
        .replace(&assets::STYLESHEET.path, "app.css")
        .replace(&assets::SCRIPT.path, "app.js")
        .replace(&assets::MORE_STYLES.path, "pages.css")
        .replace(&assets::FAVICON.path, "icon.svg");
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(format!("{name}.html")), beside).unwrap();
    fs::write(folder.join("app.css"), &assets::STYLESHEET.bytes).unwrap();
    fs::write(folder.join("pages.css"), &assets::MORE_STYLES.bytes).unwrap();
    fs::write(folder.join("icon.svg"), &assets::FAVICON.bytes).unwrap();
}

#[test]
fn no_page_has_anything_a_strict_policy_forbids() {
    for (name, text) in every_page() {
        let page = tags(&text);
        // The one script, from here and without a word in it; the one stylesheet whose hash the policy names.
        let of = |element: &str| {
            let found = page.iter().filter(|tag| tag.opens(element));
            found.collect::<Vec<_>>()
        };
        let ([script], [style]) = (&*of("script"), &*of("style")) else {
            panic!("{name} has other scripts or styles than one of each");
        };
        assert_eq!(script.get("src"), Some(&*assets::SCRIPT.path), "{name}");
        assert!(script.attributes.contains_key("defer") && script.text.is_empty());
        assert!(style.attributes.is_empty() && style.text == *assets::INLINE_STYLES);
        for tag in &page {
            assert!(
                !["iframe", "object", "base"].contains(&tag.name.as_str()),
                "{name}: {tag:?}"
            );
            if tag.get("rel") == Some("icon") {
                assert_eq!(tag.get("href"), Some(&**assets::INLINE_FAVICON), "{name}");
                continue;
            }
            for (attribute, value) in &tag.attributes {
                assert!(
                    attribute != "style" && !attribute.starts_with("on"),
                    "{name}: {tag:?}"
                );
                if ["href", "src", "action", "formaction"].contains(&attribute.as_str()) {
                    let inside = value.starts_with('#')
                        || (value.starts_with('/') && !value.starts_with("//"));
                    assert!(inside, "{name} leads outside: {value}");
                }
            }
        }
        assert!(
            !text.contains("http:") && !text.contains("https:") && !text.contains("javascript:"),
            "{name}"
        );
    }
}

#[test]
fn names_that_look_like_scripts_stay_names() {
    let mut seen = 0;
    for (name, text) in every_page() {
        assert!(!text.contains(samples::NASTY), "{name}");
        seen += usize::from(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }
    assert!(
        seen >= 8 * LANGUAGES.len(),
        "only {seen} pages showed it at all"
    );
}

#[test]
fn ids_are_unique_and_every_reference_has_its_target() {
    for (name, text) in every_page() {
        let page = tags(&text);
        let mut ids = BTreeSet::new();
        for id in page.iter().filter_map(|tag| tag.get("id")) {
            assert!(ids.insert(id), "{id} twice in {name}");
        }
        for tag in &page {
            let named = ["for", "aria-labelledby", "aria-describedby", "list"];
            for id in named
                .iter()
                .filter_map(|a| tag.get(a))
                .flat_map(|ids| ids.split(' '))
            {
                assert!(ids.contains(id), "{id} is missing in {name}: {tag:?}");
            }
            if let Some(id) = tag.get("href").and_then(|href| href.strip_prefix('#')) {
                assert!(ids.contains(id), "{id} is missing in {name}: {tag:?}");
            }
        }
    }
}

#[test]
fn every_input_has_a_label_and_every_button_a_name() {
    for (name, text) in every_page() {
        let page = tags(&text);
        let labelled: BTreeSet<_> = page.iter().filter_map(|tag| tag.get("for")).collect();
        let mut inside_label = false;
        for (at, tag) in page.iter().enumerate() {
            if tag.name == "label" {
                inside_label = !tag.closes;
            }
            let visible = ["input", "select", "textarea"].iter().any(|n| tag.opens(n))
                && tag.get("type") != Some("hidden")
                && tag.get("hidden").is_none();
            if visible {
                let by_id = tag.get("id").is_some_and(|id| labelled.contains(id));
                assert!(by_id || inside_label, "{name}: {tag:?}");
            }
            if tag.opens("button") || tag.opens("summary") || tag.opens("a") {
                let end = at
                    + page[at..]
                        .iter()
                        .position(|t| t.closes && t.name == tag.name)
                        .unwrap();
                let words = markup::text(&page[at..end]);
                assert!(
                    !words.trim().is_empty() || tag.get("aria-label").is_some(),
                    "{name}: {tag:?}"
                );
            }
        }
    }
}

#[test]
fn headings_never_skip_a_level() {
    for (name, text) in every_page() {
        let mut before = 0;
        for tag in tags(&text) {
            let level = tag
                .name
                .strip_prefix('h')
                .and_then(|n| n.parse::<u8>().ok());
            if let (Some(level), false) = (level, tag.closes) {
                assert!(level <= before + 1, "h{level} after h{before} in {name}");
                before = level;
            }
        }
        assert!(before > 0, "{name}");
    }
}

/// The forms of a page: each with the tags inside it.
fn forms(page: &[Tag]) -> Vec<&[Tag]> {
    page.split(|tag| tag.closes && tag.name == "form")
        .filter_map(|piece| {
            piece
                .iter()
                .position(|tag| tag.opens("form"))
                .map(|at| &piece[at..])
        })
        .collect()
}

fn value_of<'a>(form: &'a [Tag], field: &str) -> Option<&'a str> {
    let input = form.iter().find(|tag| tag.get("name") == Some(field))?;
    input.get("value")
}

#[test]
fn every_form_that_changes_something_has_a_token_of_its_own() {
    for (name, text) in every_page() {
        let page = tags(&text);
        let mut seen = BTreeSet::new();
        for form in forms(&page) {
            let token = value_of(form, fields::TOKEN);
            if form[0].get("method") == Some("post") {
                let token = token.unwrap_or_else(|| panic!("no token in {name}: {:?}", form[0]));
                assert!(seen.insert(token.to_owned()), "{token} twice in {name}");
            } else {
                assert_eq!(form[0].get("method"), Some("get"), "{name}");
                assert_eq!(
                    token, None,
                    "{name}: a form that changes nothing needs no token"
                );
            }
        }
    }
}

#[test]
fn no_two_languages_show_the_same_page() {
    for ((name, german), (_, english)) in samples::all(LANGUAGES[0])
        .into_iter()
        .zip(samples::all(LANGUAGES[1]))
    {
        let words = |page: &str| {
            let page = tags(page);
            let at = page.iter().position(|t| t.opens("h1")).unwrap();
            markup::text(&page[at..page.len()])
        };
        assert_ne!(
            words(&german.into_string()),
            words(&english.into_string()),
            "{name}"
        );
    }
}

#[test]
fn addresses_of_assets_change_with_their_content() {
    for asset in assets::all() {
        assert!(asset.path.starts_with("/assets/") && !asset.bytes.is_empty());
        let hash = asset.path.split(['-', '.']).nth(1).unwrap();
        assert!(
            hash.len() == 12 && hash.chars().all(|c| c.is_ascii_hexdigit()),
            "{}",
            asset.path
        );
    }
    assert_ne!(
        assets::STYLESHEET.path.split('-').nth(1),
        assets::FAVICON.path.split('-').nth(1)
    );
    assert_eq!(
        paths::encoded("/plan?date=2026-09-01&x"),
        "%2Fplan%3Fdate%3D2026-09-01%26x"
    );
}
