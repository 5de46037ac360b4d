//! The one door to a house: orders go in through one writer, everybody reads the same book, secrets are checked here.
//! Never knows HTTP, HTML or processes, and nothing of how the log is kept.

pub mod access_link;
pub mod backups;
pub mod changes;
pub mod check;
pub mod condition;
pub mod demo;
pub mod email_check;
pub mod erasure;
pub mod invitation_link;
pub mod order;
pub mod passwords;
mod past;
pub mod rebuild;
mod reply;
mod round;
pub mod sealing;
pub mod second_factor;
pub mod snapshot;
pub mod tokens;
pub mod tries;
pub mod turn;
pub mod views;
mod writer;

use crate::{
    clock::{Clock, Stopwatch},
    domain::{
        self,
        booking::{Booking, tidy},
        command::{Command, NoteWish},
        decision::Decision,
        event::Recorded,
        ids::{Actor, PersonId, Sequence},
        people::{Digest, Standing},
        refusal::Refusal,
        text::PersonalText,
        time::Moment,
    },
    projections::book::Book,
    store::{EventLog, LogReader, Randomness, Vault},
};
use arc_swap::ArcSwap;
use changes::{About, Change, Listening};
use condition::{Condition, Counts, Vitals};
use core::{ops::ControlFlow, sync::atomic::AtomicBool};
use erasure::Owed;
use jiff::civil::Date;
use order::{Answer, AnswerTo, Order};
use passwords::Passwords;
use reply::Reply;
use snapshot::Snapshots;
use std::{
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        mpsc::{self, SendError, Sender},
    },
    thread::JoinHandle,
    time::Duration,
};
use tries::Tries;
use writer::Job;

pub use crate::store::{BLOCK_BYTES, BlockFigures, CopyFigures, Failure, Figures, Mark, Stored};
pub use writer::{MOST_IN_A_ROUND, Writer};

/// Most orders that can wait at the door; further ones are told to come again.
pub const MOST_WAITING: usize = 512;

/// What readers and the writer share.
#[derive(Debug)]
struct Shared {
    book: ArcSwap<Book>,
    vitals: Vitals,
    listening: Listening,
    rebuilt: Mutex<Option<rebuild::Rebuilt>>,
}

impl Shared {
    /// What building the book anew came to last, if that was done.
    fn rebuilt(&self) -> MutexGuard<'_, Option<rebuild::Rebuilt>> {
        self.rebuilt.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on this is the book; whoever listens is told once it can be read.
    fn publish(&self, book: Arc<Book>, about: About) {
        let sequence = book.sequence;
        self.book.store(book);
        self.listening.tell(Change { sequence, about });
    }
}

/// A house that is open.
pub struct App {
    shared: Arc<Shared>,
    jobs: Sender<Job>,
    writer: Mutex<Option<JoinHandle<()>>>,
    reader: Arc<dyn LogReader>,
    vault: Arc<Vault>,
    clock: Clock,
    since: Stopwatch,
    backups: backups::Backups,
    checks: check::Checks,
    opening: Opening,
    /// Where the key of the house's own secrets lies, once somebody has said it.
    key: OnceLock<sealing::KeyFile>,
    /// Checks passwords, one at a time. It takes long: never call it where others wait.
    pub passwords: Passwords,
    /// Wrong passwords of late.
    pub tries: Tries,
    /// Wrong secrets of links of late: apart, so that nobody who tries many of them makes wrong passwords forgotten.
    pub link_tries: Tries,
    /// Wrong codes of late, apart for the same reason: of second factors, and of the set-up.
    pub code_tries: Tries,
}

impl App {
    /// Opens a house: reads its whole log and starts its writer on a thread of its own.
    ///
    /// # Errors
    /// When the log cannot be read, is damaged, or contradicts itself.
    pub fn start(log: Box<dyn EventLog>, clock: Clock) -> Result<Arc<Self>, Failure> {
        Self::start_with(log, clock, None)
    }

