//! The socket by which commands reach the supervisor: one line of JSON each way, then the connection ends.
//! Never carries anything about what stands in a house.

use super::{
    ending::Ending,
    overview::Sample,
    worry::{Level, Worry},
};
use serde::{Deserialize, Serialize};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    os::unix::net::UnixStream,
    path::Path,
    time::Duration,
};

/// Bytes a question may have.
pub(super) const QUESTION_BYTES: usize = 4 * 1024;
/// Bytes an answer may have.
const ANSWER_BYTES: u64 = 1024 * 1024;
/// How long an answer may take.
const ANSWER_TIME: Duration = Duration::from_secs(60);

/// What a supervisor can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// How all agents are.
    List,
    /// How one is; none where there is none of this name.
    One(String),
    /// How the board is.
    Board,
    /// To start one: which, and whether also when it would not fit.
    Start(String, bool),
    /// To let one rest.
    Stop(String),
    /// To start one anew.
    Restart(String),
    /// The last lines of one: which, and how many.
    Logs(String, usize),
    /// To read the configuration again.
    Reload,
}

/// What it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// All agents.
    Agents(Vec<Line>),
    /// The board.
    Board(Box<BoardLine>),
    /// Lines to be read by a person: of a log, or of what was done.
    Lines(Vec<String>),
    /// It will be done.
    Noted,
    /// It will not be done, and why.
    Refused(String),
}

/// One agent, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: u16,
    /// The word for where it is in its life.
    pub state: String,
    /// Where it is served.
    pub listen: String,
    /// Its process, while there is one.
    pub process: Option<u32>,
    /// How important it is.
    pub priority: u8,
    /// How often a process was started.
    pub starts: u32,
    /// How its last process ended.
    pub last_end: Option<Ending>,
    /// How often the kernel killed it for want of memory since the supervisor was started.
    pub oom_kills: u32,
    /// The house's file.
    pub file: String,
    /// Bytes of memory it has, its own share of what processes share included.
    pub memory_bytes: u64,
    /// Bytes it may have.
    pub most_memory_bytes: u64,
    /// Share of all processors of the board its process used between the last two looks, in thousandths.
    pub processor_permille: Option<u16>,
    /// Time of a processor its process had used at the last look, in milliseconds.
    pub processor_millis: Option<u64>,
    /// Its memory over the last hour, in steps of [`SAMPLE_BYTES`](super::measure::SAMPLE_BYTES), a sample a minute, the
    /// oldest first; 0 where it had no process.
    pub memory_samples: Vec<u16>,
}

/// The board, as it is shown. Bytes, percent, and thousandths of a degree Celsius.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named after what they hold")]
pub struct BoardLine {
    /// When it was last looked at, in milliseconds since 1970.
    pub looked_millis: i64,
    pub memory_total: u64,
    pub memory_available: u64,
    pub memory_percent: u8,
    pub swap_total: u64,
    pub swap_used: u64,
    pub memory_pressure: Option<f32>,
    pub io_pressure: Option<f32>,
    pub processor_pressure: Option<f32>,
    pub processor_percent: Option<u8>,
    /// Busy and idle, of all processors together, since the board was started.
    pub processor_seconds: (f64, f64),
    pub oom_kills: u64,
    pub millidegrees: Option<i32>,
    pub undervoltage: Option<bool>,
    /// Free, and all there is, on the disk of the houses.
    pub disk: Option<(u64, u64)>,
    pub disk_read_only: bool,
    /// Where the kernel counts any; those of before the supervisor was started too.
    pub disk_errors: Option<u64>,
    pub level: Level,
    /// The worst first.
    pub worries: Vec<Worry>,
    /// The last hour, the oldest first.
    pub samples: Vec<Sample>,
}

/// Asks the supervisor that listens there.
///
/// # Errors
/// When none does, or it does not answer as one.
pub fn ask(socket: &Path, question: &Question) -> std::io::Result<Answer> {
    let mut connection = UnixStream::connect(socket)?;
    connection.set_read_timeout(Some(ANSWER_TIME))?;
    let mut line = serde_json::to_vec(question)?;
    line.push(b'\n');
    connection.write_all(&line)?;
    let mut answer = String::new();
    BufReader::new(connection.take(ANSWER_BYTES)).read_line(&mut answer)?;
    Ok(serde_json::from_str(&answer)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_and_answers_are_plain_json() {
        let asked = serde_json::to_string(&Question::Logs("huette".to_owned(), 20)).unwrap();
        assert_eq!(asked, r#"{"logs":["huette",20]}"#);
        let asked = serde_json::to_string(&Question::Start("huette".to_owned(), false)).unwrap();
        assert_eq!(asked, r#"{"start":["huette",false]}"#);
        assert_eq!(serde_json::to_string(&Question::List).unwrap(), r#""list""#);
        let answer = Answer::Refused("no".to_owned());
        let text = serde_json::to_string(&answer).unwrap();
        assert_eq!(serde_json::from_str::<Answer>(&text).unwrap(), answer);
    }
}
