//! The board and its agents over time: a look every few seconds, the last hour of them in a bounded ring, and what they
//! come to. Never starts or stops anything: it says what should be.

use super::{
    board::{Kernel, Look},
    disk::Disk,
    watch::{Judgement, Running, Seen, judge},
    worry::Level,
};
use crate::clock::{Clock, Stopwatch};
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
    /// When it was, in seconds since the supervisor was started.
    pub seconds: u32,
    /// Memory in use, in percent.
    pub memory_percent: u8,
    /// Processor in use since the look before, in percent; the first look has none before it.
    pub processor_percent: Option<u8>,
    /// Swap in use, in MiB.
    pub swap_mib: u32,
    /// Share of the time in which something waited for memory, in percent.
    pub memory_pressure: Option<u8>,
    /// Share of the time in which something waited for the disk, in percent.
    pub io_pressure: Option<u8>,
    /// Share of the time in which something waited for a processor, in percent.
    pub processor_pressure: Option<u8>,
    /// Disk of the houses in use, in percent.
    pub disk_percent: Option<u8>,
    /// Temperature in degrees Celsius.
    pub degrees: Option<i16>,
    /// Whether the voltage was too low.
    pub undervoltage: Option<bool>,
    /// Processes that were killed for want of memory since the look before.
    pub kills: u8,
    /// Agents that ran.
    pub agents: u16,
}

/// See the head of this file.
#[derive(Debug)]
pub struct Overview {
    kernel: Kernel,
    folder: PathBuf,
    since: Stopwatch,
    last: Option<Look>,
    last_millis: i64,
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
            since: Stopwatch::start(),
            last: None,
            last_millis: 0,
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
                // Whom the look before wanted to be stopped has been stopped.
                self.judgement.stop = None;
                return &self.judgement;
            }
        };
        self.disk = self.kernel.disk(&self.folder).ok();
        if self.samples.len() == REMEMBERED {
            self.samples.pop_front();
        }
        let sample = self.sample(&look, running.len());
        self.samples.push_back(sample);
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
        self.last_millis = Clock::System.now().millis();
        &self.judgement
    }

    fn sample(&self, look: &Look, agents: usize) -> Sample {
        let before = self.last.as_ref();
        let kills = before.map_or(0, |it| look.oom_kills.saturating_sub(it.oom_kills));
        let used = |disk: Disk| percent_of(disk.all.saturating_sub(disk.free), disk.all);
        Sample {
            seconds: u32::try_from(self.since.elapsed().as_secs()).unwrap_or(u32::MAX),
            memory_percent: look.memory.used_percent(),
            processor_percent: before.map(|it| look.processor.busy_percent_since(&it.processor)),
            swap_mib: u32::try_from(look.memory.swap_used >> 20).unwrap_or(u32::MAX),
            memory_pressure: look.memory_pressure.map(whole_percent),
            io_pressure: look.io_pressure.map(whole_percent),
            processor_pressure: look.processor_pressure.map(whole_percent),
            disk_percent: self.disk.map(used),
            degrees: look
                .millidegrees
                .and_then(|it| i16::try_from(it / 1000).ok()),
            undervoltage: look.undervoltage,
            kills: u8::try_from(kills).unwrap_or(u8::MAX),
            agents: u16::try_from(agents).unwrap_or(u16::MAX),
        }
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

    /// The board as it was looked at last, if it ever was.
    pub const fn last(&self) -> Option<&Look> {
        self.last.as_ref()
    }

    /// When that was, in milliseconds since 1970. A board without a clock of its own may have been told the time since.
    pub const fn last_millis(&self) -> i64 {
        self.last_millis
    }

    /// How long ago that was.
    pub fn age(&self) -> Option<Duration> {
        let last = Duration::from_secs(self.samples.back()?.seconds.into());
        Some(self.since.elapsed().saturating_sub(last))
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

/// A share the kernel tells in hundredths of a percent, as whole percent.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is held between 0 and 100 first"
)]
fn whole_percent(share: f32) -> u8 {
    share.clamp(0.0, 100.0).round() as u8
}

fn percent_of(part: u64, whole: u64) -> u8 {
    u8::try_from(part * 100 / whole.max(1)).unwrap_or(100)
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
        assert!(size_of::<Sample>() * REMEMBERED < 12 * 1024);
        let first = overview.samples().next().unwrap();
        assert!(first.processor_percent.is_some(), "the very first is gone");
        assert!(overview.age().is_some() && overview.last().is_some());
    }

    #[test]
    fn a_board_that_cannot_be_looked_at_is_no_reason_to_stop_anything() {
        let mut overview = Overview::new(Kernel::under("/nowhere".as_ref()), "/".into());
        assert_eq!(*overview.look(&[]), Judgement::default());
        assert_eq!(overview.samples().count(), 0);
        assert_eq!(overview.age(), None);
        let root = tempfile::tempdir().unwrap();
        let memory = root.path().join("proc/meminfo");
        std::fs::create_dir(root.path().join("proc")).unwrap();
        std::fs::write(&memory, "MemTotal: 100 kB\nMemAvailable: 5 kB\n").unwrap();
        let running = ["a", "b"].map(|name| Running {
            name: name.to_owned(),
            number: 1,
            priority: 50,
            memory_bytes: 0,
        });
        let mut overview = Overview::new(Kernel::under(root.path()), "/".into());
        assert!(overview.look(&running).stop.is_some());
        std::fs::remove_file(memory).unwrap();
        assert_eq!(overview.look(&running).stop, None);
    }

    #[test]
    fn a_sample_says_what_a_board_tells_and_of_the_first_look_no_share_of_time() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("proc/meminfo", "MemTotal: 100 kB\nMemAvailable: 25 kB\n");
        write("proc/vmstat", "oom_kill 3\n");
        write("proc/stat", "cpu  10 0 0 90 0 0 0 0\n");
        write("proc/pressure/io", "some avg10=12.60 avg60=0 total=1\n");
        let mut overview = Overview::new(Kernel::under(root.path()), "/".into());
        let _ = overview.look(&[]);
        write("proc/vmstat", "oom_kill 5\n");
        write("proc/stat", "cpu  40 0 0 160 0 0 0 0\n");
        let _ = overview.look(&[]);
        let samples: Vec<Sample> = overview.samples().collect();
        let kills = |it: &Sample| (it.processor_percent, it.kills);
        assert_eq!(kills(&samples[0]), (None, 0));
        assert_eq!(kills(&samples[1]), (Some(30), 2));
        assert_eq!(
            (samples[1].memory_percent, samples[1].io_pressure),
            (75, Some(13))
        );
        assert_eq!((samples[1].degrees, samples[1].undervoltage), (None, None));
        assert!(samples[1].disk_percent.is_some());
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
