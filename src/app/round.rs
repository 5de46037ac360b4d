//! One round of the writer: orders decided one after the other, each seeing what those before it brought about, all
//! of it in a copy of the book that is thrown away if the log does not take the events.
//! Never writes and never answers: it only holds what would be written and what would be answered.

use super::order::{Answer, Order, Receipt};
use crate::{
    clock,
    domain::{
        self,
        command::{Command, HouseCommand},
        context::Context,
        decision::Decision,
        event::{Event, Recorded},
        ids::{CommandId, PersonId, Sequence, Stream, Version},
        refusal::Refusal,
        time::Moment,
    },
    projections::{book::Book, repeats::CarriedOut},
    store::{SecretKey, Vault},
};
use jiff::civil::Date;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Who may have put into the log what was found there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// The orders at hand, by a commit that failed, or others with the same ids.
    Ours,
    /// Only others: the orders at hand had not been tried yet.
    Others,
}

/// What was found in the log by looking it up after a failure: commands that are in it after all.
#[derive(Debug, Default)]
pub(super) struct Found(BTreeMap<CommandId, (CarriedOut, Whose)>);

impl Found {
    /// Takes note of an event's command; only its first event counts.
    pub(super) fn note(&mut self, command: CommandId, carried_out: CarriedOut, whose: Whose) {
        self.0.entry(command).or_insert((carried_out, whose));
    }

    /// Adds what was found by looking again.
    pub(super) fn add(&mut self, more: Self) {
        for (command, (carried_out, whose)) in more.0 {
            self.note(command, carried_out, whose);
        }
    }

    /// What was found of a command.
    pub(super) fn get(&self, command: &CommandId) -> Option<(CarriedOut, Whose)> {
        self.0.get(command).copied()
    }
}

/// What an order comes to, if the round is committed.
enum Outcome {
    Done {
        stream: Stream,
        sequence: Sequence,
        version: Version,
        repeated: bool,
    },
    Refused(Refusal),
    KeyReused,
}

/// A round in the making.
pub(super) struct Round<'a> {
    book: Book,
    vault: &'a Vault,
    now: Moment,
    pub(super) events: Vec<Recorded>,
    pub(super) keys: Vec<(PersonId, SecretKey)>,
    outcomes: Vec<Outcome>,
    /// Commands found in the log that an order of this round has been answered with.
    claimed: BTreeSet<CommandId>,
}

/// The events of a decision cannot be recorded; a defect, for which the order is refused and the cause logged.
#[derive(Debug)]
pub(super) struct Unrecordable;

impl<'a> Round<'a> {
    pub(super) fn new(book: &Book, vault: &'a Vault, now: Moment) -> Self {
        Self {
            book: book.clone(),
            vault,
            now,
            events: Vec::new(),
            keys: Vec::new(),
            outcomes: Vec::new(),
            claimed: BTreeSet::new(),
        }
    }

    /// Decides one order, seeing what the orders before it in this round have brought about.
    pub(super) fn decide(&mut self, order: &Order, found: &Found) -> Result<(), Unrecordable> {
        let outcome = match self.earlier(order, found) {
            Some((earlier, _)) if earlier.content != order.id.content() => Outcome::KeyReused,
            Some((
                CarriedOut {
                    stream,
                    sequence,
                    version,
                    ..
                },
                repeated,
            )) => Outcome::Done {
                stream,
                sequence,
                version,
                repeated,
            },
            None => {
                let context = context(&self.book, &order.command, order.actor, self.now);
                match domain::decide(&self.book.state, &order.command, &context) {
                    Ok(decision) => self.take(order, decision)?,
                    Err(refusal) => Outcome::Refused(refusal),
                }
            }
        };
        self.outcomes.push(outcome);
        Ok(())
    }

    /// What the log has of this order already, and whether that was an earlier request: what a failed commit of this
    /// very round has written is no repetition, for the first who asks.
    fn earlier(&mut self, order: &Order, found: &Found) -> Option<(CarriedOut, bool)> {
        match found.get(&order.id) {
            Some((carried_out, whose)) => {
                let first_to_ask = self.claimed.insert(order.id);
                Some((carried_out, whose == Whose::Others || !first_to_ask))
            }
            None => self
                .book
                .repeats
                .earlier(&order.id)
                .map(|carried_out| (carried_out, true)),
        }
    }

    fn take(&mut self, order: &Order, decision: Decision) -> Result<Outcome, Unrecordable> {
        let mut first = None;
        for (stream, event) in decision.into_events() {
            let recorded = Recorded {
                sequence: self.book.sequence + 1,
                stream,
                version: self.book.state.version_of(stream) + 1,
                at: self.now,
                command: order.id,
                actor: order.actor,
                event,
            };
            first.get_or_insert((stream, recorded.sequence, recorded.version));
            self.record(recorded)?;
        }
        let (stream, sequence, version) = first.unwrap_or_else(|| {
            let stream = subject(&order.command);
            (
                stream,
                self.book.sequence,
                self.book.state.version_of(stream),
            )
        });
        Ok(Outcome::Done {
            stream,
            sequence,
            version,
            repeated: false,
        })
    }

