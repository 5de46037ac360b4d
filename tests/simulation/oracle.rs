//! What must be in the log: it knows every order, what was answered and when, and holds the log, the book and each later
//! answer against that. Never asks the program whether it is right, only what it says.

use super::{
    house::House,
    model::{Model, is_what_was_asked},
    orders::Wanted,
};
use hutbook::{
    app::order::{Answer, Receipt},
    domain::{
        event::Recorded,
        ids::{CommandId, Sequence, Stream, Version},
        time::Moment,
    },
    projections::book::Book,
};
use std::{collections::BTreeMap, sync::Arc};

/// What may go wrong in a step, because a fault was staged.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Excuse {
    /// The disk was made to say that it is full.
    pub(super) full: bool,
    /// The disk failed that often before the step.
    pub(super) failures_before: u64,
}

/// Orders that were handed in together.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// Operations of the disk before they were asked, and when they were answered.
    pub(super) operations: core::ops::Range<usize>,
    pub(super) at: Moment,
    pub(super) batch: Vec<Wanted>,
}

/// The house as it was with so many events.
#[derive(Debug, Clone)]
struct Settled {
    model: Model,
    book: Arc<Book>,
}

/// New events by the command that brought them about, each of which must have been asked for and be there as a whole.
fn commands<'a>(mut new: &'a [Recorded], known: &[&Wanted]) -> Vec<&'a [Recorded]> {
    let mut commands = Vec::new();
    while let Some(first) = new.first() {
        let count = new
            .iter()
            .take_while(|event| event.command == first.command)
            .count();
        let (mine, others) = new.split_at(count);
        let wanted = known.iter().find(|wanted| wanted.id == first.command);
        is_what_was_asked(
            wanted.unwrap_or_else(|| panic!("nobody asked for {first:?}")),
            mine,
        );
        commands.push(mine);
        new = others;
    }
    commands
}

/// See the head of this file.
#[derive(Clone, Default)]
pub(super) struct Oracle {
    pub(super) events: Vec<Recorded>,
    pub(super) model: Model,
    settled: BTreeMap<Sequence, Settled>,
    /// After how many operations of the disk which head was acknowledged.
    acknowledged: Vec<(usize, Sequence)>,
    done: BTreeMap<CommandId, (Sequence, Stream, Version)>,
    pub(super) asked: Vec<Asked>,
    /// Orders of which nobody knows yet whether they are done.
    unknown: Vec<Wanted>,
    /// Orders whose senders do not know and will ask again.
    pub(super) to_retry: Vec<Wanted>,
}

impl Oracle {
    /// Sequence of the last event that was seen.
    pub(super) fn head(&self) -> Sequence {
        self.events.len() as Sequence
    }

    /// Head that was acknowledged after so many operations.
    fn kept(&self, operations: usize) -> Sequence {
        let mut acknowledged = self.acknowledged.iter();
        acknowledged
            .rfind(|(after, _)| *after <= operations)
            .map_or(0, |(_, head)| *head)
    }

    /// What was being asked, or had just been answered, after so many operations.
    pub(super) fn asked_at(&self, operations: usize) -> Option<&Asked> {
        self.asked
            .iter()
            .rfind(|asked| asked.operations.start <= operations)
    }

    /// Asks and holds the answers against everything; `excuse` says what was staged.
    pub(super) fn step(
        &mut self,
        house: &mut House,
        at: Moment,
        batch: Vec<Wanted>,
        excuse: Excuse,
    ) -> Vec<Answer> {
        house.set_clock(at);
        let begin = house.disk.operations();
        let answers = house.ask(&batch);
        let failed = house.disk.failures() > excuse.failures_before;
        house.disk.repair();
        house.disk.set_free_bytes(u64::MAX);
        for (wanted, answer) in batch.iter().zip(&answers) {
            match answer {
                Answer::Done(_) | Answer::Refused(_) | Answer::KeyReused => {}
                Answer::Full => assert!(excuse.full, "{wanted:?}: full, but the disk is not"),
                Answer::Unknown => {
                    assert!(failed, "{wanted:?}: unknown, but nothing failed");
                    self.unknown.push(wanted.clone());
                }
                other => panic!("{wanted:?}: {other:?}"),
            }
        }
        match house.events(self.head()) {
            Ok(new) => self.settle(house, (at, failed), &batch, &answers, &new),
            Err(failure) => {
                let all = answers
                    .iter()
                    .all(|answer| matches!(answer, Answer::Unknown));
                assert!(failed && all, "the log cannot be read: {failure:?}");
            }
        }
        self.asked.push(Asked {
            operations: begin..house.disk.operations(),
            at,
            batch,
        });
        answers
    }

