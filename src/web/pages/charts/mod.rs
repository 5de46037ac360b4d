//! Charts as inline SVG: columns, bars, a strip of days, and something over time. Widths are parts of the window, heights
//! and letters are not, so they can be read on a phone and on a wall. Colours are classes, so that dark and paper work by
//! themselves. Never the only place of a figure: whoever draws a chart also gives its numbers as a table.

pub(super) mod bars;
pub(super) mod columns;
pub(crate) mod over_time;
pub(super) mod strip;

/// A part of a whole as a length, with as many digits as an eye can see.
pub(crate) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "0".to_owned();
    }
    percent(part.min(whole) as f64 * 100.0 / whole as f64)
}

/// A length in parts of the width.
fn percent(part: f64) -> String {
    let text = format!("{part:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_never_leave_the_drawing() {
        assert_eq!(share(1, 3), "33.33%");
        assert_eq!(share(1, 4), "25%");
        assert_eq!(share(7, 5), "100%");
        assert_eq!(
            (share(7, 0), share(0, 7)),
            ("0".to_owned(), "0%".to_owned())
        );
    }
}
