//! How often the board has been started, and how it ended each time: one line on the card, written anew at each start and
//! at each orderly end. Never tells a power cut from a hang: after both, the line still says that the board runs.

use crate::appliance::durable;
use core::fmt;
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

/// Where the line lies, on the card.
pub(in super::super) const FILE: &str = "/data/starts";

/// How the board ended before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) enum Ended {
    /// It has not run with this card before.
    Never,
    /// It was switched off in order.
    Off,
    /// It was started anew in order.
    Restart,
    /// It was not ended: the power went, or it hung.
    Cut,
}

impl Ended {
    const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Restart => "restart",
            Self::Cut | Self::Never => "running",
        }
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Never => "this card has not been used before",
            Self::Off => "before, the board was switched off in order",
            Self::Restart => "before, the board was started anew in order",
            Self::Cut => "before, the board was not ended in order: the power was cut, or it hung",
        })
    }
}

/// One start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Start {
    /// Which one it is with this card, from 1.
    pub(in super::super) number: u32,
    /// How the one before it ended.
    pub(in super::super) before: Ended,
}

/// Writes down that the board has started.
pub(in super::super) fn begin(path: &Path) -> io::Result<Start> {
    let start = match fs::read_to_string(path) {
        Ok(line) => after(&line),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Start {
            number: 1,
            before: Ended::Never,
        },
        Err(error) => return Err(error),
    };
    write(path, start.number, Ended::Cut)?;
    Ok(start)
}

/// Writes down how the start of this number ended.
pub(in super::super) fn end(path: &Path, number: u32, how: Ended) -> io::Result<()> {
    write(path, number, how)
}

/// The start after the one that left this line. What cannot be read was not written in order.
fn after(line: &str) -> Start {
    let mut words = line.split_whitespace();
    let number: u32 = words.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    let word = words.next();
    let orderly = [Ended::Off, Ended::Restart].into_iter();
    let before = orderly.into_iter().find(|it| word == Some(it.word()));
    Start {
        number: number.saturating_add(1),
        before: before.unwrap_or(Ended::Cut),
    }
}

fn write(path: &Path, number: u32, how: Ended) -> io::Result<()> {
    durable::replace(path, durable::FOR_ALL, |file| {
        writeln!(file, "{number} {}", how.word())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_start_knows_how_the_one_before_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("starts");
        let begun = |number, before| assert_eq!(begin(&path).unwrap(), Start { number, before });
        begun(1, Ended::Never);
        begun(2, Ended::Cut);
        end(&path, 2, Ended::Off).unwrap();
        begun(3, Ended::Off);
        end(&path, 3, Ended::Restart).unwrap();
        begun(4, Ended::Restart);
        begun(5, Ended::Cut);
        for nonsense in ["", "7", "7 of", "many off more"] {
            fs::write(&path, nonsense).unwrap();
            let before = begin(&path).unwrap().before;
            assert!(
                before == Ended::Cut || nonsense.contains(" off "),
                "{nonsense}"
            );
        }
    }
}
