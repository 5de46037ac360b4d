//! All agents together: started in the order of their importance, looked after until the supervisor is asked to end,
//! and changed when the configuration has. Never two supervisors of one configuration.

use super::{
    agent::{Launch, Status},
    agents::Agents,
    aside,
    config::{self, Config, ConfigError},
    control::{Answer, QUESTION_BYTES},
    lifecycle::State,
    look_after::look_after,
    post,
};
use core::fmt;
use std::{
    fs::{File, Permissions, TryLockError},
    os::unix::fs::{FileTypeExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{UnixListener, UnixStream},
    sync::{mpsc, watch::Receiver},
    task::JoinSet,
    time::{sleep, timeout},
};

/// How long the next agent waits for the one before it to be ready: a board that starts all at once is busy for long.
const TURN_TIME: Duration = Duration::from_secs(10);
/// How long a question may take to come.
const QUESTION_TIME: Duration = Duration::from_secs(5);
/// Pause after no connection could be taken, for want of open files say, instead of asking in a circle.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Mails that wait until the one before them is taken care of.
const MOST_LETTERS: usize = 8;
/// How often is looked what was removed long enough ago.
const SWEEP: Duration = Duration::from_secs(24 * 60 * 60);

/// Why a supervisor cannot run.
#[derive(Debug)]
pub enum RunError {
    /// The configuration cannot be used.
    Config(ConfigError),
    /// Another supervisor runs with this configuration.
    Another(PathBuf),
    /// The socket cannot be made.
    Socket(PathBuf, std::io::Error),
    /// The configuration cannot be locked.
    Lock(PathBuf, std::io::Error),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Another(path) => write!(
                f,
                "{}: another supervisor runs with this configuration; end it first",
                path.display()
            ),
            Self::Socket(path, error) => write!(
                f,
                "{}: the socket for commands cannot be made: {error}; choose another with \"socket\"",
                path.display()
            ),
            Self::Lock(path, error) => {
                write!(f, "{}: it cannot be locked: {error}", path.display())
            }
        }
    }
}

impl core::error::Error for RunError {}

/// A supervisor that has what it needs: nobody else has the same.
#[derive(Debug)]
pub struct Supervisor {
    path: PathBuf,
    launch: Launch,
    config: Config,
    /// Held for as long as the supervisor lives.
    _lock: File,
}

impl Supervisor {
    /// A supervisor for this configuration.
    ///
    /// # Errors
    /// When it cannot be used, or another one runs with it.
    pub fn new(path: &Path, launch: Launch) -> Result<Self, RunError> {
        let config = config::read(path).map_err(RunError::Config)?;
        let failed = |error| RunError::Lock(path.to_owned(), error);
        // Not the configuration itself: an editor may put another file in its place.
        let lock = config.socket.with_extension("lock");
        let lock = File::create(lock).map_err(failed)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => RunError::Another(path.to_owned()),
            TryLockError::Error(error) => failed(error),
        })?;
        Ok(Self {
            path: path.to_owned(),
            launch,
            config,
            _lock: lock,
        })
    }

    /// Where it is reached.
    pub fn socket(&self) -> &Path {
        &self.config.socket
    }

    /// What it was told.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Looks after all agents until it is told to end, or nobody is left to tell it; then ends them. What is to be done
    /// with them `beside` that is cut off before.
    ///
    /// # Errors
    /// When the socket cannot be made.
    pub async fn run<F>(
        self,
        mut told: mpsc::Receiver<Told>,
        beside: impl FnOnce(Arc<Agents>) -> F,
    ) -> Result<(), RunError>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = listen(&self.config.socket)
            .map_err(|error| RunError::Socket(self.config.socket.clone(), error))?;
        let agents = Agents::new(self.path.clone(), self.launch.clone(), &self.config).await;
        let shared = Arc::new(agents);
        let mut tasks = JoinSet::new();
        tasks.spawn(beside(Arc::clone(&shared)));
        tasks.spawn(start_in_turn(Arc::clone(&shared)));
        let (bring, letters) = mpsc::channel(MOST_LETTERS);
        tasks.spawn(look_after(Arc::clone(&shared), bring));
        tasks.spawn(post::deliver(
            Arc::clone(&shared),
            letters,
            self.launch.patience,
        ));
        tasks.spawn(sweep_daily(self.config.folder.clone()));
        loop {
            tokio::select! {
                told = told.recv() => match told {
                    Some(Told::Reload) => {
                        let shared = Arc::clone(&shared);
                        tasks.spawn(async move { shared.reload_and_tell().await });
                    }
                    Some(Told::End) | None => break,
                },
                accepted = listener.accept() => match accepted {
                    Ok((connection, _)) => {
                        tasks.spawn(serve(Arc::clone(&shared), connection));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "no command could be taken");
                        sleep(ACCEPT_PAUSE).await;
                    }
                },
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
            }
        }
        tasks.shutdown().await;
        shared.end().await;
        let _ = std::fs::remove_file(&self.config.socket);
        Ok(())
    }
}

