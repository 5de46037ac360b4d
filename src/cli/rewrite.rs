//! `hutbook rewrite`: the same house in a new, compact file. The old one is left as it is, and nothing is overwritten.

use super::{fault::Fault, say};
use crate::{
    app::erasure,
    store::{EventLog as _, RedbLog},
};
use std::path::Path;

pub(super) fn rewrite(file: &Path, out: &Path) -> Result<(), Fault> {
    let log = RedbLog::open(file).map_err(Fault::Open)?;
    let failed = |failure| Fault::Log(file.to_owned(), failure);
    let reader = log.reader();
    let without = erasure::outstanding(&*reader).map_err(failed)?;
    let before = reader.figures().map_err(failed)?.file_bytes;
    let made = log.rewrite_to(out, &without).map_err(Fault::Create)?;
    say(format_args!(
        "{} holds the same {} events in {} bytes instead of {before}, and everything in it has been checked",
        out.display(),
        made.events,
        made.file_bytes
    ))
}
