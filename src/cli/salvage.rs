//! `hutbook salvage`: what is left of a damaged file, in a new one, and what is missing. Changes nothing in the old one.

use super::{fault::Fault, say};
use crate::{
    clock,
    domain::{event::Recorded, time::Moment},
    exchange::events,
    store::salvage::{self, Missing, SalvageError, Salvaged},
};
use std::{
    ffi::OsString,
    fs::{File, OpenOptions},
    io::{self, BufWriter, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    panic,
    path::{Path, PathBuf},
};

pub(super) fn salvage(file: &Path, out: &Path) -> Result<(), Fault> {
    let mut rest = Rest::beside(out);
    if rest.path.symlink_metadata().is_ok() {
        let cause = io::ErrorKind::AlreadyExists.into();
        return Err(Fault::Write(rest.path, cause));
    }
    keep_quiet_about_the_engine();
    let salvaged = salvage::salvage(file, out, &mut |recorded| rest.add(&recorded));
    let salvaged = salvaged.map_err(Fault::Salvage)?;
    rest.finish()
        .map_err(|error| Fault::Salvage(SalvageError::Rest(error)))?;
    tell(out, &salvaged, &rest.path)
}

/// The engine may panic over a damaged file. That is expected here, and no reason to frighten anybody.
fn keep_quiet_about_the_engine() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        let engines = what.location().is_some_and(|at| at.file().contains("redb"));
        if !engines {
            usual(what);
        }
    }));
}

/// The events after the first gap, one line of JSON each; the file comes to be with the first of them.
struct Rest {
    path: PathBuf,
    file: Option<BufWriter<File>>,
    line: Vec<u8>,
}

impl Rest {
    fn beside(out: &Path) -> Self {
        let mut name = OsString::from(out.as_os_str());
        name.push(".rest.ndjson");
        Self {
            path: name.into(),
            file: None,
            line: Vec::new(),
        }
    }

    fn add(&mut self, recorded: &Recorded) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                // It holds readable text about people: for its owner only.
                let new = OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(&self.path)?;
                self.file.insert(BufWriter::new(new))
            }
        };
        self.line.clear();
        events::write_line(recorded, &mut self.line)?;
        file.write_all(&self.line)
    }

    fn finish(&mut self) -> io::Result<()> {
        match &mut self.file {
            Some(file) => {
                file.flush()?;
                file.get_ref().sync_all()
            }
            None => Ok(()),
        }
    }
}

fn tell(out: &Path, salvaged: &Salvaged, rest: &Path) -> Result<(), Fault> {
    say(format_args!(
        "{} has the {} events up to the first gap and can be served",
        out.display(),
        salvaged.saved.events
    ))?;
    if salvaged.rest > 0 {
        say(format_args!(
            "{} has {} events from after it, for reading: they cannot follow where others are missing",
            rest.display(),
            salvaged.rest
        ))?;
    }
    for missing in &salvaged.missing {
        say(format_args!("{}", sentence(missing)))?;
    }
    if salvaged.missing.is_empty() {
        say(format_args!("No event is missing."))?;
    }
    if !salvaged.unreadable.is_empty() {
        let people: Vec<_> = salvaged
            .unreadable
            .iter()
            .map(ToString::to_string)
            .collect();
        say(format_args!(
            "Text about these people cannot be read, their key is lost or they had been erased: {}",
            people.join(", ")
        ))?;
    }
    Ok(())
}

fn sentence(missing: &Missing) -> String {
    let time = |moment: Moment| clock::timestamp(moment).to_string();
    let after = missing
        .after
        .map(|at| format!(", recorded after {}", time(at)));
    let before = missing.before.map(|at| format!(" and before {}", time(at)));
    let (after, before) = (after.unwrap_or_default(), before.unwrap_or_default());
    match missing.last {
        Some(last) if last == missing.first => format!("Missing: event {last}{after}{before}"),
        Some(last) => format!("Missing: events {} to {last}{after}{before}", missing.first),
        None => format!(
            "Whether there were events from {} on cannot be told{after}",
            missing.first
        ),
    }
}
