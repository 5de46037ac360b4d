//! The form for a new booking and for changing one. Whatever was typed is shown again until it has been accepted.
//! Never judges a wish: mistakes and shortages come from whoever asked the rules.

use super::{
    Mistake, fields,
    form::{Input, Line, beside, described_by, hidden, mistakes_of, summary},
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::{
    domain::{
        accommodation::Kind,
        booking::NOTE_CHARS,
        ids::{AccommodationId, BookingId, PersonId, Version},
        refusal::Shortage,
        time::Stay,
    },
    web::words::{counts, dates},
};
use maud::{Markup, html};

/// The booking form.
#[derive(Debug, Clone)]
pub struct BookingForm {
    /// What every page has.
    pub frame: Frame,
    /// A new booking or a change.
    pub purpose: Purpose,
    /// Arrival as typed, `YYYY-MM-DD`, or nothing yet.
    pub arrival: String,
    /// Departure as typed, or nothing yet.
    pub departure: String,
    /// The stay these dates make, if they make one: free places below are for its nights.
    pub stay: Option<Stay>,
    /// Whether the arrival lies before today and the reader may book it all the same.
    pub in_the_past: bool,
    /// The accommodations that can be chosen, in their order.
    pub choices: Vec<Choice>,
    /// The note as typed.
    pub note: String,
    /// For administrators: whom a new booking can be for. Empty for everybody else and for changes.
    pub members: Vec<Member>,
    /// For administrators: the exceptions as ticked. `None` for everybody else.
    pub exceptions: Option<Exceptions>,
    /// Longest stay in nights, by the settings.
    pub longest_stay: u16,
    /// What is wrong, beside the fields and above the form.
    pub mistakes: Vec<Mistake>,
    /// The nights on which places are missing.
    pub shortages: Vec<Shortage>,
}

/// What the form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A new booking.
    New,
    /// A change of one there is.
    Change {
        /// Which one.
        booking: BookingId,
        /// The version the form was filled from.
        version: Version,
        /// Whether the reader's change of dates or places needs a new confirmation.
        needs_confirmation: bool,
    },
}

/// An accommodation in the form.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Which one.
    pub accommodation: AccommodationId,
    /// Its name.
    pub name: String,
    /// What kind of place it is.
    pub kind: Kind,
    /// How many persons can sleep there.
    pub capacity: u8,
    /// Persons as typed, or nothing.
    pub persons: String,
    /// Free places on all nights of the stay, those of the booking itself included; `None` without a stay.
    pub free: Option<u8>,
    /// Who holds places there during the stay, when they are not all free.
    pub occupants: Vec<Occupant>,
}

/// Somebody who holds places during the stay.
#[derive(Debug, Clone)]
pub struct Occupant {
    /// First and last name.
    pub name: String,
    /// The nights.
    pub stay: Stay,
    /// How many places.
    pub persons: u8,
}

/// Somebody a booking can be for.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// First and last name.
    pub name: String,
    /// Whether it is the one chosen.
    pub chosen: bool,
}

/// Exceptions an administrator can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exceptions {
    /// More persons than places.
    pub capacity: bool,
    /// More nights than the house allows.
    pub length: bool,
}

