//! Pages: each is a struct of plain data that renders itself as markup, complete without any script.
//! Never asks the application, the clock or the disk: whoever makes a page fills in what it shows.

pub mod accommodations;
pub mod account;
pub mod arrivals;
pub mod assets;
pub mod booking_detail;
pub mod booking_form;
pub mod bookings;
pub mod calendar;
pub(crate) mod charts;
mod chips;
pub mod coming;
pub mod display;
pub mod entry;
pub mod erase;
pub mod error;
pub mod events;
pub mod fields;
pub mod figures;
pub mod filled;
pub mod form;
pub mod icons;
pub mod invitations;
pub mod layout;
pub mod mail_settings;
pub mod paths;
pub mod people;
pub mod plan;
pub mod post;
mod qr;
pub mod requests;
pub mod second_step;
pub mod settings;
pub mod storage;
pub mod year;

#[cfg(test)]
mod tests;

pub use form::{Mistake, Token};
