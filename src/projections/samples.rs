//! A small house for tests of what follows from events: Ada and Bo look after it, Cleo and Dan are members.
//! Never decides anything: the events are just told.

use super::book::Book;
use crate::domain::{
    booking::{Item, Items, Overrides, Status},
    event::{
        BookingChanged, BookingConfirmed, BookingRequested, Event, HouseFounded,
        MailSettingsChanged, PersonAdded, Recorded,
    },
    house::{Language, Settings, Visitors},
    ids::{AccommodationId, Actor, BookingId, CommandId, PersonId, Sequence, Stream},
    mail::{MailSettings, Security, ToAdministrators},
    people::{Role, Standing},
    text::PersonalText,
    time::{Moment, Stay},
};
use jiff::civil::Date;

pub(crate) const ADA: PersonId = PersonId::new(1);
pub(crate) const BO: PersonId = PersonId::new(2);
pub(crate) const CLEO: PersonId = PersonId::new(3);
pub(crate) const DAN: PersonId = PersonId::new(4);
/// 2026-06-01T08:00:00Z, ten o'clock at the house.
pub(crate) const MORNING: Moment = Moment::from_millis(1_780_300_800_000);
pub(crate) const HOUR: i64 = 60 * 60 * 1000;

pub(crate) struct Tale {
    pub(crate) book: Book,
    pub(crate) at: Moment,
}

pub(crate) fn mail_settings() -> MailSettings {
    MailSettings {
        host: "mail.example.org".into(),
        port: 25,
        security: Security::None,
        user: "".into(),
        sealed_password: Box::default(),
        from_address: "hut@example.org".into(),
        from_name: "".into(),
        address: "http://hut.local".into(),
        reminder_days: 0,
        to_administrators: ToAdministrators::Each,
    }
}

pub(crate) fn stay(arrival: &str, departure: &str) -> Stay {
    let date = |text: &str| text.parse::<Date>().unwrap();
    Stay::new(date(arrival), date(departure)).unwrap()
}

fn items() -> Items {
    let item = Item {
        accommodation: AccommodationId::new(1),
        persons: 1,
    };
    [item].into_iter().collect()
}

impl Tale {
    /// The house, before it sends mails.
    pub(crate) fn new() -> Self {
        let mut tale = Self {
            book: Book::default(),
            at: MORNING,
        };
        let settings = Settings {
            name: "Hut".try_into().unwrap(),
            zone: "Europe/Berlin".try_into().unwrap(),
            language: Language::English,
            longest_stay: 30,
            region: None,
            accent: crate::domain::accent::Accent::default(),
            registration: true,
            visitors: Visitors::Nothing,
        };
        let founded = Event::HouseFounded(HouseFounded { settings });
        tale.happens(Actor::System, Stream::House, founded);
        for (id, role) in [
            (ADA, Role::Administrator),
            (BO, Role::Administrator),
            (CLEO, Role::Member),
            (DAN, Role::Member),
        ] {
            tale.comes(Actor::System, id, role, Standing::Active);
        }
        let description = crate::domain::accommodation::Description {
            name: "Room".try_into().unwrap(),
            kind: crate::domain::accommodation::Kind::Room,
            capacity: 9,
        };
        let added =
            Event::AccommodationAdded(crate::domain::event::AccommodationAdded { description });
        tale.happens(
            Actor::System,
            Stream::Accommodation(AccommodationId::new(1)),
            added,
        );
        tale
    }

    /// The house, sending mails as these settings say.
    pub(crate) fn sending(settings: MailSettings) -> Self {
        let mut tale = Self::new();
        tale.sets_mail(Some(settings));
        tale
    }

    pub(crate) fn sets_mail(&mut self, settings: Option<MailSettings>) {
        let mail = settings.map(Box::new);
        let changed = Event::MailSettingsChanged(MailSettingsChanged { mail });
        self.happens(Actor::Person(ADA), Stream::House, changed);
    }

    pub(crate) fn happens(&mut self, actor: Actor, stream: Stream, event: Event) -> Sequence {
        let recorded = Recorded {
            sequence: self.book.sequence + 1,
            stream,
            version: self.book.state.version_of(stream) + 1,
            at: self.at,
            command: CommandId::from_halves(1, self.book.sequence),
            actor,
            event,
        };
        self.book.apply(&recorded).unwrap();
        self.book.sequence
    }

    pub(crate) fn comes(&mut self, actor: Actor, id: PersonId, role: Role, standing: Standing) {
        let text = |words: String| PersonalText::clear(id, words);
        let added = Event::PersonAdded(PersonAdded {
            email: text(format!("{id}@example.org")),
            first_name: text(format!("First {id}")),
            last_name: text(format!("Last {id}")),
            role,
            standing,
        });
        self.happens(actor, Stream::Person(id), added);
    }

    pub(crate) fn requests(
        &mut self,
        actor: Actor,
        id: u32,
        member: PersonId,
        stay: Stay,
    ) -> Sequence {
        let requested = Event::BookingRequested(BookingRequested {
            member,
            stay,
            items: items(),
            note: None,
            overrides: Overrides::NONE,
        });
        self.happens(actor, Stream::Booking(BookingId::new(id)), requested)
    }

    pub(crate) fn changes(
        &mut self,
        actor: Actor,
        id: u32,
        stay: Stay,
        status: Status,
    ) -> Sequence {
        let changed = Event::BookingChanged(BookingChanged {
            stay,
            items: items(),
            note: None,
            status,
            overrides: Overrides::NONE,
        });
        self.happens(actor, Stream::Booking(BookingId::new(id)), changed)
    }

    pub(crate) fn confirms(&mut self, actor: Actor, id: u32) -> Sequence {
        let overrides = Overrides::NONE;
        let confirmed = Event::BookingConfirmed(BookingConfirmed { overrides });
        self.happens(actor, Stream::Booking(BookingId::new(id)), confirmed)
    }
}
