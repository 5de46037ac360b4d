//! Hutbook beside PostgreSQL, SQLite and PocketBase: composition only.

mod house;
mod peer;
mod results;

fn main() {}
