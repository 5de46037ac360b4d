//! What a year of the house came to: nights slept by month, place and member, and what became of requests.
//! Only confirmed stays count as nights; a stay over New Year counts by its nights, in both years.
//! Never knows the capacity of days gone by: a house does not keep it apart, so today's is taken for the whole year.

use super::book::Book;
use crate::domain::{
    booking::{Booking, Status},
    ids::{AccommodationId, PersonId},
    time::{Moment, count_nights, nights_between},
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Months of a year.
pub const MONTHS: usize = 12;

/// The figures of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Which year.
    pub year: i16,
    /// Its months, in order.
    pub months: [Month; MONTHS],
    /// Accommodations that are open, and closed ones where somebody slept, in order of their ids.
    pub places: Vec<Place>,
    /// Members who slept here, those with the most person-nights first.
    pub members: Vec<Member>,
    /// Stays of the year, by arrival.
    pub stays: Stays,
    /// Places of all open accommodations together, as they are today.
    pub capacity: u32,
}

/// A month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Month {
    /// Persons in the night of each day, in order.
    pub persons_per_night: Vec<u32>,
}

/// An accommodation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which one.
    pub accommodation: AccommodationId,
    /// Nights slept there, each person counted.
    pub person_nights: u64,
    /// Nights that could have been slept there; none for a closed one.
    pub capacity: u64,
}

/// A member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Stays with a night in the year.
    pub stays: u32,
    /// Nights of these in the year, whatever the persons.
    pub nights: u64,
    /// The same, each person counted.
    pub person_nights: u64,
}

/// Stays that begin in the year. Those that hold places or did count for averages only once they are confirmed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stays {
    /// Asked for and not yet answered.
    pub pending: u32,
    /// Confirmed, and not yet over.
    pub confirmed: u32,
    /// Confirmed, and over.
    pub completed: u32,
    /// Declined.
    pub declined: u32,
    /// Cancelled.
    pub cancelled: u32,
    /// All nights of the confirmed ones, whatever the persons.
    pub nights: u64,
    /// All days between request and arrival of the confirmed ones.
    pub lead_days: u64,
}

impl Stays {
    /// Those that take place or did.
    pub const fn taken(&self) -> u32 {
        self.confirmed + self.completed
    }
}

impl Month {
    /// Nights slept, each person counted.
    pub fn person_nights(&self) -> u64 {
        self.persons_per_night.iter().copied().map(u64::from).sum()
    }

    /// How many days it has.
    pub const fn days(&self) -> usize {
        self.persons_per_night.len()
    }
}

impl Figures {
    /// Nights slept in the year, each person counted.
    pub fn person_nights(&self) -> u64 {
        self.months.iter().map(Month::person_nights).sum()
    }

    /// Nights that could be slept in the year.
    pub fn capacity_of_year(&self) -> u64 {
        let days: usize = self.months.iter().map(Month::days).sum();
        u64::from(self.capacity) * days as u64
    }
}

/// The figures of a year in which today may lie. `date_of` says which date it was at the house at a moment.
/// Nothing when the year is not in the calendar.
pub fn figures(
    book: &Book,
    year: i16,
    today: Date,
    date_of: impl Fn(Moment) -> Date,
) -> Option<Figures> {
    let first = Date::new(year, 1, 1).ok()?;
    let next = Date::new(year.checked_add(1)?, 1, 1).ok()?;
    let mut counting = Counting::new(book, first);
    for id in book.agenda.around(first, next) {
        let Some(booking) = book.state.booking(id) else {
            continue;
        };
        if booking.stay.arrival().year() == year {
            counting.stay(booking, today, &date_of);
        }
        if booking.status == Status::Confirmed && booking.stay.departure() > first {
            counting.nights(booking, first, next);
        }
    }
    Some(counting.done(book, year, count_nights(first, next)))
}

