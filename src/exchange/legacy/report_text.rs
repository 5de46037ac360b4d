//! The report of an import as plain text for the terminal: what came over, what did not and why, what to look at, what
//! to do next. Never shows a password, a note or anything else of a row but its id and its reason.

use super::{
    capacity::OverCapacity,
    report::{Newcomer, Report, RowCount, Table},
};
use core::fmt;
use std::collections::BTreeMap;

/// How many rows with the same remark stand in one line.
const REMARKED_ROWS_PER_LINE: usize = 6;

/// Why a table has no counterpart here.
const EXPLANATIONS: [(&str, &str); 3] = [
    (
        "EmailSettings",
        "mail settings; neither they nor the SMTP password are imported",
    ),
    (
        "EventStoreSnapshots",
        "snapshots; nothing in them that is not in the events",
    ),
    (
        "__EFMigrationsHistory",
        "versions of the old database's layout",
    ),
];

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_taken(f)?;
        self.write_rows(f)?;
        self.write_listed(f)?;
        self.write_remarks(f)?;
        self.write_over_capacity(f)?;
        self.write_people(f)?;
        self.write_next(f)
    }
}

impl Report {
    fn write_taken(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let taken = self.taken;
        if taken.events == 0 {
            return writeln!(f, "Import of the old system: nothing new in this dump.");
        }
        writeln!(
            f,
            "Import of the old system: {}, {}, {} in {}.",
            counted(taken.people, "person", "people"),
            counted(taken.accommodations, "accommodation", "accommodations"),
            counted(taken.bookings, "booking", "bookings"),
            counted(taken.events, "event", "events"),
        )
    }

    fn write_rows(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nRows of the dump")?;
        write_count(f, Table::Users, self.users)?;
        write_count(f, Table::Events, self.events)?;
        for (name, rows) in &self.without_counterpart {
            let known = EXPLANATIONS.iter().find(|(table, _)| **table == **name);
            let why = match known {
                Some((_, why)) => why,
                None if name.ends_with("ReadModels") => "computed anew from the events",
                None => "no counterpart here, not imported",
            };
            let name = super::rows::shown(name);
            writeln!(f, "  {name}: {rows} ({why})")?;
        }
        Ok(())
    }

    fn write_listed(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.listed.is_empty() {
            return writeln!(f, "\nEvery row of these two tables was understood.");
        }
        writeln!(f, "\nNot taken ({})", self.listed.len())?;
        for it in &self.listed {
            writeln!(
                f,
                "  line {}, {} {}: {}",
                it.line,
                it.table.name(),
                it.key,
                it.reason
            )?;
        }
        Ok(())
    }

    /// Rows with the same remark together: there can be many.
    fn write_remarks(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.remarks.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nTaken, but have a look ({})", self.remarks.len())?;
        let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for it in &self.remarks {
            let row = format!("{} (line {})", it.about, it.line);
            groups.entry(it.remark.to_string()).or_default().push(row);
        }
        for (remark, rows) in groups {
            writeln!(f, "  {remark}:")?;
            for rows in rows.chunks(REMARKED_ROWS_PER_LINE) {
                writeln!(f, "    {}", rows.join(", "))?;
            }
        }
        Ok(())
    }

    /// Nights that follow each other with the same bookings together.
    fn write_over_capacity(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.over_capacity.is_empty() {
            return writeln!(
                f,
                "\nNo imported booking sleeps where there are more persons than places."
            );
        }
        let nights = counted(self.over_capacity.len() as u64, "night", "nights");
        writeln!(
            f,
            "\nMore persons than places on {nights}; the bookings were kept"
        )?;
        for run in self.over_capacity.chunk_by(OverCapacity::goes_on_with) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else {
                continue;
            };
            write_nights(f, first, last)?;
        }
        Ok(())
    }

    fn write_people(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_newcomers(
            f,
            "Need an access link to choose a password",
            &self.need_link,
        )?;
        write_newcomers(f, "Wait for approval", &self.awaiting)?;
        write_newcomers(f, "Were inactive and stay so", &self.inactive)?;
        if !self.matched.is_empty() {
            writeln!(
                f,
                "\nIn the book already, by their address ({}); role and standing stay as they are",
                self.matched.len()
            )?;
        }
        for it in &self.matched {
            writeln!(f, "  {}, user {} in the old system", it.person, it.user)?;
        }
        Ok(())
    }

    fn write_next(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nWhat to do next")?;
        if !self.need_link.is_empty() {
            writeln!(
                f,
                "  Send access links to {}: passwords are not imported.",
                counted(self.need_link.len() as u64, "person", "people")
            )?;
        }
        if !self.awaiting.is_empty() {
            writeln!(
                f,
                "  Approve or leave waiting: {}.",
                counted(self.awaiting.len() as u64, "person", "people")
            )?;
        }
        if !self.over_capacity.is_empty() {
            writeln!(
                f,
                "  Look through the nights with more persons than places that are still ahead."
            )?;
        }
        if !self.listed.is_empty() {
            writeln!(
                f,
                "  Enter by hand what is still needed of the rows that were not taken."
            )?;
        }
        writeln!(
            f,
            "  Enter the mail settings anew. The old SMTP password stood encrypted with a key known to everybody: change it at the provider."
        )?;
        writeln!(
            f,
            "  Keep the dump. It can be imported again at any time: only what is new in it is added."
        )
    }
}

fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn write_count(f: &mut fmt::Formatter<'_>, table: Table, count: RowCount) -> fmt::Result {
    let parts = [
        (count.taken, "taken"),
        (count.before, "imported before"),
        (count.matched, "in the book already"),
        (count.listed, "not taken"),
    ];
    write!(f, "  {}: {} =", table.name(), count.rows)?;
    let mut sign = ' ';
    for (number, what) in parts {
        if number > 0 || what == "taken" {
            let plus = if sign == ' ' { "" } else { " +" };
            write!(f, "{plus} {number} {what}")?;
            sign = '+';
        }
    }
    writeln!(f)
}

fn write_nights(
    f: &mut fmt::Formatter<'_>,
    first: &OverCapacity,
    last: &OverCapacity,
) -> fmt::Result {
    write!(
        f,
        "  {} {}, {}",
        first.accommodation, first.name, first.night
    )?;
    if first.night != last.night {
        write!(f, " to {}", last.night)?;
    }
    write!(f, ": {} persons, {} places:", first.persons, first.capacity)?;
    for booking in &first.bookings {
        write!(f, " {booking}")?;
    }
    writeln!(f)
}

fn write_newcomers(f: &mut fmt::Formatter<'_>, title: &str, people: &[Newcomer]) -> fmt::Result {
    if people.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n{title} ({})", people.len())?;
    for it in people {
        writeln!(f, "  {} {} <{}>", it.person, it.name, it.email)?;
    }
    Ok(())
}
