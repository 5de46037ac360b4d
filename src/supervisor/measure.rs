//! What an agent's process takes: memory and processor as the kernel tells them, and its memory over the last hour, as small
//! as it can be drawn from. Never judges.

use super::board::Ticks;
use heapless::HistoryBuf;
use std::fs;

/// Samples that are kept.
const SAMPLES: usize = 60;
/// Looks for each of them: with one every ten seconds a sample a minute.
const LOOKS_PER_SAMPLE: u8 = 6;
/// Bytes of one step of a sample.
pub const SAMPLE_BYTES: u64 = 1 << 16;

/// A process at one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Taken {
    /// Its own share of the memory, in bytes; 0 when it may not be asked.
    pub(super) memory_bytes: u64,
    /// Time of a processor it and its children that have ended have used, in ticks.
    pub(super) ticks: u64,
}

/// What a process takes; nothing when it is gone.
pub(super) fn of(process: u32) -> Taken {
    Taken {
        memory_bytes: memory_of(process),
        ticks: ticks_of(process),
    }
}

fn ticks_of(process: u32) -> u64 {
    ticks(&fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default())
}

/// A process's own share of the memory, in bytes; 0 when it is gone or may not be asked.
fn memory_of(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    number.unwrap_or(0) * 1024
}

/// User and system time, of the process and of its ended children. Its name, in parentheses, may hold anything.
fn ticks(stat: &str) -> u64 {
    let fields = stat.rsplit(") ").next().unwrap_or("").split(' ');
    let times = fields.skip(11).take(4);
    times.filter_map(|time| time.parse::<u64>().ok()).sum()
}

/// What an agent has taken over time, whichever process it was.
#[derive(Debug, Default)]
pub(super) struct Measured {
    /// The process of the last look.
    process: Option<u32>,
    last: Taken,
    /// Time of all processors at the last look.
    board: Ticks,
    permille: Option<u16>,
    looks: u8,
    samples: HistoryBuf<u16, SAMPLES>,
}

impl Measured {
    /// What a process takes now. The kernel goes through all pages of a process to tell its memory, which for many agents
    /// is most of what a look costs: where that is not wanted, it is asked for each sample and of a new process only, and is
    /// that of the look before otherwise.
    pub(super) fn look_at(&self, process: u32, memory_wanted: bool) -> Taken {
        if memory_wanted || self.looks == 0 || self.process != Some(process) {
            return of(process);
        }
        Taken {
            memory_bytes: self.last.memory_bytes,
            ticks: ticks_of(process),
        }
    }

    /// Takes in the next look: the process there is, what it takes, and the time of all processors.
    pub(super) fn take(&mut self, process: Option<u32>, taken: Taken, board: Ticks) {
        self.permille = match process {
            Some(_) if process == self.process => {
                let of = board.all().saturating_sub(self.board.all()).max(1);
                let used = taken.ticks.saturating_sub(self.last.ticks);
                Some(u16::try_from(used * 1000 / of).unwrap_or(1000).min(1000))
            }
            _ => None,
        };
        (self.process, self.last, self.board) = (process, taken, board);
        if self.looks == 0 {
            let steps = taken.memory_bytes / SAMPLE_BYTES;
            self.samples.write(u16::try_from(steps).unwrap_or(u16::MAX));
        }
        self.looks = (self.looks + 1) % LOOKS_PER_SAMPLE;
    }

    /// Bytes of memory this process had at the last look; 0 when it was not there yet.
    pub(super) fn memory_of(&self, process: u32) -> u64 {
        if self.process == Some(process) {
            self.last.memory_bytes
        } else {
            0
        }
    }

    /// Time of a processor this process had used at the last look, in ticks; unknown when it was not there yet.
    pub(super) fn ticks_of(&self, process: u32) -> Option<u64> {
        (self.process == Some(process)).then_some(self.last.ticks)
    }

    /// Share of all processors it used between the last two looks, in thousandths; unknown when it was not there at both.
    pub(super) const fn permille(&self) -> Option<u16> {
        self.permille
    }

    /// Memory in steps of [`SAMPLE_BYTES`], a sample a minute, the oldest first; 0 where it had no process.
    pub(super) fn samples(&self) -> Vec<u16> {
        self.samples.oldest_ordered().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board(all: u64) -> Ticks {
        Ticks {
            busy: all / 2,
            idle: all - all / 2,
        }
    }

    fn taken(ticks: u64, mib: u64) -> Taken {
        Taken {
            memory_bytes: mib << 20,
            ticks,
        }
    }

    #[test]
    fn a_process_with_an_awkward_name_is_read_right() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 1 2 3 4 10 20 3 4 20 0 3 0 5 6 7";
        assert_eq!(ticks(stat), 37);
        assert_eq!(ticks(""), 0);
    }

    #[test]
    fn this_process_takes_something_and_none_nothing() {
        assert!(of(std::process::id()).memory_bytes > 1 << 20);
        assert_eq!(of(u32::MAX), Taken::default());
    }

    #[test]
    fn the_share_of_the_processors_is_that_since_the_last_look() {
        let mut measured = Measured::default();
        measured.take(Some(1), taken(500, 5), board(10_000));
        assert_eq!(
            measured.permille(),
            None,
            "there is nothing to compare with yet"
        );
        assert_eq!(
            (measured.memory_of(1), measured.ticks_of(1)),
            (5 << 20, Some(500))
        );
        assert_eq!((measured.memory_of(2), measured.ticks_of(2)), (0, None));
        measured.take(Some(1), taken(600, 5), board(11_000));
        assert_eq!(measured.permille(), Some(100));
        // Another process begins anew.
        measured.take(Some(2), taken(3, 5), board(12_000));
        assert_eq!(measured.permille(), None);
        measured.take(Some(2), taken(4, 5), board(13_000));
        assert_eq!(measured.permille(), Some(1));
        measured.take(None, Taken::default(), board(14_000));
        assert_eq!(measured.permille(), None);
    }

    #[test]
    fn memory_is_asked_for_each_sample_of_a_new_process_and_while_somebody_looks() {
        let own = std::process::id();
        let mut measured = Measured::default();
        let mut asked = Vec::new();
        for look in 0..u64::from(LOOKS_PER_SAMPLE) + 2 {
            // What was there before is told apart from what is there now.
            measured.last.memory_bytes = 1;
            let taken = measured.look_at(own, false);
            asked.push(taken.memory_bytes > 1);
            measured.take(Some(own), taken, board(look));
        }
        let first = usize::from(LOOKS_PER_SAMPLE);
        let expected: Vec<bool> = (0..asked.len()).map(|it| it % first == 0).collect();
        assert_eq!(asked, expected);
        measured.last.memory_bytes = 1;
        assert!(measured.look_at(own, true).memory_bytes > 1);
        assert_eq!(measured.look_at(u32::MAX, false), Taken::default());
    }

    #[test]
    fn an_hour_of_memory_is_kept_in_little_room() {
        let mut measured = Measured::default();
        for look in 0..7 * 60 * u64::from(LOOKS_PER_SAMPLE) {
            measured.take(Some(1), taken(0, look / 60), board(look));
        }
        let samples = measured.samples();
        assert_eq!((samples.len(), samples.last()), (SAMPLES, Some(&(41 * 16))));
        assert!(samples.is_sorted() && samples[0] == 36 * 16, "{samples:?}");
        // 64 agents, well below 100 KB.
        assert!(size_of::<Measured>() * 64 < 16 * 1024);
    }
}
