//! On whose behalf a request comes that was passed on: the portal of a board says so in `Forwarded` (RFC 7239), a proxy
//! before a house in that or in `X-Forwarded-For` and `X-Forwarded-Proto`, and what is limited for each visitor goes by
//! that. Never believes it of anybody but the one who was named: whoever could say so of themselves would be limited by
//! nothing.

use core::net::{IpAddr, SocketAddr};
use hyper::{
    HeaderMap,
    header::{FORWARDED, HeaderName, HeaderValue, VIA},
};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Whose word about that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// Nobody's: requests come from where their connection does.
    #[default]
    Nobody,
    /// That of this machine, where a supervisor has a portal; the address is the one the house is served at.
    ThisMachine(IpAddr),
    /// That of a proxy whose connections come from this address.
    Proxy(IpAddr),
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Came {
    /// Who asks.
    pub(super) visitor: IpAddr,
    /// Whether a proxy says that they came to it by HTTPS.
    pub(super) secured: bool,
}

impl Trust {
    /// Where a request comes from whose connection comes from `peer`. What a portal said and was believed is taken out of
    /// the headers. What a proxy said stays: who comes by one is [passed on](is_passed_on), and never near.
    pub(super) fn came(self, peer: IpAddr, headers: &mut HeaderMap) -> Came {
        let peer = peer.to_canonical();
        let directly = Came {
            visitor: peer,
            secured: false,
        };
        let is_own = |own: IpAddr| peer == own.to_canonical();
        match self {
            Self::ThisMachine(own) if peer.is_loopback() || is_own(own) => {
                let Some(visitor) = said_by_portal(headers) else {
                    return directly;
                };
                headers.remove(FORWARDED);
                Came {
                    visitor,
                    ..directly
                }
            }
            Self::Proxy(proxy) if is_own(proxy) => said_by_proxy(headers).unwrap_or(directly),
            Self::Nobody | Self::ThisMachine(_) | Self::Proxy(_) => directly,
        }
    }
}

/// Whether a request says of itself that somebody passed it on: it may come from anywhere then, whatever its connection
/// looks like.
pub(super) fn is_passed_on(headers: &HeaderMap) -> bool {
    [FORWARDED, X_FORWARDED_FOR, VIA]
        .iter()
        .any(|name| headers.contains_key(name))
}

fn said_by_portal(headers: &HeaderMap) -> Option<IpAddr> {
    let mut said = headers.get_all(FORWARDED).iter();
    match (said.next(), said.next()) {
        (Some(only), None) => read(only),
        _ => None,
    }
}

/// What the proxy itself has said last; whatever stands before that may have come from the visitor. A proxy writes one of
/// the two headers and may pass the other on as it came: where both are, neither is believed.
fn said_by_proxy(headers: &HeaderMap) -> Option<Came> {
    let last = |name: HeaderName| headers.get_all(name).iter().next_back()?.to_str().ok();
    let (forwarded, listed) = (last(FORWARDED), last(X_FORWARDED_FOR));
    let both = headers.contains_key(FORWARDED) && headers.contains_key(X_FORWARDED_FOR);
    let (visitor, protocol) = match (forwarded, listed) {
        _ if both => return None,
        (Some(forwarded), _) => said_last(forwarded)?,
        (None, Some(listed)) => {
            let visitor = listed.rsplit(',').next().and_then(address)?;
            (visitor, last(X_FORWARDED_PROTO).map(last_of))
        }
        (None, None) => return None,
    };
    let secured = protocol.is_some_and(|it| it.eq_ignore_ascii_case("https"));
    Some(Came { visitor, secured })
}

fn last_of(list: &str) -> &str {
    list.rsplit(',').next().unwrap_or(list).trim()
}

