//! Events as JSON, one object per line: for exports and for administrators who want to see everything.
//! Never shows hashes of passwords, nor digests of sessions or links: they open doors or nothing at all.

use crate::{
    clock,
    domain::{
        accent::Accent,
        accommodation::{Description, Kind},
        booking::{Item, Overrides, Status},
        event::{Event, MailSettled, Recorded},
        house::{Language, Settings, Visitors},
        ids::{Actor, PersonId},
        mail::{MailKind, MailOutcome, MailSettings, Security, ToAdministrators},
        people::{Role, Scope, Standing},
        region::Region,
        text::PersonalText,
        time::{Moment, Stay},
    },
};
use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// Adds an event to `out` as one line. Texts that are not readable here stand as null.
///
/// # Errors
/// When it cannot be written as JSON, which no event is known to cause.
pub fn write_line(recorded: &Recorded, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    serde_json::to_writer(&mut *out, &line(recorded))?;
    out.push(b'\n');
    Ok(())
}

/// An event as [`write_line`] writes it, but over many lines, to be read by people.
///
/// # Errors
/// As [`write_line`].
pub fn laid_out(recorded: &Recorded) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&line(recorded))
}

/// What an event says, without its circumstances, in one line.
///
/// # Errors
/// As [`write_line`].
pub fn content(event: &Event) -> Result<String, serde_json::Error> {
    serde_json::to_string(&data(event))
}

fn line(recorded: &Recorded) -> Line<'_> {
    Line {
        sequence: recorded.sequence,
        at: time(recorded.at),
        stream: recorded.stream.to_string(),
        version: recorded.version,
        actor: actor(recorded.actor),
        command: recorded.command.to_string(),
        event: recorded.event.name(),
        data: data(&recorded.event),
    }
}

/// A moment as RFC 3339 writes it, in UTC.
pub fn time(moment: Moment) -> String {
    clock::timestamp(moment).to_string()
}

/// Who did something: the id of a person, `system` or `unknown`.
pub fn actor(actor: Actor) -> String {
    match actor {
        Actor::System => "system".to_owned(),
        Actor::Unknown => "unknown".to_owned(),
        Actor::Person(person) => person.to_string(),
    }
}

#[derive(Serialize)]
struct Line<'a> {
    sequence: u64,
    at: String,
    stream: String,
    version: u32,
    actor: String,
    command: String,
    #[serde(rename = "type")]
    event: &'static str,
    data: Data<'a>,
}

#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub(super) enum Data<'a> {
    Nothing {},
    Settings {
        name: &'a str,
        timezone: &'a str,
        language: &'static str,
        longest_stay: u16,
        /// What is as in the beginning is left out: lines about old events stay what they were.
        #[serde(skip_serializing_if = "Option::is_none")]
        region: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        accent: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        registration: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        visitors: Option<&'static str>,
    },
    Person {
        email: Option<&'a str>,
        first_name: Option<&'a str>,
        last_name: Option<&'a str>,
        role: &'static str,
        standing: &'static str,
    },
    Role {
        role: &'static str,
    },
    Link {
        expires: String,
    },
    Accommodation {
        name: &'a str,
        kind: &'static str,
        capacity: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        forced: Option<bool>,
    },
    Forced {
        forced: bool,
    },
    Stay {
        #[serde(skip_serializing_if = "Option::is_none")]
        member_id: Option<String>,
        #[serde(serialize_with = "as_text")]
        arrival: Date,
        #[serde(serialize_with = "as_text")]
        departure: Date,
        items: Vec<Place>,
        note: Option<&'a str>,
        status: &'static str,
        overrides: Vec<&'static str>,
    },
    Overrides {
        overrides: Vec<&'static str>,
    },
    Reason {
        reason: Option<&'a str>,
    },
    Name {
        first_name: Option<&'a str>,
        last_name: Option<&'a str>,
    },
    Email {
        email: Option<&'a str>,
    },
    Language {
        language: &'static str,
    },
    Device {
        #[serde(skip_serializing_if = "Option::is_none")]
        device: Option<&'a str>,
    },
    Token {
        name: Option<&'a str>,
        scope: &'static str,
        expires: Option<String>,
    },
    Invitation {
        role: &'static str,
        expires: String,
    },
    Came {
        person_id: String,
    },
    MailSettings(Option<MailAccount<'a>>),
    Mail {
        kind: &'static str,
        outcome: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        why: Option<&'a str>,
    },
}

