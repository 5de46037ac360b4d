//! The first view of a month beside the old front end's kind, a page of Next.js with FullCalendar: requests, bytes and
//! the time until bookings can be seen in a real browser. Only starts `first_render/run.py`, which says what is needed.
//!
//!     cargo bench --bench first_render

use std::{path::Path, process::Command};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let measured = Command::new(root.join("target/python/bin/python"))
        .arg(root.join("benches/first_render/run.py"))
        .arg(env!("CARGO_BIN_EXE_hutbook"))
        .status()
        .expect("tests/run has made a Python in target/python");
    assert!(measured.success(), "it could not be measured");
}
