//! What a look at the board comes to: how worried one should be, what to do about it in words, and whether an agent has
//! to be stopped so that the others can go on. Pure. Never reads anything and never stops anything itself.

use super::board::Look;
use core::{fmt, time::Duration};

/// Memory in use, in percent, from which on one should look after it.
const MEMORY_WARN: u8 = 80;
/// Memory in use, in percent, from which on an agent is stopped.
const MEMORY_CRITICAL: u8 = 90;
/// Swap in use, in bytes, from which on everything is slow on a card.
const SWAP_CRITICAL: u64 = 50 * 1000 * 1000;
/// Time spent waiting for memory, in percent.
const PRESSURE: (f32, f32) = (10.0, 40.0);
/// Free room on the disk, in percent of it.
const DISK_FREE: (u64, u64) = (10, 3);
/// Temperature, in thousandths of a degree: the chip slows down at 80 °C and more at 85 °C (Raspberry Pi documentation,
/// "Frequency management and thermal control").
const HEAT: (i32, i32) = (75_000, 82_000);
/// Pause after an agent was stopped, until its memory shows in what is available.
pub(super) const STOP_PAUSE: Duration = Duration::from_secs(30);
/// Memory an agent needs to be started, in bytes: what one with 10,000 bookings has when it idles.
pub const NEEDED_BYTES: u64 = 8 << 20;

/// How worried one should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    /// Not at all.
    #[default]
    Fine,
    /// Somebody should look after it.
    Warning,
    /// Something has to be done.
    Critical,
}

impl Level {
    /// The one word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }

    fn of(warning: bool, critical: bool) -> Self {
        match (critical, warning) {
            (true, _) => Self::Critical,
            (false, true) => Self::Warning,
            (false, false) => Self::Fine,
        }
    }
}

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

/// Something one should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worry {
    /// How much.
    pub level: Level,
    /// About what: "memory", "swap", "pressure", "disk", "temperature", "voltage", "kills".
    pub about: &'static str,
    /// What is the matter and what helps.
    pub sentence: String,
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

/// Judges a look at the board. `disk` is the free and the whole room on the disk of the houses, in bytes; `kills` how
/// often the kernel has killed something for want of memory since the last look.
pub fn judge(look: &Look, disk: Option<(u64, u64)>, kills: u64, running: &[Running]) -> Judgement {
    let mut worries: Vec<Worry> = [
        memory(look, running),
        swap(look),
        pressure(look),
        disk.and_then(room),
        heat(look),
        voltage(look),
        (kills > 0).then(|| killed(kills)),
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

fn worry(level: Level, about: &'static str, sentence: String) -> Option<Worry> {
    (level != Level::Fine).then_some(Worry {
        level,
        about,
        sentence,
    })
}

fn memory(look: &Look, running: &[Running]) -> Option<Worry> {
    let used = look.memory.used_percent();
    let level = Level::of(used >= MEMORY_WARN, used >= MEMORY_CRITICAL);
    let largest = running.iter().max_by_key(|agent| agent.memory_bytes);
    let advice = largest.map_or(String::new(), |agent| {
        format!(
            "; the largest agent is {} with {}",
            agent.name,
            mib(agent.memory_bytes)
        )
    });
    let available = mib(look.memory.available);
    worry(
        level,
        "memory",
        format!(
            "{used} % of the memory are in use, {available} are available{advice}; stop an agent that is not needed"
        ),
    )
}

fn swap(look: &Look) -> Option<Worry> {
    let used = look.memory.swap_used;
    worry(
        Level::of(false, used >= SWAP_CRITICAL),
        "swap",
        format!(
            "{} are swapped out: everything is slow and the card wears out; stop an agent",
            mib(used)
        ),
    )
}

fn pressure(look: &Look) -> Option<Worry> {
    let share = look.memory_pressure?;
    worry(
        Level::of(share >= PRESSURE.0, share >= PRESSURE.1),
        "pressure",
        format!("{share:.0} % of the time something waits for memory; stop an agent"),
    )
}

fn room((free, all): (u64, u64)) -> Option<Worry> {
    let percent = free * 100 / all.max(1);
    worry(
        Level::of(percent < DISK_FREE.0, percent < DISK_FREE.1),
        "disk",
        format!(
            "{} are free on the disk of the houses, {percent} % of it; delete old backups, or take a larger card",
            mib(free)
        ),
    )
}

fn heat(look: &Look) -> Option<Worry> {
    let millidegrees = look.millidegrees?;
    worry(
        Level::of(millidegrees >= HEAT.0, millidegrees >= HEAT.1),
        "temperature",
        format!(
            "the chip is at {} °C and slows down; give it air",
            millidegrees / 1000
        ),
    )
}

fn voltage(look: &Look) -> Option<Worry> {
    worry(
        Level::of(look.undervoltage?, false),
        "voltage",
        "the voltage is too low, which can damage files; take a better power supply or a shorter cable".to_owned(),
    )
}

fn killed(kills: u64) -> Worry {
    Worry {
        level: Level::Warning,
        about: "kills",
        sentence: format!(
            "{kills} processes were killed for want of memory since the last look; nothing that was acknowledged is lost"
        ),
    }
}

fn mib(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
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
            let judged = judge(&used(percent), None, 0, &agents());
            assert_eq!((judged.level(), judged.stop), (level, stop), "{percent}");
        }
    }

    #[test]
    fn the_least_important_agent_goes_first_and_the_last_one_never() {
        let mut running = agents();
        for expected in [Some("c"), Some("b"), None] {
            let stop = judge(&used(95), None, 0, &running).stop;
            assert_eq!(stop.as_deref(), expected);
            running.retain(|agent| Some(&agent.name) != stop.as_ref());
        }
        assert_eq!(running.len(), 1);
    }

    #[test]
    fn every_other_worry_is_told_with_what_helps() {
        let fine = used(10);
        let with = |change: fn(&mut Look)| {
            let mut look = fine;
            change(&mut look);
            judge(&look, Some((500, 1_000)), 0, &[]).worries
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
            assert_eq!((worries[0].about, worries[0].level), (about, level));
            assert!(
                worries[0].sentence.contains(';'),
                "what helps stands behind a semicolon"
            );
        }
        assert!(
            with(|it| {
                it.memory.swap_used = 49_999_999;
                it.undervoltage = Some(false);
                it.millidegrees = Some(74_999);
            })
            .is_empty()
        );
        let room = |free| judge(&fine, Some((free, 1_000)), 0, &[]).level();
        assert_eq!(
            [room(100), room(99), room(29)],
            [Level::Fine, Level::Warning, Level::Critical]
        );
        assert_eq!(judge(&fine, None, 2, &[]).worries[0].about, "kills");
    }

    #[test]
    fn the_worst_is_told_first() {
        let mut look = used(85);
        look.memory.swap_used = 60_000_000;
        let judged = judge(&look, None, 1, &agents());
        let told: Vec<_> = judged.worries.iter().map(|worry| worry.about).collect();
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
