//! Addresses of all pages and of everything their forms send to: the one place both pages and routes take them from.
//! Never parses an address: routes do.

use crate::domain::ids::{AccommodationId, BookingId, PersonId};
use jiff::civil::Date;

/// The Belegungsplan; shows the month of [`super::fields::DATE`], else the current one.
pub const PLAN: &str = "/plan";
/// Set-up of a new house (GET, POST).
pub const SET_UP: &str = "/set-up";
/// Sign-in (GET, POST).
pub const SIGN_IN: &str = "/sign-in";
/// Sign-out (POST).
pub const SIGN_OUT: &str = "/sign-out";
/// Choosing a password by an access link, followed by the secret (GET, POST).
pub const ACCESS: &str = "/access/";
/// Choosing a language, followed by its code (GET; sets a cookie, then leads back to [`super::fields::BACK_TO`]).
pub const LANGUAGE: &str = "/language/";
/// All bookings (GET) and a new one (POST).
pub const BOOKINGS: &str = "/bookings";
/// One's own bookings (GET).
pub const MY_BOOKINGS: &str = "/bookings/mine";
/// The form for a new booking (GET); also reloads it with other dates.
pub const NEW_BOOKING: &str = "/bookings/new";
/// Accommodations (GET) and a new one (POST).
pub const ACCOMMODATIONS: &str = "/accommodations";
/// People (GET) and somebody new (POST).
pub const PEOPLE: &str = "/people";
/// Settings of the house (GET, POST).
pub const SETTINGS: &str = "/settings";
/// Storage (GET).
pub const STORAGE: &str = "/storage";
/// Rebuilding all views (POST).
pub const REBUILD: &str = "/storage/rebuild";
/// Everything about oneself, as a file (GET).
pub const MY_EXPORT: &str = "/api/me/export";
/// The file as a backup (GET).
pub const BACKUP: &str = "/api/admin/backup";

/// What can be sent to a booking beside its content (POST `/bookings/b7/…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookingAction {
    /// Say yes.
    Confirm,
    /// Say no.
    Decline,
    /// Call it off.
    Cancel,
    /// Take one's last step back.
    Undo,
}

impl BookingAction {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Confirm, Self::Decline, Self::Cancel, Self::Undo];

    /// The last segment of the address.
    pub const fn segment(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Decline => "decline",
            Self::Cancel => "cancel",
            Self::Undo => "undo",
        }
    }
}

/// What can be sent to a person (POST `/people/p7/…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonAction {
    /// Let somebody in.
    Approve,
    /// Change the role to the one in [`super::fields::ROLE`].
    Role,
    /// Send somebody away.
    Deactivate,
    /// Let somebody back in.
    Reactivate,
    /// Give out an access link.
    AccessLink,
    /// Forget somebody for good (GET asks, POST does it).
    Erase,
}

impl PersonAction {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Approve,
        Self::Role,
        Self::Deactivate,
        Self::Reactivate,
        Self::AccessLink,
        Self::Erase,
    ];

    /// The last segment of the address.
    pub const fn segment(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Role => "role",
            Self::Deactivate => "deactivate",
            Self::Reactivate => "reactivate",
            Self::AccessLink => "access-link",
            Self::Erase => "erase",
        }
    }
}

/// What can be sent to an accommodation (`/accommodations/a7/…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccommodationAction {
    /// Change name, kind or capacity (GET, POST).
    Edit,
    /// Close it (POST).
    Deactivate,
    /// Open it again (POST).
    Reactivate,
}

impl AccommodationAction {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Edit, Self::Deactivate, Self::Reactivate];

    /// The last segment of the address.
    pub const fn segment(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Deactivate => "deactivate",
            Self::Reactivate => "reactivate",
        }
    }
}

/// The plan of the month with this date.
pub fn plan_on(date: Date) -> String {
    format!("{PLAN}?{}={date}", super::fields::DATE)
}

/// One booking (GET).
pub fn booking(id: BookingId) -> String {
    format!("{BOOKINGS}/{id}")
}

/// One booking as a file for a calendar (GET).
pub fn stay_file(id: BookingId) -> String {
    format!("{BOOKINGS}/{id}/stay.ics")
}

/// The form to change a booking (GET, POST); GET also reloads it with other dates.
pub fn edit_booking(id: BookingId) -> String {
    format!("{BOOKINGS}/{id}/edit")
}

/// A step of a booking (POST).
pub fn booking_action(id: BookingId, action: BookingAction) -> String {
    format!("{BOOKINGS}/{id}/{}", action.segment())
}

/// The form for a new booking, filled with an arrival and an accommodation.
pub fn new_booking(arrival: Date, accommodation: AccommodationId) -> String {
    use super::fields::{ACCOMMODATION, ARRIVAL};
    format!("{NEW_BOOKING}?{ARRIVAL}={arrival}&{ACCOMMODATION}={accommodation}")
}

/// A step of a person (POST).
pub fn person_action(id: PersonId, action: PersonAction) -> String {
    format!("{PEOPLE}/{id}/{}", action.segment())
}

/// Everything about a person, as a file (GET).
pub fn export_of(id: PersonId) -> String {
    format!("/api/people/{id}/export")
}

/// A step of an accommodation.
pub fn accommodation_action(id: AccommodationId, action: AccommodationAction) -> String {
    format!("{ACCOMMODATIONS}/{id}/{}", action.segment())
}

/// Text as a value in an address.
pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
