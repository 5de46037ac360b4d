//! Shapes that several answers share: words for states, ids, dates and moments as JSON writes them.
//! Never holds what only one answer needs.

use crate::{
    app::views::{Book, ShownStatus},
    domain::{
        accommodation, booking,
        ids::{AccommodationId, PersonId},
        people,
        time::Moment,
    },
    exchange::events,
};
use core::fmt::Display;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// Member or administrator.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Role {
    Member,
    Administrator,
}

/// Whether somebody may come in.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Standing {
    Awaiting,
    Active,
    Inactive,
}

/// What kind of place an accommodation is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Room,
    Bed,
    Tent,
    Camper,
    Other,
}

/// Where a booking stands. A confirmed stay that is over is completed.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    Pending,
    Confirmed,
    Completed,
    Declined,
    Cancelled,
}

/// A rule that an administrator set aside on purpose.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Override {
    Past,
    Capacity,
    Length,
}

/// The words for roles, for reading.
pub(super) const ROLES: [(&str, people::Role); 2] = [
    ("member", people::Role::Member),
    ("administrator", people::Role::Administrator),
];

/// The words for kinds, for reading.
pub(super) const KINDS: [(&str, accommodation::Kind); 5] = [
    ("room", accommodation::Kind::Room),
    ("bed", accommodation::Kind::Bed),
    ("tent", accommodation::Kind::Tent),
    ("camper", accommodation::Kind::Camper),
    ("other", accommodation::Kind::Other),
];

/// The words for statuses, for reading.
pub(super) const STATUSES: [(&str, ShownStatus); 5] = [
    ("pending", ShownStatus::Pending),
    ("confirmed", ShownStatus::Confirmed),
    ("completed", ShownStatus::Completed),
    ("declined", ShownStatus::Declined),
    ("cancelled", ShownStatus::Cancelled),
];

/// The words for rules that can be set aside, for reading. The past needs no word: administrators simply may.
pub(super) const OVERRIDES: [(&str, booking::Overrides); 2] = [
    ("capacity", booking::Overrides::CAPACITY),
    ("length", booking::Overrides::LENGTH),
];

impl From<people::Role> for Role {
    fn from(role: people::Role) -> Self {
        match role {
            people::Role::Member => Self::Member,
            people::Role::Administrator => Self::Administrator,
        }
    }
}

impl From<people::Standing> for Standing {
    fn from(standing: people::Standing) -> Self {
        match standing {
            people::Standing::Awaiting => Self::Awaiting,
            people::Standing::Active => Self::Active,
            people::Standing::Inactive => Self::Inactive,
        }
    }
}

impl From<accommodation::Kind> for Kind {
    fn from(kind: accommodation::Kind) -> Self {
        match kind {
            accommodation::Kind::Room => Self::Room,
            accommodation::Kind::Bed => Self::Bed,
            accommodation::Kind::Tent => Self::Tent,
            accommodation::Kind::Camper => Self::Camper,
            accommodation::Kind::Other => Self::Other,
        }
    }
}

impl From<ShownStatus> for Status {
    fn from(status: ShownStatus) -> Self {
        match status {
            ShownStatus::Pending => Self::Pending,
            ShownStatus::Confirmed => Self::Confirmed,
            ShownStatus::Completed => Self::Completed,
            ShownStatus::Declined => Self::Declined,
            ShownStatus::Cancelled => Self::Cancelled,
        }
    }
}

impl From<booking::Status> for Status {
    fn from(status: booking::Status) -> Self {
        match status {
            booking::Status::Pending => Self::Pending,
            booking::Status::Confirmed => Self::Confirmed,
            booking::Status::Declined => Self::Declined,
            booking::Status::Cancelled => Self::Cancelled,
        }
    }
}

/// The rules among these.
pub(super) fn overrides(overrides: booking::Overrides) -> Vec<Override> {
    let all = [
        (booking::Overrides::PAST, Override::Past),
        (booking::Overrides::CAPACITY, Override::Capacity),
        (booking::Overrides::LENGTH, Override::Length),
    ];
    let named = all.into_iter().filter(|(rule, _)| overrides.has(*rule));
    named.map(|(_, name)| name).collect()
}

/// An id, a date: what is written as its text, without a detour over the heap.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<T>(pub(super) T);

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// A date.
pub(super) type Day = Text<Date>;

/// A moment, in UTC.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time(pub(super) Moment);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&events::time(self.0))
    }
}

/// A person's full name; null when it has been erased.
#[derive(Debug, Clone, Copy)]
pub(super) struct FullName<'a>(Option<(&'a str, &'a str)>);

impl<'a> FullName<'a> {
    pub(super) fn of(book: &'a Book, person: PersonId) -> Self {
        let person = book.state.person(person);
        Self(person.and_then(|it| Some((it.first_name.as_deref()?, it.last_name.as_deref()?))))
    }
}

impl Serialize for FullName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some((first, last)) => serializer.collect_str(&format_args!("{first} {last}")),
            None => serializer.serialize_none(),
        }
    }
}

/// So many persons in one accommodation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Item)]
#[serde(rename_all = "camelCase")]
pub(super) struct ItemBody<'a> {
    /// Where.
    #[schema(value_type = String, examples("a1"))]
    accommodation_id: Text<AccommodationId>,
    /// Its name.
    accommodation_name: &'a str,
    /// How many.
    persons: u8,
}

/// Items with their names.
pub(super) fn items<'a>(book: &'a Book, items: &[booking::Item]) -> Vec<ItemBody<'a>> {
    let item = |item: &booking::Item| ItemBody {
        accommodation_id: Text(item.accommodation),
        accommodation_name: book
            .state
            .accommodation(item.accommodation)
            .map_or("", |it| it.description.name.as_str()),
        persons: item.persons,
    };
    items.iter().map(item).collect()
}

/// A booking's status as it is seen on this date.
pub(super) fn shown(booking: &booking::Booking, today: Date) -> Status {
    ShownStatus::of(booking, today).into()
}
