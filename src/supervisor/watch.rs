//! What a look at the board comes to: how worried one should be, what to do about it in words, and whether an agent has
//! to be stopped so that the others can go on. Pure. Never reads anything and never stops anything itself.

use super::{
    board::Look,
    disk::Disk,
    worry::{Level, Matter, Worry, mib},
};
use core::{fmt, time::Duration};

/// Memory in use, in percent, from which on one should look after it.
pub const MEMORY_WARN: u8 = 80;
/// Memory in use, in percent, from which on an agent is stopped.
pub const MEMORY_CRITICAL: u8 = 90;
/// Swap in use, in bytes, from which on everything is slow on a card.
pub const SWAP_CRITICAL: u64 = 50 * 1000 * 1000;
/// Time spent waiting for memory, in percent: worth looking after, critical.
pub const PRESSURE: (f32, f32) = (10.0, 40.0);
/// Free room on the disk, in percent of it, below which it is worth looking after, and critical.
pub const DISK_FREE: (u8, u8) = (10, 3);
/// Temperature from which on it is worth looking after, and critical, in thousandths of a degree: the chip slows down at 80 °C and more at 85 °C (Raspberry Pi documentation,
/// "Frequency management and thermal control").
pub const HEAT: (i32, i32) = (75_000, 82_000);
/// Pause after an agent was stopped, until its memory shows in what is available.
pub(super) const STOP_PAUSE: Duration = Duration::from_secs(30);
/// Memory an agent needs to be started, in bytes: what one with 10,000 bookings has when it idles.
pub const NEEDED_BYTES: u64 = 8 << 20;

/// An agent as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: u16,
    /// How important it is.
    pub priority: u8,
    /// Bytes of memory it has.
    pub memory_bytes: u64,
}

/// What a look comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judgement {
    /// The worst first.
    pub worries: Vec<Worry>,
    /// The agent that should be stopped now.
    pub stop: Option<String>,
}

impl Judgement {
    /// How worried one should be over all.
    pub fn level(&self) -> Level {
        self.worries
            .iter()
            .map(|worry| worry.level)
            .max()
            .unwrap_or_default()
    }
}

/// What a look at the board is judged by.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen<'a> {
    /// The board.
    pub look: Look,
    /// The disk of the houses, where it can be asked.
    pub disk: Option<Disk>,
    /// Errors of that disk since the supervisor was started.
    pub new_errors: u64,
    /// Processes the kernel has killed for want of memory within the last hour.
    pub kills: u64,
    /// The agents that run.
    pub running: &'a [Running],
}

/// Judges a look at the board.
pub fn judge(seen: &Seen<'_>) -> Judgement {
    let Seen { look, running, .. } = seen;
    let disk = seen.disk.as_ref();
    let mut worries: Vec<Worry> = [
        memory(look, running),
        swap(look),
        pressure(look),
        disk.and_then(read_only),
        disk.and_then(|disk| errors(disk, seen.new_errors)),
        disk.and_then(room),
        heat(look),
        voltage(look),
        killed(seen.kills),
    ]
    .into_iter()
    .flatten()
    .collect();
    worries.sort_by_key(|worry| core::cmp::Reverse(worry.level));
    let is_short = look.memory.used_percent() >= MEMORY_CRITICAL;
    // The last one is never stopped: a board that serves nothing helps nobody.
    let stop = (is_short && running.len() > 1)
        .then(|| least_important(running).map(|agent| agent.name.clone()));
    Judgement {
        worries,
        stop: stop.flatten(),
    }
}

/// The agent that is missed least: of the lowest priority the one with the highest number.
fn least_important(running: &[Running]) -> Option<&Running> {
    running
        .iter()
        .min_by_key(|agent| (agent.priority, core::cmp::Reverse(agent.number)))
}

/// Why an agent would not fit on the board now. Bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// Memory that is available.
    pub available: u64,
    /// Memory it needs.
    pub needed: u64,
    /// Memory that must stay free.
    pub kept_free: u64,
    /// What runs, with the memory it has.
    pub running: Vec<(String, u64)>,
}

