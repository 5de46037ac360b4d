//! Plain copying of the file while it is served: how a copy that somebody makes at any moment, reading from front to
//! back, becomes a valid file. Three things together: every commit is whole before the header names it, no page of a
//! state that a copier may have found in the header is used again until it is done ([`Holds`]), and the file never gets
//! shorter meanwhile, nor longer between its size and its header being read. Who copies is seen by [`Watch`].
//!
//! Never asks a copier for anything. Locks: the engine calls in here with its own locks held (when it changes the
//! file's length), so no pin is ever taken or dropped under the lock of this file.

use super::{
    holds::{GivenUp, Holds, Limits},
    redb_log::begin_durable,
    watch::{Seen, Watch},
};
use crate::clock::Stopwatch;
use core::fmt;
use redb::{Database, ReadTransaction, ReadableDatabase as _, TransactionError, WriteTransaction};
use std::{
    io,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// How plain copying of the file goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CopyFigures {
    /// Whether copies are protected; not where there is no file, or where the system cannot tell who opens it.
    pub protected: bool,
    /// Times the file is open elsewhere now.
    pub open: u64,
    /// Times it was opened elsewhere since the start.
    pub seen: u64,
    /// Times a state was given up although somebody still had the file open.
    pub given_up: u64,
    /// How long the oldest state has been held; zero when none is.
    pub held: Duration,
}

/// Who copies the file, and what is held for them.
pub(super) struct Copies {
    since: Stopwatch,
    state: Mutex<State>,
    /// Nothing is written to the file any more: it is left as it is for somebody who is copying it.
    left_alone: AtomicBool,
}

struct State {
    watch: Option<Watch>,
    holds: Holds<ReadTransaction>,
}

impl State {
    fn look(&mut self, now: Duration) {
        let Some(watch) = &mut self.watch else { return };
        self.holds.note(watch.look(), now);
        watch.keep_apart(self.holds.is_holding());
    }

    /// Looks who is there and lets go what is held for nobody any more. The pins are to be dropped without the lock.
    #[must_use]
    fn settle(&mut self, now: Duration) -> Vec<ReadTransaction> {
        self.look(now);
        let mut let_go = Vec::new();
        if let Some((why, pins)) = self.holds.expire(now) {
            warn_given_up(why);
            let_go = pins;
        }
        if self.holds.is_quiet(now)
            && let Some(watch) = &mut self.watch
        {
            if watch.is_open_elsewhere() {
                self.holds.disturb(now);
            } else {
                let_go.extend(self.holds.release());
                watch.keep_apart(false);
            }
        }
        let_go
    }
}

impl Copies {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            since: Stopwatch::start(),
            state: Mutex::new(State {
                watch: None,
                holds: Holds::new(limits),
            }),
            left_alone: AtomicBool::new(false),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Watches the file at a path, which the engine to come has open already. Does without where the system cannot.
    pub(super) fn watch(&self, path: Option<&Path>) {
        let watch = path.and_then(|path| match Watch::begin(path) {
            Ok(watch) => Some(watch),
            Err(error) => {
                tracing::warn!(%error, file = %path.display(), "the system cannot tell who opens the file: plain copies made while it is served are not protected");
                None
            }
        });
        self.left_alone.store(false, Ordering::Relaxed);
        self.state().watch = watch;
    }

    /// The engine has been opened; `pin` pins what it found. Somebody may have been there before.
    fn started(&self, pin: ReadTransaction) {
        let mut state = self.state();
        let now = self.since.elapsed();
        drop(state.holds.commit(pin, now));
        let before = state.watch.as_ref().is_some_and(Watch::is_open_elsewhere);
        state.look(now);
        if before && state.holds.open() == 0 {
            let seen = Seen {
                opened: 1,
                ..Seen::default()
            };
            state.holds.note(seen, now);
        }
    }

    /// How long the next commit would wait.
    pub(super) fn pause(&self) -> Duration {
        let now = self.since.elapsed();
        let (pause, let_go) = {
            let mut state = self.state();
            let let_go = state.settle(now);
            (state.holds.pause(now), let_go)
        };
        drop(let_go);
        pause
    }

    /// A commit begins; `pin` pins the state before it. Waits its turn while somebody copies.
    fn commit(&self, pin: ReadTransaction) {
        let pause = self.pause();
        let mut state = if pause.is_zero() {
            self.state()
        } else {
            thread::sleep(pause);
            let mut state = self.state();
            state.look(self.since.elapsed());
            state
        };
        let now = self.since.elapsed();
        let before = state.holds.commit(pin, now);
        drop(state);
        drop(before);
    }

