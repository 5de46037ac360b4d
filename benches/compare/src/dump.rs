//! Writes a house as a dump of the old system's database, which Hutbook imports: so it comes in by a door that everybody can
//! use, with an event for each step and ids as random as real ones. Never asks a database.

use crate::{
    house::{Booking, House},
    peer::Fallible,
};
use fastrand::Rng;
use serde_json::{Value, json};
use std::io::Write;

/// E-mail address of the administrator, who is the first of the people.
pub const ADMINISTRATOR: &str = "user1@example.org";
const EVENTS: &str = "\"EventStoreEvents\" (\"Id\", \"AggregateId\", \"AggregateType\", \"EventType\", \"EventData\", \"Version\", \"Timestamp\")";
const USERS: &str = "\"Users\" (\"Id\", \"Email\", \"PasswordHash\", \"FirstName\", \"LastName\", \"Role\", \"IsActive\", \"CreatedAt\", \"ChangedAt\", \"LastLoginAt\", \"EmailVerified\", \"EmailVerificationToken\", \"EmailVerificationTokenExpiry\", \"EmailVerifiedAt\", \"IsApprovedForBooking\", \"ApprovedForBookingAt\", \"ApprovedById\", \"RegistrationDate\")";

/// Writes the dump of this house.
pub fn write(house: &House, to: &mut impl Write) -> Fallible<()> {
    let mut dump = Dump {
        to,
        rng: Rng::with_seed(11),
    };
    dump.write(house)
}

struct Dump<'a, W> {
    to: &'a mut W,
    rng: Rng,
}

impl<W: Write> Dump<'_, W> {
    fn write(&mut self, house: &House) -> Fallible<()> {
        writeln!(
            self.to,
            "--\n-- PostgreSQL database dump\n--\n\nCOPY public.{EVENTS} FROM stdin;"
        )?;
        let places: Vec<String> = house.accommodations.iter().map(|_| self.id()).collect();
        for ((place, id), minute) in house.accommodations.iter().zip(&places).zip(0..) {
            // They are numbered in the order of these moments.
            let at = founded(minute)?;
            let content = json!({
                "sleepingAccommodationId": id, "name": place.name, "type": i32::from(place.kind == "tent"),
                "maxCapacity": place.capacity, "isActive": true,
            });
            let kind = "SleepingAccommodation";
            self.event(kind, id, 0, "SleepingAccommodationCreated", &at, content)?;
            if !place.open {
                let content = json!({"sleepingAccommodationId": id});
                self.event(
                    kind,
                    id,
                    1,
                    "SleepingAccommodationDeactivated",
                    &at,
                    content,
                )?;
            }
        }
        for booking in &house.bookings {
            self.booking(booking, &places)?;
        }
        writeln!(self.to, "\\.\n\nCOPY public.{USERS} FROM stdin;")?;
        for (number, name) in (1..).zip(&house.people) {
            let (first, last) = name.split_once(' ').unwrap_or((name, name));
            let role = if number == 1 {
                "Administrator"
            } else {
                "Member"
            };
            let at = column(&founded(0)?);
            writeln!(
                self.to,
                "{number}\tuser{number}@example.org\tnone\t{first}\t{last}\t{role}\tt\t{at}\t\\N\t\\N\tt\t\\N\t\\N\t{at}\tt\t{at}\t1\t{at}"
            )?;
        }
        Ok(writeln!(
            self.to,
            "\\.\n\n--\n-- PostgreSQL database dump complete\n--"
        )?)
    }

    fn booking(&mut self, booking: &Booking, places: &[String]) -> Fallible<()> {
        let id = self.id();
        let item = |(place, persons): &(usize, u32)| json!({"personCount": persons, "sleepingAccommodationId": places[*place]});
        let content = json!({
            "bookingId": id, "userId": booking.member + 1, "status": 0, "notes": booking.note,
            "startDate": format!("{}T00:00:00Z", booking.arrival), "endDate": format!("{}T00:00:00Z", booking.departure),
            "bookingItems": booking.items.iter().map(item).collect::<Vec<_>>(),
        });
        self.event(
            "Booking",
            &id,
            0,
            "BookingCreated",
            &booking.created,
            content,
        )?;
        let then = match booking.status.as_str() {
            "confirmed" => "BookingConfirmed",
            "declined" => "BookingRejected",
            "cancelled" => "BookingCancelled",
            _ => return Ok(()),
        };
        let (content, at) = (json!({"bookingId": id}), self.later(&booking.created)?);
        self.event("Booking", &id, 1, then, &at, content)
    }

    /// Some hours later.
    fn later(&mut self, moment: &str) -> Fallible<String> {
        let moment: jiff::Timestamp = moment.parse()?;
        let hours = self.rng.i64(1..48);
        Ok((moment + jiff::SignedDuration::from_hours(hours)).to_string())
    }

    fn event(
        &mut self,
        kind: &str,
        of: &str,
        version: u32,
        what: &str,
        at: &str,
        mut content: Value,
    ) -> Fallible<()> {
        let id = self.id();
        content["id"] = json!(id);
        content["eventType"] = json!(what);
        content["occurredAt"] = json!(at);
        let at = column(at);
        Ok(writeln!(
            self.to,
            "{id}\t{of}\t{kind}Aggregate\t{what}\t{content}\t{version}\t{at}"
        )?)
    }

    /// A random UUID.
    fn id(&mut self) -> String {
        let random = (self.rng.u128(..) & !(0xf000 << 64) & !(0xc000 << 48))
            | (0x4000 << 64)
            | (0x8000 << 48);
        let digits = format!("{random:032x}");
        let (a, b, c, d, e) = (
            &digits[..8],
            &digits[8..12],
            &digits[12..16],
            &digits[16..20],
            &digits[20..],
        );
        format!("{a}-{b}-{c}-{d}-{e}")
    }
}

