//! How many answers a second each system gives to 1, 8 and 64 clients at a house of 10,000 bookings, how long they take, and
//! what they cost. Those that read ask data nobody writes to; those that book get a copy of their own each round.

use super::{clients, workers};
use crate::{
    device::Device,
    load::{Kind, Measured},
    peer::{Fallible, Started},
    results::what,
    run::{Run, System},
};

/// The clients at which the cost of an answer is told.
const TOLD: usize = 8;

/// Takes the rates of reading.
pub fn read(run: &mut Run) -> Fallible<()> {
    run.each("read", |run, system| {
        let bookings = run.options.main_size();
        let folder = run.filled(system, bookings)?;
        let started = run.start(system, &folder)?;
        for kind in Kind::READS {
            for count in run.options.clients() {
                timed(run, system, &*started, kind, bookings, *count)?;
            }
        }
        Ok(())
    })
}

/// Takes the rates of booking, and the bytes a booking writes.
pub fn create(run: &mut Run) -> Fallible<()> {
    run.each("create", |run, system| {
        let bookings = run.options.main_size();
        let copy = run.copy(system, bookings)?;
        let started = run.start(system, copy.path())?;
        let device = Device::of(copy.path());
        if let Err(why) = &device {
            run.keeper.note(format!("bytes written: {why}"));
        }
        for count in run.options.clients() {
            let before = device.as_ref().map(Device::written);
            let measured = timed(run, system, &*started, Kind::Create, bookings, *count)?;
            if let (Ok(device), Ok(before)) = (&device, before) {
                let written = device.written()?.saturating_sub(before?) as f64;
                run.keeper.add(
                    what::BYTES_WRITTEN,
                    system.name,
                    bookings,
                    *count,
                    written / measured.answers as f64,
                );
            }
        }
        Ok(())
    })
}

/// One rate with all that is told of it.
fn timed(
    run: &mut Run,
    system: System,
    started: &dyn Started,
    kind: Kind,
    bookings: usize,
    count: usize,
) -> Fallible<Measured> {
    let questions = run.questions(bookings);
    let mut asking = clients(started, count)?;
    let workers = workers(system.name, started);
    let window = run.options.window;
    let measured = run
        .asked(&questions)
        .load(kind, &mut asking, &workers, window)?;
    add(run, system, kind, bookings, count, &measured);
    if count == TOLD {
        let what = format!("{}{}", what::CPU, kind.name());
        run.keeper
            .add(&what, system.name, bookings, count, measured.cpu);
    }
    Ok(measured)
}

/// Keeps a rate and the times of its answers.
pub fn add(
    run: &mut Run,
    system: System,
    kind: Kind,
    bookings: usize,
    count: usize,
    measured: &Measured,
) {
    let kind = kind.name();
    let keeper = &mut run.keeper;
    keeper.add(kind, system.name, bookings, count, measured.rate);
    keeper.add(
        &format!("{kind}-p50"),
        system.name,
        bookings,
        count,
        measured.p50,
    );
    keeper.add(
        &format!("{kind}-p99"),
        system.name,
        bookings,
        count,
        measured.p99,
    );
}
