//! What all connections of one house share: the house itself, the routes, and the gates before what is dear.
//! Never holds anything that has to survive a restart.

use super::{
    asking::Askings,
    changes::Changes,
    context::ReadContext,
    flood::Flood,
    forwarded::Trust,
    kept::Kept,
    limits::{Limits, MOST_EVENT_STREAMS},
    passing::Passing,
    problem::Problem,
    reply::Response,
    second_step::SecondStep,
    table::{Route, Table, Unfit},
    tally::Tally,
    turns::Turns,
    uses::Uses,
};
use crate::{
    app::{App, tokens},
    clock::Stopwatch,
    mail::post::Post,
};
use core::fmt;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How things are said to people that have no handler of their own.
#[derive(Debug, Clone, Copy)]
pub struct Pages {
    /// Somebody must sign in first.
    pub not_signed_in: fn(&ReadContext) -> Response,
    /// Something is wrong.
    pub problem: fn(&ReadContext, &Problem) -> Response,
}

impl Pages {
    /// For a house without pages.
    pub const NONE: Self = Self {
        not_signed_in: |_| Problem::not_signed_in().response(),
        problem: |_, problem| problem.response(),
    };
}

/// What a house is served with.
#[derive(Debug)]
pub struct Options<'a> {
    /// Sets the session cookie apart from those of other houses on the same host, since cookies do not know ports:
    /// any text that is the same after a restart and unlike theirs.
    pub cookie_seed: &'a str,
    /// Routes beside those of the interface for programs.
    pub more_routes: &'a [Route],
    /// How things are said to people.
    pub pages: Pages,
    /// What else the pages have to know.
    pub facts: Facts,
    /// What connections may take.
    pub limits: Limits,
    /// Whose word is taken about who a request comes from.
    pub trust: Trust,
}

/// What pages have to know that stands in no book.
#[derive(Clone, Default)]
pub struct Facts {
    /// The code that whoever sets up a new house has to know; it stands on the console.
    pub set_up_code: String,
    /// How the house's file is called.
    pub file: String,
}

impl fmt::Debug for Facts {
    /// Leaves the code out: debug output ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Facts({})", self.file)
    }
}

/// What all connections share.
pub struct Web {
    pub(super) app: Arc<App>,
    pub(super) table: Table,
    pub(super) pages: Pages,
    pub(super) facts: Facts,
    pub(super) limits: Limits,
    pub(super) trust: Trust,
    pub(super) cookie: String,
    /// Unlike that of any other start: what was remembered of an earlier one is not taken for this one's.
    pub(super) start: u32,
    pub(super) gates: Gates,
    pub(super) flood: Flood,
    /// By which the flood is measured: no clock that is set can end or lengthen anything.
    pub(super) since: Stopwatch,
    pub(super) passing: Passing,
    pub(super) askings: Askings,
    pub(super) uses: Uses,
    pub(super) second_step: SecondStep,
    pub(super) kept: Kept,
    pub(super) tally: Tally,
    pub(super) changes: Arc<Changes>,
    pub(super) post: Arc<Post>,
}

impl fmt::Debug for Web {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Web")
            .field("table", &self.table)
            .finish_non_exhaustive()
    }
}

/// Who may do at the same time what takes long or much memory.
pub(super) struct Gates {
    /// Passwords that wait or are being checked.
    pub(super) passwords: Turns,
    /// The one who looks at the past.
    pub(super) past: Arc<Semaphore>,
    /// The one who asks for figures of the disk, or for a rebuild.
    pub(super) disk: Arc<Semaphore>,
    /// The one who downloads a copy of the house.
    pub(super) copy: Arc<Semaphore>,
    /// Streams of events.
    pub(super) streams: Arc<Semaphore>,
}

/// Why a house cannot be served.
#[derive(Debug)]
pub enum NotServed {
    /// The routes do not fit together.
    Unfit(Unfit),
    /// The machine has no randomness to give.
    NoRandomness(getrandom::Error),
}

impl fmt::Display for NotServed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unfit(_) => "the routes do not fit together",
            Self::NoRandomness(_) => "the operating system gives no random numbers",
        })
    }
}

impl core::error::Error for NotServed {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(match self {
            Self::Unfit(cause) => cause,
            Self::NoRandomness(cause) => cause,
        })
    }
}

impl Web {
    /// Makes a house ready to be served.
    ///
    /// # Errors
    /// When the routes do not fit together or there is no randomness.
    pub fn new(app: Arc<App>, options: &Options<'_>) -> Result<Arc<Self>, NotServed> {
        let table = Table::new([super::api::ROUTES, options.more_routes]);
        let [a, b, c, d, ..] = tokens::digest(options.cookie_seed);
        let start = tokens::random().map_err(NotServed::NoRandomness)?;
        let one = || Arc::new(Semaphore::new(1));
        let post = Post::new(Arc::clone(&app));
        let changes = Changes::of(&app, options.limits.change_streams, post.bell());
        Ok(Arc::new(Self {
            app,
            table: table.map_err(NotServed::Unfit)?,
            pages: options.pages,
            facts: options.facts.clone(),
            limits: options.limits,
            trust: options.trust,
            cookie: format!("hutbook_{:08x}", u32::from_be_bytes([a, b, c, d])),
            start: u32::from_be_bytes(start),
            gates: Gates {
                passwords: Turns::default(),
                past: one(),
                disk: one(),
                copy: one(),
                streams: Arc::new(Semaphore::new(MOST_EVENT_STREAMS)),
            },
            flood: Flood::new(options.limits.writes_per_minute),
            since: Stopwatch::start(),
            passing: Passing::default(),
            askings: Askings::default(),
            uses: Uses::default(),
            second_step: SecondStep::default(),
            kept: Kept::default(),
            tally: Tally::default(),
            changes,
            post,
        }))
    }

    /// What sends the mails of the house, once somebody lets it run.
    pub const fn post(&self) -> &Arc<Post> {
        &self.post
    }
}