impl fmt::Display for Shortage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let others = self.running.iter();
        let others: Vec<String> = others
            .map(|(name, bytes)| format!("{name} ({})", mib(*bytes)))
            .collect();
        write!(
            f,
            "it would not fit: {} of memory are available, {} are needed and {} must stay free; running: {}; stop one of \
             them, or insist with --force",
            mib(self.available),
            mib(self.needed),
            mib(self.kept_free),
            if others.is_empty() {
                "none".to_owned()
            } else {
                others.join(", ")
            }
        )
    }
}

/// Why an agent would not fit on the board now, if it would not.
pub fn does_not_fit(look: &Look, running: &[Running]) -> Option<Shortage> {
    let memory = look.memory;
    let kept_free = memory.total / 100 * u64::from(100 - MEMORY_CRITICAL);
    let fits = memory.available >= NEEDED_BYTES + kept_free;
    (!fits).then(|| Shortage {
        available: memory.available,
        needed: NEEDED_BYTES,
        kept_free,
        running: running
            .iter()
            .map(|agent| (agent.name.clone(), agent.memory_bytes))
            .collect(),
    })
}

/// A worry, unless it is none.
fn worry(warning: bool, critical: bool, matter: Matter) -> Option<Worry> {
    let level = match (critical, warning) {
        (true, _) => Level::Critical,
        (false, true) => Level::Warning,
        (false, false) => return None,
    };
    Some(Worry { level, matter })
}

fn memory(look: &Look, running: &[Running]) -> Option<Worry> {
    let percent = look.memory.used_percent();
    let largest = running.iter().max_by_key(|agent| agent.memory_bytes);
    worry(
        percent >= MEMORY_WARN,
        percent >= MEMORY_CRITICAL,
        Matter::Memory {
            percent,
            available: look.memory.available,
            largest: largest.map(|agent| (agent.name.clone(), agent.memory_bytes)),
        },
    )
}

fn swap(look: &Look) -> Option<Worry> {
    let bytes = look.memory.swap_used;
    worry(false, bytes >= SWAP_CRITICAL, Matter::Swap { bytes })
}

fn pressure(look: &Look) -> Option<Worry> {
    let share = look.memory_pressure?;
    // The kernel says 0 to 100.
    let percent = share as u8;
    worry(
        share >= PRESSURE.0,
        share >= PRESSURE.1,
        Matter::Pressure { percent },
    )
}

fn read_only(disk: &Disk) -> Option<Worry> {
    worry(false, disk.read_only, Matter::ReadOnly)
}

fn errors(disk: &Disk, new: u64) -> Option<Worry> {
    let errors = disk.errors?;
    worry(errors > 0, new > 0, Matter::DiskErrors { errors, new })
}

fn room(disk: &Disk) -> Option<Worry> {
    let Disk { free, all, .. } = *disk;
    let percent = u8::try_from(free * 100 / all.max(1)).unwrap_or(100);
    worry(
        percent < DISK_FREE.0,
        percent < DISK_FREE.1,
        Matter::Disk { free, percent },
    )
}

fn heat(look: &Look) -> Option<Worry> {
    let millidegrees = look.millidegrees?;
    let degrees = millidegrees / 1000;
    worry(
        millidegrees >= HEAT.0,
        millidegrees >= HEAT.1,
        Matter::Temperature { degrees },
    )
}

fn voltage(look: &Look) -> Option<Worry> {
    worry(look.undervoltage?, false, Matter::Voltage)
}