/// When people and accommodations came to be: before everything else, one a minute.
fn founded(minute: i64) -> Fallible<String> {
    let first: jiff::Timestamp = "1971-01-01T00:00:00Z".parse()?;
    Ok((first + jiff::SignedDuration::from_mins(minute)).to_string())
}

/// A moment as a column without a zone has it.
fn column(moment: &str) -> String {
    moment.trim_end_matches('Z').replace('T', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made;
    use jiff::civil::date;
    use std::collections::HashSet;

    #[test]
    fn each_booking_has_its_events_and_each_event_an_id_of_its_own() {
        let house = made::house(300, date(2026, 11, 30));
        let mut dump = Vec::new();
        write(&house, &mut dump).expect("memory can be written to");
        let text = String::from_utf8(dump).expect("text");
        let rows = |table: &str| {
            let mut lines = text
                .lines()
                .skip_while(|line| !line.starts_with(&format!("COPY public.{table} ")));
            let columns = lines
                .next()
                .map_or(0, |line| line.matches(", ").count() + 1);
            let rows: Vec<Vec<&str>> = lines
                .take_while(|line| *line != "\\.")
                .map(|row| row.split('\t').collect())
                .collect();
            assert!(rows.iter().all(|row| row.len() == columns), "{table}");
            rows
        };
        assert_eq!(rows("\"Users\"").len(), house.people.len());
        let events = rows("\"EventStoreEvents\"");
        let decided = house
            .bookings
            .iter()
            .filter(|it| it.status != "pending")
            .count();
        assert_eq!(
            events.len(),
            house.accommodations.len() + house.bookings.len() + decided
        );
        let ids: HashSet<&str> = events.iter().map(|row| row[0]).collect();
        assert_eq!(ids.len(), events.len());
        let plain =
            |id: &&str| id.len() == 36 && &id[14..15] == "4" && "89ab".contains(&id[19..20]);
        assert!(ids.iter().all(plain));
        for row in events {
            let content: Value = serde_json::from_str(row[4]).expect("JSON");
            assert_eq!(
                (&content["id"], &content["eventType"]),
                (&json!(row[0]), &json!(row[3]))
            );
        }
    }
}
