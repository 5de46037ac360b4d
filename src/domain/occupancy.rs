//! Persons per accommodation and night: the one count that all questions of free places are answered from.
//! Never knows bookings, only nights that are held and released.

use super::{ids::AccommodationId, time::Stay};
use imbl::OrdMap;
use jiff::civil::Date;

/// Most days a month has.
const DAYS: usize = 31;

/// One month of one accommodation: persons by day of the month.
type Month = [u16; DAYS];

/// How many persons hold a place in which accommodation on which night. Copies share what they have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Occupancy {
    months: OrdMap<(AccommodationId, i16, i8), Month>,
}

impl Occupancy {
    /// Persons who hold a place there in the night of this date.
    pub fn taken(&self, accommodation: AccommodationId, night: Date) -> u16 {
        let month = self
            .months
            .get(&(accommodation, night.year(), night.month()));
        month
            .and_then(|days| days.get(day_index(night)))
            .copied()
            .unwrap_or(0)
    }

    /// Persons take places there for all nights of a stay.
    pub(super) fn hold(&mut self, accommodation: AccommodationId, stay: Stay, persons: u8) {
        self.each_night(accommodation, stay, |taken| {
            taken.saturating_add(u16::from(persons))
        });
    }

    /// Persons give their places back for all nights of a stay.
    pub(super) fn release(&mut self, accommodation: AccommodationId, stay: Stay, persons: u8) {
        self.each_night(accommodation, stay, |taken| {
            taken.saturating_sub(u16::from(persons))
        });
    }

    /// Goes month by month: a stay seldom has more than two, and finding one costs more than walking its days.
    fn each_night(
        &mut self,
        accommodation: AccommodationId,
        stay: Stay,
        change: impl Fn(u16) -> u16,
    ) {
        let mut night = stay.arrival();
        while night < stay.departure() {
            let next_month = first_of_next_month(night);
            let end = if stay.departure() < next_month {
                day_index(stay.departure())
            } else {
                DAYS
            };
            let month = self
                .months
                .entry((accommodation, night.year(), night.month()))
                .or_insert([0; DAYS]);
            for taken in month.iter_mut().take(end).skip(day_index(night)) {
                *taken = change(*taken);
            }
            night = next_month;
        }
    }

    /// Bytes this takes in memory, about.
    pub fn bytes(&self) -> usize {
        self.months.len() * (size_of::<Month>() + size_of::<(AccommodationId, i16, i8)>())
    }
}

fn day_index(date: Date) -> usize {
    usize::try_from(date.day() - 1).unwrap_or(0)
}

fn first_of_next_month(date: Date) -> Date {
    date.last_of_month().tomorrow().unwrap_or(Date::MAX)
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
        occupancy.hold(ROOM, stay, 2);
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
        occupancy.release(ROOM, stay, 2);
        assert!(
            stay.each_night()
                .all(|night| occupancy.taken(ROOM, night) == 0)
        );
    }

    #[test]
    fn the_first_of_a_month_can_be_the_departure() {
        let mut occupancy = Occupancy::default();
        occupancy.hold(
            ROOM,
            Stay::new(date(2026, 1, 31), date(2026, 2, 1)).unwrap(),
            1,
        );
        assert_eq!(occupancy.taken(ROOM, date(2026, 1, 31)), 1);
        assert_eq!(occupancy.taken(ROOM, date(2026, 2, 1)), 0);
    }
}
