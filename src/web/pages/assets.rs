//! The files that pages need, embedded, each under an address that changes with its content: it may be kept for ever.
//! What the first page a browser sees has inside itself stands here as well. Never reads a disk.

use crate::web::{
    compress,
    reply::{self, Response},
};
use base64ct::{Base64, Encoding as _};
use bytes::Bytes;
use hyper::{HeaderMap, StatusCode, header};
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
    pub bytes: Bytes,
    /// The same as gzip, where that is smaller: made once.
    pub gzip: Option<Bytes>,
}

impl Asset {
    /// It as an answer to a request with these headers.
    pub fn response(&self, headers: &HeaderMap) -> Response {
        let mut response = reply::bytes(StatusCode::OK, self.content_type, self.bytes.clone());
        let accepted = compress::is_accepted(headers);
        compress::mark(&mut response, self.gzip.clone().filter(|_| accepted));
        reply::set(&mut response, header::CACHE_CONTROL, KEEP_FOR_EVER);
        response
    }
}

/// How long a file under an address with its hash may be kept: a year, the longest that is understood.
const KEEP_FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Digits of the hash in an address. Only versions of the same file must be told apart.
const HASH_BYTES: usize = 6;

const APP_CSS: &str = include_str!("../../../assets/app.css");

/// The stylesheet of every page: all that the Belegungsplan needs, which is seen first.
pub static STYLESHEET: LazyLock<Asset> =
    LazyLock::new(|| asset("app", "css", "text/css; charset=utf-8", APP_CSS.as_bytes()));

/// The stylesheet that all other pages need beside it.
pub static MORE_STYLES: LazyLock<Asset> = LazyLock::new(|| {
    asset(
        "pages",
        "css",
        "text/css; charset=utf-8",
        &include_bytes!("../../../assets/pages.css")[..],
    )
});

/// The script of every page: pages do all they can without it, and more with it.
pub static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| script("app", include_bytes!("../../../assets/app.js")));

/// What the script loads on the Belegungsplan when everything is there to be seen.
pub static PLAN_SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| script("plan", include_bytes!("../../../assets/plan.js")));

/// The same on all other pages.
pub static MORE_SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| script("pages", include_bytes!("../../../assets/pages.js")));

/// What holds the one stream of changes for all tabs of a browser.
pub static CHANGES_SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| script("changes", include_bytes!("../../../assets/changes.js")));

/// The icon of the browser's tab.
pub static FAVICON: LazyLock<Asset> = LazyLock::new(|| {
    asset(
        "icon",
        "svg",
        "image/svg+xml",
        &include_bytes!("../../../assets/icon.svg")[..],
    )
});

/// All of them, to be found by their path.
pub fn all() -> [&'static Asset; 7] {
    [
        &STYLESHEET,
        &MORE_STYLES,
        &SCRIPT,
        &PLAN_SCRIPT,
        &MORE_SCRIPT,
        &CHANGES_SCRIPT,
        &FAVICON,
    ]
}

/// The stylesheet of every page as it stands inside a page: shorter, and the same to a browser.
pub static INLINE_STYLES: LazyLock<String> = LazyLock::new(|| shortened(APP_CSS));

/// What a policy calls [`INLINE_STYLES`], to allow these and no others.
pub static INLINE_STYLES_HASH: LazyLock<String> = LazyLock::new(|| {
    let hash = Sha256::digest(INLINE_STYLES.as_bytes());
    format!("'sha256-{}'", Base64::encode_string(&hash))
});

/// The icon of the browser's tab as it stands inside a page.
pub static INLINE_FAVICON: LazyLock<String> = LazyLock::new(|| {
    let mut address = "data:image/svg+xml,".to_owned();
    for c in String::from_utf8_lossy(&FAVICON.bytes).trim().chars() {
        match c {
            // Quotes of the other kind mean the same, and need no escape in a page.
            '"' => address.push('\''),
            '<' => address.push_str("%3C"),
            '>' => address.push_str("%3E"),
            '#' => address.push_str("%23"),
            ':' => address.push_str("%3A"),
            c => address.push(c),
        }
    }
    address
});

/// A stylesheet without its remarks and the space between its parts.
fn shortened(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let lines: Vec<&str> = out.lines().map(str::trim).collect();
    let mut short = lines.concat();
    for (long, brief) in [
        (" { ", "{"),
        (" {", "{"),
        ("; }", "}"),
        (" }", "}"),
        ("; ", ";"),
        (": ", ":"),
        (", ", ","),
    ] {
        short = short.replace(long, brief);
    }
    short
}

/// A script of this name, served without its remarks.
pub fn script(name: &str, bytes: &'static [u8]) -> Asset {
    let bytes = Bytes::from(without_remarks(&String::from_utf8_lossy(bytes)));
    asset(name, "js", "text/javascript; charset=utf-8", bytes)
}

/// A script without its remarks and indentation: those are for whoever reads the source.
fn without_remarks(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut inside = false;
    for line in script.lines().map(str::trim) {
        inside |= line.starts_with("/*");
        let code = line.split(" // ").next().unwrap_or("");
        if !inside && !code.is_empty() && !line.starts_with("//") {
            out.push_str(code);
            out.push('\n');
        }
        inside &= !line.ends_with("*/");
    }
    out
}

/// A file of this name and ending.
pub fn asset(
    name: &str,
    ending: &str,
    content_type: &'static str,
    bytes: impl Into<Bytes>,
) -> Asset {
    let bytes = bytes.into();
    let hash: String = Sha256::digest(&bytes)
        .iter()
        .take(HASH_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Asset {
        path: format!("/assets/{name}-{hash}.{ending}"),
        content_type,
        gzip: compress::file(&bytes),
        bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_loses_its_remarks_and_nothing_else() {
        let long = "/* What it is,\n   and does. */\nconst A = 3; // ms\n\n  // Why.\n  go('//' + \"a /* b\");\n";
        assert_eq!(
            without_remarks(long),
            "const A = 3;\ngo('//' + \"a /* b\");\n"
        );
    }

    #[test]
    fn a_shortened_stylesheet_means_the_same() {
        let long = "/* a: b */\n.a .b, .c:hover {\n  color: red; margin: 0 1px;\n}\n@media (min-width: 60rem) { .a { top: 0; } }\n";
        let short = ".a .b,.c:hover{color:red;margin:0 1px;}@media (min-width:60rem){.a{top:0}}";
        assert_eq!(shortened(long), short);
        assert_eq!(shortened(short), short, "nothing is left to take away");
    }

    #[test]
    fn no_colon_of_the_stylesheet_stands_behind_a_space_that_means_something() {
        // "a :hover" is not "a:hover", and space before a colon may go with a comma or a brace before it.
        let css = String::from_utf8_lossy(&STYLESHEET.bytes);
        for (at, _) in css.match_indices(" :") {
            assert!(
                css[..at].trim_end().ends_with([',', '>', '{', '}', ';']),
                "{}",
                &css[at..at + 20]
            );
        }
        assert!(
            !INLINE_STYLES.contains("</"),
            "it would end the element it stands in"
        );
        assert!(!css.contains("content: \"; ") && !css.contains("content: \": "));
    }
}
