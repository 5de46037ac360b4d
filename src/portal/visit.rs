//! A request to the portal after its head was read and judged, with what handlers need beside it.
//! Never holds a body.

use super::site::Portal;
use crate::{
    domain::{house::Language, people::Digest},
    web::{language, request::Request},
};
use hyper::{HeaderMap, header};
use std::sync::Arc;

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
        let session = portal.gate.session(&request);
        Self {
            language: language_of(&request.headers),
            portal,
            request,
            session,
        }
    }

    /// Whether a program asks, which wants data and no page also when something is wrong.
    pub(super) fn is_for_programs(&self) -> bool {
        self.request.path.starts_with("/api/") || self.request.path == "/metrics"
    }

    /// The host the portal was asked by, with its port where one was said.
    pub(super) fn authority(&self) -> &str {
        self.request.header(header::HOST).unwrap_or("localhost")
    }
}

/// The language whoever sends these headers reads; a board has none of its own.
pub(super) fn language_of(headers: &HeaderMap) -> Language {
    language::of(headers, Language::German)
}
