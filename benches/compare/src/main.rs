//! Hutbook beside PostgreSQL, SQLite and PocketBase: composition only.

mod house;
mod peer;
mod report;
mod results;

use std::path::Path;

/// Writes the report again from what an earlier run has kept: `compare --report-only FILE`.
fn main() -> peer::Fallible<()> {
    let mut words = std::env::args().skip(1);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    if let (Some("--report-only"), Some(kept)) = (words.next().as_deref(), words.next()) {
        let results = serde_json::from_str(&std::fs::read_to_string(kept)?)?;
        report::write(&results, &root)?;
    }
    Ok(())
}
