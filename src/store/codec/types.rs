//! The table of event types: stable codes, schema versions, and one function per type that turns the bytes of any
//! schema version into today's struct. A new shape of an event raises its `SCHEMA`, keeps the old struct in `past` and
//! adds one arm to its `read`. Codes are never given out twice.

use super::{
    Unreadable,
    past::{SettingsOne, SettingsTwo, SignedInOne},
};
use crate::domain::event::{
    AccessLinkIssued, AccommodationAdded, AccommodationChanged, AccommodationDeactivated,
    BookingCancelled, BookingChanged, BookingConfirmed, BookingDeclined, BookingRequested,
    BookingUndone, EmailChangeAsked, EmailCheckIssued, Event, HouseFounded, InUse,
    InvitationIssued, InvitationUsed, InvitationWithdrawn, LanguageChosen, MailSettingsChanged,
    MailSettled, NameChanged, PasswordSet, PersonAdded, PersonRejected, RecoveryCodeUsed,
    RoleChanged, SecondFactorSet, SettingsChanged, SignedIn, SignedOut, TokenIssued, TokenRevoked,
};
use serde::{Serialize, de::DeserializeOwned};

/// The body of one type of event: how it is written today, and how every shape it ever had is read.
trait Body: Serialize + Sized {
    /// Schema version in which it is written today.
    const SCHEMA: u8;

    /// Today's struct and the bytes after it; `None` when the schema is newer than today's.
    fn read(schema: u8, bytes: &[u8]) -> Option<postcard::Result<(Self, &[u8])>>;
}

/// Types that have had one shape so far.
macro_rules! one_shape {
    ($($body:ty),* $(,)?) => {$(
        impl Body for $body {
            const SCHEMA: u8 = 1;

            fn read(schema: u8, bytes: &[u8]) -> Option<postcard::Result<(Self, &[u8])>> {
                match schema {
                    1 => Some(shape(bytes)),
                    _ => None,
                }
            }
        }
    )*};
}

one_shape!(
    (),
    PersonAdded,
    RoleChanged,
    PasswordSet,
    AccessLinkIssued,
    SignedOut,
    MailSettingsChanged,
    InvitationIssued,
    InvitationWithdrawn,
    InvitationUsed,
    PersonRejected,
    EmailCheckIssued,
    EmailChangeAsked,
    NameChanged,
    LanguageChosen,
    InUse,
    SecondFactorSet,
    RecoveryCodeUsed,
    TokenIssued,
    TokenRevoked,
    MailSettled,
    AccommodationAdded,
    AccommodationChanged,
    AccommodationDeactivated,
    BookingRequested,
    BookingChanged,
    BookingConfirmed,
    BookingDeclined,
    BookingCancelled,
    BookingUndone,
);

fn shape<T: DeserializeOwned>(bytes: &[u8]) -> postcard::Result<(T, &[u8])> {
    postcard::take_from_bytes(bytes)
}

fn read<T: Body>(kind: u8, schema: u8, bytes: &[u8]) -> Result<(T, &[u8]), Unreadable> {
    match T::read(schema, bytes) {
        Some(Ok(read)) => Ok(read),
        Some(Err(_)) => Err(Unreadable::Malformed),
        None if schema == 0 => Err(Unreadable::Malformed),
        None => Err(Unreadable::Newer { kind, schema }),
    }
}

const fn schema_of<T: Body>(_: &T) -> u8 {
    T::SCHEMA
}

/// Types that carry all settings of a house.
macro_rules! settings {
    ($($body:ident),* $(,)?) => {$(
        impl Body for $body {
            const SCHEMA: u8 = 3;

            fn read(schema: u8, bytes: &[u8]) -> Option<postcard::Result<(Self, &[u8])>> {
                match schema {
                    1 => Some(shape::<SettingsOne>(bytes).map(|(old, rest)| {
                        let settings = SettingsTwo::from(old).into();
                        (Self { settings }, rest)
                    })),
                    2 => Some(shape::<SettingsTwo>(bytes).map(|(old, rest)| {
                        let settings = old.into();
                        (Self { settings }, rest)
                    })),
                    3 => Some(shape(bytes)),
                    _ => None,
                }
            }
        }
    )*};
}

settings!(HouseFounded, SettingsChanged);

impl Body for SignedIn {
    const SCHEMA: u8 = 2;

    fn read(schema: u8, bytes: &[u8]) -> Option<postcard::Result<(Self, &[u8])>> {
        match schema {
            1 => Some(shape::<SignedInOne>(bytes).map(|(old, rest)| (old.into(), rest))),
            2 => Some(shape(bytes)),
            _ => None,
        }
    }
}

