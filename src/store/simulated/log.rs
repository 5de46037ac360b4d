//! A log in memory that fails when it is told to. It answers as the one in a file does, so that the layers above can
//! be tested against every answer there is.

use crate::{
    domain::{
        event::Recorded,
        ids::{PersonId, Sequence},
        time::Moment,
    },
    store::{
        Appended, EventLog, Failure, Figures, LogReader, Mark, NotAppendable, Rewritten, SecretKey,
        block::ChainHash, codec, misnumbered,
    },
};
use core::{fmt, ops::ControlFlow};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Bytes such a log pretends are free.
const FREE_BYTES: u64 = 1024 * 1024 * 1024;

/// What the next appends come to, one entry each, whatever is appended. What is not in the list goes well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Somebody else has just written these. They stay, and the append meets a head it does not expect.
    Foreign(Vec<Recorded>),
    /// No room.
    Full,
    /// The engine fails after it has written.
    UnknownWritten,
    /// The engine fails before it has written.
    UnknownNotWritten,
}

/// What the next calls of rewrite come to, one entry each. What is not in the list goes well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RewriteFault {
    /// No room.
    Full,
    /// The engine fails before anything can have changed.
    NotDone,
    /// The engine fails after it has written.
    UnknownWritten,
    /// The engine fails before it has written, but nobody knows.
    UnknownNotWritten,
}

/// The engine failed because a test wanted it to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staged;

impl fmt::Display for Staged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this failure was staged")
    }
}

impl core::error::Error for Staged {}

#[derive(Debug, Default)]
struct Content {
    events: Vec<Recorded>,
    keys: BTreeMap<PersonId, SecretKey>,
    faults: VecDeque<Fault>,
    rewrite_faults: VecDeque<RewriteFault>,
    failing_reopens: u32,
    closed: bool,
    appends: u64,
}

/// The switches of a [`SimulatedLog`] and a view of what is in it, also while the log itself is elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Switches(Arc<Mutex<Content>>);

impl Switches {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stages what one of the next appends comes to, after those that are staged already.
    pub fn stage(&self, fault: Fault) {
        self.content().faults.push_back(fault);
    }

    /// Stages what one of the next calls of rewrite comes to, after those that are staged already.
    pub fn stage_rewrite(&self, fault: RewriteFault) {
        self.content().rewrite_faults.push_back(fault);
    }

    /// Lets the next appends, this many, find no room.
    pub fn stage_full(&self, appends: u32) {
        (0..appends).for_each(|_| self.stage(Fault::Full));
    }

    /// Lets the next calls of reopen, this many, fail.
    pub fn fail_reopens(&self, times: u32) {
        self.content().failing_reopens = times;
    }

    /// All events, as they are in the log.
    pub fn events(&self) -> Vec<Recorded> {
        self.content().events.clone()
    }

    /// A log over the same content, as if the process had started again.
    pub fn restart(&self) -> SimulatedLog {
        let mut content = self.content();
        content.closed = false;
        let head = content.head();
        drop(content);
        SimulatedLog {
            switches: self.clone(),
            head,
        }
    }
}

impl Content {
    fn head(&self) -> Sequence {
        self.events.len() as Sequence
    }

    fn write(&mut self, events: &[Recorded], keys: &[(PersonId, SecretKey)]) {
        self.events.extend_from_slice(events);
        self.keys.extend(keys.iter().cloned());
        self.appends += 1;
    }

    fn rewrite(&mut self, without: &[PersonId]) {
        self.keys.retain(|person, _| !without.contains(person));
    }

    fn fail(&mut self) -> Appended {
        self.closed = true;
        Appended::Unknown(Failure::new(Staged))
    }

    /// The order of the questions is that of the log in a file.
    fn append(
        &mut self,
        expected: Sequence,
        events: &[Recorded],
        keys: &[(PersonId, SecretKey)],
    ) -> Appended {
        if let Some(cause) = not_appendable(expected, events) {
            return Appended::Rejected(Failure::new(cause));
        }
        if self.closed {
            return Appended::Unknown(Failure::new(Staged));
        }
        let fault = self.faults.pop_front();
        if let Some(Fault::Foreign(foreign)) = &fault {
            self.events.extend_from_slice(foreign);
        }
        let head = self.head();
        if expected != head {
            let there = usize::try_from(expected)
                .ok()
                .and_then(|at| self.events.get(at));
            return match (there, events.first()) {
                (Some(there), Some(first)) if there.command == first.command => {
                    let sequence = expected + 1;
                    Appended::Duplicate { sequence }
                }
                _ => Appended::Conflict { head },
            };
        }
        match fault {
            Some(Fault::Full) => Appended::Full,
            Some(Fault::UnknownNotWritten) => self.fail(),
            Some(Fault::UnknownWritten) => {
                self.write(events, keys);
                self.fail()
            }
            Some(Fault::Foreign(_)) | None => {
                self.write(events, keys);
                Appended::Ok
            }
        }
    }
}

fn not_appendable(expected: Sequence, events: &[Recorded]) -> Option<NotAppendable> {
    if let Some(sequence) = misnumbered(expected, events) {
        return Some(NotAppendable::Misnumbered(sequence));
    }
    let unwritable =
        |recorded| codec::encode(recorded, Moment::from_millis(0), &mut Vec::new()).err();
    events
        .iter()
        .find_map(unwritable)
        .map(NotAppendable::Unwritable)
}

/// A log in memory. Its content is that of its [`Switches`].
#[derive(Debug)]
pub struct SimulatedLog {
    switches: Switches,
    head: Sequence,
}

