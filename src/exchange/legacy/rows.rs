//! Rows of the two tables that matter, from their cells: a user, an event of an aggregate.
//! Never keeps a password hash or a token: those columns are not even looked at.

use super::{
    fault::DumpFault,
    names::LegacyId,
    payload::{Payload, payload},
    pg::Cell,
    reason::Reason,
    report::{Listed, Table},
    written::happened,
};
use crate::domain::people::Role;
use jiff::Timestamp;

/// Most characters of a key or a name that are shown of a row that could not be read.
const SHOWN_CHARS: usize = 64;

/// A user of the old system.
pub(super) struct UserRow {
    pub(super) line: u64,
    pub(super) id: i64,
    pub(super) email: Box<str>,
    pub(super) first_name: Box<str>,
    pub(super) last_name: Box<str>,
    pub(super) role: Role,
    pub(super) active: bool,
    /// Address verified and booking approved.
    pub(super) admitted: bool,
    pub(super) added: Timestamp,
    /// When the row changed last, if it did.
    pub(super) changed: Option<Timestamp>,
}

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Accommodation,
    Booking,
}

/// An event of the old system.
pub(super) struct EventRow {
    pub(super) line: u64,
    pub(super) id: LegacyId,
    pub(super) aggregate: LegacyId,
    pub(super) kind: Kind,
    pub(super) version: u32,
    pub(super) at: Timestamp,
    pub(super) payload: Payload,
}

/// Where in a row the columns of a user are.
pub(super) struct UserColumns {
    id: usize,
    email: usize,
    first_name: usize,
    last_name: usize,
    role: usize,
    active: usize,
    created: usize,
    registered: Option<usize>,
    changed: Option<usize>,
    /// Versions of the old system from before e-mail verification have neither of these.
    verified: Option<usize>,
    approved: Option<usize>,
}

/// Where in a row the columns of an event are.
pub(super) struct EventColumns {
    id: usize,
    aggregate: usize,
    aggregate_type: usize,
    event_type: usize,
    data: usize,
    version: usize,
    at: usize,
}

fn place(columns: &[String], column: &str) -> Option<usize> {
    columns.iter().position(|name| name == column)
}

fn needed(columns: &[String], table: Table, column: &'static str) -> Result<usize, DumpFault> {
    let table = table.name();
    place(columns, column).ok_or(DumpFault::MissingColumn { table, column })
}

impl UserColumns {
    pub(super) fn find(columns: &[String]) -> Result<Self, DumpFault> {
        let at = |column| needed(columns, Table::Users, column);
        Ok(Self {
            id: at("Id")?,
            email: at("Email")?,
            first_name: at("FirstName")?,
            last_name: at("LastName")?,
            role: at("Role")?,
            active: at("IsActive")?,
            created: at("CreatedAt")?,
            registered: place(columns, "RegistrationDate"),
            changed: place(columns, "ChangedAt"),
            verified: place(columns, "EmailVerified"),
            approved: place(columns, "IsApprovedForBooking"),
        })
    }
}

impl EventColumns {
    pub(super) fn find(columns: &[String]) -> Result<Self, DumpFault> {
        let at = |column| needed(columns, Table::Events, column);
        Ok(Self {
            id: at("Id")?,
            aggregate: at("AggregateId")?,
            aggregate_type: at("AggregateType")?,
            event_type: at("EventType")?,
            data: at("EventData")?,
            version: at("Version")?,
            at: at("Timestamp")?,
        })
    }
}

/// A user, or why it is none.
pub(super) fn user(line: u64, at: &UserColumns, cells: &[Cell<'_>]) -> Result<UserRow, Listed> {
    let given = |place: Option<usize>| text(cells, place?);
    let column = |place: usize, name| text(cells, place).ok_or(Reason::Column(name));
    let flag = |place: Option<usize>, name| match (place, given(place)) {
        (None, _) => Ok(true),
        (Some(_), Some(text)) => boolean(text).ok_or(Reason::Column(name)),
        (Some(_), None) => Err(Reason::Column(name)),
    };
    let read = || {
        let times = [given(at.registered), text(cells, at.created)];
        let added = times.into_iter().flatten().filter_map(happened).min();
        Ok(UserRow {
            line,
            id: column(at.id, "Id")?
                .parse()
                .map_err(|_| Reason::Column("Id"))?,
            email: column(at.email, "Email")?.into(),
            first_name: column(at.first_name, "FirstName")?.into(),
            last_name: column(at.last_name, "LastName")?.into(),
            role: role(column(at.role, "Role")?).ok_or(Reason::Column("Role"))?,
            active: flag(Some(at.active), "IsActive")?,
            admitted: flag(at.verified, "EmailVerified")?
                && flag(at.approved, "IsApprovedForBooking")?,
            added: added.ok_or(Reason::Column("CreatedAt"))?,
            changed: given(at.changed).and_then(happened),
        })
    };
    read().map_err(|reason| listed(Table::Users, line, text(cells, at.id), reason))
}

/// An event, or why it is none.
pub(super) fn event(line: u64, at: &EventColumns, cells: &[Cell<'_>]) -> Result<EventRow, Listed> {
    let column = |place: usize, name| text(cells, place).ok_or(Reason::Column(name));
    let uuid =
        |place: usize, name| LegacyId::parse(column(place, name)?).ok_or(Reason::Column(name));
    let read = || {
        let event_type = column(at.event_type, "EventType")?;
        let (kind, payload) = payload(event_type, column(at.data, "EventData")?)?;
        let aggregate_type = column(at.aggregate_type, "AggregateType")?;
        let expected = match kind {
            Kind::Accommodation => "SleepingAccommodationAggregate",
            Kind::Booking => "BookingAggregate",
        };
        if aggregate_type != expected {
            return Err(Reason::Aggregate);
        }
        Ok(EventRow {
            line,
            id: uuid(at.id, "Id")?,
            aggregate: uuid(at.aggregate, "AggregateId")?,
            kind,
            version: column(at.version, "Version")?
                .parse()
                .map_err(|_| Reason::Column("Version"))?,
            at: happened(column(at.at, "Timestamp")?).ok_or(Reason::Column("Timestamp"))?,
            payload,
        })
    };
    read().map_err(|reason| listed(Table::Events, line, text(cells, at.id), reason))
}

fn listed(table: Table, line: u64, key: Option<&str>, reason: Reason) -> Listed {
    Listed {
        table,
        line,
        key: key.map_or_else(|| "NULL".into(), shown),
        reason,
    }
}

/// The beginning of a text from a dump, fit for a terminal.
pub(super) fn shown(text: &str) -> Box<str> {
    let plain = |c: char| if c.is_control() { '?' } else { c };
    text.chars()
        .take(SHOWN_CHARS)
        .map(plain)
        .collect::<String>()
        .into()
}

fn text<'a>(cells: &'a [Cell<'_>], place: usize) -> Option<&'a str> {
    cells.get(place)?.as_deref()
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "t" | "true" => Some(true),
        "f" | "false" => Some(false),
        _ => None,
    }
}

fn role(text: &str) -> Option<Role> {
    match text {
        "Member" => Some(Role::Member),
        "Administrator" => Some(Role::Administrator),
        _ => None,
    }
}
