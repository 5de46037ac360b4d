//! Who comes, who leaves and who stays, day by day: what somebody with a bunch of keys needs to know.
//! Never knows names of people or words.

use super::book::Book;
use crate::domain::{booking::Booking, time::nights_between};
use jiff::civil::Date;

/// One day of the house. Only bookings that hold places are in it.
#[derive(Debug)]
pub struct Day<'a> {
    /// Which day.
    pub date: Date,
    /// Those who leave.
    pub departing: Vec<&'a Booking>,
    /// Those who come.
    pub arriving: Vec<&'a Booking>,
    /// Those who slept here before and sleep here again.
    pub staying: Vec<&'a Booking>,
}

impl Day<'_> {
    /// Persons in the night that begins on this day.
    pub fn persons_at_night(&self) -> u32 {
        let here = self.arriving.iter().chain(&self.staying);
        here.map(|booking| u32::from(booking.persons())).sum()
    }

    /// Whether nobody comes, leaves or stays.
    pub const fn is_empty(&self) -> bool {
        self.departing.is_empty() && self.arriving.is_empty() && self.staying.is_empty()
    }
}

/// The days of `from..to`.
pub fn days(book: &Book, from: Date, to: Date) -> Vec<Day<'_>> {
    // Whoever leaves on the first day slept the night before.
    let before = from.yesterday().unwrap_or(from);
    let around: Vec<&Booking> = book.holding(before, to).collect();
    let those = |which: &dyn Fn(&Booking) -> bool| -> Vec<&Booking> {
        around.iter().copied().filter(|it| which(it)).collect()
    };
    nights_between(from, to)
        .map(|date| Day {
            date,
            departing: those(&|it| it.stay.departure() == date),
            arriving: those(&|it| it.stay.arrival() == date),
            staying: those(&|it| it.stay.arrival() < date && date < it.stay.departure()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{app::demo::Story, domain::time::Moment};
    use jiff::civil::date;

    #[test]
    fn whoever_sleeps_here_comes_stays_and_leaves() {
        let mut book = Book::default();
        for recorded in Story::of_size(300, Moment::from_millis(1_780_300_800_000)).events() {
            book.apply(&recorded).unwrap();
        }
        let (from, to) = (date(2026, 5, 1), date(2026, 6, 1));
        let days = days(&book, from, to);
        assert_eq!(days.len(), 31);
        let mut seen = 0;
        for day in &days {
            let evening = |it: &&Booking| it.stay.each_night().any(|night| night == day.date);
            let morning = |it: &&Booking| {
                let nights = it.stay.each_night();
                nights
                    .into_iter()
                    .any(|night| night.tomorrow().unwrap() == day.date)
            };
            let held = || {
                book.state
                    .bookings
                    .iter()
                    .filter(|it| it.status.holds_capacity())
            };
            let persons: u32 = held()
                .filter(evening)
                .map(|it| u32::from(it.persons()))
                .sum();
            assert_eq!(day.persons_at_night(), persons, "{}", day.date);
            let ids = |list: &[&Booking]| {
                let mut ids: Vec<_> = list.iter().map(|it| it.id).collect();
                ids.sort();
                ids
            };
            let expect = |here: &dyn Fn(&&Booking) -> bool| {
                held().filter(here).map(|it| it.id).collect::<Vec<_>>()
            };
            assert_eq!(
                ids(&day.arriving),
                expect(&|it| evening(it) && !morning(it))
            );
            assert_eq!(
                ids(&day.departing),
                expect(&|it| morning(it) && !evening(it))
            );
            assert_eq!(ids(&day.staying), expect(&|it| morning(it) && evening(it)));
            assert_eq!(
                day.is_empty(),
                !held().any(|it| evening(&it) || morning(&it))
            );
            seen += day.departing.len();
        }
        assert!(seen > 20, "only {seen} have left");
        assert!(!days[0].departing.is_empty() || !days[0].staying.is_empty());
    }
}
