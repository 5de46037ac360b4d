//! The question how an agent is: one GET of `/api/health`, answered in time or not.
//! Never keeps a connection, and never reads more than it needs.

use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// Bytes of an answer that are looked at: its first line says whether the agent is well.
const ANSWER_BYTES: usize = 64;
/// Bytes of an answer that is read to its end.
const WHOLE_BYTES: u64 = 8 * 1024;

/// How the answer of an agent begins that is well.
const WELL: &[u8] = b"HTTP/1.1 200 ";

/// Whether an agent answers in time that it is well.
pub(super) async fn is_well(address: SocketAddr, in_time: Duration) -> bool {
    matches!(timeout(in_time, ask(address)).await, Ok(Ok(true)))
}

/// What an agent answers in time about itself: the body of its `/api/health`, if it is well.
pub async fn told(address: SocketAddr, in_time: Duration) -> Option<Vec<u8>> {
    let mut answer = timeout(in_time, read(address)).await.ok()?.ok()?;
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n")?;
    let body = answer.split_off(end + 4);
    answer.starts_with(WELL).then_some(body)
}

async fn ask(address: SocketAddr) -> std::io::Result<bool> {
    let mut connection = begin(address).await?;
    let (mut answer, mut length) = ([0; ANSWER_BYTES], 0);
    while !answer[..length].contains(&b'\n') && length < ANSWER_BYTES {
        match connection.read(&mut answer[length..]).await? {
            0 => break,
            read => length += read,
        }
    }
    Ok(answer[..length].starts_with(WELL))
}

async fn read(address: SocketAddr) -> std::io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    let connection = begin(address).await?;
    connection
        .take(WHOLE_BYTES)
        .read_to_end(&mut answer)
        .await?;
    Ok(answer)
}

/// A connection on which the question has been asked.
async fn begin(address: SocketAddr) -> std::io::Result<TcpStream> {
    let mut connection = TcpStream::connect(reachable(address)).await?;
    let request =
        format!("GET /api/health HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await?;
    Ok(connection)
}

/// The address a process on this machine is asked at: one that listens everywhere listens here too.
pub(super) fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}
