//! Shapes that several answers share: words for states, ids, dates and moments as JSON writes them.
//! Never holds what only one answer needs.

use crate::{
    app::views::{Book, ShownStatus},
    domain::{
        accommodation, booking, house,
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

/// A language, by its code.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(super) enum Language {
    #[serde(rename = "de")]
    German,
    #[serde(rename = "en")]
    English,
}

/// Whether somebody may come in.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Standing {
    Awaiting,
    Active,
    Inactive,
    Erased,
    Rejected,
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

/// The words for languages, for reading.
pub(super) const LANGUAGES: [(&str, house::Language); 2] = [
    ("de", house::Language::German),
    ("en", house::Language::English),
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

impl From<house::Language> for Language {
    fn from(language: house::Language) -> Self {
        match language {
            house::Language::German => Self::German,
            house::Language::English => Self::English,
        }
    }
}

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
            people::Standing::Erased => Self::Erased,
            people::Standing::Rejected => Self::Rejected,
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

/// A date. Written digit by digit: a month of a full house has a thousand of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day(pub(super) Date);

impl Day {
    /// `YYYY-MM-DD`; `None` for years that have no four digits.
    fn digits(self) -> Option<[u8; 10]> {
        let year = u16::try_from(self.0.year()).ok()?;
        let (month, day) = (self.0.month().unsigned_abs(), self.0.day().unsigned_abs());
        let [century, rest] = [year / 100, year % 100].map(u8::try_from);
        let [(a, b), (c, d), (e, f), (g, h)] = [century.ok()?, rest.ok()?, month, day].map(|two| {
            let (tens, ones) = (two / 10, two % 10);
            (b'0' + tens, b'0' + ones)
        });
        Some([a, b, c, d, b'-', e, f, b'-', g, h])
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let digits = self.digits();
        match digits.as_ref().map(|digits| core::str::from_utf8(digits)) {
            Some(Ok(text)) => serializer.serialize_str(text),
            Some(Err(_)) | None => serializer.collect_str(&self.0),
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::nights_between;
    use jiff::civil::date;

    #[test]
    fn dates_are_written_as_the_calendar_library_writes_them() {
        for day in nights_between(date(1969, 12, 1), date(2200, 2, 1)) {
            let written = serde_json::to_string(&Day(day)).unwrap();
            assert_eq!(written, format!("\"{day}\""));
        }
        for day in [
            Date::MIN,
            Date::MAX,
            date(-1, 1, 1),
            date(0, 1, 1),
            date(999, 9, 9),
        ] {
            assert_eq!(
                serde_json::to_string(&Day(day)).unwrap(),
                format!("\"{day}\"")
            );
        }
    }
}
