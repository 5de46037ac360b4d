//! The writer: the one thread through which everything new reaches the log.
//!
//! It takes all orders that wait (at most [`MOST_IN_A_ROUND`]), decides them in a copy of the book, appends all their
//! events in one commit, and only then publishes the copy and answers. So an answer is never given for something that
//! a power cut could take away, readers never see what is not durable, and one sync serves many orders.
//!
//! When the log cannot tell whether a commit happened, the writer opens it anew, reads what is really there, and
//! answers from that: an order whose command is found is done, one that is not found is decided again, once. If that
//! fails too, or the log cannot be opened, or the disk is full, the house is read-only; the writer looks every few
//! seconds whether it can write again, so that nobody has to try.
//! Never holds a lock while it waits for the disk, and never blocks a reader. It is the same code whether it runs on
//! its thread or is stepped by a simulation, which then decides when it gets its turn.

use super::{
    Shared,
    changes::About,
    condition::Condition,
    erasure::Owed,
    order::{Answer, Order, Receipt},
    rebuild,
    reply::Reply,
    round::{Found, Round, Whose, apply_as_replayed},
    snapshot::Snapshots,
};
use crate::{
    clock::Clock,
    domain::{
        command::{Command, PersonCommand},
        event::Recorded,
        time::Moment,
    },
    projections::{book::Book, repeats::CarriedOut},
    store::{Appended, EventLog, Failure, Rewritten, Vault},
};
use core::ops::ControlFlow;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::Duration,
};

/// Most orders that one commit can carry.
pub const MOST_IN_A_ROUND: usize = 64;
/// How often a round is decided anew because the log turned out to be somewhere else.
const MOST_TRIES: usize = 4;
/// How often a round may meet a failing commit: the second time it is the disk, not an accident.
const MOST_FAILED_COMMITS: usize = 2;
/// How long a house that cannot write waits before it looks whether it can again.
const MEND_EVERY: Duration = Duration::from_secs(3);

/// What can be given to the writer.
pub(super) enum Job {
    /// An order, with whom to answer.
    Order(Box<Order>, Reply),
    /// Events of another system to record as they are, all or nothing.
    Import(Vec<Recorded>, Reply),
    /// Build the book anew from the log.
    Rebuild(Box<dyn FnOnce(Result<rebuild::Rebuilt, Failure>) + Send>),
    /// Finish what came before, then end.
    Stop,
}

/// The writer's own things.
pub struct Writer {
    pub(super) jobs: Receiver<Job>,
    pub(super) log: Box<dyn EventLog>,
    pub(super) vault: Arc<Vault>,
    pub(super) shared: Arc<Shared>,
    pub(super) clock: Clock,
    pub(super) snapshots: Snapshots,
    /// The log must be opened anew before anything else.
    pub(super) lost: bool,
    /// Keys of erased people that are still in the log.
    pub(super) owed: Owed,
}

/// How a round ended that was not committed.
enum Setback {
    /// The log is somewhere else than expected; what came in the meantime has been read.
    Again(Found),
    /// The commit failed; the log has been opened anew and read since.
    Failed(Found),
    /// The disk is full.
    Full,
    /// The log cannot be opened.
    Lost,
    /// What was decided cannot be recorded.
    Defect,
}

impl Writer {
    /// Serves until it is stopped or nobody can ask any more.
    pub(super) fn run(mut self) {
        self.serve_each(Self::next);
        self.snapshots.finish();
        // Whoever came too late is told so.
        while let Ok(job) = self.jobs.try_recv() {
            if let Job::Order(_, reply) | Job::Import(_, reply) = job {
                reply.give(Answer::Closing);
            }
        }
    }

    /// Serves all that waits by now, on this thread: for whoever decides when the writer gets its turn.
    pub fn serve_waiting(&mut self) {
        self.serve_each(|writer| writer.jobs.try_recv().ok());
    }

    /// Serves as long as there is a next job. A panic (the engine may meet what it never expected in a damaged file)
    /// ends the round it happens in, not the house: the log is opened anew before the next one.
    fn serve_each(&mut self, next: fn(&mut Self) -> Option<Job>) {
        while catch_unwind(AssertUnwindSafe(|| self.serve_until_stopped(next))).is_err() {
            tracing::error!(
                "the writer broke off by a defect; opening the log anew before it goes on"
            );
            self.lost = true;
            self.shared.vitals.set_condition(Condition::Failing);
        }
    }

