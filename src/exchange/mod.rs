//! Other people's formats: what comes into a house from elsewhere, and what leaves it for elsewhere.
//! Never knows HTTP, pages or how the log lies on the disk: it turns bytes into events and back, the rest is the caller's.

pub mod csv;
pub mod events;
pub mod ics;
pub mod legacy;
pub mod person;
