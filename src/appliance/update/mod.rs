//! Which program the board runs, and how it gets another: taken only if it is signed and newer, written to the place that
//! does not run, tried, and kept or left by itself. The first process, kernel and firmware stay those of the image.
//! Never leaves the board without a program: the image's own cannot be lost.
//!
//! | file | is |
//! |---|---|
//! | `bundle` | the form in which a program is passed on, and its signature |
//! | `state` | which program is to run, as a pure state machine |
//! | `places` | the two places on the card, and how one is written so that a power cut does no harm |
//! | `start` | what becomes the program that is to run |
//! | `watch` | whether a program works, judged by looks and time |
//! | `look` | a look at the program that runs |
//! | `fetch` | bundles that lie where the board looks for them |
//!
//! This file is what of it lives in the first process: it watches the program, lets updates be placed, and starts the
//! program anew when another is to run. What takes long is done beside its loop.

mod bundle;
mod fetch;
mod look;
mod places;
mod start;
mod state;
#[cfg(test)]
mod tests;
mod watch;

pub use start::start;

use super::{children::Children, journal::Journal, mounts};
use crate::{
    clock,
    supervisor::host::{
        ask::{Answer, BadUpdate, Refusal},
        status::{self, NotHealthy, Outcome, Program},
    },
};
use look::Doors;
use places::{Image, NotPlaced, Places};
use rustix::process::{Pid, Signal};
use start::in_words;
use state::{Event, State};
use std::{
    collections::VecDeque,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};
use watch::{Judgement, Look, Watch};

/// How long somebody who asked for another program has to read the answer before the one that gives it ends.
const GRACE: Duration = Duration::from_secs(3);
/// How long a program may take to end before it is ended.
const ENDING: Duration = Duration::from_secs(30);
/// Pause between two looks at a program.
const LOOK_PAUSE: Duration = Duration::from_secs(4);
/// Ends in a row, without having worked in between, after which even a program that was kept is left.
const MOST_ENDS: u8 = 6;
/// News that may wait: of one look and one update.
const MOST_NEWS: usize = 4;

/// See the head of this file.
pub(super) struct Updates {
    places: Places,
    /// The name of the child that is the program, and its configuration.
    child: &'static str,
    config: PathBuf,
    /// Where the program says which it is.
    started_file: PathBuf,
    has_data: bool,
    state: State,
    started: Program,
    process: Option<Pid>,
    watch: Option<Watch>,
    /// Whether the program that runs has been judged.
    is_judged: bool,
    ends: u8,
    is_looking: bool,
    look_at: Duration,
    is_placing: bool,
    offers: VecDeque<PathBuf>,
    /// When the program is to end so that another can begin, and when it is ended if it has not.
    end_at: Option<Duration>,
    kill_at: Option<(Pid, Duration)>,
    news: (mpsc::Sender<News>, mpsc::Receiver<News>),
}

/// What comes from beside the loop.
#[derive(Debug)]
enum News {
    Looked(Option<Pid>, Look),
    /// What became of a bundle, and whether somebody has been answered.
    Placed(PathBuf, bool, Result<Placed, NotPlaced>),
}

/// What became of a bundle.
#[derive(Debug, PartialEq, Eq)]
enum Placed {
    /// It is on trial.
    OnTrial,
    /// It is not taken again by itself: it is the one that runs, or one that was left.
    Known,
}

impl Updates {
    /// For a child of this name that serves by this configuration, and is told of in this folder.
    pub(super) fn new(child: &'static str, config: &Path, told: &Path) -> Self {
        Self::with(Places::here(Image::here()), child, config, told)
    }

    fn with(places: Places, child: &'static str, config: &Path, told: &Path) -> Self {
        Self {
            child,
            config: config.to_owned(),
            started_file: told.join(start::STARTED),
            has_data: false,
            state: State::default(),
            started: places.image().program.clone(),
            process: None,
            watch: None,
            is_judged: false,
            ends: 0,
            is_looking: false,
            look_at: Duration::ZERO,
            is_placing: false,
            offers: VecDeque::new(),
            end_at: None,
            kill_at: None,
            news: mpsc::channel(MOST_NEWS),
            places,
        }
    }

