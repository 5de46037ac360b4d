//! Names of all form fields and query parameters: the one place both pages and handlers take them from.
//! Never holds a value.

use crate::{
    domain::{house::Language, ids::AccommodationId, refusal::Field},
    words::{names, words},
};

/// Idempotency token of a form; a repetition of the same form carries the same one.
pub const TOKEN: &str = "token";
/// Version of the thing that was looked at.
pub const VERSION: &str = "version";
/// Date of arrival, `YYYY-MM-DD`.
pub const ARRIVAL: &str = "arrival";
/// Date of departure, `YYYY-MM-DD`.
pub const DEPARTURE: &str = "departure";
/// An accommodation to begin a new booking with (query only).
pub const ACCOMMODATION: &str = "accommodation";
/// Start of the name of the field with the persons of one accommodation; see [`persons`].
const PERSONS: &str = "persons-";
/// The query of the booking form with what is to be booked after this one, when a stay takes several bookings.
pub const THEN: &str = "then";
/// The note.
pub const NOTE: &str = "note";
/// The reason given.
pub const REASON: &str = "reason";
/// The member a booking is for.
pub const MEMBER: &str = "member";
/// Checkbox: more persons than places.
pub const ALLOW_CAPACITY: &str = "allow-capacity";
/// Checkbox: more nights than the house allows.
pub const ALLOW_LENGTH: &str = "allow-length";
/// Checkbox or button: although stays ahead do not fit any more.
pub const FORCE: &str = "force";
/// Value of a checkbox that is checked, and of a button that says yes.
pub const CHECKED: &str = "yes";
/// The date whose month, quarter or year is shown.
pub const DATE: &str = "date";
/// How many months the plan shows: one, or three when it is [`QUARTER`].
pub const SPAN: &str = "span";
/// Three months of the plan.
pub const QUARTER: &str = "quarter";
/// Whether the display comes anew by itself.
pub const RENEW: &str = "renew";
/// The year that is shown.
pub const YEAR: &str = "year";
/// Filter by status, one of [`super::bookings::STATUS_VALUES`]; all when it is missing.
pub const STATUS: &str = "status";
/// Filter by time, see [`super::bookings::Times::value`].
pub const TIME: &str = "time";
/// Where the next page of a list begins.
pub const CURSOR: &str = "cursor";
/// Where the page before one of a list ends.
pub const BEFORE: &str = "before";
/// First day of a span, `YYYY-MM-DD`.
pub const FROM: &str = "from";
/// Last day of a span, `YYYY-MM-DD`.
pub const UNTIL: &str = "to";
/// Words to look for.
pub const SEARCH: &str = "search";
/// Somebody whose bookings are asked for, or who did something: `p7`, `system`, `unknown`.
pub const PERSON: &str = "person";
/// Name of a house or an accommodation.
pub const NAME: &str = "name";
/// Kind of accommodation, see [`super::accommodations::kind_value`].
pub const KIND: &str = "kind";
/// Places of an accommodation.
pub const CAPACITY: &str = "capacity";
/// E-mail address.
pub const EMAIL: &str = "email";
/// First name.
pub const FIRST_NAME: &str = "first-name";
/// Last name.
pub const LAST_NAME: &str = "last-name";
/// Checkbox: the administrator knows that an address is somebody's own.
pub const VOUCH: &str = "vouch";
/// How many days something is good for.
pub const DAYS: &str = "days";
/// Checkbox: whether people can register by themselves.
pub const REGISTRATION: &str = "registration";
/// Whether a form asks for [`REGISTRATION`].
pub const ASKS_REGISTRATION: &str = "asks-registration";
/// What visitors see, see [`super::settings::visitors_value`].
pub const VISITORS: &str = "visitors";
/// Role, see [`super::people::role_value`].
pub const ROLE: &str = "role";
/// Password.
pub const PASSWORD: &str = "password";
/// The same password again.
pub const PASSWORD_AGAIN: &str = "password-again";
/// The present password, to choose another one.
pub const PASSWORD_NOW: &str = "password-now";
/// The present password, to have another address.
pub const PASSWORD_FOR_EMAIL: &str = "password-for-email";
/// A session, by what it is named with.
pub const SESSION: &str = "session";
/// The set-up code.
pub const CODE: &str = "code";
/// A code of the second factor.
pub const ONE_TIME_CODE: &str = "one-time-code";
/// A code that stands in for it.
pub const RECOVERY_CODE: &str = "recovery-code";
/// What shows that the password was right.
pub const TICKET: &str = "ticket";
/// What a token may be used for, see [`super::account::tokens::scope_value`].
pub const SCOPE: &str = "scope";
/// How long a token lasts, see [`super::account::tokens::Lasts::value`].
pub const LASTS: &str = "lasts";
/// IANA name of a time zone.
pub const ZONE: &str = "zone";
/// Code of a language.
pub const LANGUAGE: &str = "language";
/// Longest stay in nights.
pub const LONGEST_STAY: &str = "longest-stay";
/// Code of the region whose public holidays are shown; empty for none.
pub const REGION: &str = "region";
/// Code of the colour of the house.
pub const ACCENT: &str = "accent";
/// What an event is about: `house`, `p7`, `a7`, `b7`.
pub const STREAM: &str = "stream";
/// What type an event is of: its name, or the name of what it is about.
pub const TYPE: &str = "type";
/// A time of the day [`FROM`], `HH:MM`.
pub const FROM_TIME: &str = "from-time";
/// A time of the day [`UNTIL`], `HH:MM`.
pub const UNTIL_TIME: &str = "to-time";
/// Where the next page of a list begins that is gone through from its end.
pub const AFTER: &str = "after";
/// A day of the past, `YYYY-MM-DD`.
pub const ON: &str = "on";
/// A time of that day, `HH:MM`.
pub const AT: &str = "at";
/// Sequence of an event.
pub const EVENT: &str = "event";
/// The page to lead back to, a path of this house.
pub const BACK_TO: &str = "to";