    fn serve_until_stopped(&mut self, next: fn(&mut Self) -> Option<Job>) {
        self.settle_erasures(false);
        self.consider_a_snapshot();
        while let Some(job) = next(self) {
            let mut orders = Vec::new();
            let mut next = Some(job);
            // The log may have to wait; what comes meanwhile goes along.
            std::thread::sleep(self.log.pause());
            while let Some(job) = next.take() {
                match job {
                    Job::Order(order, answer) => orders.push((order, answer)),
                    other => {
                        self.serve(core::mem::take(&mut orders));
                        if matches!(other, Job::Stop) {
                            return;
                        }
                        self.serve_alone(other);
                    }
                }
                if orders.len() < MOST_IN_A_ROUND {
                    next = self.jobs.try_recv().ok();
                }
            }
            self.serve(orders);
            self.consider_a_snapshot();
        }
    }

    fn consider_a_snapshot(&mut self) {
        let book = self.shared.book.load_full();
        self.snapshots
            .consider(&book, self.log.reader(), Arc::clone(&self.vault));
    }

    /// Waits for the next job; while the house cannot write, or owes somebody an erasure, looks now and then whether it
    /// can now.
    fn next(&mut self) -> Option<Job> {
        while self.shared.vitals.condition() != Condition::Ok || !self.owed.is_empty() {
            match self.jobs.recv_timeout(MEND_EVERY) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Timeout) => self.mend(),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        self.jobs.recv().ok()
    }

    /// Looks whether the house can write again, and makes up for what it owes.
    fn mend(&mut self) {
        if self.shared.vitals.condition() != Condition::Ok {
            self.find_out_the_condition();
        }
        self.settle_erasures(false);
    }

    fn find_out_the_condition(&mut self) {
        let failing = self.shared.vitals.condition() == Condition::Failing;
        if (self.lost || failing) && matches!(self.find_the_log(Whose::Others), Setback::Lost) {
            return;
        }
        let condition = match self.log.has_room() {
            Ok(true) => Condition::Ok,
            Ok(false) => Condition::Full,
            Err(failure) => {
                tracing::error!(error = %failure, "the disk does not say how much room there is");
                Condition::Failing
            }
        };
        self.shared.vitals.set_condition(condition);
    }

    fn serve_alone(&mut self, job: Job) {
        match job {
            Job::Import(events, answer) => self.import(events, answer),
            Job::Rebuild(answer) => answer(self.rebuild()),
            Job::Order(..) | Job::Stop => {}
        }
    }

    /// Decides, commits and answers orders.
    fn serve(&mut self, orders: Vec<(Box<Order>, Reply)>) {
        if orders.is_empty() {
            return;
        }
        let mut found = Found::default();
        let mut failed_commits = 0;
        for _ in 0..MOST_TRIES {
            match self.try_round(&orders, &found) {
                Ok(answers) => {
                    self.settle_erasures(orders.iter().any(|(order, _)| is_erasure(order)));
                    return self.answer(orders, answers);
                }
                Err(Setback::Again(more)) => found.add(more),
                Err(Setback::Failed(more)) => {
                    found.add(more);
                    failed_commits += 1;
                    if failed_commits == MOST_FAILED_COMMITS {
                        self.shared.vitals.set_condition(Condition::Failing);
                        break;
                    }
                }
                Err(Setback::Full) => return self.answer_all(orders, || Answer::Full),
                Err(Setback::Lost) => return self.answer_all(orders, || Answer::Unknown),
                Err(Setback::Defect) => return self.serve_each_alone(orders),
            }
        }
        self.answer_all(orders, || Answer::Unknown);
    }

    /// One of these orders meets a defect: the others shall not suffer for it.
    fn serve_each_alone(&mut self, orders: Vec<(Box<Order>, Reply)>) {
        if orders.len() == 1 {
            return self.answer_all(orders, || Answer::Defect);
        }
        for order in orders {
            self.serve(vec![order]);
        }
    }

