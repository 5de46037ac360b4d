//! A request to the portal after its head was read and judged, with what handlers need beside it.
//! Never holds a body.

use super::site::Portal;
use crate::{
    domain::{house::Language, people::Digest},
    supervisor::host::{Host, status::Status},
    web::{
        language,
        problem::Problem,
        request::{Request, nothing_called},
    },
};
use hyper::{HeaderMap, header};
use std::sync::{Arc, OnceLock};

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) portal: Arc<Portal>,
    pub(super) request: Request,
    /// The language they read: what they chose, else what their browser wishes, else German.
    pub(super) language: Language,
    /// The session of whoever looks after the board; nobody else has one.
    pub(super) session: Option<Digest>,
    /// What the board's first process told, once it was looked at.
    status: OnceLock<Option<Status>>,
}

impl Visit {
    pub(super) fn new(portal: Arc<Portal>, request: Request) -> Self {
        let session = portal.gate.session(&request);
        Self {
            language: language_of(&request.headers),
            portal,
            request,
            session,
            status: OnceLock::new(),
        }
    }

    /// Whether a program asks, which wants data and no page also when something is wrong.
    pub(super) fn is_for_programs(&self) -> bool {
        self.request.path.starts_with("/api/") || self.request.path == "/metrics"
    }

    /// The board's first process.
    ///
    /// # Errors
    /// 404 where the program does not look after the board itself: then nothing is there that is about it.
    pub(super) fn host(&self) -> Result<&Host, Problem> {
        let host = self.portal.host.as_ref();
        host.ok_or_else(|| nothing_called(&self.request.path))
    }

    /// What that tells of itself, the same during a whole visit. Nothing where there is none, or it has not told yet.
    pub(super) fn status(&self) -> Option<&Status> {
        let host = self.portal.host.as_ref()?;
        let read = || {
            let told = host.status();
            told.inspect_err(|error| tracing::warn!(%error, "the first process tells nothing"))
                .ok()
        };
        self.status.get_or_init(read).as_ref()
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
