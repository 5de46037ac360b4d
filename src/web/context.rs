//! What handlers are given: who asks, what is asked, and the book; writers also the body and the door.
//! A [`ReadContext`] has no way to change anything, so no handler of a GET has.

use super::{
    forwarded,
    house::Web,
    limits::{IDEMPOTENCY_KEY_BYTES, ORDER_TIME},
    problem::Problem,
    request::Request,
};
use crate::{
    app::{
        App, CopyFigures, Failure, Figures, Mark, Opening, Stored,
        access_link::AccessLink,
        backups::{self, BackupError},
        check::CheckReport,
        condition::{Condition, Counts},
        email_check::EmailCheck,
        order::{Answer, Order},
        rebuild::Rebuilt,
        tokens, tries,
        views::Book,
    },
    clock,
    domain::{
        command::Command,
        decision::Decision,
        event::Recorded,
        house::Visitors,
        ids::{Actor, CommandId, PersonId, Sequence},
        people::{Digest, Role, Scope},
        refusal::Refusal,
        text::PersonalText,
        time::Moment,
    },
    mail::post::{self, Listed, Post, Tries, Trouble, Worry},
};
use bytes::Bytes;
use core::{ops::ControlFlow, sync::atomic::AtomicBool};
use hyper::header::HeaderName;
use jiff::civil::Date;
use std::{fs::File, path::Path, sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// The header by which a request can be repeated without being done again.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Who is signed in.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    /// Who.
    pub person: PersonId,
    /// Their role.
    pub role: Role,
    /// What is kept of the secret of their session or token.
    pub session: Digest,
    /// What the token may be used for that they came with; `None` for whoever signed in.
    pub scope: Option<Scope>,
    /// Whether the browser sent it on its own accord.
    pub by_cookie: bool,
}

impl Viewer {
    /// As who they act.
    pub const fn actor(&self) -> Actor {
        Actor::Person(self.person)
    }

    /// Whether they decide about others' things.
    pub fn is_administrator(&self) -> bool {
        self.role == Role::Administrator
    }
}

/// What can be learned of a house beside its book. Nothing here changes anything.
#[derive(Clone)]
pub struct Reading(pub(super) Arc<Web>);

impl Reading {
    /// Reads personal text; `None` when it has been erased.
    pub fn reveal(&self, text: &PersonalText) -> Option<String> {
        self.app().reveal(text)
    }

    /// What a command would come to now.
    ///
    /// # Errors
    /// The refusal it would meet.
    pub fn consider(&self, actor: Actor, command: &Command) -> Result<Decision, Refusal> {
        self.app().consider(actor, command)
    }

    /// How the house is.
    pub fn condition(&self) -> Condition {
        self.app().condition()
    }

    /// How often the book had to be put right.
    pub fn wrong_books(&self) -> u32 {
        self.app().wrong_books()
    }

    /// Whether somebody has been erased whose key could not be taken out of the log yet.
    pub fn erasure_outstanding(&self) -> bool {
        self.app().erasure_outstanding()
    }

    /// Counts since the start.
    pub fn counts(&self) -> Counts {
        self.app().counts()
    }

    /// How long the house has been open.
    pub fn uptime(&self) -> Duration {
        self.app().uptime()
    }

    /// Answers given since the start, by the first digit of their status.
    pub fn answers(&self) -> [u64; 5] {
        self.0.tally.counts()
    }

