//! Tests of when something is done with a stick.

use super::*;
use std::fs;

struct Port(tempfile::TempDir);

impl Port {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn plug_in(&self, sequence: u32) {
        let disk = self.0.path().join("sda");
        fs::create_dir_all(disk.join("sda1")).unwrap();
        fs::write(disk.join("sda1/partition"), "1\n").unwrap();
        fs::write(disk.join("diskseq"), format!("{sequence}\n")).unwrap();
        fs::write(disk.join("size"), "2048\n").unwrap();
    }

    fn pull_out(&self) {
        fs::remove_dir_all(self.0.path().join("sda")).unwrap();
    }

    fn look(&self, sticks: &mut Sticks, seconds: u64) -> Option<Vec<String>> {
        sticks.look_round(self.0.path(), Duration::from_secs(seconds))
    }
}

fn found(for_backups: bool) -> Stick {
    Stick::Found {
        free: 1,
        for_backups,
    }
}

const DONE: Stick = Stick::Done { at: 1, houses: 1 };

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

#[test]
fn a_stick_is_looked_at_once_and_written_to_when_somebody_asks() {
    let (port, mut sticks) = (Port::new(), Sticks::default());
    assert_eq!(port.look(&mut sticks, 1), None);
    assert_eq!(sticks.ask(true), Err(Refusal::NoStick));
    port.plug_in(1);
    assert_eq!(port.look(&mut sticks, 2).unwrap(), ["/dev/sda1"]);
    assert_eq!(sticks.ask(true), Err(Refusal::Busy));
    sticks.told(found(false), seconds(3));
    assert!(!sticks.ended(seconds(3)));
    assert_eq!(sticks.status(), &found(false));
    assert_eq!(port.look(&mut sticks, 1_000_000), None);
    assert_eq!(sticks.ask(false), Err(Refusal::NoData));
    assert_eq!(sticks.ask(true), Ok(()));
    assert_eq!(sticks.ask(true), Err(Refusal::Busy));
    let beginning = Stick::Writing { done: 0, all: 0 };
    assert_eq!(
        sticks.status(),
        &beginning,
        "it must not be taken away any more"
    );
    let words = port.look(&mut sticks, 1_000_001).unwrap();
    assert_eq!(words, ["asked-for", "/dev/sda1"]);
    sticks.told(DONE, seconds(1_000_002));
    assert!(!sticks.ended(seconds(1_000_002)));
    assert_eq!(sticks.status(), &DONE);
    port.pull_out();
    assert_eq!(port.look(&mut sticks, 1_000_003), None);
    assert_eq!(sticks.status(), &Stick::None);
}

#[test]
fn one_for_backups_gets_one_each_day_and_sooner_after_one_that_failed() {
    let (port, mut sticks) = (Port::new(), Sticks::default());
    port.plug_in(1);
    assert!(port.look(&mut sticks, 10).is_some());
    sticks.told(DONE, seconds(10));
    sticks.ended(seconds(10));
    assert!(!sticks.is_busy());
    assert_eq!(port.look(&mut sticks, 10 + 86_399), None);
    assert!(port.look(&mut sticks, 10 + 86_400).is_some());
    assert_ne!(sticks.status(), &DONE, "that was yesterday's");
    sticks.told(Stick::Failed("full".to_owned()), seconds(90_000));
    sticks.ended(seconds(90_000));
    assert_eq!(port.look(&mut sticks, 90_000 + 3599), None);
    assert!(port.look(&mut sticks, 90_000 + 3600).is_some());
}

#[test]
fn a_stick_that_is_pulled_out_too_soon_is_told_until_there_is_another() {
    let (port, mut sticks) = (Port::new(), Sticks::default());
    port.plug_in(1);
    assert!(port.look(&mut sticks, 1).is_some());
    sticks.told(Stick::Writing { done: 0, all: 2 }, seconds(2));
    port.pull_out();
    assert_eq!(port.look(&mut sticks, 3), None);
    assert!(sticks.ended(seconds(4)));
    assert!(matches!(sticks.status(), Stick::Failed(text) if text.contains("taken away")));
    assert_eq!(port.look(&mut sticks, 5), None);
    assert!(matches!(sticks.status(), Stick::Failed(_)));
    // The next one has the same name, but is another.
    port.plug_in(2);
    assert!(port.look(&mut sticks, 6).is_some());
    assert_eq!(sticks.status(), &Stick::None);
    assert!(
        sticks.ended(seconds(7)),
        "a task that says nothing has failed"
    );
    assert!(matches!(sticks.status(), Stick::Failed(text) if text.contains("broken off")));
    port.pull_out();
    assert_eq!(port.look(&mut sticks, 8), None);
    assert!(matches!(sticks.status(), Stick::Failed(text) if text.contains("broken off")));
}
