//! What a run has measured, as it is kept between measuring and telling: figures with the values of all rounds. Never
//! formats anything.

use serde::{Deserialize, Serialize};

/// A whole run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Results {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Processor, cores, memory, kernel, file system; a line each.
    pub machine: Vec<String>,
    /// System and its version.
    pub versions: Vec<(String, String)>,
    /// How often each timed figure was taken, in turn with the other systems.
    pub rounds: u32,
    pub figures: Vec<Figure>,
    /// What could not be measured and why; a sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// One figure of one system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What it is: one of the names in `what`.
    pub what: String,
    /// "Hutbook", "PostgreSQL", "SQLite", "PocketBase", "disk".
    pub system: String,
    /// Bookings it held; for `start`, `replay` and `event-bytes` events; for `agents-memory` agents.
    pub size: u64,
    /// Clients at once; 0 where there are none.
    pub clients: u32,
    /// One value a round, in the unit of `what`.
    pub values: Vec<f64>,
}

/// The names of figures, and their units.
pub mod what {
    /// Bytes of PSS of all processes together, started and not yet asked but for the first question.
    pub const IDLE_MEMORY: &str = "idle-memory";
    /// The same before anybody has asked anything, as a house lies between visits after a boot. Hutbook only.
    pub const REST_MEMORY: &str = "rest-memory";
    /// Bytes of PSS after 8 clients have read and booked for two seconds each.
    pub const LOADED_MEMORY: &str = "loaded-memory";
    /// Answers a second; `-p50` and `-p99` are microseconds an answer took.
    pub const RATES: [&str; 4] = ["create", "list", "month", "availability"];
    /// Bytes all data of a house take on the disk, freshly filled in, with what is needed to open it again.
    pub const DATA_BYTES: &str = "data-bytes";
    /// Durable writes a second of the disk itself (4 KiB appended, fdatasync); system "disk".
    pub const DISK: &str = "disk";
    /// Milliseconds from starting the process to the first answer.
    pub const START: &str = "start";
    /// The same for a house that has laid a snapshot aside. Hutbook only, and only where a log is long enough for one.
    pub const START_SNAPSHOT: &str = "start-snapshot";
    /// Events a second, read from the disk, decoded, and for Hutbook folded too.
    pub const REPLAY: &str = "replay";
    /// Bytes on the disk for each event.
    pub const EVENT_BYTES: &str = "event-bytes";
    /// Bytes of PSS of so many idle agents together, each a system of its own with 1,000 bookings; size = agents.
    pub const AGENTS_MEMORY: &str = "agents-memory";
    /// Wake-ups a second of an idle system (voluntary and involuntary switches of all its threads).
    pub const WAKEUPS: &str = "wakeups";
    /// Bytes given to the disk for each booking, by clients at once, as the device counts them (file system included).
    pub const BYTES_WRITTEN: &str = "bytes-written";
    /// fsync, fdatasync and sync_file_range for each booking, by clients at once.
    pub const SYNCS: &str = "syncs";
    /// Instructions for each request of the kind, by callgrind: `instructions-list` and so on. Hutbook only.
    pub const INSTRUCTIONS: &str = "instructions-";
    /// Bytes of the first page on the wire, with all that it loads; `-raw` before compression, `-requests` how many.
    pub const FIRST_PAGE: &str = "first-page";
    /// CPU microseconds of all processes for each answer: `cpu-list` and so on, at 8 clients.
    pub const CPU: &str = "cpu-";
}
