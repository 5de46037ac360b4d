//! Sends the mails of a house that wait: one at a time, tried again with longer and longer pauses, given up after three
//! days or when a server refuses one for good. That a mail waits and what became of it stands in the log; when it is tried
//! next is in memory only and begins anew with each start. So none is lost, and one is sent twice only when the program
//! ends between a server's word and its being written down; both have the same `Message-ID` then.
//! Never holds up anything else, never keeps a thread, and takes no memory worth the name while nothing waits.
//!
//! | file | is |
//! |---|---|
//! | `patience` | pauses, and when it is enough |
//! | `parcel` | one mail: address, link, name |
//! | `settings` | the settings as an account, and its password |
//! | `trouble` | what can stand in the way |
//! | `turn` | which mail is next |
//! | `work` | sending it, and writing down what became of it |

mod parcel;
mod patience;
pub mod settings;
mod trouble;
mod turn;
mod work;

#[cfg(test)]
mod turn_tests;

pub use patience::Tries;
pub use trouble::{OFF, Trouble};
pub use turn::Item;

use crate::{
    app::App,
    domain::{
        command::{Command, MailCommand},
        ids::{PersonId, Sequence},
        mail::{Mail, MailOutcome},
        time::Moment,
    },
};
use core::{
    fmt,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;
use turn::{Circumstances, Memory};

/// How long the outbox may stand still until everybody who could help is told, in milliseconds: one hour.
const LONG_MILLIS: i64 = 60 * 60 * 1000;
/// How long is told of mails that were given up, in milliseconds: three days.
const TOLD_MILLIS: i64 = 3 * 24 * 60 * 60 * 1000;

/// The post of one house.
pub struct Post {
    app: Arc<App>,
    memory: Mutex<Memory>,
    /// Secrets of links in mails that are on their way.
    links: Mutex<BTreeMap<(PersonId, Mail), parcel::Link>>,
    /// The last event there was when this was made: what waits since then and longer may be from a copy.
    begun: Sequence,
    /// Certificates that vouch for the mail server instead of those of the web.
    authorities: OnceLock<Arc<[u8]>>,
    /// How long a server may keep silent.
    patience: Duration,
    word: Bell,
    ending: AtomicBool,
    sent: AtomicU64,
    given_up: AtomicU64,
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Post")
    }
}

/// Makes the post look again. It holds nothing of the house: whoever has it does not keep the house open.
#[derive(Debug, Clone, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// Something may be to be sent. Costs nothing.
    pub fn ring(&self) {
        self.0.notify_one();
    }
}

/// A mail that waits, for whoever looks.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What it is known by.
    pub name: String,
    /// The mail.
    pub item: Item,
    /// What has been tried.
    pub tries: Option<Tries>,
    /// Whether it waits for the next daily mail.
    pub held: bool,
}

/// What administrators should hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worry {
    /// No mail has gone out for long.
    Stands,
    /// So many mails were given up of late.
    GivenUp(usize),
}

impl Post {
    /// The post of a house. It sends nothing until it runs.
    pub fn new(app: Arc<App>) -> Arc<Self> {
        /// Some servers look at a mail for long before they take it; whoever breaks off too soon sends it twice.
        const USUAL: Duration = Duration::from_secs(120);
        Self::with_patience(app, USUAL)
    }

    /// The same, with servers that keep silent for at most this long.
    pub fn with_patience(app: Arc<App>, patience: Duration) -> Arc<Self> {
        let begun = app.book().sequence;
        Arc::new(Self {
            app,
            memory: Mutex::default(),
            links: Mutex::default(),
            begun,
            authorities: OnceLock::new(),
            patience,
            word: Bell::default(),
            ending: AtomicBool::new(false),
            sent: AtomicU64::new(0),
            given_up: AtomicU64::new(0),
        })
    }

    /// Trusts these certificates (PEM) and no others to vouch for the mail server. Only the first word counts.
    pub fn trust(&self, authorities: &[u8]) {
        // Whoever serves the house says it once.
        let _ = self.authorities.set(authorities.into());
    }

    /// What makes it look again, for whoever is told of changes.
    pub fn bell(&self) -> Bell {
        self.word.clone()
    }

    /// Sends nothing more; what is being sent is finished.
    pub fn end(&self) {
        self.ending.store(true, Ordering::Relaxed);
        self.word.ring();
    }

    /// Tries everything that waits at once, whatever stood in its way.
    pub fn hurry(&self) {
        self.memory().hurry();
        self.word.ring();
    }

    /// What gives a mail up that waits under this name; `None` when there is none.
    pub fn giving_up(&self, name: &str) -> Option<Command> {
        let listed = self.listed().into_iter().find(|it| it.name == name)?;
        Some(Command::Mail(MailCommand::Settle {
            to: listed.item.to,
            mail: listed.item.mail,
            outcome: MailOutcome::GivenUp(None),
        }))
    }

    /// The mails that wait, in the order in which they are sent.
    pub fn listed(&self) -> Vec<Listed> {
        let book = self.app.book();
        let Some(settings) = &book.state.mail else {
            return Vec::new();
        };
        let memory = self.memory().clone();
        let circumstances = self.circumstances(&book);
        let due = turn::due(&memory, &circumstances, settings);
        let held = turn::held(&book, settings);
        let listed = |item: Item, held| Listed {
            name: parcel::name(&book.state, &item, None, circumstances.now),
            tries: memory.tries.get(&item.key()).cloned(),
            item,
            held,
        };
        let due = due.into_iter().map(|item| listed(item, false));
        due.chain(held.into_iter().map(|item| listed(item, true)))
            .collect()
    }

    /// What stands in the way of all mails.
    pub fn pause(&self) -> Option<Tries> {
        self.memory().pause.clone()
    }

    /// What administrators should hear of, if there is something.
    pub fn worry(&self, now: Moment) -> Option<Worry> {
        let book = self.app.book();
        book.state.mail.as_ref()?;
        let since = |moment: Moment| now.millis().saturating_sub(moment.millis());
        let waits = book.outbox.waiting().next().is_some();
        let stands = |pause: &Tries| waits && since(pause.first) >= LONG_MILLIS;
        if self.memory().pause.as_ref().is_some_and(stands) {
            return Some(Worry::Stands);
        }
        let of_late = book
            .outbox
            .settled()
            .take_while(|it| since(it.at) < TOLD_MILLIS);
        // What somebody gave up by hand has no reason, and they know.
        let given_up = of_late.filter(|it| it.given_up && it.why.is_some()).count();
        (given_up > 0).then_some(Worry::GivenUp(given_up))
    }

    /// How many mails were sent and given up since the start.
    pub fn counts(&self) -> (u64, u64) {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        (count(&self.sent), count(&self.given_up))
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn links(&self) -> MutexGuard<'_, BTreeMap<(PersonId, Mail), parcel::Link>> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn circumstances<'a>(&self, book: &'a crate::app::views::Book) -> Circumstances<'a> {
        Circumstances {
            book,
            now: self.app.now(),
            begun: self.begun,
        }
    }
}
