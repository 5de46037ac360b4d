//! Columns in pairs: what is, and what was a year before.
//! Never says which is better.

use super::percent;
use maud::{Markup, html};

/// Height of the tallest column in pixels.
const TALL: f64 = 170.0;
/// Room above it for the number of its line.
const ABOVE: f64 = 18.0;
/// Room below for the names.
const BELOW: f64 = 22.0;
/// Where the columns begin, in hundredths of the width: before it stand the numbers of the lines.
const NUMBERS: f64 = 8.0;
/// Lines that help to read heights, above the ground.
const LINES: u64 = 4;

/// One pair of columns.
pub(in crate::web::pages) struct Pair {
    /// What stands below it.
    pub(in crate::web::pages) name: String,
    /// Now.
    pub(in crate::web::pages) now: u64,
    /// A year before; `None` where there is nothing to compare with.
    pub(in crate::web::pages) before: Option<u64>,
}

/// The chart. `number` writes a number as the reader's language does; `described_by` is the id of what says it in words.
pub(in crate::web::pages) fn columns(
    title: &str,
    described_by: &str,
    pairs: &[Pair],
    number: impl Fn(u64) -> String,
) -> Markup {
    let most = pairs
        .iter()
        .map(|pair| pair.now.max(pair.before.unwrap_or(0)))
        .max();
    let step = step(most.unwrap_or(0));
    let height = |count: u64| count as f64 * TALL / (step * LINES) as f64;
    let width = (100.0 - NUMBERS) / pairs.len().max(1) as f64;
    let at = |place: usize, part: f64| percent(NUMBERS + width * (place as f64 + part));
    let column = |class: &str, x: String, part: f64, count: u64| {
        let tall = height(count);
        html! {
            rect.(class) x=(x) y=(pixels(ABOVE + TALL - tall)) width=(percent(width * part)) height=(pixels(tall)) rx="2" {}
        }
    };
    html! {
        svg.chart.columns width="100%" height=(pixels(ABOVE + TALL + BELOW)) role="img" aria-label=(title)
            aria-describedby=(described_by) {
            @for line in 0..=LINES {
                @let y = ABOVE + TALL - height(line * step);
                line.grid x1="0" x2="100%" y1=(pixels(y)) y2=(pixels(y)) {}
                @if line > 0 { text.scale x="0" y=(pixels(y - 4.0)) { (number(line * step)) } }
            }
            @for (place, pair) in pairs.iter().enumerate() {
                @if let Some(before) = pair.before {
                    (column("then", at(place, 0.14), 0.34, before))
                    (column("now", at(place, 0.46), 0.40, pair.now))
                } @else {
                    (column("now", at(place, 0.26), 0.48, pair.now))
                }
                text x=(at(place, 0.5)) y=(pixels(ABOVE + TALL + 16.0)) text-anchor="middle" { (pair.name) }
            }
        }
    }
}

fn pixels(length: f64) -> String {
    percent(length).trim_end_matches('%').to_owned()
}

/// The distance of two lines: the least round number with which all lines reach the top.
fn step(most: u64) -> u64 {
    let mut ten = 1_u64;
    loop {
        for digit in [1, 2, 5] {
            let step = ten.saturating_mul(digit);
            if step.saturating_mul(LINES) >= most {
                return step;
            }
        }
        ten = ten.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_at_round_numbers_and_reach_the_top() {
        for (most, expected) in [
            (0, 1),
            (4, 1),
            (5, 2),
            (9, 5),
            (21, 10),
            (412, 200),
            (900, 500),
        ] {
            assert_eq!(step(most), expected, "{most}");
        }
        assert!(step(u64::MAX) > 1 << 60);
    }

    #[test]
    fn a_column_is_as_tall_as_its_number() {
        let pair = |now, before: u64| Pair {
            name: "Jan".to_owned(),
            now,
            before: Some(before),
        };
        let chart = columns("t", "d", &[pair(40, 20), pair(0, 10)], |it| it.to_string());
        let chart = chart.into_string();
        for tall in [
            "height=\"170\"",
            "height=\"85\"",
            "height=\"42.5\"",
            "height=\"0\"",
        ] {
            assert!(chart.contains(tall), "{tall} in {chart}");
        }
    }
}
