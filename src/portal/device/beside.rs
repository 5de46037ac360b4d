//! Who stands beside the board: at the other end of its USB cable, or in the Wi-Fi of its own. As long as nobody looks after
//! the board, they may choose its password without the code from its console, which a board without a screen does not
//! show anybody. Never takes anybody's word for where they are.
//!
//! With a cable that is as good as having the card in one's hand. In the board's own Wi-Fi it is whoever is within reach,
//! as with every device that is set up so: they can take a board into use before its owner does, who sees that at once
//! and resets it by a file on the card. So over the radio it also takes that no house was set up yet: a board in use which
//! has lost its network does not open itself to the neighbours.
//!
//! An address alone is not enough. Whoever else claims one of the board's own subnets gets no answer there: it goes out by
//! the cable or the radio. A page of somebody else's in a browser beside the board may have its name resolved to the board's
//! address: such a name is no name of the board.

use crate::{
    portal::{titles::Title, visit::Visit},
    supervisor::host::status::{Interface, InterfaceKind, Radio, Status, WifiState},
    web::request::Request,
};
use hyper::header;
use std::net::{IpAddr, Ipv4Addr};

/// Where whoever comes over the board's own Wi-Fi is led.
pub(in crate::portal) const SET_UP_NETWORK: &str = "/set-up-network";
/// Bits of a subnet's part of an address, where none are told.
const USUAL_PREFIX: u32 = 24;
/// Such bits that make sense for a network of a board's own.
const PREFIXES: core::ops::RangeInclusive<u32> = 8..=30;

/// Whether a visitor may choose the password without a code, as long as there is none.
pub(in crate::portal) async fn is_beside(visit: &Visit) -> bool {
    let Some(status) = visit.status() else {
        return false;
    };
    let Some(own) = interface_of(status, visit.request.peer) else {
        return false;
    };
    // Without its data a board does not know whether it is new.
    let announced = visit.portal.names.portal();
    if status.no_data || !is_own_name(own, host_of(&visit.request), announced.as_deref()) {
        return false;
    }
    own.kind == InterfaceKind::Computer || !any_house_is_set_up(visit).await
}

async fn any_house_is_set_up(visit: &Visit) -> bool {
    let lines = visit.portal.lines().await;
    let titles = visit.portal.titles.of(&lines).await;
    // One that does not tell may be.
    let mut unused = titles.iter().map(|it| *it == Title::NotSetUp);
    unused.any(|unused| !unused)
}

/// Whether the next thing to do is to tell the board which network to join.
pub(in crate::portal) fn wants_network(visit: &Visit) -> bool {
    visit.status().is_some_and(|status| {
        status.wifi.radio == Radio::Ready
            && status.wifi.state == WifiState::NotWanted
            && interface_of(status, visit.request.peer).is_some()
    })
}

/// Whether a visitor comes by the board's own Wi-Fi.
pub(super) fn is_by_radio(visit: &Visit) -> bool {
    let own = visit
        .status()
        .and_then(|it| interface_of(it, visit.request.peer));
    own.is_some_and(|own| own.kind == InterfaceKind::AccessPoint)
}

/// Where a request is led that was not meant for the board: phones in its own Wi-Fi ask somebody on the internet whether
/// they are online, and show whatever page they are led to.
pub(in crate::portal) fn first_contact(visit: &Visit) -> Option<String> {
    let host = host_of(&visit.request);
    if !visit.request.verb.is_safe() || is_known(host) {
        return None;
    }
    let own = interface_of(visit.status()?, visit.request.peer)?;
    if own.kind != InterfaceKind::AccessPoint {
        return None;
    }
    let (address, _) = subnet(own)?;
    let port = visit.authority().rsplit_once(':');
    let port: Option<u16> = port.and_then(|(_, port)| port.parse().ok());
    let port = port.map_or(String::new(), |port| format!(":{port}"));
    Some(format!("http://{address}{port}{SET_UP_NETWORK}"))
}

/// Whether a host can be the board's: an address, a name of the local network, or one without a domain.
fn is_known(host: &str) -> bool {
    host.parse::<Ipv4Addr>().is_ok()
        || host.starts_with('[')
        || host.ends_with(".local")
        || !host.contains('.')
}

/// Its address there, or the name it is announced by. Any other name ending in "local" may be somebody else's, who has led
/// it here by answering for it in another network.
fn is_own_name(own: &Interface, host: &str, announced: Option<&str>) -> bool {
    announced.is_some_and(|name| host.eq_ignore_ascii_case(name))
        || subnet(own).is_some_and(|(address, _)| host == address.to_string())
}

/// The host a request asks for, without its port and the dot that may end it.
fn host_of(request: &Request) -> &str {
    let said = request.header(header::HOST).unwrap_or("");
    let host = said.split_once(':').map_or(said, |(host, _)| host);
    if said.starts_with('[') {
        said
    } else {
        host.strip_suffix('.').unwrap_or(host)
    }
}

