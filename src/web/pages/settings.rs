//! Settings of the house, and the fields for them that set-up shares.
//! Never knows whether a time zone exists: it offers common ones and shows what was typed.

use super::{
    Mistake, fields,
    form::{Input, Line, beside, described_by, hidden, mistakes_of, summary},
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::{
    domain::{
        house::{DEFAULT_LONGEST_STAY, Language},
        text::NAME_CHARS,
        time::MAX_NIGHTS,
    },
    web::words::choice::{LANGUAGES, code, own_name},
};
use maud::{Markup, html};

/// Time zones that are offered first: where German is spoken, then the rest of Europe, then UTC.
pub const COMMON_ZONES: [&str; 36] = [
    "Europe/Berlin",
    "Europe/Vienna",
    "Europe/Zurich",
    "Europe/Amsterdam",
    "Europe/Athens",
    "Europe/Belgrade",
    "Europe/Bratislava",
    "Europe/Brussels",
    "Europe/Bucharest",
    "Europe/Budapest",
    "Europe/Copenhagen",
    "Europe/Dublin",
    "Europe/Helsinki",
    "Europe/Istanbul",
    "Europe/Kyiv",
    "Europe/Lisbon",
    "Europe/Ljubljana",
    "Europe/London",
    "Europe/Luxembourg",
    "Europe/Madrid",
    "Europe/Malta",
    "Europe/Oslo",
    "Europe/Paris",
    "Europe/Prague",
    "Europe/Riga",
    "Europe/Rome",
    "Europe/Sarajevo",
    "Europe/Sofia",
    "Europe/Stockholm",
    "Europe/Tallinn",
    "Europe/Vaduz",
    "Europe/Vilnius",
    "Europe/Warsaw",
    "Europe/Zagreb",
    "Atlantic/Canary",
    "UTC",
];

/// What is typed about the house.
#[derive(Debug, Clone)]
pub struct Typed {
    /// Its name.
    pub name: String,
    /// IANA name of its time zone.
    pub zone: String,
    /// The language it speaks.
    pub language: Language,
    /// Longest stay in nights.
    pub longest_stay: String,
    /// All time zones the program knows, to be offered after the common ones.
    pub zones: Vec<String>,
}

impl Typed {
    /// A form for a new house, with what most houses need.
    pub fn fresh(language: Language) -> Self {
        Self {
            name: String::new(),
            zone: COMMON_ZONES[0].to_owned(),
            language,
            longest_stay: DEFAULT_LONGEST_STAY.to_string(),
            zones: Vec::new(),
        }
    }
}

/// The settings.
#[derive(Debug, Clone)]
pub struct SettingsPage {
    /// What every page has.
    pub frame: Frame,
    /// The form as typed, or as it stands.
    pub typed: Typed,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
}

impl SettingsPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = self.frame.words();
        let content = html! {
            div.head { h1 { (w.settings.title) } }
            (summary(self.frame.language, &self.mistakes))
            form.sheet method="post" action=(paths::SETTINGS) {
                (hidden(&self.frame.token, "settings", None))
                (house_fields(&self.frame, &self.typed, &self.mistakes))
                button.primary type="submit" { (icon(Icon::Check)) (w.frame.save) }
            }
        };
        self.frame
            .page(Place::Settings, Width::Narrow, w.settings.title, &content)
    }
}

/// Name, zone, language, longest stay.
pub(super) fn house_fields(frame: &Frame, typed: &Typed, mistakes: &[Mistake]) -> Markup {
    let w = &frame.words().settings;
    let line = |name, label, value, input, hint| {
        Line {
            name,
            label,
            value,
            input,
            hint,
            required: true,
            autocomplete: "off",
            mistakes,
            language: frame.language,
        }
        .render()
    };
    let name = Input::Text {
        longest: NAME_CHARS,
    };
    let nights = Input::Number {
        least: 1,
        most: u32::from(MAX_NIGHTS),
    };
    html! {
        (line(fields::NAME, w.house, &typed.name, name, ""))
        (zone_field(frame, typed, mistakes))
        div.pair {
            div.field {
                label for=(fields::LANGUAGE) { (w.language) }
                select id=(fields::LANGUAGE) name=(fields::LANGUAGE) aria-describedby="language-hint" {
                    @for language in LANGUAGES {
                        option value=(code(language)) selected[language == typed.language] { (own_name(language)) }
                    }
                }
                p.hint #language-hint { (w.language_hint) }
            }
            (line(fields::LONGEST_STAY, w.longest_stay, &typed.longest_stay, nights, w.longest_stay_hint))
        }
    }
}

/// The time zone: common ones first, then all others, and always the one that was typed.
fn zone_field(frame: &Frame, typed: &Typed, mistakes: &[Mistake]) -> Markup {
    let w = &frame.words().settings;
    let mistakes = mistakes_of(mistakes, fields::ZONE);
    let is_common = |zone: &str| COMMON_ZONES.contains(&zone);
    let others: Vec<&str> = typed
        .zones
        .iter()
        .map(String::as_str)
        .filter(|zone| !is_common(zone))
        .collect();
    let is_offered = is_common(&typed.zone) || others.contains(&typed.zone.as_str());
    html! {
        div.field {
            label for=(fields::ZONE) { (w.zone) }
            select id=(fields::ZONE) name=(fields::ZONE)
                aria-describedby=[described_by(fields::ZONE, true, !mistakes.is_empty())]
                aria-invalid=[(!mistakes.is_empty()).then_some("true")] {
                @if !is_offered { option value=(typed.zone) selected { (typed.zone) } }
                @for zone in COMMON_ZONES { option value=(zone) selected[zone == typed.zone] { (zone) } }
                @if !others.is_empty() {
                    optgroup label=(w.other_zones) {
                        @for zone in others { option value=(zone) selected[zone == typed.zone] { (zone) } }
                    }
                }
            }
            p.hint id={ (fields::ZONE) "-hint" } { (w.zone_hint) }
            (beside(frame.language, fields::ZONE, &mistakes))
        }
    }
}