    /// Opens the places once the data are there.
    pub(super) fn open(&mut self, journal: &mut Journal) {
        let begun = self.places.begin();
        journal.step("places for programs", begun);
        let seen = mounts::show_programs(Path::new(places::FOLDER), Path::new(places::SEEN));
        journal.step("programs", seen);
        self.has_data = true;
        self.state = self.places.state();
        let found = fetch::bundles(&fetch::FOLDERS);
        found.into_iter().for_each(|bundle| self.offer(bundle));
    }

    /// Takes the places away before the data are.
    pub(super) fn close(&self) -> io::Result<()> {
        mounts::detach(Path::new(places::SEEN))
    }

    /// Takes a bundle by itself as soon as the program that runs has been judged, unless it runs or was left.
    pub(super) fn offer(&mut self, bundle: PathBuf) {
        self.offers.push_back(bundle);
    }

    /// Takes a bundle because somebody wants it. The answer comes when it is placed, or is not.
    pub(super) fn take(&mut self, bundle: PathBuf, to: oneshot::Sender<Answer>) {
        let refusal = if !self.has_data {
            Some(Refusal::NoData)
        } else if self.is_busy() {
            Some(Refusal::Busy)
        } else {
            None
        };
        match refusal {
            // Who has hung up does not want to know.
            Some(refusal) => drop(to.send(Answer::Refused(refusal))),
            None => self.place(bundle, Some(to)),
        }
    }

    /// Goes back to the program before.
    pub(super) fn go_back(&mut self) -> Answer {
        if !self.has_data {
            return Answer::Refused(Refusal::NoData);
        }
        // Whoever asks twice does not want to go back two steps.
        if self.is_placing || self.is_ending() {
            return Answer::Refused(Refusal::Busy);
        }
        if self.state.before().is_none() {
            return Answer::Refused(Refusal::NothingBefore);
        }
        match self.places.change(Event::GoBack) {
            Ok(state) => {
                self.state = state;
                self.end_at = Some(clock::since_start() + GRACE);
                Answer::Noted
            }
            Err(error) => Answer::Failed(format!(
                "the card does not take the change: {error}; the program stays as it is"
            )),
        }
    }

    /// What the board's page shows of it.
    pub(super) fn status(&self) -> status::Update {
        let image = self.places.image();
        let before = self.state.before();
        let program = |slot| self.state.program(slot).unwrap_or(image.program.clone());
        status::Update {
            has_key: image.demands.key.is_some(),
            running: self.started.clone(),
            tries_left: self.state.trial.as_ref().map(|trial| trial.tries_left),
            previous: before.map(program),
            outcome: self.state.outcome.clone(),
        }
    }

    /// Looks how it goes with the program, and does what comes of it.
    pub(super) fn look_round(&mut self, children: &Children, journal: &mut Journal) {
        if !self.has_data {
            return;
        }
        let now = clock::since_start();
        self.read(journal);
        self.see_process(children.process(self.child), journal);
        while let Ok(news) = self.news.1.try_recv() {
            match news {
                News::Looked(process, look) => {
                    self.is_looking = false;
                    if process == self.process {
                        self.judge(&look, now, journal);
                    }
                }
                News::Placed(bundle, is_answered, placed) => {
                    self.placed(&bundle, is_answered, placed, now, journal);
                }
            }
        }
        self.end_when_due(children, now);
        self.look(now);
        if self.is_judged
            && !self.is_busy()
            && let Some(bundle) = self.offers.pop_front()
        {
            journal.say(format_args!(
                "update from {}: looking at it",
                bundle.display()
            ));
            self.place(bundle, None);
        }
    }

