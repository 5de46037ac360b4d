//! One of Hutbook's clients: asks over one connection and decodes every answer into typed values, as a program would that
//! wants to do something with them. A month is `GET /api/calendar`, which the page with the plan draws: it tells stays by
//! accommodation, from which the client puts the bookings together. Never checks more than that an answer is whole; how much
//! came is for the caller to compare.

use crate::{
    house::{Free, NewBooking},
    http::Connection,
    made::HALL,
    peer::{Client, Fallible},
};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use std::{collections::HashMap, fmt::Write as _, net::SocketAddr};

/// A client.
pub struct Asking {
    connection: Connection,
    /// The end of every head: who asks, and whom.
    credentials: String,
    /// The hall's id, once it is known.
    hall: String,
    request: String,
}

/// A list of bookings, of which all fields are decoded that the other systems tell too.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct List<'a> {
    #[serde(borrow)]
    items: Vec<Listed<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "decoding is what is measured")]
struct Listed<'a> {
    number: u32,
    member_name: Option<String>,
    arrival: Date,
    departure: Date,
    status: Status,
    #[serde(borrow)]
    items: Vec<Item<'a>>,
    note: Option<String>,
    created_at: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "decoding is what is measured")]
struct Item<'a> {
    accommodation_id: &'a str,
    persons: u32,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Status {
    Pending,
    Confirmed,
    Declined,
    Cancelled,
    Completed,
}

#[derive(Deserialize)]
struct Calendar<'a> {
    #[serde(borrow)]
    accommodations: Vec<Row<'a>>,
}

#[derive(Deserialize)]
struct Row<'a> {
    id: &'a str,
    #[serde(borrow)]
    stays: Vec<Bar<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bar<'a> {
    booking_id: &'a str,
    member_name: Option<String>,
    arrival: Date,
    departure: Date,
    status: Status,
    persons: u32,
}

/// A booking put together from the bars of a month.
#[expect(dead_code, reason = "putting it together is what is measured")]
struct Together<'a> {
    member_name: Option<String>,
    arrival: Date,
    departure: Date,
    status: Status,
    items: Vec<(&'a str, u32)>,
}

#[derive(Deserialize)]
struct Availability {
    accommodations: Vec<Places>,
}

#[derive(Deserialize)]
struct Places {
    name: String,
    free: u32,
}

#[derive(Deserialize)]
struct Accommodations {
    items: Vec<Accommodation>,
}

#[derive(Deserialize)]
struct Accommodation {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Created {
    status: Status,
}

impl Asking {
    /// Connects; whoever shows this token asks.
    pub fn new(address: SocketAddr, token: &str) -> Fallible<Self> {
        Ok(Self {
            connection: Connection::new(address)?,
            credentials: format!("Host: {address}\r\nAuthorization: Bearer {token}\r\n"),
            hall: String::new(),
            request: String::new(),
        })
    }

    /// Finds out what is needed for booking.
    pub fn learn(&mut self) -> Fallible<()> {
        let known: Accommodations = serde_json::from_slice(self.get("/api/accommodations")?)?;
        let hall = known.items.into_iter().find(|it| it.name == HALL);
        self.hall = hall.ok_or("the house has no hall")?.id;
        Ok(())
    }

    /// The body of an answer to a question.
    pub fn get(&mut self, path: &str) -> Fallible<&[u8]> {
        self.request.clear();
        write!(
            self.request,
            "GET {path} HTTP/1.1\r\n{}\r\n",
            self.credentials
        )?;
        let answer = self.connection.send(self.request.as_bytes())?;
        if answer.status != 200 {
            let told = String::from_utf8_lossy(answer.body);
            return Err(format!("GET {path} was answered {}: {told}", answer.status).into());
        }
        Ok(answer.body)
    }
}

impl Client for Asking {
    fn create(&mut self, booking: &NewBooking) -> Fallible<()> {
        let NewBooking {
            arrival, departure, ..
        } = booking;
        let body = format!(
            r#"{{"arrival":"{arrival}","departure":"{departure}","items":[{{"accommodationId":"{}","persons":1}}]}}"#,
            self.hall
        );
        self.request.clear();
        write!(
            self.request,
            "POST /api/bookings HTTP/1.1\r\n{}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.credentials,
            body.len()
        )?;
        let answer = self.connection.send(self.request.as_bytes())?;
        if answer.status != 201 {
            let told = String::from_utf8_lossy(answer.body);
            return Err(format!("a booking was answered {}: {told}", answer.status).into());
        }
        match serde_json::from_slice::<Created>(answer.body)?.status {
            Status::Pending | Status::Confirmed => Ok(()),
            Status::Declined | Status::Cancelled | Status::Completed => {
                Err("a new booking holds no places".into())
            }
        }
    }

    fn list(&mut self, from: &str) -> Fallible<usize> {
        let list: List<'_> =
            serde_json::from_slice(self.get(&format!("/api/bookings?from={from}&limit=50"))?)?;
        Ok(list.items.len())
    }

    fn month(&mut self, from: &str, to: &str) -> Fallible<usize> {
        let calendar: Calendar<'_> =
            serde_json::from_slice(self.get(&format!("/api/calendar?from={from}&to={to}"))?)?;
        let mut bookings: HashMap<&str, Together<'_>> = HashMap::new();
        for row in calendar.accommodations {
            for bar in row.stays {
                let found = bookings.entry(bar.booking_id).or_insert_with(|| Together {
                    member_name: bar.member_name,
                    arrival: bar.arrival,
                    departure: bar.departure,
                    status: bar.status,
                    items: Vec::new(),
                });
                found.items.push((row.id, bar.persons));
            }
        }
        Ok(bookings.len())
    }

    fn availability(&mut self, arrival: &str, departure: &str) -> Fallible<Vec<Free>> {
        let path = format!("/api/availability?arrival={arrival}&departure={departure}");
        let told: Availability = serde_json::from_slice(self.get(&path)?)?;
        let free = |it: Places| Free {
            name: it.name,
            persons: it.free,
        };
        Ok(told.accommodations.into_iter().map(free).collect())
    }
}