/// How mails are sent, without the password.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MailAccount<'a> {
    host: &'a str,
    port: u16,
    security: &'static str,
    user: &'a str,
    from_address: &'a str,
    from_name: &'a str,
    address: &'a str,
    reminder_days: u8,
    to_administrators: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Place {
    accommodation_id: String,
    persons: u8,
}

/// Writes a date as its text.
pub(crate) fn as_text<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

pub(super) fn data(event: &Event) -> Data<'_> {
    match event {
        Event::HouseFounded(event) => settings(&event.settings),
        Event::SettingsChanged(event) => settings(&event.settings),
        Event::PersonAdded(event) => Data::Person {
            email: event.email.as_clear(),
            first_name: event.first_name.as_clear(),
            last_name: event.last_name.as_clear(),
            role: role(event.role),
            standing: standing(event.standing),
        },
        Event::RoleChanged(event) => Data::Role {
            role: role(event.role),
        },
        Event::AccessLinkIssued(event) => Data::Link {
            expires: time(event.expires),
        },
        Event::EmailCheckIssued(_)
        | Event::PersonRejected(_)
        | Event::NameChanged(_)
        | Event::EmailChangeAsked(_)
        | Event::LanguageChosen(_)
        | Event::SignedIn(_)
        | Event::TokenIssued(_)
        | Event::InvitationIssued(_)
        | Event::InvitationUsed(_)
        | Event::MailSettingsChanged(_)
        | Event::MailSettled(_) => coming(event),
        Event::AccommodationAdded(event) => described(&event.description, None),
        Event::AccommodationChanged(event) => described(&event.description, Some(event.forced)),
        Event::AccommodationDeactivated(event) => Data::Forced {
            forced: event.forced,
        },
        Event::BookingConfirmed(event) => Data::Overrides {
            overrides: overrides(event.overrides),
        },
        Event::BookingDeclined(event) => reason(event.reason.as_ref()),
        Event::BookingCancelled(event) => reason(event.reason.as_ref()),
        Event::BookingRequested(_) | Event::BookingChanged(_) | Event::BookingUndone(_) => {
            booking(event)
        }
        Event::PersonApproved
        | Event::PersonDeactivated
        | Event::PersonReactivated
        | Event::PersonErased
        | Event::PasswordSet(_)
        | Event::SignedOut(_)
        | Event::EmailCheckAsked
        | Event::EmailVerified
        | Event::RegistrationRepeated
        | Event::AccessAsked
        | Event::InUse(_)
        | Event::SecondFactorSet(_)
        | Event::SecondFactorRemoved
        | Event::RecoveryCodeUsed(_)
        | Event::TokenRevoked(_)
        | Event::InvitationWithdrawn(_)
        | Event::AccommodationReactivated => Data::Nothing {},
    }
}

/// What is about people coming by themselves, and about mails.
fn coming(event: &Event) -> Data<'_> {
    match event {
        Event::EmailCheckIssued(event) => Data::Link {
            expires: time(event.expires),
        },
        Event::PersonRejected(event) => reason(event.reason.as_ref()),
        Event::NameChanged(event) => Data::Name {
            first_name: event.first_name.as_clear(),
            last_name: event.last_name.as_clear(),
        },
        Event::EmailChangeAsked(event) => Data::Email {
            email: event.email.as_clear(),
        },
        Event::LanguageChosen(event) => Data::Language {
            language: language(event.language),
        },
        Event::SignedIn(event) => Data::Device {
            device: event.device.as_ref().and_then(PersonalText::as_clear),
        },
        Event::TokenIssued(event) => Data::Token {
            name: event.name.as_clear(),
            scope: scope(event.scope),
            expires: event.expires.map(time),
        },
        Event::InvitationIssued(event) => Data::Invitation {
            role: role(event.role),
            expires: time(event.expires),
        },
        Event::InvitationUsed(event) => Data::Came {
            person_id: event.person.to_string(),
        },
        Event::MailSettingsChanged(event) => {
            Data::MailSettings(event.mail.as_deref().map(mail_account))
        }
        Event::MailSettled(event) => mail(event),
        _ => Data::Nothing {},
    }
}

fn booking(event: &Event) -> Data<'_> {
    match event {
        Event::BookingRequested(event) => stay(
            Some(event.member),
            event.stay,
            &event.items,
            event.note.as_ref(),
            Status::Pending,
            event.overrides,
        ),
        Event::BookingChanged(event) => stay(
            None,
            event.stay,
            &event.items,
            event.note.as_ref(),
            event.status,
            event.overrides,
        ),
        Event::BookingUndone(event) => stay(
            None,
            event.stay,
            &event.items,
            event.note.as_ref(),
            event.status,
            Overrides::NONE,
        ),
        _ => Data::Nothing {},
    }
}

