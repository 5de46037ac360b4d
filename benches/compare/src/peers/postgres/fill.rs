//! A house filled into PostgreSQL: everything copied in one transaction, indexes afterwards, then tidied as the server
//! would do by itself in time. Never used while anything is measured.

use crate::{
    house::House,
    peer::Fallible,
    peers::{
        events::{Event, accommodation_id, beginning, booking_id, events, user_id},
        told::Status,
    },
};
use jiff::Timestamp;
use postgres::{Client, Transaction};
use std::io::{BufWriter, Write};

/// Fills everything in.
pub(super) fn fill(connection: &mut Client, house: &House, longest: i32) -> Fallible<()> {
    let mut all = connection.transaction()?;
    all.batch_execute(include_str!("schema.sql"))?;
    copy(&mut all, r#""EventStoreEvents""#, |out| {
        events(house).try_for_each(|event| event_row(out, &event?))
    })?;
    copy(
        &mut all,
        r#""Users" ("Id", "Email", "PasswordHash", "FirstName", "LastName", "Role", "CreatedAt", "EmailVerified", "IsApprovedForBooking")"#,
        |out| people(out, house),
    )?;
    copy(
        &mut all,
        r#""SleepingAccommodationReadModels" ("Id", "Name", "Type", "MaxCapacity", "IsActive", "CreatedAt", "LastEventVersion")"#,
        |out| accommodations(out, house),
    )?;
    copy(&mut all, r#""BookingReadModels""#, |out| {
        bookings(out, house)
    })?;
    copy(&mut all, r#""BookingItemReadModels""#, |out| {
        items(out, house)
    })?;
    all.batch_execute(&include_str!("indexes.sql").replace("$LONGEST", &longest.to_string()))?;
    // Numbers go on after those that were copied.
    all.batch_execute(
        r#"SELECT setval(pg_get_serial_sequence('"BookingReadModels"', 'Number'), coalesce(max("Number"), 0) + 1, false) FROM "BookingReadModels""#,
    )?;
    all.commit()?;
    connection.batch_execute("VACUUM (ANALYZE)")?;
    connection.batch_execute("CHECKPOINT")?;
    Ok(())
}

fn copy(
    transaction: &mut Transaction<'_>,
    table: &str,
    rows: impl FnOnce(&mut dyn Write) -> Fallible<()>,
) -> Fallible<()> {
    let mut out = BufWriter::with_capacity(
        1 << 18,
        transaction.copy_in(&format!("COPY {table} FROM STDIN (FREEZE)"))?,
    );
    rows(&mut out).map_err(|why| format!("copying into {table}: {why}"))?;
    let writer = out.into_inner().map_err(|why| why.into_error())?;
    writer.finish()?;
    Ok(())
}

fn event_row(out: &mut dyn Write, event: &Event) -> Fallible<()> {
    writeln!(
        out,
        "{}\t{}\t{}\t{}\t{}\t{}\t{}",
        event.id,
        event.aggregate,
        event.aggregate_type,
        event.event_type,
        escaped(&event.data),
        event.version,
        plain(event.at),
    )?;
    Ok(())
}

fn people(out: &mut dyn Write, house: &House) -> Fallible<()> {
    let at = plain(beginning(house));
    for (index, name) in house.people.iter().enumerate() {
        let (first, last) = name.rsplit_once(' ').unwrap_or((name, ""));
        let (id, first, last) = (user_id(index), escaped(first), escaped(last));
        // As long as the true ones, which bcrypt makes.
        let hash = "$2a$12$".to_owned() + &"a".repeat(53);
        writeln!(
            out,
            "{id}\tuser{id}@example.org\t{hash}\t{first}\t{last}\tMember\t{at}\tt\tt"
        )?;
    }
    Ok(())
}

fn accommodations(out: &mut dyn Write, house: &House) -> Fallible<()> {
    let first = beginning(house);
    for (index, accommodation) in house.accommodations.iter().enumerate() {
        // A moment apart each: the order they were made in is the order they are shown in.
        let at = plain(first + jiff::SignedDuration::from_micros(i64::try_from(index)?));
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{at}\t{}",
            accommodation_id(index),
            escaped(&accommodation.name),
            escaped(&accommodation.kind),
            accommodation.capacity,
            accommodation.open,
            i32::from(!accommodation.open),
        )?;
    }
    Ok(())
}

fn bookings(out: &mut dyn Write, house: &House) -> Fallible<()> {
    for (booking, number) in house.bookings.iter().zip(1..) {
        let status = Status::named(&booking.status)?;
        writeln!(
            out,
            "{number}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            booking_id(number),
            user_id(booking.member),
            booking.arrival,
            booking.departure,
            status.number(),
            booking
                .note
                .as_deref()
                .map_or_else(|| "\\N".to_owned(), escaped),
            plain(booking.created.parse()?),
            i32::from(status != Status::Pending),
        )?;
    }
    Ok(())
}

fn items(out: &mut dyn Write, house: &House) -> Fallible<()> {
    for (booking, number) in house.bookings.iter().zip(1_u64..) {
        for (position, &(accommodation, persons)) in booking.items.iter().enumerate() {
            let accommodation = accommodation_id(accommodation);
            writeln!(out, "{number}\t{position}\t{accommodation}\t{persons}")?;
        }
    }
    Ok(())
}

/// A moment as the copying format has it.
fn plain(at: Timestamp) -> impl std::fmt::Display {
    super::client::moment(at)
}

/// Text as the copying format has it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out
}
