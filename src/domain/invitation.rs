//! Invitations: links by which somebody the house does not know yet comes in at once, without their address being checked
//! and without an administrator's approval. Each opens once. Never sees the secret in the link, only its digest.

use super::{
    command::InvitationCommand,
    context::Context,
    decision::{Decision, refuse_if_any},
    event::{Event, InvitationIssued, InvitationUsed, InvitationWithdrawn},
    ids::{Actor, Stream},
    people::{self, Digest, Role, coming},
    refusal::Refusal,
    state::State,
    time::Moment,
};
use serde::{Deserialize, Serialize};

/// Most invitations that are open at a time.
pub const MOST_OPEN: usize = 200;

/// An invitation that has not been used yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Digest of the secret in the link.
    pub digest: Digest,
    /// What whoever uses it becomes.
    pub role: Role,
    /// When it was made.
    pub issued: Moment,
    /// From when on it is worth nothing.
    pub expires: Moment,
    /// Who made it: it opens no more when they are no administrator any more.
    pub by: Actor,
}

/// The invitation whose link this is, while it lasts.
pub fn by_digest<'a>(state: &'a State, digest: &Digest, now: Moment) -> Option<&'a Invitation> {
    let mut invitations = state.invitations.iter();
    invitations
        .find(|it| it.digest == *digest && now < it.expires && people::vouched_for(state, it.by))
}

pub(super) fn decide(
    state: &State,
    command: &InvitationCommand,
    context: &Context,
) -> Result<Decision, Refusal> {
    match command {
        InvitationCommand::Issue {
            digest,
            role,
            expires,
        } => {
            context.needs_administrator(state)?;
            let open = state.invitations.iter();
            if open.filter(|it| context.now < it.expires).count() >= MOST_OPEN {
                return Err(Refusal::TooMany);
            }
            let issued = Event::InvitationIssued(InvitationIssued {
                digest: *digest,
                role: *role,
                expires: *expires,
            });
            Ok(Decision::one(Stream::House, issued))
        }
        InvitationCommand::Withdraw { digest } => {
            context.needs_administrator(state)?;
            if !state.invitations.iter().any(|it| it.digest == *digest) {
                return Ok(Decision::nothing());
            }
            let withdrawn = Event::InvitationWithdrawn(InvitationWithdrawn { digest: *digest });
            Ok(Decision::one(Stream::House, withdrawn))
        }
        InvitationCommand::Accept { digest, newcomer } => {
            let invitation = by_digest(state, digest, context.now).ok_or(Refusal::LinkInvalid)?;
            let mut newcomer = newcomer.clone();
            newcomer.person.role = invitation.role;
            refuse_if_any(people::problems(&newcomer.person))?;
            let (person, came) = coming::by_invitation(state, &newcomer)?;
            let used = Event::InvitationUsed(InvitationUsed {
                digest: *digest,
                person,
            });
            let mut decision = came;
            decision.push(Stream::House, used);
            Ok(decision)
        }
    }
}