fn stay<'a>(
    member: Option<PersonId>,
    stay: Stay,
    items: &[Item],
    note: Option<&'a PersonalText>,
    status: Status,
    set_aside: Overrides,
) -> Data<'a> {
    let place = |item: &Item| Place {
        accommodation_id: item.accommodation.to_string(),
        persons: item.persons,
    };
    Data::Stay {
        member_id: member.map(|member| member.to_string()),
        arrival: stay.arrival(),
        departure: stay.departure(),
        items: items.iter().map(place).collect(),
        note: note.and_then(PersonalText::as_clear),
        status: self::status(status),
        overrides: overrides(set_aside),
    }
}

fn settings(settings: &Settings) -> Data<'_> {
    Data::Settings {
        name: &settings.name,
        timezone: &settings.zone,
        language: language(settings.language),
        longest_stay: settings.longest_stay,
        region: settings.region.map(Region::code),
        accent: (settings.accent != Accent::default()).then(|| settings.accent.code()),
        registration: settings.registration.then_some(true),
        visitors: (settings.visitors != Visitors::Nothing).then(|| visitors(settings.visitors)),
    }
}

fn mail_account(mail: &MailSettings) -> MailAccount<'_> {
    MailAccount {
        host: &mail.host,
        port: mail.port,
        security: security(mail.security),
        user: &mail.user,
        from_address: &mail.from_address,
        from_name: &mail.from_name,
        address: &mail.address,
        reminder_days: mail.reminder_days,
        to_administrators: to_administrators(mail.to_administrators),
    }
}

fn mail(event: &MailSettled) -> Data<'_> {
    let (outcome, why) = match &event.outcome {
        MailOutcome::Sent => ("sent", None),
        MailOutcome::GivenUp(why) => ("givenUp", why.as_ref()),
        MailOutcome::Dropped => ("dropped", None),
    };
    Data::Mail {
        kind: mail_kind(event.mail.kind),
        outcome,
        why: why.and_then(PersonalText::as_clear),
    }
}

fn described(description: &Description, forced: Option<bool>) -> Data<'_> {
    Data::Accommodation {
        name: &description.name,
        kind: kind(description.kind),
        capacity: description.capacity,
        forced,
    }
}

fn reason(reason: Option<&PersonalText>) -> Data<'_> {
    Data::Reason {
        reason: reason.and_then(PersonalText::as_clear),
    }
}

/// The name of a language.
pub const fn language(language: Language) -> &'static str {
    match language {
        Language::German => "de",
        Language::English => "en",
    }
}

/// The name of what visitors see.
pub const fn visitors(visitors: Visitors) -> &'static str {
    match visitors {
        Visitors::Nothing => "nothing",
        Visitors::Occupied => "occupied",
        Visitors::Names => "names",
    }
}

/// The name of what a token may be used for.
pub const fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "read",
        Scope::Write => "write",
    }
}

/// The name of how a connection to a mail server is secured.
pub const fn security(security: Security) -> &'static str {
    match security {
        Security::StartTls => "starttls",
        Security::Tls => "tls",
        Security::None => "none",
    }
}

/// The name of how administrators hear of what others did.
pub const fn to_administrators(how: ToAdministrators) -> &'static str {
    match how {
        ToAdministrators::Each => "each",
        ToAdministrators::Daily => "daily",
    }
}

/// The name of a kind of mail.
pub const fn mail_kind(kind: MailKind) -> &'static str {
    match kind {
        MailKind::ConfirmAddress => "confirmAddress",
        MailKind::RegisteredAlready => "registeredAlready",
        MailKind::SomebodyWaits => "somebodyWaits",
        MailKind::Approved => "approved",
        MailKind::Rejected => "rejected",
        MailKind::Invited => "invited",
        MailKind::NewPassword => "newPassword",
        MailKind::PasswordChanged => "passwordChanged",
        MailKind::AddressChanges => "addressChanges",
        MailKind::StayRequested => "stayRequested",
        MailKind::RequestChanged => "requestChanged",
        MailKind::CalledOff => "calledOff",
        MailKind::StayEntered => "stayEntered",
        MailKind::Confirmed => "confirmed",
        MailKind::Declined => "declined",
        MailKind::Changed => "changed",
        MailKind::Cancelled => "cancelled",
        MailKind::Reminder => "reminder",
        MailKind::Digest => "digest",
        MailKind::SecondFactorChanged => "secondFactorChanged",
    }
}

