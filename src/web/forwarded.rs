//! On whose behalf a request comes that was passed on: the portal of a board says so in `Forwarded` (RFC 7239), and what
//! is limited for each visitor goes by that. Never believes it of anybody who is not on the same machine, nor where no
//! portal is: whoever could say so of themselves would be limited by nothing.

use core::net::IpAddr;
use hyper::{
    HeaderMap,
    header::{FORWARDED, HeaderValue},
};

/// Whose word about that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// Nobody's: requests come from where their connection does.
    #[default]
    Nobody,
    /// That of this machine, where a supervisor has a portal; the address is the one the house is served at.
    ThisMachine(IpAddr),
}

impl Trust {
    /// Who a request comes from whose connection does from `peer`. What was believed is taken out of its headers.
    pub(super) fn visitor(self, peer: IpAddr, headers: &mut HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.is_own(peer) {
            return peer;
        }
        let mut said = headers.get_all(FORWARDED).iter();
        let visitor = match (said.next(), said.next()) {
            (Some(only), None) => read(only),
            _ => None,
        };
        if visitor.is_some() {
            headers.remove(FORWARDED);
        }
        visitor.unwrap_or(peer)
    }

    /// Whether a connection from there is one of this machine. One whose both ends have the same address is.
    fn is_own(self, peer: IpAddr) -> bool {
        match self {
            Self::Nobody => false,
            Self::ThisMachine(own) => peer.is_loopback() || peer == own.to_canonical(),
        }
    }
}

/// What a portal says about a visitor. Quoted, since an address of version 6 has to be.
pub fn written(visitor: IpAddr) -> Option<HeaderValue> {
    let text = match visitor.to_canonical() {
        IpAddr::V4(address) => format!("for=\"{address}\""),
        IpAddr::V6(address) => format!("for=\"[{address}]\""),
    };
    HeaderValue::from_str(&text).ok()
}

/// What [`written`] has written, and nothing else.
fn read(said: &HeaderValue) -> Option<IpAddr> {
    let address = said.to_str().ok()?.strip_prefix("for=\"")?;
    let address = address.strip_suffix('"')?;
    let bare = address
        .strip_prefix('[')
        .and_then(|it| it.strip_suffix(']'));
    bare.unwrap_or(address).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Trust = Trust::ThisMachine(IpAddr::V4(core::net::Ipv4Addr::new(192, 168, 1, 5)));

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn visitor(trust: Trust, peer: &str, said: &[&'static str]) -> IpAddr {
        let mut headers = HeaderMap::new();
        for said in said {
            headers.append(FORWARDED, HeaderValue::from_static(said));
        }
        trust.visitor(address(peer), &mut headers)
    }

    #[test]
    fn what_is_written_is_read() {
        for (visitor, same) in [
            ("192.168.1.7", "192.168.1.7"),
            ("fe80::1", "fe80::1"),
            ("::ffff:10.0.0.3", "10.0.0.3"),
        ] {
            let said = written(address(visitor)).unwrap();
            assert_eq!(read(&said), Some(address(same)));
        }
    }

    #[test]
    fn this_machine_is_believed_and_the_header_is_gone() {
        for peer in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "192.168.1.5"] {
            assert_eq!(
                visitor(OWN, peer, &["for=\"10.0.0.3\""]),
                address("10.0.0.3")
            );
        }
        let mut headers = HeaderMap::new();
        headers.insert(FORWARDED, HeaderValue::from_static("for=\"10.0.0.3\""));
        OWN.visitor(address("127.0.0.1"), &mut headers);
        assert!(headers.is_empty());
    }

    #[test]
    fn nobody_else_is_and_nobody_at_all_where_no_portal_is() {
        let forged = &["for=\"10.0.0.3\""];
        for peer in ["192.168.1.66", "10.0.0.3", "fe80::2"] {
            assert_eq!(visitor(OWN, peer, forged), address(peer));
        }
        assert_eq!(
            visitor(Trust::Nobody, "127.0.0.1", forged),
            address("127.0.0.1")
        );
    }

    #[test]
    fn what_a_portal_does_not_write_is_not_understood() {
        let local = address("127.0.0.1");
        let both = &["for=\"10.0.0.3\"", "for=\"10.0.0.4\""];
        assert_eq!(visitor(OWN, "127.0.0.1", both), local);
        for said in [
            "",
            "for=10.0.0.3",
            "for=\"10.0.0.3",
            "for=\"10.0.0.3\", for=\"1.1.1.1\"",
            "for=\"_hidden\"",
        ] {
            assert_eq!(visitor(OWN, "127.0.0.1", &[said]), local, "{said}");
        }
    }
}
