//! What a dump comes to: rows of the two tables that matter, in typed form, and the number of all others.
//! Never judges rows against each other or against a house: that is the plan's work.

use super::{
    fault::DumpFault,
    pg::{Cell, TableName},
    report::{Listed, Table},
    rows::{self, EventColumns, EventRow, UserColumns, UserRow},
};
use core::fmt;

/// A dump of the old system, taken apart.
#[derive(Default)]
pub struct Dump {
    pub(super) users: Vec<UserRow>,
    pub(super) events: Vec<EventRow>,
    /// Rows that could not be understood.
    pub(super) listed: Vec<Listed>,
    /// Rows of each of the two tables.
    pub(super) rows: [u64; 2],
    /// Rows of tables that have no counterpart here, by name, in order of the names.
    pub(super) others: Vec<(Box<str>, u64)>,
}

impl fmt::Debug for Dump {
    /// Says how much, never what: debug output ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [users, events] = self.rows;
        write!(f, "Dump({users} users, {events} events)")
    }
}

/// Where rows go.
#[derive(Default)]
pub(super) struct Collector {
    dump: Dump,
    /// The table whose rows come now, and its columns.
    current: Option<(TableName, Option<Vec<String>>)>,
    target: Target,
    /// The tables that have had rows or a `COPY` of their own, by which the two are found twice.
    seen: [Option<TableName>; 2],
}

#[derive(Default)]
enum Target {
    #[default]
    Nothing,
    Users(UserColumns),
    Events(EventColumns),
    Other(usize),
}

impl Collector {
    /// The rows from here on are of this table.
    pub(super) fn begin(
        &mut self,
        table: &TableName,
        columns: Option<&[String]>,
    ) -> Result<(), DumpFault> {
        let same = |(name, known): &(TableName, Option<Vec<String>>)| {
            name == table && known.as_deref() == columns
        };
        if self.current.as_ref().is_some_and(same) {
            return Ok(());
        }
        self.target = match Table::by_name(&table.table) {
            Some(kind) => {
                let seen = self.seen[kind as usize].get_or_insert_with(|| table.clone());
                if seen != table {
                    return Err(DumpFault::TwoTables(table.table.clone()));
                }
                let columns =
                    columns.ok_or_else(|| DumpFault::UnknownColumns(table.table.clone()))?;
                match kind {
                    Table::Users => Target::Users(UserColumns::find(columns)?),
                    Table::Events => Target::Events(EventColumns::find(columns)?),
                }
            }
            None => Target::Other(self.other(&table.table)),
        };
        self.current = Some((table.clone(), columns.map(<[String]>::to_vec)));
        Ok(())
    }

    /// The table is defined in the dump, whether it has rows or not.
    pub(super) fn defined(&mut self, table: &TableName) {
        match Table::by_name(&table.table) {
            Some(kind) => {
                self.seen[kind as usize].get_or_insert_with(|| table.clone());
            }
            None => {
                self.other(&table.table);
            }
        }
    }

    fn other(&mut self, name: &str) -> usize {
        let found = self
            .dump
            .others
            .iter()
            .position(|(other, _)| **other == *name);
        found.unwrap_or_else(|| {
            self.dump.others.push((name.into(), 0));
            self.dump.others.len() - 1
        })
    }

    /// A row of the table.
    pub(super) fn row(&mut self, line: u64, cells: &[Cell<'_>]) -> Result<(), DumpFault> {
        if let Some((table, Some(columns))) = &self.current
            && columns.len() != cells.len()
        {
            return Err(DumpFault::Columns {
                table: table.table.clone(),
                expected: columns.len(),
                found: cells.len(),
            });
        }
        let dump = &mut self.dump;
        match &self.target {
            Target::Users(columns) => {
                dump.rows[Table::Users as usize] += 1;
                match rows::user(line, columns, cells) {
                    Ok(user) => dump.users.push(user),
                    Err(listed) => dump.listed.push(listed),
                }
            }
            Target::Events(columns) => {
                dump.rows[Table::Events as usize] += 1;
                match rows::event(line, columns, cells) {
                    Ok(event) => dump.events.push(event),
                    Err(listed) => dump.listed.push(listed),
                }
            }
            Target::Other(index) => {
                if let Some((_, rows)) = dump.others.get_mut(*index) {
                    *rows += 1;
                }
            }
            Target::Nothing => {}
        }
        Ok(())
    }

    /// The dump has come to its end.
    pub(super) fn finish(mut self) -> Result<Dump, DumpFault> {
        for table in [Table::Users, Table::Events] {
            if self.seen[table as usize].is_none() {
                return Err(DumpFault::MissingTable(table.name()));
            }
        }
        if self.dump.rows == [0, 0] {
            return Err(DumpFault::NoRows);
        }
        self.dump.others.sort();
        Ok(self.dump)
    }
}
