//! Tests of what comes into a house from elsewhere.
//! Never relies on anything that is not in `tests/data`, made by the test itself, or said in its header.
#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests may panic as tests may"
)]

mod legacy_damage;
mod legacy_forms;
mod legacy_garden;
mod legacy_house;
mod legacy_postgres;
mod legacy_rows;
mod legacy_twice;
