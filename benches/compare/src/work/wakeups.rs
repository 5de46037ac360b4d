//! How often idle systems wake the processor. All are watched at the same time: what idles does not disturb its neighbour.
//! Never asks them anything while it watches.

use crate::{peer::Fallible, process, results::what, run::Run};
use std::{thread, time::Duration};

/// How long they are left alone first.
const REST: Duration = Duration::from_secs(3);

/// Takes the switches a second.
pub fn run(run: &mut Run) -> Fallible<()> {
    let (bookings, idle) = (run.options.main_size(), run.options.idle());
    eprintln!("wakeups: all");
    let mut all = Vec::new();
    for system in run.systems() {
        let started = run
            .copy(system, bookings)
            .and_then(|copy| Ok((run.start(system, copy.path())?, copy)));
        match started {
            Ok((started, copy)) => all.push((system, started, copy)),
            Err(why) => run
                .keeper
                .note(format!("wakeups with {}: {why}", system.name)),
        }
    }
    thread::sleep(REST);
    let counted = || {
        all.iter()
            .map(|(_, started, _)| process::switches(&started.processes()))
    };
    let before = counted().collect::<Fallible<Vec<_>>>()?;
    thread::sleep(idle);
    let after = counted().collect::<Fallible<Vec<_>>>()?;
    for ((system, _, _), (before, after)) in all.iter().zip(before.into_iter().zip(after)) {
        let each = after.saturating_sub(before) as f64 / idle.as_secs_f64();
        run.keeper
            .add(what::WAKEUPS, system.name, bookings, 0, each);
    }
    run.keeper.save()
}
