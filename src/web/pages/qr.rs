//! QR codes, for addresses that are to be opened on another device than the one that shows them.
//! Never knows what an address opens.

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// Modules of white round a code, as ISO/IEC 18004 wants them.
const QUIET: i32 = 4;
/// Pixels of a module: a code for an address is then about as large as a matchbox.
const MODULE_PIXELS: i32 = 4;

/// A text as a QR code; `None` when it is too long for one. Black on white whatever the page looks like: cameras need it.
/// It is left out where pages are read aloud: the text stands beside it.
pub fn qr(text: &str) -> Option<Markup> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size() + 2 * QUIET;
    let pixels = size * MODULE_PIXELS;
    Some(html! {
        svg.qr aria-hidden="true" viewBox={ "0 0 " (size) " " (size) } width=(pixels) height=(pixels)
            shape-rendering="crispEdges" {
            rect width=(size) height=(size) fill="#fff" {}
            path fill="#000" d=(outline(&code)) {}
        }
    })
}

/// Dark modules of each line, those beside each other as one rectangle.
fn outline(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let begin = x;
            while code.get_module(x, y) {
                x += 1;
            }
            if x > begin {
                let (left, top, width) = (begin + QUIET, y + QUIET, x - begin);
                // Writing to a text cannot fail.
                let _ = write!(path, "M{left} {top}h{width}v1h-{width}z");
            }
            x += 1;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules that a path draws, without the quiet zone.
    fn drawn(path: &str) -> std::collections::BTreeSet<(i32, i32)> {
        let pieces = path.split('M').skip(1);
        pieces
            .flat_map(|piece| {
                let (at, rest) = piece.split_once('h').unwrap();
                let (x, y) = at.split_once(' ').unwrap();
                let width: i32 = rest.split_once('v').unwrap().0.parse().unwrap();
                let (x, y): (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
                (0..width).map(move |right| (x + right - QUIET, y - QUIET))
            })
            .collect()
    }

    #[test]
    fn exactly_the_dark_modules_are_drawn() {
        let code =
            QrCode::encode_text("http://hut.local/invitation/abc", QrCodeEcc::Medium).unwrap();
        let drawn = drawn(&outline(&code));
        for y in 0..code.size() {
            for x in 0..code.size() {
                assert_eq!(drawn.contains(&(x, y)), code.get_module(x, y), "{x} {y}");
            }
        }
    }

    #[test]
    fn what_is_too_long_has_no_code() {
        assert!(qr(&"x".repeat(5_000)).is_none());
        assert!(qr("http://hut.local/").is_some());
    }
}
