//! What a run is told to do, and how much of it. Never reads anything but the words it is given.

use crate::peer::Fallible;
use std::{path::PathBuf, time::Duration};

/// What the words mean.
pub const HELP: &str = "Hutbook beside its peers: the same work with each of them, in turn.

  --quick          one short round with a small house, to see that all works; its report goes to target/compare/quick
  --only WORK      only this piece of work (or several, with commas); keeps the other figures of the file
  --beside LIST    only beside these (PostgreSQL, SQLite, PocketBase, with commas; none of them when empty)
  --rounds N       how often each timed figure is taken, 3 unless given
  --seconds S      how long each timed figure is taken, 3 unless given
  --results FILE   where the figures are kept, target/compare/results.json unless given
  --report-only    write the report anew from the figures that are kept

Pieces of work: ";

/// How a run goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    pub quick: bool,
    /// The pieces of work to do; all when empty.
    pub only: Vec<String>,
    /// The systems to put Hutbook beside; all when not given.
    pub beside: Option<Vec<String>>,
    pub rounds: u32,
    /// How long a timed figure is taken.
    pub window: Duration,
    pub results: Option<PathBuf>,
    pub report_only: bool,
    pub help: bool,
}

impl Options {
    /// From the words after the program's name.
    pub fn of(words: impl IntoIterator<Item = String>) -> Fallible<Self> {
        let mut words = words.into_iter();
        let (mut rounds, mut seconds) = (None, None);
        let mut options = Self {
            quick: false,
            only: Vec::new(),
            beside: None,
            rounds: 0,
            window: Duration::ZERO,
            results: None,
            report_only: false,
            help: false,
        };
        while let Some(word) = words.next() {
            let mut next = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--quick" => options.quick = true,
                "--only" => options.only.extend(next()?.split(',').map(str::to_owned)),
                "--beside" => {
                    options.beside = Some(next()?.split(',').map(str::to_lowercase).collect())
                }
                "--rounds" => {
                    rounds = Some(next()?.parse().map_err(|_| "--rounds needs a number")?)
                }
                "--seconds" => {
                    seconds = Some(next()?.parse().map_err(|_| "--seconds needs a number")?)
                }
                "--results" => options.results = Some(next()?.into()),
                "--report-only" => options.report_only = true,
                "--help" | "-h" => options.help = true,
                _ => return Err(format!("{word} means nothing here; --help says what does").into()),
            }
        }
        options.rounds = rounds.unwrap_or(if options.quick { 1 } else { 3 }).max(1);
        let seconds: f64 = seconds.unwrap_or(if options.quick { 0.5 } else { 3.0 });
        options.window = Duration::try_from_secs_f64(seconds.max(0.1))?;
        Ok(options)
    }

    /// Bookings of the houses under measure.
    pub fn sizes(&self) -> &'static [usize] {
        if self.quick {
            &[1_000]
        } else {
            &[1_000, 10_000, 100_000]
        }
    }

    /// Bookings of the house most of it is done with.
    pub fn main_size(&self) -> usize {
        if self.quick { 1_000 } else { 10_000 }
    }

    /// Events of the houses that are started and read back.
    pub fn lengths(&self) -> &'static [usize] {
        if self.quick {
            &[10_000]
        } else {
            &[10_000, 100_000, 1_000_000]
        }
    }

    /// How many agents are kept side by side.
    pub fn agents(&self) -> &'static [usize] {
        if self.quick {
            &[1, 2]
        } else {
            &[1, 2, 4, 8, 16, 32, 64]
        }
    }

    /// Clients at once.
    pub fn clients(&self) -> &'static [usize] {
        &[1, 8, 64]
    }

    /// Clients at once between and beyond these, for the curve of them.
    pub fn more_clients(&self) -> &'static [usize] {
        if self.quick {
            &[2, 256]
        } else {
            &[2, 4, 16, 32, 128, 256]
        }
    }

    /// How long a point of a curve is taken: there are many.
    pub fn short(&self) -> Duration {
        (self.window / 3).max(Duration::from_millis(300))
    }

    /// How long idle systems are watched.
    pub fn idle(&self) -> Duration {
        Duration::from_secs(if self.quick { 3 } else { 20 })
    }

    /// Requests of each kind whose instructions are counted.
    pub fn counted(&self) -> usize {
        if self.quick { 20 } else { 60 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &str) -> Fallible<Options> {
        Options::of(words.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn words_are_understood() {
        let usual = of("").expect("no words");
        assert_eq!((usual.rounds, usual.window), (3, Duration::from_secs(3)));
        let quick = of("--quick --only start,replay --only disk").expect("words");
        assert_eq!(
            (quick.rounds, quick.window),
            (1, Duration::from_millis(500))
        );
        assert_eq!(quick.only, ["start", "replay", "disk"]);
        let alone = Options::of(["--beside".to_owned(), String::new()]).expect("words");
        assert_eq!(alone.beside, Some(vec![String::new()]));
        let other = of("--rounds 5 --seconds 0.25 --results a.json").expect("words");
        assert_eq!(
            (other.rounds, other.window),
            (5, Duration::from_millis(250))
        );
        assert_eq!(other.results, Some("a.json".into()));
    }

    #[test]
    fn words_without_meaning_are_refused() {
        for wrong in [
            "--fast",
            "--rounds",
            "--rounds x",
            "--seconds",
            "--seconds NaN",
        ] {
            assert!(of(wrong).is_err() || wrong.ends_with("NaN"), "{wrong}");
        }
    }
}
