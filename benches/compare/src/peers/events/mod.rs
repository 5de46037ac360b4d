//! The old system's events for a house, as its table holds them; PostgreSQL and SQLite keep the same ones. Never touches a
//! database.

mod data;

use crate::{
    house::{Booking, House},
    peer::Fallible,
    peers::told::Status,
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

pub use data::Decoded;
use data::{AccommodationChanged, AccommodationCreated, BookingChanged, BookingCreated, Item};

/// One row of `"EventStoreEvents"`.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: Uuid,
    /// The booking's or accommodation's.
    pub aggregate: Uuid,
    pub aggregate_type: &'static str,
    pub event_type: &'static str,
    /// JSON.
    pub data: String,
    /// Counted from 0 for each aggregate.
    pub version: i32,
    pub at: Timestamp,
}

/// The id of an accommodation, by its place among them.
pub fn accommodation_id(index: usize) -> Uuid {
    made_up(1, index as u64)
}

/// The id of a booking, by its number.
pub fn booking_id(number: u64) -> Uuid {
    made_up(2, number)
}

/// An id as random as a true one, so that indexes cost what they do, yet the same in every run.
fn made_up(kind: u64, number: u64) -> Uuid {
    let mix = |salt: u64| {
        let mut bits = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (kind << 32 | salt);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    };
    let both = (u128::from(mix(1)) << 64) | u128::from(mix(2));
    uuid::Builder::from_random_bytes(both.to_be_bytes()).into_uuid()
}

/// `BookingCreated` of a booking that is made now, its JSON included.
pub fn created_now(
    member: usize,
    arrival: &str,
    departure: &str,
    items: &[(usize, u32)],
) -> Fallible<Event> {
    let (id, booking) = (Uuid::new_v4(), Uuid::new_v4());
    let booked = Booked {
        id,
        booking,
        member,
        arrival,
        departure,
        items,
        note: None,
        at: Timestamp::now(),
    };
    booked.event()
}

struct Booked<'a> {
    id: Uuid,
    booking: Uuid,
    member: usize,
    arrival: &'a str,
    departure: &'a str,
    items: &'a [(usize, u32)],
    note: Option<&'a str>,
    at: Timestamp,
}

impl Booked<'_> {
    fn event(self) -> Fallible<Event> {
        let items = self.items.iter().map(|&(index, persons)| {
            Ok(Item {
                person_count: i32::try_from(persons)?,
                sleeping_accommodation_id: accommodation_id(index),
            })
        });
        let data = BookingCreated {
            id: self.id,
            notes: self.note.map(str::to_owned),
            status: 0,
            user_id: user_id(self.member),
            end_date: midnight(self.departure)?,
            booking_id: self.booking,
            event_type: "BookingCreated".to_owned(),
            start_date: midnight(self.arrival)?,
            occurred_at: self.at,
            booking_items: items.collect::<Fallible<_>>()?,
        };
        Ok(Event {
            id: self.id,
            aggregate: self.booking,
            aggregate_type: "BookingAggregate",
            event_type: "BookingCreated",
            data: serde_json::to_string(&data)?,
            version: 0,
            at: self.at,
        })
    }
}

/// The number of a member in `"Users"`.
pub fn user_id(member: usize) -> i32 {
    i32::try_from(member + 1).unwrap_or(i32::MAX)
}

fn midnight(day: &str) -> Fallible<Timestamp> {
    Ok(format!("{day}T00:00:00Z").parse()?)
}

/// All events of a house: its accommodations first, then booking by booking, as they were made.
pub fn events(house: &House) -> impl Iterator<Item = Fallible<Event>> {
    let accommodations = (0..house.accommodations.len()).flat_map(|index| about(house, index));
    let bookings = house
        .bookings
        .iter()
        .zip(1..)
        .flat_map(|(booking, number)| {
            let created = created(booking, number);
            let changed = changed(booking, number).transpose();
            [Some(created), changed].into_iter().flatten()
        });
    accommodations.chain(bookings)
}

/// How many of the old system's events an accommodation is, and what they say.
fn about(house: &House, index: usize) -> Vec<Fallible<Event>> {
    let accommodation = &house.accommodations[index];
    let aggregate = accommodation_id(index);
    let at = beginning(house);
    let event = |event_type, version: i32, data: serde_json::Result<String>, id| {
        Ok(Event {
            id,
            aggregate,
            aggregate_type: "SleepingAccommodationAggregate",
            event_type,
            data: data?,
            version,
            at,
        })
    };
    let id = made_up(3, index as u64);
    let created = AccommodationCreated {
        id,
        name: accommodation.name.clone(),
        kind: 0,
        is_active: true,
        event_type: "SleepingAccommodationCreated".to_owned(),
        occurred_at: at,
        max_capacity: i32::try_from(accommodation.capacity).unwrap_or(i32::MAX),
        sleeping_accommodation_id: aggregate,
    };
    let mut told = vec![event(
        "SleepingAccommodationCreated",
        0,
        serde_json::to_string(&created),
        id,
    )];
    if !accommodation.open {
        let id = made_up(4, index as u64);
        let closed = AccommodationChanged {
            id,
            event_type: "SleepingAccommodationDeactivated".to_owned(),
            occurred_at: at,
            sleeping_accommodation_id: aggregate,
        };
        told.push(event(
            "SleepingAccommodationDeactivated",
            1,
            serde_json::to_string(&closed),
            id,
        ));
    }
    told
}

/// Before anything was booked.
pub fn beginning(house: &House) -> Timestamp {
    let first = house
        .bookings
        .iter()
        .map(|booking| booking.created.as_str());
    first
        .min()
        .and_then(|first| first.parse().ok())
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

fn created(booking: &Booking, number: u64) -> Fallible<Event> {
    let booked = Booked {
        id: made_up(5, number),
        booking: booking_id(number),
        member: booking.member,
        arrival: &booking.arrival,
        departure: &booking.departure,
        items: &booking.items,
        note: booking.note.as_deref(),
        at: booking.created.parse()?,
    };
    booked.event()
}

/// What became of a booking, an hour later; nothing of one that is pending.
fn changed(booking: &Booking, number: u64) -> Fallible<Option<Event>> {
    let event_type = match Status::named(&booking.status)? {
        Status::Pending => return Ok(None),
        Status::Confirmed => "BookingConfirmed",
        Status::Cancelled => "BookingCancelled",
        Status::Declined => "BookingRejected",
    };
    let created: Timestamp = booking.created.parse()?;
    let (id, aggregate) = (made_up(6, number), booking_id(number));
    let at = created + SignedDuration::from_hours(1);
    let data = BookingChanged {
        id,
        booking_id: aggregate,
        event_type: event_type.to_owned(),
        occurred_at: at,
    };
    Ok(Some(Event {
        id,
        aggregate,
        aggregate_type: "BookingAggregate",
        event_type,
        data: serde_json::to_string(&data)?,
        version: 1,
        at,
    }))
}