    /// Whether something is under way that another update would disturb.
    fn is_busy(&self) -> bool {
        self.is_placing || self.is_ending() || self.state.trial.is_some()
    }

    /// Whether the program that runs has been told to end, or is about to be.
    fn is_ending(&self) -> bool {
        self.end_at.is_some() || self.kill_at.is_some()
    }

    /// Reads what has been written since: by what becomes the program, too.
    fn read(&mut self, journal: &mut Journal) {
        let state = self.places.state();
        if state.outcome != self.state.outcome
            && let Some(outcome) = &state.outcome
        {
            journal.say(format_args!("update: {}", outcome_in_words(outcome)));
        }
        if state.trial != self.state.trial
            && let (Some(trial), Some(program)) = (&state.trial, state.running())
        {
            let (program, left) = (in_words(&program), trial.tries_left);
            journal.say(format_args!(
                "update: {program} is on trial, tries left: {left}"
            ));
        }
        self.state = state;
        let started = fs::read(&self.started_file).ok();
        if let Some(program) = started.and_then(|text| serde_json::from_slice(&text).ok()) {
            self.started = program;
        }
    }

    /// Takes note of the program's process being another than before.
    fn see_process(&mut self, process: Option<Pid>, journal: &mut Journal) {
        if process == self.process {
            return;
        }
        let was_told_to = matches!(self.kill_at, Some((it, _)) if Some(it) == self.process);
        if was_told_to {
            self.kill_at = None;
            self.ends = 0;
        } else if self.process.is_some() && !self.is_judged {
            self.ends = self.ends.saturating_add(1);
            if self.ends >= MOST_ENDS && self.state.trial.is_none() {
                self.ends = 0;
                self.change(Event::Fails(NotHealthy::Ended), journal);
            }
        }
        self.process = process;
        self.watch = None;
        self.is_judged = false;
    }

    fn judge(&mut self, look: &Look, now: Duration, journal: &mut Journal) {
        let Some(watch) = &mut self.watch else {
            return;
        };
        let is_on_trial = self.state.trial.is_some();
        match watch.after(look, now) {
            Judgement::Open => {}
            Judgement::Works => {
                if !is_on_trial || self.change(Event::Works, journal) {
                    self.judged();
                    self.ends = 0;
                }
            }
            // That another would do better is not known of one that was kept.
            Judgement::Fails(_) if !is_on_trial => self.judged(),
            Judgement::Fails(why) => {
                if self.change(Event::Fails(why), journal) {
                    self.judged();
                    self.end_at = Some(now);
                }
            }
        }
    }

    fn judged(&mut self) {
        self.watch = None;
        self.is_judged = true;
    }

    /// Lets something happen. Whether it is written.
    fn change(&mut self, event: Event, journal: &mut Journal) -> bool {
        match self.places.change(event) {
            Ok(_) => {
                self.read(journal);
                true
            }
            Err(error) => {
                journal.say(format_args!("update: FAILED to write what runs: {error}"));
                false
            }
        }
    }

    fn placed(
        &mut self,
        bundle: &Path,
        is_answered: bool,
        placed: Result<Placed, NotPlaced>,
        now: Duration,
        journal: &mut Journal,
    ) {
        self.is_placing = false;
        let from = format!("update from {}", bundle.display());
        if matches!(placed, Ok(Placed::Known)) {
            return journal.say(format_args!(
                "{from}: it is not newer than what runs, or was left before"
            ));
        }
        // Who has been answered knows; what nobody was told of stands on the page as a step that failed.
        if is_answered && let Err(not) = &placed {
            return journal.say(format_args!("{from}: {not}"));
        }
        if journal.step(&from, placed).is_some() {
            self.read(journal);
            self.end_at = Some(now + GRACE);
        }
    }

