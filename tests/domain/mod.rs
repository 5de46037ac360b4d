//! Tests of the rules: given what has happened, when somebody asks for something, then events or a refusal.
//! Never goes around the two doors, `decide` and `State::apply`.

mod accommodations;
mod alternatives;
mod capacity;
mod changes;
mod erasure;
mod given;
mod histories;
mod holidays;
mod house;
mod invitations;
mod log;
mod people;
mod requests;
mod statuses;
mod undo;
mod words;
