//! Memory of each system with houses of every size: when it has started, and after clients have read and booked; and the bytes
//! of its data meanwhile. Never times anything.

use super::{clients, workers};
use crate::{
    hutbook,
    load::Kind,
    peer::{Fallible, OwnWork, Started as _},
    process,
    results::what,
    run::{Run, System},
};
use std::{thread, time::Duration};

/// How long a system that has started is left alone first.
const REST: Duration = Duration::from_secs(1);
/// How many clients load it, and how long they read and then book.
const CLIENTS: usize = 8;
const READING: Duration = Duration::from_secs(2);
/// Numbers kept for a system that does its work itself: more than any can use up.
const NUMBERS: u64 = 1_000_000;

/// Takes idle and loaded memory.
pub fn run(run: &mut Run) -> Fallible<()> {
    run.each("memory", |run, system| {
        for bookings in run.options.sizes() {
            one(run, system, *bookings)?;
        }
        Ok(())
    })
}

fn one(run: &mut Run, system: System, bookings: usize) -> Fallible<()> {
    let copy = run.copy(system, bookings)?;
    if system.name == hutbook::NAME {
        let served = run.hutbook.serve(copy.path(), &[])?;
        thread::sleep(REST);
        let bytes = process::memory(&served.processes())?;
        run.keeper
            .add(what::REST_MEMORY, system.name, bookings, 0, bytes as f64);
    }
    let started = run.start(system, copy.path())?;
    thread::sleep(REST);
    let idle = process::memory(&started.processes())?;
    run.keeper
        .add(what::IDLE_MEMORY, system.name, bookings, 0, idle as f64);
    run.keeper.add(
        what::DATA_BYTES,
        system.name,
        bookings,
        0,
        started.bytes_on_disk()? as f64,
    );
    let own = OwnWork {
        only_books: false,
        clients: CLIENTS as u32,
        seconds: (READING * 2).as_secs_f64(),
        first: run.numbers.block(NUMBERS),
    };
    let questions = run.questions(bookings);
    // Their connections belong to the load: they stay open until the memory has been read.
    let mut loading = Vec::new();
    if started.own_work(&own)?.is_none() {
        loading = clients(&*started, CLIENTS)?;
        let workers = workers(system.name, &*started);
        for kind in Kind::READS {
            run.asked(&questions)
                .load(kind, &mut loading, &workers, READING / 3)?;
        }
        run.asked(&questions)
            .load(Kind::Create, &mut loading, &workers, READING)?;
    }
    let loaded = process::memory(&started.processes())?;
    drop(loading);
    run.keeper
        .add(what::LOADED_MEMORY, system.name, bookings, 0, loaded as f64);
    Ok(())
}