/// The interface of the board at whose other end somebody is, if it is one that leads nowhere else.
fn interface_of(status: &Status, peer: IpAddr) -> Option<&Interface> {
    let IpAddr::V4(peer) = peer.to_canonical() else {
        return None;
    };
    let own = |it: &&Interface| {
        matches!(
            it.kind,
            InterfaceKind::AccessPoint | InterfaceKind::Computer
        ) && is_in(peer, subnet(it))
    };
    let found = status.interfaces.iter().find(own)?;
    let others = status.interfaces.iter().filter(|it| it.name != found.name);
    // Somebody else's network with the same addresses, or the board itself: its houses are no visitors.
    let doubtful = others
        .filter_map(subnet)
        .any(|(address, _)| is_in(address, subnet(found)));
    let itself = status
        .interfaces
        .iter()
        .filter_map(subnet)
        .any(|(address, _)| address == peer);
    (!doubtful && !itself).then_some(found)
}

/// Address of the board, and bits of the subnet's part.
fn subnet(interface: &Interface) -> Option<(Ipv4Addr, u32)> {
    let told = interface.address.as_deref()?;
    let (address, prefix) = match told.split_once('/') {
        Some((address, prefix)) => (address, prefix.parse().ok()?),
        None => (told, USUAL_PREFIX),
    };
    PREFIXES
        .contains(&prefix)
        .then_some((address.parse().ok()?, prefix))
}

fn is_in(address: Ipv4Addr, subnet: Option<(Ipv4Addr, u32)>) -> bool {
    subnet.is_some_and(|(own, prefix)| {
        let shift = Ipv4Addr::BITS - prefix;
        address.to_bits() >> shift == own.to_bits() >> shift
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(kind: InterfaceKind, address: &str) -> Interface {
        Interface {
            name: format!("{kind:?}"),
            kind,
            connected: true,
            address: Some(address.to_owned()),
        }
    }

    fn found(interfaces: &[Interface], peer: &str) -> Option<InterfaceKind> {
        let status = Status {
            interfaces: interfaces.to_vec(),
            ..Status::default()
        };
        interface_of(&status, peer.parse().unwrap()).map(|it| it.kind)
    }

    #[test]
    fn only_who_is_at_the_other_end_of_the_boards_own_networks_is_beside_it() {
        use InterfaceKind::{AccessPoint, Cable, Computer, Wifi};
        let board = [
            interface(Cable, "192.168.1.7"),
            interface(Computer, "192.168.46.1/24"),
            interface(AccessPoint, "192.168.47.1"),
        ];
        for (peer, kind) in [
            ("192.168.46.20", Some(Computer)),
            ("192.168.47.20", Some(AccessPoint)),
            ("::ffff:192.168.47.20", Some(AccessPoint)),
            ("192.168.1.9", None),
            ("192.168.48.20", None),
            ("10.0.0.1", None),
            ("127.0.0.1", None),
            ("fe80::1", None),
            // The board itself.
            ("192.168.46.1", None),
            ("192.168.47.1", None),
            ("192.168.1.7", None),
        ] {
            assert_eq!(found(&board, peer), kind, "{peer}");
        }
        // A router that gives the same addresses.
        let twice = [
            interface(Computer, "192.168.46.1/24"),
            interface(Wifi, "192.168.46.33"),
        ];
        assert_eq!(found(&twice, "192.168.46.20"), None);
        for address in [
            "",
            "192.168.46.1/x",
            "192.168.46.1/0",
            "192.168.46.1/33",
            "nonsense",
            "fe80::1",
        ] {
            assert_eq!(
                found(&[interface(Computer, address)], "192.168.46.20"),
                None,
                "{address}"
            );
        }
    }

    #[test]
    fn only_names_that_can_be_the_boards_are_its() {
        for host in [
            "192.168.47.1",
            "hutbook.local",
            "hutbook",
            "localhost",
            "[fe80::1]",
        ] {
            assert!(is_known(host), "{host}");
        }
        for host in [
            "captive.apple.com",
            "connectivitycheck.gstatic.com",
            "www.msftconnecttest.com",
        ] {
            assert!(!is_known(host), "{host}");
        }
        let own = interface(InterfaceKind::Computer, "192.168.46.1/24");
        let announced = Some("hutbook.local");
        for name in ["192.168.46.1", "hutbook.local", "Hutbook.local"] {
            assert!(is_own_name(&own, name, announced), "{name}");
        }
        for name in ["evil.example", "evil.local", "192.168.46.2", ""] {
            assert!(!is_own_name(&own, name, announced), "{name}");
        }
        assert!(!is_own_name(&own, "hutbook.local", None));
    }
}
