//! Sends what is worth a mail: one at a time, on a thread of its own, tried again for a day with longer and longer pauses. A
//! mail server that is slow or gone never holds up anything else. What waits is bounded and kept in memory only; it ends with
//! the supervisor. Never decides what is written: `notices` does.

use super::{
    agents::Agents,
    board::Kernel,
    mail_config::{MailConfig, WrongFile},
    notices::Letter,
};
use crate::{
    clock::{Clock, Stopwatch},
    mail::{self, Failed, Message},
};
use core::fmt;
use std::{collections::VecDeque, sync::Arc, thread, time::Duration};
use tokio::{
    sync::{mpsc, oneshot},
    time::sleep,
};

/// A point in time: how long the post had been at work.
type Time = Duration;

/// Mails that wait at most.
const MOST_WAITING: usize = 32;

/// How patient one is with a mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Pause before the second try, doubled with each further one.
    pub first: Duration,
    /// Longest such pause.
    pub longest: Duration,
    /// How long a mail is tried altogether.
    pub whole: Duration,
}

impl Patience {
    /// What suits a mail server somewhere in the world.
    pub const USUAL: Self = Self {
        first: Duration::from_secs(60),
        longest: Duration::from_secs(60 * 60),
        whole: Duration::from_secs(24 * 60 * 60),
    };

    /// The pause after so many tries.
    fn pause(&self, tries: u32) -> Duration {
        let doublings = tries.saturating_sub(1).min(20);
        self.first.saturating_mul(1 << doublings).min(self.longest)
    }
}

/// A mail that waits for its turn.
#[derive(Debug)]
struct Waiting {
    message: Message,
    tries: u32,
    /// When it came, and when it is tried next.
    came: Time,
    next: Time,
}

/// Why a mail has not gone out.
#[derive(Debug)]
pub enum NotSent {
    /// A file that is named for mails cannot be used.
    File(WrongFile),
    /// It was not handed over.
    Failed(Failed),
    /// The machine could not try.
    Machine(std::io::Error),
}

impl NotSent {
    /// Whether trying again can help. A file can be put right.
    const fn is_temporary(&self) -> bool {
        match self {
            Self::File(_) | Self::Machine(_) => true,
            Self::Failed(failed) => failed.is_temporary(),
        }
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(wrong) => wrong.fmt(f),
            Self::Failed(failed) => failed.fmt(f),
            Self::Machine(error) => write!(f, "no mail could be tried to be sent: {error}"),
        }
    }
}

impl core::error::Error for NotSent {}

/// The mails that wait.
#[derive(Debug)]
struct Queue {
    waiting: VecDeque<Waiting>,
    patience: Patience,
}

impl Queue {
    /// Adds one; answers with the oldest when there is no room for it any more.
    fn push(&mut self, message: Message, now: Time) -> Option<Message> {
        let full = self.waiting.len() == MOST_WAITING;
        let gone = full.then(|| self.waiting.pop_front()).flatten();
        self.waiting.push_back(Waiting {
            message,
            tries: 0,
            came: now,
            next: now,
        });
        gone.map(|waiting| waiting.message)
    }

    /// When the next one is to be tried.
    fn next(&self) -> Option<Time> {
        self.waiting.iter().map(|waiting| waiting.next).min()
    }

    /// The one whose turn it is, if it is anyone's.
    fn take(&mut self, now: Time) -> Option<Waiting> {
        let place = self
            .waiting
            .iter()
            .position(|waiting| waiting.next <= now)?;
        self.waiting.remove(place)
    }

    /// Lets one wait for another try; answers with whether there is one.
    fn again(&mut self, mut waiting: Waiting, why: &NotSent, now: Time) -> bool {
        waiting.tries += 1;
        waiting.next = now + self.patience.pause(waiting.tries);
        let is_worth_it = why.is_temporary() && waiting.next <= waiting.came + self.patience.whole;
        if is_worth_it {
            self.waiting.push_front(waiting);
        }
        is_worth_it
    }
}

/// Sends what comes, until nobody is left to bring anything.
pub(super) async fn deliver(
    agents: Arc<Agents>,
    mut letters: mpsc::Receiver<Letter>,
    patience: Patience,
) {
    let (begun, host) = (Stopwatch::start(), Kernel::default().host_name());
    let mut queue = Queue {
        waiting: VecDeque::new(),
        patience,
    };
    loop {
        let pause = queue
            .next()
            .map(|next| next.saturating_sub(begun.elapsed()));
        tokio::select! {
            letter = letters.recv() => match letter {
                Some(letter) => {
                    let config = agents.mail.lock().await.clone();
                    let to = config.map_or(Vec::new(), |config| config.to);
                    for message in messages(&letter, &to) {
                        if let Some(gone) = queue.push(message, begun.elapsed()) {
                            tracing::error!(to = %gone.to, subject = %gone.subject, "too many mails wait: given up");
                        }
                    }
                }
                None => return,
            },
            () = sleep(pause.unwrap_or_default()), if pause.is_some() => {
                let config = agents.mail.lock().await.clone();
                match (queue.take(begun.elapsed()), config) {
                    (Some(waiting), Some(config)) => {
                        let sent = send(config, host.clone(), waiting.message.clone()).await;
                        settle(&mut queue, waiting, sent, begun.elapsed());
                    }
                    (Some(waiting), None) => {
                        tracing::info!(to = %waiting.message.to, "no mails are sent any more: dropped");
                    }
                    (None, _) => {}
                }
            }
        }
    }
}

