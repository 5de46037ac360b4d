//! A house to import into, and small dumps of the old system to import: what the other tests share.
//! Never asserts anything about the import but that it can be folded.

use hutbook::{
    domain::{
        accent::Accent,
        event::{Event, HouseFounded, PersonAdded, Recorded},
        house::{Language, Settings, Visitors},
        ids::{Actor, CommandId, PersonId, Sequence, Stream},
        people::{Role, Standing},
        state::State,
        text::{Name, PersonalText},
        time::Moment,
    },
    exchange::legacy::{Already, DumpError, Import, plan, read},
};
use jiff::tz::TimeZone;

/// The genuine dump.
pub(crate) const GARDEN: &str = include_str!("../data/legacy-garden.sql");

/// A house: its log, and everything that follows from it.
#[derive(Clone)]
pub(crate) struct House {
    pub(crate) log: Vec<Recorded>,
    pub(crate) state: State,
}

impl House {
    /// Founded, with one administrator who is nobody in any dump.
    pub(crate) fn new() -> Self {
        let mut house = Self {
            log: Vec::new(),
            state: State::default(),
        };
        let settings = Settings {
            name: Name::try_from("Garten").unwrap(),
            zone: "Europe/Berlin".try_into().unwrap(),
            language: Language::German,
            longest_stay: 30,
            region: None,
            accent: Accent::default(),
            registration: true,
            visitors: Visitors::Nothing,
        };
        house.happens(
            Stream::House,
            Event::HouseFounded(HouseFounded { settings }),
        );
        house.person("admin@example.net");
        house
    }

    /// Somebody comes to the house.
    pub(crate) fn person(&mut self, email: &str) -> PersonId {
        let id = PersonId::at_index(self.state.people.len()).unwrap();
        let event = PersonAdded {
            email: PersonalText::clear(id, email),
            first_name: PersonalText::clear(id, "Ada"),
            last_name: PersonalText::clear(id, "Wirt"),
            role: Role::Administrator,
            standing: Standing::Active,
        };
        self.happens(Stream::Person(id), Event::PersonAdded(event));
        id
    }

    /// Something happens in our own book.
    pub(crate) fn happens(&mut self, stream: Stream, event: Event) {
        let sequence = self.head() + 1;
        self.append(Recorded {
            sequence,
            stream,
            version: self.state.version_of(stream) + 1,
            at: Moment::from_millis(1_800_000_000_000),
            command: CommandId::from_halves(u64::MAX, sequence),
            actor: Actor::System,
            event,
        });
    }

    pub(crate) fn append(&mut self, recorded: Recorded) {
        assert_eq!(recorded.sequence, self.head() + 1, "a gap in the log");
        self.state.apply(&recorded).unwrap();
        self.log.push(recorded);
    }

    pub(crate) fn head(&self) -> Sequence {
        self.log.len() as Sequence
    }

    /// The plan for a dump, which must be readable.
    pub(crate) fn plan(&self, dump: &str) -> Import {
        self.try_plan(dump.as_bytes()).unwrap()
    }

    pub(crate) fn try_plan(&self, dump: &[u8]) -> Result<Import, DumpError> {
        let mut already = Already::default();
        for it in &self.log {
            already.note(it.command, it.stream);
        }
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        Ok(plan(read(dump)?, &already, &self.state, self.head(), &zone).unwrap())
    }

    /// Plans and appends.
    pub(crate) fn import(&mut self, dump: &str) -> Import {
        let import = self.plan(dump);
        for recorded in &import.events {
            self.append(recorded.clone());
        }
        import
    }
}

/// A UUID that ends in this number.
pub(crate) fn uuid(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// A small dump in the form of `COPY`, row by row.
#[derive(Clone)]
pub(crate) struct Small {
    pub(crate) users: Vec<String>,
    pub(crate) events: Vec<String>,
}

impl Small {
    /// Two users, two accommodations (the first with 2 places, the second with 4), nothing booked.
    pub(crate) fn new() -> Self {
        let mut small = Self {
            users: vec![user(1, "one@example.org", "Administrator", "t", "t", "t")],
            events: Vec::new(),
        };
        small
            .users
            .push(user(2, "two@example.org", "Member", "t", "t", "t"));
        for (number, capacity) in [(1, 2), (2, 4)] {
            let data = format!(
                r#"{{"name": "Zimmer {number}", "type": 0, "isActive": true, "maxCapacity": {capacity}}}"#
            );
            small.event(number, number, "SleepingAccommodationCreated", 0, &data);
        }
        small
    }

    /// An event with this id of this aggregate; its time follows from its id.
    pub(crate) fn event(&mut self, id: u32, aggregate: u32, kind: &str, version: u32, data: &str) {
        let at = format!("2024-01-{:02} 10:00:00.{:06}", 1 + id / 1000, id % 1000);
        self.event_at(&at, id, aggregate, kind, version, data);
    }

    pub(crate) fn event_at(
        &mut self,
        at: &str,
        id: u32,
        aggregate: u32,
        kind: &str,
        version: u32,
        data: &str,
    ) {
        let of = if kind.starts_with("Booking") {
            "BookingAggregate"
        } else {
            "SleepingAccommodationAggregate"
        };
        let (id, aggregate) = (uuid(id), uuid(aggregate));
        let data = data.replace('\\', "\\\\");
        self.events.push(format!(
            "{id}\t{aggregate}\t{of}\t{kind}\t{data}\t{version}\t{at}"
        ));
    }

    /// User 2 asks for a stay of two persons in the first accommodation.
    pub(crate) fn booking(&mut self, id: u32, aggregate: u32, start: &str, end: &str) {
        let room = uuid(1);
        let data = format!(
            r#"{{"userId": 2, "startDate": "{start}T00:00:00Z", "endDate": "{end}T00:00:00Z", "status": 0, "notes": "Hund", "bookingItems": [{{"sleepingAccommodationId": "{room}", "personCount": 2}}]}}"#
        );
        self.event(id, aggregate, "BookingCreated", 0, &data);
    }

    /// The whole dump.
    pub(crate) fn text(&self) -> String {
        let (users, events) = (self.users.join("\n"), self.events.join("\n"));
        format!(
            "SET client_encoding = 'UTF8';\nCOPY public.\"Users\" ({USER_COLUMNS}) FROM stdin;\n{users}\n\\.\n\nCOPY public.\"EventStoreEvents\" ({EVENT_COLUMNS}) FROM stdin;\n{events}\n\\.\n\n--\n-- PostgreSQL database dump complete\n--\n"
        )
    }
}

const USER_COLUMNS: &str = r#""Id", "Email", "FirstName", "LastName", "Role", "IsActive", "EmailVerified", "IsApprovedForBooking", "CreatedAt""#;
const EVENT_COLUMNS: &str =
    r#""Id", "AggregateId", "AggregateType", "EventType", "EventData", "Version", "Timestamp""#;

/// A row of a user.
pub(crate) fn user(
    id: u32,
    email: &str,
    role: &str,
    active: &str,
    verified: &str,
    approved: &str,
) -> String {
    format!(
        "{id}\t{email}\tVor{id}\tNach{id}\t{role}\t{active}\t{verified}\t{approved}\t2023-01-0{id} 08:00:00"
    )
}
