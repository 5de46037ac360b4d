//! What else can be had when a wished stay does not fit: other accommodations for the same nights, several of them
//! together, a change of bed on the way, and the nearest days on which the wish itself fits. The work is bounded,
//! however full the house is. Never decides anything and never promises: whoever takes an offer still has to ask for it.

use super::{availability::free_between, book::Book};
use crate::domain::{
    booking::{Booking, Item, Items},
    ids::AccommodationId,
    time::Stay,
};
use core::ops::Range;
use jiff::{ToSpan as _, civil::Date};

/// How far around the wished days others are looked for, in days each way.
pub const DAYS_AROUND: u16 = 60;
/// Most other days that are offered each way.
pub const MOST_DATES: usize = 3;
/// Most other accommodations that are offered.
pub const MOST_ELSEWHERE: usize = 5;
/// Most bookings a stay is cut into when nobody can keep one bed for all of it.
pub const MOST_PARTS: usize = 3;

/// A wish that may not fit.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The nights.
    pub stay: Stay,
    /// Where, and how many.
    pub items: &'a [Item],
    /// The booking this would change; what it holds is not in its way.
    pub own: Option<&'a Booking>,
    /// The first day on which an offer may begin.
    pub earliest: Date,
    /// Most nights an offer may have.
    pub longest: u16,
}

/// What can be had instead. Everything empty when nothing is missing, or nothing can be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alternatives {
    /// Accommodations each of which has room for all who have none, on all nights; the smallest first.
    pub elsewhere: Vec<Elsewhere>,
    /// When no single one has: the same persons over several, as few as possible.
    pub split: Option<Items>,
    /// When that is not possible either: bookings that follow each other, each in other beds.
    pub parts: Vec<(Stay, Items)>,
    /// Stays of the same length in the same places that begin earlier; the nearest first.
    pub earlier: Vec<Stay>,
    /// The same, later.
    pub later: Vec<Stay>,
}

/// Another accommodation for those who have no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Which one.
    pub accommodation: AccommodationId,
    /// Places there that nobody holds on any night of the stay, the rest of the wish counted in.
    pub free: u8,
    /// The whole wish with them there.
    pub items: Items,
}

impl Alternatives {
    /// Whether there is nothing to offer.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Looks for what can be had instead of a wish that does not fit.
pub fn alternatives(book: &Book, wanted: &Wanted<'_>) -> Alternatives {
    let mut found = Alternatives::default();
    if wanted.stay.nights() > wanted.longest || has_one_twice(wanted.items) {
        return found;
    }
    let house = House::of(book, wanted);
    let all = 0..usize::from(wanted.stay.nights());
    let (kept, missing) = house.kept(wanted.items, &all);
    if missing == 0 {
        return found;
    }
    (found.earlier, found.later) = other_dates(book, wanted);
    if !wanted.may_begin_as_wished() {
        return found;
    }
    found.elsewhere = house.elsewhere(&kept, missing, &all);
    if found.elsewhere.is_empty() {
        found.split = house.spread(&kept, missing, &all);
    }
    // A change of a booking cannot make two of it.
    if found.elsewhere.is_empty() && found.split.is_none() && wanted.own.is_none() {
        found.parts = house.parts(wanted).unwrap_or_default();
    }
    found
}

fn has_one_twice(items: &[Item]) -> bool {
    let twice = |(place, item): (usize, &Item)| {
        let mut earlier = items.iter().take(place);
        earlier.any(|it| it.accommodation == item.accommodation)
    };
    items.iter().enumerate().any(twice)
}

impl Wanted<'_> {
    /// Whether the wished days themselves may be offered: a stay that has begun keeps its arrival.
    fn may_begin_as_wished(&self) -> bool {
        let arrival = self.stay.arrival();
        let untouched = self.own.is_some_and(|own| own.stay.arrival() == arrival);
        arrival >= self.earliest || (untouched && self.stay.departure() > self.earliest)
    }
}

