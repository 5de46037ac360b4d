//! Power cuts: after every operation of a life, with any part of what was not synced, the whole program is opened on
//! what is left, held against the oracle, asked again what was being asked, and cut once more while it recovers.

use super::{
    house::House,
    life::Life,
    oracle::{Excuse, Oracle},
    run::{self, Tally, over_seeds},
};
use hutbook::store::simulated::{Dice, SimulatedDisk};
use std::collections::HashSet;

/// Ways in which what was not synced survives.
const VARIANTS: usize = 6;
/// Every so many images are cut again while the program recovers on them.
const CUT_AGAIN_EVERY: u64 = 16;

/// What is on the disk after a power cut: nothing, all, the first writes and a part of the next one, any sectors, any
/// pages, or the header but little else of what was not synced.
fn image(disk: &SimulatedDisk, operations: usize, variant: usize, dice: &mut Dice) -> Vec<u8> {
    let mut left = dice.below(120);
    let salt = dice.roll();
    disk.image_after(operations, |place| match variant {
        0 => false,
        1 => true,
        2 => {
            left = left.saturating_sub(1);
            left > 0
        }
        3 => dice.below(2) == 0,
        4 => Dice::new(salt ^ place.map_or(u64::MAX, |place| place / 4096)).roll() & 1 == 0,
        _ => place == Some(0) || dice.below(8) == 0,
    })
}

/// The life goes on after the cut: what was being asked is asked again, and must come to what it was, or to something.
fn go_on(mut house: House, mut fork: Oracle, life: &Life, operations: usize, tally: &mut Tally) {
    let asked = life.oracle.asked_at(operations).expect("it was founded");
    let at = asked.at.plus_millis(1_000);
    let again = asked.batch.iter().filter(|it| it.id.is_repeatable());
    fork.step(&mut house, at, again.cloned().collect(), Excuse::default());
    tally.count("asked again after a cut");
}

fn cut(
    life: &Life,
    operations: usize,
    image: Vec<u8>,
    again: bool,
    dice: &mut Dice,
    tally: &mut Tally,
) {
    let asked = life.oracle.asked_at(operations).expect("it was founded");
    let disk = SimulatedDisk::holding(image);
    let house = House::open(&disk, asked.at, 1).unwrap();
    let recovered = disk.operations();
    let fork = life.oracle.after_a_cut(&house, operations);
    go_on(house, fork, life, operations, tally);
    if !again {
        return;
    }
    for second in 0..recovered {
        run::at(operations, VARIANTS, second);
        let image = disk.image_after(second, |_| dice.below(2) == 0);
        let house = House::open(&SimulatedDisk::holding(image), asked.at, 2).unwrap();
        life.oracle.after_a_cut(&house, operations);
        tally.count("cuts during recovery");
    }
}

fn sweep(seed: u64, steps: u64, batch: u64, faults: bool, tally: &mut Tally) {
    let mut life = Life::begin(seed);
    life.live(steps, batch, faults, tally);
    life.find_out();
    life.end();
    let mut seen = HashSet::new();
    let mut dice = Dice::new(seed);
    let first = life.oracle.asked[0].operations.start.max(life.born);
    for operations in first..=life.disk.operations() {
        for variant in 0..VARIANTS {
            run::at(operations, variant, 0);
            let image = image(&life.disk, operations, variant, &mut dice);
            // Right after a sync all images are the same one.
            if !seen.insert((operations, digest(&image))) {
                continue;
            }
            let again = dice.below(CUT_AGAIN_EVERY) == 0;
            cut(&life, operations, image, again, &mut dice, tally);
            tally.count("power cuts");
        }
    }
    tally.count("lives");
}

fn digest(image: &[u8]) -> u32 {
    crc32c::crc32c(image)
}

#[test]
fn power_cuts_in_lives_without_other_failures() {
    over_seeds(
        "cuts::power_cuts_in_lives_without_other_failures",
        20,
        |seed, tally| sweep(seed, 8, 4, false, tally),
        &[("power cuts", 8_000), ("cuts during recovery", 1_400)],
    );
}

#[test]
fn power_cuts_in_lives_full_of_failures() {
    over_seeds(
        "cuts::power_cuts_in_lives_full_of_failures",
        20,
        |seed, tally| sweep(seed, 10, 12, true, tally),
        &[("power cuts", 10_000), ("cuts during recovery", 2_000)],
    );
}
