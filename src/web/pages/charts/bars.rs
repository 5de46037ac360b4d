//! Bars that lie: a name and a number, and below them how much of the whole that is.
//! Never sorts them.

use super::share;
use maud::{Markup, html};

/// Height of a bar with its name, in pixels.
const ROW: usize = 40;
/// Most characters of a name; it stands whole in the table.
const NAME_CHARS: usize = 32;

/// One bar.
pub(in crate::web::pages) struct Bar {
    /// What it is of.
    pub(in crate::web::pages) name: String,
    /// The number, as it is read.
    pub(in crate::web::pages) said: String,
    /// How much.
    pub(in crate::web::pages) part: u64,
    /// Of how much.
    pub(in crate::web::pages) whole: u64,
}

/// The chart. `described_by` is the id of what says it in words.
pub(in crate::web::pages) fn bars(title: &str, described_by: &str, bars: &[Bar]) -> Markup {
    html! {
        svg.chart width="100%" height=(bars.len() * ROW) role="img" aria-label=(title) aria-describedby=(described_by) {
            @for (place, bar) in bars.iter().enumerate() {
                @let top = place * ROW;
                text x="0" y=(top + 16) { (short(&bar.name)) }
                text.said x="100%" y=(top + 16) text-anchor="end" { (bar.said) }
                rect.track x="0" y=(top + 22) width="100%" height="10" rx="5" {}
                @if bar.part > 0 {
                    rect.now x="0" y=(top + 22) width=(share(bar.part, bar.whole)) height="10" rx="5" {}
                }
            }
        }
    }
}

fn short(name: &str) -> String {
    match name.char_indices().nth(NAME_CHARS) {
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_between_letters() {
        assert_eq!(short("Ute"), "Ute");
        let long = "ü".repeat(NAME_CHARS + 1);
        assert_eq!(short(&long), format!("{}…", "ü".repeat(NAME_CHARS)));
    }
}
