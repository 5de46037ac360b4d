//! What the disk itself can do, to hold durable writes against. Never leaves a file behind.

use crate::peer::Fallible;
use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};

/// Durable writes a second: 4 KiB appended to a growing file, each followed by fdatasync.
pub fn rate(folder: &Path, window: Duration) -> Fallible<f64> {
    let path = folder.join("rate");
    let mut file = File::create(&path).map_err(|why| format!("{}: {why}", path.display()))?;
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < window {
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        count += 1;
    }
    let rate = f64::from(count) / start.elapsed().as_secs_f64();
    fs::remove_file(path)?;
    Ok(rate)
}
