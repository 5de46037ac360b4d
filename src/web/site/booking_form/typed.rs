//! What stands in the booking form, read as far as it can be read.
//! Never judges what only the rules can judge, and never loses what was typed.

use crate::{
    app::views,
    domain::{
        booking::{Booking, Item, Items, Overrides},
        command::{NoteWish, Wish},
        ids::{AccommodationId, PersonId},
        time::Stay,
    },
    web::{
        context::{ReadContext, WriteContext},
        pages::{Mistake, booking_form::Exceptions, fields},
        site::{form::Form, frame::words_for},
    },
};

/// What stands in the form.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) arrival: String,
    pub(super) departure: String,
    pub(super) persons: Vec<(AccommodationId, String)>,
    pub(super) note: String,
    pub(super) member: Option<PersonId>,
    pub(super) exceptions: Exceptions,
    pub(super) then: String,
}

impl Typed {
    pub(super) fn of(form: &Form) -> Self {
        let persons = form
            .iter()
            .filter_map(|(name, value)| Some((fields::accommodation_of(name)?, value.to_owned())));
        Self {
            arrival: form.get(fields::ARRIVAL).to_owned(),
            departure: form.get(fields::DEPARTURE).to_owned(),
            persons: persons.collect(),
            note: form.get(fields::NOTE).to_owned(),
            member: form.parse(fields::MEMBER),
            exceptions: Exceptions {
                capacity: form.checked(fields::ALLOW_CAPACITY),
                length: form.checked(fields::ALLOW_LENGTH),
            },
            then: form.get(fields::THEN).to_owned(),
        }
    }

    /// As a booking stands.
    pub(super) fn of_booking(context: &ReadContext, booking: &Booking) -> Self {
        let note = context.book.state.note(booking.id);
        let note = note.and_then(|note| context.house.reveal(&note));
        Self {
            arrival: booking.stay.arrival().to_string(),
            departure: booking.stay.departure().to_string(),
            persons: booking
                .items
                .iter()
                .map(|item| (item.accommodation, item.persons.to_string()))
                .collect(),
            note: note.unwrap_or_default(),
            ..Self::default()
        }
    }

    pub(super) fn stay(&self) -> Option<Stay> {
        views::stay(self.arrival.parse().ok()?, self.departure.parse().ok()?)
    }

    pub(super) fn persons_in(&self, id: AccommodationId) -> &str {
        self.persons
            .iter()
            .find(|(accommodation, _)| *accommodation == id)
            .map_or("", |(_, persons)| persons)
    }

    /// The items that can be read, and the accommodations of those that cannot.
    pub(super) fn items(&self) -> (Items, Vec<AccommodationId>) {
        let (mut items, mut wrong) = (Items::new(), Vec::new());
        for (accommodation, persons) in &self.persons {
            let persons = match persons.as_str() {
                "" | "0" => continue,
                text => text.parse().ok().filter(|persons| *persons > 0),
            };
            let item = persons.map(|persons| Item {
                accommodation: *accommodation,
                persons,
            });
            if item.is_none_or(|item| items.push(item).is_err()) {
                wrong.push(*accommodation);
            }
        }
        (items, wrong)
    }

    /// The exceptions that are ticked, as the rules know them.
    pub(super) fn allow(&self) -> Overrides {
        let allow = |ticked, rule| if ticked { rule } else { Overrides::NONE };
        allow(self.exceptions.capacity, Overrides::CAPACITY)
            .with(allow(self.exceptions.length, Overrides::LENGTH))
    }

    /// The wish a form holds, or what keeps it from being read.
    pub(super) fn wish(
        &self,
        context: &WriteContext,
        form: &Form,
        before: Option<&Booking>,
    ) -> Result<Wish, Vec<Mistake>> {
        let words = words_for(&context.read);
        let language = words.language;
        let mut mistakes = Vec::new();
        let arrival = form.date(fields::ARRIVAL, language, &mut mistakes);
        let departure = form.date(fields::DEPARTURE, language, &mut mistakes);
        let (items, wrong) = self.items();
        mistakes.extend(wrong.into_iter().map(|id| {
            let sentence = words.outcome.not_a_number;
            Mistake::plain(language, &fields::persons(id), sentence)
        }));
        let (Some(arrival), Some(departure), true) = (arrival, departure, mistakes.is_empty())
        else {
            return Err(mistakes);
        };
        Ok(Wish {
            arrival,
            departure,
            items,
            note: match (before, self.note.as_str()) {
                (None, "") => NoteWish::Nothing,
                (before, note) => {
                    let book = &context.read.book;
                    context.app().note_wish(book, before, Some(note))
                }
            },
            allow: self.allow(),
        })
    }
}
