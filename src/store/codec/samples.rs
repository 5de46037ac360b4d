//! One event of every type, with everything set that can be set. The golden bytes and many tests are made of these.
//! Never changed: a new shape adds samples, it does not edit those that are there.

use crate::domain::{
    accent::Accent,
    accommodation::{Description, Kind},
    booking::{Item, Items, Overrides, Status},
    event::{
        AccessLinkIssued, AccommodationAdded, AccommodationChanged, AccommodationDeactivated,
        BookingCancelled, BookingChanged, BookingConfirmed, BookingDeclined, BookingRequested,
        BookingUndone, EmailChangeAsked, EmailCheckIssued, Event, HouseFounded, InUse,
        InvitationIssued, InvitationUsed, InvitationWithdrawn, LanguageChosen, MailSettingsChanged,
        MailSettled, NameChanged, PasswordSet, PersonAdded, PersonRejected, Recorded,
        RecoveryCodeUsed, RoleChanged, SecondFactorSet, SettingsChanged, SignedIn, SignedOut,
        TokenIssued, TokenRevoked,
    },
    house::{Language, Settings, Visitors},
    ids::{AccommodationId, Actor, BookingId, CommandId, PersonId, Stream},
    mail::{Cause, Mail, MailKind, MailOutcome, MailSettings, Security, ToAdministrators},
    people::{Role, Scope, Standing},
    region::Region,
    text::{PersonalText, Words},
    time::{Moment, Stay},
};
use jiff::civil::date;

/// 2026-01-02T03:04:05.678Z, the moment of the first sample.
pub(in crate::store) const FIRST_MOMENT: Moment = Moment::from_millis(1_767_323_045_678);

fn sealed(about: u32, bytes: &[u8]) -> PersonalText {
    PersonalText {
        about: PersonId::new(about),
        words: Words::Sealed(bytes.into()),
    }
}

fn erased(about: u32) -> PersonalText {
    PersonalText {
        about: PersonId::new(about),
        words: Words::Erased,
    }
}

fn settings(name: &str, language: Language) -> Settings {
    Settings {
        name: name.try_into().unwrap(),
        zone: "Europe/Zurich".try_into().unwrap(),
        language,
        longest_stay: 30,
        region: None,
        accent: Accent::default(),
        registration: false,
        visitors: Visitors::Nothing,
    }
}

/// Settings with everything set that can be set since their second shape.
fn coloured_settings(name: &str, region: Region, accent: Accent) -> Settings {
    Settings {
        region: Some(region),
        accent,
        ..settings(name, Language::German)
    }
}

fn description(name: &str, kind: Kind, capacity: u8) -> Description {
    Description {
        name: name.try_into().unwrap(),
        kind,
        capacity,
    }
}

fn items(items: &[(u16, u8)]) -> Items {
    items
        .iter()
        .map(|(accommodation, persons)| Item {
            accommodation: AccommodationId::new(*accommodation),
            persons: *persons,
        })
        .collect()
}

fn people() -> Vec<(Stream, Event)> {
    let person = Stream::Person(PersonId::new(300));
    vec![
        (
            person,
            Event::PersonAdded(PersonAdded {
                email: sealed(300, b"sealed e-mail"),
                first_name: sealed(300, b"sealed first"),
                last_name: erased(300),
                role: Role::Administrator,
                standing: Standing::Awaiting,
            }),
        ),
        (person, Event::PersonApproved),
        (
            person,
            Event::RoleChanged(RoleChanged { role: Role::Member }),
        ),
        (person, Event::PersonDeactivated),
        (person, Event::PersonReactivated),
        (
            person,
            Event::PasswordSet(PasswordSet {
                hash: sealed(300, b"sealed hash"),
            }),
        ),
        (
            person,
            Event::AccessLinkIssued(AccessLinkIssued {
                digest: *b"digest of a link",
                expires: Moment::from_millis(1_767_923_045_678),
            }),
        ),
        (
            person,
            Event::SignedIn(SignedIn {
                session: *b"digest of a sess",
                device: None,
            }),
        ),
        (
            person,
            Event::SignedOut(SignedOut {
                session: *b"digest of a sess",
            }),
        ),
    ]
}

