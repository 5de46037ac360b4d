//! The pieces of work, each in a file of its own, and the order in which they are done. Never formats a figure.

mod agents;
mod disk;
mod first_page;
mod growth;
mod instructions;
mod memory;
mod rates;
mod start;
mod syncs;
mod wakeups;

use crate::{
    peer::{Client, Fallible, Started},
    run::Run,
};

/// A piece of work.
pub struct Work {
    /// Its name.
    pub name: &'static str,
    /// Whether every round has it: what is timed swings, what is counted does not.
    pub every_round: bool,
    /// Does it.
    pub run: fn(&mut Run) -> Fallible<()>,
}

/// All of them, in order.
pub const ALL: [Work; 13] = [
    work("disk", true, disk::run),
    work("memory", true, memory::run),
    work("create", true, rates::create),
    work("read", true, rates::read),
    work("sizes", true, growth::sizes),
    work("clients", true, growth::clients),
    work("start", true, start::run),
    work("replay", true, start::replay),
    work("wakeups", false, wakeups::run),
    work("syncs", false, syncs::run),
    work("agents", false, agents::run),
    work("instructions", false, instructions::run),
    work("first-page", false, first_page::run),
];

const fn work(name: &'static str, every_round: bool, run: fn(&mut Run) -> Fallible<()>) -> Work {
    Work {
        name,
        every_round,
        run,
    }
}

/// So many clients of a system.
fn clients(of: &dyn Started, count: usize) -> Fallible<Vec<Box<dyn Client>>> {
    (0..count).map(|_| of.client()).collect()
}

/// The processes that work while clients ask: those of the system, or this one where clients work within it.
fn workers(name: &str, of: &dyn Started) -> Vec<u32> {
    /// Linked into whoever uses it.
    const IN_PROCESS: &str = "SQLite";
    match name {
        IN_PROCESS => vec![std::process::id()],
        _ => of.processes(),
    }
}
