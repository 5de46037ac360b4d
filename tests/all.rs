//! All integration tests in one program: it is linked once. Each part of the house has a module.
//! Never tests what a unit test beside the code can.

#![allow(clippy::unwrap_used)]

mod audit;
mod client;
mod domain;
mod door;
mod exchange;
mod fuzz;
mod golden;
mod letters;
mod mail;
mod portal;
mod process;
mod security;
mod simulation;
mod supervisor;
mod tidy;
mod web;
mod whole;
