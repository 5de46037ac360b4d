//! What is asked while measuring, and what must come out, computed from the house in the plainest way: every answer of every
//! system is held against it. Never asks anybody.

use crate::house::{Booking, Free, House, NewBooking};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use std::sync::atomic::{AtomicU64, Ordering};

/// How many questions of each kind there are: many more than a system keeps answers ready, so that nearly each is made anew.
const QUESTIONS: i64 = 180;
/// Days from today to the first question, and from one to the next; all of it lies where even the smallest house is full.
const BACK: i64 = 240;
const APART: i64 = 1;
/// Bookings of a list.
pub const LISTED: usize = 50;
/// The first night that is booked while measuring; each number has the next one's night, over 20 years.
const FIRST_NIGHT: Date = date(2030, 1, 1);
const NIGHTS: u64 = 7_300;

/// The questions and their answers.
#[derive(Debug, Clone)]
pub struct Questions {
    /// From which day, and how many come.
    pub lists: Vec<(String, usize)>,
    /// From which day, to which, and how many come.
    pub months: Vec<(String, String, usize)>,
    /// Arrival, departure and what is free.
    pub stays: Vec<(String, String, Vec<Free>)>,
}

impl Questions {
    /// For this house, seen from this day.
    pub fn of(house: &House, today: Date) -> Self {
        let days: Vec<Date> = (0..QUESTIONS)
            .map(|it| today.saturating_add((it * APART - BACK).days()))
            .collect();
        let later = |day: &Date, days: i64| day.saturating_add(days.days());
        let month = |day: &Date| {
            let (from, to) = (day.to_string(), later(day, 31).to_string());
            let count = held(house, &from, &to).count();
            (from, to, count)
        };
        let stay = |day: &Date| {
            let free = free(house, later(day, 3), later(day, 10));
            (later(day, 3).to_string(), later(day, 10).to_string(), free)
        };
        let list = |day: &Date| {
            let from = day.to_string();
            let after = house.bookings.iter().filter(|it| it.departure > from);
            let count = after.take(LISTED).count();
            (from, count)
        };
        Self {
            lists: days.iter().map(list).collect(),
            months: days.iter().map(month).collect(),
            stays: days.iter().map(stay).collect(),
        }
    }
}

/// The bookings that hold places on any night in [from, to).
fn held<'a>(house: &'a House, from: &str, to: &str) -> impl Iterator<Item = &'a Booking> {
    let holds = |it: &&Booking| matches!(it.status.as_str(), "pending" | "confirmed");
    let wanted = move |it: &&Booking| within(it, from, to);
    house.bookings.iter().filter(holds).filter(wanted)
}

/// Whether a stay has a night in [from, to).
fn within(booking: &Booking, from: &str, to: &str) -> bool {
    booking.departure.as_str() > from && booking.arrival.as_str() < to
}

fn free(house: &House, arrival: Date, departure: Date) -> Vec<Free> {
    let mut most = vec![0; house.accommodations.len()];
    let all: Vec<&Booking> = held(house, &arrival.to_string(), &departure.to_string()).collect();
    let mut night = arrival;
    while night < departure {
        let next = night.saturating_add(1.day());
        let mut taken = vec![0; house.accommodations.len()];
        let (from, to) = (night.to_string(), next.to_string());
        for booking in all.iter().filter(|it| within(it, &from, &to)) {
            for (place, persons) in &booking.items {
                taken[*place] += persons;
            }
        }
        for (most, taken) in most.iter_mut().zip(taken) {
            *most = taken.max(*most);
        }
        night = next;
    }
    let open = house
        .accommodations
        .iter()
        .zip(most)
        .filter(|(it, _)| it.open);
    open.map(|(it, most)| Free {
        name: it.name.clone(),
        persons: it.capacity.saturating_sub(most),
    })
    .collect()
}

/// Hands out what is booked while measuring: each number once in a run.
#[derive(Debug, Default)]
pub struct Numbers(AtomicU64);

impl Numbers {
    /// The next booking.
    pub fn next(&self) -> NewBooking {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let night = i64::try_from(number % NIGHTS).unwrap_or(0);
        NewBooking {
            arrival: FIRST_NIGHT.saturating_add(night.days()).to_string(),
            departure: FIRST_NIGHT.saturating_add((night + 1).days()).to_string(),
            number,
        }
    }

    /// The first of so many numbers that are handed out to nobody else.
    pub fn block(&self, many: u64) -> u64 {
        self.0.fetch_add(many, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::Accommodation;

    fn small() -> House {
        let room = |name: &str| Accommodation {
            name: name.to_owned(),
            kind: "room".to_owned(),
            capacity: 4,
            open: true,
        };
        let stay = |arrival: &str, departure: &str, status: &str, persons| Booking {
            member: 0,
            arrival: arrival.to_owned(),
            departure: departure.to_owned(),
            status: status.to_owned(),
            items: vec![(0, persons)],
            note: None,
            created: "2026-01-01T00:00:00Z".to_owned(),
        };
        House {
            people: vec!["Katharina Lindner".to_owned()],
            accommodations: vec![
                room("Seezimmer"),
                Accommodation {
                    open: false,
                    ..room("Keller")
                },
                room("Halle"),
            ],
            bookings: vec![
                stay("2026-05-01", "2026-05-03", "confirmed", 2),
                stay("2026-05-02", "2026-05-04", "pending", 1),
                stay("2026-05-03", "2026-05-05", "confirmed", 2),
                stay("2026-05-01", "2026-05-09", "declined", 4),
                stay("2026-05-05", "2026-05-09", "confirmed", 4),
            ],
        }
    }

    #[test]
    fn free_places_are_those_of_the_fullest_night() {
        let expected = |rooms: u32| {
            let free = |name: &str, persons| Free {
                name: name.to_owned(),
                persons,
            };
            vec![free("Seezimmer", rooms), free("Halle", 4)]
        };
        assert_eq!(
            free(&small(), date(2026, 5, 1), date(2026, 5, 5)),
            expected(1)
        );
        assert_eq!(
            free(&small(), date(2026, 5, 1), date(2026, 5, 2)),
            expected(2)
        );
        assert_eq!(
            free(&small(), date(2026, 5, 4), date(2026, 5, 6)),
            expected(0)
        );
        assert_eq!(
            free(&small(), date(2026, 5, 9), date(2026, 5, 12)),
            expected(4)
        );
    }

    #[test]
    fn a_day_of_departure_is_free_for_an_arrival() {
        assert_eq!(held(&small(), "2026-05-03", "2026-05-05").count(), 2);
        assert_eq!(held(&small(), "2026-05-05", "2026-05-06").count(), 1);
    }

    #[test]
    fn numbers_spread_over_twenty_years() {
        let numbers = Numbers::default();
        let first = numbers.next();
        assert_eq!(
            (
                first.number,
                first.arrival.as_str(),
                first.departure.as_str()
            ),
            (0, "2030-01-01", "2030-01-02")
        );
        assert_eq!(numbers.block(NIGHTS - 1), 1);
        let next = numbers.next();
        assert_eq!((next.number, next.arrival), (NIGHTS, first.arrival));
    }
}
