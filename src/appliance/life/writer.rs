//! Small things that are written to the card, one after another, by a thread of its own: a card that takes long, or never
//! answers again, must not hold up the first process. Never keeps a thing that there is no room to wait for.

use crate::clock;
use core::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use std::{
    io,
    sync::{Arc, mpsc},
    thread,
};

/// How many things may wait.
const MOST_WAITING: usize = 16;
/// Bytes of the thread's stack.
const STACK_BYTES: usize = 128 * 1024;

type Job = Box<dyn FnOnce() -> io::Result<()> + Send>;

/// See the head of this file.
#[derive(Debug)]
pub(in super::super) struct Writer {
    jobs: mpsc::SyncSender<(&'static str, Job)>,
    failed: mpsc::Receiver<(&'static str, io::Error)>,
    /// Milliseconds since the start at which the thing that is being written was begun; 0 when none is.
    busy_since: Arc<AtomicU64>,
}

impl Writer {
    /// One with a thread of its own.
    pub(in super::super) fn new() -> io::Result<Self> {
        let (jobs, to_do) = mpsc::sync_channel::<(&'static str, Job)>(MOST_WAITING);
        let (tell, failed) = mpsc::channel();
        let busy_since = Arc::new(AtomicU64::new(0));
        let busy = Arc::clone(&busy_since);
        let working = move || {
            for (name, job) in to_do {
                let now = clock::since_start().as_millis();
                busy.store(
                    u64::try_from(now).unwrap_or(u64::MAX).max(1),
                    Ordering::Relaxed,
                );
                let outcome = job();
                busy.store(0, Ordering::Relaxed);
                if let Err(error) = outcome {
                    // Who does not ask does not want to know.
                    let _ = tell.send((name, error));
                }
            }
        };
        let thread = thread::Builder::new().stack_size(STACK_BYTES);
        thread.spawn(working)?;
        Ok(Self {
            jobs,
            failed,
            busy_since,
        })
    }

    /// Has a thing written. Whether there was room for it to wait.
    pub(in super::super) fn put(
        &self,
        name: &'static str,
        job: impl FnOnce() -> io::Result<()> + Send + 'static,
    ) -> bool {
        self.jobs.try_send((name, Box::new(job))).is_ok()
    }

    /// What could not be written since this was asked last.
    pub(in super::super) fn failed(&self) -> Vec<(&'static str, io::Error)> {
        self.failed.try_iter().collect()
    }

    /// For how long the card has not answered.
    pub(in super::super) fn waits_for(&self, now: Duration) -> Duration {
        match self.busy_since.load(Ordering::Relaxed) {
            0 => Duration::ZERO,
            since => now.saturating_sub(Duration::from_millis(since)),
        }
    }

    /// Waits until all is written, but no longer than this. Whether it is.
    pub(in super::super) fn finish(&self, patience: Duration) -> bool {
        let (tell, done) = mpsc::sync_channel(1);
        let last = move || tell.send(()).map_err(io::Error::other);
        self.put("the last thing", last) && done.recv_timeout(patience).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn things_are_written_in_order_and_a_card_that_hangs_holds_nobody_up() {
        let writer = Writer::new().unwrap();
        let written = Arc::new(Mutex::new(Vec::new()));
        for number in 0..3 {
            let written = Arc::clone(&written);
            writer.put("number", move || {
                written.lock().unwrap().push(number);
                Ok(())
            });
        }
        writer.put("other", || Err(io::Error::other("no")));
        assert!(writer.finish(Duration::from_secs(60)));
        assert_eq!(*written.lock().unwrap(), [0, 1, 2]);
        let failed = writer.failed();
        assert!(failed.len() == 1 && failed[0].0 == "other", "{failed:?}");
        // The last thing is done a moment before the thread waits for the next one.
        let idle = || writer.waits_for(clock::since_start()) == Duration::ZERO;
        while !idle() {
            thread::yield_now();
        }

        let (release, held) = mpsc::channel::<()>();
        let (tell, begun) = mpsc::channel();
        writer.put("hangs", move || {
            let _ = tell.send(());
            held.recv().map_err(io::Error::other)
        });
        begun.recv().unwrap();
        let later = clock::since_start() + Duration::from_secs(60);
        assert!(writer.waits_for(later) >= Duration::from_secs(59));
        let taken = (0..100).filter(|_| writer.put("more", || Ok(()))).count();
        assert_eq!(taken, MOST_WAITING);
        assert!(!writer.finish(Duration::ZERO));
        drop(release);
    }
}
