//! Random failures under random orders: whatever was answered as done is in the log exactly once, whatever was refused
//! is not, and the book in memory is always what the log says. The seed of a failing run is printed.

use super::{DAY, House, done};
use fastrand::Rng;
use hutbook::{app::order::Answer, store::simulated::Fault};
use jiff::ToSpan;
use std::collections::BTreeMap;

const RUNS: u64 = 60;
const ORDERS: u32 = 60;

#[test]
fn acknowledged_orders_survive_any_mixture_of_failures() {
    for seed in 0..RUNS {
        let run = std::panic::AssertUnwindSafe(|| one_run(seed));
        assert!(std::panic::catch_unwind(run).is_ok(), "seed {seed}");
    }
}

fn one_run(seed: u64) {
    let mut rng = Rng::with_seed(seed);
    let mut house = House::new();
    let mut acknowledged = BTreeMap::new();
    for number in 0..ORDERS {
        match rng.u8(0..10) {
            0 => house.log.stage(Fault::UnknownWritten),
            1 => house.log.stage(Fault::UnknownNotWritten),
            2 => house.log.stage_full(rng.u32(1..3)),
            3 => house.log.fail_reopens(rng.u32(1..3)),
            4 if rng.bool() => house = house.restarted(),
            _ => {}
        }
        // Some keys are used again, as by somebody who did not see the answer.
        let key = if rng.bool() {
            number
        } else {
            rng.u32(0..=number)
        };
        let day = DAY.saturating_add(i64::from(key).days());
        match house.book(&key.to_string(), day, 1) {
            Answer::Done(receipt) => {
                let before = acknowledged.insert(key, receipt.stream);
                assert!(
                    before.is_none_or(|stream| stream == receipt.stream),
                    "key {key} gave two bookings"
                );
            }
            Answer::Full | Answer::Unknown => {}
            other => panic!("{other:?}"),
        }
    }
    house.log.fail_reopens(0);
    let mut house = house.restarted();
    for (key, stream) in &acknowledged {
        let day = DAY.saturating_add(i64::from(*key).days());
        let receipt = settle(&mut house, *key, day);
        assert_eq!(receipt.stream, *stream, "key {key}");
        assert!(receipt.repeated);
    }
    house.is_consistent();
}

/// Asks until the failures that are still staged have passed.
fn settle(house: &mut House, key: u32, day: jiff::civil::Date) -> hutbook::app::order::Receipt {
    for _ in 0..200 {
        let answer = house.book(&key.to_string(), day, 1);
        if matches!(answer, Answer::Done(_)) {
            return done(answer);
        }
    }
    panic!("the failures do not end");
}
