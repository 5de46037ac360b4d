//! Hutbook: placeholder map.
pub mod domain;
pub mod store;
pub mod web;
