//! The rules of a house: values, commands, events, and the two functions everything else turns around:
//! [`decide`] says what a command comes to, [`state::State::apply`] takes in what has happened.
//! Never does I/O, never asks for the time, never rolls dice, never knows HTTP, disks or languages.

pub mod accent;
pub mod accommodation;
pub mod booking;
pub mod command;
pub mod context;
pub mod decision;
pub mod event;
pub mod holidays;
pub mod house;
pub mod ids;
pub mod invitation;
pub mod mail;
pub mod occupancy;
pub mod packed;
pub mod parts;
pub mod people;
pub mod refusal;
pub mod region;
pub mod snapshot;
pub mod state;
pub mod text;
pub mod time;

use command::{Command, HouseCommand};
use context::Context;
use decision::Decision;
use refusal::Refusal;
use state::State;

/// What a command comes to in this state and these circumstances.
///
/// # Errors
/// A [`Refusal`] when the rules say no. Nothing has happened then.
pub fn decide(state: &State, command: &Command, context: &Context) -> Result<Decision, Refusal> {
    let founding = matches!(command, Command::House(HouseCommand::Found { .. }));
    if state.settings.is_none() && !founding {
        return Err(Refusal::NotFounded);
    }
    match command {
        Command::House(command) => house::decide(state, command, context),
        Command::Mail(command) => mail::decide(state, command, context),
        Command::Invitation(command) => invitation::decide(state, command, context),
        Command::Person(command) => people::decide(state, command, context),
        Command::Accommodation(command) => accommodation::decide(state, command, context),
        Command::Booking(command) => booking::decide(state, command, context),
    }
}
