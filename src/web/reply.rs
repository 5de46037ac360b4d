//! Answers: their body, the headers that stand on every one of them, and short ways to make the usual ones.
//! Never decides what to say, only how it is put on the wire.

use super::pages::assets::INLINE_STYLES_HASH;
use bytes::Bytes;
use core::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};
use hyper::{
    StatusCode,
    body::{Frame, Incoming, SizeHint},
    header::{self, HeaderName, HeaderValue},
};
use serde::Serialize;
use std::sync::LazyLock;
use tokio::sync::mpsc;

/// An answer.
pub type Response = hyper::Response<Body>;

/// The body of an answer.
#[derive(Debug)]
pub enum Body {
    /// All of it; `None` when there is none or it has been taken.
    Whole(Option<Bytes>),
    /// Piece by piece, as fast as the client takes it.
    Pieces(mpsc::Receiver<Result<Bytes, Broken>>),
    /// The same, of a length that is known.
    Measured(mpsc::Receiver<Result<Bytes, Broken>>, u64),
    /// Piece by piece, as things happen: it ends when whoever sends it or the client has had enough.
    Endless(mpsc::Receiver<Result<Bytes, Broken>>),
    /// What another server answers, as it comes.
    Passed(Passed),
}

/// The body of an answer of another server.
#[derive(Debug)]
pub struct Passed {
    /// What comes from there.
    pub body: Incoming,
    /// Whether it has no end of its own.
    pub endless: bool,
}

/// The rest of a body cannot be made: the connection ends, so that nobody takes what came for all there is.
#[derive(Debug)]
pub struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the rest of the answer could not be made")
    }
}

impl core::error::Error for Broken {}

impl Body {
    /// No body.
    pub const fn empty() -> Self {
        Self::Whole(None)
    }

    /// This body.
    pub fn whole(bytes: impl Into<Bytes>) -> Self {
        Self::Whole(Some(bytes.into()).filter(|bytes: &Bytes| !bytes.is_empty()))
    }

