//! The leanest client that speaks HTTP/1.1: one connection kept alive, one buffer for all answers. The generator shares the
//! processor with what it measures, so every instruction here is taken from it. Never retries, never follows.

use crate::peer::Fallible;
use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
const MOST_HEADERS: usize = 48;

/// A connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

/// An answer.
pub struct Answer<'a> {
    pub status: u16,
    /// Status line and headers, as they came.
    pub head: &'a [u8],
    pub body: &'a [u8],
}

impl Connection {
    /// Connects.
    pub fn new(address: SocketAddr) -> Fallible<Self> {
        let stream =
            TcpStream::connect(address).map_err(|why| format!("connecting to {address}: {why}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream,
            buffer: vec![0; 64 * 1024],
            filled: 0,
        })
    }

    /// Sends a request as it stands, and reads its answer.
    pub fn send(&mut self, request: &[u8]) -> Fallible<Answer<'_>> {
        self.stream.write_all(request)?;
        self.filled = 0;
        let (status, head, length) = loop {
            self.read_more()?;
            if let Some(found) = head(&self.buffer[..self.filled])? {
                break found;
            }
        };
        while self.filled < head + length {
            self.read_more()?;
        }
        if self.filled > head + length {
            return Err("an answer is longer than it says".into());
        }
        let (head, body) = self.buffer[..self.filled].split_at(head);
        Ok(Answer { status, head, body })
    }

    fn read_more(&mut self) -> Fallible<()> {
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.filled * 2, 0);
        }
        match self.stream.read(&mut self.buffer[self.filled..])? {
            0 => Err("the connection ended within an answer".into()),
            count => {
                self.filled += count;
                Ok(())
            }
        }
    }
}

/// Status, bytes of the head and bytes of the body, once the head is whole.
fn head(bytes: &[u8]) -> Fallible<Option<(u16, usize, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(end) = answer.parse(bytes)? else {
        return Ok(None);
    };
    let status = answer.code.unwrap_or(0);
    let length = answer
        .headers
        .iter()
        .find(|it| it.name.eq_ignore_ascii_case("content-length"));
    let length = match length {
        Some(length) => std::str::from_utf8(length.value)?.trim().parse()?,
        None if status == 204 || status == 304 => 0,
        None => return Err("an answer does not say how long it is".into()),
    };
    Ok(Some((status, end, length)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{net::TcpListener, thread};

    #[test]
    fn answers_arrive_whole_however_they_are_cut() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut request = [0; 7];
            for answer in [
                &b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"[..],
                b"HTTP/1.1 204 No Content\r\n\r\n",
            ] {
                stream.read_exact(&mut request).expect("a request");
                for piece in answer.chunks(7) {
                    stream.write_all(piece).expect("it is read");
                    thread::sleep(Duration::from_millis(2));
                }
            }
        });
        let mut connection = Connection::new(address).expect("it connects");
        let answer = connection.send(b"request").expect("an answer");
        assert_eq!((answer.status, answer.body), (200, &b"hello"[..]));
        let answer = connection.send(b"request").expect("an answer");
        assert_eq!((answer.status, answer.body), (204, &b""[..]));
        server.join().expect("it ends");
        assert!(connection.send(b"request").is_err());
    }
}
