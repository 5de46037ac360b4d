//! Flipped bits: the whole program either refuses what is on the disk or shows exactly what was written, whether the
//! house had been closed or killed. Never flips what the program holds in memory.

use super::{
    house::House,
    life::Life,
    run::{self, Tally, over_seeds},
};
use hutbook::store::simulated::{Dice, SimulatedDisk};

/// Flips in each life.
const FLIPS: usize = 150;

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
}

#[test]
fn no_flipped_bit_is_ever_read_as_something_else() {
    over_seeds(
        "flips::no_flipped_bit_is_ever_read_as_something_else",
        10,
        flips,
        &[("flips refused", 200), ("flips without harm", 500)],
    );
}
