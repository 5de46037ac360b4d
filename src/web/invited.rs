//! Coming in by an invitation: what pages and the interface for programs do alike. Whoever tries links that do not open
//! has to wait soon. Never keeps a secret.

use super::{context::WriteContext, problem::Problem};
use crate::{
    app::{invitation_link::InvitationLink, tokens},
    domain::{
        command::{Command, InvitationCommand, NewPerson, Newcomer},
        house::Language,
        invitation::{self, Invitation},
        people::{Digest, Role},
        time::Moment,
    },
};

/// Why a link does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotOpen {
    /// It is wrong, used, withdrawn or too old.
    Invalid,
    /// There were too many of those; so many seconds are to be waited.
    MustWait(u32),
}

/// The open invitation whose secret this is.
///
/// # Errors
/// When it does not open; that is remembered for a while of the address it came from.
pub(super) fn look(context: &WriteContext, secret: &str) -> Result<Invitation, NotOpen> {
    let (tries, now) = (&context.app().tries, context.read.now);
    let name = format!("invitations from {}", context.read.request.peer);
    if let Some(millis) = tries.must_wait(&name, now) {
        let seconds = u32::try_from(millis.div_euclid(1000)).unwrap_or(u32::MAX);
        return Err(NotOpen::MustWait(seconds.saturating_add(1)));
    }
    let digest = tokens::digest(secret);
    let found = invitation::by_digest(&context.read.book.state, &digest, now);
    found.copied().ok_or_else(|| {
        tries.failed(&name, now);
        NotOpen::Invalid
    })
}

/// What lets somebody in by an invitation.
pub(super) fn accept(
    invitation: &Invitation,
    [email, first_name, last_name]: [&str; 3],
    password: Box<str>,
    language: Language,
) -> Command {
    let person = NewPerson {
        email: email.into(),
        first_name: first_name.into(),
        last_name: last_name.into(),
        role: invitation.role,
    };
    Command::Invitation(InvitationCommand::Accept {
        digest: invitation.digest,
        newcomer: Newcomer {
            person,
            password: password.into(),
            language,
        },
    })
}

/// A new link for so many days; it opens when its command has been carried out.
///
/// # Errors
/// 500 when the machine has no randomness to give.
pub(super) fn link(now: Moment, days: u8, role: Role) -> Result<InvitationLink, Problem> {
    InvitationLink::new(now, days, role).map_err(|error| {
        tracing::error!(%error, "there is no randomness for an invitation");
        Problem::internal()
    })
}

/// The invitations that open at a moment, those made last first.
pub(super) fn open<'a>(
    invitations: impl DoubleEndedIterator<Item = &'a Invitation>,
    now: Moment,
) -> impl Iterator<Item = &'a Invitation> {
    invitations.rev().filter(move |it| now < it.expires)
}

/// The name by which addresses know an invitation: it tells nothing of the link.
pub(super) fn id(invitation: &Invitation) -> String {
    tokens::text_of(&invitation.digest)
}

/// The digest of the invitation of this name, if it has not been used or withdrawn.
pub(super) fn named<'a>(
    mut invitations: impl Iterator<Item = &'a Invitation>,
    name: &str,
) -> Option<Digest> {
    let found = invitations.find(|it| id(it) == name)?;
    Some(found.digest)
}
