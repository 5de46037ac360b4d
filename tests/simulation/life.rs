//! One life of a house, told by a seed: people ask, the disk fails in every way it can, the process is killed, closed
//! and started again; each step is held against the oracle. Never cuts the power: that is done to the record of it.

use super::{
    house::House,
    oracle::{Excuse, Oracle},
    orders::{Clients, Wanted},
    run::{self, Tally},
};
use hutbook::{
    domain::time::Moment,
    store::simulated::{Dice, DiskFault, Effect, SimulatedDisk},
};
use jiff::civil::Date;
use std::io::ErrorKind;

/// When every life begins.
pub(super) const NOW: Moment = Moment::from_millis(1_790_000_000_000);
/// Most milliseconds between two steps: a life stays within the days in which a request can be repeated.
const MOST_MILLIS: u64 = 3 * 60 * 60 * 1000;
/// Operations within which a staged failure comes: a little more than a commit and an opening have.
const SOON: u64 = 24;

/// A life so far.
pub(super) struct Life {
    pub(super) disk: SimulatedDisk,
    pub(super) oracle: Oracle,
    pub(super) now: Moment,
    /// Operations of the disk when there was a log on it.
    pub(super) born: usize,
    house: Option<House>,
    clients: Clients,
    dice: Dice,
    seed: u64,
}

impl Life {
    /// A house that is founded, with people and places.
    pub(super) fn begin(seed: u64) -> Self {
        let disk = SimulatedDisk::new();
        let house = House::open(&disk, NOW, seed).unwrap();
        let mut life = Self {
            born: disk.operations(),
            disk,
            oracle: Oracle::default(),
            now: NOW,
            house: Some(house),
            clients: Clients::new(seed),
            dice: Dice::new(seed ^ 0x006c_6966_6500),
            seed,
        };
        life.oracle
            .is_what_the_log_says(life.house.as_ref().unwrap());
        for batch in life.clients.founding() {
            life.ask(batch, Excuse::default());
        }
        life
    }

    /// Steps, with all that can happen between them.
    pub(super) fn live(&mut self, steps: u64, largest_batch: u64, faults: bool, tally: &mut Tally) {
        for step in 0..steps {
            run::at(step as usize, 0, 0);
            match self.dice.below(12) {
                0 => self.restart(true),
                1 => self.restart(false),
                _ => {}
            }
            let batch = self.batch(largest_batch);
            let fault = (faults && self.dice.below(3) == 0).then(|| self.any_fault());
            let unknown = self.step(batch, fault, tally);
            if unknown > 0 {
                tally.count("unknown outcomes");
            }
        }
        while !self.oracle.to_retry.is_empty() {
            let batch = core::mem::take(&mut self.oracle.to_retry);
            self.ask(batch, Excuse::default());
            tally.count("settled retries");
        }
    }

    /// One batch, with a failure that comes in it; how many orders met an unknown outcome.
    pub(super) fn step(
        &mut self,
        batch: Vec<Wanted>,
        fault: Option<DiskFault>,
        tally: &mut Tally,
    ) -> usize {
        tally.count("steps");
        let mut excuse = Excuse {
            full: false,
            failures_before: self.disk.failures(),
        };
        if let Some(fault) = fault {
            tally.count(if fault.reads {
                "failing reads"
            } else {
                "failing changes"
            });
            excuse.full = fault.kind == ErrorKind::StorageFull;
            self.disk.stage(fault);
        } else if self.dice.below(20) == 0 {
            excuse.full = true;
            self.disk.set_free_bytes(0);
            tally.count("full disks");
        }
        self.ask(batch, excuse)
    }

    fn ask(&mut self, batch: Vec<Wanted>, excuse: Excuse) -> usize {
        self.now = self
            .now
            .plus_millis(1 + self.dice.below(MOST_MILLIS) as i64);
        let house = self.house.as_mut().unwrap();
        let answers = self.oracle.step(house, self.now, batch, excuse);
        answers
            .iter()
            .filter(|answer| matches!(answer, hutbook::app::order::Answer::Unknown))
            .count()
    }

    /// What some people ask at the same time: new things, what they do not know the outcome of, what they asked before,
    /// and something else under an old key.
    pub(super) fn batch(&mut self, largest: u64) -> Vec<Wanted> {
        let mut batch = core::mem::take(&mut self.oracle.to_retry);
        for _ in 0..1 + self.dice.below(largest) {
            let earlier = self.earlier().filter(|earlier| earlier.id.is_repeatable());
            let wanted = match (self.dice.below(8), earlier) {
                (0, Some(earlier)) => earlier,
                (1, Some(earlier)) => {
                    self.clients
                        .key_again(&earlier, &self.oracle.model, self.today())
                }
                _ => self.clients.one(&self.oracle.model, self.today()),
            };
            if wanted.id.is_repeatable() && self.dice.below(8) == 0 {
                batch.push(wanted.clone());
            }
            batch.push(wanted);
        }
        batch
    }

    fn earlier(&mut self) -> Option<Wanted> {
        let asked = &self.oracle.asked;
        let batch = &asked
            .get(self.dice.below(asked.len().max(1) as u64) as usize)?
            .batch;
        batch
            .get(self.dice.below(batch.len().max(1) as u64) as usize)
            .cloned()
    }

    fn today(&self) -> Date {
        hutbook::clock::date_in("Europe/Berlin", self.now)
    }

    fn any_fault(&mut self) -> DiskFault {
        let reads = self.dice.below(4) == 0;
        let kind = match self.dice.below(if reads { 2 } else { 3 }) {
            0 => ErrorKind::Other,
            1 if reads => ErrorKind::UnexpectedEof,
            _ => ErrorKind::StorageFull,
        };
        DiskFault {
            after: self.dice.below(SOON),
            kind,
            lasts: self.dice.below(3) == 0,
            effect: [Effect::Nothing, Effect::Half, Effect::Whole][self.dice.below(3) as usize],
            reads,
        }
    }

    /// Ends the process, in order or by a kill, and starts it again.
    pub(super) fn restart(&mut self, kill: bool) {
        let house = self.house.take().unwrap();
        if kill {
            house.kill();
        } else {
            drop(house);
        }
        self.house = Some(House::open(&self.disk, self.now, self.seed).unwrap());
    }

    /// What is unknown when all has been asked is found out after another start.
    pub(super) fn find_out(&mut self) {
        self.restart(false);
        self.now = self.now.plus_millis(1);
        let house = self.house.as_mut().expect("it has just been started");
        self.oracle
            .step(house, self.now, Vec::new(), Excuse::default());
    }

    /// The house ends; what is on the disk stays.
    pub(super) fn end(&mut self) {
        self.house = None;
    }
}
