//! Tests over real HTTP: every route, every status, every limit, and requests nobody should send.

mod access;
mod accommodations;
mod account;
mod backups;
mod bookings;
mod changes;
pub(crate) mod client;
mod coming;
mod counting;
mod database;
mod erasure;
mod failures;
pub(crate) mod house;
mod limits;
mod malformed;
mod past;
mod people;
mod plan;
mod races;
mod repeats;
mod server;
mod session;
mod staying;
mod tags;
mod uses;
mod views;