/// The open accommodations of a house with their free places in each night of a stay.
struct House(Vec<Row>);

struct Row {
    accommodation: AccommodationId,
    capacity: u8,
    free: Vec<u8>,
}

impl Row {
    /// Places that are free on all of these nights.
    fn least(&self, nights: &Range<usize>) -> u16 {
        let free = self.free.get(nights.clone()).unwrap_or_default();
        u16::from(free.iter().copied().min().unwrap_or(0))
    }
}

impl House {
    fn of(book: &Book, wanted: &Wanted<'_>) -> Self {
        let (from, to) = (wanted.stay.arrival(), wanted.stay.departure());
        let open = book.state.accommodations.iter().filter(|it| it.active);
        let rows = open.map(|it| Row {
            accommodation: it.id,
            capacity: it.description.capacity,
            free: free_between(book, it, from, to, wanted.own),
        });
        Self(rows.collect())
    }

    /// The items that fit on these nights, and how many persons of the others have no place.
    fn kept(&self, items: &[Item], nights: &Range<usize>) -> (Vec<Item>, u16) {
        let fits = |item: &&Item| {
            let row = self
                .0
                .iter()
                .find(|row| row.accommodation == item.accommodation);
            row.is_some_and(|row| u16::from(item.persons) <= row.least(nights))
        };
        let (kept, short): (Vec<&Item>, Vec<&Item>) = items.iter().partition(fits);
        let missing = short.iter().map(|item| u16::from(item.persons)).sum();
        (kept.into_iter().copied().collect(), missing)
    }

    /// Room beside the items that are kept, for each accommodation that has some.
    fn room<'a>(
        &'a self,
        kept: &'a [Item],
        nights: &'a Range<usize>,
    ) -> impl Iterator<Item = (&'a Row, u16)> {
        let room = move |row: &'a Row| {
            let own = kept
                .iter()
                .filter(|it| it.accommodation == row.accommodation);
            let used: u16 = own.map(|it| u16::from(it.persons)).sum();
            (row, row.least(nights).saturating_sub(used))
        };
        self.0.iter().map(room).filter(|(_, room)| *room > 0)
    }

    fn elsewhere(&self, kept: &[Item], missing: u16, nights: &Range<usize>) -> Vec<Elsewhere> {
        let offer = |(row, room): (&Row, u16)| {
            Some(Elsewhere {
                accommodation: row.accommodation,
                free: u8::try_from(room).ok()?,
                items: with(kept, row.accommodation, missing)?,
            })
        };
        let mut enough: Vec<_> = self
            .room(kept, nights)
            .filter(|(_, room)| *room >= missing)
            .collect();
        // Whoever takes the smallest that will do leaves the large ones to groups.
        enough.sort_by_key(|(row, _)| row.capacity);
        enough
            .into_iter()
            .filter_map(offer)
            .take(MOST_ELSEWHERE)
            .collect()
    }

    /// The largest first: that takes the fewest.
    fn spread(&self, kept: &[Item], missing: u16, nights: &Range<usize>) -> Option<Items> {
        let mut rooms: Vec<_> = self.room(kept, nights).collect();
        rooms.sort_by_key(|(_, room)| core::cmp::Reverse(*room));
        let mut items = Items::from_slice(kept).ok()?;
        let mut left = missing;
        for (row, room) in rooms {
            let persons = room.min(left);
            if persons == 0 {
                break;
            }
            items = with(&items, row.accommodation, persons)?;
            left -= persons;
        }
        (left == 0).then_some(items)
    }

    /// Some items with which everybody has a place on these nights, as near to the wish as can be.
    fn somehow(&self, wished: &[Item], nights: &Range<usize>) -> Option<Items> {
        let (kept, missing) = self.kept(wished, nights);
        if missing == 0 {
            return Items::from_slice(&kept).ok();
        }
        let elsewhere = self.elsewhere(&kept, missing, nights);
        let first = elsewhere.into_iter().next().map(|offer| offer.items);
        first.or_else(|| self.spread(&kept, missing, nights))
    }

    /// As many nights as possible in the first beds, then as many as possible in the next: that makes the fewest
    /// bookings. `None` when there is a night on which not everybody has a place, or it would be too many.
    fn parts(&self, wanted: &Wanted<'_>) -> Option<Vec<(Stay, Items)>> {
        let persons = wanted
            .items
            .iter()
            .map(|item| u16::from(item.persons))
            .sum();
        let dates: Vec<Date> = wanted.stay.each_night().collect();
        let mut parts = Vec::new();
        let mut start = 0;
        while start < dates.len() {
            let end = start + self.nights_together(persons, start, dates.len());
            if end == start || parts.len() == MOST_PARTS {
                return None;
            }
            let departure = dates.get(end).copied();
            let departure = departure.unwrap_or_else(|| wanted.stay.departure());
            let stay = Stay::new(*dates.get(start)?, departure).ok()?;
            parts.push((stay, self.somehow(wanted.items, &(start..end))?));
            start = end;
        }
        Some(parts)
    }

    /// For how many nights from this one on so many persons can keep their beds.
    fn nights_together(&self, persons: u16, start: usize, nights: usize) -> usize {
        let mut least = vec![u8::MAX; self.0.len()];
        for night in start..nights {
            for (least, row) in least.iter_mut().zip(&self.0) {
                *least = (*least).min(row.free.get(night).copied().unwrap_or(0));
            }
            if least.iter().map(|free| u32::from(*free)).sum::<u32>() < u32::from(persons) {
                return night - start;
            }
        }
        nights - start
    }
}

