//! A client of SQLite in this process: a connection of its own that reads, and one that writes, shared by all. Each statement
//! is prepared when it is first needed and kept.

use crate::{
    house::{Free, NewBooking},
    peer::{self, Fallible},
    peers::{
        events::{Event, created_now},
        kept::Kept,
        told::{Status, Told, before, date},
    },
};
use jiff::civil::Date;
use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params};
use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How long a connection waits for one of another process to have written.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens what has been filled in: write-ahead log, every commit on the disk before it is told.
pub(super) fn open(file: &Path) -> Fallible<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// The next 50 bookings, a row for each of their items: `?1` the date, `?2` the earliest arrival of those that can still
/// be there then.
const NEXT: &str = "SELECT b.number, m.name, b.arrival, b.departure, b.status, i.accommodation, i.persons
    FROM (SELECT * FROM bookings WHERE arrival > ?2 AND departure > ?1 ORDER BY arrival, number LIMIT 50) b
    CROSS JOIN members m ON m.number = b.member
    CROSS JOIN items i ON i.booking = b.number
    ORDER BY b.arrival, b.number";

/// Those that hold places in a span, likewise; `?3` is its end.
const HOLDING: &str =
    "SELECT b.number, m.name, b.arrival, b.departure, b.status, i.accommodation, i.persons
    FROM bookings b
    CROSS JOIN members m ON m.number = b.member
    CROSS JOIN items i ON i.booking = b.number
    WHERE b.arrival > ?2 AND b.arrival < ?3 AND b.departure > ?1 AND b.status IN (0, 1)
    ORDER BY b.arrival, b.number";

/// Every accommodation that is open, with what is left in its fullest night of a stay.
const FREE: &str = "SELECT name, capacity - coalesce((
        SELECT max(taken) FROM nights WHERE accommodation = a.number AND night >= ?1 AND night < ?2
    ), 0)
    FROM accommodations a WHERE open ORDER BY number";

/// Counts a person in a night, where one still fits: to count is to check.
const HOLD: &str = "INSERT INTO nights SELECT number, ?2, 1 FROM accommodations WHERE number = ?1 AND open AND capacity >= 1
    ON CONFLICT DO UPDATE SET taken = taken + 1
    WHERE taken < (SELECT capacity FROM accommodations WHERE number = ?1)";

/// The connection all clients of a process write with, in turn: SQLite has one writer at a time, and several connections
/// would sleep and try again, longer each time, and read anew what another one has written.
pub(super) type Writer = Arc<Mutex<Connection>>;

/// A client.
pub(super) struct Connected {
    reader: Connection,
    longest: i32,
    hall: usize,
    writer: Writer,
}

impl Connected {
    /// One of several in this process.
    pub(super) fn over(reader: Connection, kept: &Kept, writer: Writer) -> Self {
        Self {
            reader,
            longest: kept.longest,
            hall: kept.hall,
            writer,
        }
    }

    /// The earliest arrival, not included, of bookings that can overlap this day.
    fn earliest(&self, day: &str) -> Fallible<String> {
        Ok(before(date(day)?, self.longest)?.to_string())
    }

    fn told(&self, statement: &str, parameters: impl rusqlite::Params) -> Fallible<usize> {
        let mut statement = self.reader.prepare_cached(statement)?;
        let mut rows = statement.query(parameters)?;
        let mut decoded: Vec<Told<i64>> = Vec::new();
        while let Some(row) = rows.next()? {
            let item = (row.get(5)?, row.get(6)?);
            let number = row.get(0)?;
            match decoded.last_mut().filter(|last| last.number == number) {
                Some(last) => last.items.push(item),
                None => decoded.push(booking(row, number, item)?),
            }
        }
        Ok(std::hint::black_box(decoded).len())
    }
}

fn booking(row: &Row<'_>, number: i64, item: (i64, i32)) -> Fallible<Told<i64>> {
    Ok(Told {
        number,
        member: row.get(1)?,
        arrival: day(row, 2)?,
        departure: day(row, 3)?,
        status: Status::numbered(row.get(4)?)?,
        items: vec![item],
    })
}

fn day(row: &Row<'_>, column: usize) -> Fallible<Date> {
    date(row.get_ref(column)?.as_str()?)
}

/// Appends an event that happened at this time.
pub(super) fn append(all: &Transaction<'_>, event: &Event, at: &str) -> Fallible<()> {
    all.prepare_cached(
        "INSERT INTO events (id, aggregate_id, aggregate_type, event_type, data, version, timestamp)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        event.id.as_bytes(),
        event.aggregate.as_bytes(),
        event.aggregate_type,
        event.event_type,
        event.data,
        event.version,
        at,
    ])?;
    Ok(())
}

impl peer::Client for Connected {
    fn create(&mut self, booking: &NewBooking) -> Fallible<()> {
        let (arrival, departure) = (booking.arrival.as_str(), booking.departure.as_str());
        let event = created_now(0, arrival, departure, &[(self.hall, 1)])?;
        let hall = i64::try_from(self.hall)? + 1;
        let at = event.at.to_string();
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let all = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (mut night, end) = (date(arrival)?, date(departure)?);
        while night < end {
            let mut hold = all.prepare_cached(HOLD)?;
            if hold.execute(params![hall, night.to_string()])? == 0 {
                return Err(format!("nothing is free on {night}").into());
            }
            night = night.tomorrow()?;
        }
        append(&all, &event, &at)?;
        all.prepare_cached(
            "INSERT INTO bookings (id, member, arrival, departure, status, created) VALUES (?1, 1, ?2, ?3, 0, ?4)",
        )?
        .execute(params![event.aggregate.as_bytes(), arrival, departure, at])?;
        let number = all.last_insert_rowid();
        all.prepare_cached("INSERT INTO items VALUES (?1, 0, ?2, 1)")?
            .execute(params![number, hall])?;
        Ok(all.commit()?)
    }

    fn list(&mut self, from: &str) -> Fallible<usize> {
        self.told(NEXT, params![from, self.earliest(from)?])
    }

    fn month(&mut self, from: &str, to: &str) -> Fallible<usize> {
        self.told(HOLDING, params![from, self.earliest(from)?, to])
    }

    fn availability(&mut self, arrival: &str, departure: &str) -> Fallible<Vec<Free>> {
        let mut statement = self.reader.prepare_cached(FREE)?;
        let mut rows = statement.query(params![arrival, departure])?;
        let mut free = Vec::new();
        while let Some(row) = rows.next()? {
            free.push(Free {
                name: row.get(0)?,
                persons: u32::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
            });
        }
        Ok(free)
    }
}
