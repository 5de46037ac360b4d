//! A house filled into SQLite: everything in one transaction, indexes afterwards. Never used while anything is measured.

use super::client::append;
use crate::{
    house::House,
    peer::Fallible,
    peers::{
        events::{accommodation_id, booking_id, events, user_id},
        told::{Status, date},
    },
};
use rusqlite::{Connection, Transaction, params};
use std::{fs::File, path::Path};

/// After the rows, which makes it faster to build. The departure stands in it because most of what it is asked for began
/// earlier and has gone: that is then told without a look at the booking.
const INDEXES: &str =
    "CREATE INDEX bookings_by_arrival ON bookings (arrival, number, departure, status);
    ANALYZE;";

/// Fills everything in.
pub(super) fn fill(file: &Path, house: &House) -> Fallible<()> {
    let mut connection = Connection::open(file)?;
    // What is not yet whole need not be durable; it is made so at the end.
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    let all = connection.transaction()?;
    all.execute_batch(include_str!("schema.sql"))?;
    history(&all, house)?;
    people_and_places(&all, house)?;
    bookings(&all, house)?;
    all.execute_batch(INDEXES)?;
    all.commit()?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.close().map_err(|(_, why)| why)?;
    Ok(File::open(file)?.sync_all()?)
}

fn history(all: &Transaction<'_>, house: &House) -> Fallible<()> {
    for event in events(house) {
        let event = event?;
        append(all, &event, &event.at.to_string())?;
    }
    Ok(())
}

fn people_and_places(all: &Transaction<'_>, house: &House) -> Fallible<()> {
    let mut insert = all.prepare("INSERT INTO members VALUES (?1, ?2)")?;
    for (index, name) in house.people.iter().enumerate() {
        insert.execute(params![user_id(index), name])?;
    }
    let mut insert = all.prepare("INSERT INTO accommodations VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (index, accommodation) in house.accommodations.iter().enumerate() {
        insert.execute(params![
            i64::try_from(index)? + 1,
            accommodation_id(index).as_bytes(),
            accommodation.name,
            accommodation.kind,
            accommodation.capacity,
            accommodation.open,
        ])?;
    }
    Ok(())
}

fn bookings(all: &Transaction<'_>, house: &House) -> Fallible<()> {
    let mut insert = all.prepare("INSERT INTO bookings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    let mut insert_item = all.prepare("INSERT INTO items VALUES (?1, ?2, ?3, ?4)")?;
    let mut count = all.prepare(
        "INSERT INTO nights VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET taken = taken + excluded.taken",
    )?;
    for (booking, number) in house.bookings.iter().zip(1_u64..) {
        let status = Status::named(&booking.status)?;
        insert.execute(params![
            i64::try_from(number)?,
            booking_id(number).as_bytes(),
            user_id(booking.member),
            booking.arrival,
            booking.departure,
            status.number(),
            booking.note,
            booking.created,
        ])?;
        for (position, &(accommodation, persons)) in booking.items.iter().enumerate() {
            insert_item.execute(params![
                i64::try_from(number)?,
                i64::try_from(position)?,
                i64::try_from(accommodation)? + 1,
                persons,
            ])?;
            let mut night = date(&booking.arrival)?;
            let departure = date(&booking.departure)?;
            while status.holds() && night < departure {
                count.execute(params![
                    i64::try_from(accommodation)? + 1,
                    night.to_string(),
                    persons
                ])?;
                night = night.tomorrow()?;
            }
        }
    }
    Ok(())
}
