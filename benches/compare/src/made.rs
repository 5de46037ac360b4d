//! Makes up the house that all systems are filled with: as dense at every size, so that answers are as long in a small house
//! as in a large one and only the house grows. The same size and day make the same house. Never holds more persons in a night
//! than there are places.

use crate::house::{Accommodation, Booking, House};
use fastrand::Rng;
use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, date},
    tz::TimeZone,
};
use std::collections::VecDeque;

/// Bookings that arrive each day, for every ten accommodations: a well-loved house.
const PER_DAY: usize = 3;
/// Accommodations of the smallest house, besides the hall.
const TEN: usize = 10;
/// How far ahead people book, in days.
const AHEAD: i64 = 60;
/// No stay begins before: what does not fit between here and now lies ahead.
const FIRST: Date = date(1972, 1, 1);
/// Days from there to the last day any system knows.
const MOST_DAYS: usize = 66_000;
const LONGEST: usize = 7;
/// The accommodation in which nobody has booked yet.
pub const HALL: &str = "Halle";
pub const HALL_PLACES: u32 = 100;

const PLACES: [(&str, &str, u32); TEN] = [
    ("Seezimmer", "room", 2),
    ("Blaues Zimmer", "room", 3),
    ("Kinderzimmer", "room", 4),
    ("Matratzenlager", "room", 8),
    ("Zeltwiese", "tent", 6),
    ("Stellplatz", "tent", 4),
    ("Nordzimmer", "room", 4),
    ("Südzimmer", "room", 4),
    ("Dachzimmer", "room", 4),
    ("Gartenzimmer", "room", 4),
];
const FIRST_NAMES: [&str; 8] = [
    "Katharina",
    "Jonas",
    "Miriam",
    "Peter",
    "Greta",
    "Lukas",
    "Sophie",
    "Hannah",
];
const LAST_NAMES: [&str; 5] = ["Lindner", "Weber", "Öztürk", "Sørensen", "Brandt"];
const NOTES: [&str; 6] = [
    "Wir heizen vor und füllen Holz nach.",
    "Kommen erst spät an",
    "Bringen den Hund mit",
    "Bitte Bettwäsche",
    "Mit Kinderbett, wenn es geht",
    "Wir bleiben vielleicht einen Tag kürzer und sagen dann Bescheid.",
];
/// Nights of a stay, as often as they stand here.
const NIGHTS: [usize; 10] = [1, 1, 2, 2, 2, 3, 3, 4, 5, LONGEST];

/// A house with so many bookings, seen from this day.
pub fn house(bookings: usize, today: Date) -> House {
    let mut rng = Rng::with_seed(7);
    let tens = bookings.div_ceil(PER_DAY * MOST_DAYS).max(1);
    let days = i64::try_from(bookings.div_ceil(PER_DAY * tens)).unwrap_or(i64::MAX);
    let first = today.saturating_add((AHEAD - days).days()).max(FIRST);
    let accommodations: Vec<Accommodation> = (0..tens * TEN).map(accommodation).collect();
    let mut nights = Nights::new(&accommodations);
    let mut all = Vec::with_capacity(bookings);
    for day in 0..days {
        let arrival = first.saturating_add(day.days());
        for _ in 0..(PER_DAY * tens).min(bookings - all.len()) {
            all.push(booking(&mut rng, &mut nights, arrival, today));
        }
        nights.pass();
    }
    // Systems number bookings as they were made.
    all.sort_by(|one: &Booking, other| one.created.cmp(&other.created));
    let hall = Accommodation {
        name: HALL.to_owned(),
        kind: "room".to_owned(),
        capacity: HALL_PLACES,
        open: true,
    };
    House {
        people: people(),
        accommodations: accommodations.into_iter().chain([hall]).collect(),
        bookings: all,
    }
}

fn people() -> Vec<String> {
    let of = |last| {
        FIRST_NAMES
            .iter()
            .map(move |first| format!("{first} {last}"))
    };
    LAST_NAMES.iter().flat_map(of).collect()
}

fn accommodation(index: usize) -> Accommodation {
    let (name, kind, capacity) = PLACES[index % TEN];
    let name = match index / TEN {
        0 => name.to_owned(),
        house => format!("{name} {}", house + 1),
    };
    Accommodation {
        name,
        kind: kind.to_owned(),
        capacity,
        open: true,
    }
}