/// Nights of the confirmed stays of one member in a year, whatever the persons.
pub fn confirmed_nights(book: &Book, member: PersonId, year: i16) -> u64 {
    let ends = year
        .checked_add(1)
        .map(|next| (Date::new(year, 1, 1), Date::new(next, 1, 1)));
    let Some((Ok(first), Ok(next))) = ends else {
        return 0;
    };
    let theirs = book.agenda.of_member_after(member, None, Some(first));
    let theirs = theirs.filter_map(|id| book.state.booking(id));
    theirs
        .take_while(|booking| booking.stay.arrival() < next)
        .filter(|booking| booking.status == Status::Confirmed)
        .map(|booking| {
            let from = booking.stay.arrival().max(first);
            u64::from(count_nights(from, booking.stay.departure().min(next)))
        })
        .sum()
}

/// The count while it is made.
struct Counting {
    months: [Month; MONTHS],
    /// Person-nights of each accommodation, in the order of their ids.
    places: Vec<u64>,
    members: BTreeMap<PersonId, Member>,
    stays: Stays,
}

impl Counting {
    fn new(book: &Book, first: Date) -> Self {
        let month = |index: usize| {
            let number = i8::try_from(index + 1).unwrap_or(1);
            let days = Date::new(first.year(), number, 1).map_or(0, Date::days_in_month);
            Month {
                persons_per_night: vec![0; usize::try_from(days).unwrap_or(0)],
            }
        };
        Self {
            months: core::array::from_fn(month),
            places: vec![0; book.state.accommodations.len()],
            members: BTreeMap::new(),
            stays: Stays::default(),
        }
    }

    fn stay(&mut self, booking: &Booking, today: Date, date_of: impl Fn(Moment) -> Date) {
        let stays = &mut self.stays;
        match booking.status {
            Status::Pending => stays.pending += 1,
            Status::Declined => stays.declined += 1,
            Status::Cancelled => stays.cancelled += 1,
            Status::Confirmed => {
                if booking.is_completed(today) {
                    stays.completed += 1;
                } else {
                    stays.confirmed += 1;
                }
                stays.nights += u64::from(booking.stay.nights());
                let asked = date_of(booking.created);
                stays.lead_days += u64::from(count_nights(asked, booking.stay.arrival()));
            }
        }
    }

    /// The nights of a stay that lie in the year.
    fn nights(&mut self, booking: &Booking, first: Date, next: Date) {
        let from = booking.stay.arrival().max(first);
        let to = booking.stay.departure().min(next);
        let nights = u64::from(count_nights(from, to));
        let persons = booking.persons();
        for item in &booking.items {
            let place = item.accommodation.index();
            if let Some(count) = place.and_then(|index| self.places.get_mut(index)) {
                *count += nights * u64::from(item.persons);
            }
        }
        let member = self.members.entry(booking.member).or_insert(Member {
            person: booking.member,
            stays: 0,
            nights: 0,
            person_nights: 0,
        });
        member.stays += 1;
        member.nights += nights;
        member.person_nights += nights * u64::from(persons);
        for night in nights_between(from, to) {
            let month = usize::try_from(night.month() - 1).ok();
            let day = usize::try_from(night.day() - 1).ok();
            let month = month.and_then(|month| self.months.get_mut(month));
            let count = month
                .zip(day)
                .and_then(|(month, day)| month.persons_per_night.get_mut(day));
            if let Some(count) = count {
                *count += u32::from(persons);
            }
        }
    }

    fn done(self, book: &Book, year: i16, days: u16) -> Figures {
        let mut capacity = 0;
        let mut places = Vec::new();
        for (accommodation, person_nights) in book.state.accommodations.iter().zip(self.places) {
            let beds = if accommodation.active {
                accommodation.description.capacity
            } else {
                0
            };
            capacity += u32::from(beds);
            if accommodation.active || person_nights > 0 {
                places.push(Place {
                    accommodation: accommodation.id,
                    person_nights,
                    capacity: u64::from(beds) * u64::from(days),
                });
            }
        }
        let mut members: Vec<Member> = self.members.into_values().collect();
        members.sort_by_key(|it| (u64::MAX - it.person_nights, it.person));
        Figures {
            year,
            months: self.months,
            places,
            members,
            stays: self.stays,
            capacity,
        }
    }
}

#[cfg(test)]
#[path = "figures_tests.rs"]
mod tests;
