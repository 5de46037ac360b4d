//! Answers that are sent piece by piece while the log is read, so that they take little memory however long they are.
//! Nothing of the log is held open while the client takes its time.

use crate::{
    domain::{event::Recorded, ids::Sequence},
    web::{
        context::{ReadContext, Reading},
        database::asked::Asked,
        limits::EVENT_CHUNK_BYTES,
        problem::Problem,
        reply::{Body, Broken, Response},
    },
};
use bytes::Bytes;
use core::ops::ControlFlow;
use hyper::header::{self, HeaderValue};
use tokio::sync::mpsc;

/// After so many events it is looked whether somebody still waits for those that are asked for.
const EVENTS_ALONE: u64 = 1_000;

/// Nobody takes the pieces any more, or they cannot be made: there is nothing left to do.
pub(in crate::web) struct Ended;

/// Takes what is to be sent and sends it whenever there is enough.
pub(in crate::web) struct Pieces {
    to: mpsc::Sender<Result<Bytes, Broken>>,
    piece: Vec<u8>,
}

/// An answer whose body `make` sends on a thread of its own. Whatever it does not finish ends the connection.
///
/// # Errors
/// 503 when as many answers of this kind are under way as can be.
pub(in crate::web) fn answer(
    context: &ReadContext,
    content_type: &'static str,
    make: impl FnOnce(&Reading, &mut Pieces) -> Result<(), Ended> + Send + 'static,
) -> Result<Response, Problem> {
    let place = context.house.stream_place().ok_or_else(Problem::busy)?;
    let (to, from) = mpsc::channel(1);
    let house = context.house.clone();
    tokio::task::spawn_blocking(move || {
        let _place = place;
        let mut pieces = Pieces {
            to,
            piece: Vec::with_capacity(EVENT_CHUNK_BYTES),
        };
        // What has ended before its end has told the client so.
        let _ = make(&house, &mut pieces).and_then(|()| pieces.send());
    });
    let mut response = hyper::Response::new(Body::Pieces(from));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    Ok(response)
}

impl Pieces {
    /// Adds what `write` writes.
    pub(in crate::web) fn add<E: core::error::Error + 'static>(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), Ended> {
        if let Err(error) = write(&mut self.piece) {
            return Err(self.break_off(&error));
        }
        if self.is_large() { self.send() } else { Ok(()) }
    }

    /// Adds what `write` makes of the next `count` events after a sequence that are asked for, if there are so many.
    pub(in crate::web) fn add_events(
        &mut self,
        house: &Reading,
        asked: &Asked,
        mut after: Sequence,
        count: u64,
        mut write: impl FnMut(&Recorded, &mut Vec<u8>) -> Result<(), serde_json::Error>,
    ) -> Result<(), Ended> {
        let mut left = count;
        while left > 0 {
            let mut written = Ok(());
            let mut at_the_end = true;
            let read = asked.after(house, after, &mut |mut recorded| {
                after = recorded.sequence;
                if asked.lets_through(&recorded) {
                    house.open_event(&mut recorded.event);
                    written = write(&recorded, &mut self.piece);
                    left -= 1;
                }
                // Whoever asks for what is rare may be gone before any of it is found.
                let alone = after.is_multiple_of(EVENTS_ALONE) && self.to.is_closed();
                if written.is_err() || left == 0 || self.is_large() || alone {
                    at_the_end = false;
                    ControlFlow::Break(())
                } else if asked.ends_with(&recorded) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            if let Err(failure) = read {
                return Err(self.break_off(&failure));
            }
            if let Err(error) = written {
                return Err(self.break_off(&error));
            }
            if at_the_end {
                break;
            }
            if self.to.is_closed() {
                return Err(Ended);
            }
            self.send()?;
        }
        Ok(())
    }

    fn is_large(&self) -> bool {
        self.piece.len() >= EVENT_CHUNK_BYTES
    }

    fn send(&mut self) -> Result<(), Ended> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = core::mem::replace(&mut self.piece, Vec::with_capacity(EVENT_CHUNK_BYTES));
        self.to
            .blocking_send(Ok(Bytes::from(piece)))
            .map_err(|_| Ended)
    }

    fn break_off(&self, error: &dyn core::error::Error) -> Ended {
        tracing::error!(%error, "an answer that was being sent could not be finished");
        // If nobody listens any more, nobody has to be told.
        let _ = self.to.blocking_send(Err(Broken));
        Ended
    }
}
