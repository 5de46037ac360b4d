//! The form for a new booking and for changing one. Whatever was typed is shown again until it has been accepted.
//! Never judges a wish: mistakes, shortages and what is offered instead come from whoever asked the rules.
//!
//! A script may fetch the same page with other fields and put its parts in the place of these: `#items` with all places,
//! `p.sum`, and `#conflicts-box` with what does not fit. All three are always there in `form.booking` or before it.

mod instead;
mod more;
mod places;

use super::{
    Mistake,
    booking_detail::Change,
    fields,
    form::{Input, Line, hidden, summary},
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::{
    domain::{
        ids::{BookingId, PersonId, Version},
        refusal::Shortage,
        time::Stay,
    },
    words::{counts, dates},
};
use maud::{Markup, html};

pub use instead::{Instead, Offer};
pub use places::{Choice, Occupant};

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
    /// What is to be booked afterwards, as the query of its form; mostly nothing.
    pub then: String,
    /// For changes: what would be different, as far as the fields can be read.
    pub changes: Vec<Change>,
    /// What is wrong, beside the fields and above the form.
    pub mistakes: Vec<Mistake>,
    /// The nights on which places are missing.
    pub shortages: Vec<Shortage>,
    /// What could be had instead; `None` when nothing is missing.
    pub instead: Option<Instead>,
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

impl Purpose {
    /// The same, of the booking as it is in this version.
    #[must_use]
    pub fn at(mut self, current: Version) -> Self {
        if let Self::Change { version, .. } = &mut self {
            *version = current;
        }
        self
    }

    /// Where the form is sent to, and where it is loaded again with other fields.
    fn addresses(self) -> (String, String) {
        match self {
            Self::New => (paths::BOOKINGS.to_owned(), paths::NEW_BOOKING.to_owned()),
            Self::Change { booking, .. } => {
                let path = paths::edit_booking(booking);
                (path.clone(), path)
            }
        }
    }
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
        let (action, reload) = self.purpose.addresses();
        let (name, version, needs_confirmation, label) = match self.purpose {
            Purpose::New => ("book", None, false, w.book),
            Purpose::Change {
                version,
                needs_confirmation,
                ..
            } => ("change", Some(version), needs_confirmation, w.change),
        };
        html! {
            form.booking method="post" action=(action) {
                (hidden(&self.frame.token, name, version))
                @if !self.then.is_empty() { input type="hidden" name=(fields::THEN) value=(self.then); }
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
                p.hint { (w.night_hint) }
                div.pair {
                    (self.line(fields::ARRIVAL, words.list.arrival, &self.arrival, w.arrival_hint))
                    (self.line(fields::DEPARTURE, words.list.departure, &self.departure, w.departure_hint))
                }
                p.sum role="status" { (self.sum()) }
                @if self.in_the_past { p.hint { (icon(Icon::Info)) " " (w.in_the_past) } }
                div.row {
                    button type="submit" formmethod="get" formaction=(reload) formnovalidate { (w.look) }
                    span.hint { (w.at_most_nights(&counts::nights(language, self.longest_stay))) }
                }
            }
        }
    }

    /// "7–9 Sept 2026 = 2 nights, 3 persons", as far as it is known, and what a change would make different.
    fn sum(&self) -> Markup {
        let w = self.frame.words();
        html! {
            @if let Some(stay) = self.stay {
                (icon(Icon::Moon))
                span { (self.counted(stay)) }
                @if !self.changes.is_empty() {
                    span.changes {
                        b { (w.form.before) }
                        @for change in &self.changes { " " span { (change.render(w)) } }
                    }
                }
            }
        }
    }

    fn counted(&self, stay: Stay) -> String {
        let language = self.frame.language;
        let persons: u16 = self
            .choices
            .iter()
            .filter_map(Choice::asked)
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
}
