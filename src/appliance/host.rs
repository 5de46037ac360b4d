//! The board's first process as the supervisor can reach it: its status in a file, and a socket for what it is asked.
//! Never does what it is asked: that is handed on to the loop that stays.

use crate::supervisor::host::{
    self,
    ask::{Answer, Ask, QUESTION_BYTES},
    status::Status,
};
use std::{
    fs::{self, DirBuilder, Permissions},
    io,
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{UnixListener, UnixStream},
    sync::{mpsc, oneshot},
    time::timeout,
};

/// The folder, in memory.
pub(super) const FOLDER: &str = "/run/hutbook";
/// How many questions may wait.
const MOST_WAITING: usize = 8;
/// How long a question may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(5);

/// Something that was asked, and where the answer goes.
pub(super) type Asked = (Ask, oneshot::Sender<Answer>);

/// See the head of this file.
pub(super) struct Host {
    folder: PathBuf,
    told: Vec<u8>,
    sender: mpsc::Sender<Asked>,
    asked: mpsc::Receiver<Asked>,
}

impl Host {
    /// One that keeps to this folder. Nobody hears of it before [`Self::open`].
    pub(super) fn new(folder: &Path) -> Self {
        let (sender, asked) = mpsc::channel(MOST_WAITING);
        Self {
            folder: folder.to_owned(),
            told: Vec::new(),
            sender,
            asked,
        }
    }

    /// Opens folder and socket, for root alone. Must be called within the runtime.
    pub(super) fn open(&self) -> io::Result<()> {
        let made = DirBuilder::new().mode(0o700).create(&self.folder);
        if let Err(error) = made
            && error.kind() != io::ErrorKind::AlreadyExists
        {
            return Err(error);
        }
        let socket = self.folder.join(host::SOCKET);
        let listener = UnixListener::bind(&socket)?;
        fs::set_permissions(&socket, Permissions::from_mode(0o600))?;
        tokio::spawn(listen(listener, self.sender.clone()));
        Ok(())
    }

    /// Tells how the board is, if that is new.
    pub(super) fn tell(&mut self, status: &Status) -> io::Result<()> {
        let text = serde_json::to_vec(status)?;
        if text == self.told {
            return Ok(());
        }
        let file = self.folder.join(host::STATUS);
        let beside = file.with_extension("new");
        fs::write(&beside, &text)?;
        fs::rename(&beside, &file)?;
        self.told = text;
        Ok(())
    }

    /// What is asked next.
    pub(super) async fn asked(&mut self) -> Option<Asked> {
        self.asked.recv().await
    }
}

async fn listen(listener: UnixListener, sender: mpsc::Sender<Asked>) {
    loop {
        match listener.accept().await {
            Ok((connection, _)) => {
                let sender = sender.clone();
                // Who does not ask properly gets no answer; there is nobody else to be told.
                tokio::spawn(async move { drop(answer(connection, sender).await) });
            }
            // Most likely there are too many open files for a moment.
            Err(_) => tokio::time::sleep(ARRIVAL).await,
        }
    }
}

async fn answer(mut connection: UnixStream, sender: mpsc::Sender<Asked>) -> io::Result<()> {
    let (reading, mut writing) = connection.split();
    let mut line = String::new();
    let mut reading = BufReader::new(reading.take(QUESTION_BYTES));
    timeout(ARRIVAL, reading.read_line(&mut line)).await??;
    let ask = serde_json::from_str(&line)?;
    let (to, from) = oneshot::channel();
    let lost = |_| io::Error::other("the board is about to end");
    sender.send((ask, to)).await.map_err(|_| lost(()))?;
    let answer = from.await.map_err(|_| lost(()))?;
    let mut line = serde_json::to_vec(&answer)?;
    line.push(b'\n');
    writing.write_all(&line).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervisor::host::Host as Reached;

    #[tokio::test]
    async fn what_is_told_is_seen_and_what_is_asked_is_answered() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("hutbook");
        let mut host = Host::new(&folder);
        host.open().unwrap();
        let reached = Reached::at(&folder);
        assert!(reached.status().is_err(), "nothing was told yet");
        let mut status = Status {
            version: "0.1.0".to_owned(),
            ..Status::default()
        };
        host.tell(&status).unwrap();
        assert_eq!(reached.status().unwrap(), status);
        status.read_only = true;
        host.tell(&status).unwrap();
        assert!(reached.status().unwrap().read_only);

        let asking = tokio::spawn(async move { reached.ask(&Ask::Incidents).await });
        let (ask, to) = host.asked().await.unwrap();
        assert!(ask == Ask::Incidents);
        let answer = Answer::Lines(vec!["one".to_owned()]);
        to.send(answer.clone()).unwrap();
        assert_eq!(asking.await.unwrap().unwrap(), answer);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join(host::SOCKET)), 0o600);
    }

    #[tokio::test]
    async fn who_asks_for_nonsense_is_hung_up_on() {
        let folder = tempfile::tempdir().unwrap();
        let host = Host::new(folder.path());
        host.open().unwrap();
        for nonsense in ["\n", "\"dance\"\n", &"x".repeat(10_000)] {
            let mut connection = UnixStream::connect(folder.path().join(host::SOCKET))
                .await
                .unwrap();
            let _ = connection.write_all(nonsense.as_bytes()).await;
            let _ = connection.shutdown().await;
            let mut text = Vec::new();
            let _ = connection.read_to_end(&mut text).await;
            assert!(text.is_empty(), "{nonsense}");
        }
    }
}
