//! What somebody wrote on the card's first partition about the board: by hand in `hutbook.txt`, or by the program that
//! wrote the card in `rpi-preseed.toml`. Both are read at each start; where both say something, the hand counts.
//! A line that cannot be used stops none of the others, and a password is never printed.
//!
//! | file | is |
//! |---|---|
//! | `values` | what can be set, and when a value is one |
//! | `text` | `hutbook.txt`: a name, an equals sign and a value a line |
//! | `preseed` | `rpi-preseed.toml`, as Raspberry Pi Imager writes it |
//! | `secret` | where a password stands in a file, and how it is blanked there |
//! | `applied` | what was handed over already, on the card's second partition |
//! | `take` | from the files to the parts they concern |

mod applied;
mod preseed;
mod secret;
mod take;
mod text;
mod values;

pub(super) use take::{Places, Radio, take};
pub(super) use values::{Settings, TimeServer};

/// The file that is written by hand.
const BY_HAND: &str = "hutbook.txt";
/// The file that Raspberry Pi Imager writes.
const BY_IMAGER: &str = "rpi-preseed.toml";
/// Bytes such a file may have.
const MOST_BYTES: u64 = 64 * 1024;

/// What a file says.
#[derive(Debug, Default)]
struct Read {
    settings: Settings,
    /// What cannot be used.
    wrong: Vec<Wrong>,
    /// Names that mean nothing here, and are no mistake.
    unknown: Vec<String>,
    /// Passwords that stand in it.
    secrets: Vec<secret::Secret>,
}

/// Something in a file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wrong {
    /// The line, from 1 on, where that is known.
    line: Option<usize>,
    /// What it is about.
    field: String,
    /// Why it cannot be used, and what to do.
    why: String,
}

/// The line at which a byte of a text stands, from 1 on.
fn line_at(text: &[u8], at: usize) -> usize {
    1 + text.iter().take(at).filter(|byte| **byte == b'\n').count()
}
