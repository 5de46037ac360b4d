//! All integration tests in one binary: it links once, and the tests share their helpers.
//! Never tests what a unit test beside the code can.

mod exchange;
