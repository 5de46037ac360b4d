//! A house that is served, asked over HTTP by its address: one question, one answer, one connection.
//! Never follows anything, never speaks TLS, and never keeps a password.

use super::fault::Fault;
use serde_json::Value;
use std::{
    io::{Error, Read as _, Write as _},
    net::{TcpStream, ToSocketAddrs as _},
    time::Duration,
};

/// How long a house may take to answer: a password takes a while to check, and others may wait for the same.
const PATIENCE: Duration = Duration::from_secs(60);
/// Most bytes of an answer.
const MOST_BYTES: u64 = 1024 * 1024;
/// What an address begins with.
const SCHEME: &str = "http://";

/// A house by its address.
#[derive(Debug)]
pub(super) struct Served {
    /// Host, and port if it is given.
    host: String,
}

/// What it answered.
#[derive(Debug)]
pub(super) struct Answer {
    /// The status.
    pub(super) status: u16,
    /// The secret of the session it opened.
    pub(super) session: Option<String>,
    /// The body; `Null` when there is none.
    pub(super) body: Value,
}

impl Answer {
    /// The last part of the kind of problem it is, if it is one.
    pub(super) fn problem(&self) -> Option<&str> {
        let kind = self.body.get("type")?.as_str()?;
        kind.rsplit(':').next()
    }

    /// The answer, if it says that it was done; else what the house says about it.
    pub(super) fn done(self) -> Result<Self, Fault> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        let detail = self.body.get("detail").and_then(Value::as_str);
        let detail = detail.map_or_else(|| format!("status {}", self.status), str::to_owned);
        Err(Fault::Refused(format!("the house says: {detail}")))
    }
}

impl Served {
    /// The house with this address; `None` when it is none.
    pub(super) fn at(address: &str) -> Option<Result<Self, Fault>> {
        if address.starts_with("https://") {
            let sentence = "this command speaks http:// only: name the house's own address, like http://localhost:8080";
            return Some(Err(Fault::Refused(sentence.to_owned())));
        }
        let host = address.strip_prefix(SCHEME)?.trim_end_matches('/');
        let odd = host.is_empty() || host.contains(['/', '?', '#', '@', ' ']);
        Some(match odd {
            true => Err(Fault::Refused(format!(
                "{address} is not the address of a house: it must be like http://localhost:8080"
            ))),
            false => Ok(Self {
                host: host.to_owned(),
            }),
        })
    }

    /// Asks it something.
    pub(super) fn ask(
        &self,
        method: &str,
        path: &str,
        session: Option<&str>,
        body: &Value,
    ) -> Result<Answer, Fault> {
        self.exchange(method, path, session, body)
            .map_err(|error| Fault::NoHouse(format!("{SCHEME}{}", self.host), error))
    }

    fn exchange(
        &self,
        method: &str,
        path: &str,
        session: Option<&str>,
        body: &Value,
    ) -> Result<Answer, Error> {
        let mut stream = self.connect()?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let body = match body {
            Value::Null => String::new(),
            body => body.to_string(),
        };
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
            self.host,
            body.len()
        );
        if let Some(session) = session {
            request.push_str(&format!("Authorization: Bearer {session}\r\n"));
        }
        request.push_str("\r\n");
        request.push_str(&body);
        stream.write_all(request.as_bytes())?;
        let mut bytes = Vec::new();
        stream.take(MOST_BYTES).read_to_end(&mut bytes)?;
        parse(&bytes).ok_or_else(|| Error::other("what answers there is no house"))
    }

    fn connect(&self) -> Result<TcpStream, Error> {
        let with_port = match self.host.rsplit_once(':') {
            Some((_, port)) if port.bytes().all(|b| b.is_ascii_digit()) => self.host.clone(),
            _ => format!("{}:80", self.host),
        };
        let mut last = Error::other("the name leads nowhere");
        for address in with_port.to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, PATIENCE) {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

/// Reads a whole answer: the head, and all that follows as JSON.
fn parse(bytes: &[u8]) -> Option<Answer> {
    let text = core::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.1 ")?.get(..3)?;
    let session = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let pair = value.split(';').next()?;
        let cookie = name.eq_ignore_ascii_case("set-cookie");
        Some(pair.split_once('=')?.1.to_owned()).filter(|_| cookie)
    });
    let body = match body {
        "" => Value::Null,
        body => serde_json::from_str(body).ok()?,
    };
    Some(Answer {
        status: status.parse().ok()?,
        session,
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_whole() {
        let answer = parse(b"HTTP/1.1 200 OK\r\nX: a=b\r\nset-cookie: hutbook_1=abc; Path=/\r\n\r\n{\"id\":\"p1\"}").unwrap();
        assert_eq!(
            (answer.status, answer.session.as_deref()),
            (200, Some("abc"))
        );
        assert_eq!(answer.body["id"], "p1");
        let problem = parse(
            b"HTTP/1.1 401 Unauthorized\r\n\r\n{\"type\":\"urn:hutbook:problem:second-factor-needed\",\"detail\":\"No.\"}",
        );
        let problem = problem.unwrap();
        assert_eq!(problem.problem(), Some("second-factor-needed"));
        assert_eq!(
            problem.done().unwrap_err().to_string(),
            "the house says: No."
        );
        assert!(parse(b"HTTP/1.1 200 OK\r\n\r\n<html>").is_none());
        assert!(parse(b"SSH-2.0-x\r\n\r\n").is_none());
    }

    #[test]
    fn addresses_and_files_are_told_apart() {
        assert!(Served::at("hut.hutbook").is_none() && Served::at("/tmp/http").is_none());
        for right in [
            "http://localhost:8080",
            "http://hut.local/",
            "http://[::1]:8080",
        ] {
            assert!(Served::at(right).is_some_and(|it| it.is_ok()), "{right}");
        }
        for wrong in ["https://hut.example", "http://", "http://a/b", "http://a@b"] {
            assert!(Served::at(wrong).is_some_and(|it| it.is_err()), "{wrong}");
        }
    }
}
