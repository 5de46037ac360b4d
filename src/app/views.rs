//! Questions readers ask of a book: lists, names, statuses as people see them, free places, the plan, histories.
//! All of it is memory. Never reads the disk and never changes anything.

use crate::domain::{
    booking::{Booking, Status},
    ids::{AccommodationId, Actor, BookingId, PersonId},
    people::Person,
    time::Stay,
};
use jiff::civil::Date;

pub use crate::domain::parts::Size;
pub use crate::projections::{
    activity::{Change, Step, What},
    agenda::Place,
    alternatives::{Alternatives, Elsewhere, Wanted, alternatives},
    arrivals::{Day, days},
    availability::{Places, availability, free_per_night},
    book::Book,
    figures::{Figures, confirmed_nights, figures},
    inventory::{Part, Which},
    load::{Load, loads},
    outbox::{Settled, Waiting},
    plan::{Bar, Row, rows},
    search::{self, Order, Search, Start},
    sessions::{Key, LONGEST_SESSION_MILLIS, Session},
    words::Words,
};

/// A booking's status as people see it: a confirmed stay that is over is completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownStatus {
    /// Asked for, not yet answered.
    Pending,
    /// An administrator has said yes.
    Confirmed,
    /// Confirmed, and over.
    Completed,
    /// An administrator has said no.
    Declined,
    /// Called off.
    Cancelled,
}

impl ShownStatus {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Confirmed,
        Self::Completed,
        Self::Declined,
        Self::Cancelled,
    ];

    /// How a booking is seen on this date.
    pub fn of(booking: &Booking, today: Date) -> Self {
        match booking.status {
            Status::Pending => Self::Pending,
            Status::Confirmed if booking.is_completed(today) => Self::Completed,
            Status::Confirmed => Self::Confirmed,
            Status::Declined => Self::Declined,
            Status::Cancelled => Self::Cancelled,
        }
    }
}

/// Which bookings are asked for. What is `None` does not matter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Only stays that have a night on this date or later.
    pub from: Option<Date>,
    /// Only stays that have a night before this date.
    pub to: Option<Date>,
    /// Only in this status, as people see it.
    pub status: Option<ShownStatus>,
    /// Only in this status, as it is recorded: a stay that is over is still confirmed.
    pub recorded: Option<Status>,
    /// Only stays that are over, or only those that are not.
    pub over: Option<bool>,
    /// Only of this member.
    pub member: Option<PersonId>,
}

/// Some bookings in order of arrival, and where the next ones begin.
#[derive(Debug)]
pub struct Page<'a> {
    /// The bookings.
    pub items: Vec<&'a Booking>,
    /// The place of the last one, if there are more behind it.
    pub next: Option<Place>,
}

/// At most `limit` bookings behind a place, sorted by arrival, then id.
pub fn bookings<'a>(
    book: &'a Book,
    filter: &Filter,
    after: Option<Place>,
    limit: usize,
    today: Date,
) -> Page<'a> {
    let fits = |booking: &&Booking| {
        filter
            .from
            .is_none_or(|from| booking.stay.departure() > from)
            && filter
                .status
                .is_none_or(|status| ShownStatus::of(booking, today) == status)
            && filter
                .recorded
                .is_none_or(|status| booking.status == status)
            && filter
                .over
                .is_none_or(|over| booking.stay.ended_by(today) == over)
    };
    let before_the_end =
        |booking: &&Booking| filter.to.is_none_or(|to| booking.stay.arrival() < to);
    let found = |ids: &mut dyn Iterator<Item = BookingId>| -> Vec<&'a Booking> {
        let all = ids.filter_map(|id| book.state.booking(id));
        all.take_while(before_the_end)
            .filter(fits)
            .take(limit + 1)
            .collect()
    };
    let mut items = match filter.member {
        Some(member) => found(&mut book.agenda.of_member_after(member, after, filter.from)),
        None => found(&mut book.agenda.after(after, filter.from)),
    };
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items
        .last()
        .filter(|_| more)
        .map(|booking| (booking.stay.arrival(), booking.id));
    Page { items, next }
}

/// A person's full name; `None` when it has been erased or there is no such person.
pub fn full_name(book: &Book, id: PersonId) -> Option<String> {
    book.state.person(id).and_then(name_of)
}

/// A person's full name; `None` when it has been erased.
pub fn name_of(person: &Person) -> Option<String> {
    let (first, last) = (person.first_name.as_deref()?, person.last_name.as_deref()?);
    Some(format!("{first} {last}"))
}

/// A person's first name and the initial of the last, for walls that many pass by; `None` when it has been erased.
pub fn short_name(book: &Book, id: PersonId) -> Option<String> {
    let person = book.state.person(id)?;
    let (first, last) = (person.first_name.as_deref()?, person.last_name.as_deref()?);
    let initial = last.trim().chars().next();
    Some(initial.map_or_else(|| first.to_owned(), |letter| format!("{first} {letter}.")))
}

/// The name of whoever did something, if it was a person whose name is known.
pub fn actor_name(book: &Book, actor: Actor) -> Option<String> {
    actor.person().and_then(|id| full_name(book, id))
}

/// How an accommodation is called.
pub fn place_name(book: &Book, id: AccommodationId) -> String {
    let accommodation = book.state.accommodation(id);
    accommodation.map_or_else(|| id.to_string(), |it| it.description.name.to_string())
}

/// Requests an administrator has yet to decide, in the order in which they were asked for: those whose stay is not over.
pub fn waiting(book: &Book, today: Date) -> impl Iterator<Item = &Booking> {
    let pending = book.agenda.pending();
    pending
        .filter_map(|id| book.state.booking(id))
        .filter(move |it| !it.stay.ended_by(today))
}

/// Other bookings that hold places in the same nights and accommodations, in order of arrival.
pub fn overlapping<'a>(book: &'a Book, booking: &'a Booking) -> impl Iterator<Item = &'a Booking> {
    let same_place = |other: &Booking| {
        other.items.iter().any(|item| {
            booking
                .items
                .iter()
                .any(|own| own.accommodation == item.accommodation)
        })
    };
    book.holding(booking.stay.arrival(), booking.stay.departure())
        .filter(move |other| other.id != booking.id && same_place(other))
}

/// The stay between two dates, if it is one.
pub fn stay(arrival: Date, departure: Date) -> Option<Stay> {
    Stay::new(arrival, departure).ok()
}
