//! The board and its agents over time: a look every few seconds, the last hour of them in a bounded ring, and what they
//! come to. Never starts or stops anything: it says what should be.

use super::{
    board::{Kernel, Look, disk_of},
    watch::{Judgement, Level, Running, judge},
};
use serde::{Deserialize, Serialize};
use std::{collections::VecDeque, fs, path::PathBuf, time::Duration};

/// Pause between two looks.
pub(super) const PAUSE: Duration = Duration::from_secs(10);
/// Looks that are remembered: an hour.
const REMEMBERED: usize = 360;

/// One remembered look, as small as it can be drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sample {
    /// Memory in use, in percent.
    pub memory_percent: u8,
    /// Processor in use, in percent.
    pub processor_percent: u8,
    /// Swap in use, in MiB.
    pub swap_mib: u32,
    /// Temperature in degrees Celsius.
    pub degrees: Option<i16>,
    /// Agents that ran.
    pub agents: u16,
}

/// See the head of this file.
#[derive(Debug)]
pub struct Overview {
    kernel: Kernel,
    folder: PathBuf,
    last: Option<Look>,
    disk: Option<(u64, u64)>,
    judgement: Judgement,
    samples: VecDeque<Sample>,
}

impl Overview {
    /// Of the board this process runs on; `folder` lies on the disk of the houses.
    pub fn new(kernel: Kernel, folder: PathBuf) -> Self {
        Self {
            kernel,
            folder,
            last: None,
            disk: None,
            judgement: Judgement::default(),
            samples: VecDeque::new(),
        }
    }

    /// Looks, and remembers it. Answers with what it comes to.
    pub fn look(&mut self, running: &[Running]) -> &Judgement {
        let look = match self.kernel.look() {
            Ok(look) => look,
            Err(error) => {
                tracing::warn!(%error, "the board cannot be looked at");
                return &self.judgement;
            }
        };
        let before = self.last.unwrap_or(look);
        self.disk = disk_of(&self.folder).ok();
        let kills = look.oom_kills.saturating_sub(before.oom_kills);
        let judgement = judge(&look, self.disk, kills, running);
        tell_changes(&self.judgement, &judgement);
        self.judgement = judgement;
        if self.samples.len() == REMEMBERED {
            self.samples.pop_front();
        }
        self.samples
            .push_back(sample(&look, &before, running.len()));
        self.last = Some(look);
        &self.judgement
    }

    /// The board right now.
    ///
    /// # Errors
    /// When not even its memory can be read.
    pub fn now(&self) -> std::io::Result<Look> {
        self.kernel.look()
    }

    /// Free and whole room on the disk of the houses, in bytes, when it was last looked at.
    pub const fn disk(&self) -> Option<(u64, u64)> {
        self.disk
    }

    /// What the last look came to.
    pub const fn judgement(&self) -> &Judgement {
        &self.judgement
    }

    /// The remembered looks, the oldest first.
    pub fn samples(&self) -> impl Iterator<Item = Sample> {
        self.samples.iter().copied()
    }
}

/// Writes down what is newly a worry, and what is none any more.
fn tell_changes(before: &Judgement, now: &Judgement) {
    let had = |judgement: &Judgement, about: &str| {
        let mut found = judgement.worries.iter();
        found
            .find(|worry| worry.about == about)
            .map_or(Level::Fine, |worry| worry.level)
    };
    for worry in now
        .worries
        .iter()
        .filter(|it| had(before, it.about) < it.level)
    {
        match worry.level {
            Level::Critical => tracing::error!("{}", worry.sentence),
            _ => tracing::warn!("{}", worry.sentence),
        }
    }
    for worry in before
        .worries
        .iter()
        .filter(|it| had(now, it.about) == Level::Fine)
    {
        tracing::info!("{}: fine again", worry.about);
    }
}

fn sample(look: &Look, before: &Look, agents: usize) -> Sample {
    Sample {
        memory_percent: look.memory.used_percent(),
        processor_percent: look.processor.busy_percent_since(&before.processor),
        swap_mib: u32::try_from(look.memory.swap_used >> 20).unwrap_or(u32::MAX),
        degrees: look
            .millidegrees
            .and_then(|it| i16::try_from(it / 1000).ok()),
        agents: u16::try_from(agents).unwrap_or(u16::MAX),
    }
}

/// A process's own share of the memory, in bytes; 0 when it is gone or may not be asked.
pub(super) fn memory_of(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    number.unwrap_or(0) * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_remembered_and_no_more() {
        let mut overview = Overview::new(Kernel::default(), "/".into());
        for _ in 0..REMEMBERED + 5 {
            let _ = overview.look(&[]);
        }
        assert_eq!(overview.samples().count(), REMEMBERED);
        assert!(overview.disk().is_some_and(|(_, all)| all > 0));
        assert!(size_of::<Sample>() * REMEMBERED < 8 * 1024);
    }

    #[test]
    fn a_board_that_cannot_be_looked_at_is_no_reason_to_stop_anything() {
        let mut overview = Overview::new(Kernel::under("/nowhere".as_ref()), "/".into());
        assert_eq!(*overview.look(&[]), Judgement::default());
        assert_eq!(overview.samples().count(), 0);
    }

    #[test]
    fn the_memory_of_a_process_is_its_own_share() {
        assert!(memory_of(std::process::id()) > 1 << 20);
        assert_eq!(memory_of(u32::MAX), 0);
    }
}