fn killed(number: u64) -> Option<Worry> {
    worry(number > 0, false, Matter::Kills { number })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervisor::board::Memory;

    fn used(percent: u64) -> Look {
        Look {
            memory: Memory {
                total: 400 << 20,
                available: (400 << 20) / 100 * (100 - percent),
                ..Memory::default()
            },
            ..Look::default()
        }
    }

    fn judged(look: Look, running: &[Running]) -> Judgement {
        judge(&Seen {
            look,
            running,
            ..Seen::default()
        })
    }

    fn agent(name: &str, number: u16, priority: u8) -> Running {
        Running {
            name: name.to_owned(),
            number,
            priority,
            memory_bytes: 5 << 20,
        }
    }

    fn agents() -> Vec<Running> {
        vec![agent("a", 1, 50), agent("b", 2, 10), agent("c", 3, 10)]
    }

    #[test]
    fn memory_is_a_worry_from_eighty_percent_and_critical_from_ninety() {
        for (percent, level, stop) in [
            (79, Level::Fine, None),
            (80, Level::Warning, None),
            (89, Level::Warning, None),
            (90, Level::Critical, Some("c".to_owned())),
        ] {
            let judged = judged(used(percent), &agents());
            assert_eq!((judged.level(), judged.stop), (level, stop), "{percent}");
        }
    }

    #[test]
    fn the_least_important_agent_goes_first_and_the_last_one_never() {
        let mut running = agents();
        for expected in [Some("c"), Some("b"), None] {
            let stop = judged(used(95), &running).stop;
            assert_eq!(stop.as_deref(), expected);
            running.retain(|agent| Some(&agent.name) != stop.as_ref());
        }
        assert_eq!(running.len(), 1);
    }

    #[test]
    fn what_a_look_at_the_board_comes_to() {
        let with = |change: fn(&mut Look)| {
            let mut look = used(10);
            change(&mut look);
            judged(look, &[]).worries
        };
        for (about, level, change) in [
            (
                "swap",
                Level::Critical,
                (|it| it.memory.swap_used = 50_000_000) as fn(&mut Look),
            ),
            ("pressure", Level::Warning, |it| {
                it.memory_pressure = Some(10.0)
            }),
            ("pressure", Level::Critical, |it| {
                it.memory_pressure = Some(40.0)
            }),
            ("temperature", Level::Warning, |it| {
                it.millidegrees = Some(75_000)
            }),
            ("temperature", Level::Critical, |it| {
                it.millidegrees = Some(82_000)
            }),
            ("voltage", Level::Warning, |it| it.undervoltage = Some(true)),
        ] {
            let worries = with(change);
            assert_eq!(worries.len(), 1, "{about}");
            assert_eq!(
                (worries[0].matter.about(), worries[0].level),
                (about, level)
            );
        }
        assert!(
            with(|it| {
                it.memory.swap_used = 49_999_999;
                it.undervoltage = Some(false);
                it.millidegrees = Some(74_999);
                // A busy board is not ill.
                (it.processor_pressure, it.io_pressure) = (Some(99.0), Some(99.0));
            })
            .is_empty()
        );
    }

    #[test]
    fn what_the_disk_of_the_houses_comes_to() {
        let fine = Disk {
            free: 500,
            all: 1_000,
            read_only: false,
            errors: Some(0),
        };
        let told = |disk: Disk, new_errors| {
            let seen = Seen {
                look: used(10),
                disk: Some(disk),
                new_errors,
                ..Seen::default()
            };
            let worries = judge(&seen).worries.into_iter();
            let told: Vec<_> = worries.map(|it| (it.matter.about(), it.level)).collect();
            told
        };
        let room = |free| told(Disk { free, ..fine }, 0);
        assert_eq!(room(100), []);
        assert_eq!(room(99), [("disk", Level::Warning)]);
        assert_eq!(room(29), [("disk", Level::Critical)]);
        let read_only = Disk {
            read_only: true,
            ..fine
        };
        assert_eq!(told(read_only, 0), [("readOnly", Level::Critical)]);
        let errors = Disk {
            errors: Some(3),
            ..fine
        };
        assert_eq!(told(errors, 0), [("diskErrors", Level::Warning)]);
        assert_eq!(told(errors, 1), [("diskErrors", Level::Critical)]);
        let untold = Disk {
            errors: None,
            ..fine
        };
        assert_eq!(told(untold, 0), []);
    }

    #[test]
    fn the_worst_is_told_first() {
        let mut look = used(85);
        look.memory.swap_used = 60_000_000;
        let running = agents();
        let judged = judge(&Seen {
            look,
            kills: 1,
            running: &running,
            ..Seen::default()
        });
        let told: Vec<_> = judged.worries.iter().map(|it| it.matter.about()).collect();
        assert_eq!(told, ["swap", "memory", "kills"]);
    }

    #[test]
    fn what_does_not_fit_is_told_with_figures() {
        assert_eq!(does_not_fit(&used(50), &agents()), None);
        let sentence = does_not_fit(&used(89), &agents()).unwrap().to_string();
        for figure in [
            "44 MiB",
            "8 MiB",
            "40 MiB",
            "a (5 MiB), b (5 MiB), c (5 MiB)",
            "--force",
        ] {
            assert!(sentence.contains(figure), "{figure}: {sentence}");
        }
        assert!(
            does_not_fit(&used(99), &[])
                .unwrap()
                .to_string()
                .contains("running: none")
        );
    }
}
