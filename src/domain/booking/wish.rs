//! A wished stay held against all rules about dates, items and free places. Whoever asks for no more than their booking
//! has already is not held to rules that were set aside, or changed, since.
//! Never decides what happens then: `request` does that.

use super::{Booking, Item, Overrides, places, status::text_problem};
use crate::domain::{
    command::Wish,
    context::Context,
    house::DEFAULT_LONGEST_STAY,
    refusal::{Field, Problem, Refusal, Rule},
    state::State,
    time::{MAX_NIGHTS, NotAStay, Stay, count_nights, is_covered},
};

/// Holds a wish against all rules. `before` is the booking it would change; `found` is what is wrong already.
/// Answers with the stay and the rules that were really set aside.
pub(super) fn check(
    state: &State,
    wish: &Wish,
    before: Option<&Booking>,
    context: &Context,
    found: Vec<Problem>,
) -> Result<(Stay, Overrides), Refusal> {
    let mut check = Check {
        state,
        wish,
        before,
        context,
        administrator: context.is_administrator(state),
        found,
        overrides: Overrides::NONE,
    };
    if !wish.allow.is_none() && !check.administrator {
        check.finds(Field::Override, Rule::AdministratorsOnly);
    }
    let stay = Stay::new(wish.arrival, wish.departure)
        .map_err(|wrong| check.not_a_stay(wrong))
        .ok();
    if let Some(stay) = stay {
        check.past(stay);
        check.length(stay);
    }
    check.items(stay);
    check
        .found
        .extend(text_problem(wish.note.words(), Field::Note));
    match stay {
        Some(stay) if check.found.is_empty() => check.places(stay),
        Some(_) | None => Err(Refusal::Invalid(check.found.into())),
    }
}

struct Check<'a> {
    state: &'a State,
    wish: &'a Wish,
    before: Option<&'a Booking>,
    context: &'a Context,
    administrator: bool,
    found: Vec<Problem>,
    overrides: Overrides,
}

impl Check<'_> {
    fn finds(&mut self, field: Field, rule: Rule) {
        self.found.push(Problem::new(field, rule));
    }

    fn not_a_stay(&mut self, wrong: NotAStay) {
        let wish = self.wish;
        match wrong {
            NotAStay::NoNight => self.finds(Field::Departure, Rule::NoNight),
            NotAStay::TooLong => {
                let rule = Rule::TooManyNights {
                    nights: count_nights(wish.arrival, wish.departure),
                    longest: if wish.allow.has(Overrides::LENGTH) {
                        MAX_NIGHTS
                    } else {
                        self.longest()
                    },
                };
                self.finds(Field::Departure, rule);
            }
            NotAStay::OutOfRange => {
                let field = if is_covered(wish.arrival.year()) {
                    Field::Departure
                } else {
                    Field::Arrival
                };
                self.finds(field, Rule::OutOfCalendar);
            }
        }
    }

    /// An arrival that is not touched may lie in the past: a running stay can still be changed. Administrators may
    /// change the past without asking; it is shown.
    fn past(&mut self, stay: Stay) {
        let today = self.context.today;
        let untouched = self
            .before
            .is_some_and(|booking| booking.stay.arrival() == stay.arrival());
        let wrong = if untouched {
            (stay.departure() < today).then_some(Field::Departure)
        } else {
            (stay.arrival() < today).then_some(Field::Arrival)
        };
        let ended = self
            .before
            .is_some_and(|booking| booking.stay.ended_by(today));
        match wrong {
            Some(field) if !self.administrator => self.finds(field, Rule::InThePast { today }),
            None if !ended => {}
            Some(_) | None => self.overrides = self.overrides.with(Overrides::PAST),
        }
    }

    fn length(&mut self, stay: Stay) {
        let (nights, longest) = (stay.nights(), self.longest());
        let had_them = self.before.is_some_and(|booking| booking.stay.covers(stay));
        if nights <= longest || had_them {
            return;
        }
        if self.wish.allow.has(Overrides::LENGTH) {
            self.overrides = self.overrides.with(Overrides::LENGTH);
        } else {
            self.finds(Field::Departure, Rule::TooManyNights { nights, longest });
        }
    }

    fn longest(&self) -> u16 {
        self.state
            .settings
            .as_ref()
            .map_or(DEFAULT_LONGEST_STAY, |settings| settings.longest_stay)
    }

    /// Rules about each item.
    fn items(&mut self, stay: Option<Stay>) {
        let (state, wish) = (self.state, self.wish);
        if wish.items.is_empty() {
            self.finds(Field::Items, Rule::NoItems);
        }
        for (place, item) in wish.items.iter().enumerate() {
            let id = item.accommodation;
            let Some(accommodation) = state.accommodation(id) else {
                self.finds(
                    Field::ItemAccommodation(place),
                    Rule::UnknownAccommodation(id),
                );
                continue;
            };
            let mut earlier = wish.items.iter().take(place);
            if earlier.any(|earlier| earlier.accommodation == id) {
                self.finds(Field::ItemAccommodation(place), Rule::Twice(id));
            }
            let capacity = accommodation.description.capacity;
            if item.persons == 0 || (item.persons > capacity && !self.may_be_too_many(stay, *item))
            {
                self.finds(Field::ItemPersons(place), Rule::Persons { capacity });
            }
        }
        if let Some(stay) = stay {
            self.found
                .extend(places::closed(state, stay, &wish.items, self.before));
        }
    }

    fn may_be_too_many(&self, stay: Option<Stay>, item: Item) -> bool {
        self.wish.allow.has(Overrides::CAPACITY)
            || stay.is_some_and(|stay| places::keeps(self.before, stay, item))
    }

    fn places(self, stay: Stay) -> Result<(Stay, Overrides), Refusal> {
        let (state, items) = (self.state, &self.wish.items);
        let short = places::new_shortages(state, stay, items, self.before);
        if short.is_empty() {
            return Ok((stay, self.overrides));
        }
        let allowed = self.wish.allow.has(Overrides::CAPACITY)
            && places::are_countable(state, stay, items, self.before);
        if allowed {
            Ok((stay, self.overrides.with(Overrides::CAPACITY)))
        } else {
            Err(Refusal::Full(short))
        }
    }
}
