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

/// Writes them again from what an earlier run has kept.
///
/// # Errors
/// As `write`, and if there is no such file or something else is in it.
pub fn write_again(kept: &Path, root: &Path) -> Fallible<()> {
    let text = fs::read_to_string(kept)
        .map_err(|error| format!("results cannot be read from {}: {error}", kept.display()))?;
    let results: Results = serde_json::from_str(&text)
        .map_err(|error| format!("{} holds no results: {error}", kept.display()))?;
    write(&results, root)
}
