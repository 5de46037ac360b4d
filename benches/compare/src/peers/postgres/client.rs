//! A connection to PostgreSQL with everything prepared once: one statement a question, decoded from the binary protocol.
//! Never opens a transaction by itself: a single statement is one.

use crate::{
    house::{Free, NewBooking},
    peer::{self, Fallible},
    peers::{
        events::{accommodation_id, created_now, user_id},
        kept::Kept,
        told::{Status, Told, date},
    },
};
use bytes::BytesMut;
use jiff::civil::{Date, DateTime};
use postgres::{
    Client, Config, NoTls, Row, Statement,
    types::{FromSql, IsNull, ToSql, Type},
};
use std::{error::Error, time::Duration};
use uuid::Uuid;

/// Connects to the server on this port of this machine.
pub(super) fn connect(port: u16) -> Fallible<Client> {
    let mut config = Config::new();
    config
        .host("127.0.0.1")
        .port(port)
        .user("postgres")
        .dbname("postgres")
        .connect_timeout(Duration::from_secs(10));
    Ok(config.connect(NoTls)?)
}

/// The bookings of both questions, with their items; `$WHICH` is the rest.
const BOOKINGS: &str = r#"SELECT b."Number", u."FirstName", u."LastName", b."StartDate", b."EndDate", b."Status", i.places, i.persons
    FROM "BookingReadModels" b JOIN "Users" u ON u."Id" = b."UserId"
    CROSS JOIN LATERAL (
        SELECT array_agg("SleepingAccommodationId") AS places, array_agg("PersonCount") AS persons FROM (
            SELECT * FROM "BookingItemReadModels" WHERE "BookingNumber" = b."Number" ORDER BY "Position"
        ) sorted
    ) i
    WHERE $WHICH"#;

/// Which they are is told by the index alone; many that began earlier have gone by then.
const NEXT: &str = r#"b."Number" = ANY (ARRAY(
        SELECT "Number" FROM "BookingReadModels"
        WHERE "StartDate" > $1::date - $LONGEST AND "EndDate" > $1 ORDER BY "StartDate", "Number" LIMIT 50
    ))
    ORDER BY b."StartDate", b."Number""#;

const HOLDING: &str = r#"b."Status" IN (0, 1) AND b."StartDate" > $1::date - $LONGEST AND b."StartDate" < $2 AND b."EndDate" > $1
    ORDER BY b."StartDate", b."Number""#;

const FREE: &str = r#"SELECT a."Name", a."MaxCapacity" - coalesce((
        SELECT max("Taken") FROM "NightReadModels"
        WHERE "SleepingAccommodationId" = a."Id" AND "Night" >= $1 AND "Night" < $2
    ), 0)
    FROM "SleepingAccommodationReadModels" a WHERE a."IsActive" ORDER BY a."CreatedAt""#;

/// A connection with what is prepared for it.
pub(super) struct Connected {
    connection: Client,
    book: Statement,
    list: Statement,
    month: Statement,
    free: Statement,
    hall: usize,
}

impl Connected {
    /// Prepares everything.
    pub(super) fn over(mut connection: Client, kept: &Kept) -> Fallible<Self> {
        let longest = kept.longest.to_string();
        let mut prepare =
            |statement: &str| connection.prepare(&statement.replace("$LONGEST", &longest));
        let list = prepare(&BOOKINGS.replace("$WHICH", NEXT))?;
        let month = prepare(&BOOKINGS.replace("$WHICH", HOLDING))?;
        let free = prepare(FREE)?;
        let book = prepare("SELECT book($1, $2, $3, $4, $5, $6, $7, $8, $9)")?;
        Ok(Self {
            connection,
            book,
            list,
            month,
            free,
            hall: kept.hall,
        })
    }
}

impl peer::Client for Connected {
    fn create(&mut self, booking: &NewBooking) -> Fallible<()> {
        let event = created_now(0, &booking.arrival, &booking.departure, &[(self.hall, 1)])?;
        let row = self.connection.query_one(
            &self.book,
            &[
                &event.id,
                &event.aggregate,
                &Json(event.data.as_bytes()),
                &moment(event.at),
                &user_id(0),
                &date(&booking.arrival)?,
                &date(&booking.departure)?,
                &accommodation_id(self.hall),
                &1_i32,
            ],
        )?;
        let _number: i32 = row.try_get(0)?;
        Ok(())
    }

    fn list(&mut self, from: &str) -> Fallible<usize> {
        let rows = self.connection.query(&self.list, &[&date(from)?])?;
        told(&rows)
    }

    fn month(&mut self, from: &str, to: &str) -> Fallible<usize> {
        let rows = self
            .connection
            .query(&self.month, &[&date(from)?, &date(to)?])?;
        told(&rows)
    }

    fn availability(&mut self, arrival: &str, departure: &str) -> Fallible<Vec<Free>> {
        let rows = self
            .connection
            .query(&self.free, &[&date(arrival)?, &date(departure)?])?;
        rows.iter()
            .map(|row| {
                let persons: i32 = row.try_get(1)?;
                Ok(Free {
                    name: row.try_get(0)?,
                    persons: u32::try_from(persons).unwrap_or(0),
                })
            })
            .collect()
    }
}

/// Decodes bookings, each completely.
fn told(rows: &[Row]) -> Fallible<usize> {
    let decoded = rows.iter().map(booking).collect::<Fallible<Vec<_>>>()?;
    Ok(std::hint::black_box(decoded).len())
}

fn booking(row: &Row) -> Fallible<Told<Uuid>> {
    let (first, last): (&str, &str) = (row.try_get(1)?, row.try_get(2)?);
    let (places, persons): (Vec<Uuid>, Vec<i32>) = (row.try_get(6)?, row.try_get(7)?);
    Ok(Told {
        number: row.try_get::<_, i32>(0)?.into(),
        member: format!("{first} {last}"),
        arrival: row.try_get::<_, Date>(3)?,
        departure: row.try_get::<_, Date>(4)?,
        status: Status::numbered(row.try_get(5)?)?,
        items: places.into_iter().zip(persons).collect(),
    })
}

/// A moment as the old tables hold it, in UTC without saying so.
pub(super) fn moment(at: jiff::Timestamp) -> DateTime {
    at.to_zoned(jiff::tz::TimeZone::UTC).datetime()
}

/// The text of a JSON value, neither decoded nor checked here.
#[derive(Debug)]
pub(super) struct Json<'a>(pub(super) &'a [u8]);

/// The only version of the binary form there is: text follows.
const JSONB: u8 = 1;

impl<'a> FromSql<'a> for Json<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        match raw.split_first() {
            Some((&JSONB, text)) => Ok(Self(text)),
            _ => Err("a JSON value in a form that is not known".into()),
        }
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::JSONB
    }
}

impl ToSql for Json<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(&[JSONB]);
        out.extend_from_slice(self.0);
        Ok(IsNull::No)
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::JSONB
    }

    postgres::types::to_sql_checked!();
}
