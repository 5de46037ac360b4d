//! The state of a house as far as rules need it, and how each event changes it.
//! Never refuses: what has happened has happened, also against rules of today. Only what cannot be is a contradiction:
//! gaps, things that do not exist, counts out of bounds. Copies share what they have in common, so a copy costs next to
//! nothing and can be changed without touching the original. What happens to the house and to its people stands beside,
//! in `state/`.

mod house;
mod people;

use super::{
    accommodation::Accommodation,
    booking::{Aside, Before, Booking, Item, LastStep, Status},
    event::{BookingChanged, BookingRequested, BookingUndone, Event, Recorded},
    house::Settings,
    ids::{AccommodationId, BookingId, PersonId, Stream, Version},
    invitation::Invitation,
    mail::MailSettings,
    occupancy::Occupancy,
    packed::Packed,
    people::Person,
    text::PersonalText,
    time::{Moment, Stay},
};
use core::fmt;
use imbl::{OrdMap, Vector};
use jiff::civil::Date;

/// Everything rules look at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// The settings, once the house has been founded.
    pub settings: Option<Settings>,
    /// How mails are sent; `None` when none are.
    pub mail: Option<Box<MailSettings>>,
    /// Invitations that have not been used or withdrawn, the oldest first.
    pub invitations: Vector<Invitation>,
    /// How many events the house's own stream has.
    pub house_version: Version,
    /// All people, in order of their ids.
    pub people: Vector<Person>,
    /// All accommodations, in order of their ids.
    pub accommodations: Vector<Accommodation>,
    /// All bookings, in order of their ids.
    pub bookings: Vector<Booking>,
    /// What few bookings have, in the same order.
    pub(super) asides: Packed<Aside>,
    /// Persons per accommodation and night.
    pub occupancy: Occupancy,
    /// Who has which address.
    pub(super) emails: OrdMap<Box<str>, PersonId>,
    /// Who has been forgotten, and when.
    pub(super) erased: OrdMap<PersonId, Moment>,
}

/// The log says something that cannot follow from what it said before: it is damaged or not complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contradiction {
    /// Where in the log.
    pub sequence: u64,
    /// About what.
    pub stream: Stream,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "event {} about {} does not follow from the events before it",
            self.sequence, self.stream
        )
    }
}

impl core::error::Error for Contradiction {}

impl State {
    /// IANA name of the time zone the house stands in; UTC before it is founded.
    pub fn zone(&self) -> &str {
        self.settings.as_ref().map_or("UTC", |it| &it.zone)
    }

