//! What a list has been narrowed down to, as chips to be taken away one by one.
//! Never filters anything.

use super::icons::{Icon, icon};
use crate::words::ListWords;
use maud::{Markup, html};

/// The chips: what is chosen, and the address of the list without it. `all` is the address of the whole list.
pub(super) fn chips(w: &ListWords, chosen: &[(String, String)], all: &str) -> Markup {
    html! {
        @if !chosen.is_empty() {
            div.chosen {
                span.hint #chosen { (w.chosen) }
                ul aria-labelledby="chosen" {
                    @for (what, less) in chosen {
                        li {
                            a.chip.off href=(less) {
                                span { (what) } (icon(Icon::Cross)) span.sr { (w.remove) }
                            }
                        }
                    }
                }
                @if chosen.len() > 1 { a href=(all) { (w.clear) } }
            }
        }
    }
}

/// The title of the window for a list of this name: what is chosen belongs to it, so that two windows of one list can be
/// told apart.
pub(super) fn title<'a>(list: &str, chosen: impl Iterator<Item = &'a str>) -> String {
    match chosen.collect::<Vec<_>>().join(", ") {
        nothing if nothing.is_empty() => list.to_owned(),
        chosen => format!("{list} ({chosen})"),
    }
}
