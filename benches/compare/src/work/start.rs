//! From starting a process to its first answer, and reading all events back, by the length of the log. The files are warm in
//! the system's cache: what is told is what a system does, not what the disk does. Never writes to what was filled in.

use crate::{
    hutbook,
    peer::Fallible,
    results::what,
    run::{Run, System},
};
use std::time::Instant;

/// Bookings that come to so many events: nearly all are made and then decided.
fn bookings(events: usize) -> usize {
    events / 2
}

/// Takes the time to the first answer.
pub fn run(run: &mut Run) -> Fallible<()> {
    run.each("start", |run, system| {
        for events in run.options.lengths() {
            let folder = run.filled(system, bookings(*events))?;
            let start = Instant::now();
            let started = run.start(system, &folder)?;
            let took = start.elapsed();
            drop(started);
            run.keeper.add(
                what::START,
                system.name,
                *events,
                0,
                took.as_secs_f64() * 1e3,
            );
            if system.name == hutbook::NAME
                && let Some(took) = run.hutbook.start_from_snapshot(&folder)?
            {
                run.keeper.add(
                    what::START_SNAPSHOT,
                    system.name,
                    *events,
                    0,
                    took.as_secs_f64() * 1e3,
                );
            }
        }
        Ok(())
    })
}

/// Takes the events a second of reading all back, and the bytes each takes.
pub fn replay(run: &mut Run) -> Fallible<()> {
    run.each("replay", |run, system| {
        for events in run.options.lengths() {
            one(run, system, *events)?;
        }
        Ok(())
    })
}

fn one(run: &mut Run, system: System, events: usize) -> Fallible<()> {
    let folder = run.filled(system, bookings(events))?;
    if let Some((count, took)) = run.peer(system).replay(&folder)? {
        run.keeper.add(
            what::REPLAY,
            system.name,
            events,
            0,
            count as f64 / took.as_secs_f64(),
        );
    }
    if let Some(bytes) = run.peer(system).event_bytes(&folder)? {
        run.keeper
            .add(what::EVENT_BYTES, system.name, events, 0, bytes);
    }
    Ok(())
}