    /// Whether it goes on for as long as somebody listens.
    pub const fn is_endless(&self) -> bool {
        matches!(
            self,
            Self::Endless(_) | Self::Passed(Passed { endless: true, .. })
        )
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        match &mut *self {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Pieces(pieces) | Self::Measured(pieces, _) | Self::Endless(pieces) => pieces
                .poll_recv(context)
                .map(|piece| piece.map(|piece| piece.map(Frame::data))),
            // Whoever sends it has gone in the middle.
            Self::Passed(passed) => Pin::new(&mut passed.body)
                .poll_frame(context)
                .map_err(|_| Broken),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_none(),
            Self::Pieces(_) | Self::Measured(..) | Self::Endless(_) => false,
            Self::Passed(passed) => passed.body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(
                bytes
                    .as_ref()
                    .map_or(0, |bytes| u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            ),
            Self::Pieces(_) | Self::Endless(_) => SizeHint::default(),
            Self::Measured(_, bytes) => SizeHint::with_exact(*bytes),
            Self::Passed(passed) => passed.body.size_hint(),
        }
    }
}

/// An answer with this body.
pub fn bytes(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Response {
    let mut response = hyper::Response::new(Body::whole(body));
    *response.status_mut() = status;
    let content_type = HeaderValue::from_static(content_type);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
}

/// An answer without a body.
pub fn empty(status: StatusCode) -> Response {
    let mut response = hyper::Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// A JSON answer.
pub fn json(status: StatusCode, value: &impl Serialize) -> Response {
    bytes(status, "application/json", json_bytes(value))
}

/// A JSON answer that is known to be large: room for this many bytes is made at once.
pub fn large_json(value: &impl Serialize, bytes_expected: usize) -> Response {
    let out = Vec::with_capacity(bytes_expected);
    bytes(StatusCode::OK, "application/json", write_json(value, out))
}

/// Something as JSON. What is shown here always can be written so; if it could not, the answer would be empty.
pub fn json_bytes(value: &impl Serialize) -> Vec<u8> {
    /// Room for most answers, so that few have to be moved while they grow.
    const USUAL_BYTES: usize = 1024;
    write_json(value, Vec::with_capacity(USUAL_BYTES))
}

fn write_json(value: &impl Serialize, mut out: Vec<u8>) -> Vec<u8> {
    if let Err(error) = serde_json::to_writer(&mut out, value) {
        tracing::error!(%error, "an answer could not be written as JSON");
        out.clear();
    }
    out.shrink_to_fit();
    out
}

/// A page.
pub fn html(status: StatusCode, page: impl Into<Bytes>) -> Response {
    bytes(status, "text/html; charset=utf-8", page)
}

/// Sends a browser to another address of the house, with GET whatever it did here.
pub fn see_other(location: &str) -> Response {
    let mut response = empty(StatusCode::SEE_OTHER);
    set(&mut response, header::LOCATION, location);
    response
}

/// Sends a browser to another address, with the method it has used here.
pub fn found(location: &str) -> Response {
    let mut response = empty(StatusCode::FOUND);
    set(&mut response, header::LOCATION, location);
    response
}

/// Sets a header, if its value can stand in one.
pub fn set(response: &mut Response, name: HeaderName, value: &str) {
    match HeaderValue::from_str(value) {
        Ok(value) => {
            response.headers_mut().insert(name, value);
        }
        Err(error) => tracing::error!(%error, header = %name, "a header could not be set"),
    }
}

/// Adds a header beside those of the same name.
pub fn add(response: &mut Response, name: HeaderName, value: &str) {
    match HeaderValue::from_str(value) {
        Ok(value) => {
            response.headers_mut().append(name, value);
        }
        Err(error) => tracing::error!(%error, header = %name, "a header could not be added"),
    }
}

/// Sets a header unless the answer has it already.
fn set_unless_there(response: &mut Response, name: HeaderName, value: &'static str) {
    response
        .headers_mut()
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}

/// What browsers may load and do in a page: nothing but what comes from here, and the one stylesheet that stands in pages.
/// Made when the first page is asked for: a house that only answers programs does without.
static POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| {
    let styles = &*INLINE_STYLES_HASH;
    let policy = format!(
        "default-src 'none'; style-src 'self' {styles}; script-src 'self'; worker-src 'self'; connect-src 'self'; \
         img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    HeaderValue::from_str(&policy).ok()
});

/// The same for a script: one that runs as a worker is held to what came with it, and asks the house only.
const OF_SCRIPTS: HeaderValue =
    HeaderValue::from_static("default-src 'none'; connect-src 'self'; frame-ancestors 'none'");

/// The same for everything else, which is data.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// Who may load an answer into a page.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// What pages may ask a browser for.
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
/// Nothing that tells something about the reader.
const NO_PERMISSIONS: &str = "camera=(), geolocation=(), microphone=()";

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// What a browser may do with an answer of this kind.
fn policy_of(response: &Response) -> HeaderValue {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let kind = kind.map_or(&b""[..], HeaderValue::as_bytes);
    if kind.starts_with(b"text/html") {
        POLICY.clone().unwrap_or(NOTHING)
    } else if kind.starts_with(b"text/javascript") {
        OF_SCRIPTS
    } else {
        NOTHING
    }
}

/// What every answer says about how to treat it.
pub fn protect(response: &mut Response) {
    let policy = policy_of(response);
    response
        .headers_mut()
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(policy);
    set_unless_there(response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set_unless_there(response, header::REFERRER_POLICY, "same-origin");
    set_unless_there(response, RESOURCE_POLICY, "same-origin");
    if is_page(response) {
        // The policy above says so too, to browsers that know it.
        set_unless_there(response, header::X_FRAME_OPTIONS, "DENY");
        set_unless_there(response, PERMISSIONS_POLICY, NO_PERMISSIONS);
    }
    // Whoever wants an answer to be kept says so; nothing else may be.
    set_unless_there(response, header::CACHE_CONTROL, "no-store");
}