    /// A person.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.get(id.index()?)
    }

    /// An accommodation.
    pub fn accommodation(&self, id: AccommodationId) -> Option<&Accommodation> {
        self.accommodations.get(id.index()?)
    }

    /// A booking.
    pub fn booking(&self, id: BookingId) -> Option<&Booking> {
        self.bookings.get(id.index()?)
    }

    /// What was said in a booking.
    pub fn note(&self, id: BookingId) -> Option<PersonalText> {
        self.asides.get(id.index()?)?.note
    }

    /// What a booking comes to as it stands.
    pub fn content(&self, booking: &Booking) -> Before {
        Before {
            stay: booking.stay,
            items: booking.items.clone(),
            note: self.note(booking.id),
            status: booking.status,
        }
    }

    /// What a booking came to before its last step, if that was a change of its content.
    pub(super) fn before_last_change(&self, id: BookingId) -> Option<Before> {
        self.asides.get(id.index()?)?.before
    }

    /// Whose address this is, in its normal form.
    pub fn person_by_email(&self, email: &str) -> Option<&Person> {
        self.person(*self.emails.get(email)?)
    }

    /// Everybody who has been forgotten, and when.
    pub fn erased(&self) -> impl Iterator<Item = (PersonId, Moment)> {
        self.erased.iter().map(|(person, at)| (*person, *at))
    }

    /// Those of the bookings that hold places tonight or later, the first to arrive first.
    pub fn stays_ahead(
        &self,
        today: Date,
        which: impl Fn(&Booking) -> bool,
    ) -> impl Iterator<Item = BookingId> {
        let ahead = |b: &&Booking| b.status.holds_capacity() && !b.stay.ended_by(today) && which(b);
        let mut ahead: Vec<_> = self
            .bookings
            .iter()
            .filter(ahead)
            .map(|b| (b.stay.arrival(), b.id))
            .collect();
        ahead.sort_unstable();
        ahead.into_iter().map(|(_, id)| id)
    }

    /// How many events the stream has so far.
    pub fn version_of(&self, stream: Stream) -> Version {
        match stream {
            Stream::House => self.house_version,
            Stream::Person(id) => self.person(id).map_or(0, |it| it.version),
            Stream::Accommodation(id) => self.accommodation(id).map_or(0, |it| it.version),
            Stream::Booking(id) => self.booking(id).map_or(0, |it| it.version),
        }
    }

    /// Takes in what has happened.
    ///
    /// # Errors
    /// When the event cannot follow from what happened before. The state is of no use then.
    pub fn apply(&mut self, recorded: &Recorded) -> Result<(), Contradiction> {
        let in_order = self.version_of(recorded.stream).checked_add(1) == Some(recorded.version);
        let begun = self.settings.is_some() || recorded.stream == Stream::House;
        let applied = match recorded.stream {
            _ if !in_order || !begun => None,
            Stream::House => self.apply_to_house(recorded),
            Stream::Person(id) => self.apply_to_person(id, recorded),
            Stream::Accommodation(id) => self.apply_to_accommodation(id, recorded),
            Stream::Booking(id) => self.apply_to_booking(id, recorded),
        };
        applied.ok_or(Contradiction {
            sequence: recorded.sequence,
            stream: recorded.stream,
        })
    }

    fn apply_to_accommodation(&mut self, id: AccommodationId, recorded: &Recorded) -> Option<()> {
        if let Event::AccommodationAdded(event) = &recorded.event {
            let description = event.description.clone();
            let added = Accommodation {
                id,
                version: recorded.version,
                description,
                active: true,
            };
            return append(&mut self.accommodations, id.index()?, added);
        }
        let accommodation = self.accommodations.get_mut(id.index()?)?;
        match &recorded.event {
            Event::AccommodationChanged(event) => {
                accommodation.description = event.description.clone();
            }
            Event::AccommodationDeactivated(_) => accommodation.active = false,
            Event::AccommodationReactivated => accommodation.active = true,
            _ => return None,
        }
        accommodation.version = recorded.version;
        Some(())
    }

    fn apply_to_booking(&mut self, id: BookingId, recorded: &Recorded) -> Option<()> {
        if let Event::BookingRequested(event) = &recorded.event {
            self.person(event.member)?;
            self.know_all(&event.items)?;
            let booking = requested(id, event, recorded);
            occupy(&mut self.occupancy, &booking, Occupancy::hold)?;
            append(&mut self.bookings, id.index()?, booking)?;
            return self.asides.push(&Aside {
                note: event.note.clone(),
                before: None,
            });
        }
        if let Event::BookingChanged(BookingChanged { items, .. })
        | Event::BookingUndone(BookingUndone { items, .. }) = &recorded.event
        {
            self.know_all(items)?;
        }
        self.put_aside(id, &recorded.event)?;
        let occupancy = &mut self.occupancy;
        let booking = self.bookings.get_mut(id.index()?)?;
        match &recorded.event {
            Event::BookingConfirmed(_) => to_status(booking, occupancy, Status::Confirmed)?,
            Event::BookingDeclined(_) => to_status(booking, occupancy, Status::Declined)?,
            Event::BookingCancelled(_) => to_status(booking, occupancy, Status::Cancelled)?,
            Event::BookingChanged(event) => change(booking, occupancy, event)?,
            Event::BookingUndone(event) => take_back(booking, occupancy, event)?,
            _ => return None,
        }
        booking.version = recorded.version;
        booking.changed = recorded.at;
        booking.last_actor = recorded.actor;
        Some(())
    }

    /// Keeps what an event makes of the note, and what it replaces, of a booking that is still as it was before.
    fn put_aside(&mut self, id: BookingId, event: &Event) -> Option<()> {
        let booking = self.booking(id)?;
        let aside = match event {
            Event::BookingChanged(event) => Aside {
                note: event.note.clone(),
                before: Some(self.content(booking)),
            },
            Event::BookingUndone(event) => Aside {
                note: event.note.clone(),
                before: None,
            },
            _ if booking.last_step == LastStep::Changed => Aside {
                note: self.note(id),
                before: None,
            },
            _ => return Some(()),
        };
        self.asides.set(id.index()?, &aside)
    }

    /// Whether there are all these accommodations.
    fn know_all(&self, items: &[Item]) -> Option<()> {
        let known = |item: &Item| self.accommodation(item.accommodation).is_some();
        items.iter().all(known).then_some(())
    }
}

