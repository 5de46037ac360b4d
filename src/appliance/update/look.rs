//! A look at the program that runs: whether its portal answers, and how its houses are. Asked as anybody may: over HTTP
//! and over the supervisor's socket; of the answers only what every version says is read.
//! Never waits for longer than a moment, and never judges.

use super::watch::{House, Look};
use crate::supervisor::{config, health};
use serde::Deserialize;
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::UnixStream,
    time::timeout,
};

/// How long an answer may take: of many houses the memory is counted for it.
const ANSWER_TIME: Duration = Duration::from_secs(15);
/// Bytes an answer may have.
const ANSWER_BYTES: u64 = 1024 * 1024;
/// The question for all agents.
const QUESTION: &[u8] = b"\"list\"\n";
/// Where the portal is when the configuration is one that only the program understands.
const USUAL_PORTAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 80);

/// Where a program can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doors {
    portal: Option<SocketAddr>,
    socket: PathBuf,
}

impl Doors {
    /// Those that a configuration names.
    pub(super) fn of(path: &Path) -> Self {
        match config::read(path) {
            Ok(config) => Self {
                portal: config.portal.listen.first().copied(),
                socket: config.socket,
            },
            Err(_) => Self {
                portal: Some(USUAL_PORTAL),
                socket: path.with_file_name(config::SOCKET),
            },
        }
    }

    /// Looks.
    pub(super) async fn look(&self) -> Look {
        let portal = match self.portal {
            Some(address) => health::told(address, ANSWER_TIME).await.is_some(),
            None => true,
        };
        let houses = timeout(ANSWER_TIME, list(&self.socket)).await;
        Look {
            portal,
            houses: houses.ok().and_then(Result::ok),
        }
    }
}

/// The answer, whatever else it says.
#[derive(Debug, Deserialize)]
struct Answer {
    agents: Vec<House>,
}

async fn list(socket: &Path) -> io::Result<Vec<House>> {
    let mut connection = UnixStream::connect(socket).await?;
    connection.write_all(QUESTION).await?;
    let mut line = Vec::new();
    let mut answer = BufReader::new(connection.take(ANSWER_BYTES));
    answer.read_until(b'\n', &mut line).await?;
    let answer: Answer = serde_json::from_slice(&line)?;
    Ok(answer.agents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervisor::control::{self, Line, Question};
    use tokio::net::{TcpListener, UnixListener};

    #[test]
    fn question_and_answer_are_those_of_the_supervisor() {
        let question: Question = serde_json::from_slice(QUESTION).unwrap();
        assert_eq!(question, Question::List);
        let line = Line {
            name: "haus".to_owned(),
            number: 1,
            state: "healthy".to_owned(),
            listen: "127.0.0.1:60101".to_owned(),
            process: Some(7),
            priority: 50,
            starts: 1,
            last_end: None,
            oom_kills: 0,
            file: "haus.hutbook".to_owned(),
            memory_bytes: 1,
            most_memory_bytes: 2,
            processor_permille: None,
            processor_millis: None,
            memory_samples: Vec::new(),
        };
        let text = serde_json::to_string(&control::Answer::Agents(vec![line])).unwrap();
        let answer: Answer = serde_json::from_str(&text).unwrap();
        assert_eq!(answer.agents[0].name, "haus");
        assert_eq!(answer.agents[0].state, "healthy");
    }

    #[test]
    fn a_configuration_nobody_understands_has_the_usual_doors() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hutbook.toml");
        let socket = folder.path().join("hutbook.sock");
        for (text, portal) in [
            ("from_the_future = true\n", Some("127.0.0.1:80")),
            ("portal.listen = [\"0.0.0.0:8000\"]\n", Some("0.0.0.0:8000")),
            ("portal.listen = []\n", None),
        ] {
            std::fs::write(&path, text).unwrap();
            let expected = Doors {
                portal: portal.map(|it| it.parse().unwrap()),
                socket: socket.clone(),
            };
            assert_eq!(Doors::of(&path), expected, "{text}");
        }
    }

    #[tokio::test]
    async fn a_program_is_seen_as_it_answers() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("hutbook.sock");
        let portal = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let doors = Doors {
            portal: Some(portal.local_addr().unwrap()),
            socket: socket.clone(),
        };
        let commands = UnixListener::bind(&socket).unwrap();
        let answering = tokio::spawn(async move {
            let (mut connection, _) = portal.accept().await.unwrap();
            let mut question = vec![0; 4096];
            let _ = connection.read(&mut question).await.unwrap();
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
            connection.write_all(answer).await.unwrap();
            drop((connection, portal));
            let (mut connection, _) = commands.accept().await.unwrap();
            let mut question = vec![0; QUESTION.len()];
            connection.read_exact(&mut question).await.unwrap();
            assert_eq!(question, QUESTION);
            let answer = b"{\"agents\":[{\"name\":\"a\",\"state\":\"healthy\",\"more\":1}]}\n";
            connection.write_all(answer).await.unwrap();
        });
        let look = doors.look().await;
        answering.await.unwrap();
        assert!(look.portal);
        assert_eq!(look.well(), ["a"]);
        assert_eq!(doors.look().await, Look::default());
    }
}
