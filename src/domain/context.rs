//! What a decision needs to know besides the state: who asks, what time it is, what day it is at the house.
//! Never finds any of it out itself.

use super::{
    ids::Actor,
    people::{Person, Standing},
    refusal::Refusal,
    state::State,
    time::Moment,
};
use jiff::civil::Date;

/// The circumstances of a command.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// Who asks.
    pub actor: Actor,
    /// When.
    pub now: Moment,
    /// The date it is then at the house.
    pub today: Date,
    /// Whether the time zone the command names, if it names one, exists.
    pub zone_known: bool,
}

impl Context {
    /// Whether the one who asks may do everything: the program itself, or an active administrator.
    pub fn is_administrator(&self, state: &State) -> bool {
        match self.actor {
            Actor::System => true,
            Actor::Unknown => false,
            Actor::Person(id) => state
                .person(id)
                .is_some_and(Person::is_active_administrator),
        }
    }

    /// # Errors
    /// [`Refusal::Forbidden`] unless the one who asks may do everything.
    pub fn needs_administrator(&self, state: &State) -> Result<(), Refusal> {
        if self.is_administrator(state) {
            Ok(())
        } else {
            Err(Refusal::Forbidden)
        }
    }

    /// # Errors
    /// [`Refusal::Forbidden`] unless the one who asks is the program or somebody who may come in.
    pub fn needs_somebody(&self, state: &State) -> Result<(), Refusal> {
        let active = |id| {
            state
                .person(id)
                .is_some_and(|p: &Person| p.standing == Standing::Active)
        };
        match self.actor {
            Actor::System => Ok(()),
            Actor::Person(id) if active(id) => Ok(()),
            Actor::Unknown | Actor::Person(_) => Err(Refusal::Forbidden),
        }
    }
}
