//! QR codes as inline SVG, so that what they say never leaves the page.
//! Never says anything but the text it is given, and never is the only way to it.

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// Modules of nothing round a code, without which cameras do not find it (ISO/IEC 18004, 6.3.8).
const QUIET_ZONE: i32 = 4;

/// A text as a QR code, dark on white in any colours of the page; `label` says to whoever does not see it what it is.
/// `None` when the text is too long.
pub(super) fn qr(text: &str, label: &str) -> Option<Markup> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size() + 2 * QUIET_ZONE;
    Some(html! {
        svg.qr role="img" aria-label=(label) viewBox={ "0 0 " (size) " " (size) } shape-rendering="crispEdges" {
            rect width=(size) height=(size) fill="#fff" {}
            path fill="#000" d=(drawn(&code)) {}
        }
    })
}

/// The dark modules as a path: a rectangle for each run of them in a row.
fn drawn(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size())
                .take_while(|x| code.get_module(*x, y))
                .count();
            let run = i32::try_from(run).unwrap_or(0);
            if run > 0 {
                let (from, row) = (x + QUIET_ZONE, y + QUIET_ZONE);
                // Writing to a text cannot fail.
                let _ = write!(path, "M{from} {row}h{run}v1h-{run}z");
            }
            x += run + 1;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether each module is dark, read off the drawing.
    fn modules(path: &str, size: i32) -> Vec<Vec<bool>> {
        let side = usize::try_from(size).unwrap();
        let mut modules = vec![vec![false; side]; side];
        for piece in path.split('M').filter(|piece| !piece.is_empty()) {
            let (at, rest) = piece.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let run: usize = rest.split('v').next().unwrap().parse().unwrap();
            for module in &mut modules[y - 4][x - 4..x - 4 + run] {
                assert!(!*module, "drawn twice");
                *module = true;
            }
        }
        modules
    }

    #[test]
    fn every_module_is_drawn_where_it_belongs() {
        let text = "otpauth://totp/Hut:anna@hut.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Hut";
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let drawn = modules(&drawn(&code), code.size());
        for y in 0..code.size() {
            for x in 0..code.size() {
                let (row, column) = (usize::try_from(y).unwrap(), usize::try_from(x).unwrap());
                assert_eq!(drawn[row][column], code.get_module(x, y), "{x}, {y}");
            }
        }
        let svg = qr(text, "a \"label\"").unwrap().into_string();
        assert!(svg.contains("role=\"img\" aria-label=\"a &quot;label&quot;\""));
        let side = code.size() + 8;
        assert!(svg.contains(&format!("viewBox=\"0 0 {side} {side}\"")));
        assert!(!svg.contains("anna"));
    }

    #[test]
    fn what_is_too_long_is_no_code() {
        assert!(qr(&"x".repeat(3_000), "").is_none());
    }
}
