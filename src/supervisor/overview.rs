//! The board and its agents over time: a look every few seconds, the last hour of them in a bounded ring, and what they
//! come to. Never starts or stops anything: it says what should be.

use super::{
    board::{Kernel, Look},
    disk::Disk,
    watch::{Judgement, Running, Seen, judge},
    worry::Level,
};
use serde::{Deserialize, Serialize};
use std::{collections::VecDeque, path::PathBuf, time::Duration};

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
    /// Processes that were killed for want of memory since the look before.
    pub kills: u8,
}

/// See the head of this file.
#[derive(Debug)]
pub struct Overview {
    kernel: Kernel,
    folder: PathBuf,
    last: Option<Look>,
    disk: Option<Disk>,
    /// Errors the disk had made when it was looked at first.
    first_errors: Option<u64>,
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
            first_errors: None,
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
        self.disk = self.kernel.disk(&self.folder).ok();
        if self.samples.len() == REMEMBERED {
            self.samples.pop_front();
        }
        self.samples
            .push_back(sample(&look, &before, running.len()));
        let judgement = judge(&Seen {
            look,
            disk: self.disk,
            new_errors: self.new_errors(),
            kills: self.samples.iter().map(|it| u64::from(it.kills)).sum(),
            running,
        });
        tell_changes(&self.judgement, &judgement);
        self.judgement = judgement;
        self.last = Some(look);
        &self.judgement
    }

    /// Errors of the disk since it was looked at first.
    fn new_errors(&mut self) -> u64 {
        let Some(errors) = self.disk.and_then(|disk| disk.errors) else {
            return 0;
        };
        errors.saturating_sub(*self.first_errors.get_or_insert(errors))
    }

    /// The board right now.
    ///
    /// # Errors
    /// When not even its memory can be read.
    pub fn now(&self) -> std::io::Result<Look> {
        self.kernel.look()
    }

    /// The disk of the houses when it was last looked at.
    pub const fn disk(&self) -> Option<Disk> {
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
            .find(|worry| worry.matter.about() == about)
            .map_or(Level::Fine, |worry| worry.level)
    };
    for worry in now
        .worries
        .iter()
        .filter(|it| had(before, it.matter.about()) < it.level)
    {
        match worry.level {
            Level::Critical => tracing::error!("{}", worry.matter),
            _ => tracing::warn!("{}", worry.matter),
        }
    }
    for worry in before
        .worries
        .iter()
        .filter(|it| had(now, it.matter.about()) == Level::Fine)
    {
        tracing::info!("{}: fine again", worry.matter.title());
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
        kills: u8::try_from(look.oom_kills.saturating_sub(before.oom_kills)).unwrap_or(u8::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervisor::worry::Matter;

    #[test]
    fn an_hour_is_remembered_and_no_more() {
        let mut overview = Overview::new(Kernel::default(), "/".into());
        for _ in 0..REMEMBERED + 5 {
            let _ = overview.look(&[]);
        }
        assert_eq!(overview.samples().count(), REMEMBERED);
        assert!(overview.disk().is_some_and(|disk| disk.all > 0));
        assert!(size_of::<Sample>() * REMEMBERED < 8 * 1024);
    }

    #[test]
    fn a_board_that_cannot_be_looked_at_is_no_reason_to_stop_anything() {
        let mut overview = Overview::new(Kernel::under("/nowhere".as_ref()), "/".into());
        assert_eq!(*overview.look(&[]), Judgement::default());
        assert_eq!(overview.samples().count(), 0);
    }

    #[test]
    fn kills_are_a_worry_for_an_hour_and_errors_of_before_are_not_new() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("proc/meminfo", "MemTotal: 100 kB\nMemAvailable: 90 kB\n");
        write("proc/vmstat", "oom_kill 7\n");
        let mut overview = Overview::new(Kernel::under(root.path()), "/".into());
        assert!(overview.look(&[]).worries.is_empty(), "they were before");
        write("proc/vmstat", "oom_kill 9\n");
        for _ in 0..REMEMBERED {
            let worries = &overview.look(&[]).worries;
            assert_eq!(worries[0].matter, Matter::Kills { number: 2 });
        }
        assert!(overview.look(&[]).worries.is_empty(), "that is an hour ago");
        overview.disk = Some(Disk {
            errors: Some(4),
            ..Disk::default()
        });
        assert_eq!(overview.new_errors(), 0);
        overview.disk = Some(Disk {
            errors: Some(6),
            ..Disk::default()
        });
        assert_eq!(overview.new_errors(), 2);
    }
}
