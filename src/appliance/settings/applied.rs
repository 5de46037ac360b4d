//! What of the settings was handed over already, on the card's second partition: what is unchanged since is not handed
//! over again, so that what somebody chose later on a page stays. Holds no password.

use crate::supervisor::edit;
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};

/// The file, in the folder of the data.
const FILE: &str = "settings.toml";

/// See the head of this file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Applied {
    /// The board's name.
    pub(super) host_name: Option<String>,
    /// The network.
    pub(super) network: Option<String>,
    /// Whether that hides its name.
    pub(super) hidden: Option<bool>,
    /// The country.
    pub(super) country: Option<String>,
}

impl Applied {
    /// What was written. Where that cannot be read, nothing was handed over, which at worst is done once more.
    pub(super) fn read(data: &Path) -> Self {
        let text = fs::read_to_string(data.join(FILE)).unwrap_or_default();
        toml_edit::de::from_str(&text).unwrap_or_default()
    }

    /// Writes it, all or nothing.
    pub(super) fn write(&self, data: &Path) -> io::Result<()> {
        let text = toml_edit::ser::to_string(self).map_err(io::Error::other)?;
        edit::replace(&data.join(FILE), &text)
    }
}
