//! A process that a peer consists of: started, waited for until it answers, ended by the signal it wants. Never ends a
//! process it has not started.

use crate::peer::Fallible;
use rustix::process::{Pid, Signal, kill_process};
use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, Instant},
};

/// How long one may take to answer for the first time: a database that is recovered from a crash needs a while.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long one may take to end.
const FAREWELL: Duration = Duration::from_secs(60);

/// A running process. Dropped, it is ended and waited for.
pub struct Running {
    child: Child,
    end: Signal,
    /// Where it writes what goes wrong.
    log: PathBuf,
}

impl Running {
    /// Starts a process that this signal ends and that writes its complaints into this file.
    pub fn start(command: &mut Command, end: Signal, log: PathBuf) -> Fallible<Self> {
        let child = command
            .spawn()
            .map_err(|why| format!("{:?} does not start: {why}", command.get_program()))?;
        Ok(Self { child, end, log })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The process itself, for its pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Tries until something comes of it, as long as the process lives.
    pub fn wait_for<T>(&mut self, mut attempt: impl FnMut() -> Fallible<T>) -> Fallible<T> {
        let start = Instant::now();
        loop {
            let why = match attempt() {
                Ok(done) => return Ok(done),
                Err(why) => why,
            };
            if let Some(status) = self.child.try_wait()? {
                let told = fs::read_to_string(&self.log).unwrap_or_default();
                return Err(format!("it ended ({status}) before it answered: {told}").into());
            }
            if start.elapsed() > PATIENCE {
                return Err(format!("no answer within {PATIENCE:?}: {why}").into());
            }
            // Short beside the milliseconds a start takes, long beside what an attempt costs.
            std::thread::sleep(Duration::from_micros(500));
        }
    }

    /// Ends it and waits until it is gone; by force where it does not go by itself, and then says so.
    pub fn stop(&mut self) -> Fallible<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        kill_process(Pid::from_child(&self.child), self.end)?;
        let start = Instant::now();
        while self.child.try_wait()?.is_none() {
            if start.elapsed() > FAREWELL {
                self.child.kill()?;
                self.child.wait()?;
                return Err(format!("it did not end within {FAREWELL:?}").into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Err(why) = self.stop() {
            eprintln!("process {}: {why}", self.id());
        }
    }
}

/// A port of this machine that nobody listens on now.
pub fn free_port() -> Fallible<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

/// What a program prints when it is run for it alone.
pub fn output(command: &mut Command) -> Fallible<String> {
    let program = command.get_program().to_owned();
    let done = command
        .output()
        .map_err(|why| format!("{program:?} does not start: {why}"))?;
    if !done.status.success() {
        let told = String::from_utf8_lossy(&done.stderr);
        return Err(format!("{program:?} failed: {}", told.trim()).into());
    }
    Ok(String::from_utf8(done.stdout)?.trim().to_owned())
}

/// Bytes the files in a folder, or one file, take on the disk.
pub fn bytes_in(path: &Path) -> Fallible<u64> {
    let about = match fs::symlink_metadata(path) {
        Ok(about) => about,
        // Databases remove files while they are counted.
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(why) => return Err(why.into()),
    };
    let mut bytes = about.blocks() * 512;
    if about.is_dir() {
        for entry in fs::read_dir(path)? {
            bytes += bytes_in(&entry?.path())?;
        }
    }
    Ok(bytes)
}
