//! Persons per accommodation and night: the one count that all questions of free places are answered from.
//! Never knows bookings, only nights that are held and released. Never keeps a month in which nobody sleeps, so equal
//! counts are equal values, and stays that came and went leave nothing behind.

use super::{ids::AccommodationId, time::Stay};
use core::ops::Range;
use imbl::OrdMap;
use jiff::civil::Date;

/// Most persons that can be counted on one night in one accommodation, whatever rules are set aside.
pub const MOST_PERSONS: u16 = u16::MAX;

/// Most days a month has.
const DAYS: usize = 31;

/// One month of one accommodation: persons by day of the month. A byte for each is enough for nearly all; that it is not
/// is said once for the whole month, and taken back when it is enough again.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Month {
    Few([u8; DAYS]),
    Many(Box<[u16; DAYS]>),
}

impl Month {
    const EMPTY: Self = Self::Few([0; DAYS]);

    fn taken(&self, day: usize) -> u16 {
        match self {
            Self::Few(days) => days.get(day).copied().map_or(0, u16::from),
            Self::Many(days) => days.get(day).copied().unwrap_or(0),
        }
    }

    /// Changes the counts of some days. `None` when `change` does not come to a count; the month is of no use then.
    fn change(&mut self, days: Range<usize>, change: impl Fn(u16) -> Option<u16>) -> Option<()> {
        if let Self::Few(counts) = self {
            let mut all = *counts;
            let fits = all
                .get_mut(days.clone())?
                .iter_mut()
                .try_fold(true, |fits, count| {
                    let changed = change(u16::from(*count))?;
                    *count = u8::try_from(changed).unwrap_or(u8::MAX);
                    Some(fits && changed <= u16::from(u8::MAX))
                })?;
            if fits {
                *counts = all;
                return Some(());
            }
        }
        let mut all: [u16; DAYS] = core::array::from_fn(|day| self.taken(day));
        for count in all.get_mut(days)? {
            *count = change(*count)?;
        }
        let few = all.map(u8::try_from);
        *self = if few.iter().all(Result::is_ok) {
            Self::Few(few.map(|count| count.unwrap_or(0)))
        } else {
            Self::Many(Box::new(all))
        };
        Some(())
    }
}

/// Which month of which accommodation, in months since the year 0.
type Key = (AccommodationId, u16);

/// How many persons hold a place in which accommodation on which night. Copies share what they have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Occupancy {
    months: OrdMap<Key, Month>,
}

impl Occupancy {
    /// Persons who hold a place there in the night of this date.
    pub fn taken(&self, accommodation: AccommodationId, night: Date) -> u16 {
        let month = self.months.get(&(accommodation, month_number(night)));
        month.map_or(0, |month| month.taken(day_index(night)))
    }

    /// How many months of accommodations are counted, and how many bytes of memory they take.
    pub(super) fn size(&self) -> (usize, usize) {
        let elsewhere = |month: &Month| match month {
            Month::Few(_) => 0,
            Month::Many(days) => size_of_val(&**days),
        };
        let each = size_of::<Key>() + size_of::<Month>();
        let many: usize = self.months.values().map(elsewhere).sum();
        (self.months.len(), self.months.len() * each + many)
    }

    /// Persons who hold a place there, for each night of `from..to` in order. One look into the counts for each month.
    pub fn taken_per_night(
        &self,
        accommodation: AccommodationId,
        from: Date,
        to: Date,
    ) -> impl Iterator<Item = u16> {
        months(from, to).flat_map(move |(month, days)| {
            let counts = self.months.get(&(accommodation, month));
            days.map(move |day| counts.map_or(0, |counts| counts.taken(day)))
        })
    }

    /// Persons take places there for all nights of a stay. `None` when there are more than can be counted; the counts
    /// are of no use then.
    pub(super) fn hold(
        &mut self,
        accommodation: AccommodationId,
        stay: Stay,
        persons: u8,
    ) -> Option<()> {
        if persons == 0 {
            return Some(());
        }
        for (month, days) in months(stay.arrival(), stay.departure()) {
            let key = (accommodation, month);
            let add = |taken: u16| taken.checked_add(u16::from(persons));
            match self.months.get_mut(&key) {
                Some(counts) => counts.change(days, add)?,
                None => {
                    let mut counts = Month::EMPTY;
                    counts.change(days, add)?;
                    self.months.insert(key, counts);
                }
            }
        }
        Some(())
    }

    /// Persons give their places back for all nights of a stay. `None` when they did not hold them; the counts are of
    /// no use then.
    pub(super) fn release(
        &mut self,
        accommodation: AccommodationId,
        stay: Stay,
        persons: u8,
    ) -> Option<()> {
        if persons == 0 {
            return Some(());
        }
        for (month, days) in months(stay.arrival(), stay.departure()) {
            let key = (accommodation, month);
            let counts = self.months.get_mut(&key)?;
            counts.change(days, |taken| taken.checked_sub(u16::from(persons)))?;
            if *counts == Month::EMPTY {
                self.months.remove(&key);
            }
        }
        Some(())
    }

    /// Bytes this takes in memory, about.
    pub fn bytes(&self) -> usize {
        self.months.len() * (size_of::<Month>() + size_of::<Key>())
    }
}

