//! A process of its own for SQLite, so that its memory and its writes can be told: it opens the file, answers a month, says
//! so, and then does what it is told by lines of JSON until there are none. Never used while rates are measured.

use super::{
    client::{Connected, Writer},
    file, open,
};
use crate::{
    house::NewBooking,
    peer::{Client, Fallible, OwnWork},
    peers::{child::Running, first_month, kept::Kept, today},
};
use jiff::Span;
use rustix::process::Signal;
use std::{
    io::{BufRead, BufReader, Lines, Write, stdin},
    path::{Path, PathBuf},
    process::{ChildStdout, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

/// The argument that makes this program such a process; the folder follows.
const NAME: &str = "sqlite-host";
/// Nights that are booked in turn: 20 years of them.
const NIGHTS: u64 = 7_300;

/// Such a process, as its maker sees it.
pub(super) struct Host {
    process: Running,
    told: Lines<BufReader<ChildStdout>>,
}

impl Host {
    /// Starts one and waits until it has answered its first question.
    pub(super) fn start(program: &Path, folder: &Path) -> Fallible<Self> {
        let mut command = Command::new(program);
        command.arg(NAME).arg(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = Running::start(&mut command, Signal::TERM, PathBuf::new())?;
        let output = process.child().stdout.take();
        let output = output.ok_or("the process for SQLite has no output")?;
        let mut host = Self {
            process,
            told: BufReader::new(output).lines(),
        };
        host.line()?;
        Ok(host)
    }

    /// Its process id.
    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Has it work; answers how many answers there were.
    pub(super) fn work(&mut self, work: &OwnWork) -> Fallible<u64> {
        let mut order = serde_json::to_vec(work)?;
        order.push(b'\n');
        let input = self.process.child().stdin.as_mut();
        let input = input.ok_or("the process for SQLite has no input")?;
        input.write_all(&order)?;
        Ok(self.line()?.parse()?)
    }

    fn line(&mut self) -> Fallible<String> {
        let line = self.told.next();
        Ok(line.ok_or("the process for SQLite ended without an answer")??)
    }
}

/// What this program does where it was started as such a process.
pub(in crate::peers) fn host() -> Option<Fallible<()>> {
    let mut arguments = std::env::args_os().skip(1);
    (arguments.next()? == NAME).then(|| {
        let folder = arguments
            .next()
            .ok_or("the process for SQLite needs a folder")?;
        serve(Path::new(&folder))
    })
}

fn serve(folder: &Path) -> Fallible<()> {
    let kept = Kept::read(folder)?;
    let writer = Arc::new(Mutex::new(open(&file(folder))?));
    let mut first = Connected::over(open(&file(folder))?, &kept, Arc::clone(&writer));
    let (from, to) = first_month()?;
    println!("{}", first.month(&from, &to)?);
    // Connections belong to the load: they stay open until the next work, as those to the servers do until their memory has
    // been read.
    let mut held = Vec::new();
    for order in stdin().lines() {
        let work = serde_json::from_str(&order?)?;
        held.clear();
        println!("{}", do_work(folder, &kept, &writer, &work, &mut held)?);
    }
    Ok(())
}

fn do_work(
    folder: &Path,
    kept: &Kept,
    writer: &Writer,
    work: &OwnWork,
    held: &mut Vec<Connected>,
) -> Fallible<u64> {
    for _ in 0..work.clients {
        let connection = open(&file(folder))?;
        held.push(Connected::over(connection, kept, Arc::clone(writer)));
    }
    let end = Instant::now() + Duration::from_secs_f64(work.seconds);
    thread::scope(|scope| {
        let workers: Vec<_> = held
            .iter_mut()
            .zip(0..)
            .map(|(client, worker)| scope.spawn(move || one_client(client, work, worker, end)))
            .collect();
        let answers = workers.into_iter().map(|worker| {
            let done = worker.join();
            done.map_err(|_| "a client of SQLite's own process broke off")?
        });
        answers.sum()
    })
}

fn one_client(
    client: &mut Connected,
    work: &OwnWork,
    mut number: u64,
    end: Instant,
) -> Fallible<u64> {
    let mut answers = 0;
    while Instant::now() < end {
        let day = |days: u64| -> Fallible<String> {
            let days = i64::try_from(days)?;
            Ok(today()
                .checked_add(Span::new().try_days(days)?)?
                .to_string())
        };
        if !work.only_books {
            let near = number % 300;
            let (from, soon, later) = (day(near)?, day(near + 3)?, day(near + 31)?);
            client.list(&from)?;
            client.month(&from, &later)?;
            client.availability(&from, &soon)?;
            answers += 3;
        }
        let night = work.first + number;
        client.create(&NewBooking {
            arrival: day(night % NIGHTS)?,
            departure: day(night % NIGHTS + 1)?,
            number: night,
        })?;
        answers += 1;
        number += u64::from(work.clients);
    }
    Ok(answers)
}
