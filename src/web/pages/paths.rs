//! Addresses of all pages and of everything their forms send to: the one place both pages and routes take them from.
//! Never parses an address: routes do.

use crate::{
    domain::ids::{AccommodationId, BookingId, PersonId, Sequence, Stream},
    mail::links,
};
use jiff::civil::{Date, DateTime};

/// One's own account (GET).
pub const ACCOUNT: &str = links::ACCOUNT;
/// Being called otherwise (POST).
pub const ACCOUNT_NAME: &str = "/account/name";
/// Being written to in a language (POST).
pub const ACCOUNT_LANGUAGE: &str = "/account/language";
/// Another address (POST).
pub const ACCOUNT_EMAIL: &str = "/account/email";
/// The mail that confirms it once more (POST).
pub const ACCOUNT_EMAIL_AGAIN: &str = "/account/email/again";
/// The present address after all (POST).
pub const ACCOUNT_EMAIL_KEEP: &str = "/account/email/keep";
/// Another password (POST).
pub const ACCOUNT_PASSWORD: &str = "/account/password";
/// The end of the session in [`super::fields::SESSION`] (POST).
pub const ACCOUNT_END_SESSION: &str = "/account/sessions/end";
/// The end of all sessions but this one (POST).
pub const ACCOUNT_END_OTHERS: &str = "/account/sessions/end-others";
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
/// Registering by oneself (GET, POST).
pub const REGISTER: &str = "/register";
/// What comes after registering, the same for every address (GET).
pub const REGISTERED: &str = "/register/sent";
/// Asking for the mail by which an address is confirmed once more (GET, POST).
pub const CONFIRM_AGAIN: &str = links::REGISTER_AGAIN;
/// What comes after that, the same for every address (GET).
pub const SENT_AGAIN: &str = "/register/again/sent";
/// Confirming an address, followed by the secret (GET asks, POST does it).
pub const CONFIRM_ADDRESS: &str = links::CONFIRM_ADDRESS;
/// An address has been confirmed by whoever waits to be let in (GET).
pub const CONFIRMED: &str = "/confirmed";
/// A new address has been confirmed (GET).
pub const NEW_ADDRESS_CONFIRMED: &str = "/confirmed/new-address";
/// Asking for a new password (GET, POST).
pub const FORGOTTEN: &str = links::FORGOTTEN;
/// What comes after that, the same for every address (GET).
pub const SENT_FORGOTTEN: &str = "/forgotten/sent";
/// The code of the second factor, after the password (POST).
pub const SIGN_IN_CODE: &str = "/sign-in/code";
/// One's own tokens (GET) and a new one (POST).
pub const TOKENS: &str = "/account/tokens";
/// One's own second factor (GET), and turning it on (POST).
pub const SECOND_FACTOR: &str = "/account/second-factor";
/// New recovery codes (POST).
pub const RECOVERY_CODES: &str = "/account/second-factor/codes";
/// Turning the second factor off (POST).
pub const NO_SECOND_FACTOR: &str = "/account/second-factor/remove";
/// Choosing a language, followed by its code (GET; sets a cookie, then leads back to [`super::fields::BACK_TO`]).
pub const LANGUAGE: &str = "/language/";
/// All bookings (GET) and a new one (POST).
pub const BOOKINGS: &str = links::BOOKINGS;
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
/// How mails are sent (GET, POST).
pub const MAIL_SETTINGS: &str = "/settings/mail";
/// A mail to try that out (POST).
pub const MAIL_TEST: &str = "/settings/mail/test";
/// Sending no mails any more (POST).
pub const MAIL_STOP: &str = "/settings/mail/stop";
/// Mails that wait, and what became of others (GET).
pub const POST: &str = "/mail";
/// Trying all that wait at once (POST).
pub const POST_NOW: &str = "/mail/now";
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
    /// Let somebody in; with [`super::fields::VOUCH`] also if they have not confirmed their address.
    Approve,
    /// Do not let somebody in, for the reason in [`super::fields::REASON`].
    Reject,
    /// Give out a link by which they confirm their address.
    EmailLink,
    /// Change the role to the one in [`super::fields::ROLE`].
    Role,
    /// Send somebody away.
    Deactivate,
    /// Let somebody back in.
    Reactivate,
    /// Give out an access link.
    AccessLink,
    /// Need no second factor any more.
    RemoveSecondFactor,
    /// Forget somebody for good (GET asks, POST does it).
    Erase,
}

impl PersonAction {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Approve,
        Self::Reject,
        Self::EmailLink,
        Self::Role,
        Self::Deactivate,
        Self::Reactivate,
        Self::AccessLink,
        Self::RemoveSecondFactor,
        Self::Erase,
    ];

    /// The last segment of the address.
    pub const fn segment(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::EmailLink => "email-link",
            Self::Role => "role",
            Self::Deactivate => "deactivate",
            Self::Reactivate => "reactivate",
            Self::AccessLink => "access-link",
            Self::RemoveSecondFactor => "remove-second-factor",
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

/// Revoking a token that is called so (POST).
pub fn revoke_token(name: &str) -> String {
    format!("{TOKENS}/{name}/revoke")
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

/// Giving a mail up that is known by this name (POST).
pub fn give_mail_up(name: &str) -> String {
    format!("{POST}/{name}/give-up")
}

/// Text as a value in an address.
pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
