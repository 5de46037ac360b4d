//! Tests over real HTTP: every route, every status, every limit, and requests nobody should send.

mod access;
mod accommodations;
mod backups;
mod bookings;
mod changes;
mod client;
mod counting;
mod database;
mod erasure;
mod escaping;
mod failures;
mod guard;
mod house;
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
mod views;