/// The months of the nights of `from..to`, with the places of these nights in each: a stay seldom has more than two,
/// and finding a month costs more than walking its days.
fn months(from: Date, to: Date) -> impl Iterator<Item = (u16, Range<usize>)> {
    let mut night = Some(from);
    core::iter::from_fn(move || {
        let first = night.filter(|night| *night < to)?;
        let last = first.last_of_month();
        let end = if to <= last {
            day_index(to)
        } else {
            day_index(last) + 1
        };
        night = last.tomorrow().ok();
        Some((month_number(first), day_index(first)..end))
    })
}

fn day_index(date: Date) -> usize {
    usize::try_from(date.day() - 1).unwrap_or(0)
}

/// Months since the year 0. Dates before it share one far month in which no stay can lie.
fn month_number(date: Date) -> u16 {
    let months = i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
    u16::try_from(months).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const ROOM: AccommodationId = AccommodationId::new(1);

    #[test]
    fn a_stay_over_months_holds_exactly_its_nights() {
        let mut occupancy = Occupancy::default();
        let stay = Stay::new(date(2027, 12, 30), date(2028, 3, 2)).unwrap();
        occupancy.hold(ROOM, stay, 2).unwrap();
        let mut day = date(2027, 12, 1);
        while day < date(2028, 4, 1) {
            let inside = stay.arrival() <= day && day < stay.departure();
            assert_eq!(
                occupancy.taken(ROOM, day),
                if inside { 2 } else { 0 },
                "{day}"
            );
            assert_eq!(occupancy.taken(AccommodationId::new(2), day), 0);
            day = day.tomorrow().unwrap();
        }
        occupancy.release(ROOM, stay, 2).unwrap();
        assert_eq!(occupancy, Occupancy::default());
    }

    #[test]
    fn many_nights_at_once_are_the_same_as_one_by_one() {
        let mut occupancy = Occupancy::default();
        let stay = Stay::new(date(2027, 12, 30), date(2028, 3, 2)).unwrap();
        occupancy.hold(ROOM, stay, 2).unwrap();
        let (from, to) = (date(2027, 11, 15), date(2028, 4, 9));
        let nights = crate::domain::time::nights_between(from, to);
        let one_by_one: Vec<u16> = nights.map(|night| occupancy.taken(ROOM, night)).collect();
        assert_eq!(
            occupancy
                .taken_per_night(ROOM, from, to)
                .collect::<Vec<_>>(),
            one_by_one
        );
        assert_eq!(occupancy.taken_per_night(ROOM, to, from).count(), 0);
    }

    #[test]
    fn the_first_of_a_month_can_be_the_departure() {
        let mut occupancy = Occupancy::default();
        let stay = Stay::new(date(2026, 1, 31), date(2026, 2, 1)).unwrap();
        occupancy.hold(ROOM, stay, 1).unwrap();
        assert_eq!(occupancy.taken(ROOM, date(2026, 1, 31)), 1);
        assert_eq!(occupancy.taken(ROOM, date(2026, 2, 1)), 0);
    }

    #[test]
    fn held_nights_do_not_depend_on_how_they_are_cut_into_stays() {
        let (mut whole, mut parts) = (Occupancy::default(), Occupancy::default());
        let days = [
            date(2024, 2, 27),
            date(2024, 3, 1),
            date(2024, 4, 30),
            date(2024, 5, 1),
        ];
        let all = Stay::new(days[0], days[3]).unwrap();
        whole.hold(ROOM, all, 3).unwrap();
        for pair in days.windows(2) {
            let part = Stay::new(pair[0], pair[1]).unwrap();
            parts.hold(ROOM, part, 1).unwrap();
            parts.hold(ROOM, part, 2).unwrap();
        }
        assert_eq!(whole, parts);
    }

    #[test]
    fn counts_neither_wrap_nor_stick_at_their_ends() {
        let stay = Stay::new(date(2026, 1, 31), date(2026, 2, 2)).unwrap();
        let mut occupancy = Occupancy::default();
        for _ in 0..MOST_PERSONS / 255 {
            occupancy.hold(ROOM, stay, 255).unwrap();
        }
        assert_eq!(occupancy.taken(ROOM, date(2026, 2, 1)), MOST_PERSONS);
        let mut fewer = occupancy.clone();
        for _ in 1..MOST_PERSONS / 255 {
            fewer.release(ROOM, stay, 255).unwrap();
        }
        let mut once = Occupancy::default();
        once.hold(ROOM, stay, 255).unwrap();
        assert_eq!(fewer, once, "equal counts are equal values");
        assert_eq!(occupancy.clone().hold(ROOM, stay, 1), None);
        assert_eq!(
            Occupancy::default().release(ROOM, stay, 1),
            None,
            "nobody there"
        );
        assert_eq!(
            occupancy.hold(ROOM, stay, 0),
            Some(()),
            "nobody takes no place"
        );
        assert_eq!(Occupancy::default().release(ROOM, stay, 0), Some(()));
    }

    #[test]
    fn stays_that_came_and_went_leave_nothing_behind() {
        let mut occupancy = Occupancy::default();
        for year in 1970..2199 {
            let stay = Stay::new(date(year, 12, 1), date(year + 1, 2, 2)).unwrap();
            occupancy.hold(ROOM, stay, 1).unwrap();
            occupancy.release(ROOM, stay, 1).unwrap();
        }
        assert_eq!(occupancy.bytes(), 0);
    }

    #[test]
    fn nights_no_book_covers_are_free_without_ado() {
        let occupancy = Occupancy::default();
        for night in [Date::MIN, date(-1, 12, 31), date(0, 1, 1), Date::MAX] {
            assert_eq!(occupancy.taken(ROOM, night), 0);
        }
    }
}
