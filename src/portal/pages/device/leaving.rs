//! Before and after a device leaves: the ways to restart it and to switch it off, a page that asks once more and says what
//! happens, and one that waits until the portal is there again. Never does it.

use super::{DevicePage, Frame, button, script};
use crate::web::pages::icons::{Icon, icon};
use maud::{Markup, html};

/// After how many seconds a browser that runs no script looks for the portal again.
const LOOKED_AFTER: u16 = 90;

/// Why the portal goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::portal) enum Away {
    Restart,
    Off,
    Update,
    GoBack,
}

/// The page that asks once more.
#[derive(Debug)]
pub(in crate::portal) struct SurePage {
    pub(in crate::portal) frame: Frame,
    pub(in crate::portal) what: Away,
}

/// The page that waits.
#[derive(Debug)]
pub(in crate::portal) struct AwayPage {
    pub(in crate::portal) frame: Frame,
    pub(in crate::portal) what: Away,
}

impl DevicePage {
    pub(super) fn leaving(&self) -> Markup {
        let w = self.words();
        html! {
            section.sheet aria-labelledby="power" {
                h2 #power { (w.power) }
                div.row {
                    a.button.small href="/device/restart" { (icon(Icon::Undo)) (w.restart) }
                    a.button.small href="/device/off" { (icon(Icon::Moon)) (w.off) }
                }
            }
        }
    }
}

impl SurePage {
    pub(in crate::portal) fn render(&self) -> Markup {
        let w = &self.frame.words().device;
        let (title, said, action, sign, label) = match self.what {
            Away::Off => (w.off_ask, w.off_said, "/device/off", Icon::Moon, w.off),
            _ => (
                w.restart_ask,
                w.restart_said,
                "/device/restart",
                Icon::Undo,
                w.restart,
            ),
        };
        let content = html! {
            div.door {
                h1 { (title) }
                p { (said) }
                (button(action, "primary", sign, label))
                p.or { a.button href="/device" { (w.not_now) } }
            }
        };
        self.frame.page("narrow", title, &content)
    }
}

impl AwayPage {
    pub(in crate::portal) fn render(&self) -> Markup {
        let w = &self.frame.words().device;
        let (title, said) = match self.what {
            Away::Restart => (w.restarting, w.comes_back),
            Away::Update => (w.updating, w.comes_back),
            Away::GoBack => (w.going_back, w.comes_back),
            Away::Off => (w.going_off, w.gone_off),
        };
        let content = html! {
            div.door.apology role="status" {
                (icon(if self.what == Away::Off { Icon::Moon } else { Icon::Clock }))
                h1 { (title) }
                p { (said) }
                @if self.what == Away::Update { p { (w.trial_follows) } }
                @if self.what != Away::Off { a.button.primary href="/device" { (w.to_device_again) } }
            }
            @if self.what != Away::Off {
                div data-back="/device" hidden {}
                (script())
            }
        };
        let mut frame = self.frame.clone();
        frame.alarms.clear();
        frame.looked_again = (self.what != Away::Off).then_some((LOOKED_AFTER, "/device"));
        frame.page("narrow", title, &content)
    }
}
