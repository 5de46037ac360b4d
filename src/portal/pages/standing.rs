//! What an agent is doing as a coloured word, and the buttons for what can be done about it then.

use super::{Frame, agent};
use crate::{
    domain::house::Language,
    portal::house::{House, Standing},
    supervisor::control::Line,
    web::pages::{
        fields,
        icons::{Icon, icon},
    },
};
use maud::{Markup, html};

/// What an agent is doing, with a sign.
pub(super) fn chip(frame: &Frame, standing: Standing) -> Markup {
    let w = &frame.words().portal;
    let (class, sign, word) = match standing {
        Standing::Open => ("ok", Icon::Check, w.open),
        Standing::Resting => ("past", Icon::Moon, w.resting),
        Standing::Starting => ("ask", Icon::Clock, w.starting),
        Standing::Stopping => ("ask", Icon::Clock, w.stopping),
        Standing::Silent => ("no", Icon::Warning, w.silent),
        Standing::Pausing => ("no", Icon::Clock, w.pausing),
        Standing::GivenUp => ("no", Icon::Cross, w.given_up),
    };
    html! { span.chip.(class) { (icon(sign)) (word) } }
}

/// Memory in the unit in which its limit is set: "10.1 MiB", "48 MiB".
pub(super) fn mib(language: Language, bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    if bytes.is_multiple_of(MIB) {
        return format!("{} MiB", bytes / MIB);
    }
    let text = format!("{:.1} MiB", bytes as f64 / MIB as f64);
    match language {
        Language::German => text.replace('.', ","),
        Language::English => text,
    }
}

/// What the process of an agent has of what it may have, once that was measured.
pub(super) fn memory_of(frame: &Frame, line: &Line) -> String {
    let bytes = |count| mib(frame.language, count);
    match (line.process, line.memory_bytes) {
        (Some(_), 0) => frame.words().board.not_measured.to_owned(),
        (_, used) => {
            let w = &frame.words().portal;
            w.memory_of(&bytes(used), &bytes(line.most_memory_bytes))
        }
    }
}

/// Buttons for what can be done now; they lead back to this page.
pub(super) fn buttons(frame: &Frame, house: &House, back_to: &str) -> Markup {
    let w = &frame.words().portal;
    let standing = house.standing;
    let offered = [
        (standing.can_start(), "start", Icon::Right, w.start),
        (standing.can_stop(), "stop", Icon::Moon, w.stop),
        (standing.can_restart(), "restart", Icon::Undo, w.restart),
    ];
    html! {
        @for (can, what, sign, label) in offered {
            @if can {
                // Known by what it does: a button never comes to do something else while somebody reaches for it.
                form method="post" action={ (agent::path(&house.line.name)) "/" (what) } data-place=(what) {
                    input type="hidden" name=(fields::BACK_TO) value=(back_to);
                    button.small type="submit" {
                        (icon(sign)) (label)
                        span.sr { ": " (house.line.name) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_told_in_the_unit_of_its_limit() {
        for (bytes, german, english) in [
            (48 << 20, "48 MiB", "48 MiB"),
            ((10 << 20) + 104_858, "10,1 MiB", "10.1 MiB"),
            (0, "0 MiB", "0 MiB"),
        ] {
            assert_eq!(mib(Language::German, bytes), german);
            assert_eq!(mib(Language::English, bytes), english);
        }
    }
}
