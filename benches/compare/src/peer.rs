//! What every system under measure can do, in its own best way: be filled with the same house, be started, take bookings
//! and answer the three questions the pages ask. Never measures anything itself.

use crate::house::{Free, House, NewBooking};
use serde::{Deserialize, Serialize};
use std::{path::Path, time::Duration};

/// Whatever went wrong while something was set up or asked; a run ends by it.
pub type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A system under measure.
pub trait Peer {
    /// Its name as tables and charts show it, such as "PostgreSQL".
    fn name(&self) -> &'static str;

    /// Its version, as it says itself.
    fn version(&self) -> Fallible<String>;

    /// Makes a place for data in this folder, which is empty, and fills it with the house. It is stopped afterwards.
    fn fill(&mut self, folder: &Path, house: &House) -> Fallible<()>;

    /// Starts it on what it was filled with, and returns once the first question (a month) has been answered.
    fn start(&mut self, folder: &Path) -> Fallible<Box<dyn Started>>;

    /// Reads all events of what it was filled with, in order, and decodes each into typed values: how many, and how long
    /// that took, starting not counted. `None` for one that keeps no events.
    fn replay(&self, _folder: &Path) -> Fallible<Option<(u64, Duration)>> {
        Ok(None)
    }

    /// Bytes on the disk for each event, of the events and their indexes alone; `None` where it cannot be told.
    fn event_bytes(&self, _folder: &Path) -> Fallible<Option<f64>> {
        Ok(None)
    }
}

/// A system that runs. Dropped, it ends.
pub trait Started {
    /// The processes it consists of now; all of them are counted.
    fn processes(&self) -> Vec<u32>;

    /// A client of its own: a connection, and what is prepared once for it. Used by one thread.
    fn client(&self) -> Fallible<Box<dyn Client>>;

    /// Bytes its data take on the disk now, with all that it needs to be opened again.
    fn bytes_on_disk(&self) -> Fallible<u64>;

    /// For a system whose clients work within the process that asks: has its own process do the work, so that memory and
    /// writes can be told apart from the asking one's. Answers how many answers there were; `None` where clients load the
    /// system's own processes anyway.
    fn own_work(&self, _work: &OwnWork) -> Fallible<Option<u64>> {
        Ok(None)
    }
}

/// What a system's own process shall do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OwnWork {
    /// Whether it only books; otherwise it lists, asks for a month and for free places, and books, in turn.
    pub only_books: bool,
    /// Clients at once.
    pub clients: u32,
    /// How long, in seconds.
    pub seconds: f64,
    /// The first number of bookings that no other one of the run has; as many as are needed follow.
    pub first: u64,
}

/// One of many clients.
pub trait Client: Send {
    /// Books, and returns once the system has said that it is done.
    fn create(&mut self, booking: &NewBooking) -> Fallible<()>;

    /// The next 50 bookings of any status whose departure is after `from`, by arrival and then by number: how many came.
    /// Each comes with its number, member's name, dates, status and items, decoded.
    fn list(&mut self, from: &str) -> Fallible<usize>;

    /// All bookings that hold places (pending and confirmed) on any night in [from, to), with the same content.
    fn month(&mut self, from: &str, to: &str) -> Fallible<usize>;

    /// The free places of every accommodation that is open: the least over the nights of the stay, in the order of the
    /// accommodations.
    fn availability(&mut self, arrival: &str, departure: &str) -> Fallible<Vec<Free>>;
}
