//! Hutbook as one of the systems under measure: the program as it is shipped, serving a house it has imported, asked over
//! HTTP by whoever shows a token. Never looks into the program.

mod client;
mod served;

pub use client::Asking;
pub use served::Served;

use crate::{
    dump,
    house::House,
    peer::{Fallible, Peer, Started},
};
use std::{
    ffi::OsStr,
    fs::{self, File},
    io::BufWriter,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

/// Its name in all figures.
pub const NAME: &str = "Hutbook";
/// Bytes of a page that holds a block of events.
const BLOCK_BYTES: u64 = 4096;
const FILE: &str = "house.hutbook";
const SNAPSHOT: &str = ".house.hutbook.snapshot";
/// Where a snapshot lies while a start is measured that has none.
const ASIDE: &str = "aside.snapshot";
const TOKEN: &str = "token";

/// The program.
#[derive(Debug, Clone)]
pub struct Hutbook {
    program: PathBuf,
}

/// What the program says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    pub events: u64,
    pub blocks: u64,
}

impl Hutbook {
    /// This program.
    pub fn new(program: PathBuf) -> Self {
        Self { program }
    }

    /// Runs it with these arguments; what it printed.
    fn run(&self, arguments: &[&str], file: &Path) -> Fallible<String> {
        let output = Command::new(&self.program)
            .args(arguments)
            .arg(file)
            .output();
        let output = output.map_err(|why| format!("{}: {why}", self.program.display()))?;
        if !output.status.success() {
            let why = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("hutbook {}: {why}", arguments.join(" ")).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Serves the house in this folder, behind these words if there are any (`valgrind` and the like).
    pub fn serve(&self, folder: &Path, behind: &[&str]) -> Fallible<Served> {
        let token = fs::read_to_string(folder.join(TOKEN))?;
        let file = folder.join(FILE);
        let arguments = [
            "serve".as_ref(),
            file.as_os_str(),
            "--backups".as_ref(),
            "off".as_ref(),
        ];
        Served::start(&self.program, behind, &arguments, folder, &token)
    }

    /// Serves a house it makes up itself, in which a password is known: see `hutbook demo`.
    pub fn demo(&self, bookings: Option<usize>, folder: &Path) -> Fallible<Served> {
        let (bookings, file) = (bookings.map(|it| it.to_string()), folder.join(FILE));
        let mut arguments = vec![OsStr::new("demo"), OsStr::new("--keep"), file.as_os_str()];
        if let Some(bookings) = &bookings {
            arguments.extend([OsStr::new("--bookings"), OsStr::new(bookings)]);
        }
        Served::start(&self.program, &[], &arguments, folder, "")
    }

    /// How many events the house in this folder has, and in how many blocks they lie.
    pub fn verified(&self, folder: &Path) -> Fallible<Verified> {
        verified(&self.run(&["verify"], &folder.join(FILE))?)
    }

    /// How long a start takes with the snapshot that lies beside the house in this folder; `None` where there is none.
    pub fn start_from_snapshot(&self, folder: &Path) -> Fallible<Option<Duration>> {
        if !folder.join(ASIDE).exists() {
            return Ok(None);
        }
        fs::copy(folder.join(ASIDE), folder.join(SNAPSHOT))?;
        let start = Instant::now();
        let served = self.serve(folder, &[])?;
        served.first_answer()?;
        let took = start.elapsed();
        drop(served);
        fs::remove_file(folder.join(SNAPSHOT))?;
        Ok(Some(took))
    }
}

fn verified(text: &str) -> Fallible<Verified> {
    let before = |word: &str| {
        let mut words = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .into_iter()
            .rev();
        words.find(|it| it.trim_end_matches(',') == word)?;
        words.next()?.parse().ok()
    };
    let found = before("events").zip(before("blocks"));
    let (events, blocks) =
        found.ok_or_else(|| format!("hutbook verify says something else: {text}"))?;
    Ok(Verified { events, blocks })
}

impl Peer for Hutbook {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> Fallible<String> {
        let output = Command::new(&self.program).arg("--version").output();
        let output = output.map_err(|why| {
            format!(
                "{} (cargo build --release makes it): {why}",
                self.program.display()
            )
        })?;
        let text = String::from_utf8(output.stdout)?;
        Ok(text.trim().trim_start_matches("hutbook ").to_owned())
    }

    fn fill(&mut self, folder: &Path, house: &House) -> Fallible<()> {
        let old = folder.join("dump.sql");
        let mut to = BufWriter::new(File::create(&old)?);
        dump::write(house, &mut to)?;
        std::io::Write::flush(&mut to)?;
        let file = folder.join(FILE);
        let told = self.run(&["import", "--pg-dump", &old.to_string_lossy()], &file)?;
        let taken = format!(" {} bookings in ", house.bookings.len());
        if !told.contains(&taken) {
            return Err(format!("not all bookings were imported: {told}").into());
        }
        fs::remove_file(old)?;
        if folder.join(SNAPSHOT).exists() {
            fs::rename(folder.join(SNAPSHOT), folder.join(ASIDE))?;
        }
        let arguments = [
            "token",
            "create",
            "--email",
            dump::ADMINISTRATOR,
            "--name",
            "compare",
            "--scope",
            "write",
        ];
        let told = self.run(&arguments, &file)?;
        let token = told.lines().rev().find(|line| line.starts_with("hut_"));
        Ok(fs::write(
            folder.join(TOKEN),
            token.ok_or("no token was made")?.trim(),
        )?)
    }

    fn start(&mut self, folder: &Path) -> Fallible<Box<dyn Started>> {
        let served = self.serve(folder, &[])?;
        served.first_answer()?;
        Ok(Box::new(served))
    }

    fn replay(&self, folder: &Path) -> Fallible<Option<(u64, Duration)>> {
        let events = self.verified(folder)?.events;
        // From the start of the process until it listens: a little more than reading, decoding and folding.
        let start = Instant::now();
        let served = self.serve(folder, &[])?;
        let took = start.elapsed();
        drop(served);
        Ok(Some((events, took)))
    }

    fn event_bytes(&self, folder: &Path) -> Fallible<Option<f64>> {
        let verified = self.verified(folder)?;
        Ok(Some(
            (verified.blocks * BLOCK_BYTES) as f64 / verified.events as f64,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_verify_says_is_understood() {
        let text = "a.hutbook is whole: 1000025 events in 3052 blocks, 17829888 bytes; hash of the last block f8";
        assert_eq!(
            verified(text).ok(),
            Some(Verified {
                events: 1_000_025,
                blocks: 3_052
            })
        );
        assert!(verified("a.hutbook is damaged").is_err());
    }
}
