//! The whole program on a simulated disk: log, writer, book and vault, opened as when a house is served, but with a
//! manual clock, randomness from a seed, and a writer that runs when it is told to. Never judges what it does.

use super::orders::Wanted;
use core::ops::ControlFlow;
use hutbook::{
    app::{
        App, Writer,
        order::{Answer, Order},
    },
    clock::{Clock, ManualClock},
    domain::{event::Recorded, ids::Sequence, time::Moment},
    projections::book::Book,
    store::{Failure, Randomness, RedbLog, simulated::SimulatedDisk},
};
use std::{
    io,
    sync::{Arc, mpsc},
};

/// A house that is open.
pub(super) struct House {
    pub(super) disk: SimulatedDisk,
    pub(super) app: Arc<App>,
    writer: Writer,
    clock: ManualClock,
}

impl House {
    /// Opens what is on a disk, or founds a log there.
    pub(super) fn open(disk: &SimulatedDisk, now: Moment, seed: u64) -> Result<Self, String> {
        let log = RedbLog::open_simulated(disk).map_err(|error| format!("{error}: {error:?}"))?;
        let clock = ManualClock::at(now);
        let randomness = Randomness::seeded(seed ^ (disk.operations() as u64) << 32);
        let (app, writer) = App::open(
            Box::new(log),
            Clock::Manual(clock.clone()),
            randomness,
            None,
        )
        .map_err(|failure| format!("{failure}: {failure:?}"))?;
        Ok(Self {
            disk: disk.clone(),
            app,
            writer,
            clock,
        })
    }

    /// Moves the hands of the clock.
    pub(super) fn set_clock(&self, now: Moment) {
        self.clock.set(now);
    }

    /// Hands orders in at once, gives the writer its turn, and answers with what became of each.
    pub(super) fn ask(&mut self, batch: &[Wanted]) -> Vec<Answer> {
        let answers: Vec<_> = batch
            .iter()
            .map(|wanted| {
                let (to, from) = mpsc::channel();
                let order = Order {
                    actor: wanted.actor,
                    id: wanted.id,
                    command: wanted.command.clone(),
                };
                self.app
                    .submit(order, Box::new(move |answer| drop(to.send(answer))));
                from
            })
            .collect();
        self.writer.serve_waiting();
        answers
            .into_iter()
            .map(|from| {
                from.try_recv()
                    .expect("every order is answered in its turn")
            })
            .collect()
    }

    /// Events after a sequence as people can read them.
    pub(super) fn events(&self, after: Sequence) -> Result<Vec<Recorded>, Failure> {
        let mut events = Vec::new();
        self.app.events(after, &mut |recorded| {
            events.push(recorded);
            ControlFlow::Continue(())
        })?;
        Ok(events)
    }

    /// The book as a replay of the log gives it.
    pub(super) fn replayed(&self) -> Result<Book, Failure> {
        self.app.as_of(Sequence::MAX)
    }

    /// Ends the process between two instructions: what it would have written when it was closed is not.
    pub(super) fn kill(self) {
        let disk = self.disk.clone();
        disk.fail_after(0, io::ErrorKind::Other);
        drop(self);
        disk.repair();
    }
}
