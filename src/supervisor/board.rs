//! What the kernel says about the board as a whole: memory, pressure, processor, kills, disk, temperature, voltage.
//! Reads files of the kernel and nothing else; never judges: `watch` does. What a board does not tell is `None`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// One look at the board.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Look {
    /// Memory.
    pub memory: Memory,
    /// Share of the last ten seconds in which something waited for memory, in percent.
    pub memory_pressure: Option<f32>,
    /// Share of the last ten seconds in which something waited for the disk, in percent.
    pub io_pressure: Option<f32>,
    /// Share of the last ten seconds in which something waited for a processor, in percent. A busy board is no worry.
    pub processor_pressure: Option<f32>,
    /// Time all processors have been busy and idle since the start, in ticks.
    pub processor: Ticks,
    /// Processes the kernel has killed since the start for want of memory.
    pub oom_kills: u64,
    /// Temperature of the chip, in thousandths of a degree Celsius.
    pub millidegrees: Option<i32>,
    /// Whether the voltage is too low at the moment.
    pub undervoltage: Option<bool>,
}

/// Memory of the board, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Memory {
    /// All there is.
    pub total: u64,
    /// What a new process could have without anything being swapped out.
    pub available: u64,
    /// Swap there is.
    pub swap_total: u64,
    /// Swap in use.
    pub swap_used: u64,
}

impl Memory {
    /// Share that is in use, in percent.
    pub fn used_percent(&self) -> u8 {
        let used = self.total.saturating_sub(self.available);
        u8::try_from(used * 100 / self.total.max(1)).unwrap_or(100)
    }
}

/// Time of all processors, in ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ticks {
    /// Doing something.
    pub busy: u64,
    /// Doing nothing.
    pub idle: u64,
}

impl Ticks {
    /// Busy and idle together.
    pub const fn all(&self) -> u64 {
        self.busy + self.idle
    }

    /// Share of the time since an earlier look in which processors were busy, in percent.
    pub fn busy_percent_since(&self, earlier: &Self) -> u8 {
        let busy = self.busy.saturating_sub(earlier.busy);
        let all = busy + self.idle.saturating_sub(earlier.idle);
        u8::try_from(busy * 100 / all.max(1)).unwrap_or(100)
    }

    /// The same in seconds: busy and idle.
    pub fn seconds(&self) -> (f64, f64) {
        let seconds = |ticks| millis(ticks) as f64 / 1000.0;
        (seconds(self.busy), seconds(self.idle))
    }
}

/// So many ticks in milliseconds.
pub(super) fn millis(ticks: u64) -> u64 {
    let per_second = rustix::param::clock_ticks_per_second().max(1);
    ticks.saturating_mul(1000) / per_second
}

/// Where the kernel's files are; another place in tests.
#[derive(Debug, Clone)]
pub struct Kernel {
    root: PathBuf,
}

impl Default for Kernel {
    fn default() -> Self {
        Self { root: "/".into() }
    }
}

impl Kernel {
    /// A kernel whose files lie under a folder.
    pub fn under(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Looks at the board.
    ///
    /// # Errors
    /// When not even the memory can be read.
    pub fn look(&self) -> io::Result<Look> {
        let text = |path: &str| fs::read_to_string(self.root.join(path));
        let memory = memory(&text("proc/meminfo")?);
        let vmstat = text("proc/vmstat").unwrap_or_default();
        let number = |path: &str| text(path).ok()?.trim().parse().ok();
        let pressure = |of: &str| some_avg10(&text(&format!("proc/pressure/{of}")).ok()?);
        Ok(Look {
            memory,
            memory_pressure: pressure("memory"),
            io_pressure: pressure("io"),
            processor_pressure: pressure("cpu"),
            processor: ticks(&text("proc/stat").unwrap_or_default()),
            oom_kills: kills(&vmstat),
            millidegrees: number("sys/class/thermal/thermal_zone0/temp"),
            undervoltage: self.undervoltage(),
        })
    }

    /// Time all processors have been busy and idle since the start.
    pub fn processor(&self) -> Ticks {
        ticks(&fs::read_to_string(self.root.join("proc/stat")).unwrap_or_default())
    }

    /// Processes the kernel has killed since the start for want of memory.
    pub fn oom_kills(&self) -> u64 {
        kills(&fs::read_to_string(self.root.join("proc/vmstat")).unwrap_or_default())
    }

    /// The name of this machine in its network.
    pub fn host_name(&self) -> String {
        let name = fs::read_to_string(self.root.join("proc/sys/kernel/hostname"));
        name.map_or("localhost".to_owned(), |name| name.trim().to_owned())
    }

    /// Where a file of the kernel is.
    pub(super) fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// The alarm of the Raspberry Pi's own voltage sensor (kernel driver `raspberrypi-hwmon`).
    fn undervoltage(&self) -> Option<bool> {
        let sensors = fs::read_dir(self.root.join("sys/class/hwmon")).ok()?;
        let alarm = |folder: PathBuf| {
            let name = fs::read_to_string(folder.join("name")).ok()?;
            let is_it = name.trim() == "rpi_volt";
            let alarm = || fs::read_to_string(folder.join("in0_lcrit_alarm")).ok();
            is_it.then(alarm)?.map(|text| text.trim() != "0")
        };
        sensors.flatten().find_map(|sensor| alarm(sensor.path()))
    }
}

/// What `/proc/meminfo` says. A kernel before 3.14 does not say what is available: then that is what is free.
fn memory(text: &str) -> Memory {
    let bytes = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
        number.map(|kib| kib * 1024)
    };
    let swap_total = bytes("SwapTotal:").unwrap_or(0);
    Memory {
        total: bytes("MemTotal:").unwrap_or(0),
        available: bytes("MemAvailable:")
            .or_else(|| bytes("MemFree:"))
            .unwrap_or(0),
        swap_total,
        swap_used: swap_total.saturating_sub(bytes("SwapFree:").unwrap_or(0)),
    }
}

