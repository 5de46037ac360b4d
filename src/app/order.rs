//! What is handed through the door, and what comes back.
//! Never HTTP: which status an answer has is decided where HTTP is spoken.

use crate::{
    domain::{
        command::Command,
        ids::{Actor, CommandId, Sequence, Stream, Version},
        refusal::Refusal,
    },
    projections::book::Book,
};
use std::sync::Arc;

/// A command with who asks and under which id.
#[derive(Debug)]
pub struct Order {
    /// Who asks.
    pub actor: Actor,
    /// Identifies the request for good; see [`super::tokens::command_id`].
    pub id: CommandId,
    /// What is asked.
    pub command: Command,
}

/// What became of an order.
#[derive(Debug)]
#[must_use]
pub enum Answer {
    /// It is done and durable, now or when the same was asked before.
    Done(Receipt),
    /// The rules say no; nothing has happened.
    Refused(Refusal),
    /// Under this id something else was asked before; nothing has happened.
    KeyReused,
    /// There are too many orders waiting; nothing has happened, it can be tried again soon.
    Busy,
    /// The disk is full; nothing has happened.
    Full,
    /// The disk fails; whether it has happened can only be told by asking again with the same id.
    Unknown,
    /// The house is being closed; nothing has happened.
    Closing,
    /// The program has a defect that the log tells about; nothing has happened.
    Defect,
}

/// Proof that an order is in the log.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// What its first event was about.
    pub stream: Stream,
    /// That event's place in the log. When nothing had to be done: the log's head.
    pub sequence: Sequence,
    /// The version of the stream that it led to.
    pub version: Version,
    /// Whether it had been done before.
    pub repeated: bool,
    /// The book with it in.
    pub book: Arc<Book>,
}

/// Takes the answer, on the writer's thread: it must be quick and must not wait.
pub type AnswerTo = Box<dyn FnOnce(Answer) + Send>;