fn bookings() -> Vec<(Stream, Event)> {
    let booking = Stream::Booking(BookingId::new(70_000));
    let stay = Stay::new(date(2026, 7, 30), date(2026, 8, 2)).unwrap();
    let other = Stay::new(date(1999, 12, 31), date(2000, 12, 31)).unwrap();
    vec![
        (
            booking,
            Event::BookingRequested(BookingRequested {
                member: PersonId::new(300),
                stay,
                items: items(&[(1, 2), (500, 100)]),
                note: Some(sealed(300, b"sealed note")),
                overrides: Overrides::PAST.with(Overrides::LENGTH),
            }),
        ),
        (
            booking,
            Event::BookingChanged(BookingChanged {
                stay: other,
                items: items(&[(3, 1)]),
                note: None,
                status: Status::Confirmed,
                overrides: Overrides::CAPACITY,
            }),
        ),
        (
            booking,
            Event::BookingConfirmed(BookingConfirmed {
                overrides: Overrides::NONE,
            }),
        ),
        (
            booking,
            Event::BookingDeclined(BookingDeclined {
                reason: Some(sealed(300, b"sealed reason")),
            }),
        ),
        (
            booking,
            Event::BookingCancelled(BookingCancelled { reason: None }),
        ),
        (
            booking,
            Event::BookingUndone(BookingUndone {
                stay,
                items: items(&[]),
                note: Some(erased(300)),
                status: Status::Pending,
            }),
        ),
    ]
}

/// One event of every type, numbered from 1, with times that run both ways.
fn second_shapes() -> Vec<(Stream, Event)> {
    vec![
        (
            Stream::House,
            Event::HouseFounded(HouseFounded {
                settings: coloured_settings("Seehütte", Region::Thuringia, Accent::Lake),
            }),
        ),
        (
            Stream::House,
            Event::SettingsChanged(SettingsChanged {
                settings: coloured_settings("Schieferhaus", Region::Bavaria, Accent::Slate),
            }),
        ),
    ]
}

/// Shapes and types since people come by themselves and mails are sent.
fn third_shapes() -> Vec<(Stream, Event)> {
    let person = Stream::Person(PersonId::new(301));
    let open_house = |name, visitors| Settings {
        registration: true,
        visitors,
        ..coloured_settings(name, Region::Saxony, Accent::Lake)
    };
    let mut events = vec![
        (
            Stream::House,
            Event::HouseFounded(HouseFounded {
                settings: open_house("Offenes Haus", Visitors::Occupied),
            }),
        ),
        (
            Stream::House,
            Event::SettingsChanged(SettingsChanged {
                settings: open_house("Open house", Visitors::Names),
            }),
        ),
        (
            Stream::Person(PersonId::new(300)),
            Event::SignedIn(SignedIn {
                session: *b"digest of a sess",
                device: Some(sealed(300, b"sealed device")),
            }),
        ),
    ];
    events.extend(about_the_house());
    events.extend(coming(301).map(|event| (person, event)));
    events.extend(keys(301).map(|event| (person, event)));
    events.extend(mails(301).map(|event| (person, event)));
    events
}

fn about_the_house() -> [(Stream, Event); 5] {
    let mail = MailSettings {
        host: "mail.example.org".into(),
        port: 587,
        security: Security::StartTls,
        user: "huette".into(),
        sealed_password: (*b"sealed password").into(),
        from_address: "huette@example.org".into(),
        from_name: "Hütte".into(),
        address: "http://huette.local:60101".into(),
        reminder_days: 7,
        to_administrators: ToAdministrators::Daily,
    };
    let (digest, expires) = (*b"digest of invit.", Moment::from_millis(1_767_923_045_678));
    [
        Event::MailSettingsChanged(MailSettingsChanged {
            mail: Some(Box::new(mail)),
        }),
        Event::MailSettingsChanged(MailSettingsChanged { mail: None }),
        Event::InvitationIssued(InvitationIssued {
            digest,
            role: Role::Administrator,
            expires,
        }),
        Event::InvitationWithdrawn(InvitationWithdrawn { digest }),
        Event::InvitationUsed(InvitationUsed {
            digest,
            person: PersonId::new(301),
        }),
    ]
    .map(|event| (Stream::House, event))
}

