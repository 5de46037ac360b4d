//! Flipped bits: the whole program either refuses what is on the disk or shows exactly what was written, also when the
//! bit flips while the house is being served.

use super::{
    house::House,
    life::Life,
    run::{self, Tally, over_seeds},
};
use hutbook::store::simulated::{Dice, SimulatedDisk};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Flips in each life, in the file of a house that is not served, and of one that is.
const FLIPS: usize = 120;
const LIVE_FLIPS: usize = 40;

/// A bit to flip, mostly where something stands: most of a young file is empty.
fn somewhere(bytes: &[u8], dice: &mut Dice) -> (usize, u8) {
    let mut at = dice.below(bytes.len() as u64) as usize;
    if dice.below(8) != 0 {
        let used = |at: &usize| bytes[*at] != 0;
        at = (at..bytes.len())
            .chain(0..at)
            .find(used)
            .expect("something stands in it");
    }
    (at, dice.below(8) as u8)
}

fn flips(seed: u64, tally: &mut Tally) {
    let mut life = Life::begin(seed);
    life.live(12, 10, false, &mut Tally::default());
    let mut dice = Dice::new(seed);
    let unclean = life.disk.bytes();
    life.end();
    let clean = life.disk.bytes();
    for flip in 0..FLIPS {
        let mut bytes = if flip % 2 == 0 {
            clean.clone()
        } else {
            unclean.clone()
        };
        let (at, bit) = somewhere(&bytes, &mut dice);
        run::at(at, usize::from(bit), flip);
        bytes[at] ^= 1 << bit;
        match House::open(&SimulatedDisk::holding(bytes), life.now, 1) {
            Ok(house) => {
                life.oracle.after_a_cut(&house, life.disk.operations());
                tally.count("flips without harm");
            }
            Err(_) => tally.count("flips refused"),
        }
    }
    for flip in 0..LIVE_FLIPS {
        let disk = SimulatedDisk::holding(clean.clone());
        let house = House::open(&disk, life.now, 1).unwrap();
        let (at, bit) = (dice.below(clean.len() as u64) as usize, dice.below(8) as u8);
        run::at(at, usize::from(bit), FLIPS + flip);
        disk.flip(at, bit);
        // The engine may break off over bytes it never wrote; what it hands out must be right all the same.
        match catch_unwind(AssertUnwindSafe(|| house.events(0))) {
            Ok(Ok(events)) => {
                assert!(events == life.oracle.events, "other events");
                tally.count("live flips without harm");
            }
            Ok(Err(_)) | Err(_) => tally.count("live flips refused"),
        }
    }
}

#[test]
fn no_flipped_bit_is_ever_read_as_something_else() {
    over_seeds(
        "flips::no_flipped_bit_is_ever_read_as_something_else",
        10,
        flips,
        &[
            ("flips refused", 200),
            ("flips without harm", 100),
            ("live flips refused", 20),
        ],
    );
}
