//! `hutbook backup`: a checked copy of a house's file, whether or not it is served. Changes nothing in the house.

use super::{fault::Fault, say};
use crate::{
    app::backups,
    clock::{self, Clock},
    store::{Verified, backup, erased},
};
use std::path::Path;

pub(super) fn backup(file: &Path, out: &Path) -> Result<(), Fault> {
    let now = Clock::System.now();
    let stem = backups::stem_of(file);
    let out = if out.is_dir() {
        out.join(backups::name(&stem, clock::datetime_here(now)))
    } else {
        out.to_owned()
    };
    let copy = backup::copy(file, &out).map_err(Fault::Backup)?;
    let ledger = out.with_file_name(backups::ledger_name(&stem));
    erased::note(&ledger, &copy.file_id, copy.forgotten.iter().copied(), now)
        .map_err(|error| Fault::Write(ledger, error))?;
    say(format_args!(
        "{} is a whole copy of {}: {}, {} bytes",
        out.display(),
        file.display(),
        contents(&copy),
        copy.file_bytes
    ))
}

/// How many events a file has, and from when it is.
pub(super) fn contents(verified: &Verified) -> String {
    match verified.last_at {
        Some(at) => format!(
            "{} events, the last one of {}",
            verified.events,
            clock::timestamp(at)
        ),
        None => "no events yet".to_owned(),
    }
}
