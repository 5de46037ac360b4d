//! What readers see, computed from events and kept in memory: thrown away and built anew by replay at will.
//! Pure folds. Never touches the store, the disk or a clock, never refuses anything.

pub mod activity;
pub mod agenda;
pub mod alternatives;
pub mod arrivals;
pub mod availability;
pub mod book;
pub mod figures;
pub mod inventory;
pub mod load;
pub mod outbox;
pub mod plan;
pub mod repeats;
pub mod search;
pub mod sessions;
pub mod snapshot;
mod sorted;
pub mod words;

#[cfg(test)]
mod outbox_tests;
#[cfg(test)]
pub(crate) mod samples;
