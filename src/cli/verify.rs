//! `hutbook verify`: says whether a file is whole, and changes nothing.

use super::{fault::Fault, say};
use crate::{store, web::database::hexadecimal};
use std::path::Path;

pub(super) fn verify(file: &Path) -> Result<(), Fault> {
    let verified = store::verify(file).map_err(Fault::Open)?;
    // The database page of a served house shows the same hash: where it is the same, the events are.
    say(format_args!(
        "{} is whole: {} events in {} blocks, {} bytes; hash of the last block {}",
        file.display(),
        verified.events,
        verified.blocks,
        verified.file_bytes,
        hexadecimal(&verified.content)
    ))
}
