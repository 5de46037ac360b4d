//! How the simulations are run: many seeds over two threads, each seed one life that can be repeated alone, and counts
//! of what was really tried. Never knows what is simulated.

use std::{
    cell::Cell,
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicU64, Ordering},
};

/// Threads that share the seeds.
const THREADS: usize = 2;
/// Names of the variables that choose a long run, or one life alone.
const SEEDS: &str = "HUTBOOK_SIMULATION_SEEDS";
const SEED: &str = "HUTBOOK_SIMULATION_SEED";

/// How many cases of each kind ran.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally(BTreeMap<&'static str, u64>);

impl Tally {
    /// One more of a kind.
    pub(super) fn count(&mut self, kind: &'static str) {
        *self.0.entry(kind).or_default() += 1;
    }

    fn add(&mut self, other: &Self) {
        for (kind, count) in &other.0 {
            *self.0.entry(kind).or_default() += count;
        }
    }

    fn of(&self, kind: &str) -> u64 {
        self.0.get(kind).copied().unwrap_or(0)
    }
}

thread_local! {
    /// Where in its life a simulation is: said when it fails.
    static PLACE: Cell<(usize, usize, usize)> = const { Cell::new((0, 0, 0)) };
}

/// Says where in a life the simulation is: the step or operation, the variant, the operation of a second cut.
pub(super) fn at(operation: usize, variant: usize, second: usize) {
    PLACE.set((operation, variant, second));
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is a number, not {text:?}")),
    )
}

/// Runs a simulation for as many seeds as it has in the suite, or as the environment says, and holds the counts
/// against the least there must be of each kind.
pub(super) fn over_seeds(test: &str, seeds: u64, life: fn(u64, &mut Tally), least: &[(&str, u64)]) {
    let alone = number(SEED);
    let (first, seeds) = match alone {
        Some(seed) => (seed, 1),
        None => (0, number(SEEDS).unwrap_or(seeds)),
    };
    let next = AtomicU64::new(first);
    let work = || {
        let mut tally = Tally::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + seeds {
                return tally;
            }
            at(0, 0, 0);
            if catch_unwind(AssertUnwindSafe(|| life(seed, &mut tally))).is_err() {
                next.store(first + seeds, Ordering::Relaxed);
                let (operation, variant, second) = PLACE.get();
                panic!(
                    "seed {seed}, operation {operation}, variant {variant}, then {second}; after {:?}. Again:\n  \
                     {SEED}={seed} cargo test --locked --test all simulation::{test} -- --exact --nocapture",
                    tally.0
                );
            }
        }
    };
    let mut tally = Tally::default();
    let failed = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        let mut failed = false;
        for thread in threads {
            match thread.join() {
                Ok(part) => tally.add(&part),
                Err(_) => failed = true,
            }
        }
        failed
    });
    assert!(!failed, "a simulation failed; the seed is above");
    println!("{test}: {seeds} seeds, {:?}", tally.0);
    if alone.is_none() && seeds >= 1 {
        for (kind, least) in least {
            assert!(
                tally.of(kind) >= *least,
                "only {} of {kind}, not {least}: {:?}",
                tally.of(kind),
                tally.0
            );
        }
    }
}