    /// Takes in what is new in the log and holds the answers against it, in the order in which they were decided.
    fn settle(
        &mut self,
        house: &House,
        (now, failed): (Moment, bool),
        batch: &[Wanted],
        answers: &[Answer],
        new: &[Recorded],
    ) {
        let waiting = core::mem::take(&mut self.unknown);
        let known: Vec<&Wanted> = batch.iter().chain(&waiting).collect();
        let mut brought = commands(new, &known);
        // What an earlier commit of unknown outcome has left comes first, for it was decided first. And after a failure
        // all that the log has is seen by those who are decided again.
        let (late, mut brought): (Vec<_>, Vec<_>) = brought
            .drain(..)
            .partition(|events| failed || events[0].at < now);
        let mut ours: Vec<CommandId> = late
            .iter()
            .filter(|events| events[0].at == now)
            .map(|events| events[0].command)
            .collect();
        for (place, events) in late.iter().enumerate() {
            self.happened(events);
            let next = late.get(place + 1);
            let ends_commit = next.is_none_or(|next| next[0].at != events[0].at);
            if ends_commit && events[0].at < now {
                self.was_settled(house);
            }
        }
        for (wanted, answer) in batch.iter().zip(answers) {
            match answer {
                Answer::Done(receipt) => {
                    let fresh = brought.iter().position(|it| it[0].command == wanted.id);
                    if let Some(place) = fresh {
                        self.happened(brought.remove(place));
                        ours.push(wanted.id);
                    }
                    let first = ours.iter().position(|id| *id == wanted.id);
                    self.is_proven(wanted, receipt, first.is_none());
                    first.map(|place| ours.remove(place));
                }
                Answer::Refused(refusal) => {
                    let done = self.done.contains_key(&wanted.id) || self.reused(wanted).is_some();
                    assert!(
                        !done,
                        "refused, but it or its key was used before: {wanted:?}"
                    );
                    assert!(
                        self.model.refuses(wanted, refusal) || failed,
                        "no reason to refuse {wanted:?}: {refusal:?}"
                    );
                }
                Answer::KeyReused => {
                    assert!(
                        self.reused(wanted).is_some(),
                        "{wanted:?}: nobody used this key"
                    );
                }
                // Whether an unknown outcome has left anything is seen in the log alone.
                _ => {}
            }
        }
        for id in ours {
            let mut mine = batch
                .iter()
                .zip(answers)
                .filter(|(wanted, _)| wanted.id == id);
            let unsure = mine.any(|(_, answer)| matches!(answer, Answer::Unknown));
            assert!(unsure, "nothing happened, it was said: {id}");
        }
        assert!(
            brought.is_empty(),
            "nothing happened, it was said: {brought:?}"
        );
        self.to_retry
            .extend(waiting.into_iter().filter(|it| it.id.is_repeatable()));
        self.events.extend_from_slice(new);
        self.is_what_the_log_says(house);
        if answers
            .iter()
            .any(|answer| matches!(answer, Answer::Done(_)))
        {
            self.acknowledge(house);
        }
    }

    /// Takes in all events of one command.
    fn happened(&mut self, events: &[Recorded]) {
        events.iter().for_each(|event| self.model.apply(event));
        let first = &events[0];
        let place = (first.sequence, first.stream, first.version);
        assert!(
            self.done.insert(first.command, place).is_none(),
            "done twice: {first:?}"
        );
    }

    /// What was asked before under the same key with another content, if anything.
    fn reused(&self, wanted: &Wanted) -> Option<&CommandId> {
        let id = wanted.id;
        let mut same = self
            .done
            .keys()
            .filter(|done| done.is_repeatable() && done.request() == id.request());
        same.find(|done| id.is_repeatable() && done.content() != id.content())
    }

    fn is_proven(&self, wanted: &Wanted, receipt: &Receipt, before: bool) {
        assert!(
            self.reused(wanted).is_none(),
            "{wanted:?}: done under a key that was used for something else"
        );
        match self.done.get(&wanted.id) {
            Some(done) => {
                assert_eq!(
                    (receipt.sequence, receipt.stream, receipt.version),
                    *done,
                    "{wanted:?}"
                );
                assert_eq!(receipt.repeated, before, "{wanted:?}");
            }
            None => assert!(!receipt.repeated, "{wanted:?}: repeats what never happened"),
        }
    }

    /// The published book, a replay of the log and the model agree.
    pub(super) fn is_what_the_log_says(&mut self, house: &House) {
        let book = house.app.book();
        assert_eq!(
            (book.sequence, self.model.sequence),
            (self.head(), self.head())
        );
        let replayed = house.replayed().expect("the log can be read");
        assert!(*book == replayed, "the book differs from what the log says");
        assert_eq!(book.state.bookings.len(), self.model.bookings.len());
        for booking in book.state.bookings.iter() {
            let should = &self.model.bookings[&booking.id];
            assert_eq!(
                (booking.member, booking.stay, booking.status),
                (should.member, should.stay, should.status)
            );
            assert_eq!(booking.items[..], should.items[..]);
        }
        self.settled.insert(
            self.head(),
            Settled {
                model: self.model.clone(),
                book,
            },
        );
    }

    /// An earlier commit of unknown outcome had left the log as far as the model has come by now: a power cut after it
    /// may leave just that.
    fn was_settled(&mut self, house: &House) {
        let sequence = self.model.sequence;
        let book = house.app.as_of(sequence).expect("the log can be read");
        let settled = Settled {
            model: self.model.clone(),
            book: Arc::new(book),
        };
        self.settled.insert(sequence, settled);
    }

    /// All that is there now was shown to somebody as done.
    pub(super) fn acknowledge(&mut self, house: &House) {
        self.acknowledged
            .push((house.disk.operations(), self.head()));
    }

    /// Holds a house that was opened after a power cut against what must be in it, and answers with an oracle for the
    /// life it leads from there.
    pub(super) fn after_a_cut(&self, house: &House, operations: usize) -> Self {
        let head = house.app.book().sequence;
        let kept = self.kept(operations);
        assert!(head >= kept, "acknowledged {kept}, found {head}");
        let settled = self
            .settled
            .get(&head)
            .unwrap_or_else(|| panic!("half a commit: {head}"));
        let events = house.events(0).expect("the log can be read");
        assert!(events == self.events[..head as usize], "other events");
        assert!(*house.app.book() == *settled.book, "another book");
        let is_there = |(sequence, ..): &(Sequence, Stream, Version)| *sequence <= head;
        let mut fork = Self {
            events,
            model: settled.model.clone(),
            done: self
                .done
                .iter()
                .filter(|(_, done)| is_there(done))
                .map(|(id, done)| (*id, *done))
                .collect(),
            ..Self::default()
        };
        fork.settled.insert(head, settled.clone());
        fork.acknowledge(house);
        fork
    }
}
