//! What the disk can do, once in each round, at its beginning. Never asks a system.

use crate::{disk, peer::Fallible, results::what, run::Run};

/// Takes the disk's own rate.
pub fn run(run: &mut Run) -> Fallible<()> {
    let rate = disk::rate(run.data(), run.options.short())?;
    run.keeper.add(what::DISK, "disk", 0, 0, rate);
    Ok(())
}
