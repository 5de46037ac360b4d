//! What the old system's events say, as its JSON has it: written when they are made up, decoded when they are replayed.
//! Never touches a database.

use crate::peer::Fallible;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What `SleepingAccommodationCreated` says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccommodationCreated {
    pub id: Uuid,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: i32,
    pub is_active: bool,
    pub event_type: String,
    pub occurred_at: Timestamp,
    pub max_capacity: i32,
    pub sleeping_accommodation_id: Uuid,
}

/// What `SleepingAccommodationDeactivated` says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccommodationChanged {
    pub id: Uuid,
    pub event_type: String,
    pub occurred_at: Timestamp,
    pub sleeping_accommodation_id: Uuid,
}

/// What `BookingCreated` says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BookingCreated {
    pub id: Uuid,
    pub notes: Option<String>,
    pub status: i32,
    pub user_id: i32,
    pub end_date: Timestamp,
    pub booking_id: Uuid,
    pub event_type: String,
    pub start_date: Timestamp,
    pub occurred_at: Timestamp,
    pub booking_items: Vec<Item>,
}

/// One of its items.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    pub person_count: i32,
    pub sleeping_accommodation_id: Uuid,
}

/// What `BookingConfirmed`, `BookingRejected` and `BookingCancelled` say.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BookingChanged {
    pub id: Uuid,
    pub booking_id: Uuid,
    pub event_type: String,
    pub occurred_at: Timestamp,
}

/// Any of them, decoded.
#[derive(Debug)]
#[expect(
    dead_code,
    reason = "decoding is what is measured; only a test looks inside"
)]
pub enum Decoded {
    AccommodationCreated(AccommodationCreated),
    AccommodationChanged(AccommodationChanged),
    BookingCreated(BookingCreated),
    BookingChanged(BookingChanged),
}

impl Decoded {
    /// From a row's type and JSON.
    pub fn from_json(event_type: &str, data: &[u8]) -> Fallible<Self> {
        Ok(match event_type {
            "SleepingAccommodationCreated" => {
                Self::AccommodationCreated(serde_json::from_slice(data)?)
            }
            "SleepingAccommodationDeactivated" => {
                Self::AccommodationChanged(serde_json::from_slice(data)?)
            }
            "BookingCreated" => Self::BookingCreated(serde_json::from_slice(data)?),
            "BookingConfirmed" | "BookingRejected" | "BookingCancelled" => {
                Self::BookingChanged(serde_json::from_slice(data)?)
            }
            _ => return Err(format!("no event is called {event_type:?}").into()),
        })
    }
}
