//! What an import comes to, as data: what is taken, what is not and why, and what somebody should look at.
//! Every row of the dump is counted exactly once: see [`Report::balances`].

use super::{capacity::OverCapacity, reason::Reason, remark::Remark};
use crate::domain::ids::PersonId;
use core::fmt;

/// The tables of the old system that have a counterpart here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// People.
    Users = 0,
    /// Everything that happened to accommodations and bookings.
    Events = 1,
}

impl Table {
    /// Its name in the old system.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Users => "Users",
            Self::Events => "EventStoreEvents",
        }
    }

    pub(super) fn by_name(name: &str) -> Option<Self> {
        [Self::Users, Self::Events]
            .into_iter()
            .find(|table| table.name() == name)
    }
}

/// What became of the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowCount {
    /// Rows in the dump.
    pub rows: u64,
    /// Rows that become events now.
    pub taken: u64,
    /// Rows that were imported before.
    pub before: u64,
    /// Users that are people of this house already, by their address.
    pub matched: u64,
    /// Rows that could not be taken, each of which stands in [`Report::listed`].
    pub listed: u64,
}

/// A row that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Of which table.
    pub table: Table,
    /// Its id in the old system, as far as it can be read.
    pub key: Box<str>,
    /// The line of the dump on which it begins.
    pub line: u64,
    /// Why.
    pub reason: Reason,
}

/// A row that was taken although something is odd about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remarked {
    /// Of which table.
    pub table: Table,
    /// Its id in the old system.
    pub key: Box<str>,
    /// The line of the dump on which it begins.
    pub line: u64,
    /// What it is about here: `b7`, `a2`, `p3`.
    pub about: Box<str>,
    /// What is odd.
    pub remark: Remark,
}

/// A user who is a person of this house already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matched {
    /// The user's number in the old system.
    pub user: i64,
    /// The person.
    pub person: PersonId,
}

/// Somebody who came with the import.
#[derive(Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// Who.
    pub person: PersonId,
    /// First and last name.
    pub name: Box<str>,
    /// Their address.
    pub email: Box<str>,
}

impl fmt::Debug for Newcomer {
    /// Says who by number only: debug output ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Newcomer({})", self.person)
    }
}

/// How much becomes part of the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Events that will be appended.
    pub events: u64,
    /// New people.
    pub people: u64,
    /// New accommodations.
    pub accommodations: u64,
    /// New bookings.
    pub bookings: u64,
}

/// What an import comes to. Its `Display` is the report for the terminal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Rows of `Users`.
    pub users: RowCount,
    /// Rows of `EventStoreEvents`.
    pub events: RowCount,
    /// Tables without a counterpart here, with their rows.
    pub without_counterpart: Vec<(Box<str>, u64)>,
    /// What becomes part of the book.
    pub taken: Taken,
    /// Rows that could not be taken, in order of the dump.
    pub listed: Vec<Listed>,
    /// Rows that were taken although something is odd about them, in order of the dump.
    pub remarks: Vec<Remarked>,
    /// Users who are people of this house already.
    pub matched: Vec<Matched>,
    /// Nights on which accommodations have more persons than places because of what was imported.
    pub over_capacity: Vec<OverCapacity>,
    /// New people who may come in but have no password here: each needs an access link.
    pub need_link: Vec<Newcomer>,
    /// New people who wait for an administrator's approval.
    pub awaiting: Vec<Newcomer>,
    /// New people who were inactive there and are inactive here.
    pub inactive: Vec<Newcomer>,
}

impl RowCount {
    const fn balances(&self) -> bool {
        self.rows == self.taken + self.before + self.matched + self.listed
    }
}

impl Report {
    /// Whether every row is accounted for: rows = taken + imported before + matched + listed, for each of both tables,
    /// and as many rows are listed one by one as are counted so.
    pub fn balances(&self) -> bool {
        let listed = self.users.listed + self.events.listed;
        let complete =
            self.listed.len() as u64 == listed && self.matched.len() as u64 == self.users.matched;
        self.users.balances() && self.events.balances() && complete
    }

    pub(super) const fn count(&mut self, table: Table) -> &mut RowCount {
        match table {
            Table::Users => &mut self.users,
            Table::Events => &mut self.events,
        }
    }
}
