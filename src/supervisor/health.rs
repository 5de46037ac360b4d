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

/// Whether an agent answers in time that it is well.
pub(super) async fn is_well(address: SocketAddr, in_time: Duration) -> bool {
    matches!(timeout(in_time, ask(address)).await, Ok(Ok(true)))
}

async fn ask(address: SocketAddr) -> std::io::Result<bool> {
    let mut connection = TcpStream::connect(reachable(address)).await?;
    let request =
        format!("GET /api/health HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await?;
    let (mut answer, mut length) = ([0; ANSWER_BYTES], 0);
    while !answer[..length].contains(&b'\n') && length < ANSWER_BYTES {
        match connection.read(&mut answer[length..]).await? {
            0 => break,
            read => length += read,
        }
    }
    Ok(answer[..length].starts_with(b"HTTP/1.1 200 "))
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
