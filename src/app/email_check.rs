//! A link by which somebody confirms that an address is theirs: what is handed out, and the command that makes it known to
//! the house. Never keeps its secret, and never knows where in the house's pages it leads.

use super::tokens::Secret;
use crate::domain::{
    command::{Command, PersonCommand},
    ids::PersonId,
    time::Moment,
};

/// How long such a link opens, in milliseconds: 24 hours.
pub const OPEN_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// A link that has been made, but does not open until its command has been carried out.
#[derive(Debug)]
pub struct EmailCheck {
    /// What its address ends with.
    pub secret: Secret,
    /// Until when it opens.
    pub expires: Moment,
}

impl EmailCheck {
    /// A new one, as of now.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub fn new(now: Moment) -> Result<Self, getrandom::Error> {
        Ok(Self {
            secret: Secret::new()?,
            expires: now.plus_millis(OPEN_MILLIS),
        })
    }

    /// What makes it open for this person, in place of an earlier one.
    pub fn command(&self, person: PersonId) -> Command {
        Command::Person(PersonCommand::IssueEmailCheck {
            person,
            digest: self.secret.digest(),
            expires: self.expires,
        })
    }
}
