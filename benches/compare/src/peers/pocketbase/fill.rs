//! A house filled into PocketBase: its collections made through its API, the records put straight into its database while
//! it is stopped, since one by one they would take hours. Never used while anything is measured.
//!
//! Where people sleep stands in a booking itself, as JSON, rather than in a collection of its own: only so is a booking
//! one request and one transaction, and a month one question without a search for the items of each.

use super::{
    client::{Item, accommodation_id, body, member_id, moment},
    http::Client,
    server::{EMAIL, PASSWORD},
};
use crate::{house::House, peer::Fallible};
use rusqlite::{Connection, Transaction, params};
use serde_json::{Value, json};
use std::{fs::File, path::Path};

/// Makes the collections; answers the administrator's token, which is good for a day.
pub(super) fn make_collections(connection: &mut Client) -> Fallible<String> {
    let path = "/api/collections/_superusers/auth-with-password";
    let who = json!({"identity": EMAIL, "password": PASSWORD});
    let answer = ask(connection, path, &who)?;
    let token = text(&answer, "token")?;
    connection.token = Some(token.clone());
    let people = json!({"name": "people", "type": "base", "fields": [
        {"name": "name", "type": "text", "required": true},
    ]});
    let people = ask(connection, "/api/collections", &people)?;
    let accommodations = json!({"name": "accommodations", "type": "base", "fields": [
        {"name": "number", "type": "number", "onlyInt": true},
        {"name": "name", "type": "text", "required": true},
        {"name": "kind", "type": "text"},
        {"name": "capacity", "type": "number", "onlyInt": true},
        {"name": "open", "type": "bool"},
    ]});
    ask(connection, "/api/collections", &accommodations)?;
    let bookings = json!({"name": "bookings", "type": "base", "fields": [
        {"name": "number", "type": "number", "onlyInt": true},
        {"name": "member", "type": "relation", "collectionId": text(&people, "id")?, "maxSelect": 1, "required": true},
        {"name": "arrival", "type": "date", "required": true},
        {"name": "departure", "type": "date", "required": true},
        {"name": "status", "type": "select", "maxSelect": 1, "required": true,
            "values": ["pending", "confirmed", "declined", "cancelled"]},
        {"name": "items", "type": "json", "required": true},
        {"name": "note", "type": "text"},
        {"name": "created", "type": "autodate", "onCreate": true},
    ], "indexes": ["CREATE INDEX bookings_by_arrival ON bookings (arrival, number, departure, status)"]});
    ask(connection, "/api/collections", &bookings)?;
    Ok(token)
}

fn ask(connection: &mut Client, path: &str, question: &Value) -> Fallible<Value> {
    let answer = connection.send("POST", path, &[], Some(&question.to_string()))?;
    Ok(serde_json::from_slice(body(&answer)?)?)
}

fn text(answer: &Value, field: &str) -> Fallible<String> {
    let found = answer.get(field).and_then(Value::as_str);
    Ok(found
        .ok_or_else(|| format!("PocketBase gave no {field}: {answer}"))?
        .to_owned())
}

/// Puts the records into its database.
pub(super) fn fill(file: &Path, house: &House) -> Fallible<()> {
    let mut connection = Connection::open(file)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    let all = connection.transaction()?;
    all.execute_batch("DROP INDEX bookings_by_arrival")?;
    people_and_places(&all, house)?;
    bookings(&all, house)?;
    // As PocketBase writes it down itself.
    all.execute_batch(
        "CREATE INDEX `bookings_by_arrival` ON `bookings` (\n  `arrival`,\n  `number`,\n  `departure`,\n  `status`\n);
         ANALYZE;",
    )?;
    all.commit()?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, why)| why)?;
    Ok(File::open(file)?.sync_all()?)
}

fn people_and_places(all: &Transaction<'_>, house: &House) -> Fallible<()> {
    let mut insert = all.prepare("INSERT INTO people (id, name) VALUES (?1, ?2)")?;
    for (index, name) in house.people.iter().enumerate() {
        insert.execute(params![member_id(index), name])?;
    }
    let mut insert = all.prepare(
        "INSERT INTO accommodations (id, number, name, kind, capacity, open) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (index, accommodation) in house.accommodations.iter().enumerate() {
        insert.execute(params![
            accommodation_id(index),
            i64::try_from(index)? + 1,
            accommodation.name,
            accommodation.kind,
            accommodation.capacity,
            accommodation.open,
        ])?;
    }
    Ok(())
}

fn bookings(all: &Transaction<'_>, house: &House) -> Fallible<()> {
    let mut insert = all.prepare(
        "INSERT INTO bookings (id, number, member, arrival, departure, status, items, note, created)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (booking, number) in house.bookings.iter().zip(1_i64..) {
        let items = booking.items.iter().map(|&(accommodation, persons)| {
            Ok(Item {
                accommodation: accommodation_id(accommodation),
                persons: i32::try_from(persons)?,
            })
        });
        let created: jiff::Timestamp = booking.created.parse()?;
        insert.execute(params![
            format!("b{number:014}"),
            number,
            member_id(booking.member),
            moment(&booking.arrival),
            moment(&booking.departure),
            booking.status,
            serde_json::to_string(&items.collect::<Fallible<Vec<_>>>()?)?,
            booking.note.as_deref().unwrap_or_default(),
            created.strftime("%Y-%m-%d %H:%M:%S.%3fZ").to_string(),
        ])?;
    }
    Ok(())
}

/// Bytes of the whole database for each record of the house.
pub(super) fn bytes_per_record(file: &Path) -> Fallible<f64> {
    let connection = Connection::open(file)?;
    Ok(connection.query_row(
        "SELECT cast(page_count * page_size AS REAL) /
            ((SELECT count(*) FROM bookings) + (SELECT count(*) FROM people) + (SELECT count(*) FROM accommodations))
         FROM pragma_page_count, pragma_page_size",
        [],
        |row| row.get(0),
    )?)
}