/// What a supervisor can be told from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// To read its configuration again.
    Reload,
    /// To end.
    End,
}

fn listen(socket: &Path) -> std::io::Result<UnixListener> {
    // What an earlier supervisor left there; none can be listening, or the lock would not be ours. Nothing else is taken
    // away, whatever path somebody has written.
    if std::fs::symlink_metadata(socket).is_ok_and(|it| it.file_type().is_socket()) {
        std::fs::remove_file(socket)?;
    }
    let listener = UnixListener::bind(socket)?;
    std::fs::set_permissions(socket, Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Starts the agents one after another, the most important first; none that has been told otherwise meanwhile.
async fn start_in_turn(shared: Arc<Agents>) {
    while let Some(status) = shared.start_next().await {
        let _ = timeout(TURN_TIME, settled(status)).await;
    }
}

/// Deletes what was removed long enough ago.
async fn sweep_daily(folder: PathBuf) {
    loop {
        match aside::sweep(&folder) {
            Ok(swept) => swept.iter().for_each(|file| {
                tracing::info!(file = %file.display(), "a removed house was kept long enough");
            }),
            Err(error) => tracing::warn!(%error, folder = %folder.display(), "not swept"),
        }
        sleep(SWEEP).await;
    }
}

/// Ready when an agent has been started and is ready, or has failed.
async fn settled(mut status: Receiver<Status>) {
    let begun = |state: State| !matches!(state, State::Stopped | State::Starting { .. });
    let _ = status.wait_for(|status| begun(status.state)).await;
}

/// Answers one question.
async fn serve(shared: Arc<Agents>, mut connection: UnixStream) {
    let mut line = String::new();
    let (read, mut write) = connection.split();
    let mut read = BufReader::new(read.take(QUESTION_BYTES as u64));
    let came = timeout(QUESTION_TIME, read.read_line(&mut line)).await;
    if !matches!(came, Ok(Ok(1..))) {
        return;
    }
    let answer = match serde_json::from_str(&line) {
        Ok(question) => shared.answer(question).await,
        Err(error) => Answer::Refused(format!("the question is not understood: {error}")),
    };
    if let Ok(mut line) = serde_json::to_vec(&answer) {
        line.push(b'\n');
        // Who does not wait for the answer does not get it.
        let _ = write.write_all(&line).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_socket_is_taken_away_for_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let _inside = runtime.enter();
        let (house, socket) = (
            folder.path().join("a.hutbook"),
            folder.path().join("a.sock"),
        );
        std::fs::write(&house, "a house").unwrap();
        assert!(listen(&house).is_err());
        assert_eq!(std::fs::read_to_string(&house).unwrap(), "a house");
        for _ in 0..2 {
            assert!(listen(&socket).is_ok());
            assert!(
                socket.exists(),
                "it is left there when nobody listens any more"
            );
        }
    }
}
