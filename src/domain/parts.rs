//! The state part by part: how much there is of each and how much memory that takes, and whether two states agree in it.
//! Counts what was put in, not what the trees that hold it need beside it. Never part of a rule.

use super::{
    accommodation::Accommodation, booking::Booking, house::Settings, ids::PersonId, people::Person,
    state::State, time::Moment,
};

/// How much there is of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// How many entries.
    pub entries: u64,
    /// Bytes of memory the entries take, without what the trees that hold them need beside them.
    pub bytes: u64,
}

impl Size {
    /// So many entries of so many bytes together.
    pub fn new(entries: usize, bytes: usize) -> Self {
        let number = |count| u64::try_from(count).unwrap_or(u64::MAX);
        Self {
            entries: number(entries),
            bytes: number(bytes),
        }
    }
}

/// Something for each part of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<T> {
    /// The settings of the house.
    pub settings: T,
    /// Accommodations.
    pub accommodations: T,
    /// People: with the addresses they are found by, and who has been forgotten.
    pub people: T,
    /// Bookings, with their notes and what can be taken back.
    pub bookings: T,
    /// Persons per accommodation and night.
    pub occupancy: T,
}

impl State {
    /// How much there is of each part.
    pub fn sizes(&self) -> Parts<Size> {
        let (months, month_bytes) = self.occupancy.size();
        let settings = usize::from(self.settings.is_some());
        let places = self.accommodations.len();
        Parts {
            settings: Size::new(settings, settings * size_of::<Settings>()),
            accommodations: Size::new(places, places * size_of::<Accommodation>()),
            people: Size::new(self.people.len(), self.people_bytes()),
            bookings: Size::new(self.bookings.len(), self.bookings_bytes()),
            occupancy: Size::new(months, month_bytes),
        }
    }

    fn people_bytes(&self) -> usize {
        let texts = |person: &Person| {
            let texts = [
                &person.email,
                &person.first_name,
                &person.last_name,
                &person.password,
                &person.wanted_email,
            ];
            texts
                .into_iter()
                .flatten()
                .map(|text| text.len())
                .sum::<usize>()
        };
        let people = self.people.iter();
        let people: usize = people.map(|it| size_of::<Person>() + texts(it)).sum();
        let addresses = self.emails.keys();
        let address = size_of::<(Box<str>, PersonId)>();
        let addresses: usize = addresses.map(|it| address + it.len()).sum();
        people + addresses + self.erased.len() * size_of::<(PersonId, Moment)>()
    }

    fn bookings_bytes(&self) -> usize {
        let bookings = self.bookings.iter();
        let bookings = bookings.map(|it| size_of::<Booking>() + it.items.bytes_elsewhere());
        bookings.sum::<usize>() + self.asides.bytes()
    }

    /// In which parts another state is the same.
    pub fn agreement(&self, other: &Self) -> Parts<bool> {
        Parts {
            settings: self.settings == other.settings
                && self.mail == other.mail
                && self.invitations == other.invitations
                && self.house_version == other.house_version,
            accommodations: self.accommodations == other.accommodations,
            people: self.people == other.people
                && self.emails == other.emails
                && self.erased == other.erased,
            bookings: self.bookings == other.bookings && self.asides == other.asides,
            occupancy: self.occupancy == other.occupancy,
        }
    }
}
