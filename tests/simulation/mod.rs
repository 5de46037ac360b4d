//! The whole program — log, writer, book, vault and their recovery — on a simulated disk with a manual clock, each run
//! repeatable from one number. Random people ask a small house for random things; the disk loses power after every
//! operation, fails, fills up, reads short, forgets what it should have synced and flips bits; an oracle that keeps the
//! house as a child would holds every answer, every event and every book against what was asked and acknowledged.
//!
//! A failure prints its seed and the command that repeats it. A long run, as many seeds as you like:
//!
//!     HUTBOOK_SIMULATION_SEEDS=500 cargo test --locked --test all simulation:: -- --nocapture
//!
//! and one life alone: `HUTBOOK_SIMULATION_SEED=17 cargo test … simulation::NAME`. Never runs on a real disk or clock.

mod cuts;
mod failures;
mod flips;
mod house;
mod life;
mod model;
mod oracle;
mod orders;
mod run;

use life::Life;
use run::{Tally, over_seeds};

#[test]
fn lives_with_every_kind_of_failure() {
    let life = |seed, tally: &mut Tally| {
        Life::begin(seed).live(24, 5, true, tally);
        tally.count("lives");
    };
    over_seeds(
        "lives_with_every_kind_of_failure",
        150,
        life,
        &[("lives", 150), ("steps", 3_000)],
    );
}

#[test]
fn the_same_seed_leads_to_the_same_bytes() {
    let bytes = || {
        let mut life = Life::begin(5);
        life.live(20, 6, true, &mut Tally::default());
        life.end();
        (life.disk.bytes(), life.disk.operations())
    };
    assert!(bytes() == bytes());
}
