//! Instructions Hutbook takes for a request of each kind, counted by callgrind at every size of house: a figure that is the
//! same on any day and says how cost grows. What N requests take is subtracted from what 2 N take, so that all that happens
//! once is left out. Never times anything.

use crate::{
    hutbook::{self, Asking, Served},
    load::Kind,
    peer::Fallible,
    results::what,
    run::Run,
};
use std::{
    fs,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

/// What a house that is asked nothing may take in this time, at most.
const QUIET: u64 = 100_000;
const BREATH: Duration = Duration::from_millis(500);
/// How long it may take to become quiet.
const PATIENCE: Duration = Duration::from_secs(180);

/// Counts them.
pub fn run(run: &mut Run) -> Fallible<()> {
    run.alone(hutbook::NAME, "instructions", |run, system| {
        for bookings in run.options.sizes() {
            let copy = run.copy(system, *bookings)?;
            let counts = copy.path().join("counts");
            let out = format!("--callgrind-out-file={}", counts.display());
            let valgrind = ["valgrind", "-q", "--tool=callgrind", out.as_str()];
            let served = run.hutbook.serve(copy.path(), &valgrind)?;
            let mut asking = served.asking()?;
            asking.learn()?;
            let mut counted = Counted {
                served: &served,
                counts: &counts,
                dumps: 0,
            };
            // Booking comes last: what is read has nothing booked by others in it.
            for kind in Kind::READS.into_iter().chain([Kind::Create]) {
                let each = counted.each(run, &mut asking, kind, *bookings)?;
                run.keeper.add(
                    &format!("{}{}", what::INSTRUCTIONS, kind.name()),
                    system.name,
                    *bookings,
                    0,
                    each,
                );
            }
        }
        Ok(())
    })
}

/// A house that is being counted.
struct Counted<'a> {
    served: &'a Served,
    counts: &'a Path,
    dumps: u32,
}

impl Counted<'_> {
    /// Instructions of one request of a kind.
    fn each(
        &mut self,
        run: &mut Run,
        asking: &mut Asking,
        kind: Kind,
        bookings: usize,
    ) -> Fallible<f64> {
        let (questions, count) = (run.questions(bookings), run.options.counted());
        let asked = run.asked(&questions);
        // The same questions each time, far apart: answers to the last few are kept, and none of these shall be found there.
        let apart = questions.lists.len() / count;
        let mut ask = || (0..count).try_for_each(|place| asked.ask(asking, kind, place * apart));
        ask()?;
        self.settle()?;
        ask()?;
        let once = self.since_last()?;
        ask()?;
        ask()?;
        let twice = self.since_last()?;
        if twice <= once {
            let kind = kind.name();
            return Err(format!(
                "{once} instructions for each {kind} once, {twice} for twice as many"
            )
            .into());
        }
        Ok((twice - once) as f64 / count as f64)
    }

    /// Waits until nothing goes on any more: a long log that takes long to read, as under valgrind, is followed by a
    /// snapshot of the house.
    fn settle(&mut self) -> Fallible<()> {
        let begun = Instant::now();
        self.since_last()?;
        loop {
            thread::sleep(BREATH);
            if self.since_last()? < QUIET {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                return Err(format!("the house is not quiet after {PATIENCE:?}").into());
            }
        }
    }

    /// Instructions since this was last asked.
    fn since_last(&mut self) -> Fallible<u64> {
        let told = Command::new("callgrind_control")
            .arg("--dump")
            .arg(self.served.id().to_string())
            .output();
        let told =
            told.map_err(|why| format!("callgrind_control (apt-get install valgrind): {why}"))?;
        if !told.status.success() {
            return Err(format!(
                "callgrind_control: {}",
                String::from_utf8_lossy(&told.stderr)
            )
            .into());
        }
        self.dumps += 1;
        let dump = self.counts.with_extension(self.dumps.to_string());
        let text = fs::read_to_string(&dump).map_err(|why| format!("{}: {why}", dump.display()))?;
        let _ = fs::remove_file(dump);
        total(&text)
    }
}

/// The instructions a dump counts.
fn total(dump: &str) -> Fallible<u64> {
    let line = dump
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("totals:"));
    let number = line.and_then(|line| line.trim().parse().ok());
    number.ok_or_else(|| "callgrind told no total".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_found() {
        assert_eq!(
            total("version: 1\nsummary: 5\n\nfn=(1)\n0 7\n\ntotals: 4711\n").ok(),
            Some(4711)
        );
        assert!(total("version: 1").is_err());
    }
}
