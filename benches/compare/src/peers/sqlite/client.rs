//! A connection to SQLite in this process. Each statement is prepared when it is first needed and kept. Free places are
//! counted here, beside the data, rather than by statements.

use crate::{
    house::{Free, NewBooking},
    peer::{self, Fallible},
    peers::{
        events::created_now,
        kept::Kept,
        told::{Open, Status, Told, before, date, nights},
    },
};
use jiff::civil::Date;
use rusqlite::{Connection, Row, TransactionBehavior, params};
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

/// Every accommodation that is open, with what takes places in it in a span, a row for each.
const FREE: &str = "SELECT i.arrival, i.departure, i.persons, a.number, a.name, a.capacity
    FROM accommodations a LEFT JOIN items i ON i.holds = 1 AND i.accommodation = a.number
        AND i.arrival > ?2 AND i.arrival < ?3 AND i.departure > ?1
    WHERE a.open ORDER BY a.number";

/// What takes places in an accommodation (`?4`) in a span.
const TAKEN: &str = "SELECT arrival, departure, persons FROM items
    WHERE holds = 1 AND accommodation = ?4 AND arrival > ?2 AND arrival < ?3 AND departure > ?1";

/// A connection.
pub(super) struct Connected {
    connection: Connection,
    longest: i32,
    hall: usize,
    turn: Arc<Mutex<()>>,
}

impl Connected {
    /// One of several in this process that take turns at writing.
    pub(super) fn over(connection: Connection, kept: &Kept, turn: Arc<Mutex<()>>) -> Self {
        Self {
            connection,
            longest: kept.longest,
            hall: kept.hall,
            turn,
        }
    }

    /// The earliest arrival, not included, of bookings that can overlap this day.
    fn earliest(&self, day: &str) -> Fallible<String> {
        Ok(before(date(day)?, self.longest)?.to_string())
    }

    fn told(&self, statement: &str, parameters: impl rusqlite::Params) -> Fallible<usize> {
        let mut statement = self.connection.prepare_cached(statement)?;
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

/// Takes what is booked in an accommodation away from it.
fn take(
    connection: &Connection,
    into: &mut Open,
    accommodation: i64,
    (earliest, arrival, departure): (&str, &str, &str),
) -> Fallible<()> {
    let first = date(arrival)?;
    let mut statement = connection.prepare_cached(TAKEN)?;
    let mut rows = statement.query(params![arrival, earliest, departure, accommodation])?;
    while let Some(row) = rows.next()? {
        into.take(first, day(row, 0)?, day(row, 1)?, row.get(2)?);
    }
    Ok(())
}

impl peer::Client for Connected {
    fn create(&mut self, booking: &NewBooking) -> Fallible<()> {
        let (arrival, departure) = (booking.arrival.as_str(), booking.departure.as_str());
        let span = (&*self.earliest(arrival)?, arrival, departure);
        let event = created_now(0, arrival, departure, &[(self.hall, 1)])?;
        let hall = i64::try_from(self.hall)? + 1;
        let at = event.at.to_string();
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let all = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (name, capacity) = all
            .prepare_cached("SELECT name, capacity FROM accommodations WHERE number = ?1 AND open")?
            .query_row([hall], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut place = Open::new(name, capacity, nights(date(arrival)?, date(departure)?));
        take(&all, &mut place, hall, span)?;
        if place.free().persons < 1 {
            return Err(format!("nothing is free from {arrival} to {departure}").into());
        }
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
        all.prepare_cached(
            "INSERT INTO bookings (id, member, arrival, departure, status, created) VALUES (?1, 1, ?2, ?3, 0, ?4)",
        )?
        .execute(params![event.aggregate.as_bytes(), arrival, departure, at])?;
        let number = all.last_insert_rowid();
        all.prepare_cached("INSERT INTO items VALUES (?1, 0, ?2, 1, ?3, ?4, 1)")?
            .execute(params![number, hall, arrival, departure])?;
        Ok(all.commit()?)
    }

    fn list(&mut self, from: &str) -> Fallible<usize> {
        self.told(NEXT, params![from, self.earliest(from)?])
    }

    fn month(&mut self, from: &str, to: &str) -> Fallible<usize> {
        self.told(HOLDING, params![from, self.earliest(from)?, to])
    }

    fn availability(&mut self, arrival: &str, departure: &str) -> Fallible<Vec<Free>> {
        let earliest = self.earliest(arrival)?;
        let (first, count) = (date(arrival)?, nights(date(arrival)?, date(departure)?));
        let mut statement = self.connection.prepare_cached(FREE)?;
        let mut rows = statement.query(params![arrival, earliest, departure])?;
        let mut places: Vec<(i64, Open)> = Vec::new();
        while let Some(row) = rows.next()? {
            let number = row.get(3)?;
            if places.last().is_none_or(|last| last.0 != number) {
                places.push((number, Open::new(row.get(4)?, row.get(5)?, count)));
            }
            let persons: Option<i32> = row.get(2)?;
            if let (Some(persons), Some((_, place))) = (persons, places.last_mut()) {
                place.take(first, day(row, 0)?, day(row, 1)?, persons);
            }
        }
        Ok(places.into_iter().map(|(_, place)| place.free()).collect())
    }
}
