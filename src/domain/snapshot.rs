//! The state in a form that can be laid aside and taken up again: without what follows from the rest, and with what is
//! personal as texts that can be sealed. What is taken up is equal to what was laid aside.
//! Never a format of its own that others may read: the very same program takes up what it laid aside, or nobody does.

use super::{
    accommodation::Accommodation,
    booking::{Aside, Booking},
    house::Settings,
    ids::{PersonId, Version},
    packed::Packed,
    people::{AccessLink, Person, Role, Standing},
    state::{State, occupied},
    text::PersonalText,
    time::Moment,
};
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

/// A state that has been laid aside.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptState {
    settings: Option<Settings>,
    house_version: Version,
    people: Vec<KeptPerson>,
    accommodations: Vector<Accommodation>,
    bookings: Vector<Booking>,
    asides: Packed<Aside>,
    erased: OrdMap<PersonId, Moment>,
}

/// A person who has been laid aside.
#[derive(Debug, Serialize, Deserialize)]
struct KeptPerson {
    id: PersonId,
    version: Version,
    email: Option<PersonalText>,
    first_name: Option<PersonalText>,
    last_name: Option<PersonalText>,
    password: Option<PersonalText>,
    role: Role,
    standing: Standing,
    access_link: Option<AccessLink>,
    added: Moment,
}

impl KeptState {
    /// Lays a state aside. Its personal texts are clear and must be sealed before they can be written.
    pub fn of(state: &State) -> Self {
        Self {
            settings: state.settings.clone(),
            house_version: state.house_version,
            people: state.people.iter().map(KeptPerson::of).collect(),
            accommodations: state.accommodations.clone(),
            bookings: state.bookings.clone(),
            asides: state.asides.clone(),
            erased: state.erased.clone(),
        }
    }

    /// Takes it up again; texts that are not clear count as erased. `None` when it contradicts itself.
    pub fn take_up(self) -> Option<State> {
        let people: Vector<Person> = self.people.into_iter().map(KeptPerson::take_up).collect();
        let mut emails = OrdMap::new();
        for person in &people {
            if let Some(email) = &person.email {
                let taken = emails.insert(email.clone(), person.id).is_some();
                (!taken).then_some(())?;
            }
        }
        let occupancy = occupied(&self.bookings)?;
        (self.asides.len() == self.bookings.len()).then_some(State {
            settings: self.settings,
            house_version: self.house_version,
            people,
            accommodations: self.accommodations,
            bookings: self.bookings,
            asides: self.asides,
            occupancy,
            emails,
            erased: self.erased,
        })
    }

    /// Hands out every personal text that is not sealed already in the state itself, to be sealed or opened in place.
    pub fn each_text(&mut self, each: &mut dyn FnMut(&mut PersonalText)) {
        for person in &mut self.people {
            let texts = [
                &mut person.email,
                &mut person.first_name,
                &mut person.last_name,
                &mut person.password,
            ];
            texts.into_iter().flatten().for_each(&mut *each);
        }
    }

    /// All bookings in it.
    pub const fn bookings(&self) -> &Vector<Booking> {
        &self.bookings
    }
}

impl KeptPerson {
    fn of(person: &Person) -> Self {
        let text = |words: &Option<Box<str>>| {
            let words = words.as_ref()?;
            Some(PersonalText::clear(person.id, words.clone()))
        };
        Self {
            id: person.id,
            version: person.version,
            email: text(&person.email),
            first_name: text(&person.first_name),
            last_name: text(&person.last_name),
            password: text(&person.password),
            role: person.role,
            standing: person.standing,
            access_link: person.access_link,
            added: person.added,
        }
    }

    fn take_up(self) -> Person {
        let words = |text: Option<PersonalText>| text?.as_clear().map(Box::from);
        Person {
            id: self.id,
            version: self.version,
            email: words(self.email),
            first_name: words(self.first_name),
            last_name: words(self.last_name),
            role: self.role,
            standing: self.standing,
            password: words(self.password),
            access_link: self.access_link,
            added: self.added,
        }
    }
}
