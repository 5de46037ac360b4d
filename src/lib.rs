//! Hutbook: placeholder map.
pub mod app;
pub mod clock;
pub mod domain;
pub mod projections;
pub mod store;