    /// Seals an event for the log and takes it into the book exactly as a replay of the log would.
    pub(super) fn record(&mut self, mut recorded: Recorded) -> Result<(), Unrecordable> {
        if let (Event::PersonAdded(_), Stream::Person(person)) = (&recorded.event, recorded.stream)
        {
            let key = self
                .vault
                .mint(person)
                .map_err(|error| unrecordable(&recorded, &error))?;
            self.keys.push((person, key));
        }
        let sealed = self.vault.seal_event(&mut recorded.event);
        sealed.map_err(|error| unrecordable(&recorded, &error))?;
        let applied = apply_as_replayed(&mut self.book, &recorded, self.vault);
        applied.map_err(|error| unrecordable(&recorded, &error))?;
        self.events.push(recorded);
        Ok(())
    }

    /// Takes keys back that were made for people who did not come to be.
    pub(super) fn abandon(self) {
        for (person, _) in &self.keys {
            self.vault.forget(*person);
        }
    }

    /// The new book and the answers, in the order of the orders.
    pub(super) fn finish(self) -> (Arc<Book>, Vec<Answer>) {
        let book = Arc::new(self.book);
        let answer = |outcome| match outcome {
            Outcome::Done {
                stream,
                sequence,
                version,
                repeated,
            } => Answer::Done(Receipt {
                stream,
                sequence,
                version,
                repeated,
                book: Arc::clone(&book),
            }),
            Outcome::Refused(refusal) => Answer::Refused(refusal),
            Outcome::KeyReused => Answer::KeyReused,
        };
        let answers = self.outcomes.into_iter().map(answer).collect();
        (book, answers)
    }
}

fn unrecordable(recorded: &Recorded, cause: &dyn core::error::Error) -> Unrecordable {
    tracing::error!(%cause, event = recorded.event.name(), "an event that was decided cannot be recorded");
    Unrecordable
}

/// Takes an event as the log holds it into a book: the one way in, for new events and for replayed ones.
pub(super) fn apply_as_replayed(
    book: &mut Book,
    recorded: &Recorded,
    vault: &Vault,
) -> Result<(), domain::state::Contradiction> {
    if !recorded.event.is_about_identity() {
        return book.apply(recorded);
    }
    let mut opened = recorded.clone();
    vault.open_identity(&mut opened.event);
    book.apply(&opened)
}

/// The circumstances of a command that is given now.
pub(super) fn context(
    book: &Book,
    command: &Command,
    actor: domain::ids::Actor,
    now: Moment,
) -> Context {
    let zone_known = match command {
        Command::House(
            HouseCommand::Found { settings, .. } | HouseCommand::ChangeSettings { settings },
        ) => clock::zone_exists(&settings.zone),
        _ => true,
    };
    Context {
        actor,
        now,
        today: today(book, now),
        zone_known,
    }
}

/// The date it is at the house.
pub(super) fn today(book: &Book, now: Moment) -> Date {
    book.state.settings.as_ref().map_or_else(
        || clock::date_in("UTC", now),
        |settings| clock::date_in(&settings.zone, now),
    )
}

/// What a command is about, when it had nothing to do. Commands that make something new always have.
fn subject(command: &Command) -> Stream {
    use domain::command::{
        AccommodationCommand as A, BookingCommand as B, MailCommand, PersonCommand as P,
    };
    match command {
        Command::House(_)
        | Command::Invitation(_)
        | Command::Mail(MailCommand::ChangeSettings { .. }) => Stream::House,
        Command::Mail(MailCommand::Settle { to, .. }) => Stream::Person(*to),
        Command::Person(
            P::Approve { person, .. }
            | P::Reject { person, .. }
            | P::AskEmailCheck { person }
            | P::IssueEmailCheck { person, .. }
            | P::ChangeName { person, .. }
            | P::AskForEmail { person, .. }
            | P::ChooseLanguage { person, .. }
            | P::AskAccess { person }
            | P::ChangePassword { person, .. }
            | P::NoteUse { person, .. }
            | P::SetSecondFactor { person, .. }
            | P::RemoveSecondFactor { person }
            | P::UseRecoveryCode { person, .. }
            | P::IssueToken { person, .. }
            | P::RevokeToken { person, .. }
            | P::ChangeRole { person, .. }
            | P::Deactivate { person }
            | P::Reactivate { person }
            | P::Erase { person, .. }
            | P::IssueAccessLink { person, .. }
            | P::SignIn { person, .. }
            | P::SignOut { person, .. },
        ) => Stream::Person(*person),
        Command::Accommodation(
            A::Change { id, .. } | A::Deactivate { id, .. } | A::Reactivate { id, .. },
        ) => Stream::Accommodation(*id),
        Command::Booking(
            B::Change { id, .. }
            | B::Confirm { id, .. }
            | B::Decline { id, .. }
            | B::Cancel { id, .. }
            | B::Undo { id, .. },
        ) => Stream::Booking(*id),
        Command::Person(
            P::Add { .. } | P::Register { .. } | P::UseEmailCheck { .. } | P::UseAccessLink { .. },
        )
        | Command::Accommodation(A::Add { .. })
        | Command::Booking(B::Request { .. }) => Stream::House,
    }
}
