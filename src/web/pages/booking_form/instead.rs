//! What does not fit, night by night, and what could be had instead: each suggestion is a link that fills in the form.
//! Never books anything and never hides that a change of bed is one.

use super::{BookingForm, Choice};
use crate::{
    domain::{refusal::Shortage, time::Stay},
    web::pages::{
        booking_detail::{ItemLine, places},
        fields,
        icons::{Icon, icon},
    },
    words::{counts, dates},
};
use maud::{Markup, html};

/// What could be had instead of a wish that does not fit.
#[derive(Debug, Clone, Default)]
pub struct Instead {
    /// Other accommodations on the same days, with the places free there.
    pub elsewhere: Vec<(Offer, u8)>,
    /// The same persons over several accommodations.
    pub split: Option<Offer>,
    /// Bookings one after the other, with a change of bed between them.
    pub parts: Vec<Offer>,
    /// The same places on earlier days, the nearest first.
    pub earlier: Vec<Offer>,
    /// The same places on later days, the nearest first.
    pub later: Vec<Offer>,
}

/// One suggestion.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The nights.
    pub stay: Stay,
    /// Where, and how many.
    pub items: Vec<ItemLine>,
    /// The form, filled in so.
    pub href: String,
}

/// A shortage on several nights that follow each other.
struct Short {
    first: Shortage,
    nights: u16,
}

impl Instead {
    fn is_empty(&self) -> bool {
        self.elsewhere.is_empty()
            && self.split.is_none()
            && self.parts.is_empty()
            && self.earlier.is_empty()
            && self.later.is_empty()
    }
}

impl BookingForm {
    pub(super) fn conflicts(&self) -> Markup {
        let w = &self.frame.words().form;
        html! {
            @if !self.shortages.is_empty() {
                section.notice.bad role="status" aria-labelledby="conflicts" {
                    (icon(Icon::Warning))
                    div {
                        h2 #conflicts { (w.conflicts) }
                        ul { @for short in joined(&self.shortages) { li { (self.conflict(&short)) } } }
                    }
                }
            }
            @if let Some(instead) = &self.instead { (self.instead(instead)) }
        }
    }

    fn conflict(&self, short: &Short) -> Markup {
        let language = self.frame.language;
        let w = &self.frame.words().form;
        let Shortage {
            accommodation,
            night,
            free,
            asked,
        } = short.first;
        let choice = self
            .choices
            .iter()
            .find(|choice| choice.accommodation == accommodation);
        let name = choice.map_or_else(|| accommodation.to_string(), |choice| choice.name.clone());
        let last = night.saturating_add(jiff::Span::new().days(i64::from(short.nights)));
        html! {
            b {
                @if short.nights == 1 {
                    (dates::night(language, night))
                } @else {
                    (w.nights_in_a_row(&dates::nights(language, night, last), &counts::nights(language, short.nights)))
                }
            } " "
            a href={ "#" (fields::persons(accommodation)) } { (name) } ": "
            (w.free_and_asked(free, asked))
        }
    }

    fn instead(&self, instead: &Instead) -> Markup {
        let w = &self.frame.words().instead;
        html! {
            section.sheet.instead aria-labelledby="instead" {
                h2 #instead { (if instead.is_empty() { w.none } else { w.title }) }
                (self.too_many())
                @if instead.is_empty() {
                    p { (w.nothing) }
                } @else {
                    p.hint { (w.hint) }
                    @if !instead.elsewhere.is_empty() {
                        h3 { (w.elsewhere) }
                        ul.offers {
                            @for (offer, free) in &instead.elsewhere {
                                li { (self.offer(offer, Some(&w.all_free(u16::from(*free))), false)) }
                            }
                        }
                    }
                    @if let Some(offer) = &instead.split {
                        h3 { (w.split) }
                        ul.offers { li { (self.offer(offer, None, false)) } }
                    }
                    @if !instead.parts.is_empty() {
                        h3 { (w.parts) }
                        p { (w.parts_hint) }
                        ol.offers { @for offer in &instead.parts { li { (self.offer(offer, None, true)) } } }
                    }
                    (self.other_dates(instead))
                }
            }
        }
    }

    /// Accommodations that are too small for what was asked on any night.
    fn too_many(&self) -> Markup {
        let w = &self.frame.words().form;
        let too_small = |choice: &&Choice| choice.asked().is_some_and(|n| n > choice.capacity);
        html! {
            @for choice in self.choices.iter().filter(too_small) {
                @let places = counts::places(self.frame.language, u16::from(choice.capacity));
                p { (w.only_places(&choice.name, &places)) }
            }
        }
    }

    fn offer(&self, offer: &Offer, aside: Option<&str>, with_dates: bool) -> Markup {
        let language = self.frame.language;
        html! {
            a.offer href=(offer.href) {
                span {
                    @if with_dates { b { (dates::stay(language, offer.stay)) } ": " }
                    (places(language, &offer.items))
                }
                @if let Some(aside) = aside { small { (aside) } }
            }
        }
    }

    fn other_dates(&self, instead: &Instead) -> Markup {
        let w = &self.frame.words().instead;
        let language = self.frame.language;
        let mut earlier: Vec<&Offer> = instead.earlier.iter().collect();
        earlier.reverse();
        let kinds = [
            (w.earlier, earlier),
            (w.later, instead.later.iter().collect()),
        ];
        html! {
            @if kinds.iter().any(|(_, offers)| !offers.is_empty()) {
                h3 { (w.dates) }
                dl.dates {
                    @for (label, offers) in &kinds {
                        @if !offers.is_empty() {
                            div {
                                dt { (label) }
                                dd { ul.offers { @for offer in offers { li {
                                    a.offer href=(offer.href) {
                                        span { b { (dates::stay(language, offer.stay)) } }
                                        small { (dates::weekdays(language, offer.stay)) }
                                    }
                                } } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Shortages alike on nights that follow each other, together.
fn joined(shortages: &[Shortage]) -> Vec<Short> {
    let mut joined: Vec<Short> = Vec::new();
    for short in shortages {
        let goes_on = |before: &Short| {
            let next = before
                .first
                .night
                .checked_add(jiff::Span::new().days(i64::from(before.nights)));
            let same = Shortage {
                night: short.night,
                ..before.first
            };
            next.is_ok_and(|next| next == short.night) && same == *short
        };
        match joined.last_mut() {
            Some(before) if goes_on(before) => before.nights += 1,
            _ => joined.push(Short {
                first: *short,
                nights: 1,
            }),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AccommodationId;
    use jiff::civil::date;

    #[test]
    fn shortages_are_joined_only_where_they_are_alike_and_in_a_row() {
        let short = |place, day, free| Shortage {
            accommodation: AccommodationId::new(place),
            night: date(2026, 9, day),
            free,
            asked: 3,
        };
        let all = [
            short(1, 1, 0),
            short(1, 2, 0),
            short(1, 3, 1),
            short(1, 5, 1),
            short(2, 6, 1),
        ];
        let nights: Vec<_> = joined(&all).iter().map(|short| short.nights).collect();
        assert_eq!(nights, [2, 1, 1, 1]);
    }
}
