//! What an administrator needs to say yes or no: who else wants the same places, who asked first, the two buttons.
//! Never says which one is right.

use super::{BookingPage, Overlap};
use crate::web::{
    pages::{
        bookings::chip,
        fields,
        form::hidden,
        icons::{Icon, icon},
        paths::{self, BookingAction},
    },
    words::{counts, dates},
};
use maud::{Markup, html};

impl BookingPage {
    pub(super) fn decision(&self) -> Markup {
        let w = &self.frame.words().detail;
        html! {
            section.sheet aria-labelledby="decision" {
                h2 #decision { (w.decision) }
                @if self.overlapping.is_empty() {
                    p.hint { (w.no_overlap) }
                } @else {
                    h3 { (w.overlapping) }
                    p.hint { (w.overlapping_hint) }
                    ul.cards { @for other in &self.overlapping { li { (self.overlap(other)) } } }
                }
                form.decide method="post" action=(paths::booking_action(self.booking, BookingAction::Confirm)) {
                    (hidden(&self.frame.token, BookingAction::Confirm.segment(), Some(self.version)))
                    @if self.may.decide_needs_exception {
                        label.check {
                            input type="checkbox" name=(fields::ALLOW_CAPACITY) value=(fields::CHECKED);
                            span { (w.allow_capacity) }
                        }
                    }
                    button.primary type="submit" { (icon(Icon::Check)) (w.confirm) }
                }
                (self.with_reason(BookingAction::Decline, w.decline_open, w.decline))
            }
        }
    }

    fn overlap(&self, other: &Overlap) -> Markup {
        let w = &self.frame.words().detail;
        let language = self.frame.language;
        html! {
            a.card href=(paths::booking(other.booking)) {
                span.when {
                    b { (other.member) }
                    @if other.earlier { small { (icon(Icon::Clock)) " " (w.asked_first) } }
                }
                small { (dates::stay(language, other.stay)) ", " (counts::persons(language, other.persons)) }
                (chip(language, other.status, false))
            }
        }
    }
}
