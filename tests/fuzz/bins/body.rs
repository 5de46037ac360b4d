//! Throws bytes at `targets::body`. Never anything else: the target itself is shared with the tests.

#![no_main]

#[path = "../targets.rs"]
#[allow(dead_code)]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::body(bytes));