    fn try_round(
        &mut self,
        orders: &[(Box<Order>, Reply)],
        found: &Found,
    ) -> Result<Vec<Answer>, Setback> {
        if self.lost {
            return Err(self.find_the_log(Whose::Others));
        }
        let vault = Arc::clone(&self.vault);
        let mut round = Round::new(&self.shared.book.load(), &vault, self.clock.now());
        for (order, _) in orders {
            if round.decide(order, found).is_err() {
                round.abandon();
                return Err(Setback::Defect);
            }
        }
        self.commit(round)
    }

    /// Commits a round; on success its book is published.
    fn commit(&mut self, round: Round<'_>) -> Result<Vec<Answer>, Setback> {
        if !round.events.is_empty() {
            let expected = self.shared.book.load().sequence;
            match self.log.append(expected, &round.events, &round.keys) {
                Appended::Ok => self.shared.vitals.committed(),
                Appended::Full => {
                    round.abandon();
                    self.shared.vitals.set_condition(Condition::Full);
                    return Err(Setback::Full);
                }
                Appended::Conflict { .. } | Appended::Duplicate { .. } => {
                    round.abandon();
                    return Err(self.catch_up(Whose::Ours));
                }
                Appended::Rejected(failure) => {
                    tracing::error!(error = %failure, "the log takes no such events: a defect of the program");
                    round.abandon();
                    return Err(Setback::Defect);
                }
                Appended::Unknown(failure) => {
                    tracing::error!(error = %failure, "a commit failed; opening the log anew to see what is in it");
                    round.abandon();
                    return Err(match self.find_the_log(Whose::Ours) {
                        Setback::Again(found) => Setback::Failed(found),
                        setback => setback,
                    });
                }
            }
            self.shared.vitals.set_condition(Condition::Ok);
        }
        let changed = !round.events.is_empty();
        let about = About::of(&round.events);
        let (book, answers) = round.finish();
        if changed {
            self.shared.publish(book, about);
        }
        Ok(answers)
    }

    /// Takes the keys of people who have been erased out of the log. If that fails it is made up for later, or `at_once`
    /// when somebody asks.
    fn settle_erasures(&mut self, at_once: bool) {
        let now = self.clock.now();
        let new = self.owed.gather(&self.shared.book.load(), &self.vault);
        let due = new || at_once || self.owed.is_due(now);
        if due && !self.owed.is_empty() && !self.lost {
            self.take_keys_out(now);
        }
        // While the log is lost nobody knows which keys it has: what was said before stands.
        if !self.lost {
            let outstanding = !self.owed.is_empty();
            self.shared.vitals.set_erasure_outstanding(outstanding);
        }
    }

    fn take_keys_out(&mut self, now: Moment) {
        match self.log.rewrite(&self.owed.people()) {
            Rewritten::Ok => self.owed.clear(),
            Rewritten::Full => {
                tracing::error!(
                    "there is no room to write the log anew: keys of erased people are still in it"
                );
                self.owed.postpone(now);
            }
            Rewritten::NotDone(failure) => self.erasure_failed(&failure),
            Rewritten::Unknown(failure) => {
                self.erasure_failed(&failure);
                self.shared.vitals.set_erasure_outstanding(true);
                // Reading the log anew tells which keys it really has.
                self.owed.clear();
                let _ = self.find_the_log(Whose::Others);
                self.owed.postpone(now);
            }
        }
    }

    fn erasure_failed(&mut self, failure: &Failure) {
        tracing::error!(
            error = failure as &dyn core::error::Error,
            "the log could not be written anew: keys of erased people are still in it"
        );
        self.owed.postpone(self.clock.now());
    }

    /// Opens the log anew and reads what is really in it.
    fn find_the_log(&mut self, whose: Whose) -> Setback {
        match self.log.reopen() {
            Ok(_) => {
                self.lost = false;
                self.catch_up(whose)
            }
            Err(failure) => {
                tracing::error!(error = %failure, "the log cannot be opened");
                self.lost = true;
                self.shared.vitals.set_condition(Condition::Failing);
                Setback::Lost
            }
        }
    }

    /// Reads what the log has and the book has not.
    fn catch_up(&mut self, whose: Whose) -> Setback {
        match self.read_the_tail(whose) {
            Ok(found) => Setback::Again(found),
            Err(failure) => {
                tracing::error!(error = %failure, "the log cannot be read");
                self.lost = true;
                self.shared.vitals.set_condition(Condition::Failing);
                Setback::Lost
            }
        }
    }