fn coming(about: u32) -> [Event; 9] {
    [
        Event::PersonRejected(PersonRejected {
            reason: Some(sealed(about, b"sealed reason")),
        }),
        Event::EmailCheckAsked,
        Event::EmailCheckIssued(EmailCheckIssued {
            digest: *b"digest of a link",
            expires: Moment::from_millis(1_767_923_045_678),
        }),
        Event::EmailChangeAsked(EmailChangeAsked {
            email: sealed(about, b"sealed e-mail"),
        }),
        Event::EmailVerified,
        Event::RegistrationRepeated,
        Event::NameChanged(NameChanged {
            first_name: sealed(about, b"sealed first"),
            last_name: sealed(about, b"sealed last"),
        }),
        Event::LanguageChosen(LanguageChosen {
            language: Language::English,
        }),
        Event::AccessAsked,
    ]
}

fn keys(about: u32) -> [Event; 6] {
    let digest = *b"digest of a code";
    [
        Event::InUse(InUse {
            digests: [digest, *b"digest of a sess"].into_iter().collect(),
        }),
        Event::SecondFactorSet(SecondFactorSet {
            secret: sealed(about, b"sealed secret"),
            codes: [digest].into_iter().collect(),
        }),
        Event::SecondFactorRemoved,
        Event::RecoveryCodeUsed(RecoveryCodeUsed { digest }),
        Event::TokenIssued(TokenIssued {
            digest,
            name: sealed(about, b"sealed name"),
            scope: Scope::Write,
            expires: Some(Moment::from_millis(1_767_923_045_678)),
        }),
        Event::TokenRevoked(TokenRevoked { digest }),
    ]
}

fn mails(about: u32) -> [Event; 3] {
    let stay = Stay::new(date(2026, 7, 30), date(2026, 8, 2)).unwrap();
    let settled = |kind, cause, outcome| {
        let mail = Mail { kind, cause };
        Event::MailSettled(MailSettled { mail, outcome })
    };
    let why = Some(sealed(about, b"sealed words"));
    [
        settled(
            MailKind::SecondFactorChanged,
            Cause::Event(70_000),
            MailOutcome::GivenUp(why),
        ),
        settled(
            MailKind::Reminder,
            Cause::Stay(BookingId::new(70_000), stay),
            MailOutcome::Sent,
        ),
        settled(MailKind::Digest, Cause::Until(70_000), MailOutcome::Dropped),
    ]
}

pub(in crate::store) fn every_type() -> Vec<Recorded> {
    let place = Stream::Accommodation(AccommodationId::new(500));
    let mut events = vec![
        (
            Stream::House,
            Event::HouseFounded(HouseFounded {
                settings: settings("Zum Bären", Language::German),
            }),
        ),
        (
            Stream::House,
            Event::SettingsChanged(SettingsChanged {
                settings: settings("The Bear", Language::English),
            }),
        ),
        (
            place,
            Event::AccommodationAdded(AccommodationAdded {
                description: description("Südzimmer", Kind::Room, 4),
            }),
        ),
        (
            place,
            Event::AccommodationChanged(AccommodationChanged {
                description: description("Camper", Kind::Camper, 2),
                forced: true,
            }),
        ),
        (
            place,
            Event::AccommodationDeactivated(AccommodationDeactivated { forced: false }),
        ),
        (place, Event::AccommodationReactivated),
    ];
    events.extend(people());
    events.extend(bookings());
    events.push((Stream::Person(PersonId::new(300)), Event::PersonErased));
    events.extend(second_shapes());
    events.extend(third_shapes());
    let actors = [
        Actor::System,
        Actor::Unknown,
        Actor::Person(PersonId::new(200)),
    ];
    let mut at = FIRST_MOMENT;
    (1..)
        .zip(events)
        .map(|(sequence, (stream, event))| {
            let step = i64::try_from(sequence).unwrap() * 1_000;
            at = at.plus_millis(if sequence % 5 == 0 { -step } else { step });
            Recorded {
                sequence,
                stream,
                version: u32::try_from(sequence).unwrap() * 40,
                at,
                command: CommandId::from_halves(0x0102_0304_0506_0708, sequence),
                actor: actors[usize::try_from(sequence).unwrap() % 3],
                event,
            }
        })
        .collect()
}
