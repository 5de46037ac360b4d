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

/// One of the embedded files.
pub(super) fn answer(visit: &Visit) -> Result<Response, Problem> {
    let own = [&*STYLES];
    let mut all = assets::all().into_iter().chain(own);
    let found = all.find(|asset| asset.path == visit.request.path);
    let asset = found.ok_or_else(|| Problem::not_found("There is no such file."))?;
    Ok(asset.response(&visit.request.headers))
}
