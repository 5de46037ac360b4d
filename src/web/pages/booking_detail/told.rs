//! What is said right after a booking or a change: what stands in the book now, and what happens next.
//! Never says more than the booking as it stands bears out.

use super::{BookingPage, Change, places};
use crate::{
    domain::booking::Status,
    web::pages::{
        icons::{Icon, icon},
        paths,
    },
    words::{counts, dates},
};
use maud::{Markup, html};

/// What the reader has just done.
#[derive(Debug, Clone)]
pub enum Told {
    /// Asked for it.
    Requested {
        /// Whether the booking is the reader's own.
        own: bool,
        /// The form with what is to be booked next, when the stay takes several bookings.
        then: Option<String>,
    },
    /// Changed it, and what is different now.
    Changed {
        /// Whether the booking is the reader's own.
        own: bool,
        /// From what to what.
        changes: Vec<Change>,
    },
}

impl BookingPage {
    pub(super) fn told(&self, told: &Told) -> Markup {
        let words = self.frame.words();
        let w = &words.told;
        let language = self.frame.language;
        let (own, title, changes): (bool, String, &[Change]) = match told {
            Told::Requested { own: true, .. } => (true, w.requested.to_owned(), &[]),
            Told::Requested { own: false, .. } => (false, w.requested_for(&self.member), &[]),
            Told::Changed { own, changes } => (*own, w.changed.to_owned(), changes),
        };
        let counted = counts::stay(language, self.stay.nights(), self.persons());
        let dates = dates::stay(language, self.stay);
        html! {
            section.notice.good.told role="status" aria-labelledby="told" {
                (icon(Icon::Check))
                div {
                    h2 #told { (title) }
                    p { b { (words.form.sum(&dates, &counted)) } br; (places(language, &self.items)) }
                    @if !changes.is_empty() {
                        ul { @for change in changes { li { (change.render(words)) } } }
                    }
                    p {
                        (self.next(own))
                        @if self.may.decide { " " (w.decide_here) }
                    }
                    @if let Told::Requested { then: Some(href), .. } = told {
                        p { (w.then) }
                        p.row { a.button.primary href=(href) { (w.go_on) (icon(Icon::Right)) } }
                    }
                    p.row {
                        a.button.small href=(paths::plan_on(self.stay.arrival())) { (w.to_plan) }
                        @if own { a.button.small href=(paths::MY_BOOKINGS) { (w.mine) } }
                        a.button.small href=(paths::NEW_BOOKING) { (w.another) }
                    }
                }
            }
        }
    }

    fn next(&self, own: bool) -> &'static str {
        let w = &self.frame.words().told;
        match (self.status, own) {
            (Status::Confirmed, _) => w.is_confirmed,
            (_, true) => w.waits,
            (_, false) => w.waits_for_other,
        }
    }
}
