//! Tests over real HTTP: every route, every status, every limit, and requests nobody should send.

mod access;
mod accommodations;
mod audit;
mod backups;
mod bookings;
mod changes;
mod client;
mod counting;
mod database;
mod erasure;
mod export;
mod failures;
mod house;
mod invitations;
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
