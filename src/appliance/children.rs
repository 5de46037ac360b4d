//! The processes that have to be there: started, and started again when one ends, after a pause that grows while it
//! ends soon. As the first process also takes note of the ends of those nobody else waits for.
//! Never knows what any of them does.

use super::journal::Journal;
use crate::clock;
use rustix::process::{
    Pid, Signal, WaitOptions, WaitStatus, kill_process, kill_process_group, wait,
};
use std::{os::unix::process::CommandExt as _, process::Command, time::Duration};

/// The pause after a first end, and the longest one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// A process that has been there for so long has not ended soon.
const LONG_ENOUGH: Duration = Duration::from_secs(60);

/// Whether a process has to be there always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is started again whenever it ends.
    Lasting,
    /// It does one thing, and is done with when it ends.
    Once,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Children(Vec<Child>);

#[derive(Debug)]
struct Child {
    name: String,
    kind: Kind,
    command: Command,
    /// Whether what it has started itself is told with it.
    has_group: bool,
    state: State,
    pause: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Running { process: Pid, since: Duration },
    Waiting { until: Duration },
}

impl Children {
    /// Sees to it that there is a process of this name from now on. One that does one thing has what it starts itself
    /// ended with it.
    pub(super) fn want(
        &mut self,
        name: &str,
        kind: Kind,
        mut command: Command,
        journal: &mut Journal,
    ) {
        let has_group = kind == Kind::Once;
        if has_group {
            command.process_group(0);
        }
        let mut child = Child {
            name: name.to_owned(),
            kind,
            command,
            has_group,
            state: State::Waiting {
                until: Duration::ZERO,
            },
            pause: FIRST_PAUSE,
        };
        child.start(clock::since_start(), journal);
        self.0.push(child);
    }

    /// Whether there is to be one of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|child| child.name == name)
    }

    /// The process of this name, while it runs.
    pub(super) fn process(&self, name: &str) -> Option<Pid> {
        let child = self.0.iter().find(|child| child.name == name)?;
        match child.state {
            State::Running { process, .. } => Some(process),
            State::Waiting { .. } => None,
        }
    }

    /// Sends a signal to the one of this name, if it runs.
    pub(super) fn tell(&self, name: &str, signal: Signal) {
        let named = self.0.iter().filter(|child| child.name == name);
        named.for_each(|child| child.tell(signal));
    }

    /// Ends those whose name does not fit any more, and forgets them.
    pub(super) fn keep(&mut self, fits: impl Fn(&str) -> bool) {
        self.0.retain(|child| {
            let stays = fits(&child.name);
            if !stays {
                child.tell(Signal::TERM);
            }
            stays
        });
    }

    /// Ends one for good, by force if need be; there is one of its name until it has ended.
    pub(super) fn stop(&mut self, name: &str, by_force: bool) {
        let signal = if by_force { Signal::KILL } else { Signal::TERM };
        self.0.retain_mut(|child| {
            let is_meant = child.name == name;
            if is_meant {
                child.kind = Kind::Once;
                child.tell(signal);
            }
            child.is_running() || !is_meant
        });
    }

    /// Starts those whose pause is over.
    pub(super) fn start_due(&mut self, journal: &mut Journal) {
        let now = clock::since_start();
        for child in &mut self.0 {
            if matches!(child.state, State::Waiting { until } if until <= now) {
                child.start(now, journal);
            }
        }
    }

    /// Takes note of all processes that have ended, whoever had started them.
    pub(super) fn reap(&mut self, journal: &mut Journal) {
        while let Ok(Some((process, status))) = wait(WaitOptions::NOHANG) {
            self.note(process, status, journal);
        }
    }

    fn note(&mut self, process: Pid, status: WaitStatus, journal: &mut Journal) {
        let of = |child: &Child| matches!(child.state, State::Running { process: it, .. } if it == process);
        let Some(index) = self.0.iter().position(of) else {
            return;
        };
        let end = in_words(status);
        let child = &mut self.0[index];
        if child.kind == Kind::Once {
            journal.say(format_args!("{}: {end}", child.name));
            self.0.remove(index);
        } else {
            child.ended(clock::since_start());
            let pause = child.pause.as_secs();
            journal.incident(format_args!(
                "{}: {end}; it is started again within {pause} s",
                child.name
            ));
        }
    }

    /// Asks all of them to end.
    pub(super) fn ask_to_end(&self) {
        self.0.iter().for_each(|child| child.tell(Signal::TERM));
    }

    /// Ends those that have not ended by themselves. How many.
    pub(super) fn end(&self) -> usize {
        let left = self.0.iter().filter(|child| child.is_running());
        left.inspect(|child| child.tell(Signal::KILL)).count()
    }

    /// Whether any of them is there.
    pub(super) fn any_running(&self) -> bool {
        self.0.iter().any(Child::is_running)
    }
}

