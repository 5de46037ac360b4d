//! The part of the booking form with all accommodations: how many persons, and what is free on each night of the stay.
//! Never says by colour alone where there is room: the numbers stand there.

use super::BookingForm;
use crate::{
    domain::{
        accommodation::Kind,
        house::Language,
        ids::AccommodationId,
        time::{Stay, count_nights},
    },
    web::pages::{
        fields,
        form::{beside, described_by, mistakes_of},
        icons::{Icon, icon},
    },
    words::{counts, dates},
};
use jiff::civil::Date;
use maud::{Markup, html};

/// Most nights that are shown one by one; longer stays are shown as runs of nights that are alike.
const MOST_SINGLE_NIGHTS: usize = 10;
/// Most runs that are shown at once; more are folded.
const MOST_RUNS: usize = 6;

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
    /// Free places on each night of the stay, those of the booking itself included; nothing without a stay.
    pub free: Vec<u8>,
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

/// Nights that follow each other and have the same number of free places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    from: Date,
    /// The morning after the last of them.
    to: Date,
    free: u8,
}

impl Choice {
    /// Persons as typed, if that is a number.
    pub(super) fn asked(&self) -> Option<u8> {
        self.persons.trim().parse().ok()
    }

    /// Free places on all nights together.
    fn free_throughout(&self) -> Option<u8> {
        self.free.iter().copied().min()
    }

    /// Whether all nights have the same number of free places.
    fn is_alike(&self) -> bool {
        self.free.windows(2).all(|pair| pair.first() == pair.last())
    }

    /// The nights of a stay one by one, or in runs where they are many.
    fn runs(&self, arrival: Date) -> Vec<Run> {
        let single = self.free.len() <= MOST_SINGLE_NIGHTS;
        let mut runs: Vec<Run> = Vec::new();
        let mut from = arrival;
        for free in &self.free {
            let Ok(to) = from.tomorrow() else { break };
            match runs.last_mut() {
                Some(run) if !single && run.free == *free => run.to = to,
                _ => runs.push(Run {
                    from,
                    to,
                    free: *free,
                }),
            }
            from = to;
        }
        runs
    }
}

impl Run {
    /// "Mon 7" for one night, "7–12 Sept" for several.
    fn named(self, language: Language) -> String {
        if count_nights(self.from, self.to) == 1 {
            dates::weekday_and_day(language, self.from)
        } else {
            dates::nights(language, self.from, self.to)
        }
    }
}

impl BookingForm {
    pub(super) fn places(&self) -> Markup {
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
                    (self.free(choice))
                    @for occupant in &choice.occupants {
                        span.who {
                            b { (occupant.name) } " "
                            (dates::stay(language, occupant.stay)) ", "
                            (counts::persons(language, u16::from(occupant.persons)))
                        }
                    }
                }
                (self.per_night(choice))
                (beside(language, &name, &mistakes))
            }
        }
    }

    fn free(&self, choice: &Choice) -> Markup {
        let w = &self.frame.words().form;
        let capacity = u16::from(choice.capacity);
        html! {
            @match choice.free_throughout() {
                None => (counts::places(self.frame.language, capacity)),
                Some(0) if choice.is_alike() => span.chip.no { (icon(Icon::Cross)) (w.occupied) },
                Some(0) => span.chip.ask { (w.not_throughout) },
                Some(free) if free < choice.capacity => {
                    span.chip.ask { (w.free_now(u16::from(free), capacity)) }
                }
                Some(free) => span.chip.ok { (w.free_now(u16::from(free), capacity)) },
            }
            @if choice.free.len() > 1 && choice.is_alike() { " " span { (w.each_night) } }
        }
    }

    /// What is free on each night, where that is more than the one number above says.
    fn per_night(&self, choice: &Choice) -> Markup {
        let w = &self.frame.words().form;
        let runs = self.stay.map(|stay| choice.runs(stay.arrival()));
        let runs = runs.unwrap_or_default();
        html! {
            @if choice.free.len() > MOST_SINGLE_NIGHTS && runs.len() > MOST_RUNS {
                details { summary { (w.every_night) } (self.strip(choice, &runs)) }
            } @else if !choice.is_alike() {
                (self.strip(choice, &runs))
            }
        }
    }

    fn strip(&self, choice: &Choice, runs: &[Run]) -> Markup {
        let w = &self.frame.words().form;
        let asked = choice.asked().unwrap_or(0);
        html! {
            ol.free-nights aria-label=(w.per_night) {
                @for run in runs {
                    @let class = match run.free {
                        0 => "no",
                        free if free < asked => "ask",
                        free if free < choice.capacity => "part",
                        _ => "all",
                    };
                    li class=(class) {
                        span { (run.named(self.frame.language)) " " }
                        b { (run.free) }
                        @if run.free < asked { span.sr { " " (w.too_few) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn choice(free: &[u8]) -> Choice {
        Choice {
            accommodation: AccommodationId::new(1),
            name: "Room".to_owned(),
            kind: Kind::Room,
            capacity: 3,
            persons: String::new(),
            free: free.to_vec(),
            occupants: vec![],
        }
    }

    #[test]
    fn few_nights_stand_alone_and_many_in_runs() {
        let arrival = date(2026, 9, 28);
        let few = choice(&[3, 3, 0]).runs(arrival);
        assert_eq!(few.len(), 3);
        assert_eq!(few[2].from, date(2026, 9, 30));
        let mut nights = vec![3; 8];
        nights.extend([0, 2, 2]);
        let many = choice(&nights).runs(arrival);
        let ends: Vec<_> = many.iter().map(|run| (run.to, run.free)).collect();
        assert_eq!(
            ends,
            [
                (date(2026, 10, 6), 3),
                (date(2026, 10, 7), 0),
                (date(2026, 10, 9), 2)
            ]
        );
    }

    #[test]
    fn the_nights_of_all_runs_are_the_nights_of_the_stay() {
        for length in 0..40 {
            let nights: Vec<u8> = (0..length).map(|night| night / 3 % 2).collect();
            let runs = choice(&nights).runs(date(2026, 12, 20));
            let counted: u16 = runs.iter().map(|run| count_nights(run.from, run.to)).sum();
            assert_eq!(counted, u16::from(length));
        }
    }
}
