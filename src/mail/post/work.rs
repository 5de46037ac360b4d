//! Sending what is next, and writing down what became of it. What is written down is tried until the log takes it, and
//! nothing else is sent before that.
//! Never decides which mail is next.

use super::{
    Post, parcel,
    patience::Tries,
    settings,
    trouble::Trouble,
    turn::{self, Item, Next},
};
use crate::{
    app::{
        condition::Condition,
        order::{Answer, Order},
        tokens,
        views::Book,
    },
    domain::{
        command::{Command, MailCommand},
        ids::{Actor, CommandId},
        mail::{MailOutcome, MailSettings},
        people::Person,
        text::PersonalText,
    },
    mail::{Account, Hinders, Message, hand_over, letters},
};
use core::sync::atomic::Ordering;
use std::{sync::Arc, thread, time::Duration};
use tokio::sync::oneshot;

/// How long one waits at most before one looks again: short, so that a clock that is set right is noticed.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// How long one waits for a log that takes nothing.
const LOG_AGAIN: Duration = Duration::from_secs(5);
/// How long a server may keep silent while somebody waits to hear how a test went.
const TEST_PATIENCE: Duration = Duration::from_secs(15);

/// What comes after a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// Another look.
    More,
    /// A while, unless there is word.
    While(Duration),
    /// Until there is word.
    Word,
}

/// What a try came to.
enum Tried {
    Sent,
    /// It is of no use any more.
    Useless,
    /// It came to nothing.
    Failed(Trouble, Hinders),
    /// The log takes nothing: nothing was tried.
    LogFails,
}

impl Post {
    /// Sends what waits, until it is told to end.
    pub async fn run(self: Arc<Self>) {
        while !self.ending.load(Ordering::Relaxed) {
            let pause = match self.look().await {
                After::More => continue,
                After::While(pause) => pause,
                After::Word => {
                    self.word.0.notified().await;
                    continue;
                }
            };
            // Whether there is word or the time is up: it is looked again.
            let _ = tokio::time::timeout(pause, self.word.0.notified()).await;
        }
    }

    /// Deals with everything that is due now: for whoever says when.
    pub async fn clear(&self) {
        while self.look().await == After::More {}
    }

    /// Looks once, and deals with one mail.
    async fn look(&self) -> After {
        let book = self.app.book();
        let next = {
            let mut memory = self.memory();
            memory.tidy(&book);
            turn::next(&mut memory, &self.circumstances(&book))
        };
        self.links().retain(|(to, mail), _| match mail.cause {
            crate::domain::mail::Cause::Event(sequence) => {
                book.outbox.waits(*to, mail.kind, sequence)
            }
            _ => false,
        });
        let (item, outcome) = match next {
            Next::Rest if book.state.mail.is_none() => return After::Word,
            Next::Rest => return After::While(LOOK_AGAIN),
            Next::Drop(item) => (item, MailOutcome::Dropped),
            Next::Missed(item) => (item, self.missed(&item, &book).await),
            Next::GiveUp(item, trouble) => (item, given_up(&item, &trouble)),
            // What cannot be written down afterwards is not sent.
            Next::Send(_) if self.app.condition() != Condition::Ok => {
                return After::While(LOG_AGAIN);
            }
            // What a try needs of memory it has only while it lasts.
            Next::Send(item) => match Box::pin(self.try_now(&item)).await {
                Tried::Sent => (item, MailOutcome::Sent),
                Tried::Useless => (item, MailOutcome::Dropped),
                Tried::LogFails => return After::While(LOG_AGAIN),
                Tried::Failed(trouble, hinders) => match self.note_failure(&item, trouble, hinders)
                {
                    Some(outcome) => (item, outcome),
                    None => return After::More,
                },
            },
        };
        self.settle(&item, outcome).await;
        After::More
    }

    /// What becomes of a mail that waited for too long while nothing was tried: it was the house's own to send, or it is of a
    /// copy that never was to send anything.
    async fn missed(&self, item: &Item, book: &Book) -> MailOutcome {
        let Some(settings) = book.state.mail.clone() else {
            return MailOutcome::Dropped;
        };
        match self.account(*settings, self.patience).await {
            Err(Trouble::Copy) => MailOutcome::Dropped,
            _ => given_up(item, &Trouble::Off),
        }
    }

