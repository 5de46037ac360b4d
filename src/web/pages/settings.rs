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
    clock,
    domain::{
        accent::Accent,
        house::{DEFAULT_LONGEST_STAY, Language, Visitors},
        ids::Stream,
        region::Region,
        text::NAME_CHARS,
        time::MAX_NIGHTS,
    },
    words::{
        choice::{LANGUAGES, code, own_name},
        look, names,
    },
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
    /// Whose public holidays are shown.
    pub region: Option<Region>,
    /// The colour of its pages.
    pub accent: Accent,
    /// Whether people can register by themselves.
    pub registration: bool,
    /// What visitors see.
    pub visitors: Visitors,
}

impl Typed {
    /// A form for a new house, with what most houses need, in the zone of the board where that is told one.
    pub fn fresh(language: Language) -> Self {
        Self {
            name: String::new(),
            zone: clock::zone_told().unwrap_or_else(|| COMMON_ZONES[0].to_owned()),
            language,
            longest_stay: DEFAULT_LONGEST_STAY.to_string(),
            region: None,
            accent: Accent::default(),
            registration: true,
            visitors: Visitors::default(),
        }
    }
}

/// What visitors see as a value of [`fields::VISITORS`].
pub const fn visitors_value(visitors: Visitors) -> &'static str {
    match visitors {
        Visitors::Nothing => "nothing",
        Visitors::Occupied => "occupied",
        Visitors::Names => "names",
    }
}

/// What visitors see with this value of [`fields::VISITORS`].
pub fn visitors_of(value: &str) -> Option<Visitors> {
    let mut all = Visitors::ALL.into_iter();
    all.find(|visitors| visitors_value(*visitors) == value)
}

/// The settings.
#[derive(Debug, Clone)]
pub struct SettingsPage {
    /// What every page has.
    pub frame: Frame,
    /// The form as typed, or as it stands.
    pub typed: Typed,
    /// All time zones the program knows, sorted, to be offered after the common ones.
    pub zones: Vec<String>,
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
                (house_fields(&self.frame, &self.typed, &self.zones, &self.mistakes))
                (self.region())
                (self.accent())
                (self.coming())
                (self.visitors())
                button.primary type="submit" { (icon(Icon::Check)) (w.frame.save) }
            }
            p { a href=(paths::MAIL_SETTINGS) { (w.mail_settings.to_settings) } }
            p { a href=(paths::events_of(Stream::House)) { (w.settings.past_settings) } }
        };
        self.frame
            .page(Place::Settings, Width::Narrow, w.settings.title, &content)
    }

    fn region(&self) -> Markup {
        let w = &self.frame.words().settings;
        let language = self.frame.language;
        let mistakes = mistakes_of(&self.mistakes, fields::REGION);
        let mut regions = Region::ALL.map(|it| (look::region(language, it), it));
        regions.sort_unstable_by_key(|(name, _)| *name);
        html! {
            div.field {
                label for=(fields::REGION) { (w.region) }
                select id=(fields::REGION) name=(fields::REGION)
                    aria-describedby=[described_by(fields::REGION, true, !mistakes.is_empty())]
                    aria-invalid=[(!mistakes.is_empty()).then_some("true")] {
                    option value="" selected[self.typed.region.is_none()] { (w.no_region) }
                    @for (name, region) in regions {
                        option value=(region.code()) selected[self.typed.region == Some(region)] { (name) }
                    }
                }
                p.hint id={ (fields::REGION) "-hint" } { (w.region_hint) }
                (beside(language, fields::REGION, &mistakes))
            }
        }
    }

    /// Whether people can register by themselves.
    fn coming(&self) -> Markup {
        let w = &self.frame.words().settings;
        html! {
            fieldset.field {
                legend { (w.coming) }
                label.check {
                    input type="checkbox" name=(fields::REGISTRATION) value=(fields::CHECKED)
                        checked[self.typed.registration] aria-describedby="registration-hint";
                    (w.can_register)
                }
                p.hint #registration-hint { (w.registration_hint) }
                // Tells a box that is not ticked from a form that does not ask.
                input type="hidden" name=(fields::ASKS_REGISTRATION) value=(fields::CHECKED);
            }
        }
    }

    /// What visitors see, each choice with what comes of it.
    fn visitors(&self) -> Markup {
        let w = &self.frame.words().settings;
        let language = self.frame.language;
        let mistakes = mistakes_of(&self.mistakes, fields::VISITORS);
        html! {
            fieldset.field id=(fields::VISITORS)
                aria-describedby=[described_by(fields::VISITORS, false, !mistakes.is_empty())] {
                legend { (w.visitors) }
                @for visitors in Visitors::ALL {
                    @let value = visitors_value(visitors);
                    label.check {
                        input type="radio" name=(fields::VISITORS) value=(value)
                            checked[visitors == self.typed.visitors] aria-describedby={ (value) "-hint" };
                        (names::visitors(language, visitors))
                    }
                    p.hint id={ (value) "-hint" } {
                        (match visitors {
                            Visitors::Nothing => w.nothing_hint,
                            Visitors::Occupied => w.occupied_hint,
                            Visitors::Names => w.names_hint,
                        })
                    }
                }
                (beside(language, fields::VISITORS, &mistakes))
            }
        }
    }

    /// One swatch for each colour, in that very colour; its name stands beside it.
    fn accent(&self) -> Markup {
        let w = &self.frame.words().settings;
        let language = self.frame.language;
        let mistakes = mistakes_of(&self.mistakes, fields::ACCENT);
        html! {
            fieldset.swatches.field id=(fields::ACCENT)
                aria-describedby=[described_by(fields::ACCENT, true, !mistakes.is_empty())] {
                legend { (w.accent) }
                div.row {
                    @for accent in Accent::ALL {
                        label.swatch.(accent.code()) {
                            input type="radio" name=(fields::ACCENT) value=(accent.code())
                                checked[accent == self.typed.accent];
                            span { (look::accent(language, accent)) }
                        }
                    }
                }
                p.hint id={ (fields::ACCENT) "-hint" } { (w.accent_hint) }
                (beside(language, fields::ACCENT, &mistakes))
            }
        }
    }
}

