//! All integration tests in one program: it is linked once. Each part of the house has a module.
//! Never tests what a unit test beside the code can.

mod audit;
mod domain;
mod door;
mod exchange;
mod tidy;
mod web;
