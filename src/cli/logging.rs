//! Where log lines go: to standard error, plain, at the level the variable `HUTBOOK_LOG` names (default `info`).

use tracing_subscriber::filter::LevelFilter;

/// Starts logging for the whole process.
pub(super) fn start() {
    let wanted = std::env::var("HUTBOOK_LOG")
        .ok()
        .and_then(|level| level.parse().ok());
    tracing_subscriber::fmt()
        .with_max_level(wanted.unwrap_or(LevelFilter::INFO))
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_target(false)
        .init();
}