/// `for` and `proto` of the last element of a `Forwarded`. One with quotes or semicolons inside of quotes is not
/// understood: nobody needs them there, and what stands between them could be the visitor's.
fn said_last(forwarded: &str) -> Option<(IpAddr, Option<&str>)> {
    let is_paired = |text: &str| text.matches('"').count().is_multiple_of(2);
    if forwarded.contains('\\') || !is_paired(forwarded) {
        return None;
    }
    let mut quoted = false;
    let start = forwarded.rfind(|c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    let element = start.map_or(forwarded, |at| &forwarded[at + 1..]);
    let (mut visitor, mut protocol) = (None, None);
    for pair in element.split(';') {
        // A semicolon inside of quotes.
        if !is_paired(pair) {
            return None;
        }
        let (name, value) = pair.trim().split_once('=').unwrap_or_default();
        let value = value.trim_matches('"');
        if name.eq_ignore_ascii_case("for") {
            visitor = address(value);
        } else if name.eq_ignore_ascii_case("proto") {
            protocol = Some(value);
        }
    }
    Some((visitor?, protocol))
}

/// An address as proxies write it: with brackets or without, with a port or without.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|it| it.strip_suffix(']'))
        .unwrap_or(text);
    let parsed = bare.parse::<IpAddr>();
    let parsed = parsed.or_else(|_| text.parse::<SocketAddr>().map(|it| it.ip()));
    parsed.ok().map(|it| it.to_canonical())
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
        trust.came(address(peer), &mut headers).visitor
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
        OWN.came(address("127.0.0.1"), &mut headers);
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

    /// Who comes, and whether by HTTPS, by what a trusted proxy passes on.
    fn by_proxy(peer: &str, said: &[(&'static str, &'static str)]) -> (IpAddr, bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in said {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let came = Trust::Proxy(address("10.0.0.1")).came(address(peer), &mut headers);
        assert_eq!(is_passed_on(&headers), !said.is_empty());
        (came.visitor, came.secured)
    }

    #[test]
    fn a_proxy_is_believed_what_it_said_last() {
        const FOR: &str = "x-forwarded-for";
        const PROTO: &str = "x-forwarded-proto";
        let said = |said: &[_]| by_proxy("10.0.0.1", said);
        let (v4, v6) = (address("192.0.2.7"), address("2001:db8::7"));
        assert_eq!(said(&[(FOR, "192.0.2.7")]), (v4, false));
        assert_eq!(said(&[(FOR, "192.0.2.7"), (PROTO, "https")]), (v4, true));
        let by_http = said(&[(FOR, "192.0.2.7"), (PROTO, "https, http")]);
        assert_eq!(by_http, (v4, false));
        assert_eq!(said(&[(FOR, "10.9.9.9, 192.0.2.7")]), (v4, false));
        assert_eq!(said(&[(FOR, "10.9.9.9"), (FOR, "2001:db8::7")]).0, v6);
        assert_eq!(said(&[(FOR, "192.0.2.7:4711")]).0, v4);
        for forwarded in [
            "for=192.0.2.7;proto=https",
            "For=\"192.0.2.7:80\"; Proto=https",
            "for=10.9.9.9;proto=http, for=192.0.2.7;proto=https;host=\"a,b\"",
        ] {
            assert_eq!(said(&[("forwarded", forwarded)]), (v4, true), "{forwarded}");
        }
        let v6_said = [("forwarded", "for=\"[2001:db8::7]:80\"")];
        assert_eq!(said(&v6_said), (v6, false));
    }

    #[test]
    fn a_proxy_that_cannot_be_understood_and_anybody_else_speak_for_themselves() {
        let proxy = address("10.0.0.1");
        for said in [
            &[("x-forwarded-for", "192.0.2.7, unknown")][..],
            &[("x-forwarded-for", "")],
            &[("x-forwarded-proto", "https"), ("via", "1.1 p")],
            &[
                ("x-forwarded-for", "192.0.2.7"),
                ("forwarded", "for=192.0.2.8"),
            ],
            &[("forwarded", "for=_hidden;proto=https")],
            &[("forwarded", "for=10.0.0.9;host=\"x\\\",for=192.0.2.8\"")],
            &[("forwarded", "for=192.0.2.8\"")],
            &[("forwarded", "for=10.0.0.9;host=\"x;for=192.0.2.8\"")],
        ] {
            assert_eq!(by_proxy("10.0.0.1", said), (proxy, false), "{said:?}");
        }
        let forged = &[
            ("x-forwarded-for", "192.0.2.7"),
            ("x-forwarded-proto", "https"),
        ];
        for peer in ["10.0.0.2", "127.0.0.1"] {
            assert_eq!(by_proxy(peer, forged), (address(peer), false));
        }
    }
}
