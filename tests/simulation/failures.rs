//! Every operation fails, one after the other, in every way: the k-th change or read of a commit and of what follows,
//! once or for good, with no effect, half of it or all of it. Afterwards the power is cut as well.

use super::{
    house::House,
    life::Life,
    run::{self, Tally, over_seeds},
};
use hutbook::store::simulated::{DiskFault, Effect, SimulatedDisk};
use std::io::ErrorKind;

/// Ways to fail.
const KINDS: [(bool, ErrorKind); 4] = [
    (false, ErrorKind::Other),
    (false, ErrorKind::StorageFull),
    (true, ErrorKind::Other),
    (true, ErrorKind::UnexpectedEof),
];
const EFFECTS: [Effect; 3] = [Effect::Nothing, Effect::Half, Effect::Whole];

fn each_fails(seed: u64, tally: &mut Tally) {
    for (way, (reads, kind)) in KINDS.into_iter().enumerate() {
        for lasts in [false, true] {
            for effect in EFFECTS {
                for after in 0.. {
                    run::at(after as usize, way, usize::from(lasts));
                    let fault = DiskFault {
                        after,
                        kind,
                        lasts,
                        effect,
                        reads,
                    };
                    if !fails(seed, fault, tally) {
                        break;
                    }
                }
            }
        }
    }
}

/// A short life in which this failure comes; whether it came.
fn fails(seed: u64, fault: DiskFault, tally: &mut Tally) -> bool {
    let mut life = Life::begin(seed);
    life.live(1, 6, false, &mut Tally::default());
    let before = life.disk.failures();
    let batch = life.batch(6);
    life.step(batch, Some(fault), &mut Tally::default());
    let came = life.disk.failures() > before;
    life.live(2, 3, false, &mut Tally::default());
    life.end();
    let operations = life.disk.operations();
    for survives in [false, true] {
        let image = life.disk.image_after(operations, |_| survives);
        let house = House::open(&SimulatedDisk::holding(image), life.now, 1).unwrap();
        life.oracle.after_a_cut(&house, operations);
    }
    tally.count(if fault.reads {
        "failing reads"
    } else {
        "failing changes"
    });
    came
}

#[test]
fn whatever_operation_fails_nothing_is_lost_and_nothing_done_twice() {
    over_seeds(
        "failures::whatever_operation_fails_nothing_is_lost_and_nothing_done_twice",
        8,
        each_fails,
        &[("failing changes", 600), ("failing reads", 80)],
    );
}
