//! The systems Hutbook is measured beside: PostgreSQL, SQLite and PocketBase, each in its own best way. Never measures
//! anything itself, and never installs anything: what is missing is named.

mod child;
mod events;
mod kept;
mod pocketbase;
mod postgres;
mod sqlite;
mod told;

use crate::peer::{Fallible, Peer};
use jiff::{ToSpan, civil::Date};

pub use {pocketbase::PocketBase, postgres::Postgres, sqlite::Sqlite};

/// All of them. One that is not installed says so when it is asked for its version or to be filled.
pub fn all() -> Vec<Box<dyn Peer>> {
    vec![
        Box::new(Postgres),
        Box::new(Sqlite::default()),
        Box::new(PocketBase),
    ]
}

/// What this program does instead of measuring where it was started as a peer's own process; `None` otherwise. To be asked
/// before anything else, so that such a process takes no memory it does not need.
pub fn host() -> Option<Fallible<()>> {
    sqlite::host()
}

/// The month every start is asked for: the one we are in, by UTC, as its first day and the first of the next.
fn first_month() -> Fallible<(String, String)> {
    let first = today().first_of_month();
    Ok((first.to_string(), first.checked_add(1.month())?.to_string()))
}

fn today() -> Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
}