fn kills(vmstat: &str) -> u64 {
    named(vmstat, "oom_kill").unwrap_or(0)
}

/// The ten-second average of "some" in a file of pressure.
fn some_avg10(text: &str) -> Option<f32> {
    let some = text.lines().find(|line| line.starts_with("some "))?;
    let average = some
        .split_whitespace()
        .find_map(|part| part.strip_prefix("avg10="))?;
    average.parse().ok()
}

/// What `/proc/stat` says of all processors: user, nice, system, idle, iowait, irq, softirq, steal.
fn ticks(text: &str) -> Ticks {
    let line = text.lines().find_map(|line| line.strip_prefix("cpu "));
    let times = line.unwrap_or("").split_whitespace().take(8);
    let mut ticks = Ticks::default();
    for (place, time) in times
        .filter_map(|time| time.parse::<u64>().ok())
        .enumerate()
    {
        if place == 3 || place == 4 {
            ticks.idle += time;
        } else {
            ticks.busy += time;
        }
    }
    ticks
}

/// The number behind a name in a file of names and numbers.
pub(super) fn named(text: &str, name: &str) -> Option<u64> {
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    pairs
        .filter(|(key, _)| *key == name)
        .find_map(|(_, value)| value.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kernel(files: &[(&str, &str)]) -> (tempfile::TempDir, Kernel) {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let kernel = Kernel::under(root.path());
        (root, kernel)
    }

    const MEMINFO: &str = "MemTotal:         436780 kB\nMemFree:           52312 kB\nMemAvailable:     218390 kB\n\
                           SwapTotal:        102396 kB\nSwapFree:          51196 kB\n";

    #[test]
    fn a_small_board_is_read_as_it_is() {
        let (_root, kernel) = kernel(&[
            ("proc/meminfo", MEMINFO),
            (
                "proc/pressure/memory",
                "some avg10=12.50 avg60=1.00 avg300=0.10 total=99\nfull avg10=3.00 avg60=0 avg300=0 total=1\n",
            ),
            (
                "proc/pressure/cpu",
                "some avg10=7.25 avg60=1.00 avg300=0.10 total=99\n",
            ),
            (
                "proc/stat",
                "cpu  100 5 45 800 50 0 0 0 0 0\ncpu0 1 2 3 4\n",
            ),
            ("proc/vmstat", "nr_free_pages 1\noom_kill 2\n"),
            ("proc/sys/kernel/hostname", "huetten\n"),
            ("sys/class/thermal/thermal_zone0/temp", "61298\n"),
            ("sys/class/hwmon/hwmon0/name", "cpu_thermal\n"),
            ("sys/class/hwmon/hwmon1/name", "rpi_volt\n"),
            ("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n"),
        ]);
        let look = kernel.look().unwrap();
        let expected = Look {
            memory: Memory {
                total: 436_780 * 1024,
                available: 218_390 * 1024,
                swap_total: 102_396 * 1024,
                swap_used: 51_200 * 1024,
            },
            memory_pressure: Some(12.5),
            io_pressure: None,
            processor_pressure: Some(7.25),
            processor: Ticks {
                busy: 150,
                idle: 850,
            },
            oom_kills: 2,
            millidegrees: Some(61_298),
            undervoltage: Some(true),
        };
        assert_eq!(look, expected);
        assert_eq!((kernel.oom_kills(), &*kernel.host_name()), (2, "huetten"));
        assert_eq!(look.memory.used_percent(), 50);
        let later = Ticks {
            busy: 250,
            idle: 1_150,
        };
        assert_eq!(later.busy_percent_since(&look.processor), 25);
    }

    #[test]
    fn what_a_board_does_not_tell_is_not_invented() {
        let (_root, kernel) = kernel(&[("proc/meminfo", "MemTotal: 100 kB\nMemFree: 40 kB\n")]);
        let look = kernel.look().unwrap();
        assert_eq!(look.memory.available, 40 * 1024);
        assert_eq!(
            (look.millidegrees, look.undervoltage, look.memory_pressure),
            (None, None, None)
        );
        assert_eq!(Memory::default().used_percent(), 0);
        assert!(Kernel::under(Path::new("/nowhere")).look().is_err());
    }

    #[test]
    fn this_machine_can_be_looked_at() {
        let look = Kernel::default().look().unwrap();
        assert!(look.memory.total > look.memory.available && look.memory.available > 0);
        assert!(look.processor.busy > 0 && look.processor.idle > 0);
    }
}
