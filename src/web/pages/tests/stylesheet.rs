//! Contrast as WCAG 2.2 measures it, of every pair of colours that text is set in, in light and dark.
//! Never measures pixels: it reads the stylesheet's own properties.

use super::assets::{MORE_STYLES, STYLESHEET};
use crate::domain::accent::Accent;
use std::collections::BTreeMap;

/// Least contrast of text (AA).
const TEXT: f64 = 4.5;
/// Least contrast of borders and signs that carry meaning (AA).
const SIGN: f64 = 3.0;

/// The colours of a house in light (0) and dark (1): those all houses have, with its own in their place.
fn colours(place: usize, accent: Accent) -> BTreeMap<String, [f64; 3]> {
    let mut found = block(":root, .forest {", place);
    if accent != Accent::Forest {
        let own = block(&format!("\n.{} {{", accent.code()), place);
        assert_eq!(own.len(), 3, "{accent:?}");
        found.extend(own);
    }
    found
}

/// The colours of the `place`-th block that begins like this.
fn block(begin: &str, place: usize) -> BTreeMap<String, [f64; 3]> {
    let css = str::from_utf8(&STYLESHEET.bytes).unwrap();
    let css = css.replace("\n  ", "\n");
    let block = css.split(begin).nth(place + 1).unwrap();
    let block = block.split('}').next().unwrap();
    let mut found = BTreeMap::new();
    for line in block.split(';') {
        let Some((name, value)) = line.trim().split_once(": #") else {
            continue;
        };
        if value.len() == 6 {
            let part = |at: usize| f64::from(u8::from_str_radix(&value[at..at + 2], 16).unwrap());
            found.insert(
                name.trim_start_matches("--").to_owned(),
                [part(0), part(2), part(4)],
            );
        }
    }
    found
}

fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|part| {
        let part = part / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn text_can_be_read_in_light_and_dark() {
    for (place, accent) in Accent::ALL.into_iter().flat_map(|it| [(0, it), (1, it)]) {
        let colours = colours(place, accent);
        let check = |front: &str, back: &str, least: f64| {
            let found = contrast(colours[front], colours[back]);
            assert!(
                found >= least,
                "{front} on {back} ({place}, {accent:?}): {found:.2} < {least}"
            );
        };
        for back in ["paper", "sheet", "wash", "we", "now"] {
            check("ink", back, TEXT);
            check("soft", back, TEXT);
            check("link", back, TEXT);
        }
        check("main-ink", "main", TEXT);
        check("main", "paper", SIGN);
        check("main", "sheet", SIGN);
        for kind in ["ok", "ask", "past", "no"] {
            check(&format!("{kind}-ink"), kind, TEXT);
            check(&format!("{kind}-edge"), "sheet", SIGN);
        }
        check("ask-ink", "ask-2", TEXT);
        // Days of the year: what is not full has the ink of all text on its level.
        check("ink", "past", TEXT);
        check("sheet", "past-ink", TEXT);
        for back in ["sheet", "we", "now"] {
            check("past-edge", back, SIGN);
        }
        check("no-ink", "sheet", TEXT);
        check("ask-ink", "sheet", TEXT);
        // What charts are drawn with.
        check("main", "sheet", SIGN);
        check("main", "wash", SIGN);
        for back in ["paper", "sheet"] {
            check("edge", back, SIGN);
            check("focus", back, SIGN);
        }
    }
}

#[test]
fn the_stylesheet_loads_nothing_and_respects_the_readers_wishes() {
    let more = str::from_utf8(&MORE_STYLES.bytes).unwrap();
    assert!(
        !more.contains('#'),
        "colours are properties of the first stylesheet"
    );
    let css = &(str::from_utf8(&STYLESHEET.bytes).unwrap().to_owned() + more);
    assert!(!css.contains("url(") && !css.contains("@import"));
    for wish in [
        "prefers-color-scheme: dark",
        "prefers-reduced-motion",
        "@media print",
        ":focus-visible",
    ] {
        assert!(css.contains(wish), "{wish}");
    }
    assert_eq!(css.matches('{').count(), css.matches('}').count());
}
