//! Simulated twins for tests and benchmarks: a log in memory whose failures are chosen, a disk in memory that can lose
//! power, and made-up events to put on them. Never used by the program when it serves a house.

mod disk;
mod log;
mod workload;

pub use disk::{DiskFault, Effect, SECTOR_BYTES, SimulatedDisk};
pub use log::{Fault, RewriteFault, SimulatedLog, Staged, Switches};
pub use workload::{Dice, Workload};