impl Child {
    fn is_running(&self) -> bool {
        matches!(self.state, State::Running { .. })
    }

    fn start(&mut self, now: Duration, journal: &mut Journal) {
        let spawned = self.command.spawn().map_err(|error| error.to_string());
        let process = spawned.and_then(|child| {
            let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
            id.ok_or_else(|| "it has no number".to_owned())
        });
        match process {
            Ok(process) => {
                self.state = State::Running {
                    process,
                    since: now,
                };
                journal.say(format_args!("{}: started", self.name));
            }
            Err(error) => {
                self.wait_longer(now);
                journal.say(format_args!("{}: FAILED to start: {error}", self.name));
            }
        }
    }

    fn ended(&mut self, now: Duration) {
        if let State::Running { since, .. } = self.state
            && now.saturating_sub(since) >= LONG_ENOUGH
        {
            self.pause = FIRST_PAUSE;
        }
        self.wait_longer(now);
    }

    fn wait_longer(&mut self, now: Duration) {
        self.state = State::Waiting {
            until: now + self.pause,
        };
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
    }

    fn tell(&self, signal: Signal) {
        if let State::Running { process, .. } = self.state {
            // Until its end has been seen here, the number belongs to nobody else.
            let _ = if self.has_group {
                kill_process_group(process, signal)
            } else {
                kill_process(process, signal)
            };
        }
    }
}

fn in_words(status: WaitStatus) -> String {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(0), _) => "it is done".to_owned(),
        (Some(code), _) => format!("it ended with code {code}"),
        (None, Some(signal)) => format!("it was ended by signal {signal}"),
        (None, None) => "it ended".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child() -> Child {
        Child {
            name: "one".to_owned(),
            kind: Kind::Lasting,
            command: Command::new("/nowhere/at/all"),
            has_group: false,
            state: State::Waiting {
                until: Duration::ZERO,
            },
            pause: FIRST_PAUSE,
        }
    }

    fn running(since: u64) -> State {
        State::Running {
            process: Pid::from_raw(7).unwrap(),
            since: Duration::from_secs(since),
        }
    }

    fn waits_until(child: &Child) -> u64 {
        match child.state {
            State::Waiting { until } => until.as_secs(),
            State::Running { .. } => panic!("it runs"),
        }
    }

    #[test]
    fn what_ends_again_and_again_is_waited_for_longer_and_longer() {
        let mut child = child();
        let mut pauses = Vec::new();
        for _ in 0..9 {
            child.state = running(100);
            child.ended(Duration::from_secs(100));
            pauses.push(waits_until(&child) - 100);
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        child.state = running(100);
        child.ended(Duration::from_secs(160));
        assert_eq!(waits_until(&child), 161);
    }

    #[test]
    fn what_is_stopped_is_there_until_it_has_ended_and_not_started_again() {
        let mut children = Children::default();
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::new(std::io::sink(), &folder.path().join("log"));
        let mut sleep = Command::new("sleep");
        sleep.arg("1000");
        children.want("sleep", Kind::Lasting, sleep, &mut journal);
        children.0.push(child());
        children.stop("one", false);
        assert!(!children.has("one"), "it waited to be started");
        let State::Running { process, .. } = children.0[0].state else {
            panic!("it does not run")
        };
        children.stop("sleep", false);
        assert!(children.has("sleep") && children.any_running());
        // Others of the same test's process are not waited for.
        let ended = rustix::process::waitpid(Some(process), WaitOptions::empty()).unwrap();
        children.note(process, ended.unwrap().1, &mut journal);
        assert!(!children.has("sleep"));
    }

    #[test]
    fn who_is_stopped_ends_with_all_it_has_started_and_does_not_come_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::new(std::io::sink(), &folder.path().join("log"));
        let mut children = Children::default();
        // The shell waits for another process, which says something late unless a signal reaches it too.
        let (mut reading, writing) = std::io::pipe().unwrap();
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", "(echo begun; sleep 20; echo late); echo"])
            .stdout(writing);
        children.want("one", Kind::Once, command, &mut journal);
        assert!(children.has("one") && children.any_running());
        let mut begun = [0; 6];
        std::io::Read::read_exact(&mut reading, &mut begun).unwrap();
        children.stop("one", false);
        assert!(children.has("one"), "its end has not been seen yet");
        // Nobody else may take note of ends in this process, so the child is forgotten with what holds the pipe open.
        drop(children);
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut reading, &mut text).unwrap();
        assert!(text.is_empty());
        let mut children = Children(vec![child()]);
        children.stop("one", false);
        assert!(
            !children.has("one"),
            "one that does not run need not be waited for"
        );
    }

    #[test]
    fn what_cannot_be_started_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut journal = Journal::new(std::io::sink(), &path);
        journal.keep();
        let mut child = child();
        child.start(Duration::from_secs(5), &mut journal);
        assert_eq!(waits_until(&child), 6);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("one: FAILED to start: "), "{text}");
    }
}
