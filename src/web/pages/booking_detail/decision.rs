//! What an administrator needs to say yes or no: who else wants the same places, who asked first, how often they were
//! there this year, what would be left, and the two buttons. Never says which one is right.

use super::{BookingPage, ItemLine, places};
use crate::{
    domain::{booking::Status, ids::BookingId, time::Stay},
    web::pages::{
        bookings::chip,
        fields,
        form::hidden,
        icons::{Icon, icon},
        paths::{self, BookingAction},
    },
    words::{counts, dates},
};
use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

/// A request beside all others for the same places in the same nights.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The year in which nights are counted.
    pub year: i16,
    /// This request and the others, in the order they asked.
    pub rivals: Vec<Rival>,
    /// How many more there are.
    pub more: u64,
    /// What would be left in each of its accommodations.
    pub afterwards: Vec<PlaceAfter>,
    /// Nights on which it does not fit: a yes needs an exception then.
    pub short: Vec<ShortNight>,
}

/// One of those who want the same places.
#[derive(Debug, Clone)]
pub struct Rival {
    /// Which booking.
    pub booking: BookingId,
    /// First and last name of its member.
    pub member: String,
    /// When it was asked for, by the clock of the house.
    pub asked: DateTime,
    /// Its nights.
    pub stay: Stay,
    /// Where it stands.
    pub status: Status,
    /// What it holds in the accommodations of this request.
    pub items: Vec<ItemLine>,
    /// Nights of its member's confirmed stays in [`Comparison::year`].
    pub nights: u16,
    /// What becomes of it if this request is confirmed.
    pub verdict: Verdict,
}

/// What becomes of a booking if another one is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the one that would be confirmed.
    This,
    /// It is confirmed already and stays so.
    Confirmed,
    /// It can be confirmed as well.
    Possible,
    /// It can only be confirmed with an exception.
    NeedsException,
}

/// An accommodation if the request is confirmed.
#[derive(Debug, Clone)]
pub struct PlaceAfter {
    /// Its name.
    pub place: String,
    /// Its places.
    pub capacity: u8,
    /// Places free on all nights of the stay.
    pub left: u16,
    /// Places missing on the worst night.
    pub over: u16,
}

/// A night on which the request does not fit.
#[derive(Debug, Clone)]
pub struct ShortNight {
    /// Name of the accommodation.
    pub place: String,
    /// The night.
    pub night: Date,
    /// Places free for it.
    pub free: u8,
    /// Places it asks for.
    pub asked: u8,
}

impl BookingPage {
    pub(super) fn decision(&self, comparison: &Comparison) -> Markup {
        let words = self.frame.words();
        let (w, c) = (&words.detail, &words.comparison);
        html! {
            section.sheet.decision aria-labelledby="decision" {
                h2 #decision { (w.decision) }
                @if comparison.rivals.len() > 1 {
                    h3 { (c.title) }
                    p.hint { (c.hint) }
                    (self.side_by_side(comparison))
                } @else {
                    p.hint { (w.no_overlap) }
                }
                (self.afterwards(comparison))
                (self.short(comparison))
                form.decide method="post" action=(paths::booking_action(self.booking, BookingAction::Confirm)) {
                    (hidden(&self.frame.token, BookingAction::Confirm.segment(), Some(self.version)))
                    @if !comparison.short.is_empty() {
                        label.check {
                            input type="checkbox" name=(fields::ALLOW_CAPACITY) value=(fields::CHECKED)
                                aria-describedby="override";
                            span { (w.allow_capacity) }
                        }
                        p.hint #override { (c.override_hint) }
                    }
                    button.primary type="submit" { (icon(Icon::Check)) (w.confirm) }
                }
                (self.with_reason(BookingAction::Decline, w.decline_open, w.decline))
            }
        }
    }

    fn side_by_side(&self, comparison: &Comparison) -> Markup {
        let c = &self.frame.words().comparison;
        let nights = c.nights_in(comparison.year);
        let heads = [c.who, c.asked, c.dates, c.persons, &nights, c.afterwards];
        html! {
            // The roles stay when a narrow screen shows each row as a card.
            table.rivals role="table" {
                thead role="rowgroup" {
                    tr role="row" {
                        @for head in heads { th scope="col" role="columnheader" { (head) } }
                    }
                }
                tbody role="rowgroup" {
                    @for (place, rival) in comparison.rivals.iter().enumerate() {
                        (self.rival(place + 1, rival, heads))
                    }
                }
            }
            @if comparison.more > 0 { p.hint { (c.more(comparison.more)) } }
        }
    }

    fn rival(&self, rank: usize, rival: &Rival, heads: [&str; 6]) -> Markup {
        let c = &self.frame.words().comparison;
        let language = self.frame.language;
        let (class, sign, verdict) = match rival.verdict {
            Verdict::This => ("past", Icon::Right, c.this_one),
            Verdict::Confirmed => ("ok", Icon::Check, c.stays_confirmed),
            Verdict::Possible => ("ok", Icon::Check, c.stays_possible),
            Verdict::NeedsException => ("no", Icon::Warning, c.needs_exception),
        };
        let this = rival.verdict == Verdict::This;
        let cell = |place: usize, content: Markup| {
            html! {
                td role="cell" {
                    span.label aria-hidden="true" { (heads.get(place).copied().unwrap_or_default()) }
                    div { (content) }
                }
            }
        };
        html! {
            tr.this[this] role="row" {
                th scope="row" role="rowheader" {
                    @if this { b { (rival.member) } } @else {
                        a href=(paths::booking(rival.booking)) { (rival.member) }
                    }
                    " " (chip(language, rival.status, false))
                }
                (cell(1, html! { b { (c.taken(rank)) } br; small { (dates::moment(language, rival.asked)) } }))
                (cell(2, html! { (dates::nights(language, rival.stay.arrival(), rival.stay.departure())) }))
                (cell(3, html! { (places(language, &rival.items)) }))
                (cell(4, html! { (rival.nights) }))
                (cell(5, html! { span.chip.(class) { (icon(sign)) (verdict) } }))
            }
        }
    }

    fn afterwards(&self, comparison: &Comparison) -> Markup {
        let c = &self.frame.words().comparison;
        html! {
            h3 { (c.left) }
            ul.afterwards {
                @for place in &comparison.afterwards {
                    li {
                        (place.place) ": "
                        @if place.over > 0 {
                            span.chip.no {
                                (icon(Icon::Warning))
                                (c.over_by(&counts::places(self.frame.language, place.over)))
                            }
                        } @else {
                            b { (c.left_of(place.left, u16::from(place.capacity))) }
                        }
                    }
                }
            }
        }
    }

    fn short(&self, comparison: &Comparison) -> Markup {
        let words = self.frame.words();
        html! {
            @if !comparison.short.is_empty() {
                div.notice.warn {
                    (icon(Icon::Warning))
                    div {
                        p { b { (words.comparison.short) } }
                        ul {
                            @for short in &comparison.short {
                                li {
                                    (dates::night(self.frame.language, short.night)) " " (short.place) ": "
                                    (words.form.free_and_asked(short.free, short.asked))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
