//! One event as bytes: the postcard of its circumstances, its type code, its schema version and its body.
//! Bytes once written are read for ever: `types` holds the stable codes, `past` the old shapes.
//! Never compresses, never knows blocks; the sequence is not in here, an event's place in its block says it.

mod past;
mod types;

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
pub(super) mod samples;

use crate::domain::{
    event::Recorded,
    ids::{Actor, CommandId, Sequence, Stream, Version},
    time::Moment,
};
use core::fmt;
use serde::{Deserialize, Serialize};

/// Most bytes one event may have. Rules keep events far below; this bounds what a damaged file can ask for.
pub(crate) const MAX_EVENT_BYTES: usize = 60 * 1024;

/// Everything of an event except its body, in the order in which it is written.
#[derive(Serialize, Deserialize)]
struct Envelope {
    stream: Stream,
    version: Version,
    /// Milliseconds since the event before it in the same block, negative where imported times run backwards.
    delta: i64,
    command: CommandId,
    actor: Actor,
    kind: u8,
    schema: u8,
}

/// Why bytes are not an event this program can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// The bytes are none that any version of the program has written.
    Malformed,
    /// A newer Hutbook wrote it: the type or its shape is unknown here.
    Newer {
        /// Type code of the event.
        kind: u8,
        /// Schema version of its body.
        schema: u8,
    },
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("the bytes are not an event"),
            Self::Newer { kind, schema } => write!(
                f,
                "written by a newer Hutbook (event type {kind}, shape {schema})"
            ),
        }
    }
}

impl core::error::Error for Unreadable {}

/// Why an event cannot be written. Nothing that the rules let through ever is like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwritable {
    /// It carries personal text in clear.
    NotSealed,
    /// It has more than 60 KiB.
    TooLarge,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSealed => f.write_str("an event carries personal text that is not sealed"),
            Self::TooLarge => write!(f, "an event has more than {MAX_EVENT_BYTES} bytes"),
        }
    }
}

impl core::error::Error for Unwritable {}

/// Adds the bytes of an event to `out`, its time as the distance to `before`.
///
/// # Errors
/// When the event cannot be written; `out` is as it was then.
pub(crate) fn encode(
    recorded: &Recorded,
    before: Moment,
    out: &mut Vec<u8>,
) -> Result<(), Unwritable> {
    let (kind, schema) = types::code(&recorded.event);
    let envelope = Envelope {
        stream: recorded.stream,
        version: recorded.version,
        delta: recorded.at.millis().wrapping_sub(before.millis()),
        command: recorded.command,
        actor: recorded.actor,
        kind,
        schema,
    };
    let bytes = postcard::to_extend(&envelope, Vec::with_capacity(128))
        .and_then(|bytes| types::write_body(&recorded.event, bytes))
        .map_err(|_| Unwritable::NotSealed)?;
    if bytes.len() > MAX_EVENT_BYTES {
        return Err(Unwritable::TooLarge);
    }
    out.extend_from_slice(&bytes);
    Ok(())
}

/// The schema version in which the event at the front of `bytes` was written.
///
/// # Errors
/// When what stands there is no event.
pub(crate) fn schema(bytes: &[u8]) -> Result<u8, Unreadable> {
    let envelope = postcard::take_from_bytes::<Envelope>(bytes);
    let (envelope, _) = envelope.map_err(|_| Unreadable::Malformed)?;
    Ok(envelope.schema)
}

/// Takes one event off the front of `bytes`.
///
/// # Errors
/// When what stands there is not an event this program can read.
pub(crate) fn decode(
    sequence: Sequence,
    before: Moment,
    bytes: &mut &[u8],
) -> Result<Recorded, Unreadable> {
    let (envelope, body) =
        postcard::take_from_bytes::<Envelope>(bytes).map_err(|_| Unreadable::Malformed)?;
    let (event, rest) = types::read_body(envelope.kind, envelope.schema, body)?;
    *bytes = rest;
    Ok(Recorded {
        sequence,
        stream: envelope.stream,
        version: envelope.version,
        at: Moment::from_millis(before.millis().wrapping_add(envelope.delta)),
        command: envelope.command,
        actor: envelope.actor,
        event,
    })
}
