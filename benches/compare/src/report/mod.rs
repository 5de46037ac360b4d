//! What a run has measured, told: `benches/RESULTS.md` and the charts in `benches/charts`. Never measures, and never fills a
//! gap: a figure that is missing stands as "not measured".

mod charts;
mod figures;
#[cfg(test)]
mod fixture;
mod page;
mod table;
mod targets;
#[cfg(test)]
mod tests;
mod unit;
mod work;

use crate::{peer::Fallible, results::Results};
use figures::Figures;
use std::{fs, path::Path};

/// Writes both below the root of the repository.
///
/// # Errors
/// If a file cannot be written, or the targets cannot be read.
pub fn write(results: &Results, root: &Path) -> Fallible<()> {
    let figures = Figures(results);
    let charts = charts::all(&figures);
    let folder = root.join("benches/charts");
    let at = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(&folder).map_err(|error| at(&folder, error))?;
    for chart in &charts {
        let path = folder.join(format!("{}.svg", chart.name));
        fs::write(&path, &chart.picture).map_err(|error| at(&path, error))?;
    }
    let path = root.join("benches/RESULTS.md");
    fs::write(&path, page::write(&figures, &charts)?).map_err(|error| at(&path, error))?;
    Ok(())
}
