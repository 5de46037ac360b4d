//! The writer: the one thread through which everything new reaches the log.
//!
//! It takes all orders that wait (at most [`MOST_IN_A_ROUND`]), decides them in a copy of the book, appends all their
//! events in one commit, and only then publishes the copy and answers. So an answer is never given for something that
//! a power cut could take away, readers never see what is not durable, and one sync serves many orders.
//!
//! When the log cannot tell whether a commit happened, the writer opens it anew, reads what is really there, and
//! answers from that: an order whose command is found is done, one that is not found is decided again.
//! Never holds a lock while it waits for the disk, and never blocks a reader.

use super::{
    Shared,
    condition::Condition,
    order::{Answer, AnswerTo, Order},
    rebuild,
    round::{Found, Round, apply_as_replayed},
};
use crate::{
    clock::Clock,
    domain::event::Recorded,
    projections::{book::Book, repeats::CarriedOut},
    store::{Appended, EventLog, Failure, Vault},
};
use core::ops::ControlFlow;
use std::sync::{Arc, mpsc::Receiver};

/// Most orders that one commit can carry.
pub const MOST_IN_A_ROUND: usize = 64;
/// How often a round is decided anew because the log turned out to be somewhere else.
const MOST_TRIES: usize = 4;

/// What can be given to the writer.
pub(super) enum Job {
    /// An order, with whom to answer.
    Order(Box<Order>, AnswerTo),
    /// Events of another system to record as they are, all or nothing.
    Import(Vec<Recorded>, AnswerTo),
    /// Build the book anew from the log.
    Rebuild(Box<dyn FnOnce(Result<rebuild::Rebuilt, Failure>) + Send>),
    /// Finish what came before, then end.
    Stop,
}

/// The writer's own things.
pub(super) struct Writer {
    pub(super) log: Box<dyn EventLog>,
    pub(super) vault: Arc<Vault>,
    pub(super) shared: Arc<Shared>,
    pub(super) clock: Clock,
    /// The log must be opened anew before anything else.
    pub(super) lost: bool,
}

/// How a round ended that was not committed.
enum Setback {
    /// The log is somewhere else than expected; what came in the meantime has been read.
    Again(Found),
    /// The disk is full.
    Full,
    /// The log cannot be opened.
    Lost,
    /// What was decided cannot be recorded.
    Defect,
}

