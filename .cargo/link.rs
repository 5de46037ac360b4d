//! Tells the linker how the program as it is shipped lies in its file, so that little of it comes into memory.
//! `HUTBOOK_LAYOUT=off` leaves it as it comes, with the names of its functions. Never compiles, fetches or generates anything.

use std::{env::var, process::Command};

/// The first version of the GNU C library that knows addresses to be set right in the packed form.
const PACKED_SINCE: (u32, u32) = (2, 36);

fn main() {
    println!("cargo::rerun-if-changed=.cargo/layout.ld");
    println!("cargo::rerun-if-env-changed=HUTBOOK_LAYOUT");
    let is = |name: &str, value: &str| var(name).is_ok_and(|it| it == value);
    let wanted = is("PROFILE", "release") && !is("HUTBOOK_LAYOUT", "off");
    if !wanted || !is("CARGO_CFG_TARGET_OS", "linux") {
        return;
    }
    let root = var("CARGO_MANIFEST_DIR").expect("cargo says where the package is");
    println!("cargo::rustc-link-arg-bins=-T{root}/.cargo/layout.ld");
    println!("cargo::rustc-link-arg-bins=-s");
    // What is built for another machine may run with an older library than this one's.
    let at_home = var("HOST").is_ok() && var("HOST") == var("TARGET");
    if at_home && c_library().is_some_and(|version| version >= PACKED_SINCE) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The version of this machine's C library, if it is the GNU one.
fn c_library() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let said = String::from_utf8(said.ok()?.stdout).ok()?;
    let (major, minor) = said.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
