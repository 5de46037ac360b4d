//! Tests of what comes into a house from elsewhere.
//! Never relies on anything that is not in `tests/data` or made by the test itself.

mod legacy_garden;
mod legacy_house;
