//! A running house: started on a free port, ended when it is dropped. Never looks into its file.

use super::client::Asking;
use crate::peer::{Client, Fallible, Started};
use jiff::ToSpan as _;
use std::{
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long a process that was asked to end may take, under valgrind too.
const FAREWELL: Duration = Duration::from_secs(60);

/// The process.
#[derive(Debug)]
pub struct Served {
    child: Child,
    folder: PathBuf,
    token: String,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Served {
    /// Starts the program and waits until it listens.
    pub fn start(
        program: &Path,
        behind: &[&str],
        arguments: &[&OsStr],
        folder: &Path,
        token: &str,
    ) -> Fallible<Self> {
        let mut words = behind
            .iter()
            .map(OsStr::new)
            .chain([program.as_os_str()])
            .chain(arguments.iter().copied());
        let mut command = Command::new(words.next().unwrap_or_default());
        command
            .args(words)
            .args(["--listen", "127.0.0.1:0"])
            .env("HUTBOOK_LOG", "error");
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let started = command.spawn();
        let mut child =
            started.map_err(|why| format!("starting {:?}: {why}", command.get_program()))?;
        let output = child.stdout.take().ok_or("its output is not to be had")?;
        let mut lines = BufReader::new(output).lines();
        let address = lines.find_map(|line| {
            let line = line.ok()?;
            let rest = line.split("://").nth(1)?;
            rest.split('/').next()?.trim().parse().ok()
        });
        let Some(address) = address else {
            let status = child.wait()?;
            return Err(
                format!("{} ended ({status}) before it listened", program.display()).into(),
            );
        };
        // Whatever else it says is read away, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self {
            child,
            folder: folder.to_owned(),
            token: token.to_owned(),
            address,
        })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// One that asks it, with what it knows of the house.
    pub fn asking(&self) -> Fallible<Asking> {
        Asking::new(self.address, &self.token)
    }

    /// Asks for the month we are in, as the first question of all.
    pub fn first_answer(&self) -> Fallible<()> {
        let first = jiff::Zoned::now().date().first_of_month();
        let next = first.saturating_add(1.month());
        let told = self
            .asking()?
            .month(&first.to_string(), &next.to_string())?;
        match told {
            0 => Err("the month we are in has no bookings".into()),
            _ => Ok(()),
        }
    }
}

impl Started for Served {
    fn processes(&self) -> Vec<u32> {
        vec![self.id()]
    }

    fn client(&self) -> Fallible<Box<dyn Client>> {
        let mut asking = self.asking()?;
        asking.learn()?;
        Ok(Box::new(asking))
    }

    fn bytes_on_disk(&self) -> Fallible<u64> {
        Ok(fs::metadata(self.folder.join(super::FILE))?.len())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        // As it is ended by whoever runs it, so that everything it has to write is written.
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        let start = Instant::now();
        while start.elapsed() < FAREWELL && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(1));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
