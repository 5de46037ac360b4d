//! Hutbook: placeholder map.
pub mod app;
pub mod clock;
pub mod domain;
pub mod exchange;
pub mod projections;
pub mod store;
pub mod web;
