//! Addresses of all pages and of everything their forms send to: the one place both pages and routes take them from.
//! Never parses an address: routes do.

use crate::{
    domain::ids::{AccommodationId, BookingId, PersonId, Sequence, Stream},
    mail::links,
};
use jiff::civil::{Date, DateTime};

/// The Belegungsplan; shows the month of [`super::fields::DATE`], else the current one.
pub const PLAN: &str = "/plan";
/// The month as a calendar; shows the month of [`super::fields::DATE`], else the current one.
pub const CALENDAR: &str = "/calendar";
/// A year at a glance; shows [`super::fields::YEAR`], else the year of [`super::fields::DATE`], else the current one.
pub const YEAR: &str = "/year";
/// What a tablet on the wall shows (GET).
pub const DISPLAY: &str = "/display";
/// Set-up of a new house (GET, POST).
pub const SET_UP: &str = "/set-up";
/// Sign-in (GET, POST).
pub const SIGN_IN: &str = links::SIGN_IN;
/// Sign-out (POST).
pub const SIGN_OUT: &str = "/sign-out";
/// Choosing a password by an access link, followed by the secret (GET, POST).
pub const ACCESS: &str = links::ACCESS;
/// Choosing a language, followed by its code (GET; sets a cookie, then leads back to [`super::fields::BACK_TO`]).
pub const LANGUAGE: &str = "/language/";
/// All bookings (GET) and a new one (POST).
pub const BOOKINGS: &str = "/bookings";
/// One's own bookings (GET).
pub const MY_BOOKINGS: &str = "/bookings/mine";
/// All bookings as a table to download (GET).
pub const BOOKINGS_TABLE: &str = "/bookings.csv";
/// One's own bookings as a table to download (GET).
pub const MY_BOOKINGS_TABLE: &str = "/bookings/mine.csv";
/// Requests that wait for a decision (GET).
pub const REQUESTS: &str = "/requests";
/// Who comes, leaves and stays, day by day (GET).
pub const ARRIVALS: &str = "/arrivals";
/// The figures of a year (GET).
pub const FIGURES: &str = "/figures";
/// The form for a new booking (GET); also reloads it with other dates.
pub const NEW_BOOKING: &str = "/bookings/new";
/// Accommodations (GET) and a new one (POST).
pub const ACCOMMODATIONS: &str = "/accommodations";
/// People (GET) and somebody new (POST).
pub const PEOPLE: &str = "/people";
/// A new invitation (POST).
pub const INVITATIONS: &str = "/invitations";
/// Coming in by an invitation, followed by the secret (GET, POST).
pub const INVITATION: &str = links::INVITATION;
/// Settings of the house (GET, POST).
pub const SETTINGS: &str = "/settings";
/// Storage (GET).
pub const STORAGE: &str = "/storage";
/// All events of the house (GET).
pub const EVENTS: &str = "/events";
/// Logins and administrators' acts among the events (GET).
pub const AUDIT: &str = "/audit";
/// Events as a table to download (GET).
pub const EVENTS_TABLE: &str = "/events.csv";
/// Events as programs get them, a line each (GET).
pub const EVENTS_LINES: &str = "/api/events";
/// The plan as it was (GET).
pub const PAST: &str = "/past";
/// A backup now (POST).
pub const BACK_UP: &str = "/storage/backup";
/// A check of the whole log (POST).
pub const CHECK: &str = "/storage/check";
/// Rebuilding all projections (POST).
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

/// All events about one thing (GET).
pub fn events_of(stream: Stream) -> String {
    format!("{EVENTS}?{}={stream}", super::fields::STREAM)
}

/// The list of events from this one on (GET).
pub fn event(sequence: Sequence) -> String {
    format!(
        "{EVENTS}?{}={}",
        super::fields::CURSOR,
        sequence.saturating_add(1)
    )
}

/// The plan as it was after an event, of the month with this date or of the event's own (GET).
pub fn past(sequence: Sequence, month: Option<Date>) -> String {
    let month = month.map_or_else(String::new, |date| {
        format!("&{}={date}", super::fields::DATE)
    });
    format!("{PAST}?{}={sequence}{month}", super::fields::EVENT)
}

/// The plan as it was at a time of the house, of the month with this date or of that time (GET).
pub fn past_at(at: DateTime, month: Option<Date>) -> String {
    use super::fields::{AT, DATE, ON};
    let month = month.map_or_else(String::new, |date| format!("&{DATE}={date}"));
    let (date, hour, minute) = (at.date(), at.hour(), at.minute());
    format!("{PAST}?{ON}={date}&{AT}={hour:02}%3A{minute:02}{month}")
}

/// The plan of the month with this date.
pub fn plan_on(date: Date) -> String {
    format!("{PLAN}?{}={date}", super::fields::DATE)
}

/// The plan with this day in view.
pub fn plan_at(day: Date, is_today: bool) -> String {
    let id = if is_today { "today" } else { "day" };
    format!("{}#{id}", plan_on(day))
}

/// Three months of the plan, from the month of a date on.
pub fn quarter_on(date: Date) -> String {
    use super::fields::{DATE, QUARTER, SPAN};
    format!("{PLAN}?{DATE}={date}&{SPAN}={QUARTER}")
}

/// The calendar of the month with this date.
pub fn calendar_on(date: Date) -> String {
    format!("{CALENDAR}?{}={date}", super::fields::DATE)
}

/// The year with this date.
pub fn year_on(date: Date) -> String {
    format!("{YEAR}?{}={date}", super::fields::DATE)
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

/// Withdrawing an invitation (POST).
pub fn withdraw_invitation(id: &str) -> String {
    format!("{INVITATIONS}/{id}/withdraw")
}

/// A step of an accommodation.
pub fn accommodation_action(id: AccommodationId, action: AccommodationAction) -> String {
    format!("{ACCOMMODATIONS}/{id}/{}", action.segment())
}

/// The figures of a year (GET).
pub fn figures_of(year: i16) -> String {
    format!("{FIGURES}?{}={year}", super::fields::YEAR)
}

/// A path with these parameters, less those without a value.
pub fn with(path: &str, parameters: &[(&str, String)]) -> String {
    let given = parameters.iter().filter(|(_, value)| !value.is_empty());
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(given);
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// Text as a value in an address.
pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
