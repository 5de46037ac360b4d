//! Tells what a run has measured: nothing yet.

use crate::{peer::Fallible, results::Results};
use std::path::Path;

/// Writes the report of these results into the repository.
pub fn write(_results: &Results, _root: &Path) -> Fallible<()> {
    Ok(())
}
