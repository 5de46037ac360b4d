//! What one should know about the board: how much it matters, what it is about, with its figures, and what helps. The
//! figures are data, so that a page can say it in another language; the sentence here is English, for the log, the command
//! line and mails. Never judges: `watch` does.

use core::fmt;
use serde::{Deserialize, Serialize};

/// How worried one should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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
}

/// What is the matter. Its [`fmt::Display`] says it in English: what, then behind a semicolon what helps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "about",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Matter {
    /// Little memory is left.
    Memory {
        /// In use, of all there is.
        percent: u8,
        /// Bytes that a new process could have.
        available: u64,
        /// The agent that has most, and how many bytes.
        largest: Option<(String, u64)>,
    },
    /// Memory is swapped out.
    Swap {
        /// Bytes of it.
        bytes: u64,
    },
    /// Something waits for memory.
    Pressure {
        /// Share of the time.
        percent: u8,
    },
    /// Little room is left on the disk of the houses.
    Disk {
        /// Bytes that are free.
        free: u64,
        /// Share of the disk that is free.
        percent: u8,
    },
    /// Nothing can be written to the disk of the houses.
    ReadOnly,
    /// The disk of the houses has made errors.
    DiskErrors {
        /// As many as the kernel remembers.
        errors: u64,
        /// As many of them since the supervisor was started.
        new: u64,
    },
    /// The chip is hot.
    Temperature {
        /// In degrees Celsius.
        degrees: i32,
    },
    /// The voltage is too low.
    Voltage,
    /// Processes were killed for want of memory.
    Kills {
        /// How many within the last hour.
        number: u64,
    },
}

impl Matter {
    /// The one word for what it is about; the same worry has the same word, whatever its figures.
    pub const fn about(&self) -> &'static str {
        match self {
            Self::Memory { .. } => "memory",
            Self::Swap { .. } => "swap",
            Self::Pressure { .. } => "pressure",
            Self::Disk { .. } => "disk",
            Self::ReadOnly => "readOnly",
            Self::DiskErrors { .. } => "diskErrors",
            Self::Temperature { .. } => "temperature",
            Self::Voltage => "voltage",
            Self::Kills { .. } => "kills",
        }
    }
}

impl Matter {
    /// A few words for it, in English.
    pub const fn title(&self) -> &'static str {
        match self {
            Self::Pressure { .. } => "waiting for memory",
            Self::Disk { .. } => "room on the disk",
            Self::ReadOnly => "disk only readable",
            Self::DiskErrors { .. } => "errors of the disk",
            Self::Kills { .. } => "killed processes",
            _ => self.about(),
        }
    }
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory {
                percent,
                available,
                largest,
            } => {
                let available = mib(*available);
                write!(f, "{percent} % of the memory are in use, {available} are available")?;
                if let Some((agent, bytes)) = largest {
                    write!(f, ", the largest agent is {agent} with {}", mib(*bytes))?;
                }
                f.write_str("; stop an agent that is not needed")
            }
            Self::Swap { bytes } => write!(
                f,
                "{} are swapped out: everything is slow and the card wears out; stop an agent",
                mib(*bytes)
            ),
            Self::Pressure { percent } => write!(
                f,
                "{percent} % of the time something waits for memory; stop an agent"
            ),
            Self::Disk { free, percent } => write!(
                f,
                "{} are free on the disk of the houses, {percent} % of it; delete old backups, or take a larger card",
                mib(*free)
            ),
            Self::ReadOnly => f.write_str(
                "the disk of the houses can only be read, as after an error of the disk: no house takes a booking; \
                 copy the houses elsewhere, then start the board anew, and take a new card if it happens again",
            ),
            Self::DiskErrors { errors, new } => write!(
                f,
                "the disk of the houses has made {errors} errors, {new} of them since the supervisor was started; copy \
                 the houses elsewhere, have the disk checked with fsck, and take a new card if there are more"
            ),
            Self::Temperature { degrees } => {
                write!(f, "the chip is at {degrees} °C and slows down; give it air")
            }
            Self::Voltage => f.write_str(
                "the voltage is too low, which can damage files; take a better power supply or a shorter cable",
            ),
            Self::Kills { number } => write!(
                f,
                "{number} processes were killed for want of memory within the last hour, and nothing that was \
                 acknowledged is lost; stop an agent, or give it more memory"
            ),
        }
    }
}

/// Something one should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worry {
    /// How much.
    pub level: Level,
    /// About what.
    #[serde(flatten)]
    pub matter: Matter,
}

impl fmt::Display for Worry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.level.name(), self.matter)
    }
}

/// Bytes in the unit people read them in.
pub(super) fn mib(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervisor::samples::all_matters;

    #[test]
    fn each_matter_says_what_helps_behind_a_semicolon_and_travels_as_data() {
        let mut words = std::collections::BTreeSet::new();
        for matter in all_matters() {
            let sentence = matter.to_string();
            assert_eq!(sentence.matches(';').count(), 1, "{sentence}");
            assert!(words.insert(matter.about()), "{sentence}");
            let level = Level::Critical;
            let worry = Worry { level, matter };
            let told = serde_json::to_value(&worry).unwrap();
            assert_eq!(told["about"], worry.matter.about());
            assert_eq!(told["level"], "critical");
            assert_eq!(serde_json::from_value::<Worry>(told).unwrap(), worry);
        }
    }
}