fn booking(rng: &mut Rng, nights: &mut Nights, arrival: Date, today: Date) -> Booking {
    let length = rng.choice(NIGHTS).unwrap_or(1);
    let status = match rng.u32(..100) {
        0..82 => "confirmed",
        82..87 => "declined",
        87..95 => "cancelled",
        _ if arrival > today => "pending",
        _ => "confirmed",
    };
    let mut wanted: Vec<(usize, u32)> = Vec::new();
    let items = [1, 1, 1, 1, 1, 1, 1, 2, 2, 3][rng.usize(..10)];
    for _ in 0..40 {
        let place = rng.usize(..nights.capacities.len());
        let persons = rng.u32(1..=nights.capacities[place].min(4));
        let twice = wanted.iter().any(|(known, _)| *known == place);
        if !twice && nights.free(place, length) >= persons {
            wanted.push((place, persons));
        }
        if wanted.len() == items {
            break;
        }
    }
    // The house is full: such a wish is declined.
    let status = if wanted.is_empty() {
        "declined"
    } else {
        status
    };
    if wanted.is_empty() {
        wanted.push((0, 1));
    }
    if matches!(status, "pending" | "confirmed") {
        nights.take(&wanted, length);
    }
    let departure = arrival.saturating_add(i64::try_from(length).unwrap_or(1).days());
    Booking {
        member: rng.usize(..FIRST_NAMES.len() * LAST_NAMES.len()),
        arrival: arrival.to_string(),
        departure: departure.to_string(),
        status: status.to_owned(),
        items: wanted,
        note: (rng.u32(..3) == 0).then(|| NOTES[rng.usize(..NOTES.len())].to_owned()),
        created: created(rng, arrival, today),
    }
}

/// Some weeks before the stay, but never ahead of now.
fn created(rng: &mut Rng, arrival: Date, today: Date) -> String {
    let before = arrival.saturating_sub(rng.i64(3..120).days());
    let day = match before < today.saturating_sub(3.days()) {
        true => before,
        false => today.saturating_sub(rng.i64(3..200).days()),
    };
    let midnight = day
        .to_zoned(TimeZone::UTC)
        .map_or(Timestamp::UNIX_EPOCH, |day| day.timestamp());
    let moment = midnight.saturating_add(rng.i64(0..86_400_000).milliseconds());
    moment.map_or(midnight, |moment| moment).to_string()
}

/// Persons in each accommodation, from the night of the day that is being filled on.
struct Nights {
    capacities: Vec<u32>,
    taken: VecDeque<Vec<u32>>,
}

impl Nights {
    fn new(accommodations: &[Accommodation]) -> Self {
        let capacities: Vec<u32> = accommodations.iter().map(|it| it.capacity).collect();
        let taken = (0..LONGEST).map(|_| vec![0; capacities.len()]).collect();
        Self { capacities, taken }
    }

    fn free(&self, place: usize, length: usize) -> u32 {
        let most = self
            .taken
            .iter()
            .take(length)
            .map(|night| night[place])
            .max();
        self.capacities[place].saturating_sub(most.unwrap_or(0))
    }

    fn take(&mut self, items: &[(usize, u32)], length: usize) {
        for night in self.taken.iter_mut().take(length) {
            for (place, persons) in items {
                night[*place] += persons;
            }
        }
    }

    fn pass(&mut self) {
        if let Some(mut night) = self.taken.pop_front() {
            night.fill(0);
            self.taken.push_back(night);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questions::Questions;

    const TODAY: Date = date(2026, 11, 30);

    #[test]
    fn a_house_has_what_was_asked_for_and_is_made_again_the_same() {
        let made = house(1_000, TODAY);
        assert_eq!(made.bookings.len(), 1_000);
        assert_eq!(made.accommodations.len(), TEN + 1);
        assert_eq!(made.people.len(), 40);
        let again = house(1_000, TODAY);
        assert_eq!(
            serde_json::to_string(&made).ok(),
            serde_json::to_string(&again).ok()
        );
        assert!(
            made.bookings
                .is_sorted_by(|one, next| one.created <= next.created)
        );
        assert!(
            made.bookings
                .iter()
                .all(|it| it.created.as_str() < "2026-11-30")
        );
    }

    #[test]
    fn a_large_house_is_as_dense_as_a_small_one() {
        let rows = |bookings| {
            let questions = Questions::of(&house(bookings, TODAY), TODAY);
            let months = questions.months.iter().map(|it| it.2);
            (
                questions.lists.iter().all(|it| it.1 == 50),
                months.sum::<usize>() as f64,
            )
        };
        let ((all, small), (all_too, large)) = (rows(1_000), rows(20_000));
        assert!(
            all && all_too && (0.9..1.1).contains(&(large / small)),
            "{small} {large}"
        );
    }

    #[test]
    fn nobody_sleeps_where_there_is_no_place() {
        let made = house(3_000, TODAY);
        let mut taken = std::collections::HashMap::new();
        for booking in made
            .bookings
            .iter()
            .filter(|it| matches!(it.status.as_str(), "pending" | "confirmed"))
        {
            let mut night: Date = booking.arrival.parse().expect("a date");
            while night.to_string() < booking.departure {
                for (place, persons) in &booking.items {
                    *taken.entry((night, *place)).or_insert(0) += persons;
                }
                night = night.saturating_add(1.day());
            }
        }
        for ((night, place), persons) in taken {
            assert!(
                persons <= made.accommodations[place].capacity,
                "{night} {place}"
            );
        }
    }
}
