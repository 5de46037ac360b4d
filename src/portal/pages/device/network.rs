//! A device's ways into the network, each with the address it has there. Never says what happens there.

use super::{DevicePage, fact};
use crate::supervisor::host::status::{Interface, InterfaceKind, Status};
use maud::{Markup, html};

impl DevicePage {
    pub(super) fn network(&self, status: &Status) -> Markup {
        let w = self.words();
        html! {
            section.sheet aria-labelledby="ways" {
                h2 #ways { (w.network) }
                @if status.interfaces.is_empty() { p { (w.no_network) } }
                dl.facts {
                    @for interface in &status.interfaces { (self.interface(interface)) }
                    @if let Some(name) = &self.name {
                        (fact(w.name_here, &html! { a href={ "http://" (name) "/" } { (name) } }))
                    }
                }
            }
        }
    }

    fn interface(&self, it: &Interface) -> Markup {
        let w = self.words();
        let kind = match it.kind {
            InterfaceKind::Cable => w.cable,
            InterfaceKind::Computer => w.computer,
            InterfaceKind::Wifi => w.wifi,
            InterfaceKind::AccessPoint => w.access_point,
        };
        let told = it.address.as_deref().filter(|_| it.connected);
        // Some tell the length of the network's part as well.
        let address = told.map(|it| it.split('/').next().unwrap_or(it));
        fact(
            kind,
            &html! {
                @match address {
                    Some(address) => a href={ "http://" (address) "/" } { (address) },
                    None if it.connected => (w.no_address),
                    None => (w.not_connected),
                }
                " " small { "(" (it.name) ")" }
            },
        )
    }
}
