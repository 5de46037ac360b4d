//! Words somebody looks for in a list of bookings: in the names of members and accommodations, and as numbers of
//! bookings. Every word must be found somewhere. Never looks into notes.

use super::book::Book;
use crate::domain::{booking::Booking, people::Person};

/// Most words of one question; further ones do not matter.
const MOST_WORDS: usize = 8;

/// The words, in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(Vec<String>);

/// What the words mean in one book: looked up once, however many bookings are held against it.
pub(super) struct Wanted(Vec<Word>);

/// Where one word is found.
struct Word {
    /// For each person, whether it stands in their name.
    people: Vec<bool>,
    /// For each accommodation, whether it stands in its name.
    accommodations: Vec<bool>,
    /// The number of a booking, if it can be one.
    number: Option<u32>,
}

impl Words {
    /// The words of a text.
    pub fn of(text: &str) -> Self {
        let words = text.split_whitespace().take(MOST_WORDS);
        Self(words.map(str::to_lowercase).collect())
    }

    pub(super) fn find(&self, book: &Book) -> Wanted {
        Wanted(self.0.iter().map(|word| Word::find(word, book)).collect())
    }
}

impl Word {
    fn find(word: &str, book: &Book) -> Self {
        let has = |text: &str| text.to_lowercase().contains(word);
        let named = |person: &Person| {
            let parts = [&person.first_name, &person.last_name];
            parts.into_iter().flatten().any(|part| has(part))
        };
        let accommodations = book.state.accommodations.iter();
        let digits = word.strip_prefix(['b', '#']).unwrap_or(word);
        Self {
            people: book.state.people.iter().map(named).collect(),
            accommodations: accommodations.map(|it| has(&it.description.name)).collect(),
            number: digits.parse().ok(),
        }
    }

    fn is_in(&self, booking: &Booking) -> bool {
        let said = |said: &[bool], index: Option<usize>| {
            index.is_some_and(|index| said.get(index) == Some(&true))
        };
        self.number == Some(booking.id.number())
            || said(&self.people, booking.member.index())
            || booking
                .items
                .iter()
                .any(|item| said(&self.accommodations, item.accommodation.index()))
    }
}

impl Wanted {
    pub(super) fn is_in(&self, booking: &Booking) -> bool {
        self.0.iter().all(|word| word.is_in(booking))
    }
}
