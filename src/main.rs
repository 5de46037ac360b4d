//! The program: parses the command line, runs the command, turns its outcome into an exit code. Composition only.

use std::process::ExitCode;

/// Gives memory back to the system when it is freed, on every target alike: what one login or one import took for a
/// moment does not stay with an idle house.
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    hutbook::cli::run()
}
