//! Which repeatable requests have been carried out, so that asking again does not do it again: a window of days.
//! Never holds answers: those are computed from the log, which survives restarts.

use crate::domain::{
    event::Recorded,
    ids::{CommandId, Sequence, Stream, Version},
    parts::Size,
    time::Moment,
};
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

/// How long a request can be repeated, in milliseconds: 7 days.
pub const WINDOW_MILLIS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How many requests are remembered at most, about 80 bytes each.
pub const MOST_REMEMBERED: usize = 65_536;

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedOut {
    /// The half of its id that stands for its content.
    pub content: u64,
    /// Its first event.
    pub sequence: Sequence,
    /// What that event was about.
    pub stream: Stream,
    /// The version that event led to.
    pub version: Version,
}

/// Repeatable requests of the last days. Copies share what they have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeats {
    by_request: OrdMap<u64, CarriedOut>,
    oldest_first: Vector<(Moment, u64)>,
}

impl Repeats {
    /// Takes in an event. Only the first one of a command counts.
    pub(super) fn put(&mut self, recorded: &Recorded) {
        let CommandKey { request, content } = match key(&recorded.command) {
            Some(key) if !self.by_request.contains_key(&key.request) => key,
            Some(_) | None => return,
        };
        self.forget_old(recorded.at);
        let Recorded {
            sequence,
            stream,
            version,
            ..
        } = *recorded;
        self.by_request.insert(
            request,
            CarriedOut {
                content,
                sequence,
                stream,
                version,
            },
        );
        self.oldest_first.push_back((recorded.at, request));
    }

    /// What became of an earlier request with this name, if it was carried out in the last days.
    pub fn earlier(&self, command: &CommandId) -> Option<CarriedOut> {
        self.by_request.get(&key(command)?.request).copied()
    }

    /// How many requests it remembers, and how many bytes of memory that takes.
    pub(super) fn size(&self) -> Size {
        let requests = self.by_request.len() * size_of::<(u64, CarriedOut)>();
        let order = self.oldest_first.len() * size_of::<(Moment, u64)>();
        Size::new(self.by_request.len(), requests + order)
    }

    fn forget_old(&mut self, now: Moment) {
        while let Some((at, request)) = self.oldest_first.front().copied() {
            if at.plus_millis(WINDOW_MILLIS) > now && self.oldest_first.len() < MOST_REMEMBERED {
                break;
            }
            self.oldest_first.pop_front();
            self.by_request.remove(&request);
        }
    }
}

struct CommandKey {
    request: u64,
    content: u64,
}

fn key(command: &CommandId) -> Option<CommandKey> {
    command.is_repeatable().then(|| CommandKey {
        request: command.request(),
        content: command.content(),
    })
}