/// The name of a mail server.
pub const MAIL_HOST: &str = "mail-host";
/// Its port.
pub const MAIL_PORT: &str = "mail-port";
/// Who signs in there.
pub const MAIL_USER: &str = "mail-user";
/// How the connection to it is secured, see [`super::mail_settings::SECURITIES`].
pub const MAIL_SECURITY: &str = "mail-security";
/// The password of the mail account.
pub const MAIL_PASSWORD: &str = "mail-password";
/// How administrators hear, see [`super::mail_settings::TOLD`].
pub const TO_ADMINISTRATORS: &str = "to-administrators";
/// The sender's address.
pub const MAIL_FROM: &str = "mail-from";
/// The sender's name.
pub const MAIL_FROM_NAME: &str = "mail-from-name";
/// Where links in mails lead.
pub const HOUSE_ADDRESS: &str = "house-address";
/// Days before an arrival that a guest is reminded.
pub const REMINDER_DAYS: &str = "reminder-days";

/// The field with the persons of one accommodation.
pub fn persons(accommodation: AccommodationId) -> String {
    format!("{PERSONS}{accommodation}")
}

/// The accommodation whose persons this field holds, if it is such a field.
pub fn accommodation_of(field: &str) -> Option<AccommodationId> {
    field.strip_prefix(PERSONS)?.parse().ok()
}

/// The form field in which a field of a command is typed. `items` are the accommodations in the order in which the
/// command had them.
pub fn of(field: Field, items: &[AccommodationId]) -> String {
    let name = match field {
        Field::ItemAccommodation(place) | Field::ItemPersons(place) => {
            return items
                .get(place)
                .map_or_else(|| ITEMS.to_owned(), |id| persons(*id));
        }
        Field::Arrival => ARRIVAL,
        Field::Departure => DEPARTURE,
        Field::Items => ITEMS,
        Field::Note => NOTE,
        Field::Reason => REASON,
        Field::OnBehalfOf => MEMBER,
        Field::Override => ALLOW_CAPACITY,
        Field::Name => NAME,
        Field::Capacity => CAPACITY,
        Field::Email => EMAIL,
        Field::FirstName => FIRST_NAME,
        Field::LastName => LAST_NAME,
        Field::Timezone => ZONE,
        Field::LongestStay => LONGEST_STAY,
        Field::MailHost => MAIL_HOST,
        Field::MailPort => MAIL_PORT,
        Field::MailUser => MAIL_USER,
        Field::MailFrom => MAIL_FROM,
        Field::MailFromName => MAIL_FROM_NAME,
        Field::HouseAddress => HOUSE_ADDRESS,
        Field::ReminderDays => REMINDER_DAYS,
        Field::Password => PASSWORD,
        Field::TokenName => NAME,
    };
    name.to_owned()
}

/// How a form field is called, for the list of mistakes above a form.
pub fn label(language: Language, field: &str) -> String {
    let words = words(language);
    let of_command = match field {
        ARRIVAL => Field::Arrival,
        DEPARTURE => Field::Departure,
        NOTE => Field::Note,
        REASON => Field::Reason,
        NAME => Field::Name,
        CAPACITY => Field::Capacity,
        EMAIL => Field::Email,
        FIRST_NAME => Field::FirstName,
        LAST_NAME => Field::LastName,
        ZONE => Field::Timezone,
        LONGEST_STAY => Field::LongestStay,
        MAIL_HOST => Field::MailHost,
        MAIL_PORT => Field::MailPort,
        MAIL_USER => Field::MailUser,
        MAIL_FROM => Field::MailFrom,
        MAIL_FROM_NAME => Field::MailFromName,
        HOUSE_ADDRESS => Field::HouseAddress,
        REMINDER_DAYS => Field::ReminderDays,
        STREAM => return words.events.stream.to_owned(),
        TYPE => return words.events.kind.to_owned(),
        PERSON => return words.events.actor.to_owned(),
        FROM => return words.events.from.to_owned(),
        FROM_TIME => return words.events.from_time.to_owned(),
        UNTIL => return words.events.to.to_owned(),
        UNTIL_TIME => return words.events.to_time.to_owned(),
        ON => return words.past.on.to_owned(),
        AT => return words.past.at.to_owned(),
        REGION => return words.settings.region.to_owned(),
        ACCENT => return words.settings.accent.to_owned(),
        VISITORS => return words.settings.visitors.to_owned(),
        KIND => return words.accommodations.kind.to_owned(),
        MAIL_SECURITY => return words.mail_settings.security.to_owned(),
        MAIL_PASSWORD => return words.mail_settings.password.to_owned(),
        TO_ADMINISTRATORS => return words.mail_settings.to_administrators.to_owned(),
        PASSWORD => return words.entry.password.to_owned(),
        PASSWORD_AGAIN => return words.entry.password_again.to_owned(),
        PASSWORD_NOW | PASSWORD_FOR_EMAIL => return words.account.password_now.to_owned(),
        CODE => return words.entry.code.to_owned(),
        ONE_TIME_CODE => return words.factor.code.to_owned(),
        RECOVERY_CODE => return words.factor.recovery_code.to_owned(),
        _ => Field::Items,
    };
    names::field(language, of_command)
}

/// The part of the booking form with all accommodations: where a mistake about the items as a whole is shown.
pub const ITEMS: &str = "items";