/// The name of a role.
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Member => "member",
        Role::Administrator => "administrator",
    }
}

/// The name of a standing.
pub const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Awaiting => "awaiting",
        Standing::Active => "active",
        Standing::Inactive => "inactive",
        Standing::Erased => "erased",
        Standing::Rejected => "rejected",
    }
}

/// The name of a kind of accommodation.
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Room => "room",
        Kind::Bed => "bed",
        Kind::Tent => "tent",
        Kind::Camper => "camper",
        Kind::Other => "other",
    }
}

/// The name of a status as it is stored.
pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Pending => "pending",
        Status::Confirmed => "confirmed",
        Status::Declined => "declined",
        Status::Cancelled => "cancelled",
    }
}

/// The names of rules that were set aside.
pub fn overrides(overrides: Overrides) -> Vec<&'static str> {
    let all = [
        (Overrides::PAST, "past"),
        (Overrides::CAPACITY, "capacity"),
        (Overrides::LENGTH, "length"),
    ];
    let named = all.into_iter().filter(|(rule, _)| overrides.has(*rule));
    named.map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        event::{
            AccessLinkIssued, BookingRequested, PasswordSet, SettingsChanged, SignedIn, SignedOut,
        },
        ids::{AccommodationId, BookingId, CommandId, Stream},
    };
    use jiff::civil::date;

    fn line(event: Event) -> String {
        let recorded = Recorded {
            sequence: 7,
            stream: Stream::Booking(BookingId::new(3)),
            version: 1,
            at: Moment::from_millis(1_767_225_600_123),
            command: CommandId::from_halves(1, 2),
            actor: Actor::Person(PersonId::new(2)),
            event,
        };
        let mut out = Vec::new();
        write_line(&recorded, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_request_is_one_readable_line() {
        let item = Item {
            accommodation: AccommodationId::new(4),
            persons: 2,
        };
        let event = BookingRequested {
            member: PersonId::new(2),
            stay: Stay::new(date(2026, 7, 1), date(2026, 7, 3)).unwrap(),
            items: [item].into_iter().collect(),
            note: Some(PersonalText::clear(PersonId::new(2), "two\nlines")),
            overrides: Overrides::CAPACITY,
        };
        assert_eq!(
            line(Event::BookingRequested(event)),
            concat!(
                r#"{"sequence":7,"at":"2026-01-01T00:00:00.123Z","stream":"b3","version":1,"actor":"p2","#,
                r#""command":"00000000000000010000000000000002","type":"BookingRequested","#,
                r#""data":{"memberId":"p2","arrival":"2026-07-01","departure":"2026-07-03","#,
                r#""items":[{"accommodationId":"a4","persons":2}],"note":"two\nlines","#,
                r#""status":"pending","overrides":["capacity"]}}"#,
                "\n"
            )
        );
    }

    #[test]
    fn settings_say_what_is_not_as_in_the_beginning() {
        let settings = |region, accent| {
            let settings = Settings {
                name: "Hut".try_into().unwrap(),
                zone: "Europe/Berlin".try_into().unwrap(),
                language: Language::German,
                longest_stay: 30,
                region,
                accent,
                registration: false,
                visitors: Visitors::Nothing,
            };
            let line = line(Event::SettingsChanged(SettingsChanged { settings }));
            let at = line.find("\"longestStay\"").unwrap();
            line[at..].to_owned()
        };
        assert_eq!(settings(None, Accent::Forest), "\"longestStay\":30}}\n");
        assert_eq!(
            settings(Some(Region::Bavaria), Accent::Lake),
            "\"longestStay\":30,\"region\":\"BY\",\"accent\":\"lake\"}}\n"
        );
    }

    #[test]
    fn nothing_that_opens_a_door_is_shown() {
        let hash = PersonalText::clear(PersonId::new(2), "$argon2id$secret");
        let digest = [0xAB; 16];
        for event in [
            Event::PasswordSet(PasswordSet { hash }),
            Event::SignedIn(SignedIn {
                session: digest,
                device: None,
            }),
            Event::SignedOut(SignedOut { session: digest }),
            Event::AccessLinkIssued(AccessLinkIssued {
                digest,
                expires: Moment::from_millis(0),
            }),
        ] {
            let line = line(event);
            assert!(!line.contains("argon2") && !line.contains("abab") && !line.contains("171"));
        }
    }
}