/// Name, zone, language, longest stay.
pub(super) fn house_fields(
    frame: &Frame,
    typed: &Typed,
    zones: &[String],
    mistakes: &[Mistake],
) -> Markup {
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
        (zone_field(frame, typed, zones, mistakes))
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

/// The time zone: common ones first, then all others by continent, and always the one that was typed.
fn zone_field(frame: &Frame, typed: &Typed, zones: &[String], mistakes: &[Mistake]) -> Markup {
    let w = &frame.words().settings;
    let mistakes = mistakes_of(mistakes, fields::ZONE);
    let is_common = |zone: &str| COMMON_ZONES.contains(&zone);
    let others: Vec<&str> = zones
        .iter()
        .map(String::as_str)
        .filter(|zone| !is_common(zone))
        .collect();
    let is_offered = is_common(&typed.zone) || others.contains(&typed.zone.as_str());
    let option = |zone: &str| html! { option value=(zone) selected[zone == typed.zone] { (readable(zone)) } };
    html! {
        div.field {
            label for=(fields::ZONE) { (w.zone) }
            select id=(fields::ZONE) name=(fields::ZONE)
                aria-describedby=[described_by(fields::ZONE, true, !mistakes.is_empty())]
                aria-invalid=[(!mistakes.is_empty()).then_some("true")] {
                @if !is_offered { option value=(typed.zone) selected { (typed.zone) } }
                @if others.is_empty() {
                    @for zone in COMMON_ZONES { (option(zone)) }
                } @else {
                    optgroup label=(w.common_zones) { @for zone in COMMON_ZONES { (option(zone)) } }
                    @for group in others.chunk_by(|one, other| continent(one) == continent(other)) {
                        optgroup label=(group.first().map_or("", |zone| continent(zone))) {
                            @for zone in group { (option(zone)) }
                        }
                    }
                }
            }
            p.hint id={ (fields::ZONE) "-hint" } { (w.zone_hint) }
            (beside(frame.language, fields::ZONE, &mistakes))
        }
    }
}

/// What stands before the first slash of a zone's name.
fn continent(zone: &str) -> &str {
    zone.split('/').next().unwrap_or(zone)
}

/// A zone's name as people read it: "America/New York".
fn readable(zone: &str) -> String {
    zone.replace('_', " ")
}
