//! The stick at a device's USB port: whether there is one, how a backup to it goes, and when it may be taken away.
//! Never says what is on it.

use super::{DevicePage, button};
use crate::{
    portal::device::refused::moment,
    supervisor::host::status::{Status, Stick},
    web::pages::icons::{Icon, icon},
    words::counts,
};
use maud::{Markup, html};

impl DevicePage {
    pub(super) fn stick(&self, status: &Status) -> Markup {
        let w = self.words();
        let language = self.frame.language;
        let told = |class: &str, sign, text: &str| html! { p.said.(class) { (icon(sign)) span { (text) } } };
        let can = matches!(
            status.stick,
            Stick::Found { .. } | Stick::Done { .. } | Stick::Failed(_)
        );
        html! {
            section.sheet aria-labelledby="stick" {
                h2 #stick { (w.stick) }
                @match &status.stick {
                    Stick::None => p { (w.no_stick) },
                    Stick::Found { free, for_backups } => {
                        p { (w.stick_free(&counts::bytes(language, *free))) @if *for_backups { " " (w.stick_of_backups) } }
                    }
                    Stick::Writing { done, all } => {
                        @if *all == 0 {
                            (told("ask", Icon::Clock, w.backing_up))
                        } @else {
                            (told("ask", Icon::Clock, &w.stick_writing(*done, *all)))
                        }
                        p.hint { (w.stick_stays) }
                    }
                    Stick::Done { at, houses } => {
                        (told("ok", Icon::Check, w.stick_away))
                        p.hint { (w.stick_done(*houses, &moment(language, *at))) }
                    }
                    Stick::Failed(why) => {
                        (told("no", Icon::Warning, w.stick_failed))
                        p lang="en" { (why) }
                    }
                }
                @if can { (self.form(button("/device/back-up", "small", Icon::Download, w.back_up))) }
            }
        }
    }
}
