//! What a running board looks after beside what it serves: whether its data can be reached and written, what the kernel
//! complains of, what should be known long after, and the stick at its USB port.
//! Never waits: what takes long is a task's, or a thread's that writes.
//!
//! | file | is |
//! |---|---|
//! | `starts` | how often the board was started, and how it ended |
//! | `incidents` | what went wrong, over all starts |
//! | `writer` | small things written to the card, without waiting for it |
//! | `kernel_log` | what the kernel complains of |

pub(super) mod incidents;
mod kernel_log;
pub(super) mod starts;
mod writer;

use self::{
    incidents::{Incidents, When},
    kernel_log::{About, KernelLog},
    starts::{Ended, Start},
    writer::Writer,
};
use super::{
    children::Kind,
    journal::Journal,
    mounts,
    report::{Opened, Report},
    run::{Board, CARD_AGAIN, End},
    stick::{self, Sticks},
    storage,
    tasks::{Task, Tasks, Told},
    watchdog,
};
use crate::{
    clock::{self, Clock},
    supervisor::{
        board,
        host::status::{ClockSource, Stick},
    },
};
use core::time::Duration;
use std::{io::ErrorKind, path::Path};

/// The name of the child that serves a page when there are no data.
const NOTHING: &str = "supervisor without data";
/// Its folder and configuration.
const NOTHING_FOLDER: &str = "/run/hutbook/nothing";
const NOTHING_CONFIG: &str = "/run/hutbook/nothing/hutbook.toml";
/// What that says. Where it lies, nothing can be written: no house can be made that would be gone tomorrow.
const NOTHING_TEXT: &str = "\
address = \"0.0.0.0\"
socket = \"/run/hutbook/supervisor.sock\"
";
/// How long the card may take to be opened before a page says that it takes long.
const OPENING: Duration = Duration::from_secs(180);
/// How long the card may take for one small thing before that is told.
const WRITING: Duration = Duration::from_secs(60);
/// How long the last things may take to be written.
const LAST_THINGS: Duration = Duration::from_secs(5);
/// How long it is told that the data can only be read before the board starts anew.
const GRACE: Duration = Duration::from_secs(20);
/// A start after which the data can soon only be read again, within this time, has not helped.
const SOON: Duration = Duration::from_secs(600);

/// See the head of this file.
pub(super) struct Life {
    pub(super) tasks: Tasks,
    pub(super) sticks: Sticks,
    incidents: Incidents,
    kernel: Option<KernelLog>,
    writer: Option<Writer>,
    start: Option<Start>,
    /// Since when the card is being opened.
    opening: Option<Duration>,
    /// Data that are there, and are served as soon as what is served without them has ended.
    opened: Option<Opened>,
    /// Whether the kernel has said that the data can only be read, or has refused to write them for that.
    was_refused: bool,
    read_only_since: Option<Duration>,
    writes: bool,
}

impl Life {
    pub(super) fn new(program: &Path, journal: &mut Journal) -> Self {
        let kernel = KernelLog::open(Path::new(kernel_log::DEVICE));
        let writer = Writer::new();
        Self {
            tasks: Tasks::new(program),
            sticks: Sticks::default(),
            incidents: Incidents::default(),
            kernel: journal.step("messages of the kernel", kernel),
            writer: journal.step("writer to the card", writer),
            start: None,
            opening: None,
            opened: None,
            was_refused: false,
            read_only_since: None,
            writes: true,
        }
    }

    /// What went wrong, over all starts.
    pub(super) fn incidents(&self) -> Vec<String> {
        self.incidents.lines()
    }

    /// Has something small written to the card, soon.
    pub(super) fn write(
        &self,
        name: &'static str,
        job: impl FnOnce() -> std::io::Result<()> + Send + 'static,
        journal: &mut Journal,
    ) {
        let taken = self.writer.as_ref().is_some_and(|it| it.put(name, job));
        if !taken {
            journal.say(format_args!(
                "{name}: not written, the card does not keep up"
            ));
        }
    }
}

/// What is done about data that can only be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remedy {
    /// To start anew: the file system is checked then.
    Restart,
    /// To stay, so that what is there can be read: a start has not helped.
    Stay,
}

/// A start from read-only data leaves the mark of a cut one, because nothing could be written at its end.
fn remedy(since_start: Duration, was_cut: bool) -> Remedy {
    if was_cut && since_start < SOON {
        Remedy::Stay
    } else {
        Remedy::Restart
    }
}

impl Board {
    /// A task has told something, or has ended.
    pub(super) fn hear(&mut self, (task, report): Told) {
        let now = clock::since_start();
        match report {
            Some(Report::Said(text)) => self.journal.say(format_args!("{text}")),
            Some(Report::Incident(text)) => self.journal.incident(format_args!("{text}")),
            Some(Report::Done(step)) => {
                self.journal.step(&step, Ok::<_, String>(()));
            }
            Some(Report::Failed(step, error)) => {
                self.journal.step(&step, Err::<(), _>(error));
            }
            Some(Report::Opened(opened)) => self.life.opened = Some(opened),
            Some(Report::Stick(status)) => self.stick_told(status, now),
            None => self.task_ended(task, now),
        }
    }

