//! The Wi-Fi network to join, as it is kept on the card's second partition for the part that joins it, readable by root
//! alone. Never joins one itself.

use crate::supervisor::{edit, host::ask::Join};
use std::{
    fs::{self, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

/// The file, in the folder of the data.
const FILE: &str = "wifi.toml";

/// Keeps a network to join from now on.
pub(super) fn keep(data: &Path, join: &Join) -> io::Result<()> {
    let path = data.join(FILE);
    let text = toml_edit::ser::to_string(join).map_err(io::Error::other)?;
    // What replaces a file is as closed as that: the first one is closed from its beginning.
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(&path)?;
    edit::replace(&path, &text)
}

/// The network that is kept, if there is one.
pub(super) fn kept(data: &Path) -> Option<Join> {
    let text = fs::read_to_string(data.join(FILE)).ok()?;
    toml_edit::de::from_str(&text).ok()
}
