//! Load: so many clients, each a thread that asks again as soon as it is answered, for a while. What they are answered is held
//! against what must come out. Only what ends within the window counts; all clients are at work before it begins and until it
//! has ended. Never starts a system.

use crate::{
    peer::{Client, Fallible},
    process::Times,
    questions::{Numbers, Questions},
    results::what,
};
use fastrand::Rng;
use hdrhistogram::Histogram;
use std::{
    sync::atomic::{AtomicU8, Ordering},
    thread,
    time::{Duration, Instant},
};

/// How long clients work before anything counts.
const WARM_UP: Duration = Duration::from_millis(300);
/// Longest answer that is told apart from longer ones, in nanoseconds.
const LONGEST: u64 = 60_000_000_000;
const WARMING: u8 = 0;
const COUNTING: u8 = 1;
const DONE: u8 = 2;

/// What is asked, in the order of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Create,
    List,
    Month,
    Availability,
}

impl Kind {
    /// Those that change nothing.
    pub const READS: [Self; 3] = [Self::List, Self::Month, Self::Availability];

    /// Its name in figures.
    pub const fn name(self) -> &'static str {
        what::RATES[self as usize]
    }
}

/// What came out.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Answers, those before the window included.
    pub answers: u64,
    /// Answers a second within the window.
    pub rate: f64,
    /// Microseconds an answer took, at the median.
    pub p50: f64,
    /// And at the 99th percentile.
    pub p99: f64,
    /// Microseconds of the processor for each answer.
    pub cpu: f64,
}

/// What clients ask of one house.
pub struct Asked<'a> {
    pub questions: &'a Questions,
    pub numbers: &'a Numbers,
}

impl Asked<'_> {
    /// Asks the question at this place among those of a kind, and looks at the answer.
    pub fn ask(&self, client: &mut dyn Client, kind: Kind, place: usize) -> Fallible<()> {
        match kind {
            Kind::Create => client.create(&self.numbers.next()),
            Kind::List => {
                let (from, expected) = pick(&self.questions.lists, place)?;
                same(kind, from, &client.list(from)?, expected)
            }
            Kind::Month => {
                let (from, to, expected) = pick(&self.questions.months, place)?;
                same(kind, from, &client.month(from, to)?, expected)
            }
            Kind::Availability => {
                let (arrival, departure, expected) = pick(&self.questions.stays, place)?;
                same(
                    kind,
                    arrival,
                    &client.availability(arrival, departure)?,
                    expected,
                )
            }
        }
    }

    /// Has all clients ask for so long after a warm-up. The processes are those whose work is counted.
    pub fn load(
        &self,
        kind: Kind,
        clients: &mut [Box<dyn Client>],
        processes: &[u32],
        window: Duration,
    ) -> Fallible<Measured> {
        let phase = AtomicU8::new(WARMING);
        thread::scope(|scope| {
            let mut working = Vec::with_capacity(clients.len());
            for (number, client) in clients.iter_mut().enumerate() {
                let phase = &phase;
                // At random, each client for itself: in order they would follow one another, all but the first asking what
                // has just been answered.
                let random = Rng::with_seed(number as u64);
                let work = move || self.work(client.as_mut(), kind, random, phase);
                working.push(scope.spawn(work));
            }
            thread::sleep(WARM_UP);
            let before = Times::of(processes);
            phase.store(COUNTING, Ordering::Relaxed);
            let start = Instant::now();
            thread::sleep(window);
            phase.store(DONE, Ordering::Relaxed);
            let took = start.elapsed();
            let after = Times::of(processes);
            let (mut times, mut answers) = (empty()?, 0);
            for client in working {
                let (own, count) = client.join().map_err(|_| "a client panicked")??;
                times.add(own)?;
                answers += count;
            }
            let counted = times.len();
            if counted == 0 {
                return Err(
                    format!("nobody was answered a {} within {window:?}", kind.name()).into(),
                );
            }
            let cpu = after?.since(&before?);
            Ok(Measured {
                answers,
                rate: counted as f64 / took.as_secs_f64(),
                p50: times.value_at_quantile(0.5) as f64 / 1e3,
                p99: times.value_at_quantile(0.99) as f64 / 1e3,
                cpu: cpu / counted as f64,
            })
        })
    }

    fn work(
        &self,
        client: &mut dyn Client,
        kind: Kind,
        mut random: Rng,
        phase: &AtomicU8,
    ) -> Fallible<(Histogram<u64>, u64)> {
        let (mut times, mut answers) = (empty()?, 0);
        loop {
            let start = Instant::now();
            self.ask(client, kind, random.usize(..))?;
            let took = start.elapsed();
            answers += 1;
            match phase.load(Ordering::Relaxed) {
                WARMING => {}
                COUNTING => {
                    times.saturating_record(u64::try_from(took.as_nanos()).unwrap_or(LONGEST))
                }
                _ => break,
            }
        }
        Ok((times, answers))
    }
}

