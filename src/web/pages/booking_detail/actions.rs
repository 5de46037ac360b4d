//! What can be done with a booking: change, take back, call off, book it once more, take it along in a calendar.
//! Never offers a step that is not open to the reader.

use super::{BookingPage, Change};
use crate::{
    domain::{booking::NOTE_CHARS, time::Stay},
    web::pages::{
        fields,
        form::hidden,
        icons::{Icon, icon},
        paths::{self, BookingAction},
    },
    words::dates,
};
use maud::{Markup, html};

/// The steps that are open to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct May {
    /// Change dates, places, note.
    pub change: bool,
    /// Call it off.
    pub cancel: bool,
    /// Say yes or no.
    pub decide: bool,
}

/// What taking back the last step would take back.
#[derive(Debug, Clone)]
pub enum Undoes {
    /// The reader cannot take it back.
    Nothing,
    /// The request itself.
    Request,
    /// A step that made these things different.
    Step(Vec<Change>),
}

/// Forms for the same places and persons once more.
#[derive(Debug, Clone)]
pub struct Again {
    /// The form without dates.
    pub same: String,
    /// The form with the same days of the week at the same time of a later year.
    pub next_year: (Stay, String),
}

impl BookingPage {
    pub(super) fn actions(&self) -> Markup {
        let w = &self.frame.words().detail;
        html! {
            section.steps aria-labelledby="actions" {
                h2.sr #actions { (w.actions) }
                @if self.may.change {
                    div.row.actions {
                        a.button href=(paths::edit_booking(self.booking)) { (icon(Icon::Pencil)) (w.edit) }
                    }
                }
                (self.undo())
                @if self.may.cancel {
                    (self.with_reason(BookingAction::Cancel, w.cancel_open, w.cancel))
                }
                (self.links())
            }
        }
    }

    /// What leads on without changing anything.
    fn links(&self) -> Markup {
        let w = &self.frame.words().detail;
        let language = self.frame.language;
        html! {
            ul.links {
                li { a href=(paths::plan_on(self.stay.arrival())) { (icon(Icon::Calendar)) (w.to_plan) } }
                li { a href=(paths::stay_file(self.booking)) download { (icon(Icon::Download)) (w.calendar) } }
                @if let Some(again) = &self.again {
                    @let (stay, href) = &again.next_year;
                    li { a href=(again.same) { (icon(Icon::Plus)) (w.again) } }
                    li { a href=(href) { (icon(Icon::Plus)) (w.again_next(&dates::stay(language, *stay))) } }
                }
            }
        }
    }

    fn undo(&self) -> Markup {
        let words = self.frame.words();
        let w = &words.detail;
        html! {
            @if !matches!(self.undoes, Undoes::Nothing) {
                form.undo method="post" action=(paths::booking_action(self.booking, BookingAction::Undo)) {
                    (hidden(&self.frame.token, BookingAction::Undo.segment(), Some(self.version)))
                    button type="submit" aria-describedby="undoes" { (icon(Icon::Undo)) (w.undo) }
                    p.hint #undoes {
                        (w.undoes)
                        @match &self.undoes {
                            Undoes::Step(changes) => {
                                @for (place, change) in changes.iter().enumerate() {
                                    @if place > 0 { ";" } " " (change.render(words))
                                }
                            }
                            Undoes::Request | Undoes::Nothing => { " " (w.undoes_request) }
                        }
                    }
                }
            }
        }
    }

    /// A step that can be given a reason; folded, so that nobody takes it by mistake.
    pub(super) fn with_reason(&self, action: BookingAction, open: &str, label: &str) -> Markup {
        let words = &self.frame.words().frame;
        let id = format!("{}-{}", action.segment(), fields::REASON);
        html! {
            details.fold {
                summary { (open) }
                form method="post" action=(paths::booking_action(self.booking, action)) {
                    (hidden(&self.frame.token, action.segment(), Some(self.version)))
                    div.field {
                        label for=(id) { (words.reason) " " small { "(" (words.optional) ")" } }
                        textarea id=(id) name=(fields::REASON) rows="2" maxlength=(NOTE_CHARS) data-count=(self.frame.words().script.left)
                            aria-describedby={ (id) "-hint" } {}
                        p.hint id={ (id) "-hint" } { (words.at_most(NOTE_CHARS)) }
                    }
                    button.danger type="submit" { (icon(Icon::Cross)) (label) }
                }
            }
        }
    }
}