    /// Gives up what is held when the file or its disk has no more room for it. Asks for the file's size only then.
    pub(super) fn mind_room(&self, free_bytes: u64, file_bytes: impl FnOnce() -> io::Result<u64>) {
        let mut state = self.state();
        if !state.holds.is_holding() {
            return;
        }
        let given_up = file_bytes()
            .ok()
            .and_then(|bytes| state.holds.mind_room(bytes, free_bytes));
        drop(state);
        if let Some((why, pins)) = given_up {
            warn_given_up(why);
            drop(pins);
        }
    }

    /// Whether the file must not get shorter, because somebody may be copying it.
    pub(super) fn keeps_length(&self) -> bool {
        let mut state = self.state();
        state.look(self.since.elapsed());
        state.holds.is_holding()
    }

    /// The file has got longer, and no header says so yet. Whoever has asked for its size before gets the time to read
    /// the header that belongs to it.
    pub(super) fn has_grown(&self) {
        let mut state = self.state();
        let now = self.since.elapsed();
        state.look(now);
        let pause = state.holds.pause(now);
        drop(state);
        thread::sleep(pause);
    }

    /// From now on nothing may be written.
    pub(super) fn leave_alone(&self) {
        self.left_alone.store(true, Ordering::Relaxed);
    }

    /// Whether nothing may be written any more.
    pub(super) fn is_left_alone(&self) -> bool {
        self.left_alone.load(Ordering::Relaxed)
    }

    /// The engine is about to be closed, which would write and make the file shorter: not while somebody copies it.
    /// What is left then is what a power cut leaves, and is mended as quickly.
    fn before_close(&self) {
        let let_go = self.state().settle(self.since.elapsed());
        drop(let_go);
        if self.keeps_length() {
            self.leave_alone();
        }
    }

    fn closed(&self) {
        let mut state = self.state();
        state.watch = None;
        let pins = state.holds.end();
        drop(state);
        drop(pins);
    }

    /// How it goes.
    pub(super) fn figures(&self) -> CopyFigures {
        let now = self.since.elapsed();
        let mut state = self.state();
        let let_go = state.settle(now);
        let figures = CopyFigures {
            protected: state.watch.is_some(),
            open: state.holds.open(),
            seen: state.holds.seen(),
            given_up: state.holds.given_up(),
            held: state.holds.oldest(now),
        };
        drop(state);
        drop(let_go);
        figures
    }
}

impl fmt::Debug for Copies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Copies").finish_non_exhaustive()
    }
}

fn warn_given_up(why: GivenUp) {
    let why = match why {
        GivenUp::TooLong => "it takes too long",
        GivenUp::GrownTooFar => "the file has grown too far meanwhile",
        GivenUp::NoRoom => "the disk gets full",
    };
    tracing::warn!(
        "no longer protecting a copy of the file that somebody is making: {why}. Check the copy with `hutbook verify`"
    );
}

/// An engine whose file can be copied at any moment. Nothing but [`Served::begin_write`] may begin to write to it.
pub(super) struct Served {
    // In this order they are dropped: what is held is held until the engine is closed.
    engine: Database,
    copies: Closing,
}

/// Ends all holds after the engine has been closed.
struct Closing(Arc<Copies>);

impl Served {
    /// Takes an engine into service, whose file is watched already.
    pub(super) fn new(engine: Database, copies: &Arc<Copies>) -> Result<Self, TransactionError> {
        copies.started(engine.begin_read()?);
        Ok(Self {
            engine,
            copies: Closing(Arc::clone(copies)),
        })
    }

    /// Who copies its file.
    pub(super) fn copies(&self) -> &Copies {
        &self.copies.0
    }

    pub(super) fn begin_read(&self) -> Result<ReadTransaction, TransactionError> {
        self.engine.begin_read()
    }

    /// A durable transaction that leaves everything whole that somebody may be copying.
    pub(super) fn begin_write(&self) -> Result<WriteTransaction, redb::Error> {
        self.copies.0.commit(self.engine.begin_read()?);
        begin_durable(&self.engine)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.copies.0.before_close();
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.closed();
    }
}

/// What a write to a file that is left alone meets.
pub(super) fn left_alone() -> io::Error {
    io::Error::other("somebody is copying the file: it is left as it is")
}
