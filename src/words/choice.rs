//! Which language a reader gets: what they chose, else what their browser prefers, else what the house speaks.
//! Never reads a request: it is given the header's text.

use crate::domain::house::Language;

/// Longest part of an `Accept-Language` header that is looked at, in entries; browsers send about five.
const MOST_ENTRIES: usize = 32;

/// The languages, in the order they are offered.
pub const LANGUAGES: [Language; 2] = [Language::German, Language::English];

/// The code of a language, as in `<html lang>` and addresses.
pub const fn code(language: Language) -> &'static str {
    match language {
        Language::German => "de",
        Language::English => "en",
    }
}

/// What a language calls itself.
pub const fn own_name(language: Language) -> &'static str {
    match language {
        Language::German => "Deutsch",
        Language::English => "English",
    }
}

/// The language with this code, or with this code and a region behind it (`de-AT`).
pub fn from_code(text: &str) -> Option<Language> {
    let first = text.trim().split(['-', '_']).next()?;
    LANGUAGES
        .into_iter()
        .find(|language| first.eq_ignore_ascii_case(code(*language)))
}

/// The language an `Accept-Language` header asks for, or `default` when it asks for none that is spoken here.
pub fn from_header(header: &str, default: Language) -> Language {
    let mut best: Option<(u16, Language)> = None;
    let mut refused = Vec::new();
    for entry in header.split(',').take(MOST_ENTRIES) {
        let mut parts = entry.split(';');
        let range = parts.next().unwrap_or("").trim();
        let weight = parts.find_map(weight_in_thousandths).unwrap_or(1000);
        let spoken = if range == "*" {
            Some(default).filter(|language| !refused.contains(language))
        } else {
            from_code(range)
        };
        match (spoken, weight) {
            (Some(language), 0) => refused.push(language),
            (Some(language), _) if best.is_none_or(|(most, _)| weight > most) => {
                best = Some((weight, language));
            }
            _ => {}
        }
    }
    best.map_or(default, |(_, language)| language)
}

/// The weight of a `q=` parameter, 0 to 1000; nothing when it is another parameter or no number.
fn weight_in_thousandths(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let value: f32 = value.trim().parse().ok()?;
    (0.0..=1.0)
        .contains(&value)
        .then_some((value * 1000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German};

    #[test]
    fn the_browser_gets_the_language_it_prefers() {
        for (header, default, expected) in [
            ("", German, German),
            ("", English, English),
            ("en", German, English),
            ("de-AT,de;q=0.9,en;q=0.8", English, German),
            ("en;q=0.3, de;q=0.7", English, German),
            ("en;q=0.8,de;q=0.8", German, English),
            ("fr-FR,fr;q=0.9,en-GB;q=0.5", German, English),
            ("fr", German, German),
            ("fr, *;q=0.1", English, English),
            ("de;q=0, en;q=0.1", German, English),
            ("en;q=nonsense", German, English),
            ("EN-us ; Q=0.9 , de ; q=0.95", English, German),
            ("deutsch", English, English),
        ] {
            assert_eq!(from_header(header, default), expected, "{header:?}");
        }
    }

    #[test]
    fn every_language_is_found_by_its_own_code() {
        for language in LANGUAGES {
            assert_eq!(from_code(code(language)), Some(language));
            assert!(!own_name(language).is_empty());
        }
    }
}
