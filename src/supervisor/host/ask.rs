//! What the first process of a board can be asked, and what it answers: one line of JSON each way, then the connection
//! ends. Never says when something that takes long is done: the status does.

use serde::{Deserialize, Serialize};
use std::{fmt, io, path::Path, time::Duration};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::UnixStream,
    time::timeout,
};

/// Bytes a question may have, its end included.
pub const QUESTION_BYTES: u64 = 4 * 1024;
/// Bytes an answer may have.
const ANSWER_BYTES: u64 = 256 * 1024;
/// How long an answer may take.
const ANSWER_TIME: Duration = Duration::from_secs(30);

/// What it can be asked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ask {
    /// To switch the board off, in order.
    Off,
    /// To start it anew, in order.
    Restart,
    /// To set the clock: milliseconds since 1970.
    SetTime(i64),
    /// To join a network from now on.
    Join(Join),
    /// To join none any more.
    Leave,
    /// To listen for networks.
    Listen,
    /// To take this file, which lies in a folder of the supervisor's, as the new program.
    Update(std::path::PathBuf),
    /// To go back to the program before.
    GoBack,
    /// To copy all houses to the stick.
    BackUp,
    /// To take note of something that went wrong, in English.
    Note(String),
    /// What went wrong, over all starts: the lines that are kept on the card.
    Incidents,
    /// What was said since the start: the lines that are kept in memory.
    Journal,
}

/// A network to join.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Join {
    /// Its name.
    pub network: String,
    /// Its password; empty where it wants none.
    pub password: String,
    /// Whether it does not say its name by itself.
    pub hidden: bool,
    /// Where the board stands, by the two letters of the country.
    pub country: String,
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never a password.
        let word = match self {
            Self::Off => "Off",
            Self::Restart => "Restart",
            Self::SetTime(_) => "SetTime",
            Self::Join(_) => "Join",
            Self::Leave => "Leave",
            Self::Listen => "Listen",
            Self::Update(_) => "Update",
            Self::GoBack => "GoBack",
            Self::BackUp => "BackUp",
            Self::Note(_) => "Note",
            Self::Incidents => "Incidents",
            Self::Journal => "Journal",
        };
        f.write_str(word)
    }
}

/// What it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// It is done, or will be: the status tells how it goes.
    Noted,
    /// Lines to be read by a person.
    Lines(Vec<String>),
    /// It will not be done, and why.
    Refused(Refusal),
    /// It could not be done; in English.
    Failed(String),
}

/// Why something will not be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Refusal {
    /// Something else of the kind is under way.
    Busy,
    /// The data are not there, or cannot be written.
    NoData,
    /// No clock of a board can say that: it lies before the making of the image, or long after it.
    NoSuchTime,
    /// There is no radio that can be used.
    NoRadio,
    /// The name of a network has 1 to 32 bytes.
    NetworkName,
    /// The password of a network has 8 to 63 characters, or there is none.
    NetworkPassword,
    /// No country has these two letters.
    Country,
    /// The update was not taken.
    Update(BadUpdate),
    /// There is nothing to go back to.
    NothingBefore,
    /// There is no stick.
    NoStick,
    /// There is not enough room on the stick: bytes that are needed, and that are free.
    StickFull(u64, u64),
}

/// Why an update is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BadUpdate {
    /// The image has no key by which updates are known.
    NoKey,
    /// It is no update for this board.
    NotOne,
    /// It ends too early, or goes on too long: bytes it should have, and has.
    Length(u64, u64),
    /// Its signature does not fit it, or is by another key.
    Signature,
    /// It is older than what runs, or the same: when each was built, in seconds since 1970.
    NotNewer {
        /// When the update was built.
        update: i64,
        /// When what runs was built.
        running: i64,
    },
    /// There is not enough room on the card: bytes that are needed, and that are free.
    NoRoom(u64, u64),
    /// It needs a newer image than the one on the card.
    NewerImage,
}

/// Asks the first process that listens there.
///
/// # Errors
/// When none does, or it does not answer as one.
pub async fn ask(socket: &Path, ask: &Ask) -> io::Result<Answer> {
    let asking = async {
        let mut connection = UnixStream::connect(socket).await?;
        let mut line = serde_json::to_vec(ask)?;
        line.push(b'\n');
        connection.write_all(&line).await?;
        let mut answer = String::new();
        let mut reader = BufReader::new(connection.take(ANSWER_BYTES));
        reader.read_line(&mut answer).await?;
        Ok(serde_json::from_str(&answer)?)
    };
    timeout(ANSWER_TIME, asking).await?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_sent_and_never_printed() {
        let ask = Ask::Join(Join {
            network: "Hof".to_owned(),
            password: "geheim genug".to_owned(),
            hidden: false,
            country: "AT".to_owned(),
        });
        assert_eq!(format!("{ask:?}"), "Join");
        let text = serde_json::to_string(&ask).unwrap();
        assert!(text.contains("geheim genug"));
        assert!(serde_json::from_str::<Ask>(&text).unwrap() == ask);
    }
}