    /// Sizes and counts of the log. Reads the disk.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn figures(&self) -> Result<Figures, Failure> {
        self.app().figures()
    }

    /// How plain copying of the house's file goes.
    pub fn copies(&self) -> CopyFigures {
        self.app().copies()
    }

    /// Hands out events after a sequence. Reads the disk.
    ///
    /// # Errors
    /// When the engine fails or the log is damaged.
    pub fn events(
        &self,
        after: Sequence,
        each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        self.app().events(after, each)
    }

    /// Hands out events after a sequence, personal text sealed. Reads the disk.
    ///
    /// # Errors
    /// When the engine fails or the log is damaged.
    pub fn sealed_events(
        &self,
        after: Sequence,
        each: &mut dyn FnMut(Recorded) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        self.app().sealed_events(after, each)
    }

    /// The last event in the file and the hash of its block; `None` where there are no blocks. Reads the disk.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn chain(&self) -> Result<Option<(Sequence, Mark)>, Failure> {
        self.app().chain()
    }

    /// How an event lies in the log; `None` where that cannot be said. Reads the disk.
    ///
    /// # Errors
    /// When the engine fails or the log is damaged there.
    pub fn stored(&self, sequence: Sequence) -> Result<Option<Stored>, Failure> {
        self.app().stored(sequence)
    }

    /// What opening the house came to.
    pub fn opening(&self) -> Opening {
        self.app().opening()
    }

    /// What building the projections anew came to last, if that was done.
    pub fn rebuilt(&self) -> Option<Rebuilt> {
        self.app().rebuilt()
    }

    /// What checking the whole log came to last.
    pub fn last_check(&self) -> CheckReport {
        self.app().last_check()
    }

    /// A place among those who stream events, if there is one left.
    pub fn stream_place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0.gates.streams).try_acquire_owned().ok()
    }

    /// How the backups are that the house makes by itself.
    pub fn backups(&self) -> backups::Report {
        self.app().backups()
    }

    /// The backups that are there, the newest first. Reads the disk.
    ///
    /// # Errors
    /// When their folder cannot be read.
    pub fn kept_backups(&self) -> std::io::Result<Vec<backups::Backup>> {
        self.app().kept_backups()
    }

    /// A checked copy of the whole log as an open file without a name, and what it should be called. Takes long.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn copy(&self, now: Moment) -> Result<(File, u64, String), BackupError> {
        let file = Path::new(self.file());
        let book = self.app().book();
        let made = clock::datetime_in(book.state.zone(), now);
        let name = backups::name(&backups::stem_of(file), made);
        let copied = self.app().copy_beside(file, &AtomicBool::new(false))?;
        let (copy, verified) = copied.into_unnamed()?;
        Ok((copy, verified.file_bytes, name))
    }

    /// The place of the one who downloads a copy of the house, if it is free.
    pub fn copy_place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0.gates.copy).try_acquire_owned().ok()
    }

    /// All routes of the house.
    pub fn table(&self) -> &super::table::Table {
        &self.0.table
    }

    /// How the house's file is called.
    pub fn file(&self) -> &str {
        &self.0.facts.file
    }

    /// Whether this is the code that guards the set-up. Without a code nothing is.
    pub fn is_set_up_code(&self, code: &str) -> bool {
        let right = &self.0.facts.set_up_code;
        !right.is_empty() && code == right
    }

    /// The mails that wait, and what stands in the way of all of them.
    pub fn mails(&self) -> Mails {
        Mails {
            listed: self.0.post.listed(),
            pause: self.0.post.stands(),
        }
    }

    /// What administrators should hear of mails, if there is something.
    pub fn mail_worry(&self, now: Moment) -> Option<Worry> {
        self.0.post.worry(now)
    }

    /// How many mails were sent and given up since the start.
    pub fn mail_counts(&self) -> (u64, u64) {
        self.0.post.counts()
    }

    /// Why the password of the mail account cannot be opened, if there is an account. Reads the disk.
    pub fn mail_key_trouble(&self) -> Option<Trouble> {
        let book = self.app().book();
        let settings = book.state.mail.as_deref()?;
        post::settings::open(self.app(), settings).err()
    }

    /// Links that were wrong of late. Memory alone, and bounded: nothing of the house changes by it.
    pub(super) fn link_tries(&self) -> &tries::Tries {
        &self.app().link_tries
    }

    /// The same for codes.
    pub(super) fn code_tries(&self) -> &tries::Tries {
        &self.app().code_tries
    }

    /// The name of the cookie that carries sessions.
    pub fn cookie_name(&self) -> &str {
        &self.0.cookie
    }

    /// When a session or token was used last, as far as that is known: since the start, or as it was written down.
    pub fn last_use(&self, digest: &Digest) -> Option<Moment> {
        let book = self.app().book();
        let written = book.sessions.find(digest).and_then(|it| it.used);
        self.0.uses.last(digest).max(written)
    }

    /// How many are told of changes.
    pub fn change_streams(&self) -> usize {
        self.0.changes.open()
    }

    pub(super) const fn web(&self) -> &Arc<Web> {
        &self.0
    }

    fn app(&self) -> &App {
        &self.0.app
    }
}

