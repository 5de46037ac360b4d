//! Who else is in the house in the nights of a booking: people like to know whom they will meet.
//! Never shows what was said in those bookings.

use super::{BookingPage, ItemLine, places};
use crate::{
    domain::{booking::Status, ids::BookingId, time::Stay},
    web::pages::{bookings::chip, paths},
    words::dates,
};
use maud::{Markup, html};

/// Others in the same nights.
#[derive(Debug, Clone, Default)]
pub struct Company {
    /// Some of them, in order of arrival.
    pub others: Vec<Other>,
    /// How many more there are.
    pub more: u64,
}

/// Another booking.
#[derive(Debug, Clone)]
pub struct Other {
    /// Which one.
    pub booking: BookingId,
    /// First and last name of its member.
    pub member: String,
    /// Its nights.
    pub stay: Stay,
    /// Where it stands.
    pub status: Status,
    /// Where, and how many.
    pub items: Vec<ItemLine>,
}

impl BookingPage {
    pub(super) fn company(&self, company: &Company) -> Markup {
        let w = &self.frame.words().detail;
        html! {
            section.company aria-labelledby="company" {
                h2 #company { (w.company) }
                @if company.others.is_empty() {
                    p.hint { (w.nobody_else) }
                } @else {
                    ul.cards { @for other in &company.others { li { (self.other(other)) } } }
                    @if company.more > 0 {
                        p.hint {
                            a href=(paths::plan_on(self.stay.arrival())) { (w.more_company(company.more)) }
                        }
                    }
                }
            }
        }
    }

    fn other(&self, other: &Other) -> Markup {
        let language = self.frame.language;
        html! {
            a.card href=(paths::booking(other.booking)) {
                b.when { (other.member) }
                small { (dates::stay(language, other.stay)) ", " (places(language, &other.items)) }
                (chip(language, other.status, false))
            }
        }
    }
}
