//! A request after its head has been read and judged: method, path, parts of the path, query, headers, peer.
//! Never holds a body.

use super::{
    limits::{ADDRESS_BYTES, HEADER_BYTES, MOST_HEADERS},
    problem::Problem,
    table::Verb,
};
use core::{fmt::Display, str::FromStr};
use hyper::{
    HeaderMap, StatusCode, Version,
    header::{self, HeaderName},
    http::request::Parts,
};
use std::net::IpAddr;

/// A request that has found its route.
#[derive(Debug)]
pub struct Request {
    /// What shall be done; HEAD counts as GET.
    pub verb: Verb,
    /// The path, with every character that needs no escape in its plain form.
    pub path: String,
    /// The query as it came, without the question mark.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// Who is at the other end of the connection.
    pub peer: IpAddr,
    /// Parts of the path that the pattern of the route names, decoded.
    pub(super) parameters: Vec<(String, String)>,
}

impl Request {
    /// A request whose head has been read; `None` where nothing answers to its method. Its path names no parts.
    pub fn new(head: Parts, peer: IpAddr) -> Option<Self> {
        Some(Self {
            verb: Verb::of(&head.method)?,
            path: plain_path(head.uri.path()),
            query: head.uri.query().map(str::to_owned),
            headers: head.headers,
            peer,
            parameters: Vec::new(),
        })
    }

    /// A part of the path by its name in the route's pattern.
    pub fn part(&self, name: &str) -> &str {
        let found = self.parameters.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }

    /// The id in the path.
    ///
    /// # Errors
    /// 404 when it cannot be one: nothing has such a name.
    pub fn id<T: FromStr>(&self) -> Result<T, Problem> {
        let id = self.part("id");
        id.parse().map_err(|_| nothing_called(id))
    }

    /// A header's value, if it is there once and readable.
    pub fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Path and query, as one text.
    pub fn address(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }
}

/// 404 about something with this name.
pub fn nothing_called(name: impl Display) -> Problem {
    Problem::not_found(format!("There is nothing called \"{name}\" here."))
}

/// A path of this server to lead back to: never another host, whatever an address says.
pub fn own_path(path: &str) -> &str {
    let own = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|c: char| c == '\\' || c.is_control());
    if own { path } else { "/" }
}

/// Refuses heads that are too large or not proper HTTP.
///
/// # Errors
/// 414, 431 or 400.
pub fn check_head(head: &Parts) -> Result<(), Problem> {
    let length = head.uri.path_and_query().map_or(0, |it| it.as_str().len());
    if length > ADDRESS_BYTES {
        let detail = format!("The address has {length} bytes; {ADDRESS_BYTES} are allowed.");
        return Err(Problem::new(
            StatusCode::URI_TOO_LONG,
            "address-too-long",
            "Address too long",
            detail,
        ));
    }
    let bytes: usize = head
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if bytes > HEADER_BYTES || head.headers.len() > MOST_HEADERS {
        let detail =
            format!("At most {MOST_HEADERS} headers of together {HEADER_BYTES} bytes are allowed.");
        return Err(Problem::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "headers-too-large",
            "Headers too large",
            detail,
        ));
    }
    let hosts = head.headers.get_all(header::HOST).iter().count();
    if hosts > 1 || (hosts == 0 && head.version == Version::HTTP_11) {
        return Err(Problem::bad_request(
            "host-missing",
            "Exactly one Host header is needed.",
        ));
    }
    Ok(())
}

/// The path with every escape resolved that stands for a character which needs none (RFC 3986, 6.2.2.2), so that two
/// spellings of one address find the same route. Other escapes stay.
pub fn plain_path(path: &str) -> String {
    if !path.contains('%') {
        return path.to_owned();
    }
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        plain.push_str(before);
        match escaped(after) {
            Some(byte)
                if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') =>
            {
                plain.push(char::from(byte));
                rest = after.get(2..).unwrap_or("");
            }
            Some(_) | None => {
                plain.push('%');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// A part of a path with all escapes resolved; `None` when they are malformed or do not make text.
pub(super) fn decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        bytes.push(escaped(after)?);
        rest = after.get(2..)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

fn escaped(after: &str) -> Option<u8> {
    let digits = after
        .get(..2)
        .filter(|it| it.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_path_are_one_path() {
        assert_eq!(plain_path("/api/book%69ngs/%62%37"), "/api/bookings/b7");
        assert_eq!(plain_path("/a%2Fb%zz%4"), "/a%2Fb%zz%4");
        assert_eq!(plain_path("/%2569"), "/%2569");
    }

    #[test]
    fn parts_are_decoded_or_refused() {
        assert_eq!(decoded("a%2Fb%C3%A4").as_deref(), Some("a/bä"));
        for wrong in ["%", "%4", "%zz", "%ff", "%+1", "%C3"] {
            assert_eq!(decoded(wrong), None, "{wrong}");
        }
    }
}