fn pick<T>(all: &[T], place: usize) -> Fallible<&T> {
    all.get(place % all.len().max(1))
        .ok_or_else(|| "there is nothing to ask".into())
}

fn same<T: PartialEq + std::fmt::Debug>(
    kind: Kind,
    about: &str,
    told: &T,
    expected: &T,
) -> Fallible<()> {
    if told == expected {
        return Ok(());
    }
    let kind = kind.name();
    Err(format!("the {kind} of {about} came out as {told:?} instead of {expected:?}").into())
}

/// Times in nanoseconds, each known to a thousandth.
fn empty() -> Fallible<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, LONGEST, 3)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::{Free, NewBooking};

    /// Takes 20 milliseconds for every tenth list and two for the others; knows one booking less in a month than there are.
    struct Slow(u32);

    impl Client for Slow {
        fn create(&mut self, _: &NewBooking) -> Fallible<()> {
            Ok(())
        }

        fn list(&mut self, _: &str) -> Fallible<usize> {
            self.0 += 1;
            let millis = if self.0.is_multiple_of(10) { 20 } else { 2 };
            thread::sleep(Duration::from_millis(millis));
            Ok(50)
        }

        fn month(&mut self, _: &str, _: &str) -> Fallible<usize> {
            Ok(6)
        }

        fn availability(&mut self, _: &str, _: &str) -> Fallible<Vec<Free>> {
            Ok(Vec::new())
        }
    }

    fn questions() -> Questions {
        Questions {
            lists: vec![("2026-01-01".to_owned(), 50)],
            months: vec![("2026-01-01".to_owned(), "2026-02-01".to_owned(), 7)],
            stays: Vec::new(),
        }
    }

    #[test]
    fn rate_and_percentiles_are_those_of_the_answers() {
        let (questions, numbers) = (questions(), Numbers::default());
        let asked = Asked {
            questions: &questions,
            numbers: &numbers,
        };
        let mut clients: Vec<Box<dyn Client>> = vec![Box::new(Slow(0)), Box::new(Slow(0))];
        let own = [std::process::id()];
        let measured = asked.load(Kind::List, &mut clients, &own, Duration::from_millis(500));
        let measured = measured.expect("an answer");
        // Ten answers take 38 ms at least, however busy the machine is.
        assert!(measured.rate <= 2.0 * 10.0 / 0.038 * 1.2, "{measured:?}");
        assert!((2_000.0..20_000.0).contains(&measured.p50), "{measured:?}");
        assert!(measured.p99 >= 19_900.0, "{measured:?}");
        assert!(
            measured.answers as f64 > measured.rate * 0.5,
            "{measured:?}"
        );
    }

    #[test]
    fn a_wrong_answer_ends_the_work() {
        let (questions, numbers) = (questions(), Numbers::default());
        let asked = Asked {
            questions: &questions,
            numbers: &numbers,
        };
        let mut clients: Vec<Box<dyn Client>> = vec![Box::new(Slow(0))];
        let told = asked.load(Kind::Month, &mut clients, &[], Duration::from_millis(10));
        let told = told.err().map(|why| why.to_string()).unwrap_or_default();
        assert_eq!(told, "the month of 2026-01-01 came out as 6 instead of 7");
    }
}