impl Writer {
    /// Serves until it is stopped or nobody can ask any more.
    pub(super) fn run(mut self, jobs: Receiver<Job>) {
        while let Ok(job) = jobs.recv() {
            let mut orders = Vec::new();
            let mut next = Some(job);
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
                    next = jobs.try_recv().ok();
                }
            }
            self.serve(orders);
        }
    }

    fn serve_alone(&mut self, job: Job) {
        match job {
            Job::Import(events, answer) => self.import(events, answer),
            Job::Rebuild(answer) => answer(self.rebuild()),
            Job::Order(..) | Job::Stop => {}
        }
    }

    /// Decides, commits and answers orders.
    fn serve(&mut self, orders: Vec<(Box<Order>, AnswerTo)>) {
        if orders.is_empty() {
            return;
        }
        let mut found = Found::new();
        for _ in 0..MOST_TRIES {
            match self.try_round(&orders, &found) {
                Ok(answers) => return self.answer(orders, answers),
                Err(Setback::Again(more)) => found.extend(more),
                Err(Setback::Full) => return self.answer_all(orders, || Answer::Full),
                Err(Setback::Lost) => return self.answer_all(orders, || Answer::Unknown),
                Err(Setback::Defect) => return self.serve_each_alone(orders),
            }
        }
        self.answer_all(orders, || Answer::Unknown);
    }

    /// One of these orders meets a defect: the others shall not suffer for it.
    fn serve_each_alone(&mut self, orders: Vec<(Box<Order>, AnswerTo)>) {
        if orders.len() == 1 {
            return self.answer_all(orders, || Answer::Defect);
        }
        for order in orders {
            self.serve(vec![order]);
        }
    }

    fn try_round(
        &mut self,
        orders: &[(Box<Order>, AnswerTo)],
        found: &Found,
    ) -> Result<Vec<Answer>, Setback> {
        if self.lost {
            return Err(self.find_the_log());
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
                    return Err(self.catch_up());
                }
                Appended::Rejected(failure) => {
                    tracing::error!(error = %failure, "the log takes no such events: a defect of the program");
                    round.abandon();
                    return Err(Setback::Defect);
                }
                Appended::Unknown(failure) => {
                    tracing::error!(error = %failure, "a commit failed; opening the log anew to see what is in it");
                    round.abandon();
                    return Err(self.find_the_log());
                }
            }
            self.shared.vitals.set_condition(Condition::Ok);
        }
        let changed = !round.events.is_empty();
        let (book, answers) = round.finish();
        if changed {
            self.shared.publish(book);
        }
        Ok(answers)
    }

    /// Opens the log anew and reads what is really in it.
    fn find_the_log(&mut self) -> Setback {
        match self.log.reopen() {
            Ok(_) => {
                self.lost = false;
                self.catch_up()
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
    fn catch_up(&mut self) -> Setback {
        match self.read_the_tail() {
            Ok(found) => Setback::Again(found),
            Err(failure) => {
                tracing::error!(error = %failure, "the log cannot be read");
                self.lost = true;
                self.shared.vitals.set_condition(Condition::Failing);
                Setback::Lost
            }
        }
    }

    fn read_the_tail(&mut self) -> Result<Found, Failure> {
        let reader = self.log.reader();
        self.vault.replace(reader.keys()?);
        let mut book = Book::clone(&self.shared.book.load());
        let mut found = Found::new();
        let mut contradiction = None;
        reader.replay(book.sequence, &mut |recorded| {
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
            found.entry(command).or_insert(CarriedOut {
                content,
                sequence,
                stream,
                version,
            });
            ControlFlow::Continue(())
        })?;
        if let Some(error) = contradiction {
            return Err(Failure {
                cause: Box::new(error),
            });
        }
        self.shared.publish(Arc::new(book));
        Ok(found)
    }

    fn import(&mut self, events: Vec<Recorded>, answer: AnswerTo) {
        let vault = Arc::clone(&self.vault);
        let mut round = Round::new(&self.shared.book.load(), &vault, self.clock.now());
        let first = events
            .first()
            .map(|event| (event.stream, event.sequence, event.version));
        for event in events {
            if round.record(event).is_err() {
                round.abandon();
                return answer(Answer::Defect);
            }
        }
        match self.commit(round) {
            Ok(_) => {
                let book = self.shared.book.load_full();
                let (stream, sequence, version) =
                    first.unwrap_or((crate::domain::ids::Stream::House, book.sequence, 0));
                let receipt = super::order::Receipt {
                    stream,
                    sequence,
                    version,
                    repeated: false,
                    book,
                };
                answer(Answer::Done(receipt));
            }
            Err(Setback::Full) => answer(Answer::Full),
            Err(Setback::Defect) => answer(Answer::Defect),
            Err(Setback::Again(_) | Setback::Lost) => answer(Answer::Unknown),
        }
    }

    fn rebuild(&mut self) -> Result<rebuild::Rebuilt, Failure> {
        let (book, rebuilt) =
            rebuild::rebuild(&*self.log.reader(), &self.vault, &self.shared.book.load())?;
        if !rebuilt.same {
            tracing::error!(
                "the book built anew differs from the one in memory; the new one is used from now on"
            );
        }
        self.shared.publish(Arc::new(book));
        Ok(rebuilt)
    }

    fn answer(&self, orders: Vec<(Box<Order>, AnswerTo)>, answers: Vec<Answer>) {
        for ((_, to), answer) in orders.into_iter().zip(answers) {
            self.give(to, answer);
        }
    }

    fn answer_all(&self, orders: Vec<(Box<Order>, AnswerTo)>, answer: impl Fn() -> Answer) {
        for (_, to) in orders {
            self.give(to, answer());
        }
    }

    fn give(&self, to: AnswerTo, answer: Answer) {
        self.shared.vitals.order_left();
        self.shared.vitals.answered(&answer);
        to(answer);
    }
}