fn requested(id: BookingId, event: &BookingRequested, recorded: &Recorded) -> Booking {
    Booking {
        id,
        member: event.member,
        version: recorded.version,
        stay: event.stay,
        status: Status::Pending,
        items: event.items.as_slice().into(),
        created: recorded.at,
        changed: recorded.at,
        last_actor: recorded.actor,
        last_step: LastStep::Requested,
    }
}

/// An answer is given to what is pending, and what is cancelled is cancelled once; what was declined can be called off
/// all the same, because the old system did that.
fn to_status(booking: &mut Booking, occupancy: &mut Occupancy, status: Status) -> Option<()> {
    // Whether a step makes sense is asked before it happens. Other systems did not ask: their histories confirm what is
    // confirmed and decline what was called off, and all of it has happened.
    // Who holds their places before and after, as at every yes, need not give them back in between.
    let keeps = booking.status.holds_capacity() && status.holds_capacity();
    if !keeps {
        occupy(occupancy, booking, Occupancy::release)?;
    }
    booking.last_step = LastStep::Status(booking.status);
    booking.status = status;
    if keeps {
        return Some(());
    }
    occupy(occupancy, booking, Occupancy::hold)
}

/// A change can make a confirmed booking pending. It never brings one back, and never answers one.
fn change(booking: &mut Booking, occupancy: &mut Occupancy, event: &BookingChanged) -> Option<()> {
    let asks_again = (booking.status, event.status) == (Status::Confirmed, Status::Pending);
    if event.status != booking.status && !asks_again {
        return None;
    }
    occupy(occupancy, booking, Occupancy::release)?;
    booking.last_step = LastStep::Changed;
    booking.stay = event.stay;
    booking.items = event.items.as_slice().into();
    booking.status = event.status;
    occupy(occupancy, booking, Occupancy::hold)
}

fn take_back(
    booking: &mut Booking,
    occupancy: &mut Occupancy,
    event: &BookingUndone,
) -> Option<()> {
    if booking.last_step == LastStep::Undone {
        return None;
    }
    occupy(occupancy, booking, Occupancy::release)?;
    booking.stay = event.stay;
    booking.items = event.items.as_slice().into();
    booking.status = event.status;
    booking.last_step = LastStep::Undone;
    occupy(occupancy, booking, Occupancy::hold)
}

/// What all these bookings hold together.
pub(super) fn occupied(bookings: &Vector<Booking>) -> Option<Occupancy> {
    let mut occupancy = Occupancy::default();
    for booking in bookings {
        occupy(&mut occupancy, booking, Occupancy::hold)?;
    }
    Some(occupancy)
}

/// Holds or releases what the booking holds in its present status: nothing, if that status holds nothing.
fn occupy(
    occupancy: &mut Occupancy,
    booking: &Booking,
    how: fn(&mut Occupancy, AccommodationId, Stay, u8) -> Option<()>,
) -> Option<()> {
    if booking.status.holds_capacity() {
        for item in &booking.items {
            how(occupancy, item.accommodation, booking.stay, item.persons)?;
        }
    }
    Some(())
}

/// Adds the next thing of its kind; its place must be the next one.
pub(super) fn append<T: Clone>(list: &mut Vector<T>, index: usize, thing: T) -> Option<()> {
    (list.len() == index).then(|| list.push_back(thing))
}

pub(super) fn clear(text: &PersonalText) -> Option<Box<str>> {
    text.as_clear().map(Box::from)
}