    /// Notes that a mail came to nothing; says what became of it where that is for good.
    fn note_failure(&self, item: &Item, trouble: Trouble, hinders: Hinders) -> Option<MailOutcome> {
        let now = self.app.now();
        tracing::warn!(kind = ?item.mail.kind, to = %item.to, ?hinders, "a mail could not be sent");
        let mut memory = self.memory();
        match hinders {
            Hinders::Every => {
                memory.hindered(now, trouble);
                return None;
            }
            // The next try is with another mail: whether that fares better tells which of the two it was.
            Hinders::Perhaps => {
                memory.broke_off(item, now, trouble);
                return None;
            }
            Hinders::This => {}
        }
        let for_good = matches!(&trouble, Trouble::Failed(failed) if !failed.is_temporary());
        let outcome = for_good.then(|| given_up(item, &trouble));
        memory.failed(item, now, trouble);
        // The server has dealt with this one: it would with others.
        memory.goes_on();
        outcome
    }

    /// Writes down what became of a mail, however often that has to be tried.
    async fn settle(&self, item: &Item, outcome: MailOutcome) {
        let counter = match &outcome {
            MailOutcome::Sent => Some(&self.sent),
            MailOutcome::GivenUp(_) => Some(&self.given_up),
            MailOutcome::Dropped => None,
        };
        if outcome == MailOutcome::Sent {
            self.memory().goes_on();
        }
        if let Some(counter) = counter {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        let mut id = None;
        loop {
            let command = Command::Mail(MailCommand::Settle {
                to: item.to,
                mail: item.mail,
                outcome: outcome.clone(),
            });
            match self.order(&mut id, command).await {
                Some(Answer::Done(_) | Answer::Refused(_) | Answer::KeyReused) => break,
                Some(Answer::Closing | Answer::Defect) => {
                    self.ending.store(true, Ordering::Relaxed);
                    break;
                }
                // Whether it is written down only asking again with the same id can tell.
                Some(Answer::Unknown | Answer::Busy | Answer::Full) | None => {
                    if self.ending.load(Ordering::Relaxed) {
                        break;
                    }
                    tokio::time::sleep(LOG_AGAIN).await;
                }
            }
        }
        self.links().remove(&item.key());
        self.memory().done(item);
    }

    /// Gives an order as the program itself; `None` when there is no randomness for its id.
    async fn order(&self, id: &mut Option<CommandId>, command: Command) -> Option<Answer> {
        if id.is_none() {
            *id = tokens::unique_command_id().ok();
        }
        let order = Order {
            actor: Actor::System,
            id: (*id)?,
            command,
        };
        let (to, from) = oneshot::channel();
        self.app.submit(
            order,
            Box::new(move |answer| {
                // Nobody waits any more when the program ends.
                let _ = to.send(answer);
            }),
        );
        Some(from.await.unwrap_or(Answer::Unknown))
    }

    /// Tries to send a mail.
    async fn try_now(&self, item: &Item) -> Tried {
        let book = self.app.book();
        let useful = |person: &&Person| turn::is_of_use(person, item.mail.kind);
        let Some(settings) = book.state.mail.clone() else {
            return Tried::Useless;
        };
        if book.state.person(item.to).filter(useful).is_none() {
            return Tried::Useless;
        }
        // Before a link is made: without a key no mail would come of it.
        let account = match self.account(*settings, self.patience).await {
            Ok(account) => account,
            Err(trouble) => return Tried::Failed(trouble, Hinders::Every),
        };
        let message = match self.message(item).await {
            Ok(message) => message,
            Err(tried) => return tried,
        };
        match sent(account, message).await {
            Ok(()) => Tried::Sent,
            Err((trouble, hinders)) => Tried::Failed(trouble, hinders),
        }
    }

    /// The account, its password opened where reading a file holds up nobody.
    async fn account(
        &self,
        settings: MailSettings,
        patience: Duration,
    ) -> Result<Account, Trouble> {
        let (app, authorities) = (Arc::clone(&self.app), self.authorities.get().cloned());
        let opened = tokio::task::spawn_blocking(move || {
            let password = settings::open(&app, &settings)?;
            settings::account(&settings, password, authorities.as_deref(), patience)
        });
        opened.await.unwrap_or(Err(Trouble::Defect))
    }

    /// The mail itself, with a link that opens where it has one.
    async fn message(&self, item: &Item) -> Result<Message, Tried> {
        let link = self.link(item).await?;
        let book = self.app.book();
        let person = book.state.person(item.to).ok_or(Tried::Useless)?;
        let to = parcel::address(person, item.mail.kind).ok_or(Tried::Useless)?;
        let secret = link.as_ref().map(|link| link.secret.text().to_owned());
        let to = to.to_owned();
        let (app, person, mail) = (Arc::clone(&self.app), person.clone(), item.mail);
        // It reads the log: that holds up nobody.
        let composed = tokio::task::spawn_blocking(move || {
            letters::compose(&app, &person, mail, secret.as_deref())
        });
        // One that cannot be written holds up no other.
        let defect = |_| Tried::Failed(Trouble::Defect, Hinders::This);
        let letter = composed.await.map_err(defect)?.ok_or(Tried::Useless)?;
        Ok(Message {
            to,
            subject: letter.subject,
            body: letter.text,
            html: letter.html,
            calendar: letter.calendar,
            written: item.since,
            id: parcel::name(&book.state, item, link.as_ref(), self.app.now()),
        })
    }

    /// The link of a mail: the one of an earlier try while it is good, else a new one.
    async fn link(&self, item: &Item) -> Result<Option<parcel::Link>, Tried> {
        let (kind, now) = (item.mail.kind, self.app.now());
        if !parcel::needs_link(kind) {
            return Ok(None);
        }
        let book = self.app.book();
        let person = book.state.person(item.to).ok_or(Tried::Useless)?;
        let before = self.links().get(&item.key()).cloned();
        if let Some(link) = before.filter(|link| link.is_good(person, kind, now)) {
            return Ok(Some(link));
        }
        let made = parcel::Link::new(kind, person.password.is_some(), now);
        let made = made.map_err(|_| Tried::Failed(Trouble::Defect, Hinders::Every))?;
        let Some(link) = made else { return Ok(None) };
        match self.order(&mut None, link.command(item.to, kind)).await {
            Some(Answer::Done(_)) => {
                self.links().insert(item.key(), link.clone());
                Ok(Some(link))
            }
            Some(Answer::Refused(_)) => Err(Tried::Useless),
            _ => Err(Tried::LogFails),
        }
    }

    /// Sends a mail that says so to somebody at once, in the way all mails go; says how that went.
    ///
    /// # Errors
    /// What stood in the way.
    pub async fn test(&self, to: &str, subject: &str, text: &str) -> Result<(), Trouble> {
        let book = self.app.book();
        let settings = book.state.mail.clone().ok_or(Trouble::Copy)?;
        let account = self.account(*settings, TEST_PATIENCE).await?;
        let id = tokens::random::<16>().map_err(|_| Trouble::Defect)?;
        let message = Message {
            to: to.to_owned(),
            subject: subject.to_owned(),
            body: text.to_owned(),
            html: None,
            calendar: None,
            written: self.app.now(),
            id: format!("test-{:032x}", u128::from_be_bytes(id)),
        };
        let tried = sent(account, message).await;
        tried.map_err(|(trouble, _)| trouble)?;
        // What stood in the way of the others has gone.
        self.hurry();
        Ok(())
    }

    /// Since when and why no mail goes out.
    pub fn stands(&self) -> Option<Tries> {
        let waits = self.app.book().outbox.waiting().next().is_some();
        self.pause().filter(|_| waits)
    }
}

fn given_up(item: &Item, trouble: &Trouble) -> MailOutcome {
    MailOutcome::GivenUp(Some(PersonalText::clear(item.to, trouble.words())))
}

/// Hands a mail over on a thread that ends with it: that blocks, and what it takes of memory is given back. Nobody waits for
/// the thread when the program ends.
async fn sent(account: Account, message: Message) -> Result<(), (Trouble, Hinders)> {
    let (tell, told) = oneshot::channel();
    let begun = thread::Builder::new()
        .name("mail".to_owned())
        .spawn(move || {
            // Whoever asked may have gone.
            let _ = tell.send(hand_over(&account, &message));
        });
    let defect = (Trouble::Defect, Hinders::Every);
    if begun.is_err() {
        return Err(defect);
    }
    match told.await {
        Ok(handed) => handed.map_err(|it| (Trouble::Failed(it.failed), it.hinders)),
        Err(_) => Err(defect),
    }
}
