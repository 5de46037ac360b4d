//! A connection to PocketBase, kept: questions as its API wants them, answers decoded from JSON. It asks for no count of
//! all, and for whole records: to leave fields out makes an answer half as long and a third slower to give.

use super::http;
use crate::{
    house::{Free, NewBooking},
    peer::{self, Fallible},
    peers::{
        kept::Kept,
        told::{Open, Status, Told, before, date, nights},
    },
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::net::{Ipv4Addr, SocketAddr};

/// Most records it gives at once.
const PAGE: usize = 1_000;
const HOLDING: &str = r#"(status="pending"||status="confirmed")"#;

/// Connects to the server on this port of this machine.
pub(super) fn connect(port: u16) -> Fallible<http::Client> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    Ok(http::Client::new(address)?)
}

/// The id of a member's record, by the place among them.
pub(super) fn member_id(index: usize) -> String {
    format!("m{index:014}")
}

/// The id of an accommodation's record, likewise.
pub(super) fn accommodation_id(index: usize) -> String {
    format!("a{index:014}")
}

/// A date as its database holds it: text with a time of day.
pub(super) fn moment(day: &str) -> String {
    format!("{day} 00:00:00.000Z")
}

/// Where someone sleeps, as the JSON of a booking has it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Item {
    pub(super) accommodation: String,
    pub(super) persons: i32,
}

#[derive(Serialize)]
struct New {
    number: u64,
    member: String,
    arrival: String,
    departure: String,
    status: &'static str,
    items: [Item; 1],
    note: &'static str,
}

#[derive(Deserialize)]
struct Page<Record> {
    items: Vec<Record>,
}

#[derive(Deserialize)]
struct Booking {
    number: i64,
    arrival: String,
    departure: String,
    status: String,
    items: Vec<Item>,
    expand: Expand,
}

#[derive(Deserialize)]
struct Expand {
    member: Member,
}

#[derive(Deserialize)]
struct Member {
    name: String,
}

#[derive(Deserialize)]
struct Taken {
    arrival: String,
    departure: String,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Accommodation {
    id: String,
    name: String,
    capacity: i32,
}

/// A connection.
pub(super) struct Connected {
    connection: http::Client,
    /// The accommodations that are open, in order. Asked for once: a page that shows free places has them already.
    open: Vec<Accommodation>,
    longest: i32,
    hall: String,
    /// Bookings that were filled in: the numbers after theirs are given by the client, as it gives none.
    bookings: u64,
}

impl Connected {
    /// As the administrator whose token was kept.
    pub(super) fn over(mut connection: http::Client, kept: &Kept) -> Fallible<Self> {
        connection.token.clone_from(&kept.token);
        Ok(Self {
            connection,
            open: Vec::new(),
            longest: kept.longest,
            hall: accommodation_id(kept.hall),
            bookings: kept.bookings,
        })
    }

    /// Asks for the accommodations, without which free places cannot be counted.
    pub(super) fn know_accommodations(&mut self) -> Fallible<()> {
        self.open = self.records(
            "accommodations",
            &[("filter", "open=true"), ("sort", "number")],
        )?;
        Ok(())
    }

    /// All records a question has for an answer, page by page where there are more than one holds.
    fn records<Record: DeserializeOwned>(
        &mut self,
        collection: &str,
        question: &[(&str, &str)],
    ) -> Fallible<Vec<Record>> {
        let mut all = Vec::new();
        for page in 1.. {
            let mut found = self.page(collection, question, page, PAGE)?;
            let last = found.len() < PAGE;
            all.append(&mut found);
            if last {
                break;
            }
        }
        Ok(all)
    }

    fn page<Record: DeserializeOwned>(
        &mut self,
        collection: &str,
        question: &[(&str, &str)],
        page: usize,
        most: usize,
    ) -> Fallible<Vec<Record>> {
        let question = form_urlencoded::Serializer::new(String::new())
            .append_pair("page", &page.to_string())
            .append_pair("perPage", &most.to_string())
            .append_pair("skipTotal", "1")
            .extend_pairs(question)
            .finish();
        let path = format!("/api/collections/{collection}/records?{question}");
        let answer = self.connection.send("GET", &path, &[], None)?;
        let found: Page<Record> = serde_json::from_slice(body(&answer)?)?;
        Ok(found.items)
    }