impl SimulatedLog {
    /// An empty log.
    pub fn new() -> Self {
        Switches::default().restart()
    }

    /// Its switches.
    pub fn switches(&self) -> Switches {
        self.switches.clone()
    }
}

impl Default for SimulatedLog {
    fn default() -> Self {
        Self::new()
    }
}

impl EventLog for SimulatedLog {
    fn head(&self) -> Sequence {
        self.head
    }

    fn append(
        &mut self,
        expected: Sequence,
        events: &[Recorded],
        keys: &[(PersonId, SecretKey)],
    ) -> Appended {
        let mut content = self.switches.content();
        let appended = content.append(expected, events, keys);
        // After a failure the head is what it was until the log is opened anew, as nobody knows better.
        if !content.closed {
            self.head = content.head();
        }
        appended
    }

    fn has_room(&self) -> Result<bool, Failure> {
        let content = self.switches.content();
        Ok(!matches!(content.faults.front(), Some(Fault::Full)))
    }

    fn rewrite(&mut self, without: &[PersonId]) -> Rewritten {
        let mut content = self.switches.content();
        if content.closed {
            return Rewritten::NotDone(Failure::new(Staged));
        }
        match content.rewrite_faults.pop_front() {
            Some(RewriteFault::Full) => Rewritten::Full,
            Some(RewriteFault::NotDone) => Rewritten::NotDone(Failure::new(Staged)),
            Some(fault @ (RewriteFault::UnknownWritten | RewriteFault::UnknownNotWritten)) => {
                if fault == RewriteFault::UnknownWritten {
                    content.rewrite(without);
                }
                content.closed = true;
                Rewritten::Unknown(Failure::new(Staged))
            }
            None => {
                content.rewrite(without);
                Rewritten::Ok
            }
        }
    }

    fn reopen(&mut self) -> Result<Sequence, Failure> {
        let mut content = self.switches.content();
        content.closed = true;
        if let Some(left) = content.failing_reopens.checked_sub(1) {
            content.failing_reopens = left;
            return Err(Failure::new(Staged));
        }
        content.closed = false;
        self.head = content.head();
        Ok(self.head)
    }

    fn reader(&self) -> Arc<dyn LogReader> {
        Arc::new(self.switches.clone())
    }
}

impl LogReader for Switches {
    fn replay(
        &self,
        after: Sequence,
        each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let mut next = usize::try_from(after).unwrap_or(usize::MAX);
        loop {
            // One at a time, so that whoever reads may append.
            let content = self.content();
            if content.closed {
                return Err(Failure::new(Staged));
            }
            let Some(recorded) = content.events.get(next).cloned() else {
                return Ok(());
            };
            drop(content);
            next += 1;
            if each(recorded).is_break() {
                return Ok(());
            }
        }
    }

    fn keys(&self) -> Result<Vec<(PersonId, SecretKey)>, Failure> {
        let content = self.content();
        if content.closed {
            return Err(Failure::new(Staged));
        }
        Ok(content
            .keys
            .iter()
            .map(|(id, key)| (*id, key.clone()))
            .collect())
    }

    fn mark(&self, sequence: Sequence) -> Result<Option<Mark>, Failure> {
        let content = self.content();
        let known = usize::try_from(sequence).ok();
        let Some(events) = known.and_then(|known| content.events.get(..known)) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        for recorded in events {
            codec::encode(recorded, Moment::from_millis(0), &mut bytes).map_err(Failure::new)?;
        }
        Ok((sequence > 0).then(|| ChainHash::of(&bytes).0))
    }

    fn figures(&self) -> Result<Figures, Failure> {
        let content = self.content();
        Ok(Figures {
            events: content.head(),
            free_bytes: FREE_BYTES,
            appends: content.appends,
            ..Figures::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::simulated::Workload;

    fn events(seed: u64, after: Sequence, count: usize) -> Vec<Recorded> {
        Workload::new(seed, after).take(count).collect()
    }

    #[test]
    fn every_staged_fault_comes_once_and_does_what_it_says() {
        let mut log = SimulatedLog::new();
        let switches = log.switches();
        switches.stage(Fault::Foreign(events(9, 0, 2)));
        let mine = events(1, 0, 3);
        assert!(matches!(
            log.append(0, &mine, &[]),
            Appended::Conflict { head: 2 }
        ));
        assert_eq!((log.head(), switches.events()), (2, events(9, 0, 2)));

        switches.stage_full(2);
        let mine = events(1, 2, 3);
        assert!(matches!(log.append(2, &mine, &[]), Appended::Full));
        assert!(matches!(log.append(2, &mine, &[]), Appended::Full));

        switches.stage(Fault::UnknownNotWritten);
        assert!(matches!(log.append(2, &mine, &[]), Appended::Unknown(_)));
        assert!(
            matches!(log.append(2, &mine, &[]), Appended::Unknown(_)),
            "closed until reopened"
        );
        assert_eq!(log.reopen().unwrap(), 2);

        switches.stage(Fault::UnknownWritten);
        switches.fail_reopens(1);
        assert!(matches!(log.append(2, &mine, &[]), Appended::Unknown(_)));
        assert!(log.reopen().is_err());
        assert_eq!((log.head(), log.reopen().unwrap()), (2, 5));
        assert!(matches!(
            log.append(2, &mine, &[]),
            Appended::Duplicate { sequence: 3 }
        ));
        assert!(matches!(log.append(5, &events(1, 5, 1), &[]), Appended::Ok));
    }
}