/// Writes the table once and makes of it what both directions need.
macro_rules! types {
    (with_body { $($code:literal = $name:ident,)* } bare { $($bare_code:literal = $bare:ident,)* }) => {
        /// Type code and today's schema version of an event.
        pub(super) const fn code(event: &Event) -> (u8, u8) {
            match event {
                $(Event::$name(body) => ($code, schema_of(body)),)*
                $(Event::$bare => ($bare_code, <() as Body>::SCHEMA),)*
            }
        }

        /// Adds the body of an event to `out`.
        pub(super) fn write_body(event: &Event, out: Vec<u8>) -> postcard::Result<Vec<u8>> {
            match event {
                $(Event::$name(body) => postcard::to_extend(body, out),)*
                $(Event::$bare => Ok(out),)*
            }
        }

        /// The event of this type and schema, and the bytes after it.
        pub(super) fn read_body(
            kind: u8,
            schema: u8,
            bytes: &[u8],
        ) -> Result<(Event, &[u8]), Unreadable> {
            match kind {
                $($code => read(kind, schema, bytes).map(|(body, rest)| (Event::$name(body), rest)),)*
                $($bare_code => read(kind, schema, bytes).map(|((), rest)| (Event::$bare, rest)),)*
                0 => Err(Unreadable::Malformed),
                _ => Err(Unreadable::Newer { kind, schema }),
            }
        }
    };
}

types! {
    with_body {
        1 = HouseFounded,
        2 = SettingsChanged,
        3 = MailSettingsChanged,
        4 = InvitationIssued,
        5 = InvitationWithdrawn,
        6 = InvitationUsed,
        10 = PersonAdded,
        12 = RoleChanged,
        15 = PasswordSet,
        16 = AccessLinkIssued,
        17 = SignedIn,
        18 = SignedOut,
        20 = PersonRejected,
        21 = EmailCheckIssued,
        22 = EmailChangeAsked,
        23 = NameChanged,
        24 = LanguageChosen,
        25 = InUse,
        26 = SecondFactorSet,
        27 = RecoveryCodeUsed,
        28 = TokenIssued,
        29 = TokenRevoked,
        60 = MailSettled,
        30 = AccommodationAdded,
        31 = AccommodationChanged,
        32 = AccommodationDeactivated,
        50 = BookingRequested,
        51 = BookingChanged,
        52 = BookingConfirmed,
        53 = BookingDeclined,
        54 = BookingCancelled,
        55 = BookingUndone,
    }
    bare {
        11 = PersonApproved,
        13 = PersonDeactivated,
        14 = PersonReactivated,
        19 = PersonErased,
        61 = EmailCheckAsked,
        62 = EmailVerified,
        63 = RegistrationRepeated,
        64 = AccessAsked,
        65 = SecondFactorRemoved,
        33 = AccommodationReactivated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    /// A type of event with a past: first only a room number, then a count of guests, today a name for the room.
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Visit {
        room: String,
        guests: u16,
    }

    #[derive(Serialize, Deserialize)]
    struct VisitOne {
        room: u8,
    }

    #[derive(Serialize, Deserialize)]
    struct VisitTwo {
        room: u8,
        guests: u8,
    }

    impl From<VisitOne> for VisitTwo {
        fn from(old: VisitOne) -> Self {
            Self {
                room: old.room,
                guests: 1,
            }
        }
    }

    impl From<VisitTwo> for Visit {
        fn from(old: VisitTwo) -> Self {
            Self {
                room: format!("room {}", old.room),
                guests: old.guests.into(),
            }
        }
    }

    impl Body for Visit {
        const SCHEMA: u8 = 3;

        fn read(schema: u8, bytes: &[u8]) -> Option<postcard::Result<(Self, &[u8])>> {
            match schema {
                1 => Some(
                    shape::<VisitOne>(bytes).map(|(old, rest)| (VisitTwo::from(old).into(), rest)),
                ),
                2 => Some(shape::<VisitTwo>(bytes).map(|(old, rest)| (old.into(), rest))),
                3 => Some(shape(bytes)),
                _ => None,
            }
        }
    }

    #[test]
    fn bytes_of_every_old_schema_come_out_as_todays_struct() {
        let visit = |guests| Visit {
            room: "room 7".to_owned(),
            guests,
        };
        let today = postcard::to_allocvec(&visit(300)).unwrap();
        for (schema, bytes, expected) in [
            (1, &[7, 99][..], visit(1)),
            (2, &[7, 4, 99][..], visit(4)),
            (3, &[&today[..], &[99]].concat()[..], visit(300)),
        ] {
            assert_eq!(
                read::<Visit>(200, schema, bytes),
                Ok((expected, &[99][..])),
                "schema {schema}"
            );
        }
        assert_eq!(schema_of(&visit(1)), 3);
    }

    #[test]
    fn a_newer_schema_or_type_is_said_to_be_newer_and_not_guessed_at() {
        let newer = |kind, schema| Err(Unreadable::Newer { kind, schema });
        assert_eq!(read::<Visit>(200, 4, &[7]).map(|_| ()), newer(200, 4));
        assert_eq!(read_body(50, 2, &[]).map(|_| ()), newer(50, 2));
        assert_eq!(read_body(254, 1, &[]).map(|_| ()), newer(254, 1));
        assert!(
            Unreadable::Newer {
                kind: 254,
                schema: 1
            }
            .to_string()
            .contains("written by a newer Hutbook")
        );
    }

    #[test]
    fn type_and_schema_zero_were_never_written() {
        for (kind, schema) in [(0, 1), (50, 0), (11, 0)] {
            assert_eq!(
                read_body(kind, schema, &[]).map(|_| ()),
                Err(Unreadable::Malformed)
            );
        }
    }
}