    /// That a booking overlaps a span, and began no earlier than it could have.
    fn overlap(&self, from: &str, to: Option<&str>) -> Fallible<String> {
        let earliest = moment(&before(date(from)?, self.longest)?.to_string());
        let mut filter = format!(r#"arrival>"{earliest}" && departure>"{}""#, moment(from));
        if let Some(to) = to {
            filter.push_str(&format!(r#" && arrival<"{}" && {HOLDING}"#, moment(to)));
        }
        Ok(filter)
    }
}

/// The body of an answer that says yes.
pub(super) fn body(answer: &http::Answer) -> Fallible<&[u8]> {
    if answer.status == 200 {
        return Ok(&answer.body);
    }
    let told = String::from_utf8_lossy(&answer.body);
    Err(format!("PocketBase answered {}: {told}", answer.status).into())
}

fn told(records: Vec<Booking>) -> Fallible<usize> {
    let decoded = records
        .into_iter()
        .map(|record| {
            let items = record.items.into_iter();
            Ok(Told {
                number: record.number,
                member: record.expand.member.name,
                arrival: date(&record.arrival)?,
                departure: date(&record.departure)?,
                status: Status::named(&record.status)?,
                items: items
                    .map(|item| (item.accommodation, item.persons))
                    .collect(),
            })
        })
        .collect::<Fallible<Vec<Told<String>>>>()?;
    Ok(std::hint::black_box(decoded).len())
}

impl peer::Client for Connected {
    fn create(&mut self, booking: &NewBooking) -> Fallible<()> {
        let new = New {
            number: self.bookings + 1 + booking.number,
            member: member_id(0),
            arrival: moment(&booking.arrival),
            departure: moment(&booking.departure),
            status: "pending",
            items: [Item {
                accommodation: self.hall.clone(),
                persons: 1,
            }],
            note: "",
        };
        let new = serde_json::to_string(&new)?;
        let path = "/api/collections/bookings/records";
        let answer = self.connection.send("POST", path, &[], Some(&new))?;
        body(&answer).map(drop)
    }

    fn list(&mut self, from: &str) -> Fallible<usize> {
        let filter = self.overlap(from, None)?;
        let question = [
            ("filter", filter.as_str()),
            ("sort", "arrival,number"),
            ("expand", "member"),
        ];
        told(self.page("bookings", &question, 1, 50)?)
    }

    fn month(&mut self, from: &str, to: &str) -> Fallible<usize> {
        let filter = self.overlap(from, Some(to))?;
        let question = [
            ("filter", filter.as_str()),
            ("sort", "arrival,number"),
            ("expand", "member"),
        ];
        told(self.records("bookings", &question)?)
    }

    fn availability(&mut self, arrival: &str, departure: &str) -> Fallible<Vec<Free>> {
        let filter = self.overlap(arrival, Some(departure))?;
        // In some order, so that pages do not share records; that of the index costs nothing.
        let question = [("filter", filter.as_str()), ("sort", "arrival,number")];
        let taken: Vec<Taken> = self.records("bookings", &question)?;
        let first = date(arrival)?;
        let count = nights(first, date(departure)?);
        let mut places: Vec<Open> = self
            .open
            .iter()
            .map(|place| Open::new(place.name.clone(), place.capacity, count))
            .collect();
        for booking in taken {
            let (from, to) = (date(&booking.arrival)?, date(&booking.departure)?);
            for item in booking.items {
                let place = self.open.iter().position(|p| p.id == item.accommodation);
                if let Some(place) = place {
                    places[place].take(first, from, to, item.persons);
                }
            }
        }
        Ok(places.into_iter().map(Open::free).collect())
    }
}
