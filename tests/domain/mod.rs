//! Tests of the rules: given what has happened, when somebody asks for something, then events or a refusal.
//! Never goes around the two doors, `decide` and `State::apply`.

mod accommodations;
mod alternatives;
mod capacity;
mod changes;
mod coming;
mod erasure;
mod given;
mod histories;
mod holidays;
mod house;
mod invitations;
mod keys;
mod log;
mod outlived;
mod people;
mod profile;
mod requests;
mod statuses;
mod undo;
mod words;
