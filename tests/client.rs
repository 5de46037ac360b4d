//! A small blocking HTTP client for tests and measurements: one connection kept alive, what was sent is what arrives.
//! Never retries and never follows anything, so that every answer is the server's own.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// How long a test waits for an answer before it fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// One connection.
pub(crate) struct Client {
    host: String,
    stream: BufReader<TcpStream>,
    /// Sent with every request, as `Authorization: Bearer`.
    pub(crate) token: Option<String>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    /// The headers, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The body as it came.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("not JSON: {:?}", String::from_utf8_lossy(&self.body)))
    }
}

impl Client {
    /// Connects.
    pub(crate) fn new(address: SocketAddr) -> std::io::Result<Self> {
        Self::over(TcpStream::connect(address)?, &address.to_string())
    }

    /// Over this connection, asking for this host.
    pub(crate) fn over(stream: TcpStream, host: &str) -> std::io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            host: host.to_owned(),
            stream: BufReader::new(stream),
            token: None,
        })
    }

    /// Signs in and keeps the session's secret.
    pub(crate) fn sign_in(&mut self, email: &str, password: &str) {
        let body = serde_json::json!({"email": email, "password": password}).to_string();
        let answer = self
            .send("POST", "/api/session", &[], Some(&body))
            .expect("the house answers");
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        let cookie = answer
            .header("set-cookie")
            .expect("a session comes with a cookie");
        let value = cookie
            .split(';')
            .next()
            .and_then(|pair| pair.split_once('='))
            .expect("a cookie has a value")
            .1;
        self.token = Some(value.to_owned());
    }

    /// Sends a request with a JSON body or none, and reads its answer.
    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> std::io::Result<Answer> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.host);
        if let Some(token) = &self.token {
            request.push_str(&format!("Authorization: Bearer {token}\r\n"));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(body) = body {
            request.push_str(&format!(
                "Content-Type: application/json\r\nContent-Length: {}\r\n",
                body.len()
            ));
        }
        request.push_str("\r\n");
        request.push_str(body.unwrap_or_default());
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut answer = read_answer(&mut self.stream, method == "HEAD")?;
        // Whoever asked whether to send a body is told so before.
        while answer.status == 100 {
            answer = read_answer(&mut self.stream, method == "HEAD")?;
        }
        Ok(answer)
    }
}

/// Reads one answer off a connection; one to a `HEAD` has no body, whatever its headers say, and of one without an end only
/// the head is read.
pub(crate) fn read_answer(
    stream: &mut BufReader<TcpStream>,
    to_head: bool,
) -> std::io::Result<Answer> {
    let status_line = line(stream)?;
    let status = status_line
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok());
    let status =
        status.ok_or_else(|| std::io::Error::other(format!("not an answer: {status_line:?}")))?;
    let mut headers = Vec::new();
    loop {
        let line = line(stream)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| std::io::Error::other("not a header"))?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut answer = Answer {
        status,
        headers,
        body: Vec::new(),
    };
    let chunked = answer.header("transfer-encoding") == Some("chunked");
    let length = answer
        .header("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    // What is told as it happens has no end: it is left to whoever wants to read it.
    let endless = answer.header("content-type") == Some("text/event-stream");
    if to_head || status == 204 || status == 304 || endless {
        return Ok(answer);
    }
    if chunked {
        read_chunks(stream, &mut answer.body)?;
    } else {
        answer.body.resize(length, 0);
        stream.read_exact(&mut answer.body)?;
    }
    Ok(answer)
}

fn read_chunks(stream: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> std::io::Result<()> {
    loop {
        let length = line(stream)?;
        let length = usize::from_str_radix(&length, 16).map_err(std::io::Error::other)?;
        let start = body.len();
        body.resize(start + length, 0);
        stream.read_exact(&mut body[start..])?;
        line(stream)?;
        if length == 0 {
            return Ok(());
        }
    }
}

fn line(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line)
}
