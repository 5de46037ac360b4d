//! Accommodations: the list with a form to add one, the form to change one, and the page that asks whether to close or
//! change one although stays ahead are concerned. Never asks the rules.

use super::{
    Mistake, fields,
    form::{Input, Line, hidden, summary},
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths::{self, AccommodationAction},
};
use crate::{
    domain::{
        accommodation::{Kind, MAX_CAPACITY},
        ids::{AccommodationId, Version},
        text::NAME_CHARS,
    },
    web::pages::bookings::{Entry, card},
    words::{counts, names},
};
use maud::{Markup, html};

/// A kind as a value of [`fields::KIND`].
pub const fn kind_value(kind: Kind) -> &'static str {
    match kind {
        Kind::Room => "room",
        Kind::Bed => "bed",
        Kind::Tent => "tent",
        Kind::Camper => "camper",
        Kind::Other => "other",
    }
}

/// The kind with this value of [`fields::KIND`].
pub fn kind_of(value: &str) -> Option<Kind> {
    Kind::ALL
        .into_iter()
        .find(|kind| kind_value(*kind) == value)
}

/// What is typed about an accommodation.
#[derive(Debug, Clone)]
pub struct Typed {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Its places, as typed.
    pub capacity: String,
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            name: String::new(),
            kind: Kind::Room,
            capacity: String::new(),
        }
    }
}

/// The list of accommodations.
#[derive(Debug, Clone)]
pub struct AccommodationsPage {
    /// What every page has.
    pub frame: Frame,
    /// All of them, in their order.
    pub lines: Vec<AccommodationLine>,
    /// The form for a new one, as typed.
    pub typed: Typed,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
}

/// An accommodation in the list.
#[derive(Debug, Clone)]
pub struct AccommodationLine {
    /// Which one.
    pub accommodation: AccommodationId,
    /// Its version now.
    pub version: Version,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Its places.
    pub capacity: u8,
    /// Whether it can be booked.
    pub active: bool,
}

/// The form to change an accommodation.
#[derive(Debug, Clone)]
pub struct AccommodationForm {
    /// What every page has.
    pub frame: Frame,
    /// Which one.
    pub accommodation: AccommodationId,
    /// The version the form was filled from.
    pub version: Version,
    /// Its name now.
    pub name: String,
    /// What is typed.
    pub typed: Typed,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
    /// Stays ahead that would not fit any more; then a second button forces the change.
    pub ahead: Vec<Entry>,
}

/// The question whether to close an accommodation that has stays ahead.
#[derive(Debug, Clone)]
pub struct CloseAccommodation {
    /// What every page has.
    pub frame: Frame,
    /// Which one.
    pub accommodation: AccommodationId,
    /// Its version.
    pub version: Version,
    /// Its name.
    pub name: String,
    /// The stays ahead.
    pub ahead: Vec<Entry>,
}

impl AccommodationsPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().accommodations;
        let content = html! {
            div.head { div { h1 { (w.title) } p.hint { (w.intro) } } }
            (summary(self.frame.language, &self.mistakes))
            @if self.lines.is_empty() {
                div.empty { p { (w.none) } }
            } @else {
                ul.cards.lines { @for line in &self.lines { li.sheet { (self.line(line)) } } }
            }
            section.sheet aria-labelledby="add" {
                h2 #add { (w.add_title) }
                form method="post" action=(paths::ACCOMMODATIONS) {
                    (hidden(&self.frame.token, "add", None))
                    (typed_fields(&self.frame, &self.typed, &self.mistakes))
                    button.primary type="submit" { (icon(Icon::Plus)) (w.add) }
                }
            }
        };
        self.frame
            .page(Place::Accommodations, Width::Normal, w.title, &content)
    }

    fn line(&self, line: &AccommodationLine) -> Markup {
        let w = &self.frame.words().accommodations;
        let language = self.frame.language;
        let edit = paths::accommodation_action(line.accommodation, AccommodationAction::Edit);
        let (action, label) = if line.active {
            (AccommodationAction::Deactivate, w.deactivate)
        } else {
            (AccommodationAction::Reactivate, w.reactivate)
        };
        let form = format!("{}.{}", action.segment(), line.accommodation);
        html! {
            div {
                h2.name { (icon(Icon::of(line.kind))) span { (line.name) } }
                small {
                    (names::kind(language, line.kind)) " · "
                    (counts::places(language, u16::from(line.capacity)))
                }
            }
            @if line.active { span.chip.ok { (icon(Icon::Check)) (w.open) } }
            @else { span.chip.past { (icon(Icon::Cross)) (w.closed) } }
            div.row {
                a.button.small href=(edit) { (w.edit) span.sr { ": " (line.name) } }
                form method="post" action=(paths::accommodation_action(line.accommodation, action)) {
                    (hidden(&self.frame.token, &form, Some(line.version)))
                    button.small type="submit" { (label) span.sr { ": " (line.name) } }
                }
            }
        }
    }
}

