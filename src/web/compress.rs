//! Pages and their files in fewer bytes, for clients that understand gzip. The state of the compressor, about 300 kB,
//! lives only as long as one answer is being made: idle connections hold none of it.
//!
//! Never touches answers for programs: there the processor is dearer than the wire. Pages hold nothing whose length
//! could tell a secret to another site: the session's cookie does not come along when one leads here.

use super::{limits::LEAST_COMPRESSED_BYTES, reply::Body, reply::Response};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use hyper::{
    HeaderMap,
    header::{self, HeaderValue},
};
use std::io::Write as _;

/// How hard a page is pressed, of 9.
const PAGE_EFFORT: u32 = 6;
/// How hard a file is pressed that is pressed once and sent for ever.
const FILE_EFFORT: u32 = 9;

/// Whether a client understands gzip, by its `Accept-Encoding`.
pub fn is_accepted(headers: &HeaderMap) -> bool {
    let (mut by_name, mut by_star) = (None, None);
    let values = headers.get_all(header::ACCEPT_ENCODING).iter();
    for entry in values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
    {
        let mut parts = entry.split(';').map(str::trim);
        let name = parts.next().unwrap_or("");
        let wanted = parts.all(|parameter| !is_zero_weight(parameter));
        if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
            by_name = Some(wanted);
        } else if name == "*" {
            by_star = Some(wanted);
        }
    }
    by_name.or(by_star).unwrap_or(false)
}

fn is_zero_weight(parameter: &str) -> bool {
    let weight = parameter
        .split_once('=')
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .and_then(|(_, weight)| weight.trim().parse::<f32>().ok());
    weight == Some(0.0)
}

/// Presses a page that is worth it, if the client understands that.
pub fn press(response: &mut Response, accepted: bool) {
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let Body::Whole(Some(page)) = response.body() else {
        return;
    };
    if !is_page || page.len() < LEAST_COMPRESSED_BYTES {
        return;
    }
    let pressed = accepted.then(|| self::page(page)).flatten();
    mark(response, pressed);
}

/// A page as gzip, as it is made for each answer.
pub(super) fn page(bytes: &[u8]) -> Option<Bytes> {
    gzip(bytes, PAGE_EFFORT)
}

/// A file as gzip, if that is smaller; for files that are pressed once.
pub(super) fn file(bytes: &[u8]) -> Option<Bytes> {
    gzip(bytes, FILE_EFFORT).filter(|pressed| pressed.len() < bytes.len())
}

/// Gives an answer its pressed body, and says to caches that others may get it otherwise.
pub fn mark(response: &mut Response, pressed: Option<Bytes>) {
    let vary = HeaderValue::from_static("Accept-Encoding");
    let _ = response.headers_mut().append(header::VARY, vary);
    let Some(pressed) = pressed else {
        return;
    };
    *response.body_mut() = Body::whole(pressed);
    let gzip = HeaderValue::from_static("gzip");
    response
        .headers_mut()
        .insert(header::CONTENT_ENCODING, gzip);
    // The same page in other bytes: its tag may only say that it means the same.
    let tag = response
        .headers()
        .get(header::ETAG)
        .map(HeaderValue::as_bytes);
    let weak = tag
        .filter(|tag| tag.starts_with(b"\""))
        .and_then(|tag| HeaderValue::from_bytes(&[b"W/", tag].concat()).ok());
    if let Some(weak) = weak {
        response.headers_mut().insert(header::ETAG, weak);
    }
}

/// Nothing when it cannot be done: then the answer goes out as it is.
fn gzip(bytes: &[u8], effort: u32) -> Option<Bytes> {
    /// Pages shrink to less than a fifth.
    const USUAL_SHARE: usize = 5;
    let out = Vec::with_capacity(bytes.len() / USUAL_SHARE);
    let mut encoder = GzEncoder::new(out, Compression::new(effort));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::reply;
    use flate2::read::GzDecoder;
    use hyper::StatusCode;
    use std::io::Read as _;

    fn accepts(value: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
        is_accepted(&headers)
    }

    fn body(response: &Response) -> Bytes {
        match response.body() {
            Body::Whole(Some(bytes)) => bytes.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn unpressed(bytes: &[u8]) -> String {
        let mut text = String::new();
        GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
        text
    }

    fn long_page() -> String {
        "<p>Ein Haus am See.</p>".repeat(LEAST_COMPRESSED_BYTES)
    }

    #[test]
    fn gzip_is_used_only_where_it_is_understood() {
        for value in [
            "gzip",
            "gzip, deflate, br",
            "br;q=1, GZIP;q=0.5",
            "*",
            "deflate, x-gzip ; q=0.1",
        ] {
            assert!(accepts(value), "{value}");
        }
        for value in [
            "",
            "br",
            "identity",
            "gzip;q=0",
            "gzip; q=0.000, *",
            "*;q=0",
            "gzipped",
        ] {
            assert!(!accepts(value), "{value}");
        }
        assert!(!is_accepted(&HeaderMap::new()));
    }

    #[test]
    fn a_page_is_pressed_and_says_so() {
        let mut response = reply::html(StatusCode::NOT_FOUND, long_page());
        reply::set(&mut response, header::VARY, "Cookie");
        reply::set(&mut response, header::ETAG, "\"7-a\"");
        press(&mut response, true);
        let headers = response.headers();
        assert_eq!(headers[header::CONTENT_ENCODING], "gzip");
        assert_eq!(headers[header::ETAG], "W/\"7-a\"");
        let vary: Vec<_> = headers.get_all(header::VARY).iter().collect();
        assert_eq!(vary, ["Cookie", "Accept-Encoding"]);
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(body(&response).len() < long_page().len() / 10);
        assert_eq!(unpressed(&body(&response)), long_page());
    }

    #[test]
    fn who_does_not_understand_gets_the_page_as_it_is() {
        let mut response = reply::html(StatusCode::OK, long_page());
        reply::set(&mut response, header::ETAG, "\"7-a\"");
        press(&mut response, false);
        assert_eq!(body(&response), long_page());
        assert_eq!(response.headers()[header::VARY], "Accept-Encoding");
        assert_eq!(response.headers()[header::ETAG], "\"7-a\"");
        assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
    }

    #[test]
    fn small_pages_answers_for_programs_and_empty_ones_stay_as_they_are() {
        let json = reply::bytes(StatusCode::OK, "application/json", long_page());
        let small = reply::html(StatusCode::OK, "<p>Hut</p>");
        for mut response in [json, small, reply::empty(StatusCode::NOT_MODIFIED)] {
            let before = format!("{response:?}");
            press(&mut response, true);
            assert_eq!(format!("{response:?}"), before);
        }
    }

    #[test]
    fn a_file_that_would_grow_is_left_alone() {
        assert_eq!(file(b"hut"), None);
        let page = long_page();
        assert_eq!(unpressed(&file(page.as_bytes()).unwrap()), page);
    }
}