    /// The same, beginning with a snapshot where there is one, and writing one when that is worth it.
    ///
    /// # Errors
    /// As [`App::start`]. A snapshot is no reason for an error.
    pub fn start_with(
        log: Box<dyn EventLog>,
        clock: Clock,
        snapshots: Option<snapshot::Place>,
    ) -> Result<Arc<Self>, Failure> {
        let (app, writer) = Self::open(log, clock, Randomness::System, snapshots)?;
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || writer.run());
        let thread = thread.map_err(Failure::new)?;
        *app.writer.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        Ok(app)
    }

    /// Opens a house whose writer runs only when it is given its turn ([`Writer::serve_waiting`]): with a manual clock
    /// and randomness from a seed the same orders lead to the same bytes in the log, every time.
    ///
    /// # Errors
    /// As [`App::start`].
    pub fn open(
        log: Box<dyn EventLog>,
        clock: Clock,
        randomness: Randomness,
        snapshots: Option<snapshot::Place>,
    ) -> Result<(Arc<Self>, Writer), Failure> {
        let reader = log.reader();
        let vault = Arc::new(Vault::with(reader.keys()?, randomness));
        let (book, snapshots, opening) = read_the_book(&*reader, &vault, snapshots)?;
        let shared = Arc::new(Shared {
            book: ArcSwap::from_pointee(book),
            vitals: Vitals::default(),
            listening: Listening::default(),
            rebuilt: Mutex::default(),
        });
        if matches!(log.has_room(), Ok(false)) {
            shared.vitals.set_condition(Condition::Full);
        }
        let mut owed = Owed::default();
        owed.gather(&shared.book.load(), &vault);
        shared.vitals.set_erasure_outstanding(!owed.is_empty());
        let (sender, jobs) = mpsc::channel();
        let writer = Writer {
            jobs,
            log,
            vault: Arc::clone(&vault),
            shared: Arc::clone(&shared),
            clock: clock.clone(),
            lost: false,
            owed,
            snapshots,
        };
        let app = Self {
            shared,
            jobs: sender,
            writer: Mutex::new(None),
            reader,
            vault,
            clock,
            since: Stopwatch::start(),
            backups: backups::Backups::default(),
            checks: check::Checks::default(),
            opening,
            key: OnceLock::new(),
            passwords: Passwords::default(),
            tries: Tries::default(),
            link_tries: Tries::default(),
            code_tries: Tries::default(),
        };
        Ok((Arc::new(app), writer))
    }

    /// The book as it is now. What is held stays as it is, whatever happens meanwhile.
    pub fn book(&self) -> Arc<Book> {
        self.shared.book.load_full()
    }

    /// Tells `listener`, and nobody who listened before, of each new book once it can be read and before the orders that
    /// brought it about are answered. It is told on the writer's thread and must not take long.
    pub fn listen(&self, listener: impl Fn(Change) + Send + 'static) {
        self.shared.listening.set(Box::new(listener));
    }

    /// What time it is.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// What date it is at the house.
    pub fn today(&self) -> Date {
        round::today(&self.shared.book.load(), self.now())
    }

    /// Hands an order in; the answer comes on the writer's thread when it is durable. Whoever waits may go away: that
    /// cancels nothing.
    pub fn submit(&self, order: Order, answer: AnswerTo) {
        self.give(answer, |reply| Job::Order(Box::new(order), reply));
    }

    /// Hands an order in and waits for its answer.
    pub fn submit_and_wait(&self, order: Order) -> Answer {
        self.wait_for(|reply| Job::Order(Box::new(order), reply))
    }

    /// Records events of another system as they are: all of them, or none. Their sequences and versions must follow
    /// the book as it is.
    pub fn import(&self, events: Vec<Recorded>) -> Answer {
        self.wait_for(|reply| Job::Import(events, reply))
    }

    fn wait_for(&self, job: impl FnOnce(Reply) -> Job) -> Answer {
        let (to, from) = mpsc::channel();
        let answer = Box::new(move |answer| {
            // Nobody may be waiting any more; that is no reason not to have done it.
            let _ = to.send(answer);
        });
        self.give(answer, job);
        from.recv().unwrap_or(Answer::Unknown)
    }

    /// Puts a job into the queue, which grows only as far as it is used and never beyond [`MOST_WAITING`].
    fn give(&self, to: AnswerTo, job: impl FnOnce(Reply) -> Job) {
        let (reply, waiting) = Reply::new(to, &self.shared);
        if waiting > MOST_WAITING as u64 {
            return reply.give(Answer::Busy);
        }
        if let Err(SendError(Job::Order(_, reply) | Job::Import(_, reply))) =
            self.jobs.send(job(reply))
        {
            reply.give(Answer::Closing);
        }
    }

    /// What a command would come to now. Nothing happens.
    ///
    /// # Errors
    /// The refusal it would meet.
    pub fn consider(&self, actor: Actor, command: &Command) -> Result<Decision, Refusal> {
        let book = self.shared.book.load();
        domain::decide(
            &book.state,
            command,
            &round::context(&book, command, actor, self.now()),
        )
    }

    /// Reads personal text; `None` when it has been erased.
    pub fn reveal(&self, text: &PersonalText) -> Option<String> {
        self.vault.reveal(text)
    }

    /// What a booking's note shall be, when somebody who saw it in this book sends the whole text: unchanged text is
    /// no wish.
    pub fn note_wish(&self, book: &Book, before: Option<&Booking>, text: Option<&str>) -> NoteWish {
        let text = text.and_then(tidy);
        let text = text.as_deref();
        let now = before
            .and_then(|booking| book.state.note(booking.id))
            .and_then(|note| self.reveal(&note));
        match text {
            _ if text == now.as_deref() && before.is_some() => NoteWish::Keep,
            Some(text) => NoteWish::Say(text.into()),
            None => NoteWish::Nothing,
        }
    }

    /// Whose session this secret opens, if it still does and they may still come in.
    pub fn session(&self, digest: &Digest) -> Option<PersonId> {
        let book = self.shared.book.load();
        let person = book.sessions.person(digest, self.now())?;
        let active = book
            .state
            .person(person)
            .is_some_and(|person| person.standing == Standing::Active);
        active.then_some(person)
    }

    /// How the house is.
    pub fn condition(&self) -> Condition {
        self.shared.vitals.condition()
    }

    /// Counts since the start.
    pub fn counts(&self) -> Counts {
        self.shared.vitals.counts()
    }

    /// Whether somebody has been erased whose key could not be taken out of the log yet.
    pub fn erasure_outstanding(&self) -> bool {
        self.shared.vitals.erasure_outstanding()
    }

    /// How often a book built anew differed from the one in memory. Answers kept from before are worth nothing.
    pub fn wrong_books(&self) -> u32 {
        self.shared.vitals.wrong_books()
    }

    /// What opening the house came to.
    pub const fn opening(&self) -> Opening {
        self.opening
    }

    /// What building the book anew came to last; `None` when that has not been done since the house was opened.
    pub fn rebuilt(&self) -> Option<rebuild::Rebuilt> {
        *self.shared.rebuilt()
    }

    /// How long the house has been open.
    pub fn uptime(&self) -> Duration {
        self.since.elapsed()
    }

    /// Sizes and counts of the log. Reads the disk.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn figures(&self) -> Result<Figures, Failure> {
        self.reader.figures()
    }

    /// The last event and the hash of its block, which is chained to all before; `None` where there are no blocks.
    /// Reads the disk.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn chain(&self) -> Result<Option<(Sequence, Mark)>, Failure> {
        self.reader.chain()
    }

    /// How an event lies in the log; `None` where there are no blocks, or no such event. Reads the disk.
    ///
    /// # Errors
    /// When the engine fails or the log is damaged there.
    pub fn stored(&self, sequence: Sequence) -> Result<Option<Stored>, Failure> {
        self.reader.stored(sequence)
    }

    /// How the backups are that the house makes by itself.
    pub fn backups(&self) -> backups::Report {
        self.backups.report()
    }

    /// A checked copy of the whole log, under a temporary name beside the one it is meant for. Takes long.
    ///
    /// # Errors
    /// When it cannot be made. Nothing is left behind then.
    pub fn copy_beside(
        &self,
        to: &Path,
        stop: &AtomicBool,
    ) -> Result<backups::Copied, backups::BackupError> {
        self.reader.copy_beside(to, stop)
    }

    /// How plain copying of the house's file goes.
    pub fn copies(&self) -> CopyFigures {
        self.reader.copies()
    }

    /// Hands out events after a sequence, personal text readable where its key is left, until `each` breaks off.
    /// Reads the disk.
    ///
    /// # Errors
    /// When the engine fails or the log is damaged.
    pub fn events(
        &self,
        after: Sequence,
        each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        self.reader.replay(after, &mut |mut recorded| {
            self.vault.open_event(&mut recorded.event);
            each(recorded)
        })
    }

    /// The same with personal text as the log holds it, sealed: for whoever looks at many and shows few. See
    /// [`App::open_event`]. Reads the disk.
    ///
    /// # Errors
    /// When the engine fails or the log is damaged.
    pub fn sealed_events(
        &self,
        after: Sequence,
        each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        self.reader.replay(after, each)
    }

    /// The book as of an earlier sequence. Reads the disk.
    ///
    /// # Errors
    /// When the log cannot be read, is damaged, or contradicts itself.
    pub fn as_of(&self, sequence: Sequence) -> Result<Book, Failure> {
        rebuild::replay(&*self.reader, &self.vault, Some(sequence))
    }

    /// Builds the book anew from the log and uses the new one from then on. Orders wait meanwhile.
    ///
    /// # Errors
    /// When the log cannot be read; `None` when the house is being closed or too busy.
    pub fn rebuild(&self) -> Option<Result<rebuild::Rebuilt, Failure>> {
        let (to, from) = mpsc::channel();
        let job = Job::Rebuild(Box::new(move |rebuilt| {
            let _ = to.send(rebuilt);
        }));
        self.jobs.send(job).ok()?;
        from.recv().ok()
    }

    /// Finishes all orders that wait, closes the log, and returns when that is done. Later orders are told so.
    pub fn close(&self) {
        self.backups.stop();
        self.checks.stop();
        let thread = self
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            // A writer that has ended already needs no word.
            let _ = self.jobs.send(Job::Stop);
            if thread.join().is_err() {
                tracing::error!("the writer ended by a defect");
            }
        }
    }
}

