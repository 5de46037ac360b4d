//! A house as a child would keep it: a list of bookings, counted anew each time. It is told events and says which of
//! them cannot be. Never uses the program's own rules, counts or books.

use super::orders::{ADA, Wanted};
use hutbook::domain::{
    booking::{Item, Overrides, Status},
    command::{
        AccommodationCommand, BookingCommand, Command, HouseCommand, NoteWish, PersonCommand,
    },
    event::{Event, Recorded},
    ids::{AccommodationId, Actor, BookingId, PersonId, Sequence, Stream, Version},
    refusal::{Refusal, Shortage},
    text::PersonalText,
    time::{Moment, Stay},
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A booking as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stayed {
    pub(super) member: PersonId,
    pub(super) stay: Stay,
    pub(super) items: Vec<Item>,
    pub(super) note: Option<String>,
    pub(super) status: Status,
    /// What undoing the last step must bring back.
    before: Option<Box<Self>>,
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    pub(super) bookings: BTreeMap<BookingId, Stayed>,
    capacity: BTreeMap<AccommodationId, u16>,
    versions: BTreeMap<Stream, Version>,
    pub(super) sequence: Sequence,
    at: Moment,
}

impl Stayed {
    fn holds(&self) -> bool {
        matches!(self.status, Status::Pending | Status::Confirmed)
    }

    fn persons(&self, place: AccommodationId, night: Date) -> u16 {
        if !self.holds() || night < self.stay.arrival() || night >= self.stay.departure() {
            return 0;
        }
        self.items
            .iter()
            .filter(|item| item.accommodation == place)
            .map(|item| u16::from(item.persons))
            .sum()
    }
}

fn words(text: Option<&PersonalText>) -> Option<String> {
    text.map(|text| text.as_clear().unwrap_or("(cannot be read)").to_owned())
}

impl Model {
    /// Persons of all bookings but one in a place on a night.
    fn others(&self, own: BookingId, place: AccommodationId, night: Date) -> u16 {
        let others = self.bookings.iter().filter(|(id, _)| **id != own);
        others
            .map(|(_, booking)| booking.persons(place, night))
            .sum()
    }

    /// Takes in what happened; panics when it cannot have.
    pub(super) fn apply(&mut self, recorded: &Recorded) {
        self.sequence += 1;
        assert_eq!(recorded.sequence, self.sequence, "a gap in the log");
        let version = self.versions.entry(recorded.stream).or_default();
        *version += 1;
        assert_eq!(recorded.version, *version, "a gap in {}", recorded.stream);
        assert!(
            recorded.at >= self.at,
            "time runs backwards at {}",
            recorded.sequence
        );
        self.at = recorded.at;
        match (recorded.stream, &recorded.event) {
            (Stream::Booking(id), event) => self.booking(id, event),
            (Stream::Accommodation(id), Event::AccommodationAdded(event)) => {
                self.capacity.insert(id, event.description.capacity.into());
            }
            (Stream::Accommodation(id), Event::AccommodationChanged(event)) => {
                self.capacity.insert(id, event.description.capacity.into());
            }
            (Stream::House | Stream::Person(_), _) => {}
            (stream, event) => panic!("{} of {stream}", event.name()),
        }
    }

    fn booking(&mut self, id: BookingId, event: &Event) {
        let before = self.bookings.get(&id).cloned();
        let holding = || {
            before
                .clone()
                .filter(Stayed::holds)
                .expect("it holds places")
        };
        let pending = || {
            before
                .clone()
                .filter(|it| it.status == Status::Pending)
                .expect("it is pending")
        };
        let with_status = |booking: Stayed, status| Stayed {
            status,
            before: Some(Box::new(booking.clone())),
            ..booking
        };
        let (after, allowed) = match event {
            Event::BookingRequested(event) => {
                assert!(before.is_none(), "{id} is requested twice");
                let requested = Stayed {
                    member: event.member,
                    stay: event.stay,
                    items: event.items.to_vec(),
                    note: words(event.note.as_ref()),
                    status: Status::Pending,
                    before: None,
                };
                let cancelled = Stayed {
                    status: Status::Cancelled,
                    ..requested.clone()
                };
                (
                    Stayed {
                        before: Some(Box::new(cancelled)),
                        ..requested
                    },
                    event.overrides,
                )
            }
            Event::BookingChanged(event) => {
                let changed = Stayed {
                    stay: event.stay,
                    items: event.items.to_vec(),
                    note: words(event.note.as_ref()),
                    status: event.status,
                    before: Some(Box::new(holding())),
                    ..holding()
                };
                (changed, event.overrides)
            }
            Event::BookingConfirmed(event) => {
                (with_status(pending(), Status::Confirmed), event.overrides)
            }
            Event::BookingDeclined(_) => {
                (with_status(pending(), Status::Declined), Overrides::NONE)
            }
            Event::BookingCancelled(_) => {
                (with_status(holding(), Status::Cancelled), Overrides::NONE)
            }
            Event::BookingUndone(event) => {
                let now = before.clone().expect("it is there");
                let then = now.before.expect("there is a step to take back");
                let undone = Stayed {
                    stay: event.stay,
                    items: event.items.to_vec(),
                    note: words(event.note.as_ref()),
                    status: event.status,
                    before: None,
                    member: now.member,
                };
                assert_eq!(
                    undone,
                    Stayed {
                        before: None,
                        ..*then
                    },
                    "an undo of {id} brings back something else"
                );
                (undone, Overrides::NONE)
            }
            other => panic!("{} of {id}", other.name()),
        };
        if !allowed.has(Overrides::CAPACITY) {
            self.fits(id, event, before.as_ref(), &after);
        }
        self.bookings.insert(id, after);
    }

    /// Nobody takes more places than there are, unless they had them before.
    fn fits(&self, id: BookingId, event: &Event, before: Option<&Stayed>, after: &Stayed) {
        let strict = matches!(
            event,
            Event::BookingRequested(_) | Event::BookingConfirmed(_)
        );
        for item in &after.items {
            for night in after.stay.each_night() {
                let place = item.accommodation;
                let asked = after.persons(place, night);
                let had = before.map_or(0, |before| before.persons(place, night));
                let room = self.capacity[&place].saturating_sub(self.others(id, place, night));
                assert!(
                    asked <= room || (!strict && asked <= had),
                    "{} of {id}: {asked} persons in {place} on {night}, where there is room for {room}",
                    event.name()
                );
            }
        }
    }

    /// Whether there is a reason for this refusal in the house as it is now.
    pub(super) fn refuses(&self, wanted: &Wanted, refusal: &Refusal) -> bool {
        let own = subject(wanted);
        let booking = own.and_then(|id| self.bookings.get(&id));
        match refusal {
            Refusal::Full(short) => {
                let own = own.unwrap_or(BookingId::new(u32::MAX));
                let is_short = |night: &Shortage| {
                    let others = self.others(own, night.accommodation, night.night);
                    let room = self.capacity[&night.accommodation].saturating_sub(others);
                    u16::from(night.free) == room && night.asked > night.free
                };
                !short.is_empty() && short.iter().all(is_short)
            }
            Refusal::WrongStatus(status) => {
                *status != Status::Pending && booking.is_some_and(|it| it.status == *status)
            }
            Refusal::NotFound(_) => booking.is_none(),
            Refusal::Forbidden => wanted.actor != Actor::Person(ADA),
            Refusal::Invalid(_)
            | Refusal::UndoNotYours
            | Refusal::NothingToUndo
            | Refusal::StayEnded => true,
            other => panic!("{wanted:?} is refused: {other:?}"),
        }
    }
}

fn subject(wanted: &Wanted) -> Option<BookingId> {
    match &wanted.command {
        Command::Booking(
            BookingCommand::Change { id, .. }
            | BookingCommand::Confirm { id, .. }
            | BookingCommand::Decline { id, .. }
            | BookingCommand::Cancel { id, .. }
            | BookingCommand::Undo { id, .. },
        ) => Some(*id),
        _ => None,
    }
}

/// Holds what an order brought about against what was asked; panics when it is something else, or only half of it.
pub(super) fn is_what_was_asked(wanted: &Wanted, events: &[Recorded]) {
    for event in events {
        assert_eq!((event.actor, event.command), (wanted.actor, wanted.id));
    }
    let names: Vec<_> = events.iter().map(|event| event.event.name()).collect();
    let expected: &[&str] = match &wanted.command {
        Command::House(HouseCommand::Found { .. }) => {
            &["HouseFounded", "PersonAdded", "PasswordSet"]
        }
        Command::Person(PersonCommand::Add { .. }) => &["PersonAdded"],
        Command::Accommodation(AccommodationCommand::Add { .. }) => &["AccommodationAdded"],
        Command::Accommodation(AccommodationCommand::Change { .. }) => &["AccommodationChanged"],
        Command::Booking(BookingCommand::Request { .. }) => &["BookingRequested"],
        Command::Booking(BookingCommand::Change { .. }) => &["BookingChanged"],
        Command::Booking(BookingCommand::Confirm { .. }) => &["BookingConfirmed"],
        Command::Booking(BookingCommand::Decline { .. }) => &["BookingDeclined"],
        Command::Booking(BookingCommand::Cancel { .. }) => &["BookingCancelled"],
        Command::Booking(BookingCommand::Undo { .. }) => &["BookingUndone"],
        other => panic!("nobody asks for {other:?}"),
    };
    assert_eq!(names, expected, "{wanted:?}");
    let first = &events[0];
    if let Some(id) = subject(wanted) {
        assert_eq!(first.stream, Stream::Booking(id), "{wanted:?}");
    }
    match (&wanted.command, &first.event) {
        (
            Command::Booking(BookingCommand::Request { wish, on_behalf_of }),
            Event::BookingRequested(event),
        ) => {
            assert_eq!(Some(event.member), on_behalf_of.or(wanted.actor.person()));
            assert_eq!(
                (event.stay.arrival(), event.stay.departure()),
                (wish.arrival, wish.departure)
            );
            assert_eq!(event.items, wish.items);
            assert_eq!(words(event.note.as_ref()).as_deref(), wish.note.words());
        }
        (Command::Booking(BookingCommand::Change { wish, .. }), Event::BookingChanged(event)) => {
            assert_eq!(
                (event.stay.arrival(), event.stay.departure()),
                (wish.arrival, wish.departure)
            );
            assert_eq!(event.items, wish.items);
            if wish.note != NoteWish::Keep {
                assert_eq!(words(event.note.as_ref()).as_deref(), wish.note.words());
            }
        }
        (
            Command::Booking(BookingCommand::Decline { reason, .. }),
            Event::BookingDeclined(event),
        ) => {
            assert_eq!(words(event.reason.as_ref()).as_deref(), reason.as_deref());
        }
        (
            Command::Booking(BookingCommand::Cancel { reason, .. }),
            Event::BookingCancelled(event),
        ) => {
            assert_eq!(words(event.reason.as_ref()).as_deref(), reason.as_deref());
        }
        (Command::Person(PersonCommand::Add { person }), Event::PersonAdded(event)) => {
            assert_eq!(words(Some(&event.email)).as_deref(), Some(&*person.email));
            assert_eq!(
                words(Some(&event.first_name)).as_deref(),
                Some(&*person.first_name)
            );
        }
        _ => {}
    }
}
