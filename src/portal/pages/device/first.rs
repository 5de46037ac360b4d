//! The page on which a device is told its first network, by whoever came over its own Wi-Fi, and what they do next.
//! Never shows a password.

use super::{
    Frame, Typed, script,
    wifi::{join_form, no_radio},
};
use crate::{
    supervisor::host::status::{Radio, Wifi},
    web::pages::{
        Mistake,
        form::summary,
        icons::{Icon, icon},
    },
};
use maud::{Markup, html};

/// See the head of this file.
#[derive(Debug)]
pub(in crate::portal) struct FirstPage {
    pub(in crate::portal) frame: Frame,
    pub(in crate::portal) wifi: Wifi,
    pub(in crate::portal) typed: Typed,
    pub(in crate::portal) mistakes: Vec<Mistake>,
}

impl FirstPage {
    pub(in crate::portal) fn render(&self) -> Markup {
        let w = &self.frame.words().device;
        let content = html! {
            div.head { div {
                h1 { (w.first_title) }
                p.hint {
                    @if let Some(name) = &self.wifi.access_point { (w.own_here(name)) " " }
                    (w.first_intro)
                }
            } }
            (summary(self.frame.language, &self.mistakes))
            div.sheet {
                @if self.wifi.radio == Radio::Ready {
                    (join_form(&self.frame, &self.wifi, &self.typed, &self.mistakes, "/set-up-network"))
                } @else {
                    (no_radio(w, &self.wifi.radio))
                }
            }
            p { a.button href="/" { (w.without_wifi) } }
            (script())
        };
        self.frame.page("narrow", w.first_title, &content)
    }

    /// The page after that, when it is the last one its reader sees before the network they came by ends.
    pub(in crate::portal) fn joining(frame: Frame, network: &str, name: Option<String>) -> Markup {
        let w = &frame.words().device;
        let content = html! {
            div.door.apology role="status" {
                (icon(Icon::Clock))
                h1 { (w.leaving) }
                p { (w.first_joins(network)) }
                p {
                    (w.first_next) " "
                    @match &name {
                        Some(name) => code { "http://" (name) "/" },
                        None => (w.first_by_address),
                    }
                }
                p.hint { (w.first_failed) }
            }
        };
        frame.page("narrow", w.leaving, &content)
    }
}
