//! The files that pages need, embedded, each under an address that changes with its content: it may be kept for ever.
//! Never reads a disk.

use crate::web::compress;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

/// A file that pages load.
#[derive(Debug)]
pub struct Asset {
    /// Its address, with a hash of its content.
    pub path: String,
    /// For the `Content-Type` header.
    pub content_type: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
    /// The same as gzip, where that is smaller: made once.
    pub gzip: Option<Bytes>,
}

/// Digits of the hash in an address. Only versions of the same file must be told apart.
const HASH_BYTES: usize = 6;

/// The stylesheet of every page: all that the Belegungsplan needs, which is seen first.
pub static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| {
    asset(
        "app",
        "css",
        "text/css; charset=utf-8",
        include_bytes!("../../../assets/app.css"),
    )
});

/// The stylesheet that all other pages need beside it.
pub static MORE_STYLES: LazyLock<Asset> = LazyLock::new(|| {
    asset(
        "pages",
        "css",
        "text/css; charset=utf-8",
        include_bytes!("../../../assets/pages.css"),
    )
});

/// The icon of the browser's tab.
pub static FAVICON: LazyLock<Asset> = LazyLock::new(|| {
    asset(
        "icon",
        "svg",
        "image/svg+xml",
        include_bytes!("../../../assets/icon.svg"),
    )
});

/// All of them, to be found by their path.
pub fn all() -> [&'static Asset; 3] {
    [&STYLESHEET, &MORE_STYLES, &FAVICON]
}

fn asset(name: &str, ending: &str, content_type: &'static str, bytes: &'static [u8]) -> Asset {
    let hash: String = Sha256::digest(bytes)
        .iter()
        .take(HASH_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Asset {
        path: format!("/assets/{name}-{hash}.{ending}"),
        content_type,
        bytes,
        gzip: compress::file(bytes),
    }
}
