//! Headers that are about one connection and not about what goes over it (RFC 9110, 7.6.1), and those in which somebody
//! says which way a request has taken; and a cookie that is for the portal alone. Never touches any other header.

use hyper::{
    HeaderMap,
    header::{self, HeaderName, HeaderValue},
};

/// Headers about one connection, whether `Connection` names them or not. Without `Upgrade` nobody is led to speak
/// something else than HTTP over a connection.
const HOP: [HeaderName; 9] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// What is said about who sent a request before it came here.
const ORIGIN: [HeaderName; 7] = [
    header::FORWARDED,
    header::VIA,
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-port"),
    HeaderName::from_static("x-forwarded-proto"),
    HeaderName::from_static("x-real-ip"),
];

/// Headers a connection may not take away by naming them: without them a request would be another one.
const KEPT: [HeaderName; 4] = [
    header::HOST,
    header::CONTENT_LENGTH,
    header::COOKIE,
    header::AUTHORIZATION,
];

/// Takes away what is about the connection.
pub(super) fn strip(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .filter(|name| !KEPT.contains(name))
        .collect();
    for name in named.iter().chain(&HOP) {
        headers.remove(name);
    }
}

/// How this portal is called among those a request has come through.
const OWN_VIA: HeaderValue = HeaderValue::from_static("1.1 hutbook");

/// Says that a request has come through this portal.
pub(super) fn mark(headers: &mut HeaderMap) {
    headers.insert(header::VIA, OWN_VIA);
}

/// Whether a request has come through this portal already: what should be a house's address leads back here then.
pub(super) fn is_marked(headers: &HeaderMap) -> bool {
    headers.get_all(header::VIA).iter().any(|it| it == OWN_VIA)
}

/// Takes away what is said about the way a request has taken.
pub(super) fn strip_origin(headers: &mut HeaderMap) {
    for name in &ORIGIN {
        headers.remove(name);
    }
}

/// Takes one cookie away, wherever it stands, and leaves all others as they are.
pub(super) fn strip_cookie(headers: &mut HeaderMap, name: &str) {
    let is_it = |pair: &&[u8]| {
        let value = pair.trim_ascii_start().strip_prefix(name.as_bytes());
        value.is_some_and(|it| it.trim_ascii_start().starts_with(b"="))
    };
    let all = headers.get_all(header::COOKIE).iter();
    let mut left = Vec::new();
    for value in all {
        let pairs = || value.as_bytes().split(|byte| *byte == b';');
        if !pairs().any(|pair| is_it(&pair)) {
            left.push(value.clone());
            continue;
        }
        let others: Vec<&[u8]> = pairs().filter(|pair| !is_it(pair)).collect();
        let others = HeaderValue::from_bytes(others.join(&b';').trim_ascii());
        left.extend(others.ok().filter(|others| !others.is_empty()));
    }
    headers.remove(header::COOKIE);
    for value in left {
        headers.append(header::COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in list {
            let name = HeaderName::from_static(name);
            headers.append(name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn what_is_about_the_connection_goes_and_all_else_stays() {
        let mut all = headers(&[
            ("connection", "close, X-Mine"),
            ("connection", "keep-alive,te, host,cookie , bad name"),
            ("keep-alive", "timeout=5"),
            ("te", "trailers"),
            ("transfer-encoding", "chunked"),
            ("upgrade", "websocket"),
            ("x-mine", "1"),
            ("host", "huette.local"),
            ("cookie", "a=b"),
            ("accept", "*/*"),
        ]);
        strip(&mut all);
        let left = [
            ("host", "huette.local"),
            ("cookie", "a=b"),
            ("accept", "*/*"),
        ];
        assert_eq!(all, headers(&left));
    }

    #[test]
    fn what_a_visitor_says_about_themselves_goes() {
        let mut all = headers(&[
            ("forwarded", "for=1.1.1.1"),
            ("x-forwarded-for", "1.1.1.1"),
            ("x-forwarded-host", "evil.example"),
            ("x-real-ip", "1.1.1.1"),
            ("accept", "*/*"),
        ]);
        strip_origin(&mut all);
        assert_eq!(all, headers(&[("accept", "*/*")]));
    }

    #[test]
    fn one_cookie_goes_and_all_others_stay() {
        let stripped = |cookies: &[&'static str]| {
            let cookies: Vec<_> = cookies.iter().map(|it| ("cookie", *it)).collect();
            let mut all = headers(&cookies);
            strip_cookie(&mut all, "mine");
            let left = all.get_all(header::COOKIE).iter();
            left.map(|it| it.to_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(stripped(&["a=b; mine=secret; c=d"]), ["a=b; c=d"]);
        assert_eq!(
            stripped(&["mine=secret; a=b", "c=d;mine = e"]),
            ["a=b", "c=d"]
        );
        assert_eq!(stripped(&["mine=secret;mine=", "mine=x"]), [""; 0]);
        let others = ["a=mine=b; notmine=c", "mine2=d;e"];
        assert_eq!(stripped(&others), others);
    }
}