/// The mails of a house that wait.
#[derive(Debug)]
pub struct Mails {
    /// Each, in the order in which they are sent.
    pub listed: Vec<Listed>,
    /// What stands in the way of all of them.
    pub pause: Option<Tries>,
}

/// What every handler is given.
pub struct ReadContext {
    /// The book as it was when the request came. It does not change meanwhile.
    pub book: Arc<Book>,
    /// When the request came.
    pub now: Moment,
    /// The date it was then at the house.
    pub today: Date,
    /// Who is signed in, if somebody is.
    pub viewer: Option<Viewer>,
    /// What is asked.
    pub request: Request,
    /// What else can be learned.
    pub house: Reading,
}

impl ReadContext {
    /// Who is signed in, where the table lets nobody else through.
    ///
    /// # Errors
    /// 401, where the table lets others through and it is one of those.
    pub fn somebody(&self) -> Result<Viewer, Problem> {
        self.viewer.ok_or_else(Problem::not_signed_in)
    }

    /// What is shown to whoever asks, if it is a visitor: nobody is signed in.
    pub fn visitor(&self) -> Option<Visitors> {
        let settings = self.book.state.settings.as_ref();
        let shown = settings.map_or(Visitors::Nothing, |settings| settings.visitors);
        self.viewer.is_none().then_some(shown)
    }

    /// Whether whoever asks is a visitor who sees what is taken, but not by whom.
    pub fn sees_no_names(&self) -> bool {
        match self.visitor() {
            None | Some(Visitors::Names) => false,
            Some(Visitors::Nothing | Visitors::Occupied) => true,
        }
    }

    /// The same circumstances once more, for what goes on after the request has been handed on.
    pub fn copied(&self) -> Self {
        let request = &self.request;
        Self {
            book: Arc::clone(&self.book),
            now: self.now,
            today: self.today,
            viewer: self.viewer,
            request: Request {
                verb: request.verb,
                path: request.path.clone(),
                query: request.query.clone(),
                headers: request.headers.clone(),
                peer: request.peer,
                parameters: request.parameters.clone(),
            },
            house: self.house.clone(),
        }
    }

    /// Whether somebody asks who may see that something is written down: who is signed in, or is on the same machine and
    /// not there as a proxy for somebody else. To
    /// others each figure that moves with the log would tell whether what they asked came to something, and so whether an
    /// address is known.
    pub fn may_see_writes(&self) -> bool {
        let request = &self.request;
        let is_near = request.peer.to_canonical().is_loopback();
        self.viewer.is_some() || is_near && !forwarded::is_passed_on(&request.headers)
    }

    /// Whether an administrator asks.
    pub fn is_administrator(&self) -> bool {
        self.viewer.is_some_and(|viewer| viewer.is_administrator())
    }
}

/// What handlers that do something are given.
pub struct WriteContext {
    /// What every handler is given.
    pub read: ReadContext,
    /// The body of the request.
    pub body: Bytes,
}

impl WriteContext {
    /// The house itself, with its door.
    pub fn app(&self) -> &Arc<App> {
        &self.web().app
    }

    pub(super) fn web(&self) -> &Arc<Web> {
        &self.read.house.0
    }

    /// What sends the mails of the house.
    pub fn post(&self) -> &Arc<Post> {
        &self.web().post
    }

    /// Lets go of all answers that were made before somebody was erased: their name may stand in them.
    pub fn forget_answers_before(&self, sequence: Sequence) {
        self.web().kept.forget_before(sequence);
    }

    /// A new link by which somebody can choose a password; it opens when its command has been carried out.
    ///
    /// # Errors
    /// 500 when the machine has no randomness to give.
    pub fn access_link(&self) -> Result<AccessLink, Problem> {
        AccessLink::new(self.read.now).map_err(|error| {
            tracing::error!(%error, "there is no randomness for a link");
            Problem::internal()
        })
    }

    /// A new link by which somebody can confirm their address; it opens when its command has been carried out.
    ///
    /// # Errors
    /// 500 when the machine has no randomness to give.
    pub fn email_check(&self) -> Result<EmailCheck, Problem> {
        EmailCheck::new(self.read.now).map_err(|error| {
            tracing::error!(%error, "there is no randomness for a link");
            Problem::internal()
        })
    }