impl AccommodationForm {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().accommodations;
        let title = w.edit_title(&self.name);
        let action = paths::accommodation_action(self.accommodation, AccommodationAction::Edit);
        let content = html! {
            div.head { h1 { (title) } }
            (summary(self.frame.language, &self.mistakes))
            (ahead(&self.frame, &self.ahead))
            form.sheet method="post" action=(action) {
                (hidden(&self.frame.token, "edit", Some(self.version)))
                (typed_fields(&self.frame, &self.typed, &self.mistakes))
                div.row {
                    button.primary type="submit" { (icon(Icon::Check)) (self.frame.words().frame.save) }
                    @if !self.ahead.is_empty() {
                        button.danger type="submit" name=(fields::FORCE) value=(fields::CHECKED) { (w.force_change) }
                    }
                    a.button href=(paths::ACCOMMODATIONS) { (self.frame.words().frame.back) }
                }
            }
        };
        self.frame
            .page(Place::Accommodations, Width::Narrow, &title, &content)
    }
}

impl CloseAccommodation {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().accommodations;
        let title = w.close_title(&self.name);
        let action =
            paths::accommodation_action(self.accommodation, AccommodationAction::Deactivate);
        let content = html! {
            div.head { h1 { (title) } }
            (ahead(&self.frame, &self.ahead))
            form.row method="post" action=(action) {
                (hidden(&self.frame.token, "close", Some(self.version)))
                button.danger type="submit" name=(fields::FORCE) value=(fields::CHECKED) { (w.force_close) }
                a.button href=(paths::ACCOMMODATIONS) { (self.frame.words().frame.back) }
            }
        };
        self.frame
            .page(Place::Accommodations, Width::Narrow, &title, &content)
    }
}

fn ahead(frame: &Frame, entries: &[Entry]) -> Markup {
    let w = &frame.words().accommodations;
    html! {
        @if !entries.is_empty() {
            section.ahead aria-labelledby="ahead" {
                div.notice.warn role="alert" {
                    (icon(Icon::Warning))
                    div { h2 #ahead { (w.ahead) } p { (w.ahead_hint) } }
                }
                ul.cards {
                    @for entry in entries { li { (card(frame.language, entry, Some(&entry.member), false)) } }
                }
            }
        }
    }
}

fn typed_fields(frame: &Frame, typed: &Typed, mistakes: &[Mistake]) -> Markup {
    let w = &frame.words().accommodations;
    let line = |name, label, value, input| {
        Line {
            name,
            label,
            value,
            input,
            hint: "",
            required: true,
            autocomplete: "off",
            mistakes,
            language: frame.language,
        }
        .render()
    };
    let most = u32::from(MAX_CAPACITY);
    html! {
        (line(fields::NAME, w.name, &typed.name, Input::Text { longest: NAME_CHARS }))
        div.pair {
            div.field {
                label for=(fields::KIND) { (w.kind) }
                select id=(fields::KIND) name=(fields::KIND) {
                    @for kind in Kind::ALL {
                        option value=(kind_value(kind)) selected[kind == typed.kind] {
                            (names::kind(frame.language, kind))
                        }
                    }
                }
            }
            (line(fields::CAPACITY, w.capacity, &typed.capacity, Input::Number { least: 1, most }))
        }
    }
}
