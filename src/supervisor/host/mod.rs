//! The first process of a board as the supervisor and the portal see it: what it tells of itself, and what it can be
//! asked. Both lie in a folder in memory that only root may enter. Never knows how anything is done.
//!
//! | file | is |
//! |---|---|
//! | `status` | what the first process tells, as it stands in a file |
//! | `ask` | what it can be asked over a socket, and what it answers |

pub mod ask;
pub mod status;

use std::path::{Path, PathBuf};

/// The variable of the environment that names the folder. Where it is not set, the program does not run on a board that
/// it looks after.
pub const VARIABLE: &str = "HUTBOOK_HOST";
/// Which contract between first process and program this is: what they tell and ask each other, and that the program
/// answers `/api/health` on its portal and the question for all agents on its socket. It grows when a program needs a
/// first process that knows more.
pub const CONTRACT: u32 = 1;
/// The file with the status, in the folder.
pub const STATUS: &str = "status.json";
/// The socket for what is asked, in the folder.
pub const SOCKET: &str = "host.sock";

/// Bytes an update may have at most.
pub const MOST_UPDATE_BYTES: u64 = 64 << 20;

/// The first process, as it can be reached.
#[derive(Debug, Clone)]
pub struct Host {
    folder: PathBuf,
}

impl Host {
    /// The one this process was started by, if that looks after the board.
    pub fn of_environment() -> Option<Self> {
        let folder = std::env::var_os(VARIABLE).filter(|it| !it.is_empty())?;
        Some(Self::at(&PathBuf::from(folder)))
    }

    /// One whose folder is known.
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// What it tells of itself.
    ///
    /// # Errors
    /// When it has not told anything yet, or in other words than this program knows.
    pub fn status(&self) -> std::io::Result<status::Status> {
        let text = std::fs::read(self.folder.join(STATUS))?;
        Ok(serde_json::from_slice(&text)?)
    }

    /// The same as it stands there; nothing where it has not told anything yet.
    pub fn told(&self) -> Option<Vec<u8>> {
        std::fs::read(self.folder.join(STATUS)).ok()
    }

    /// Asks it for something.
    ///
    /// # Errors
    /// When it cannot be reached or does not answer: then nobody knows whether it is done.
    pub async fn ask(&self, ask: &ask::Ask) -> std::io::Result<ask::Answer> {
        ask::ask(&self.folder.join(SOCKET), ask).await
    }
}
