//! Hutbook: placeholder map.
pub mod domain;
pub mod exchange;
pub mod store;
