//! A request to the portal after its head was read and judged, with what handlers need beside it.
//! Never holds a body.

use super::site::Portal;
use crate::{
    domain::{house::Language, people::Digest},
    web::{request::Request, session::cookie, words::choice},
};
use hyper::header;
use std::sync::Arc;

/// The cookie that keeps the language somebody has chosen; the houses of this board know it too.
pub(super) const LANGUAGE_COOKIE: &str = "hutbook_language";

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) portal: Arc<Portal>,
    pub(super) request: Request,
    /// The language they read: what they chose, else what their browser wishes, else German.
    pub(super) language: Language,
    /// The session of whoever looks after the board; nobody else has one.
    pub(super) session: Option<Digest>,
}

impl Visit {
    pub(super) fn new(portal: Arc<Portal>, request: Request) -> Self {
        let chosen = cookie(&request.headers, LANGUAGE_COOKIE).and_then(choice::from_code);
        let wished = request.header(header::ACCEPT_LANGUAGE).unwrap_or("");
        let language = chosen.unwrap_or_else(|| choice::from_header(wished, Language::German));
        let session = portal.gate.session(&request);
        Self {
            portal,
            request,
            language,
            session,
        }
    }

    /// Whether a program asks, which wants data and no page also when something is wrong.
    pub(super) fn is_for_programs(&self) -> bool {
        self.request.path.starts_with("/api/") || self.request.path == "/metrics"
    }

    /// The host name the portal was asked by, without a port.
    pub(super) fn host(&self) -> &str {
        host_of(self.request.header(header::HOST).unwrap_or("localhost"))
    }
}

/// A host and port without the port.
fn host_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_told_from_its_port() {
        for (authority, host) in [
            ("hut.local", "hut.local"),
            ("hut.local:8080", "hut.local"),
            ("[::1]:80", "[::1]"),
            ("[::1]", "[::1]"),
            ("", ""),
        ] {
            assert_eq!(host_of(authority), host);
        }
    }
}
