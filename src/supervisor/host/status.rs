//! What the first process of a board tells of itself. Never holds a secret: whoever looks after the board sees all of it.

use serde::{Deserialize, Serialize};

/// Steps that failed which are kept at most; the oldest goes first.
pub const MOST_FAILED: usize = 32;

/// See the head of this file. What an older first process does not tell is as if there were none of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Status {
    /// Version of the first process.
    pub version: String,
    /// Whether the board had not been ended in order before this start.
    pub was_cut: bool,
    /// Whether the watchdog says that it has started the board anew, because nobody answered it.
    pub by_watchdog: bool,
    /// Whether the data of the houses could not be reached: what is served instead is empty and takes nothing.
    pub no_data: bool,
    /// Whether the card could not be written any more and what is new would be lost.
    pub read_only: bool,
    /// Errors of the card of which the kernel has told since the start.
    pub card_errors: u32,
    /// Steps that failed, in the order in which they did.
    pub failed: Vec<FailedStep>,
    /// Where the time comes from.
    pub clock: ClockStatus,
    /// Ways into the network.
    pub interfaces: Vec<Interface>,
    /// The radio.
    pub wifi: Wifi,
    /// Which program runs, and what came of the last change of it.
    pub update: Update,
    /// The stick at the USB port.
    pub stick: Stick,
}

/// A step that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedStep {
    /// What it was, in English.
    pub step: String,
    /// What the machine said, in English.
    pub error: String,
    /// When: seconds since the kernel began.
    pub seconds: u64,
}

/// Where the time comes from, and when it last did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ClockStatus {
    /// The best source so far.
    pub source: ClockSource,
    /// The server, where the network told.
    pub server: Option<String>,
    /// When the source told last: seconds since the kernel began.
    pub told_at: u64,
}

/// Where time can come from, the worst first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ClockSource {
    /// The making of the image: time is certainly later.
    #[default]
    Built,
    /// What was saved last: time is later by as long as the board was without power.
    Saved,
    /// Somebody set it on the board's page.
    Keeper,
    /// The network.
    Network,
}

/// A way into the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Interface {
    /// The kernel's name for it.
    pub name: String,
    /// What it is.
    pub kind: InterfaceKind,
    /// Whether it is connected to something.
    pub connected: bool,
    /// The board's address there.
    pub address: Option<String>,
}

/// What a way into the network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InterfaceKind {
    /// A cable to a network, by an adapter.
    Cable,
    /// The USB port, with a computer at its other end.
    Computer,
    /// The radio, in somebody's network.
    Wifi,
    /// The radio, in a network of the board's own.
    AccessPoint,
}

/// The radio.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Wifi {
    /// Whether there is one that can be used.
    pub radio: Radio,
    /// Where it stands, by the two letters of the country: which channels it may use.
    pub country: Option<String>,
    /// The name of the network it is to join.
    pub network: Option<String>,
    /// How that goes.
    pub state: WifiState,
    /// How well the network is heard, in dBm: -30 is excellent, -80 hardly any.
    pub signal_dbm: Option<i16>,
    /// Networks that were heard at the last look, the best heard first, each name once.
    pub heard: Vec<Heard>,
    /// The name of the board's own network, while it has one.
    pub access_point: Option<String>,
}

/// Whether there is a radio that can be used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Radio {
    /// The board has none, or it has not appeared.
    #[default]
    None,
    /// It is there, but these files of its firmware are not in the image.
    NoFirmware(Vec<String>),
    /// It is there.
    Ready,
}

/// How it goes with joining a network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WifiState {
    /// It is to join none.
    #[default]
    NotWanted,
    /// It is trying to.
    Connecting,
    /// It has joined it.
    Connected,
    /// The network is heard, but does not take the password.
    WrongPassword,
    /// No network of this name is heard.
    NotFound,
}

/// A network that was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Heard {
    /// Its name.
    pub name: String,
    /// How well, in dBm.
    pub signal_dbm: i16,
    /// Whether it wants a password.
    pub secured: bool,
}

/// Which program runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Update {
    /// Whether the image has a key by which updates are known; without one none is taken.
    pub has_key: bool,
    /// The one that runs.
    pub running: Program,
    /// How many more starts the one that runs is given to show that it works; none when it has shown that.
    pub tries_left: Option<u8>,
    /// The one that would run if it were gone back a step.
    pub previous: Option<Program>,
    /// What came of the last change.
    pub outcome: Option<Outcome>,
}

/// A program that serves the houses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Program {
    /// Where it lies.
    pub slot: Slot,
    /// Its version.
    pub version: String,
    /// When it was built: seconds since 1970. A later one is newer.
    pub built: i64,
}

/// Where a program lies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Slot {
    /// In the image itself, where it cannot be lost.
    #[default]
    Image,
    /// In one of the two places for updates.
    A,
    /// In the other.
    B,
}

/// What came of a change of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// It has shown that it works.
    Kept(Program),
    /// It has not, and the one before runs again: which it was, and why.
    RolledBack(Program, NotHealthy),
    /// Somebody went back a step: which program was left.
    WentBack(Program),
}

/// Why a program was not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NotHealthy {
    /// It ended, again and again.
    Ended,
    /// It ran, but did not answer in time.
    Silent,
    /// It ran, but these houses that had worked before did not.
    Houses(Vec<String>),
    /// Its bytes are not what they were when they were written.
    Damaged,
}

/// The stick at the USB port, for backups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Stick {
    /// There is none.
    #[default]
    None,
    /// There is one: bytes that are free on it, and whether it is one for backups, which gets one by itself.
    Found {
        /// Bytes that are free.
        free: u64,
        /// Whether it has the folder that makes it one for backups.
        for_backups: bool,
    },
    /// Copies are being made.
    Writing {
        /// How many are done.
        done: u32,
        /// How many there will be.
        all: u32,
    },
    /// All is on it, and it may be taken away.
    Done {
        /// When, in milliseconds since 1970.
        at: i64,
        /// How many houses.
        houses: u32,
    },
    /// It went wrong; in English, with what to do.
    Failed(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_one_does_not_tell_is_as_if_there_were_none() {
        let told: Status = serde_json::from_str(r#"{"version":"0.1.0","more":1}"#).unwrap();
        let expected = Status {
            version: "0.1.0".to_owned(),
            ..Status::default()
        };
        assert_eq!(told, expected);
    }

    #[test]
    fn what_is_told_is_read_again() {
        let status = Status {
            wifi: Wifi {
                radio: Radio::NoFirmware(vec!["a.bin".to_owned()]),
                ..Wifi::default()
            },
            stick: Stick::Found {
                free: 7,
                for_backups: true,
            },
            update: Update {
                outcome: Some(Outcome::RolledBack(Program::default(), NotHealthy::Silent)),
                ..Update::default()
            },
            ..Status::default()
        };
        let text = serde_json::to_string(&status).unwrap();
        assert_eq!(serde_json::from_str::<Status>(&text).unwrap(), status);
    }
}