    /// The name that makes the request repeatable, if its header gives one.
    ///
    /// # Errors
    /// 400 when there are several, or it is not 1 to 255 visible ASCII characters.
    pub fn idempotency_key(&self) -> Result<Option<&str>, Problem> {
        let mut keys = self.read.request.headers.get_all(IDEMPOTENCY_KEY).iter();
        let (first, second) = (keys.next(), keys.next());
        let Some(first) = first else { return Ok(None) };
        let key = first.as_bytes();
        let usable = (1..=IDEMPOTENCY_KEY_BYTES).contains(&key.len())
            && key.iter().all(u8::is_ascii_graphic)
            && second.is_none();
        if !usable {
            let detail = format!(
                "Idempotency-Key is one value of 1 to {IDEMPOTENCY_KEY_BYTES} visible ASCII characters."
            );
            return Err(Problem::bad_request("idempotency-key-malformed", detail));
        }
        Ok(core::str::from_utf8(key).ok())
    }

    /// The id under which this request is done: the same for the same key, or one of its own without a key.
    ///
    /// # Errors
    /// 500 when the machine has no randomness to give.
    pub fn command_id(&self, actor: Actor, key: Option<&str>) -> Result<CommandId, Problem> {
        let Some(key) = key else {
            return tokens::unique_command_id().map_err(|error| {
                tracing::error!(%error, "there is no randomness for the id of a command");
                Problem::internal()
            });
        };
        let request = &self.read.request;
        let address = request.address();
        let content = [
            request.verb.name().as_bytes(),
            address.as_bytes(),
            &*self.body,
        ];
        Ok(tokens::command_id(actor, key, &content))
    }

    /// Hands a command in for whoever is signed in and waits until it is durable. Under the header's key it is done
    /// once. If this future is dropped, the command is carried out all the same.
    ///
    /// # Errors
    /// When the key is malformed or nobody is signed in.
    pub async fn carry_out(&self, command: Command) -> Result<Answer, Problem> {
        let actor = self.read.somebody()?.actor();
        let id = self.command_id(actor, self.idempotency_key()?)?;
        Ok(self.hand_in(Order { actor, id, command }).await)
    }

    /// Hands an order in and waits for its answer, but not for ever.
    pub async fn hand_in(&self, order: Order) -> Answer {
        hand_in(self.app(), order).await
    }

    /// A turn at what keeps the disk busy.
    ///
    /// # Errors
    /// 503 when the server is ending.
    pub async fn disk_turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let turn = Arc::clone(&self.web().gates.disk).acquire_owned().await;
        turn.map_err(|_| Problem::busy())
    }

    /// The book as it was at an earlier sequence, one at a time.
    ///
    /// # Errors
    /// 500 when the log cannot be read.
    pub async fn book_as_of(&self, sequence: Sequence) -> Result<Arc<Book>, Problem> {
        let turn = Arc::clone(&self.web().gates.past);
        let turn = turn.acquire_owned().await.map_err(|_| Problem::busy())?;
        let app = Arc::clone(self.app());
        off_thread(move || {
            let _turn = turn;
            app.as_of(sequence)
        })
        .await?
        .map(Arc::new)
        .map_err(|error| {
            tracing::error!(
                error = &error as &dyn core::error::Error,
                "the past could not be read"
            );
            Problem::internal()
        })
    }
}

/// Hands an order in at once; what is given back waits for its answer, but not for ever.
pub(super) fn hand_in(app: &App, order: Order) -> impl Future<Output = Answer> + Send + use<> {
    let (to, from) = oneshot::channel();
    app.submit(
        order,
        Box::new(move |answer| {
            // Whoever asked may have gone; what is done stays done.
            let _ = to.send(answer);
        }),
    );
    async {
        match tokio::time::timeout(ORDER_TIME, from).await {
            Ok(answer) => answer.unwrap_or(Answer::Unknown),
            Err(_) => Answer::Unknown,
        }
    }
}

/// Does something that takes long on a thread where nobody waits.
///
/// # Errors
/// 500 when it ended by a defect.
pub async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| {
        tracing::error!(%error, "work on another thread ended by a defect");
        Problem::internal()
    })
}
