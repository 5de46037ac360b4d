//! What an event of the old system says, from its JSON. Keys are read in camelCase and, failing that, in any case; enums as
//! number or as word. Never reads what the row's columns say already: `bookingId`, `eventType`, `occurredAt` and the like.

use super::{
    names::LegacyId,
    reason::Reason,
    rows::{Kind, shown},
    written::Written,
};
use crate::domain::accommodation;
use serde_json::{Map, Value};

/// What an event says.
pub(super) enum Payload {
    AccommodationCreated {
        place: Place,
        active: bool,
    },
    AccommodationUpdated(Place),
    AccommodationDeactivated,
    AccommodationReactivated,
    BookingCreated {
        user: i64,
        content: Content,
        status: LegacyStatus,
    },
    BookingUpdated(Content),
    BookingConfirmed,
    BookingRejected,
    BookingCancelled,
    DatesChanged {
        old: Dates,
        new: Dates,
        reason: bool,
    },
    ItemsChanged {
        old: Option<Vec<LegacyItem>>,
        new: Vec<LegacyItem>,
        reason: bool,
    },
    NotesChanged {
        new: Option<Box<str>>,
        reason: bool,
    },
}

/// An accommodation as the old system described it.
pub(super) struct Place {
    pub(super) name: Box<str>,
    /// `None` when the old type is none we know.
    pub(super) kind: Option<accommodation::Kind>,
    pub(super) capacity: i64,
}

/// A booking's dates, items and note.
pub(super) struct Content {
    pub(super) start: Written,
    pub(super) end: Written,
    pub(super) notes: Option<Box<str>>,
    pub(super) items: Vec<LegacyItem>,
}

/// Start and end, as far as an event gives them.
#[derive(Clone, Copy)]
pub(super) struct Dates {
    pub(super) start: Option<Written>,
    pub(super) end: Option<Written>,
}

/// Persons in one accommodation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct LegacyItem {
    pub(super) accommodation: LegacyId,
    pub(super) persons: i64,
}

/// A booking's status there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LegacyStatus {
    Pending,
    Confirmed,
    Cancelled,
    Rejected,
}

/// What the event of this type says, and about what.
pub(super) fn payload(event_type: &str, data: &str) -> Result<(Kind, Payload), Reason> {
    let kind = if event_type.starts_with("SleepingAccommodation") {
        Kind::Accommodation
    } else {
        Kind::Booking
    };
    let Ok(Value::Object(data)) = serde_json::from_str(data) else {
        return Err(Reason::Json);
    };
    let data = Data(data);
    let payload = match event_type {
        "SleepingAccommodationCreated" => Payload::AccommodationCreated {
            place: data.place()?,
            active: match data.get("isActive") {
                None => true,
                Some(value) => value.as_bool().ok_or(Reason::Field("isActive"))?,
            },
        },
        "SleepingAccommodationUpdated" => Payload::AccommodationUpdated(data.place()?),
        "SleepingAccommodationDeactivated" => Payload::AccommodationDeactivated,
        "SleepingAccommodationReactivated" => Payload::AccommodationReactivated,
        "BookingCreated" => Payload::BookingCreated {
            user: data
                .get("userId")
                .and_then(integer)
                .ok_or(Reason::Field("userId"))?,
            content: data.content()?,
            status: match data.get("status") {
                None => LegacyStatus::Pending,
                Some(value) => status(value).ok_or(Reason::Field("status"))?,
            },
        },
        "BookingUpdated" => Payload::BookingUpdated(data.content()?),
        "BookingConfirmed" | "BookingAccepted" => Payload::BookingConfirmed,
        "BookingRejected" => Payload::BookingRejected,
        "BookingCancelled" => Payload::BookingCancelled,
        "BookingDateRangeChanged" => data.dates_changed()?,
        "BookingAccommodationsChanged" => data.items_changed()?,
        "BookingNotesChanged" => data.notes_changed()?,
        unknown => return Err(Reason::EventType(shown(unknown))),
    };
    Ok((kind, payload))
}

/// The JSON object of an event.
pub(super) struct Data(pub(super) Map<String, Value>);

impl Data {
    /// The value of a key, in this case or another; null is none.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        find(&self.0, key).filter(|value| !value.is_null())
    }

    fn place(&self) -> Result<Place, Reason> {
        let kind = self.get("type").ok_or(Reason::Field("type"))?;
        Ok(Place {
            name: text(self.get("name")).ok_or(Reason::Field("name"))?,
            kind: accommodation_kind(kind).map_err(|()| Reason::Field("type"))?,
            capacity: self
                .get("maxCapacity")
                .and_then(integer)
                .ok_or(Reason::Field("maxCapacity"))?,
        })
    }

    fn content(&self) -> Result<Content, Reason> {
        let date = |key| {
            let written = self
                .get(key)
                .and_then(Value::as_str)
                .and_then(Written::parse);
            written.ok_or(Reason::Field(key))
        };
        let notes = match self.get("notes") {
            None => None,
            some => Some(text(some).ok_or(Reason::Field("notes"))?),
        };
        Ok(Content {
            start: date("startDate")?,
            end: date("endDate")?,
            notes,
            items: items(self.get("bookingItems")).ok_or(Reason::Field("bookingItems"))?,
        })
    }
}

/// The value of a key, in this case or another.
pub(super) fn find<'a>(data: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    let in_any_case = || {
        data.iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, value)| value)
    };
    data.get(key).or_else(in_any_case)
}

/// The items of a booking.
pub(super) fn items(value: Option<&Value>) -> Option<Vec<LegacyItem>> {
    let item = |value: &Value| {
        let Value::Object(item) = value else {
            return None;
        };
        Some(LegacyItem {
            accommodation: LegacyId::parse(find(item, "sleepingAccommodationId")?.as_str()?)?,
            persons: integer(find(item, "personCount")?)?,
        })
    };
    value?.as_array()?.iter().map(item).collect()
}

pub(super) fn text(value: Option<&Value>) -> Option<Box<str>> {
    Some(value?.as_str()?.into())
}

/// A whole number, as number or as text.
fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn status(value: &Value) -> Option<LegacyStatus> {
    if let Some(number) = integer(value) {
        return match number {
            0 => Some(LegacyStatus::Pending),
            1 | 3 | 4 => Some(LegacyStatus::Confirmed),
            2 => Some(LegacyStatus::Cancelled),
            5 => Some(LegacyStatus::Rejected),
            _ => None,
        };
    }
    match value.as_str()?.to_ascii_lowercase().as_str() {
        "pending" => Some(LegacyStatus::Pending),
        "confirmed" | "accepted" | "completed" => Some(LegacyStatus::Confirmed),
        "cancelled" => Some(LegacyStatus::Cancelled),
        "rejected" => Some(LegacyStatus::Rejected),
        _ => None,
    }
}

/// What kind of place the old type is; `None` if it is none we know, an error if it is no type at all.
fn accommodation_kind(value: &Value) -> Result<Option<accommodation::Kind>, ()> {
    use accommodation::Kind::{Bed, Camper, Other, Room, Tent};
    if let Some(number) = integer(value) {
        return Ok(match number {
            0 => Some(Room),
            1 => Some(Tent),
            2 => Some(Camper),
            3 => Some(Other),
            _ => None,
        });
    }
    Ok(
        match value.as_str().ok_or(())?.to_ascii_lowercase().as_str() {
            "room" => Some(Room),
            "bed" => Some(Bed),
            "tent" => Some(Tent),
            "camper" => Some(Camper),
            "other" => Some(Other),
            _ => None,
        },
    )
}
