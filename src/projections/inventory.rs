//! What is kept in memory, projection by projection: how much of it, and whether two books agree in it.
//! Never computes a projection: what lists, plans and figures are made of on demand is kept nowhere and stands not here.

use super::book::Book;
use crate::domain::parts::{Parts, Size};

/// A projection that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The settings of the house.
    Settings,
    /// Accommodations.
    Accommodations,
    /// People.
    People,
    /// Bookings.
    Bookings,
    /// Persons per accommodation and night.
    Occupancy,
    /// Bookings in order of arrival.
    Agenda,
    /// Every step of every booking.
    Activity,
    /// Who is signed in.
    Sessions,
    /// Mails that wait, and what became of others.
    Outbox,
    /// Requests that may be repeated.
    Repeats,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Bookings,
        Self::Occupancy,
        Self::Agenda,
        Self::Activity,
        Self::People,
        Self::Accommodations,
        Self::Settings,
        Self::Sessions,
        Self::Outbox,
        Self::Repeats,
    ];

    /// The name by which programs know it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Accommodations => "accommodations",
            Self::People => "people",
            Self::Bookings => "bookings",
            Self::Occupancy => "occupancy",
            Self::Agenda => "agenda",
            Self::Activity => "activity",
            Self::Sessions => "sessions",
            Self::Outbox => "outbox",
            Self::Repeats => "repeats",
        }
    }

    fn of<T: Copy>(self, state: &Parts<T>, others: [T; 5]) -> T {
        let [agenda, activity, sessions, outbox, repeats] = others;
        match self {
            Self::Settings => state.settings,
            Self::Accommodations => state.accommodations,
            Self::People => state.people,
            Self::Bookings => state.bookings,
            Self::Occupancy => state.occupancy,
            Self::Agenda => agenda,
            Self::Activity => activity,
            Self::Sessions => sessions,
            Self::Outbox => outbox,
            Self::Repeats => repeats,
        }
    }
}

/// Which projections; a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Which(u16);

impl Which {
    /// Whether this one is among them.
    pub const fn has(self, part: Part) -> bool {
        self.0 & (1 << part as u16) != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The same and this one.
    #[must_use]
    pub const fn with(self, part: Part) -> Self {
        Self(self.0 | 1 << part as u16)
    }
}

impl Book {
    /// How much there is of each projection, in the order of [`Part::ALL`].
    pub fn inventory(&self) -> [(Part, Size); Part::ALL.len()] {
        let state = self.state.sizes();
        let others = [
            self.agenda.size(),
            self.activity.size(),
            self.sessions.size(),
            self.outbox.size(),
            self.repeats.size(),
        ];
        Part::ALL.map(|part| (part, part.of(&state, others)))
    }

    /// In which projections another book differs.
    pub fn differences(&self, other: &Self) -> Which {
        let state = self.state.agreement(&other.state);
        let others = [
            self.agenda == other.agenda,
            self.activity == other.activity,
            self.sessions == other.sessions,
            self.outbox == other.outbox,
            self.repeats == other.repeats,
        ];
        let differing = Part::ALL.into_iter();
        differing
            .filter(|part| !part.of(&state, others))
            .fold(Which::default(), Which::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        event::{Event, Recorded, SignedIn},
        ids::{Actor, CommandId, PersonId, Stream},
        time::Moment,
    };

    #[test]
    fn what_differs_is_told_by_its_name_and_counted() {
        let somebody = PersonId::new(1);
        let signed_in = Recorded {
            sequence: 1,
            stream: Stream::Person(somebody),
            version: 1,
            at: Moment::from_millis(0),
            command: CommandId::new([0; 16]),
            actor: Actor::Person(somebody),
            event: Event::SignedIn(SignedIn {
                session: [1; 16],
                device: None,
            }),
        };
        let (before, mut after) = (Book::default(), Book::default());
        after.sessions.put(&signed_in);
        let differing = before.differences(&after);
        let told = Part::ALL.map(|part| differing.has(part));
        assert_eq!(told, Part::ALL.map(|part| part == Part::Sessions));
        assert!(after.differences(&after).is_empty());
        let entries = |book: &Book| book.inventory().map(|(_, size)| size.entries);
        assert_eq!(entries(&before), [0; Part::ALL.len()]);
        assert_eq!(
            entries(&after),
            Part::ALL.map(|part| u64::from(part == Part::Sessions))
        );
    }
}
