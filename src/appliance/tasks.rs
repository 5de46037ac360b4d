//! What takes long is done by this program once more, as a process of its own: its task stands on its command line, and what
//! it tells comes back over a pipe. Never waits for one: the loop of the first process hears of them.

use super::{
    children::{Children, Kind},
    journal::Journal,
    report::{Report, Reporter},
    stick, storage,
};
use std::{
    io::{self, BufRead as _, BufReader, PipeReader},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    thread,
};
use tokio::sync::mpsc;

/// The program's command for them, which no person types.
const COMMAND: &str = "board-task";
/// How many things told may wait.
const MOST_WAITING: usize = 64;
/// Bytes of the stack of a thread that does nothing but listen to one.
const STACK_BYTES: usize = 128 * 1024;

/// What a task does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    /// Makes the data of the card available.
    Card,
    /// Looks at a stick, and copies the houses to it.
    Stick,
}

impl Task {
    /// Its name among the children.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Card => "opening of the card",
            Self::Stick => "stick",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Stick => "stick",
        }
    }
}

/// What comes back: a report, or nothing when the task has ended.
pub(super) type Told = (Task, Option<Report>);

/// All that are under way.
pub(super) struct Tasks {
    program: PathBuf,
    sender: mpsc::Sender<Told>,
    told: mpsc::Receiver<Told>,
}

impl Tasks {
    /// None yet. This is the program that does them.
    pub(super) fn new(program: &Path) -> Self {
        let (sender, told) = mpsc::channel(MOST_WAITING);
        Self {
            program: program.to_owned(),
            sender,
            told,
        }
    }

    /// Starts one. That it has ended is told after all that it told, however it ended.
    ///
    /// # Errors
    /// When there is no pipe or no thread for it.
    pub(super) fn start(
        &self,
        task: Task,
        words: &[String],
        children: &mut Children,
        journal: &mut Journal,
    ) -> io::Result<()> {
        let (reading, writing) = io::pipe()?;
        let sender = self.sender.clone();
        let listening = move || listen(task, reading, &sender);
        let thread = thread::Builder::new().stack_size(STACK_BYTES);
        thread.spawn(listening)?;
        let mut command = Command::new(&self.program);
        command
            .args([COMMAND, task.word()])
            .args(words)
            .env("PATH", "/bin:/sbin")
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(writing);
        children.want(task.name(), Kind::Once, command, journal);
        Ok(())
    }

    /// What is told next.
    pub(super) async fn told(&mut self) -> Option<Told> {
        self.told.recv().await
    }
}

fn listen(task: Task, reading: PipeReader, sender: &mpsc::Sender<Told>) {
    for line in BufReader::new(reading).lines().map_while(Result::ok) {
        // What is no report is something a tool has printed.
        let report = serde_json::from_str(&line).unwrap_or(Report::Said(line));
        if sender.blocking_send((task, Some(report))).is_err() {
            return;
        }
    }
    let _ = sender.blocking_send((task, None));
}

/// Does the task that these words name, in a process of its own.
pub fn do_task(words: &[String]) -> ExitCode {
    let mut reporter = Reporter::new(io::stdout());
    match words.split_first() {
        Some((word, [])) if word == Task::Card.word() => storage::open(&mut reporter),
        Some((word, rest)) if word == Task::Stick.word() => stick::work(rest, &mut reporter),
        _ => {
            eprintln!("hutbook: {COMMAND} is for the first process of a board, not for people");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{os::unix::fs::PermissionsExt as _, time::Duration};

    const PATIENCE: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn what_a_task_tells_comes_in_order_and_then_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        let script =
            "#!/bin/sh\necho \"{\\\"Incident\\\":\\\"$1 $2 $3\\\"}\"\necho words\nkill -9 $$\n";
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
        let mut journal = Journal::new(io::sink(), &folder.path().join("log"));
        let mut tasks = Tasks::new(&program);
        {
            // Where the first process would take note of a child's end, this forgets it: the pipe closes either way.
            let mut children = Children::default();
            let words = ["/dev/sda".to_owned()];
            let started = tasks.start(Task::Stick, &words, &mut children, &mut journal);
            started.unwrap();
            assert!(children.has("stick"));
        }
        let incident = Report::Incident("board-task stick /dev/sda".to_owned());
        for expected in [Some(incident), Some(Report::Said("words".to_owned())), None] {
            let told = tokio::time::timeout(PATIENCE, tasks.told()).await;
            assert_eq!(told.unwrap(), Some((Task::Stick, expected)));
        }
    }
}
