//! A house that could not write finds out by itself that it can again; nobody has to try for it.

use super::{DAY, House, done};
use hutbook::{
    app::{condition::Condition, order::Answer},
    store::simulated::Fault,
};
use std::{
    thread::sleep,
    time::{Duration, Instant},
};

/// Longer than the writer waits before it looks again.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

fn becomes(house: &House, condition: Condition) {
    let since = Instant::now();
    while house.app.condition() != condition {
        assert!(
            since.elapsed() < PATIENCE,
            "still {:?}",
            house.app.condition()
        );
        sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_full_disk_with_room_again_is_noticed_without_an_order() {
    let house = House::new();
    house.log.stage_full(1);
    assert!(matches!(house.book("a", DAY, 1), Answer::Full));
    assert_eq!(house.app.condition(), Condition::Full);
    becomes(&house, Condition::Ok);
    assert!(!done(house.book("a", DAY, 1)).repeated);
}

#[test]
fn a_disk_that_is_full_at_the_start_is_known_before_the_first_order() {
    let house = House::new();
    house.log.stage_full(1);
    let house = house.restarted();
    assert_eq!(house.app.condition(), Condition::Full);
}

#[test]
fn a_log_that_can_be_opened_again_is_noticed_and_what_had_been_written_is_there() {
    let house = House::new();
    house.log.stage(Fault::UnknownWritten);
    house.log.fail_reopens(2);
    assert!(matches!(house.book("a", DAY, 1), Answer::Unknown));
    assert_eq!(house.app.condition(), Condition::Failing);
    assert_eq!(house.app.book().state.bookings.len(), 0);
    becomes(&house, Condition::Ok);
    assert_eq!(house.app.book().state.bookings.len(), 1);
    assert!(done(house.book("a", DAY, 1)).repeated);
    house.is_consistent();
}

#[test]
fn commits_that_keep_failing_make_the_house_read_only() {
    let house = House::new();
    for _ in 0..3 {
        house.log.stage(Fault::UnknownNotWritten);
    }
    assert!(matches!(house.book("a", DAY, 1), Answer::Unknown));
    assert_eq!(house.app.condition(), Condition::Failing);
    house.log.restart();
    assert!(matches!(house.book("b", DAY, 1), Answer::Done(_)));
    assert_eq!(house.app.condition(), Condition::Ok);
    house.is_consistent();
}