/// These items with so many persons more in one accommodation.
fn with(items: &[Item], accommodation: AccommodationId, persons: u16) -> Option<Items> {
    let more = u8::try_from(persons).ok()?;
    let mut items = Items::from_slice(items).ok()?;
    match items
        .iter_mut()
        .find(|item| item.accommodation == accommodation)
    {
        Some(item) => item.persons = item.persons.checked_add(more)?,
        None => items
            .push(Item {
                accommodation,
                persons: more,
            })
            .ok()?,
    }
    Some(items)
}

/// Stays of the same length in the same places, earlier and later, the nearest first.
fn other_dates(book: &Book, wanted: &Wanted<'_>) -> (Vec<Stay>, Vec<Stay>) {
    let around = i32::from(DAYS_AROUND).days();
    let (arrival, departure) = (wanted.stay.arrival(), wanted.stay.departure());
    let from = arrival.saturating_sub(around).max(wanted.earliest);
    let to = departure.saturating_add(around);
    let dates: Vec<Date> = crate::domain::time::nights_between(from, to).collect();
    let mut fits = vec![true; dates.len()];
    for item in wanted.items {
        let accommodation = book.state.accommodation(item.accommodation);
        let Some(accommodation) = accommodation.filter(|it| it.active) else {
            return Default::default();
        };
        let free = free_between(book, accommodation, from, to, wanted.own);
        for (fits, free) in fits.iter_mut().zip(free) {
            *fits &= item.persons <= free;
        }
    }
    let nights = usize::from(wanted.stay.nights());
    let begins = |(place, _): &(usize, &Date)| {
        let needed = fits.get(*place..*place + nights);
        needed.is_some_and(|nights| nights.iter().all(|fits| *fits))
    };
    let stay = |(place, date): (usize, &Date)| {
        // The night after the last one looked at has a date of its own: the end of what was looked at.
        let departure = dates.get(place + nights).copied().unwrap_or(to);
        Stay::new(*date, departure).ok()
    };
    let possible: Vec<Stay> = dates
        .iter()
        .enumerate()
        .filter(begins)
        .filter_map(stay)
        .collect();
    let earlier = possible.iter().rev().filter(|it| it.arrival() < arrival);
    let later = possible.iter().filter(|it| it.arrival() > arrival);
    (
        earlier.take(MOST_DATES).copied().collect(),
        later.take(MOST_DATES).copied().collect(),
    )
}