    /// Ends the program when another is to run.
    fn end_when_due(&mut self, children: &Children, now: Duration) {
        if self.end_at.is_some_and(|at| at <= now) {
            self.end_at = None;
            self.kill_at = self.process.map(|process| (process, now + ENDING));
            children.tell(self.child, Signal::TERM);
        }
        if matches!(self.kill_at, Some((_, at)) if at <= now) {
            children.tell(self.child, Signal::KILL);
        }
    }

    /// Looks at the program, beside the loop, while it has not been judged.
    fn look(&mut self, now: Duration) {
        let is_the_one = self.started.slot == self.state.current;
        let is_ending = self.end_at.is_some() || self.kill_at.is_some();
        if self.is_judged || !is_the_one || is_ending || self.process.is_none() {
            return;
        }
        if self.watch.is_none() {
            let houses = self.state.trial.as_ref().map(|it| it.houses.clone());
            self.watch = Some(Watch::new(now, houses));
        }
        if self.is_looking || self.look_at > now {
            return;
        }
        self.is_looking = true;
        self.look_at = now + LOOK_PAUSE;
        let (config, process) = (self.config.clone(), self.process);
        let news = self.news.0.clone();
        tokio::spawn(async move {
            let look = Doors::of(&config).look().await;
            // Only where the board ends nobody waits for it any more.
            let _ = news.send(News::Looked(process, look)).await;
        });
    }

    /// Places a bundle beside the loop. `to` is who wants it; without it it is taken only if it is new here.
    fn place(&mut self, bundle: PathBuf, to: Option<oneshot::Sender<Answer>>) {
        self.is_placing = true;
        let (places, config, news) = (
            self.places.clone(),
            self.config.clone(),
            self.news.0.clone(),
        );
        tokio::spawn(async move {
            let well = Doors::of(&config).look().await.well();
            let (path, is_wanted) = (bundle.clone(), to.is_some());
            let work = move || place(&places, &path, well, is_wanted);
            let placed = tokio::task::spawn_blocking(work).await;
            let placed = placed.unwrap_or_else(|error| Err(io::Error::other(error).into()));
            if let Some(to) = to {
                let _ = to.send(answer(&placed));
            }
            let _ = news.send(News::Placed(bundle, is_wanted, placed)).await;
        });
    }
}

/// Places a bundle, and takes its file away when it lies on the card's data: nobody needs it any more.
fn place(
    places: &Places,
    bundle: &Path,
    well: Vec<String>,
    is_wanted: bool,
) -> Result<Placed, NotPlaced> {
    let placed = places.check(bundle).and_then(|(file, head)| {
        if !is_wanted && places.state().has_left(&head) {
            return Ok(Placed::Known);
        }
        places.place(file, &head, &well)?;
        Ok(Placed::OnTrial)
    });
    if bundle.starts_with(places.data()) {
        let _ = fs::remove_file(bundle);
    }
    match placed {
        Err(NotPlaced::Bad(BadUpdate::NotNewer { .. })) if !is_wanted => Ok(Placed::Known),
        placed => placed,
    }
}

fn answer(placed: &Result<Placed, NotPlaced>) -> Answer {
    match placed {
        Ok(_) => Answer::Noted,
        Err(NotPlaced::Bad(bad)) => Answer::Refused(Refusal::Update(bad.clone())),
        Err(failed @ NotPlaced::Failed(_)) => Answer::Failed(failed.to_string()),
    }
}

fn outcome_in_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Kept(program) => format!("{} works and is kept", in_words(program)),
        Outcome::WentBack(program) => format!("{} is left, as somebody wants", in_words(program)),
        Outcome::RolledBack(program, why) => {
            let why = match why {
                NotHealthy::Ended => "it ended again and again".to_owned(),
                NotHealthy::Silent => "it did not answer in time".to_owned(),
                NotHealthy::Houses(houses) => {
                    format!("these houses do not work under it: {}", houses.join(", "))
                }
                NotHealthy::Damaged => "it is not what was written".to_owned(),
            };
            format!("{} is left: {why}", in_words(program))
        }
    }
}
