//! Looking back through the log: its newest events first, and where in it a moment lies.
//! Never changes the log, and never holds more than a slice of it.

use super::App;
use crate::{
    domain::{
        event::{Event, Recorded},
        ids::Sequence,
        time::Moment,
    },
    store::{Failure, LogReader},
};
use core::ops::ControlFlow;

/// Events that are read at a time when a log is gone through backwards.
const SLICE: u64 = 256;

impl App {
    /// Hands out events before a sequence, the newest first, until `each` breaks off or `most` have been handed out.
    /// Personal text is sealed: see [`App::open_event`]. The answer is the last sequence that was looked at; from there
    /// it can be gone on. Reads the disk.
    ///
    /// # Errors
    /// When the engine fails or the log is damaged.
    pub fn events_before(
        &self,
        before: Sequence,
        most: u64,
        each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
    ) -> Result<Sequence, Failure> {
        backwards(&*self.reader, before, most, each)
    }

    /// Makes the personal text of an event readable where its key is left.
    pub fn open_event(&self, event: &mut Event) {
        self.vault.open_event(event);
    }

    /// The last event up to a moment. Reads the whole log.
    ///
    /// # Errors
    /// When the engine fails or the log is damaged.
    pub fn sequence_at(&self, moment: Moment) -> Result<Sequence, Failure> {
        place_of(&*self.reader, moment)
    }
}

fn backwards(
    reader: &dyn LogReader,
    before: Sequence,
    most: u64,
    each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
) -> Result<Sequence, Failure> {
    let mut end = before;
    let floor = before.saturating_sub(1).saturating_sub(most);
    while end > floor.saturating_add(1) {
        let after = (end - 1).saturating_sub(SLICE).max(floor);
        let mut slice = Vec::new();
        reader.replay(after, &mut |recorded| {
            let next = recorded.sequence.saturating_add(1);
            if recorded.sequence < end {
                slice.push(recorded);
            }
            if next < end {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        for recorded in slice.into_iter().rev() {
            end = recorded.sequence;
            if each(recorded).is_break() {
                return Ok(end);
            }
        }
        // Also where the log ends before `before`.
        end = end.min(after.saturating_add(1));
    }
    Ok(end)
}

/// Where a moment lies in the log. Times need not rise: a board without a battery wakes in the past, and what was taken
/// over from elsewhere is older than the house. So it is the place with the fewest events on the wrong side of it, the
/// first one of those.
fn place_of(reader: &dyn LogReader, moment: Moment) -> Result<Sequence, Failure> {
    // How many more events up to here are later than the moment than are not: least where the moment lies.
    let (mut balance, mut least, mut place) = (0_i64, 0_i64, 0);
    reader.replay(0, &mut |recorded| {
        balance += if recorded.at > moment { 1 } else { -1 };
        if balance < least {
            (least, place) = (balance, recorded.sequence);
        }
        ControlFlow::Continue(())
    })?;
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        Appended, EventLog as _,
        simulated::{SimulatedLog, Workload},
    };
    use std::sync::Arc;

    /// A log whose events have these times.
    fn log(times: &[i64]) -> Arc<dyn LogReader> {
        let mut log = SimulatedLog::new();
        let mut events: Vec<_> = Workload::new(7, 0).take(times.len()).collect();
        for (event, at) in events.iter_mut().zip(times) {
            event.at = Moment::from_millis(*at);
        }
        for (place, event) in (0..).zip(&events) {
            let one = core::slice::from_ref(event);
            assert!(matches!(log.append(place, one, &[]), Appended::Ok));
        }
        log.reader()
    }

    fn place(times: &[i64], moment: i64) -> Sequence {
        place_of(&*log(times), Moment::from_millis(moment)).unwrap()
    }

    #[test]
    fn a_moment_lies_behind_the_last_event_up_to_it() {
        let times = [10, 20, 20, 30];
        for (moment, expected) in [(9, 0), (10, 1), (19, 1), (20, 3), (29, 3), (30, 4), (99, 4)] {
            assert_eq!(place(&times, moment), expected, "{moment}");
        }
        assert_eq!(place(&[], 5), 0);
    }

    #[test]
    fn a_clock_that_went_wrong_and_a_past_from_elsewhere_lead_nobody_astray() {
        // The fourth event was recorded by a board that woke in 1970.
        assert_eq!(place(&[10, 20, 30, 0, 40, 50], 25), 2);
        // The second one by a clock that had leapt ahead.
        assert_eq!(place(&[10, 900, 20, 30, 40], 30), 4);
        // A house that was founded at 100 and then took over what had happened before.
        assert_eq!(place(&[100, 100, 1, 2, 3, 4, 5, 110], 4), 6);
    }

    #[test]
    fn going_back_hands_out_every_event_once_and_goes_on_where_it_stopped() {
        let times: Vec<i64> = (1..=700).collect();
        let log = log(&times);
        for most in [1, 255, 256, 257, 10_000] {
            let (mut seen, mut before) = (Vec::new(), 701);
            while before > 1 {
                let next = backwards(&*log, before, most, &mut |recorded| {
                    seen.push(recorded.sequence);
                    ControlFlow::Continue(())
                });
                let next = next.unwrap();
                assert!(next < before && before - next <= most, "{most}");
                before = next;
                if most == 1 && seen.len() == 5 {
                    break;
                }
            }
            let down: Vec<Sequence> = (1..=700).rev().take(seen.len()).collect();
            assert_eq!(seen, down, "{most}");
        }
        let mut seen = 0;
        let stopped = backwards(&*log, 500, 100, &mut |_| {
            seen += 1;
            if seen == 3 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert_eq!(stopped.unwrap(), 497);
        assert_eq!(
            backwards(&*log, 1, 9, &mut |_| panic!("nothing is before 1")).unwrap(),
            1
        );
    }
}
