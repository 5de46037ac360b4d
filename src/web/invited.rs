//! Coming in by an invitation: what pages and the interface for programs do alike. Whoever tries links that do not open
//! has to wait soon. Never keeps a secret.

use super::{
    context::ReadContext,
    guesses::{self, Guess},
    problem::Problem,
};
use crate::{
    app::{invitation_link::InvitationLink, tokens},
    domain::{
        command::{Command, InvitationCommand, NewPerson, Newcomer},
        house::Language,
        ids::Actor,
        invitation::{self, Invitation},
        people::{Digest, Role},
        refusal::{Refusal, Rule},
        time::Moment,
    },
};

/// Why somebody who has an open invitation does not come in yet.
#[derive(Debug)]
pub(super) enum NotYet {
    /// What they typed cannot be.
    Refused(Refusal),
    /// There was too much of it; when to come again stands in the problem.
    MustWait(Problem),
}

/// The open invitation whose secret this is.
///
/// # Errors
/// 429 for whoever showed too many that do not open.
pub(super) fn look(context: &ReadContext, secret: &str) -> Result<Option<Invitation>, Problem> {
    let digest = tokens::digest(secret);
    let state = &context.book.state;
    guesses::look(context, || {
        invitation::by_digest(state, &digest, context.now).copied()
    })
}

/// Whether a password is to be hashed for this: only when nothing else stands in the way, and not too often for one
/// invitation. Whoever types many addresses that are known already has to wait: they may want to learn who is.
///
/// # Errors
/// What stands in the way.
pub(super) fn may_come(
    context: &ReadContext,
    invitation: &Invitation,
    names: [&str; 3],
) -> Result<(), NotYet> {
    guesses::may_guess(context, Guess::Taken).map_err(NotYet::MustWait)?;
    let command = accept(invitation, names, Box::default(), Language::default());
    if let Err(refusal) = context.house.consider(Actor::Unknown, &command) {
        if is_taken(&refusal) {
            guesses::was_wrong(context, Guess::Taken);
        }
        return Err(NotYet::Refused(refusal));
    }
    guesses::may_hash(context, invitation.digest).map_err(NotYet::MustWait)
}

fn is_taken(refusal: &Refusal) -> bool {
    let Refusal::Invalid(problems) = refusal else {
        return false;
    };
    problems.iter().any(|it| it.rule == Rule::AddressTaken)
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