/// What opening a house came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The last event that was in the snapshot it began with; 0 when there was none.
    pub snapshot: Sequence,
    /// How many events were read after that.
    pub read: u64,
    /// How long both took.
    pub took: Duration,
}

/// The book as the log has it, from a snapshot on where one fits.
fn read_the_book(
    reader: &dyn LogReader,
    vault: &Vault,
    place: Option<snapshot::Place>,
) -> Result<(Book, Snapshots, Opening), Failure> {
    let watch = Stopwatch::start();
    let kept = place
        .as_ref()
        .and_then(|place| snapshot::load(place, reader, vault))
        .unwrap_or_default();
    let (begun, loading) = (kept.sequence, watch.elapsed());
    let (begun, book) = match rebuild::replay_on(kept, reader, vault, Sequence::MAX) {
        Ok(book) => (begun, book),
        // Whatever is wrong, it may be the snapshot: only the whole log can tell.
        Err(_) if begun > 0 => (0, rebuild::replay(reader, vault, None)?),
        Err(failure) => return Err(failure),
    };
    let opening = Opening {
        snapshot: begun,
        read: book.sequence - begun,
        took: watch.elapsed(),
    };
    let reading = opening.took.saturating_sub(loading);
    let snapshots = Snapshots::new(place, begun, opening.read, reading);
    Ok((book, snapshots, opening))
}

impl Drop for App {
    fn drop(&mut self) {
        self.close();
    }
}
