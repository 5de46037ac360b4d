//! A narrow door to the decoders for whoever throws arbitrary bytes at them: each takes bytes as a damaged or foreign
//! file could hold them, and must come back. Never used when a house is served.

use super::{
    block::{self, Unpacker},
    codec,
};
use crate::domain::{event::Recorded, ids::Sequence, time::Moment};
use core::ops::ControlFlow;

/// Time of the event before the probed ones.
const BEFORE: Moment = Moment::from_millis(0);

/// Reads the bytes of a block that would begin with the first event, as a replay reads them.
///
/// # Errors
/// What is wrong with them.
pub fn block(bytes: &[u8]) -> Result<Vec<Recorded>, block::Flaw> {
    read(&block::check(1, bytes)?, bytes)
}

/// As [`block`], with a checksum that fits: what gets past it can only be found so.
///
/// # Errors
/// What else is wrong with them.
pub fn block_past_its_checksum(bytes: &[u8]) -> Result<Vec<Recorded>, block::Flaw> {
    let mut bytes = bytes.to_vec();
    block::fit_checksum(1, &mut bytes);
    read(&block::check(1, &bytes)?, &bytes)
}

fn read(header: &block::Header, bytes: &[u8]) -> Result<Vec<Recorded>, block::Flaw> {
    let mut unpacker = Unpacker::new();
    let raw = unpacker.unpack(header, bytes)?;
    let mut events = Vec::new();
    let _ = block::each_event(1, header, raw, 1, &mut |recorded| {
        events.push(recorded);
        ControlFlow::Continue(())
    })?;
    Ok(events)
}

/// Reads one event off the front of the bytes, and how many of them it took.
///
/// # Errors
/// When there is none.
pub fn event(sequence: Sequence, bytes: &[u8]) -> Result<(Recorded, usize), codec::Unreadable> {
    let mut rest = bytes;
    let recorded = codec::decode(sequence, BEFORE, &mut rest)?;
    Ok((recorded, bytes.len() - rest.len()))
}

/// The bytes of an event that [`event()`] reads.
///
/// # Errors
/// When no log takes it.
pub fn event_bytes(recorded: &Recorded) -> Result<Vec<u8>, codec::Unwritable> {
    let mut bytes = Vec::new();
    codec::encode(recorded, BEFORE, &mut bytes)?;
    Ok(bytes)
}