    fn task_ended(&mut self, task: Task, now: Duration) {
        match task {
            Task::Card => {
                self.life.opening = None;
                self.card_at = now + CARD_AGAIN;
                if self.life.opened.is_none() && !self.has_data {
                    self.serve_nothing();
                }
                self.serve_when_possible();
            }
            Task::Stick => {
                if self.life.sticks.ended(now) {
                    let _ = mounts::detach(Path::new(stick::PLACE));
                    self.journal
                        .incident(format_args!("stick: the task ended before it was done"));
                }
            }
        }
    }

    fn stick_told(&mut self, status: Stick, now: Duration) {
        match &status {
            Stick::Failed(why) => self.journal.incident(format_args!("stick: {why}")),
            Stick::Done { houses, .. } => {
                self.journal.say(format_args!(
                    "stick: {houses} houses are on it; it may be taken away"
                ));
            }
            Stick::Found { for_backups, .. } => {
                self.journal
                    .say(format_args!("stick: found; for backups: {for_backups}"));
            }
            Stick::Writing { done, all } => {
                self.journal
                    .say(format_args!("stick: {done} of {all} houses are copied"));
            }
            Stick::None => {}
        }
        self.life.sticks.told(status, now);
    }

    /// Begins to make the data of the card available, unless that is under way.
    pub(super) fn open_card(&mut self) {
        if self.life.opening.is_some() || self.life.opened.is_some() {
            return;
        }
        let started = self
            .life
            .tasks
            .start(Task::Card, &[], &mut self.children, &mut self.journal);
        let now = clock::since_start();
        self.card_at = now + CARD_AGAIN;
        match started {
            Ok(()) => self.life.opening = Some(now),
            Err(error) => {
                self.journal.step(Task::Card.name(), Err::<(), _>(error));
            }
        }
    }

    /// Serves a page that can say what is wrong, and nothing else.
    fn serve_nothing(&mut self) {
        if self.children.has(NOTHING) {
            return;
        }
        self.status.no_data = true;
        let folder = Path::new(NOTHING_FOLDER);
        if !Path::new(NOTHING_CONFIG).exists() {
            let made = mounts::mount_fixed(folder, &[("hutbook.toml", NOTHING_TEXT)]);
            self.journal.step("a page without data", made);
        }
        let command = self.supervising(&[], NOTHING_CONFIG);
        self.want(NOTHING, Kind::Lasting, command);
    }

    /// Serves data that are there, as soon as what is served without them has made room.
    fn serve_when_possible(&mut self) {
        if self.life.opened.is_none() {
            return;
        }
        if self.children.has(NOTHING) {
            self.children.stop(NOTHING, false);
        }
        if !self.children.has(NOTHING)
            && let Some(opened) = self.life.opened.take()
        {
            self.status.no_data = false;
            self.journal.step(Task::Card.name(), Ok::<_, String>(()));
            self.begun(opened.start);
            self.life
                .incidents
                .opened(opened.start.map(|it| it.number), opened.incidents);
            self.serve(&opened.data, opened.can_grow);
        }
    }

    /// Takes note of which start this is, and of how the one before it ended.
    fn begun(&mut self, start: Option<Start>) {
        self.life.start = start;
        let Some(Start { number, before }) = start else {
            return;
        };
        self.status.was_cut = before == Ended::Cut;
        self.status.by_watchdog = watchdog::has_restarted(Path::new(watchdog::WHY_STARTED));
        self.journal.say(format_args!("this is start {number}"));
        match before {
            Ended::Cut => self.journal.incident(format_args!("{before}")),
            other => self.journal.say(format_args!("{other}")),
        }
        if self.status.by_watchdog {
            self.journal.incident(format_args!(
                "the watchdog has started the board: nobody answered it"
            ));
        }
    }

    /// Looks at all of it. Whether the board is to be ended.
    pub(super) fn look_after(&mut self, now: Duration) -> Option<End> {
        self.look_at_kernel(now);
        self.look_at_writing(now);
        if self
            .life
            .opening
            .is_some_and(|since| now >= since + OPENING)
            && !self.children.has(NOTHING)
        {
            let slow = "it takes long; it goes on".to_owned();
            self.journal.step(Task::Card.name(), Err::<(), _>(slow));
            self.serve_nothing();
        }
        self.serve_when_possible();
        let blocks = Path::new(stick::BLOCKS);
        // Who has no data yet has nothing for a stick.
        if self.has_data
            && let Some(words) = self.life.sticks.look_round(blocks, now)
        {
            let started =
                self.life
                    .tasks
                    .start(Task::Stick, &words, &mut self.children, &mut self.journal);
            if let Err(error) = started {
                self.stick_told(Stick::Failed(error.to_string()), now);
                self.life.sticks.ended(now);
            }
        }
        self.status.stick = self.life.sticks.status().clone();
        let end = self.look_at_data(now);
        self.keep_incidents(now);
        end
    }

