//! The program itself as tests and measurements see it: started on a free port, asked over HTTP, stopped or killed.

use crate::client::Client;
use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
};

/// A running house.
pub(crate) struct Running {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Running {
    /// Starts the program with these arguments (and a free port) and waits until it listens.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::run(Command::new(env!("CARGO_BIN_EXE_hutbook")).args(arguments))
    }

    /// Runs a command that becomes the program, as [`Running::start`].
    pub(crate) fn run(command: &mut Command) -> Self {
        let mut child = command
            .args(["--listen", "127.0.0.1:0"])
            .env("HUTBOOK_LOG", "error")
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let address = loop {
            let line = lines
                .next()
                .expect("it says where it listens")
                .expect("its output is text");
            let address = line
                .split("://")
                .nth(1)
                .and_then(|rest| rest.split('/').next());
            if let Some(address) = address.and_then(|address| address.trim().parse().ok()) {
                break address;
            }
        };
        // Whatever else it says is read away, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// A connection to it.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.address).expect("it takes connections")
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Bytes of memory by a line of the kernel's account: `Pss:` is the process's own share, the program's file included;
    /// `Pss_Anon:` the part of it that no file backs, whatever else runs from the same file.
    pub(crate) fn memory(&self, what: &str) -> u64 {
        memory_of(self.id(), what)
    }
}

/// The same of any process.
pub(crate) fn memory_of(process: u32, what: &str) -> u64 {
    let path = format!("/proc/{process}/smaps_rollup");
    let text = fs::read_to_string(path).expect("the kernel tells the memory of a process");
    let line = text
        .lines()
        .find(|line| line.starts_with(what))
        .expect("of every kind");
    line.split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse::<u64>().ok())
        .expect("in KiB")
        * 1024
}

impl Drop for Running {
    fn drop(&mut self) {
        // Already dead when it was killed on purpose.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
