//! The files that only pages of the portal need, embedded as those of the houses are. Never reads a disk.

use super::visit::Visit;
use crate::web::{
    pages::assets::{self, Asset},
    problem::Problem,
    reply::Response,
};
use std::sync::LazyLock;

/// What pages of the portal need beside the stylesheets of all pages.
pub(super) static STYLES: LazyLock<Asset> = LazyLock::new(|| {
    assets::asset(
        "portal",
        "css",
        "text/css; charset=utf-8",
        &include_bytes!("../../assets/portal.css")[..],
    )
});

/// What the page asks with that stands in for a house which cannot be visited at the moment.
pub(super) static WAIT_SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| assets::script("wait", include_bytes!("../../assets/wait.js")));

/// What the pages about the board as a device add where scripts run.
pub(super) static DEVICE_SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| assets::script("device", include_bytes!("../../assets/device.js")));

fn own() -> [&'static Asset; 3] {
    [&STYLES, &WAIT_SCRIPT, &DEVICE_SCRIPT]
}

/// Whether only the portal has a file of this address, and no house.
pub(super) fn is_own(path: &str) -> bool {
    path.starts_with("/assets/") && own().iter().any(|asset| asset.path == path)
}

/// One of the embedded files.
pub(super) fn answer(visit: &Visit) -> Result<Response, Problem> {
    let mut all = assets::all().into_iter().chain(own());
    let found = all.find(|asset| asset.path == visit.request.path);
    let asset = found.ok_or_else(|| Problem::not_found("There is no such file."))?;
    Ok(asset.response(&visit.request.headers))
}
