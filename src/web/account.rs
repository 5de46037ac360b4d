//! The sessions somebody has open, as pages and programs show them to their owner, and nobody else's.
//! Never shows a secret: a session is named by what is kept of it, which opens nothing.

use super::context::{ReadContext, Viewer};
use crate::{
    app::{
        tokens,
        views::{Key, Session},
    },
    domain::{people::Digest, time::Moment},
};

/// An open session.
#[derive(Debug)]
pub(super) struct OpenSession {
    /// What is kept of its secret.
    pub(super) digest: Digest,
    /// The same as text, to name it with.
    pub(super) id: String,
    /// On what; `None` when that is not known.
    pub(super) device: Option<String>,
    /// Since when.
    pub(super) opened: Moment,
    /// When it was used last, as far as that is known: to the day if the house has been started since.
    pub(super) used: Moment,
    /// When it ends at the latest.
    pub(super) ends: Option<Moment>,
    /// Whether the request came with it.
    pub(super) is_this: bool,
}

/// The sessions of whoever asks: the one they ask with first, then those that were used last.
pub(super) fn sessions(context: &ReadContext, viewer: Viewer) -> Vec<OpenSession> {
    let all = context.book.sessions.of(viewer.person);
    let mut open: Vec<_> = all
        .filter_map(|(digest, session)| open_session(context, viewer, digest, session))
        .collect();
    open.sort_by_key(|it| (!it.is_this, core::cmp::Reverse(it.used), it.digest));
    open
}

fn open_session(
    context: &ReadContext,
    viewer: Viewer,
    digest: &Digest,
    session: &Session,
) -> Option<OpenSession> {
    let Key::Session(device) = &session.key else {
        return None;
    };
    let used = context.house.last_use(digest);
    (!session.has_ended(context.now, used)).then(|| OpenSession {
        digest: *digest,
        id: tokens::text_of(digest),
        device: device.as_ref().and_then(|it| context.house.reveal(it)),
        opened: session.opened,
        used: used.unwrap_or(session.opened),
        ends: session.ends,
        is_this: *digest == viewer.session,
    })
}