impl BookingForm {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().form;
        let (title, place) = match self.purpose {
            Purpose::New => (w.title.to_owned(), Place::NewBooking),
            Purpose::Change { booking, .. } => {
                (w.change_title(&booking.to_string()), Place::Elsewhere)
            }
        };
        let content = html! {
            div.head { h1 { (title) } }
            (summary(self.frame.language, &self.mistakes))
            div #conflicts-box { (self.conflicts()) }
            @if self.choices.is_empty() {
                div.empty { p { (w.nothing_to_book) } }
            } @else {
                (self.form())
            }
        };
        self.frame.page(place, Width::Narrow, &title, &content)
    }

    fn form(&self) -> Markup {
        let w = &self.frame.words().form;
        let (action, reload, name, version) = match self.purpose {
            Purpose::New => (
                paths::BOOKINGS.to_owned(),
                paths::NEW_BOOKING.to_owned(),
                "book",
                None,
            ),
            Purpose::Change {
                booking, version, ..
            } => {
                let path = paths::edit_booking(booking);
                (path.clone(), path, "change", Some(version))
            }
        };
        let (needs_confirmation, label) = match self.purpose {
            Purpose::New => (false, w.book),
            Purpose::Change {
                needs_confirmation, ..
            } => (needs_confirmation, w.change),
        };
        html! {
            form.booking method="post" action=(action) {
                (hidden(&self.frame.token, name, version))
                @if needs_confirmation {
                    div.notice { (icon(Icon::Info)) p { (w.again_pending) } }
                }
                (self.when(&reload))
                (self.places())
                (self.more())
                div.row.end {
                    button.primary type="submit" { (icon(Icon::Check)) (label) }
                    @if let Purpose::Change { booking, .. } = self.purpose {
                        a.button href=(paths::booking(booking)) { (self.frame.words().frame.back) }
                    }
                }
            }
        }
    }

    fn line<'a>(&'a self, name: &'a str, label: &'a str, value: &'a str, hint: &'a str) -> Markup {
        Line {
            name,
            label,
            value,
            input: Input::Date,
            hint,
            required: true,
            autocomplete: "off",
            mistakes: &self.mistakes,
            language: self.frame.language,
        }
        .render()
    }

    fn when(&self, reload: &str) -> Markup {
        let w = &self.frame.words().form;
        let language = self.frame.language;
        let words = self.frame.words();
        html! {
            fieldset.sheet {
                legend { (w.dates) }
                div.pair {
                    (self.line(fields::ARRIVAL, words.list.arrival, &self.arrival, w.arrival_hint))
                    (self.line(fields::DEPARTURE, words.list.departure, &self.departure, w.departure_hint))
                }
                @if let Some(stay) = self.stay {
                    p.sum role="status" { (icon(Icon::Moon)) (self.sum(stay)) }
                }
                @if self.in_the_past { p.hint { (icon(Icon::Info)) " " (w.in_the_past) } }
                div.row {
                    button type="submit" formmethod="get" formaction=(reload) formnovalidate { (w.look) }
                    span.hint { (w.at_most_nights(&counts::nights(language, self.longest_stay))) }
                }
            }
        }
    }

    /// "7–9 Sept 2026: 2 nights, 3 persons", as far as it is known.
    fn sum(&self, stay: Stay) -> String {
        let language = self.frame.language;
        let persons: u16 = self
            .choices
            .iter()
            .filter_map(|choice| choice.persons.trim().parse::<u8>().ok())
            .map(u16::from)
            .sum();
        let counted = if persons == 0 {
            counts::nights(language, stay.nights())
        } else {
            counts::stay(language, stay.nights(), persons)
        };
        let dates = dates::stay(language, stay);
        self.frame.words().form.sum(&dates, &counted)
    }

    fn places(&self) -> Markup {
        let w = &self.frame.words().form;
        let mistakes = mistakes_of(&self.mistakes, fields::ITEMS);
        html! {
            fieldset.sheet id=(fields::ITEMS) tabindex="-1"
                aria-describedby=[described_by(fields::ITEMS, false, !mistakes.is_empty())] {
                legend { (w.where_to) }
                @if self.stay.is_none() { p.hint { (w.no_dates) } }
                (beside(self.frame.language, fields::ITEMS, &mistakes))
                ul.choices { @for choice in &self.choices { li { (self.choice(choice)) } } }
            }
        }
    }

    fn choice(&self, choice: &Choice) -> Markup {
        let w = &self.frame.words().form;
        let language = self.frame.language;
        let name = fields::persons(choice.accommodation);
        let mistakes = mistakes_of(&self.mistakes, &name);
        let hint = format!("{name}-hint");
        // An administrator may ask for more than fits; the rules answer that, not the browser.
        let most = self.exceptions.is_none().then_some(choice.capacity);
        html! {
            div.choice {
                label for=(name) {
                    (icon(Icon::of(choice.kind)))
                    span { (choice.name) span.sr { ": " (w.persons) } }
                }
                input id=(name) name=(name) type="number" inputmode="numeric" min="0" max=[most]
                    value=(choice.persons) placeholder="0" autocomplete="off"
                    aria-describedby=[described_by(&name, true, !mistakes.is_empty())]
                    aria-invalid=[(!mistakes.is_empty()).then_some("true")];
                p.hint id=(hint) {
                    @match choice.free {
                        None => (counts::places(language, u16::from(choice.capacity))),
                        Some(0) => span.chip.no { (icon(Icon::Cross)) (w.occupied) },
                        Some(free) if free < choice.capacity => {
                            span.chip.ask { (w.free_now(u16::from(free), u16::from(choice.capacity))) }
                        }
                        Some(free) => {
                            span.chip.ok { (w.free_now(u16::from(free), u16::from(choice.capacity))) }
                        }
                    }
                    @for occupant in &choice.occupants {
                        span.who {
                            b { (occupant.name) } " "
                            (dates::stay(language, occupant.stay)) ", "
                            (counts::persons(language, u16::from(occupant.persons)))
                        }
                    }
                }
                (beside(language, &name, &mistakes))
            }
        }
    }

    fn more(&self) -> Markup {
        let words = self.frame.words();
        let w = &words.form;
        let language = self.frame.language;
        let mistakes = mistakes_of(&self.mistakes, fields::NOTE);
        html! {
            fieldset.sheet {
                legend { (w.more) }
                @if !self.members.is_empty() { (self.for_whom()) }
                div.field {
                    label for=(fields::NOTE) { (words.list.note) " " small { "(" (words.frame.optional) ")" } }
                    textarea id=(fields::NOTE) name=(fields::NOTE) rows="3" maxlength=(NOTE_CHARS) data-count=(words.script.left)
                        aria-describedby=[described_by(fields::NOTE, true, !mistakes.is_empty())]
                        aria-invalid=[(!mistakes.is_empty()).then_some("true")] {
                        // A line break at the very beginning would be swallowed by the parser.
                        @if self.note.starts_with('\n') { "\n" }
                        (self.note)
                    }
                    p.hint id={ (fields::NOTE) "-hint" } {
                        (w.note_hint) " " (words.frame.at_most(NOTE_CHARS))
                    }
                    (beside(language, fields::NOTE, &mistakes))
                }
                @if let Some(exceptions) = self.exceptions { (self.exceptions(exceptions)) }
            }
        }
    }

    fn for_whom(&self) -> Markup {
        let words = self.frame.words();
        let mistakes = mistakes_of(&self.mistakes, fields::MEMBER);
        html! {
            div.field {
                label for=(fields::MEMBER) { (words.list.for_whom) }
                select id=(fields::MEMBER) name=(fields::MEMBER)
                    aria-describedby=[described_by(fields::MEMBER, true, !mistakes.is_empty())] {
                    @for member in &self.members {
                        option value=(member.person) selected[member.chosen] { (member.name) }
                    }
                }
                p.hint id={ (fields::MEMBER) "-hint" } { (words.form.for_whom_hint) }
                (beside(self.frame.language, fields::MEMBER, &mistakes))
            }
        }
    }

    fn exceptions(&self, ticked: Exceptions) -> Markup {
        let w = &self.frame.words().form;
        let boxes = [
            (fields::ALLOW_CAPACITY, ticked.capacity, w.allow_capacity),
            (fields::ALLOW_LENGTH, ticked.length, w.allow_length),
        ];
        let refused = !self.shortages.is_empty() || !self.mistakes.is_empty();
        let open = refused || ticked != Exceptions::default();
        html! {
            details open[open] {
                summary { (w.exceptions) }
                @for (name, checked, label) in boxes {
                    label.check {
                        input type="checkbox" id=(name) name=(name) value=(fields::CHECKED) checked[checked];
                        span { (label) }
                    }
                }
                p.hint { (w.exceptions_hint) }
            }
        }
    }

    fn conflicts(&self) -> Markup {
        let w = &self.frame.words().form;
        html! {
            @if !self.shortages.is_empty() {
                section.notice.bad role="alert" aria-labelledby="conflicts" {
                    (icon(Icon::Warning))
                    div {
                        h2 #conflicts { (w.conflicts) }
                        ul { @for short in &self.shortages { li { (self.conflict(short)) } } }
                    }
                }
            }
        }
    }

    fn conflict(&self, short: &Shortage) -> Markup {
        let language = self.frame.language;
        let choice = self
            .choices
            .iter()
            .find(|choice| choice.accommodation == short.accommodation);
        let name = choice.map_or_else(
            || short.accommodation.to_string(),
            |choice| choice.name.clone(),
        );
        html! {
            b { (dates::night(language, short.night)) } " "
            a href={ "#" (fields::persons(short.accommodation)) } { (name) } ": "
            (self.frame.words().form.free_and_asked(short.free, short.asked))
        }
    }
}