    fn read_the_tail(&mut self, whose: Whose) -> Result<Found, Failure> {
        let reader = self.log.reader();
        self.vault.replace(reader.keys()?);
        let mut book = Book::clone(&self.shared.book.load());
        let mut found = Found::default();
        let mut contradiction = None;
        let mut about = About::default();
        reader.replay(book.sequence, &mut |recorded| {
            about.add(&recorded);
            let Recorded {
                sequence,
                stream,
                version,
                command,
                ..
            } = recorded;
            if let Err(error) = apply_as_replayed(&mut book, &recorded, &self.vault) {
                contradiction = Some(error);
                return ControlFlow::Break(());
            }
            let content = command.content();
            found.note(
                command,
                CarriedOut {
                    content,
                    sequence,
                    stream,
                    version,
                },
                whose,
            );
            ControlFlow::Continue(())
        })?;
        if let Some(error) = contradiction {
            return Err(Failure::new(error));
        }
        self.owed.gather(&book, &self.vault);
        self.shared.publish(Arc::new(book), about);
        Ok(found)
    }

    /// Records events of another system. When a commit fails, what the log says decides: the events are in it, or they
    /// are tried once more.
    fn import(&mut self, events: Vec<Recorded>, reply: Reply) {
        let Some(first) = events.first() else {
            return reply.give(Answer::Defect);
        };
        let (command, stream, sequence, version) =
            (first.command, first.stream, first.sequence, first.version);
        for _ in 0..MOST_TRIES {
            match self.try_import(&events) {
                Err(Setback::Again(found) | Setback::Failed(found))
                    if found.get(&command).is_none() => {}
                Ok(()) | Err(Setback::Again(_) | Setback::Failed(_)) => {
                    self.settle_erasures(false);
                    let book = self.shared.book.load_full();
                    let receipt = Receipt {
                        stream,
                        sequence,
                        version,
                        repeated: false,
                        book,
                    };
                    return reply.give(Answer::Done(receipt));
                }
                Err(Setback::Full) => return reply.give(Answer::Full),
                Err(Setback::Defect) => return reply.give(Answer::Defect),
                Err(Setback::Lost) => return reply.give(Answer::Unknown),
            }
        }
        reply.give(Answer::Unknown);
    }

    fn try_import(&mut self, events: &[Recorded]) -> Result<(), Setback> {
        if self.lost {
            return Err(self.find_the_log(Whose::Others));
        }
        let vault = Arc::clone(&self.vault);
        let mut round = Round::new(&self.shared.book.load(), &vault, self.clock.now());
        for event in events {
            if round.record(event.clone()).is_err() {
                round.abandon();
                return Err(Setback::Defect);
            }
        }
        self.commit(round).map(|_| ())
    }

    fn rebuild(&mut self) -> Result<rebuild::Rebuilt, Failure> {
        let (book, rebuilt) = rebuild::rebuild(
            &*self.log.reader(),
            &self.vault,
            &self.shared.book.load(),
            self.clock.now(),
        )?;
        if !rebuilt.same {
            self.shared.vitals.book_was_wrong();
            tracing::error!(
                "the book built anew differs from the one in memory; the new one is used from now on"
            );
        }
        self.shared.publish(Arc::new(book), About::Anything);
        *self.shared.rebuilt() = Some(rebuilt);
        Ok(rebuilt)
    }

    fn answer(&self, orders: Vec<(Box<Order>, Reply)>, answers: Vec<Answer>) {
        for ((_, reply), answer) in orders.into_iter().zip(answers) {
            reply.give(answer);
        }
    }

    fn answer_all(&self, orders: Vec<(Box<Order>, Reply)>, answer: impl Fn() -> Answer) {
        for (_, reply) in orders {
            reply.give(answer());
        }
    }
}

fn is_erasure(order: &Order) -> bool {
    matches!(order.command, Command::Person(PersonCommand::Erase { .. }))
}

impl core::fmt::Debug for Writer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Writer")
            .field("head", &self.log.head())
            .field("lost", &self.lost)
            .finish_non_exhaustive()
    }
}