    fn look_at_kernel(&mut self, now: Duration) {
        let news = self.life.kernel.as_mut().map(|it| it.news(now));
        for message in news.unwrap_or_default() {
            let text = &message.text;
            match message.about {
                About::Other => self.journal.note(format_args!("kernel: {text}")),
                about => {
                    self.journal.note_incident(format_args!("kernel: {text}"));
                    self.life.was_refused |= about == About::ReadOnly;
                    let more = u32::from(about == About::Card);
                    self.status.card_errors = self.status.card_errors.saturating_add(more);
                }
            }
        }
    }

    fn look_at_writing(&mut self, now: Duration) {
        let Some(writer) = &self.life.writer else {
            return;
        };
        for (name, error) in writer.failed() {
            self.life.was_refused |= error.kind() == ErrorKind::ReadOnlyFilesystem;
            self.journal.say(format_args!("{name}: FAILED: {error}"));
        }
        let writes = writer.waits_for(now) < WRITING;
        if writes != self.life.writes {
            self.life.writes = writes;
            let outcome = if writes {
                Ok(())
            } else {
                Err("it has not answered for a minute")
            };
            self.journal.step("writing to the card", outcome);
        }
    }

    /// Sees to it that data that can only be read are told, and that the board starts anew if that may help. Not every
    /// kernel shows in its list of mounts that it has given up writing, so what it says counts too.
    fn look_at_data(&mut self, now: Duration) -> Option<End> {
        if !self.has_data {
            return None;
        }
        let disk = board::Kernel::default().disk(Path::new(storage::DATA));
        if !self.life.was_refused && !disk.is_ok_and(|it| it.read_only) {
            return None;
        }
        // What was found first counts, however long the board stays.
        let since = *self.life.read_only_since.get_or_insert(now);
        // Where not even the start could be written down, it has not helped either.
        let has_not_helped = self.status.was_cut || self.life.start.is_none();
        let remedy = remedy(since, has_not_helped);
        if !self.status.read_only {
            self.status.read_only = true;
            let what = match remedy {
                Remedy::Restart => "the board starts anew, which checks them",
                Remedy::Stay => {
                    "the board stays as it is, because starting anew has not helped; copy the houses and take another card"
                }
            };
            self.journal
                .incident(format_args!("the data can only be read any more; {what}"));
        }
        // A copy that has begun is worth more than a start.
        let is_time = now >= since + GRACE && !self.life.sticks.is_busy();
        (remedy == Remedy::Restart && is_time).then_some(End::Restart)
    }

    /// Has what went wrong written to the card.
    pub(super) fn keep_incidents(&mut self, now: Duration) {
        let when = When {
            clock: clock::timestamp(Clock::System.now())
                .strftime("%Y-%m-%d %H:%M UTC")
                .to_string(),
            is_right: self.status.clock.source >= ClockSource::Keeper,
            since_start: now,
        };
        for text in self.journal.take_incidents() {
            self.life.incidents.note(when.clone(), &text);
        }
        if self.has_data
            && !self.status.read_only
            && let Some(text) = self.life.incidents.take_new()
        {
            let append = move || incidents::append(Path::new(incidents::FILE), &text);
            self.life.write("incidents", append, &mut self.journal);
        }
    }

    /// Writes what is to be known at the next start, and waits for that, but not long.
    pub(super) fn write_last_things(&mut self, end: End) {
        self.keep_incidents(clock::since_start());
        if let Some(start) = self.life.start {
            let how = match end {
                End::Off => Ended::Off,
                End::Restart => Ended::Restart,
            };
            let write = move || starts::end(Path::new(starts::FILE), start.number, how);
            self.life
                .write("end of this start", write, &mut self.journal);
        }
        let is_written = self
            .life
            .writer
            .as_ref()
            .is_some_and(|it| it.finish(LAST_THINGS));
        if !is_written {
            self.journal.say(format_args!(
                "the last things are not written, the card does not answer"
            ));
        }
        // Its task has been ended by now. It comes last: a slow stick may take long.
        let _ = mounts::take_away(Path::new(stick::PLACE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervisor::config;

    #[test]
    fn data_that_can_only_be_read_again_soon_after_a_start_keep_the_board_as_it_is() {
        let minutes = |number: u64| Duration::from_secs(60 * number);
        for (since_start, was_cut, expected) in [
            (1, false, Remedy::Restart),
            (1, true, Remedy::Stay),
            (9, true, Remedy::Stay),
            (10, true, Remedy::Restart),
            (5000, false, Remedy::Restart),
        ] {
            assert_eq!(
                remedy(minutes(since_start), was_cut),
                expected,
                "{since_start}, {was_cut}"
            );
        }
    }

    #[test]
    fn what_is_served_without_data_has_a_page_and_no_house() {
        let config = config::check(NOTHING_TEXT, Path::new(NOTHING_CONFIG)).unwrap();
        assert!(config.agents.is_empty());
        assert_eq!(config.portal.listen[0].to_string(), "0.0.0.0:80");
        // The socket lies where something can be written, all else where nothing can.
        assert!(!config.socket.starts_with(NOTHING_FOLDER));
        assert!(config.folder.starts_with(NOTHING_FOLDER));
        assert!(config.portal.password_file.starts_with(NOTHING_FOLDER));
    }
}
