//! A link by which somebody the house does not know comes in, once and within days: what is handed out, and the command
//! that makes it known to the house. Never keeps its secret, and never knows where in the house's pages it leads.

use super::tokens::Secret;
use crate::domain::{
    command::{Command, InvitationCommand},
    people::Role,
    time::Moment,
};

/// How many days a link can open, as it is offered; the second is what most need.
pub const DAYS: [u8; 3] = [1, 7, 30];
/// How many days a link opens unless it is said otherwise.
pub const USUAL_DAYS: u8 = 7;
/// Milliseconds of a day.
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// An invitation that has been made, but does not open until its command has been carried out.
#[derive(Debug)]
pub struct InvitationLink {
    /// What its address ends with.
    pub secret: Secret,
    /// Until when it opens.
    pub expires: Moment,
    role: Role,
}

impl InvitationLink {
    /// A new one, as of now, for so many days; whoever uses it gets this role.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub fn new(now: Moment, days: u8, role: Role) -> Result<Self, getrandom::Error> {
        Ok(Self {
            secret: Secret::new()?,
            expires: now.plus_millis(i64::from(days) * DAY_MILLIS),
            role,
        })
    }

    /// What makes it open.
    pub fn command(&self) -> Command {
        Command::Invitation(InvitationCommand::Issue {
            digest: self.secret.digest(),
            role: self.role,
            expires: self.expires,
        })
    }
}
