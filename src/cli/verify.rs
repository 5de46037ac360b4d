//! `hutbook verify`: says whether a file is whole, and changes nothing.

use super::{fault::Fault, say};
use crate::store;
use std::path::Path;

pub(super) fn verify(file: &Path) -> Result<(), Fault> {
    let verified = store::verify(file).map_err(Fault::Open)?;
    say(format_args!(
        "{} is whole: {} events in {} blocks, {} bytes",
        file.display(),
        verified.events,
        verified.blocks,
        verified.file_bytes
    ))
}
