//! A small house made up for the test, and the answers a plain count over it gives. Knows nothing of any peer.

use crate::house::{Accommodation, Booking, Free, House};
use jiff::{Span, civil::date};

/// A day counted from the first of 2025.
pub(crate) fn day(number: i32) -> String {
    let day = date(2025, 1, 1).checked_add(Span::new().days(number));
    day.expect("a day of this century").to_string()
}

/// 200 bookings over two years, in every state, some in several accommodations, the longest of 30 nights.
pub(crate) fn house() -> House {
    let places = [
        ("Hauptschlafzimmer", 2, true),
        ("Gästezimmer", 1, true),
        ("Wohnzimmer \"Sofa\"", 3, true),
        ("Dachboden\\Ost", 6, false),
        ("Zeltplatz", 40, true),
        ("Halle", 100, true),
    ];
    let mut state = 1_u64;
    let mut next = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let bookings = (0..200)
        .map(|number| {
            let arrival = next(730) as i32;
            let nights = if number % 20 == 0 { 30 } else { 1 + next(9) };
            let first = next(5) as usize;
            let mut items = vec![(first, 1 + next(2) as u32)];
            if next(3) == 0 {
                items.push(((first + 1) % 5, 1));
            }
            Booking {
                member: next(3) as usize,
                arrival: day(arrival),
                departure: day(arrival + nights as i32),
                status: ["pending", "confirmed", "confirmed", "declined", "cancelled"]
                    [next(5) as usize]
                    .to_owned(),
                items,
                note: (next(4) == 0).then(|| "Mit Hund,\tzwei Körbe\n„groß“".to_owned()),
                created: format!("{}T10:{:02}:07.25Z", day(arrival - 60), number % 60),
            }
        })
        .collect();
    House {
        people: ["Tina Müller", "Jo", "Anna Maria Vogt"]
            .map(str::to_owned)
            .into(),
        accommodations: places
            .map(|(name, capacity, open)| Accommodation {
                name: name.to_owned(),
                kind: "room".to_owned(),
                capacity,
                open,
            })
            .into(),
        bookings,
    }
}

/// The house as it is counted.
pub(crate) struct Book(House);

impl Book {
    pub(crate) fn of(house: &House) -> Self {
        Self(house.clone())
    }

    pub(crate) fn list(&self, from: &str) -> usize {
        let bookings = self.0.bookings.iter();
        let later = bookings.filter(|booking| booking.departure.as_str() > from);
        later.count().min(50)
    }

    fn holding(&self, from: &str, to: &str) -> impl Iterator<Item = &Booking> {
        self.0.bookings.iter().filter(move |booking| {
            ["pending", "confirmed"].contains(&booking.status.as_str())
                && booking.departure.as_str() > from
                && booking.arrival.as_str() < to
        })
    }

    pub(crate) fn month(&self, from: &str, to: &str) -> usize {
        self.holding(from, to).count()
    }

    /// Night by night; more may be booked than fits, since nobody checked this house.
    pub(crate) fn free(&self, arrival: &str, departure: &str) -> Vec<Free> {
        let first = (-100..1_000)
            .find(|&number| day(number) == arrival)
            .expect("a day near the house's");
        let nights: Vec<_> = (first..)
            .map(|number| (day(number), day(number + 1)))
            .take_while(|(night, _)| night.as_str() < departure)
            .collect();
        let places = self.0.accommodations.iter().enumerate();
        places
            .filter(|(_, place)| place.open)
            .map(|(index, place)| {
                let least = nights.iter().map(|(night, next)| {
                    let items = self.holding(night, next).flat_map(|b| &b.items);
                    let taken: u32 = items
                        .filter(|item| item.0 == index)
                        .map(|item| item.1)
                        .sum();
                    place.capacity.saturating_sub(taken)
                });
                Free {
                    name: place.name.clone(),
                    persons: least.min().unwrap_or(place.capacity),
                }
            })
            .collect()
    }
}
