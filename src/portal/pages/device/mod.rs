//! The board as a device: first what is wrong, then its ways into the network, its clock, its program, the stick, and how it is
//! switched off. Never asks the device: it is given what that tells.
//!
//! | file | is |
//! |---|---|
//! | `wrong` | what is wrong, and what helps |
//! | `network`, `wifi` | ways into the network, and the radio |
//! | `clock` | the time, and where it comes from |
//! | `program`, `stick` | which program runs, and backups |
//! | `leaving` | before and after it is restarted or switched off |
//! | `lines` | its journal and its incidents |
//! | `first` | the page on which it is told its first network |

mod clock;
mod first;
mod leaving;
mod lines;
mod network;
mod program;
mod stick;
mod wifi;
mod wrong;

pub(in crate::portal) use first::FirstPage;
pub(in crate::portal) use leaving::{Away, AwayPage, SurePage};
pub(in crate::portal) use lines::LinesPage;

use super::Frame;
use crate::{
    domain::time::Moment,
    portal::assets::DEVICE_SCRIPT,
    supervisor::host::status::Status,
    web::{
        pages::{
            Mistake, fields,
            form::summary,
            icons::{Icon, icon},
        },
        site::form::Form,
    },
    words::DeviceWords,
};
use maud::{Markup, html};
use std::time::Duration;

/// A network that was heard; empty for another one.
pub(in crate::portal) const NETWORK: &str = "network";
/// The name of another one.
pub(in crate::portal) const OTHER: &str = "other-network";
/// Checkbox: whether it does not say its name.
pub(in crate::portal) const HIDDEN: &str = "hidden";
/// Two letters of a country.
pub(in crate::portal) const COUNTRY: &str = "country";
/// A time of the day, in UTC.
pub(in crate::portal) const TIME: &str = fields::TIME;
/// What a browser's clock says: milliseconds since 1970.
pub(in crate::portal) const MILLIS: &str = "millis";
/// The file of an update.
pub(in crate::portal) const FILE: &str = "update";

/// What was typed. Never a password.
#[derive(Debug, Clone, Default)]
pub(in crate::portal) struct Typed {
    network: String,
    other: String,
    hidden: bool,
    country: String,
    date: String,
    time: String,
}

impl Typed {
    pub(in crate::portal) fn of(form: &Form) -> Self {
        Self {
            network: form.raw(NETWORK).to_owned(),
            other: form.get(OTHER).to_owned(),
            hidden: form.checked(HIDDEN),
            country: form.get(COUNTRY).to_owned(),
            date: form.get(fields::DATE).to_owned(),
            time: form.get(TIME).to_owned(),
        }
    }
}

/// See the head of this file.
#[derive(Debug)]
pub(in crate::portal) struct DevicePage {
    pub(in crate::portal) frame: Frame,
    /// What it tells; nothing where it has not told yet.
    pub(in crate::portal) status: Option<Status>,
    pub(in crate::portal) now: Moment,
    /// How long its kernel has been running now.
    pub(in crate::portal) since_start: Duration,
    /// What it is called in the local network, if it is announced there.
    pub(in crate::portal) name: Option<String>,
    pub(in crate::portal) typed: Typed,
    pub(in crate::portal) mistakes: Vec<Mistake>,
}

impl DevicePage {
    pub(in crate::portal) fn render(&self) -> Markup {
        let w = self.words();
        let content = html! {
            (summary(self.frame.language, &self.mistakes))
            div.head { h1 { (w.title) } }
            @if let Some(status) = &self.status {
                (self.wrong(status))
                div.device {
                    div { (self.network(status)) (self.wifi(status)) (self.stick(status)) }
                    div { (self.clock(status)) (self.program(status)) (self.leaving()) (self.logs()) }
                }
            } @else {
                div.notice.warn role="status" { (icon(Icon::Warning)) div { h2 { (w.silent) } p { (w.silent_hint) } } }
                (self.leaving())
                (self.logs())
            }
            (script())
        };
        self.frame.page("normal", w.title, &content)
    }

    fn words(&self) -> &'static DeviceWords {
        &self.frame.words().device
    }

    /// Whether something was wrong in one of these fields.
    fn is_wrong(&self, fields: &[&str]) -> bool {
        let mut mistakes = self.mistakes.iter();
        mistakes.any(|mistake| fields.contains(&&*mistake.field))
    }

    /// What can be typed into; nothing while somebody waits and the page comes anew, since that would be lost.
    fn form(&self, form: Markup) -> Markup {
        if self.frame.waits {
            html! {}
        } else {
            form
        }
    }
}

/// What these pages need beside the script of every page.
fn script() -> Markup {
    html! { script src=(DEVICE_SCRIPT.path) defer {} }
}

/// A fact with its name.
fn fact(name: &str, value: &Markup) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

/// A form that is only a button.
fn button(action: &str, class: &str, sign: Icon, label: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            button.(class) type="submit" { (icon(sign)) (label) }
        }
    }
}