fn settle(queue: &mut Queue, waiting: Waiting, sent: Result<(), NotSent>, now: Time) {
    let (to, subject) = (waiting.message.to.clone(), waiting.message.subject.clone());
    match sent {
        Ok(()) => tracing::info!(%to, %subject, "a mail was sent"),
        Err(why) if queue.again(waiting, &why, now) => {
            tracing::warn!(%to, %subject, "a mail was not sent and will be tried again: {why}");
        }
        Err(why) => tracing::error!(%to, %subject, "a mail was not sent and is given up: {why}"),
    }
}

/// A letter as one mail for each recipient.
pub(super) fn messages<'a>(letter: &'a Letter, to: &'a [String]) -> impl Iterator<Item = Message> {
    let written = Clock::System.now();
    let chance = fastrand::Rng::with_seed(written.millis().unsigned_abs()).u64(..);
    (1..).zip(to).map(move |(number, to): (u32, _)| Message {
        to: to.clone(),
        subject: letter.subject.clone(),
        body: letter.body.clone(),
        html: None,
        calendar: None,
        written,
        id: format!("{:x}-{chance:x}-{number}", written.millis()),
    })
}

/// Sends one mail on a thread that ends with it: sending blocks, and what it takes of memory is given back.
async fn send(config: MailConfig, host: String, message: Message) -> Result<(), NotSent> {
    let (tell, told) = oneshot::channel();
    let thread = thread::Builder::new().name("mail".to_owned());
    let begun = thread.spawn(move || tell.send(send_here(&config, &host, &message)));
    begun.map_err(NotSent::Machine)?;
    // A thread that says nothing has broken down.
    let broken = |_| Err(NotSent::Machine(std::io::Error::other("it broke down")));
    told.await.unwrap_or_else(broken)
}

/// Sends one mail and waits for how it goes.
///
/// # Errors
/// Why it did not go out.
pub(super) fn send_here(config: &MailConfig, host: &str, message: &Message) -> Result<(), NotSent> {
    let account = config.account(host).map_err(NotSent::File)?;
    mail::send(&account, message).map_err(NotSent::Failed)
}

/// Sends a mail to everybody the configuration names, to see whether it can be done; answers with how it went.
pub fn try_out(config: &MailConfig) -> Vec<(String, Result<(), NotSent>)> {
    let host = Kernel::default().host_name();
    let letter = Letter {
        subject: format!("[Hutbook {host}] a test"),
        body: format!(
            "This is a test: the supervisor on {host} can send mails. Nothing is the matter.\n"
        ),
    };
    messages(&letter, &config.to)
        .map(|message| (message.to.clone(), send_here(config, &host, &message)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Moment;

    const MINUTE: Duration = Duration::from_secs(60);

    fn queue() -> Queue {
        Queue {
            waiting: VecDeque::new(),
            patience: Patience::USUAL,
        }
    }

    fn message(subject: &str) -> Message {
        Message {
            to: "a@example.org".to_owned(),
            subject: subject.to_owned(),
            body: String::new(),
            html: None,
            calendar: None,
            written: Moment::from_millis(0),
            id: "1".to_owned(),
        }
    }

    fn temporary() -> NotSent {
        NotSent::Failed(Failed::Silent)
    }

    #[test]
    fn a_mail_is_tried_for_a_day_with_longer_and_longer_pauses() {
        let mut queue = queue();
        assert_eq!(queue.push(message("a"), MINUTE), None);
        let mut tried = Vec::new();
        while let Some(now) = queue.next() {
            assert!(now == Duration::ZERO || queue.take(now - Duration::from_secs(1)).is_none());
            let waiting = queue.take(now).unwrap();
            tried.push(now.as_secs() / 60);
            queue.again(waiting, &temporary(), now);
        }
        assert_eq!(tried[..8], [1, 2, 4, 8, 16, 32, 64, 124]);
        assert_eq!(tried.len(), 29);
        assert!(tried.last().is_some_and(|last| *last <= 24 * 60 + 1));
    }

    #[test]
    fn what_is_refused_for_good_is_not_tried_again() {
        let mut queue = queue();
        queue.push(message("a"), MINUTE);
        let waiting = queue.take(MINUTE).unwrap();
        let refused = NotSent::Failed(Failed::Refused(550, "no".to_owned()));
        assert!(!queue.again(waiting, &refused, MINUTE));
        assert_eq!(queue.next(), None);
    }

    #[test]
    fn what_waits_is_bounded_and_one_that_fails_does_not_hold_up_the_others() {
        let mut queue = queue();
        for number in 0..MOST_WAITING {
            assert_eq!(queue.push(message(&number.to_string()), MINUTE), None);
        }
        let gone = queue.push(message("last"), MINUTE).unwrap();
        assert_eq!((&*gone.subject, queue.waiting.len()), ("0", MOST_WAITING));
        let first = queue.take(MINUTE).unwrap();
        assert_eq!(first.message.subject, "1");
        assert!(queue.again(first, &temporary(), MINUTE));
        assert_eq!(queue.take(MINUTE).unwrap().message.subject, "2");
    }

    #[test]
    fn each_recipient_gets_a_mail_of_its_own_that_is_known_again() {
        let letter = Letter {
            subject: "s".to_owned(),
            body: "b".to_owned(),
        };
        let to = ["a@example.org", "b@example.org"].map(str::to_owned);
        let messages: Vec<_> = messages(&letter, &to).collect();
        assert_eq!(
            messages.iter().map(|it| &it.to).collect::<Vec<_>>(),
            to.iter().collect::<Vec<_>>()
        );
        assert_ne!(messages[0].id, messages[1].id);
    }
}
