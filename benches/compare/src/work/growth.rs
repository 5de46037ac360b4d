//! Curves: what one client gets as the house grows, and what more and more clients get from Hutbook. Shorter than the other
//! rates, since there are many points. Never takes a point the other rates have.

use super::{clients as so_many, rates::add, workers};
use crate::{
    hutbook,
    load::Kind,
    peer::{Fallible, Started},
    run::{Run, System},
};

/// Takes all four rates with one client, at the other sizes.
pub fn sizes(run: &mut Run) -> Fallible<()> {
    run.each("sizes", |run, system| {
        for bookings in run.options.sizes() {
            if *bookings == run.options.main_size() {
                continue;
            }
            let copy = run.copy(system, *bookings)?;
            let started = run.start(system, copy.path())?;
            // Booking comes last: what is read has nothing booked by others in it.
            for kind in Kind::READS.into_iter().chain([Kind::Create]) {
                point(run, system, &*started, kind, *bookings, 1)?;
            }
        }
        Ok(())
    })
}

/// Takes booking and listing with more and more clients, from Hutbook alone.
pub fn clients(run: &mut Run) -> Fallible<()> {
    run.alone(hutbook::NAME, "clients", |run, system| {
        let bookings = run.options.main_size();
        let copy = run.copy(system, bookings)?;
        let started = run.start(system, copy.path())?;
        for kind in [Kind::List, Kind::Create] {
            for count in run.options.more_clients() {
                point(run, system, &*started, kind, bookings, *count)?;
            }
        }
        Ok(())
    })
}

fn point(
    run: &mut Run,
    system: System,
    started: &dyn Started,
    kind: Kind,
    bookings: usize,
    count: usize,
) -> Fallible<()> {
    let questions = run.questions(bookings);
    let mut asking = so_many(started, count)?;
    let workers = workers(system.name, started);
    let measured = run
        .asked(&questions)
        .load(kind, &mut asking, &workers, run.options.short())?;
    add(run, system, kind, bookings, count, &measured);
    Ok(())
}
